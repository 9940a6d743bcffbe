//! The tables of `DOMAIN.md` about groups, cell by cell.

use super::*;

use JoinPolicy::{AtOnce, ByApproval, ByInvitation};
use Privacy::{Closed, Open, ParentVisible, Secret};

/// What becomes of a command, in one word.
fn outcome(given: Given<'_, Group>, command: Command) -> &'static str {
    match given.when(command).answer {
        Ok(events) if events.is_empty() => "nothing",
        Ok(_) => "done",
        Err(refusal) => refusal.code(),
    }
}

#[test]
fn which_ways_of_joining_a_privacy_allows() {
    let table = [
        // privacy, at once, by approval, by invitation alone
        (Open, [true, true, true]),
        (Closed, [false, true, true]),
        (ParentVisible, [true, true, false]),
        (Secret, [false, false, true]),
    ];
    let above = parent(Open, Switches { create_subgroups: true, ..Switches::default() });
    for (privacy, allowed) in table {
        for (join, allowed) in [AtOnce, ByApproval, ByInvitation].into_iter().zip(allowed) {
            let made = Create { join: Some(join), parent: Some(PARENT), ..create(privacy) };
            let made = outcome(below(nothing(), &above).by(ADMIN), Command::Create(made));
            assert_eq!(made == "done", allowed, "{privacy} made to be joined {join}: {made}");
            let command =
                Command::Configure { join: Some(join), parent_members_read: None, switches: None };
            let set = outcome(below(group(privacy, &[]), &above).by(ADMIN), command);
            let expected: &[&str] =
                if allowed { &["done", "nothing"] } else { &["JOIN_NOT_ALLOWED"] };
            assert!(expected.contains(&set), "{privacy} set to be joined {join}: {set}");
        }
    }
}

#[test]
fn who_joins_in_which_way() {
    let (joined, by_request) = (["done", "JOINED_OTHERWISE"], ["JOINED_OTHERWISE", "done"]);
    let neither = ["JOINED_OTHERWISE", "JOINED_OTHERWISE"];
    let hidden = ["NOT_FOUND", "NOT_FOUND"];
    let table = [
        // privacy, how people join, a stranger's joining and asking, a parent's member's
        (Open, AtOnce, joined, joined),
        (Open, ByApproval, by_request, by_request),
        (Open, ByInvitation, neither, neither),
        (Closed, ByApproval, by_request, by_request),
        (Closed, ByInvitation, neither, neither),
        (ParentVisible, AtOnce, hidden, joined),
        (ParentVisible, ByApproval, hidden, by_request),
        (Secret, ByInvitation, hidden, hidden),
    ];
    let above = parent(Open, Switches::default());
    let sent = Event::InvitationSent {
        invitation: INVITATION,
        by: ADMIN,
        expires_at: crate::scenario::hours(1),
    };
    for (privacy, join, strangers, parents) in table {
        let given = || {
            let events = [configured(join, Switches::default()), sent.clone()];
            below(group(privacy, &events), &above)
        };
        for (person, expected) in [(STRANGER, strangers), (PARENTS, parents)] {
            let ask = Command::RequestMembership { message: None };
            let ways = [Command::Join, ask].map(|way| outcome(given().by(person), way));
            assert_eq!(ways, expected, "{privacy}, {join}, {person}");
            let accept = Command::AcceptInvitation { invitation: INVITATION };
            let invited = outcome(given().by(person), accept);
            assert_eq!(invited, "done", "an invitation always works: {privacy}, {join}");
        }
    }
}

/// Who must be what for a command to be done.
enum Entitled {
    Admins,
    AdminsAndSwitch,
    Members,
}

fn commands() -> Vec<(Command, Entitled)> {
    use Entitled::{Admins, AdminsAndSwitch, Members};
    let handle = GroupHandle { claim: CLAIM, name: text("handle", "ours") };
    let name = Some(text("name", "We"));
    let switches = Some(Switches::default());
    let (join, parent_members_read) = (Some(ByApproval), None);
    vec![
        (Command::Edit { name, description: None, expected_revision: 1 }, Admins),
        (Command::Configure { join, parent_members_read, switches }, Admins),
        (Command::ChangePrivacy { privacy: Secret }, Admins),
        (Command::ChangeHandle { handle }, Admins),
        (Command::Archive, Admins),
        (Command::Delete, Admins),
        (Command::SetRole { person: OTHER, role: Role::Admin }, Admins),
        (Command::EndMembership { person: OTHER }, Admins),
        (Command::Invite { invitations: vec![INVITATION] }, AdminsAndSwitch),
        (Command::ApproveRequest { person: STRANGER }, AdminsAndSwitch),
        (Command::DeclineRequest { person: STRANGER, message: None }, AdminsAndSwitch),
        (Command::IgnoreRequest { person: STRANGER }, AdminsAndSwitch),
        (Command::EndMembership { person: MEMBER }, Members),
    ]
}

const OTHER: PersonId = PersonId::from_u128(14);

#[test]
fn which_role_and_switch_a_command_needs() {
    let ours = claim(GROUP);
    let given = |add_members| {
        let switches = Switches { add_members, ..Switches::default() };
        let asked = Event::MembershipRequested { person: STRANGER, message: None, at: NOW };
        let other = joined(OTHER, Role::Member, MembershipStart::Joined);
        let events = [configured(AtOnce, switches), asked, other];
        group(Open, &events).with(|facts| Facts { handle: Some(&ours), ..facts })
    };
    for (command, entitled) in commands() {
        let by = |add_members, person| outcome(given(add_members).by(person), command.clone());
        let member = match entitled {
            Entitled::Admins => ["ADMINS_ONLY", "ADMINS_ONLY"],
            Entitled::AdminsAndSwitch => ["SWITCHED_OFF", "done"],
            Entitled::Members => ["done", "done"],
        };
        assert_eq!([by(false, MEMBER), by(true, MEMBER)], member, "{command:?}");
        assert_eq!([by(false, ADMIN), by(true, ADMIN)], ["done", "done"], "{command:?}");
        for person in [PARENTS, PersonId::from_u128(15)] {
            assert_eq!(by(true, person), "MEMBERS_ONLY", "{command:?}");
        }
    }
}

#[test]
fn who_makes_a_subgroup() {
    for (create_subgroups, member) in [(false, "SWITCHED_OFF"), (true, "done")] {
        let above = parent(Open, Switches { create_subgroups, ..Switches::default() });
        let by = |person| {
            let create = Create { parent: Some(PARENT), ..create(Open) };
            outcome(below(nothing(), &above).by(person), Command::Create(create))
        };
        let all = [ADMIN, MEMBER, PARENTS, STRANGER].map(by);
        assert_eq!(all, ["done", member, member, "MEMBERS_ONLY"]);
    }
}

#[test]
fn where_a_subgroup_may_be() {
    let table = [
        // parent, the privacies that a subgroup may have
        (Open, [true, true, true, true]),
        (Closed, [false, true, true, true]),
        (Secret, [false, false, true, true]),
    ];
    for (above, allowed) in table {
        let above = parent(above, Switches::default());
        for (privacy, allowed) in Privacy::ALL.into_iter().zip(allowed) {
            let create = Create { parent: Some(PARENT), ..create(privacy) };
            let made = outcome(below(nothing(), &above).by(ADMIN), Command::Create(create));
            let expected = if allowed { "done" } else { "MORE_VISIBLE_THAN_PARENT" };
            assert_eq!(made, expected, "{privacy} made under {}", above.privacy());
            let before = if privacy == Secret { ParentVisible } else { Secret };
            let change = Command::ChangePrivacy { privacy };
            let changed = outcome(below(group(before, &[]), &above).by(ADMIN), change);
            assert_eq!(changed, expected, "changed to {privacy} under {}", above.privacy());
        }
    }
}
