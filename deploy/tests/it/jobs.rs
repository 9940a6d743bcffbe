//! Time comes in again as commands: on a clock that the test moves, over the real log, vault, read
//! models and scheduler.

use std::sync::Arc;
use std::time::Duration;

use domain::proposal::{Ballot, Draft, Reminder, Stage, Stance};
use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, InvitationId, OutcomeId, PersonId,
    ProposalId, State, StreamId, TextId, Timestamp, discussion, group, person, proposal,
};
use eventlog::executor::{Executor, Limits};
use eventlog::postgres::{PostgresLog, PostgresLogOptions};
use eventlog::sealing::Drafts;
use eventlog::{Clock, EventLog, ManualClock, Version};
use projections::{Progress, Projector, Reader, ReaderOptions, SetState};
use scheduler::{Look, Scheduler};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::{MasterKey, Vault};

use crate::harness::{TestDatabase, consent, create_group, database, submission};

const ADMIN: PersonId = PersonId::from_u128(1);
const MEMBER: PersonId = PersonId::from_u128(2);
const GROUP: GroupId = GroupId::from_u128(3);
const DISCUSSION: DiscussionId = DiscussionId::from_u128(4);
const PROPOSAL: ProposalId = ProposalId::from_u128(5);
const START: Timestamp = Timestamp::constant(1_760_000_000, 0);

/// The time so many hours after the start.
fn hour(hours: i64) -> Timestamp {
    Timestamp::from_second(START.as_second() + hours * 3_600).unwrap()
}

/// A group with a discussion, and everything that works on it.
struct World {
    database: TestDatabase,
    clock: Arc<ManualClock>,
    log: Arc<PostgresLog>,
    executor: Executor,
    progress: Progress,
    scheduler: Scheduler,
    asked: u32,
    stop: CancellationToken,
    projecting: JoinHandle<()>,
}

impl World {
    async fn new() -> Self {
        let database = database().await;
        let clock = Arc::new(ManualClock::new(START));
        let options = PostgresLogOptions { name: "test".to_owned(), ..Default::default() };
        let (config, pool) = (database.config.clone(), database.pool.clone());
        let log = PostgresLog::connect(config.clone(), pool.clone(), options).await.unwrap();
        let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
        let told = || Arc::clone(&clock) as Arc<dyn Clock>;
        let vault = Vault::connect(pool, key, told()).await.unwrap();
        let events = || Arc::clone(&log) as Arc<dyn EventLog>;
        let keyring = Arc::new(vault);
        let executor = Executor::new(events(), keyring.clone(), told(), Limits::default());
        let projector = Projector::new(config.clone(), events(), keyring, "test".to_owned());
        let progress = projector.prepare().await.unwrap();
        let reader = Reader::new(config, progress.clone(), ReaderOptions::default()).unwrap();
        let stop = CancellationToken::new();
        let projecting = tokio::spawn(projector.run(progress.clone(), stop.clone()));
        let scheduler = Scheduler::new(executor.clone(), reader, told());
        let mut world = Self {
            database,
            clock,
            log,
            executor,
            progress,
            scheduler,
            asked: 0,
            stop,
            projecting,
        };
        world.found().await;
        world
    }

    async fn found(&mut self) {
        for person in [ADMIN, MEMBER] {
            let import = Command::Person(person, person::Command::Import);
            self.ask(Actor::System, vec![], |_| import).await;
        }
        let name = TextId::group_name(GROUP);
        self.ask(Actor::Person(ADMIN), vec![(name, "Clock".into())], |drafts| {
            Command::Group(GROUP, create_group(drafts.text(name)))
        })
        .await;
        self.group(MEMBER, group::Command::Join).await;
        let title = TextId::discussion_title(DISCUSSION);
        self.ask(Actor::Person(ADMIN), vec![(title, "Clock".into())], |drafts| {
            let title = drafts.text(title);
            let start =
                discussion::Command::Start { group: GROUP, title, body: None, privacy: None };
            Command::Discussion(DISCUSSION, start)
        })
        .await;
    }

    async fn ask(
        &mut self,
        actor: Actor,
        words: Vec<(TextId, String)>,
        command: impl FnOnce(&Drafts) -> Command,
    ) {
        self.asked += 1;
        let drafts = self.executor.drafts(actor.person(), GROUP.into(), words).await.unwrap();
        let asked = submission(actor, &self.asked.to_string(), command(&drafts), drafts);
        let receipt = self.executor.execute(asked).await.unwrap();
        assert!(receipt.wrote());
    }

    async fn group(&mut self, who: PersonId, command: group::Command) {
        self.ask(Actor::Person(who), vec![], |_| Command::Group(GROUP, command)).await;
    }

    async fn discussion(&mut self, who: PersonId, command: discussion::Command) {
        self.ask(Actor::Person(who), vec![], |_| Command::Discussion(DISCUSSION, command)).await;
    }

    async fn proposal(&mut self, who: PersonId, command: proposal::Command) {
        self.ask(Actor::Person(who), vec![], |_| Command::Proposal(PROPOSAL, command)).await;
    }

    async fn vote(&mut self, who: PersonId) {
        let ballot = Ballot::Stance(Stance::Agree);
        self.proposal(who, proposal::Command::CastVote { ballot, reason: None }).await;
    }

    /// A proposal that opens and closes then.
    async fn raise(&mut self, id: ProposalId, opens_at: Option<Timestamp>, closes_at: Timestamp) {
        let title = TextId::proposal_title(id);
        let draft = |drafts: &Drafts| {
            Box::new(Draft {
                opens_at,
                closes_at: Some(closes_at),
                reminder: Reminder::All,
                ..consent(drafts.text(title))
            })
        };
        let words = || vec![(title, "On time".to_owned())];
        self.ask(Actor::Person(ADMIN), words(), |drafts| {
            let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft(drafts) };
            Command::Discussion(DISCUSSION, admit)
        })
        .await;
        self.ask(Actor::Person(ADMIN), words(), |drafts| {
            let raise = proposal::Command::Raise { discussion: DISCUSSION, draft: draft(drafts) };
            Command::Proposal(id, raise)
        })
        .await;
    }

    /// One look at this hour, when the read models have what came before.
    async fn look_at(&mut self, time: Timestamp) -> Look {
        self.clock.set(time);
        let mut states = self.progress.subscribe_state();
        states.wait_for(|state| *state == SetState::Live).await.unwrap();
        let head = self.log.head().await.unwrap();
        while !self.progress.wait_for(head, Duration::from_secs(1)).await {}
        let look = self.scheduler.look().await.unwrap();
        assert_eq!((look.failed, look.blind), (0, false));
        look
    }

    /// What happened in a stream after its first so many events, and when.
    async fn since(&self, stream: impl Into<StreamId>, first: usize) -> Vec<(String, Timestamp)> {
        let events = self.log.read_stream(stream.into(), Version(0), 1_000).await.unwrap();
        let later = events.iter().skip(first);
        later.map(|event| (event.event_type.to_string(), event.occurred_at)).collect()
    }

    async fn stage(&self, id: ProposalId) -> Stage {
        let State::Proposal(proposal) = &*self.executor.state(id.into()).await.unwrap() else {
            panic!("a proposal")
        };
        proposal.stage().unwrap()
    }

    async fn end(self) {
        self.stop.cancel();
        self.projecting.await.unwrap();
        self.log.close().await;
    }
}

type Event<'a> = (&'a str, Timestamp);

fn same(found: &[(String, Timestamp)], events: &[Event<'_>]) {
    let found: Vec<Event<'_>> = found.iter().map(|(of, at)| (of.as_str(), *at)).collect();
    assert_eq!(found, events);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_proposal_opens_reminds_and_closes_when_it_is_time_and_once() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, Some(hour(24)), hour(96)).await;
    let early = world.look_at(hour(24) - Duration::from_millis(1)).await;
    assert_eq!((early.written, early.next), (0, Some(hour(24))));
    for (time, next) in [(hour(24), Some(hour(72))), (hour(72), Some(hour(96))), (hour(96), None)] {
        assert_eq!(world.look_at(time).await.written, 1, "at {time}");
        let again = world.look_at(time).await;
        assert_eq!((again.written, again.next), (0, next), "once, at {time}");
    }
    let events =
        [("ProposalOpened", hour(24)), ("ClosingSoon", hour(72)), ("ProposalClosed", hour(96))];
    same(&world.since(PROPOSAL, 1).await, &events);
    assert_eq!(world.stage(PROPOSAL).await, Stage::Closed { closed_at: hour(96), by: None });
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_due_while_nothing_looked_is_done_at_once_and_nothing_that_is_over() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, Some(hour(24)), hour(96)).await;
    assert_eq!(world.look_at(hour(1_000)).await.written, 1);
    let late = hour(1_000);
    same(&world.since(PROPOSAL, 1).await, &[("ProposalOpened", late), ("ProposalClosed", late)]);
    let closed = Stage::Closed { closed_at: hour(96), by: None };
    assert_eq!(world.stage(PROPOSAL).await, closed, "at its own time, however late");
    assert_eq!(world.look_at(hour(1_001)).await.written, 0);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_vote_of_somebody_who_left_is_withdrawn_once() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, None, hour(96)).await;
    world.vote(MEMBER).await;
    assert_eq!(world.look_at(hour(1)).await.written, 0, "who is there keeps their vote");
    world.group(MEMBER, group::Command::EndMembership { person: MEMBER }).await;
    assert_eq!(world.look_at(hour(2)).await.written, 1);
    assert_eq!(world.look_at(hour(3)).await.written, 0);
    let events = world.since(PROPOSAL, 2).await;
    same(&events[1..], &[("VoteWithdrawn", hour(2))]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invitation_lapses_after_thirty_days() {
    let mut world = World::new().await;
    let invitations = vec![InvitationId::from_u128(6)];
    world.group(ADMIN, group::Command::Invite { invitations }).await;
    let month = hour(30 * 24);
    let early = world.look_at(month - Duration::from_millis(1)).await;
    assert_eq!((early.written, early.next), (0, Some(month)));
    assert_eq!(world.look_at(month).await.written, 1);
    assert_eq!(world.look_at(month).await.written, 0);
    let events = world.since(GROUP, 0).await;
    same(&events[events.len() - 1..], &[("InvitationEnded", month)]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readers_come_72_hours_after_they_were_announced_and_not_if_they_were_called_off() {
    let mut world = World::new().await;
    let changed = |privacy| discussion::Command::ChangePrivacy { privacy };
    let public = || changed(discussion::Privacy::Public);
    world.discussion(ADMIN, changed(discussion::Privacy::Private)).await;
    let (comment, parent) = (CommentId::from_u128(8), None);
    let body = TextId::comment_body(comment);
    world
        .ask(Actor::Person(MEMBER), vec![(body, "Early.".into())], |drafts| {
            let (body, mentions) = (drafts.text(body), vec![]);
            let add = discussion::Command::AddComment { comment, parent, body, mentions };
            Command::Discussion(DISCUSSION, add)
        })
        .await;
    world.discussion(ADMIN, public()).await;
    world.discussion(ADMIN, discussion::Command::CancelWidening).await;
    world.clock.set(hour(1));
    world.discussion(ADMIN, public()).await;
    let early = world.look_at(hour(72)).await;
    assert_eq!((early.written, early.next), (0, Some(hour(73))));
    assert_eq!(world.look_at(hour(73)).await.written, 1);
    assert_eq!(world.look_at(hour(74)).await.written, 0);
    let events = world.since(DISCUSSION, 0).await;
    same(&events[events.len() - 1..], &[("DiscussionPrivacyChanged", hour(73))]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proposals_of_a_discarded_discussion_are_withdrawn_as_of_then() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, None, hour(96)).await;
    world.clock.set(hour(1));
    let discard = Command::Discussion(DISCUSSION, discussion::Command::Discard);
    world.ask(Actor::Person(ADMIN), vec![], |_| discard).await;
    assert_eq!(world.look_at(hour(2)).await.written, 1);
    assert_eq!(world.stage(PROPOSAL).await, Stage::Withdrawn { closed_at: hour(1) });
    assert_eq!(world.look_at(hour(200)).await.written, 0, "it does not close as well");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_group_was_for_a_while_is_written_down_after_it_was_taken_back() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, None, hour(48)).await;
    for (at, command) in [(1, group::Command::Archive), (2, group::Command::Unarchive)] {
        world.clock.set(hour(at));
        world.group(ADMIN, command).await;
    }
    for privacy in [group::Privacy::Secret, group::Privacy::Open] {
        world.group(ADMIN, group::Command::ChangePrivacy { privacy }).await;
    }
    assert_eq!(world.look_at(hour(3)).await.written, 2);
    assert_eq!(world.stage(PROPOSAL).await, Stage::Withdrawn { closed_at: hour(1) });
    let events = world.since(DISCUSSION, 1).await;
    same(&events[events.len() - 1..], &[("DiscussionNarrowed", hour(3))]);
    assert_eq!(world.look_at(hour(200)).await.written, 0, "it does not close as well");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_review_date_comes_due_once_however_late() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, None, hour(96)).await;
    world.look_at(hour(96)).await;
    let outcome = OutcomeId::from_u128(7);
    let statement = TextId::outcome_statement(outcome);
    world
        .ask(Actor::Person(ADMIN), vec![(statement, "Yes.".into())], |drafts| {
            let write = proposal::Command::WriteOutcome {
                outcome,
                statement: drafts.text(statement),
                option: None,
                review_at: Some(hour(200)),
            };
            Command::Proposal(PROPOSAL, write)
        })
        .await;
    assert_eq!(world.look_at(hour(199)).await.written, 0);
    assert_eq!(world.look_at(hour(300)).await.written, 1);
    assert_eq!(world.look_at(hour(301)).await.written, 0);
    let events = world.since(PROPOSAL, 0).await;
    same(&events[events.len() - 1..], &[("OutcomeReviewDue", hour(300))]);
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn jobs_that_never_settle_leave_the_others_their_turn() {
    let mut world = World::new().await;
    for n in 0..7 {
        world
            .raise(ProposalId::from_u128(100 + n), None, hour(96 + i64::try_from(n).unwrap()))
            .await;
    }
    world.look_at(hour(1)).await;
    // The earliest five are in the read models alone: their closes find nothing in the log.
    for n in 0..5_u128 {
        let lose = format!(
            "UPDATE {}.proposals SET id = '{:032x}' WHERE id = '{:032x}'",
            world.progress.schema(),
            200 + n,
            100 + n
        );
        crate::harness::execute(&world.database.config, &lose).await.unwrap();
    }
    world.scheduler = world.scheduler.clone().with_page(2);
    assert_eq!(world.look_at(hour(200)).await.written, 2);
    for n in 5..7 {
        let stage = world.stage(ProposalId::from_u128(100 + n)).await;
        assert!(matches!(stage, Stage::Closed { .. }), "{stage:?}");
    }
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_due_is_sent_though_what_is_owed_cannot_be_seen() {
    let mut world = World::new().await;
    world.raise(PROPOSAL, None, hour(96)).await;
    world.look_at(hour(1)).await;
    let hide = format!("ALTER TABLE {0}.guests RENAME TO hidden", world.progress.schema());
    crate::harness::execute(&world.database.config, &hide).await.unwrap();
    world.clock.set(hour(96));
    let look = world.scheduler.look().await.unwrap();
    assert_eq!((look.written, look.failed, look.blind), (1, 0, true));
    assert_eq!(world.stage(PROPOSAL).await, Stage::Closed { closed_at: hour(96), by: None });
    world.end().await;
}
