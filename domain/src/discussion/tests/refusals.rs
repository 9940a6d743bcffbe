//! Every rule, broken.

use super::*;
use crate::announcement::Addressees;
use crate::group::TagRefusal;
use crate::id::TagId;
use crate::proposal::DraftRefusal;
use crate::proposal::scene::draft;
use crate::refusal::TextLength;
use crate::scenario::names_in;

const TAG: TagId = TagId::from_u128(6);

type Case<'a> = (Given<'a, Discussion>, Command, Refusal);

fn length(field: &'static str, chars: u32, at_least: u32, at_most: u32) -> Refusal {
    Refusal::TextLength(TextLength { field, chars, at_least, at_most })
}

fn switched_off(switch: &'static str) -> Refusal {
    Refusal::SwitchedOff { switch }
}

fn announced_count(people: usize) -> Refusal {
    Refusal::AnnouncedCount { people, at_most: 1_000 }
}

fn long(field: &str, chars: u32) -> Text {
    Text { chars, ..text(field, "") }
}

fn admit() -> Command {
    Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft()) }
}

fn mentioning(count: u128) -> Command {
    let (body, mentions) = (text("comment", "Rye"), (0..count).map(person).collect());
    Command::AddComment { comment: COMMENT, parent: None, body, mentions }
}

fn announce(count: u128) -> Command {
    Command::Announce { to: Addressees::People((0..count).map(person).collect()) }
}

const PUBLISH: Command = Command::ChangePrivacy { privacy: Privacy::Public };
const DISCARD_COMMENT: Command = Command::DiscardComment { comment: COMMENT };
const RESTORE_COMMENT: Command = Command::RestoreComment { comment: COMMENT };

fn archive_cases(archived: &Scene) -> Vec<Case<'_>> {
    let rule = || Refusal::GroupArchived;
    let open = || discussion(archived, &[commented(AUTHOR)]).by(AUTHOR);
    vec![
        (nothing(archived).by(AUTHOR), start(None), rule()),
        (open(), edit("Rolls", 1), rule()),
        (open(), Command::Close, rule()),
        (open(), PUBLISH, rule()),
        (open(), Command::Discard, rule()),
        (open(), add_comment(REPLY, None, "Rye"), rule()),
        (open(), DISCARD_COMMENT, rule()),
        (open(), admit(), rule()),
        (open().by(STRANGER), Command::Close, Refusal::NotFound),
    ]
}

fn start_cases<'a>(scene: &'a Scene, off: &'a Scene, secret: &'a Scene) -> Vec<Case<'a>> {
    let wordy = |title, body| Command::Start {
        group: GROUP,
        title: long("title", title),
        body: Some(long("body", body)),
        privacy: None,
    };
    let public = Some(Privacy::Public);
    vec![
        (given(&[]).by(AUTHOR), start(None), Refusal::NotFound),
        (nothing(secret).by(STRANGER), start(None), Refusal::NotFound),
        (nothing(scene), start(None), Refusal::PeopleOnly),
        (nothing(scene).by(STRANGER), start(None), Refusal::MembersOnly),
        (nothing(off).by(AUTHOR), start(None), switched_off("startDiscussions")),
        (nothing(secret).by(AUTHOR), start(public), Refusal::PrivateOnly),
        (nothing(scene).by(AUTHOR), wordy(0, 0), length("title", 0, 1, 150)),
        (nothing(scene).by(AUTHOR), wordy(151, 0), length("title", 151, 1, 150)),
        (nothing(scene).by(AUTHOR), wordy(150, 100_001), length("body", 100_001, 0, 100_000)),
        (discussion(scene, &[]).by(MEMBER), start(None), Refusal::NotFound),
    ]
}

fn container_cases<'a>(scene: &'a Scene, public: &'a Scene, secret: &'a Scene) -> Vec<Case<'a>> {
    let open = || discussion(scene, &[]);
    let discarded = || discussion(scene, &[discarded(AUTHOR)]).by(AUTHOR);
    let everybody_sees = || {
        let changed =
            Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
        discussion(public, &[changed])
    };
    let pending = || {
        let reach = Reach { group: None, privacy: Privacy::Private };
        let (writers, effective_at) = (vec![AUTHOR], hours(72));
        let announced =
            Event::WideningAnnounced { reach, writers, effective_at, by: ADMIN, at: NOW };
        discussion(scene, &[announced])
    };
    let often = || {
        let reach = Reach { group: Some(GROUP), privacy: Privacy::Public };
        let (writers, effective_at) = (vec![MEMBER], hours(72));
        let told = Event::WideningAnnounced { reach, writers, effective_at, by: AUTHOR, at: NOW };
        let off = Event::WideningEnded { cause: WideningEnd::Overtaken, at: NOW };
        let one = [told, off];
        let events = [&[commented(MEMBER)][..], &one, &one, &one].concat();
        discussion(scene, &events).by(AUTHOR)
    };
    let only = Refusal::AuthorOrAdminOnly;
    let missing = TagRefusal::NotFound { tag: TAG };
    vec![
        (open().by(STRANGER), Command::Close, Refusal::NotFound),
        (everybody_sees().by(STRANGER), Command::Close, Refusal::MembersOnly),
        (open(), Command::Close, Refusal::PeopleOnly),
        (open().by(ADMIN), Command::NarrowWithGroup, Refusal::SystemOnly),
        (open().by(STRANGER), Command::NarrowWithGroup, Refusal::NotFound),
        (open().by(MEMBER), Command::Close, only.clone()),
        (open().by(MEMBER), Command::Reopen, only.clone()),
        (open().by(MEMBER), Command::Discard, only.clone()),
        (open().by(MEMBER), PUBLISH, only.clone()),
        (open().by(MEMBER), Command::Tag { tags: vec![TAG] }, missing.into()),
        (open().by(MEMBER), edit("Rolls", 1), only),
        (pending().by(AUTHOR), PUBLISH, Refusal::WideningPending),
        (often(), PUBLISH, Refusal::AnnouncedTooOften { again_at: hours(24) }),
        (pending().by(AUTHOR), Command::WithdrawWriting, Refusal::NothingToWithdraw),
        (pending().by(MEMBER), Command::AgreeToWidening, Refusal::NotAsked),
        (open().by(MEMBER), Command::WithdrawWriting, Refusal::NotAsked),
        (open().by(STRANGER), Command::WithdrawWriting, Refusal::NotFound),
        (pending(), Command::AgreeToWidening, Refusal::PeopleOnly),
        (pending().by(ADMIN), Command::Widen { since_version: 2 }, Refusal::SystemOnly),
        (pending().by(MEMBER), Command::CancelWidening, Refusal::AuthorOrAdminOnly),
        (discussion(secret, &[]).by(AUTHOR), PUBLISH, Refusal::PrivateOnly),
        (open().by(AUTHOR), edit("", 1), length("title", 0, 1, 150)),
        (open().by(AUTHOR), edit("Rolls", 2), Refusal::StaleRevision { expected: 2, actual: 1 }),
        (discarded(), edit("Rolls", 1), Refusal::Discarded),
        (discarded(), Command::Close, Refusal::Discarded),
        (discarded(), PUBLISH, Refusal::Discarded),
        (discarded(), add_comment(COMMENT, None, "Rye"), Refusal::Discarded),
        (discarded(), admit(), Refusal::Discarded),
        (discarded(), announce(1), Refusal::Discarded),
        (open().by(MEMBER), announce(0), announced_count(0)),
        (open().by(MEMBER), announce(1_001), announced_count(1_001)),
    ]
}

fn comment_cases<'a>(scene: &'a Scene, off: &'a Scene) -> Vec<Case<'a>> {
    let with = |events: &[Event]| discussion(scene, events);
    let commented = || commented(MEMBER);
    let reply = || add_comment(REPLY, Some(COMMENT), "Spelt");
    let gone = comment_discarded;
    let target = ReactionTarget::Comment(COMMENT);
    let react = || Command::React { target, emoji: emoji() };
    let stale = Refusal::StaleRevision { expected: 2, actual: 1 };
    let off = |events: &[Event]| discussion(off, events);
    vec![
        (with(&[closed(AUTHOR)]).by(MEMBER), reply(), Refusal::Closed),
        (with(&[]).by(MEMBER), reply(), Refusal::CommentNotFound),
        (with(&[commented()]).by(ADMIN), add_comment(COMMENT, None, ""), Refusal::CommentNotFound),
        (with(&[commented(), gone(ADMIN)]).by(MEMBER), reply(), Refusal::CommentDiscarded),
        (with(&[]).by(MEMBER), add_comment(COMMENT, None, ""), length("body", 0, 1, 10_000)),
        (
            with(&[]).by(MEMBER),
            mentioning(101),
            Refusal::TooManyMentions { mentions: 101, at_most: 100 },
        ),
        (with(&[]).by(MEMBER), edit_comment("Oats", 1), Refusal::CommentNotFound),
        (with(&[commented()]).by(ADMIN), edit_comment("Oats", 1), Refusal::AuthorOnly),
        (with(&[commented()]).by(MEMBER), edit_comment("Oats", 2), stale),
        (with(&[commented()]).by(MEMBER), edit_comment("", 1), length("body", 0, 1, 10_000)),
        (with(&[commented(), closed(AUTHOR)]).by(MEMBER), edit_comment("Oats", 1), Refusal::Closed),
        (
            with(&[commented(), gone(ADMIN)]).by(MEMBER),
            edit_comment("Oats", 1),
            Refusal::CommentDiscarded,
        ),
        (off(&[commented()]).by(MEMBER), edit_comment("Oats", 1), switched_off("editComments")),
        (off(&[commented()]).by(MEMBER), DISCARD_COMMENT, switched_off("deleteComments")),
        (with(&[commented()]).by(AUTHOR), DISCARD_COMMENT, Refusal::AuthorOrAdminOnly),
        (with(&[]).by(ADMIN), DISCARD_COMMENT, Refusal::CommentNotFound),
        (with(&[]).by(ADMIN), RESTORE_COMMENT, Refusal::CommentNotFound),
        (with(&[commented()]).by(AUTHOR), RESTORE_COMMENT, Refusal::AuthorOrAdminOnly),
        (with(&[commented(), gone(MEMBER)]).by(ADMIN), RESTORE_COMMENT, Refusal::DiscardedByAuthor),
        (with(&[commented(), gone(ADMIN)]).by(MEMBER), RESTORE_COMMENT, Refusal::DiscardedByAdmin),
        (with(&[]).by(MEMBER), react(), Refusal::CommentNotFound),
        (with(&[commented(), gone(ADMIN)]).by(MEMBER), react(), Refusal::CommentDiscarded),
    ]
}

fn proposal_cases<'a>(scene: &'a Scene, off: &'a Scene) -> Vec<Case<'a>> {
    let admitted = Event::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at: hours(1) };
    let mut unsound = draft();
    unsound.quorum = Some(101);
    let unsound = Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(unsound) };
    let refusal = Refusal::Draft(DraftRefusal::QuorumOutOfBounds { percent: 101 });
    vec![
        (discussion(scene, &[closed(AUTHOR)]).by(AUTHOR), admit(), Refusal::Closed),
        (discussion(scene, &[]), admit(), Refusal::PeopleOnly),
        (discussion(off, &[]).by(AUTHOR), admit(), switched_off("raiseProposals")),
        (discussion(scene, &[]).by(AUTHOR), unsound, refusal),
        (
            discussion(scene, &[admitted]).by(AUTHOR),
            Command::Close,
            Refusal::ProposalsOpen { open: 1 },
        ),
    ]
}

fn guest_cases<'a>(scene: &'a Scene, off: &'a Scene) -> Vec<Case<'a>> {
    let with = |events: &[Event]| discussion(scene, &[&[let_in(GUEST, NOW)], events].concat());
    let add = |people: u128| Command::AddGuests { people: (0..people).map(person).collect() };
    let (people, invitations) = ("personIds", "invitations");
    let count = |field, count| Refusal::ListLength { field, count, at_most: 1_000 };
    let invite = |invitations: u128| Command::InviteGuests {
        invitations: (0..invitations).map(InvitationId::from_u128).collect(),
    };
    let accept = || Command::AcceptGuestInvitation { invitation: LINK };
    let decline = || Command::DeclineGuestInvitation { invitation: LINK };
    let revoke = || Command::RevokeGuestInvitation { invitation: LINK };
    let end = |person| Command::EndGuestPlace { person };
    let lapsed = || Command::EndLapsedPlace { person: GUEST, since_version: 2 };
    let no_guests = || discussion(off, &[]);
    vec![
        (with(&[]).by(GUEST), add(1), Refusal::MembersOnly),
        (with(&[]).by(GUEST), invite(1), Refusal::MembersOnly),
        (with(&[link()]).by(GUEST), revoke(), Refusal::MembersOnly),
        (with(&[]).by(GUEST), admit(), Refusal::MembersOnly),
        (with(&[]).by(GUEST), Command::Close, Refusal::AuthorOrAdminOnly),
        (with(&[]).by(GUEST), edit("Rolls", 1), Refusal::AuthorOrAdminOnly),
        (no_guests().by(AUTHOR), add(1), switched_off("addGuests")),
        (no_guests().by(AUTHOR), invite(1), switched_off("addGuests")),
        (with(&[]).by(MEMBER), add(0), count(people, 0)),
        (with(&[]).by(MEMBER), add(1_001), count(people, 1_001)),
        (with(&[]).by(MEMBER), invite(0), count(invitations, 0)),
        (with(&[discarded(AUTHOR)]).by(MEMBER), add(1), Refusal::Discarded),
        (with(&[]).by(MEMBER), revoke(), Refusal::InvitationNotFound),
        (with(&[link()]).by(MEMBER), revoke(), Refusal::AuthorOrAdminOnly),
        (with(&[]).by(MEMBER), end(GUEST), Refusal::AuthorOrAdminOnly),
        (with(&[]).by(GUEST), end(MEMBER), Refusal::AuthorOrAdminOnly),
        (with(&[]).by(MEMBER), accept(), Refusal::InvitationNotFound),
        (with(&[]).by(GUEST), decline(), Refusal::InvitationNotFound),
        (with(&[]).by(STRANGER), accept(), Refusal::NotFound),
        (with(&[]).by(STRANGER), decline(), Refusal::NotFound),
        (with(&[link(), LINK_TAKEN]).by(STRANGER), accept(), Refusal::NotFound),
        (with(&[link(), discarded(AUTHOR)]).by(STRANGER), accept(), Refusal::Discarded),
        (with(&[link()]), accept(), Refusal::PeopleOnly),
        (with(&[link()]), decline(), Refusal::PeopleOnly),
        (with(&[]).by(ADMIN), lapsed(), Refusal::SystemOnly),
        (
            with(&[link()]).by(ADMIN),
            Command::ExpireGuestInvitation { invitation: LINK },
            Refusal::SystemOnly,
        ),
    ]
}

#[test]
fn every_refusal_has_a_case() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let public = Scene::new(GroupPrivacy::Open);
    let secret = Scene::new(GroupPrivacy::Secret);
    let off = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let archived = Scene::new(GroupPrivacy::Closed).archived(NOW);
    let mut cases = start_cases(&scene, &off, &secret);
    cases.extend(archive_cases(&archived));
    cases.extend(container_cases(&scene, &public, &secret));
    cases.extend(comment_cases(&scene, &off));
    cases.extend(proposal_cases(&scene, &off));
    cases.extend(guest_cases(&scene, &off));
    let everybody_sees =
        Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };
    let taken = discussion(&public, &[everybody_sees, link(), LINK_TAKEN]).by(STRANGER);
    let accept = Command::AcceptGuestInvitation { invitation: LINK };
    cases.push((taken, accept, Refusal::InvitationOver));
    let nested = |refusal: &Refusal| matches!(refusal, Refusal::Draft(_) | Refusal::Tags(_));
    let own = cases.iter().filter(|(.., refusal)| !nested(refusal));
    let codes = own.map(|(.., refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("../decide/refusal.rs")), codes);
    for (given, command, refusal) in cases {
        let asked = format!("{command:?} by {:?}", given.facts.actor);
        assert_eq!(given.when(command).answer, Err(refusal), "{asked}");
    }
}

#[test]
fn a_hidden_discussion_answers_every_command_as_one_that_does_not_exist() {
    let scene = Scene::new(GroupPrivacy::Open);
    let commands = [
        edit("Rolls", 7),
        PUBLISH,
        Command::Move { group: GROUP, privacy: None },
        Command::AgreeToWidening,
        Command::WithdrawWriting,
        Command::CancelWidening,
        Command::Close,
        Command::Reopen,
        Command::Discard,
        Command::Tag { tags: vec![TAG] },
        Command::Pin,
        Command::Unpin,
        add_comment(REPLY, Some(COMMENT), ""),
        edit_comment("", 7),
        DISCARD_COMMENT,
        RESTORE_COMMENT,
        Command::React { target: ReactionTarget::Discussion, emoji: emoji() },
        Command::Unreact { target: ReactionTarget::Discussion, emoji: emoji() },
        admit(),
        announce(0),
        Command::AddGuests { people: vec![] },
        Command::InviteGuests { invitations: vec![] },
        Command::RevokeGuestInvitation { invitation: LINK },
        Command::AcceptGuestInvitation { invitation: LINK },
        Command::DeclineGuestInvitation { invitation: LINK },
        Command::EndGuestPlace { person: STRANGER },
    ];
    for command in commands {
        let hidden = discussion(&scene, &[commented(MEMBER)]).by(STRANGER).when(command.clone());
        let absent = nothing(&scene).by(STRANGER).when(command.clone());
        assert_eq!(hidden.answer, absent.answer, "{command:?}");
    }
}
