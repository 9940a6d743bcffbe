//! What proposals mean for their discussion.

use super::*;
use crate::proposal::scene::{draft, opened, raised, voted};
use crate::proposal::{self, ClosingCause, Proposal, Stance};
use crate::scenario::folded;

fn admit() -> Command {
    Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft()) }
}

fn admitted(by: PersonId) -> Event {
    let lapses_at = NOW + jiff::SignedDuration::from_mins(10);
    Event::ProposalAdmitted { proposal: PROPOSAL, by, lapses_at }
}

/// The discussion with one admitted proposal that has got this far.
fn with_proposal<'a>(
    scene: &'a Scene,
    proposals: &'a [(ProposalId, &'a Proposal)],
) -> Given<'a, Discussion> {
    discussion(scene, &[admitted(AUTHOR)])
        .with(|facts| Facts { proposals, ..facts })
        .by(AUTHOR)
        .at(hours(1))
}

#[test]
fn members_are_admitted_to_raise_a_proposal_once() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let after = discussion(&scene, &[]).by(MEMBER).when(admit()).then(&[admitted(MEMBER)]);
    assert_eq!(after.state.admission(PROPOSAL).map(|admission| admission.by), Some(MEMBER));
}

#[test]
fn an_admission_that_lapsed_is_given_anew_unless_the_proposal_was_raised() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let lapses_at = hours(1) + jiff::SignedDuration::from_mins(10);
    let again = Event::ProposalAdmitted { proposal: PROPOSAL, by: AUTHOR, lapses_at };
    with_proposal(&scene, &[]).when(admit()).then(&[again]);
    let withdrawn = proposal::scene::closed(ClosingCause::Withdrawn(None), NOW);
    let proposal = folded(&[raised(), opened(1), withdrawn]);
    with_proposal(&scene, &[(PROPOSAL, &proposal)]).when(admit()).then_nothing();
}

#[test]
fn an_admission_is_for_who_asked_for_it() {
    let scene = Scene::new(GroupPrivacy::Closed);
    with_proposal(&scene, &[]).by(MEMBER).when(admit()).then_refused(Refusal::NotFound);
}

#[test]
fn the_proposals_that_matter_are_looked_at() {
    let state = discussion(&Scene::new(GroupPrivacy::Open), &[admitted(AUTHOR)]).state;
    let all = vec![PROPOSAL];
    assert_eq!(state.needs(&Command::Close).proposals, all);
    assert_eq!(state.needs(&Command::ChangePrivacy { privacy: Privacy::Public }).proposals, all);
    assert_eq!(state.needs(&admit()).proposals, all);
    assert_eq!(state.needs(&Command::Discard).proposals, []);
    assert_eq!(state.needs(&Command::Close).group, Some(GROUP));
    assert_eq!(Discussion::default().needs(&start(None)).group, Some(GROUP));
    assert_eq!(Discussion::default().needs(&admit()).proposals, []);
}

#[test]
fn a_discussion_is_not_closed_over_a_proposal_that_may_still_be_raised() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let lapses_at = NOW + jiff::SignedDuration::from_mins(10);
    let just_before = lapses_at - jiff::SignedDuration::from_millis(1);
    let given = with_proposal(&scene, &[]);
    let refusal = Refusal::ProposalsOpen { open: 1 };
    given.clone().at(just_before).when(Command::Close).then_refused(refusal);
    let event = Event::DiscussionClosed { by: AUTHOR, at: lapses_at };
    given.at(lapses_at).when(Command::Close).then(&[event]);
}

#[test]
fn a_discussion_is_not_closed_over_a_proposal_that_is_open_or_will_be() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let pending: Proposal = folded(&[raised()]);
    let open = folded(&[raised(), opened(1)]);
    for proposal in [&pending, &open] {
        let proposals = [(PROPOSAL, proposal)];
        let given = with_proposal(&scene, &proposals);
        given.when(Command::Close).then_refused(Refusal::ProposalsOpen { open: 1 });
    }
}

#[test]
fn a_proposal_whose_time_is_over_does_not_hold_its_discussion_open() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let overdue: Proposal = folded(&[raised(), opened(1)]);
    let proposals = [(PROPOSAL, &overdue)];
    let at = hours(24 * 7);
    let given = with_proposal(&scene, &proposals).at(at);
    given.when(Command::Close).then(&[Event::DiscussionClosed { by: AUTHOR, at }]);
    let ended = proposal::scene::closed(ClosingCause::Person(AUTHOR), NOW);
    let ended: Proposal = folded(&[raised(), opened(1), ended]);
    let proposals = [(PROPOSAL, &ended)];
    let given = with_proposal(&scene, &proposals);
    given.when(Command::Close).then(&[Event::DiscussionClosed { by: AUTHOR, at: hours(1) }]);
}

#[test]
fn a_discussion_is_discarded_with_its_open_proposals() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let open: Proposal = folded(&[raised(), opened(1)]);
    let proposals = [(PROPOSAL, &open)];
    let event = Event::DiscussionDiscarded { by: AUTHOR, at: hours(1) };
    with_proposal(&scene, &proposals).when(Command::Discard).then(&[event]);
}

#[test]
fn a_vote_of_one_s_own_keeps_nobody_waiting() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let publish = Command::ChangePrivacy { privacy: Privacy::Public };
    let own: Proposal = folded(&[raised(), opened(1), voted(AUTHOR, Stance::Agree)]);
    let proposals = [(PROPOSAL, &own)];
    let (privacy, by, at) = (Privacy::Public, AUTHOR, hours(1));
    let event = Event::DiscussionPrivacyChanged { privacy, by, at };
    with_proposal(&scene, &proposals).when(publish.clone()).then(&[event]);
}

/// A proposal in which these people vote.
fn admit_naming(people: &[PersonId]) -> Command {
    let electorate = proposal::Electorate::Named(people.to_vec());
    let draft = proposal::Draft { electorate, ..draft() };
    Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft) }
}

#[test]
fn people_named_from_outside_become_guests() {
    let scene = Scene::new(GroupPrivacy::Secret);
    let named = |person| Event::GuestLetIn { person, cause: GuestStart::Named(MEMBER), at: NOW };
    let command = admit_naming(&[STRANGER, AUTHOR, GUEST, STRANGER]);
    let given = discussion(&scene, &[let_in(GUEST, NOW)]).by(MEMBER);
    given.when(command).then(&[named(STRANGER), admitted(MEMBER)]);
}

#[test]
fn people_from_outside_are_named_only_by_those_who_let_guests_in() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let switches = Switches { add_guests: false, ..Switches::default() };
    let join = scene.group.join();
    let scene = scene.configured(join, switches);
    let given = discussion(&scene, &[]).by(MEMBER);
    let refusal = Refusal::SwitchedOff { switch: "addGuests" };
    given.clone().when(admit_naming(&[STRANGER])).then_refused(refusal);
    given.when(admit_naming(&[AUTHOR])).then(&[admitted(MEMBER)]);
}
