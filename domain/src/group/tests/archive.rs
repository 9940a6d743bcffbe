//! Archiving, and taking it back.

use super::*;
use crate::scenario::hours;

const ARCHIVED: Event = Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };

#[test]
fn an_admin_archives_and_takes_it_back() {
    let given = group(Privacy::Open, &[]).by(ADMIN).when(Command::Archive).then(&[ARCHIVED]);
    assert_eq!(given.state.frozen_at(None), Some(NOW));
    let given = given.at(hours(1));
    given.clone().when(Command::Archive).then_nothing();
    let back = Event::GroupUnarchived { at: hours(1) };
    let given = given.when(Command::Unarchive).then(&[back]);
    assert_eq!(given.state.frozen_at(None), None);
}

#[test]
fn a_subgroup_is_frozen_with_its_parent_and_keeps_its_own_archive() {
    let mut above = parent(Privacy::Open, Switches::default());
    above.apply(&ARCHIVED);
    let given = below(group(Privacy::Open, &[]), &above).by(ADMIN);
    assert_eq!(given.state.frozen_at(Some(&above)), Some(NOW));
    given.clone().when(Command::Unarchive).then_nothing();
    let own = Event::GroupArchived { cause: ArchiveCause::Admin, at: hours(1) };
    let given = given.at(hours(1)).when(Command::Archive).then(&[own]);
    assert_eq!(given.state.frozen_at(Some(&above)), Some(NOW), "since the first of the two");
    let group = given.state;
    above.apply(&Event::GroupUnarchived { at: hours(2) });
    assert_eq!(group.frozen_at(Some(&above)), Some(hours(1)));
}

#[test]
fn in_what_is_archived_every_command_of_a_person_is_refused() {
    let commands = [
        Command::Edit { name: None, description: None, expected_revision: 1 },
        Command::Configure { join: None, parent_members_read: None, switches: None },
        Command::ChangePrivacy { privacy: Privacy::Closed },
        Command::ChangeHandle {
            handle: GroupHandle { claim: CLAIM, name: text("handle", "ours") },
        },
        Command::Invite { invitations: vec![INVITATION] },
        Command::RevokeInvitation { invitation: INVITATION },
        Command::AcceptInvitation { invitation: INVITATION },
        Command::DeclineInvitation { invitation: INVITATION },
        Command::Join,
        Command::RequestMembership { message: None },
        Command::WithdrawRequest,
        Command::ApproveRequest { person: STRANGER },
        Command::DeclineRequest { person: STRANGER, message: None },
        Command::IgnoreRequest { person: STRANGER },
        Command::SetRole { person: MEMBER, role: Role::Admin },
        Command::EndMembership { person: MEMBER },
    ];
    let mut above = parent(Privacy::Open, Switches::default());
    above.apply(&ARCHIVED);
    for command in commands {
        let own = group(Privacy::Open, &[ARCHIVED]).by(ADMIN);
        own.when(command.clone()).then_refused(Refusal::GroupArchived);
        let under = below(group(Privacy::Open, &[]), &above).by(ADMIN);
        under.when(command).then_refused(Refusal::GroupArchived);
    }
}

#[test]
fn what_the_system_owes_goes_on_in_what_is_archived() {
    let sent = Event::InvitationSent { invitation: INVITATION, by: ADMIN, expires_at: hours(1) };
    let ended = Event::InvitationEnded { invitation: INVITATION, cause: InvitationEnd::Expired };
    let given = group(Privacy::Closed, &[sent, ARCHIVED]).at(hours(1));
    given.when(Command::ExpireInvitation { invitation: INVITATION }).then(&[ended]);
}
