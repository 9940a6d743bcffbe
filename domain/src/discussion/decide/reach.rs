//! More and fewer readers: the discussion's privacy, moving it, and what those who wrote there have
//! to say to it.
//!
//! More readers never come behind a writer's back. Everybody who began the discussion, edited it,
//! commented, raised or wrote something of a proposal or voted in one is told, also those who have
//! left. For 72 hours each of them can take back what they wrote; whoever writes after that knows.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};

use super::{Decision, Refusal};
use crate::decider::{Actor, Facts};
use crate::discussion::circle::Circle;
use crate::discussion::event::{Event, GuestEnd};
use crate::discussion::participant::Participant;
use crate::discussion::state::{Discussion, Started};
use crate::discussion::terms::{Privacy, Reach, WideningEnd};
use crate::discussion::widening::{MOST_A_DAY, Widening};
use crate::group::{Invitation, InvitationEnd};
use crate::id::{GroupId, PersonId};
use crate::policy::{self, Audience};
use crate::proposal::Proposal;

/// How long those who wrote there have.
const NOTICE: SignedDuration = SignedDuration::from_hours(72);

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// Lets the announced readers come, once it is time.
pub(super) fn widen(
    started: &Started,
    discussion: &Discussion,
    since_version: u64,
    facts: &Facts<'_>,
) -> Vec<Event> {
    let widening = started.widening.as_ref();
    let Some(widening) = widening.filter(|it| it.since_version == since_version) else {
        return vec![];
    };
    if facts.now < widening.effective_at {
        return vec![];
    }
    match started.take_effect(discussion, widening, facts) {
        Ok(events) => events,
        // Their time is over, and the close that is owed is all that is missing.
        Err(Refusal::ProposalsOpen { .. }) if started.open_proposals(facts) == 0 => vec![],
        Err(_) => {
            let cause = WideningEnd::Overtaken;
            vec![Event::WideningEnded { cause, at: facts.now }]
        }
    }
}

/// Agrees. With the last of them it takes effect, unless something keeps it from that now: then its
/// time comes as if not all had agreed. Nothing is to be agreed to any more once they are there.
pub(super) fn agree(started: &Started, discussion: &Discussion, facts: &Facts<'_>) -> Decision {
    if started.widening.is_none() {
        return Participant::of_discussion(discussion, facts).map(|_| vec![]).map_err(Into::into);
    }
    let (person, widening) = asked(started, discussion, facts, |_| false)?;
    if widening.agreed.contains(&person) {
        return Ok(vec![]);
    }
    let agreed = Event::WideningAgreed { person, at: facts.now };
    let all = widening.writers.iter().all(|it| *it == person || widening.agreed.contains(it));
    let effect = all.then(|| started.take_effect(discussion, widening, facts).ok()).flatten();
    Ok(std::iter::once(agreed).chain(effect.unwrap_or_default()).collect())
}

/// Takes back the comments of who asks, and the body if the discussion is theirs, whatever the
/// group's switches say, and whoever discarded them before. What was written of proposals stays,
/// votes and reasons too. Who came to write only after the announcement may do it as well.
pub(super) fn withdraw_writing(
    started: &Started,
    discussion: &Discussion,
    facts: &Facts<'_>,
) -> Decision {
    let commented = |by| started.comments.values().any(|comment| comment.author == by);
    let (by, _) = asked(started, discussion, facts, commented)?;
    let at = facts.now;
    let own = started.comments.iter().filter(|(_, comment)| comment.author == by);
    let own: BTreeMap<_, _> = own.map(|(id, comment)| (*id, comment.discarded_by)).collect();
    let is_author = started.author == by;
    if own.is_empty() && !(is_author && (started.body.is_some() || started.body_withdrawn)) {
        return Err(Refusal::NothingToWithdraw);
    }
    let comments = own.into_iter().filter_map(|(comment, discarded_by)| match discarded_by {
        None => Some(Event::CommentDiscarded { comment, by, at }),
        Some(other) if other != by => Some(Event::CommentWithdrawn { comment, by, at }),
        Some(_) => None,
    });
    let body = started.body.filter(|_| is_author);
    let body = body.map(|_| Event::DiscussionBodyWithdrawn { by, at });
    Ok(comments.chain(body).collect())
}

/// Who asks, if they were told of readers that have not come yet, or have a say `as_well`. They need
/// not be in the group any more, nor see the discussion.
fn asked<'a>(
    started: &'a Started,
    discussion: &Discussion,
    facts: &Facts<'_>,
    as_well: impl Fn(PersonId) -> bool,
) -> Result<(PersonId, &'a Widening), Refusal> {
    let person = facts.actor.person().ok_or(Refusal::PeopleOnly)?;
    let circle = Circle::of(discussion, facts).ok_or(Refusal::NotFound)?;
    let has_a_say = |it: &&Widening| it.writers.contains(&person) || as_well(person);
    let Some(widening) = started.widening.as_ref().filter(has_a_say) else {
        let seen = policy::sees_discussion(circle, facts.actor);
        return Err(if seen { Refusal::NotAsked } else { Refusal::NotFound });
    };
    if circle.frozen_at().is_some() {
        Err(Refusal::GroupArchived)
    } else if started.is_discarded() {
        Err(Refusal::Discarded)
    } else {
        Ok((person, widening))
    }
}

impl Started {
    /// Fewer readers is done at once, and calls off more that were announced.
    pub(super) fn change_privacy(
        &self,
        privacy: Privacy,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        let reach = Reach { group: self.group, privacy };
        let unchanged = privacy == by.circle.privacy();
        match &self.widening {
            Some(widening) if widening.reach == reach => Ok(vec![]),
            Some(widening) if unchanged && widening.reach.group == self.group => {
                self.cancel_widening(by, facts)
            }
            _ if unchanged => Ok(vec![]),
            _ => self.change_reach(reach, by, facts),
        }
    }

    /// Who moves it must be able to start a discussion there. It stays public where it can be. In
    /// the group that it is in, only its privacy changes.
    pub(super) fn move_to(
        &self,
        group: GroupId,
        privacy: Option<Privacy>,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        if self.group == Some(group) {
            return privacy.map_or(Ok(vec![]), |it| self.change_privacy(it, by, facts));
        }
        let public = policy::discussion_audience(by.circle) == Audience::Everyone;
        let stays = |to: Participant<'_>| public && to.may_be_public();
        let destination = Destination::of(Some(group), by, facts)?;
        let kept = if stays(destination.0) { Privacy::Public } else { Privacy::Private };
        let reach = Reach { group: Some(group), privacy: privacy.unwrap_or(kept) };
        if self.widening.as_ref().is_some_and(|widening| widening.reach == reach) {
            return Ok(vec![]);
        }
        self.check_looks_after(by)?;
        self.change_reach(reach, by, facts)
    }

    fn change_reach(&self, reach: Reach, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        let to = self.judge(reach, by, facts)?;
        if self.widening.is_some() {
            return Err(Refusal::WideningPending);
        }
        let writers = self.other_writers(by.person, facts);
        if writers.is_empty() || !to.has_more_readers(reach, by.circle) {
            return Ok(self.effect(reach, by.person, by.circle, facts));
        }
        self.check_not_too_often(facts.now)?;
        let effective_at = facts.now.checked_add(NOTICE).unwrap_or(Timestamp::MAX);
        let (writers, by, at) = (writers.into_iter().collect(), by.person, facts.now);
        Ok(vec![Event::WideningAnnounced { reach, writers, effective_at, by, at }])
    }

    /// Whoever wrote there is told of readers, and told again of others, but not without end.
    fn check_not_too_often(&self, now: Timestamp) -> Result<(), Refusal> {
        let Some(first) = self.announced.first().filter(|_| self.announced.len() == MOST_A_DAY)
        else {
            return Ok(());
        };
        let again_at = first.checked_add(DAY).unwrap_or(Timestamp::MAX);
        if now < again_at { Err(Refusal::AnnouncedTooOften { again_at }) } else { Ok(()) }
    }

    /// The author, admins and who asked for it may.
    pub(super) fn cancel_widening(&self, by: Participant<'_>, facts: &Facts<'_>) -> Decision {
        let Some(widening) = &self.widening else { return Ok(vec![]) };
        if widening.by != by.person {
            self.check_looks_after(by)?;
        }
        let cause = WideningEnd::Cancelled(by.person);
        Ok(vec![Event::WideningEnded { cause, at: facts.now }])
    }

    /// What was announced, if who asked for it could ask for it now.
    fn take_effect(
        &self,
        discussion: &Discussion,
        widening: &Widening,
        facts: &Facts<'_>,
    ) -> Decision {
        let asking = Facts { actor: Actor::Person(widening.by), ..*facts };
        let by = Participant::of_discussion(discussion, &asking)?;
        if self.is_discarded() {
            return Err(Refusal::Discarded);
        }
        self.judge(widening.reach, by, &asking)?;
        Ok(self.effect(widening.reach, by.person, by.circle, facts))
    }

    /// Where it is to be, if it may.
    fn judge<'a>(
        &self,
        reach: Reach,
        by: Participant<'a>,
        facts: &Facts<'a>,
    ) -> Result<Destination<'a>, Refusal> {
        self.check_looks_after(by)?;
        let to = Destination::of(reach.group, by, facts)?;
        if reach.privacy == Privacy::Public && !to.0.may_be_public() {
            return Err(Refusal::PrivateOnly);
        }
        let open = self.unsettled_proposals(facts);
        if reach.group != self.group && open > 0 {
            return Err(Refusal::ProposalsOpen { open });
        }
        Ok(to)
    }

    /// A place that ended with a membership of the group that it leaves is over for good: the next
    /// group knows nothing of that. Invitations are over too: the next group sent none.
    fn effect(
        &self,
        reach: Reach,
        by: PersonId,
        circle: Circle<'_>,
        facts: &Facts<'_>,
    ) -> Vec<Event> {
        let (privacy, at) = (reach.privacy, facts.now);
        let Some(group) = reach.group.filter(|group| self.group != Some(*group)) else {
            return vec![Event::DiscussionPrivacyChanged { privacy, by, at }];
        };
        let lasting = circle.with_the_absent().places().filter(|(person, _)| {
            self.guests.get(person).and_then(|all| all.last()).is_some_and(|it| it.until.is_none())
        });
        let cause = GuestEnd::LeftGroup;
        let lapsed = lasting.filter_map(|(person, place)| {
            Some(Event::GuestPlaceEnded { person, cause, at: place.until? })
        });
        let invitations = self.invitations_ended(facts.now);
        let moved = Event::DiscussionMoved { from: self.group, group, privacy, by, at };
        lapsed.chain(invitations).chain([moved]).collect()
    }

    /// The ends of all invitations that can be used, or could be until they lapsed.
    fn invitations_ended(&self, now: Timestamp) -> Vec<Event> {
        let pending = self.invitations.iter().filter_map(|(id, it)| match it {
            Invitation::Pending { expires_at, .. } if now < *expires_at => {
                Some((*id, InvitationEnd::Revoked))
            }
            Invitation::Pending { .. } => Some((*id, InvitationEnd::Expired)),
            Invitation::Over => None,
        });
        let pending: BTreeMap<_, _> = pending.collect();
        let end = |(invitation, cause)| Event::GuestInvitationEnded { invitation, cause };
        pending.into_iter().map(end).collect()
    }

    /// Everybody who wrote there, in its proposals too, but this person.
    fn other_writers(&self, person: PersonId, facts: &Facts<'_>) -> BTreeSet<PersonId> {
        let proposals = facts.proposals.iter();
        let at_proposals = proposals.flat_map(|(_, proposal)| proposal.participants());
        let all = self.writers.iter().copied().chain(at_proposals);
        all.filter(|writer| *writer != person).collect()
    }

    /// How many proposals have no close in the history yet, though it may be time for it, or may
    /// still be raised.
    fn unsettled_proposals(&self, facts: &Facts<'_>) -> usize {
        let is_open = |(id, lapses_at)| {
            let known = facts.proposals.iter().find(|(other, _)| *other == id);
            let raised = known.map(|(_, proposal)| *proposal).filter(|it| it.exists());
            raised.map_or(facts.now < lapses_at, Proposal::is_unsettled)
        };
        let admitted = self.admissions.iter().map(|(id, admission)| (*id, admission.lapses_at));
        admitted.filter(|admitted| is_open(*admitted)).count()
    }
}

/// Who acts where the discussion is to be.
struct Destination<'a>(Participant<'a>);

impl<'a> Destination<'a> {
    fn of(group: Option<GroupId>, by: Participant<'a>, facts: &Facts<'a>) -> Result<Self, Refusal> {
        if by.circle.discussion.group() == group {
            return Ok(Self(by));
        }
        const UNSTARTED: &Discussion = &Discussion::UNSTARTED;
        let there = Facts { group: facts.destination, parent: facts.destination_parent, ..*facts };
        let to = Participant::of_group(UNSTARTED, &there)?;
        if to.may(|switches| switches.start_discussions) {
            Ok(Self(to))
        } else {
            Err(Refusal::SwitchedOff { switch: "startDiscussions" })
        }
    }

    /// Whether somebody may read it there who does not now. Who is in another group today says
    /// nothing about whom its admins let in tomorrow, so there are more wherever it moves, unless
    /// everybody reads it already.
    fn has_more_readers(&self, reach: Reach, now: Circle<'_>) -> bool {
        let before = policy::discussion_audience(now);
        let Circle { group, parent, .. } = self.0.circle;
        let opens = policy::audience_in(reach.privacy, group, parent) == Audience::Everyone;
        before != Audience::Everyone && (opens || now.discussion.group() != reach.group)
    }
}
