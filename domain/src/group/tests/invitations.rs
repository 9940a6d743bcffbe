//! Inviting people, and answering an invitation.

use super::*;
use crate::scenario::hours;

const LAPSE: i64 = 30 * 24;

fn sent(by: PersonId) -> Event {
    Event::InvitationSent { invitation: INVITATION, by, expires_at: hours(LAPSE) }
}

fn ended(cause: InvitationEnd) -> Event {
    Event::InvitationEnded { invitation: INVITATION, cause }
}

fn accept() -> Command {
    Command::AcceptInvitation { invitation: INVITATION }
}

fn accepted() -> Event {
    Event::InvitationAccepted { invitation: INVITATION }
}

fn invite() -> Command {
    Command::Invite { invitations: vec![INVITATION] }
}

#[test]
fn admins_invite_for_thirty_days() {
    let after = group(Privacy::Secret, &[]).by(ADMIN).when(invite()).then(&[sent(ADMIN)]);
    assert_eq!(after.state.invitations().collect::<Vec<_>>(), [INVITATION]);
}

#[test]
fn members_invite_where_they_add_members() {
    let on = configured(JoinPolicy::ByInvitation, add_members());
    group(Privacy::Secret, &[on]).by(MEMBER).when(invite()).then(&[sent(MEMBER)]);
}

#[test]
fn an_invitation_is_sent_once() {
    let other = InvitationId::from_u128(5);
    let new = Event::InvitationSent { invitation: other, by: ADMIN, expires_at: hours(LAPSE) };
    let command = Command::Invite { invitations: vec![INVITATION, other, other] };
    let before = [sent(ADMIN), ended(InvitationEnd::Revoked)];
    group(Privacy::Open, &before).by(ADMIN).when(command).then(&[new]);
}

#[test]
fn who_accepts_an_invitation_is_a_member_whatever_the_privacy() {
    for privacy in [Privacy::Open, Privacy::Closed, Privacy::ParentVisible, Privacy::Secret] {
        let member = joined(STRANGER, Role::Member, MembershipStart::Invited);
        let invited = group(privacy, &[sent(ADMIN)]).by(STRANGER);
        let after = invited.when(accept()).then(&[accepted(), member]);
        assert_eq!(after.state.invitations().count(), 0);
    }
}

#[test]
fn a_member_who_accepts_uses_the_invitation_up() {
    group(Privacy::Secret, &[sent(ADMIN)]).by(MEMBER).when(accept()).then(&[accepted()]);
    group(Privacy::Secret, &[sent(ADMIN)])
        .by(MEMBER)
        .at(hours(LAPSE))
        .when(accept())
        .then_nothing();
}

#[test]
fn an_invitation_works_until_it_lapses_whether_or_not_that_is_recorded() {
    let almost = hours(LAPSE) - jiff::SignedDuration::from_millis(1);
    let invited = group(Privacy::Open, &[sent(ADMIN)]).by(STRANGER);
    assert!(invited.clone().at(almost).when(accept()).answer.is_ok());
    invited.at(hours(LAPSE)).when(accept()).then_refused(Refusal::InvitationOver);
}

#[test]
fn an_invitation_that_is_over_shows_nobody_a_hidden_group() {
    for end in [InvitationEnd::Declined, InvitationEnd::Revoked, InvitationEnd::Expired] {
        let over = group(Privacy::Secret, &[sent(ADMIN), ended(end)]).by(STRANGER);
        over.when(accept()).then_refused(Refusal::NotFound);
    }
    let used = group(Privacy::Secret, &[sent(ADMIN), accepted()]).by(STRANGER);
    used.when(accept()).then_refused(Refusal::NotFound);
    let lapsed = group(Privacy::Secret, &[sent(ADMIN)]).by(STRANGER).at(hours(LAPSE));
    lapsed.when(accept()).then_refused(Refusal::NotFound);
}

#[test]
fn an_invitation_can_be_turned_down() {
    let decline = Command::DeclineInvitation { invitation: INVITATION };
    let invited = group(Privacy::Secret, &[sent(ADMIN)]).by(STRANGER);
    invited.when(decline).then(&[ended(InvitationEnd::Declined)]);
}

#[test]
fn admins_and_the_sender_take_an_invitation_back() {
    let revoke = Command::RevokeInvitation { invitation: INVITATION };
    for person in [ADMIN, MEMBER] {
        let invited = group(Privacy::Open, &[sent(MEMBER)]).by(person);
        invited.when(revoke.clone()).then(&[ended(InvitationEnd::Revoked)]);
    }
}

#[test]
fn taking_back_what_was_accepted_does_not_tell() {
    let revoke = Command::RevokeInvitation { invitation: INVITATION };
    for over in [accepted(), ended(InvitationEnd::Declined), ended(InvitationEnd::Expired)] {
        group(Privacy::Open, &[sent(ADMIN), over]).by(ADMIN).when(revoke.clone()).then_nothing();
    }
}

#[test]
fn an_invitation_expires_when_its_time_has_come() {
    let expire = Command::ExpireInvitation { invitation: INVITATION };
    let invited = group(Privacy::Open, &[sent(ADMIN)]);
    invited.clone().when(expire.clone()).then_nothing();
    group(Privacy::Open, &[]).when(expire.clone()).then_nothing();
    invited.at(hours(LAPSE)).when(expire).then(&[ended(InvitationEnd::Expired)]);
}
