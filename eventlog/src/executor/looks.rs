//! What the decisions of a batch look at: the states, with the versions that guard the append.

use std::collections::HashMap;
use std::sync::Arc;

use domain::{Actor, Facts, GroupId, Needs, Proposal, ProposalId, State, StreamId};

use super::Job;
use super::states::{Cell, States, View};
use crate::LogError;
use crate::append::Guard;
use crate::recorded::Position;

/// The way from a proposal to its group's parent has four steps; more rounds mean that states are
/// put away faster than they are read.
const ROUNDS: usize = 8;

/// One look at all states that a batch needs.
pub(super) struct Looks {
    own: StreamId,
    views: HashMap<StreamId, View>,
    jobs: Vec<JobLooks>,
}

/// What one command looks at.
#[derive(Default)]
struct JobLooks {
    needs: Needs,
    person: Option<StreamId>,
    discussion: Option<StreamId>,
    group: Option<StreamId>,
    parent: Option<StreamId>,
    handle: Option<StreamId>,
}

/// Looks at everything that the commands need, reading from the log what is not here yet.
pub(super) async fn resolve(states: &States, own: &Cell, jobs: &[Job]) -> Result<Looks, LogError> {
    for _ in 0..ROUNDS {
        let mut looking = Looking { states, views: HashMap::new(), missing: Vec::new() };
        let stream = own.stream();
        let jobs = match looking.view(stream).map(|view| Arc::clone(&view.state)) {
            Some(state) => jobs.iter().map(|job| looking.look(job, stream, &state)).collect(),
            None => Vec::new(),
        };
        if looking.missing.is_empty() {
            return Ok(Looks { own: stream, views: looking.views, jobs });
        }
        states.load_missing(&looking.missing).await?;
    }
    Err(LogError::Unavailable("states are put away faster than they are read".to_owned()))
}

struct Looking<'a> {
    states: &'a States,
    views: HashMap<StreamId, View>,
    missing: Vec<StreamId>,
}

impl Looking<'_> {
    fn view(&mut self, stream: StreamId) -> Option<&View> {
        if !self.views.contains_key(&stream) {
            if let Some(view) = self.states.cell(stream).view_if_read() {
                self.views.insert(stream, view);
            } else {
                self.missing.push(stream);
            }
        }
        self.views.get(&stream)
    }

    fn look(&mut self, job: &Job, own: StreamId, state: &State) -> JobLooks {
        let needs = job.submission.command.needs(state);
        let mut looks = JobLooks::default();
        if let Actor::Person(person) = job.submission.actor {
            looks.person = self.seen(person, own);
        }
        looks.handle = needs.handle.and_then(|handle| self.seen(handle, own));
        looks.discussion = needs.discussion.and_then(|discussion| self.seen(discussion, own));
        let group = looks.discussion.and_then(|it| self.group_of(it)).or(needs.group);
        looks.group = group.and_then(|group| self.seen(group, own));
        let parent = looks.group.and_then(|it| self.parent_of(it)).or(needs.parent);
        looks.parent = parent.and_then(|parent| self.seen(parent, own));
        for proposal in &needs.proposals {
            self.seen(*proposal, own);
        }
        looks.needs = needs;
        looks
    }

    /// The stream, if it is another than the target and is here.
    fn seen(&mut self, stream: impl Into<StreamId>, own: StreamId) -> Option<StreamId> {
        let stream = stream.into();
        (stream != own && self.view(stream).is_some()).then_some(stream)
    }

    fn group_of(&self, discussion: StreamId) -> Option<GroupId> {
        match &*self.views.get(&discussion)?.state {
            State::Discussion(discussion) => discussion.group(),
            _ => None,
        }
    }

    fn parent_of(&self, group: StreamId) -> Option<GroupId> {
        match &*self.views.get(&group)?.state {
            State::Group(group) => group.parent(),
            _ => None,
        }
    }
}

impl JobLooks {
    fn streams(&self, own: StreamId) -> Vec<StreamId> {
        let named = [self.person, self.discussion, self.group, self.parent, self.handle];
        let proposals = self.needs.proposals.iter().map(|id| StreamId::from(*id));
        let mut streams: Vec<StreamId> =
            named.into_iter().flatten().chain(proposals).filter(|it| *it != own).collect();
        streams.sort_unstable();
        streams.dedup();
        streams
    }
}

impl Looks {
    /// The target's state.
    pub(super) fn own(&self) -> &View {
        &self.views[&self.own]
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
            .filter_map(|stream| Some(Guard { stream, version: self.views.get(&stream)?.version }))
            .collect()
    }

    /// All streams that were looked at, the target too.
    pub(super) fn streams(&self) -> Vec<StreamId> {
        self.views.keys().copied().collect()
    }

    /// The newest position that any of the states rests on.
    pub(super) fn newest(&self) -> Position {
        self.views.values().map(|view| view.position).max().unwrap_or_default()
    }

    /// The admitted proposals that the command at this place looks at.
    pub(super) fn proposals(&self, at: usize) -> Vec<(ProposalId, &Proposal)> {
        let ids = &self.jobs[at].needs.proposals;
        ids.iter()
            .filter_map(|id| match &*self.views.get(&StreamId::from(*id))?.state {
                State::Proposal(proposal) => Some((*id, proposal)),
                _ => None,
            })
            .collect()
    }

    /// Puts the states that the command at this place looks at into its facts.
    pub(super) fn fill<'a>(&'a self, at: usize, facts: &mut Facts<'a>) {
        let looks = &self.jobs[at];
        let state = |stream: Option<StreamId>| {
            stream.and_then(|stream| self.views.get(&stream)).map(|view| &*view.state)
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
        if let Some(State::Handle(handle)) = state(looks.handle) {
            facts.handle = Some(handle);
        }
    }
}
