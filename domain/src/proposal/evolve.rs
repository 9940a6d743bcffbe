//! How a proposal's events fold.

use std::collections::{HashMap, HashSet};

use super::event::{ClosingCause, Event};
use super::state::{Cast, Outcome, Proposal, Raised, Stage};

impl Proposal {
    /// Takes one stored event into the state; what does not fit changes nothing.
    pub(super) fn apply(&mut self, event: &Event) {
        if let Some(raised) = self.0.as_deref_mut() {
            raised.apply(event);
        } else if let Event::ProposalRaised {
            discussion,
            group,
            author,
            terms,
            opens_at,
            closes_at,
            at,
            imported,
        } = event
        {
            self.0 = Some(Box::new(Raised {
                discussion: *discussion,
                group: *group,
                author: *author,
                terms: terms.clone(),
                opens_at: *opens_at,
                closes_at: *closes_at,
                opening: 0,
                revision: 1,
                stage: Stage::Pending,
                // When it was raised elsewhere is no matter here.
                unsettled_since: if *imported { *opens_at } else { *at },
                voters: HashMap::new(),
                writers: HashSet::from([*author]),
                notes: HashSet::new(),
                outcome: None,
                reactions: HashSet::new(),
                told: HashMap::new(),
            }));
        }
    }
}

impl Raised {
    fn apply(&mut self, event: &Event) {
        match event {
            Event::VoteCast { voter, ballot, reason, at, imported, .. } => {
                let voter = self.voters.entry(*voter).or_default();
                voter.cast = Some(Cast { ballot: ballot.clone(), reason: *reason, at: *at });
                if *imported {
                    voter.imported_at = voter.imported_at.max(Some(*at));
                }
            }
            Event::VoteWithdrawn { voter, .. } => {
                if let Some(voter) = self.voters.get_mut(voter) {
                    voter.cast = None;
                }
            }
            Event::ProposalRaised { .. } => {}
            Event::ProposalEdited { terms, by, .. } => {
                self.terms = terms.clone();
                self.revision = self.revision.saturating_add(1);
                self.writers.insert(*by);
            }
            Event::NoteAdded { note, by, .. } => {
                self.notes.insert(*note);
                self.writers.insert(*by);
            }
            Event::ProposalReactionAdded { target, person, emoji } => {
                self.reactions.insert((*target, *person, *emoji));
            }
            Event::ProposalReactionRemoved { target, person, emoji } => {
                self.reactions.remove(&(*target, *person, *emoji));
            }
            Event::ProposalAnnounced { target, to, .. } => {
                self.told.entry(*target).or_default().apply(to);
            }
            Event::ProposalOpened { .. }
            | Event::ClosingMoved { .. }
            | Event::ClosingSoon { .. }
            | Event::ProposalClosed { .. }
            | Event::ProposalReopened { .. } => self.apply_to_stage(event),
            Event::OutcomeWritten { .. }
            | Event::OutcomeRevised { .. }
            | Event::OutcomeReviewDue { .. } => self.apply_to_outcome(event),
        }
    }

    fn apply_to_stage(&mut self, event: &Event) {
        match event {
            Event::ProposalOpened { opening, opens_at, closes_at, group_version } => {
                self.opening = *opening;
                self.opens_at = *opens_at;
                self.closes_at = *closes_at;
                self.stage = Stage::Open { group_version: *group_version, reminded_of: None };
            }
            Event::ClosingMoved { closes_at, .. } => self.closes_at = *closes_at,
            Event::ClosingSoon { closes_at, .. } => {
                if let Stage::Open { reminded_of, .. } = &mut self.stage {
                    *reminded_of = Some(*closes_at);
                }
            }
            Event::ProposalClosed { cause, closed_at, .. } => {
                let closed_at = *closed_at;
                self.stage = match cause {
                    ClosingCause::Time => Stage::Closed { closed_at, by: None },
                    ClosingCause::Person(by) => Stage::Closed { closed_at, by: Some(*by) },
                    ClosingCause::Withdrawn(_) => Stage::Withdrawn { closed_at },
                };
                if let ClosingCause::Person(by) | ClosingCause::Withdrawn(Some(by)) = cause {
                    self.writers.insert(*by);
                }
            }
            Event::ProposalReopened { at, .. } => {
                self.stage = Stage::Pending;
                self.unsettled_since = *at;
            }
            _ => {}
        }
    }

    fn apply_to_outcome(&mut self, event: &Event) {
        match event {
            Event::OutcomeWritten { outcome, statement, option, review_at, by, .. } => {
                self.outcome = Some(Outcome {
                    id: *outcome,
                    statement: *statement,
                    option: *option,
                    review_at: *review_at,
                    reviewed: None,
                    revision: 1,
                });
                self.writers.insert(*by);
            }
            Event::OutcomeRevised { outcome, statement, option, review_at, by, .. } => {
                if let Some(own) = self.outcome.as_mut().filter(|own| own.id == *outcome) {
                    own.statement = *statement;
                    own.option = *option;
                    own.review_at = *review_at;
                    own.revision = own.revision.saturating_add(1);
                }
                self.writers.insert(*by);
            }
            Event::OutcomeReviewDue { outcome, review_at } => {
                if let Some(own) = self.outcome.as_mut().filter(|own| own.id == *outcome) {
                    own.reviewed = Some(*review_at);
                }
            }
            _ => {}
        }
    }
}
