//! Tags: defining, renaming and deleting them. What they are put on is for discussions and
//! proposals to decide.

use std::ops::RangeInclusive;

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::group::event::Event;
use crate::group::state::Group;
use crate::group::tags::Tag;
use crate::id::TagId;
use crate::refusal::TextLength;
use crate::text::Text;

const TAG: RangeInclusive<u32> = 1..=50;
/// How many tags a group has at most.
const MOST_TAGS: usize = 100;

impl Group {
    /// Whoever may tag may also define what to tag with.
    pub(super) fn define_tag(&self, tag: TagId, name: Text, facts: &Facts<'_>) -> Decision {
        self.acting_by_switch(facts, "tagAndPin", |switches| switches.tag_and_pin)?;
        let Some(group) = self.founded() else { return Err(Refusal::NotFound) };
        if group.tags.get(tag).is_some() {
            return Ok(vec![]);
        }
        TextLength::check("name", &name, TAG)?;
        let tags = group.tags.count() + 1;
        if tags > MOST_TAGS {
            return Err(Refusal::TooManyTags { tags, at_most: MOST_TAGS });
        }
        Ok(vec![Event::TagDefined { tag, name }])
    }

    /// What others have tagged with it gets another name too, so this is for admins.
    pub(super) fn rename_tag(&self, tag: TagId, name: Text, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        let own = self.live_tag(tag)?;
        if own.name.same_words(&name) {
            return Ok(vec![]);
        }
        TextLength::check("name", &name, TAG)?;
        Ok(vec![Event::TagRenamed { tag, name }])
    }

    /// A deleted tag stays where it is: what was voted on, and who votes for whom in it, does not
    /// change behind anybody's back. It is put on nothing more.
    pub(super) fn delete_tag(&self, tag: TagId, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        match self.tag(tag) {
            None => Err(Refusal::TagNotFound),
            Some(Tag { deleted: true, .. }) => Ok(vec![]),
            Some(_) => Ok(vec![Event::TagDeleted { tag }]),
        }
    }

    /// A tag that is there and not deleted.
    pub(super) fn live_tag(&self, tag: TagId) -> Result<Tag, Refusal> {
        self.tag(tag).filter(|tag| !tag.deleted).ok_or(Refusal::TagNotFound)
    }
}
