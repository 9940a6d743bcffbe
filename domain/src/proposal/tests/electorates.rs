//! Who may vote.

use super::*;

const NEW: PersonId = STRANGER;

fn answer(scene: &Scene, terms: &Terms, voter: PersonId) -> Result<usize, Refusal> {
    let given = open_with(scene, terms.clone(), &[]).by(voter).at(hours(2));
    given.when(vote(Stance::Agree)).answer.map(|events| events.len())
}

fn electorate_at_close(scene: &Scene, terms: &Terms) -> u32 {
    let given = open_with(scene, terms.clone(), &[]).at(closes_at());
    let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
    let [Event::ProposalClosed { electorate, .. }] = events[..] else { panic!("{events:?}") };
    electorate
}

/// The scene with somebody let in as a guest.
fn with_guest(scene: Scene, since: Timestamp) -> Scene {
    scene.and(&[let_in(GUEST, since)])
}

fn guest_gone(scene: Scene, at: Timestamp) -> Scene {
    let cause = discussion::GuestEnd::Left;
    scene.and(&[discussion::Event::GuestPlaceEnded { person: GUEST, cause, at }])
}

fn with_guests(roll: Roll) -> Terms {
    Terms { electorate: Electorate::MembersAndGuests, roll, ..terms() }
}

fn at_opening() -> Terms {
    Terms { roll: Roll::AtOpening, ..terms() }
}

fn named(people: &[PersonId], roll: Roll) -> Terms {
    Terms { electorate: Electorate::Named(people.to_vec()), roll, ..terms() }
}

#[test]
fn who_joins_while_it_is_open_is_in_unless_the_roll_was_taken_at_the_opening() {
    let scene = here().joined(NEW, Role::Member, hours(1));
    assert_eq!(answer(&scene, &terms(), NEW), Ok(1));
    assert_eq!(electorate_at_close(&scene, &terms()), 4);
    assert_eq!(answer(&scene, &at_opening(), NEW), Err(Refusal::NotInElectorate));
    assert_eq!(electorate_at_close(&scene, &at_opening()), 3);
}

#[test]
fn who_leaves_is_out_and_whoever_comes_back_is_new() {
    let gone = here().left(MEMBER, hours(1));
    let back = gone.clone().joined(MEMBER, Role::Member, hours(1));
    for terms in [terms(), at_opening()] {
        assert_eq!(answer(&gone, &terms, MEMBER), Err(Refusal::NotFound));
        assert_eq!(electorate_at_close(&gone, &terms), 2);
    }
    assert_eq!(answer(&back, &terms(), MEMBER), Ok(1));
    assert_eq!(answer(&back, &at_opening(), MEMBER), Err(Refusal::NotInElectorate));
}

#[test]
fn of_named_people_only_those_vote_who_are_members() {
    let people = [AUTHOR, MEMBER];
    let gone = here().left(MEMBER, hours(1));
    let back = gone.clone().joined(MEMBER, Role::Member, hours(1));
    for roll in [Roll::AtOpening, Roll::WhileOpen] {
        let terms = named(&people, roll);
        assert_eq!(answer(&here(), &terms, MEMBER), Ok(1));
        assert_eq!(answer(&here(), &terms, ADMIN), Err(Refusal::NotInElectorate));
        assert_eq!(electorate_at_close(&here(), &terms), 2);
        assert_eq!(electorate_at_close(&gone, &terms), 1);
    }
    assert_eq!(electorate_at_close(&back, &named(&people, Roll::WhileOpen)), 2);
    assert_eq!(electorate_at_close(&back, &named(&people, Roll::AtOpening)), 1);
}

#[test]
fn a_change_of_role_changes_nothing_about_the_roll() {
    let mut scene = here();
    let (person, role, cause) = (MEMBER, Role::Admin, crate::group::RoleChange::Admin);
    let event = crate::group::Event::RoleChanged { person, role, cause };
    crate::decider::Decider::evolve(&mut scene.group, &event);
    assert_eq!(answer(&scene, &at_opening(), MEMBER), Ok(1));
}

#[test]
fn a_reopening_takes_a_new_roll() {
    let scene = here().joined(NEW, Role::Member, hours(1));
    let before = [raised_with(at_opening()), opened(1), closed(ClosingCause::Time, closes_at())];
    let given = proposal(&scene, &before).by(AUTHOR).at(closes_at());
    let until = hours(30 * 24);
    let answer = given.clone().when(Command::Reopen { closes_at: until }).answer;
    let events = answer.expect("it is reopened");
    let after = proposal(&scene, &[&before[..], &events].concat()).at(closes_at());
    let written = after.by(NEW).when(vote(Stance::Agree)).answer.map(|events| events.len());
    assert_eq!(written, Ok(1));
}

#[test]
fn a_vote_does_not_come_back_with_its_voter() {
    let scene = here().left(MEMBER, hours(1)).joined(MEMBER, Role::Member, hours(2));
    let given = open(&scene, &[voted(MEMBER, Stance::Agree)]);
    let job = given.clone().at(hours(3));
    let events = job.when(Command::WithdrawVoteOf { voter: MEMBER }).answer.expect("it is done");
    let [Event::VoteWithdrawn { cause: Withdrawal::LeftElectorate, .. }] = events[..] else {
        panic!("{events:?}")
    };
    let anew = given.clone().by(MEMBER).at(hours(3)).when(vote(Stance::Agree)).answer;
    let [Event::VoteCast { replaces: Some(_), .. }] = anew.as_deref().expect("it is cast") else {
        panic!("{anew:?}")
    };
    let close = given.at(closes_at()).when(Command::CloseDue { opening: 1 }).answer;
    let events = close.expect("it is closed");
    let [Event::VoteWithdrawn { .. }, Event::ProposalClosed { voters, electorate, .. }] =
        events[..]
    else {
        panic!("{events:?}")
    };
    assert_eq!((voters, electorate), (0, 3));
}

#[test]
fn who_left_after_the_closing_time_was_in_though_they_came_back_since() {
    let later = closes_at() + SignedDuration::from_hours(1);
    let scene = here().left(MEMBER, later).joined(MEMBER, Role::Member, later);
    for terms in [terms(), at_opening()] {
        let given = open_with(&scene, terms, &[voted(MEMBER, Stance::Agree)]);
        let given = given.at(closes_at() + SignedDuration::from_hours(2));
        let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
        let [Event::ProposalClosed { voters, electorate, .. }] = events[..] else {
            panic!("{events:?}")
        };
        assert_eq!((voters, electorate), (1, 3));
    }
}

#[test]
fn guests_vote_only_where_the_electorate_says_so() {
    let scene = with_guest(here(), NOW);
    assert_eq!(answer(&scene, &terms(), GUEST), Err(Refusal::NotInElectorate));
    assert_eq!(electorate_at_close(&scene, &terms()), 3);
    for roll in [Roll::AtOpening, Roll::WhileOpen] {
        assert_eq!(answer(&scene, &with_guests(roll), GUEST), Ok(1));
        assert_eq!(answer(&scene, &with_guests(roll), MEMBER), Ok(1));
        assert_eq!(electorate_at_close(&scene, &with_guests(roll)), 4);
        let terms = named(&[MEMBER, GUEST], roll);
        assert_eq!(answer(&scene, &terms, GUEST), Ok(1));
        assert_eq!(electorate_at_close(&scene, &terms), 2);
    }
}

#[test]
fn a_guest_let_in_while_it_is_open_is_in_unless_the_roll_was_taken_at_the_opening() {
    let scene = with_guest(here(), hours(1));
    assert_eq!(answer(&scene, &with_guests(Roll::WhileOpen), GUEST), Ok(1));
    assert_eq!(electorate_at_close(&scene, &with_guests(Roll::WhileOpen)), 4);
    let refusal = Err(Refusal::NotInElectorate);
    assert_eq!(answer(&scene, &with_guests(Roll::AtOpening), GUEST), refusal);
    assert_eq!(electorate_at_close(&scene, &with_guests(Roll::AtOpening)), 3);
}

#[test]
fn a_guest_who_became_a_member_counts_once() {
    let scene = with_guest(here(), NOW).joined(GUEST, Role::Member, hours(1));
    for roll in [Roll::AtOpening, Roll::WhileOpen] {
        assert_eq!(answer(&scene, &with_guests(roll), GUEST), Ok(1));
        assert_eq!(electorate_at_close(&scene, &with_guests(roll)), 4);
    }
    assert_eq!(answer(&scene, &at_opening(), GUEST), Err(Refusal::NotInElectorate));
}

#[test]
fn the_vote_of_a_guest_whose_place_ended_is_withdrawn() {
    let left = guest_gone(with_guest(here(), NOW), hours(1));
    let member = with_guest(here(), NOW).joined(GUEST, Role::Member, NOW);
    let left_group = member.left(GUEST, hours(1));
    for scene in [left, left_group] {
        let given =
            || open_with(&scene, with_guests(Roll::WhileOpen), &[voted(GUEST, Stance::Agree)]);
        let withdraw = Command::WithdrawVoteOf { voter: GUEST };
        let event = out_of_electorate(GUEST, Stance::Agree, hours(2));
        given().at(hours(2)).when(withdraw).then(&[event]);
        let answer = given().at(closes_at()).when(Command::CloseDue { opening: 1 }).answer;
        let events = answer.expect("it is closed");
        let [gone, Event::ProposalClosed { voters, electorate, .. }] = &events[..] else {
            panic!("{events:?}");
        };
        assert_eq!(*gone, out_of_electorate(GUEST, Stance::Agree, closes_at()));
        assert_eq!((*voters, *electorate), (0, 3));
    }
}

#[test]
fn a_guest_who_left_after_voting_ended_was_in() {
    let scene = guest_gone(with_guest(here(), NOW), closes_at() + SignedDuration::from_mins(1));
    let terms = with_guests(Roll::WhileOpen);
    let given = open_with(&scene, terms, &[voted(GUEST, Stance::Agree)]).at(hours(9 * 24));
    let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
    let [Event::ProposalClosed { voters, electorate, .. }] = events[..] else {
        panic!("{events:?}");
    };
    assert_eq!((voters, electorate), (1, 4));
}

/// What the close that is written days after voting ended says: voters and electorate.
fn late_close(scene: &Scene, terms: Terms, voter: PersonId) -> (u32, u32) {
    let given = open_with(scene, terms, &[voted(voter, Stance::Agree)]).at(hours(9 * 24));
    let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
    let [Event::ProposalClosed { voters, electorate, .. }] = events[..] else {
        panic!("{events:?}");
    };
    (voters, electorate)
}

#[test]
fn a_member_who_left_after_voting_ended_and_is_a_guest_since_was_in() {
    let later = |minutes| closes_at() + SignedDuration::from_mins(minutes);
    let scene = here().left(MEMBER, later(1)).and(&[let_in(MEMBER, later(2))]);
    for terms in [terms(), at_opening(), with_guests(Roll::WhileOpen)] {
        assert_eq!(late_close(&scene, terms, MEMBER), (1, 3));
    }
}

#[test]
fn a_guest_who_left_after_voting_ended_and_was_let_in_again_was_in() {
    let later = |minutes| closes_at() + SignedDuration::from_mins(minutes);
    let scene = with_guest(guest_gone(with_guest(here(), NOW), later(1)), later(2));
    for roll in [Roll::WhileOpen, Roll::AtOpening] {
        assert_eq!(late_close(&scene, with_guests(roll), GUEST), (1, 4));
    }
}

#[test]
fn the_vote_of_a_guest_counts_when_they_are_a_member_instead() {
    let scene = with_guest(here(), NOW).joined(GUEST, Role::Member, hours(1));
    let scene = guest_gone(scene, hours(2));
    assert_eq!(late_close(&scene, with_guests(Roll::WhileOpen), GUEST), (1, 4));
}

/// A proposal in a direct discussion of author and member, once these events happened.
fn in_direct<'a>(
    direct: &'a discussion::Discussion,
    terms: Terms,
    events: &[Event],
) -> Given<'a, Proposal> {
    let raised = match raised_with(terms) {
        Event::ProposalRaised { discussion, author, terms, opens_at, closes_at, at, .. } => {
            let (group, imported) = (None, false);
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
    };
    let events = [&[raised, opened(1)], events].concat();
    given(&events).with(|facts| Facts { discussion: Some(direct), ..facts })
}

#[test]
fn in_a_direct_discussion_the_people_in_it_vote() {
    let direct = discussion::Event::DiscussionStarted {
        group: None,
        author: AUTHOR,
        title: text("title", "Bread"),
        body: None,
        privacy: discussion::Privacy::Private,
        at: NOW,
    };
    let left = discussion::Event::GuestPlaceEnded {
        person: MEMBER,
        cause: discussion::GuestEnd::Left,
        at: hours(1),
    };
    let began = [direct, let_in(AUTHOR, NOW), let_in(MEMBER, NOW)];
    let both = folded(&began);
    let later = folded(&[&began[..], &[let_in(GUEST, hours(1))]].concat());
    let alone = folded(&[&began[..], &[left]].concat());
    for (terms, late) in [(terms(), 3), (at_opening(), 2), (with_guests(Roll::WhileOpen), 3)] {
        for (direct, expected) in [(&both, 2), (&later, late), (&alone, 1)] {
            let votes = [voted(AUTHOR, Stance::Agree), voted(MEMBER, Stance::Agree)];
            let given = in_direct(direct, terms.clone(), &votes).at(closes_at());
            let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
            let Some(Event::ProposalClosed { voters, electorate, .. }) = events.last() else {
                panic!("{events:?}");
            };
            assert_eq!((*voters, *electorate), (expected.min(2), expected), "{terms:?}");
        }
        let given = in_direct(&both, terms, &[]).at(hours(2));
        given.clone().by(MEMBER).when(vote(Stance::Agree)).then_some();
        given.by(STRANGER).when(vote(Stance::Agree)).then_refused(Refusal::NotFound);
    }
}

#[test]
fn who_left_the_parent_is_out_before_an_event_of_the_subgroup_says_so() {
    let mut scene = here();
    scene.parent = Some(here().left(MEMBER, hours(1)).group);
    for terms in [terms(), at_opening(), named(&[MEMBER, AUTHOR, ADMIN], Roll::WhileOpen)] {
        assert_eq!(answer(&scene, &terms, MEMBER), Err(Refusal::NotFound));
        assert_eq!(electorate_at_close(&scene, &terms), 2);
        let given = open_with(&scene, terms, &[voted(MEMBER, Stance::Agree)]);
        let job = given.clone().at(hours(2)).when(Command::WithdrawVoteOf { voter: MEMBER });
        job.then(&[out_of_electorate(MEMBER, Stance::Agree, hours(2))]);
        let close = given.at(closes_at()).when(Command::CloseDue { opening: 1 }).answer;
        let events = close.expect("it is closed");
        let [Event::VoteWithdrawn { .. }, Event::ProposalClosed { voters, electorate, .. }] =
            events[..]
        else {
            panic!("{events:?}")
        };
        assert_eq!((voters, electorate), (0, 2));
    }
    // After the closing time it changes nothing.
    scene.parent = Some(here().left(MEMBER, closes_at() + SignedDuration::from_hours(1)).group);
    let given = open(&scene, &[voted(MEMBER, Stance::Agree)]).at(hours(8 * 24));
    let events = given.when(Command::CloseDue { opening: 1 }).answer.expect("it is closed");
    let [Event::ProposalClosed { voters, electorate, .. }] = events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((voters, electorate), (1, 3));
}

#[test]
fn a_place_that_ended_with_a_membership_does_not_come_back_with_it() {
    let scene = with_guest(here(), NOW).joined(GUEST, Role::Member, hours(1));
    let scene = scene.left(GUEST, hours(1)).joined(GUEST, Role::Member, hours(1));
    let terms = with_guests(Roll::AtOpening);
    assert_eq!(answer(&scene, &terms, GUEST), Err(Refusal::NotInElectorate));
    assert_eq!(electorate_at_close(&scene, &terms), 3);
}
