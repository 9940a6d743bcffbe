//! Field rules: what is seen of a container that is visible.

use super::Standing;
use super::audience::GroupSetting;
use crate::group::{Privacy, Switches};
use crate::proposal::Results;

/// What somebody who sees a group sees in it beside its name, description, privacy, handle and how
/// people join; in a visible discussion of the group, beside what was written there and counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[expect(clippy::struct_excessive_bools, reason = "each is a field rule of its own")]
pub struct Seen {
    /// How many members there are, when it was made, its switches, its revision, and whether the
    /// parent's members read there.
    pub details: bool,
    /// The member list with roles, and who a person is there.
    pub members: bool,
    /// Who reacted. Everybody else sees how many did.
    pub reactors: bool,
    /// Who voted how, with their reasons, once they see the results.
    pub ballots: bool,
    /// Who has not voted, once they see the results.
    pub non_voters: bool,
    /// Requests to become a member, with who asks.
    pub requests: bool,
    /// Pending invitations and who sent them.
    pub invitations: bool,
    /// The invited addresses, while they are pending.
    pub addresses: bool,
}

/// What of a visible group, and of its visible discussions, somebody with this standing sees. A
/// guest sees in their discussion who voted how and who reacted, never who has not voted and never
/// who is in the group.
#[must_use]
pub fn seen_in_group(group: GroupSetting, switches: Switches, viewer: Standing) -> Seen {
    let adds_members = viewer.admin || (viewer.member && switches.add_members);
    Seen {
        details: viewer.member || group.effective_privacy() == Privacy::Open,
        members: viewer.member,
        reactors: viewer.member || viewer.guest,
        ballots: viewer.member || viewer.guest,
        non_voters: viewer.member,
        requests: adds_members,
        invitations: adds_members,
        addresses: viewer.admin,
    }
}

/// What in a visible direct discussion somebody with this standing sees: there is no member list but
/// that of the people in it, who are to it what members are to a group.
#[must_use]
pub fn seen_in_direct(viewer: Standing) -> Seen {
    let inside = viewer.guest;
    Seen {
        members: inside,
        reactors: inside,
        ballots: inside,
        non_voters: inside,
        ..Seen::default()
    }
}

/// What somebody is to a proposal whose results they want to see.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ResultsViewer {
    /// Is in the electorate.
    pub may_vote: bool,
    /// Has a vote that stands.
    pub has_voted: bool,
}

/// Whether results are seen: counts, voters, reasons, and everything that a vote causes.
///
/// `closed` is whether the newest opening has been closed: a reopened proposal hides its results
/// as before. One's own vote is always seen.
#[must_use]
pub const fn sees_results(results: Results, closed: bool, viewer: ResultsViewer) -> bool {
    match results {
        Results::Always => true,
        Results::AfterVoting => closed || (viewer.may_vote && viewer.has_voted),
        Results::AfterClose => closed,
    }
}

/// Whether earlier votes of somebody else, which they changed, are seen by those who see ballots.
/// To its own voter every change is shown.
#[must_use]
pub const fn sees_earlier_votes(results: Results) -> bool {
    matches!(results, Results::Always)
}
