//! What is in bounds.

use std::collections::BTreeSet;

use domain::proposal::{
    Availability, Ballot, Electorate, Method, ProposalReactionTarget, ReasonPolicy, Reasons,
    Results, Rule, Terms,
};
use domain::{PersonId, Text};

use super::super::{DAY, Millis, Why, fits, only_if, refuse};
use super::Proposal;

/// Whether there may be no options yet.
#[derive(Clone, Copy)]
pub struct Open(pub bool);

fn check_options(options: &[Text], alike: Option<(u8, u8)>, open: Open) -> Result<u8, Why> {
    let count = options.len();
    only_if((2..=100).contains(&count) || open.0 && count == 0)?;
    options.iter().try_for_each(|option| fits(option, 1, 200))?;
    only_if(alike.is_none())?;
    // As many as there can be.
    Ok(if count == 0 { 100 } else { count as u8 })
}

pub(super) fn check_terms(terms: &Terms, alike: Option<(u8, u8)>) -> Result<(), Why> {
    fits(&terms.title, 1, 150)?;
    terms.details.map_or(Ok(()), |details| fits(&details, 0, 100_000))?;
    check_method(&terms.method, alike, Open(false))?;
    check_voting(&terms.method, terms.reasons, terms.quorum, terms.rule)
}

pub fn check_method(method: &Method, alike: Option<(u8, u8)>, open: Open) -> Result<(), Why> {
    let count = || check_options(method.options(), alike, open);
    match method {
        Method::Consent | Method::Ask => Ok(()),
        Method::Choose { min, max, .. } => {
            let count = count()?;
            only_if(1 <= *min && min <= max && *max <= count)
        }
        Method::Score { min, max, .. } => {
            count()?;
            only_if(-1_000 <= *min && min <= max && *max <= 1_000)
        }
        Method::Allocate { budget, .. } => {
            count()?;
            only_if((1..=1_000).contains(budget))
        }
        Method::Rank { min, .. } => {
            let count = count()?;
            only_if(1 <= *min && *min <= count)
        }
        Method::RankStv { rules, .. } => {
            let count = count()?;
            only_if(1 <= rules.seats && rules.seats <= count)
        }
        Method::RankPairs { .. } => count().map(drop),
        Method::Schedule { options } => {
            only_if((2..=100).contains(&options.len()) || open.0 && options.is_empty())?;
            for (at, slot) in options.iter().enumerate() {
                only_if(!options[..at].contains(slot))?;
            }
            Ok(())
        }
        Method::Count { target } => only_if(*target >= 1),
    }
}

pub fn check_voting(
    method: &Method,
    reasons: Reasons,
    quorum: Option<u8>,
    rule: Option<Rule>,
) -> Result<(), Why> {
    let consent = *method == Method::Consent;
    let ask = *method == Method::Ask;
    only_if(match reasons.policy {
        ReasonPolicy::Required => true,
        ReasonPolicy::RequiredToDisagree => consent,
        ReasonPolicy::None | ReasonPolicy::Optional => !ask,
    })?;
    only_if(quorum.is_none_or(|percent| (1..=100).contains(&percent)))?;
    only_if(match (rule, method) {
        (None, _) => true,
        (Some(Rule::Threshold { percent, .. }), Method::Consent | Method::Choose { .. }) => {
            (1..=100).contains(&percent)
        }
        (Some(_), method) => *method == Method::Consent,
    })
}

/// The closing time, if voting can end then.
pub(super) fn check_closing(closes: Millis, opens: Millis, now: Millis) -> Result<Millis, Why> {
    // Nothing is generated between two years by days and two by the calendar.
    only_if(closes > opens && closes > now && closes <= now + 2 * 366 * DAY)?;
    Ok(closes)
}

pub(super) fn each_once(options: &[u8], count: usize) -> bool {
    options.iter().enumerate().all(|(at, option)| {
        (1..=count).contains(&usize::from(*option)) && !options[..at].contains(option)
    })
}

/// The ballot as it is kept, if it can be cast.
pub(super) fn check_ballot(method: &Method, ballot: &Ballot) -> Result<Ballot, Why> {
    let count = method.option_count();
    let all = |options: &[u8]| each_once(options, count) && options.len() == count;
    let mut ballot = ballot.clone();
    match (method, &mut ballot) {
        (Method::Consent, Ballot::Stance(_))
        | (Method::Count { .. }, Ballot::Participation(_))
        | (Method::Ask, Ballot::Answer) => {}
        (Method::Choose { none_of_these, .. }, Ballot::NoneOfThese) => only_if(*none_of_these)?,
        (Method::Choose { min, max, .. }, Ballot::Options(options)) => {
            let chosen = options.len();
            only_if(usize::from(*min) <= chosen && chosen <= usize::from(*max))?;
            only_if(each_once(options, count))?;
            options.sort();
        }
        (Method::Score { min, max, .. }, Ballot::Scores(scores)) => {
            only_if(all(&scores.iter().map(|(option, _)| *option).collect::<Vec<_>>()))?;
            only_if(scores.iter().all(|(_, score)| min <= score && score <= max))?;
            scores.sort();
        }
        (Method::Allocate { budget, .. }, Ballot::Points(points)) => {
            let options: Vec<u8> = points.iter().map(|(option, _)| *option).collect();
            only_if(each_once(&options, count))?;
            let sum: u64 = points.iter().map(|(_, points)| u64::from(*points)).sum();
            only_if(sum <= u64::from(*budget))?;
            points.retain(|(_, points)| *points > 0);
            points.sort();
        }
        (Method::Rank { min, .. }, Ballot::Ranking(ranking)) => {
            only_if(ranking.len() >= usize::from(*min) && each_once(ranking, count))?;
        }
        (Method::RankStv { .. }, Ballot::Preferences(ranking)) => {
            only_if(!ranking.is_empty() && each_once(ranking, count))?;
        }
        (Method::RankPairs { .. }, Ballot::Tiers(tiers)) => {
            only_if(tiers.iter().any(|tier| !tier.is_empty()))?;
            only_if(each_once(&tiers.concat(), count))?;
            tiers.retain(|tier| !tier.is_empty());
            tiers.iter_mut().for_each(|tier| tier.sort());
        }
        (Method::Schedule { .. }, Ballot::Availabilities(said)) => {
            only_if(all(&said.iter().map(|(option, _)| *option).collect::<Vec<_>>()))?;
            said.sort_by_key(|(option, _): &(u8, Availability)| *option);
        }
        _ => return refuse(),
    }
    Ok(ballot)
}

pub(super) fn strictness(results: Results) -> u8 {
    match results {
        Results::Always => 0,
        Results::AfterVoting => 1,
        Results::AfterClose => 2,
    }
}

pub(super) fn same_people(one: &Electorate, other: &Electorate) -> bool {
    match (one, other) {
        (Electorate::Named(one), Electorate::Named(other)) => {
            let set = |people: &[PersonId]| people.iter().copied().collect::<BTreeSet<_>>();
            set(one) == set(other)
        }
        _ => one == other,
    }
}

pub(super) fn check_outcome(
    proposal: &Proposal,
    statement: &Text,
    option: Option<u8>,
) -> Result<(), Why> {
    fits(statement, 1, 10_000)?;
    let options = 1..=proposal.terms.method.option_count();
    only_if(option.is_none_or(|option| options.contains(&usize::from(option))))
}

pub(super) fn check_stands(proposal: &Proposal, target: ProposalReactionTarget) -> Result<(), Why> {
    only_if(match target {
        ProposalReactionTarget::Proposal => true,
        ProposalReactionTarget::Outcome(id) => {
            proposal.outcome.as_ref().is_some_and(|own| own.id == id)
        }
    })
}
