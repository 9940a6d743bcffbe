//! Telling people of a proposal and of its outcome.

use super::*;
use crate::announcement::{Addressees, Told};

fn announce(target: ProposalReactionTarget, people: &[PersonId]) -> Command {
    Command::Announce { target, to: Addressees::People(people.to_vec()) }
}

fn told(target: ProposalReactionTarget, people: &[PersonId], at: Timestamp) -> Event {
    let to = Told::People(people.to_vec());
    Event::ProposalAnnounced { target, to, by: MEMBER, at }
}

#[test]
fn a_proposal_and_its_outcome_are_announced_each_once() {
    let here = here();
    let statement = text("statement", "Oats");
    let (outcome, option, review_at) = (OUTCOME, None, None);
    let written =
        Event::OutcomeWritten { outcome, statement, option, review_at, by: AUTHOR, at: NOW };
    let given = ended(&here, &[written]).by(MEMBER);
    let now = given.facts.now;
    let (proposal, outcome) =
        (ProposalReactionTarget::Proposal, ProposalReactionTarget::Outcome(OUTCOME));
    let given = given.when(announce(proposal, &[AUTHOR, STRANGER, MEMBER])).then(&[told(
        proposal,
        &[AUTHOR],
        now,
    )]);
    let given = given.when(announce(outcome, &[AUTHOR, ADMIN])).then(&[told(
        outcome,
        &[ADMIN, AUTHOR],
        now,
    )]);
    given.clone().when(announce(outcome, &[ADMIN])).then_nothing();
    let to = Addressees::Everybody;
    let everybody = Told::Members { group_version: here.group.version(), parent_version: None };
    let event = Event::ProposalAnnounced { target: proposal, to: everybody, by: MEMBER, at: now };
    given.when(Command::Announce { target: proposal, to }).then(&[event]);
}

#[test]
fn only_the_outcome_that_stands_is_announced() {
    let here = here();
    let outcome = ProposalReactionTarget::Outcome(OUTCOME);
    ended(&here, &[])
        .by(MEMBER)
        .when(announce(outcome, &[AUTHOR]))
        .then_refused(Refusal::OutcomeNotFound);
}
