//! Votes of people who are deactivated, and whether they are counted.

use super::*;
use crate::platform::{self, Deactivation, Platform};

fn away(person: PersonId, since: i64, until: Option<i64>) -> Platform {
    let (cause, at) = (Deactivation::Person, hours(since));
    let left = platform::Event::PersonDeactivated { person, cause, at };
    let back = until.map(hours).map(|at| platform::Event::PersonReactivated { person, at });
    folded(&[left].into_iter().chain(back).collect::<Vec<_>>())
}

/// The events of the close at the closing time, decided however late.
fn close(scene: &Scene, terms: Terms, votes: &[Event], platform: &Platform) -> Vec<Event> {
    let given = open_with(scene, terms, votes).at(hours(9 * 24));
    let given = given.with(|facts| Facts { platform: Some(platform), ..facts });
    given.when(Command::CloseDue { opening: 1 }).then_some()
}

fn counts(events: &[Event]) -> (u32, u32) {
    let Some(Event::ProposalClosed { voters, electorate, .. }) = events.last() else {
        panic!("{events:?}")
    };
    (*voters, *electorate)
}

fn at_opening() -> Terms {
    Terms { roll: Roll::AtOpening, ..terms() }
}

#[test]
fn whoever_is_away_at_the_close_is_not_counted_whenever_it_is_written() {
    let votes = [voted(MEMBER, Stance::Agree), voted(ADMIN, Stance::Agree)];
    let gone = away(MEMBER, 1, None);
    let events = close(&here(), terms(), &votes, &gone);
    assert_eq!(events[0], out_of_electorate(MEMBER, Stance::Agree, closes_at()));
    assert_eq!(counts(&events), (1, 2));
    let later = away(MEMBER, 7 * 24 + 1, None);
    assert_eq!(counts(&close(&here(), terms(), &votes, &later)), (2, 3), "closed ones keep it");
}

#[test]
fn whoever_comes_back_votes_anew_where_the_roll_lets_them() {
    let votes = [voted(MEMBER, Stance::Agree), voted(ADMIN, Stance::Agree)];
    let back = away(MEMBER, 1, Some(2));
    assert_eq!(counts(&close(&here(), terms(), &votes, &back)), (1, 3));
    assert_eq!(counts(&close(&here(), at_opening(), &votes, &back)), (1, 2));
    let before = away(MEMBER, -2, Some(-1));
    assert_eq!(counts(&close(&here(), at_opening(), &votes, &before)), (2, 3));
}

#[test]
fn guests_who_are_away_are_not_counted_either() {
    let scene = here().and(&[let_in(GUEST, NOW)]);
    let terms = Terms { electorate: Electorate::MembersAndGuests, ..terms() };
    let votes = [voted(GUEST, Stance::Agree)];
    let gone = away(GUEST, 1, None);
    assert_eq!(counts(&close(&scene, terms.clone(), &votes, &gone)), (0, 3));
    let back = away(GUEST, 1, Some(2));
    assert_eq!(counts(&close(&scene, terms, &votes, &back)), (0, 4));
}

#[test]
fn the_job_withdraws_the_vote_of_somebody_who_went_away_once() {
    let votes = [voted(MEMBER, Stance::Agree)];
    let scene = here();
    let gone = away(MEMBER, 1, None);
    let open = open(&scene, &votes).at(hours(3));
    let withdraw = Command::WithdrawVoteOf { voter: MEMBER };
    open.clone().when(withdraw.clone()).then_nothing();
    let given = open.with(|facts| Facts { platform: Some(&gone), ..facts });
    given.when(withdraw).then(&[out_of_electorate(MEMBER, Stance::Agree, hours(3))]);
}

#[test]
fn no_weight_flows_through_somebody_who_is_away() {
    use crate::group::Event as Of;
    let named = |person, delegate| Of::DelegateNamed { person, tag: None, delegate, at: NOW };
    let on = Of::DelegationSwitched { on: true, at: NOW };
    let scene = here().in_group(&[on, named(AUTHOR, MEMBER), named(MEMBER, ADMIN)]);
    let votes = [voted(ADMIN, Stance::Agree)];
    let here = Platform::default();
    assert_eq!(counts(&close(&scene, terms(), &votes, &here)), (3, 3));
    let gone = away(MEMBER, 1, None);
    assert_eq!(counts(&close(&scene, terms(), &votes, &gone)), (1, 2));
}
