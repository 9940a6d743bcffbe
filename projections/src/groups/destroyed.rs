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

/// Whether the version `v` of something says something.
const WORDS_OF: &str = "FROM versions AS v WHERE (v.title > '' OR v.body > '') \
    AND v.owner =";

/// All groups that are destroyed, with everything in them.
///
/// # Errors
/// If nothing can be read.
pub async fn destroyed(snapshot: &Snapshot) -> Result<Destroyed, ReadError> {
    // Something may hold words though what it is in does not: a set that takes in the history while
    // the keys are destroyed has those of what came first. Columns are empty where nothing was given.
    let sql = format!(
        "SELECT g.id AS group_id, NULL::uuid AS discussion, NULL::uuid AS proposal, \
           g.name > '' OR g.description > '' OR EXISTS (SELECT {WORDS_OF} g.id) \
           OR EXISTS (SELECT FROM tags AS t WHERE t.group_id = g.id \
             AND (t.name > '' OR EXISTS (SELECT {WORDS_OF} t.id))) \
           OR EXISTS (SELECT FROM templates AS t WHERE t.group_id = g.id \
             AND (t.name > '' OR t.title > '' OR t.body > '' \
               OR EXISTS (SELECT {WORDS_OF} t.id))) AS says \
         FROM groups AS g WHERE g.destroyed_at IS NOT NULL \
         UNION ALL \
         SELECT NULL, d.id, NULL, \
           d.title > '' OR d.body > '' OR EXISTS (SELECT {WORDS_OF} d.id) \
           OR EXISTS (SELECT FROM comments AS c WHERE c.discussion_id = d.id \
             AND (c.body > '' OR EXISTS (SELECT {WORDS_OF} c.id))) FROM groups AS g \
         JOIN discussions AS d ON d.group_id = g.id WHERE g.destroyed_at IS NOT NULL \
         UNION ALL \
         SELECT NULL, NULL, p.id, \
           p.title > '' OR p.details > '' OR EXISTS (SELECT {WORDS_OF} p.id) \
           OR EXISTS (SELECT FROM ballots AS b WHERE b.proposal = p.id AND b.reason > '') \
           OR EXISTS (SELECT FROM notes AS n WHERE n.proposal = p.id AND n.body > '') \
           OR EXISTS (SELECT FROM outcomes AS o WHERE o.proposal = p.id \
             AND o.statement > '') FROM groups AS g \
         JOIN discussions AS d ON d.group_id = g.id \
         JOIN proposals AS p ON p.discussion_id = d.id WHERE g.destroyed_at IS NOT NULL"
    );
    let mut found = Destroyed::default();
    for row in snapshot.rows(&sql, &[]).await? {
        let cells = Cells(&row);
        found.words_left |= cells.get::<Option<bool>>("says")? == Some(true);
        let group = cells.maybe_id::<GroupId>("group_id")?.map(StreamId::from);
        let discussion = cells.maybe_id::<DiscussionId>("discussion")?.map(StreamId::from);
        let proposal = cells.maybe_id::<ProposalId>("proposal")?.map(StreamId::from);
        found.streams.extend(group.or(discussion).or(proposal));
    }
    Ok(found)
}
