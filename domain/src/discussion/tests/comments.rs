//! Comments.

use super::*;

fn edited(words: &str, by: PersonId) -> Event {
    let body = text("comment", words);
    Event::CommentEdited { comment: COMMENT, body, mentions: vec![], by, at: NOW }
}

#[test]
fn members_comment_and_answer_comments() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[]).by(MEMBER);
    let given = given.when(add_comment(COMMENT, None, "Rye")).then(&[commented(MEMBER)]);
    let reply = Event::CommentAdded {
        comment: REPLY,
        author: AUTHOR,
        parent: Some(COMMENT),
        body: text("comment", "Spelt"),
        mentions: vec![],
        at: NOW,
    };
    let after = given.by(AUTHOR).when(add_comment(REPLY, Some(COMMENT), "Spelt")).then(&[reply]);
    let comment = after.state.comment(REPLY).expect("it is there");
    assert_eq!((comment.parent, comment.author), (Some(COMMENT), AUTHOR));
}

#[test]
fn members_are_mentioned_once_and_others_not_at_all() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let body = text("comment", "Rye");
    let mentions = vec![MEMBER, STRANGER, ADMIN, MEMBER];
    let command = Command::AddComment { comment: COMMENT, parent: None, body, mentions };
    let event = Event::CommentAdded {
        comment: COMMENT,
        author: AUTHOR,
        parent: None,
        body,
        mentions: vec![MEMBER, ADMIN],
        at: NOW,
    };
    discussion(&scene, &[]).by(AUTHOR).when(command).then(&[event]);
}

#[test]
fn a_hundred_people_may_be_named() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let mentions = |count: u128| Command::AddComment {
        comment: COMMENT,
        parent: None,
        body: text("comment", "Rye"),
        mentions: (0..2 * count).map(|number| person(number % count)).collect(),
    };
    let given = discussion(&scene, &[]).by(AUTHOR);
    assert!(given.clone().when(mentions(100)).answer.is_ok());
    let refusal = Refusal::TooManyMentions { mentions: 101, at_most: 100 };
    given.when(mentions(101)).then_refused(refusal);
}

#[test]
fn authors_edit_their_comments() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let given = discussion(&scene, &[commented(MEMBER)]).by(MEMBER);
    let after = given.when(edit_comment("Oats", 1)).then(&[edited("Oats", MEMBER)]);
    assert_eq!(after.state.comment(COMMENT).map(|comment| comment.revision), Some(2));
}

#[test]
fn who_is_mentioned_may_change_alone() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let (body, mentions) = (text("comment", "Rye"), vec![ADMIN]);
    let command = Command::EditComment {
        comment: COMMENT,
        body,
        mentions: mentions.clone(),
        expected_revision: 1,
    };
    let event = Event::CommentEdited { comment: COMMENT, body, mentions, by: MEMBER, at: NOW };
    discussion(&scene, &[commented(MEMBER)]).by(MEMBER).when(command).then(&[event]);
}

#[test]
fn an_edit_that_changes_nothing_is_no_edit_whatever_it_was_made_from() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let before = [commented(MEMBER), closed(AUTHOR)];
    discussion(&scene, &before).by(MEMBER).when(edit_comment("Rye", 7)).then_nothing();
    discussion(&scene, &[]).by(AUTHOR).when(edit("Bread", 7)).then_nothing();
}

#[test]
fn authors_and_admins_discard_comments_also_after_the_close() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let command = Command::DiscardComment { comment: COMMENT };
    for by in [MEMBER, ADMIN] {
        let given = discussion(&scene, &[commented(MEMBER), closed(AUTHOR)]).by(by);
        given.when(command.clone()).then(&[comment_discarded(by)]);
    }
}

#[test]
fn what_its_author_discarded_its_author_restores() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let command = Command::RestoreComment { comment: COMMENT };
    let given = discussion(&scene, &[commented(MEMBER), comment_discarded(MEMBER)]);
    given.clone().by(ADMIN).when(command.clone()).then_refused(Refusal::DiscardedByAuthor);
    let restored = Event::CommentRestored { comment: COMMENT, by: MEMBER, at: NOW };
    given.by(MEMBER).when(command).then(&[restored]);
}

#[test]
fn what_an_admin_discarded_admins_restore() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let command = Command::RestoreComment { comment: COMMENT };
    let given = discussion(&scene, &[commented(MEMBER), comment_discarded(ADMIN)]);
    given.clone().by(MEMBER).when(command.clone()).then_refused(Refusal::DiscardedByAdmin);
    let restored = Event::CommentRestored { comment: COMMENT, by: ADMIN, at: NOW };
    given.by(ADMIN).when(command).then(&[restored]);
}

#[test]
fn a_restored_comment_can_be_answered_again() {
    let scene = Scene::new(GroupPrivacy::Closed);
    let restored = Event::CommentRestored { comment: COMMENT, by: MEMBER, at: NOW };
    let before = [commented(MEMBER), comment_discarded(MEMBER), restored];
    let answer =
        discussion(&scene, &before).by(AUTHOR).when(add_comment(REPLY, Some(COMMENT), "M"));
    assert_eq!(answer.answer.map(|events| events.len()), Ok(1));
}
