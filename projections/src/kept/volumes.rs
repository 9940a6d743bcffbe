//! How much somebody wants to be told, about everything, about a group, or about a discussion. The
//! narrowest scope that has a volume decides.

use domain::{DiscussionId, GroupId, PersonId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Kept, KeptError};
use crate::reader::Id;

/// How much somebody wants to be told.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Volume {
    /// Nothing, but for what asks for them alone: see [`muted`].
    Mute,
    /// In the app only.
    Quiet,
    /// What concerns them.
    #[default]
    Normal,
    /// Everything.
    Loud,
}

impl Volume {
    const fn name(self) -> &'static str {
        match self {
            Self::Mute => "MUTE",
            Self::Quiet => "QUIET",
            Self::Normal => "NORMAL",
            Self::Loud => "LOUD",
        }
    }
}

/// What a volume is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// Everything that the person is told.
    Person,
    /// A group; not its subgroups, which people join on their own.
    Group,
    /// A discussion.
    Discussion,
}

impl Scope {
    const fn name(self) -> &'static str {
        match self {
            Self::Person => "PERSON",
            Self::Group => "GROUP",
            Self::Discussion => "DISCUSSION",
        }
    }

    /// The volume that the viewer set for the thing with this id, as an expression; null if none.
    pub(crate) fn set_for(self, id: &str) -> String {
        format!(
            "(SELECT v.volume FROM kept.volumes AS v \
             WHERE v.person = $1::uuid AND v.kind = '{}' AND v.scope = {id})",
            self.name()
        )
    }
}

/// The viewer's volume where these scopes have one, the narrowest first, or the usual one.
pub(crate) fn effective(scopes: &[String]) -> String {
    format!("coalesce({}, '{}')", scopes.join(", "), Volume::default().name())
}

/// The viewer wants to be told nothing about the discussion `d` in the group `g`.
///
/// What is said to many falls silent with it: that voting began, ends or ended, outcomes, news, that
/// one was let in, and what others say to one there. What asks for the viewer alone does not, and no condition
/// like this one is put to it: proposals whose electorate names them, proposals and reviews of
/// their own, requests that they decide on by office, and what became of their own requests and
/// role. Nor does `needs_my_vote`, which only answers when asked.
pub(crate) fn muted() -> String {
    let (discussion, group) = (Scope::Discussion.set_for("d.id"), Scope::Group.set_for("g.id"));
    let volume = effective(&[discussion, group, Scope::Person.set_for("$1::uuid")]);
    format!("({volume} = '{}')", Volume::Mute.name())
}

impl Kept {
    /// Sets the person's volume for everything; without one, the usual volume holds.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub async fn set_volume(
        &self,
        person: PersonId,
        volume: Option<Volume>,
    ) -> Result<(), KeptError> {
        self.set(person, Scope::Person, person.uuid(), volume).await
    }

    /// Sets the person's volume for a group; without one, that for everything holds.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub async fn set_volume_of_group(
        &self,
        person: PersonId,
        group: GroupId,
        volume: Option<Volume>,
    ) -> Result<(), KeptError> {
        self.set(person, Scope::Group, group.uuid(), volume).await
    }

    /// Sets the person's volume for a discussion; without one, that for its group holds.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub async fn set_volume_of_discussion(
        &self,
        person: PersonId,
        discussion: DiscussionId,
        volume: Option<Volume>,
    ) -> Result<(), KeptError> {
        self.set(person, Scope::Discussion, discussion.uuid(), volume).await
    }

    async fn set(
        &self,
        person: PersonId,
        kind: Scope,
        scope: Uuid,
        volume: Option<Volume>,
    ) -> Result<(), KeptError> {
        const SET: &str = "INSERT INTO kept.volumes (person, kind, scope, volume)
            VALUES ($1, $2, $3, $4)
            ON CONFLICT (person, kind, scope) DO UPDATE SET volume = excluded.volume";
        const UNSET: &str =
            "DELETE FROM kept.volumes WHERE person = $1 AND kind = $2 AND scope = $3";
        let (person, kind) = (person.uuid(), kind.name());
        match volume {
            Some(volume) => self.execute(SET, &[&person, &kind, &scope, &volume.name()]).await,
            None => self.execute(UNSET, &[&person, &kind, &scope]).await,
        }
    }
}
