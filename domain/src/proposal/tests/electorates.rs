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
