//! The templates of a group: what discussions and proposals can begin from.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::event::Event;
use super::state::Group;
use crate::id::TemplateId;
use crate::proposal::{Method, Reasons, Reminder, Results, Rule};
use crate::text::Text;

/// A named preset. Whoever starts a discussion or raises a proposal may begin from it; what they
/// make of it is theirs, and does not change with the template.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// What it is called, 1 to 100 characters.
    pub name: Text,
    /// The title to begin from, up to 150 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    /// The body, or the details, to begin from, up to 100,000 characters of Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body: Option<Text>,
    /// How the decision is made; nothing in a template for discussions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voting: Option<Voting>,
}

/// How a decision is made, as a template has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Voting<O = Text> {
    /// The method with its parameters. There may be no options yet: candidates and dates are others
    /// each time.
    pub method: Method<O>,
    /// Whether votes come with reasons.
    pub reasons: Reasons,
    /// When results are seen.
    pub results: Results,
    /// Percent of the electorate that must have voted, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
    /// What makes it pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// Who is reminded before it closes.
    pub reminder: Reminder,
    /// How many days voting lasts, 1 to 730.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u16>,
}

/// A template that is there, and how often it was edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) content: Template,
    /// 1 when it is made, and one more with every edit.
    pub(super) revision: u32,
}

/// All templates that a group ever had; of those that were deleted, nothing is left but that.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Templates(BTreeMap<TemplateId, Option<Kept>>);

impl Template {
    /// Its texts, with the path of each.
    pub(super) fn texts(&self) -> Vec<(String, Text)> {
        let own = [("name", Some(self.name)), ("title", self.title), ("body", self.body)];
        let own = own.into_iter().filter_map(|(field, text)| Some((field.to_owned(), text?)));
        let options = self.voting.iter().flat_map(|voting| {
            let method = voting.method.name();
            let options = voting.method.options().iter().enumerate();
            options
                .map(move |(at, option)| (format!("voting.method.{method}.options[{at}]"), *option))
        });
        own.chain(options).collect()
    }
}

impl Templates {
    /// Whether it ever was.
    pub(super) fn had(&self, template: TemplateId) -> bool {
        self.0.contains_key(&template)
    }

    pub(super) fn get(&self, template: TemplateId) -> Option<&Kept> {
        self.0.get(&template)?.as_ref()
    }

    /// How many there are.
    pub(super) fn count(&self) -> usize {
        self.0.values().flatten().count()
    }

    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::TemplateDefined { template, content } => {
                let kept = Kept { content: content.clone(), revision: 1 };
                self.0.insert(*template, Some(kept));
            }
            Event::TemplateEdited { template, content } => {
                if let Some(Some(kept)) = self.0.get_mut(template) {
                    kept.content = content.clone();
                    kept.revision += 1;
                }
            }
            Event::TemplateDeleted { template } => {
                self.0.insert(*template, None);
            }
            _ => {}
        }
    }
}

impl Group {
    /// The template, if it was not deleted.
    #[must_use]
    pub fn template(&self, template: TemplateId) -> Option<&Template> {
        self.founded()?.templates.get(template).map(|kept| &kept.content)
    }
}
