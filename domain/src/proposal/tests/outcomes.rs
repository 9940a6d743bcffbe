//! Outcomes, and reactions.

use super::*;
use crate::reaction::Emoji;

fn written(words: &str, option: Option<u8>, review_at: Option<Timestamp>) -> Event {
    Event::OutcomeWritten {
        outcome: OUTCOME,
        statement: text("statement", words),
        option,
        review_at,
        by: AUTHOR,
        at: hours(8 * 24),
    }
}

fn revise(words: &str, review_at: Option<Timestamp>, expected_revision: u32) -> Command {
    let statement = text("statement", words);
    Command::ReviseOutcome {
        outcome: OUTCOME,
        statement,
        option: None,
        review_at,
        expected_revision,
    }
}

#[test]
fn an_outcome_is_written_after_the_close_and_revised() {
    let scene = here();
    let given = ended(&scene, &[]).by(AUTHOR);
    let statement = text("statement", "Rye");
    let command =
        Command::WriteOutcome { outcome: OUTCOME, statement, option: None, review_at: None };
    let given = given.when(command).then(&[written("Rye", None, None)]);
    let statement = text("statement", "Rye, mostly");
    let at = hours(8 * 24);
    let (outcome, option, review_at, by) = (OUTCOME, None, Some(hours(9000)), ADMIN);
    let event = Event::OutcomeRevised { outcome, statement, option, review_at, by, at };
    let after = given.by(ADMIN).when(revise("Rye, mostly", review_at, 1)).then(&[event]);
    assert_eq!(after.state.outcome().map(|outcome| outcome.revision), Some(2));
}

#[test]
fn a_new_outcome_replaces_the_last() {
    let scene = here();
    let given = ended(&scene, &[written("Rye", None, None)]).by(AUTHOR);
    let (outcome, statement) = (OutcomeId::from_u128(7), text("statement", "Oats"));
    let command = Command::WriteOutcome { outcome, statement, option: None, review_at: None };
    let event = Event::OutcomeWritten {
        outcome,
        statement,
        option: None,
        review_at: None,
        by: AUTHOR,
        at: hours(8 * 24),
    };
    let after = given.when(command).then(&[event]);
    assert_eq!(after.state.outcome().map(|outcome| outcome.id), Some(outcome));
    after.when(revise("Spelt", None, 1)).then_refused(Refusal::OutcomeNotFound);
}

#[test]
fn a_review_date_that_has_passed_may_stay() {
    let scene = here();
    let review_at = Some(hours(9 * 24));
    let now = hours(10 * 24);
    let given = ended(&scene, &[written("Rye", None, review_at)]).by(AUTHOR).at(now);
    let statement = text("statement", "Oats");
    let (outcome, option, by, at) = (OUTCOME, None, AUTHOR, now);
    let event = Event::OutcomeRevised { outcome, statement, option, review_at, by, at };
    given.clone().when(revise("Oats", review_at, 1)).then(&[event]);
    let past = hours(9 * 24 + 1);
    let refusal = Refusal::ReviewInPast { review_at: past, now };
    given.when(revise("Oats", Some(past), 1)).then_refused(refusal);
}

#[test]
fn the_same_words_again_are_no_revision_whatever_they_were_made_from() {
    let scene = here();
    let given = ended(&scene, &[written("Rye", None, None)]).by(AUTHOR);
    given.when(revise("Rye", None, 7)).then_nothing();
}

#[test]
fn an_outcome_names_an_option_that_there_is() {
    let scene = here();
    let method = choose(1, 1, false);
    let before = [
        raised_with(Terms { method, ..terms() }),
        opened(1),
        closed(ClosingCause::Time, closes_at()),
    ];
    let given = proposal(&scene, &before).by(AUTHOR).at(hours(8 * 24));
    let chosen = |option| Command::WriteOutcome {
        outcome: OUTCOME,
        statement: text("statement", "Rye"),
        option: Some(option),
        review_at: None,
    };
    for option in [0, 4] {
        let refusal = Refusal::NoSuchOption { option, options: 3 };
        given.clone().when(chosen(option)).then_refused(refusal);
    }
    given.when(chosen(3)).then(&[written("Rye", Some(3), None)]);
}

#[test]
fn everybody_reacts_once_with_each_emoji() {
    let scene = here();
    let emoji: Emoji = "🎉".parse().expect("it is an emoji");
    let person = MEMBER;
    for target in [ProposalReactionTarget::Proposal, ProposalReactionTarget::Outcome(OUTCOME)] {
        let given = ended(&scene, &[written("Rye", None, None)]).by(person);
        let added = Event::ProposalReactionAdded { target, person, emoji };
        let given = given.when(Command::React { target, emoji }).then(&[added]);
        let removed = Event::ProposalReactionRemoved { target, person, emoji };
        given.when(Command::Unreact { target, emoji }).then(&[removed]);
    }
}
