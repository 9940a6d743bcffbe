//! Ballot files: an election becomes a group with one discussion and one `RANK_STV` proposal in it,
//! every ballot the vote of a member.
//!
//! Candidates who have withdrawn are not among the options, and a ballot that ranks nobody else is
//! not cast, nor is a blank one.

use std::sync::Arc;
use std::time::Duration;

use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Roll, StvQuota,
    StvRules, StvVariant,
};
use domain::{
    Actor, Command, DiscussionId, GroupId, Origin, PersonId, ProposalId, State, Text, TextId,
    Timestamp, discussion, proposal,
};
use eventlog::Clock;
use eventlog::executor::Executor;
use eventlog::sealing::Drafts;
use vault::{DisplayName, Vault, VaultError};

use super::carrier::{Carrier, Counts, ImportError, Planned, Progress};
use super::ground::Ground;
use crate::blt::Blt;

/// The most ballots that are brought in as votes.
pub const MOST_BALLOTS: usize = 100_000;

/// How to import.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Which rules transfer votes.
    pub variant: StvVariant,
    /// How many votes elect.
    pub quota: StvQuota,
    /// How long after the import the proposal closes.
    pub closes_in: Duration,
    /// Who, beside the imported organiser, becomes an admin of the group.
    pub admin: Option<PersonId>,
}

/// An election that cannot be put to the vote. Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ElectionError {
    /// Too few stand.
    #[error("{standing} candidates stand; at least 2 are needed")]
    Standing {
        /// How many do.
        standing: usize,
    },
    /// There are too many ballots.
    #[error("{ballots} ballots rank somebody; at most 100000 are brought in")]
    Ballots {
        /// How many.
        ballots: usize,
    },
}

/// An election with the ids that derive from its file. They never expire.
pub struct Election {
    /// The proposal that it becomes.
    pub proposal: ProposalId,
    title: String,
    details: String,
    seats: u8,
    options: Vec<String>,
    ballots: Vec<Vec<u8>>,
    key: [u8; 16],
    ground: Ground,
}

impl Election {
    /// The election of a file with this text, at this time.
    ///
    /// # Errors
    /// If it cannot be put to the vote.
    pub fn new(file: &Blt, text: &str, now: Timestamp) -> Result<Self, ElectionError> {
        let standing: Vec<u8> = file.standing().collect();
        if standing.len() < 2 {
            return Err(ElectionError::Standing { standing: standing.len() });
        }
        let place = |number: &u8| standing.iter().position(|other| other == number);
        let renumbered = |number: &u8| u8::try_from(place(number)? + 1).ok();
        let mut ballots = Vec::new();
        for paper in &file.papers {
            let order: Vec<u8> = paper.order.iter().filter_map(renumbered).collect();
            if !order.is_empty() {
                ballots.extend(std::iter::repeat_n(order, paper.ballots as usize));
            }
        }
        if ballots.len() > MOST_BALLOTS {
            return Err(ElectionError::Ballots { ballots: ballots.len() });
        }
        let key = domain::id::hash_u128(&[text.as_bytes()]).to_be_bytes();
        let parts: [&[u8]; 2] = [b"blt", &key];
        let withdrawn = file.withdrawn.iter().map(|number| &*file.candidates[place_of(*number)]);
        let withdrawn: Vec<&str> = withdrawn.collect();
        let details = match &*withdrawn {
            [] => String::new(),
            names => format!("Withdrawn: {}", names.join(", ")),
        };
        Ok(Self {
            proposal: ProposalId::derive(&parts),
            title: file.title.clone(),
            details: details.clone(),
            seats: file.seats,
            options: standing.iter().map(|it| file.candidates[place_of(*it)].clone()).collect(),
            ballots,
            key,
            ground: Ground {
                group: GroupId::derive(&parts),
                discussion: DiscussionId::derive(&parts),
                organiser: PersonId::derive(&[parts[0], parts[1], b"organiser"]),
                began: now,
                name: file.title.clone(),
                description: String::new(),
                body: details,
            },
        })
    }

    fn voter(&self, ballot: usize) -> PersonId {
        PersonId::derive(&[b"blt", &self.key, &ballot.to_be_bytes()])
    }

    fn people(&self) -> Result<Vec<(PersonId, DisplayName)>, vault::Refusal> {
        let voters = (0..self.ballots.len())
            .map(|ballot| (self.voter(ballot), format!("Voter {}", ballot + 1)));
        std::iter::once((self.ground.organiser, "Organiser".to_owned()))
            .chain(voters)
            .map(|(id, name)| Ok((id, DisplayName::parse(&name)?)))
            .collect()
    }

    fn words(&self) -> Vec<(TextId, String)> {
        let id = self.proposal;
        let options = (1..).zip(&self.options);
        let options = options.map(|(number, name)| (TextId::option(id, number), name.clone()));
        let title = (TextId::proposal_title(id), self.title.clone());
        let details = (TextId::proposal_details(id), self.details.clone());
        [title, details].into_iter().chain(options).collect()
    }

    /// The admission of the proposal, and its raising.
    fn raise(
        &self,
        options: Options,
        now: Timestamp,
        text: impl Fn(TextId) -> Text,
    ) -> [Planned; 2] {
        let id = self.proposal;
        let closes_at = super::closing(now, options.closes_in);
        let rules = StvRules { seats: self.seats, variant: options.variant, quota: options.quota };
        let texts = (1..).zip(&self.options).map(|(number, _)| text(TextId::option(id, number)));
        let draft = Box::new(Draft {
            title: text(TextId::proposal_title(id)),
            details: Some(text(TextId::proposal_details(id))).filter(|text| text.chars > 0),
            method: Method::RankStv { options: texts.collect(), rules },
            alike_options: None,
            opens_at: None,
            closes_at: Some(closes_at),
            electorate: Electorate::Members,
            roll: Some(Roll::WhileOpen),
            reasons: Reasons { policy: ReasonPolicy::None, short: false },
            results: Results::AfterClose,
            quorum: None,
            rule: None,
            reminder: Reminder::Nobody,
            tags: Vec::new(),
        });
        let planned = |command: Command| Planned {
            actor: Actor::Person(self.ground.organiser),
            origin: Origin::Import(self.ground.began),
            // The closing time is part of it: a repeat is recognised by what was raised already.
            key: format!("{}/{id}/{closes_at}", command.stream().kind.name()),
            command,
        };
        let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft.clone() };
        let raise = proposal::Command::Raise { discussion: self.ground.discussion, draft };
        [
            planned(Command::Discussion(self.ground.discussion, admit)),
            planned(Command::Proposal(id, raise)),
        ]
    }

    /// A ballot, cast when voting began: brought in again it is no newer, and changes nothing.
    fn cast(&self, ballot: usize, at: Timestamp) -> Planned {
        let order = Ballot::Preferences(self.ballots[ballot].clone());
        let cast = proposal::Command::CastVote { ballot: order, reason: None };
        Planned {
            command: Command::Proposal(self.proposal, cast),
            actor: Actor::Person(self.voter(ballot)),
            origin: Origin::Import(at),
            key: format!("{}/{ballot}", self.proposal),
        }
    }
}

/// Where the candidate with this number is in the list.
fn place_of(number: u8) -> usize {
    usize::from(number).saturating_sub(1)
}

/// Brings elections in.
pub struct Import(Carrier);

impl Import {
    /// An import into these services.
    #[must_use]
    pub fn new(executor: Executor, vault: Vault, clock: Arc<dyn Clock>) -> Self {
        Self(Carrier { executor, vault, clock, source: "blt" })
    }

    /// Brings the election in and says how far it is as it goes.
    ///
    /// # Errors
    /// If a step failed that the rest needs. Votes that a rule refuses are counted instead.
    pub async fn run(
        &self,
        election: &Election,
        options: Options,
        report: &mut (dyn FnMut(Progress) + Send),
    ) -> Result<Counts, ImportError> {
        let Self(carrier) = self;
        if let Some(admin) = options.admin {
            carrier.check_admin(admin).await?;
        }
        let people = election.people().map_err(VaultError::from)?;
        let votes = election.ballots.len();
        let mut counts = Counts { people: people.len(), proposals: 1, votes, ..Counts::default() };
        carrier.people(&election.ground, &people, &mut counts, report).await?;
        carrier.found(&election.ground, &people, options.admin, &mut counts).await?;
        let opened_at = self.raise(election, options, &mut counts).await?;
        let votes = (0..votes).map(|ballot| election.cast(ballot, opened_at));
        carrier.all("votes", votes, &mut counts, report).await?;
        Ok(counts)
    }

    /// Raises the proposal if it is not there yet. Answers when its voting began.
    async fn raise(
        &self,
        election: &Election,
        options: Options,
        counts: &mut Counts,
    ) -> Result<Timestamp, ImportError> {
        let (Self(carrier), id) = (self, election.proposal);
        if !carrier.is_raised(id).await? {
            let words = election.words();
            let drafts = carrier.drafts(election.ground.organiser, id, words).await?;
            let now = carrier.clock.now();
            let [admit, raise] = election.raise(options, now, |text| drafts.text(text));
            carrier.one("proposal", admit, Drafts::none(), counts).await?;
            carrier.one("proposal", raise, drafts, counts).await?;
        }
        let state = carrier.executor.state(id.into()).await;
        let state = state.map_err(|error| ImportError::Step { what: "proposals", error })?;
        let opened_at = match &*state {
            State::Proposal(proposal) => proposal.opens_at(),
            _ => None,
        };
        Ok(opened_at.unwrap_or(election.ground.began))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::blt::parse;

    fn election(text: &str) -> Result<Election, ElectionError> {
        Election::new(&parse(text).expect("a ballot file"), text, Timestamp::UNIX_EPOCH)
    }

    #[test]
    fn what_cannot_be_put_to_the_vote_is_refused() {
        let one = election("2 1\n-2\n0\n\"A\"\n\"B\"\n\"T\"\n");
        assert_eq!(one.err(), Some(ElectionError::Standing { standing: 1 }));
        let many = election("2 1\n100000 1 0\n1 2 0\n0\n\"A\"\n\"B\"\n\"T\"\n");
        assert_eq!(many.err(), Some(ElectionError::Ballots { ballots: 100_001 }));
    }

    #[test]
    fn blank_ballots_and_those_for_who_has_withdrawn_are_not_cast() {
        let text = "3 1\n-2\n2 2 3 0\n1 2 0\n5 0\n0\n\"A\"\n\"B\"\n\"C\"\n\"T\"\n";
        let election = election(text).expect("an election");
        assert_eq!(election.options, ["A", "C"]);
        assert_eq!(election.ballots, [[2], [2]]);
        assert_eq!(election.details, "Withdrawn: B");
    }
}
