//! What is due, and what is owed? For the scheduler.
//!
//! Made of other read models: proposals, outcomes, invitations, memberships, guests and ballots. A job
//! names the very instance that it is for.

use domain::{
    DiscussionId, GroupId, HandleId, InvitationId, OutcomeId, PersonId, ProposalId, Timestamp,
};
use tokio_postgres::Row;

use crate::engine::timestamptz;
use crate::reader::{Cells, ReadError, Snapshot};
use crate::visibility::{EFFECTIVE, ON_ROLL, PLACE_LASTS, UP, has_voted, may_vote};

/// Something to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
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

/// Every kind of due time. `bounded` gets each column of times, bounds it and may order and limit
/// by it.
fn select(bounded: impl Fn(&str) -> String) -> String {
    // The opening that is, or the one to come: jobs name it whether or not its event came.
    let opening = "(CASE WHEN p.opened THEN p.opening ELSE p.opening + 1 END)::integer";
    let notice = "interval '24 hours'";
    format!(
        "(SELECT 'OPEN' AS job, p.opens_at AS at, p.id, {opening} AS opening, \
           NULL::uuid AS part, NULL::timestamptz AS about FROM proposals AS p \
         WHERE NOT p.opened AND p.closed_opening IS NULL AND {}) \
         UNION ALL \
         (SELECT 'REMIND', p.closes_at - {notice}, p.id, {opening}, NULL, p.closes_at \
         FROM proposals AS p WHERE p.opened AND p.closed_opening IS NULL \
           AND p.reminder <> 'NOBODY' AND p.reminded_of IS DISTINCT FROM p.closes_at \
           AND p.opens_at < p.closes_at - {notice} AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', p.closes_at, p.id, {opening}, NULL, NULL FROM proposals AS p \
         WHERE p.closed_opening IS NULL AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', d.discarded_at, p.id, {opening}, NULL, NULL FROM discussions AS d \
         JOIN proposals AS p ON p.discussion_id = d.id AND p.closed_opening IS NULL \
         WHERE d.discarded_at < p.closes_at AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', f.archived_at, p.id, {opening}, NULL, NULL FROM groups AS f \
         JOIN groups AS g ON g.id = f.id OR g.parent = f.id \
         JOIN proposals AS p ON p.group_id = g.id AND p.closed_opening IS NULL \
         WHERE f.archived_at < p.closes_at AND {}) \
         UNION ALL \
         (SELECT 'CLOSE', f.deleted_at, p.id, {opening}, NULL, NULL FROM groups AS f \
         JOIN groups AS g ON g.id = f.id OR (g.parent = f.id AND g.privacy <> 'SECRET') \
         JOIN proposals AS p ON p.group_id = g.id AND p.closed_opening IS NULL \
         WHERE f.deleted_at < p.closes_at AND {}) \
         UNION ALL \
         (SELECT 'DESTROY', g.destroys_at, g.id, 0, NULL, NULL FROM groups AS g \
         WHERE g.deleted_at IS NOT NULL AND g.destroyed_at IS NULL AND {}) \
         UNION ALL \
         (SELECT 'REVIEW', o.review_at, o.proposal, 0, o.id, NULL \
         FROM outcomes AS o JOIN proposals AS p ON p.id = o.proposal AND p.outcome = o.id \
         WHERE o.review_at IS NOT NULL AND o.reviewed IS DISTINCT FROM o.review_at AND {}) \
         UNION ALL \
         (SELECT 'EXPIRE', i.expires_at, i.group_id, 0, i.id, NULL FROM invitations AS i \
         WHERE i.state = 'PENDING' AND {}) \
         UNION ALL \
         (SELECT 'EXPIRE_GUEST', i.expires_at, i.discussion_id, 0, i.id, NULL \
         FROM guest_invitations AS i WHERE i.state = 'PENDING' AND {})",
        bounded("p.opens_at"),
        bounded(&format!("p.closes_at - {notice}")),
        bounded("p.closes_at"),
        bounded("d.discarded_at"),
        bounded("f.archived_at"),
        bounded("f.deleted_at"),
        bounded("g.destroys_at"),
        bounded("o.review_at"),
        bounded("i.expires_at"),
        bounded("i.expires_at"),
    )
}

/// What is due by this time, the earliest first.
///
/// # Errors
/// If nothing can be read.
pub async fn until(
    snapshot: &Snapshot,
    until: Timestamp,
    limit: u16,
) -> Result<Vec<DueRow>, ReadError> {
    let bounded = |column: &str| format!("{column} <= $1::timestamptz");
    let sql = format!("{} ORDER BY at LIMIT $2::bigint", select(bounded));
    let until = timestamptz(until);
    let rows = snapshot.rows(&sql, &[&until, &i64::from(limit)]).await?;
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

/// What is owed because of something that happened elsewhere, at most so many of each kind.
///
/// # Errors
/// If nothing can be read.
pub async fn obligations(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let mut owed = votes_of_leavers(snapshot, limit).await?;
    owed.extend(lapsed_places(snapshot, limit).await?);
    owed.extend(memberships_to_end(snapshot, limit).await?);
    owed.extend(what_to_narrow(snapshot, limit).await?);
    owed.extend(names_to_release(snapshot, limit).await?);
    owed.extend(left_by_a_parent(snapshot, limit).await?);
    Ok(owed)
}

/// Places of guests that ended with a membership.
async fn lapsed_places(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "SELECT d.id, place.person, place.version FROM guests AS place \
         JOIN discussions AS d ON d.id = place.discussion_id \
         LEFT JOIN groups AS g ON g.id = d.group_id \
         WHERE place.ended_at IS NULL AND NOT ({PLACE_LASTS}) LIMIT $1::bigint"
    );
    let rows = snapshot.rows(&sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(Job::EndLapsedPlace {
                discussion: cells.id("id")?,
                person: cells.id("person")?,
                since_version: cells.get::<i64>("version")?.cast_unsigned(),
            })
        })
        .collect()
}

/// Votes whose voter is no longer in the electorate, in proposals that are not closed: whoever
/// left, whoever came back too late for the roll, and whoever has not voted since they came back.
async fn votes_of_leavers(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let containers = "JOIN discussions AS d ON d.id = p.discussion_id \
        LEFT JOIN groups AS g ON g.id = d.group_id";
    let newest = |voter: &str| {
        format!(
            "(SELECT max(own.position) FROM ballots AS own \
             WHERE own.proposal = p.id AND own.voter = {voter})"
        )
    };
    let sql = format!(
        "(SELECT p.id, roll.person FROM proposals AS p {containers} \
          JOIN memberships AS roll ON roll.group_id = p.group_id \
          CROSS JOIN LATERAL (SELECT roll.person AS id) AS voter \
          WHERE p.closed_opening IS NULL AND (roll.ended_at IS NOT NULL OR roll.joined > 1) \
          AND {} AND ((NOT ({ON_ROLL}) AND NOT {}) OR roll.position > {})) \
         UNION \
         (SELECT p.id, former.person FROM proposals AS p {containers} \
          JOIN guests AS former ON former.discussion_id = d.id \
          WHERE p.closed_opening IS NULL \
          AND (p.with_guests OR p.named IS NOT NULL OR p.group_id IS NULL) \
          AND {} AND (NOT {} OR former.position > {})) LIMIT $1::bigint",
        has_voted("voter.id"),
        may_vote("voter.id"),
        newest("voter.id"),
        has_voted("former.person"),
        may_vote("former.person"),
        newest("former.person"),
    );
    let rows = snapshot.rows(&sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(Job::WithdrawVoteOf { proposal: cells.id("id")?, voter: cells.id("person")? })
        })
        .collect()
}

/// Memberships in subgroups of people who left the parent since. Whoever was let into the subgroup
/// after that stays, and whoever came back into the parent meanwhile is out of the subgroup all the
/// same.
async fn memberships_to_end(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let sql = "SELECT own.group_id, own.person, own.version FROM memberships AS above \
         JOIN groups AS g ON g.parent = above.group_id \
         JOIN memberships AS own ON own.group_id = g.id AND own.person = above.person \
         WHERE (above.ended_at IS NOT NULL OR above.joined > 1) \
         AND own.ended_at IS NULL AND own.position < above.left_position LIMIT $1::bigint";
    let rows = snapshot.rows(sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(Job::EndWithParent {
                group: cells.id("group_id")?,
                person: cells.id("person")?,
                since_version: cells.get::<i64>("version")?.cast_unsigned(),
            })
        })
        .collect()
}

/// Subgroups that are more visible by their own privacy than their parent lets them be, and public
/// discussions in groups that not everyone sees. Both have been hidden since the group's own event;
/// what is owed is an event of theirs that says so.
async fn what_to_narrow(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "(SELECT g.id AS group_id, NULL::uuid AS discussion FROM groups AS g {UP} \
         WHERE g.parent IS NOT NULL AND {EFFECTIVE} <> g.privacy LIMIT $1::bigint) \
         UNION ALL \
         (SELECT g.id, d.id FROM groups AS g {UP} \
         JOIN discussions AS d ON d.group_id = g.id AND d.privacy = 'PUBLIC' \
         WHERE {EFFECTIVE} NOT IN ('OPEN', 'CLOSED') LIMIT $1::bigint)"
    );
    let rows = snapshot.rows(&sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(match cells.maybe_id("discussion")? {
                Some(discussion) => Job::NarrowDiscussion { discussion },
                None => Job::NarrowGroup { group: cells.id("group_id")? },
            })
        })
        .collect()
}

/// Names that a group gave up and that are still held for it.
async fn names_to_release(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let sql = "SELECT h.claim, h.given_up_by FROM handles AS h \
               WHERE h.given_up_by IS NOT NULL LIMIT $1::bigint";
    let rows = snapshot.rows(sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            Ok(Job::ReleaseHandle { claim: cells.id("claim")?, group: cells.id("given_up_by")? })
        })
        .collect()
}

/// Subgroups of deleted parents: secret ones, which are to stand alone, and others whose parent's
/// texts are destroyed, and theirs are not yet.
async fn left_by_a_parent(snapshot: &Snapshot, limit: u16) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "SELECT g.id, g.privacy = 'SECRET' AS stays FROM groups AS g {UP} \
         WHERE up.deleted_at IS NOT NULL AND (g.privacy = 'SECRET' \
         OR (up.destroyed_at IS NOT NULL AND g.destroyed_at IS NULL)) LIMIT $1::bigint"
    );
    let rows = snapshot.rows(&sql, &[&i64::from(limit)]).await?;
    rows.iter()
        .map(|row| {
            let cells = Cells(row);
            let (group, stays) = (cells.id("id")?, cells.get("stays")?);
            Ok(if stays { Job::DetachGroup { group } } else { Job::DestroyGroup { group } })
        })
        .collect()
}
