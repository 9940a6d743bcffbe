//! The commands there are, so that a table of them can be told to be whole.

use std::collections::BTreeSet;

use super::Command;
use crate::scenario::names_in;

const fn name(command: &Command) -> &'static str {
    match command {
        Command::Create(_) => "CREATE",
        Command::Edit { .. } => "EDIT",
        Command::Configure { .. } => "CONFIGURE",
        Command::ChangePrivacy { .. } => "CHANGE_PRIVACY",
        Command::NarrowWithParent => "NARROW_WITH_PARENT",
        Command::ChangeHandle { .. } => "CHANGE_HANDLE",
        Command::Invite { .. } => "INVITE",
        Command::RevokeInvitation { .. } => "REVOKE_INVITATION",
        Command::ExpireInvitation { .. } => "EXPIRE_INVITATION",
        Command::AcceptInvitation { .. } => "ACCEPT_INVITATION",
        Command::DeclineInvitation { .. } => "DECLINE_INVITATION",
        Command::Join => "JOIN",
        Command::RequestMembership { .. } => "REQUEST_MEMBERSHIP",
        Command::WithdrawRequest => "WITHDRAW_REQUEST",
        Command::ApproveRequest { .. } => "APPROVE_REQUEST",
        Command::DeclineRequest { .. } => "DECLINE_REQUEST",
        Command::IgnoreRequest { .. } => "IGNORE_REQUEST",
        Command::SetRole { .. } => "SET_ROLE",
        Command::EndMembership { .. } => "END_MEMBERSHIP",
        Command::DefineTag { .. } => "DEFINE_TAG",
        Command::RenameTag { .. } => "RENAME_TAG",
        Command::DeleteTag { .. } => "DELETE_TAG",
        Command::DefineTemplate { .. } => "DEFINE_TEMPLATE",
        Command::EditTemplate { .. } => "EDIT_TEMPLATE",
        Command::DeleteTemplate { .. } => "DELETE_TEMPLATE",
        Command::SwitchDelegation { .. } => "SWITCH_DELEGATION",
        Command::NameDelegate { .. } => "NAME_DELEGATE",
        Command::EndDelegation { .. } => "END_DELEGATION",
        Command::EndWithParent { .. } => "END_WITH_PARENT",
        Command::Succeed => "SUCCEED",
        Command::Archive => "ARCHIVE",
        Command::Unarchive => "UNARCHIVE",
        Command::Delete => "DELETE",
        Command::Restore => "RESTORE",
        Command::Destroy => "DESTROY",
        Command::Detach => "DETACH",
        Command::Enrol { .. } => "ENROL",
    }
}

/// Checks that each command there is has its row, but for those that have tables of their own.
#[track_caller]
pub(super) fn check_whole<'a>(rows: impl Iterator<Item = &'a Command>, elsewhere: &[&'static str]) {
    let rows: BTreeSet<&str> = rows.map(name).chain(elsewhere.iter().copied()).collect();
    assert_eq!(rows, names_in(include_str!("commands.rs")));
}
