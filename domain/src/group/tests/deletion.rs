//! Deleting, restoring, destroying and detaching.

use super::*;
use crate::scenario::hours;

const MONTH: i64 = 30 * 24;

fn deleted() -> Event {
    Event::GroupDeleted { at: NOW, destroys_at: hours(MONTH) }
}

fn destroyed(released: &[HandleId], at: i64) -> Event {
    Event::GroupDestroyed { released: released.to_vec(), at: hours(at) }
}

/// A parent that these things happened to.
fn above(events: &[Event]) -> Group {
    let mut parent = parent(Privacy::Open, Switches::default());
    for event in events {
        parent.apply(event);
    }
    parent
}

/// A subgroup with an admin.
fn subgroup(privacy: Privacy) -> Given<'static, Group> {
    let made = Event::GroupCreated {
        name: text("name", "Ours"),
        description: None,
        parent: Some(PARENT),
        privacy,
        join: privacy.join_policies()[0],
        parent_members_read: false,
        switches: Switches::default(),
        handle: None,
    };
    given(&[made, founded()])
}

#[test]
fn what_is_deleted_is_frozen_and_can_be_restored_for_30_days() {
    let given = group(Privacy::Open, &[]).by(ADMIN).when(Command::Delete).then(&[deleted()]);
    assert_eq!(given.state.frozen_at(None), Some(NOW));
    let given = given.at(hours(MONTH - 1));
    given.clone().when(Command::Join).then_refused(Refusal::GroupArchived);
    let second = Event::GroupRestored { at: hours(MONTH - 1) };
    let given = given.when(Command::Restore).then(&[second]);
    assert_eq!(given.state.frozen_at(None), None);
    let again = Event::GroupDeleted { at: hours(MONTH - 1), destroys_at: hours(2 * MONTH - 1) };
    given.when(Command::Delete).then(&[again]);
}

#[test]
fn what_was_archived_before_it_was_deleted_is_archived_still() {
    let archived = Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };
    let given = group(Privacy::Open, &[archived]).by(ADMIN).at(hours(1));
    let deleted = Event::GroupDeleted { at: hours(1), destroys_at: hours(MONTH + 1) };
    let given = given.when(Command::Delete).then(&[deleted]);
    let restored = Event::GroupRestored { at: hours(1) };
    let given = given.when(Command::Restore).then(&[restored]);
    assert_eq!(given.state.frozen_at(None), Some(NOW));
}

#[test]
fn the_texts_are_destroyed_once_when_the_time_is_over() {
    let handle = GroupHandle { claim: CLAIM, name: text("handle", "ours") };
    let named = Event::GroupHandleChanged { handle, at: NOW };
    let given = group(Privacy::Open, &[named, deleted()]);
    given.clone().at(hours(MONTH - 1)).when(Command::Destroy).then_nothing();
    let given = given.at(hours(MONTH)).when(Command::Destroy).then(&[destroyed(&[CLAIM], MONTH)]);
    assert!(given.state.is_destroyed() && !given.state.uses_handle(CLAIM));
    assert_eq!(given.state.frozen_at(None), Some(NOW), "it stays as it is for ever");
}

#[test]
fn what_was_restored_is_not_destroyed() {
    let given = group(Privacy::Open, &[deleted(), Event::GroupRestored { at: hours(1) }]);
    given.at(hours(MONTH)).when(Command::Destroy).then_nothing();
}

#[test]
fn subgroups_are_deleted_with_their_parent_and_secret_ones_detach() {
    let parents = [above(&[]), above(&[deleted()]), above(&[deleted(), destroyed(&[], MONTH)])];
    for privacy in Privacy::ALL {
        let secret = privacy == Privacy::Secret;
        let under = |parent| below(subgroup(privacy), parent).at(hours(MONTH));
        let [standing, gone, destroyed_above] = &parents;
        assert_eq!(under(standing).state.frozen_at(Some(standing)), None);
        under(standing).when(Command::Detach).then_nothing();
        under(standing).when(Command::Destroy).then_nothing();
        let frozen = (!secret).then_some(NOW);
        assert_eq!(under(gone).state.frozen_at(Some(gone)), frozen, "{privacy}");
        under(gone).when(Command::Destroy).then_nothing();
        let detach = under(gone).when(Command::Detach);
        if secret {
            let event = Event::GroupDetached { at: hours(MONTH) };
            let alone = detach.then(&[event]);
            assert_eq!(alone.state.parent(), None);
            under(destroyed_above).when(Command::Destroy).then_nothing();
        } else {
            detach.then_nothing();
            let destroy = under(destroyed_above).when(Command::Destroy);
            destroy.then(&[destroyed(&[], MONTH)]);
        }
    }
}

#[test]
fn a_secret_subgroup_is_frozen_with_its_archived_parent_until_that_is_deleted() {
    let archived = Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };
    let secret = subgroup(Privacy::Secret).state;
    assert_eq!(secret.frozen_at(Some(&above(std::slice::from_ref(&archived)))), Some(NOW));
    assert_eq!(secret.frozen_at(Some(&above(&[archived, deleted()]))), None);
}
