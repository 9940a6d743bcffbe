//! The commands that a conversation becomes. Their ids derive from conversation, statement and
//! voter and never expire.

use std::collections::BTreeSet;
use std::time::Duration;

use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Roll,
};
use domain::{
    Actor, Command, DiscussionId, GroupId, Origin, PersonId, ProposalId, Text, TextId, Timestamp,
    discussion, group, person, proposal,
};

use vault::DisplayName;

use super::read::{Conversation, Statement, Vote};

/// A title has at most this many characters: of a longer statement, the first ones.
const TITLE: usize = 150;

/// A command with who gives it and when it first happened.
pub(super) struct Planned {
    pub(super) command: Command,
    pub(super) actor: Actor,
    pub(super) origin: Origin,
    /// What names it, within its kind of command.
    pub(super) key: String,
}

/// A conversation with the ids that derive from it.
pub(super) struct Plan<'a> {
    conversation: &'a Conversation,
    pub(super) group: GroupId,
    pub(super) discussion: DiscussionId,
    /// Who looks after the imported group: nobody real, so that nothing is said in anybody's name.
    pub(super) organiser: PersonId,
    began: Timestamp,
}

impl<'a> Plan<'a> {
    pub(super) fn new(conversation: &'a Conversation) -> Self {
        let key: [&[u8]; 2] = [b"polis", conversation.key.as_bytes()];
        let first = conversation.statements.iter().map(|statement| statement.at).min();
        Self {
            conversation,
            group: GroupId::derive(&key),
            discussion: DiscussionId::derive(&key),
            organiser: PersonId::derive(&[key[0], key[1], b"organiser"]),
            began: first.unwrap_or(Timestamp::UNIX_EPOCH),
        }
    }

    pub(super) fn person(&self, participant: u32) -> PersonId {
        let key = self.conversation.key.as_bytes();
        PersonId::derive(&[b"polis", key, &participant.to_be_bytes()])
    }

    pub(super) fn proposal(&self, statement: u32) -> ProposalId {
        let key = self.conversation.key.as_bytes();
        ProposalId::derive(&[b"polis", key, &statement.to_be_bytes()])
    }

    /// Everybody who takes part, with a name to go by.
    pub(super) fn people(&self) -> Result<Vec<(PersonId, DisplayName)>, vault::Refusal> {
        let authors = self.conversation.statements.iter().map(|statement| statement.author);
        let voters = self.conversation.votes.iter().map(|vote| vote.voter);
        let numbers: BTreeSet<u32> = authors.chain(voters).collect();
        let participants =
            numbers.into_iter().map(|it| (self.person(it), format!("Participant {it}")));
        std::iter::once((self.organiser, "Organiser".to_owned()))
            .chain(participants)
            .map(|(id, name)| Ok((id, DisplayName::parse(&name)?)))
            .collect()
    }

    fn began(&self, command: Command, actor: Actor) -> Planned {
        let key = command.stream().to_string();
        Planned { command, actor, origin: Origin::Import(self.began), key }
    }

    pub(super) fn import_person(&self, person: PersonId) -> Planned {
        let command = Command::Person(person, person::Command::Import);
        self.began(command, Actor::System)
    }

    pub(super) fn group_words(&self) -> Vec<(TextId, String)> {
        vec![
            (TextId::group_name(self.group), first(&self.conversation.topic, 250)),
            (TextId::group_description(self.group), first(&self.conversation.description, 10_000)),
        ]
    }

    pub(super) fn create_group(&self, text: impl Fn(TextId) -> Text) -> Planned {
        let description = text(TextId::group_description(self.group));
        let create = group::Create {
            name: text(TextId::group_name(self.group)),
            description: (description.chars > 0).then_some(description),
            parent: None,
            privacy: group::Privacy::Open,
            join: None,
            parent_members_read: false,
            switches: group::Switches::default(),
            handle: None,
        };
        let command = Command::Group(self.group, group::Command::Create(create));
        self.began(command, Actor::Person(self.organiser))
    }

    pub(super) fn enrol(&self, people: Vec<PersonId>, role: group::Role) -> Planned {
        let key = format!("{:032x}/{role:?}", hash(&people));
        let enrol = group::Command::Enrol { people, role };
        Planned { key, ..self.began(Command::Group(self.group, enrol), Actor::System) }
    }

    pub(super) fn discussion_words(&self) -> Vec<(TextId, String)> {
        let Conversation { key, topic, description, .. } = self.conversation;
        let body =
            if description.is_empty() { key.clone() } else { format!("{description}\n\n{key}") };
        vec![
            (TextId::discussion_title(self.discussion), first(topic, TITLE)),
            (TextId::discussion_body(self.discussion), body),
        ]
    }

    pub(super) fn start_discussion(&self, text: impl Fn(TextId) -> Text) -> Planned {
        let start = discussion::Command::Start {
            group: self.group,
            title: text(TextId::discussion_title(self.discussion)),
            body: Some(text(TextId::discussion_body(self.discussion))),
            privacy: None,
        };
        let command = Command::Discussion(self.discussion, start);
        self.began(command, Actor::Person(self.organiser))
    }

    pub(super) fn proposal_words(&self, statement: &Statement) -> Vec<(TextId, String)> {
        let id = self.proposal(statement.number);
        vec![
            (TextId::proposal_title(id), first(&statement.body, TITLE)),
            (TextId::proposal_details(id), statement.body.clone()),
        ]
    }

    /// The admission of a statement's proposal, and its raising.
    pub(super) fn raise(
        &self,
        statement: &Statement,
        closes_at: Timestamp,
        text: impl Fn(TextId) -> Text,
    ) -> [Planned; 2] {
        let id = self.proposal(statement.number);
        let draft = Box::new(Draft {
            title: text(TextId::proposal_title(id)),
            details: Some(text(TextId::proposal_details(id))),
            method: Method::Consent,
            opens_at: None,
            closes_at: Some(closes_at),
            electorate: Electorate::Members,
            roll: Some(Roll::WhileOpen),
            reasons: Reasons { policy: ReasonPolicy::None, short: false },
            results: Results::Always,
            quorum: None,
            rule: None,
            reminder: Reminder::Nobody,
            tags: Vec::new(),
            alike_options: None,
        });
        let planned = |command: Command| Planned {
            actor: Actor::Person(self.person(statement.author)),
            origin: Origin::Import(statement.at),
            // The closing time is part of it: a repeat is recognised by what was raised already.
            key: format!("{}/{id}/{closes_at}", command.stream().kind.name()),
            command,
        };
        let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft.clone() };
        let raise = proposal::Command::Raise { discussion: self.discussion, draft };
        [
            planned(Command::Discussion(self.discussion, admit)),
            planned(Command::Proposal(id, raise)),
        ]
    }

    pub(super) fn cast(&self, vote: &Vote) -> Planned {
        let id = self.proposal(vote.statement);
        let ballot = Ballot::Stance(vote.stance);
        Planned {
            command: Command::Proposal(id, proposal::Command::CastVote { ballot, reason: None }),
            actor: Actor::Person(self.person(vote.voter)),
            origin: Origin::Import(vote.at),
            key: format!("{id}/{:?}/{}", vote.stance, vote.at),
        }
    }
}

/// When proposals that are imported now close.
pub(super) fn closing(now: Timestamp, closes_in: Duration) -> Timestamp {
    let millis = i64::try_from(closes_in.as_millis()).unwrap_or(i64::MAX);
    let at = now.as_millisecond().saturating_add(millis);
    Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX)
}

fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn hash(people: &[PersonId]) -> u128 {
    let bytes: Vec<[u8; 16]> = people.iter().map(|id| id.to_u128().to_be_bytes()).collect();
    let parts: Vec<&[u8]> = bytes.iter().map(|id| &id[..]).collect();
    domain::id::hash_u128(&parts)
}
