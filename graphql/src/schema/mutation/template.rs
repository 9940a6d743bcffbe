//! Mutations about templates: what discussions and proposals can begin from.

use async_graphql::{Context, ID, InputObject, Object, Result};
use domain::group::{Command as Group, Template, Voting};
use domain::proposal::{Method, Reasons};
use domain::{Command, GroupId, TemplateId, TextId};

use super::method::{MethodInput, alike, take};
use super::payload::TemplatePayload;
use super::proposal::RuleInput;
use super::run::Run;
use super::words::Words;
use crate::fault::Fault;
use crate::schema::enums::{ReasonPolicy, Reminder, ResultVisibility};
use crate::schema::ids::parse;

/// Defines the inputs that say all that a template is to say.
macro_rules! inputs {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_doc:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(InputObject)]
        pub struct $name {
            $($(#[$field_doc])* $field: $type,)*
            /// What it is called, 1 to 100 characters.
            name: String,
            /// The title to begin from, up to 150 characters.
            title: Option<String>,
            /// The body of a discussion, or the details of a proposal, to begin from, up to 100,000
            /// characters of Markdown.
            body: Option<String>,
            /// How the decision is made; left out in a template for discussions. It may have no
            /// options yet, if these are others each time.
            method: Option<MethodInput>,
            /// Who gives a reason with a vote; by default who wants to, and in `ASK` everybody.
            reason_policy: Option<ReasonPolicy>,
            /// Whether a reason is held to 500 characters.
            #[graphql(default)]
            short_reasons: bool,
            /// When results are seen.
            #[graphql(default_with = "ResultVisibility::Always")]
            result_visibility: ResultVisibility,
            /// Percent of the electorate that must have voted, 1 to 100.
            quorum: Option<u8>,
            /// What makes it pass.
            rule: Option<RuleInput>,
            /// Who is reminded 24 hours before the close.
            #[graphql(default_with = "Reminder::NotVoted")]
            reminder: Reminder,
            /// How many days voting lasts, 1 to 730.
            voting_days: Option<u16>,
            /// Sent again with the same key, the mutation does nothing more.
            idempotency_key: Option<String>,
        }

        impl $name {
            /// What it says, with the words on their way to being sealed.
            fn says(self, id: TemplateId) -> Result<Says, Fault> {
                let mut words = Words::default();
                let name = words.take("name", TextId::template_name(id), self.name)?;
                let title = words.given("title", TextId::template_title(id), self.title)?;
                let body = words.given("body", TextId::template_body(id), self.body)?;
                let Some(method) = self.method else {
                    check_unneeded(
                        [self.quorum.is_some(), self.rule.is_some(), self.voting_days.is_some()],
                    )?;
                    return Ok(Says { name, title, body, voting: None, alike: None, words });
                };
                let method: Method<String> = method.into();
                let alike = alike(&method);
                let policy = self.reason_policy.map_or_else(|| method.usual_reasons(), Into::into);
                let option = |number| TextId::template_option(id, number);
                let voting = Voting {
                    method: take(&mut words, option, method)?,
                    reasons: Reasons { policy, short: self.short_reasons },
                    results: self.result_visibility.into(),
                    quorum: self.quorum,
                    rule: self.rule.map(Into::into),
                    reminder: self.reminder.into(),
                    days: self.voting_days,
                };
                Ok(Says { name, title, body, voting: Some(voting), alike, words })
            }
        }
    )*};
}

inputs! {
    /// A new template.
    DefineTemplateInput {
        /// The group.
        group_id: ID,
    }
    /// All that a template is to say. What is left out is taken away.
    EditTemplateInput {
        /// The group.
        group_id: ID,
        /// Which template.
        template_id: ID,
        /// The revision that the change was made from.
        expected_revision: u32,
    }
}

/// Which template.
#[derive(InputObject)]
pub struct DeleteTemplateInput {
    /// The group.
    group_id: ID,
    /// Which template.
    template_id: ID,
    /// Sent again with the same key, the mutation does nothing more.
    idempotency_key: Option<String>,
}

/// What a template says, before its words are sealed.
struct Says {
    name: TextId,
    title: Option<TextId>,
    body: Option<TextId>,
    voting: Option<Voting<TextId>>,
    alike: Option<(u8, u8)>,
    words: Words,
}

/// Where nothing is decided, nothing is said of how.
fn check_unneeded(given: [bool; 3]) -> Result<(), Fault> {
    let names = ["quorum", "rule", "votingDays"];
    match given.into_iter().zip(names).find(|(given, _)| *given) {
        Some((_, name)) => Err(Fault::input(format!("{name} is for templates with a method."))),
        None => Ok(()),
    }
}

/// Mutations about templates.
#[derive(Default)]
pub struct TemplateMutation;

#[Object]
impl TemplateMutation {
    /// Makes a template that the group's discussions or proposals can begin from, up to 50 in a
    /// group. For admins.
    async fn define_template(
        &self,
        context: &Context<'_>,
        input: DefineTemplateInput,
    ) -> Result<TemplatePayload> {
        let run = Run::new(context, "defineTemplate", input.idempotency_key.as_deref())?;
        let group = parse("groupId", &input.group_id)?;
        let template = TemplateId::derive(&[&run.seed()]);
        let define =
            |content, alike_options| Group::DefineTemplate { template, content, alike_options };
        saying(&run, group, template, input.says(template)?, define).await
    }

    /// Has a template say something else. What was begun from it stays. For admins.
    async fn edit_template(
        &self,
        context: &Context<'_>,
        input: EditTemplateInput,
    ) -> Result<TemplatePayload> {
        let run = Run::new(context, "editTemplate", input.idempotency_key.as_deref())?;
        let group = parse("groupId", &input.group_id)?;
        let template = parse("templateId", &input.template_id)?;
        let expected_revision = input.expected_revision;
        let edit = |content, alike_options| Group::EditTemplate {
            template,
            content,
            alike_options,
            expected_revision,
        };
        saying(&run, group, template, input.says(template)?, edit).await
    }

    /// Deletes a template. What was begun from it stays. For admins.
    async fn delete_template(
        &self,
        context: &Context<'_>,
        input: DeleteTemplateInput,
    ) -> Result<TemplatePayload> {
        let run = Run::new(context, "deleteTemplate", input.idempotency_key.as_deref())?;
        let group: GroupId = parse("groupId", &input.group_id)?;
        let id = parse("templateId", &input.template_id)?;
        let delete = Group::DeleteTemplate { template: id };
        let settled = run.send(Command::Group(group, delete)).await?;
        Ok(TemplatePayload { settled, id })
    }
}

/// A command that has a template say this.
async fn saying(
    run: &Run<'_>,
    group: GroupId,
    id: TemplateId,
    says: Says,
    command: impl FnOnce(Box<Template>, Option<(u8, u8)>) -> Group,
) -> Result<TemplatePayload> {
    let drafts = run.drafts(group, says.words).await?;
    let text = |text| drafts.text(text);
    let voting = says.voting.map(|voting| Voting {
        method: voting.method.map(text),
        reasons: voting.reasons,
        results: voting.results,
        quorum: voting.quorum,
        rule: voting.rule,
        reminder: voting.reminder,
        days: voting.days,
    });
    let (title, body) = (says.title.map(text), says.body.map(text));
    let content = Box::new(Template { name: text(says.name), title, body, voting });
    let command = command(content, says.alike);
    let settled = run.submit(Command::Group(group, command), drafts).await?;
    Ok(TemplatePayload { settled, id })
}
