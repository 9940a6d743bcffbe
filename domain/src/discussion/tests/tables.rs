//! Who may do what in a discussion, role by role and switch by switch, as `DOMAIN.md` says.

use super::*;
use crate::proposal::scene::draft;

/// What becomes of a command, in one word.
fn outcome(given: Given<'_, Discussion>, command: Command) -> &'static str {
    match given.when(command).answer {
        Ok(events) if events.is_empty() => "nothing",
        Ok(_) => "done",
        Err(refusal) => refusal.code(),
    }
}

/// The group where members may do everything, or nothing.
fn scene(on: bool) -> Scene {
    let off = Scene::new(GroupPrivacy::Closed).with_all_switched_off();
    if !on {
        return off;
    }
    let switches = Switches {
        add_members: true,
        add_guests: true,
        start_discussions: true,
        edit_discussions: true,
        edit_comments: true,
        delete_comments: true,
        raise_proposals: true,
        create_subgroups: true,
        announce: true,
        tag_and_pin: true,
    };
    off.configured(JoinPolicy::ByApproval, switches)
}

#[test]
fn which_role_and_switch_a_command_needs() {
    let admit = || Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft()) };
    let (only, off) = ("AUTHOR_OR_ADMIN_ONLY", "SWITCHED_OFF");
    let table = [
        // command, a member's and the author's by the switches off and on, an admin's
        (edit("Rolls", 1), [only, "done"], ["done", "done"]),
        (Command::Close, [only, only], ["done", "done"]),
        (Command::Discard, [only, only], ["done", "done"]),
        (
            Command::ChangePrivacy { privacy: Privacy::Private },
            [only, only],
            ["nothing", "nothing"],
        ),
        (admit(), [off, "done"], [off, "done"]),
        (add_comment(COMMENT, None, "Rye"), ["done", "done"], ["done", "done"]),
    ];
    let scenes = [scene(false), scene(true)];
    for (command, members, authors) in table {
        let by = |person| {
            let ask = |scene| outcome(discussion(scene, &[]).by(person), command.clone());
            [ask(&scenes[0]), ask(&scenes[1])]
        };
        assert_eq!(by(MEMBER), members, "a member's {command:?}");
        assert_eq!(by(AUTHOR), authors, "the author's {command:?}");
        let admins = by(ADMIN);
        assert!(admins == ["done", "done"] || admins == ["nothing", "nothing"], "{command:?}");
        assert_eq!(by(STRANGER), ["NOT_FOUND", "NOT_FOUND"], "{command:?}");
    }
}

#[test]
fn who_starts_a_discussion() {
    for (on, member) in [(false, "SWITCHED_OFF"), (true, "done")] {
        let scene = scene(on);
        let by = |person| outcome(nothing(&scene).by(person), start(None));
        assert_eq!([ADMIN, MEMBER, STRANGER].map(by), ["done", member, "MEMBERS_ONLY"]);
    }
}

#[test]
fn who_changes_and_discards_which_comments() {
    for (on, own) in [(false, "SWITCHED_OFF"), (true, "done")] {
        let scene = scene(on);
        let by = |person, command: Command, author| {
            outcome(discussion(&scene, &[commented(author)]).by(person), command)
        };
        let change = || edit_comment("Oats", 1);
        assert_eq!(by(MEMBER, change(), MEMBER), own);
        assert_eq!(by(ADMIN, change(), ADMIN), "done");
        for other in [AUTHOR, ADMIN] {
            assert_eq!(by(other, change(), MEMBER), "AUTHOR_ONLY");
        }
        let discard = || Command::DiscardComment { comment: COMMENT };
        assert_eq!(by(MEMBER, discard(), MEMBER), own);
        assert_eq!(by(ADMIN, discard(), MEMBER), "done");
        assert_eq!(by(MEMBER, discard(), ADMIN), "AUTHOR_OR_ADMIN_ONLY");
    }
}
