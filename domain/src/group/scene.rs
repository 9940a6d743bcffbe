//! The switches one by one, as the tables of who may do what need them.

use super::Switches;

/// The names of all switches in the API.
pub(crate) const SWITCHES: [&str; 10] = [
    "addMembers",
    "addGuests",
    "startDiscussions",
    "editDiscussions",
    "editComments",
    "deleteComments",
    "raiseProposals",
    "createSubgroups",
    "announce",
    "tagAndPin",
];

/// All switches off but this one.
pub(crate) fn only(switch: &str) -> Switches {
    let on = |name| name == switch;
    Switches {
        add_members: on("addMembers"),
        add_guests: on("addGuests"),
        start_discussions: on("startDiscussions"),
        edit_discussions: on("editDiscussions"),
        edit_comments: on("editComments"),
        delete_comments: on("deleteComments"),
        raise_proposals: on("raiseProposals"),
        create_subgroups: on("createSubgroups"),
        announce: on("announce"),
        tag_and_pin: on("tagAndPin"),
    }
}

/// Whether somebody may do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum May {
    /// They may.
    Do,
    /// They may if this switch is on; otherwise this is the refusal.
    If(&'static str, &'static str),
    /// They may not, and this is the refusal.
    Not(&'static str),
}

impl May {
    /// What becomes of the command where only this switch is on.
    pub(crate) fn outcome(self, on: &str) -> &'static str {
        match self {
            Self::If(switch, refusal) if switch != on => refusal,
            Self::Do | Self::If(..) => "done",
            Self::Not(refusal) => refusal,
        }
    }
}
