//! Who was let into a discussion alone.

use domain::discussion::{Command, GuestStart};
use domain::{Actor, DiscussionId, InvitationId, PersonId};

use super::super::{DAY, Millis, Model, Outcome, hide, only_if, refuse, said};
use super::{Part, Place, Stage, Talk};

impl Model {
    /// When the place ended: by its own events, or with the first membership of the group, or of
    /// its parent, that ended while it lasted and the discussion was in there.
    pub fn place_end(&self, talk: &Talk, place: &Place) -> Option<Millis> {
        let group = self.group_of(talk);
        let parent = group.and_then(|group| self.parent(group));
        let stays = group.into_iter().chain(parent).flat_map(|group| &group.stays);
        let lost = stays
            .filter(|stay| stay.person == place.person)
            .filter_map(|stay| stay.until)
            .filter(|until| *until >= place.since.max(talk.moved.unwrap_or(place.since)));
        lost.chain(place.until).min()
    }

    /// Whether the person has a place, or will have it again when they are back.
    pub fn has_place(&self, talk: &Talk, person: PersonId) -> bool {
        let own = talk.places.iter().filter(|place| place.person == person);
        own.into_iter().any(|place| self.place_end(talk, place).is_none())
    }

    pub fn guests(&self, talk: &Talk) -> Vec<PersonId> {
        let lasting = talk.places.iter().filter(|place| self.place_end(talk, place).is_none());
        lasting.map(|place| place.person).filter(|person| !self.is_away(*person)).collect()
    }

    pub(in super::super) fn let_guest_in(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        person: PersonId,
        cause: GuestStart,
        before: usize,
    ) -> String {
        let (since, version) = (self.now, self.next_version(id, before));
        talk.places.push(Place { person, since, until: None, version });
        said("GuestLetIn", &(person, cause, since))
    }

    pub(super) fn accept(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        invitation: InvitationId,
        person: PersonId,
    ) -> Outcome {
        let known = talk.invitations.get(&invitation).copied();
        let usable = known.flatten().is_some_and(|(_, until)| self.now < until);
        if !usable && !self.sees_talk(talk, Actor::Person(person)) {
            return hide();
        }
        only_if(known.is_some())?;
        let inside = self.is_in(talk, person);
        if !usable {
            return if inside { Ok(vec![]) } else { refuse() };
        }
        let mut lines = vec![said("GuestInvitationAccepted", &invitation)];
        if !inside {
            let frozen = self.group_of(talk).is_some_and(|group| self.frozen(group).is_some());
            only_if(!frozen && !matches!(talk.stage, Stage::Discarded(_)))?;
            lines.push(self.let_guest_in(id, talk, person, GuestStart::Invited, 1));
        }
        talk.invitations.insert(invitation, None);
        Ok(lines)
    }

    pub(super) fn invite_guests(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        only_if(by.may(|switches| switches.add_guests))?;
        let now = self.now;
        let mut lines = vec![];
        match command {
            Command::AddGuests { people } => {
                only_if((1..=1_000).contains(&people.len()))?;
                for (at, person) in people.iter().enumerate() {
                    if !people[..at].contains(person) && !self.belongs(talk, *person) {
                        let (cause, before) = (GuestStart::Added(by.person), lines.len());
                        lines.push(self.let_guest_in(id, talk, *person, cause, before));
                    }
                }
            }
            Command::InviteGuests { invitations } => {
                only_if((1..=1_000).contains(&invitations.len()))?;
                let until = now + 30 * DAY;
                for invitation in invitations {
                    if !talk.invitations.contains_key(invitation) {
                        talk.invitations.insert(*invitation, Some((by.person, until)));
                        lines.push(said("GuestInvited", &(invitation, by.person, until)));
                    }
                }
            }
            _ => return refuse(),
        }
        Ok(lines)
    }
}
