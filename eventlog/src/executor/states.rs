//! Folded states: kept between commands, brought up to date from the log.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::{Event, State, StreamId, Timestamp};
use moka::sync::Cache;

use super::remembered::{Commands, Remembered};
use crate::append::Appended;
use crate::codec::DecodeError;
use crate::recorded::{CommandId, InputHash, Position, Recorded, Version};
use crate::{Clock, EventLog, LogError, codec};

/// States that nobody asked for in this time are folded again when they are needed.
const IDLE: Duration = Duration::from_secs(600);

pub(super) struct States {
    log: Arc<dyn EventLog>,
    clock: Arc<dyn Clock>,
    cells: Cache<StreamId, Arc<Cell>>,
}

/// The state of one stream, as far as this node has read it.
pub(super) struct Cell {
    stream: StreamId,
    folded: Mutex<Folded>,
}

struct Folded {
    state: Arc<State>,
    /// The same state once more, if it is here. A batch of many commands decides on it while others
    /// look at the first; then the two change places. So no batch copies a state, however many
    /// people voted.
    spare: Option<Box<State>>,
    #[cfg(test)]
    copied: usize,
    version: Version,
    position: Position,
    commands: Commands,
    read: bool,
    /// How many events it stood for when it was weighed last.
    weighed: u64,
}

/// A look at a state.
#[derive(Clone)]
pub(super) struct View {
    pub(super) state: Arc<State>,
    pub(super) version: Version,
    pub(super) position: Position,
}

impl Folded {
    /// Takes the next event in.
    fn evolve(&mut self, event: &Event) {
        Arc::make_mut(&mut self.state).evolve(event);
        self.spare.iter_mut().for_each(|spare| spare.evolve(event));
    }

    /// How many events what is kept stands for.
    fn weight(&self) -> u64 {
        let states = 1 + u64::from(self.spare.is_some());
        self.version.0.saturating_mul(states)
    }

    /// Whether it has grown so much since it was weighed that its weight is wrong.
    fn outgrew(&self) -> bool {
        self.weight() > self.weighed + self.weighed / 4 + 8
    }

    fn view(&self) -> View {
        View { state: Arc::clone(&self.state), version: self.version, position: self.position }
    }
}

impl Cell {
    fn new(stream: StreamId) -> Self {
        let folded = Folded {
            state: Arc::new(State::empty(stream.kind)),
            spare: None,
            #[cfg(test)]
            copied: 0,
            version: Version::NONE,
            position: Position::START,
            commands: Commands::default(),
            read: false,
            weighed: 0,
        };
        Self { stream, folded: Mutex::new(folded) }
    }

    fn folded(&self) -> MutexGuard<'_, Folded> {
        self.folded.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The stream.
    pub(super) const fn stream(&self) -> StreamId {
        self.stream
    }

    /// The state as it is here now.
    pub(super) fn view(&self) -> View {
        self.folded().view()
    }

    /// The state as it is here now, unless the stream was never read.
    pub(super) fn view_if_read(&self) -> Option<View> {
        let folded = self.folded();
        folded.read.then(|| folded.view())
    }

    /// The version as it is here now.
    pub(super) fn version(&self) -> Version {
        self.folded().version
    }

    pub(super) fn remembered(&self, command: CommandId) -> Option<Remembered> {
        self.folded().commands.get(command)
    }

    pub(super) fn forget_before(&self, now: Timestamp) {
        self.folded().commands.forget_before(now);
    }

    /// Takes in an event read from the log. One that is here already changes nothing.
    fn fold(&self, recorded: &Recorded, now: Timestamp) -> Result<(), LogError> {
        let mut folded = self.folded();
        if recorded.version <= folded.version {
            return Ok(());
        }
        let damaged = |problem| LogError::Damaged { position: recorded.position, problem };
        if recorded.version != folded.version.plus(1) {
            let (at, next) = (folded.version.0, recorded.version.0);
            return Err(damaged(format!("{} goes from version {at} to {next}", self.stream)));
        }
        let event = codec::decode(recorded).map_err(|error| match error {
            // Another node may be newer and able to.
            DecodeError::Unknown { .. } => LogError::Unavailable(error.to_string()),
            error => damaged(error.to_string()),
        })?;
        folded.evolve(&event);
        folded.version = recorded.version;
        folded.position = recorded.position;
        folded.commands.remember(recorded);
        folded.commands.forget_before(now);
        Ok(())
    }

    /// The state that was looked at, to decide on further: the spare one if it is here.
    pub(super) fn copy(&self, seen: &View) -> Box<State> {
        let mut folded = self.folded();
        let spare = if folded.version == seen.version { folded.spare.take() } else { None };
        spare.unwrap_or_else(|| {
            #[cfg(test)]
            {
                folded.copied += 1;
            }
            Box::new(State::clone(&seen.state))
        })
    }

    /// How often the state was copied.
    #[cfg(test)]
    pub(super) fn copied(&self) -> usize {
        self.folded().copied
    }

    /// Takes in the events that were just appended after `before`; `evolved` is the state with the
    /// first so many of them, if there is one. If the cell has meanwhile read on, it knows already.
    pub(super) fn commit(
        &self,
        before: Version,
        evolved: Option<(Box<State>, usize)>,
        events: &[&Event],
        appended: Appended,
    ) {
        let mut folded = self.folded();
        if folded.version != before {
            return;
        }
        match evolved {
            None => events.iter().for_each(|event| folded.evolve(event)),
            Some((mut evolved, taken)) => {
                events[taken..].iter().for_each(|event| evolved.evolve(event));
                let old = std::mem::replace(&mut folded.state, Arc::new(*evolved));
                // Whoever still looks at the old one keeps it.
                folded.spare = Arc::into_inner(old).map(|mut old| {
                    events.iter().for_each(|event| old.evolve(event));
                    Box::new(old)
                });
            }
        }
        folded.version = before.plus(events.len() as u64);
        folded.position = appended.last;
    }

    pub(super) fn remember(&self, command: CommandId, input: InputHash, appended: Appended) {
        let mut folded = self.folded();
        folded.commands.insert(command, Some(input), appended.last, appended.recorded_at);
    }
}

impl States {
    pub(super) fn new(log: Arc<dyn EventLog>, clock: Arc<dyn Clock>, kept_events: u64) -> Self {
        let weight = |_: &StreamId, cell: &Arc<Cell>| {
            let mut folded = cell.folded();
            folded.weighed = folded.weight();
            u32::try_from(folded.weighed).unwrap_or(u32::MAX).saturating_add(8)
        };
        let cells =
            Cache::builder().max_capacity(kept_events).weigher(weight).time_to_idle(IDLE).build();
        Self { log, clock, cells }
    }

    /// The cell of the stream. It may be put away at any time, and another be made: who looks twice
    /// holds on to the first.
    pub(super) fn cell(&self, stream: StreamId) -> Arc<Cell> {
        self.cells.get_with(stream, || Arc::new(Cell::new(stream)))
    }

    /// Weighs the cell again if it has grown: that is done only when it is put in.
    pub(super) fn keep(&self, cell: &Arc<Cell>) {
        if cell.folded().outgrew() {
            self.cells.insert(cell.stream, Arc::clone(cell));
        }
    }

    /// Puts the stream's cell away: nobody knows what is in it.
    pub(super) fn forget(&self, stream: StreamId) {
        self.cells.invalidate(&stream);
    }

    /// Reads those of these cells, of different streams, that were never read.
    pub(super) async fn load(&self, cells: &[Arc<Cell>]) -> Result<(), LogError> {
        let missing: Vec<Arc<Cell>> =
            cells.iter().filter(|cell| !cell.folded().read).cloned().collect();
        if missing.is_empty() { Ok(()) } else { self.refresh(&missing).await }
    }

    /// Brings these cells, of different streams, up to date in one round trip.
    pub(super) async fn refresh(&self, cells: &[Arc<Cell>]) -> Result<(), LogError> {
        let after: Vec<(StreamId, Version)> =
            cells.iter().map(|cell| (cell.stream, cell.version())).collect();
        let events = self.log.read_streams(&after).await?;
        let by_stream: HashMap<StreamId, &Arc<Cell>> =
            cells.iter().map(|cell| (cell.stream, cell)).collect();
        let now = self.clock.now();
        for recorded in &events {
            if let Some(cell) = by_stream.get(&recorded.stream) {
                cell.fold(recorded, now)?;
            }
        }
        for (cell, (_, before)) in cells.iter().zip(after) {
            cell.folded().read = true;
            if cell.version() != before {
                self.keep(cell);
            }
        }
        Ok(())
    }
}
