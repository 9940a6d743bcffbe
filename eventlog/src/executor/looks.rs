//! What the decisions of a batch look at: the states, with the versions that guard the append.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use domain::{
    Actor, Command, Facts, GroupId, Needs, PlatformId, Proposal, ProposalId, State, StreamId,
};

use super::Job;
use super::states::{Cell, States, View};
use crate::LogError;
use crate::append::Guard;
use crate::recorded::Position;

/// One look at all states that a batch needs.
pub(super) struct Looks {
    own: StreamId,
    seen: HashMap<StreamId, Seen>,
    jobs: Vec<JobLooks>,
}

/// A state that was looked at, and where it is kept.
struct Seen {
    cell: Arc<Cell>,
    view: View,
}

/// What one command looks at.
#[derive(Default)]
struct JobLooks {
    needs: Needs,
    person: Option<StreamId>,
    discussion: Option<StreamId>,
    group: Option<StreamId>,
    parent: Option<StreamId>,
    destination: Option<StreamId>,
    destination_parent: Option<StreamId>,
    handle: Option<StreamId>,
    platform: Option<StreamId>,
    subject: Option<StreamId>,
}

/// Looks at everything that the commands need, reading from the log what is not here yet. Each
/// round goes one step further on the way from a proposal over its discussion and its group to the
/// group's parent.
pub(super) async fn resolve(
    states: &States,
    own: &Arc<Cell>,
    jobs: &[Job],
) -> Result<Looks, LogError> {
    let mut looking = Looking { states, seen: HashMap::new(), missing: HashMap::new() };
    loop {
        let stream = own.stream();
        let jobs = match looking.view_of(own).map(|view| Arc::clone(&view.state)) {
            Some(state) => jobs.iter().map(|job| looking.look(job, stream, &state)).collect(),
            None => Vec::new(),
        };
        if looking.missing.is_empty() {
            return Ok(Looks { own: stream, seen: looking.seen, jobs });
        }
        let missing: Vec<Arc<Cell>> = looking.missing.drain().map(|(_, cell)| cell).collect();
        states.load(&missing).await?;
        for cell in &missing {
            let _ = looking.view_of(cell);
        }
    }
}

struct Looking<'a> {
    states: &'a States,
    seen: HashMap<StreamId, Seen>,
    missing: HashMap<StreamId, Arc<Cell>>,
}

impl Looking<'_> {
    fn view(&mut self, stream: StreamId) -> Option<&View> {
        if self.seen.contains_key(&stream) || self.missing.contains_key(&stream) {
            return self.seen.get(&stream).map(|seen| &seen.view);
        }
        self.view_of(&self.states.cell(stream))
    }

    /// The state in the cell. Once it was looked at the look stays the same, and so does the cell:
    /// another might be made for the stream meanwhile.
    fn view_of(&mut self, cell: &Arc<Cell>) -> Option<&View> {
        let stream = cell.stream();
        if !self.seen.contains_key(&stream) {
            let Some(view) = cell.view_if_read() else {
                self.missing.insert(stream, Arc::clone(cell));
                return None;
            };
            self.seen.insert(stream, Seen { cell: Arc::clone(cell), view });
        }
        self.seen.get(&stream).map(|seen| &seen.view)
    }

    fn look(&mut self, job: &Job, own: StreamId, state: &State) -> JobLooks {
        let needs = job.submission.command.needs(state);
        let mut looks = JobLooks::default();
        if let Actor::Person(person) = job.submission.actor {
            looks.person = self.beside(person, own);
        }
        // Whoever signs up is not away, and the platform knows itself.
        if !matches!(job.submission.command, Command::Person(..)) {
            looks.platform = self.beside(PlatformId::ONE, own);
        }
        looks.subject = needs.subject.and_then(|person| self.beside(person, own));
        looks.handle = needs.handle.and_then(|handle| self.beside(handle, own));
        looks.discussion = needs.discussion.and_then(|discussion| self.beside(discussion, own));
        let group = looks.discussion.and_then(|it| self.group_of(it)).or(needs.group);
        looks.group = group.and_then(|group| self.beside(group, own));
        let parent = looks.group.and_then(|it| self.parent_of(it)).or(needs.parent);
        looks.parent = parent.and_then(|parent| self.beside(parent, own));
        looks.destination = needs.destination.and_then(|group| self.beside(group, own));
        let above = looks.destination.and_then(|it| self.parent_of(it));
        looks.destination_parent = above.and_then(|parent| self.beside(parent, own));
        for proposal in &needs.proposals {
            self.beside(*proposal, own);
        }
        looks.needs = needs;
        looks
    }

    /// The stream, if it is another than the target and is here.
    fn beside(&mut self, stream: impl Into<StreamId>, own: StreamId) -> Option<StreamId> {
        let stream = stream.into();
        (stream != own && self.view(stream).is_some()).then_some(stream)
    }

    fn group_of(&self, discussion: StreamId) -> Option<GroupId> {
        match &*self.seen.get(&discussion)?.view.state {
            State::Discussion(discussion) => discussion.group(),
            _ => None,
        }
    }

    fn parent_of(&self, group: StreamId) -> Option<GroupId> {
        match &*self.seen.get(&group)?.view.state {
            State::Group(group) => group.parent(),
            _ => None,
        }
    }
}

impl JobLooks {
    fn streams(&self, own: StreamId) -> Vec<StreamId> {
        let places = [self.discussion, self.group, self.parent];
        let there = [self.destination, self.destination_parent];
        let named = [self.person, self.handle, self.platform, self.subject]
            .into_iter()
            .chain(places)
            .chain(there);
        let proposals = self.needs.proposals.iter().map(|id| StreamId::from(*id));
        let mut streams: Vec<StreamId> =
            named.flatten().chain(proposals).filter(|it| *it != own).collect();
        streams.sort_unstable();
        streams.dedup();
        streams
    }
}

impl Looks {
    /// The target's state.
    pub(super) fn own(&self) -> &View {
        &self.seen[&self.own].view
    }

    /// Whether the command at this place still needs what was looked at, now that the commands
    /// before it have changed the target's state.
    pub(super) fn suffice(&self, at: usize, job: &Job, state: &State) -> bool {
        self.jobs[at].needs == job.submission.command.needs(state)
    }

    /// The streams that the command at this place looked at, beside its target.
    pub(super) fn guards(&self, at: usize) -> Vec<Guard> {
        let streams = self.jobs[at].streams(self.own);
        streams
            .into_iter()
            .filter_map(|stream| {
                Some(Guard { stream, version: self.seen.get(&stream)?.view.version })
            })
            .collect()
    }

    /// Where the states that were looked at are kept, the target's too.
    pub(super) fn into_cells(self) -> Vec<Arc<Cell>> {
        self.seen.into_values().map(|seen| seen.cell).collect()
    }

    /// Looks at the log again. Answers whether the target's state, and the others that these
    /// commands looked at, are still as they were.
    pub(super) async fn still_hold(
        &self,
        states: &States,
        commands: &[usize],
    ) -> Result<bool, LogError> {
        let guards = commands.iter().flat_map(|at| self.guards(*at));
        let others: HashSet<StreamId> = guards.map(|guard| guard.stream).collect();
        let streams = std::iter::once(self.own).chain(others);
        let seen: Vec<&Seen> = streams.filter_map(|stream| self.seen.get(&stream)).collect();
        let cells: Vec<Arc<Cell>> = seen.iter().map(|seen| Arc::clone(&seen.cell)).collect();
        states.refresh(&cells).await?;
        Ok(seen.iter().all(|seen| seen.cell.version() == seen.view.version))
    }

    /// The newest position that any of the states rests on.
    pub(super) fn newest(&self) -> Position {
        self.seen.values().map(|seen| seen.view.position).max().unwrap_or_default()
    }

    /// The admitted proposals that the command at this place looks at.
    pub(super) fn proposals(&self, at: usize) -> Vec<(ProposalId, &Proposal)> {
        let ids = &self.jobs[at].needs.proposals;
        ids.iter()
            .filter_map(|id| match &*self.seen.get(&StreamId::from(*id))?.view.state {
                State::Proposal(proposal) => Some((*id, proposal)),
                _ => None,
            })
            .collect()
    }

    /// Puts the states that the command at this place looks at into its facts.
    pub(super) fn fill<'a>(&'a self, at: usize, facts: &mut Facts<'a>) {
        let looks = &self.jobs[at];
        let state = |stream: Option<StreamId>| {
            stream.and_then(|stream| self.seen.get(&stream)).map(|seen| &*seen.view.state)
        };
        if let Some(State::Person(person)) = state(looks.person) {
            facts.person = Some(person);
        }
        if let Some(State::Discussion(discussion)) = state(looks.discussion) {
            facts.discussion = Some(discussion);
        }
        if let Some(State::Group(group)) = state(looks.group) {
            facts.group = Some(group);
        }
        if let Some(State::Group(parent)) = state(looks.parent) {
            facts.parent = Some(parent);
        }
        if let Some(State::Group(destination)) = state(looks.destination) {
            facts.destination = Some(destination);
        }
        if let Some(State::Group(parent)) = state(looks.destination_parent) {
            facts.destination_parent = Some(parent);
        }
        if let Some(State::Platform(platform)) = state(looks.platform) {
            facts.platform = Some(platform);
        }
        if let Some(State::Person(subject)) = state(looks.subject) {
            facts.subject = Some(subject);
        }
        if let Some(State::Handle(handle)) = state(looks.handle) {
            facts.handle = Some(handle);
        }
    }
}
