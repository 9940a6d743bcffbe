//! Stored for ever: these names and fields are a contract and change only by a new version and an
//! upcaster.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use super::cause::*;
use super::template::Template;
use super::terms::{JoinPolicy, Privacy, Role, Switches};
use crate::id::{GroupId, HandleId, InvitationId, PersonId, TagId, TemplateId};
use crate::text::Text;

/// What happens in a group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Event {
    /// The group was made. Its first admin follows as a [`Event::MembershipStarted`].
    GroupCreated {
        /// The name.
        name: Text,
        /// The description, if there is one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Text>,
        /// The parent, if it is a subgroup.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<GroupId>,
        /// Who may know of it and read in it.
        privacy: Privacy,
        /// How people come in without an invitation.
        join: JoinPolicy,
        /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
        parent_members_read: bool,
        /// What members may do.
        switches: Switches,
        /// The claim on the unique name, and the name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        handle: Option<GroupHandle>,
    },
    /// Name or description changed.
    GroupEdited {
        /// The new name, if it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<Text>,
        /// The new description, if it changed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<Text>,
    },
    /// How people join, what members may do, or whether the parent's members read changed.
    GroupConfigured {
        /// How people come in without an invitation.
        join: JoinPolicy,
        /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
        parent_members_read: bool,
        /// What members may do.
        switches: Switches,
    },
    /// Who may know of the group and read in it changed, and with it at once what is seen of
    /// everything below.
    GroupPrivacyChanged {
        /// The new privacy.
        privacy: Privacy,
        /// How people come in without an invitation from now on.
        join: JoinPolicy,
        /// Whether the parent's members read the discussions from now on.
        parent_members_read: bool,
        /// The claims on unique names that are given up, old names included: a group that not
        /// everyone sees has none.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        released: Vec<HandleId>,
        /// Why.
        cause: PrivacyCause,
        /// When.
        at: Timestamp,
    },
    /// The group has another unique name. The old one leads to it too.
    GroupHandleChanged {
        /// The new name.
        handle: GroupHandle,
        /// When.
        at: Timestamp,
    },
    /// An invitation went to an address that only the vault knows.
    InvitationSent {
        /// The invitation.
        invitation: InvitationId,
        /// Who invites.
        by: PersonId,
        /// When it lapses.
        expires_at: Timestamp,
    },
    /// An invitation ended without a membership.
    InvitationEnded {
        /// The invitation.
        invitation: InvitationId,
        /// Why.
        cause: InvitationEnd,
    },
    /// An invitation was used. Who used it is in the event that follows it, unless they were a
    /// member already.
    InvitationAccepted {
        /// The invitation.
        invitation: InvitationId,
    },
    /// Somebody asked to become a member.
    MembershipRequested {
        /// Who asks.
        person: PersonId,
        /// What they say to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Text>,
        /// When.
        at: Timestamp,
    },
    /// A request ended without a membership.
    MembershipRequestEnded {
        /// Who had asked.
        person: PersonId,
        /// How it ended.
        cause: RequestEnd,
        /// What the admin says to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<Text>,
    },
    /// Somebody became a member. From this version on they are counted.
    MembershipStarted {
        /// Who.
        person: PersonId,
        /// Their role.
        role: Role,
        /// How they came in.
        cause: MembershipStart,
        /// When.
        at: Timestamp,
    },
    /// A member's role changed.
    RoleChanged {
        /// Whose.
        person: PersonId,
        /// The new role.
        role: Role,
        /// Why.
        cause: RoleChange,
    },
    /// A membership ended.
    MembershipEnded {
        /// Whose.
        person: PersonId,
        /// Why.
        cause: MembershipEnd,
        /// When.
        at: Timestamp,
    },
    /// From now on delegates vote for others, or do not.
    DelegationSwitched {
        /// Whether they do.
        on: bool,
        /// When.
        at: Timestamp,
    },
    /// Somebody's vote counts for a member in proposals that the member does not vote in.
    DelegateNamed {
        /// The member.
        person: PersonId,
        /// In proposals with this tag; in all if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<TagId>,
        /// Whose vote.
        delegate: PersonId,
        /// When.
        at: Timestamp,
    },
    /// Nobody's vote counts for a member any more.
    DelegationEnded {
        /// The member.
        person: PersonId,
        /// In proposals with this tag; in all if there is none.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        tag: Option<TagId>,
        /// When.
        at: Timestamp,
    },
    /// Discussions and proposals can have this tag from now on.
    TagDefined {
        /// The tag.
        tag: TagId,
        /// What it is called.
        name: Text,
    },
    /// A tag is called something else.
    TagRenamed {
        /// The tag.
        tag: TagId,
        /// What it is called now.
        name: Text,
    },
    /// A tag is put on nothing more.
    TagDeleted {
        /// The tag.
        tag: TagId,
    },
    /// Discussions or proposals can begin from this template from now on.
    TemplateDefined {
        /// The template.
        template: TemplateId,
        /// What it says.
        content: Template,
    },
    /// A template says something else.
    TemplateEdited {
        /// The template.
        template: TemplateId,
        /// All that it says, as it is now.
        content: Template,
    },
    /// Nothing more begins from a template.
    TemplateDeleted {
        /// The template.
        template: TemplateId,
    },
    /// From now on nothing changes in the group and its subgroups; they are read as before.
    GroupArchived {
        /// Why.
        cause: ArchiveCause,
        /// When.
        at: Timestamp,
    },
    /// From now on nothing changes in the group and its subgroups, and when the time for restoring
    /// it is over, its texts are destroyed. Members are told.
    GroupDeleted {
        /// When.
        at: Timestamp,
        /// Until when it can be restored.
        destroys_at: Timestamp,
    },
    /// The group is as it was before it was deleted.
    GroupRestored {
        /// When.
        at: Timestamp,
    },
    /// From now on the keys of the group's texts, and of those of the discussions in it, are
    /// destroyed. The structure of what happened remains.
    GroupDestroyed {
        /// The claims on unique names that are given up, old names included.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        released: Vec<HandleId>,
        /// When.
        at: Timestamp,
    },
    /// The group has no parent any more: that was deleted, and `SECRET` subgroups stay.
    GroupDetached {
        /// When.
        at: Timestamp,
    },
    /// Things change again, if the parent does not keep them as they are.
    GroupUnarchived {
        /// When.
        at: Timestamp,
    },
}

/// A group's unique name: the claim that holds it, and the name itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroupHandle {
    /// The claim.
    pub claim: HandleId,
    /// The name.
    pub name: Text,
}

impl Event {
    /// The event's type, as it is stored.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::GroupCreated { .. } => "GroupCreated",
            Self::GroupEdited { .. } => "GroupEdited",
            Self::GroupConfigured { .. } => "GroupConfigured",
            Self::GroupPrivacyChanged { .. } => "GroupPrivacyChanged",
            Self::GroupHandleChanged { .. } => "GroupHandleChanged",
            Self::InvitationSent { .. } => "InvitationSent",
            Self::InvitationEnded { .. } => "InvitationEnded",
            Self::InvitationAccepted { .. } => "InvitationAccepted",
            Self::MembershipRequested { .. } => "MembershipRequested",
            Self::MembershipRequestEnded { .. } => "MembershipRequestEnded",
            Self::MembershipStarted { .. } => "MembershipStarted",
            Self::RoleChanged { .. } => "RoleChanged",
            Self::MembershipEnded { .. } => "MembershipEnded",
            Self::DelegationSwitched { .. } => "DelegationSwitched",
            Self::DelegateNamed { .. } => "DelegateNamed",
            Self::DelegationEnded { .. } => "DelegationEnded",
            Self::TagDefined { .. } => "TagDefined",
            Self::TagRenamed { .. } => "TagRenamed",
            Self::TagDeleted { .. } => "TagDeleted",
            Self::TemplateDefined { .. } => "TemplateDefined",
            Self::TemplateEdited { .. } => "TemplateEdited",
            Self::TemplateDeleted { .. } => "TemplateDeleted",
            Self::GroupArchived { .. } => "GroupArchived",
            Self::GroupUnarchived { .. } => "GroupUnarchived",
            Self::GroupDeleted { .. } => "GroupDeleted",
            Self::GroupRestored { .. } => "GroupRestored",
            Self::GroupDestroyed { .. } => "GroupDestroyed",
            Self::GroupDetached { .. } => "GroupDetached",
        }
    }

    /// The event's texts, with the path of each.
    #[must_use]
    pub fn texts(&self) -> Vec<(String, Text)> {
        let texts: &[(&str, Option<Text>)] = match self {
            Self::GroupCreated { name, description, handle, .. } => &[
                ("name", Some(*name)),
                ("description", *description),
                ("handle.name", handle.map(|handle| handle.name)),
            ],
            Self::GroupEdited { name, description } => {
                &[("name", *name), ("description", *description)]
            }
            Self::GroupHandleChanged { handle, .. } => &[("handle.name", Some(handle.name))],
            Self::MembershipRequested { message, .. }
            | Self::MembershipRequestEnded { message, .. } => &[("message", *message)],
            Self::TagDefined { name, .. } | Self::TagRenamed { name, .. } => {
                &[("name", Some(*name))]
            }
            Self::TemplateDefined { content, .. } | Self::TemplateEdited { content, .. } => {
                let texts = content.texts().into_iter();
                return texts.map(|(path, text)| (format!("content.{path}"), text)).collect();
            }
            Self::GroupConfigured { .. }
            | Self::GroupPrivacyChanged { .. }
            | Self::InvitationSent { .. }
            | Self::InvitationEnded { .. }
            | Self::InvitationAccepted { .. }
            | Self::MembershipStarted { .. }
            | Self::RoleChanged { .. }
            | Self::MembershipEnded { .. }
            | Self::DelegationSwitched { .. }
            | Self::DelegateNamed { .. }
            | Self::DelegationEnded { .. }
            | Self::TagDeleted { .. }
            | Self::TemplateDeleted { .. }
            | Self::GroupArchived { .. }
            | Self::GroupUnarchived { .. }
            | Self::GroupDeleted { .. }
            | Self::GroupRestored { .. }
            | Self::GroupDestroyed { .. }
            | Self::GroupDetached { .. } => &[],
        };
        texts.iter().filter_map(|(path, text)| Some(((*path).to_owned(), (*text)?))).collect()
    }
}
