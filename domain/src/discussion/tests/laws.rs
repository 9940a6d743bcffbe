//! What holds whatever happens.

use proptest::prelude::*;

use super::*;
use crate::announcement::{Addressees, Told};
use crate::decider::{Actor, Decider as _};
use crate::group::InvitationEnd;
use crate::id::TagId;
use crate::scenario::{check_stored_forms, folded};

/// Examples of what happens to the discussion itself.
fn containers() -> Vec<Event> {
    let (by, at) = (AUTHOR, NOW);
    let body = Some(text("body", "Which?"));
    let title = Some(text("title", "Rolls"));
    let begun = Event::DiscussionStarted {
        group: Some(GROUP),
        author: AUTHOR,
        title: text("title", "Bread"),
        body,
        privacy: Privacy::Public,
        at,
    };
    let direct = Event::DiscussionStarted {
        group: None,
        author: AUTHOR,
        title: text("title", "Rolls"),
        body: None,
        privacy: Privacy::Private,
        at,
    };
    vec![
        started(Privacy::Private),
        begun,
        direct,
        Event::DiscussionEdited { title, body: None, by, at },
        Event::DiscussionEdited { title, body, by, at },
        Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by, at: NOW },
        Event::DiscussionNarrowed { at },
        Event::WideningAnnounced {
            reach: Reach { group: Some(GROUP), privacy: Privacy::Public },
            writers: vec![MEMBER],
            effective_at: hours(72),
            by,
            at,
        },
        Event::WideningAgreed { person: MEMBER, at },
        Event::WideningEnded { cause: WideningEnd::Cancelled(by), at },
        Event::WideningEnded { cause: WideningEnd::Overtaken, at },
        Event::DiscussionBodyWithdrawn { by, at },
        Event::DiscussionMoved { from: None, group: GROUP, privacy: Privacy::Private, by, at },
        closed(by),
        Event::DiscussionReopened { by, at },
        discarded(by),
        Event::DiscussionTagged { tags: vec![TagId::from_u128(6)], by, at },
        Event::DiscussionPinned { by, at },
        Event::DiscussionUnpinned { by, at },
        Event::DiscussionAnnounced { to: Told::People(vec![MEMBER]), by, at },
        Event::DiscussionAnnounced {
            to: Told::Members { group_version: 4, parent_version: None },
            by,
            at,
        },
        Event::ProposalAdmitted { proposal: PROPOSAL, by, lapses_at: hours(1) },
    ]
}

/// Examples of comments and reactions.
fn writings() -> Vec<Event> {
    let (by, at, mentions) = (AUTHOR, NOW, vec![ADMIN]);
    let (person, emoji) = (MEMBER, emoji());
    let (target, to_comment) = (ReactionTarget::Discussion, ReactionTarget::Comment(COMMENT));
    let answer = Event::CommentAdded {
        comment: REPLY,
        author: MEMBER,
        parent: Some(COMMENT),
        body: text("comment", "Spelt"),
        mentions: mentions.clone(),
        at,
    };
    let body = text("comment", "Oats");
    vec![
        commented(by),
        answer,
        Event::CommentEdited { comment: COMMENT, body, mentions, by, at },
        comment_discarded(by),
        Event::CommentWithdrawn { comment: COMMENT, by, at },
        Event::CommentRestored { comment: COMMENT, by, at },
        Event::ReactionAdded { target, person, emoji },
        Event::ReactionAdded { target: to_comment, person, emoji },
        Event::ReactionRemoved { target, person, emoji },
    ]
}

/// Examples of what happens to guests.
fn guests() -> Vec<Event> {
    let (person, at) = (GUEST, NOW);
    let place = |cause| Event::GuestPlaceEnded { person, cause, at };
    vec![
        let_in(GUEST, NOW),
        Event::GuestLetIn { person, cause: GuestStart::Invited, at },
        Event::GuestLetIn { person, cause: GuestStart::Named(AUTHOR), at },
        place(GuestEnd::Left),
        place(GuestEnd::Removed(AUTHOR)),
        place(GuestEnd::LeftGroup),
        link(),
        Event::GuestInvitationEnded { invitation: LINK, cause: InvitationEnd::Revoked },
        LINK_TAKEN,
    ]
}

/// One event of each type, some in several forms.
fn examples() -> Vec<Event> {
    [containers(), writings(), guests()].concat()
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(&examples(), include_str!("../event.rs"), Event::name, Event::texts);
}

const GUEST_ACTS: Actor = Actor::Person(GUEST);

fn comments() -> impl Strategy<Value = CommentId> {
    prop::sample::select(vec![COMMENT, REPLY])
}

fn targets() -> impl Strategy<Value = ReactionTarget> {
    prop_oneof![Just(ReactionTarget::Discussion), comments().prop_map(ReactionTarget::Comment)]
}

fn commands() -> impl Strategy<Value = Command> {
    let words = || prop::sample::select(vec!["Rye", "Oats", ""]);
    prop_oneof![
        (words(), 1..4_u32).prop_map(|(words, revision)| edit(words, revision)),
        any::<bool>().prop_map(|public| Command::ChangePrivacy {
            privacy: if public { Privacy::Public } else { Privacy::Private }
        }),
        Just(Command::AgreeToWidening),
        Just(Command::WithdrawWriting),
        Just(Command::CancelWidening),
        Just(Command::Close),
        Just(Command::Reopen),
        Just(Command::Discard),
        Just(Command::Tag { tags: vec![] }),
        Just(Command::Pin),
        Just(Command::Unpin),
        (comments(), prop::option::of(comments()), words())
            .prop_map(|(comment, parent, words)| add_comment(comment, parent, words)),
        (words(), 1..4_u32).prop_map(|(words, revision)| edit_comment(words, revision)),
        comments().prop_map(|comment| Command::DiscardComment { comment }),
        comments().prop_map(|comment| Command::RestoreComment { comment }),
        targets().prop_map(|target| Command::React { target, emoji: emoji() }),
        targets().prop_map(|target| Command::Unreact { target, emoji: emoji() }),
        Just(Command::Announce { to: Addressees::Everybody }),
        prop::collection::vec(10..15_u128, 1..4).prop_map(|people| Command::Announce {
            to: Addressees::People(people.into_iter().map(person).collect())
        }),
        Just(Command::AddGuests { people: vec![GUEST] }),
        Just(Command::EndGuestPlace { person: GUEST }),
        Just(Command::InviteGuests { invitations: vec![LINK] }),
        Just(Command::RevokeGuestInvitation { invitation: LINK }),
        Just(Command::AcceptGuestInvitation { invitation: LINK }),
        Just(Command::DeclineGuestInvitation { invitation: LINK }),
    ]
}

fn actors() -> impl Strategy<Value = Actor> {
    prop::sample::select(vec![ADMIN, AUTHOR, MEMBER, GUEST, STRANGER]).prop_map(Actor::Person)
}

proptest! {
    #[test]
    fn any_order_of_events_folds(
        events in prop::collection::vec(prop::sample::select(examples()), 0..60)
    ) {
        let discussion: Discussion = folded(&events);
        let begun = events.iter().any(|it| matches!(it, Event::DiscussionStarted { .. }));
        prop_assert_eq!(discussion.exists(), begun);
    }

    #[test]
    fn what_was_done_writes_nothing_when_it_is_done_again(
        asked in prop::collection::vec((actors(), commands()), 0..60)
    ) {
        let scene = Scene::new(GroupPrivacy::Open);
        let mut state = discussion(&scene, &[]).state;
        for (actor, command) in asked {
            let facts = scene.around(Facts::new(NOW, actor));
            let Ok(events) = state.decide(&command, &facts) else { continue };
            prop_assert!(events.len() <= 2);
            for event in &events {
                state.evolve(event);
            }
            let again = state.decide(&command, &facts);
            if command == (Command::EndGuestPlace { person: GUEST }) && actor == GUEST_ACTS {
                // Who left is somebody from outside.
                let outside = matches!(again, Err(Refusal::NotFound | Refusal::MembersOnly));
                prop_assert!(outside, "{:?}", again);
            } else {
                prop_assert_eq!(again, Ok(vec![]), "{:?}", command);
            }
        }
    }
}
