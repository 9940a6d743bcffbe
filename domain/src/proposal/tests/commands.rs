//! The commands there are, so that a table of them can be told to be whole.

use std::collections::BTreeSet;

use super::Command;
use crate::scenario::names_in;

const fn name(command: &Command) -> &'static str {
    match command {
        Command::Raise { .. } => "RAISE",
        Command::Edit { .. } => "EDIT",
        Command::AddNote { .. } => "ADD_NOTE",
        Command::Open { .. } => "OPEN",
        Command::CastVote { .. } => "CAST_VOTE",
        Command::WithdrawVote => "WITHDRAW_VOTE",
        Command::WithdrawVoteOf { .. } => "WITHDRAW_VOTE_OF",
        Command::MoveClosing { .. } => "MOVE_CLOSING",
        Command::Remind { .. } => "REMIND",
        Command::CloseDue { .. } => "CLOSE_DUE",
        Command::CloseEarly { .. } => "CLOSE_EARLY",
        Command::Withdraw { .. } => "WITHDRAW",
        Command::Reopen { .. } => "REOPEN",
        Command::WriteOutcome { .. } => "WRITE_OUTCOME",
        Command::ReviseOutcome { .. } => "REVISE_OUTCOME",
        Command::ReviewDue { .. } => "REVIEW_DUE",
        Command::React { .. } => "REACT",
        Command::Unreact { .. } => "UNREACT",
        Command::Announce { .. } => "ANNOUNCE",
    }
}

/// Checks that each command there is has its row, but for those that have tables of their own.
#[track_caller]
pub(super) fn check_whole<'a>(rows: impl Iterator<Item = &'a Command>, elsewhere: &[&'static str]) {
    let rows: BTreeSet<&str> = rows.map(name).chain(elsewhere.iter().copied()).collect();
    assert_eq!(rows, names_in(include_str!("commands.rs")));
}
