//! The commands there are, so that a table of them can be told to be whole.

use std::collections::BTreeSet;

use super::Command;
use crate::scenario::names_in;

const fn name(command: &Command) -> &'static str {
    match command {
        Command::Start { .. } => "START",
        Command::StartDirect { .. } => "START_DIRECT",
        Command::Edit { .. } => "EDIT",
        Command::ChangePrivacy { .. } => "CHANGE_PRIVACY",
        Command::Move { .. } => "MOVE",
        Command::AgreeToWidening => "AGREE_TO_WIDENING",
        Command::WithdrawWriting => "WITHDRAW_WRITING",
        Command::CancelWidening => "CANCEL_WIDENING",
        Command::Widen { .. } => "WIDEN",
        Command::NarrowWithGroup => "NARROW_WITH_GROUP",
        Command::Close => "CLOSE",
        Command::Reopen => "REOPEN",
        Command::Discard => "DISCARD",
        Command::Tag { .. } => "TAG",
        Command::Pin => "PIN",
        Command::Unpin => "UNPIN",
        Command::AddComment { .. } => "ADD_COMMENT",
        Command::EditComment { .. } => "EDIT_COMMENT",
        Command::DiscardComment { .. } => "DISCARD_COMMENT",
        Command::RestoreComment { .. } => "RESTORE_COMMENT",
        Command::React { .. } => "REACT",
        Command::Unreact { .. } => "UNREACT",
        Command::Announce { .. } => "ANNOUNCE",
        Command::AdmitProposal { .. } => "ADMIT_PROPOSAL",
        Command::AddGuests { .. } => "ADD_GUESTS",
        Command::InviteGuests { .. } => "INVITE_GUESTS",
        Command::RevokeGuestInvitation { .. } => "REVOKE_GUEST_INVITATION",
        Command::ExpireGuestInvitation { .. } => "EXPIRE_GUEST_INVITATION",
        Command::AcceptGuestInvitation { .. } => "ACCEPT_GUEST_INVITATION",
        Command::DeclineGuestInvitation { .. } => "DECLINE_GUEST_INVITATION",
        Command::EndGuestPlace { .. } => "END_GUEST_PLACE",
        Command::EndLapsedPlace { .. } => "END_LAPSED_PLACE",
    }
}

/// Checks that each command there is has its row, but for those that have tables of their own.
#[track_caller]
pub(super) fn check_whole<'a>(rows: impl Iterator<Item = &'a Command>, elsewhere: &[&'static str]) {
    let rows: BTreeSet<&str> = rows.map(name).chain(elsewhere.iter().copied()).collect();
    assert_eq!(rows, names_in(include_str!("commands.rs")));
}
