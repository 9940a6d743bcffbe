//! A group of Ann's with Ben in it, a discussion, and nodes that work on one log.

use std::sync::Arc;
use std::time::Duration;

use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, PersonId, StreamId, TextId, discussion,
    group, person,
};
use futures::future::BoxFuture;
use tokio::time::Instant;

use super::scripted::ScriptedLog;
use crate::contract::sample;
use crate::executor::{ExecuteError, Executor, Limits, Receipt, Submission};
use crate::keyring::MemoryKeyring;
use crate::memory::MemoryLog;
use crate::sealing::Drafts;
use crate::{Clock, CommandId, EventLog, ManualClock, Recorded, Version};

pub(super) const ANN: PersonId = PersonId::from_u128(1);
pub(super) const BEN: PersonId = PersonId::from_u128(2);
pub(super) const GROUP: GroupId = GroupId::from_u128(3);
pub(super) const TALK: DiscussionId = DiscussionId::from_u128(4);

pub(super) struct Scene {
    /// The node whose log is scripted.
    pub(super) node: Executor,
    /// Another node on the same events.
    pub(super) other: Executor,
    pub(super) log: Arc<ScriptedLog>,
    pub(super) clock: Arc<ManualClock>,
}

/// A command of the client's key `key`.
pub(super) fn submission(actor: Actor, key: &str, command: Command) -> Submission {
    let id = CommandId::derive(actor, "test", key);
    Submission::new(command, actor, id, Instant::now() + Duration::from_secs(600))
}

/// Ben reacts to the discussion.
pub(super) fn react(key: &str, emoji: &str) -> Submission {
    let emoji = emoji.parse().unwrap();
    let react =
        discussion::Command::React { target: discussion::ReactionTarget::Discussion, emoji };
    submission(Actor::Person(BEN), key, Command::Discussion(TALK, react))
}

/// Ben takes a reaction back.
pub(super) fn unreact(key: &str, emoji: &str) -> Submission {
    let emoji = emoji.parse().unwrap();
    let unreact =
        discussion::Command::Unreact { target: discussion::ReactionTarget::Discussion, emoji };
    submission(Actor::Person(BEN), key, Command::Discussion(TALK, unreact))
}

/// The system lets somebody into the group.
pub(super) fn enrol(number: u128) -> Submission {
    let people = vec![PersonId::from_u128(number)];
    let enrol = group::Command::Enrol { people, role: group::Role::Member };
    submission(Actor::System, &format!("enrol {number}"), Command::Group(GROUP, enrol))
}

/// Ann ends Ben's membership.
pub(super) fn remove_ben() -> Submission {
    let end = group::Command::EndMembership { person: BEN };
    submission(Actor::Person(ANN), "remove", Command::Group(GROUP, end))
}

impl Scene {
    pub(super) async fn new() -> Self {
        Self::within(Limits::default()).await
    }

    /// The first node has these limits.
    pub(super) async fn within(limits: Limits) -> Self {
        let clock = Arc::new(ManualClock::new(sample::TIME));
        let inner = Arc::new(MemoryLog::new(Arc::clone(&clock) as Arc<dyn Clock>));
        let log = Arc::new(ScriptedLog::new(Arc::clone(&inner)));
        let keyring = Arc::new(MemoryKeyring::default());
        let node = |log: Arc<dyn EventLog>, limits| {
            Executor::new(log, keyring.clone(), Arc::clone(&clock) as Arc<dyn Clock>, limits)
        };
        let other = node(inner, Limits::default());
        let node = node(Arc::clone(&log) as Arc<dyn EventLog>, limits);
        let scene = Self { node, other, log, clock };
        scene.found().await;
        scene
    }

    async fn found(&self) {
        for (key, person) in [("ann", ANN), ("ben", BEN)] {
            let import = Command::Person(person, person::Command::Import);
            self.other.execute(submission(Actor::System, key, import)).await.unwrap();
        }
        let name = TextId::group_name(GROUP);
        let create = |drafts: &Drafts| {
            Command::Group(
                GROUP,
                group::Command::Create(group::Create {
                    name: drafts.text(name),
                    description: None,
                    parent: None,
                    privacy: group::Privacy::Open,
                    join: None,
                    parent_members_read: false,
                    switches: group::Switches::default(),
                    handle: None,
                }),
            )
        };
        let words = (name, "Bakery");
        let create = self.with_words(ANN, "create", GROUP.into(), words, create).await;
        self.other.execute(create).await.unwrap();
        self.other.execute(enrol(2)).await.unwrap();
        let start = self.start(TALK, "start").await;
        self.other.execute(start).await.unwrap();
    }

    /// Ben starts a discussion.
    pub(super) async fn start(&self, id: DiscussionId, key: &str) -> Submission {
        let title = TextId::discussion_title(id);
        let start = |drafts: &Drafts| {
            let title = drafts.text(title);
            let start =
                discussion::Command::Start { group: GROUP, title, body: None, privacy: None };
            Command::Discussion(id, start)
        };
        self.with_words(BEN, key, id.into(), (title, "Bread"), start).await
    }

    /// Ben says something.
    pub(super) async fn comment(&self, number: u128, words: &str) -> Submission {
        let comment = CommentId::from_u128(number);
        let body = TextId::comment_body(comment);
        let add = |drafts: &Drafts| {
            let body = drafts.text(body);
            let (parent, mentions) = (None, vec![]);
            let add = discussion::Command::AddComment { comment, parent, body, mentions };
            Command::Discussion(TALK, add)
        };
        self.with_words(BEN, &format!("comment {number}"), TALK.into(), (body, words), add).await
    }

    async fn with_words(
        &self,
        person: PersonId,
        key: &str,
        container: StreamId,
        (text, words): (TextId, &str),
        command: impl Fn(&Drafts) -> Command,
    ) -> Submission {
        let words = vec![(text, words.to_owned())];
        let drafts = self.node.drafts(Some(person), container, words).await.unwrap();
        let command = command(&drafts);
        Submission { drafts, ..submission(Actor::Person(person), key, command) }
    }

    /// Something that the other node does.
    pub(super) fn elsewhere(&self, submission: Submission) -> BoxFuture<'static, ()> {
        let other = self.other.clone();
        Box::pin(async move {
            other.execute(submission).await.unwrap();
        })
    }

    pub(super) async fn done(&self, submission: Submission) -> Receipt {
        self.node.execute(submission).await.unwrap()
    }

    pub(super) async fn refused(&self, submission: Submission) -> domain::Refusal {
        match self.node.execute(submission).await {
            Err(ExecuteError::Refused(refusal)) => refusal,
            answer => panic!("not refused: {answer:?}"),
        }
    }

    /// The events of a stream.
    pub(super) async fn events(&self, stream: impl Into<StreamId>) -> Vec<Arc<Recorded>> {
        self.log.read_stream(stream.into(), Version::NONE, 10_000).await.unwrap()
    }

    /// The events of the discussion after its first.
    pub(super) async fn said(&self) -> Vec<Arc<Recorded>> {
        self.events(TALK).await.split_off(1)
    }
}
