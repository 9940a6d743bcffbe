//! Mutations about groups.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::group::{Command as Group, Create, GroupHandle};
use domain::{Command, GroupId, TextId, handle};
use eventlog::sealing::Drafts;

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
        let settled = create_claimed(&run, id, create, drafts).await?;
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
}

/// Claims the handle, makes the group, and confirms the claim or gives it up.
async fn create_claimed(
    run: &Run<'_>,
    id: GroupId,
    create: Create,
    drafts: Drafts,
) -> Result<Settled<GroupRefusal>, Fault> {
    let claim = create.handle.map(|handle| handle.claim);
    let create = Command::Group(id, Group::Create(create));
    let Some(claim) = claim else { return run.submit(create, drafts).await };
    let claimed = Command::Handle(claim, handle::Command::Claim { group: id });
    if let Err(refusal) = run.decide(claimed, Drafts::none()).await? {
        return Ok(Settled::refused(refusal));
    }
    let made = run.decide(create, drafts).await?;
    let (operation, follow) = match &made {
        Ok(_) => ("confirmHandle", handle::Command::Confirm { group: id }),
        Err(_) => ("releaseHandle", handle::Command::Release { group: id }),
    };
    // If this does not come through, the claim stands with its group, or lapses without one.
    if let Err(fault) = run.system::<GroupRefusal>(operation, Command::Handle(claim, follow)).await
    {
        tracing::warn!(%fault, "a claim on a handle was not settled");
    }
    Ok(Settled::new(made))
}
