//! Every rule, broken.

use super::templates::{DELETE, DELETED, deciding, define, defined, for_discussions};
use super::*;
use crate::proposal::{DraftRefusal, Method};
use crate::refusal::TextLength;
use crate::scenario::{hours, names_in};

type Case<'a> = (Given<'a, Group>, Command, Refusal);

fn asked(person: PersonId) -> Event {
    Event::MembershipRequested { person, message: None, at: NOW }
}

fn sent() -> Event {
    Event::InvitationSent { invitation: INVITATION, by: ADMIN, expires_at: hours(1) }
}

fn archived() -> Event {
    Event::GroupArchived { cause: ArchiveCause::Admin, at: NOW }
}

fn deleted() -> Event {
    Event::GroupDeleted { at: NOW, destroys_at: hours(30 * 24) }
}

fn used() -> Event {
    Event::InvitationAccepted { invitation: INVITATION }
}

fn open() -> Given<'static, Group> {
    group(Privacy::Open, &[])
}

fn edit(name: &str, expected_revision: u32) -> Command {
    Command::Edit { name: Some(text("name", name)), description: None, expected_revision }
}

fn privacy(privacy: Privacy) -> Command {
    Command::ChangePrivacy { privacy }
}

fn configure(join: Option<JoinPolicy>, parent_members_read: Option<bool>) -> Command {
    Command::Configure { join, parent_members_read, switches: None }
}

fn long(field: &'static str, chars: u32, at_least: u32, at_most: u32) -> Refusal {
    Refusal::TextLength(TextLength { field, chars, at_least, at_most })
}

fn too_many(field: &'static str, count: usize) -> Refusal {
    Refusal::ListLength { field, count, at_most: 1_000 }
}

fn switched_off(switch: &'static str) -> Refusal {
    Refusal::SwitchedOff { switch }
}

const APPROVE: Command = Command::ApproveRequest { person: STRANGER };
const DECLINE: Command = Command::DeclineRequest { person: STRANGER, message: None };
const IGNORE: Command = Command::IgnoreRequest { person: STRANGER };
const ASK: Command = Command::RequestMembership { message: None };
const REVOKE: Command = Command::RevokeInvitation { invitation: INVITATION };
const ACCEPT: Command = Command::AcceptInvitation { invitation: INVITATION };
const TURN_DOWN: Command = Command::DeclineInvitation { invitation: INVITATION };
const EXPIRE: Command = Command::ExpireInvitation { invitation: INVITATION };
const STEP_DOWN: Command = Command::SetRole { person: ADMIN, role: Role::Member };
const PROMOTE: Command = Command::SetRole { person: MEMBER, role: Role::Admin };
const LEAVE: Command = Command::EndMembership { person: ADMIN };

const END_WITH_PARENT: Command = Command::EndWithParent { person: MEMBER, since_version: 3 };

fn invite(count: u128) -> Command {
    Command::Invite { invitations: (1..=count).map(InvitationId::from_u128).collect() }
}

fn enrol(count: u128) -> Command {
    Command::Enrol { people: (1..=count).map(person).collect(), role: Role::Member }
}

fn subgroup(privacy: Privacy) -> Command {
    Command::Create(Create { parent: Some(PARENT), ..create(privacy) })
}

fn placing_cases(parents: &[Group; 4]) -> Vec<Case<'_>> {
    use Privacy::{Closed, Open, ParentVisible, Secret};
    let under = |parent| below(nothing(), parent);
    let [open_parent, secret_parent, sub, archived_parent] = parents;
    vec![
        (nothing().by(ADMIN), subgroup(Open), Refusal::NotFound),
        (under(secret_parent).by(STRANGER), subgroup(Secret), Refusal::NotFound),
        (under(open_parent).by(STRANGER), subgroup(Open), Refusal::MembersOnly),
        (under(open_parent).by(MEMBER), subgroup(Open), switched_off("createSubgroups")),
        (under(sub).by(ADMIN), subgroup(Secret), Refusal::TooDeep),
        (under(archived_parent).by(ADMIN), subgroup(Open), Refusal::GroupArchived),
        (under(sub), subgroup(Secret), Refusal::TooDeep),
        (open().by(MEMBER), Command::Create(create(Open)), Refusal::AlreadyExists),
        (group(Secret, &[]).by(STRANGER), Command::Create(create(Open)), Refusal::NotFound),
        (nothing().by(ADMIN), Command::Create(create(ParentVisible)), Refusal::ParentRequired),
        (
            under(secret_parent).by(ADMIN),
            subgroup(Closed),
            Refusal::MoreVisibleThanParent { privacy: Closed, parent: Secret },
        ),
        (
            below(group(Secret, &[]), secret_parent).by(ADMIN),
            privacy(Open),
            Refusal::MoreVisibleThanParent { privacy: Open, parent: Secret },
        ),
    ]
}

fn founding_cases(claims: &[Handle; 2]) -> Vec<Case<'_>> {
    use Privacy::{Closed, Open, Secret};
    let named = |name: &str, privacy| Create { handle: group_handle(name), ..create(privacy) };
    let claimed = |claim| nothing().with(|facts| Facts { handle: Some(claim), ..facts });
    let [ours, theirs] = claims;
    let wordy = |name: u32, description: u32| Create {
        name: Text { chars: name, ..text("name", "") },
        description: Some(Text { chars: description, ..text("description", "") }),
        ..create(Open)
    };
    let at_once = Create { join: Some(JoinPolicy::AtOnce), ..create(Closed) };
    let reading = Create { parent_members_read: true, ..create(Secret) };
    let cases = [
        (nothing(), wordy(0, 0), long("name", 0, 1, 250)),
        (nothing(), wordy(251, 0), long("name", 251, 1, 250)),
        (nothing(), wordy(250, 10_001), long("description", 10_001, 0, 10_000)),
        (nothing(), at_once, Refusal::JoinNotAllowed { join: JoinPolicy::AtOnce, privacy: Closed }),
        (nothing(), reading, Refusal::ParentReadingNotAllowed { privacy: Secret }),
        (claimed(ours), named("ab", Open), long("handle", 2, 3, 40)),
        (claimed(ours), named("ours", Secret), Refusal::HandleNotAllowed { privacy: Secret }),
        (claimed(theirs), named("ours", Open), Refusal::HandleNotClaimed),
        (nothing(), named("ours", Open), Refusal::HandleNotClaimed),
    ];
    let by_admin =
        cases.map(|(given, create, refusal)| (given.by(ADMIN), Command::Create(create), refusal));
    by_admin.into_iter().chain(renaming_cases(ours, theirs)).collect()
}

fn renaming_cases<'a>(ours: &'a Handle, theirs: &'a Handle) -> Vec<Case<'a>> {
    let take = |name: &str| Command::ChangeHandle {
        handle: GroupHandle { claim: CLAIM, name: text("handle", name) },
    };
    let claimed =
        |privacy, claim| group(privacy, &[]).with(|facts| Facts { handle: Some(claim), ..facts });
    let (open, secret) = (|claim| claimed(Privacy::Open, claim), Privacy::Secret);
    vec![
        (open(ours), take("ours"), Refusal::PeopleOnly),
        (open(ours).by(STRANGER), take("ours"), Refusal::MembersOnly),
        (open(ours).by(MEMBER), take("ours"), Refusal::AdminsOnly),
        (open(ours).by(ADMIN), take("us"), long("handle", 2, 3, 40)),
        (open(theirs).by(ADMIN), take("ours"), Refusal::HandleNotClaimed),
        (
            claimed(secret, ours).by(ADMIN),
            take("ours"),
            Refusal::HandleNotAllowed { privacy: secret },
        ),
    ]
}

fn setting_cases() -> Vec<Case<'static>> {
    vec![
        (nothing().by(ADMIN), edit("We", 1), Refusal::NotFound),
        (group(Privacy::Secret, &[]).by(STRANGER), edit("We", 1), Refusal::NotFound),
        (open(), edit("We", 1), Refusal::PeopleOnly),
        (group(Privacy::Open, &[archived()]).by(ADMIN), edit("We", 1), Refusal::GroupArchived),
        (group(Privacy::Secret, &[archived()]).by(STRANGER), edit("We", 1), Refusal::NotFound),
        (open(), Command::Archive, Refusal::PeopleOnly),
        (open(), Command::Delete, Refusal::PeopleOnly),
        (open().by(MEMBER), Command::Delete, Refusal::AdminsOnly),
        (open().by(MEMBER), Command::Restore, Refusal::AdminsOnly),
        (open().by(ADMIN), Command::Destroy, Refusal::SystemOnly),
        (open().by(ADMIN), Command::Detach, Refusal::SystemOnly),
        (
            group(Privacy::Open, &[deleted()]).by(ADMIN).at(hours(30 * 24)),
            Command::Restore,
            Refusal::RestoreTooLate { until: hours(30 * 24) },
        ),
        (open().by(STRANGER), Command::Archive, Refusal::MembersOnly),
        (open().by(MEMBER), Command::Archive, Refusal::AdminsOnly),
        (open().by(MEMBER), Command::Unarchive, Refusal::AdminsOnly),
        (open().by(STRANGER), edit("We", 1), Refusal::MembersOnly),
        (open().by(MEMBER), edit("We", 1), Refusal::AdminsOnly),
        (open().by(ADMIN), edit("", 1), long("name", 0, 1, 250)),
        (open().by(ADMIN), edit("We", 2), Refusal::StaleRevision { expected: 2, actual: 1 }),
        (open().by(MEMBER), configure(None, None), Refusal::AdminsOnly),
        (open(), privacy(Privacy::Closed), Refusal::PeopleOnly),
        (open().by(STRANGER), privacy(Privacy::Closed), Refusal::MembersOnly),
        (open().by(MEMBER), privacy(Privacy::Closed), Refusal::AdminsOnly),
        (open().by(ADMIN), privacy(Privacy::ParentVisible), Refusal::ParentRequired),
        (open().by(ADMIN), Command::NarrowWithParent, Refusal::SystemOnly),
        (
            group(Privacy::Secret, &[]).by(ADMIN),
            configure(Some(JoinPolicy::ByApproval), None),
            Refusal::JoinNotAllowed { join: JoinPolicy::ByApproval, privacy: Privacy::Secret },
        ),
        (
            open().by(ADMIN),
            configure(None, Some(true)),
            Refusal::ParentReadingNotAllowed { privacy: Privacy::Open },
        ),
        (
            group(Privacy::ParentVisible, &[]).by(ADMIN),
            configure(None, Some(true)),
            Refusal::WidensReading,
        ),
    ]
}

fn invitation_cases() -> Vec<Case<'static>> {
    let invited = || group(Privacy::Closed, &[sent()]);
    let over = || group(Privacy::Closed, &[sent(), used()]);
    vec![
        (open().by(STRANGER), invite(1), Refusal::MembersOnly),
        (open().by(MEMBER), invite(1), switched_off("addMembers")),
        (open(), invite(1), Refusal::PeopleOnly),
        (open().by(ADMIN), invite(0), too_many("invitations", 0)),
        (open().by(ADMIN), invite(1_001), too_many("invitations", 1_001)),
        (open().by(ADMIN), REVOKE, Refusal::InvitationNotFound),
        (invited().by(MEMBER), REVOKE, Refusal::AdminsOnly),
        (invited().by(STRANGER), REVOKE, Refusal::MembersOnly),
        (invited().by(ADMIN), EXPIRE, Refusal::SystemOnly),
        (invited(), ACCEPT, Refusal::PeopleOnly),
        (invited(), TURN_DOWN, Refusal::PeopleOnly),
        (open().by(STRANGER), ACCEPT, Refusal::InvitationNotFound),
        (open().by(STRANGER), TURN_DOWN, Refusal::InvitationNotFound),
        (group(Privacy::Secret, &[]).by(STRANGER), ACCEPT, Refusal::NotFound),
        (group(Privacy::Secret, &[]).by(STRANGER), TURN_DOWN, Refusal::NotFound),
        (over().by(STRANGER), ACCEPT, Refusal::InvitationOver),
        (invited().by(STRANGER).at(hours(1)), ACCEPT, Refusal::InvitationOver),
    ]
}

fn request_cases(parent: &Group) -> Vec<Case<'_>> {
    let closed = |events: &[Event]| group(Privacy::Closed, events);
    let parent_visible = |events: &[Event]| below(group(Privacy::ParentVisible, events), parent);
    let otherwise = |join| Refusal::JoinedOtherwise { join };
    let declined = Event::MembershipRequestEnded {
        person: STRANGER,
        cause: RequestEnd::Declined,
        message: None,
    };
    let message = Some(Text { chars: 1_001, ..text("message", "") });
    let wordy = Command::RequestMembership { message };
    let wordy_answer = Command::DeclineRequest { person: STRANGER, message };
    vec![
        (open(), Command::Join, Refusal::PeopleOnly),
        (open().by(STRANGER), ASK, otherwise(JoinPolicy::AtOnce)),
        (closed(&[]).by(STRANGER), Command::Join, otherwise(JoinPolicy::ByApproval)),
        (closed(&[]).by(STRANGER), wordy, long("message", 1_001, 0, 1_000)),
        (group(Privacy::Secret, &[]).by(STRANGER), Command::Join, Refusal::NotFound),
        (group(Privacy::Secret, &[]).by(STRANGER), Command::WithdrawRequest, Refusal::NotFound),
        (parent_visible(&[]).by(STRANGER), ASK, Refusal::NotFound),
        (parent_visible(&[asked(STRANGER)]).by(ADMIN), APPROVE, Refusal::ParentMembersOnly),
        (closed(&[asked(STRANGER)]).by(STRANGER), APPROVE, Refusal::MembersOnly),
        (closed(&[asked(STRANGER)]).by(MEMBER), APPROVE, switched_off("addMembers")),
        (closed(&[asked(STRANGER)]).by(MEMBER), DECLINE, switched_off("addMembers")),
        (closed(&[asked(STRANGER)]).by(MEMBER), IGNORE, switched_off("addMembers")),
        (closed(&[asked(STRANGER)]).by(ADMIN), wordy_answer, long("message", 1_001, 0, 1_000)),
        (closed(&[]).by(ADMIN), APPROVE, Refusal::RequestNotFound),
        (closed(&[]).by(ADMIN), DECLINE, Refusal::RequestNotFound),
        (closed(&[]).by(ADMIN), IGNORE, Refusal::RequestNotFound),
        (closed(&[asked(STRANGER), declined]).by(ADMIN), IGNORE, Refusal::RequestNotFound),
    ]
}

fn tag_cases() -> Vec<Case<'static>> {
    let tag = TagId::from_u128(5);
    let named = |chars| Text { chars, ..text("tag", "") };
    let hundred: Vec<Event> = (100..200)
        .map(|tag| Event::TagDefined { tag: TagId::from_u128(tag), name: named(4) })
        .collect();
    let define = |chars| Command::DefineTag { tag, name: named(chars) };
    let full = || group(Privacy::Open, &hundred).by(MEMBER);
    vec![
        (open().by(STRANGER), define(4), Refusal::MembersOnly),
        (open().by(MEMBER), define(0), long("name", 0, 1, 50)),
        (open().by(MEMBER), define(51), long("name", 51, 1, 50)),
        (full(), define(4), Refusal::TooManyTags { tags: 101, at_most: 100 }),
        (open().by(MEMBER), Command::RenameTag { tag, name: named(4) }, Refusal::AdminsOnly),
        (open().by(ADMIN), Command::RenameTag { tag, name: named(4) }, Refusal::TagNotFound),
        (open().by(ADMIN), Command::DeleteTag { tag }, Refusal::TagNotFound),
    ]
}

fn template_cases() -> Vec<Case<'static>> {
    let content = |number| Event::TemplateDefined {
        template: TemplateId::from_u128(number),
        content: for_discussions(),
    };
    let fifty: Vec<Event> = (100..150).map(content).collect();
    let edit = |expected| super::templates::edit(deciding(Method::Consent), expected);
    let unsound = define(deciding(Method::Count { target: 0 }));
    let mut endless = deciding(Method::Ask);
    endless.voting.iter_mut().for_each(|voting| voting.days = Some(731));
    let there = || group(Privacy::Open, &[defined(for_discussions())]);
    vec![
        (open().by(MEMBER), define(for_discussions()), Refusal::AdminsOnly),
        (open().by(ADMIN), DELETE, Refusal::TemplateNotFound),
        (open().by(ADMIN), edit(1), Refusal::TemplateNotFound),
        (there().by(ADMIN), edit(7), Refusal::StaleRevision { expected: 7, actual: 1 }),
        (
            group(Privacy::Open, &[defined(for_discussions()), DELETED]).by(ADMIN),
            edit(1),
            Refusal::TemplateNotFound,
        ),
        (
            group(Privacy::Open, &fifty).by(ADMIN),
            define(for_discussions()),
            Refusal::TooManyTemplates { templates: 51, at_most: 50 },
        ),
        (
            open().by(ADMIN),
            define(endless),
            Refusal::VotingDaysOutOfBounds { days: 731, at_most: 730 },
        ),
        (open().by(ADMIN), unsound, DraftRefusal::TargetOutOfBounds { target: 0 }.into()),
    ]
}

fn delegation_cases() -> Vec<Case<'static>> {
    let on = || group(Privacy::Open, &[Event::DelegationSwitched { on: true, at: NOW }]);
    let switch = Command::SwitchDelegation { on: true };
    let tag = Some(TagId::from_u128(5));
    let name = |delegate, tag| Command::NameDelegate { delegate, tag };
    vec![
        (open().by(MEMBER), switch, Refusal::AdminsOnly),
        (open().by(MEMBER), name(ADMIN, None), Refusal::DelegationOff),
        (on().by(STRANGER), name(ADMIN, None), Refusal::MembersOnly),
        (on().by(MEMBER), name(MEMBER, None), Refusal::OwnDelegate),
        (on().by(MEMBER), name(STRANGER, None), Refusal::MemberNotFound),
        (on().by(MEMBER), name(ADMIN, tag), Refusal::TagNotFound),
        (on().by(STRANGER), Command::EndDelegation { tag: None }, Refusal::MembersOnly),
    ]
}

fn member_cases() -> Vec<Case<'static>> {
    let unknown = Command::SetRole { person: STRANGER, role: Role::Admin };
    let remove = Command::EndMembership { person: MEMBER };
    vec![
        (open().by(MEMBER), PROMOTE, Refusal::AdminsOnly),
        (open().by(MEMBER), STEP_DOWN, Refusal::AdminsOnly),
        (open().by(STRANGER), PROMOTE, Refusal::MembersOnly),
        (open().by(ADMIN), unknown, Refusal::MemberNotFound),
        (open().by(ADMIN), STEP_DOWN, Refusal::LastAdmin),
        (open().by(ADMIN), LEAVE, Refusal::LastAdmin),
        (open().by(MEMBER), LEAVE, Refusal::AdminsOnly),
        (open().by(STRANGER), remove.clone(), Refusal::MembersOnly),
        (open(), remove, Refusal::PeopleOnly),
        (open().by(ADMIN), enrol(1), Refusal::SystemOnly),
        (open().by(ADMIN), END_WITH_PARENT, Refusal::SystemOnly),
        (open(), enrol(0), too_many("people", 0)),
        (open(), enrol(1_001), too_many("people", 1_001)),
    ]
}

#[test]
fn every_refusal_has_a_case() {
    let open_parent = parent(Privacy::Open, Switches::default());
    let parents = [
        open_parent.clone(),
        parent(Privacy::Secret, Switches::default()),
        group(Privacy::ParentVisible, &[]).state,
        group(Privacy::Open, &[archived()]).state,
    ];
    let claims = [claim(GROUP), claim(PARENT)];
    let mut cases = placing_cases(&parents);
    cases.extend(founding_cases(&claims));
    cases.extend(setting_cases());
    cases.extend(invitation_cases());
    cases.extend(request_cases(&open_parent));
    cases.extend(member_cases());
    cases.extend(tag_cases());
    cases.extend(template_cases());
    cases.extend(delegation_cases());
    let own = cases.iter().filter(|(.., refusal)| !matches!(refusal, Refusal::Draft(_)));
    let codes = own.map(|(.., refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("../decide/refusal.rs")), codes);
    for (given, command, refusal) in cases {
        let asked = format!("{command:?} by {:?}", given.facts.actor);
        assert_eq!(given.when(command).answer, Err(refusal), "{asked}");
    }
}

#[test]
fn a_hidden_group_answers_every_command_as_one_that_does_not_exist() {
    let parent = parent(Privacy::Open, Switches::default());
    let commands = [
        edit("We", 7),
        configure(None, None),
        invite(0),
        REVOKE,
        EXPIRE,
        ACCEPT,
        TURN_DOWN,
        Command::DefineTag { tag: TagId::from_u128(5), name: text("tag", "") },
        Command::RenameTag { tag: TagId::from_u128(5), name: text("tag", "") },
        Command::DeleteTag { tag: TagId::from_u128(5) },
        define(for_discussions()),
        super::templates::edit(for_discussions(), 1),
        DELETE,
        Command::SwitchDelegation { on: true },
        Command::NameDelegate { delegate: STRANGER, tag: None },
        Command::EndDelegation { tag: None },
        Command::Join,
        ASK,
        Command::WithdrawRequest,
        APPROVE,
        DECLINE,
        IGNORE,
        PROMOTE,
        LEAVE,
        END_WITH_PARENT,
        privacy(Privacy::Open),
        Command::NarrowWithParent,
        Command::ChangeHandle { handle: GroupHandle { claim: CLAIM, name: text("handle", "us") } },
        Command::Archive,
        Command::Unarchive,
        Command::Delete,
        Command::Restore,
        Command::Destroy,
        Command::Detach,
        enrol(0),
    ];
    for command in commands {
        let hidden = [
            group(Privacy::Secret, &[asked(STRANGER)]),
            below(group(Privacy::Secret, &[]), &parent),
            below(group(Privacy::ParentVisible, &[]), &parent),
        ];
        for hidden in hidden {
            let answer = hidden.by(STRANGER).when(command.clone()).answer;
            assert_eq!(answer, nothing().by(STRANGER).when(command.clone()).answer, "{command:?}");
        }
    }
}

#[test]
fn a_refusal_names_the_field_that_it_is_about() {
    let field = |refusal: Refusal| refusal.path();
    assert_eq!(field(long("name", 0, 1, 250)), Some("name"));
    assert_eq!(field(too_many("people", 0)), Some("people"));
    assert_eq!(field(Refusal::StaleRevision { expected: 2, actual: 1 }), Some("expectedRevision"));
    assert_eq!(field(Refusal::LastAdmin), None);
}
