//! From events to proposals and their closes.

use domain::proposal::{Electorate, Event, Method, Terms};
use domain::{Event as Any, ProposalId};
use eventlog::sealing::OpenedEvent;

use super::row::{DelegatedRow, MethodRow};
use super::{CLOSES, PROPOSALS};
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col, word};
use crate::words::{said, said_or_absent};

pub(super) fn proposals(event: &OpenedEvent, proposals: &mut Changes) -> Result<(), Unmappable> {
    let Any::Proposal(what) = &event.event else { return Ok(()) };
    let key = [ProposalId::from_u128(event.recorded.stream.bits).into()];
    if let Event::ProposalRaised { .. } = what {
        proposals.put(key, raised(event, what)?);
    } else if let Some(patch) = change(event, what)? {
        proposals.patch(key, patch);
    }
    Ok(())
}

fn raised(event: &OpenedEvent, what: &Event) -> Result<Row, Unmappable> {
    let Event::ProposalRaised {
        discussion,
        group,
        author,
        terms,
        opens_at,
        closes_at,
        at,
        imported,
    } = what
    else {
        return Err(Unmappable("it raises no proposal"));
    };
    let row = Row::new(&PROPOSALS)
        .with(col!(PROPOSALS, "discussion_id"), *discussion)
        .with(col!(PROPOSALS, "group_id"), *group)
        .with(col!(PROPOSALS, "author"), *author)
        .with(col!(PROPOSALS, "revision"), 1)
        .with(col!(PROPOSALS, "raised_at"), *at)
        .with(col!(PROPOSALS, "imported"), *imported)
        .with(col!(PROPOSALS, "opens_at"), *opens_at)
        .with(col!(PROPOSALS, "closes_at"), *closes_at)
        .with(col!(PROPOSALS, "opening"), 0)
        // When it was raised elsewhere is no matter here.
        .with(col!(PROPOSALS, "unsettled_since"), if *imported { *opens_at } else { *at })
        .with(col!(PROPOSALS, "position"), event.recorded.position);
    Ok(settled(event, terms)?.into_iter().fold(row, |row, (column, value)| row.with(column, value)))
}

/// The columns that hold the terms.
fn settled(event: &OpenedEvent, terms: &Terms) -> Result<[(usize, Value); 13], Unmappable> {
    let named = match &terms.electorate {
        Electorate::Members | Electorate::MembersAndGuests => Value::Null,
        Electorate::Named(people) => people.as_slice().into(),
    };
    let with_guests = terms.electorate == Electorate::MembersAndGuests;
    let rule = terms.rule.map(|rule| Value::json(&rule)).transpose()?;
    Ok([
        (col!(PROPOSALS, "title"), said(event, &terms.title)),
        (col!(PROPOSALS, "details"), said_or_absent(event, terms.details.as_ref())),
        (col!(PROPOSALS, "method"), Value::json(&method(event, &terms.method))?),
        (col!(PROPOSALS, "named"), named),
        (col!(PROPOSALS, "with_guests"), with_guests.into()),
        (col!(PROPOSALS, "roll"), word(&terms.roll)?),
        (col!(PROPOSALS, "reason_policy"), word(&terms.reasons.policy)?),
        (col!(PROPOSALS, "reasons_short"), terms.reasons.short.into()),
        (col!(PROPOSALS, "results"), word(&terms.results)?),
        (col!(PROPOSALS, "quorum"), terms.quorum.into()),
        (col!(PROPOSALS, "rule"), rule.into()),
        (col!(PROPOSALS, "reminder"), word(&terms.reminder)?),
        (col!(PROPOSALS, "tags"), terms.tags.as_slice().into()),
    ])
}

fn method(event: &OpenedEvent, method: &Method) -> MethodRow {
    method.clone().map(|option| event.texts.get(&option).map(str::to_owned).into())
}

fn change(event: &OpenedEvent, what: &Event) -> Result<Option<Patch>, Unmappable> {
    let patch = Patch::new();
    Ok(Some(match what {
        Event::ProposalEdited { terms, at, .. } => settled(event, terms)?
            .into_iter()
            .fold(patch, |patch, (column, value)| patch.with(column, value))
            .with(col!(PROPOSALS, "revision"), 1)
            .with(col!(PROPOSALS, "edited_at"), *at),
        Event::ProposalOpened { opening, opens_at, closes_at, group_version } => patch
            .with(col!(PROPOSALS, "opening"), *opening)
            .with(col!(PROPOSALS, "opened"), true)
            .with(col!(PROPOSALS, "opens_at"), *opens_at)
            .with(col!(PROPOSALS, "closes_at"), *closes_at)
            .with(col!(PROPOSALS, "roll_version"), Value::number(*group_version)?)
            .with(col!(PROPOSALS, "reminded_of"), Value::Null)
            .with(col!(PROPOSALS, "closed_opening"), Value::Null),
        Event::ClosingMoved { closes_at, .. } => {
            patch.with(col!(PROPOSALS, "closes_at"), *closes_at)
        }
        Event::ClosingSoon { closes_at, .. } => {
            patch.with(col!(PROPOSALS, "reminded_of"), *closes_at)
        }
        Event::ProposalClosed { opening, .. } => {
            patch.with(col!(PROPOSALS, "closed_opening"), *opening)
        }
        Event::ProposalReopened { at, .. } => patch
            .with(col!(PROPOSALS, "opened"), false)
            .with(col!(PROPOSALS, "unsettled_since"), *at)
            .with(col!(PROPOSALS, "closed_opening"), Value::Null),
        Event::OutcomeWritten { outcome, .. } => patch.with(col!(PROPOSALS, "outcome"), *outcome),
        _ => return Ok(None),
    }))
}

pub(super) fn closes(event: &OpenedEvent, closes: &mut Changes) -> Result<(), Unmappable> {
    let Any::Proposal(Event::ProposalClosed {
        opening,
        cause,
        closed_at,
        reason,
        tally,
        voters,
        electorate,
        verdict,
        delegated,
    }) = &event.event
    else {
        return Ok(());
    };
    let proposal = ProposalId::from_u128(event.recorded.stream.bits);
    let delegated = delegated.as_ref().map(|delegated| {
        let (votes, tally) = (delegated.votes, delegated.tally.clone());
        Value::json(&DelegatedRow { votes, tally })
    });
    let row = Row::new(&CLOSES)
        .with(col!(CLOSES, "cause"), Value::json(cause)?)
        .with(col!(CLOSES, "closed_at"), *closed_at)
        .with(col!(CLOSES, "reason"), said_or_absent(event, reason.as_ref()))
        .with(col!(CLOSES, "tally"), Value::json(tally)?)
        .with(col!(CLOSES, "voters"), *voters)
        .with(col!(CLOSES, "electorate"), *electorate)
        .with(col!(CLOSES, "verdict"), word(verdict)?)
        .with(col!(CLOSES, "delegated"), delegated.transpose()?)
        .with(col!(CLOSES, "position"), event.recorded.position);
    closes.put([proposal.into(), (*opening).into()], row);
    Ok(())
}
