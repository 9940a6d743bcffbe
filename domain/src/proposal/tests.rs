//! What may be done with a proposal.

mod absence;
mod announcing;
mod clock;
mod closing;
mod commands;
mod delegation;
mod drafts;
mod edits;
mod electorates;
mod jobs;
mod laws;
mod methods;
mod notes;
mod outcomes;
mod raising;
mod refusals;
mod schulze;
mod stv;
mod stv_known;
mod stv_wards;
mod tables;
mod tallies;
mod tally_laws;
mod votes;

use jiff::{SignedDuration, Timestamp};

use super::scene::{GROUP_VERSION, closed, draft, opened, raised, raised_with, terms, voted};
use super::*;
use crate::decider::{Facts, Origin};
use crate::discussion;
use crate::discussion::scene::{ADMIN, AUTHOR, DISCUSSION, GUEST, MEMBER, STRANGER, Scene, let_in};
use crate::group::{self, Privacy, Role};
use crate::id::{OutcomeId, PersonId, ProposalId};
use crate::refusal::TextLength;
use crate::scenario::{Given, NOW, folded, given, hours, person, text};
use crate::text::Text;

const PROPOSAL: ProposalId = ProposalId::from_u128(5);
const OUTCOME: OutcomeId = OutcomeId::from_u128(6);
const OPTIONS: [&str; 3] = ["Rye", "Spelt", "Oats"];

/// When voting ends, in a proposal of the scene.
fn closes_at() -> Timestamp {
    hours(7 * 24)
}

fn just_before(time: Timestamp) -> Timestamp {
    time - SignedDuration::from_millis(1)
}

/// The scene in a group that sees to itself who joins.
fn here() -> Scene {
    Scene::new(Privacy::Closed)
}

/// These events of a proposal in this scene.
fn proposal<'a>(scene: &'a Scene, events: &[Event]) -> Given<'a, Proposal> {
    given(events).with(|facts| {
        let facts = Facts { target: Some(PROPOSAL.into()), ..facts };
        Facts { discussion: Some(&scene.discussion), ..scene.around(facts) }
    })
}

/// The open proposal with these terms, once these events happened.
fn open_with<'a>(scene: &'a Scene, terms: Terms, events: &[Event]) -> Given<'a, Proposal> {
    proposal(scene, &[&[raised_with(terms), opened(1)], events].concat())
}

/// The open proposal, once these events happened.
fn open<'a>(scene: &'a Scene, events: &[Event]) -> Given<'a, Proposal> {
    open_with(scene, terms(), events)
}

/// The closed proposal, once these events happened.
fn ended<'a>(scene: &'a Scene, events: &[Event]) -> Given<'a, Proposal> {
    let ended = closed(ClosingCause::Time, closes_at());
    open(scene, &[&[ended], events].concat()).at(hours(8 * 24))
}

fn options() -> Vec<Text> {
    OPTIONS.map(|words| text(words, words)).to_vec()
}

fn choose(min: u8, max: u8, none_of_these: bool) -> Method {
    Method::Choose { options: options(), min, max, none_of_these }
}

fn score(min: i32, max: i32) -> Method {
    Method::Score { options: options(), min, max }
}

fn allocate(budget: u32) -> Method {
    Method::Allocate { options: options(), budget }
}

fn rank(min: u8) -> Method {
    Method::Rank { options: options(), min }
}

fn rank_stv(seats: u8, variant: StvVariant) -> Method {
    let rules = StvRules { seats, variant, quota: StvQuota::Droop };
    Method::RankStv { options: options(), rules }
}

fn slot(text: &str) -> Slot {
    text.parse().expect("it is a date or a time")
}

/// Two evenings, and the day between.
fn schedule() -> Method {
    let slots = ["2026-12-01T18:00:00Z", "2026-12-02", "2026-12-02T19:30:00+01:00"];
    Method::Schedule { options: slots.map(slot).to_vec() }
}

/// One of each method.
fn methods() -> Vec<Method> {
    vec![
        Method::Consent,
        choose(1, 2, true),
        score(-5, 5),
        allocate(8),
        rank(1),
        rank_stv(2, StvVariant::Scottish),
        Method::RankPairs { options: options() },
        schedule(),
        Method::Count { target: 2 },
        Method::Ask,
    ]
}

fn length(field: &'static str, chars: u32, at_least: u32, at_most: u32) -> TextLength {
    TextLength { field, chars, at_least, at_most }
}

/// A text of so many characters.
fn long(field: &str, chars: u32) -> Text {
    Text { chars, ..text(field, "") }
}

fn raise(draft: Draft) -> Command {
    Command::Raise { discussion: DISCUSSION, draft: Box::new(draft) }
}

fn vote(stance: Stance) -> Command {
    Command::CastVote { ballot: Ballot::Stance(stance), reason: None }
}

fn choice(options: &[u8]) -> Command {
    ballot(Ballot::Options(options.to_vec()))
}

const fn ballot(ballot: Ballot) -> Command {
    Command::CastVote { ballot, reason: None }
}

fn imported(given: Given<'_, Proposal>, at: Timestamp) -> Given<'_, Proposal> {
    given.with(|facts| Facts { origin: Origin::Import(at), ..facts })
}

/// The vote of somebody who is no longer in the electorate is withdrawn.
fn out_of_electorate(voter: PersonId, stance: Stance, at: Timestamp) -> Event {
    let (replaces, cause) = (Ballot::Stance(stance), Withdrawal::LeftElectorate);
    Event::VoteWithdrawn { voter, replaces, cause, at }
}
