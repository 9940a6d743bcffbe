//! Joining without an invitation.

use super::*;

fn by_approval() -> Given<'static, Group> {
    group(Privacy::Closed, &[])
}

fn ask() -> Command {
    Command::RequestMembership { message: None }
}

fn asked(person: PersonId) -> Event {
    Event::MembershipRequested { person, message: None, at: NOW }
}

fn ended(person: PersonId, cause: RequestEnd) -> Event {
    Event::MembershipRequestEnded { person, cause, message: None }
}

#[test]
fn open_groups_are_joined_at_once() {
    let member = joined(STRANGER, Role::Member, MembershipStart::Joined);
    group(Privacy::Open, &[]).by(STRANGER).when(Command::Join).then(&[member]);
}

#[test]
fn members_are_in_already() {
    by_approval().by(MEMBER).when(Command::Join).then_nothing();
    by_approval().by(MEMBER).when(ask()).then_nothing();
}

#[test]
fn only_the_parents_members_join_at_once_what_they_alone_see() {
    let parent = parent(Privacy::Open, Switches::default());
    let at_once = configured(JoinPolicy::AtOnce, Switches::default());
    let group = below(group(Privacy::ParentVisible, &[at_once]), &parent);
    let member = joined(PARENTS, Role::Member, MembershipStart::Joined);
    group.clone().by(STRANGER).when(Command::Join).then_refused(Refusal::NotFound);
    group.by(PARENTS).when(Command::Join).then(&[member]);
}

#[test]
fn who_asks_and_is_approved_is_a_member() {
    let waiting = by_approval().by(STRANGER).when(ask()).then(&[asked(STRANGER)]);
    assert_eq!(waiting.state.requests().collect::<Vec<_>>(), [STRANGER]);
    let approved = joined(STRANGER, Role::Member, MembershipStart::Approved);
    let command = Command::ApproveRequest { person: STRANGER };
    let after = waiting.by(ADMIN).when(command).then(&[approved]);
    assert_eq!(after.state.request(STRANGER), None);
}

#[test]
fn members_approve_where_they_add_members() {
    let on = configured(JoinPolicy::ByApproval, add_members());
    let approved = joined(STRANGER, Role::Member, MembershipStart::Approved);
    let command = Command::ApproveRequest { person: STRANGER };
    let waiting = group(Privacy::Closed, &[on, asked(STRANGER)]);
    waiting.by(MEMBER).when(command).then(&[approved]);
}

#[test]
fn a_message_goes_with_a_request_and_with_its_refusal() {
    let please = Some(text("request", "Please"));
    let sorry = Some(text("decline", "Sorry"));
    let asked = Event::MembershipRequested { person: STRANGER, message: please, at: NOW };
    let waiting = by_approval()
        .by(STRANGER)
        .when(Command::RequestMembership { message: please })
        .then(&[asked]);
    let declined = Event::MembershipRequestEnded {
        person: STRANGER,
        cause: RequestEnd::Declined,
        message: sorry,
    };
    let decline = Command::DeclineRequest { person: STRANGER, message: sorry };
    waiting.by(ADMIN).when(decline).then(&[declined]);
}

#[test]
fn an_empty_message_is_none() {
    let message = Some(text("request", ""));
    let command = Command::RequestMembership { message };
    by_approval().by(STRANGER).when(command).then(&[asked(STRANGER)]);
}

#[test]
fn who_is_turned_down_may_ask_again() {
    let before = [asked(STRANGER), ended(STRANGER, RequestEnd::Declined)];
    group(Privacy::Closed, &before).by(STRANGER).when(ask()).then(&[asked(STRANGER)]);
}

#[test]
fn a_request_can_be_taken_back() {
    let withdrawn = ended(STRANGER, RequestEnd::Withdrawn);
    let waiting = group(Privacy::Closed, &[asked(STRANGER)]).by(STRANGER);
    let after = waiting.when(Command::WithdrawRequest).then(&[withdrawn]);
    after.when(ask()).then(&[asked(STRANGER)]);
    by_approval().by(STRANGER).when(Command::WithdrawRequest).then_nothing();
}

#[test]
fn who_is_ignored_gets_the_answers_of_one_who_waits() {
    let ignored = ended(STRANGER, RequestEnd::Ignored);
    let waiting = group(Privacy::Closed, &[asked(STRANGER)]);
    let ignore = Command::IgnoreRequest { person: STRANGER };
    let ignored_now = waiting.clone().by(ADMIN).when(ignore).then(std::slice::from_ref(&ignored));
    assert_eq!(ignored_now.state.requests().count(), 0, "it no longer waits");

    let (waiting, ignored_now) = (waiting.by(STRANGER), ignored_now.by(STRANGER));
    for command in [ask(), Command::Join, Command::WithdrawRequest] {
        assert_eq!(
            waiting.clone().when(command.clone()).answer,
            ignored_now.clone().when(command).answer
        );
    }
    let withdrawn = ended(STRANGER, RequestEnd::Withdrawn);
    let withdrew = ignored_now.when(Command::WithdrawRequest).then(&[withdrawn]);
    let again = withdrew.when(ask()).then(&[asked(STRANGER), ignored]);
    assert_eq!(again.state.requests().count(), 0, "asking again does not bother the admins");
}

#[test]
fn who_is_ignored_may_ask_again_once_turned_down() {
    let before = [asked(STRANGER), ended(STRANGER, RequestEnd::Ignored)];
    let decline = Command::DeclineRequest { person: STRANGER, message: None };
    let declined = group(Privacy::Closed, &before)
        .by(ADMIN)
        .when(decline)
        .then(&[ended(STRANGER, RequestEnd::Declined)]);
    declined.by(STRANGER).when(ask()).then(&[asked(STRANGER)]);
}

#[test]
fn who_is_let_in_is_no_longer_ignored() {
    let before = [
        asked(STRANGER),
        ended(STRANGER, RequestEnd::Ignored),
        joined(STRANGER, Role::Member, MembershipStart::Invited),
        Event::MembershipEnded { person: STRANGER, cause: MembershipEnd::Left, at: NOW },
    ];
    group(Privacy::Closed, &before).by(STRANGER).when(ask()).then(&[asked(STRANGER)]);
}

#[test]
fn a_subgroup_is_joined_as_its_parent_lets_it_before_an_event_says_so() {
    let open = || group(Privacy::Open, &[]);
    let above = parent(Privacy::Closed, Switches::default());
    let by_approval = Refusal::JoinedOtherwise { join: JoinPolicy::ByApproval };
    below(open(), &above).by(STRANGER).when(Command::Join).then_refused(by_approval);
    below(open(), &above).by(STRANGER).when(ask()).then(&[asked(STRANGER)]);
    let above = parent(Privacy::Secret, Switches::default());
    below(open(), &above).by(STRANGER).when(Command::Join).then_refused(Refusal::NotFound);
    let member = joined(PARENTS, Role::Member, MembershipStart::Joined);
    below(open(), &above).by(PARENTS).when(Command::Join).then(&[member]);
    let waiting = below(group(Privacy::Closed, &[asked(STRANGER)]), &above).by(ADMIN);
    let approve = Command::ApproveRequest { person: STRANGER };
    waiting.when(approve).then_refused(Refusal::ParentMembersOnly);
}
