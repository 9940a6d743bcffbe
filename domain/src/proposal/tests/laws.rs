//! What holds whatever happens.

use proptest::prelude::*;

use super::*;
use crate::announcement::{Addressees, Told};
use crate::decider::{Actor, Decider as _};
use crate::id::{NoteId, TagId};
use crate::scenario::check_stored_forms;

/// Examples of what is put to the vote, and when.
fn terms_and_times() -> Vec<Event> {
    let full = Terms {
        details: Some(text("details", "Daily")),
        method: choose(1, 2, true),
        electorate: Electorate::Named(vec![ADMIN, MEMBER]),
        quorum: Some(50),
        rule: Some(Rule::Threshold { percent: 66, of: ThresholdBase::OfElectorate }),
        tags: vec![TagId::from_u128(6)],
        ..terms()
    };
    let others = methods().into_iter().map(|method| raised_with(Terms { method, ..terms() }));
    let mut events: Vec<_> = others.collect();
    events.extend([
        raised(),
        raised_with(full.clone()),
        Event::ProposalEdited { terms: full, by: AUTHOR, at: NOW },
        opened(1),
        Event::ClosingMoved { closes_at: hours(200), by: AUTHOR, at: NOW },
        Event::ClosingSoon { opening: 1, closes_at: hours(200) },
        closed(ClosingCause::Time, closes_at()),
        closed(ClosingCause::Withdrawn(None), NOW),
        Event::ProposalClosed {
            opening: 1,
            cause: ClosingCause::Person(AUTHOR),
            closed_at: NOW,
            reason: Some(text("reason", "So")),
            tally: Tally::Choose { options: vec![1, 0, 2], none_of_these: 3 },
            voters: 6,
            electorate: 9,
            verdict: Verdict::Tied,
            delegated: Some(Delegated {
                votes: 2,
                tally: Tally::Choose { options: vec![0, 0, 2], none_of_these: 0 },
                weights: vec![Weight { voter: MEMBER, others: 2 }],
            }),
        },
        Event::ProposalReopened { by: AUTHOR, at: NOW },
    ]);
    events.extend(methods().iter().map(|method| counted(tally(method, &[]))));
    events
}

/// The close with this tally.
fn counted(tally: Tally) -> Event {
    Event::ProposalClosed {
        opening: 1,
        cause: ClosingCause::Time,
        closed_at: NOW,
        reason: None,
        tally,
        voters: 0,
        electorate: 9,
        verdict: Verdict::None,
        delegated: None,
    }
}

/// Examples of votes.
fn votes() -> Vec<Event> {
    let (voter, at, reason) = (MEMBER, NOW, Some(text("reason", "So")));
    let chosen = Ballot::Options(vec![1, 2]);
    let cast = |ballot, replaces| {
        let imported = true;
        Event::VoteCast { voter, ballot, reason, replaces, at, imported }
    };
    let cause = Withdrawal::Voter;
    vec![
        voted(MEMBER, Stance::Agree),
        cast(chosen.clone(), Some(Ballot::NoneOfThese)),
        cast(Ballot::NoneOfThese, None),
        cast(Ballot::Scores(vec![(1, -5), (2, 5)]), None),
        cast(Ballot::Points(vec![(2, 8)]), Some(Ballot::Points(vec![]))),
        cast(Ballot::Ranking(vec![2, 1]), None),
        cast(Ballot::Preferences(vec![2, 1]), Some(Ballot::Preferences(vec![1]))),
        cast(Ballot::Tiers(vec![vec![2, 3], vec![1]]), None),
        cast(Ballot::Availabilities(vec![(1, Availability::IfNeeded)]), None),
        cast(Ballot::Participation(Participation::In), None),
        cast(Ballot::Answer, Some(Ballot::Answer)),
        Event::VoteWithdrawn { voter, replaces: chosen, cause, at },
        out_of_electorate(ADMIN, Stance::Block, NOW),
    ]
}

/// Examples of outcomes, reactions and notes.
fn outcomes() -> Vec<Event> {
    let emoji = "👍".parse().expect("it is an emoji");
    let (outcome, statement) = (OUTCOME, text("statement", "Rye"));
    let (person, by, at) = (MEMBER, AUTHOR, NOW);
    let (option, review_at) = (Some(1), Some(hours(9)));
    let target = ProposalReactionTarget::Proposal;
    let to_outcome = ProposalReactionTarget::Outcome(outcome);
    vec![
        Event::OutcomeWritten { outcome, statement, option: None, review_at: None, by, at },
        Event::OutcomeRevised { outcome, statement, option, review_at, by, at },
        Event::OutcomeReviewDue { outcome, review_at: hours(9) },
        Event::NoteAdded { note: NoteId::from_u128(7), body: statement, by, at },
        Event::ProposalReactionAdded { target, person, emoji },
        Event::ProposalReactionRemoved { target: to_outcome, person, emoji },
        Event::ProposalAnnounced {
            target: to_outcome,
            to: Told::Members { group_version: 4, parent_version: Some(2) },
            by: person,
            at: NOW,
        },
        Event::ProposalAnnounced { target, to: Told::People(vec![ADMIN]), by: person, at: NOW },
    ]
}

/// One event of each type, some in several forms.
fn examples() -> Vec<Event> {
    [terms_and_times(), votes(), outcomes()].concat()
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(&examples(), include_str!("../event.rs"), Event::name, Event::texts);
}

fn times() -> impl Strategy<Value = Timestamp> {
    (-48..400_i64).prop_map(hours)
}

fn stances() -> impl Strategy<Value = Stance> {
    prop::sample::select(vec![Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block])
}

fn commands() -> impl Strategy<Value = Command> {
    let words = || prop::sample::select(vec!["Rye", "Oats", ""]);
    let target = ProposalReactionTarget::Proposal;
    let emoji = "👍".parse().expect("it is an emoji");
    let people = prop::sample::select(vec![ADMIN, AUTHOR, MEMBER, STRANGER]);
    prop_oneof![
        8 => stances().prop_map(vote),
        2 => Just(Command::WithdrawVote),
        2 => people.prop_map(|voter| Command::WithdrawVoteOf { voter }),
        2 => (words(), 1..3_u32).prop_map(|(words, expected_revision)| Command::Edit {
            changes: Box::new(Changes {
                title: Some(text("title", words)),
                reminder: Some(Reminder::All),
                ..Changes::default()
            }),
            expected_revision,
        }),
        2 => times().prop_map(|closes_at| Command::MoveClosing { closes_at }),
        1 => words().prop_map(|words| Command::CloseEarly { reason: text("reason", words) }),
        1 => Just(Command::Withdraw { reason: None }),
        3 => times().prop_map(|closes_at| Command::Reopen { closes_at }),
        2 => (1..4_u32).prop_map(|opening| Command::CloseDue { opening }),
        2 => (1..4_u32).prop_map(|opening| Command::Open { opening }),
        2 => (1..4_u32).prop_map(|opening| Command::Remind { opening, closes_at: closes_at() }),
        2 => (words(), prop::option::of(times())).prop_map(|(words, review_at)| {
            let statement = text("statement", words);
            Command::WriteOutcome { outcome: OUTCOME, statement, option: None, review_at }
        }),
        1 => times().prop_map(|review_at| Command::ReviewDue { outcome: OUTCOME, review_at }),
        1 => Just(Command::React { target, emoji }),
        1 => Just(Command::Unreact { target, emoji }),
        1 => Just(Command::Announce { target, to: Addressees::Everybody }),
    ]
}

fn actors() -> impl Strategy<Value = Actor> {
    let people = prop::sample::select(vec![ADMIN, AUTHOR, MEMBER, STRANGER]);
    prop_oneof![1 => Just(Actor::System), 3 => people.prop_map(Actor::Person)]
}

/// What a history says about its openings, found by looking only at its events.
#[derive(Default)]
struct Openings {
    open: Option<(u32, Timestamp, Timestamp)>,
    closes: u32,
}

impl Openings {
    fn see(&mut self, event: &Event) {
        match event {
            Event::ProposalOpened { opening, opens_at, closes_at, .. } => {
                assert!(self.open.is_none(), "one opening at a time");
                assert_eq!(*opening, self.closes + 1);
                self.open = Some((*opening, *opens_at, *closes_at));
            }
            Event::ClosingMoved { closes_at, .. } => {
                let (opening, opens_at, _) = self.open.expect("it is open");
                self.open = Some((opening, opens_at, *closes_at));
            }
            Event::VoteCast { at, .. } => {
                let (_, opens_at, closes_at) = self.open.expect("votes are cast while it is open");
                assert!(opens_at <= *at && *at < closes_at);
            }
            Event::ProposalClosed { opening, cause, closed_at, tally, voters, .. } => {
                let (current, _, closes_at) = self.open.take().expect("it was open");
                assert_eq!(*opening, current, "one close per opening");
                assert!(*cause != ClosingCause::Time || *closed_at == closes_at);
                let Tally::Consent { agree, abstain, disagree, block } = tally else {
                    panic!("{tally:?}");
                };
                assert_eq!(agree + abstain + disagree + block, *voters);
                self.closes += 1;
            }
            _ => {}
        }
    }
}

proptest! {
    #[test]
    fn any_order_of_events_folds(
        events in prop::collection::vec(prop::sample::select(examples()), 0..60)
    ) {
        let proposal: Proposal = folded(&events);
        let raised = events.iter().any(|it| matches!(it, Event::ProposalRaised { .. }));
        prop_assert_eq!(proposal.exists(), raised);
    }

    /// Whatever folds can also be asked anything.
    #[test]
    fn no_state_is_too_odd_to_decide_on(
        events in prop::collection::vec(prop::sample::select(examples()), 0..40),
        actor in actors(), command in commands(), now in times(),
    ) {
        let scene = here();
        let given = proposal(&scene, &events);
        let facts = Facts { now, actor, ..given.facts };
        if let Ok(events) = given.state.decide(&command, &facts) {
            let mut state = given.state;
            for event in &events {
                state.evolve(event);
            }
        }
    }

    #[test]
    fn each_opening_is_closed_once_and_what_was_done_is_not_done_again(
        asked in prop::collection::vec((actors(), 0..30_i64, commands()), 0..80)
    ) {
        let scene = here().left(STRANGER, NOW);
        let mut state = open(&scene, &[]).state;
        let mut openings = Openings::default();
        openings.see(&opened(1));
        let mut now = NOW;
        for (actor, passed, command) in asked {
            now += SignedDuration::from_hours(passed);
            let facts = Facts { now, actor, ..open(&scene, &[]).facts };
            let Ok(events) = state.decide(&command, &facts) else { continue };
            for event in &events {
                openings.see(event);
                state.evolve(event);
            }
            prop_assert_eq!(openings.open.is_some_and(|(_, from, to)| from <= now && now < to),
                state.is_open_at(now));
            prop_assert_eq!(state.decide(&command, &facts), Ok(vec![]), "{:?}", command);
        }
    }
}
