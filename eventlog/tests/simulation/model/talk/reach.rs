//! Who is to read a discussion, and where it is.

use std::collections::BTreeSet;

use domain::discussion::{Command, GuestEnd, Privacy, Reach, WideningEnd};
use domain::group::InvitationEnd;
use domain::{Actor, DiscussionId, GroupId, PersonId, ProposalId};

use super::super::group::everyone_sees;
use super::super::{DAY, Group, Millis, Model, Outcome, Why, hide, only_if, refuse, said};
use super::{Part, Stage, Talk};

/// Readers who were announced and are not there yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Widening {
    pub reach: Reach,
    pub writers: BTreeSet<PersonId>,
    pub agreed: BTreeSet<PersonId>,
    pub at: Millis,
    pub by: PersonId,
    pub version: u64,
}

fn privacy(public: bool) -> Privacy {
    if public { Privacy::Public } else { Privacy::Private }
}

impl Model {
    /// What those who were told of readers say to it, whether or not they are still in there.
    pub(super) fn have_a_say(&self, talk: &mut Talk, command: &Command, actor: Actor) -> Outcome {
        if talk.widening.is_none() && *command == Command::AgreeToWidening {
            self.part(talk, actor)?;
            return Ok(vec![]);
        }
        let Actor::Person(person) = actor else { return refuse() };
        let commented = talk.comments.values().any(|comment| comment.author == person);
        let as_well = commented && *command == Command::WithdrawWriting;
        let told = talk.widening.clone();
        let told = told.filter(|widening| as_well || widening.writers.contains(&person));
        let Some(widening) = told else {
            return if self.sees_talk(talk, actor) { refuse() } else { hide() };
        };
        let frozen = self.group_of(talk).is_some_and(|group| self.frozen(group).is_some());
        only_if(!frozen && !matches!(talk.stage, Stage::Discarded(_)))?;
        if *command == Command::AgreeToWidening {
            return Ok(self.agree(talk, widening, person));
        }
        let began = talk.author == person && (talk.body.is_some() || talk.body_withdrawn);
        only_if(commented || began)?;
        let mut lines = vec![];
        for (comment, own) in &mut talk.comments {
            if own.author == person && own.discarded_by != Some(person) {
                let gone = own.discarded_by.replace(person).is_some();
                let name = if gone { "CommentWithdrawn" } else { "CommentDiscarded" };
                lines.push(said(name, &(comment, person)));
            }
        }
        if talk.author == person && talk.body.take().is_some() {
            (talk.body_withdrawn, talk.revision) = (true, talk.revision + 1);
            lines.push(said("DiscussionBodyWithdrawn", &person));
        }
        Ok(lines)
    }

    fn agree(&self, talk: &mut Talk, mut widening: Widening, person: PersonId) -> Vec<String> {
        if !widening.agreed.insert(person) {
            return vec![];
        }
        talk.widening = Some(widening.clone());
        let mut lines = vec![said("WideningAgreed", &person)];
        if widening.agreed == widening.writers {
            lines.extend(self.take_effect(talk, &widening).unwrap_or_default());
        }
        lines
    }

    /// The time of those who were announced has come.
    pub(super) fn widen(&self, talk: &mut Talk, version: u64) -> Vec<String> {
        let Some(widening) = talk.widening.clone() else { return vec![] };
        if widening.version != version || self.now < widening.at {
            return vec![];
        }
        if talk.group != widening.reach.group && self.waits_for_closes(talk, &widening) {
            return vec![];
        }
        self.take_effect(talk, &widening).unwrap_or_else(|_| {
            talk.widening = None;
            vec![said("WideningEnded", &WideningEnd::Overtaken)]
        })
    }

    /// Whether it could move but for proposals whose time is over.
    fn waits_for_closes(&self, talk: &Talk, widening: &Widening) -> bool {
        let Ok(by) = self.part(talk, Actor::Person(widening.by)) else { return false };
        let mut settled = talk.clone();
        let unsettled = |id: &ProposalId| self.proposals.get(id).filter(|it| it.is_unsettled());
        settled.admitted.retain(|id, _| unsettled(id).is_none_or(|it| self.now < it.closes));
        !matches!(talk.stage, Stage::Discarded(_))
            && settled.admitted.len() < talk.admitted.len()
            && self.check_reach(&settled, widening.reach, &by).is_ok()
    }

    /// As if who asked for it asked now.
    fn take_effect(&self, talk: &mut Talk, widening: &Widening) -> Outcome {
        let by = self.part(talk, Actor::Person(widening.by))?;
        only_if(!matches!(talk.stage, Stage::Discarded(_)))?;
        self.check_reach(talk, widening.reach, &by)?;
        Ok(self.put(talk, widening.reach, by.person))
    }

    pub(super) fn change_privacy(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        privacy: Privacy,
        by: &Part,
    ) -> Outcome {
        let reach = Reach { group: talk.group, privacy };
        let own = (privacy == Privacy::Public) == self.is_public(talk);
        match &talk.widening {
            Some(widening) if widening.reach == reach => Ok(vec![]),
            Some(widening) if own && widening.reach.group == talk.group => self.call_off(talk, by),
            _ if own => Ok(vec![]),
            _ => self.change_reach(id, talk, reach, by),
        }
    }

    /// Readers who were announced do not come.
    pub(super) fn call_off(&self, talk: &mut Talk, by: &Part) -> Outcome {
        let Some(widening) = &talk.widening else { return Ok(vec![]) };
        let own = widening.by == by.person;
        only_if(own || by.admin || by.person == talk.author)?;
        talk.widening = None;
        Ok(vec![said("WideningEnded", &WideningEnd::Cancelled(by.person))])
    }

    pub(super) fn move_talk(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        (group, asked): (GroupId, Option<Privacy>),
        by: &Part,
    ) -> Outcome {
        let there = self.check_there(talk, Some(group), by)?;
        if talk.group == Some(group) {
            let Some(asked) = asked else { return Ok(vec![]) };
            only_if(by.admin || by.person == talk.author)?;
            return self.change_privacy(id, talk, asked, by);
        }
        let kept =
            self.is_public(talk) && there.is_some_and(|there| everyone_sees(self.effective(there)));
        let reach = Reach { group: Some(group), privacy: asked.unwrap_or(privacy(kept)) };
        if talk.widening.as_ref().is_some_and(|widening| widening.reach == reach) {
            return Ok(vec![]);
        }
        only_if(by.admin || by.person == talk.author)?;
        self.change_reach(id, talk, reach, by)
    }

    /// The group, if who asks can begin a discussion there, or if it is in there already.
    fn check_there(
        &self,
        talk: &Talk,
        group: Option<GroupId>,
        by: &Part,
    ) -> Result<Option<&Group>, Why> {
        if group == talk.group {
            return Ok(self.group_of(talk));
        }
        let Some(there) = group.and_then(|group| self.groups.get(&group)) else { return hide() };
        if !self.sees_group(there, Actor::Person(by.person)) {
            return hide();
        }
        only_if(there.is_member(by.person) && self.frozen(there).is_none())?;
        only_if(there.is_admin(by.person) || there.switches.start_discussions)?;
        Ok(Some(there))
    }

    fn check_reach(&self, talk: &Talk, reach: Reach, by: &Part) -> Result<(), Why> {
        only_if(by.admin || by.person == talk.author)?;
        let there = self.check_there(talk, reach.group, by)?;
        let can_be = there.is_some_and(|there| everyone_sees(self.effective(there)));
        only_if(reach.privacy == Privacy::Private || can_be)?;
        if reach.group != talk.group {
            for (proposal, (_, until)) in &talk.admitted {
                only_if(match self.proposals.get(proposal) {
                    None => self.now >= *until,
                    Some(proposal) => !proposal.is_unsettled(),
                })?;
            }
        }
        Ok(())
    }

    fn change_reach(&self, id: DiscussionId, talk: &mut Talk, reach: Reach, by: &Part) -> Outcome {
        self.check_reach(talk, reach, by)?;
        only_if(talk.widening.is_none())?;
        let mut writers = talk.writers.clone();
        for proposal in talk.admitted.keys().filter_map(|id| self.proposals.get(id)) {
            writers.extend(proposal.writers.iter().chain(proposal.votes.keys()));
        }
        writers.remove(&by.person);
        if writers.is_empty() || !self.gets_readers(talk, reach) {
            return Ok(self.put(talk, reach, by.person));
        }
        let today = talk.announced.iter().filter(|at| **at > self.now - DAY);
        only_if(today.count() < 3)?;
        talk.announced.push(self.now);
        let at = self.now + 3 * DAY;
        let told: Vec<PersonId> = writers.iter().copied().collect();
        let line = said("WideningAnnounced", &(reach, told, at, by.person));
        let (agreed, version) = (BTreeSet::new(), self.next_version(id, 0));
        talk.widening = Some(Widening { reach, writers, agreed, at, by: by.person, version });
        Ok(vec![line])
    }

    /// Whether anybody may read it then who does not now.
    fn gets_readers(&self, talk: &Talk, reach: Reach) -> bool {
        let there = reach.group.and_then(|group| self.groups.get(&group));
        let seen = there.is_some_and(|there| everyone_sees(self.effective(there)));
        let everyone = reach.privacy == Privacy::Public && seen;
        if self.is_public(talk) {
            return false;
        }
        everyone || reach.group != talk.group
    }

    fn put(&self, talk: &mut Talk, reach: Reach, by: PersonId) -> Vec<String> {
        (talk.public, talk.public_since) = (reach.privacy == Privacy::Public, self.now);
        talk.widening = None;
        let Some(group) = reach.group.filter(|group| talk.group != Some(*group)) else {
            return vec![said("DiscussionPrivacyChanged", &talk.public)];
        };
        let mut lapsed = vec![];
        for at in 0..talk.places.len() {
            let place = &talk.places[at];
            let person = place.person;
            let end = self.place_end(talk, place);
            let newest = talk.places[at + 1..].iter().all(|it| it.person != person);
            if let Some(end) = end.filter(|_| place.until.is_none() && newest) {
                let cause = GuestEnd::LeftGroup;
                lapsed.push((person, said("GuestPlaceEnded", &(person, cause, end))));
            }
            talk.places[at].until = end;
        }
        lapsed.sort_by_key(|(person, _)| *person);
        let mut ended = vec![];
        for (id, invitation) in &mut talk.invitations {
            let Some((_, until)) = invitation.take() else { continue };
            let over = self.now >= until;
            let cause = if over { InvitationEnd::Expired } else { InvitationEnd::Revoked };
            ended.push(said("GuestInvitationEnded", &(id, cause)));
        }
        let moved = said("DiscussionMoved", &(talk.group, group, reach.privacy, by));
        (talk.group, talk.moved) = (Some(group), Some(self.now));
        (talk.tags, talk.pinned) = (vec![], false);
        lapsed.into_iter().map(|(_, line)| line).chain(ended).chain([moved]).collect()
    }
}
