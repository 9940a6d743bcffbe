//! The tables of `DOMAIN.md` about groups, cell by cell.

use super::commands::check_whole;
use super::templates::{DELETE, deciding, defined, edit, for_discussions};
use super::*;
use crate::group::scene::{May, SWITCHES, only};
use crate::proposal::Method;

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

const OTHER: PersonId = PersonId::from_u128(14);
const TAG: TagId = TagId::from_u128(5);

/// Who must be what for a command to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum For {
    Admins,
    /// Admins, and members where this switch is on.
    Switch(&'static str),
    Members,
    System,
}

/// A group in which each command has something to do: what happened in it.
fn lively() -> Vec<Event> {
    let asked = Event::MembershipRequested { person: STRANGER, message: None, at: NOW };
    let sent = Event::InvitationSent {
        invitation: INVITATION,
        by: ADMIN,
        expires_at: crate::scenario::hours(1),
    };
    let named = |person| Event::DelegateNamed { person, tag: None, delegate: OTHER, at: NOW };
    vec![
        asked,
        sent,
        joined(OTHER, Role::Member, MembershipStart::Joined),
        Event::TagDefined { tag: TAG, name: text("tag", "Oven") },
        defined(for_discussions()),
        Event::DelegationSwitched { on: true, at: NOW },
        named(ADMIN),
        named(MEMBER),
    ]
}

fn admins_commands() -> Vec<Command> {
    let handle = GroupHandle { claim: CLAIM, name: text("handle", "ours") };
    let name = Some(text("name", "We"));
    let (join, switches) = (Some(ByApproval), Some(Switches::default()));
    vec![
        Command::Edit { name, description: None, expected_revision: 1 },
        Command::Configure { join, parent_members_read: None, switches },
        Command::ChangePrivacy { privacy: Secret },
        Command::ChangeHandle { handle },
        Command::RevokeInvitation { invitation: INVITATION },
        Command::SetRole { person: OTHER, role: Role::Admin },
        Command::EndMembership { person: OTHER },
        Command::RenameTag { tag: TAG, name: text("tag", "Kiln") },
        Command::DeleteTag { tag: TAG },
        Command::DefineTemplate {
            template: TemplateId::from_u128(9),
            content: Box::new(for_discussions()),
            alike_options: None,
        },
        edit(deciding(Method::Ask), 1),
        DELETE,
        Command::SwitchDelegation { on: false },
        Command::Archive,
        Command::Delete,
    ]
}

fn commands() -> Vec<(Command, For)> {
    let by_switch = [
        (Command::Invite { invitations: vec![InvitationId::from_u128(9)] }, "addMembers"),
        (Command::ApproveRequest { person: STRANGER }, "addMembers"),
        (Command::DeclineRequest { person: STRANGER, message: None }, "addMembers"),
        (Command::IgnoreRequest { person: STRANGER }, "addMembers"),
        (Command::DefineTag { tag: TagId::from_u128(9), name: text("tag", "Flour") }, "tagAndPin"),
    ];
    let members = [
        Command::EndMembership { person: MEMBER },
        Command::NameDelegate { delegate: OTHER, tag: Some(TAG) },
        Command::EndDelegation { tag: None },
    ];
    let systems = [
        Command::NarrowWithParent,
        Command::ExpireInvitation { invitation: INVITATION },
        Command::EndWithParent { person: MEMBER, since_version: 3 },
        Command::Succeed,
        Command::Destroy,
        Command::Detach,
        Command::Enrol { people: vec![OTHER], role: Role::Member },
    ];
    let admins = admins_commands().into_iter().map(|command| (command, For::Admins));
    let by_switch = by_switch.into_iter().map(|(command, switch)| (command, For::Switch(switch)));
    admins
        .chain(by_switch)
        .chain(members.map(|command| (command, For::Members)))
        .chain(systems.map(|command| (command, For::System)))
        .collect()
}

#[test]
fn which_role_and_switch_a_command_needs() {
    let elsewhere = [
        // How people come in, and what brings back what is frozen, have tables of their own.
        "CREATE",
        "JOIN",
        "REQUEST_MEMBERSHIP",
        "WITHDRAW_REQUEST",
        "ACCEPT_INVITATION",
        "DECLINE_INVITATION",
        "UNARCHIVE",
        "RESTORE",
    ];
    check_whole(commands().iter().map(|(command, _)| command), &elsewhere);
    let ours = claim(GROUP);
    for (command, who) in commands() {
        let (members, others, systems) = match who {
            For::Admins => (May::Not("ADMINS_ONLY"), "MEMBERS_ONLY", "PEOPLE_ONLY"),
            For::Switch(switch) => (May::If(switch, "SWITCHED_OFF"), "MEMBERS_ONLY", "PEOPLE_ONLY"),
            For::Members => (May::Do, "MEMBERS_ONLY", "PEOPLE_ONLY"),
            For::System => (May::Not("SYSTEM_ONLY"), "SYSTEM_ONLY", ""),
        };
        for on in SWITCHES {
            let events = [vec![configured(AtOnce, only(on))], lively()].concat();
            let given =
                || group(Open, &events).with(|facts| Facts { handle: Some(&ours), ..facts });
            let by = |person| outcome(given().by(person), command.clone());
            assert_eq!(by(MEMBER), members.outcome(on), "{command:?} with {on}");
            let admins = if who == For::System { "SYSTEM_ONLY" } else { "done" };
            assert_eq!(by(ADMIN), admins, "{command:?} with {on}");
            for person in [PARENTS, PersonId::from_u128(15)] {
                assert_eq!(by(person), others, "{command:?} with {on}");
            }
            if who == For::System {
                assert!(given().when(command.clone()).answer.is_ok(), "{command:?}");
            } else {
                assert_eq!(outcome(given(), command.clone()), systems, "{command:?}");
            }
        }
    }
}

#[test]
fn only_admins_bring_back_what_is_archived_or_deleted() {
    let archived = Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };
    let deleted = Event::GroupDeleted { at: NOW, destroys_at: crate::scenario::hours(1) };
    for (event, command) in [(archived, Command::Unarchive), (deleted, Command::Restore)] {
        for on in SWITCHES {
            let events = [configured(AtOnce, only(on)), event.clone()];
            let by = |person| outcome(group(Open, &events).by(person), command.clone());
            assert_eq!(
                [ADMIN, MEMBER, STRANGER].map(by),
                ["done", "ADMINS_ONLY", "MEMBERS_ONLY"],
                "{command:?} with {on}"
            );
        }
    }
}

#[test]
fn what_members_may_do_unless_admins_say_otherwise() {
    let table = [
        ("addMembers", false),
        ("addGuests", true),
        ("startDiscussions", true),
        ("editDiscussions", false),
        ("editComments", true),
        ("deleteComments", true),
        ("raiseProposals", true),
        ("createSubgroups", false),
        ("announce", true),
        ("tagAndPin", true),
    ];
    assert_eq!(table.map(|(switch, _)| switch), SWITCHES);
    let [on, off] = [true, false].map(|of| {
        let switches = table.iter().filter(|(_, on)| *on == of);
        switches.map(|(switch, _)| only(switch)).collect::<Vec<_>>()
    });
    let usual = serde_json::to_value(Switches::default()).expect("it is JSON");
    let is_on = |only: &Switches| {
        let only = serde_json::to_value(only).expect("it is JSON");
        let fields = only.as_object().expect("it has fields");
        let (field, _) = fields.iter().find(|(_, on)| **on == true).expect("one is on");
        usual[field] == true
    };
    assert!(on.iter().all(is_on) && !off.iter().any(is_on));
}

#[test]
fn who_makes_a_subgroup() {
    for on in SWITCHES {
        let member = May::If("createSubgroups", "SWITCHED_OFF").outcome(on);
        let above = parent(Open, only(on));
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
