//! Whether a method's parameters, and what else the terms say, go together.

use super::DraftRefusal;
use crate::proposal::method::Method;
use crate::proposal::slot::Slot;
use crate::proposal::terms::{Reasons, Rule, first_alike};
use crate::refusal::TextLength;
use crate::text::Text;

/// Checks the parameters of the method. `alike` are the numbers of two options with the same words.
pub(super) fn check_method(method: &Method, alike: Option<(u8, u8)>) -> Result<(), DraftRefusal> {
    match method {
        Method::Consent => Ok(()),
        Method::Choose { options, min, max, .. } => {
            check_choices(*min, *max, check_options(options, alike)?)
        }
        Method::Score { options, min, max } => {
            check_options(options, alike)?;
            check_scores(*min, *max)
        }
        Method::Allocate { options, budget } => {
            check_options(options, alike)?;
            check_budget(*budget)
        }
        Method::Rank { options, min } => check_ranks(*min, check_options(options, alike)?),
        Method::RankStv { options, rules } => {
            check_seats(rules.seats, check_options(options, alike)?)
        }
        Method::RankPairs { options } => check_options(options, alike).map(drop),
        Method::Schedule { options } => check_slots(options),
        Method::Count { target: 0 } => Err(DraftRefusal::TargetOutOfBounds { target: 0 }),
        Method::Count { .. } | Method::Ask => Ok(()),
    }
}

/// How many options there are, if they are as many as they may be and sound.
fn check_options(options: &[Text], alike: Option<(u8, u8)>) -> Result<u8, DraftRefusal> {
    let count = check_count(options.len())?;
    for option in options {
        TextLength::check("options", option, 1..=200)?;
    }
    check_alike(alike)?;
    Ok(count)
}

fn check_slots(slots: &[Slot]) -> Result<(), DraftRefusal> {
    check_count(slots.len())?;
    check_alike(first_alike(slots))
}

fn check_count(options: usize) -> Result<u8, DraftRefusal> {
    match u8::try_from(options) {
        Ok(count @ 2..=100) => Ok(count),
        _ => Err(DraftRefusal::OptionCount { options }),
    }
}

fn check_alike(alike: Option<(u8, u8)>) -> Result<(), DraftRefusal> {
    match alike {
        Some((first, second)) => Err(DraftRefusal::OptionsAlike { first, second }),
        None => Ok(()),
    }
}

const fn check_choices(min: u8, max: u8, options: u8) -> Result<(), DraftRefusal> {
    if min < 1 || min > max || max > options {
        return Err(DraftRefusal::ChoiceBounds { min, max, options });
    }
    Ok(())
}

const fn check_scores(min: i32, max: i32) -> Result<(), DraftRefusal> {
    if min < Method::LOWEST_SCORE || min > max || max > Method::HIGHEST_SCORE {
        return Err(DraftRefusal::ScoreBounds { min, max });
    }
    Ok(())
}

const fn check_budget(budget: u32) -> Result<(), DraftRefusal> {
    if budget < 1 || budget > Method::LARGEST_BUDGET {
        return Err(DraftRefusal::BudgetOutOfBounds { budget });
    }
    Ok(())
}

const fn check_ranks(min: u8, options: u8) -> Result<(), DraftRefusal> {
    if min < 1 || min > options {
        return Err(DraftRefusal::RankBounds { min, options });
    }
    Ok(())
}

const fn check_seats(seats: u8, options: u8) -> Result<(), DraftRefusal> {
    if seats < 1 || seats > options {
        return Err(DraftRefusal::SeatsOutOfBounds { seats, options });
    }
    Ok(())
}

pub(super) const fn check_reasons(method: &Method, reasons: Reasons) -> Result<(), DraftRefusal> {
    if method.takes_reasons(reasons.policy) {
        Ok(())
    } else {
        Err(DraftRefusal::ReasonsNotForMethod)
    }
}

pub(super) fn check_rule(method: &Method, rule: Rule) -> Result<(), DraftRefusal> {
    match rule {
        rule if !method.takes_rule(rule) => Err(DraftRefusal::RuleNotForMethod),
        Rule::Threshold { percent, .. } if !(1..=100).contains(&percent) => {
            Err(DraftRefusal::ThresholdOutOfBounds { percent })
        }
        _ => Ok(()),
    }
}
