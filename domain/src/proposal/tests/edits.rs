//! Editing what is put to the vote.

use super::*;
use crate::group::{self, TagRefusal};
use crate::id::TagId;

fn edit(changes: Changes) -> Command {
    Command::Edit { changes: Box::new(changes), expected_revision: 1 }
}

const fn edited(terms: Terms) -> Event {
    Event::ProposalEdited { terms, by: AUTHOR, at: NOW }
}

/// Every change but that of the reminder.
fn freezing() -> Vec<Changes> {
    vec![
        Changes { title: Some(text("title", "Bake oats")), ..Changes::default() },
        Changes { details: Some(text("details", "Daily")), ..Changes::default() },
        Changes { method: Some(choose(1, 1, false)), ..Changes::default() },
        Changes { electorate: Some(Electorate::Named(vec![ADMIN])), ..Changes::default() },
        Changes { roll: Some(Roll::AtOpening), ..Changes::default() },
        Changes {
            reasons: Some(Reasons { policy: ReasonPolicy::Required, short: true }),
            ..Changes::default()
        },
        Changes { results: Some(Results::AfterClose), ..Changes::default() },
        Changes { quorum: Some(Some(50)), ..Changes::default() },
        Changes { rule: Some(Some(Rule::Majority)), ..Changes::default() },
        Changes { tags: Some(vec![TAG]), ..Changes::default() },
    ]
}

const TAG: TagId = TagId::from_u128(6);

/// A group with a tag.
fn here() -> Scene {
    let defined = group::Event::TagDefined { tag: TAG, name: text("tag", "Oven") };
    super::here().in_group(&[defined])
}

#[test]
fn until_the_first_vote_everything_may_change() {
    let scene = here();
    for changes in freezing() {
        let asked = format!("{changes:?}");
        let given = open(&scene, &[]).by(AUTHOR);
        let after = given.when(edit(changes)).answer.map(|events| events.len());
        assert_eq!(after, Ok(1), "{asked}");
    }
}

#[test]
fn from_the_first_vote_on_everything_but_the_reminder_stays() {
    let scene = here();
    let (replaces, cause) = (Ballot::Stance(Stance::Agree), Withdrawal::Voter);
    let before = [
        voted(MEMBER, Stance::Agree),
        Event::VoteWithdrawn { voter: MEMBER, replaces, cause, at: NOW },
    ];
    for changes in freezing() {
        let asked = format!("{changes:?}");
        for events in [&before[..1], &before] {
            let given = open(&scene, events).by(AUTHOR);
            let answer = given.when(edit(changes.clone())).answer;
            assert_eq!(answer, Err(Refusal::Frozen), "{asked}");
        }
    }
    let changes = Changes { reminder: Some(Reminder::All), ..Changes::default() };
    let event = edited(Terms { reminder: Reminder::All, ..terms() });
    let after = open(&scene, &before).by(AUTHOR).when(edit(changes)).then(&[event]);
    assert_eq!(after.state.revision(), 2);
}

#[test]
fn results_are_shown_later_and_never_earlier() {
    let scene = here();
    let order = [Results::Always, Results::AfterVoting, Results::AfterClose];
    for (from, own) in order.into_iter().enumerate() {
        for (to, asked) in order.into_iter().enumerate() {
            let given = open_with(&scene, Terms { results: own, ..terms() }, &[]).by(AUTHOR);
            let changes = Changes { results: Some(asked), ..Changes::default() };
            let written = given.when(edit(changes)).answer.map(|events| events.len());
            let expected = match to.cmp(&from) {
                std::cmp::Ordering::Less => Err(Refusal::ResultsLoosened),
                std::cmp::Ordering::Equal => Ok(0),
                std::cmp::Ordering::Greater => Ok(1),
            };
            assert_eq!(written, expected, "{own:?} to {asked:?}");
        }
    }
}

#[test]
fn rule_and_quorum_can_be_taken_away() {
    let scene = here();
    let own = Terms { rule: Some(Rule::Majority), quorum: Some(50), ..terms() };
    let changes = Changes { rule: Some(None), quorum: Some(None), ..Changes::default() };
    open_with(&scene, own, &[]).by(AUTHOR).when(edit(changes)).then(&[edited(terms())]);
}

#[test]
fn the_changed_terms_are_judged_as_a_whole() {
    let scene = here();
    let own = Terms { rule: Some(Rule::Majority), ..terms() };
    let changes = Changes { method: Some(choose(1, 1, false)), ..Changes::default() };
    let given = open_with(&scene, own, &[]).by(AUTHOR);
    let refusal = Refusal::Draft(DraftRefusal::RuleNotForMethod);
    given.clone().when(edit(changes.clone())).then_refused(refusal);
    let changes = Changes { rule: Some(None), ..changes };
    let event = edited(Terms { method: choose(1, 1, false), ..terms() });
    given.clone().when(edit(changes.clone())).then(&[event]);
    let alike = Changes { alike_options: Some((1, 2)), ..changes };
    let refusal = Refusal::Draft(DraftRefusal::OptionsAlike { first: 1, second: 2 });
    given.when(edit(alike)).then_refused(refusal);
}

#[test]
fn people_newly_named_are_members_and_those_named_before_may_have_left() {
    let scene = here().left(MEMBER, NOW);
    let own = Terms { electorate: Electorate::Named(vec![AUTHOR, MEMBER]), ..terms() };
    let given = open_with(&scene, own.clone(), &[]).by(AUTHOR);
    let same = Some(Electorate::Named(vec![MEMBER, AUTHOR, MEMBER]));
    let quorum = Some(Some(50));
    let changes = Changes { electorate: same, quorum, ..Changes::default() };
    given.clone().when(edit(changes)).then(&[edited(Terms { quorum: Some(50), ..own })]);
    let more = Some(Electorate::Named(vec![MEMBER, AUTHOR, ADMIN]));
    let changes = Changes { electorate: more, ..Changes::default() };
    let refusal = DraftRefusal::NamedNotMember { person: MEMBER };
    given.when(edit(changes)).then_refused(refusal.into());
}

#[test]
fn an_edit_that_changes_nothing_is_no_edit_whatever_it_was_made_from() {
    let scene = here();
    let changes = Changes { title: Some(terms().title), ..Changes::default() };
    let command = Command::Edit { changes: Box::new(changes), expected_revision: 7 };
    open(&scene, &[]).by(AUTHOR).when(command).then_nothing();
}

#[test]
fn only_those_who_may_tag_change_the_tags_and_own_tags_may_stay() {
    let deleted = group::Event::TagDeleted { tag: TAG };
    let scene = here().in_group(&[deleted]).with_all_switched_off();
    let own = Terms { tags: vec![TAG], ..terms() };
    let given = open_with(&scene, own.clone(), &[]);
    let tags = |tags| Changes { tags: Some(tags), ..Changes::default() };
    given.clone().by(AUTHOR).when(edit(tags(vec![TAG]))).then_nothing();
    let refusal = Refusal::SwitchedOff { switch: "tagAndPin" };
    given.clone().by(AUTHOR).when(edit(tags(vec![]))).then_refused(refusal);
    let event = Event::ProposalEdited { terms: terms(), by: ADMIN, at: NOW };
    let without = given.by(ADMIN).when(edit(tags(vec![]))).then(&[event]);
    let refusal = DraftRefusal::Tags(TagRefusal::NotFound { tag: TAG });
    without.when(edit(tags(vec![TAG]))).then_refused(refusal.into());
}
