//! From events to templates.

use domain::group::{Event, Template, Voting};
use domain::{Event as Any, GroupId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Row, Unmappable, Value, col};
use crate::words::{Words, said, said_or_absent};

pub(super) fn map(event: &OpenedEvent, templates: &mut Changes) -> Result<(), Unmappable> {
    let Any::Group(what) = &event.event else { return Ok(()) };
    match what {
        Event::TemplateDefined { template, content } => {
            let row = Row::new(&TABLE)
                .with(col!("group_id"), GroupId::from_u128(event.recorded.stream.bits))
                .with(col!("revision"), 1)
                .with(col!("position"), event.recorded.position);
            let said = says(event, content)?.into_iter();
            let row = said.fold(row, |row, (column, value)| row.with(column, value));
            templates.put([(*template).into()], row);
        }
        Event::TemplateEdited { template, content } => {
            let patch = Patch::new().with(col!("revision"), 1);
            let said = says(event, content)?.into_iter();
            let patch = said.fold(patch, |patch, (column, value)| patch.with(column, value));
            templates.patch([(*template).into()], patch);
        }
        Event::TemplateDeleted { template } => {
            let patch = Patch::new().with(col!("deleted_at"), event.recorded.occurred_at);
            templates.patch([(*template).into()], patch);
        }
        _ => {}
    }
    Ok(())
}

/// The columns that hold what a template says.
fn says(event: &OpenedEvent, content: &Template) -> Result<[(usize, Value); 4], Unmappable> {
    let voting = content.voting.as_ref().map(|voting| Value::json(&voting_of(event, voting)));
    Ok([
        (col!("name"), said(event, &content.name)),
        (col!("title"), said_or_absent(event, content.title.as_ref())),
        (col!("body"), said_or_absent(event, content.body.as_ref())),
        (col!("voting"), voting.transpose()?.into()),
    ])
}

fn voting_of(event: &OpenedEvent, voting: &Voting) -> Voting<Words> {
    let Voting { method, reasons, results, quorum, rule, reminder, days } = voting.clone();
    let method = method.map(|option| event.texts.get(&option).map(str::to_owned).into());
    Voting { method, reasons, results, quorum, rule, reminder, days }
}
