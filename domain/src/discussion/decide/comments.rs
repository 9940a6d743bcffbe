//! Comments in a discussion.

use std::collections::HashSet;

use super::container::check_revision;
use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::event::Event;
use crate::discussion::participant::Participant;
use crate::discussion::state::{Comment, Stage, Started};
use crate::id::{CommentId, PersonId};
use crate::refusal::TextLength;
use crate::text::Text;

/// How many people a comment names at most.
const MOST_MENTIONS: usize = 100;

/// What a comment is to say.
pub(super) struct Says<'a> {
    pub(super) body: Text,
    pub(super) mentions: &'a [PersonId],
}

impl Started {
    pub(super) fn add_comment(
        &self,
        comment: CommentId,
        parent: Option<CommentId>,
        says: &Says<'_>,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        match self.comments.get(&comment) {
            Some(known) if known.author == by.person => return Ok(vec![]),
            Some(_) => return Err(Refusal::CommentNotFound),
            None => self.check_open()?,
        }
        if let Some(parent) = parent {
            self.standing_comment(parent)?;
        }
        let Says { body, mentions } = *says;
        TextLength::check("body", &body, 1..=10_000)?;
        let mentions = participants_named(mentions, by)?;
        let (author, at) = (by.person, facts.occurred_at());
        Ok(vec![Event::CommentAdded { comment, author, parent, body, mentions, at }])
    }

    /// What was said in a closed discussion stays as it was said.
    pub(super) fn edit_comment(
        &self,
        comment: CommentId,
        says: &Says<'_>,
        expected: u32,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        let own = self.standing_comment(comment)?;
        if own.author != by.person {
            return Err(Refusal::AuthorOnly);
        }
        if !by.may_as_guest(|switches| switches.edit_comments) {
            return Err(Refusal::SwitchedOff { switch: "editComments" });
        }
        let Says { body, mentions } = *says;
        let mentions = participants_named(mentions, by)?;
        if body.same_words(&own.body) && mentions == own.mentions {
            return Ok(vec![]);
        }
        self.check_open()?;
        check_revision(expected, own.revision)?;
        TextLength::check("body", &body, 1..=10_000)?;
        let at = facts.occurred_at();
        Ok(vec![Event::CommentEdited { comment, body, mentions, by: by.person, at }])
    }

    pub(super) fn discard_comment(
        &self,
        comment: CommentId,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        let known = self.comments.get(&comment).ok_or(Refusal::CommentNotFound)?;
        if !by.looks_after(known.author) {
            return Err(Refusal::AuthorOrAdminOnly);
        }
        if !by.may_as_guest(|switches| switches.delete_comments) {
            return Err(Refusal::SwitchedOff { switch: "deleteComments" });
        }
        if known.discarded_by.is_some() {
            return Ok(vec![]);
        }
        Ok(vec![Event::CommentDiscarded { comment, by: by.person, at: facts.occurred_at() }])
    }

    /// What its author discarded only they restore, what an admin discarded only admins.
    pub(super) fn restore_comment(
        &self,
        comment: CommentId,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        let known = self.comments.get(&comment).ok_or(Refusal::CommentNotFound)?;
        if !by.looks_after(known.author) {
            return Err(Refusal::AuthorOrAdminOnly);
        }
        let Some(discarded_by) = known.discarded_by else { return Ok(vec![]) };
        if discarded_by == known.author {
            if by.person != known.author {
                return Err(Refusal::DiscardedByAuthor);
            }
        } else if !by.is_admin() {
            return Err(Refusal::DiscardedByAdmin);
        }
        Ok(vec![Event::CommentRestored { comment, by: by.person, at: facts.occurred_at() }])
    }

    /// A comment that is there and not discarded.
    pub(super) fn standing_comment(&self, comment: CommentId) -> Result<&Comment, Refusal> {
        match self.comments.get(&comment) {
            None => Err(Refusal::CommentNotFound),
            Some(Comment { discarded_by: Some(_), .. }) => Err(Refusal::CommentDiscarded),
            Some(comment) => Ok(comment),
        }
    }

    fn check_open(&self) -> Result<(), Refusal> {
        match self.stage {
            Stage::Open => Ok(()),
            Stage::Closed => Err(Refusal::Closed),
            Stage::Discarded { .. } => Err(Refusal::Discarded),
        }
    }
}

/// The people named who take part, each once. Whoever is not is left out rather than refused:
/// somebody may leave while a comment is being written.
fn participants_named(
    mentions: &[PersonId],
    by: Participant<'_>,
) -> Result<Vec<PersonId>, Refusal> {
    let different: HashSet<PersonId> = mentions.iter().copied().collect();
    if different.len() > MOST_MENTIONS {
        let mentions = different.len();
        return Err(Refusal::TooManyMentions { mentions, at_most: MOST_MENTIONS });
    }
    let mut named = Vec::with_capacity(different.len());
    for person in mentions {
        if by.circle.includes(*person) && !named.contains(person) {
            named.push(*person);
        }
    }
    Ok(named)
}
