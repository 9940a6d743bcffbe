//! What an import founds for itself: a group with one discussion, and people who are nobody real.
//! Nothing is said in anybody's name, and no group that is there gets members whom it did not let
//! in.

use domain::{
    Actor, Command, DiscussionId, GroupId, Origin, PersonId, Text, TextId, Timestamp, discussion,
    group, person,
};

use super::carrier::Planned;

/// A group with one discussion. Their ids derive from what is imported and never expire.
pub(super) struct Ground {
    pub group: GroupId,
    pub discussion: DiscussionId,
    /// Who looks after the imported group.
    pub organiser: PersonId,
    /// When it began.
    pub began: Timestamp,
    /// The name of the group, and the title of the discussion.
    pub name: String,
    /// The description of the group; may be empty.
    pub description: String,
    /// The body of the discussion.
    pub body: String,
}

impl Ground {
    /// A command that comes at the beginning.
    fn began(&self, command: Command, actor: Actor) -> Planned {
        let key = command.stream().to_string();
        Planned { command, actor, origin: Origin::Import(self.began), key }
    }

    pub fn import_person(&self, person: PersonId) -> Planned {
        let command = Command::Person(person, person::Command::Import);
        self.began(command, Actor::System)
    }

    pub fn group_words(&self) -> Vec<(TextId, String)> {
        vec![
            (TextId::group_name(self.group), first(&self.name, 250)),
            (TextId::group_description(self.group), first(&self.description, 10_000)),
        ]
    }

    pub fn create_group(&self, text: impl Fn(TextId) -> Text) -> Planned {
        let description = text(TextId::group_description(self.group));
        let create = group::Create {
            name: text(TextId::group_name(self.group)),
            description: (description.chars > 0).then_some(description),
            parent: None,
            privacy: group::Privacy::Open,
            join: None,
            parent_members_read: false,
            switches: group::Switches::default(),
            handle: None,
        };
        let command = Command::Group(self.group, group::Command::Create(create));
        self.began(command, Actor::Person(self.organiser))
    }

    pub fn enrol(&self, people: Vec<PersonId>, role: group::Role) -> Planned {
        let key = format!("{:032x}/{role:?}", hash(&people));
        let enrol = group::Command::Enrol { people, role };
        Planned { key, ..self.began(Command::Group(self.group, enrol), Actor::System) }
    }

    pub fn discussion_words(&self) -> Vec<(TextId, String)> {
        vec![
            (TextId::discussion_title(self.discussion), first(&self.name, 150)),
            (TextId::discussion_body(self.discussion), self.body.clone()),
        ]
    }

    pub fn start_discussion(&self, text: impl Fn(TextId) -> Text) -> Planned {
        let start = discussion::Command::Start {
            group: self.group,
            title: text(TextId::discussion_title(self.discussion)),
            body: Some(text(TextId::discussion_body(self.discussion))),
            privacy: None,
        };
        let command = Command::Discussion(self.discussion, start);
        self.began(command, Actor::Person(self.organiser))
    }
}

/// The first characters of a text.
pub(super) fn first(text: &str, characters: usize) -> String {
    text.chars().take(characters).collect()
}

fn hash(people: &[PersonId]) -> u128 {
    let bytes: Vec<[u8; 16]> = people.iter().map(|id| id.to_u128().to_be_bytes()).collect();
    let parts: Vec<&[u8]> = bytes.iter().map(|id| &id[..]).collect();
    domain::id::hash_u128(&parts)
}
