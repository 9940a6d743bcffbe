//! What the members of a group may do.

use async_graphql::SimpleObject;

/// What members who are not admins may do.
#[derive(SimpleObject)]
pub struct Switches {
    /// Invite and approve members.
    add_members: bool,
    /// Let guests into discussions.
    add_guests: bool,
    /// Start discussions.
    start_discussions: bool,
    /// Edit others' discussions.
    edit_discussions: bool,
    /// Edit their own comments.
    edit_comments: bool,
    /// Discard their own comments.
    delete_comments: bool,
    /// Raise proposals.
    raise_proposals: bool,
    /// Make subgroups.
    create_subgroups: bool,
    /// Announce discussions, proposals and outcomes.
    announce: bool,
    /// Tag and pin discussions.
    tag_and_pin: bool,
}

impl From<domain::group::Switches> for Switches {
    fn from(it: domain::group::Switches) -> Self {
        Self {
            add_members: it.add_members,
            add_guests: it.add_guests,
            start_discussions: it.start_discussions,
            edit_discussions: it.edit_discussions,
            edit_comments: it.edit_comments,
            delete_comments: it.delete_comments,
            raise_proposals: it.raise_proposals,
            create_subgroups: it.create_subgroups,
            announce: it.announce,
            tag_and_pin: it.tag_and_pin,
        }
    }
}
