//! Adding up votes, and what the sum means.

use std::collections::{BTreeMap, BTreeSet};

use domain::PersonId;
use domain::proposal::{
    Availability, Ballot, Method, Participation, Rule, Stance, Tally, ThresholdBase, Verdict,
};

use super::proposal::Proposal;
use super::{Millis, Model};

/// Everything that a close says of its votes.
#[derive(Debug, PartialEq)]
pub struct Result {
    pub tally: Tally,
    pub voters: u32,
    pub electorate: u32,
    /// For how many others each vote counted, where it did for any.
    pub delegated: BTreeMap<PersonId, u32>,
}

fn how_many(ballots: &[Ballot], is_it: impl Fn(&Ballot) -> bool) -> u32 {
    ballots.iter().filter(|ballot| is_it(ballot)).count() as u32
}

fn for_each_option<T>(options: usize, count: impl Fn(u8) -> T) -> Vec<T> {
    (1..=options).map(|option| count(u8::try_from(option).unwrap())).collect()
}

/// What the ballots add up to. Elections have counts of their own: that the right ballots went
/// into them is what is checked here, and their arithmetic in `domain`.
pub fn add_up(method: &Method, ballots: &[Ballot]) -> Tally {
    let options = method.option_count();
    let stance = |which| how_many(ballots, |ballot| *ballot == Ballot::Stance(which));
    match method {
        Method::Consent => Tally::Consent {
            agree: stance(Stance::Agree),
            abstain: stance(Stance::Abstain),
            disagree: stance(Stance::Disagree),
            block: stance(Stance::Block),
        },
        Method::Choose { .. } => Tally::Choose {
            options: for_each_option(options, |option| {
                how_many(ballots, |it| matches!(it, Ballot::Options(all) if all.contains(&option)))
            }),
            none_of_these: how_many(ballots, |ballot| *ballot == Ballot::NoneOfThese),
        },
        Method::Score { .. } => Tally::Score {
            sums: for_each_option(options, |option| {
                let given = ballots.iter().map(|ballot| match ballot {
                    Ballot::Scores(all) => all.iter().find(|(it, _)| *it == option).unwrap().1,
                    _ => 0,
                });
                given.map(i64::from).sum()
            }),
            votes: ballots.len() as u32,
        },
        Method::Allocate { .. } => Tally::Allocate {
            points: for_each_option(options, |option| {
                let laid = ballots.iter().map(|ballot| match ballot {
                    Ballot::Points(all) => {
                        all.iter().find(|(it, _)| *it == option).map_or(0, |(_, points)| *points)
                    }
                    _ => 0,
                });
                laid.map(u64::from).sum()
            }),
            abstain: how_many(ballots, |it| matches!(it, Ballot::Points(all) if all.is_empty())),
        },
        Method::Rank { .. } => Tally::Rank {
            points: for_each_option(options, |option| {
                let worth = ballots.iter().map(|ballot| match ballot {
                    Ballot::Ranking(all) => {
                        let place = all.iter().position(|it| *it == option);
                        place.map_or(0, |place| (options - place) as u64)
                    }
                    _ => 0,
                });
                worth.sum()
            }),
            firsts: for_each_option(options, |option| {
                how_many(ballots, |it| matches!(it, Ballot::Ranking(all) if all[0] == option))
            }),
        },
        Method::Schedule { .. } => {
            let say = |what: Availability| {
                for_each_option(options, |option| {
                    how_many(ballots, |ballot| match ballot {
                        Ballot::Availabilities(all) => all.contains(&(option, what)),
                        _ => false,
                    })
                })
            };
            Tally::Schedule {
                yes: say(Availability::Yes),
                if_needed: say(Availability::IfNeeded),
                no: say(Availability::No),
            }
        }
        Method::Count { target } => Tally::Count {
            ins: how_many(ballots, |it| *it == Ballot::Participation(Participation::In)),
            outs: how_many(ballots, |it| *it == Ballot::Participation(Participation::Out)),
            target: *target,
        },
        Method::Ask => Tally::Ask { answers: ballots.len() as u32 },
        Method::RankStv { .. } | Method::RankPairs { .. } => {
            domain::proposal::tally(method, ballots)
        }
    }
}

/// Whether this part is at least so many percent of the whole.
fn reaches(part: u32, percent: u8, whole: u32) -> bool {
    u64::from(part) * 100 >= u64::from(whole) * u64::from(percent)
}

fn passed(it: bool) -> Verdict {
    if it { Verdict::Passed } else { Verdict::Failed }
}

/// What the result means.
pub fn judge(proposal: &Proposal, result: &Result) -> Verdict {
    let Result { tally, voters, electorate, .. } = result;
    if proposal.terms.quorum.is_some_and(|percent| !reaches(*voters, percent, *electorate)) {
        return Verdict::NoQuorum;
    }
    let Some(rule) = proposal.terms.rule else { return Verdict::None };
    match tally {
        Tally::Consent { agree, disagree, block, .. } => {
            let decided = agree + disagree + block;
            match rule {
                _ if decided == 0 => Verdict::Failed,
                Rule::Consent => passed(*block == 0),
                Rule::Consensus => passed(disagree + block == 0),
                Rule::Majority if *agree == disagree + block => Verdict::Tied,
                Rule::Majority => passed(*agree > disagree + block),
                Rule::Threshold { percent, of: ThresholdBase::OfVotes } => {
                    passed(reaches(*agree, percent, decided))
                }
                Rule::Threshold { percent, of: ThresholdBase::OfElectorate } => {
                    passed(reaches(*agree, percent, *electorate))
                }
            }
        }
        Tally::Choose { options, none_of_these } => {
            let Rule::Threshold { percent, of } = rule else { return Verdict::Failed };
            let decided = voters - none_of_these;
            let whole = if of == ThresholdBase::OfVotes { decided } else { *electorate };
            let most = *options.iter().max().unwrap();
            let leaders = options.iter().filter(|count| **count == most).count();
            if decided == 0 || !reaches(most, percent, whole) {
                Verdict::Failed
            } else if leaders > 1 {
                Verdict::Tied
            } else {
                Verdict::Passed
            }
        }
        _ => Verdict::Failed,
    }
}

impl Model {
    /// What the proposal's votes come to at this time.
    pub fn result(&self, proposal: &Proposal, at: Millis) -> Result {
        let voted: Vec<(PersonId, &Ballot)> = proposal
            .votes
            .iter()
            .filter_map(|(voter, vote)| Some((*voter, vote.as_ref()?)))
            .filter(|(voter, vote)| self.counts(proposal, *voter, vote.at, at))
            .map(|(voter, vote)| (voter, &vote.ballot))
            .collect();
        let delegated = self.delegated(proposal, &voted, at);
        let mut ballots = vec![];
        for (voter, ballot) in &voted {
            for _ in 0..=delegated.get(voter).copied().unwrap_or(0) {
                ballots.push((*ballot).clone());
            }
        }
        Result {
            tally: add_up(&proposal.terms.method, &ballots),
            voters: ballots.len() as u32,
            electorate: self.electorate(proposal, at),
            delegated,
        }
    }

    /// For how many others each vote counts.
    fn delegated(
        &self,
        proposal: &Proposal,
        voted: &[(PersonId, &Ballot)],
        at: Millis,
    ) -> BTreeMap<PersonId, u32> {
        let mut weights = BTreeMap::new();
        let talk = &self.talks[&proposal.talk];
        let Some(group) = self.group_of(talk).filter(|group| group.delegates(at)) else {
            return weights;
        };
        if matches!(
            proposal.terms.method,
            Method::Allocate { .. } | Method::Schedule { .. } | Method::Count { .. } | Method::Ask
        ) {
            return weights;
        }
        let has_voted = |person| voted.iter().any(|(voter, _)| *voter == person);
        let delegate = |person: PersonId| {
            let named = |tag| {
                let delegate = group.delegate(person, tag, at)?;
                self.is_elector(proposal, delegate, at).then_some(delegate)
            };
            let tags = proposal.terms.tags.iter();
            let by_tag: BTreeSet<PersonId> = tags.filter_map(|tag| named(Some(*tag))).collect();
            if by_tag.len() == 1 { by_tag.first().copied() } else { named(None) }
        };
        let people: BTreeSet<PersonId> = group.stays.iter().map(|stay| stay.person).collect();
        for person in people {
            if has_voted(person) || !self.is_elector(proposal, person, at) {
                continue;
            }
            // Whoever is not found in as many steps as there are people goes round in a circle.
            let mut end = Some(person);
            for _ in 0..=group.stays.len() {
                end = end.and_then(|it| if has_voted(it) { Some(it) } else { delegate(it) });
            }
            if let Some(end) = end.filter(|end| has_voted(*end)) {
                *weights.entry(end).or_insert(0) += 1;
            }
        }
        weights
    }
}
