//! Proposals.

use std::collections::{BTreeMap, BTreeSet};

use domain::proposal::{
    Availability, Ballot, Changes, ClosingCause, Command, Draft, Electorate, Method,
    ProposalReactionTarget, ReasonPolicy, Reminder, Results, Roll, Rule, Stance, Terms, Verdict,
    Withdrawal,
};
use domain::{
    Actor, DiscussionId, Emoji, NoteId, OutcomeId, PersonId, ProposalId, TagId, Text, group,
};

use super::talk::{Part, Stage as TalkStage, Talk, Told};
use super::{
    DAY, Millis, Model, Outcome, SECOND, Why, count, fits, hide, millis, only_if, refuse, said,
};

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
    pub author: PersonId,
    pub terms: Terms,
    pub opens: Millis,
    pub closes: Millis,
    pub opening: u32,
    /// When it opened among everything that happened.
    pub opened_turn: u64,
    pub stage: Stage,
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

fn check_options(options: &[Text], alike: Option<(u8, u8)>) -> Result<(), Why> {
    only_if((2..=100).contains(&options.len()) && alike.is_none())?;
    options.iter().try_for_each(|option| fits(option, 1, 200))
}

fn check_terms(terms: &Terms, alike: Option<(u8, u8)>) -> Result<(), Why> {
    fits(&terms.title, 1, 150)?;
    terms.details.map_or(Ok(()), |details| fits(&details, 0, 100_000))?;
    let options = terms.method.options();
    let count = options.len() as u8;
    match &terms.method {
        Method::Consent => {}
        Method::Choose { min, max, .. } => {
            check_options(options, alike)?;
            only_if(1 <= *min && min <= max && *max <= count)?;
        }
        Method::Score { min, max, .. } => {
            check_options(options, alike)?;
            only_if(-1_000 <= *min && min <= max && *max <= 1_000)?;
        }
        Method::Allocate { budget, .. } => {
            check_options(options, alike)?;
            only_if((1..=1_000).contains(budget))?;
        }
        Method::Rank { min, .. } => {
            check_options(options, alike)?;
            only_if(1 <= *min && *min <= count)?;
        }
        Method::RankStv { rules, .. } => {
            check_options(options, alike)?;
            only_if(1 <= rules.seats && rules.seats <= count)?;
        }
        Method::RankPairs { .. } => check_options(options, alike)?,
        Method::Schedule { options } => {
            only_if((2..=100).contains(&options.len()))?;
            for (at, slot) in options.iter().enumerate() {
                only_if(!options[..at].contains(slot))?;
            }
        }
        Method::Count { target } => only_if(*target >= 1)?,
        Method::Ask => {}
    }
    let consent = terms.method == Method::Consent;
    let ask = terms.method == Method::Ask;
    only_if(match terms.reasons.policy {
        ReasonPolicy::Required => true,
        ReasonPolicy::RequiredToDisagree => consent,
        ReasonPolicy::None | ReasonPolicy::Optional => !ask,
    })?;
    only_if(terms.quorum.is_none_or(|percent| (1..=100).contains(&percent)))?;
    only_if(match (terms.rule, &terms.method) {
        (None, _) => true,
        (Some(Rule::Threshold { percent, .. }), Method::Consent | Method::Choose { .. }) => {
            (1..=100).contains(&percent)
        }
        (Some(_), method) => *method == Method::Consent,
    })
}

/// The closing time, if voting can end then.
fn check_closing(closes: Millis, opens: Millis, now: Millis) -> Result<Millis, Why> {
    // Nothing is generated between two years by days and two by the calendar.
    only_if(closes > opens && closes > now && closes <= now + 2 * 366 * DAY)?;
    Ok(closes)
}

fn each_once(options: &[u8], count: usize) -> bool {
    options.iter().enumerate().all(|(at, option)| {
        (1..=count).contains(&usize::from(*option)) && !options[..at].contains(option)
    })
}

/// The ballot as it is kept, if it can be cast.
fn check_ballot(method: &Method, ballot: &Ballot) -> Result<Ballot, Why> {
    let count = method.option_count();
    let all = |options: &[u8]| each_once(options, count) && options.len() == count;
    let mut ballot = ballot.clone();
    match (method, &mut ballot) {
        (Method::Consent, Ballot::Stance(_))
        | (Method::Count { .. }, Ballot::Participation(_))
        | (Method::Ask, Ballot::Answer) => {}
        (Method::Choose { none_of_these, .. }, Ballot::NoneOfThese) => only_if(*none_of_these)?,
        (Method::Choose { min, max, .. }, Ballot::Options(options)) => {
            let chosen = options.len();
            only_if(usize::from(*min) <= chosen && chosen <= usize::from(*max))?;
            only_if(each_once(options, count))?;
            options.sort();
        }
        (Method::Score { min, max, .. }, Ballot::Scores(scores)) => {
            only_if(all(&scores.iter().map(|(option, _)| *option).collect::<Vec<_>>()))?;
            only_if(scores.iter().all(|(_, score)| min <= score && score <= max))?;
            scores.sort();
        }
        (Method::Allocate { budget, .. }, Ballot::Points(points)) => {
            let options: Vec<u8> = points.iter().map(|(option, _)| *option).collect();
            only_if(each_once(&options, count))?;
            let sum: u64 = points.iter().map(|(_, points)| u64::from(*points)).sum();
            only_if(sum <= u64::from(*budget))?;
            points.retain(|(_, points)| *points > 0);
            points.sort();
        }
        (Method::Rank { min, .. }, Ballot::Ranking(ranking)) => {
            only_if(ranking.len() >= usize::from(*min) && each_once(ranking, count))?;
        }
        (Method::RankStv { .. }, Ballot::Preferences(ranking)) => {
            only_if(!ranking.is_empty() && each_once(ranking, count))?;
        }
        (Method::RankPairs { .. }, Ballot::Tiers(tiers)) => {
            only_if(tiers.iter().any(|tier| !tier.is_empty()))?;
            only_if(each_once(&tiers.concat(), count))?;
            tiers.retain(|tier| !tier.is_empty());
            tiers.iter_mut().for_each(|tier| tier.sort());
        }
        (Method::Schedule { .. }, Ballot::Availabilities(said)) => {
            only_if(all(&said.iter().map(|(option, _)| *option).collect::<Vec<_>>()))?;
            said.sort_by_key(|(option, _): &(u8, Availability)| *option);
        }
        _ => return refuse(),
    }
    Ok(ballot)
}

fn strictness(results: Results) -> u8 {
    match results {
        Results::Always => 0,
        Results::AfterVoting => 1,
        Results::AfterClose => 2,
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
                only_if(people.iter().all(|person| self.is_in(talk, *person)))?;
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
                outsiders = people.iter().copied().filter(|it| !self.is_in(talk, *it)).collect();
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
            author: by.person,
            terms: sound.terms,
            opens: sound.opens,
            closes: sound.closes,
            opening: 0,
            opened_turn: 0,
            stage: Stage::Pending,
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

    /// When and how the proposal ended by itself.
    fn ending(&self, talk: &Talk, proposal: &Proposal) -> Option<Ending> {
        let discarded = match talk.stage {
            TalkStage::Discarded(at) => Some(at),
            _ => None,
        };
        let frozen = self.group_of(talk).and_then(|group| self.frozen(group));
        let gone = [discarded, frozen].into_iter().flatten().min();
        match gone.filter(|at| *at < proposal.closes) {
            Some(at) => Some(Ending { cause: ClosingCause::Withdrawn(None), at }),
            None if self.now >= proposal.closes => {
                Some(Ending { cause: ClosingCause::Time, at: proposal.closes })
            }
            None => None,
        }
    }

    /// What time alone has done to the proposal.
    pub(super) fn due(&self, talk: &Talk, proposal: &mut Proposal) -> Vec<String> {
        let mut lines = vec![];
        if !proposal.is_unsettled() {
            return lines;
        }
        let ending = self.ending(talk, proposal);
        let until = ending.as_ref().map_or(self.now, |ending| ending.at);
        if proposal.stage == Stage::Pending && proposal.opens <= until {
            let (opens, closes) = (proposal.opens, proposal.closes);
            lines.push(self.open(proposal, opens, closes));
        }
        if let Some(ending) = ending {
            lines.extend(self.close(proposal, ending));
        }
        lines
    }

    fn open(&self, proposal: &mut Proposal, opens: Millis, closes: Millis) -> String {
        proposal.opening += 1;
        (proposal.opens, proposal.closes) = (opens, closes);
        proposal.opened_turn = self.turn;
        proposal.stage = Stage::Open;
        proposal.reminded = None;
        said("ProposalOpened", &(proposal.opening, opens, closes))
    }

    /// Withdraws the votes that do not count at this time.
    fn withdraw_leavers(&self, proposal: &mut Proposal, at: Millis) -> Vec<String> {
        let mut lines = vec![];
        for (voter, vote) in proposal.votes.clone() {
            let Some(vote) = vote else { continue };
            if !self.counts(proposal, voter, vote.at, at) {
                lines.push(said(
                    "VoteWithdrawn",
                    &(voter, vote.ballot, Withdrawal::LeftElectorate, at),
                ));
            }
        }
        lines
    }

    fn close(&self, proposal: &mut Proposal, ending: Ending) -> Vec<String> {
        let Ending { cause, at } = ending;
        let mut lines = self.withdraw_leavers(proposal, at);
        let result = self.result(proposal, at);
        let verdict = match cause {
            ClosingCause::Withdrawn(_) => Verdict::None,
            _ => count::judge(proposal, &result),
        };
        lines.push(said("ProposalClosed", &(proposal.opening, cause, at, &result, verdict)));
        let gone: Vec<PersonId> = proposal
            .votes
            .iter()
            .filter(|(voter, vote)| {
                vote.as_ref().is_some_and(|vote| !self.counts(proposal, **voter, vote.at, at))
            })
            .map(|(voter, _)| *voter)
            .collect();
        for voter in gone {
            proposal.votes.insert(voter, None);
        }
        proposal.stage = match cause {
            ClosingCause::Time => Stage::Closed(None),
            ClosingCause::Person(by) => Stage::Closed(Some(by)),
            ClosingCause::Withdrawn(_) => Stage::Withdrawn,
        };
        if let ClosingCause::Person(by) | ClosingCause::Withdrawn(Some(by)) = cause {
            proposal.writers.insert(by);
        }
        lines
    }

    fn work_on_proposal(&self, talk: &Talk, proposal: &mut Proposal, command: &Command) -> Outcome {
        match command {
            Command::Open { opening } | Command::CloseDue { opening } => {
                let next = u32::from(proposal.stage == Stage::Pending);
                if *opening == proposal.opening + next {
                    Ok(self.due(talk, proposal))
                } else {
                    Ok(vec![])
                }
            }
            Command::Withdraw { .. } => Ok(self.due(talk, proposal)),
            Command::Remind { opening, closes_at } => {
                let closes = millis(*closes_at);
                let mut current = proposal.clone();
                let mut lines = self.due(talk, &mut current);
                if current.stage != Stage::Open
                    || current.terms.reminder == Reminder::Nobody
                    || current.opening != *opening
                    || current.closes != closes
                    || current.reminded == Some(closes)
                    || current.opens >= closes - DAY
                    || self.now < closes - DAY
                    || self.now >= closes
                {
                    return Ok(vec![]);
                }
                current.reminded = Some(closes);
                *proposal = current;
                lines.push(said("ClosingSoon", &(opening, closes)));
                Ok(lines)
            }
            Command::WithdrawVoteOf { voter } => {
                let nothing_due = self.due(talk, &mut proposal.clone()).is_empty();
                let Some(Some(vote)) = proposal.votes.get(voter) else { return Ok(vec![]) };
                let counts = self.counts(proposal, *voter, vote.at, self.now);
                if counts || !nothing_due || !proposal.is_unsettled() {
                    return Ok(vec![]);
                }
                let ballot = vote.ballot.clone();
                proposal.votes.insert(*voter, None);
                let cause = Withdrawal::LeftElectorate;
                Ok(vec![said("VoteWithdrawn", &(voter, ballot, cause, self.now))])
            }
            Command::ReviewDue { outcome, review_at } => {
                let at = millis(*review_at);
                match &mut proposal.outcome {
                    Some(own)
                        if own.id == *outcome
                            && own.review == Some(at)
                            && own.reviewed != Some(at)
                            && self.now >= at =>
                    {
                        own.reviewed = Some(at);
                        Ok(vec![said("OutcomeReviewDue", &(outcome, at))])
                    }
                    _ => Ok(vec![]),
                }
            }
            _ => refuse(),
        }
    }

    fn act_in_proposal(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        let now = self.now;
        match command {
            Command::Raise { discussion, .. } => {
                only_if(proposal.talk == *discussion && proposal.author == by.person)?;
                Ok(vec![])
            }
            Command::CastVote { ballot, reason } => {
                self.cast_vote(proposal, ballot, *reason, by.person)
            }
            Command::WithdrawVote => {
                only_if(proposal.stage == Stage::Open && now >= proposal.opens)?;
                let Some(Some(vote)) = proposal.votes.get(&by.person) else { return Ok(vec![]) };
                let ballot = vote.ballot.clone();
                proposal.votes.insert(by.person, None);
                let cause = Withdrawal::Voter;
                Ok(vec![said("VoteWithdrawn", &(by.person, ballot, cause, now))])
            }
            Command::React { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                if proposal.reactions.contains(&reaction) {
                    return Ok(vec![]);
                }
                check_stands(proposal, *target)?;
                proposal.reactions.insert(reaction);
                Ok(vec![said("ProposalReactionAdded", &reaction)])
            }
            Command::Unreact { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                let there = proposal.reactions.remove(&reaction);
                Ok(there.then(|| said("ProposalReactionRemoved", &reaction)).into_iter().collect())
            }
            Command::Announce { target, to } => {
                check_stands(proposal, *target)?;
                let mut told = proposal.told.get(target).cloned().unwrap_or_default();
                let lines = self.announce(talk, &mut told, to, by)?;
                proposal.told.insert(*target, told);
                let lines = lines.into_iter();
                Ok(lines.map(|to| said("ProposalAnnounced", &(target, to))).collect())
            }
            Command::Open { .. }
            | Command::WithdrawVoteOf { .. }
            | Command::Remind { .. }
            | Command::CloseDue { .. }
            | Command::ReviewDue { .. } => refuse(),
            Command::Edit { .. }
            | Command::AddNote { .. }
            | Command::MoveClosing { .. }
            | Command::CloseEarly { .. }
            | Command::Withdraw { .. }
            | Command::Reopen { .. }
            | Command::WriteOutcome { .. }
            | Command::ReviseOutcome { .. } => {
                only_if(by.admin || by.person == proposal.author)?;
                self.look_after_proposal(talk, proposal, command, by)
            }
        }
    }

    fn cast_vote(
        &self,
        proposal: &mut Proposal,
        ballot: &Ballot,
        reason: Option<Text>,
        voter: PersonId,
    ) -> Outcome {
        let now = self.now;
        only_if(proposal.stage == Stage::Open && proposal.opens <= now && now < proposal.closes)?;
        only_if(self.is_elector(proposal, voter, now))?;
        let ballot = check_ballot(&proposal.terms.method, ballot)?;
        let against = matches!(ballot, Ballot::Stance(Stance::Disagree | Stance::Block));
        let policy = proposal.terms.reasons.policy;
        match reason {
            Some(reason) => {
                only_if(policy != ReasonPolicy::None)?;
                fits(&reason, 1, if proposal.terms.reasons.short { 500 } else { 10_000 })?;
            }
            None => {
                only_if(policy != ReasonPolicy::Required)?;
                only_if(policy != ReasonPolicy::RequiredToDisagree || !against)?;
            }
        }
        let standing = proposal.votes.get(&voter).cloned().flatten();
        if standing.as_ref().is_some_and(|vote| {
            vote.ballot == ballot
                && vote.reason == reason
                && self.counts(proposal, voter, vote.at, now)
        }) {
            return Ok(vec![]);
        }
        let replaces = standing.map(|vote| vote.ballot);
        let line = said("VoteCast", &(voter, &ballot, reason, replaces, now));
        proposal.votes.insert(voter, Some(Vote { ballot, reason, at: now }));
        Ok(vec![line])
    }

    fn look_after_proposal(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        let now = self.now;
        let unsettled = only_if(proposal.is_unsettled());
        let closed = only_if(matches!(proposal.stage, Stage::Closed(_)));
        match command {
            Command::Edit { changes, expected_revision } => {
                unsettled?;
                self.edit(talk, proposal, changes, *expected_revision, by)
            }
            Command::AddNote { note, body } => {
                if proposal.notes.contains(note) {
                    return Ok(vec![]);
                }
                unsettled?;
                only_if(!proposal.votes.is_empty())?;
                fits(body, 1, 10_000)?;
                proposal.notes.insert(*note);
                proposal.writers.insert(by.person);
                Ok(vec![said("NoteAdded", &(note, by.person))])
            }
            Command::MoveClosing { closes_at } => {
                unsettled?;
                let closes = millis(*closes_at);
                if closes == proposal.closes {
                    return Ok(vec![]);
                }
                check_closing(closes, proposal.opens, now)?;
                only_if(closes > proposal.closes || closes >= now + DAY)?;
                proposal.closes = closes;
                Ok(vec![said("ClosingMoved", &(closes, by.person))])
            }
            Command::CloseEarly { reason } => {
                if proposal.stage == Stage::Closed(Some(by.person)) {
                    return Ok(vec![]);
                }
                only_if(proposal.stage == Stage::Open && now >= proposal.opens)?;
                fits(reason, 1, 10_000)?;
                let cause = ClosingCause::Person(by.person);
                Ok(self.close(proposal, Ending { cause, at: now }))
            }
            Command::Withdraw { reason } => {
                if proposal.stage == Stage::Withdrawn {
                    return Ok(vec![]);
                }
                unsettled?;
                reason.map_or(Ok(()), |reason| fits(&reason, 1, 10_000))?;
                let cause = ClosingCause::Withdrawn(Some(by.person));
                Ok(self.close(proposal, Ending { cause, at: now }))
            }
            Command::Reopen { closes_at } => {
                let closes = millis(*closes_at);
                if proposal.stage == Stage::Open && closes == proposal.closes {
                    return Ok(vec![]);
                }
                closed?;
                only_if(talk.stage == TalkStage::Open)?;
                check_closing(closes, now, now)?;
                let mut lines = vec![said("ProposalReopened", &by.person)];
                let leavers = self.withdraw_leavers(proposal, now);
                for (voter, vote) in proposal.votes.clone() {
                    if vote.is_some_and(|vote| !self.counts(proposal, voter, vote.at, now)) {
                        proposal.votes.insert(voter, None);
                    }
                }
                lines.extend(leavers);
                lines.push(self.open(proposal, now, closes));
                Ok(lines)
            }
            Command::WriteOutcome { outcome, statement, option, review_at } => {
                closed?;
                if proposal.outcome.as_ref().is_some_and(|own| own.id == *outcome) {
                    return Ok(vec![]);
                }
                let review = review_at.map(millis);
                check_outcome(proposal, statement, *option)?;
                only_if(review.is_none_or(|review| review > now))?;
                let (id, statement, option) = (*outcome, *statement, *option);
                let written =
                    Written { id, statement, option, review, reviewed: None, revision: 1 };
                proposal.outcome = Some(written);
                proposal.writers.insert(by.person);
                Ok(vec![said("OutcomeWritten", &(id, statement, option, review, by.person))])
            }
            Command::ReviseOutcome { outcome, statement, option, review_at, expected_revision } => {
                let Some(own) = proposal.outcome.clone().filter(|own| own.id == *outcome) else {
                    return refuse();
                };
                closed?;
                let review = review_at.map(millis);
                let same = own.statement == *statement && own.option == *option;
                if same && own.review == review {
                    return Ok(vec![]);
                }
                only_if(*expected_revision == own.revision)?;
                check_outcome(proposal, statement, *option)?;
                only_if(review.is_none_or(|it| it > now) || review == own.review)?;
                proposal.outcome = Some(Written {
                    statement: *statement,
                    option: *option,
                    review,
                    revision: own.revision + 1,
                    ..own
                });
                proposal.writers.insert(by.person);
                let line = said("OutcomeRevised", &(outcome, statement, option, review, by.person));
                Ok(vec![line])
            }
            _ => refuse(),
        }
    }

    fn edit(
        &self,
        talk: &Talk,
        proposal: &mut Proposal,
        changes: &Changes,
        expected: u32,
        by: &Part,
    ) -> Outcome {
        let own = &proposal.terms;
        let mut terms = own.clone();
        terms.title = changes.title.unwrap_or(own.title);
        terms.details = changes.details.or(own.details);
        terms.method = changes.method.clone().unwrap_or(own.method.clone());
        terms.roll = changes.roll.unwrap_or(own.roll);
        terms.reasons = changes.reasons.unwrap_or(own.reasons);
        terms.results = changes.results.unwrap_or(own.results);
        terms.quorum = changes.quorum.unwrap_or(own.quorum);
        terms.rule = changes.rule.unwrap_or(own.rule);
        terms.reminder = changes.reminder.unwrap_or(own.reminder);
        if let Some(electorate) = &changes.electorate
            && !same_people(electorate, &own.electorate)
        {
            terms.electorate = self.settled_electorate(talk, electorate, by)?;
        }
        if let Some(tags) = &changes.tags {
            let tags: Vec<TagId> = self.settled_tags(talk, tags, &own.tags)?;
            only_if(tags == own.tags || by.may(|switches| switches.tag_and_pin))?;
            terms.tags = tags;
        }
        if terms == *own {
            return Ok(vec![]);
        }
        only_if(expected == proposal.revision)?;
        let only_reminder = Terms { reminder: own.reminder, ..terms.clone() } == *own;
        only_if(proposal.votes.is_empty() || only_reminder)?;
        only_if(strictness(terms.results) >= strictness(own.results))?;
        check_terms(&terms, changes.alike_options)?;
        proposal.terms = terms;
        proposal.revision += 1;
        proposal.writers.insert(by.person);
        Ok(vec![said("ProposalEdited", &(&proposal.terms, by.person))])
    }
}

fn same_people(one: &Electorate, other: &Electorate) -> bool {
    match (one, other) {
        (Electorate::Named(one), Electorate::Named(other)) => {
            let set = |people: &[PersonId]| people.iter().copied().collect::<BTreeSet<_>>();
            set(one) == set(other)
        }
        _ => one == other,
    }
}

fn check_outcome(proposal: &Proposal, statement: &Text, option: Option<u8>) -> Result<(), Why> {
    fits(statement, 1, 10_000)?;
    let options = 1..=proposal.terms.method.option_count();
    only_if(option.is_none_or(|option| options.contains(&usize::from(option))))
}

fn check_stands(proposal: &Proposal, target: ProposalReactionTarget) -> Result<(), Why> {
    only_if(match target {
        ProposalReactionTarget::Proposal => true,
        ProposalReactionTarget::Outcome(id) => {
            proposal.outcome.as_ref().is_some_and(|own| own.id == id)
        }
    })
}
