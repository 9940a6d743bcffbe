//! A history is counted again, and whatever was changed in it afterwards is found.

use std::sync::Arc;

use domain::proposal::{Ballot, Electorate, Method, Stance};
use domain::{Command, PlatformId, ProposalId, Timestamp, group, platform, proposal};
use eventlog::memory::MemoryLog;
use eventlog::{Append, Clock, EventLog, ManualClock, NewEvent, Recorded, Version, codec};

use super::absences::Absences;
use super::guests::Guests;
use super::roll::{Opening, People};
use super::{VerifiedClose, VerifyError, What, verify};
use crate::community::{Community, GROUP, PROPOSAL, someone};

/// A group of five with an open proposal.
async fn open() -> Community {
    Community::new(vec![], |_| Method::Consent).await
}

/// A history with two closes: somebody changes their vote, somebody withdraws it, somebody
/// leaves after voting, and somebody leaves between the end and the close that tells of it.
async fn history() -> Community {
    let community = open().await;
    community.vote(10, Ballot::Stance(Stance::Agree)).await;
    community.vote(11, Ballot::Stance(Stance::Block)).await;
    community.vote(11, Ballot::Stance(Stance::Agree)).await;
    community.vote(12, Ballot::Stance(Stance::Disagree)).await;
    community.vote(13, Ballot::Stance(Stance::Abstain)).await;
    community.vote(14, Ballot::Stance(Stance::Agree)).await;
    community.by(14, Command::Proposal(PROPOSAL, proposal::Command::WithdrawVote)).await;
    community.leave(12).await;
    community.pass(8 * 24);
    community.leave(13).await;
    community.close(1).await;
    let closes_at = community.clock.now() + jiff::SignedDuration::from_hours(48);
    let reopen = proposal::Command::Reopen { closes_at };
    community.by(10, Command::Proposal(PROPOSAL, reopen)).await;
    community.vote(14, Ballot::Stance(Stance::Disagree)).await;
    community.pass(72);
    community.close(2).await;
    community
}

/// The same history in a log of its own, with the nth event of a type changed.
async fn tampered(
    events: &[Recorded],
    event_type: &str,
    nth: usize,
    from: &str,
    to: &str,
) -> MemoryLog {
    let log = MemoryLog::new(Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH)));
    let mut seen = 0;
    for event in events {
        let mut payload = String::from_utf8(event.payload.to_vec()).unwrap();
        if *event.event_type == *event_type {
            if seen == nth {
                assert!(payload.contains(from), "{from} in {payload}");
                payload = payload.replacen(from, to, 1);
            }
            seen += 1;
        }
        let types = codec::types().iter();
        let (event_type, _) = types.copied().find(|(name, _)| **name == *event.event_type).unwrap();
        let copy = NewEvent {
            id: event.id,
            event_type,
            schema: event.schema,
            occurred_at: event.occurred_at,
            imported: event.imported,
            actor: event.actor,
            command: event.command,
            input: event.input,
            correlation: event.correlation,
            causation: event.causation,
            guards: event.guards.clone(),
            payload: payload.into_bytes().into(),
        };
        let expected = Version(event.version.0 - 1);
        let append = Append { stream: event.stream, expected, guards: vec![], events: vec![copy] };
        log.append(append).await.unwrap();
    }
    assert!(seen > nth, "there are {seen} of {event_type}");
    log
}

/// What differs, by the opening.
fn differing(closes: &[VerifiedClose]) -> Vec<(u32, What)> {
    let of = |close: &VerifiedClose| {
        let differ = close.compared.iter().filter(|compared| !compared.same);
        differ.map(|compared| (close.opening, compared.what)).collect::<Vec<_>>()
    };
    closes.iter().flat_map(of).collect()
}

#[tokio::test]
async fn every_close_comes_out_as_it_was_recorded() {
    let community = history().await;
    let closes = verify(&*community.log, PROPOSAL).await.unwrap();
    assert_eq!(differing(&closes), [], "{closes:#?}");
    assert!(closes.iter().all(|close| close.same && close.compared.len() == 5));
    let recomputed = |close: usize| {
        closes[close].compared.iter().map(|it| it.recomputed.to_string()).collect::<Vec<_>>()
    };
    let tally = r#"{"CONSENT":{"abstain":1,"agree":2,"block":0,"disagree":0}}"#;
    assert_eq!(recomputed(0), [tally, "3", "null", "4", r#""PASSED""#]);
    let tally = r#"{"CONSENT":{"abstain":0,"agree":2,"block":0,"disagree":1}}"#;
    assert_eq!(recomputed(1), [tally, "3", "null", "3", r#""PASSED""#]);
}

#[tokio::test]
async fn what_a_close_was_made_to_say_is_found() {
    let events = history().await.events().await;
    for (close, from, to, expected) in [
        (0, r#""agree":2"#, r#""agree":3"#, What::Tally),
        (1, r#""disagree":1"#, r#""disagree":0"#, What::Tally),
        (0, r#""voters":3"#, r#""voters":4"#, What::Voters),
        (1, r#""electorate":3"#, r#""electorate":9"#, What::Electorate),
        (0, r#""verdict":"PASSED""#, r#""verdict":"FAILED""#, What::Verdict),
    ] {
        let log = tampered(&events, "ProposalClosed", close, from, to).await;
        let closes = verify(&log, PROPOSAL).await.unwrap();
        let opening = u32::try_from(close).unwrap() + 1;
        assert_eq!(differing(&closes), [(opening, expected)], "{to}");
        assert!(closes.iter().any(|close| !close.same));
    }
}

#[tokio::test]
async fn a_changed_history_no_longer_leads_to_what_was_recorded() {
    let events = history().await.events().await;
    let differ = [(1, What::Tally), (2, What::Tally), (2, What::Verdict)];
    let log = tampered(&events, "VoteCast", 0, r#""AGREE""#, r#""ABSTAIN""#).await;
    assert_eq!(differing(&verify(&log, PROPOSAL).await.unwrap()), differ);
    let before_the_close = r#""at":"2027-01-15T08:00:00Z""#;
    // Somebody who left after the end is made to have left before it.
    let left = events.iter().filter(|event| &*event.event_type == "MembershipEnded");
    let left = String::from_utf8(left.last().unwrap().payload.to_vec()).unwrap();
    let at = left.split(r#""at":"#).nth(1).unwrap().split('}').next().unwrap();
    let at = format!(r#""at":{at}"#);
    let log = tampered(&events, "MembershipEnded", 1, &at, before_the_close).await;
    let closes = verify(&log, PROPOSAL).await.unwrap();
    assert_eq!(differing(&closes), [(1, What::Tally), (1, What::Voters), (1, What::Electorate)]);
}

/// 13 leaves after the end and is back before the close tells of it; 12 leaves and comes back while
/// voting goes on.
#[tokio::test]
async fn who_left_and_came_back_is_found_again() {
    let community = open().await;
    community.vote(12, Ballot::Stance(Stance::Disagree)).await;
    community.vote(13, Ballot::Stance(Stance::Agree)).await;
    community.leave(12).await;
    community.pass(1);
    community.by(12, Command::Group(GROUP, group::Command::Join)).await;
    community.pass(8 * 24);
    community.leave(13).await;
    community.pass(1);
    community.by(13, Command::Group(GROUP, group::Command::Join)).await;
    community.close(1).await;
    let closes = verify(&*community.log, PROPOSAL).await.unwrap();
    assert_eq!(differing(&closes), [], "{closes:#?}");
    assert_eq!(closes[0].compared[1].recomputed, 1);
}

/// 13 is away for good from before the end on, 12 for a while, and 14 goes away after it.
#[tokio::test]
async fn who_was_away_is_found_again() {
    let community = open().await;
    let deactivate = |person| platform::Command::Deactivate { person: someone(person) };
    let to_platform = |command| Command::Platform(PlatformId::ONE, command);
    for person in [12, 13, 14] {
        community.vote(person, Ballot::Stance(Stance::Agree)).await;
    }
    community.pass(1);
    community.by(12, to_platform(deactivate(12))).await;
    community.system(to_platform(deactivate(13))).await;
    community.pass(1);
    let back = platform::Command::Reactivate { person: someone(12) };
    community.by(12, to_platform(back)).await;
    community.pass(8 * 24);
    community.by(14, to_platform(deactivate(14))).await;
    community.close(1).await;
    let closes = verify(&*community.log, PROPOSAL).await.unwrap();
    assert_eq!(differing(&closes), [], "{closes:#?}");
    assert_eq!(closes[0].compared[1].recomputed, 1, "only 14 still counts");
    let events = community.events().await;
    let (from, to) = (someone(13).to_string(), someone(14).to_string());
    let log = tampered(&events, "PersonDeactivated", 1, &from, &to).await;
    let differ = [What::Tally, What::Voters].map(|what| (1, what));
    assert_eq!(differing(&verify(&log, PROPOSAL).await.unwrap()), differ);
}

#[test]
fn who_left_the_parent_was_out_of_its_subgroup() {
    let hour = |hours: i64| Timestamp::from_second(3_600 * hours).unwrap();
    let person = someone(12);
    let (role, cause) = (group::Role::Member, group::MembershipStart::Joined);
    let own = [group::Event::MembershipStarted { person, role, cause, at: hour(0) }];
    let people = |left: i64| {
        let (cause, at) = (group::MembershipEnd::Left, hour(left));
        let parent = [group::Event::MembershipEnded { person, cause, at }];
        let absences = &Absences::default();
        let opening = Opening { newest: u64::MAX, taken_at: None, absences };
        let guests = Guests::of(&[], &[], opening, hour(3));
        People::of(Some(&own), &parent, guests, opening, hour(3))
    };
    for (left, electorate, out) in [(-1, 1, false), (2, 0, true), (4, 1, false)] {
        assert_eq!(people(left).count(&Electorate::Members), electorate, "{left}");
        assert_eq!(people(left).left_since(&Electorate::Members, hour(1), person), out, "{left}");
    }
}

/// 11 passes on to 12, who passes on to 10; 13 and 14 name each other.
#[tokio::test]
async fn delegated_votes_are_found_again() {
    let community = open().await;
    let on = group::Command::SwitchDelegation { on: true };
    community.by(10, Command::Group(GROUP, on)).await;
    for (person, delegate) in [(11, 12), (12, 10), (13, 14), (14, 13)] {
        let name = group::Command::NameDelegate { delegate: someone(delegate), tag: None };
        community.by(person, Command::Group(GROUP, name)).await;
    }
    community.vote(10, Ballot::Stance(Stance::Agree)).await;
    community.pass(8 * 24);
    community.close(1).await;
    let closes = verify(&*community.log, PROPOSAL).await.unwrap();
    assert_eq!(differing(&closes), [], "{closes:#?}");
    let recomputed = |what| {
        let found = closes[0].compared.iter().find(|compared| compared.what == what);
        found.unwrap().recomputed.clone()
    };
    assert_eq!(recomputed(What::Voters), 3);
    assert_eq!(recomputed(What::Delegated)["votes"], 2);
    assert_eq!(recomputed(What::Delegated)["weights"][0]["others"], 2);
    let events = community.events().await;
    let (from, to) = (someone(12).to_string(), someone(13).to_string());
    let log = tampered(&events, "DelegateNamed", 0, &from, &to).await;
    // Two of five are too few.
    let differ = [What::Tally, What::Voters, What::Delegated, What::Verdict].map(|what| (1, what));
    assert_eq!(differing(&verify(&log, PROPOSAL).await.unwrap()), differ);
}

#[tokio::test]
async fn what_was_compared_is_told_in_lines() {
    let events = history().await.events().await;
    let log = tampered(&events, "ProposalClosed", 1, r#""voters":3"#, r#""voters":4"#).await;
    let closes = verify(&log, PROPOSAL).await.unwrap();
    let position = closes[1].position;
    assert_eq!(
        closes[1].to_string(),
        format!(
            "close of opening 2 at 2027-01-25T08:00:00Z, position {position}\n  \
             tally       same     \
             {{\"CONSENT\":{{\"abstain\":0,\"agree\":2,\"block\":0,\"disagree\":1}}}}\n  \
             voters      differs  4 is recorded, 3 comes out\n  \
             delegated   same     null\n  \
             electorate  same     3\n  \
             verdict     same     \"PASSED\""
        )
    );
}

#[tokio::test]
async fn what_is_not_there_or_not_closed_has_no_close() {
    let community = open().await;
    assert_eq!(verify(&*community.log, PROPOSAL).await.unwrap(), []);
    let absent = verify(&*community.log, ProposalId::from_u128(9)).await;
    assert!(matches!(absent, Err(VerifyError::Absent(_))), "{absent:?}");
}

#[tokio::test]
async fn a_close_that_does_not_say_what_it_saw_cannot_be_checked() {
    let mut events = history().await.events().await;
    for event in events.iter_mut().filter(|event| &*event.event_type == "ProposalClosed") {
        event.guards.clear();
    }
    let log = tampered(&events, "VoteCast", 0, "", "").await;
    let answer = verify(&log, PROPOSAL).await;
    assert!(matches!(answer, Err(VerifyError::Unguarded(_))), "{answer:?}");
}
