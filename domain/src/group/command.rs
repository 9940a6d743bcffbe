//! What may be asked of a group.

use serde::Serialize;

use super::event::GroupHandle;
use super::template::Template;
use super::terms::{JoinPolicy, Privacy, Role, Switches};
use crate::id::{GroupId, InvitationId, PersonId, TagId, TemplateId};
use crate::text::Text;

/// A command to one group.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub enum Command {
    /// Make the group; who asks becomes its first admin.
    Create(Create),
    /// Change name or description. What is `None` stays.
    Edit {
        /// The new name, 1 to 250 characters.
        name: Option<Text>,
        /// The new description, up to 10,000 characters; an empty one takes it away.
        description: Option<Text>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// Set how people join and what members may do. What is `None` stays.
    Configure {
        /// How people come in without an invitation.
        join: Option<JoinPolicy>,
        /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions. Only ever
        /// turned off: discussions do not get more readers behind their writers' backs.
        parent_members_read: Option<bool>,
        /// What members may do.
        switches: Option<Switches>,
    },
    /// Change who may know of the group and read in it.
    ChangePrivacy {
        /// The new privacy.
        privacy: Privacy,
    },
    /// Become no more visible than the parent, whose privacy was narrowed (the system).
    NarrowWithParent,
    /// Take another unique name. The old one leads to the group too.
    ChangeHandle {
        /// The new one, which its own stream must hold for the group.
        handle: GroupHandle,
    },
    /// Send invitations. The vault holds the addresses.
    Invite {
        /// The invitations, 1 to 1,000.
        invitations: Vec<InvitationId>,
    },
    /// Take an invitation back.
    RevokeInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Let an invitation lapse (the system, after 30 days).
    ExpireInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Become a member by an invitation that the vault found to be the actor's.
    AcceptInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Turn an invitation down that the vault found to be the actor's.
    DeclineInvitation {
        /// Which.
        invitation: InvitationId,
    },
    /// Become a member at once.
    Join,
    /// Ask to become a member.
    RequestMembership {
        /// What the person says to it, up to 1,000 characters.
        message: Option<Text>,
    },
    /// Take one's own request back.
    WithdrawRequest,
    /// Let somebody in who asked.
    ApproveRequest {
        /// Who asked.
        person: PersonId,
    },
    /// Turn a request down; the person may ask again.
    DeclineRequest {
        /// Who asked.
        person: PersonId,
        /// What is said to it, up to 1,000 characters.
        message: Option<Text>,
    },
    /// Ignore a request; the person may not ask again.
    IgnoreRequest {
        /// Who asked.
        person: PersonId,
    },
    /// Give a member another role.
    SetRole {
        /// Whose.
        person: PersonId,
        /// The role.
        role: Role,
    },
    /// Leave (oneself), or remove a member (admins).
    EndMembership {
        /// Whose.
        person: PersonId,
    },
    /// Make a tag that discussions and proposals can have.
    DefineTag {
        /// The tag.
        tag: TagId,
        /// What it is called, 1 to 50 characters.
        name: Text,
    },
    /// Call a tag something else.
    RenameTag {
        /// The tag.
        tag: TagId,
        /// What it is called, 1 to 50 characters.
        name: Text,
    },
    /// Delete a tag.
    DeleteTag {
        /// The tag.
        tag: TagId,
    },
    /// Make a template that discussions or proposals can begin from.
    DefineTemplate {
        /// The template.
        template: TemplateId,
        /// What it says.
        content: Box<Template>,
        /// The numbers of two options with the same words, as in
        /// [`Draft::alike_options`](crate::proposal::Draft::alike_options).
        alike_options: Option<(u8, u8)>,
    },
    /// Have a template say something else.
    EditTemplate {
        /// The template.
        template: TemplateId,
        /// All that it is to say.
        content: Box<Template>,
        /// The numbers of two options with the same words.
        alike_options: Option<(u8, u8)>,
        /// The revision that the change was made from.
        expected_revision: u32,
    },
    /// Delete a template.
    DeleteTemplate {
        /// The template.
        template: TemplateId,
    },
    /// Have delegates vote for others, or not.
    SwitchDelegation {
        /// Whether they do.
        on: bool,
    },
    /// Have somebody's vote count for oneself in proposals that one does not vote in.
    NameDelegate {
        /// Whose.
        delegate: PersonId,
        /// In proposals with this tag; in all if there is none.
        tag: Option<TagId>,
    },
    /// Have nobody's vote count for oneself any more.
    EndDelegation {
        /// In proposals with this tag; in all if there is none.
        tag: Option<TagId>,
    },
    /// End a membership because the one in the parent ended (the system).
    EndWithParent {
        /// Whose.
        person: PersonId,
        /// The version of the group's stream at which the membership started.
        since_version: u64,
    },
    /// Find somebody to look after the group, because all its admins are deactivated (the system).
    Succeed,
    /// Let nothing change any more in the group and its subgroups.
    Archive,
    /// Let things change again.
    Unarchive,
    /// Delete the group. For 30 days it can be restored.
    Delete,
    /// Bring the group back that was deleted.
    Restore,
    /// Destroy the texts of the group for good, because the time for restoring it is over, or its
    /// parent's are destroyed (the system).
    Destroy,
    /// Stand alone from now on, because the parent is deleted: `SECRET` subgroups are not deleted
    /// with it (the system).
    Detach,
    /// Bring members in with an imported history (the system).
    Enrol {
        /// Who, 1 to 1,000.
        people: Vec<PersonId>,
        /// Their role.
        role: Role,
    },
}

/// What a new group is made of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Create {
    /// The name, 1 to 250 characters.
    pub name: Text,
    /// The description, up to 10,000 characters.
    pub description: Option<Text>,
    /// The parent, for a subgroup.
    pub parent: Option<GroupId>,
    /// Who may know of it and read in it.
    pub privacy: Privacy,
    /// How people join; by default the first that the privacy allows.
    pub join: Option<JoinPolicy>,
    /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
    pub parent_members_read: bool,
    /// What members may do.
    pub switches: Switches,
    /// The unique name, which the group's handle stream must hold for it.
    pub handle: Option<GroupHandle>,
}
