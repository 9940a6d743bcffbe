//! What people do in a discussion.

use std::collections::BTreeSet;

use domain::announcement::Addressees;
use domain::discussion::{Command, GuestStart, ReactionTarget};
use domain::{Actor, CommentId, DiscussionId, PersonId, ProposalId, TagId};

use super::super::{Group, MINUTE, Model, Outcome, Why, fits, only_if, refuse, said};
use super::{Comment, Part, Stage, Talk, Told};

impl Model {
    pub(super) fn act_in_standing_talk(
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
            Command::Move { group, privacy } => self.move_talk(id, talk, (*group, *privacy), by),
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
                self.look_after_talk(id, talk, command, by)
            }
        }
    }

    fn look_after_talk(
        &self,
        id: DiscussionId,
        talk: &mut Talk,
        command: &Command,
        by: &Part,
    ) -> Outcome {
        match command {
            Command::ChangePrivacy { privacy } => self.change_privacy(id, talk, *privacy, by),
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
    pub(super) fn named(&self, talk: &Talk, people: &[PersonId]) -> Result<Vec<PersonId>, Why> {
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

    pub(super) fn comment(&self, talk: &mut Talk, command: &Command, by: &Part) -> Outcome {
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

    /// The tags, each once and in order, if they can be put on something.
    pub(in super::super) fn settled_tags(
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
    pub(in super::super) fn announce(
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
                || told.members.filter(|_| talk.moved.is_none()).is_some_and(|(turn, parents)| {
                    by_then(group, turn) || parents.is_some_and(|turn| by_then(parent, turn))
                })
        };
        people.retain(|person| {
            let of_parent = parent.is_some_and(|parent| parent.is_member(*person));
            let of_parent = of_parent && !self.is_away(*person);
            *person != by.person
                && (self.is_in(talk, *person) || of_parent)
                && self.sees_talk(talk, Actor::Person(*person))
                && !knows(*person)
        });
        let mut lines = vec![];
        if *to == Addressees::Everybody && talk.moved.is_none() {
            let is_reader = |person: PersonId| {
                let readers = parent.filter(|_| parents_read);
                group.into_iter().chain(readers).any(|group| group.is_member(person))
            };
            if people.iter().any(|person| is_reader(*person)) {
                let before = told.members.and_then(|(_, parents)| parents);
                let parents = parents_read.then_some(self.turn).or(before);
                told.members = Some((self.turn, parents));
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

    pub(super) fn admit(
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
