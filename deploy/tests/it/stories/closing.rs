//! Proposals close on time, once, whatever becomes of the nodes.

use std::collections::HashSet;

use deploy::wiring::Services;
use domain::proposal::{Draft, Stage};
use domain::{
    Actor, Command, DiscussionId, GroupId, PersonId, ProposalId, State, StreamId, TextId,
    Timestamp, discussion, person, proposal,
};
use eventlog::{Clock, EventLog, Position, Version};
use futures::StreamExt as _;

use super::system;
use crate::harness::{Program, consent, create_group, database, folder, submission};
use crate::service::node;

const ADMIN: PersonId = PersonId::from_u128(1);
const GROUP: GroupId = GroupId::from_u128(2);
const DISCUSSION: DiscussionId = DiscussionId::from_u128(3);

async fn found(services: &Services) {
    system(services, Command::Person(ADMIN, person::Command::Import)).await;
    let create = |drafts: &eventlog::sealing::Drafts| {
        Command::Group(GROUP, create_group(drafts.text(TextId::group_name(GROUP))))
    };
    say(services, vec![(TextId::group_name(GROUP), "Clock".into())], create).await;
    let start = |drafts: &eventlog::sealing::Drafts| {
        Command::Discussion(
            DISCUSSION,
            discussion::Command::Start {
                group: GROUP,
                title: drafts.text(TextId::discussion_title(DISCUSSION)),
                body: None,
                privacy: None,
            },
        )
    };
    say(services, vec![(TextId::discussion_title(DISCUSSION), "Clock".into())], start).await;
}

async fn say(
    services: &Services,
    words: Vec<(TextId, String)>,
    command: impl Fn(&eventlog::sealing::Drafts) -> Command,
) {
    let container = GROUP.into();
    let drafts = services.executor.drafts(Some(ADMIN), container, words).await.unwrap();
    let command = command(&drafts);
    let said = submission(Actor::Person(ADMIN), &format!("{command:?}"), command, drafts);
    services.executor.execute(said).await.unwrap();
}

async fn raise(services: &Services, id: ProposalId, closes_at: Timestamp) {
    let title = TextId::proposal_title(id);
    let draft = |drafts: &eventlog::sealing::Drafts| {
        Box::new(Draft { closes_at: Some(closes_at), ..consent(drafts.text(title)) })
    };
    let words = || vec![(title, "On time".to_owned())];
    say(services, words(), |drafts| {
        let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft(drafts) };
        Command::Discussion(DISCUSSION, admit)
    })
    .await;
    say(services, words(), |drafts| {
        let raise = proposal::Command::Raise { discussion: DISCUSSION, draft: draft(drafts) };
        Command::Proposal(id, raise)
    })
    .await;
}

fn later(now: Timestamp, millis: i64) -> Timestamp {
    Timestamp::from_millisecond(now.as_millisecond() + millis).unwrap()
}

/// Each has exactly one close, at its closing time.
async fn check(services: &Services, ids: &[(ProposalId, Timestamp)]) {
    for (id, closes_at) in ids {
        let events = services.log.read_stream((*id).into(), Version::NONE, 100).await.unwrap();
        let closes = events.iter().filter(|event| &*event.event_type == "ProposalClosed").count();
        assert_eq!(closes, 1, "{id}");
        let state = services.executor.state((*id).into()).await.unwrap();
        let State::Proposal(state) = &*state else { panic!("a proposal") };
        let Some(Stage::Closed { closed_at, .. }) = state.stage() else { panic!("closed") };
        assert_eq!(closed_at, *closes_at);
    }
}

async fn until_closed(services: &Services, ids: &[(ProposalId, Timestamp)]) {
    for (id, _) in ids {
        loop {
            let state = services.executor.state((*id).into()).await.unwrap();
            let State::Proposal(state) = &*state else { panic!("a proposal") };
            if matches!(state.stage(), Some(Stage::Closed { .. })) {
                break;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// Waits until the log says that one of these closed.
async fn until_one_closes(services: &Services, ids: &[(ProposalId, Timestamp)]) {
    let streams: HashSet<StreamId> = ids.iter().map(|(id, _)| (*id).into()).collect();
    let mut follower = services.log.follow(Position::START, 1_000);
    loop {
        let events = follower.next().await.unwrap().unwrap();
        let mut closes = events.iter().filter(|event| &*event.event_type == "ProposalClosed");
        if closes.any(|event| streams.contains(&event.stream)) {
            return;
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_proposals_close_once_though_a_program_is_killed() {
    let (database, mail) = (database().await, folder());
    // Two programs look after time; what is asked here only raises and looks.
    let services = &crate::import::services(&database).await;
    let [first, second] = [(); 2].map(|()| Program::serve(&database, mail.path()));
    found(services).await;
    let now = services.clock.now();
    // Raising takes longer than some of them are open.
    let at_once = later(now, 15_000);
    let ids: Vec<(ProposalId, Timestamp)> = (0..1_000)
        .map(|n| {
            let closes_at = if n < 500 { at_once } else { later(now, 12_000 + (n - 500) * 6) };
            (ProposalId::from_u128(10_000 + n as u128), closes_at)
        })
        .collect();
    for chunk in ids.chunks(50) {
        let raised = chunk.iter().map(|(id, closes_at)| raise(services, *id, *closes_at));
        futures::future::join_all(raised).await;
    }
    // In the middle of the 500 that are due at one instant.
    until_one_closes(services, &ids[..500]).await;
    drop(first);
    until_closed(services, &ids).await;
    check(services, &ids).await;
    drop(second);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_due_while_nothing_ran_is_closed_with_the_right_time() {
    let (database, mail) = (database().await, folder());
    let first = node(&database, &mail).await;
    found(first.services()).await;
    let closes_at = later(first.services().clock.now(), 1_500);
    let id = ProposalId::from_u128(77);
    raise(first.services(), id, closes_at).await;
    first.stop().await;
    let second = node(&database, &mail).await;
    until_closed(second.services(), &[(id, closes_at)]).await;
    check(second.services(), &[(id, closes_at)]).await;
    second.stop().await;
}
