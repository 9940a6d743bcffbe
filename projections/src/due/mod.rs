//! What is due, and what is owed? For the scheduler.
//!
//! Made of other read models: proposals, outcomes, invitations, memberships, guests and ballots. A job
//! names the very instance that it is for.

mod owed;

pub use owed::Obligation;

use domain::{
    DiscussionId, GroupId, HandleId, InvitationId, OutcomeId, PersonId, ProposalId, Timestamp,
};
use tokio_postgres::Row;
use tokio_postgres::types::ToSql;

use crate::engine::timestamptz;
use crate::reader::{Cells, ReadError, Snapshot};

/// Something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// Voting begins.
    Open {
        /// In which proposal.
        proposal: ProposalId,
        /// Which opening it will be.
        opening: u32,
    },
    /// A reminder of the close is due.
    Remind {
        /// Of which proposal.
        proposal: ProposalId,
        /// Of which opening.
        opening: u32,
        /// Of which closing time.
        closes_at: Timestamp,
    },
    /// Voting ends.
    Close {
        /// In which proposal.
        proposal: ProposalId,
        /// Which opening.
        opening: u32,
    },
    /// A review date came.
    ReviewDue {
        /// Of which proposal.
        proposal: ProposalId,
        /// Of which outcome.
        outcome: OutcomeId,
        /// The review date.
        review_at: Timestamp,
    },
    /// An invitation lapses.
    ExpireInvitation {
        /// To which group.
        group: GroupId,
        /// Which.
        invitation: InvitationId,
    },
    /// The readers come who were announced.
    Widen {
        /// Of which discussion.
        discussion: DiscussionId,
        /// The version of the discussion's stream at which they were announced.
        since_version: u64,
    },
    /// An invitation of a guest lapses.
    ExpireGuestInvitation {
        /// To which discussion.
        discussion: DiscussionId,
        /// Which.
        invitation: InvitationId,
    },
    /// A guest's place ended with their membership, which the discussion does not say yet.
    EndLapsedPlace {
        /// In which discussion.
        discussion: DiscussionId,
        /// Whose.
        person: PersonId,
        /// The version of the discussion's stream at which the place began.
        since_version: u64,
    },
    /// The vote of somebody who is no longer in the electorate is withdrawn.
    WithdrawVoteOf {
        /// In which proposal.
        proposal: ProposalId,
        /// Whose.
        voter: PersonId,
    },
    /// A subgroup becomes no more visible than its parent.
    NarrowGroup {
        /// Which.
        group: GroupId,
    },
    /// A discussion becomes private, because not everyone sees its group any more.
    NarrowDiscussion {
        /// Which.
        discussion: DiscussionId,
    },
    /// A unique name that the group gave up becomes free.
    ReleaseHandle {
        /// The name's claim.
        claim: HandleId,
        /// The group that gave it up.
        group: GroupId,
    },
    /// A deleted group's texts are destroyed.
    DestroyGroup {
        /// Which.
        group: GroupId,
    },
    /// A secret subgroup stands alone, because its parent is deleted.
    DetachGroup {
        /// Which.
        group: GroupId,
    },
    /// Somebody looks after a group whose admins are all deactivated.
    Succeed {
        /// Which.
        group: GroupId,
    },
    /// A membership ends because the one in the parent did.
    EndWithParent {
        /// Of which subgroup.
        group: GroupId,
        /// Whose.
        person: PersonId,
        /// The version of the subgroup's stream at which it started.
        since_version: u64,
    },
}

/// Something that is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DueRow {
    /// When.
    pub at: Timestamp,
    /// What.
    pub job: Job,
}

impl DueRow {
    fn read(row: &Row) -> Result<Self, ReadError> {
        let cells = Cells(row);
        let at = cells.time("at")?;
        let opening = || cells.count("opening");
        let job = match cells.get("job")? {
            "OPEN" => Job::Open { proposal: cells.id("id")?, opening: opening()? },
            "REMIND" => Job::Remind {
                proposal: cells.id("id")?,
                opening: opening()?,
                closes_at: cells.time("about")?,
            },
            "CLOSE" => Job::Close { proposal: cells.id("id")?, opening: opening()? },
            "REVIEW" => Job::ReviewDue {
                proposal: cells.id("id")?,
                outcome: cells.id("part")?,
                review_at: at,
            },
            "WIDEN" => Job::Widen {
                discussion: cells.id("id")?,
                since_version: cells.get::<i64>("version")?.cast_unsigned(),
            },
            "DESTROY" => Job::DestroyGroup { group: cells.id("id")? },
            "EXPIRE_GUEST" => Job::ExpireGuestInvitation {
                discussion: cells.id("id")?,
                invitation: cells.id("part")?,
            },
            _ => Job::ExpireInvitation { group: cells.id("id")?, invitation: cells.id("part")? },
        };
        Ok(Self { at, job })
    }
}

/// Closes before their time: what was discarded, or stopped with its group, is withdrawn.
fn ended_early(opening: &str, bounded: &impl Fn(&str) -> String) -> String {
    // What was taken back has ended what there was before it.
    let taken_back = |at: &str, until: &str| {
        format!("({at} >= p.unsettled_since AND {until} > p.unsettled_since)")
    };
    format!(
        "(SELECT 'CLOSE', d.discarded_at, p.id, {opening}, NULL, NULL, NULL FROM discussions AS d \
         JOIN proposals AS p ON p.discussion_id = d.id AND p.closed_opening IS NULL \
         WHERE d.discarded_at < p.closes_at AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', f.stopped_by_archive_at, p.id, {opening}, NULL, NULL, NULL \
         FROM groups AS f JOIN groups AS g ON g.id = f.id OR g.parent = f.id \
         JOIN proposals AS p ON p.group_id = g.id AND p.closed_opening IS NULL \
         WHERE f.stopped_by_archive_at < p.closes_at AND (f.archived_at IS NOT NULL OR {}) AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', f.stopped_by_deletion_at, p.id, {opening}, NULL, NULL, NULL \
         FROM groups AS f \
         JOIN groups AS g ON g.id = f.id OR (g.parent = f.id AND g.privacy <> 'SECRET') \
         JOIN proposals AS p ON p.group_id = g.id AND p.closed_opening IS NULL \
         WHERE f.stopped_by_deletion_at < p.closes_at AND (f.deleted_at IS NOT NULL OR {}) AND {})",
        bounded("d.discarded_at"),
        taken_back("f.stopped_by_archive_at", "f.unarchived_at"),
        bounded("f.stopped_by_archive_at"),
        taken_back("f.stopped_by_deletion_at", "f.restored_at"),
        bounded("f.stopped_by_deletion_at"),
    )
}

/// Every kind of due time. `bounded` gets each column of times, bounds it and may order and limit
/// by it.
fn select(bounded: impl Fn(&str) -> String) -> String {
    // The opening that is, or the one to come: jobs name it whether or not its event came.
    let opening = "(CASE WHEN p.opened THEN p.opening ELSE p.opening + 1 END)::integer";
    let notice = "interval '24 hours'";
    format!(
        "(SELECT 'OPEN' AS job, p.opens_at AS at, p.id, {opening} AS opening, \
           NULL::uuid AS part, NULL::timestamptz AS about, NULL::bigint AS version \
         FROM proposals AS p \
         WHERE NOT p.opened AND p.closed_opening IS NULL AND {}) \
         UNION ALL \
         (SELECT 'REMIND', p.closes_at - {notice}, p.id, {opening}, NULL, p.closes_at, NULL \
         FROM proposals AS p WHERE p.opened AND p.closed_opening IS NULL \
           AND p.reminder <> 'NOBODY' AND p.reminded_of IS DISTINCT FROM p.closes_at \
           AND p.opens_at < p.closes_at - {notice} AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', p.closes_at, p.id, {opening}, NULL, NULL, NULL FROM proposals AS p \
         WHERE p.closed_opening IS NULL AND {}) \
         UNION ALL \
         {} \
         UNION ALL \
         (SELECT 'DESTROY', g.destroys_at, g.id, 0, NULL, NULL, NULL FROM groups AS g \
         WHERE g.deleted_at IS NOT NULL AND g.destroyed_at IS NULL AND {}) \
         UNION ALL \
         (SELECT 'REVIEW', o.review_at, o.proposal, 0, o.id, NULL, NULL \
         FROM outcomes AS o JOIN proposals AS p ON p.id = o.proposal AND p.outcome = o.id \
         WHERE o.review_at IS NOT NULL AND o.reviewed IS DISTINCT FROM o.review_at AND {}) \
         UNION ALL \
         (SELECT 'EXPIRE', i.expires_at, i.group_id, 0, i.id, NULL, NULL FROM invitations AS i \
         WHERE i.state = 'PENDING' AND {}) \
         UNION ALL \
         (SELECT 'EXPIRE_GUEST', i.expires_at, i.discussion_id, 0, i.id, NULL, NULL \
         FROM guest_invitations AS i WHERE i.state = 'PENDING' AND {}) \
         UNION ALL \
         (SELECT 'WIDEN', d.widens_at, d.id, 0, NULL, NULL, d.widening_version \
         FROM discussions AS d WHERE d.widens_at IS NOT NULL AND {})",
        bounded("p.opens_at"),
        bounded(&format!("p.closes_at - {notice}")),
        bounded("p.closes_at"),
        ended_early(opening, &bounded),
        bounded("g.destroys_at"),
        bounded("o.review_at"),
        bounded("i.expires_at"),
        bounded("i.expires_at"),
        bounded("d.widens_at"),
    )
}

/// Which part of a list is read: so many, after so many.
///
/// Whoever reads a list while its items vanish from it skips those that stayed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    /// How many come before it.
    pub skip: u32,
    /// How many there are in it at most.
    pub limit: u16,
}

impl Part {
    /// The clause that reads it, with the parameters from this number on: [`Self::limit`] and
    /// [`Self::skip`]. So one statement serves all parts.
    fn sql(first: usize) -> String {
        format!("LIMIT ${first}::bigint OFFSET ${}::bigint", first + 1)
    }

    fn limit(self) -> i64 {
        self.limit.into()
    }

    fn skip(self) -> i64 {
        self.skip.into()
    }
}

/// What is due by this time, the earliest first.
///
/// # Errors
/// If nothing can be read.
pub async fn until(
    snapshot: &Snapshot,
    until: Timestamp,
    part: Part,
) -> Result<Vec<DueRow>, ReadError> {
    let bounded = |column: &str| format!("{column} <= $1::timestamptz");
    let sql = format!("{} ORDER BY at, job, id, part {}", select(bounded), Part::sql(2));
    let params: [&(dyn ToSql + Sync); 3] = [&timestamptz(until), &part.limit(), &part.skip()];
    let rows = snapshot.rows(&sql, &params).await?;
    rows.iter().map(DueRow::read).collect()
}

/// The earliest due time after this one.
///
/// # Errors
/// If nothing can be read.
pub async fn next(snapshot: &Snapshot, after: Timestamp) -> Result<Option<Timestamp>, ReadError> {
    let bounded = |column: &str| format!("{column} > $1::timestamptz ORDER BY {column} LIMIT 1");
    let sql = format!("SELECT min(at) AS at FROM ({}) AS due", select(bounded));
    let after = timestamptz(after);
    let rows = snapshot.rows(&sql, &[&after]).await?;
    rows.first().map_or(Ok(None), |row| Cells(row).maybe_time("at"))
}
