//! Making a group, and setting how it works.

use super::*;
use crate::area::Needs;
use crate::decider::Origin;
use crate::scenario::hours;

#[test]
fn who_makes_a_group_is_its_admin() {
    let after = nothing()
        .by(ADMIN)
        .when(Command::Create(create(Privacy::Open)))
        .then(&[created(Privacy::Open), founded()]);
    let group = after.state;
    assert!(group.exists() && group.is_last_admin(ADMIN));
    assert_eq!((group.version(), group.revision(), group.member_count()), (2, 1, 1));
}

#[test]
fn the_system_makes_a_group_that_nobody_is_in() {
    let imported = |facts| Facts { origin: Origin::Import(hours(-9)), ..facts };
    let command = Command::Create(create(Privacy::Open));
    nothing().with(imported).when(command).then(&[created(Privacy::Open)]);
}

#[test]
fn an_imported_founder_is_a_member_since_the_original_time() {
    let imported = |facts| Facts { origin: Origin::Import(hours(-9)), ..facts };
    let founder = Event::MembershipStarted {
        person: ADMIN,
        role: Role::Admin,
        cause: MembershipStart::Founded,
        at: hours(-9),
    };
    let command = Command::Create(create(Privacy::Open));
    nothing().by(ADMIN).with(imported).when(command).then(&[created(Privacy::Open), founder]);
}

#[test]
fn a_group_is_joined_by_default_in_the_first_way_that_its_privacy_allows() {
    let table = [
        (Privacy::Open, JoinPolicy::AtOnce),
        (Privacy::Closed, JoinPolicy::ByApproval),
        (Privacy::ParentVisible, JoinPolicy::ByApproval),
        (Privacy::Secret, JoinPolicy::ByInvitation),
    ];
    let parent = parent(Privacy::Open, Switches::default());
    for (privacy, join) in table {
        let command = Command::Create(Create { parent: Some(PARENT), ..create(privacy) });
        let group: Group = folded(&below(nothing(), &parent).by(ADMIN).when(command).then_some());
        assert_eq!((group.join(), group.parent()), (join, Some(PARENT)), "{privacy}");
    }
}

#[test]
fn every_cell_of_how_people_join() {
    use JoinPolicy::{AtOnce, ByApproval, ByInvitation};
    let table = [
        (Privacy::Open, [(AtOnce, true), (ByApproval, true), (ByInvitation, true)]),
        (Privacy::Closed, [(AtOnce, false), (ByApproval, true), (ByInvitation, true)]),
        (Privacy::ParentVisible, [(AtOnce, true), (ByApproval, true), (ByInvitation, false)]),
        (Privacy::Secret, [(AtOnce, false), (ByApproval, false), (ByInvitation, true)]),
    ];
    let parent = parent(Privacy::Open, Switches::default());
    for (privacy, cells) in table {
        for (join, allowed) in cells {
            let asked = Create { parent: Some(PARENT), join: Some(join), ..create(privacy) };
            let when = below(nothing(), &parent).by(ADMIN).when(Command::Create(asked));
            assert_eq!(when.answer.is_ok(), allowed, "{privacy} {join}");
            let configure =
                Command::Configure { join: Some(join), parent_members_read: None, switches: None };
            let when = below(group(privacy, &[]), &parent).by(ADMIN).when(configure);
            assert_eq!(when.answer.is_ok(), allowed, "{privacy} {join}");
        }
    }
}

#[test]
fn a_subgroup_is_never_more_visible_than_its_parent() {
    use Privacy::{Closed, Open, ParentVisible, Secret};
    let table = [
        (Open, [(Open, true), (Closed, true), (ParentVisible, true), (Secret, true)]),
        (Closed, [(Open, false), (Closed, true), (ParentVisible, true), (Secret, true)]),
        (Secret, [(Open, false), (Closed, false), (ParentVisible, true), (Secret, true)]),
    ];
    for (above, cells) in table {
        let parent = parent(above, Switches::default());
        for (privacy, allowed) in cells {
            let asked = Create { parent: Some(PARENT), ..create(privacy) };
            let when = below(nothing(), &parent).by(ADMIN).when(Command::Create(asked));
            let refused = Err(Refusal::MoreVisibleThanParent { privacy, parent: above });
            assert_eq!(when.answer.map(|_| ()), if allowed { Ok(()) } else { refused });
        }
    }
}

#[test]
fn the_parents_members_make_subgroups_if_it_lets_them() {
    let on = Switches { create_subgroups: true, ..Switches::default() };
    let asked = Create { parent: Some(PARENT), ..create(Privacy::ParentVisible) };
    let events =
        [created(Privacy::ParentVisible), joined(PARENTS, Role::Admin, MembershipStart::Founded)];
    let parent = parent(Privacy::Secret, on);
    below(nothing(), &parent).by(PARENTS).when(Command::Create(asked)).then(&events);
}

#[test]
fn a_group_is_made_with_the_name_that_was_claimed_for_it() {
    let claim = claim(GROUP);
    let asked = Create { handle: group_handle("ours"), ..create(Privacy::Closed) };
    let after = nothing()
        .by(ADMIN)
        .with(|facts| Facts { handle: Some(&claim), ..facts })
        .when(Command::Create(asked))
        .then_some();
    let group: Group = folded(&after);
    assert_eq!(group.handle(), group_handle("ours"));
}

#[test]
fn an_empty_description_is_none() {
    let asked = Create { description: Some(text("description", "")), ..create(Privacy::Open) };
    let events = [created(Privacy::Open), founded()];
    nothing().by(ADMIN).when(Command::Create(asked)).then(&events);
}

#[test]
fn an_edit_says_what_changed_only() {
    let edit = |name: &str, description: &str, expected_revision| Command::Edit {
        name: Some(text("name", name)),
        description: Some(text("description", description)),
        expected_revision,
    };
    let edited = |name: Option<&str>, description: Option<&str>| Event::GroupEdited {
        name: name.map(|words| text("name", words)),
        description: description.map(|words| text("description", words)),
    };
    let at_first = group(Privacy::Open, &[]).by(ADMIN);
    at_first.clone().when(edit("Ours", "", 1)).then_nothing();
    let described = at_first.when(edit("Ours", "Of us", 1)).then(&[edited(None, Some("Of us"))]);
    assert_eq!(described.state.revision(), 2);
    let renamed = described.when(edit("We", "Of us", 2)).then(&[edited(Some("We"), None)]);
    renamed.when(edit("We", "", 3)).then(&[edited(None, Some(""))]);
}

#[test]
fn admins_set_how_a_group_works() {
    let switches = add_members();
    let configure = Command::Configure {
        join: Some(JoinPolicy::ByApproval),
        parent_members_read: None,
        switches: Some(switches),
    };
    let after = group(Privacy::Open, &[])
        .by(ADMIN)
        .when(configure)
        .then(&[configured(JoinPolicy::ByApproval, switches)]);
    assert_eq!(after.state.switches(), switches);
    assert_eq!(after.state.revision(), 1, "only name and description have revisions");
}

#[test]
fn the_parents_members_read_until_the_group_says_otherwise() {
    let reading = |parent_members_read| Event::GroupConfigured {
        join: JoinPolicy::ByApproval,
        parent_members_read,
        switches: Switches::default(),
    };
    let stop = Command::Configure { join: None, parent_members_read: Some(false), switches: None };
    let stopped = group(Privacy::ParentVisible, &[reading(true)])
        .by(ADMIN)
        .when(stop)
        .then(&[reading(false)]);
    assert!(!stopped.state.parent_members_read());
}

#[test]
fn a_decision_looks_at_parent_and_name() {
    let asked =
        Create { parent: Some(PARENT), handle: group_handle("ours"), ..create(Privacy::Closed) };
    let founding = Needs { parent: Some(PARENT), handle: Some(CLAIM), ..Needs::default() };
    assert_eq!(Group::default().needs(&Command::Create(asked.clone())), founding);
    assert_eq!(Group::default().needs(&Command::Join), Needs::default());
    let below = group(Privacy::ParentVisible, &[]).state;
    let later = Needs { parent: Some(PARENT), ..Needs::default() };
    assert_eq!(below.needs(&Command::Join), later);
    assert_eq!(below.needs(&Command::Create(asked)), later);
}

#[test]
fn a_group_that_was_not_made_is_nobodys() {
    let group = Group::default();
    assert!(!group.exists() && group.members().next().is_none() && group.member_count() == 0);
    assert_eq!((group.privacy(), group.join()), (Privacy::Secret, JoinPolicy::ByInvitation));
    assert_eq!((group.version(), group.revision()), (0, 0));
    assert_eq!(group.switches(), Switches::default());
}
