//! Who may do what in a discussion, role by role and switch by switch, as `DOMAIN.md` says.

use super::commands::check_whole;
use super::*;
use crate::announcement::Addressees;
use crate::group;
use crate::group::scene::{May, SWITCHES, only};
use crate::id::TagId;
use crate::proposal::scene::draft;

const TAG: TagId = TagId::from_u128(6);

/// What becomes of a command, in one word.
fn outcome(given: Given<'_, Discussion>, command: Command) -> &'static str {
    match given.when(command).answer {
        Ok(events) if events.is_empty() => "nothing",
        Ok(_) => "done",
        Err(refusal) => refusal.code(),
    }
}

/// The group where members may do this, and nothing else.
fn scene(switch: &str) -> Scene {
    let tagged = group::Event::TagDefined { tag: TAG, name: text("tag", "Oven") };
    let scene = Scene::new(GroupPrivacy::Closed).in_group(&[tagged]);
    scene.configured(JoinPolicy::ByApproval, only(switch))
}

const ONLY: May = May::Not("AUTHOR_OR_ADMIN_ONLY");
const MEMBERS: May = May::Not("MEMBERS_ONLY");

/// A command, what else happened in the discussion before it, and whether guests, members and the
/// author may do it. Admins may do all of it, and who is nothing of that does not see it.
type Row = (Command, Vec<Event>, [May; 3]);

fn widening() -> Event {
    let reach = Reach { group: Some(GROUP), privacy: Privacy::Public };
    let (writers, effective_at) = (vec![MEMBER], hours(72));
    Event::WideningAnnounced { reach, writers, effective_at, by: ADMIN, at: NOW }
}

fn of_author() -> Vec<Row> {
    let row = |command, before: &[Event]| (command, before.to_vec(), [ONLY, ONLY, May::Do]);
    let editing = May::If("editDiscussions", "AUTHOR_OR_ADMIN_ONLY");
    let revoke = Command::RevokeGuestInvitation { invitation: LINK };
    let end = Command::EndGuestPlace { person: GUEST };
    vec![
        (edit("Rolls", 1), vec![], [ONLY, editing, May::Do]),
        row(
            Command::ChangePrivacy { privacy: Privacy::Private },
            &[Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW }],
        ),
        row(Command::CancelWidening, &[widening()]),
        row(Command::Close, &[]),
        row(Command::Reopen, &[closed(AUTHOR)]),
        row(Command::Discard, &[]),
        (revoke, vec![link()], [MEMBERS, ONLY, May::Do]),
        // Whoever is a guest may leave.
        (end, vec![], [May::Do, ONLY, May::Do]),
    ]
}

fn by_switch() -> Vec<Row> {
    let row = |command, before: &[Event], switch| {
        let switched = May::If(switch, "SWITCHED_OFF");
        (command, before.to_vec(), [May::Not("SWITCHED_OFF"), switched, switched])
    };
    let guests = |command, switch| {
        let switched = May::If(switch, "SWITCHED_OFF");
        (command, vec![], [MEMBERS, switched, switched])
    };
    let pinned = Event::DiscussionPinned { by: ADMIN, at: NOW };
    let admit = Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft()) };
    let invitations = vec![InvitationId::from_u128(9)];
    let announce = Command::Announce { to: Addressees::Everybody };
    vec![
        row(Command::Tag { tags: vec![TAG] }, &[], "tagAndPin"),
        row(Command::Pin, &[], "tagAndPin"),
        row(Command::Unpin, &[pinned], "tagAndPin"),
        row(announce, &[], "announce"),
        guests(admit, "raiseProposals"),
        guests(Command::AddGuests { people: vec![person(99)] }, "addGuests"),
        guests(Command::InviteGuests { invitations }, "addGuests"),
    ]
}

fn of_everybody() -> Vec<Row> {
    let (target, emoji) = (ReactionTarget::Discussion, emoji());
    let everybody = [May::Do; 3];
    vec![
        (add_comment(REPLY, None, "Rye"), vec![], everybody),
        (Command::React { target, emoji }, vec![], everybody),
    ]
}

fn of_the_system() -> Vec<Command> {
    vec![
        Command::NarrowWithGroup,
        Command::Widen { since_version: 2 },
        Command::ExpireGuestInvitation { invitation: LINK },
        Command::EndLapsedPlace { person: GUEST, since_version: 2 },
    ]
}

#[test]
fn which_role_and_switch_a_command_needs() {
    let rows = || [of_author(), by_switch(), of_everybody()].concat();
    let elsewhere = [
        // What is one's own, where it goes, and how it begins and is come into, have tests of
        // their own.
        "MOVE",
        "AGREE_TO_WIDENING",
        "WITHDRAW_WRITING",
        "START",
        "START_DIRECT",
        "EDIT_COMMENT",
        "DISCARD_COMMENT",
        "RESTORE_COMMENT",
        "UNREACT",
        "ACCEPT_GUEST_INVITATION",
        "DECLINE_GUEST_INVITATION",
    ];
    let (all, systems) = (rows(), of_the_system());
    check_whole(all.iter().map(|(command, ..)| command).chain(&systems), &elsewhere);
    for on in SWITCHES {
        let scene = scene(on);
        let by = |person, before: &[Event], command: &Command| {
            let events = [&[let_in(GUEST, NOW)], before].concat();
            outcome(discussion(&scene, &events).by(person), command.clone())
        };
        for (command, before, may) in rows() {
            for (person, may) in [GUEST, MEMBER, AUTHOR].into_iter().zip(may) {
                let found = by(person, &before, &command);
                assert_eq!(found, may.outcome(on), "{command:?} by {person} with {on}");
            }
            assert_eq!(by(ADMIN, &before, &command), "done", "{command:?} with {on}");
            let public =
                before.iter().any(|it| matches!(it, Event::DiscussionPrivacyChanged { .. }));
            let hidden = if public { "MEMBERS_ONLY" } else { "NOT_FOUND" };
            assert_eq!(by(STRANGER, &before, &command), hidden, "{command:?} with {on}");
        }
        for command in of_the_system() {
            for person in [GUEST, MEMBER, AUTHOR, ADMIN] {
                assert_eq!(by(person, &[], &command), "SYSTEM_ONLY", "{command:?} by {person}");
            }
        }
    }
}

#[test]
fn who_starts_a_discussion() {
    for on in SWITCHES {
        let scene = scene(on);
        let member = May::If("startDiscussions", "SWITCHED_OFF").outcome(on);
        let by = |person| outcome(nothing(&scene).by(person), start(None));
        let all = [ADMIN, MEMBER, STRANGER].map(by);
        assert_eq!(all, ["done", member, "MEMBERS_ONLY"], "with {on}");
    }
}

#[test]
fn whoever_reacted_takes_it_back() {
    let (target, emoji) = (ReactionTarget::Discussion, emoji());
    for on in SWITCHES {
        let scene = scene(on);
        for person in [GUEST, MEMBER, AUTHOR, ADMIN] {
            let reacted = Event::ReactionAdded { target, person, emoji };
            let events = [let_in(GUEST, NOW), reacted];
            let unreact = |by| {
                outcome(discussion(&scene, &events).by(by), Command::Unreact { target, emoji })
            };
            assert_eq!(unreact(person), "done");
            let another = if person == MEMBER { AUTHOR } else { MEMBER };
            assert_eq!(unreact(another), "nothing", "it is another's");
        }
    }
}

#[test]
fn who_changes_discards_and_restores_which_comments() {
    for on in SWITCHES {
        let scene = scene(on);
        let by = |person, command: Command, author, more: &[Event]| {
            let events = [&[let_in(GUEST, NOW), commented(author)], more].concat();
            outcome(discussion(&scene, &events).by(person), command)
        };
        let change = || edit_comment("Oats", 1);
        let discard = || Command::DiscardComment { comment: COMMENT };
        let restore = || Command::RestoreComment { comment: COMMENT };
        for own in [GUEST, MEMBER, AUTHOR] {
            let edited = May::If("editComments", "SWITCHED_OFF").outcome(on);
            assert_eq!(by(own, change(), own, &[]), edited, "{own} with {on}");
            let deleted = May::If("deleteComments", "SWITCHED_OFF").outcome(on);
            assert_eq!(by(own, discard(), own, &[]), deleted, "{own} with {on}");
            let gone = [comment_discarded(own)];
            assert_eq!(by(own, restore(), own, &gone), "done", "{own} with {on}");
            assert_eq!(by(ADMIN, restore(), own, &gone), "DISCARDED_BY_AUTHOR");
            assert_eq!(by(ADMIN, discard(), own, &[]), "done");
            let gone = [comment_discarded(ADMIN)];
            assert_eq!(by(own, restore(), own, &gone), "DISCARDED_BY_ADMIN", "{own} with {on}");
            assert_eq!(by(ADMIN, restore(), own, &gone), "done");
            for other in [GUEST, MEMBER, AUTHOR, ADMIN].into_iter().filter(|it| *it != own) {
                assert_eq!(by(other, change(), own, &[]), "AUTHOR_ONLY");
            }
            for other in [GUEST, MEMBER, AUTHOR].into_iter().filter(|it| *it != own) {
                assert_eq!(by(other, discard(), own, &[]), "AUTHOR_OR_ADMIN_ONLY");
                assert_eq!(by(other, restore(), own, &gone), "AUTHOR_OR_ADMIN_ONLY");
            }
        }
        for command in [change(), discard()] {
            assert_eq!(by(ADMIN, command, ADMIN, &[]), "done");
        }
    }
}
