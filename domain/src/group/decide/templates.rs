//! Templates: defining, editing and deleting them. How a group decides is for its admins to
//! suggest; to begin from a template, members need no more than to start what they make of it.

use std::ops::RangeInclusive;

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::group::command::Command;
use crate::group::event::Event;
use crate::group::state::{Founded, Group};
use crate::group::template::{Template, Templates, Voting};
use crate::id::TemplateId;
use crate::proposal::{OptionsMay, check_method, check_parameters};
use crate::refusal::TextLength;

const NAME: RangeInclusive<u32> = 1..=100;
const TITLE: RangeInclusive<u32> = 0..=150;
const BODY: RangeInclusive<u32> = 0..=100_000;
/// Voting lasts two years at most.
const DAYS: RangeInclusive<u16> = 1..=730;
/// How many templates a group has at most.
const MOST_TEMPLATES: usize = 50;

/// The numbers of two options with the same words, if there are such.
type Alike = Option<(u8, u8)>;

impl Group {
    pub(super) fn change_templates(&self, command: &Command, facts: &Facts<'_>) -> Decision {
        self.acting_admin(facts)?;
        let Some(Founded { templates, .. }) = self.founded() else { return Err(Refusal::NotFound) };
        match command {
            Command::DefineTemplate { template, content, alike_options } => {
                templates.define(*template, content, *alike_options)
            }
            Command::EditTemplate { template, content, alike_options, expected_revision } => {
                templates.edit((*template, *expected_revision), content, *alike_options)
            }
            Command::DeleteTemplate { template } => templates.delete(*template),
            _ => Ok(vec![]),
        }
    }
}

impl Templates {
    fn define(&self, template: TemplateId, content: &Template, alike: Alike) -> Decision {
        if self.had(template) {
            return Ok(vec![]);
        }
        check(content, alike)?;
        let templates = self.count() + 1;
        if templates > MOST_TEMPLATES {
            return Err(Refusal::TooManyTemplates { templates, at_most: MOST_TEMPLATES });
        }
        Ok(vec![Event::TemplateDefined { template, content: content.clone() }])
    }

    fn edit(
        &self,
        (template, expected): (TemplateId, u32),
        content: &Template,
        alike: Alike,
    ) -> Decision {
        let own = self.get(template).ok_or(Refusal::TemplateNotFound)?;
        if own.content == *content {
            return Ok(vec![]);
        }
        if expected != own.revision {
            return Err(Refusal::StaleRevision { expected, actual: own.revision });
        }
        check(content, alike)?;
        Ok(vec![Event::TemplateEdited { template, content: content.clone() }])
    }

    fn delete(&self, template: TemplateId) -> Decision {
        match self.get(template) {
            Some(_) => Ok(vec![Event::TemplateDeleted { template }]),
            None if self.had(template) => Ok(vec![]),
            None => Err(Refusal::TemplateNotFound),
        }
    }
}

/// Checks what a template says: whatever is begun from it could be made as it stands, once it has a
/// title and the options that it leaves open.
fn check(content: &Template, alike: Alike) -> Result<(), Refusal> {
    TextLength::check("name", &content.name, NAME)?;
    content.title.map_or(Ok(()), |title| TextLength::check("title", &title, TITLE))?;
    content.body.map_or(Ok(()), |body| TextLength::check("body", &body, BODY))?;
    content.voting.as_ref().map_or(Ok(()), |voting| check_voting(voting, alike))
}

fn check_voting(voting: &Voting, alike: Alike) -> Result<(), Refusal> {
    check_method(&voting.method, alike, OptionsMay::BeLeftOpen)?;
    check_parameters(&voting.method, voting.reasons, voting.quorum, voting.rule)?;
    match voting.days.filter(|days| !DAYS.contains(days)) {
        Some(days) => Err(Refusal::VotingDaysOutOfBounds { days, at_most: *DAYS.end() }),
        None => Ok(()),
    }
}
