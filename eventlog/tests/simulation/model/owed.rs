//! What the system owes: the commands that time, or what happened elsewhere, asks for.

use domain::discussion::Command as OfTalk;
use domain::group::{self, Command as OfGroup};
use domain::handle::Command as OfHandle;
use domain::proposal::{Command as OfProposal, Reminder};
use domain::{Command, Timestamp};

use super::proposal::Stage;
use super::{DAY, Millis, Model};

fn time(at: Millis) -> Timestamp {
    Timestamp::from_millisecond(at).unwrap()
}

impl Model {
    pub fn owed(&self) -> Vec<Command> {
        let mut owed = vec![];
        self.owed_to_handles(&mut owed);
        self.owed_to_groups(&mut owed);
        self.owed_to_talks(&mut owed);
        self.owed_to_proposals(&mut owed);
        owed
    }

    fn owed_to_handles(&self, owed: &mut Vec<Command>) {
        for (name, handle) in &self.handles {
            let Some(group) = handle.holder else { continue };
            if self.uses(group, *name) {
                if !handle.confirmed {
                    owed.push(Command::Handle(*name, OfHandle::Confirm { group }));
                }
            } else if handle.confirmed || self.now >= handle.lapses {
                owed.push(Command::Handle(*name, OfHandle::Release { group }));
            }
        }
    }

    fn owed_to_groups(&self, owed: &mut Vec<Command>) {
        for (id, group) in &self.groups {
            let mut owe = |command| owed.push(Command::Group(*id, command));
            if self.effective(group) != group.privacy {
                owe(OfGroup::NarrowWithParent);
            }
            let parent = self.parent(group);
            let secret = group.privacy == group::Privacy::Secret;
            if secret && parent.is_some_and(|parent| parent.deleted.is_some()) {
                owe(OfGroup::Detach);
            }
            let over = group.deleted.is_some_and(|(_, until)| self.now >= until);
            let with_parent = !secret && parent.is_some_and(|parent| parent.destroyed);
            if !group.destroyed && (over || with_parent) {
                owe(OfGroup::Destroy);
            }
            for (invitation, pending) in &group.invitations {
                if pending.is_some_and(|(_, until)| self.now >= until) {
                    owe(OfGroup::ExpireInvitation { invitation: *invitation });
                }
            }
            let succeed = || self.work_on_group(*id, &mut group.clone(), &OfGroup::Succeed);
            if self.admins_here(group) == 0 && succeed().is_ok_and(|lines| !lines.is_empty()) {
                owe(OfGroup::Succeed);
            }
            for stay in group.stays.iter().filter(|stay| stay.unwritten) {
                let (person, since_version) = (stay.person, stay.version);
                owe(OfGroup::EndWithParent { person, since_version });
            }
        }
    }

    fn owed_to_talks(&self, owed: &mut Vec<Command>) {
        for (id, talk) in &self.talks {
            let mut owe = |command| owed.push(Command::Discussion(*id, command));
            if talk.public != self.is_public(talk) {
                owe(OfTalk::NarrowWithGroup);
            }
            if let Some(widening) = talk.widening.as_ref().filter(|it| self.now >= it.at) {
                owe(OfTalk::Widen { since_version: widening.version });
            }
            for (invitation, pending) in &talk.invitations {
                if pending.is_some_and(|(_, until)| self.now >= until) {
                    owe(OfTalk::ExpireGuestInvitation { invitation: *invitation });
                }
            }
            for (at, place) in talk.places.iter().enumerate() {
                // Whoever was let in again has another place by now.
                let newer = talk.places[at + 1..].iter().any(|it| it.person == place.person);
                let lapsed = place.until.is_none() && self.place_end(talk, place).is_some();
                if lapsed && !newer {
                    let (person, since_version) = (place.person, place.version);
                    owe(OfTalk::EndLapsedPlace { person, since_version });
                }
            }
        }
    }

    fn owed_to_proposals(&self, owed: &mut Vec<Command>) {
        for (id, proposal) in &self.proposals {
            let mut owe = |command| owed.push(Command::Proposal(*id, command));
            if proposal.is_unsettled() {
                let Some(talk) = self.talks.get(&proposal.talk) else { continue };
                let next = proposal.opening + u32::from(proposal.stage == Stage::Pending);
                if !self.due(talk, &mut proposal.clone()).is_empty() {
                    owe(match proposal.stage {
                        _ if self.now >= proposal.closes => OfProposal::CloseDue { opening: next },
                        Stage::Pending if self.now >= proposal.opens => {
                            OfProposal::Open { opening: next }
                        }
                        _ => OfProposal::Withdraw { reason: None },
                    });
                }
                let soon = self.now >= proposal.closes - DAY && self.now < proposal.closes;
                let long = proposal.opens < proposal.closes - DAY;
                if soon
                    && long
                    && proposal.reminded != Some(proposal.closes)
                    && proposal.terms.reminder != Reminder::Nobody
                {
                    let closes_at = time(proposal.closes);
                    owe(OfProposal::Remind { opening: next, closes_at });
                }
                for (voter, vote) in &proposal.votes {
                    let counts = |at| self.counts(proposal, *voter, at, self.now);
                    if vote.as_ref().is_some_and(|vote| !counts(vote.at)) {
                        owe(OfProposal::WithdrawVoteOf { voter: *voter });
                    }
                }
            }
            if let Some(own) = &proposal.outcome
                && let Some(review) = own.review
                && self.now >= review
                && own.reviewed != Some(review)
            {
                let (outcome, review_at) = (own.id, time(review));
                owe(OfProposal::ReviewDue { outcome, review_at });
            }
        }
    }

    /// The times at which something becomes due: what is worth going to.
    pub fn times(&self) -> Vec<Millis> {
        let proposals = self.proposals.values();
        let of_proposals = proposals.flat_map(|proposal| {
            let reviews = proposal.outcome.as_ref().and_then(|outcome| outcome.review);
            let own = [proposal.opens, proposal.closes, proposal.closes - DAY];
            own.into_iter().chain(reviews)
        });
        let invited = |all: Vec<&Option<(domain::PersonId, Millis)>>| -> Vec<Millis> {
            all.into_iter().flatten().map(|(_, until)| *until).collect()
        };
        let groups = self.groups.values();
        let of_groups = groups.flat_map(|group| {
            let deleted = group.deleted.map(|(_, until)| until);
            invited(group.invitations.values().collect()).into_iter().chain(deleted)
        });
        let talks = self.talks.values();
        let of_talks = talks.flat_map(|talk| {
            let admitted = talk.admitted.values().map(|(_, until)| *until).collect::<Vec<_>>();
            let widening = talk.widening.iter().map(|it| it.at).collect::<Vec<_>>();
            [invited(talk.invitations.values().collect()), admitted, widening].concat()
        });
        let of_handles = self.handles.values().map(|handle| handle.lapses);
        of_proposals.chain(of_groups).chain(of_talks).chain(of_handles).collect()
    }
}
