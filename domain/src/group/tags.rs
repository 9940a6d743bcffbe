//! The tags of a group, and which of them may be put on something.

use std::collections::{BTreeMap, BTreeSet};

use super::event::Event;
use super::state::Group;
use crate::id::TagId;
use crate::text::Text;

/// How many tags something has at most.
const MOST_ON_ONE: usize = 20;

/// A tag of a group.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tag {
    /// What it is called.
    pub name: Text,
    /// Whether it was deleted: it stays where it is and is put on nothing more.
    pub deleted: bool,
}

/// All tags that a group ever had.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tags(BTreeMap<TagId, Tag>);

/// The rules that tags put on something can break.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TagRefusal {
    /// Something has so many tags at most.
    #[error("{tags} tags; {at_most} are allowed")]
    TooMany {
        /// How many different tags it was to have.
        tags: usize,
        /// How many it may have.
        at_most: usize,
    },
    /// Only the group's own tags are put on something, and no deleted ones.
    #[error("the group has no tag {tag}")]
    NotFound {
        /// Which.
        tag: TagId,
    },
}

impl TagRefusal {
    /// The rule's name in the API.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooMany { .. } => "TOO_MANY_TAGS",
            Self::NotFound { .. } => "TAG_NOT_FOUND",
        }
    }

    /// The input field that breaks the rule.
    #[must_use]
    pub const fn path(&self) -> Option<&'static str> {
        Some("tags")
    }
}

impl Tags {
    pub(super) fn get(&self, tag: TagId) -> Option<Tag> {
        self.0.get(&tag).copied()
    }

    /// How many tags can be put on something.
    pub(super) fn count(&self) -> usize {
        self.0.values().filter(|tag| !tag.deleted).count()
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match *event {
            Event::TagDefined { tag, name } => {
                self.0.insert(tag, Tag { name, deleted: false });
            }
            Event::TagRenamed { tag, name } => {
                if let Some(tag) = self.0.get_mut(&tag) {
                    tag.name = name;
                }
            }
            Event::TagDeleted { tag } => {
                if let Some(tag) = self.0.get_mut(&tag) {
                    tag.deleted = true;
                }
            }
            _ => {}
        }
    }
}

impl Group {
    /// The tag, deleted or not.
    #[must_use]
    pub fn tag(&self, tag: TagId) -> Option<Tag> {
        self.founded()?.tags.get(tag)
    }

    /// The tags that were `asked` for, each once and in ascending order. Those that something `has`
    /// already may stay on it, also when they were deleted since.
    pub(crate) fn settle_tags(
        &self,
        asked: &[TagId],
        has: &[TagId],
    ) -> Result<Vec<TagId>, TagRefusal> {
        let tags: BTreeSet<TagId> = asked.iter().copied().collect();
        if tags.len() > MOST_ON_ONE {
            return Err(TagRefusal::TooMany { tags: tags.len(), at_most: MOST_ON_ONE });
        }
        let is_missing = |tag: &TagId| self.tag(*tag).is_none_or(|tag| tag.deleted);
        match tags.iter().find(|tag| !has.contains(tag) && is_missing(tag)) {
            Some(tag) => Err(TagRefusal::NotFound { tag: *tag }),
            None => Ok(tags.into_iter().collect()),
        }
    }
}
