//! Whether a ballot fits the method, and how it is stored.

use super::Refusal;
use crate::proposal::ballot::Ballot;
use crate::proposal::method::Method;

/// The ballot as it is stored, if it fits the method.
pub(super) fn fitting(method: &Method, ballot: &Ballot) -> Result<Ballot, Refusal> {
    let options = method.option_count();
    match (method, ballot) {
        (Method::Consent, Ballot::Stance(_)) => Ok(ballot.clone()),
        (Method::Choose { none_of_these: true, .. }, Ballot::NoneOfThese) => Ok(ballot.clone()),
        (Method::Choose { none_of_these: false, .. }, Ballot::NoneOfThese) => {
            Err(Refusal::NoneOfTheseNotOffered)
        }
        (Method::Choose { min, max, .. }, Ballot::Options(chosen)) => {
            choices(chosen, options, *min, *max).map(Ballot::Options)
        }
        (Method::Score { min, max, .. }, Ballot::Scores(given)) => {
            scores(given, options, *min, *max).map(Ballot::Scores)
        }
        (Method::Allocate { budget, .. }, Ballot::Points(laid)) => {
            points(laid, options, *budget).map(Ballot::Points)
        }
        (Method::Rank { min, .. }, Ballot::Ranking(ranking)) => {
            check_at_least(ranking.len(), *min)?;
            in_order(ranking.iter().copied(), options)?;
            Ok(Ballot::Ranking(ranking.clone()))
        }
        (Method::RankStv { .. }, Ballot::Preferences(ranking)) => {
            check_at_least(ranking.len(), 1)?;
            in_order(ranking.iter().copied(), options)?;
            Ok(ballot.clone())
        }
        (Method::RankPairs { .. }, Ballot::Tiers(given)) => {
            tiers(given, options).map(Ballot::Tiers)
        }
        (Method::Schedule { .. }, Ballot::Availabilities(said)) => {
            for_each_option(said, options, |_, _| Ok(())).map(Ballot::Availabilities)
        }
        (Method::Count { .. }, Ballot::Participation(_)) | (Method::Ask, Ballot::Answer) => {
            Ok(ballot.clone())
        }
        _ => Err(Refusal::OtherMethod),
    }
}

/// The chosen options in ascending order.
fn choices(chosen: &[u8], options: usize, min: u8, max: u8) -> Result<Vec<u8>, Refusal> {
    check_at_least(chosen.len(), min)?;
    if chosen.len() > usize::from(max) {
        return Err(Refusal::TooManyChoices { chosen: chosen.len(), at_most: max });
    }
    in_order(chosen.iter().copied(), options)
}

/// The scores in the order of the options, one for each.
fn scores(
    given: &[(u8, i32)],
    options: usize,
    min: i32,
    max: i32,
) -> Result<Vec<(u8, i32)>, Refusal> {
    for_each_option(given, options, |option, score| {
        if (min..=max).contains(&score) {
            Ok(())
        } else {
            Err(Refusal::ScoreOutOfBounds { option, score, min, max })
        }
    })
}

/// The points in the order of the options, without options that get none.
fn points(laid: &[(u8, u32)], options: usize, budget: u32) -> Result<Vec<(u8, u32)>, Refusal> {
    in_order(laid.iter().map(|(option, _)| *option), options)?;
    let sum = laid.iter().fold(0_u32, |sum, (_, points)| sum.saturating_add(*points));
    if sum > budget {
        return Err(Refusal::OverBudget { points: sum, budget });
    }
    let mut laid: Vec<_> = laid.iter().copied().filter(|(_, points)| *points > 0).collect();
    laid.sort_unstable();
    Ok(laid)
}

/// The tiers as they stand, without empty ones, the options of each in ascending order.
fn tiers(given: &[Vec<u8>], options: usize) -> Result<Vec<Vec<u8>>, Refusal> {
    let named = in_order(given.iter().flatten().copied(), options)?;
    check_at_least(named.len(), 1)?;
    let mut tiers: Vec<_> = given.iter().filter(|tier| !tier.is_empty()).cloned().collect();
    tiers.iter_mut().for_each(|tier| tier.sort_unstable());
    Ok(tiers)
}

/// What is said of each option, in the order of the options, if it is said of every one.
fn for_each_option<T: Copy>(
    said: &[(u8, T)],
    options: usize,
    check: impl Fn(u8, T) -> Result<(), Refusal>,
) -> Result<Vec<(u8, T)>, Refusal> {
    let named = in_order(said.iter().map(|(option, _)| *option), options)?;
    // They are in order and each is there once, so the first that is not in its place is left out.
    let expected = (1..=u8::MAX).take(options);
    let left_out = expected.enumerate().find(|(at, option)| named.get(*at) != Some(option));
    if let Some((_, option)) = left_out {
        return Err(Refusal::OptionLeftOut { option });
    }
    said.iter().try_for_each(|(option, what)| check(*option, *what))?;
    let mut said = said.to_vec();
    said.sort_unstable_by_key(|(option, _)| *option);
    Ok(said)
}

const fn check_at_least(chosen: usize, at_least: u8) -> Result<(), Refusal> {
    if chosen < at_least as usize {
        return Err(Refusal::TooFewChoices { chosen, at_least });
    }
    Ok(())
}

/// The named options in ascending order, if there are such and each is named once.
fn in_order(named: impl Iterator<Item = u8>, options: usize) -> Result<Vec<u8>, Refusal> {
    let mut sorted =
        named.map(|option| check_option(option, options)).collect::<Result<Vec<_>, _>>()?;
    sorted.sort_unstable();
    match sorted.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Refusal::ChosenTwice { option: pair[0] }),
        None => Ok(sorted),
    }
}

/// The option, if there is one with this number.
pub(super) fn check_option(option: u8, options: usize) -> Result<u8, Refusal> {
    if (1..=options).contains(&usize::from(option)) {
        Ok(option)
    } else {
        Err(Refusal::NoSuchOption { option, options })
    }
}
