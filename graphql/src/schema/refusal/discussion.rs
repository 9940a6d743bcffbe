//! The rules of discussions.

use async_graphql::Union;

use super::define::{area, become_rules};
use super::rules::*;
use super::{Said, number};
use crate::schema::ids::GlobalId;

area! {
    /// The rule that a command about a discussion broke.
    DiscussionRefusal {
        AnnouncedCount AnnouncedTooOften
        AuthorOnly AuthorOrAdminOnly CommentDiscarded CommentNotFound DiscardedByAdmin
        DiscardedByAuthor DiscussionClosed DiscussionDiscarded GroupArchived IdempotencyKeyReused
        InvitationNotFound InvitationOver ListLength MembersOnly NotAsked NotFound NothingToWithdraw
        PeopleOnly PersonAbsent PrivateOnly ProposalsOpen StaleRevision SwitchedOff SystemOnly
        TagNotFound TextLength TooManyMentions TooManyTags WideningPending
    }
}

become_rules! {
    domain::discussion::Refusal => DiscussionRefusal {
        NotFound => NotFound,
        SystemOnly => SystemOnly,
        PeopleOnly => PeopleOnly,
        MembersOnly => MembersOnly,
        SwitchedOff { switch } => SwitchedOff(switch.to_owned()),
        GroupArchived => GroupArchived,
        AuthorOrAdminOnly => AuthorOrAdminOnly,
        Discarded => DiscussionDiscarded,
        Closed => DiscussionClosed,
        PrivateOnly => PrivateOnly,
        WideningPending => WideningPending,
        AnnouncedTooOften { again_at } => AnnouncedTooOften(again_at.into()),
        NothingToWithdraw => NothingToWithdraw,
        NotAsked => NotAsked,
        ProposalsOpen { open } => ProposalsOpen(number(open)),
        CommentNotFound => CommentNotFound,
        CommentDiscarded => CommentDiscarded,
        AuthorOnly => AuthorOnly,
        DiscardedByAuthor => DiscardedByAuthor,
        DiscardedByAdmin => DiscardedByAdmin,
        TooManyMentions { mentions, at_most } =>
            TooManyMentions(number(mentions), number(at_most)),
        AnnouncedCount { people, at_most } => AnnouncedCount(number(people), number(at_most)),
        InvitationNotFound => InvitationNotFound,
        InvitationOver => InvitationOver,
        ListLength { field, count, at_most } =>
            ListLength(field.to_owned(), number(count), number(at_most)),
        StaleRevision { expected, actual } => StaleRevision(expected, actual),
        TextLength(it) => TextLength(it.field.to_owned(), it.chars, it.at_least, it.at_most),
        // Only raising a proposal meets the rules of drafts.
    } see Tags never Draft
}

become_rules! {
    domain::group::TagRefusal => DiscussionRefusal {
        NotFound { tag } => TagNotFound(Some(tag.global())),
        TooMany { tags, at_most } => TooManyTags(number(tags), number(at_most)),
    }
}

impl DiscussionRefusal {
    /// There is nobody with the id at this place of the list, as far as who asks can see.
    pub(crate) fn person_absent(at: usize) -> Self {
        let message = format!("there is no such person as personIds[{at}]");
        let path = Some(vec!["personIds".to_owned(), at.to_string()]);
        PersonAbsent::new(Said { code: "PERSON_ABSENT", message, path }).into()
    }
}
