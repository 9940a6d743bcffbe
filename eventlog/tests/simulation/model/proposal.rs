//! Proposals.

mod acting;
pub mod checks;
mod course;

use std::collections::{BTreeMap, BTreeSet};

use domain::proposal::{
    Ballot, ClosingCause, Command, Draft, Electorate, ProposalReactionTarget, Roll, Terms,
};
use domain::{
    Actor, DiscussionId, Emoji, GroupId, NoteId, OutcomeId, PersonId, ProposalId, Text, group,
};

use super::talk::{Part, Stage as TalkStage, Talk, Told};
use super::{DAY, Millis, Model, Outcome, SECOND, Why, hide, millis, only_if, said};
use checks::{check_closing, check_terms};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Pending,
    Open,
    /// And who closed it, if somebody did.
    Closed(Option<PersonId>),
    Withdrawn,
}

/// A vote as it stands.
#[derive(Debug, Clone)]
pub struct Vote {
    pub ballot: Ballot,
    pub reason: Option<Text>,
    pub at: Millis,
}

#[derive(Debug, Clone)]
pub struct Written {
    pub id: OutcomeId,
    pub statement: Text,
    pub option: Option<u8>,
    pub review: Option<Millis>,
    pub reviewed: Option<Millis>,
    pub revision: u32,
}

#[derive(Debug, Clone)]
pub struct Proposal {
    pub talk: DiscussionId,
    /// The group that it was raised in.
    pub group: Option<GroupId>,
    pub author: PersonId,
    pub terms: Terms,
    pub opens: Millis,
    pub closes: Millis,
    pub opening: u32,
    /// When it opened among everything that happened.
    pub opened_turn: u64,
    pub stage: Stage,
    /// When it was raised, or reopened.
    pub since: Millis,
    pub revision: u32,
    pub reminded: Option<Millis>,
    /// Everybody who ever voted, with the vote that stands.
    pub votes: BTreeMap<PersonId, Option<Vote>>,
    pub writers: BTreeSet<PersonId>,
    pub notes: BTreeSet<NoteId>,
    pub outcome: Option<Written>,
    pub reactions: BTreeSet<(ProposalReactionTarget, PersonId, Emoji)>,
    pub told: BTreeMap<ProposalReactionTarget, Told>,
}

/// A draft that can be raised.
pub struct Sound {
    terms: Terms,
    opens: Millis,
    closes: Millis,
    /// Who is named in it and not in the discussion.
    pub outsiders: BTreeSet<PersonId>,
}

/// How voting ended.
struct Ending {
    cause: ClosingCause,
    at: Millis,
}

impl Proposal {
    pub fn is_unsettled(&self) -> bool {
        matches!(self.stage, Stage::Pending | Stage::Open)
    }
}

impl Model {
    fn settled_electorate(
        &self,
        talk: &Talk,
        electorate: &Electorate,
        by: &Part,
    ) -> Result<Electorate, Why> {
        Ok(match electorate {
            Electorate::Members => Electorate::Members,
            Electorate::MembersAndGuests => {
                only_if(by.admin)?;
                Electorate::MembersAndGuests
            }
            Electorate::Named(people) => {
                let people: BTreeSet<PersonId> = people.iter().copied().collect();
                only_if((1..=10_000).contains(&people.len()))?;
                only_if(people.iter().all(|person| self.belongs(talk, *person)))?;
                Electorate::Named(people.into_iter().collect())
            }
        })
    }

    /// Whether this can be raised here, and, where outsiders are let in, who those are.
    pub(super) fn judge_raising(
        &self,
        talk: &Talk,
        draft: &Draft,
        by: &Part,
        lets_in: bool,
    ) -> Result<Sound, Why> {
        only_if(by.member && talk.stage == TalkStage::Open)?;
        only_if(by.may(|switches| switches.raise_proposals))?;
        only_if(draft.tags.is_empty() || by.may(|switches| switches.tag_and_pin))?;
        let mut outsiders = BTreeSet::new();
        let electorate = match &draft.electorate {
            Electorate::Named(people) if lets_in => {
                let people: BTreeSet<PersonId> = people.iter().copied().collect();
                only_if((1..=10_000).contains(&people.len()))?;
                outsiders = people.iter().copied().filter(|it| !self.belongs(talk, *it)).collect();
                only_if(outsiders.is_empty() || by.may(|switches| switches.add_guests))?;
                Electorate::Named(people.into_iter().collect())
            }
            electorate => self.settled_electorate(talk, electorate, by)?,
        };
        let at_once =
            self.group_of(talk).is_some_and(|group| group.join == group::JoinPolicy::AtOnce);
        let usual_roll = if at_once { Roll::AtOpening } else { Roll::WhileOpen };
        let terms = Terms {
            title: draft.title,
            details: draft.details,
            method: draft.method.clone(),
            electorate,
            roll: draft.roll.unwrap_or(usual_roll),
            reasons: draft.reasons,
            results: draft.results,
            quorum: draft.quorum,
            rule: draft.rule,
            reminder: draft.reminder,
            tags: self.settled_tags(talk, &draft.tags, &[])?,
        };
        check_terms(&terms, draft.alike_options)?;
        let asked = draft.opens_at.map(millis);
        only_if(asked.is_none_or(|opens| opens >= self.now - 10 * SECOND))?;
        let opens = asked.unwrap_or(self.now).max(self.now);
        let closes = draft.closes_at.map_or(opens + 7 * DAY, millis);
        let closes = check_closing(closes, opens, self.now)?;
        Ok(Sound { terms, opens, closes, outsiders })
    }

    pub(super) fn ask_proposal(
        &mut self,
        id: ProposalId,
        command: &Command,
        actor: Actor,
    ) -> Outcome {
        let Some(proposal) = self.proposals.get(&id) else {
            return match (command, actor) {
                (Command::Raise { discussion, draft }, _) => {
                    self.raise(id, *discussion, draft, actor)
                }
                (_, Actor::System) => Ok(vec![]),
                _ => hide(),
            };
        };
        let mut proposal = proposal.clone();
        let Some(talk) = self.talks.get(&proposal.talk).cloned() else { return hide() };
        let lines = match actor {
            Actor::System => self.work_on_proposal(&talk, &mut proposal, command),
            Actor::Person(_) => {
                let part = self.part(&talk, actor)?;
                only_if(!matches!(talk.stage, TalkStage::Discarded(_)))?;
                let mut current = proposal.clone();
                let mut lines = self.due(&talk, &mut current);
                let caused = self.act_in_proposal(&talk, &mut current, command, &part)?;
                if caused.is_empty() {
                    return Ok(vec![]);
                }
                proposal = current;
                lines.extend(caused);
                Ok(lines)
            }
        }?;
        self.proposals.insert(id, proposal);
        Ok(lines)
    }

    fn raise(
        &mut self,
        id: ProposalId,
        in_talk: DiscussionId,
        draft: &Draft,
        actor: Actor,
    ) -> Outcome {
        let Some(talk) = self.talks.get(&in_talk).cloned() else { return hide() };
        let by = self.part(&talk, actor)?;
        let sound = self.judge_raising(&talk, draft, &by, false)?;
        only_if(
            talk.admitted
                .get(&id)
                .is_some_and(|(who, until)| *who == by.person && self.now < *until),
        )?;
        let mut proposal = Proposal {
            talk: in_talk,
            group: talk.group,
            author: by.person,
            terms: sound.terms,
            opens: sound.opens,
            closes: sound.closes,
            opening: 0,
            opened_turn: 0,
            stage: Stage::Pending,
            since: self.now,
            revision: 1,
            reminded: None,
            votes: BTreeMap::new(),
            writers: BTreeSet::from([by.person]),
            notes: BTreeSet::new(),
            outcome: None,
            reactions: BTreeSet::new(),
            told: BTreeMap::new(),
        };
        let mut lines = vec![said(
            "ProposalRaised",
            &(in_talk, by.person, &proposal.terms, proposal.opens, proposal.closes),
        )];
        lines.extend(self.due(&talk, &mut proposal));
        self.proposals.insert(id, proposal);
        Ok(lines)
    }
}
