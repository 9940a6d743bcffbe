//! More readers, and what those who wrote have to say to it.

use super::*;
use crate::group::{self, ArchiveCause};
use crate::proposal::{Proposal, scene as proposals};

const PUBLISH: Command = Command::ChangePrivacy { privacy: Privacy::Public };
const HIDE: Command = Command::ChangePrivacy { privacy: Privacy::Private };

fn public() -> Reach {
    Reach { group: Some(GROUP), privacy: Privacy::Public }
}

/// The author wants everyone to read it, and these people are told.
fn announced(writers: &[PersonId]) -> Event {
    let (reach, writers, effective_at) = (public(), writers.to_vec(), hours(72));
    Event::WideningAnnounced { reach, writers, effective_at, by: AUTHOR, at: NOW }
}

const fn agreed(person: PersonId) -> Event {
    Event::WideningAgreed { person, at: NOW }
}

const PUBLIC_NOW: Event =
    Event::DiscussionPrivacyChanged { privacy: Privacy::Public, by: AUTHOR, at: NOW };

const OVERTAKEN: WideningEnd = WideningEnd::Overtaken;

#[test]
fn a_discussion_becomes_public_at_once_if_nobody_else_wrote_there() {
    let scene = Scene::new(GroupPrivacy::Closed);
    discussion(&scene, &[commented(AUTHOR)]).by(AUTHOR).when(PUBLISH).then(&[PUBLIC_NOW]);
}

#[test]
fn others_who_wrote_there_are_told_first_also_what_they_discarded() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let others = [commented(MEMBER), comment_discarded(MEMBER)];
    discussion(&scene, &others).by(AUTHOR).when(PUBLISH).then(&[announced(&[MEMBER])]);
    let event = Event::WideningAnnounced {
        reach: public(),
        writers: vec![AUTHOR],
        effective_at: hours(72),
        by: ADMIN,
        at: NOW,
    };
    let after = discussion(&scene, &[]).by(ADMIN).when(PUBLISH).then(&[event]);
    assert_eq!(after.state.privacy(), Privacy::Private);
}

#[test]
fn who_voted_or_wrote_something_of_a_proposal_is_told_too() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let admitted = Event::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at: hours(1) };
    let stance = crate::proposal::Stance::Agree;
    let raised: Proposal = crate::scenario::folded(&[
        proposals::raised(),
        proposals::opened(1),
        proposals::voted(MEMBER, stance),
    ]);
    let all = [(PROPOSAL, &raised)];
    let given = discussion(&scene, &[admitted]).by(AUTHOR);
    let given = given.with(|facts| Facts { proposals: &all, ..facts });
    given.when(PUBLISH).then(&[announced(&[MEMBER])]);
}

#[test]
fn it_takes_effect_after_72_hours_and_not_before() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let widen = || Command::Widen { since_version: 3 };
    let given = || discussion(&scene, &[commented(MEMBER), announced(&[MEMBER])]);
    given().at(hours(71)).when(widen()).then_nothing();
    let (privacy, by, at) = (Privacy::Public, AUTHOR, hours(72));
    let public = Event::DiscussionPrivacyChanged { privacy, by, at };
    given().at(at).when(widen()).then(&[public]);
    given().at(hours(72)).when(Command::Widen { since_version: 2 }).then_nothing();
}

#[test]
fn it_takes_effect_at_once_when_all_agree() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[announced(&[ADMIN, MEMBER])]).by(MEMBER);
    let first = given.when(Command::AgreeToWidening).then(&[agreed(MEMBER)]);
    let both = [agreed(ADMIN), PUBLIC_NOW];
    let last = first.by(ADMIN).when(Command::AgreeToWidening).then_once(&both);
    assert_eq!(last.state.widening(), None);
}

#[test]
fn who_left_is_asked_and_withdraws_what_they_wrote_all_the_same() {
    let scene = Scene::new(GroupPrivacy::Closed).left(MEMBER, NOW);
    let given = discussion(&scene, &[commented(MEMBER), announced(&[MEMBER])]).by(MEMBER);
    let both = [agreed(MEMBER), PUBLIC_NOW];
    given.clone().when(Command::AgreeToWidening).then_once(&both);
    let withdraw = Command::WithdrawWriting;
    let after = given.when(withdraw.clone()).then(&[comment_discarded(MEMBER)]);
    assert!(after.state.widening().is_some(), "to withdraw is not to agree");
}

#[test]
fn the_author_withdraws_the_body_whatever_the_switches_say() {
    let scene = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let body = Some(text("body", "Which?"));
    let edited = Event::DiscussionEdited { title: None, body, by: AUTHOR, at: NOW };
    let reach = public();
    let (writers, effective_at) = (vec![AUTHOR], hours(72));
    let asked = Event::WideningAnnounced { reach, writers, effective_at, by: ADMIN, at: NOW };
    let given = discussion(&scene, &[edited, commented(AUTHOR), asked]).by(AUTHOR);
    let gone = [comment_discarded(AUTHOR), Event::DiscussionBodyWithdrawn { by: AUTHOR, at: NOW }];
    given.when(Command::WithdrawWriting).then(&gone);
}

#[test]
fn it_is_called_off_by_who_asked_the_author_and_admins() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let ended = |by| Event::WideningEnded { cause: WideningEnd::Cancelled(by), at: NOW };
    for by in [AUTHOR, ADMIN] {
        for command in [Command::CancelWidening, HIDE] {
            discussion(&scene, &[announced(&[MEMBER])]).by(by).when(command).then(&[ended(by)]);
        }
    }
    discussion(&scene, &[]).by(MEMBER).when(Command::CancelWidening).then_nothing();
}

#[test]
fn it_is_dropped_if_it_is_not_allowed_any_more_when_its_time_comes() {
    let narrowed = group::Event::GroupPrivacyChanged {
        privacy: GroupPrivacy::Secret,
        join: JoinPolicy::ByInvitation,
        parent_members_read: false,
        released: vec![],
        cause: group::PrivacyCause::Admin,
        at: NOW,
    };
    let archived = group::Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };
    let scenes = [
        Scene::new(GroupPrivacy::Closed).in_group(&[narrowed]),
        Scene::new(GroupPrivacy::Closed).in_group(&[archived]),
        Scene::new(GroupPrivacy::Closed).left(AUTHOR, NOW),
    ];
    let ended = Event::WideningEnded { cause: OVERTAKEN, at: hours(72) };
    for scene in scenes {
        let given = discussion(&scene, &[announced(&[MEMBER])]).at(hours(72));
        given.when(Command::Widen { since_version: 2 }).then(std::slice::from_ref(&ended));
    }
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[announced(&[MEMBER]), discarded(ADMIN)]).at(hours(72));
    given.when(Command::Widen { since_version: 2 }).then(&[ended]);
}

#[test]
fn what_an_admin_discarded_is_taken_back_too_and_no_admin_restores_it_then() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let events = [commented(MEMBER), comment_discarded(ADMIN), announced(&[MEMBER])];
    let given = discussion(&scene, &events).by(MEMBER);
    let withdrawn = Event::CommentWithdrawn { comment: COMMENT, by: MEMBER, at: NOW };
    let after = given.when(Command::WithdrawWriting).then(&[withdrawn]);
    let restore = Command::RestoreComment { comment: COMMENT };
    after.by(ADMIN).when(restore).then_refused(Refusal::DiscardedByAuthor);
}

#[test]
fn a_form_that_was_open_does_not_bring_a_withdrawn_body_back() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let body = Some(text("body", "Which?"));
    let edited = Event::DiscussionEdited { title: None, body, by: AUTHOR, at: NOW };
    let withdrawn = Event::DiscussionBodyWithdrawn { by: AUTHOR, at: NOW };
    let given = discussion(&scene, &[edited, withdrawn]).by(ADMIN);
    assert_eq!(given.state.revision(), 3);
    let save = Command::Edit { title: None, body, expected_revision: 2 };
    given.when(save).then_refused(Refusal::StaleRevision { expected: 2, actual: 3 });
}

#[test]
fn who_comes_to_write_after_the_announcement_takes_that_back_until_they_come() {
    let scene = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    let given = discussion(&scene, &[announced(&[ADMIN]), commented(MEMBER)]).by(MEMBER);
    given.clone().when(Command::AgreeToWidening).then_refused(Refusal::NotAsked);
    given.when(Command::WithdrawWriting).then(&[comment_discarded(MEMBER)]);
}

#[test]
fn more_readers_are_announced_three_times_a_day_and_then_again_the_next() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let mut given = discussion(&scene, &[commented(MEMBER)]).by(AUTHOR);
    for _ in 0..3 {
        given = given.when(PUBLISH).then(&[announced(&[MEMBER])]);
        let cause = WideningEnd::Cancelled(AUTHOR);
        let ended = Event::WideningEnded { cause, at: NOW };
        given = given.when(Command::CancelWidening).then(&[ended]);
    }
    let again_at = hours(24);
    given.clone().at(hours(23)).when(PUBLISH).then_refused(Refusal::AnnouncedTooOften { again_at });
    let told = given.at(again_at).when(PUBLISH).then_some();
    assert!(matches!(&told[..], [Event::WideningAnnounced { .. }]));
}
