//! Proposals as readers get them.

use domain::proposal::{
    ClosingCause, Electorate, Method, Reasons, Reminder, Results, Roll, Rule, Tally, Verdict,
};
use domain::{DiscussionId, GroupId, OutcomeId, PersonId, ProposalId, Timestamp};
use eventlog::Position;
use serde::{Deserialize, Serialize};
use tokio_postgres::Row;

use crate::reader::{Cells, Cursor, HasCursor, ReadError, listed_by_position};
use crate::words::Words;

/// A proposal that the viewer sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProposalRow {
    /// Which.
    pub id: ProposalId,
    /// The discussion that it is raised in.
    pub discussion: DiscussionId,
    /// The group that it was raised in; none if the discussion was direct then.
    pub group: Option<GroupId>,
    /// Who raised it.
    pub author: PersonId,
    /// The title; removed if the discussion was discarded.
    pub title: Words,
    /// The details; removed if the discussion was discarded.
    pub details: Words,
    /// How the decision is made.
    pub method: MethodRow,
    /// Who may vote.
    pub electorate: Electorate,
    /// At what moment the electorate is taken.
    pub roll: Roll,
    /// Whether votes come with reasons.
    pub reasons: Reasons,
    /// When results are seen.
    pub results: Results,
    /// Percent of the electorate that must have voted.
    pub quorum: Option<u8>,
    /// What makes it pass.
    pub rule: Option<Rule>,
    /// Who is reminded before it closes.
    pub reminder: Reminder,
    /// 1, and one more with every edit.
    pub revision: u32,
    /// When it was raised.
    pub raised_at: Timestamp,
    /// When it was last edited.
    pub edited_at: Option<Timestamp>,
    /// Whether it came with an imported history.
    pub imported: bool,
    /// When voting begins, or last began.
    pub opens_at: Timestamp,
    /// When voting ends, or was to end.
    pub closes_at: Timestamp,
    /// How often voting began.
    pub opening: u32,
    /// Whether the log says that voting began, and not that it is to begin again.
    pub opened: bool,
    /// The newest close, unless voting was reopened since.
    pub close: Option<CloseRow>,
    /// The outcome that stands.
    pub outcome: Option<OutcomeId>,
    /// Whether its discussion was discarded.
    pub discarded: bool,
    /// Whether its electorate is named, and the viewer may see who that is: whoever may see who has
    /// not voted.
    pub sees_named: bool,
    /// Whether the viewer sees results now.
    pub sees_results: bool,
    /// Where it begins in the log.
    pub position: Position,
}

/// How the decision is made, with the words of the options.
pub type MethodRow = Method<Words>;

/// How far a proposal is, by the log and the clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Voting has not begun.
    Scheduled,
    /// Votes are taken.
    Open,
    /// The time is over; the log does not say it yet.
    Ended,
    /// Voting ended.
    Closed,
    /// It was withdrawn.
    Withdrawn,
}

/// How voting ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CloseRow {
    /// Of which opening.
    pub opening: u32,
    /// Why.
    pub cause: ClosingCause,
    /// When.
    pub closed_at: Timestamp,
    /// What whoever closed it by hand says to it.
    pub reason: Words,
    /// How many people could have voted.
    pub electorate: u32,
    /// What was counted; hidden again while voting is reopened and results are hidden.
    pub counted: Option<Counted>,
}

/// What was counted at a close.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// What the votes add up to.
    pub tally: Tally,
    /// How many people voted, themselves or by a delegate.
    pub voters: u32,
    /// What it means.
    pub verdict: Verdict,
    /// What delegated votes did in it, if any counted.
    pub delegated: Option<DelegatedRow>,
}

/// What delegated votes did in a close.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DelegatedRow {
    /// For how many people somebody else's vote counted.
    pub votes: u32,
    /// What these votes alone add up to.
    pub tally: Tally,
}

listed_by_position!(ProposalRow, id);

impl HasCursor for CloseRow {
    fn cursor(&self) -> Cursor {
        Cursor { key: self.opening.into(), id: 0 }
    }
}

impl CloseRow {
    /// From the columns of `closes`, where `sees_results` says whether the counts are seen.
    pub(super) fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let counted = if cells.get("sees_results")? {
            Some(Counted {
                tally: cells.json("tally")?,
                voters: cells.count("voters")?,
                verdict: cells.word("verdict")?,
                delegated: cells.maybe_json("delegated")?,
            })
        } else {
            None
        };
        Ok(Self {
            opening: cells.count("close_opening")?,
            cause: cells.json("cause")?,
            closed_at: cells.time("closed_at")?,
            reason: cells.words_unless(cells.get("gone")?, "reason")?,
            electorate: cells.count("electorate")?,
            counted,
        })
    }
}

impl ProposalRow {
    pub(super) fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let discarded = cells.get("gone")?;
        let method: MethodRow = cells.json("method")?;
        let closed = cells.get::<Option<i32>>("close_opening")?.is_some();
        Ok(Self {
            id: cells.id("id")?,
            discussion: cells.id("discussion_id")?,
            group: cells.maybe_id("group_id")?,
            author: cells.id("author")?,
            title: cells.words_unless(discarded, "title")?,
            details: cells.words_unless(discarded, "details")?,
            method: if discarded { method.map(|_| Words::Removed) } else { method },
            electorate: electorate(&cells)?,
            roll: cells.word("roll")?,
            reasons: Reasons {
                policy: cells.word("reason_policy")?,
                short: cells.get("reasons_short")?,
            },
            results: cells.word("results")?,
            quorum: cells.maybe_small("quorum")?,
            rule: cells.maybe_json("rule")?,
            reminder: cells.word("reminder")?,
            revision: cells.count("revision")?,
            raised_at: cells.time("raised_at")?,
            edited_at: cells.maybe_time("edited_at")?,
            imported: cells.get("imported")?,
            opens_at: cells.time("opens_at")?,
            closes_at: cells.time("closes_at")?,
            opening: cells.count("opening")?,
            opened: cells.get("opened")?,
            close: if closed { Some(CloseRow::read(row)?) } else { None },
            outcome: cells.maybe_id("outcome")?,
            discarded,
            sees_named: cells.get("sees_named")?,
            sees_results: cells.get("sees_results")?,
            position: cells.position("position")?,
        })
    }

    /// How far it is at this time. Voting begins and ends by the clock, whether or not the log
    /// says so yet.
    #[must_use]
    pub fn stage(&self, now: Timestamp) -> Stage {
        match &self.close {
            Some(CloseRow { cause: ClosingCause::Withdrawn(_), .. }) => Stage::Withdrawn,
            Some(_) => Stage::Closed,
            None if now >= self.closes_at => Stage::Ended,
            None if now >= self.opens_at => Stage::Open,
            None => Stage::Scheduled,
        }
    }
}

fn electorate(cells: &Cells<'_>) -> Result<Electorate, ReadError> {
    if cells.get("with_guests")? {
        return Ok(Electorate::MembersAndGuests);
    }
    let named: Option<Vec<uuid::Uuid>> = cells.get("named")?;
    Ok(named.map_or(Electorate::Members, |people| {
        Electorate::Named(people.iter().map(|id| PersonId::from_u128(id.as_u128())).collect())
    }))
}
