//! The methods that only add up.

use super::Tally;
use crate::proposal::ballot::{Availability, Ballot, Participation, Stance};

pub(super) fn stances<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let (mut agree, mut abstain, mut disagree, mut block) = (0, 0, 0, 0);
    for ballot in ballots {
        match ballot {
            Ballot::Stance(Stance::Agree) => agree += 1,
            Ballot::Stance(Stance::Abstain) => abstain += 1,
            Ballot::Stance(Stance::Disagree) => disagree += 1,
            Ballot::Stance(Stance::Block) => block += 1,
            _ => {}
        }
    }
    Tally::Consent { agree, abstain, disagree, block }
}

pub(super) fn choices<'a>(options: usize, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut counts = vec![0; options];
    let mut none_of_these = 0;
    for ballot in ballots {
        match ballot {
            Ballot::Options(chosen) => {
                chosen.iter().for_each(|option| add(&mut counts, *option, 1))
            }
            Ballot::NoneOfThese => none_of_these += 1,
            _ => {}
        }
    }
    Tally::Choose { options: counts, none_of_these }
}

pub(super) fn scores<'a>(options: usize, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut sums = vec![0; options];
    let mut votes = 0;
    for ballot in ballots {
        if let Ballot::Scores(scores) = ballot {
            scores.iter().for_each(|(option, score)| add(&mut sums, *option, i64::from(*score)));
            votes += 1;
        }
    }
    Tally::Score { sums, votes }
}

pub(super) fn points<'a>(options: usize, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let mut sums = vec![0; options];
    let mut abstain = 0;
    for ballot in ballots {
        if let Ballot::Points(points) = ballot {
            points.iter().for_each(|(option, points)| add(&mut sums, *option, u64::from(*points)));
            abstain += u32::from(points.is_empty());
        }
    }
    Tally::Allocate { points: sums, abstain }
}

/// The first of n options gets n points, the next n − 1, and so on.
pub(super) fn ranks<'a>(options: usize, ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let most = u64::try_from(options).unwrap_or(u64::MAX);
    let (mut points, mut firsts) = (vec![0; options], vec![0; options]);
    for ballot in ballots {
        if let Ballot::Ranking(ranking) = ballot {
            for (option, worth) in ranking.iter().zip((1..=most).rev()) {
                add(&mut points, *option, worth);
            }
            ranking.first().into_iter().for_each(|option| add(&mut firsts, *option, 1));
        }
    }
    Tally::Rank { points, firsts }
}

pub(super) fn availabilities<'a>(
    options: usize,
    ballots: impl IntoIterator<Item = &'a Ballot>,
) -> Tally {
    let [mut yes, mut if_needed, mut no] = [(); 3].map(|()| vec![0; options]);
    for ballot in ballots {
        let Ballot::Availabilities(said) = ballot else { continue };
        for (option, availability) in said {
            let counts = match availability {
                Availability::Yes => &mut yes,
                Availability::IfNeeded => &mut if_needed,
                Availability::No => &mut no,
            };
            add(counts, *option, 1);
        }
    }
    Tally::Schedule { yes, if_needed, no }
}

pub(super) fn participations<'a>(
    target: u32,
    ballots: impl IntoIterator<Item = &'a Ballot>,
) -> Tally {
    let (mut ins, mut outs) = (0, 0);
    for ballot in ballots {
        match ballot {
            Ballot::Participation(Participation::In) => ins += 1,
            Ballot::Participation(Participation::Out) => outs += 1,
            _ => {}
        }
    }
    Tally::Count { ins, outs, target }
}

pub(super) fn answers<'a>(ballots: impl IntoIterator<Item = &'a Ballot>) -> Tally {
    let answers = ballots.into_iter().filter(|ballot| **ballot == Ballot::Answer);
    Tally::Ask { answers: u32::try_from(answers.count()).unwrap_or(u32::MAX) }
}

/// Adds to what the option has, if there is such an option.
fn add<N: std::ops::AddAssign>(counts: &mut [N], option: u8, more: N) {
    let index = usize::from(option).checked_sub(1);
    if let Some(count) = index.and_then(|index| counts.get_mut(index)) {
        *count += more;
    }
}
