//! A closed proposal as a ballot file.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

use domain::proposal::{Ballot, Event, Method, Stage};
use domain::{PersonId, ProposalId, State, StreamId};
use eventlog::keyring::Keyring;
use eventlog::sealing::{OpenError, OpenedEvent, open_all};
use eventlog::{EventLog, LogError, Version};

use super::{Blt, Paper};

/// A proposal that is no ballot file.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// There is no such proposal in the log.
    #[error("the log has no events of {0}")]
    Absent(StreamId),
    /// It is decided in another way.
    #[error("its method is {0}; only RANK_STV has a ballot file")]
    Method(&'static str),
    /// Its ballots are not to be seen yet, or not at all.
    #[error("voting has not ended with a result")]
    NotClosed,
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event cannot be read, or its texts cannot be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
}

/// The ballots that the last close of a `RANK_STV` proposal counted, equal ones together, without
/// who cast them. A vote that counted for others too is there as often as it counted.
///
/// Title and options are opened with keys from the keyring; an option whose key was destroyed is
/// called by its number.
///
/// # Errors
/// If it is no such proposal, has not closed, or cannot be read.
pub async fn export(
    log: &dyn EventLog,
    keyring: &dyn Keyring,
    id: ProposalId,
) -> Result<Blt, ExportError> {
    let stream = id.into();
    let events = log.read_streams(&[(stream, Version::NONE)]).await?;
    let opened = open_all(keyring, &events).await?;
    let mut state = State::empty(stream.kind);
    let mut weights = HashMap::new();
    for OpenedEvent { event, .. } in &opened {
        if let domain::Event::Proposal(Event::ProposalClosed { delegated, .. }) = event {
            let others = delegated.iter().flat_map(|delegated| &delegated.weights);
            weights = others.map(|weight| (weight.voter, weight.others)).collect();
        }
        state.evolve(event);
    }
    let State::Proposal(proposal) = &state else { return Err(ExportError::Absent(stream)) };
    let (Some(terms), Some(stage)) = (proposal.terms(), proposal.stage()) else {
        return Err(ExportError::Absent(stream));
    };
    let Method::RankStv { options, rules } = &terms.method else {
        return Err(ExportError::Method(terms.method.name()));
    };
    if !matches!(stage, Stage::Closed { .. }) {
        return Err(ExportError::NotClosed);
    }
    let words = |text: &domain::Text| opened.iter().rev().find_map(|event| event.texts.get(text));
    let option = |(number, text): (usize, &domain::Text)| {
        words(text).map_or_else(|| format!("Option {number}"), str::to_owned)
    };
    Ok(Blt {
        title: words(&terms.title).unwrap_or("Proposal").to_owned(),
        seats: rules.seats,
        candidates: (1..).zip(options).map(option).collect(),
        withdrawn: BTreeSet::new(),
        papers: papers(proposal.votes().map(|(voter, cast)| (voter, &cast.ballot)), &weights),
    })
}

/// Equal ballots together, the most frequent first.
fn papers<'a>(
    votes: impl Iterator<Item = (PersonId, &'a Ballot)>,
    weights: &HashMap<PersonId, u32>,
) -> Vec<Paper> {
    let mut papers: BTreeMap<&[u8], u32> = BTreeMap::new();
    for (voter, ballot) in votes {
        if let Ballot::Preferences(order) = ballot {
            let others = weights.get(&voter).copied().unwrap_or(0);
            *papers.entry(order).or_insert(0) += others.saturating_add(1);
        }
    }
    let mut papers: Vec<Paper> = papers
        .into_iter()
        .map(|(order, ballots)| Paper { ballots, order: order.to_vec() })
        .collect();
    papers.sort_by_key(|paper| Reverse(paper.ballots));
    papers
}

#[cfg(test)]
mod tests {
    use domain::proposal::{Stance, StvQuota, StvRules, StvVariant, Tally};
    use domain::{Command, TextId, group};

    use super::*;
    use crate::community::{Community, GROUP, PROPOSAL, someone};

    const RULES: StvRules =
        StvRules { seats: 2, variant: StvVariant::Scottish, quota: StvQuota::Droop };
    const NAMES: [&str; 3] = ["Rye", "Spelt \"old\"", "Oats"];

    /// Three options for two seats, put to five people.
    async fn election() -> Community {
        let texts = || (1..).zip(NAMES).map(|(number, _)| TextId::option(PROPOSAL, number));
        let words = texts().zip(NAMES.map(str::to_owned)).collect();
        let options = texts();
        Community::new(words, |drafts| Method::RankStv {
            options: options.map(|id| drafts.text(id)).collect(),
            rules: RULES,
        })
        .await
    }

    async fn rank(community: &Community, voter: u128, order: &[u8]) {
        community.vote(voter, Ballot::Preferences(order.to_vec())).await;
    }

    async fn file(community: &Community) -> Result<Blt, ExportError> {
        export(&*community.log, &*community.keyring, PROPOSAL).await
    }

    #[tokio::test]
    async fn a_closed_proposal_is_written_and_counts_the_same() {
        let community = election().await;
        rank(&community, 10, &[1, 2]).await;
        rank(&community, 11, &[3]).await;
        rank(&community, 12, &[1, 2]).await;
        rank(&community, 13, &[2, 3]).await;
        community.pass(8 * 24);
        community.close(1).await;
        let blt = file(&community).await.unwrap();
        assert_eq!(
            blt.to_string(),
            "3 2\n2 1 2 0\n1 2 3 0\n1 3 0\n0\n\"Rye\"\n\"Spelt 'old'\"\n\"Oats\"\n\"Rye\"\n"
        );
        let read = super::super::parse(&blt.to_string()).unwrap();
        let events = community.events().await;
        let close = events.iter().rev().find(|event| &*event.event_type == "ProposalClosed");
        let domain::Event::Proposal(Event::ProposalClosed {
            tally: Tally::RankStv(counted), ..
        }) = eventlog::codec::decode(close.unwrap()).unwrap()
        else {
            panic!("it has no such tally");
        };
        assert_eq!(read.count(RULES), counted);
    }

    #[tokio::test]
    async fn a_vote_is_there_as_often_as_it_counted() {
        let community = election().await;
        let on = group::Command::SwitchDelegation { on: true };
        community.by(10, Command::Group(GROUP, on)).await;
        let name = group::Command::NameDelegate { delegate: someone(10), tag: None };
        community.by(11, Command::Group(GROUP, name)).await;
        rank(&community, 10, &[2]).await;
        community.pass(8 * 24);
        community.close(1).await;
        let papers = file(&community).await.unwrap().papers;
        assert_eq!(papers, [Paper { ballots: 2, order: vec![2] }]);
    }

    #[tokio::test]
    async fn an_option_whose_key_is_gone_is_called_by_its_number() {
        let community = election().await;
        community.pass(8 * 24);
        community.close(1).await;
        community.keyring.destroy(TextId::option(PROPOSAL, 2));
        let blt = file(&community).await.unwrap();
        assert_eq!(blt.candidates, ["Rye", "Option 2", "Oats"]);
        assert_eq!(blt.papers, []);
    }

    #[tokio::test]
    async fn what_is_open_or_no_such_election_is_not_written() {
        let community = election().await;
        rank(&community, 10, &[2]).await;
        assert!(matches!(file(&community).await, Err(ExportError::NotClosed)));
        let absent = ProposalId::from_u128(9);
        let answer = export(&*community.log, &*community.keyring, absent).await;
        assert!(matches!(answer, Err(ExportError::Absent(_))), "{answer:?}");
        let consent = Community::new(vec![], |_| Method::Consent).await;
        consent.vote(10, Ballot::Stance(Stance::Agree)).await;
        let answer = file(&consent).await;
        assert!(matches!(answer, Err(ExportError::Method("CONSENT"))), "{answer:?}");
    }
}
