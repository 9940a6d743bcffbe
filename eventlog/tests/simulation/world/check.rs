//! What must hold of the log, and of what it folds into.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use domain::group::Role;
use domain::proposal::{self, ClosingCause};
use domain::{Event, PersonId, State, StreamId, discussion, group};
use eventlog::{Recorded, codec, sealing};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Checked, World, wrong};
use crate::line::line;
use crate::model::talk::Widening;
use crate::model::{Stage, TalkStage, millis};
use crate::plan::CLEAR;

/// Fails unless both are the same.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, is: T, ought: T) -> Checked {
    if is == ought { Ok(()) } else { wrong(format!("{what} is {is:?} and ought to be {ought:?}")) }
}

fn read_back<E: Serialize + DeserializeOwned + PartialEq>(event: &E) -> bool {
    let json = serde_json::to_vec(event).ok();
    json.and_then(|json| serde_json::from_slice::<E>(&json).ok()).is_some_and(|it| it == *event)
}

impl World {
    /// Checks a new event, and gives its line.
    pub(super) fn check_event(
        &mut self,
        event: &Arc<Recorded>,
        stream: StreamId,
    ) -> Checked<String> {
        same("the position", event.position.0, self.seen.len() as u64 + 1)?;
        same("the stream", event.stream, stream)?;
        let of_stream = self.seen.iter().rev().find(|it| it.stream == stream);
        same("the version", event.version.0, of_stream.map_or(0, |it| it.version.0) + 1)?;
        let last = self.seen.last().map(|it| it.recorded_at);
        if last.is_some_and(|last| last > event.recorded_at) {
            return wrong("time went back in the log");
        }
        if event.payload.windows(CLEAR.len()).any(|part| part == CLEAR.as_bytes()) {
            return wrong(format!("{} holds words in the clear", event.event_type));
        }
        let decoded = codec::decode(event).map_err(|error| error.to_string())?;
        let same_again = match &decoded {
            Event::Group(event) => read_back(event),
            Event::Discussion(event) => read_back(event),
            Event::Proposal(event) => read_back(event),
            Event::Person(event) => read_back(event),
            Event::Handle(event) => read_back(event),
            Event::Platform(event) => read_back(event),
        };
        if !same_again {
            return wrong(format!("{} is not read back as it was written", event.event_type));
        }
        self.check_openings(stream, &decoded)?;
        self.seen.push(Arc::clone(event));
        Ok(line(&decoded))
    }

    /// Every opening closes once. A proposal that was withdrawn before it opened closes without.
    fn check_openings(&mut self, stream: StreamId, event: &Event) -> Checked {
        match event {
            Event::Proposal(proposal::Event::ProposalOpened { opening, .. })
                if !self.openings.insert((stream, *opening)) =>
            {
                return wrong(format!("opening {opening} begins twice"));
            }
            Event::Proposal(proposal::Event::ProposalClosed { opening, cause, .. }) => {
                let unopened = matches!(cause, ClosingCause::Withdrawn(_));
                if !self.openings.contains(&(stream, *opening)) && !unopened {
                    return wrong(format!("opening {opening} closes before it begins"));
                }
                if !self.closes.insert((stream, *opening)) {
                    return wrong(format!("opening {opening} closes twice"));
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Compares what a node holds of the stream with the model.
    pub(super) async fn observe(&self, stream: StreamId, node: usize) -> Checked {
        let state = self.nodes[node].executor.state(stream).await;
        let state = state.map_err(|error| error.to_string())?;
        match &*state {
            State::Group(group) => self.observe_group(stream, group),
            State::Discussion(talk) => self.observe_talk(stream, talk),
            State::Proposal(proposal) => self.observe_proposal(stream, proposal),
            State::Person(person) => {
                let known = self.model.people.keys().any(|id| StreamId::from(*id) == stream);
                same("whether the person exists", person.exists(), known)
            }
            State::Handle(handle) => {
                let mut known = self.model.handles.iter();
                let known = known.find(|(id, _)| StreamId::from(**id) == stream);
                same("the holder", handle.group(), known.and_then(|(_, handle)| handle.holder))
            }
            State::Platform(platform) => self.model.people.keys().try_for_each(|person| {
                let times = platform.absences(*person).iter();
                let times = times.map(|it| (millis(it.since), it.until.map(millis))).collect();
                let ought = self.model.absences(*person).map(|it| (it.since, it.until)).collect();
                same::<Vec<_>>("who is away", times, ought)
            }),
        }
        .map_err(|problem| format!("{stream}: {problem}"))
    }

    fn observe_group(&self, stream: StreamId, is: &domain::group::Group) -> Checked {
        let mut groups = self.model.groups.iter();
        let Some((_, ought)) = groups.find(|(id, _)| StreamId::from(**id) == stream) else {
            return same("whether the group exists", is.exists(), false);
        };
        let members: BTreeMap<PersonId, (Role, u64)> =
            is.members().map(|(id, place)| (id, (place.role, place.since_version))).collect();
        let written = ought.stays.iter().filter(|stay| stay.until.is_none() || stay.unwritten);
        let own = written.map(|stay| (stay.person, (stay.role, stay.version))).collect();
        same("the list of members", members, own)?;
        same("the privacy", is.privacy(), ought.privacy)?;
        same("the way in", is.join(), ought.join)?;
        same("who reads", is.parent_members_read(), ought.parent_reads)?;
        same("the switches", is.switches(), ought.switches)?;
        same("the parent", is.parent(), ought.parent)?;
        same("the revision", is.revision(), ought.revision)?;
        same("the handle", is.handle().map(|handle| handle.claim), ought.handle)?;
        same("the archiving", is.archived_at().map(millis), ought.archived)?;
        same("the deletion", is.deletion().map(|it| millis(it.at)), ought.deleted.map(|it| it.0))?;
        let founded = ought.founder.is_some() && ought.archived.is_none();
        if founded && is.admins().next().is_none() {
            return wrong("nobody looks after the group");
        }
        Ok(())
    }

    fn observe_talk(&self, stream: StreamId, is: &discussion::Discussion) -> Checked {
        let mut talks = self.model.talks.iter();
        let Some((_, ought)) = talks.find(|(id, _)| StreamId::from(**id) == stream) else {
            return same("whether the discussion exists", is.exists(), false);
        };
        same("the group", is.group(), ought.group)?;
        same("whether it is public", is.privacy() == discussion::Privacy::Public, ought.public)?;
        same("whether it is closed", is.is_closed(), ought.stage == TalkStage::Closed)?;
        let discarded = is.discarded_at().map(|at| TalkStage::Discarded(millis(at)));
        let ought_to_be = matches!(ought.stage, TalkStage::Discarded(_)).then_some(ought.stage);
        same("whether it is discarded", discarded, ought_to_be)?;
        same("the revision", is.revision(), ought.revision)?;
        same("the writers", is.writers().collect::<BTreeSet<_>>(), ought.writers.clone())?;
        same("the move", is.moved_at().map(millis), ought.moved)?;
        let widening = is.widening().map(|it| Widening {
            reach: it.reach,
            writers: it.writers.clone(),
            agreed: it.agreed.clone(),
            at: millis(it.effective_at),
            by: it.by,
            version: it.since_version,
        });
        same("who reads it next", widening, ought.widening.clone())?;
        for (id, comment) in &ought.comments {
            let Some(own) = is.comment(*id) else { return wrong("a comment is missing") };
            same("the discarding", own.discarded_by, comment.discarded_by)?;
            same("the comment", (own.body, own.revision), (comment.body, comment.revision))?;
        }
        Ok(())
    }

    fn observe_proposal(&self, stream: StreamId, is: &domain::Proposal) -> Checked {
        let mut proposals = self.model.proposals.iter();
        let Some((_, ought)) = proposals.find(|(id, _)| StreamId::from(**id) == stream) else {
            return same("whether the proposal exists", is.exists(), false);
        };
        let stage = is.stage().map(|stage| match stage {
            proposal::Stage::Pending => Stage::Pending,
            proposal::Stage::Open { .. } => Stage::Open,
            proposal::Stage::Closed { by, .. } => Stage::Closed(by),
            proposal::Stage::Withdrawn { .. } => Stage::Withdrawn,
        });
        same("the stage", stage, Some(ought.stage))?;
        same("the terms", is.terms(), Some(&ought.terms))?;
        same("the opening", is.opening(), ought.opening)?;
        same("the times", is.opens_at().map(millis), Some(ought.opens))?;
        same("the closing time", is.closes_at().map(millis), Some(ought.closes))?;
        same("the revision", is.revision(), ought.revision)?;
        let outcome = is.outcome().map(|it| (it.id, it.revision, it.reviewed.map(millis)));
        let written = ought.outcome.as_ref().map(|it| (it.id, it.revision, it.reviewed));
        same("the outcome", outcome, written)?;
        let votes: BTreeMap<_, _> = is
            .votes()
            .map(|(voter, cast)| (voter, (cast.ballot.clone(), millis(cast.at))))
            .collect();
        let standing = ought.votes.iter().filter_map(|(voter, vote)| {
            let vote = vote.as_ref()?;
            Some((*voter, (vote.ballot.clone(), vote.at)))
        });
        same("the list of votes", votes, standing.collect())
    }

    /// When all is over: every opening has closed, a node that begins anew holds what the others
    /// hold, and every text says what somebody wrote into it.
    pub(super) async fn check_end(&self) -> Checked {
        if let Some((stream, opening)) = self.openings.difference(&self.closes).next() {
            return wrong(format!("opening {opening} of {stream} never closes"));
        }
        let new = self.ground.node(self.seed);
        let streams: BTreeSet<StreamId> = self.seen.iter().map(|event| event.stream).collect();
        for stream in streams {
            self.observe(stream, 0).await?;
            let old = self.nodes[1].executor.state(stream).await;
            let new = new.executor.state(stream).await;
            let (Ok(old), Ok(new)) = (old, new) else { return wrong("a state cannot be read") };
            if !alike(&old, &new) {
                return wrong(format!("{stream} folds into\n{new:?}\n and not into\n{old:?}"));
            }
        }
        let opened = sealing::open_all(&*self.ground.keyring, &self.seen).await;
        for opened in opened.map_err(|error| error.to_string())? {
            for (path, text) in opened.event.texts() {
                let words = opened.texts.get(&text).map(str::to_owned);
                let known = self.words.get(&text.id);
                if !words.is_some_and(|words| known.is_some_and(|known| known.contains(&words))) {
                    let name = opened.event.name();
                    return wrong(format!("nobody wrote what {path} of {name} says"));
                }
            }
        }
        Ok(())
    }
}

fn alike(one: &State, other: &State) -> bool {
    match (one, other) {
        (State::Group(one), State::Group(other)) => group::Group::eq(one, other),
        (State::Discussion(one), State::Discussion(other)) => one == other,
        (State::Proposal(one), State::Proposal(other)) => one == other,
        (State::Person(one), State::Person(other)) => one == other,
        (State::Handle(one), State::Handle(other)) => one == other,
        (State::Platform(one), State::Platform(other)) => one == other,
        _ => false,
    }
}
