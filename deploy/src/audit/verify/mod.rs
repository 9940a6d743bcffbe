//! Counts the closes of a proposal again, from the history before each of them.
//!
//! Ballots and memberships are folded here anew, from the events alone and without the states that
//! the closes were decided on. What both share is what is written down as pure functions of the
//! domain: how ballots add up and what a rule makes of it.

mod absences;
mod ballots;
mod delegations;
mod guests;
mod roll;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;

use domain::proposal::{
    Ballot, ClosingCause, Delegated, Event, Roll, Tally, Terms, Verdict, Weight, tally, verdict,
};
use domain::{
    DiscussionId, GroupId, PersonId, PlatformId, ProposalId, StreamId, StreamKind, Timestamp,
    discussion, group,
};
use eventlog::codec::{self, DecodeError};
use eventlog::{EventLog, LogError, Recorded, Version};
use serde::Serialize;
use serde_json::Value;

use absences::Absences;
use ballots::Ballots;
use delegations::Delegations;
use guests::Guests;
use roll::{Opening, People};

/// A close, and how what it says compares with what comes out when it is counted again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct VerifiedClose {
    /// Where the close is in the log.
    pub position: u64,
    /// Which opening it closed.
    pub opening: u32,
    /// When voting ended.
    pub closed_at: Timestamp,
    /// Whether everything is the same.
    pub same: bool,
    /// What was compared.
    pub compared: Vec<Compared>,
}

/// One thing that a close says.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Compared {
    /// Which.
    pub what: What,
    /// Whether it is what comes out.
    pub same: bool,
    /// What the close says.
    pub recorded: Value,
    /// What comes out.
    pub recomputed: Value,
}

/// What a close says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum What {
    /// What the votes add up to.
    Tally,
    /// How many people voted, themselves or by a delegate.
    Voters,
    /// What delegated votes did in it.
    Delegated,
    /// How many people could have voted.
    Electorate,
    /// What it means.
    Verdict,
}

/// The closes cannot be counted again.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no such proposal in the log.
    #[error("the log has no events of {0}")]
    Absent(StreamId),
    /// The envelope of a close does not say what of the discussion or its group the decision saw.
    #[error("position {0}: the close does not name all that its roll rests on")]
    Unguarded(u64),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// Counts every close of the proposal again, in order.
///
/// # Errors
/// If there is no such proposal, or its history cannot be read.
pub async fn verify(
    log: &dyn EventLog,
    proposal: ProposalId,
) -> Result<Vec<VerifiedClose>, VerifyError> {
    let stream = proposal.into();
    let events = log.read_streams(&[(stream, Version::NONE)]).await?;
    let mut before = Before::default();
    let mut closes = Vec::new();
    for recorded in &events {
        let domain::Event::Proposal(event) = codec::decode(recorded)? else { continue };
        if let Event::ProposalClosed { .. } = event {
            closes.extend(before.count(log, recorded, &event).await?);
        }
        before.take(event);
    }
    if before.about.is_none() { Err(VerifyError::Absent(stream)) } else { Ok(closes) }
}

/// What the history of a proposal says up to some event of it.
#[derive(Default)]
struct Before {
    about: Option<(DiscussionId, Option<GroupId>, Terms)>,
    /// The version of the group's stream at which the roll of the current opening is taken.
    roll_version: u64,
    /// When the current opening began.
    opened_at: Option<Timestamp>,
    ballots: Ballots,
}

impl Before {
    fn take(&mut self, event: Event) {
        match event {
            Event::ProposalRaised { discussion, group, terms, .. } => {
                self.about = Some((discussion, group, terms));
            }
            Event::ProposalEdited { terms, .. } => {
                if let Some((.., own)) = &mut self.about {
                    *own = terms;
                }
            }
            Event::ProposalOpened { group_version, opens_at, .. } => {
                self.roll_version = group_version;
                self.opened_at = Some(opens_at);
            }
            event => self.ballots.take(event),
        }
    }

    /// Counts this close again; nothing if no proposal was raised before it.
    async fn count(
        &self,
        log: &dyn EventLog,
        recorded: &Recorded,
        close: &Event,
    ) -> Result<Option<VerifiedClose>, VerifyError> {
        let Some((discussion, group, terms)) = &self.about else { return Ok(None) };
        let Event::ProposalClosed { opening, cause, closed_at, .. } = close else {
            return Ok(None);
        };
        let around = Around::of(log, recorded, *discussion, *group).await?;
        let counted = self.recount(terms, &around, *closed_at);
        let verdict = match cause {
            ClosingCause::Withdrawn(_) => Verdict::None,
            ClosingCause::Time | ClosingCause::Person(_) => {
                let Recount { tally, voters, electorate, .. } = &counted;
                verdict(terms.rule, terms.quorum, tally, *voters, *electorate)
            }
        };
        let recomputed = [
            (What::Tally, json(&counted.tally)),
            (What::Voters, json(&counted.voters)),
            (What::Delegated, json(&counted.delegated)),
            (What::Electorate, json(&counted.electorate)),
            (What::Verdict, json(&verdict)),
        ];
        Ok(Some(VerifiedClose::new(recorded, *opening, *closed_at, close, recomputed)))
    }

    /// Counts the ballots that stand, by this history of the discussion and its group.
    fn recount(&self, terms: &Terms, around: &Around, closed_at: Timestamp) -> Recount {
        let newest = match terms.roll {
            Roll::AtOpening => self.roll_version,
            Roll::WhileOpen => u64::MAX,
        };
        let let_in_until = self.opened_at.filter(|_| terms.roll == Roll::AtOpening);
        let group = around.group.as_deref();
        let groups = [group.unwrap_or_default(), &around.parent];
        let absences = &around.absences;
        let opening = Opening { newest, taken_at: let_in_until, absences };
        let guests = Guests::of(&around.discussion, &groups, opening, closed_at);
        let roll = People::of(group, &around.parent, guests, opening, closed_at);
        let could_vote = |person| roll.includes(&terms.electorate, person);
        let ballots = self.ballots.of(|voter, cast_at| {
            could_vote(voter) && !roll.left_since(&terms.electorate, cast_at, voter)
        });
        let others: BTreeMap<PersonId, u32> = if terms.method.takes_delegation() {
            let group = group.unwrap_or_default();
            Delegations::at(group, closed_at).others(&terms.tags, could_vote, &ballots)
        } else {
            BTreeMap::new()
        };
        let by_others = || others.iter().map(|(voter, others)| (&ballots[voter], *others));
        let delegated = (!others.is_empty()).then(|| Delegated {
            votes: others.values().sum(),
            tally: tally(&terms.method, repeated(by_others())),
            weights: others
                .iter()
                .map(|(voter, others)| Weight { voter: *voter, others: *others })
                .collect(),
        });
        let themselves = ballots.values().map(|ballot| (ballot, 1));
        let voters = u32::try_from(ballots.len()).unwrap_or(u32::MAX);
        Recount {
            tally: tally(&terms.method, repeated(themselves.chain(by_others()))),
            voters: voters.saturating_add(others.values().sum()),
            delegated,
            electorate: roll.count(&terms.electorate),
        }
    }
}

/// What happened around a proposal before one of its closes, as far as the decision saw it.
struct Around {
    discussion: Vec<discussion::Event>,
    /// Nothing around a direct discussion.
    group: Option<Vec<group::Event>>,
    /// Nothing if the group has no parent.
    parent: Vec<group::Event>,
    absences: Absences,
}

impl Around {
    /// Reads the streams that the close names as its guards, up to the versions that it names.
    async fn of(
        log: &dyn EventLog,
        close: &Recorded,
        discussion: DiscussionId,
        group: Option<GroupId>,
    ) -> Result<Self, VerifyError> {
        let seen = |stream: StreamId| {
            let guard = close.guards.iter().find(|guard| guard.stream == stream);
            guard.map(|guard| guard.version).ok_or(VerifyError::Unguarded(close.position.0))
        };
        let absences = absences(log, close).await?;
        let mut around = Self { discussion: Vec::new(), group: None, parent: Vec::new(), absences };
        let stream = StreamId::from(discussion);
        for event in history(log, stream, seen(stream)?).await? {
            if let domain::Event::Discussion(event) = event {
                around.discussion.push(event);
            }
        }
        let Some(group) = group else { return Ok(around) };
        let own = StreamId::from(group);
        around.group = Some(in_group(history(log, own, seen(own)?).await?));
        let is_parent = |stream: StreamId| stream.kind == StreamKind::Group && stream != own;
        for guard in close.guards.iter().filter(|guard| is_parent(guard.stream)) {
            around.parent = in_group(history(log, guard.stream, guard.version).await?);
        }
        Ok(around)
    }
}

/// Who was away, as far as the close knew. What was written before there was a platform names none.
async fn absences(log: &dyn EventLog, close: &Recorded) -> Result<Absences, VerifyError> {
    let stream = StreamId::from(PlatformId::ONE);
    let Some(guard) = close.guards.iter().find(|guard| guard.stream == stream) else {
        return Ok(Absences::default());
    };
    let events = history(log, stream, guard.version).await?.into_iter();
    let events = events.filter_map(|event| match event {
        domain::Event::Platform(event) => Some(event),
        _ => None,
    });
    Ok(Absences::of(&events.collect::<Vec<_>>()))
}

fn in_group(history: Vec<domain::Event>) -> Vec<group::Event> {
    let events = history.into_iter().filter_map(|event| match event {
        domain::Event::Group(event) => Some(event),
        _ => None,
    });
    events.collect()
}

/// What comes out.
struct Recount {
    tally: Tally,
    voters: u32,
    delegated: Option<Delegated>,
    electorate: u32,
}

/// Each ballot as often as it says.
fn repeated<'a>(
    ballots: impl Iterator<Item = (&'a &'a Ballot, u32)>,
) -> impl Iterator<Item = &'a Ballot> {
    ballots.flat_map(|(ballot, times)| std::iter::repeat_n(*ballot, times as usize))
}

/// What happened in a stream up to this version.
async fn history(
    log: &dyn EventLog,
    stream: StreamId,
    up_to: Version,
) -> Result<Vec<domain::Event>, VerifyError> {
    let mut history = Vec::new();
    for recorded in log.read_streams(&[(stream, Version::NONE)]).await? {
        if recorded.version <= up_to {
            history.push(codec::decode(&recorded)?);
        }
    }
    Ok(history)
}

impl VerifiedClose {
    fn new(
        at: &Recorded,
        opening: u32,
        closed_at: Timestamp,
        close: &Event,
        recomputed: [(What, Value); 5],
    ) -> Self {
        let compared: Vec<Compared> = recomputed
            .into_iter()
            .map(|(what, recomputed)| {
                let recorded = what.said_by(close);
                Compared { what, same: recorded == recomputed, recorded, recomputed }
            })
            .collect();
        let same = compared.iter().all(|compared| compared.same);
        Self { position: at.position.0, opening, closed_at, same, compared }
    }
}

impl What {
    fn said_by(self, close: &Event) -> Value {
        let Event::ProposalClosed { tally, voters, delegated, electorate, verdict, .. } = close
        else {
            return Value::Null;
        };
        match self {
            Self::Tally => json(tally),
            Self::Voters => json(voters),
            Self::Delegated => json(delegated),
            Self::Electorate => json(electorate),
            Self::Verdict => json(verdict),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Tally => "tally",
            Self::Voters => "voters",
            Self::Delegated => "delegated",
            Self::Electorate => "electorate",
            Self::Verdict => "verdict",
        }
    }
}

/// What is stored of a value.
fn json(value: &impl Serialize) -> Value {
    serde_json::to_value(value).unwrap_or_default()
}

impl fmt::Display for VerifiedClose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { position, opening, closed_at, compared, .. } = self;
        write!(f, "close of opening {opening} at {closed_at}, position {position}")?;
        for compared in compared {
            write!(f, "\n  {:<11} {compared}", compared.what.name())?;
        }
        Ok(())
    }
}

impl fmt::Display for Compared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { recorded, recomputed, .. } = self;
        if self.same {
            write!(f, "same     {recorded}")
        } else {
            write!(f, "differs  {recorded} is recorded, {recomputed} comes out")
        }
    }
}
