//! Votes decided and folded in memory on one core, beside keeping the newest vote of each voter in
//! a map.

use std::collections::HashMap;
use std::hint::black_box;

use domain::discussion::Discussion;
use domain::group::Group;
use domain::person::Person;
use domain::proposal::{Ballot, Command, Stance};
use domain::{
    Actor, Decider, DiscussionId, Facts, GroupId, PersonId, ProposalId, State, Timestamp,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::figure::{Figure, judge, median};

const VOTERS: u128 = 10_000;
const VOTES: usize = 1_000_000;
const ROUNDS: usize = 5;
const TARGET: f64 = 1_000_000.0;
const GROUP: GroupId = GroupId::from_u128(1);
const DISCUSSION: DiscussionId = DiscussionId::from_u128(2);
const PROPOSAL: ProposalId = ProposalId::from_u128(3);
const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);
const STANCES: [Stance; 4] = [Stance::Agree, Stance::Abstain, Stance::Disagree, Stance::Block];

/// Measures it.
pub async fn run() {
    let commands = STANCES.map(|stance| {
        let cast = Command::CastVote { ballot: Ballot::Stance(stance), reason: None };
        domain::Command::Proposal(PROPOSAL, cast)
    });
    let (mut floors, mut figures) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        let keep = async {
            let mut newest = HashMap::new();
            for (voter, vote) in votes() {
                newest.insert(voter, STANCES[vote]);
            }
            black_box(newest);
        };
        floors.push(Figure::measure("floor: newest votes kept in a map", VOTES, keep).await);
        let mut state = proposal();
        let (group, discussion, person) = (group(), discussion(), person());
        let decide = async {
            for (voter, vote) in votes() {
                let facts = Facts {
                    group: Some(&group),
                    discussion: Some(&discussion),
                    person: Some(&person),
                    ..Facts::new(NOW, Actor::Person(voter))
                };
                for event in state.decide(&commands[vote], &facts).expect("a vote") {
                    state.evolve(&event);
                }
            }
            black_box(&state);
        };
        figures.push(Figure::measure("votes decided and folded", VOTES, decide).await);
    }
    median(floors);
    let figure = median(figures);
    let rate = format!("{:.0} a second", figure.per_second());
    let target = format!("{TARGET:.0} a second");
    judge("votes decided and folded", &rate, figure.per_second() >= TARGET, &target);
}

/// Everybody votes again and again, each time otherwise.
fn votes() -> impl Iterator<Item = (PersonId, usize)> {
    let voters = (0..VOTERS).cycle().map(voter);
    voters.zip((0..VOTES).map(|vote| (vote / VOTERS as usize) % STANCES.len()))
}

/// What these events fold into, written as they are stored.
fn folded<D: Decider<Event: DeserializeOwned>>(events: impl IntoIterator<Item = Value>) -> D {
    let mut state = D::default();
    for event in events {
        state.evolve(&serde_json::from_value(event).expect("an event"));
    }
    state
}

/// A text that nobody opens.
fn text() -> Value {
    json!({ "text": ProposalId::from_u128(1), "digest": ProposalId::from_u128(1), "chars": 3 })
}

fn voter(number: u128) -> PersonId {
    PersonId::from_u128(10 + number)
}

fn group() -> Group {
    let switches: serde_json::Map<String, Value> = [
        "add_members",
        "add_guests",
        "start_discussions",
        "edit_discussions",
        "edit_comments",
        "delete_comments",
        "raise_proposals",
        "create_subgroups",
        "announce",
        "tag_and_pin",
    ]
    .into_iter()
    .map(|name| (name.to_owned(), json!(true)))
    .collect();
    let created = json!({ "GroupCreated": {
        "name": text(), "privacy": "CLOSED", "join": "BY_APPROVAL",
        "parent_members_read": false, "switches": switches,
    }});
    let started = (0..VOTERS).map(|number| {
        json!({ "MembershipStarted": {
            "person": voter(number), "role": "MEMBER", "cause": "JOINED", "at": NOW,
        }})
    });
    folded(std::iter::once(created).chain(started))
}

fn discussion() -> Discussion {
    folded([json!({ "DiscussionStarted": {
        "group": GROUP, "author": voter(0), "title": text(), "privacy": "PRIVATE", "at": NOW,
    }})])
}

fn person() -> Person {
    folded([json!({ "PersonImported": {} })])
}

fn proposal() -> State {
    let closes_at = "2028-01-01T00:00:00Z";
    let raised = json!({ "ProposalRaised": {
        "discussion": DISCUSSION, "group": GROUP, "author": voter(0),
        "terms": {
            "title": text(), "method": "CONSENT", "electorate": "MEMBERS", "roll": "WHILE_OPEN",
            "reasons": { "policy": "OPTIONAL", "short": false }, "results": "ALWAYS",
            "reminder": "NOBODY",
        },
        "opens_at": NOW, "closes_at": closes_at, "at": NOW,
    }});
    let opened = json!({ "ProposalOpened": {
        "opening": 1, "opens_at": NOW, "closes_at": closes_at, "group_version": VOTERS + 1,
    }});
    State::Proposal(folded([raised, opened]))
}
