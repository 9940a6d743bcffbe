//! What holds whatever happens.

use proptest::prelude::*;

use super::templates::{deciding, for_discussions};
use super::*;
use crate::decider::{Actor, Decider as _};
use crate::proposal::Method;
use crate::scenario::{check_stored_forms, hours};

const TAG: TagId = TagId::from_u128(5);
const TEMPLATE: TemplateId = TemplateId::from_u128(7);

fn ranking() -> Method {
    Method::Rank { options: vec![text("option", "Rye"), text("option", "Oats")], min: 1 }
}

/// One event of each type, some in several forms.
fn examples() -> Vec<Event> {
    let full = Event::GroupCreated {
        name: text("name", "Ours"),
        description: Some(text("description", "Of us")),
        parent: Some(PARENT),
        privacy: Privacy::ParentVisible,
        join: JoinPolicy::AtOnce,
        parent_members_read: true,
        switches: add_members(),
        handle: group_handle("ours"),
    };
    let message = Some(text("message", "Please"));
    vec![
        created(Privacy::Open),
        full,
        Event::GroupEdited { name: Some(text("name", "We")), description: None },
        Event::GroupEdited { name: None, description: Some(text("description", "Us")) },
        configured(JoinPolicy::ByApproval, add_members()),
        Event::InvitationSent { invitation: INVITATION, by: ADMIN, expires_at: hours(1) },
        Event::InvitationEnded { invitation: INVITATION, cause: InvitationEnd::Declined },
        Event::InvitationAccepted { invitation: INVITATION },
        Event::MembershipRequested { person: STRANGER, message: None, at: NOW },
        Event::MembershipRequested { person: STRANGER, message, at: NOW },
        Event::MembershipRequestEnded { person: STRANGER, cause: RequestEnd::Ignored, message },
        Event::MembershipRequestEnded {
            person: STRANGER,
            cause: RequestEnd::Withdrawn,
            message: None,
        },
        founded(),
        joined(STRANGER, Role::Member, MembershipStart::Approved),
        Event::RoleChanged { person: ADMIN, role: Role::Member, cause: RoleChange::SteppedDown },
        Event::MembershipEnded { person: ADMIN, cause: MembershipEnd::Left, at: NOW },
        Event::TagDefined { tag: TAG, name: text("tag", "Oven") },
        Event::TagRenamed { tag: TAG, name: text("tag", "Kiln") },
        Event::TagDeleted { tag: TAG },
        Event::TemplateDefined { template: TEMPLATE, content: for_discussions() },
        Event::TemplateDefined { template: TEMPLATE, content: deciding(ranking()) },
        Event::TemplateEdited { template: TEMPLATE, content: deciding(Method::Ask) },
        Event::TemplateDeleted { template: TEMPLATE },
        Event::DelegationSwitched { on: true, at: NOW },
        Event::DelegateNamed { person: MEMBER, tag: Some(TAG), delegate: ADMIN, at: NOW },
        Event::DelegateNamed { person: MEMBER, tag: None, delegate: ADMIN, at: NOW },
        Event::DelegationEnded { person: MEMBER, tag: Some(TAG), at: NOW },
        Event::GroupArchived { cause: ArchiveCause::NoAdmin, at: NOW },
        Event::GroupPrivacyChanged {
            privacy: Privacy::Secret,
            join: JoinPolicy::ByInvitation,
            parent_members_read: false,
            released: vec![CLAIM],
            cause: PrivacyCause::ParentNarrowed,
            at: NOW,
        },
        Event::GroupPrivacyChanged {
            privacy: Privacy::Open,
            join: JoinPolicy::ByInvitation,
            parent_members_read: false,
            released: vec![],
            cause: PrivacyCause::Admin,
            at: NOW,
        },
        Event::GroupHandleChanged {
            handle: GroupHandle { claim: CLAIM, name: text("handle", "ours") },
            at: NOW,
        },
        Event::GroupUnarchived { at: NOW },
        Event::GroupDeleted { at: NOW, destroys_at: hours(1) },
        Event::GroupRestored { at: NOW },
        Event::GroupDestroyed { released: vec![CLAIM], at: NOW },
        Event::GroupDestroyed { released: vec![], at: NOW },
        Event::GroupDetached { at: NOW },
    ]
}

#[test]
fn events_are_read_back_as_they_were_written() {
    check_stored_forms(&examples(), include_str!("../event.rs"), Event::name, Event::texts);
}

fn people() -> impl Strategy<Value = PersonId> {
    prop::sample::select(vec![ADMIN, MEMBER, PARENTS, STRANGER])
}

fn roles() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Member, Role::Admin])
}

fn invitations() -> impl Strategy<Value = InvitationId> {
    (0..4_u128).prop_map(InvitationId::from_u128)
}

fn joins() -> impl Strategy<Value = JoinPolicy> {
    use JoinPolicy::{AtOnce, ByApproval, ByInvitation};
    prop::sample::select(vec![AtOnce, ByApproval, ByInvitation])
}

fn privacies() -> impl Strategy<Value = Privacy> {
    use Privacy::{Closed, Open, ParentVisible, Secret};
    prop::sample::select(vec![Open, Closed, ParentVisible, Secret])
}

fn templates() -> impl Strategy<Value = (TemplateId, Box<Template>)> {
    let contents = vec![for_discussions(), deciding(ranking()), deciding(Method::Consent)];
    ((0..3_u128).prop_map(TemplateId::from_u128), prop::sample::select(contents).prop_map(Box::new))
}

fn commands() -> impl Strategy<Value = Command> {
    prop_oneof![
        (0..3_u32, 1..5_u32).prop_map(|(words, expected_revision)| Command::Edit {
            name: Some(text("name", &"a".repeat(words as usize))),
            description: None,
            expected_revision,
        }),
        (joins(), any::<bool>()).prop_map(|(join, add_members)| Command::Configure {
            join: Some(join),
            parent_members_read: None,
            switches: Some(Switches { add_members, ..Switches::default() }),
        }),
        prop::collection::vec(invitations(), 0..3)
            .prop_map(|invitations| Command::Invite { invitations }),
        invitations().prop_map(|invitation| Command::RevokeInvitation { invitation }),
        invitations().prop_map(|invitation| Command::ExpireInvitation { invitation }),
        invitations().prop_map(|invitation| Command::AcceptInvitation { invitation }),
        invitations().prop_map(|invitation| Command::DeclineInvitation { invitation }),
        (0..3_u128, 0..2_usize).prop_map(|(tag, words)| Command::DefineTag {
            tag: TagId::from_u128(tag),
            name: text("tag", &"a".repeat(words)),
        }),
        (0..3_u128).prop_map(|tag| Command::RenameTag {
            tag: TagId::from_u128(tag),
            name: text("tag", "b"),
        }),
        (0..3_u128).prop_map(|tag| Command::DeleteTag { tag: TagId::from_u128(tag) }),
        templates().prop_map(|(template, content)| Command::DefineTemplate {
            template,
            content,
            alike_options: None,
        }),
        (templates(), 1..4_u32).prop_map(|((template, content), expected_revision)| {
            Command::EditTemplate { template, content, alike_options: None, expected_revision }
        }),
        templates().prop_map(|(template, _)| Command::DeleteTemplate { template }),
        any::<bool>().prop_map(|on| Command::SwitchDelegation { on }),
        people().prop_map(|delegate| Command::NameDelegate { delegate, tag: None }),
        Just(Command::EndDelegation { tag: None }),
        Just(Command::Join),
        Just(Command::RequestMembership { message: None }),
        Just(Command::WithdrawRequest),
        people().prop_map(|person| Command::ApproveRequest { person }),
        people().prop_map(|person| Command::DeclineRequest { person, message: None }),
        people().prop_map(|person| Command::IgnoreRequest { person }),
        (people(), roles()).prop_map(|(person, role)| Command::SetRole { person, role }),
        people().prop_map(|person| Command::EndMembership { person }),
        (people(), 0..40_u64)
            .prop_map(|(person, since_version)| Command::EndWithParent { person, since_version }),
        privacies().prop_map(|privacy| Command::ChangePrivacy { privacy }),
        Just(Command::NarrowWithParent),
        Just(Command::Archive),
        Just(Command::Unarchive),
        Just(Command::Delete),
        Just(Command::Restore),
        Just(Command::Succeed),
        Just(Command::Destroy),
        Just(Command::Detach),
        (people(), roles()).prop_map(|(one, role)| Command::Enrol { people: vec![one], role }),
    ]
}

fn actors() -> impl Strategy<Value = Actor> {
    prop_oneof![1 => Just(Actor::System), 6 => people().prop_map(Actor::Person)]
}

proptest! {
    #[test]
    fn any_order_of_events_folds(
        events in prop::collection::vec(prop::sample::select(examples()), 0..60)
    ) {
        let group: Group = folded(&events);
        prop_assert_eq!(group.version(), events.len() as u64);
        let made = events.iter().any(|it| matches!(it, Event::GroupCreated { .. }));
        prop_assert_eq!(group.exists(), made);
    }

    #[test]
    fn a_group_has_an_admin_or_is_archived_and_repeats_write_nothing(
        privacy in privacies(),
        asked in prop::collection::vec((actors(), 0..3_i64, commands()), 0..80),
    ) {
        let parent = parent(Privacy::Open, Switches::default());
        let mut group = group(privacy, &[]).state;
        let mut now = NOW;
        for (actor, days, command) in asked {
            now += jiff::SignedDuration::from_hours(24 * days);
            let facts = Facts { parent: Some(&parent), ..Facts::new(now, actor) };
            let Ok(events) = group.decide(&command, &facts) else { continue };
            for event in &events {
                group.evolve(event);
            }
            let looked_after = group.admins().next().is_some();
            prop_assert!(
                looked_after || group.archived_at().is_some(),
                "{:?} left no admin", command
            );
            let again = group.decide(&command, &facts);
            // Whoever leaves a group that they then do not see cannot leave it again.
            let left = matches!(command, Command::EndMembership { .. });
            prop_assert!(
                again == Ok(vec![]) || (left && again == Err(Refusal::NotFound)),
                "{:?} again: {:?}", command, again
            );
        }
    }
}
