//! Voting.

use super::*;

fn reasoned(stance: Stance, words: &str) -> Command {
    let reason = Some(text("reason", words));
    Command::CastVote { ballot: Ballot::Stance(stance), reason }
}

fn cast(voter: PersonId, stance: Stance, replaces: Option<Stance>) -> Event {
    let (ballot, replaces) = (Ballot::Stance(stance), replaces.map(Ballot::Stance));
    Event::VoteCast { voter, ballot, reason: None, replaces, at: NOW, imported: false }
}

/// The original time of an imported vote, so many hours after the oldest.
fn then(hour: i64) -> Timestamp {
    hours(hour - 90_000)
}

fn imported_vote(stance: Stance, replaces: Option<Stance>, hour: i64) -> Event {
    Event::VoteCast {
        voter: MEMBER,
        ballot: Ballot::Stance(stance),
        reason: None,
        replaces: replaces.map(Ballot::Stance),
        at: then(hour),
        imported: true,
    }
}

fn withdrawn(stance: Stance) -> Event {
    let (replaces, cause) = (Ballot::Stance(stance), Withdrawal::Voter);
    Event::VoteWithdrawn { voter: MEMBER, replaces, cause, at: NOW }
}

#[test]
fn members_vote() {
    let scene = here();
    let event = cast(MEMBER, Stance::Agree, None);
    let after = open(&scene, &[]).by(MEMBER).when(vote(Stance::Agree)).then(&[event]);
    let vote = after.state.vote(MEMBER).expect("it counts");
    assert_eq!(vote.ballot, Ballot::Stance(Stance::Agree));
}

#[test]
fn the_newest_vote_counts_and_names_what_it_replaces() {
    let scene = here();
    let before = [voted(MEMBER, Stance::Agree)];
    let event = cast(MEMBER, Stance::Block, Some(Stance::Agree));
    let after = open(&scene, &before).by(MEMBER).when(vote(Stance::Block)).then(&[event]);
    assert_eq!(after.state.votes().count(), 1);
}

#[test]
fn the_same_vote_with_another_reason_is_another_vote() {
    let scene = here();
    let before = [voted(MEMBER, Stance::Agree)];
    let given = open(&scene, &before).by(MEMBER);
    let (ballot, reason) = (Ballot::Stance(Stance::Agree), Some(text("reason", "Tasty")));
    let replaces = Some(ballot.clone());
    let event =
        Event::VoteCast { voter: MEMBER, ballot, reason, replaces, at: NOW, imported: false };
    let after = given.when(reasoned(Stance::Agree, "Tasty")).then(&[event]);
    let event = cast(MEMBER, Stance::Agree, Some(Stance::Agree));
    after.when(vote(Stance::Agree)).then(&[event]);
}

#[test]
fn a_vote_is_withdrawn_and_cast_again() {
    let scene = here();
    let given = open(&scene, &[voted(MEMBER, Stance::Agree)]).by(MEMBER);
    let after = given.when(Command::WithdrawVote).then(&[withdrawn(Stance::Agree)]);
    assert_eq!(after.state.vote(MEMBER), None);
    after.when(vote(Stance::Agree)).then(&[cast(MEMBER, Stance::Agree, None)]);
}

#[test]
fn who_has_not_voted_has_nothing_to_withdraw() {
    open(&here(), &[]).by(MEMBER).when(Command::WithdrawVote).then_nothing();
}

#[test]
fn chosen_options_are_stored_in_ascending_order() {
    let scene = here();
    let terms = Terms { method: choose(1, 3, true), ..terms() };
    let event = |ballot, replaces| Event::VoteCast {
        voter: MEMBER,
        ballot,
        reason: None,
        replaces,
        at: NOW,
        imported: false,
    };
    let chosen = Ballot::Options(vec![1, 3]);
    let given = open_with(&scene, terms, &[]).by(MEMBER);
    let given = given.when(choice(&[3, 1])).then(&[event(chosen.clone(), None)]);
    let none = Command::CastVote { ballot: Ballot::NoneOfThese, reason: None };
    given.when(none).then(&[event(Ballot::NoneOfThese, Some(chosen))]);
}

#[test]
fn a_vote_out_of_bounds_is_refused_with_the_bound() {
    let scene = here();
    let terms = Terms { method: choose(2, 2, false), ..terms() };
    for (options, refusal) in [
        (&[][..], Refusal::TooFewChoices { chosen: 0, at_least: 2 }),
        (&[1], Refusal::TooFewChoices { chosen: 1, at_least: 2 }),
        (&[1, 2, 3], Refusal::TooManyChoices { chosen: 3, at_most: 2 }),
        (&[0, 1], Refusal::NoSuchOption { option: 0, options: 3 }),
        (&[1, 4], Refusal::NoSuchOption { option: 4, options: 3 }),
        (&[2, 2], Refusal::ChosenTwice { option: 2 }),
    ] {
        let given = open_with(&scene, terms.clone(), &[]).by(MEMBER);
        given.when(choice(options)).then_refused(refusal);
    }
}

#[test]
fn reasons_are_given_as_the_policy_says() {
    use ReasonPolicy::{None, Optional, Required, RequiredToDisagree};
    use Stance::{Abstain, Agree, Block, Disagree};
    let scene = here();
    let (missing, unwanted) = (Err(Refusal::ReasonRequired), Err(Refusal::ReasonNotTaken));
    for (policy, stance, without, with) in [
        (None, Block, Ok(1), unwanted),
        (Optional, Block, Ok(1), Ok(1)),
        (Required, Abstain, missing.clone(), Ok(1)),
        (RequiredToDisagree, Agree, Ok(1), Ok(1)),
        (RequiredToDisagree, Abstain, Ok(1), Ok(1)),
        (RequiredToDisagree, Disagree, missing.clone(), Ok(1)),
        (RequiredToDisagree, Block, missing, Ok(1)),
    ] {
        let terms = Terms { reasons: Reasons { policy, short: false }, ..terms() };
        let given = open_with(&scene, terms, &[]).by(MEMBER);
        let written = |command| given.clone().when(command).answer.map(|events| events.len());
        assert_eq!(written(vote(stance)), without, "{policy:?} {stance:?} without");
        assert_eq!(written(reasoned(stance, "So")), with, "{policy:?} {stance:?} with");
    }
}

#[test]
fn reasons_have_as_many_characters_as_the_terms_allow() {
    let scene = here();
    for (short, at_most) in [(true, 500), (false, 10_000)] {
        let policy = ReasonPolicy::Optional;
        let terms = Terms { reasons: Reasons { policy, short }, ..terms() };
        let given = open_with(&scene, terms, &[]).by(MEMBER);
        let answer = |chars| {
            let reason = Some(long("reason", chars));
            let command = Command::CastVote { ballot: Ballot::Stance(Stance::Agree), reason };
            given.clone().when(command).answer
        };
        assert!(answer(at_most).is_ok());
        for chars in [0, at_most + 1] {
            assert_eq!(answer(chars), Err(length("reason", chars, 1, at_most).into()));
        }
    }
}

#[test]
fn an_imported_vote_counts_unless_it_is_not_newer_than_the_newest_imported_one() {
    let scene = here();
    let given = imported(open(&scene, &[]).by(MEMBER), then(2));
    let first = imported_vote(Stance::Agree, None, 2);
    let given = given.when(vote(Stance::Agree)).then(&[first]);
    for hour in [1, 2] {
        imported(given.clone(), then(hour)).when(vote(Stance::Block)).then_nothing();
    }
    let second = imported_vote(Stance::Block, Some(Stance::Agree), 3);
    imported(given, then(3)).when(vote(Stance::Block)).then(&[second]);
}

#[test]
fn importing_again_changes_nothing_after_a_withdrawal_or_the_close_either() {
    let scene = here();
    let before = [imported_vote(Stance::Agree, None, 2), withdrawn(Stance::Agree)];
    let again = imported(open(&scene, &before).by(MEMBER), then(2));
    again.clone().when(vote(Stance::Agree)).then_nothing();
    again.at(closes_at()).when(vote(Stance::Agree)).then_nothing();
    let newer = imported(open(&scene, &before).by(MEMBER), then(3)).at(closes_at());
    let refusal = Refusal::VotingClosed { closed_at: closes_at() };
    newer.when(vote(Stance::Agree)).then_refused(refusal);
}

#[test]
fn an_imported_vote_never_replaces_a_newer_one() {
    let scene = here();
    let given = open(&scene, &[voted(MEMBER, Stance::Agree)]).by(MEMBER);
    imported(given, then(2)).when(vote(Stance::Block)).then_nothing();
}
