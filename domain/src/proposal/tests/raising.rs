//! Raising a proposal.

use super::*;
use crate::discussion::Event as DiscussionEvent;
use crate::group::{self, Switches};
use crate::id::TagId;

/// The scene in which the author may raise the proposal for ten minutes.
fn admitted(scene: Scene) -> Scene {
    let lapses_at = NOW + SignedDuration::from_mins(10);
    scene.and(&[DiscussionEvent::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at }])
}

#[test]
fn what_is_raised_without_an_opening_time_is_open_at_once_for_a_week() {
    let scene = admitted(here());
    let after = proposal(&scene, &[]).by(AUTHOR).when(raise(draft())).then(&[raised(), opened(1)]);
    assert!(after.state.is_open_at(NOW));
    assert!(after.state.is_open_at(just_before(closes_at())));
    assert!(!after.state.is_open_at(closes_at()));
}

#[test]
fn an_opening_time_a_few_seconds_ago_means_now() {
    let scene = admitted(here());
    let opens_at = Some(NOW - SignedDuration::from_secs(10));
    let command = raise(Draft { opens_at, ..draft() });
    proposal(&scene, &[]).by(AUTHOR).when(command).then(&[raised(), opened(1)]);
    let opens_at = NOW - SignedDuration::from_millis(10_001);
    let command = raise(Draft { opens_at: Some(opens_at), ..draft() });
    let refusal = DraftRefusal::OpensInPast { opens_at, now: NOW };
    proposal(&scene, &[]).by(AUTHOR).when(command).then_refused(refusal.into());
}

#[test]
fn what_opens_later_is_only_raised_and_lasts_a_week_from_then() {
    let scene = admitted(here());
    let command = raise(Draft { opens_at: Some(hours(5)), ..draft() });
    let answer = proposal(&scene, &[]).by(AUTHOR).when(command).answer.expect("it is raised");
    let [Event::ProposalRaised { opens_at, closes_at, .. }] = answer[..] else {
        panic!("{answer:?}");
    };
    assert_eq!((opens_at, closes_at), (hours(5), hours(5 + 7 * 24)));
}

#[test]
fn times_are_whole_milliseconds() {
    let scene = admitted(here());
    let odd = SignedDuration::from_micros(1_500);
    let times = (Some(NOW + odd), Some(hours(9) + odd));
    let command = raise(Draft { opens_at: times.0, closes_at: times.1, ..draft() });
    let answer = proposal(&scene, &[]).by(AUTHOR).when(command).answer.expect("it is raised");
    let [Event::ProposalRaised { opens_at, closes_at, .. }] = answer[..] else {
        panic!("{answer:?}");
    };
    let whole = SignedDuration::from_millis(1);
    assert_eq!((opens_at, closes_at), (NOW + whole, hours(9) + whole));
}

#[test]
fn voting_lasts_two_years_at_most() {
    let scene = admitted(here());
    let at_most: Timestamp = "2029-01-15T08:00:00Z".parse().expect("a time");
    assert_eq!(NOW, "2027-01-15T08:00:00Z".parse().expect("a time"));
    let until = |closes_at| raise(Draft { closes_at: Some(closes_at), ..draft() });
    let given = proposal(&scene, &[]).by(AUTHOR);
    assert!(given.clone().when(until(at_most)).answer.is_ok());
    let closes_at = at_most + SignedDuration::from_millis(1);
    let refusal = DraftRefusal::ClosesTooLate { closes_at, at_most };
    given.clone().when(until(closes_at)).then_refused(refusal.into());
    let year_9999 = "9999-12-30T22:00:00Z".parse().expect("a time");
    let refusal = DraftRefusal::ClosesTooLate { closes_at: year_9999, at_most };
    given.when(until(year_9999)).then_refused(refusal.into());
}

#[test]
fn where_people_join_at_once_the_roll_is_taken_at_the_opening() {
    for (privacy, expected) in
        [(Privacy::Open, Roll::AtOpening), (Privacy::Closed, Roll::WhileOpen)]
    {
        let scene = admitted(Scene::new(privacy));
        let answer = proposal(&scene, &[]).by(AUTHOR).when(raise(draft())).answer;
        let events = answer.expect("it is raised");
        let Event::ProposalRaised { terms, .. } = &events[0] else { panic!("{events:?}") };
        assert_eq!(terms.roll, expected);
    }
}

#[test]
fn a_roll_that_is_asked_for_is_taken() {
    let scene = admitted(here());
    let command = raise(Draft { roll: Some(Roll::AtOpening), ..draft() });
    let terms = Terms { roll: Roll::AtOpening, ..terms() };
    proposal(&scene, &[]).by(AUTHOR).when(command).then(&[raised_with(terms), opened(1)]);
}

#[test]
fn named_people_are_stored_once_and_in_order() {
    let scene = admitted(here());
    let electorate = Electorate::Named(vec![MEMBER, ADMIN, MEMBER]);
    let command = raise(Draft { electorate, ..draft() });
    let terms = Terms { electorate: Electorate::Named(vec![ADMIN, MEMBER]), ..terms() };
    proposal(&scene, &[]).by(AUTHOR).when(command).then(&[raised_with(terms), opened(1)]);
}

#[test]
fn an_imported_proposal_keeps_its_original_time_and_opens_now() {
    let scene = admitted(here());
    let given = imported(proposal(&scene, &[]).by(AUTHOR), hours(-90_000));
    let answer = given.when(raise(draft())).answer.expect("it is raised");
    let Event::ProposalRaised { at, imported, opens_at, closes_at: until, .. } = answer[0] else {
        panic!("{answer:?}");
    };
    assert_eq!((at, imported, opens_at, until), (hours(-90_000), true, NOW, closes_at()));
    assert_eq!(answer[1], opened(1));
}

#[test]
fn an_admission_is_for_one_proposal_of_one_person_for_ten_minutes() {
    let scene = admitted(here());
    let given = proposal(&scene, &[]).by(AUTHOR);
    let refused = Refusal::NotAdmitted;
    given.clone().by(MEMBER).when(raise(draft())).then_refused(refused.clone());
    let lapsed = NOW + SignedDuration::from_mins(10);
    given.clone().at(lapsed).when(raise(draft())).then_refused(refused.clone());
    assert!(given.clone().at(just_before(lapsed)).when(raise(draft())).answer.is_ok());
    let another = Some(ProposalId::from_u128(99).into());
    let given = given.with(|facts| Facts { target: another, ..facts });
    given.when(raise(draft())).then_refused(refused);
}

#[test]
fn a_proposal_is_raised_once() {
    let scene = admitted(here());
    let elsewhere = Command::Raise {
        discussion: crate::id::DiscussionId::from_u128(98),
        draft: Box::new(draft()),
    };
    open(&scene, &[]).by(AUTHOR).when(elsewhere).then_refused(Refusal::NotFound);
    open(&scene, &[]).by(MEMBER).when(raise(draft())).then_refused(Refusal::NotFound);
    let later = open(&scene, &[]).by(AUTHOR).at(hours(9));
    later.when(raise(Draft { quorum: Some(200), ..draft() })).then_nothing();
}

#[test]
fn the_discussion_is_looked_at_from_the_start() {
    let needs = Proposal::default().needs(&raise(draft()));
    assert_eq!(needs.discussion, Some(DISCUSSION));
    assert_eq!(open(&here(), &[]).state.needs(&Command::WithdrawVote).discussion, Some(DISCUSSION));
    assert_eq!(Proposal::default().needs(&Command::WithdrawVote).discussion, None);
}

#[test]
fn alike_options_are_found_by_their_words() {
    assert_eq!(alike_options(["Rye", "Spelt", " Rye "]), Some((1, 3)));
    assert_eq!(alike_options(["Rye", "rye"]), None);
    assert_eq!(alike_options([]), None);
    let many: Vec<String> = (0..300).map(|number| number.to_string()).collect();
    assert_eq!(alike_options(many.iter().map(String::as_str)), None);
}

#[test]
fn a_proposal_is_raised_with_the_group_s_tags_by_those_who_may_tag() {
    let [low, high] = [TagId::from_u128(6), TagId::from_u128(7)];
    let defined = |tag| group::Event::TagDefined { tag, name: text("tag", "Oven") };
    let scene = admitted(here()).in_group(&[defined(low), defined(high)]);
    let command = raise(Draft { tags: vec![high, low, high], ..draft() });
    let events = proposal(&scene, &[]).by(AUTHOR).when(command.clone()).then_some();
    let Event::ProposalRaised { terms, .. } = &events[0] else { panic!("it is raised") };
    assert_eq!(terms.tags, [low, high]);
    let switches = Switches { tag_and_pin: false, ..scene.group.switches() };
    let join = scene.group.join();
    let off = scene.configured(join, switches);
    let refusal = Refusal::SwitchedOff { switch: "tagAndPin" };
    proposal(&off, &[]).by(AUTHOR).when(command).then_refused(refusal);
}

#[test]
fn admins_let_all_guests_vote() {
    let scene = here();
    let lapses_at = NOW + SignedDuration::from_mins(10);
    let scene = scene.and(&[DiscussionEvent::ProposalAdmitted {
        proposal: PROPOSAL,
        by: ADMIN,
        lapses_at,
    }]);
    let command = raise(Draft { electorate: Electorate::MembersAndGuests, ..draft() });
    let events = proposal(&scene, &[]).by(ADMIN).when(command).answer.expect("it is raised");
    let [Event::ProposalRaised { terms, .. }, Event::ProposalOpened { .. }] = &events[..] else {
        panic!("{events:?}");
    };
    assert_eq!(terms.electorate, Electorate::MembersAndGuests);
}
