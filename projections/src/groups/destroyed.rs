//! Which groups are destroyed, and what was in them? For whoever destroys the keys.

use domain::{DiscussionId, GroupId, ProposalId, StreamId};

use crate::reader::{Cells, ReadError, Snapshot};

/// What is left of groups whose texts are destroyed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Destroyed {
    /// The streams that the texts are in: of the groups, their discussions and their proposals.
    pub streams: Vec<StreamId>,
    /// Whether the read models still hold words from when the keys were there.
    pub words_left: bool,
}

/// All groups that are destroyed, with everything in them.
///
/// # Errors
/// If nothing can be read.
pub async fn destroyed(snapshot: &Snapshot) -> Result<Destroyed, ReadError> {
    let sql = "SELECT g.id AS group_id, NULL::uuid AS discussion, NULL::uuid AS proposal, \
           g.name IS NOT NULL AS named FROM groups AS g WHERE g.destroyed_at IS NOT NULL \
         UNION ALL \
         SELECT NULL, d.id, NULL, false FROM groups AS g \
         JOIN discussions AS d ON d.group_id = g.id WHERE g.destroyed_at IS NOT NULL \
         UNION ALL \
         SELECT NULL, NULL, p.id, false FROM groups AS g \
         JOIN proposals AS p ON p.group_id = g.id WHERE g.destroyed_at IS NOT NULL";
    let mut found = Destroyed::default();
    for row in snapshot.rows(sql, &[]).await? {
        let cells = Cells(&row);
        // A group has always had a name.
        found.words_left |= cells.get::<bool>("named")?;
        let group = cells.maybe_id::<GroupId>("group_id")?.map(StreamId::from);
        let discussion = cells.maybe_id::<DiscussionId>("discussion")?.map(StreamId::from);
        let proposal = cells.maybe_id::<ProposalId>("proposal")?.map(StreamId::from);
        found.streams.extend(group.or(discussion).or(proposal));
    }
    Ok(found)
}
