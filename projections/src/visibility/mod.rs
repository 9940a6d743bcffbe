//! Who sees what, as conditions in SQL. The same policy as `domain::policy`, stated once for
//! queries; a test compares the two over generated communities.
//!
//! In every statement that asks, `$1` is the viewer (or nothing) and `$2` the invitations that
//! are pending for the viewer's address. The group's alias is `g`, its parent's is `up`, the
//! discussion's is `d`.

/// The group's parent, beside `groups AS g`.
pub(crate) const UP: &str = "LEFT JOIN groups AS up ON up.id = g.parent";

/// The group's privacy, narrowed by its parent's: a subgroup is never more visible than that is, or
/// was since the subgroup's own was set.
pub(crate) const EFFECTIVE: &str = "CASE \
    WHEN g.privacy IN ('OPEN', 'CLOSED') AND (up.privacy = 'SECRET' \
      OR up.hidden_at >= coalesce(g.privacy_since, '-infinity')) THEN 'PARENT_VISIBLE' \
    WHEN g.privacy = 'OPEN' AND (up.privacy = 'CLOSED' \
      OR up.closed_at >= coalesce(g.privacy_since, '-infinity')) THEN 'CLOSED' \
    ELSE g.privacy END";

/// The discussion `d` was public before the group `g`, or its parent, was made one that not everyone
/// sees: it is so no more, also if that was taken back.
pub(crate) const HIDDEN_SINCE: &str =
    "coalesce(greatest(g.hidden_at, up.hidden_at) >= d.privacy_since, false)";

/// Since when nothing changes in the group `g`: since it or its parent was archived or deleted. What
/// becomes of a parent that is deleted does not concern `SECRET` subgroups any more.
pub(crate) const FROZEN_AT: &str = "LEAST(g.archived_at, g.deleted_at, \
    CASE WHEN g.privacy = 'SECRET' AND up.deleted_at IS NOT NULL THEN NULL \
    ELSE LEAST(up.archived_at, up.deleted_at) END)";

/// The membership or place with this alias is somebody's who is deactivated.
macro_rules! away {
    ($place:literal) => {
        concat!(
            "EXISTS (SELECT FROM absences AS away WHERE away.person = ",
            $place,
            ".person AND away.back_at IS NULL)"
        )
    };
}
pub(crate) use away;

/// The membership with this alias has not ended: one in a subgroup ends with that in the parent,
/// whether or not an event says so yet.
macro_rules! goes_on {
    ($membership:literal) => {
        concat!(
            $membership,
            ".ended_at IS NULL AND NOT EXISTS (SELECT FROM groups AS below \
             JOIN memberships AS above ON above.group_id = below.parent AND above.person = ",
            $membership,
            ".person WHERE below.id = ",
            $membership,
            ".group_id AND above.left_at >= ",
            $membership,
            ".since)"
        )
    };
}
pub(crate) use goes_on;

/// The membership with this alias counts: it goes on, and whose it is, is not away.
macro_rules! lasts {
    ($membership:literal) => {
        concat!(
            $crate::visibility::goes_on!($membership),
            " AND NOT ",
            $crate::visibility::away!($membership)
        )
    };
}
pub(crate) use lasts;

/// The viewer is a member of the group with this id.
pub(crate) fn member_of(group: &str) -> String {
    format!(
        "EXISTS (SELECT FROM memberships AS mine WHERE mine.group_id = {group} \
         AND mine.person = $1::uuid AND {})",
        lasts!("mine")
    )
}

/// The viewer's role in the group `g`, as a column.
pub(crate) const VIEWER_ROLE: &str = concat!(
    "(SELECT mine.role FROM memberships AS mine \
     WHERE mine.group_id = g.id AND mine.person = $1::uuid AND ",
    lasts!("mine"),
    ") AS viewer_role"
);

/// The viewer sees that the group `g` exists.
pub(crate) fn sees_group() -> String {
    format!(
        "({EFFECTIVE} IN ('OPEN', 'CLOSED') OR {} OR ({EFFECTIVE} = 'PARENT_VISIBLE' AND {}) \
         OR EXISTS (SELECT FROM invitations AS invited WHERE invited.group_id = g.id \
         AND invited.state = 'PENDING' AND invited.id = ANY($2::uuid[])))",
        member_of("g.id"),
        member_of("g.parent"),
    )
}

/// The place `place` in the discussion `d` of the group `g` counts: it lasts, and whose it is, is not
/// away.
pub(crate) fn is_in_place() -> String {
    format!("{PLACE_LASTS} AND NOT {}", away!("place"))
}

/// The place `place` in the discussion `d` of the group `g` has not ended: it ends with a membership
/// of the group, or of its parent, while the discussion is in it, whether or not an event says so
/// yet, and also if they come back.
pub(crate) const PLACE_LASTS: &str = "place.ended_at IS NULL AND NOT EXISTS ( \
    SELECT FROM memberships AS lost WHERE lost.person = place.person \
    AND lost.group_id IN (g.id, g.parent) \
    AND lost.left_at >= greatest(place.since, d.moved_at))";

/// The viewer is a guest of the discussion `d`, or is in it if it is direct.
pub(crate) fn guest() -> String {
    format!(
        "EXISTS (SELECT FROM guests AS place WHERE place.discussion_id = d.id \
         AND place.person = $1::uuid AND {})",
        is_in_place()
    )
}

/// The viewer sees the discussion `d` in the group `g`.
pub(crate) fn sees_discussion() -> String {
    format!(
        "({} OR ({EFFECTIVE} IN ('OPEN', 'CLOSED') AND d.privacy = 'PUBLIC' \
           AND NOT {HIDDEN_SINCE}) \
         OR ({EFFECTIVE} = 'PARENT_VISIBLE' AND g.parent_members_read AND {}) OR {})",
        member_of("g.id"),
        member_of("g.parent"),
        guest(),
    )
}

/// The viewer may see who is in the discussion `d` of the group `g`: members of the group, and
/// everybody in a direct discussion.
pub(crate) fn sees_members() -> String {
    format!("({} OR (d.group_id IS NULL AND {}))", member_of("g.id"), guest())
}

/// The viewer may see who has not voted in the proposal `p` of the discussion `d` in the group `g`:
/// whoever may see who is in that. Where the discussion was moved since, the electorate is of the
/// group that it was in, and only who is a member of that one too may see it.
pub(crate) fn sees_non_voters() -> String {
    format!(
        "({} AND (p.group_id IS NOT DISTINCT FROM d.group_id OR {} \
         OR (p.group_id IS NULL AND {})))",
        sees_members(),
        member_of("p.group_id"),
        guest(),
    )
}

/// The viewer may see who voted how and who reacted in the discussion `d` of the group `g`.
pub(crate) fn sees_voters() -> String {
    format!("({} OR {})", member_of("g.id"), guest())
}

/// The viewer approves requests and sees pending invitations in the group `g`.
pub(crate) const LETS_IN: &str = concat!(
    "EXISTS (SELECT FROM memberships AS mine \
     WHERE mine.group_id = g.id AND mine.person = $1::uuid AND ",
    lasts!("mine"),
    " AND (mine.role = 'ADMIN' OR (g.switches ->> 'add_members')::boolean))"
);

/// The viewer lets guests into the discussion `d` of the group `g`. In a direct discussion that is
/// its author, or whoever has been in it longest once the author has left.
pub(crate) const LETS_GUESTS_IN: &str = concat!(
    "(EXISTS (SELECT FROM memberships AS mine \
     WHERE mine.group_id = g.id AND mine.person = $1::uuid AND ",
    lasts!("mine"),
    " AND (mine.role = 'ADMIN' OR (g.switches ->> 'add_guests')::boolean)) \
     OR (d.group_id IS NULL AND $1::uuid = (SELECT place.person FROM guests AS place \
     WHERE place.discussion_id = d.id AND place.ended_at IS NULL AND NOT ",
    away!("place"),
    " \
     ORDER BY place.person <> d.author, place.version LIMIT 1)))"
);

/// The person may vote in the proposal `p` of the discussion `d` in the group `g`, as its opening
/// and the log stand.
pub(crate) fn may_vote(person: &str) -> String {
    format!(
        "(((p.named IS NULL OR {person} = ANY(p.named)) AND EXISTS ( \
         SELECT FROM memberships AS roll WHERE roll.group_id = p.group_id \
         AND roll.person = {person} AND {ON_ROLL})) \
         OR EXISTS (SELECT FROM guests AS place WHERE place.discussion_id = d.id \
         AND place.person = {person} AND {}))",
        guest_on_roll(),
    )
}

/// Everybody who may vote in the proposal `p` of the discussion `d` in the group `g`, with where
/// their membership, or their place as a guest, begins: a subselect.
pub(crate) fn roll() -> String {
    format!(
        "(SELECT roll.person, roll.position FROM memberships AS roll \
           WHERE roll.group_id = p.group_id AND {ON_ROLL} \
           AND (p.named IS NULL OR roll.person = ANY(p.named)) \
         UNION ALL \
         SELECT place.person, place.position FROM guests AS place \
           WHERE place.discussion_id = d.id AND {} AND NOT EXISTS ( \
             SELECT FROM memberships AS roll WHERE roll.group_id = p.group_id \
             AND roll.person = place.person AND {ON_ROLL}))",
        guest_on_roll(),
    )
}

/// Whoever has the place with this alias was not away at the opening of the proposal `p`, or since.
macro_rules! back_in_time {
    ($place:literal) => {
        concat!(
            "NOT EXISTS (SELECT FROM absences AS away WHERE away.person = ",
            $place,
            ".person AND away.back_at > p.opens_at AND away.back_at > ",
            $place,
            ".since)"
        )
    };
}

/// The place `place` counts in the proposal `p` of the discussion `d` in the group `g`. In a direct
/// discussion everybody's does.
fn guest_on_roll() -> String {
    format!(
        "(p.with_guests OR (p.group_id IS NULL AND p.named IS NULL) \
         OR coalesce(place.person = ANY(p.named), false)) AND {} \
         AND (p.roll = 'WHILE_OPEN' OR NOT p.opened OR p.closed_opening IS NOT NULL \
         OR (place.since <= p.opens_at AND {}))",
        is_in_place(),
        back_in_time!("place"),
    )
}

/// The membership `roll` counts in the proposal `p`, as its opening and the log stand.
pub(crate) const ON_ROLL: &str = concat!(
    lasts!("roll"),
    " AND (p.roll = 'WHILE_OPEN' \
     OR NOT p.opened OR p.closed_opening IS NOT NULL \
     OR (roll.version <= p.roll_version AND ",
    back_in_time!("roll"),
    "))"
);

/// The person has a vote in the proposal `p` that stands.
pub(crate) fn has_voted(person: &str) -> String {
    format!(
        "coalesce((SELECT newest.ballot IS NOT NULL FROM ballots AS newest \
         WHERE newest.proposal = p.id AND newest.voter = {person} \
         ORDER BY newest.position DESC LIMIT 1), false)"
    )
}

/// The viewer sees the results of the proposal `p`, if they see the proposal.
pub(crate) fn sees_results() -> String {
    format!(
        "(p.results = 'ALWAYS' OR p.closed_opening IS NOT NULL \
         OR (p.results = 'AFTER_VOTING' AND {} AND {}))",
        may_vote("$1::uuid"),
        has_voted("$1::uuid"),
    )
}
