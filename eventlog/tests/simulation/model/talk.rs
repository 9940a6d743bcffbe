//! Discussions.

mod acting;
mod guests;
mod reach;

use std::collections::{BTreeMap, BTreeSet};

use domain::discussion::{Command, GuestEnd, GuestStart, Privacy, ReactionTarget};
use domain::group::InvitationEnd;
use domain::{
    Actor, CommentId, DiscussionId, Emoji, GroupId, InvitationId, PersonId, ProposalId, TagId,
    Text, group,
};

use super::group::everyone_sees;
use super::{Group, Millis, Model, Outcome, Why, fits, hide, only_if, refuse, said};

pub use reach::Widening;

/// A time for which somebody is let into one discussion only, as its own events tell.
#[derive(Debug, Clone)]
pub struct Place {
    pub person: PersonId,
    pub since: Millis,
    pub until: Option<Millis>,
    pub version: u64,
}

#[derive(Debug, Clone)]
pub struct Comment {
    pub author: PersonId,
    pub body: Text,
    pub mentions: Vec<PersonId>,
    pub discarded_by: Option<PersonId>,
    pub revision: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Open,
    Closed,
    Discarded(Millis),
}

/// Who was told of something.
#[derive(Debug, Clone, Default)]
pub struct Told {
    people: BTreeSet<PersonId>,
    /// When all members were told the last time, and when the parent's were.
    members: Option<(u64, Option<u64>)>,
}

#[derive(Debug, Clone)]
pub struct Talk {
    pub group: Option<GroupId>,
    pub author: PersonId,
    pub title: Text,
    pub body: Option<Text>,
    pub body_withdrawn: bool,
    pub public: bool,
    /// Since when it is so, where it is.
    pub public_since: Millis,
    pub revision: u32,
    pub stage: Stage,
    pub tags: Vec<TagId>,
    pub pinned: bool,
    pub comments: BTreeMap<CommentId, Comment>,
    pub writers: BTreeSet<PersonId>,
    pub reactions: BTreeSet<(ReactionTarget, PersonId, Emoji)>,
    pub told: Told,
    /// By whom, and until when it must be raised.
    pub admitted: BTreeMap<ProposalId, (PersonId, Millis)>,
    pub places: Vec<Place>,
    pub widening: Option<Widening>,
    /// When readers were announced.
    pub announced: Vec<Millis>,
    /// When it came into the group that it is in, if it began elsewhere.
    pub moved: Option<Millis>,
    pub invitations: BTreeMap<InvitationId, Option<(PersonId, Millis)>>,
}

/// What somebody in a discussion may do.
pub struct Part {
    pub person: PersonId,
    pub member: bool,
    pub admin: bool,
    pub switches: group::Switches,
}

impl Part {
    pub fn may(&self, switch: impl Fn(&group::Switches) -> bool) -> bool {
        self.member && (self.admin || switch(&self.switches))
    }
}

impl Model {
    pub fn group_of(&self, talk: &Talk) -> Option<&Group> {
        talk.group.and_then(|group| self.groups.get(&group))
    }

    pub fn is_in(&self, talk: &Talk, person: PersonId) -> bool {
        !self.is_away(person) && self.belongs(talk, person)
    }

    /// Whether the person takes part, or will again when they are back.
    pub fn belongs(&self, talk: &Talk, person: PersonId) -> bool {
        self.has_place(talk, person)
            || self.group_of(talk).is_some_and(|group| group.is_member(person))
    }

    fn parents_read(&self, talk: &Talk) -> bool {
        self.group_of(talk).is_some_and(|group| {
            self.effective(group) == group::Privacy::ParentVisible && group.parent_reads
        })
    }

    /// Whether everyone reads it: nothing above it was hidden since it was made public.
    pub fn is_public(&self, talk: &Talk) -> bool {
        let Some(group) = self.group_of(talk) else { return false };
        let above = self.parent(group).map(|parent| &parent.turned).into_iter().flatten();
        let mut later = group.turned.iter().chain(above).filter(|(at, _)| *at >= talk.public_since);
        talk.public
            && everyone_sees(self.effective(group))
            && later.all(|(_, it)| everyone_sees(*it))
    }

    pub fn sees_talk(&self, talk: &Talk, actor: Actor) -> bool {
        let Actor::Person(person) = actor else { return true };
        let parent = self.group_of(talk).and_then(|group| self.parent(group));
        let in_parent = parent.is_some_and(|parent| parent.is_member(person));
        let in_parent = in_parent && !self.is_away(person);
        self.is_in(talk, person) || self.is_public(talk) || (self.parents_read(talk) && in_parent)
    }

    /// Whoever takes part, and what they may do; nobody where nothing changes.
    pub fn part(&self, talk: &Talk, actor: Actor) -> Result<Part, Why> {
        if !self.sees_talk(talk, actor) {
            return hide();
        }
        let Actor::Person(person) = actor else { return refuse() };
        only_if(self.is_in(talk, person))?;
        let Some(group) = self.group_of(talk) else {
            let mut inside: Vec<_> = talk.places.iter().collect();
            inside.retain(|place| place.until.is_none() && !self.is_away(place.person));
            let author = inside.iter().find(|place| place.person == talk.author);
            let eldest = inside.iter().min_by_key(|place| place.version);
            let admin = author.or(eldest).is_some_and(|place| place.person == person);
            let switches = group::Switches { add_guests: false, ..group::Switches::default() };
            return Ok(Part { person, member: true, admin, switches });
        };
        only_if(self.frozen(group).is_none())?;
        let (member, admin) = (group.is_member(person), group.is_admin(person));
        Ok(Part { person, member, admin, switches: group.switches })
    }

    pub(super) fn ask_talk(
        &mut self,
        id: DiscussionId,
        command: &Command,
        actor: Actor,
    ) -> Outcome {
        let Some(talk) = self.talks.get(&id) else { return self.begin(id, command, actor) };
        let mut talk = talk.clone();
        let lines = self.change_talk(id, &mut talk, command, actor)?;
        self.talks.insert(id, talk);
        Ok(lines)
    }

    fn begin(&mut self, id: DiscussionId, command: &Command, actor: Actor) -> Outcome {
        let now = self.now;
        let empty = |author, group, title, body, public| Talk {
            group,
            author,
            title,
            body,
            body_withdrawn: false,
            public,
            public_since: now,
            revision: 1,
            stage: Stage::Open,
            tags: vec![],
            pinned: false,
            comments: BTreeMap::new(),
            writers: BTreeSet::from([author]),
            reactions: BTreeSet::new(),
            told: Told::default(),
            admitted: BTreeMap::new(),
            places: vec![],
            widening: None,
            announced: vec![],
            moved: None,
            invitations: BTreeMap::new(),
        };
        match command {
            Command::Start { group: in_group, title, body, privacy } => {
                let Some(group) = self.groups.get(in_group) else { return hide() };
                if !self.sees_group(group, actor) {
                    return hide();
                }
                let Actor::Person(person) = actor else { return refuse() };
                only_if(group.is_member(person) && self.frozen(group).is_none())?;
                only_if(group.is_admin(person) || group.switches.start_discussions)?;
                fits(title, 1, 150)?;
                body.map_or(Ok(()), |body| fits(&body, 0, 100_000))?;
                let effective = self.effective(group);
                let usual = effective == group::Privacy::Open;
                let public = privacy.map_or(usual, |privacy| privacy == Privacy::Public);
                only_if(!public || everyone_sees(effective))?;
                let talk = empty(person, Some(*in_group), *title, *body, public);
                self.talks.insert(id, talk);
                Ok(vec![said("DiscussionStarted", &(Some(in_group), person, public))])
            }
            Command::StartDirect { people, title, body } => {
                let Actor::Person(author) = actor else { return refuse() };
                only_if((1..=1_000).contains(&people.len()))?;
                fits(title, 1, 150)?;
                body.map_or(Ok(()), |body| fits(&body, 0, 100_000))?;
                let mut talk = empty(author, None, *title, *body, false);
                let mut lines = vec![said("DiscussionStarted", &(None::<GroupId>, author, false))];
                for person in [&[author], &people[..]].concat() {
                    if talk.places.iter().all(|place| place.person != person) {
                        let version = lines.len() as u64 + 1;
                        talk.places.push(Place { person, since: now, until: None, version });
                        lines.push(said("GuestLetIn", &(person, GuestStart::Added(author), now)));
                    }
                }
                self.talks.insert(id, talk);
                Ok(lines)
            }
            _ => hide(),
        }
    }

    fn change_talk(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        command: &Command,
        actor: Actor,
    ) -> Outcome {
        match (command, actor) {
            (Command::AcceptGuestInvitation { invitation }, Actor::Person(person)) => {
                self.accept(id, talk, *invitation, person)
            }
            (Command::DeclineGuestInvitation { invitation }, Actor::Person(_)) => {
                match talk.invitations.get(invitation) {
                    None if self.sees_talk(talk, actor) => refuse(),
                    None => hide(),
                    Some(None) => Ok(vec![]),
                    Some(Some(_)) => {
                        talk.invitations.insert(*invitation, None);
                        let cause = InvitationEnd::Declined;
                        Ok(vec![said("GuestInvitationEnded", &(invitation, cause))])
                    }
                }
            }
            (Command::AgreeToWidening | Command::WithdrawWriting, _) => {
                self.have_a_say(talk, command, actor)
            }
            (_, Actor::System) => self.work_on_talk(talk, command),
            (Command::AdmitProposal { proposal, draft }, _) => {
                let part = self.part(talk, actor)?;
                self.admit(id, talk, *proposal, draft, &part)
            }
            (_, Actor::Person(_)) => {
                let part = self.part(talk, actor)?;
                self.act_in_talk(id, talk, command, &part)
            }
        }
    }

    fn work_on_talk(&self, talk: &mut Talk, command: &Command) -> Outcome {
        let now = self.now;
        match command {
            Command::NarrowWithGroup => {
                if talk.public == self.is_public(talk) {
                    return Ok(vec![]);
                }
                talk.public = false;
                Ok(vec![said("DiscussionNarrowed", &now)])
            }
            Command::Widen { since_version } => Ok(self.widen(talk, *since_version)),
            Command::ExpireGuestInvitation { invitation } => {
                match talk.invitations.get(invitation) {
                    Some(Some((_, until))) if now >= *until => {
                        talk.invitations.insert(*invitation, None);
                        let cause = InvitationEnd::Expired;
                        Ok(vec![said("GuestInvitationEnded", &(invitation, cause))])
                    }
                    _ => Ok(vec![]),
                }
            }
            Command::EndLapsedPlace { person, since_version } => {
                let is_it = |it: &Place| it.person == *person && it.version == *since_version;
                let newest = talk.places.iter().rposition(|place| place.person == *person);
                let Some(at) = newest.filter(|at| is_it(&talk.places[*at])) else {
                    return Ok(vec![]);
                };
                let end = self.place_end(talk, &talk.places[at]);
                let Some(end) = end.filter(|_| talk.places[at].until.is_none()) else {
                    return Ok(vec![]);
                };
                talk.places[at].until = Some(end);
                Ok(vec![said("GuestPlaceEnded", &(person, GuestEnd::LeftGroup, end))])
            }
            _ => refuse(),
        }
    }

    fn act_in_talk(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        let discarded = matches!(talk.stage, Stage::Discarded(_));
        let looks_after = by.admin || by.person == talk.author;
        match command {
            Command::Start { group, .. } => {
                only_if(talk.group == Some(*group) && talk.author == by.person)?;
                Ok(vec![])
            }
            Command::StartDirect { .. } => {
                only_if(talk.group.is_none() && talk.author == by.person)?;
                Ok(vec![])
            }
            Command::Discard => {
                only_if(looks_after)?;
                if discarded {
                    return Ok(vec![]);
                }
                talk.stage = Stage::Discarded(self.now);
                Ok(vec![said("DiscussionDiscarded", &by.person)])
            }
            Command::CancelWidening => self.call_off(talk, by),
            Command::RevokeGuestInvitation { invitation } => {
                only_if(by.member)?;
                match talk.invitations.get(invitation) {
                    None => refuse(),
                    Some(None) => Ok(vec![]),
                    Some(Some((sender, _))) => {
                        only_if(looks_after || *sender == by.person)?;
                        talk.invitations.insert(*invitation, None);
                        let cause = InvitationEnd::Revoked;
                        Ok(vec![said("GuestInvitationEnded", &(invitation, cause))])
                    }
                }
            }
            Command::EndGuestPlace { person } => {
                only_if(looks_after || *person == by.person)?;
                if !self.has_place(talk, *person) {
                    return Ok(vec![]);
                }
                for place in &mut talk.places {
                    if place.person == *person && place.until.is_none() {
                        place.until = Some(self.now);
                    }
                }
                let own = *person == by.person;
                let cause = if own { GuestEnd::Left } else { GuestEnd::Removed(by.person) };
                Ok(vec![said("GuestPlaceEnded", &(person, cause, self.now))])
            }
            _ => {
                only_if(!discarded)?;
                self.act_in_standing_talk(id, talk, command, by)
            }
        }
    }
}
