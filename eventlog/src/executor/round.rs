//! One round of a batch: what its first commands lead to, on one look at the states.

use std::collections::HashMap;

use bytes::Bytes;
use domain::{Event, Facts, Origin, Refusal, State, StreamId, Text, Timestamp};

use super::looks::Looks;
use super::states::Cell;
use super::{ExecuteError, Job, Receipt};
use crate::append::{Append, Appended, Guard, NewEvent};
use crate::recorded::{CommandId, EventId, InputHash, Position, Version};
use crate::sealing::{Drafts, SealError};
use crate::{codec, sealing};

/// What was decided for one command.
enum Decided {
    /// It was carried out before.
    Repeat(Result<Receipt, ExecuteError>),
    /// It causes events.
    Writes,
    /// It asks for what is true already.
    Nothing,
    /// It breaks a rule.
    Refused(Refusal),
}

/// What was decided for the first commands of a batch, on one look at the states.
pub(super) struct Round {
    now: Timestamp,
    stream: StreamId,
    before: Version,
    /// One for each command, up to the first that needs another look.
    decided: Vec<Decided>,
    /// All events in order, each with the place of its command.
    events: Vec<(usize, Event)>,
    /// The state with the first `taken` events in it; `None` while there are none.
    evolved: Option<Box<State>>,
    taken: usize,
}

/// What an event gets when it is written.
struct Sealed {
    id: EventId,
    guards: Vec<Guard>,
    payload: Bytes,
}

/// Where the words of the events of the command at this place are: with the command itself; when
/// what was said before is at hand, then also with the commands before it, and there.
fn drafts_for<'a>(at: usize, jobs: &'a [Job], said: Option<&'a Drafts>) -> Vec<&'a Drafts> {
    let own = std::iter::once(&jobs[at].submission.drafts);
    let Some(said) = said else { return own.collect() };
    own.chain(jobs[..at].iter().map(|job| &job.submission.drafts)).chain([said]).collect()
}

impl Round {
    pub(super) fn decide(now: Timestamp, cell: &Cell, jobs: &[Job], looks: &Looks) -> Self {
        cell.forget_before(now);
        let mut round = Self {
            now,
            stream: cell.stream(),
            before: looks.own().version,
            decided: Vec::with_capacity(jobs.len()),
            events: Vec::new(),
            evolved: None,
            taken: 0,
        };
        let mut here: HashMap<CommandId, InputHash> = HashMap::new();
        for (at, job) in jobs.iter().enumerate() {
            let id = job.submission.id;
            let decided = match (cell.remembered(id), here.get(&id)) {
                (Some(known), _) if known.input == Some(job.input) => {
                    Decided::Repeat(Ok(Receipt { position: known.position, events: Vec::new() }))
                }
                (None, Some(input)) if *input == job.input => Decided::Nothing,
                (Some(_), _) | (None, Some(_)) => Decided::Repeat(Err(ExecuteError::KeyReused)),
                (None, None) => match round.decide_one(at, job, cell, looks) {
                    Some(decided) => decided,
                    None => break,
                },
            };
            if matches!(decided, Decided::Writes) {
                here.insert(id, job.input);
            }
            round.decided.push(decided);
        }
        round
    }

    /// Decides one command on the state that the ones before it leave. `None` if it now needs
    /// states that were not looked at.
    fn decide_one(&mut self, at: usize, job: &Job, cell: &Cell, looks: &Looks) -> Option<Decided> {
        let own = looks.own();
        if self.taken < self.events.len() {
            let state = self.evolved.get_or_insert_with(|| cell.copy(own));
            self.events[self.taken..].iter().for_each(|(_, event)| state.evolve(event));
            self.taken = self.events.len();
        }
        let state = self.evolved.as_deref().unwrap_or(&own.state);
        if !looks.suffice(at, job, state) {
            return None;
        }
        let proposals = looks.proposals(at);
        let mut facts = Facts::new(self.now, job.submission.actor);
        facts.origin = job.submission.origin;
        facts.proposals = &proposals;
        looks.fill(at, &mut facts);
        Some(match state.decide(&job.submission.command, &facts) {
            Ok(events) if events.is_empty() => Decided::Nothing,
            Ok(events) => {
                self.events.extend(events.into_iter().map(|event| (at, event)));
                Decided::Writes
            }
            Err(refusal) => Decided::Refused(refusal),
        })
    }

    /// Whether no command causes events.
    pub(super) const fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The places of the commands whose answers rely on what was looked at though they cause
    /// nothing. The append of a round proves it for them too; where there is none, a look at the
    /// log must.
    pub(super) fn unproved(&self) -> Vec<usize> {
        let decided = self.decided.iter().enumerate();
        let unproved =
            decided.filter(|(_, one)| matches!(one, Decided::Nothing | Decided::Refused(_)));
        unproved.map(|(at, _)| at).collect()
    }

    /// The texts of events whose words came with no command.
    pub(super) fn wordless(&self, jobs: &[Job]) -> Vec<Text> {
        let texts = self.events.iter().flat_map(|(at, event)| {
            let brought = &jobs[..=*at];
            let texts = event.texts().into_iter().map(|(_, text)| text);
            texts.filter(|text| !brought.iter().any(|job| job.submission.drafts.has(text)))
        });
        texts.collect()
    }

    /// The append of all events, sealed, with the words that were `said` before where a command did
    /// not bring them; or the place of the command that cannot be written.
    pub(super) fn append(
        &self,
        jobs: &[Job],
        looks: &Looks,
        said: Option<&Drafts>,
    ) -> Result<Append, (usize, SealError)> {
        let mut guards: Vec<Vec<Guard>> =
            (0..self.decided.len()).map(|at| looks.guards(at)).collect();
        let mut all_guards: Vec<Guard> = Vec::new();
        for (decided, guards) in self.decided.iter().zip(&guards) {
            // A repeat looks at nothing.
            if !matches!(decided, Decided::Repeat(_)) {
                all_guards.extend(guards);
            }
        }
        all_guards.sort_unstable();
        all_guards.dedup();
        let mut events = Vec::with_capacity(self.events.len());
        for (index, (at, event)) in self.events.iter().enumerate() {
            let is_last = self.events.get(index + 1).is_none_or(|(next, _)| next != at);
            let guards =
                if is_last { std::mem::take(&mut guards[*at]) } else { guards[*at].clone() };
            let version = self.before.plus(index as u64 + 1);
            let id = EventId::derive(jobs[*at].submission.id, self.stream, version);
            let drafts = drafts_for(*at, jobs, said);
            let payload = sealing::seal(event, id, &drafts).map_err(|error| (*at, error))?;
            events.push(self.new_event(&jobs[*at], event, Sealed { id, guards, payload }));
        }
        Ok(Append { stream: self.stream, expected: self.before, guards: all_guards, events })
    }

    fn new_event(&self, job: &Job, event: &Event, sealed: Sealed) -> NewEvent {
        let submission = &job.submission;
        let (occurred_at, imported) = match submission.origin {
            Origin::Native => (self.now, false),
            Origin::Import(at) => (at, true),
        };
        NewEvent {
            id: sealed.id,
            event_type: event.name(),
            schema: codec::schema_of(event.name()),
            occurred_at,
            imported,
            actor: Some(submission.actor),
            command: Some(submission.id),
            input: Some(job.input),
            correlation: submission.correlation,
            causation: submission.causation,
            guards: sealed.guards,
            payload: sealed.payload,
        }
    }

    /// Takes what was appended into the kept state, in place if nobody else looks at it.
    pub(super) fn commit(&mut self, cell: &Cell, jobs: &[Job], appended: Appended) {
        let evolved = self.evolved.take().map(|state| (state, self.taken));
        let events: Vec<&Event> = self.events.iter().map(|(_, event)| event).collect();
        cell.commit(self.before, evolved, &events, appended);
        for (job, decided) in jobs.iter().zip(&self.decided) {
            if matches!(decided, Decided::Writes) {
                cell.remember(job.submission.id, job.input, appended);
            }
        }
    }

    /// The answers, in the order of the commands; each with the position `here`, which is at or
    /// after all that they rely on.
    pub(super) fn answers(self, here: Position) -> Vec<Result<Receipt, ExecuteError>> {
        let mut events = self.events.into_iter().peekable();
        self.decided
            .into_iter()
            .enumerate()
            .map(|(at, decided)| match decided {
                Decided::Repeat(answer) => answer,
                Decided::Writes | Decided::Nothing => {
                    let own = std::iter::from_fn(|| events.next_if(|(of, _)| *of == at));
                    let events = own.map(|(_, event)| event).collect();
                    Ok(Receipt { position: here, events })
                }
                Decided::Refused(refusal) => Err(ExecuteError::Refused(refusal)),
            })
            .collect()
    }
}
