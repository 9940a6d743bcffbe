//! Mutations about groups.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::group::{Command as Group, Create, GroupHandle};
use domain::{Command, GroupId, HandleId, TextId, handle};
use eventlog::sealing::Drafts;

use super::membership::{GroupInput, plain};
use super::payload::GroupPayload;
use super::run::{Run, Settled};
use super::words::Words;
use crate::fault::Fault;
use crate::schema::enums::{GroupPrivacy, JoinPolicy};
use crate::schema::ids::parse;
use crate::schema::refusal::GroupRefusal;

/// What members may do. What is left out is as in a new group.
#[derive(InputObject)]
pub struct SwitchesInput {
    /// Invite and approve members.
    #[graphql(default)]
    add_members: bool,
    /// Let guests into discussions.
    #[graphql(default = true)]
    add_guests: bool,
    /// Start discussions.
    #[graphql(default = true)]
    start_discussions: bool,
    /// Edit others' discussions.
    #[graphql(default)]
    edit_discussions: bool,
    /// Edit their own comments.
    #[graphql(default = true)]
    edit_comments: bool,
    /// Discard their own comments.
    #[graphql(default = true)]
    delete_comments: bool,
    /// Raise proposals.
    #[graphql(default = true)]
    raise_proposals: bool,
    /// Make subgroups.
    #[graphql(default)]
    create_subgroups: bool,
    /// Announce discussions, proposals and outcomes.
    #[graphql(default = true)]
    announce: bool,
    /// Tag and pin discussions.
    #[graphql(default = true)]
    tag_and_pin: bool,
}

impl From<SwitchesInput> for domain::group::Switches {
    fn from(it: SwitchesInput) -> Self {
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

/// What a new group is made of.
#[derive(InputObject)]
pub struct CreateGroupInput {
    /// The name, 1 to 250 characters.
    name: String,
    /// The description, up to 10,000 characters.
    description: Option<String>,
    /// The parent, for a subgroup.
    parent_id: Option<ID>,
    /// Who may know of it and read in it.
    privacy: GroupPrivacy,
    /// How people join; by default the first way that the privacy allows.
    join_policy: Option<JoinPolicy>,
    /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
    #[graphql(default)]
    parent_members_read: bool,
    /// What members may do.
    switches: Option<SwitchesInput>,
    /// A unique name for `OPEN` and `CLOSED` groups: 3 to 40 of `a-z`, `0-9` and `-`.
    handle: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What changes in a group. What is left out stays.
#[derive(InputObject)]
pub struct EditGroupInput {
    /// Which.
    group_id: ID,
    /// The revision that the change was made from.
    expected_revision: u32,
    /// The name, 1 to 250 characters.
    name: Option<String>,
    /// The description, up to 10,000 characters.
    description: Option<String>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// How a group works. What is left out stays.
#[derive(InputObject)]
pub struct ConfigureGroupInput {
    /// Which.
    group_id: ID,
    /// How people come in without an invitation.
    join_policy: Option<JoinPolicy>,
    /// In `PARENT_VISIBLE` groups: whether the parent's members read the discussions.
    parent_members_read: Option<bool>,
    /// What members may do, all of it.
    switches: Option<SwitchesInput>,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Who may know of a group and read in it.
#[derive(InputObject)]
pub struct ChangeGroupPrivacyInput {
    /// Which group.
    group_id: ID,
    /// The new privacy.
    privacy: GroupPrivacy,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// A group's new unique name.
#[derive(InputObject)]
pub struct ChangeGroupHandleInput {
    /// Which group.
    group_id: ID,
    /// The name: 3 to 40 of `a-z`, `0-9` and `-`.
    handle: String,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// Mutations about groups.
#[derive(Default)]
pub struct GroupMutation;

#[Object]
impl GroupMutation {
    /// Makes a group, or a subgroup of one that you are in. You become its first admin.
    async fn create_group(
        &self,
        context: &Context<'_>,
        input: CreateGroupInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "createGroup", input.idempotency_key.as_deref())?;
        let id = GroupId::derive(&[&run.seed()]);
        if input.handle.as_deref().is_some_and(|name| !handle::is_handle(name)) {
            let settled = Settled::refused(GroupRefusal::handle_malformed());
            return Ok(GroupPayload { settled, id });
        }
        let claim = input.handle.as_deref().map(|name| run.asked.app.vault.handle_id(name));
        let parent = input.parent_id.map(|id| parse("parentId", &id)).transpose()?;
        let mut words = Words::default();
        let name = words.take("name", TextId::group_name(id), input.name)?;
        let description =
            words.given("description", TextId::group_description(id), input.description)?;
        let handle = words.maybe("handle", TextId::group_handle(id), input.handle)?;
        let drafts = run.drafts(id, words).await?;
        let handle = claim.zip(handle).map(|(claim, name)| (claim, drafts.text(name)));
        let create = Create {
            name: drafts.text(name),
            description: description.map(|description| drafts.text(description)),
            parent,
            privacy: input.privacy.into(),
            join: input.join_policy.map(Into::into),
            parent_members_read: input.parent_members_read,
            switches: input.switches.map(Into::into).unwrap_or_default(),
            handle: handle.map(|(claim, name)| GroupHandle { claim, name }),
        };
        let settled = match create.handle {
            Some(handle) => claimed(&run, id, handle.claim, Group::Create(create), drafts).await?,
            None => run.submit(Command::Group(id, Group::Create(create)), drafts).await?,
        };
        Ok(GroupPayload { settled, id })
    }

    /// Changes a group's name or description.
    async fn edit_group(
        &self,
        context: &Context<'_>,
        input: EditGroupInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "editGroup", input.idempotency_key.as_deref())?;
        let id = parse("groupId", &input.group_id)?;
        let mut words = Words::default();
        let name = words.maybe("name", TextId::group_name(id), input.name)?;
        let description =
            words.maybe("description", TextId::group_description(id), input.description)?;
        let drafts = run.drafts(id, words).await?;
        let edit = Group::Edit {
            name: name.map(|name| drafts.text(name)),
            description: description.map(|description| drafts.text(description)),
            expected_revision: input.expected_revision,
        };
        let settled = run.submit(Command::Group(id, edit), drafts).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Sets how people join a group and what members may do.
    async fn configure_group(
        &self,
        context: &Context<'_>,
        input: ConfigureGroupInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "configureGroup", input.idempotency_key.as_deref())?;
        let id = parse("groupId", &input.group_id)?;
        let configure = Group::Configure {
            join: input.join_policy.map(Into::into),
            parent_members_read: input.parent_members_read,
            switches: input.switches.map(Into::into),
        };
        let settled = run.send(Command::Group(id, configure)).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Changes who may know of a group and read in it. What becomes narrower does so at once, with
    /// everything below: no longer seen by everyone, discussions become private, and subgroups no
    /// more visible than this. What becomes wider leaves what was written to those who could read
    /// it. `previewGroupPrivacy` tells in advance. A group that becomes `PARENT_VISIBLE` or
    /// `SECRET` gives up its handles, old ones too. Admins do this.
    async fn change_group_privacy(
        &self,
        context: &Context<'_>,
        input: ChangeGroupPrivacyInput,
    ) -> Result<GroupPayload> {
        let ChangeGroupPrivacyInput { group_id, privacy, idempotency_key } = input;
        let change = |()| Ok(Group::ChangePrivacy { privacy: privacy.into() });
        plain(context, "changeGroupPrivacy", &group_id, idempotency_key, change).await
    }

    /// Gives an `OPEN` or `CLOSED` group another handle. Those that it had before lead to it too,
    /// and nobody else gets them. Admins do this.
    async fn change_group_handle(
        &self,
        context: &Context<'_>,
        input: ChangeGroupHandleInput,
    ) -> Result<GroupPayload> {
        let run = Run::new(context, "changeGroupHandle", input.idempotency_key.as_deref())?;
        let id = parse("groupId", &input.group_id)?;
        if !handle::is_handle(&input.handle) {
            let settled = Settled::refused(GroupRefusal::handle_malformed());
            return Ok(GroupPayload { settled, id });
        }
        let claim = run.asked.app.vault.handle_id(&input.handle);
        let mut words = Words::default();
        let name = words.take("handle", TextId::group_handle(id), input.handle)?;
        let drafts = run.drafts(id, words).await?;
        let handle = GroupHandle { claim, name: drafts.text(name) };
        let settled = claimed(&run, id, claim, Group::ChangeHandle { handle }, drafts).await?;
        Ok(GroupPayload { settled, id })
    }

    /// Archives a group: from then on nothing changes in it and its subgroups, and proposals that
    /// are open are withdrawn. It is read as before. Admins do this.
    async fn archive_group(
        &self,
        context: &Context<'_>,
        input: GroupInput,
    ) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        plain(context, "archiveGroup", &group_id, idempotency_key, |()| Ok(Group::Archive)).await
    }

    /// Takes the archiving of a group back. Proposals that it withdrew stay withdrawn. Admins do
    /// this.
    async fn unarchive_group(
        &self,
        context: &Context<'_>,
        input: GroupInput,
    ) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        let unarchive = |()| Ok(Group::Unarchive);
        plain(context, "unarchiveGroup", &group_id, idempotency_key, unarchive).await
    }

    /// Deletes a group with its subgroups; those that are `SECRET` stay, and stand alone. It is
    /// archived at once, and every member is told. Any admin can restore it for 30 days; then its
    /// texts, and those of the discussions in it, are destroyed for good. Admins do this.
    async fn delete_group(&self, context: &Context<'_>, input: GroupInput) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        plain(context, "deleteGroup", &group_id, idempotency_key, |()| Ok(Group::Delete)).await
    }

    /// Restores a deleted group as it was. Proposals that were withdrawn stay so, and subgroups that
    /// stand alone do too. Admins do this.
    async fn restore_group(
        &self,
        context: &Context<'_>,
        input: GroupInput,
    ) -> Result<GroupPayload> {
        let GroupInput { group_id, idempotency_key } = input;
        plain(context, "restoreGroup", &group_id, idempotency_key, |()| Ok(Group::Restore)).await
    }
}

/// Has the group take the handle. The group is asked first, and what it refuses claims nothing: that
/// the handle is not claimed for it is the last of its rules. Then the handle is claimed, the group
/// takes it, and the claim is confirmed, or given up should the group have changed its mind.
async fn claimed(
    run: &Run<'_>,
    id: GroupId,
    claim: HandleId,
    take: Group,
    drafts: Drafts,
) -> Result<Settled<GroupRefusal>, Fault> {
    let take = Command::Group(id, take);
    let taken = match run.decide(take.clone(), drafts.clone()).await? {
        Err(GroupRefusal::HandleNotClaimed(_)) => {
            let claimed = Command::Handle(claim, handle::Command::Claim { group: id });
            if let Err(refusal) = run.step(claimed).await? {
                return Ok(Settled::refused(refusal));
            }
            run.decide(take, drafts).await?
        }
        // A claim that stands is somebody else's to settle.
        Err(refusal) => return Ok(Settled::refused(refusal)),
        Ok(receipt) => Ok(receipt),
    };
    let follow = match &taken {
        Ok(_) => handle::Command::Confirm { group: id },
        // Refused in turn, if it is one that the group has or had.
        Err(_) => handle::Command::Release { group: id },
    };
    // If this does not come through, the claim stands with its group, or lapses without one.
    if let Err(fault) = run.system::<GroupRefusal>(Command::Handle(claim, follow)).await {
        tracing::warn!(%fault, "a claim on a handle was not settled");
    }
    Ok(Settled::new(taken))
}
