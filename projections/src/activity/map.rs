//! From events to activity.

use domain::discussion::{Event as InDiscussion, WideningEnd};
use domain::proposal::{ClosingCause, Event as AtProposal};
use domain::{DiscussionId, Event as Any, PersonId, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use super::kind::ActivityKind;
use crate::engine::{Changes, Row, Unmappable, Value, col, word};

/// What happened, to what, and who did it.
type Happened = (ActivityKind, Value, Option<PersonId>);

pub(super) fn map(event: &OpenedEvent, activity: &mut Changes) -> Result<(), Unmappable> {
    let bits = event.recorded.stream.bits;
    let (happened, container) = match &event.event {
        Any::Discussion(what) => {
            let discussion = Value::from(DiscussionId::from_u128(bits));
            (in_discussion(what, &discussion), (col!("discussion_id"), discussion))
        }
        Any::Proposal(what) => {
            let proposal = Value::from(ProposalId::from_u128(bits));
            (at_proposal(what, &proposal), (col!("proposal"), proposal))
        }
        _ => return Ok(()),
    };
    let Some((kind, subject, actor)) = happened else { return Ok(()) };
    let row = Row::new(&TABLE)
        .with(container.0, container.1)
        .with(col!("kind"), word(&kind)?)
        .with(col!("subject"), subject)
        .with(col!("actor"), actor)
        .with(col!("at"), event.recorded.occurred_at)
        .with(col!("imported"), event.recorded.imported);
    activity.put([event.recorded.position.into()], row);
    Ok(())
}

fn in_discussion(what: &InDiscussion, discussion: &Value) -> Option<Happened> {
    use ActivityKind as A;
    use InDiscussion as E;
    let itself = discussion.clone();
    Some(match what {
        E::DiscussionStarted { author, .. } => (A::DiscussionStarted, itself, Some(*author)),
        E::DiscussionEdited { by, .. } => (A::DiscussionEdited, itself, Some(*by)),
        E::DiscussionPrivacyChanged { by, .. } => (A::DiscussionPrivacyChanged, itself, Some(*by)),
        E::DiscussionNarrowed { .. } => (A::DiscussionPrivacyChanged, itself, None),
        E::WideningAnnounced { by, .. } => (A::WideningAnnounced, itself, Some(*by)),
        E::WideningEnded { cause, .. } => {
            let by = match cause {
                WideningEnd::Cancelled(by) => Some(*by),
                WideningEnd::Overtaken => None,
            };
            (A::WideningEnded, itself, by)
        }
        E::DiscussionMoved { by, .. } => (A::DiscussionMoved, itself, Some(*by)),
        E::DiscussionBodyWithdrawn { by, .. } => (A::DiscussionBodyWithdrawn, itself, Some(*by)),
        E::DiscussionClosed { by, .. } => (A::DiscussionClosed, itself, Some(*by)),
        E::DiscussionReopened { by, .. } => (A::DiscussionReopened, itself, Some(*by)),
        E::DiscussionDiscarded { by, .. } => (A::DiscussionDiscarded, itself, Some(*by)),
        E::DiscussionTagged { by, .. } => (A::DiscussionTagged, itself, Some(*by)),
        E::DiscussionPinned { by, .. } => (A::DiscussionPinned, itself, Some(*by)),
        E::DiscussionUnpinned { by, .. } => (A::DiscussionUnpinned, itself, Some(*by)),
        E::CommentAdded { comment, author, .. } => {
            (A::CommentAdded, (*comment).into(), Some(*author))
        }
        E::CommentEdited { comment, by, .. } => (A::CommentEdited, (*comment).into(), Some(*by)),
        E::CommentDiscarded { comment, by, .. } | E::CommentWithdrawn { comment, by, .. } => {
            (A::CommentDiscarded, (*comment).into(), Some(*by))
        }
        E::CommentRestored { comment, by, .. } => {
            (A::CommentRestored, (*comment).into(), Some(*by))
        }
        // Who is a guest is not for everybody who reads the discussion, nor who agreed to what.
        E::WideningAgreed { .. }
        | E::GuestLetIn { .. }
        | E::GuestPlaceEnded { .. }
        | E::GuestInvited { .. }
        | E::GuestInvitationEnded { .. }
        | E::GuestInvitationAccepted { .. }
        | E::ReactionAdded { .. }
        | E::ReactionRemoved { .. }
        | E::DiscussionAnnounced { .. }
        | E::ProposalAdmitted { .. } => return None,
    })
}

fn at_proposal(what: &AtProposal, proposal: &Value) -> Option<Happened> {
    use ActivityKind as A;
    use AtProposal as E;
    let itself = proposal.clone();
    Some(match what {
        E::ProposalRaised { author, .. } => (A::ProposalRaised, itself, Some(*author)),
        E::ProposalEdited { by, .. } => (A::ProposalEdited, itself, Some(*by)),
        E::NoteAdded { by, .. } => (A::NoteAdded, itself, Some(*by)),
        E::ProposalOpened { .. } => (A::ProposalOpened, itself, None),
        E::ClosingMoved { by, .. } => (A::ClosingMoved, itself, Some(*by)),
        E::ClosingSoon { .. } => (A::ClosingSoon, itself, None),
        E::ProposalClosed { cause, .. } => {
            let by = match cause {
                ClosingCause::Time => None,
                ClosingCause::Person(by) => Some(*by),
                ClosingCause::Withdrawn(by) => *by,
            };
            (A::ProposalClosed, itself, by)
        }
        E::ProposalReopened { by, .. } => (A::ProposalReopened, itself, Some(*by)),
        E::OutcomeWritten { outcome, by, .. } => (A::OutcomeWritten, (*outcome).into(), Some(*by)),
        E::OutcomeRevised { outcome, by, .. } => (A::OutcomeRevised, (*outcome).into(), Some(*by)),
        E::OutcomeReviewDue { outcome, .. } => (A::OutcomeReviewDue, (*outcome).into(), None),
        E::VoteCast { .. }
        | E::VoteWithdrawn { .. }
        | E::ProposalReactionAdded { .. }
        | E::ProposalReactionRemoved { .. }
        | E::ProposalAnnounced { .. } => return None,
    })
}
