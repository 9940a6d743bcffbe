//! How far somebody has read. A marker only ever moves on.

use domain::{DiscussionId, PersonId};
use eventlog::Position;

use super::{Kept, KeptError};
use crate::reader::Id;

impl Kept {
    /// Everything in the discussion up to this position is read. A marker that is further on stays.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub async fn mark_read(
        &self,
        person: PersonId,
        discussion: DiscussionId,
        up_to: Position,
    ) -> Result<(), KeptError> {
        const MARK: &str = "INSERT INTO kept.read_markers AS old (person, discussion, position)
            VALUES ($1, $2, $3) ON CONFLICT (person, discussion)
            DO UPDATE SET position = excluded.position WHERE old.position < excluded.position";
        self.execute(MARK, &[&person.uuid(), &discussion.uuid(), &up_to.0.cast_signed()]).await
    }

    /// Everything in the person's inbox up to this position is seen. A marker that is further on
    /// stays.
    ///
    /// # Errors
    /// If it cannot be kept.
    pub async fn mark_inbox_seen(
        &self,
        person: PersonId,
        up_to: Position,
    ) -> Result<(), KeptError> {
        const MARK: &str = "INSERT INTO kept.inbox_markers AS old (person, position)
            VALUES ($1, $2) ON CONFLICT (person)
            DO UPDATE SET position = excluded.position WHERE old.position < excluded.position";
        self.execute(MARK, &[&person.uuid(), &up_to.0.cast_signed()]).await
    }
}
