//! Discussions.

use std::collections::{BTreeMap, BTreeSet};

use domain::announcement::Addressees;
use domain::discussion::{Command, GuestEnd, GuestStart, Privacy, ReactionTarget};
use domain::group::{self, InvitationEnd};
use domain::{
    Actor, CommentId, DiscussionId, Emoji, GroupId, InvitationId, PersonId, ProposalId, TagId, Text,
};

use super::group::everyone_sees;
use super::{DAY, Group, MINUTE, Millis, Model, Outcome, Why, fits, hide, only_if, refuse, said};

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
    /// When all members were told, and whether the parent's were.
    members: Option<(u64, bool)>,
}

#[derive(Debug, Clone)]
pub struct Talk {
    pub group: Option<GroupId>,
    pub author: PersonId,
    pub title: Text,
    pub body: Option<Text>,
    pub public: bool,
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

    /// When the place ended: by its own events, or with the first membership of the group, or of
    /// its parent, that ended while it lasted.
    pub fn place_end(&self, talk: &Talk, place: &Place) -> Option<Millis> {
        let group = self.group_of(talk);
        let parent = group.and_then(|group| self.parent(group));
        let stays = group.into_iter().chain(parent).flat_map(|group| &group.stays);
        let lost = stays
            .filter(|stay| stay.person == place.person)
            .filter_map(|stay| stay.until)
            .filter(|until| *until >= place.since);
        lost.chain(place.until).min()
    }

    pub fn is_guest(&self, talk: &Talk, person: PersonId) -> bool {
        let own = talk.places.iter().filter(|place| place.person == person);
        own.into_iter().any(|place| self.place_end(talk, place).is_none())
    }

    pub fn guests(&self, talk: &Talk) -> Vec<PersonId> {
        let lasting = talk.places.iter().filter(|place| self.place_end(talk, place).is_none());
        lasting.map(|place| place.person).collect()
    }

    pub fn is_in(&self, talk: &Talk, person: PersonId) -> bool {
        self.is_guest(talk, person)
            || self.group_of(talk).is_some_and(|group| group.is_member(person))
    }

    fn parents_read(&self, talk: &Talk) -> bool {
        self.group_of(talk).is_some_and(|group| {
            self.effective(group) == group::Privacy::ParentVisible && group.parent_reads
        })
    }

    pub fn may_be_public(&self, talk: &Talk) -> bool {
        self.group_of(talk).is_some_and(|group| everyone_sees(self.effective(group)))
    }

    pub fn sees_talk(&self, talk: &Talk, actor: Actor) -> bool {
        let Actor::Person(person) = actor else { return true };
        let parent = self.group_of(talk).and_then(|group| self.parent(group));
        let in_parent = parent.is_some_and(|parent| parent.is_member(person));
        self.is_in(talk, person)
            || (talk.public && self.may_be_public(talk))
            || (self.parents_read(talk) && in_parent)
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
            inside.retain(|place| place.until.is_none());
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
            public,
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
                if !talk.public || self.may_be_public(talk) {
                    return Ok(vec![]);
                }
                talk.public = false;
                Ok(vec![said("DiscussionNarrowed", &now)])
            }
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

    fn accept(
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

    pub(super) fn let_guest_in(
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
                if !self.is_guest(talk, *person) {
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

    fn act_in_standing_talk(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        match command {
            Command::AddComment { .. }
            | Command::EditComment { .. }
            | Command::DiscardComment { .. }
            | Command::RestoreComment { .. }
            | Command::React { .. }
            | Command::Unreact { .. } => self.comment(talk, command, by),
            Command::AddGuests { .. } | Command::InviteGuests { .. } => {
                self.invite_guests(id, talk, command, by)
            }
            Command::Announce { to } => {
                let mut told = talk.told.clone();
                let lines = self.announce(talk, &mut told, to, by)?;
                talk.told = told;
                Ok(lines.into_iter().map(|to| said("DiscussionAnnounced", &to)).collect())
            }
            Command::Tag { tags } => {
                only_if(by.may(|switches| switches.tag_and_pin))?;
                let tags = self.settled_tags(talk, tags, &talk.tags)?;
                if tags == talk.tags {
                    return Ok(vec![]);
                }
                talk.tags.clone_from(&tags);
                Ok(vec![said("DiscussionTagged", &tags)])
            }
            Command::Pin | Command::Unpin => {
                only_if(by.may(|switches| switches.tag_and_pin))?;
                let pin = *command == Command::Pin;
                if talk.pinned == pin {
                    return Ok(vec![]);
                }
                talk.pinned = pin;
                let name = if pin { "DiscussionPinned" } else { "DiscussionUnpinned" };
                Ok(vec![said(name, &by.person)])
            }
            Command::Edit { title, body, expected_revision } => {
                let looks_after = by.admin || by.person == talk.author;
                only_if(looks_after || by.may(|switches| switches.edit_discussions))?;
                let title = title.filter(|text| *text != talk.title);
                let body = body.filter(|text| Some(*text) != talk.body);
                if title.is_none() && body.is_none() {
                    return Ok(vec![]);
                }
                only_if(*expected_revision == talk.revision)?;
                title.map_or(Ok(()), |title| fits(&title, 1, 150))?;
                body.map_or(Ok(()), |body| fits(&body, 0, 100_000))?;
                talk.title = title.unwrap_or(talk.title);
                talk.body = body.or(talk.body);
                talk.revision += 1;
                talk.writers.insert(by.person);
                Ok(vec![said("DiscussionEdited", &(title, body, by.person))])
            }
            _ => {
                only_if(by.admin || by.person == talk.author)?;
                self.look_after_talk(talk, command, by)
            }
        }
    }

    fn look_after_talk(&self, talk: &mut Talk, command: &Command, by: &Part) -> Outcome {
        match command {
            Command::ChangePrivacy { privacy } => {
                let public = *privacy == Privacy::Public;
                if public == talk.public {
                    return Ok(vec![]);
                }
                if public {
                    only_if(self.may_be_public(talk))?;
                    only_if(talk.writers.iter().all(|writer| *writer == by.person))?;
                    let raised = talk.admitted.keys().filter_map(|id| self.proposals.get(id));
                    for proposal in raised {
                        only_if(proposal.writers.iter().all(|writer| *writer == by.person))?;
                        only_if(proposal.votes.keys().all(|voter| *voter == by.person))?;
                    }
                }
                talk.public = public;
                Ok(vec![said("DiscussionPrivacyChanged", &public)])
            }
            Command::Close => {
                if talk.stage == Stage::Closed {
                    return Ok(vec![]);
                }
                for (proposal, (_, until)) in &talk.admitted {
                    only_if(match self.proposals.get(proposal) {
                        None => self.now >= *until,
                        Some(proposal) => !proposal.is_unsettled() || self.now >= proposal.closes,
                    })?;
                }
                talk.stage = Stage::Closed;
                Ok(vec![said("DiscussionClosed", &by.person)])
            }
            Command::Reopen => {
                if talk.stage == Stage::Open {
                    return Ok(vec![]);
                }
                talk.stage = Stage::Open;
                Ok(vec![said("DiscussionReopened", &by.person)])
            }
            _ => refuse(),
        }
    }

    /// The people of these who take part, each once.
    fn named(&self, talk: &Talk, people: &[PersonId]) -> Result<Vec<PersonId>, Why> {
        let different: BTreeSet<_> = people.iter().collect();
        only_if(different.len() <= 100)?;
        let mut named = vec![];
        for person in people {
            if !named.contains(person) && self.is_in(talk, *person) {
                named.push(*person);
            }
        }
        Ok(named)
    }

    fn comment(&self, talk: &mut Talk, command: &Command, by: &Part) -> Outcome {
        let stands = |talk: &Talk, id: CommentId| {
            only_if(talk.comments.get(&id).is_some_and(|comment| comment.discarded_by.is_none()))
        };
        let open = only_if(talk.stage == Stage::Open);
        match command {
            Command::AddComment { comment, parent, body, mentions } => {
                if let Some(known) = talk.comments.get(comment) {
                    only_if(known.author == by.person)?;
                    return Ok(vec![]);
                }
                open?;
                parent.map_or(Ok(()), |parent| stands(talk, parent))?;
                fits(body, 1, 10_000)?;
                let mentions = self.named(talk, mentions)?;
                let author = by.person;
                let line = said("CommentAdded", &(comment, author, parent, &mentions));
                let (discarded_by, revision, body) = (None, 1, *body);
                let new = Comment { author, body, mentions, discarded_by, revision };
                talk.comments.insert(*comment, new);
                talk.writers.insert(author);
                Ok(vec![line])
            }
            Command::EditComment { comment, body, mentions, expected_revision } => {
                stands(talk, *comment)?;
                let mentions = self.named(talk, mentions)?;
                let Some(own) = talk.comments.get_mut(comment) else { return refuse() };
                only_if(own.author == by.person)?;
                only_if(by.admin || by.switches.edit_comments)?;
                if *body == own.body && mentions == own.mentions {
                    return Ok(vec![]);
                }
                open?;
                only_if(*expected_revision == own.revision)?;
                fits(body, 1, 10_000)?;
                let line = said("CommentEdited", &(comment, &mentions));
                (own.body, own.mentions) = (*body, mentions);
                own.revision += 1;
                Ok(vec![line])
            }
            Command::DiscardComment { comment } => {
                let Some(own) = talk.comments.get_mut(comment) else { return refuse() };
                only_if(by.admin || own.author == by.person)?;
                only_if(by.admin || by.switches.delete_comments)?;
                if own.discarded_by.is_some() {
                    return Ok(vec![]);
                }
                own.discarded_by = Some(by.person);
                Ok(vec![said("CommentDiscarded", &(comment, by.person))])
            }
            Command::RestoreComment { comment } => {
                let Some(own) = talk.comments.get_mut(comment) else { return refuse() };
                only_if(by.admin || own.author == by.person)?;
                let Some(discarded_by) = own.discarded_by else { return Ok(vec![]) };
                if discarded_by == own.author {
                    only_if(by.person == own.author)?;
                } else {
                    only_if(by.admin)?;
                }
                own.discarded_by = None;
                Ok(vec![said("CommentRestored", &(comment, by.person))])
            }
            Command::React { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                if talk.reactions.contains(&reaction) {
                    return Ok(vec![]);
                }
                if let ReactionTarget::Comment(comment) = target {
                    stands(talk, *comment)?;
                }
                talk.reactions.insert(reaction);
                Ok(vec![said("ReactionAdded", &reaction)])
            }
            Command::Unreact { target, emoji } => {
                let reaction = (*target, by.person, *emoji);
                let was_there = talk.reactions.remove(&reaction);
                Ok(was_there.then(|| said("ReactionRemoved", &reaction)).into_iter().collect())
            }
            _ => refuse(),
        }
    }

    fn invite_guests(
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
                for person in people {
                    if !self.is_in(talk, *person) {
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

    /// The tags, each once and in order, if they can be put on something.
    pub(super) fn settled_tags(
        &self,
        talk: &Talk,
        asked: &[TagId],
        has: &[TagId],
    ) -> Result<Vec<TagId>, Why> {
        let asked: BTreeSet<TagId> = asked.iter().copied().collect();
        let live = self.group_of(talk).map(Group::live_tags).unwrap_or_default();
        only_if(asked.len() <= 20)?;
        only_if(asked.iter().all(|tag| has.contains(tag) || live.contains(tag)))?;
        Ok(asked.into_iter().collect())
    }

    /// Whom an announcement tells: all members at once, then these people; nobody if all know.
    pub(super) fn announce(
        &self,
        talk: &Talk,
        told: &mut Told,
        to: &Addressees,
        by: &Part,
    ) -> Result<Vec<String>, Why> {
        only_if(by.may(|switches| switches.announce))?;
        let group = self.group_of(talk);
        let parent = group.and_then(|group| self.parent(group));
        let parents_read = self.parents_read(talk) && parent.is_some();
        let guests = self.guests(talk);
        let mut people: BTreeSet<PersonId> = match to {
            Addressees::People(people) => {
                let people: BTreeSet<_> = people.iter().copied().collect();
                only_if((1..=1_000).contains(&people.len()))?;
                people
            }
            Addressees::Everybody => {
                let groups = group.into_iter().chain(parent.filter(|_| parents_read));
                let members = groups.flat_map(Group::members).map(|stay| stay.person);
                members.chain(guests.iter().copied()).collect()
            }
        };
        let knows = |person: PersonId| {
            let by_then = |group: Option<&Group>, turn: u64| {
                group.and_then(|group| group.stay(person)).is_some_and(|stay| stay.turn < turn)
            };
            told.people.contains(&person)
                || told.members.is_some_and(|(turn, parents)| {
                    by_then(group, turn) || (parents && by_then(parent, turn))
                })
        };
        people.retain(|person| {
            let of_parent = parent.is_some_and(|parent| parent.is_member(*person));
            *person != by.person
                && (self.is_in(talk, *person) || of_parent)
                && self.sees_talk(talk, Actor::Person(*person))
                && !knows(*person)
        });
        let mut lines = vec![];
        if *to == Addressees::Everybody && told.members.is_none() {
            let is_reader = |person: PersonId| {
                let readers = parent.filter(|_| parents_read);
                group.into_iter().chain(readers).any(|group| group.is_member(person))
            };
            if people.iter().any(|person| is_reader(*person)) {
                told.members = Some((self.turn, parents_read));
                lines.push(format!("members, parents {parents_read}"));
            }
            people.retain(|person| !is_reader(*person));
        }
        if !people.is_empty() {
            lines.push(format!("{people:?}"));
            told.people.extend(people);
        }
        Ok(lines)
    }

    fn admit(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        proposal: ProposalId,
        draft: &domain::proposal::Draft,
        by: &Part,
    ) -> Outcome {
        if let Some((who, until)) = talk.admitted.get(&proposal) {
            only_if(*who == by.person)?;
            if self.now < *until || self.proposals.contains_key(&proposal) {
                return Ok(vec![]);
            }
        }
        let outsiders = self.judge_raising(talk, draft, by, true)?.outsiders;
        let mut lines = vec![];
        for person in outsiders {
            let (cause, before) = (GuestStart::Named(by.person), lines.len());
            lines.push(self.let_guest_in(id, talk, person, cause, before));
        }
        let until = self.now + 10 * MINUTE;
        talk.admitted.insert(proposal, (by.person, until));
        talk.writers.insert(by.person);
        lines.push(said("ProposalAdmitted", &(proposal, by.person, until)));
        Ok(lines)
    }
}
