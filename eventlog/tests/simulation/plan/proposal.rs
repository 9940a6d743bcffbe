//! Commands to proposals.

use domain::proposal::{
    Availability, Ballot, Changes, Command as Of, Draft, Electorate, Method, Participation,
    ProposalReactionTarget, ReasonPolicy, Reasons, Reminder, Results, Roll, Rule, Slot, Stance,
    StvQuota, StvRules, StvVariant, ThresholdBase,
};
use domain::{
    Actor, Command, DiscussionId, NoteId, OutcomeId, PersonId, ProposalId, Text, TextId, Timestamp,
};

use super::Planner;
use crate::model::{DAY, HOUR, MINUTE, Millis, Proposal, SECOND, Stage, Talk};

fn time(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).expect("it is near")
}

/// The options that something has: which texts they are, and how few there are at least.
#[derive(Clone, Copy)]
pub(super) struct Options<'a> {
    pub text: &'a dyn Fn(u8) -> TextId,
    pub least: u8,
}

impl Planner<'_> {
    pub(super) fn ask_proposal(&mut self) -> (Command, Actor) {
        if self.chance(60)
            && let Some(raise) = self.raise()
        {
            return raise;
        }
        let unsettled = self.model.proposals.values().filter(|it| it.is_unsettled()).count();
        if self.chance(if unsettled < 2 { 50 } else { 6 }) {
            let id = self.talk();
            let talk = self.model.talks.get(&id).cloned();
            let (command, actor) = self.admission(talk.as_ref());
            return (Command::Discussion(id, command), actor);
        }
        let id = self.proposal();
        let proposal = self.model.proposals.get(&id).cloned();
        let proposal = proposal.as_ref();
        let talk = proposal.and_then(|it| self.model.talks.get(&it.talk)).cloned();
        let talk = talk.as_ref();
        let (command, actor) = match self.dice.u32(0..100) {
            0..60 => self.vote(id, proposal, talk),
            60..66 => self.job(proposal, talk),
            66..76 => self.reaction(proposal, talk),
            _ => self.looking_after_proposal(id, proposal, talk),
        };
        (Command::Proposal(id, command), actor)
    }

    /// Raises what was admitted, by whom it was, most often as it was.
    fn raise(&mut self) -> Option<(Command, Actor)> {
        let talks = self.model.talks.iter();
        let waiting = talks.flat_map(|(id, talk)| {
            let admitted = talk.admitted.iter();
            admitted.map(|(proposal, (by, until))| (*id, *proposal, *by, *until))
        });
        let now = self.model.now;
        let waiting: Vec<(DiscussionId, ProposalId, PersonId, Millis)> = waiting
            .filter(|(_, id, ..)| !self.model.proposals.contains_key(id))
            .filter(|(.., until)| *until > now)
            .collect();
        let (discussion, proposal, by, _) = self.one_of(&waiting)?;
        let talk = self.model.talks.get(&discussion).cloned();
        let draft = Box::new(self.draft(proposal, talk.as_ref()));
        let actor = if self.chance(95) { Actor::Person(by) } else { self.actor_at(talk.as_ref()) };
        Some((Command::Proposal(proposal, Of::Raise { discussion, draft }), actor))
    }

    fn options(&mut self, of: Options<'_>) -> Vec<Text> {
        let count = if self.chance(3) { 1 } else { self.dice.u8(of.least..5) };
        (1..=count).map(|number| self.say((of.text)(number), 200)).collect()
    }

    fn method_of(&mut self, id: ProposalId) -> Method {
        self.method(Options { text: &|number| TextId::option(id, number), least: 2 })
    }

    pub(super) fn method(&mut self, of: Options<'_>) -> Method {
        let odd = self.chance(4);
        match self.dice.u32(0..100) {
            0..25 => Method::Consent,
            25..42 => {
                let options = self.options(of);
                let max = if odd { 9 } else { self.dice.u8(1..=options.len().max(1) as u8) };
                Method::Choose { options, min: 1, max, none_of_these: self.dice.bool() }
            }
            42..52 => {
                let (min, max) = if odd { (5, 0) } else { (-2, 3) };
                Method::Score { options: self.options(of), min, max }
            }
            52..62 => {
                Method::Allocate { options: self.options(of), budget: if odd { 0 } else { 8 } }
            }
            62..72 => Method::Rank { options: self.options(of), min: if odd { 9 } else { 1 } },
            72..78 => {
                let variant =
                    if self.dice.bool() { StvVariant::Scottish } else { StvVariant::Meek };
                let quota = if self.dice.bool() { StvQuota::Droop } else { StvQuota::Hare };
                let rules = StvRules { seats: if odd { 0 } else { 1 }, variant, quota };
                Method::RankStv { options: self.options(of), rules }
            }
            78..84 => Method::RankPairs { options: self.options(of) },
            84..90 => {
                let days: &[&str] =
                    if odd { &["2027-01-01"] } else { &["2027-01-01", "2027-01-02"] };
                let slots = days.iter().map(|day| day.parse::<Slot>().expect("it is a day"));
                Method::Schedule { options: slots.collect() }
            }
            90..97 => Method::Count { target: if odd { 0 } else { 2 } },
            _ => Method::Ask,
        }
    }

    pub(super) fn rule(&mut self, method: &Method) -> Option<Rule> {
        let of =
            if self.dice.bool() { ThresholdBase::OfVotes } else { ThresholdBase::OfElectorate };
        let percents = [1, 33, 50, 67, 100];
        let percent = if self.chance(3) { 101 } else { percents[self.dice.usize(0..5)] };
        let threshold = Rule::Threshold { percent, of };
        match method {
            Method::Consent => Some(match self.dice.u32(0..4) {
                0 => Rule::Consent,
                1 => Rule::Consensus,
                2 => Rule::Majority,
                _ => threshold,
            }),
            Method::Choose { .. } => Some(threshold),
            _ => self.maybe(4, |_| threshold),
        }
    }

    fn electorate(&mut self, talk: Option<&Talk>) -> Electorate {
        match self.dice.u32(0..10) {
            0..6 => Electorate::Members,
            6..8 => Electorate::MembersAndGuests,
            _ => {
                let group = talk.and_then(|talk| self.model.group_of(talk));
                let members = group.into_iter().flat_map(crate::model::Group::members);
                let members: Vec<PersonId> = members.map(|stay| stay.person).collect();
                let mut people: Vec<PersonId> = if self.dice.bool() {
                    (0..4).filter_map(|_| self.one_of(&members)).collect()
                } else {
                    let named = group.into_iter().flat_map(|group| &group.named);
                    let delegates: Vec<PersonId> = named.filter_map(|it| it.delegate).collect();
                    let without = self.one_of(&delegates).or_else(|| self.one_of(&members));
                    members.into_iter().filter(|person| Some(*person) != without).collect()
                };
                if self.chance(40) {
                    people.push(self.person());
                }
                Electorate::Named(people)
            }
        }
    }

    pub(super) fn reasons(&mut self, method: &Method) -> Reasons {
        let policy = match (method, self.dice.u32(0..12)) {
            (_, 0) => ReasonPolicy::None,
            (Method::Ask, _) | (_, 1) => ReasonPolicy::Required,
            (_, 2) => ReasonPolicy::RequiredToDisagree,
            _ => ReasonPolicy::Optional,
        };
        Reasons { policy, short: self.chance(30) }
    }

    pub(super) fn results(&mut self) -> Results {
        [Results::Always, Results::AfterVoting, Results::AfterClose][self.dice.usize(0..3)]
    }

    fn roll(&mut self) -> Roll {
        if self.dice.bool() { Roll::AtOpening } else { Roll::WhileOpen }
    }

    pub(super) fn quorum(&mut self) -> u8 {
        let percents = [1, 25, 50, 75, 100, 101];
        let count = if self.chance(10) { 6 } else { 5 };
        percents[self.dice.usize(0..count)]
    }

    pub(super) fn draft(&mut self, id: ProposalId, talk: Option<&Talk>) -> Draft {
        let method = self.method_of(id);
        let now = self.model.now;
        let group = talk.and_then(|talk| self.model.group_of(talk));
        let tagged = if group.is_some_and(|group| group.delegates(now)) { 80 } else { 40 };
        let opens_at = self.maybe(30, |it| match it.dice.u32(0..10) {
            0 => now - 5 * SECOND,
            1 => now - MINUTE,
            _ => now + it.dice.i64(1..60) * HOUR,
        });
        let closes_at = self.maybe(70, |it| match it.dice.u32(0..30) {
            0 => now - HOUR,
            1 => now + 3 * 366 * DAY,
            _ => opens_at.unwrap_or(now).max(now) + it.dice.i64(1..100) * HOUR,
        });
        Draft {
            title: self.say(TextId::proposal_title(id), 150),
            details: self.maybe(30, |it| it.say(TextId::proposal_details(id), 100_000)),
            alike_options: self.maybe(1, |_| (1, 2)),
            opens_at: opens_at.map(time),
            closes_at: closes_at.map(time),
            electorate: self.electorate(talk),
            roll: self.maybe(60, Self::roll),
            reasons: self.reasons(&method),
            results: self.results(),
            quorum: self.maybe(40, Self::quorum),
            rule: if self.chance(60) { self.rule(&method) } else { None },
            reminder: if self.chance(20) { Reminder::Nobody } else { Reminder::All },
            tags: if self.chance(tagged) { self.some_tags(talk) } else { vec![] },
            method,
        }
    }

    /// Some of the options, each once, in any order; now and then some that are not there.
    fn some_options(&mut self, count: usize) -> Vec<u8> {
        let mut options: Vec<u8> = (1..=count as u8).collect();
        self.dice.shuffle(&mut options);
        options.truncate(self.dice.usize(0..=count).max(1));
        if self.chance(3) {
            options.push(self.dice.u8(0..9));
        }
        options
    }

    fn every_option<T>(&mut self, count: usize, what: impl Fn(&mut Self) -> T) -> Vec<(u8, T)> {
        let mut options: Vec<u8> = (1..=count as u8).collect();
        self.dice.shuffle(&mut options);
        options.into_iter().map(|option| (option, what(self))).collect()
    }

    fn ballot(&mut self, method: &Method) -> Ballot {
        let count = method.option_count();
        let stances = [Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block];
        match method {
            _ if self.chance(2) => Ballot::Participation(Participation::In),
            Method::Consent => Ballot::Stance(stances[self.dice.usize(0..4)]),
            Method::Choose { .. } if self.chance(15) => Ballot::NoneOfThese,
            Method::Choose { max, .. } => {
                let mut options = self.some_options(count);
                if self.chance(90) {
                    options.truncate(usize::from(*max));
                }
                Ballot::Options(options)
            }
            Method::Score { min, max, .. } => {
                let mut scores = self.every_option(count, |it| it.dice.i32(*min..=*max));
                if self.chance(3) {
                    scores[0].1 = 7;
                }
                Ballot::Scores(scores)
            }
            Method::Allocate { .. } => {
                let options = if self.chance(15) { vec![] } else { self.some_options(count) };
                let points = |it: &mut Self| if it.chance(2) { 9 } else { it.dice.u32(0..3) };
                Ballot::Points(options.into_iter().map(|option| (option, points(self))).collect())
            }
            Method::Rank { .. } => Ballot::Ranking(self.some_options(count)),
            Method::RankStv { .. } => Ballot::Preferences(self.some_options(count)),
            Method::RankPairs { .. } => {
                let options = self.some_options(count);
                Ballot::Tiers(options.chunks(self.dice.usize(1..3)).map(<[u8]>::to_vec).collect())
            }
            Method::Schedule { .. } => {
                let all = [Availability::Yes, Availability::IfNeeded, Availability::No];
                let said = self.every_option(count, |it| all[it.dice.usize(0..3)]);
                Ballot::Availabilities(said)
            }
            Method::Count { .. } => Ballot::Participation(if self.dice.bool() {
                Participation::In
            } else {
                Participation::Out
            }),
            Method::Ask => Ballot::Answer,
        }
    }

    fn vote(
        &mut self,
        id: ProposalId,
        proposal: Option<&Proposal>,
        talk: Option<&Talk>,
    ) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        let Some(proposal) = proposal else { return (Of::WithdrawVote, actor) };
        if self.chance(12) {
            let voters: Vec<PersonId> = proposal.votes.keys().copied().collect();
            let voter = self.one_of(&voters).map_or(actor, Actor::Person);
            return (Of::WithdrawVote, voter);
        }
        let ballot = self.ballot(&proposal.terms.method);
        let wanted = match proposal.terms.reasons.policy {
            ReasonPolicy::None => 3,
            ReasonPolicy::Optional => 30,
            ReasonPolicy::Required | ReasonPolicy::RequiredToDisagree => 85,
        };
        let people = self.model.people.keys().copied();
        let electors: Vec<PersonId> =
            people.filter(|it| self.model.is_elector(proposal, *it, self.model.now)).collect();
        let elector = self.one_of(&electors).filter(|_| self.chance(65));
        let actor = elector.map_or(actor, Actor::Person);
        let voter = actor.person().unwrap_or(proposal.author);
        let reason = self.maybe(wanted, |it| it.say(TextId::reason(id, voter), 500));
        (Of::CastVote { ballot, reason }, actor)
    }

    /// What the system might send without owing it, or what somebody sends in its place.
    fn job(&mut self, proposal: Option<&Proposal>, talk: Option<&Talk>) -> (Of, Actor) {
        let who = if self.chance(75) { Actor::System } else { self.actor_at(talk) };
        let opening = proposal.map_or(1, |it| it.opening) + self.dice.u32(0..2);
        let closes_at = time(proposal.map_or(0, |it| it.closes) + self.dice.i64(0..2));
        let written = proposal.and_then(|proposal| proposal.outcome.as_ref());
        let command = match self.dice.u32(0..7) {
            0 => Of::Open { opening },
            1 => Of::CloseDue { opening },
            2 => Of::Remind { opening, closes_at },
            3 => Of::WithdrawVoteOf { voter: self.person() },
            4 => Of::Withdraw { reason: None },
            5 => {
                let outcome = written.map_or(OutcomeId::from_u128(1), |written| written.id);
                let review = written.and_then(|written| written.review).unwrap_or(0);
                Of::ReviewDue { outcome, review_at: time(review) }
            }
            _ => Of::WithdrawVote,
        };
        (command, who)
    }

    fn reaction(&mut self, proposal: Option<&Proposal>, talk: Option<&Talk>) -> (Of, Actor) {
        let actor = self.actor_at(talk);
        let written = proposal.and_then(|proposal| proposal.outcome.as_ref());
        let outcome = written.map_or(OutcomeId::from_u128(1), |written| written.id);
        let target = if self.chance(25) {
            ProposalReactionTarget::Outcome(outcome)
        } else {
            ProposalReactionTarget::Proposal
        };
        let command = match self.dice.u32(0..10) {
            0..4 => Of::React { target, emoji: self.emoji() },
            4..7 => Of::Unreact { target, emoji: self.emoji() },
            _ => Of::Announce { target, to: self.addressees() },
        };
        (command, actor)
    }

    fn looking_after_proposal(
        &mut self,
        id: ProposalId,
        proposal: Option<&Proposal>,
        talk: Option<&Talk>,
    ) -> (Of, Actor) {
        let author = proposal.map_or(PersonId::from_u128(1), |proposal| proposal.author);
        let actor = if self.chance(70) { Actor::Person(author) } else { self.actor_at(talk) };
        let Some(proposal) = proposal else { return (Of::Withdraw { reason: None }, actor) };
        let command = match proposal.stage {
            Stage::Closed(_) if self.chance(80) => match self.dice.u32(0..10) {
                0..3 => Of::Reopen { closes_at: time(self.later()) },
                _ => self.outcome(id, proposal),
            },
            _ => self.terms(id, proposal, talk),
        };
        (command, actor)
    }

    fn outcome(&mut self, id: ProposalId, proposal: &Proposal) -> Of {
        let options = proposal.terms.method.option_count() as u8;
        let option = self.maybe(30, |it| it.dice.u8(1..=options.max(1)));
        let review = self.maybe(50, |it| if it.chance(5) { it.model.now } else { it.later() });
        let review_at = review.map(time);
        let first = id.to_u128() * 1_000;
        match &proposal.outcome {
            Some(own) if self.chance(60) => Of::ReviseOutcome {
                outcome: if self.chance(95) { own.id } else { OutcomeId::from_u128(first + 9) },
                statement: self.say(TextId::outcome_statement(own.id), 10_000),
                option,
                review_at: if self.dice.bool() { own.review.map(time) } else { review_at },
                expected_revision: own.revision + u32::from(self.chance(10)),
            },
            _ => {
                let outcome = OutcomeId::from_u128(first + self.dice.u128(0..4));
                let statement = self.say(TextId::outcome_statement(outcome), 10_000);
                Of::WriteOutcome { outcome, statement, option, review_at }
            }
        }
    }

    fn terms(&mut self, id: ProposalId, proposal: &Proposal, talk: Option<&Talk>) -> Of {
        match self.dice.u32(0..100) {
            0..45 => {
                let method = self.maybe(30, |it| it.method_of(id));
                let reasons = method.as_ref().map(|method| self.reasons(method));
                let rule = method.as_ref().map(|_| None);
                let changes = Changes {
                    title: self.maybe(30, |it| it.say(TextId::proposal_title(id), 150)),
                    details: self.maybe(20, |it| it.say(TextId::proposal_details(id), 100_000)),
                    alike_options: None,
                    electorate: self.maybe(25, |it| it.electorate(talk)),
                    roll: self.maybe(20, Self::roll),
                    reasons,
                    results: self.maybe(15, Self::results),
                    quorum: self.maybe(20, |it| it.maybe(80, Self::quorum)),
                    rule,
                    reminder: self.maybe(30, |_| Reminder::NotVoted),
                    tags: self.maybe(20, |it| it.some_tags(talk)),
                    method,
                };
                let expected_revision = proposal.revision + u32::from(self.chance(8));
                Of::Edit { changes: Box::new(changes), expected_revision }
            }
            45..58 => {
                let note = NoteId::from_u128(id.to_u128() * 1_000 + self.dice.u128(0..5));
                Of::AddNote { note, body: self.say(TextId::note_body(note), 10_000) }
            }
            58..75 => Of::MoveClosing { closes_at: time(self.later()) },
            75..85 => Of::CloseEarly { reason: self.say(TextId::closing_reason(id), 10_000) },
            85..90 => {
                let text = TextId::closing_reason(id);
                Of::Withdraw { reason: self.maybe(50, |it| it.say(text, 10_000)) }
            }
            90..95 => Of::Reopen { closes_at: time(self.later()) },
            _ => self.outcome(id, proposal),
        }
    }
}
