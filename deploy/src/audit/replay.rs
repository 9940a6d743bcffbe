//! Goes through the history in order, all of it or that of one thing.

use std::str::FromStr;

use domain::{DiscussionId, ProposalId, State, StreamId, Timestamp};
use eventlog::codec::{self, DecodeError};
use eventlog::{EventLog, LogError, Position, Recorded, Version};

use super::line::Line;

/// Whose history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum History {
    /// All there is.
    Everything,
    /// That of a discussion and of the proposals raised in it.
    Discussion(DiscussionId),
    /// That of a proposal.
    Proposal(ProposalId),
}

/// Up to where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AsOf {
    /// To the end.
    Now,
    /// Up to this position, it included.
    Position(Position),
    /// What the log took up to this time, it included.
    Time(Timestamp),
}

impl AsOf {
    fn includes(self, event: &Recorded) -> bool {
        match self {
            Self::Now => true,
            Self::Position(last) => event.position <= last,
            Self::Time(last) => event.recorded_at <= last,
        }
    }
}

impl FromStr for AsOf {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let position = text.parse().map(Self::Position);
        position.or_else(|_| text.parse().map(Self::Time)).map_err(|_| {
            format!(
                "{text:?} is neither a position (a whole number) nor a time like \
                 2026-01-31T12:00:00Z"
            )
        })
    }
}

/// The history cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum ReplayError {
    /// There is no such discussion or proposal in the log.
    #[error("the log has no events of {0}")]
    Absent(StreamId),
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// Whoever takes the lines does not take more.
    #[error("cannot write: {0}")]
    Write(#[from] std::io::Error),
}

/// How many events are read at a time.
const PAGE: usize = 5_000;

/// Gives each event of the history to `take`, in order. Answers how many there were.
///
/// # Errors
/// If there is no such history, it cannot be read, or `take` fails.
pub async fn replay(
    log: &dyn EventLog,
    history: History,
    as_of: AsOf,
    take: &mut (dyn FnMut(Line) -> std::io::Result<()> + Send),
) -> Result<u64, ReplayError> {
    match history {
        History::Everything => replay_all(log, as_of, take).await,
        History::Proposal(id) => replay_streams(log, vec![id.into()], as_of, take).await,
        History::Discussion(id) => {
            let mut streams = vec![id.into()];
            streams.extend(proposals_of(log, id).await?);
            replay_streams(log, streams, as_of, take).await
        }
    }
}

async fn replay_all(
    log: &dyn EventLog,
    as_of: AsOf,
    take: &mut (dyn FnMut(Line) -> std::io::Result<()> + Send),
) -> Result<u64, ReplayError> {
    let (mut after, mut count) = (Position::START, 0);
    loop {
        let page = log.read_all(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(count) };
        after = last.position;
        for event in page {
            // Neither positions nor recorded times ever go back.
            if !as_of.includes(&event) {
                return Ok(count);
            }
            take(Line::of(&event)?)?;
            count += 1;
        }
    }
}

async fn replay_streams(
    log: &dyn EventLog,
    streams: Vec<StreamId>,
    as_of: AsOf,
    take: &mut (dyn FnMut(Line) -> std::io::Result<()> + Send),
) -> Result<u64, ReplayError> {
    let first = streams[0];
    let from: Vec<(StreamId, Version)> =
        streams.into_iter().map(|stream| (stream, Version::NONE)).collect();
    let events = log.read_streams(&from).await?;
    if events.is_empty() {
        return Err(ReplayError::Absent(first));
    }
    let mut count = 0;
    for event in events.iter().filter(|event| as_of.includes(event)) {
        take(Line::of(event)?)?;
        count += 1;
    }
    Ok(count)
}

async fn proposals_of(
    log: &dyn EventLog,
    discussion: DiscussionId,
) -> Result<Vec<StreamId>, ReplayError> {
    let stream = discussion.into();
    let events = log.read_streams(&[(stream, Version::NONE)]).await?;
    let mut state = State::empty(stream.kind);
    for event in &events {
        state.evolve(&codec::decode(event)?);
    }
    Ok(match state {
        State::Discussion(discussion) => discussion.admissions().map(|(id, _)| id.into()).collect(),
        _ => Vec::new(),
    })
}
