//! Whether a method's parameters, and what else the terms say, go together.

use super::DraftRefusal;
use crate::proposal::method::Method;
use crate::proposal::slot::Slot;
use crate::proposal::terms::{Reasons, Rule, first_alike};
use crate::refusal::TextLength;
use crate::text::Text;

const MOST_OPTIONS: u8 = 100;

/// What the options of a method may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionsMay {
    /// Nothing: they are put to the vote.
    NotLack,
    /// Be none yet, as in a template. Then the parameters fit some number of options.
    BeLeftOpen,
}

/// Checks the parameters of the method. `alike` are the numbers of two options with the same words.
pub(crate) fn check_method(
    method: &Method,
    alike: Option<(u8, u8)>,
    may: OptionsMay,
) -> Result<(), DraftRefusal> {
    let check_options = |options: &[Text]| check_options(options, alike, may);
    match method {
        Method::Consent => Ok(()),
        Method::Choose { options, min, max, .. } => {
            check_choices(*min, *max, check_options(options)?)
        }
        Method::Score { options, min, max } => {
            check_options(options)?;
            check_scores(*min, *max)
        }
        Method::Allocate { options, budget } => {
            check_options(options)?;
            check_budget(*budget)
        }
        Method::Rank { options, min } => check_ranks(*min, check_options(options)?),
        Method::RankStv { options, rules } => check_seats(rules.seats, check_options(options)?),
        Method::RankPairs { options } => check_options(options).map(drop),
        Method::Schedule { options } => check_slots(options, may),
        Method::Count { target: 0 } => Err(DraftRefusal::TargetOutOfBounds { target: 0 }),
        Method::Count { .. } | Method::Ask => Ok(()),
    }
}

/// How many options there are, if they are as many as they may be and sound; if they are left open,
/// how many there can be.
fn check_options(
    options: &[Text],
    alike: Option<(u8, u8)>,
    may: OptionsMay,
) -> Result<u8, DraftRefusal> {
    let count = check_count(options.len(), may)?;
    for option in options {
        TextLength::check("options", option, 1..=200)?;
    }
    check_alike(alike)?;
    Ok(count)
}

fn check_slots(slots: &[Slot], may: OptionsMay) -> Result<(), DraftRefusal> {
    check_count(slots.len(), may)?;
    check_alike(first_alike(slots))
}

fn check_count(options: usize, may: OptionsMay) -> Result<u8, DraftRefusal> {
    match u8::try_from(options) {
        Ok(0) if may == OptionsMay::BeLeftOpen => Ok(MOST_OPTIONS),
        Ok(count @ 2..=MOST_OPTIONS) => Ok(count),
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

/// Checks what goes with a method.
pub(crate) fn check_parameters(
    method: &Method,
    reasons: Reasons,
    quorum: Option<u8>,
    rule: Option<Rule>,
) -> Result<(), DraftRefusal> {
    check_reasons(method, reasons)?;
    if let Some(percent) = quorum.filter(|percent| !(1..=100).contains(percent)) {
        return Err(DraftRefusal::QuorumOutOfBounds { percent });
    }
    rule.map_or(Ok(()), |rule| check_rule(method, rule))
}

const fn check_reasons(method: &Method, reasons: Reasons) -> Result<(), DraftRefusal> {
    if method.takes_reasons(reasons.policy) {
        Ok(())
    } else {
        Err(DraftRefusal::ReasonsNotForMethod)
    }
}

fn check_rule(method: &Method, rule: Rule) -> Result<(), DraftRefusal> {
    match rule {
        rule if !method.takes_rule(rule) => Err(DraftRefusal::RuleNotForMethod),
        Rule::Threshold { percent, .. } if !(1..=100).contains(&percent) => {
            Err(DraftRefusal::ThresholdOutOfBounds { percent })
        }
        _ => Ok(()),
    }
}
