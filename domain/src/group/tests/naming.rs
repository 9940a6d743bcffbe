//! Whoever wants a name asks the group before they claim it, so the group says all else first.

use super::*;
use crate::refusal::TextLength;

/// These cases, asked while the name is claimed for nobody.
#[track_caller]
fn check(cases: Vec<(Given<'_, Group>, Command, Refusal)>) {
    for (given, command, refusal) in cases {
        given.with(|facts| Facts { handle: None, ..facts }).when(command).then_refused(refusal);
    }
}

#[test]
fn a_group_that_cannot_be_made_is_refused_before_its_name_is_claimed() {
    let (open, secret) = (Privacy::Open, Privacy::Secret);
    let named = |privacy| Create { handle: group_handle("ours"), ..create(privacy) };
    let nameless = Create { name: text("name", ""), ..named(open) };
    let at_once = Create { join: Some(JoinPolicy::AtOnce), ..named(Privacy::Closed) };
    let reading = Create { parent_members_read: true, ..named(open) };
    let below_nothing = Create { parent: Some(PARENT), ..named(open) };
    let length = TextLength { field: "name", chars: 0, at_least: 1, at_most: 250 };
    let join = JoinPolicy::AtOnce;
    let cases = [
        (nameless, Refusal::TextLength(length)),
        (at_once, Refusal::JoinNotAllowed { join, privacy: Privacy::Closed }),
        (reading, Refusal::ParentReadingNotAllowed { privacy: open }),
        (below_nothing, Refusal::NotFound),
        (named(secret), Refusal::HandleNotAllowed { privacy: secret }),
        (named(open), Refusal::HandleNotClaimed),
    ];
    let cases = cases.into_iter();
    check(cases.map(|(it, why)| (nothing().by(ADMIN), Command::Create(it), why)).collect());
}

#[test]
fn who_may_not_rename_a_group_is_refused_before_the_name_is_claimed() {
    let take = |name: &str| Command::ChangeHandle {
        handle: GroupHandle { claim: CLAIM, name: text("handle", name) },
    };
    let open = || group(Privacy::Open, &[]);
    let archived = Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW };
    let archived = group(Privacy::Open, &[archived]);
    let secret = Privacy::Secret;
    let length = TextLength { field: "handle", chars: 2, at_least: 3, at_most: 40 };
    check(vec![
        (group(secret, &[]).by(STRANGER), take("ours"), Refusal::NotFound),
        (open().by(STRANGER), take("ours"), Refusal::MembersOnly),
        (open().by(MEMBER), take("ours"), Refusal::AdminsOnly),
        (archived.by(ADMIN), take("ours"), Refusal::GroupArchived),
        (group(secret, &[]).by(ADMIN), take("ours"), Refusal::HandleNotAllowed { privacy: secret }),
        (open().by(ADMIN), take("us"), Refusal::TextLength(length)),
        (open().by(ADMIN), take("ours"), Refusal::HandleNotClaimed),
    ]);
}
