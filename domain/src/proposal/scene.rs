//! A proposal, as the tests of discussions and proposals need it.

use jiff::Timestamp;

use super::{
    Ballot, ClosingCause, Draft, Electorate, Event, Method, ReasonPolicy, Reasons, Reminder,
    Results, Roll, Stance, Tally, Terms, Verdict,
};
use crate::discussion::scene::{AUTHOR, DISCUSSION, GROUP};
use crate::id::PersonId;
use crate::scenario::{NOW, hours, text};

/// The version that the group of a scene has at first.
pub(crate) const GROUP_VERSION: u64 = 4;

/// A draft in which nothing is said that need not be.
pub(crate) fn draft() -> Draft {
    Draft {
        title: text("title", "Bake rye"),
        details: None,
        method: Method::Consent,
        alike_options: None,
        opens_at: None,
        closes_at: None,
        electorate: Electorate::Members,
        roll: None,
        reasons: Reasons { policy: ReasonPolicy::Optional, short: false },
        results: Results::Always,
        quorum: None,
        rule: None,
        reminder: Reminder::NotVoted,
        tags: Vec::new(),
    }
}

/// What [`draft`] is settled to in a group that people do not join at once.
pub(crate) fn terms() -> Terms {
    let draft = draft();
    Terms {
        title: draft.title,
        details: draft.details,
        method: draft.method,
        electorate: draft.electorate,
        roll: Roll::WhileOpen,
        reasons: draft.reasons,
        results: draft.results,
        quorum: draft.quorum,
        rule: draft.rule,
        reminder: draft.reminder,
        tags: draft.tags,
    }
}

/// Raised now, open from now on for a week.
pub(crate) fn raised() -> Event {
    raised_with(terms())
}

pub(crate) fn raised_with(terms: Terms) -> Event {
    Event::ProposalRaised {
        discussion: DISCUSSION,
        group: Some(GROUP),
        author: AUTHOR,
        terms,
        opens_at: NOW,
        closes_at: hours(7 * 24),
        at: NOW,
        imported: false,
    }
}

pub(crate) fn opened(opening: u32) -> Event {
    Event::ProposalOpened {
        opening,
        opens_at: NOW,
        closes_at: hours(7 * 24),
        group_version: GROUP_VERSION,
    }
}

pub(crate) fn voted(voter: PersonId, stance: Stance) -> Event {
    let ballot = Ballot::Stance(stance);
    Event::VoteCast { voter, ballot, reason: None, replaces: None, at: NOW, imported: false }
}

/// The close of the first opening, where nobody voted and nothing was to be reached.
pub(crate) fn closed(cause: ClosingCause, closed_at: Timestamp) -> Event {
    Event::ProposalClosed {
        opening: 1,
        cause,
        closed_at,
        reason: None,
        tally: Tally::Consent { agree: 0, abstain: 0, disagree: 0, block: 0 },
        voters: 0,
        electorate: 3,
        verdict: Verdict::None,
        delegated: None,
    }
}
