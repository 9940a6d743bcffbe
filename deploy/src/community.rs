//! A small community whose log is in memory, for tests of what works on a log.

use std::sync::Arc;
use std::time::Duration;

use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Rule,
};
use domain::{
    Actor, Command, DiscussionId, GroupId, PersonId, ProposalId, TextId, Timestamp, discussion,
    group, person, proposal,
};
use eventlog::executor::{Executor, Limits, Submission};
use eventlog::keyring::{Keyring, MemoryKeyring};
use eventlog::memory::MemoryLog;
use eventlog::sealing::Drafts;
use eventlog::{Clock, CommandId, EventLog, ManualClock, Position, Recorded};
use tokio::time::Instant;

pub(crate) const GROUP: GroupId = GroupId::from_u128(1);
pub(crate) const DISCUSSION: DiscussionId = DiscussionId::from_u128(2);
pub(crate) const PROPOSAL: ProposalId = ProposalId::from_u128(3);

/// The founder is 10, the members are 11 to 14.
pub(crate) const fn someone(number: u128) -> PersonId {
    PersonId::from_u128(number)
}

/// A community whose log is in memory.
pub(crate) struct Community {
    pub log: Arc<MemoryLog>,
    pub keyring: Arc<MemoryKeyring>,
    pub clock: Arc<ManualClock>,
    executor: Executor,
}

impl Community {
    /// A group of five, with a proposal by this method that is open for a week. Texts of the method
    /// are among these words.
    pub async fn new(words: Vec<(TextId, String)>, method: impl FnOnce(&Drafts) -> Method) -> Self {
        let clock = Arc::new(ManualClock::new(Timestamp::constant(1_800_000_000, 0)));
        let log = Arc::new(MemoryLog::new(Arc::clone(&clock) as Arc<dyn Clock>));
        let keyring = Arc::new(MemoryKeyring::default());
        let executor = Executor::new(
            Arc::clone(&log) as Arc<dyn EventLog>,
            Arc::clone(&keyring) as Arc<dyn Keyring>,
            Arc::clone(&clock) as Arc<dyn Clock>,
            Limits::default(),
        );
        let community = Self { log, keyring, clock, executor };
        for number in 10..15 {
            let register = Command::Person(someone(number), person::Command::Register);
            community.system(register).await;
        }
        community.found().await;
        for number in 11..15 {
            let join = Command::Group(GROUP, group::Command::Join);
            community.by(number, join).await;
        }
        community.raise(words, method).await;
        community
    }

    async fn found(&self) {
        let name = TextId::group_name(GROUP);
        let drafts = self.words(GROUP, name).await;
        let create = group::Create {
            name: drafts.text(name),
            description: None,
            parent: None,
            privacy: group::Privacy::Open,
            join: None,
            parent_members_read: false,
            switches: group::Switches::default(),
            handle: None,
        };
        let create = Command::Group(GROUP, group::Command::Create(create));
        self.send(create, Actor::Person(someone(10)), drafts).await;
        let title = TextId::discussion_title(DISCUSSION);
        let drafts = self.words(DISCUSSION, title).await;
        let start = discussion::Command::Start {
            group: GROUP,
            title: drafts.text(title),
            body: None,
            privacy: None,
        };
        let start = Command::Discussion(DISCUSSION, start);
        self.send(start, Actor::Person(someone(10)), drafts).await;
    }

    async fn raise(
        &self,
        mut words: Vec<(TextId, String)>,
        method: impl FnOnce(&Drafts) -> Method,
    ) {
        let title = TextId::proposal_title(PROPOSAL);
        words.push((title, "Rye".to_owned()));
        let drafts = self.executor.drafts(Some(someone(10)), PROPOSAL.into(), words).await.unwrap();
        let method = method(&drafts);
        let rule = matches!(method, Method::Consent).then_some(Rule::Majority);
        let draft = Box::new(Draft {
            title: drafts.text(title),
            details: None,
            tags: Vec::new(),
            method,
            alike_options: None,
            opens_at: None,
            closes_at: None,
            electorate: Electorate::Members,
            roll: None,
            reasons: Reasons { policy: ReasonPolicy::Optional, short: false },
            results: Results::Always,
            quorum: Some(50),
            rule,
            reminder: Reminder::Nobody,
        });
        let admit = discussion::Command::AdmitProposal { proposal: PROPOSAL, draft: draft.clone() };
        self.by(10, Command::Discussion(DISCUSSION, admit)).await;
        let raise = proposal::Command::Raise { discussion: DISCUSSION, draft };
        self.send(Command::Proposal(PROPOSAL, raise), Actor::Person(someone(10)), drafts).await;
    }

    async fn words(&self, container: impl Into<domain::StreamId>, id: TextId) -> Drafts {
        let words = vec![(id, "Rye".to_owned())];
        self.executor.drafts(Some(someone(10)), container.into(), words).await.unwrap()
    }

    pub async fn system(&self, command: Command) {
        self.send(command, Actor::System, Drafts::none()).await;
    }

    pub async fn by(&self, number: u128, command: Command) {
        self.send(command, Actor::Person(someone(number)), Drafts::none()).await;
    }

    async fn send(&self, command: Command, actor: Actor, drafts: Drafts) {
        let key = format!("{command:?} {}", self.clock.now());
        let id = CommandId::derive(actor, "verify", &key);
        let deadline = Instant::now() + Duration::from_secs(60);
        let submission = Submission { drafts, ..Submission::new(command, actor, id, deadline) };
        self.executor.execute(submission).await.unwrap();
    }

    pub async fn vote(&self, number: u128, ballot: Ballot) {
        let cast = proposal::Command::CastVote { ballot, reason: None };
        self.by(number, Command::Proposal(PROPOSAL, cast)).await;
    }

    pub async fn leave(&self, number: u128) {
        let person = someone(number);
        let end = group::Command::EndMembership { person };
        self.by(number, Command::Group(GROUP, end)).await;
    }

    pub async fn close(&self, opening: u32) {
        let close = proposal::Command::CloseDue { opening };
        self.system(Command::Proposal(PROPOSAL, close)).await;
    }

    pub fn pass(&self, hours: u64) {
        self.clock.advance(Duration::from_secs(hours * 60 * 60));
    }

    pub async fn events(&self) -> Vec<Recorded> {
        let events = self.log.read_all(Position::START, usize::MAX).await.unwrap();
        events.iter().map(|event| (**event).clone()).collect()
    }
}
