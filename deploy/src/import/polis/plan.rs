//! The commands that a conversation becomes. Their ids derive from conversation, statement and
//! voter and never expire.

use std::collections::BTreeSet;

use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Roll,
};
use domain::{
    Actor, Command, DiscussionId, GroupId, Origin, PersonId, ProposalId, Text, TextId, Timestamp,
    discussion, proposal,
};
use vault::DisplayName;

use super::super::carrier::Planned;
use super::super::ground::{Ground, first};
use super::read::{Conversation, Statement, Vote};

/// A title has at most this many characters: of a longer statement, the first ones.
const TITLE: usize = 150;

/// A conversation with the ids that derive from it.
pub(super) struct Plan<'a> {
    conversation: &'a Conversation,
    pub(super) ground: Ground,
}

impl<'a> Plan<'a> {
    pub(super) fn new(conversation: &'a Conversation) -> Self {
        let key: [&[u8]; 2] = [b"polis", conversation.key.as_bytes()];
        let first = conversation.statements.iter().map(|statement| statement.at).min();
        let Conversation { key: name, topic, description, .. } = conversation;
        let body =
            if description.is_empty() { name.clone() } else { format!("{description}\n\n{name}") };
        let ground = Ground {
            group: GroupId::derive(&key),
            discussion: DiscussionId::derive(&key),
            organiser: PersonId::derive(&[key[0], key[1], b"organiser"]),
            began: first.unwrap_or(Timestamp::UNIX_EPOCH),
            name: topic.clone(),
            description: description.clone(),
            body,
        };
        Self { conversation, ground }
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
        std::iter::once((self.ground.organiser, "Organiser".to_owned()))
            .chain(participants)
            .map(|(id, name)| Ok((id, DisplayName::parse(&name)?)))
            .collect()
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
        let raise = proposal::Command::Raise { discussion: self.ground.discussion, draft };
        [
            planned(Command::Discussion(self.ground.discussion, admit)),
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
