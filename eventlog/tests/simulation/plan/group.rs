//! Commands to groups.

use domain::group::{
    Command as Of, Create, GroupHandle, JoinPolicy, Privacy, Role, Switches, Template, Voting,
};
use domain::proposal::Reminder;
use domain::{
    Actor, Command, GroupId, HandleId, InvitationId, PersonId, TagId, TemplateId, TextId,
};

use super::Planner;
use super::proposal::Options;
use crate::model::{Asked, Group, HOUR};

const WAYS: [JoinPolicy; 3] =
    [JoinPolicy::AtOnce, JoinPolicy::ByApproval, JoinPolicy::ByInvitation];

impl Planner<'_> {
    pub(super) fn ask_group(&mut self) -> (Command, Actor) {
        let groups = self.model.groups.len();
        if groups < self.style.groups as usize && self.chance(if groups < 2 { 40 } else { 4 }) {
            return self.create();
        }
        let id = self.group();
        let group = self.model.groups.get(&id).cloned();
        let few = group.as_ref().is_some_and(|group| group.members().count() < 4);
        let (command, actor) = match self.dice.u32(0..100) {
            _ if few && self.chance(30) => self.enrolment(),
            _ if self.chance(self.style.comings) => self.membership(id, group.as_ref()),
            0..12 => self.work_on_group(group.as_ref()),
            12..40 => self.delegation(group.as_ref()),
            40..55 => self.tags(group.as_ref()),
            55..65 => self.templates(group.as_ref()),
            _ => self.looking_after(id, group.as_ref()),
        };
        (Command::Group(id, command), actor)
    }

    fn privacy(&mut self) -> Privacy {
        Privacy::ALL[self.dice.usize(0..4)]
    }

    fn switches(&mut self) -> Switches {
        let mut on = || self.dice.u32(0..10) < 7;
        Switches {
            add_members: on(),
            add_guests: on(),
            start_discussions: on(),
            edit_discussions: on(),
            edit_comments: on(),
            delete_comments: on(),
            raise_proposals: on(),
            create_subgroups: on(),
            announce: on(),
            tag_and_pin: on(),
        }
    }

    fn name(&mut self, id: GroupId, claim: HandleId) -> GroupHandle {
        GroupHandle { claim, name: self.say(TextId::group_handle(id), 40) }
    }

    fn create(&mut self) -> (Command, Actor) {
        let next = GroupId::from_u128(101 + self.model.groups.len() as u128);
        let id = if self.chance(95) { next } else { self.group() };
        let parent = self.maybe(65, |it| it.group());
        let above = parent.and_then(|parent| self.model.groups.get(&parent)).cloned();
        let held = self.model.handles.iter().find(|(_, held)| held.holder == Some(id));
        let held = held.map(|(claim, _)| *claim);
        let claim = held.or_else(|| self.maybe(3, |it| it.handle()));
        let privacy = match (above.is_some(), self.privacy()) {
            (false, Privacy::ParentVisible) if self.chance(90) => Privacy::Open,
            (_, privacy) => privacy,
        };
        let create = Create {
            name: self.say(TextId::group_name(id), 250),
            description: self.maybe(40, |it| it.say(TextId::group_description(id), 10_000)),
            parent,
            privacy,
            join: self.maybe(30, |it| it.one_of(&WAYS).unwrap_or(JoinPolicy::AtOnce)),
            parent_members_read: privacy == Privacy::ParentVisible && self.chance(60)
                || self.chance(2),
            switches: if self.chance(50) { Switches::default() } else { self.switches() },
            handle: claim.map(|claim| self.name(id, claim)),
        };
        let actor = match &above {
            Some(parent) => self.actor_in(Some(parent)),
            None if self.chance(5) => Actor::System,
            None => Actor::Person(self.person()),
        };
        (Command::Group(id, Of::Create(create)), actor)
    }

    fn member(&mut self, group: Option<&Group>) -> PersonId {
        let members: Vec<PersonId> =
            group.into_iter().flat_map(Group::members).map(|stay| stay.person).collect();
        let any = self.person();
        self.one_of(&members).filter(|_| self.chance(90)).unwrap_or(any)
    }

    fn membership(&mut self, id: GroupId, group: Option<&Group>) -> (Of, Actor) {
        let anybody = Actor::Person(self.person());
        let inside = self.actor_in(group);
        let person = self.person();
        let asking: Vec<PersonId> = group
            .into_iter()
            .flat_map(|group| &group.asked)
            .filter(|(_, asked)| **asked == Asked::Waiting || self.dice.bool())
            .map(|(person, _)| *person)
            .collect();
        let asked = self.one_of(&asking).filter(|_| self.chance(90)).unwrap_or(person);
        let invitation = self.invitation(id, group);
        match self.dice.u32(0..100) {
            0..20 => (Of::Join, anybody),
            20..31 => {
                let text = TextId::request_message(id, person);
                let message = self.maybe(40, |it| it.say(text, 1_000));
                (Of::RequestMembership { message }, Actor::Person(person))
            }
            31..35 => (Of::WithdrawRequest, Actor::Person(asked)),
            35..42 => (Of::ApproveRequest { person: asked }, inside),
            42..46 => {
                let text = TextId::decline_message(id, asked);
                let message = self.maybe(40, |it| it.say(text, 1_000));
                (Of::DeclineRequest { person: asked, message }, inside)
            }
            46..50 => (Of::IgnoreRequest { person: asked }, inside),
            50..58 => {
                let known = group.map_or(0, |group| group.invitations.len() as u128);
                let first = id.to_u128() * 1_000 + known;
                let count = self.dice.u128(0..4);
                let new = (0..count).map(|more| InvitationId::from_u128(first + more));
                (Of::Invite { invitations: new.collect() }, inside)
            }
            58..62 => (Of::RevokeInvitation { invitation }, inside),
            62..72 => (Of::AcceptInvitation { invitation }, anybody),
            72..75 => (Of::DeclineInvitation { invitation }, anybody),
            75..84 => {
                let role = if self.chance(60) { Role::Admin } else { Role::Member };
                (Of::SetRole { person: self.member(group), role }, inside)
            }
            _ => {
                let person = self.member(group);
                let by = if self.chance(65) { Actor::Person(person) } else { inside };
                (Of::EndMembership { person }, by)
            }
        }
    }

    fn invitation(&mut self, id: GroupId, group: Option<&Group>) -> InvitationId {
        let pending: Vec<InvitationId> = group
            .into_iter()
            .flat_map(|group| &group.invitations)
            .filter(|(_, pending)| pending.is_some())
            .map(|(invitation, _)| *invitation)
            .collect();
        let any = InvitationId::from_u128(id.to_u128() * 1_000 + self.dice.u128(0..6));
        self.one_of(&pending).filter(|_| self.chance(80)).unwrap_or(any)
    }

    /// What the system might send without owing it, or what somebody sends in its place.
    fn work_on_group(&mut self, group: Option<&Group>) -> (Of, Actor) {
        let person = self.person();
        let who = if self.chance(70) { Actor::System } else { self.actor_in(group) };
        let since_version = match group.and_then(|group| group.stay(person)) {
            // That membership did not end with another.
            Some(stay) if who == Actor::System => stay.version + 1,
            Some(stay) => stay.version,
            None => 3,
        };
        let id = GroupId::from_u128(101);
        let command = match self.dice.u32(0..8) {
            0 => Of::NarrowWithParent,
            1 => Of::ExpireInvitation { invitation: self.invitation(id, group) },
            2 => Of::EndWithParent { person, since_version },
            3 => Of::Destroy,
            4 => Of::Detach,
            5 => Of::Succeed,
            _ => return (self.enrolment().0, who),
        };
        (command, who)
    }

    fn enrolment(&mut self) -> (Of, Actor) {
        let role = if self.chance(30) { Role::Admin } else { Role::Member };
        (Of::Enrol { people: self.people(4), role }, Actor::System)
    }

    fn tag(&mut self, group: Option<&Group>) -> TagId {
        let live = group.map(Group::live_tags).unwrap_or_default();
        let any = TagId::from_u128(self.dice.u128(401..406));
        self.one_of(&live).filter(|_| self.chance(85)).unwrap_or(any)
    }

    /// A member; often one who passes on to somebody else.
    fn delegate(&mut self, group: Option<&Group>) -> PersonId {
        let members = group.into_iter().flat_map(|group| {
            let named = |person| group.delegate(person, None, self.model.now).is_some();
            group.members().map(|stay| stay.person).filter(move |person| named(*person))
        });
        let passing: Vec<PersonId> = members.collect();
        let passing = self.one_of(&passing).filter(|_| self.chance(50));
        passing.unwrap_or_else(|| self.member(group))
    }

    fn delegation(&mut self, group: Option<&Group>) -> (Of, Actor) {
        let delegators: Vec<PersonId> =
            group.into_iter().flat_map(|group| &group.named).map(|named| named.person).collect();
        let again = self.one_of(&delegators).filter(|_| self.chance(50));
        let actor = again.map_or_else(|| self.actor_in(group), Actor::Person);
        let tag = self.maybe(45, |it| it.tag(group));
        let on = group.is_some_and(|group| group.delegates(self.model.now));
        let command = match self.dice.u32(0..100) {
            0..70 if on => Of::NameDelegate { delegate: self.delegate(group), tag },
            70..85 => Of::EndDelegation { tag },
            85..90 => Of::NameDelegate { delegate: self.member(group), tag },
            _ => Of::SwitchDelegation { on: self.chance(85) },
        };
        (command, actor)
    }

    fn tags(&mut self, group: Option<&Group>) -> (Of, Actor) {
        let actor = self.actor_in(group);
        let tag = self.tag(group);
        let command = match self.dice.u32(0..10) {
            0..6 => {
                let tag = TagId::from_u128(self.dice.u128(401..406));
                Of::DefineTag { tag, name: self.say(TextId::tag_name(tag), 50) }
            }
            6..8 => Of::RenameTag { tag, name: self.say(TextId::tag_name(tag), 50) },
            _ => Of::DeleteTag { tag },
        };
        (command, actor)
    }

    fn templates(&mut self, group: Option<&Group>) -> (Of, Actor) {
        let actor = self.actor_in(group);
        let live: Vec<TemplateId> =
            group.map(|it| it.live_templates().map(|(id, _)| id).collect()).unwrap_or_default();
        let any = TemplateId::from_u128(self.dice.u128(701..706));
        let template = self.one_of(&live).filter(|_| self.chance(80)).unwrap_or(any);
        let revision = group.and_then(|group| group.templates.get(&template)?.as_ref());
        let actual = revision.map_or(1, |(_, revision)| *revision);
        let alike_options = self.maybe(2, |_| (1, 2));
        let command = match self.dice.u32(0..10) {
            0..5 => {
                let content = Box::new(self.template(any));
                Of::DefineTemplate { template: any, content, alike_options }
            }
            5..8 => {
                let content = Box::new(self.template(template));
                let expected_revision = if self.chance(85) { actual } else { actual + 1 };
                Of::EditTemplate { template, content, alike_options, expected_revision }
            }
            _ => Of::DeleteTemplate { template },
        };
        (command, actor)
    }

    fn template(&mut self, id: TemplateId) -> Template {
        let voting = self.maybe(70, |it| {
            let text = |number| TextId::template_option(id, number);
            let method = it.method(Options { text: &text, least: 0 });
            Voting {
                reasons: it.reasons(&method),
                results: it.results(),
                quorum: it.maybe(40, Self::quorum),
                rule: if it.chance(60) { it.rule(&method) } else { None },
                reminder: Reminder::NotVoted,
                days: it.maybe(50, |it| it.dice.u16(0..740)),
                method,
            }
        });
        Template {
            name: self.say(TextId::template_name(id), 100),
            title: self.maybe(50, |it| it.say(TextId::template_title(id), 150)),
            body: self.maybe(50, |it| it.say(TextId::template_body(id), 100_000)),
            voting,
        }
    }

    fn looking_after(&mut self, id: GroupId, group: Option<&Group>) -> (Of, Actor) {
        let actor = self.actor_in(group);
        let stopped = group.is_some_and(|group| group.stopped().is_some());
        if stopped && self.chance(60) {
            let deleted = group.is_some_and(|group| group.deleted.is_some());
            return (if deleted { Of::Restore } else { Of::Unarchive }, actor);
        }
        let command = match self.dice.u32(0..100) {
            0..20 => {
                let actual = group.map_or(1, |group| group.revision);
                let name = self.maybe(60, |it| it.say(TextId::group_name(id), 250));
                let text = TextId::group_description(id);
                Of::Edit {
                    name,
                    description: self.maybe(50, |it| it.say(text, 10_000)),
                    expected_revision: if self.chance(85) { actual } else { actual + 1 },
                }
            }
            20..50 => Of::Configure {
                join: self.maybe(60, |it| it.one_of(&WAYS).unwrap_or(JoinPolicy::AtOnce)),
                parent_members_read: self.maybe(15, |it| it.dice.bool()),
                switches: self.maybe(50, Self::switches),
            },
            50..70 => Of::ChangePrivacy { privacy: self.privacy() },
            70..85 => {
                let held = self.model.handles.iter().filter(|(_, it)| it.holder == Some(id));
                let held: Vec<HandleId> = held.map(|(claim, _)| *claim).collect();
                let any = self.handle();
                let claim = self.one_of(&held).unwrap_or(any);
                Of::ChangeHandle { handle: self.name(id, claim) }
            }
            85..87 => Of::Archive,
            87..91 => Of::Unarchive,
            91..95 => Of::Delete,
            _ => Of::Restore,
        };
        (command, actor)
    }

    /// A time from now on, in milliseconds: hours or weeks.
    pub(super) fn later(&mut self) -> i64 {
        let most = if self.chance(50) { 60 } else { 24 * 20 };
        self.model.now + self.dice.i64(1..most) * HOUR + self.dice.i64(0..3)
    }
}
