//! What the clock alone decides.

use super::*;
use crate::discussion::Event as DiscussionEvent;

/// Raised now to open in five hours.
fn pending() -> Event {
    match raised() {
        Event::ProposalRaised { discussion, group, author, terms, closes_at, at, .. } => {
            Event::ProposalRaised {
                discussion,
                group,
                author,
                terms,
                opens_at: hours(5),
                closes_at,
                at,
                imported: false,
            }
        }
        other => other,
    }
}

fn opened_in_five_hours(group_version: u64) -> Event {
    let closes_at = closes_at();
    Event::ProposalOpened { opening: 1, opens_at: hours(5), closes_at, group_version }
}

fn agreed(voter: PersonId, at: Timestamp) -> Event {
    let ballot = Ballot::Stance(Stance::Agree);
    Event::VoteCast { voter, ballot, reason: None, replaces: None, at, imported: false }
}

fn ended_with(voters: u32, electorate: u32) -> Event {
    Event::ProposalClosed {
        opening: 1,
        cause: ClosingCause::Time,
        closed_at: closes_at(),
        reason: None,
        tally: Tally::Consent { agree: voters, abstain: 0, disagree: 0, block: 0 },
        voters,
        electorate,
        verdict: Verdict::None,
        delegated: None,
    }
}

#[test]
fn votes_are_taken_from_the_opening_time_to_just_before_the_closing_time() {
    let scene = here();
    let given = proposal(&scene, &[pending()]).by(MEMBER);
    let answer = |at| given.clone().at(at).when(vote(Stance::Agree)).answer;
    let opens_at = hours(5);
    assert_eq!(answer(just_before(opens_at)), Err(Refusal::VotingNotOpen { opens_at }));
    let last = just_before(closes_at());
    for at in [opens_at, last] {
        let events = vec![opened_in_five_hours(GROUP_VERSION), agreed(MEMBER, at)];
        assert_eq!(answer(at), Ok(events), "no job opened it");
    }
    for at in [closes_at(), hours(9000)] {
        assert_eq!(answer(at), Err(Refusal::VotingClosed { closed_at: closes_at() }));
    }
}

#[test]
fn an_open_proposal_takes_votes_until_just_before_the_closing_time() {
    let scene = here();
    let given = open(&scene, &[]).by(MEMBER);
    let last = just_before(closes_at());
    let given = given.at(last).when(vote(Stance::Agree)).then(&[agreed(MEMBER, last)]);
    let given = given.at(closes_at());
    let closed = Refusal::VotingClosed { closed_at: closes_at() };
    given.clone().when(vote(Stance::Block)).then_refused(closed.clone());
    given.when(Command::WithdrawVote).then_refused(closed);
}

#[test]
fn what_time_caused_is_not_written_for_a_command_without_effect() {
    let scene = here();
    let given = proposal(&scene, &[pending()]).by(MEMBER).at(hours(6));
    given.when(Command::WithdrawVote).then_nothing();
}

#[test]
fn a_job_opens_and_closes_on_time_once() {
    let scene = here();
    let given = proposal(&scene, &[pending()]);
    let early = given.clone().at(just_before(hours(5)));
    early.when(Command::Open { opening: 1 }).then_nothing();
    let opening = Command::Open { opening: 1 };
    let given = given.at(hours(5)).when(opening).then(&[opened_in_five_hours(GROUP_VERSION)]);
    let close = Command::CloseDue { opening: 1 };
    given.clone().at(just_before(closes_at())).when(close.clone()).then_nothing();
    given.at(closes_at()).when(close).then(&[ended_with(0, 3)]);
}

#[test]
fn after_a_long_pause_everything_is_written_with_its_own_time() {
    let scene = here();
    let given = proposal(&scene, &[pending()]).at(hours(9000));
    let events = [opened_in_five_hours(GROUP_VERSION), ended_with(0, 3)];
    given.when(Command::CloseDue { opening: 1 }).then(&events);
}

#[test]
fn a_job_for_another_opening_does_nothing() {
    let scene = here();
    for opening in [0, 2] {
        let given = open(&scene, &[]).at(hours(9000));
        given.when(Command::CloseDue { opening }).then_nothing();
        let given = proposal(&scene, &[pending()]).at(hours(6));
        given.when(Command::Open { opening }).then_nothing();
    }
    proposal(&scene, &[]).when(Command::CloseDue { opening: 1 }).then_nothing();
}

fn pending_with_roll() -> Event {
    let own = Terms { roll: Roll::AtOpening, ..terms() };
    match pending() {
        Event::ProposalRaised { discussion, group, author, opens_at, closes_at, at, .. } => {
            let (terms, imported) = (own, false);
            Event::ProposalRaised {
                discussion,
                group,
                author,
                terms,
                opens_at,
                closes_at,
                at,
                imported,
            }
        }
        other => other,
    }
}

#[test]
fn who_joined_after_the_opening_time_is_not_on_its_roll_however_late_it_is_written() {
    let late = STRANGER;
    let scene = here().joined(late, Role::Member, hours(6));
    let given = proposal(&scene, &[pending_with_roll()]).at(hours(7));
    let opened = opened_in_five_hours(GROUP_VERSION);
    let after = given.when(Command::Open { opening: 1 }).then(&[opened]);
    after.clone().by(late).when(vote(Stance::Agree)).then_refused(Refusal::NotInElectorate);
    after.by(MEMBER).when(vote(Stance::Agree)).then(&[agreed(MEMBER, hours(7))]);
}

#[test]
fn nor_is_who_joined_after_the_opening_time_and_left_before_it_is_written() {
    let late = STRANGER;
    let scene = here().joined(late, Role::Member, hours(6)).left(late, hours(8_000));
    let given = proposal(&scene, &[pending_with_roll()]).at(hours(9_000));
    let answer = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
    let [opened, Event::ProposalClosed { electorate, .. }] = &answer[..] else {
        panic!("{answer:?}")
    };
    assert_eq!(*opened, opened_in_five_hours(GROUP_VERSION));
    assert_eq!(*electorate, 3);
}

#[test]
fn who_joins_or_leaves_after_the_closing_time_changes_nothing_however_late_it_is_written() {
    let scene = here()
        .joined(STRANGER, Role::Member, hours(7 * 24 + 1))
        .left(MEMBER, hours(7 * 24 + 1))
        .joined(person(14), Role::Member, hours(7 * 24 + 1))
        .left(person(14), hours(7 * 24 + 2));
    let given = open(&scene, &[agreed(MEMBER, NOW)]).at(hours(9000));
    given.when(Command::CloseDue { opening: 1 }).then(&[ended_with(1, 3)]);
}

#[test]
fn who_left_before_the_closing_time_is_out() {
    let scene = here().left(MEMBER, just_before(closes_at()));
    let given = open(&scene, &[agreed(MEMBER, NOW), agreed(ADMIN, NOW)]).at(closes_at());
    let out = out_of_electorate(MEMBER, Stance::Agree, closes_at());
    given.when(Command::CloseDue { opening: 1 }).then(&[out, ended_with(1, 2)]);
}

#[test]
fn a_discarded_discussion_ends_its_proposals_at_once() {
    let discarded = |at| here().and(&[DiscussionEvent::DiscussionDiscarded { by: AUTHOR, at }]);
    let withdrawn = closed(ClosingCause::Withdrawn(None), hours(9));
    let scene = discarded(hours(9));
    let given = open(&scene, &[]).at(hours(10));
    let voted = given.clone().by(MEMBER).when(vote(Stance::Agree));
    voted.then_refused(Refusal::DiscussionDiscarded);
    for job in [Command::Withdraw { reason: None }, Command::CloseDue { opening: 1 }] {
        for at in [hours(10), hours(9000)] {
            let given = given.clone().at(at);
            given.when(job.clone()).then(std::slice::from_ref(&withdrawn));
        }
    }
    let scene = discarded(hours(200));
    let given = open(&scene, &[]).at(hours(9000));
    given.when(Command::Withdraw { reason: None }).then(&[ended_with(0, 3)]);
}

#[test]
fn what_was_to_open_after_its_discussion_was_discarded_never_opens() {
    let at = hours(1);
    let scene = here().and(&[DiscussionEvent::DiscussionDiscarded { by: AUTHOR, at }]);
    let given = proposal(&scene, &[pending()]).at(hours(6));
    let after = given.when(Command::Open { opening: 1 });
    let events = after.answer.expect("it is withdrawn");
    let [Event::ProposalClosed { opening: 0, cause, closed_at, .. }] = events[..] else {
        panic!("{events:?}");
    };
    assert_eq!((cause, closed_at), (ClosingCause::Withdrawn(None), at));
}

#[test]
fn an_archived_group_ends_its_proposals_at_once() {
    let scene = here().archived(hours(9));
    let withdrawn = closed(ClosingCause::Withdrawn(None), hours(9));
    let given = open(&scene, &[]).at(hours(10));
    given.clone().by(MEMBER).when(vote(Stance::Agree)).then_refused(Refusal::GroupArchived);
    for at in [hours(10), hours(9000)] {
        let given = given.clone().at(at);
        given.when(Command::CloseDue { opening: 1 }).then(std::slice::from_ref(&withdrawn));
    }
    let late = here().archived(hours(200));
    let given = open(&late, &[]).at(hours(9000));
    given.when(Command::CloseDue { opening: 1 }).then(&[ended_with(0, 3)]);
}

#[test]
fn an_archived_parent_ends_the_proposals_of_its_subgroups() {
    let scene = Scene { parent: Some(here().archived(hours(9)).group), ..here() };
    let withdrawn = closed(ClosingCause::Withdrawn(None), hours(9));
    let given = open(&scene, &[]).at(hours(10));
    given.clone().by(MEMBER).when(vote(Stance::Agree)).then_refused(Refusal::GroupArchived);
    given.when(Command::CloseDue { opening: 1 }).then(&[withdrawn]);
}

#[test]
fn of_two_ends_the_first_counts() {
    for (discarded, archived) in [(3, 5), (5, 3)] {
        let at = hours(discarded);
        let scene = here().and(&[DiscussionEvent::DiscussionDiscarded { by: AUTHOR, at }]);
        let scene = scene.archived(hours(archived));
        let withdrawn = closed(ClosingCause::Withdrawn(None), hours(3));
        let given = open(&scene, &[]).at(hours(10));
        given.when(Command::CloseDue { opening: 1 }).then(&[withdrawn]);
    }
}

#[test]
fn the_system_withdraws_nothing_while_the_discussion_stands() {
    open(&here(), &[]).when(Command::Withdraw { reason: None }).then_nothing();
}

/// The group was stopped by an archive from one hour to another.
fn archived_for_a_while(scene: Scene, from: i64, to: i64) -> Scene {
    scene.archived(hours(from)).in_group(&[group::Event::GroupUnarchived { at: hours(to) }])
}

#[test]
fn an_archive_that_is_taken_back_has_ended_proposals_all_the_same() {
    let scene = archived_for_a_while(here(), 9, 10);
    let scene = archived_for_a_while(scene, 11, 12);
    let withdrawn = closed(ClosingCause::Withdrawn(None), hours(9));
    let given = open(&scene, &[]).at(hours(13));
    given.clone().by(MEMBER).when(vote(Stance::Agree)).then_refused(Refusal::Withdrawn);
    given.when(Command::CloseDue { opening: 1 }).then(&[withdrawn]);
    let late = archived_for_a_while(here(), 200, 201);
    let ended = open(&late, &[]).at(hours(202)).when(Command::CloseDue { opening: 1 });
    ended.then(&[closed(ClosingCause::Time, closes_at())]);
}

#[test]
fn a_deletion_that_is_taken_back_has_ended_proposals_of_subgroups_but_not_of_secret_ones() {
    let deleted = group::Event::GroupDeleted { at: hours(9), destroys_at: hours(900) };
    let restored = group::Event::GroupRestored { at: hours(10) };
    let above = here().in_group(&[deleted, restored]).group;
    let below = |privacy| Scene { parent: Some(above.clone()), ..Scene::new(privacy) };
    let withdrawn = closed(ClosingCause::Withdrawn(None), hours(9));
    let close = Command::CloseDue { opening: 1 };
    open(&below(Privacy::Closed), &[]).at(hours(11)).when(close.clone()).then(&[withdrawn]);
    open(&below(Privacy::Secret), &[]).at(hours(11)).when(close).then_nothing();
}

#[test]
fn what_is_raised_or_reopened_after_an_archive_is_not_ended_by_it() {
    let before = archived_for_a_while(here(), -2, -1);
    open(&before, &[]).at(hours(1)).when(Command::CloseDue { opening: 1 }).then_nothing();
    // It was raised at the very time at which the archive was taken back.
    let before = archived_for_a_while(here(), -2, 0);
    open(&before, &[]).at(hours(1)).when(Command::CloseDue { opening: 1 }).then_nothing();
    let between = archived_for_a_while(here(), 200, 201);
    let reopened = Event::ProposalReopened { by: AUTHOR, at: hours(202) };
    let again = Event::ProposalOpened {
        opening: 2,
        opens_at: hours(202),
        closes_at: hours(300),
        group_version: GROUP_VERSION,
    };
    let given = ended(&between, &[reopened, again]).at(hours(203));
    given.when(Command::CloseDue { opening: 2 }).then_nothing();
}
