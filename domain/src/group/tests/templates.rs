//! Templates, and what they may say.

use super::*;
use crate::proposal::{
    DraftRefusal, Method, ReasonPolicy, Reasons, Reminder, Results, Rule, StvQuota, StvRules,
    StvVariant,
};
use crate::refusal::TextLength;

pub(super) const TEMPLATE: TemplateId = TemplateId::from_u128(7);
const OTHER: TemplateId = TemplateId::from_u128(8);

pub(super) const DELETED: Event = Event::TemplateDeleted { template: TEMPLATE };

pub(super) const DELETE: Command = Command::DeleteTemplate { template: TEMPLATE };

fn long(field: &str, chars: u32) -> Text {
    Text { chars, ..text(field, "") }
}

pub(super) fn for_discussions() -> Template {
    let (title, body) = (Some(text("title", "Meeting of")), Some(text("body", "## Agenda")));
    Template { name: text("name", "Meeting"), title, body, voting: None }
}

/// A template for proposals that are decided so.
pub(super) fn deciding(method: Method) -> Template {
    let voting = Voting {
        reasons: Reasons { policy: method.usual_reasons(), short: false },
        method,
        results: Results::AfterClose,
        quorum: Some(50),
        rule: None,
        reminder: Reminder::All,
        days: Some(14),
    };
    Template { name: text("name", "Vote"), title: None, body: None, voting: Some(voting) }
}

pub(super) fn define(content: Template) -> Command {
    Command::DefineTemplate { template: TEMPLATE, content: Box::new(content), alike_options: None }
}

pub(super) fn edit(content: Template, expected_revision: u32) -> Command {
    Command::EditTemplate {
        template: TEMPLATE,
        content: Box::new(content),
        alike_options: None,
        expected_revision,
    }
}

pub(super) fn defined(content: Template) -> Event {
    Event::TemplateDefined { template: TEMPLATE, content }
}

fn with(events: &[Event]) -> Given<'static, Group> {
    group(Privacy::Open, events).by(ADMIN)
}

fn options(count: usize) -> Vec<Text> {
    vec![text("option", "Rye"); count]
}

/// Every method that has options, with these.
fn with_options(count: usize) -> Vec<Method> {
    let rules = StvRules { seats: 2, variant: StvVariant::Scottish, quota: StvQuota::Droop };
    let dates = ["2026-12-01", "2026-12-02", "2026-12-03"];
    let dates = dates.iter().take(count).map(|date| date.parse().expect("a date")).collect();
    let options = || options(count);
    vec![
        Method::Choose { options: options(), min: 1, max: 2, none_of_these: true },
        Method::Score { options: options(), min: 0, max: 5 },
        Method::Allocate { options: options(), budget: 8 },
        Method::Rank { options: options(), min: 1 },
        Method::RankStv { options: options(), rules },
        Method::RankPairs { options: options() },
        Method::Schedule { options: dates },
    ]
}

#[test]
fn admins_define_templates_edit_them_and_delete_them() {
    let meeting = for_discussions;
    with(&[]).when(define(meeting())).then(&[defined(meeting())]);
    let other = Template { body: None, ..meeting() };
    let edited = Event::TemplateEdited { template: TEMPLATE, content: other.clone() };
    let after = with(&[defined(meeting())]).when(edit(other.clone(), 1)).then(&[edited]);
    assert_eq!(after.state.template(TEMPLATE), Some(&other));
    let after = after.when(DELETE).then(&[DELETED]);
    assert_eq!(after.state.template(TEMPLATE), None);
    after.clone().when(define(meeting())).then_nothing();
    after.when(edit(other, 2)).then_refused(Refusal::TemplateNotFound);
}

#[test]
fn whoever_is_no_admin_begins_from_templates_and_changes_none() {
    let given = || group(Privacy::Open, &[defined(for_discussions())]);
    let other = Template { title: None, ..for_discussions() };
    for command in [define(for_discussions()), edit(other, 1), DELETE] {
        given().by(MEMBER).when(command.clone()).then_refused(Refusal::AdminsOnly);
        given().by(STRANGER).when(command.clone()).then_refused(Refusal::MembersOnly);
        given().when(command).then_refused(Refusal::PeopleOnly);
    }
}

#[test]
fn an_edit_is_made_from_the_newest_revision_unless_it_changes_nothing() {
    let other = Template { title: None, ..for_discussions() };
    let edited = Event::TemplateEdited { template: TEMPLATE, content: other.clone() };
    let given = with(&[defined(for_discussions()), edited]);
    given.clone().when(edit(other, 1)).then_nothing();
    let refusal = Refusal::StaleRevision { expected: 1, actual: 2 };
    given.when(edit(for_discussions(), 1)).then_refused(refusal);
}

#[test]
fn a_group_has_fifty_templates_at_most_and_deleted_ones_make_room() {
    let define_one = |number| Event::TemplateDefined {
        template: TemplateId::from_u128(number),
        content: for_discussions(),
    };
    let fifty: Vec<Event> = (100..150).map(define_one).collect();
    let refusal = Refusal::TooManyTemplates { templates: 51, at_most: 50 };
    with(&fifty).when(define(for_discussions())).then_refused(refusal);
    let gone = Event::TemplateDeleted { template: TemplateId::from_u128(149) };
    let room = with(&[fifty, vec![gone]].concat());
    room.when(define(for_discussions())).then(&[defined(for_discussions())]);
}

#[test]
fn options_may_be_left_open_or_be_as_many_as_are_put_to_the_vote() {
    for (count, allowed) in [(0, true), (1, false), (2, true), (3, true)] {
        for method in with_options(count) {
            let (name, content) = (method.name(), deciding(method));
            let answer = with(&[]).when(define(content.clone())).answer;
            let refusal = Refusal::Draft(DraftRefusal::OptionCount { options: count });
            let expected = if allowed { Ok(vec![defined(content)]) } else { Err(refusal) };
            assert_eq!(answer, expected, "{name} with {count}");
        }
    }
    for method in [Method::Consent, Method::Count { target: 5 }, Method::Ask] {
        let content = deciding(method);
        with(&[]).when(define(content.clone())).then(&[defined(content)]);
    }
}

#[test]
fn what_is_left_open_fits_some_number_of_options() {
    let choose = |max| Method::Choose { options: vec![], min: 1, max, none_of_these: false };
    let content = deciding(choose(100));
    with(&[]).when(define(content.clone())).then(&[defined(content)]);
    let refusal = DraftRefusal::ChoiceBounds { min: 1, max: 101, options: 100 };
    with(&[]).when(define(deciding(choose(101)))).then_refused(refusal.into());
    let refusal = DraftRefusal::RankBounds { min: 0, options: 100 };
    let none = deciding(Method::Rank { options: vec![], min: 0 });
    with(&[]).when(define(none)).then_refused(refusal.into());
}

fn unsound() -> Vec<(Template, Refusal)> {
    let long_text = |field, chars, at_least, at_most| {
        Refusal::TextLength(TextLength { field, chars, at_least, at_most })
    };
    let named = |chars| Template { name: long("name", chars), ..for_discussions() };
    let titled = Template { title: Some(long("title", 151)), ..for_discussions() };
    let wordy = Template { body: Some(long("body", 100_001)), ..for_discussions() };
    let voting = |change: &dyn Fn(&mut Voting)| {
        let mut template = deciding(Method::Consent);
        template.voting.iter_mut().for_each(change);
        template
    };
    let option = Method::RankPairs { options: vec![long("option", 201); 2] };
    let (policy, short) = (ReasonPolicy::RequiredToDisagree, false);
    let rule = Some(Rule::Majority);
    let days = |days| Refusal::VotingDaysOutOfBounds { days, at_most: 730 };
    vec![
        (named(0), long_text("name", 0, 1, 100)),
        (named(101), long_text("name", 101, 1, 100)),
        (titled, long_text("title", 151, 0, 150)),
        (wordy, long_text("body", 100_001, 0, 100_000)),
        (
            deciding(option),
            DraftRefusal::TextLength(TextLength {
                field: "options",
                chars: 201,
                at_least: 1,
                at_most: 200,
            })
            .into(),
        ),
        (
            deciding(Method::Count { target: 0 }),
            DraftRefusal::TargetOutOfBounds { target: 0 }.into(),
        ),
        (voting(&|it| it.quorum = Some(0)), DraftRefusal::QuorumOutOfBounds { percent: 0 }.into()),
        (
            voting(&|it| (it.method, it.rule) = (Method::Count { target: 5 }, rule)),
            DraftRefusal::RuleNotForMethod.into(),
        ),
        (
            voting(&|it| {
                it.method = Method::Count { target: 5 };
                it.reasons = Reasons { policy, short };
            }),
            DraftRefusal::ReasonsNotForMethod.into(),
        ),
        (voting(&|it| it.days = Some(0)), days(0)),
        (voting(&|it| it.days = Some(731)), days(731)),
    ]
}

#[test]
fn a_template_is_as_sound_as_what_is_begun_from_it() {
    for (content, refusal) in unsound() {
        let asked = format!("{content:?}");
        let defining = with(&[]).when(define(content.clone())).answer;
        assert_eq!(defining, Err(refusal.clone()), "{asked}");
        let editing = with(&[defined(for_discussions())]).when(edit(content, 1)).answer;
        assert_eq!(editing, Err(refusal), "{asked}");
    }
    let content = Box::new(deciding(Method::RankPairs { options: options(2) }));
    let alike = Command::DefineTemplate { template: OTHER, content, alike_options: Some((1, 2)) };
    let refusal = DraftRefusal::OptionsAlike { first: 1, second: 2 };
    with(&[]).when(alike).then_refused(refusal.into());
}
