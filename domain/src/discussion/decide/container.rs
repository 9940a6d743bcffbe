//! The discussion itself: starting it, its text, its privacy, and whether it takes anything.

use std::collections::BTreeSet;

use jiff::SignedDuration;

use super::guests::check_count;
use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::event::{Event, GuestStart};
use crate::discussion::participant::Participant;
use crate::discussion::state::{Discussion, Stage, Started};
use crate::discussion::terms::Privacy;
use crate::id::{GroupId, PersonId, ProposalId};
use crate::proposal::{Draft, Outsiders, judge_raising};
use crate::refusal::TextLength;
use crate::text::Text;

/// How long an admitted proposal may take until it is raised.
const ADMISSION: SignedDuration = SignedDuration::from_mins(10);

pub(super) fn start(
    unstarted: &Discussion,
    group: GroupId,
    title: Text,
    body: Option<Text>,
    privacy: Option<Privacy>,
    facts: &Facts<'_>,
) -> Decision {
    let by = Participant::of_group(unstarted, facts)?;
    if !by.may(|switches| switches.start_discussions) {
        return Err(Refusal::SwitchedOff { switch: "startDiscussions" });
    }
    check_texts(Some(&title), body.as_ref())?;
    let privacy = privacy.unwrap_or_else(|| by.default_privacy());
    if privacy == Privacy::Public && !by.may_be_public() {
        return Err(Refusal::PrivateOnly);
    }
    let (author, at) = (by.person, facts.occurred_at());
    let group = Some(group);
    Ok(vec![Event::DiscussionStarted { group, author, title, body, privacy, at }])
}

/// A direct discussion, with a place for everybody who is to be in it, the author first.
pub(super) fn start_direct(
    people: &[PersonId],
    title: Text,
    body: Option<Text>,
    facts: &Facts<'_>,
) -> Decision {
    let author = facts.actor.person().ok_or(Refusal::PeopleOnly)?;
    check_count("personIds", people.len())?;
    check_texts(Some(&title), body.as_ref())?;
    let (group, privacy, at) = (None, Privacy::Private, facts.occurred_at());
    let started = Event::DiscussionStarted { group, author, title, body, privacy, at };
    let (cause, at) = (GuestStart::Added(author), facts.now);
    let mut seen = BTreeSet::new();
    let all = std::iter::once(author).chain(people.iter().copied());
    let let_in = all.filter(|person| seen.insert(*person)).map(|person| Event::GuestLetIn {
        person,
        cause,
        at,
    });
    Ok(std::iter::once(started).chain(let_in).collect())
}

/// Lets a proposal be raised, and whom it names from outside in as guests. What was raised already
/// needs no new admission.
pub(super) fn admit(
    started: &Started,
    discussion: &Discussion,
    proposal: ProposalId,
    draft: &Draft,
    facts: &Facts<'_>,
) -> Decision {
    let by = Participant::of_discussion(discussion, facts)?;
    if let Some(admission) = started.admissions.get(&proposal) {
        if admission.by != by.person {
            return Err(Refusal::NotFound);
        }
        let raised = facts.proposals.iter().any(|(id, state)| *id == proposal && state.exists());
        if raised || facts.now < admission.lapses_at {
            return Ok(vec![]);
        }
    }
    judge_raising(discussion, draft, Outsiders::LetIn, facts)?;
    let (cause, at) = (GuestStart::Named(by.person), facts.now);
    let outsiders: BTreeSet<PersonId> = draft.outsiders(by.circle).collect();
    let let_in = outsiders.into_iter().map(|person| Event::GuestLetIn { person, cause, at });
    let lapses_at = facts.now.checked_add(ADMISSION).unwrap_or(facts.now);
    let admitted = Event::ProposalAdmitted { proposal, by: by.person, lapses_at };
    Ok(let_in.chain([admitted]).collect())
}

impl Started {
    pub(super) fn start_again(&self, group: Option<GroupId>, by: Participant<'_>) -> Decision {
        if self.group == group && self.author == by.person {
            Ok(vec![])
        } else {
            Err(Refusal::NotFound)
        }
    }

    pub(super) fn edit(
        &self,
        title: Option<Text>,
        body: Option<Text>,
        expected: u32,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        if !by.looks_after(self.author) && !by.may(|switches| switches.edit_discussions) {
            return Err(Refusal::AuthorOrAdminOnly);
        }
        let title = title.filter(|title| !title.same_words(&self.title));
        let body = body.filter(|body| !self.body.is_some_and(|own| own.same_words(body)));
        if title.is_none() && body.is_none() {
            return Ok(vec![]);
        }
        check_revision(expected, self.revision)?;
        check_texts(title.as_ref(), body.as_ref())?;
        Ok(vec![Event::DiscussionEdited { title, body, by: by.person, at: facts.occurred_at() }])
    }

    /// What the privacy of the group has made of it, written down, also if everyone sees the group
    /// again.
    pub(super) fn narrow_with_group(
        &self,
        discussion: &Discussion,
        facts: &Facts<'_>,
    ) -> Vec<Event> {
        if discussion.privacy_in(facts.group, facts.parent) == self.privacy {
            return vec![];
        }
        vec![Event::DiscussionNarrowed { at: facts.occurred_at() }]
    }

    pub(super) fn close(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        self.check_looks_after(by)?;
        if self.stage == Stage::Closed {
            return Ok(vec![]);
        }
        match self.open_proposals(facts) {
            0 => Ok(vec![Event::DiscussionClosed { by: by.person, at: facts.occurred_at() }]),
            open => Err(Refusal::ProposalsOpen { open }),
        }
    }

    pub(super) fn reopen(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        self.check_looks_after(by)?;
        if self.stage == Stage::Open {
            return Ok(vec![]);
        }
        Ok(vec![Event::DiscussionReopened { by: by.person, at: facts.occurred_at() }])
    }

    /// Proposals that are open end with it: from now on they take no votes, and the system
    /// withdraws them.
    pub(super) fn discard(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        self.check_looks_after(by)?;
        if matches!(self.stage, Stage::Discarded { .. }) {
            return Ok(vec![]);
        }
        Ok(vec![Event::DiscussionDiscarded { by: by.person, at: facts.now }])
    }

    /// How many proposals take votes now or later, or may still be raised.
    pub(super) fn open_proposals(&self, facts: &Facts<'_>) -> usize {
        let is_open = |(id, lapses_at)| {
            let known = facts.proposals.iter().find(|(other, _)| *other == id);
            match known.filter(|(_, proposal)| proposal.exists()) {
                Some((_, proposal)) => proposal.takes_votes_from(facts.now),
                None => facts.now < lapses_at,
            }
        };
        let admitted = self.admissions.iter().map(|(id, admission)| (*id, admission.lapses_at));
        admitted.filter(|admitted| is_open(*admitted)).count()
    }

    pub(super) fn check_looks_after(&self, by: Participant<'_>) -> Result<(), Refusal> {
        if by.looks_after(self.author) { Ok(()) } else { Err(Refusal::AuthorOrAdminOnly) }
    }
}

pub(super) const fn check_revision(expected: u32, actual: u32) -> Result<(), Refusal> {
    if expected == actual { Ok(()) } else { Err(Refusal::StaleRevision { expected, actual }) }
}

fn check_texts(title: Option<&Text>, body: Option<&Text>) -> Result<(), TextLength> {
    title.map_or(Ok(()), |title| TextLength::check("title", title, 1..=150))?;
    body.map_or(Ok(()), |body| TextLength::check("body", body, 0..=100_000))
}
