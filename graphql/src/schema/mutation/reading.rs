//! Mutations about your own reading: how far you are, and how much you want to be told. They are
//! kept for you alone; the history says nothing of them.

use std::sync::Arc;

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use domain::{DiscussionId, GroupId, PersonId};
use eventlog::Position as At;
use projections::discussions::DiscussionRow;
use projections::groups::GroupRow;
use projections::{
    Invitee, Snapshot, Viewer as Reading, comments, discussions, groups, outcomes, proposals,
};

use crate::app::{Asked, asked};
use crate::fault::Fault;
use crate::level::Node;
use crate::schema::enums::Volume;
use crate::schema::ids::parse;
use crate::schema::object::discussion::Discussion;
use crate::schema::object::group::Group;
use crate::schema::object::viewer::Viewer;
use crate::schema::refusal::ReaderRefusal;
use crate::schema::scalars::Position;

/// How far you have read. Name one of `upTo` and `itemId`.
#[derive(InputObject)]
pub struct MarkReadInput {
    /// In which discussion.
    discussion_id: ID,
    /// Up to here: the position of an entry of the timeline, or of an answer that you have seen.
    up_to: Option<Position>,
    /// Up to this comment, proposal or outcome of the discussion.
    item_id: Option<ID>,
}

/// What came of marking something read.
#[derive(SimpleObject)]
pub struct MarkReadPayload {
    /// The rules that were broken; then nothing was kept.
    errors: Vec<ReaderRefusal>,
    /// The place in the history that the discussion is shown at. Null if it was refused.
    position: Option<Position>,
    /// The discussion, with what is left unread.
    discussion: Option<Discussion>,
}

/// How far you have seen your inbox.
#[derive(InputObject)]
pub struct MarkInboxSeenInput {
    /// Up to here: the position of an item, or of an answer that you have seen.
    up_to: Position,
}

/// How much you want to be told. Name one of `groupId` and `discussionId`, or neither.
#[derive(InputObject)]
pub struct SetVolumeInput {
    /// About a group; not about its subgroups.
    group_id: Option<ID>,
    /// About a discussion.
    discussion_id: Option<ID>,
    /// How much; null for what holds for the group, or for everything.
    volume: Option<Volume>,
}

/// What came of a mutation about what you are told.
#[derive(SimpleObject)]
pub struct ReaderPayload {
    /// The rules that were broken; then nothing was kept.
    errors: Vec<ReaderRefusal>,
    /// The place in the history that the rest is shown at. Null if it was refused.
    position: Option<Position>,
    /// You.
    viewer: Option<Viewer>,
    /// The group, if it was about one.
    group: Option<Group>,
    /// The discussion, if it was about one.
    discussion: Option<Discussion>,
}

/// Mutations about your own reading.
#[derive(Default)]
pub struct ReadingMutation;

#[Object]
impl ReadingMutation {
    /// Marks a discussion read. It never becomes less read: what you marked before stays so. Nobody
    /// else learns of it.
    async fn mark_read(
        &self,
        context: &Context<'_>,
        input: MarkReadInput,
    ) -> Result<MarkReadPayload> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let id: DiscussionId = parse("discussionId", &input.discussion_id)?;
        let place = match (input.up_to, input.item_id) {
            (Some(Position(token)), None) => Place::At(asked.app.seals().open_position(&token)?),
            (None, Some(item)) => Place::Of(item),
            _ => return Err(Fault::input("Name one of upTo and itemId.").into()),
        };
        let viewer = asked.viewer();
        let snapshot = asked.snapshot_at(place.position()).await?;
        let refused = |field| {
            let errors = vec![ReaderRefusal::not_found(field)];
            Ok(MarkReadPayload { errors, position: None, discussion: None })
        };
        if discussion(&snapshot, viewer, id).await?.is_none() {
            return refused("discussionId");
        }
        let up_to = match place {
            // What the read models do not show yet, nobody has read in them.
            Place::At(position) => position.min(snapshot.position()),
            Place::Of(item) => match position_of(&snapshot, viewer, id, &item).await? {
                Some(position) => position,
                None => return refused("itemId"),
            },
        };
        asked.app.kept.mark_read(person, id, up_to).await.map_err(Fault::from)?;
        let after = Kept::read(asked).await?;
        Ok(MarkReadPayload {
            errors: Vec::new(),
            position: Some(after.position(asked)?),
            discussion: after.discussion(viewer, id).await?,
        })
    }

    /// Marks your inbox seen up to a place. What you marked before stays so.
    async fn mark_inbox_seen(
        &self,
        context: &Context<'_>,
        input: MarkInboxSeenInput,
    ) -> Result<ReaderPayload> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let position = asked.app.seals().open_position(&input.up_to.0)?;
        let shown = asked.snapshot_at(Some(position)).await?.position();
        let up_to = position.min(shown);
        asked.app.kept.mark_inbox_seen(person, up_to).await.map_err(Fault::from)?;
        Ok(Kept::read(asked).await?.payload(asked, person)?)
    }

    /// Sets how much you want to be told: about everything, a group or a discussion. The narrowest
    /// of these that is set decides.
    async fn set_volume(
        &self,
        context: &Context<'_>,
        input: SetVolumeInput,
    ) -> Result<ReaderPayload> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let volume = input.volume.map(Into::into);
        let (viewer, kept) = (asked.viewer(), &asked.app.kept);
        match (input.group_id, input.discussion_id) {
            (None, None) => {
                kept.set_volume(person, volume).await.map_err(Fault::from)?;
                Ok(Kept::read(asked).await?.payload(asked, person)?)
            }
            (Some(id), None) => {
                let id: GroupId = parse("groupId", &id)?;
                let invitee = asked.invitee().await?;
                if group(&*asked.snapshot_at(None).await?, invitee, id).await?.is_none() {
                    return Ok(ReaderPayload::refused("groupId"));
                }
                kept.set_volume_of_group(person, id, volume).await.map_err(Fault::from)?;
                let after = Kept::read(asked).await?;
                let group = after.group(invitee, id).await?;
                Ok(ReaderPayload { group, ..after.payload(asked, person)? })
            }
            (None, Some(id)) => {
                let id: DiscussionId = parse("discussionId", &id)?;
                if discussion(&*asked.snapshot_at(None).await?, viewer, id).await?.is_none() {
                    return Ok(ReaderPayload::refused("discussionId"));
                }
                kept.set_volume_of_discussion(person, id, volume).await.map_err(Fault::from)?;
                let after = Kept::read(asked).await?;
                let discussion = after.discussion(viewer, id).await?;
                Ok(ReaderPayload { discussion, ..after.payload(asked, person)? })
            }
            _ => Err(Fault::input("Name one of groupId and discussionId, or neither.").into()),
        }
    }
}

/// Up to where somebody has read.
enum Place {
    At(At),
    Of(ID),
}

impl Place {
    const fn position(&self) -> Option<At> {
        match self {
            Self::At(position) => Some(*position),
            Self::Of(_) => None,
        }
    }
}

/// What was kept, as it reads from then on.
struct Kept(Arc<Snapshot>);

impl Kept {
    /// Opened after it was kept, so that it shows it.
    async fn read(asked: &Asked) -> Result<Self, Fault> {
        let snapshot = asked.snapshot_at(None).await?;
        asked.read_later(&snapshot);
        Ok(Self(snapshot))
    }

    fn position(&self, asked: &Asked) -> Result<Position, Fault> {
        Ok(Position(asked.app.seals().seal_position(self.0.position())?))
    }

    fn payload(&self, asked: &Asked, person: PersonId) -> Result<ReaderPayload, Fault> {
        Ok(ReaderPayload {
            errors: Vec::new(),
            position: Some(self.position(asked)?),
            viewer: Some(Viewer(person)),
            group: None,
            discussion: None,
        })
    }

    async fn group(&self, invitee: &Invitee, id: GroupId) -> Result<Option<Group>, Fault> {
        let row = group(&self.0, invitee, id).await?;
        Ok(row.map(|row| Group(Node::alone(Arc::clone(&self.0), row))))
    }

    async fn discussion(
        &self,
        viewer: &Reading,
        id: DiscussionId,
    ) -> Result<Option<Discussion>, Fault> {
        let row = discussion(&self.0, viewer, id).await?;
        Ok(row.map(|row| Discussion(Node::alone(Arc::clone(&self.0), row))))
    }
}

impl ReaderPayload {
    fn refused(field: &'static str) -> Self {
        let errors = vec![ReaderRefusal::not_found(field)];
        Self { errors, position: None, viewer: None, group: None, discussion: None }
    }
}

async fn group(
    snapshot: &Snapshot,
    invitee: &Invitee,
    id: GroupId,
) -> Result<Option<GroupRow>, Fault> {
    Ok(groups::by_ids(snapshot, invitee, &[id]).await?.remove(&id))
}

async fn discussion(
    snapshot: &Snapshot,
    viewer: &Reading,
    id: DiscussionId,
) -> Result<Option<DiscussionRow>, Fault> {
    Ok(discussions::by_ids(snapshot, viewer, &[id]).await?.remove(&id))
}

/// Where in the log a comment, proposal or outcome of the discussion is, if the viewer sees it.
async fn position_of(
    snapshot: &Snapshot,
    viewer: &Reading,
    discussion: DiscussionId,
    item: &ID,
) -> Result<Option<At>, Fault> {
    let found = match item.split_once('-').map(|(kind, _)| kind) {
        Some("comment") => {
            let id = parse("itemId", item)?;
            let found = comments::by_ids(snapshot, viewer, &[id]).await?.remove(&id);
            found.map(|comment| (comment.discussion, comment.position))
        }
        Some("proposal") => {
            let id = parse("itemId", item)?;
            let found = proposals::by_ids(snapshot, viewer, &[id]).await?.remove(&id);
            found.map(|proposal| (proposal.discussion, proposal.position))
        }
        Some("outcome") => {
            let id = parse("itemId", item)?;
            let Some(outcome) = outcomes::by_ids(snapshot, viewer, &[id]).await?.remove(&id) else {
                return Ok(None);
            };
            let of = outcome.proposal;
            let found = proposals::by_ids(snapshot, viewer, &[of]).await?.remove(&of);
            found.map(|proposal| (proposal.discussion, outcome.position))
        }
        _ => return Err(Fault::input("itemId is not the id of a comment, proposal or outcome.")),
    };
    Ok(found.filter(|(of, _)| *of == discussion).map(|(_, position)| position))
}
