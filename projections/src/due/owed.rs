//! What is owed because of something that happened elsewhere.

use super::{Job, Part};
use crate::reader::{Cells, ReadError, Snapshot};
use crate::visibility::{
    EFFECTIVE, HIDDEN_SINCE, ON_ROLL, PLACE_LASTS, UP, goes_on, has_voted, lasts, may_vote,
};

/// What may be owed because of something that happened elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Obligation {
    /// Votes of people who are no longer in the electorate.
    VotesOfLeavers,
    /// Places of guests that ended with a membership.
    LapsedPlaces,
    /// Memberships in subgroups of people who left the parent.
    Memberships,
    /// What is more visible by its own privacy than what is above lets it be.
    Privacy,
    /// Groups all of whose admins are deactivated.
    Unattended,
    /// Names that a group gave up.
    Names,
    /// Subgroups of deleted parents.
    Subgroups,
}

impl Obligation {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::VotesOfLeavers,
        Self::LapsedPlaces,
        Self::Memberships,
        Self::Privacy,
        Self::Unattended,
        Self::Names,
        Self::Subgroups,
    ];

    /// What is owed of this kind.
    ///
    /// # Errors
    /// If nothing can be read.
    pub async fn owed(self, snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
        match self {
            Self::VotesOfLeavers => votes_of_leavers(snapshot, part).await,
            Self::LapsedPlaces => lapsed_places(snapshot, part).await,
            Self::Memberships => memberships_to_end(snapshot, part).await,
            Self::Privacy => what_to_narrow(snapshot, part).await,
            Self::Unattended => unattended(snapshot, part).await,
            Self::Names => names_to_release(snapshot, part).await,
            Self::Subgroups => left_by_a_parent(snapshot, part).await,
        }
    }
}

/// The jobs of this part of what the statement finds.
async fn jobs(
    snapshot: &Snapshot,
    sql: &str,
    part: Part,
    job: fn(&Cells<'_>) -> Result<Job, ReadError>,
) -> Result<Vec<Job>, ReadError> {
    let sql = format!("{sql} {}", Part::sql(1));
    let rows = snapshot.rows(&sql, &[&part.limit(), &part.skip()]).await?;
    rows.iter().map(|row| job(&Cells(row))).collect()
}

/// Places of guests that ended with a membership.
async fn lapsed_places(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "SELECT d.id, place.person, place.version FROM guests AS place \
         JOIN discussions AS d ON d.id = place.discussion_id \
         JOIN groups AS g ON g.id = d.group_id \
         WHERE place.ended_at IS NULL AND NOT ({PLACE_LASTS}) \
         ORDER BY d.id, place.person"
    );
    jobs(snapshot, &sql, part, |cells| {
        Ok(Job::EndLapsedPlace {
            discussion: cells.id("id")?,
            person: cells.id("person")?,
            since_version: cells.get::<i64>("version")?.cast_unsigned(),
        })
    })
    .await
}

/// Votes whose voter is no longer in the electorate, in proposals that are not closed: whoever
/// left, whoever came back too late for the roll, and whoever has not voted since they left, or were
/// away, and came back. The proposal's decider asks the same: what counts there is not owed.
async fn votes_of_leavers(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let containers = "JOIN discussions AS d ON d.id = p.discussion_id \
        LEFT JOIN groups AS g ON g.id = d.group_id";
    let newest = |column: &str, voter: &str| {
        format!(
            "(SELECT own.{column} FROM ballots AS own WHERE own.proposal = p.id \
             AND own.voter = {voter} ORDER BY own.position DESC LIMIT 1)"
        )
    };
    let sql = format!(
        "(SELECT p.id, roll.person FROM proposals AS p {containers} \
          JOIN memberships AS roll ON roll.group_id = p.group_id \
          CROSS JOIN LATERAL (SELECT roll.person AS id) AS voter \
          WHERE p.closed_opening IS NULL AND (roll.ended_at IS NOT NULL OR roll.joined > 1) \
          AND {} AND ((NOT ({ON_ROLL}) AND NOT {}) OR roll.left_at >= {})) \
         UNION \
         (SELECT p.id, former.person FROM proposals AS p {containers} \
          JOIN guests AS former ON former.discussion_id = d.id \
          WHERE p.closed_opening IS NULL \
          AND (p.with_guests OR p.named IS NOT NULL OR p.group_id IS NULL) \
          AND {} AND (NOT {} OR former.position > {})) \
         UNION \
         (SELECT p.id, gone.person FROM absences AS gone \
          JOIN ballots AS cast_ballot ON cast_ballot.voter = gone.person \
          JOIN proposals AS p ON p.id = cast_ballot.proposal \
          WHERE p.closed_opening IS NULL AND {} AND {} <= gone.left_at) \
         ORDER BY id, person",
        has_voted("voter.id"),
        may_vote("voter.id"),
        newest("cast_at", "voter.id"),
        has_voted("former.person"),
        may_vote("former.person"),
        newest("position", "former.person"),
        has_voted("gone.person"),
        newest("cast_at", "gone.person"),
    );
    jobs(snapshot, &sql, part, |cells| {
        Ok(Job::WithdrawVoteOf { proposal: cells.id("id")?, voter: cells.id("person")? })
    })
    .await
}

/// Memberships in subgroups of people who left the parent since. Whoever was let into the subgroup
/// after that stays, and whoever came back into the parent meanwhile is out of the subgroup all the
/// same.
async fn memberships_to_end(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = "SELECT own.group_id, own.person, own.version FROM memberships AS above \
         JOIN groups AS g ON g.parent = above.group_id \
         JOIN memberships AS own ON own.group_id = g.id AND own.person = above.person \
         WHERE (above.ended_at IS NOT NULL OR above.joined > 1) \
         AND own.ended_at IS NULL AND own.since <= above.left_at \
         ORDER BY own.group_id, own.person";
    jobs(snapshot, sql, part, |cells| {
        Ok(Job::EndWithParent {
            group: cells.id("group_id")?,
            person: cells.id("person")?,
            since_version: cells.get::<i64>("version")?.cast_unsigned(),
        })
    })
    .await
}

/// Subgroups that are more visible by their own privacy than their parent lets them be, and public
/// discussions in groups that not everyone sees; by what their history made of them, also if that
/// was taken back. Both have been hidden since the group's own event; what is owed is an event of
/// theirs that says so.
async fn what_to_narrow(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "(SELECT g.id AS group_id, NULL::uuid AS discussion FROM groups AS g {UP} \
         WHERE g.parent IS NOT NULL AND {EFFECTIVE} <> g.privacy) \
         UNION ALL \
         (SELECT g.id, d.id FROM groups AS g {UP} \
         JOIN discussions AS d ON d.group_id = g.id AND d.privacy = 'PUBLIC' \
         WHERE (g.hidden_at IS NOT NULL OR up.hidden_at IS NOT NULL) \
           AND ({HIDDEN_SINCE} OR {EFFECTIVE} NOT IN ('OPEN', 'CLOSED'))) \
         ORDER BY group_id, discussion"
    );
    jobs(snapshot, &sql, part, |cells| {
        Ok(match cells.maybe_id("discussion")? {
            Some(discussion) => Job::NarrowDiscussion { discussion },
            None => Job::NarrowGroup { group: cells.id("group_id")? },
        })
    })
    .await
}

/// Groups that nobody looks after, because all their admins are deactivated, and that somebody can
/// look after, or that are not archived yet.
async fn unattended(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "SELECT g.id FROM groups AS g WHERE EXISTS (SELECT FROM absences AS gone \
           JOIN memberships AS m ON m.person = gone.person AND m.group_id = g.id \
           WHERE gone.back_at IS NULL AND m.ended_at IS NULL AND m.role = 'ADMIN' AND {}) \
         AND NOT EXISTS (SELECT FROM memberships AS m WHERE m.group_id = g.id \
           AND m.role = 'ADMIN' AND {}) \
         AND (g.archived_at IS NULL OR EXISTS (SELECT FROM memberships AS m \
           WHERE m.group_id = g.id AND m.cause <> 'IMPORTED' AND {}) \
           OR (g.privacy <> 'SECRET' AND EXISTS (SELECT FROM memberships AS m \
           WHERE m.group_id = g.parent AND m.role = 'ADMIN' AND m.cause <> 'IMPORTED' AND {}))) \
         ORDER BY g.id",
        goes_on!("m"),
        lasts!("m"),
        lasts!("m"),
        lasts!("m"),
    );
    jobs(snapshot, &sql, part, |cells| Ok(Job::Succeed { group: cells.id("id")? })).await
}

/// Names that a group gave up and that are still held for it.
async fn names_to_release(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = "SELECT h.claim, h.given_up_by FROM handles AS h \
         WHERE h.given_up_by IS NOT NULL ORDER BY h.claim";
    jobs(snapshot, sql, part, |cells| {
        Ok(Job::ReleaseHandle { claim: cells.id("claim")?, group: cells.id("given_up_by")? })
    })
    .await
}

/// Subgroups of deleted parents: secret ones, which are to stand alone, and others whose parent's
/// texts are destroyed, and theirs are not yet.
async fn left_by_a_parent(snapshot: &Snapshot, part: Part) -> Result<Vec<Job>, ReadError> {
    let sql = format!(
        "SELECT g.id, g.privacy = 'SECRET' AS stays FROM groups AS g {UP} \
         WHERE up.deleted_at IS NOT NULL AND (g.privacy = 'SECRET' \
         OR (up.destroyed_at IS NOT NULL AND g.destroyed_at IS NULL)) ORDER BY g.id"
    );
    jobs(snapshot, &sql, part, |cells| {
        let (group, stays) = (cells.id("id")?, cells.get("stays")?);
        Ok(if stays { Job::DetachGroup { group } } else { Job::DestroyGroup { group } })
    })
    .await
}
