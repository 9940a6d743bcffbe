//! Who may do what with a proposal, role by role and switch by switch, as `DOMAIN.md` says.

use super::commands::check_whole;
use super::*;
use crate::announcement::Addressees;
use crate::group::scene::{May, SWITCHES, only};
use crate::group::{self, JoinPolicy};
use crate::id::{NoteId, TagId};

const TAG: TagId = TagId::from_u128(8);

/// What becomes of a command, in one word.
fn outcome(given: Given<'_, Proposal>, command: Command) -> &'static str {
    match given.when(command).answer {
        Ok(events) if events.is_empty() => "nothing",
        Ok(_) => "done",
        Err(refusal) => refusal.code(),
    }
}

/// A closed group with a discussion where members may do this, and nothing else, and a guest is.
fn scene(switch: &str) -> Scene {
    let tagged = group::Event::TagDefined { tag: TAG, name: text("tag", "Oven") };
    let scene = here().and(&[let_in(GUEST, NOW)]).in_group(&[tagged]);
    scene.configured(JoinPolicy::ByApproval, only(switch))
}

/// How far a proposal is.
#[derive(Debug, Clone, Copy)]
enum Stands {
    Open,
    /// Open, and everybody who may has voted.
    Voted,
    Ended,
    /// Ended, with an outcome.
    Decided,
}

fn stands<'a>(scene: &'a Scene, stands: Stands) -> Given<'a, Proposal> {
    let votes = || [ADMIN, AUTHOR, MEMBER].map(|voter| voted(voter, Stance::Agree));
    let outcome = Event::OutcomeWritten {
        outcome: OUTCOME,
        statement: text("statement", "Rye"),
        option: None,
        review_at: None,
        by: AUTHOR,
        at: NOW,
    };
    match stands {
        Stands::Open => open(scene, &[]),
        Stands::Voted => open(scene, &votes()),
        Stands::Ended => ended(scene, &[]),
        Stands::Decided => ended(scene, &[outcome]),
    }
}

/// Only the author and admins.
const ONLY: May = May::Not("AUTHOR_OR_ADMIN_ONLY");

/// A command, to which proposal it goes, and whether guests, members and the author may do it.
/// Admins may do all of it, and who is nothing of that does not see it.
type Row = (Command, Stands, [May; 3]);

fn of_author() -> Vec<Row> {
    let statement = text("statement", "Oats");
    let (option, review_at) = (None, None);
    let title = Changes { title: Some(text("title", "Oats")), ..Changes::default() };
    let rows = [
        (Command::Edit { changes: Box::new(title), expected_revision: 1 }, Stands::Open),
        (
            Command::AddNote { note: NoteId::from_u128(7), body: text("note", "Fresh") },
            Stands::Voted,
        ),
        (Command::MoveClosing { closes_at: hours(9_000) }, Stands::Open),
        (Command::CloseEarly { reason: text("reason", "All voted") }, Stands::Open),
        (Command::Withdraw { reason: None }, Stands::Open),
        (Command::Reopen { closes_at: hours(9_000) }, Stands::Ended),
        (
            Command::WriteOutcome {
                outcome: OutcomeId::from_u128(9),
                statement,
                option,
                review_at,
            },
            Stands::Ended,
        ),
        (
            Command::ReviseOutcome {
                outcome: OUTCOME,
                statement,
                option,
                review_at,
                expected_revision: 1,
            },
            Stands::Decided,
        ),
    ];
    rows.map(|(command, stands)| (command, stands, [ONLY, ONLY, May::Do])).to_vec()
}

fn of_others() -> Vec<Row> {
    let target = ProposalReactionTarget::Proposal;
    let emoji = "👍".parse().expect("it is an emoji");
    let announce = Command::Announce { target, to: Addressees::Everybody };
    let announcing = May::If("announce", "SWITCHED_OFF");
    let electors = [May::Not("NOT_IN_ELECTORATE"), May::Do, May::Do];
    let tagged = Changes { tags: Some(vec![TAG]), ..Changes::default() };
    let tag = Command::Edit { changes: Box::new(tagged), expected_revision: 1 };
    let tagging = May::If("tagAndPin", "SWITCHED_OFF");
    vec![
        (vote(Stance::Agree), Stands::Open, electors),
        (Command::React { target, emoji }, Stands::Open, [May::Do; 3]),
        (announce, Stands::Open, [May::Not("SWITCHED_OFF"), announcing, announcing]),
        (tag, Stands::Open, [ONLY, ONLY, tagging]),
    ]
}

fn of_the_system() -> [Command; 5] {
    [
        Command::Open { opening: 1 },
        Command::WithdrawVoteOf { voter: MEMBER },
        Command::Remind { opening: 1, closes_at: closes_at() },
        Command::CloseDue { opening: 1 },
        Command::ReviewDue { outcome: OUTCOME, review_at: NOW },
    ]
}

#[test]
fn which_role_and_switch_a_command_needs() {
    let rows = || [of_author(), of_others()].concat();
    let (all, systems) = (rows(), of_the_system());
    // Who raises what is judged where it is admitted; what is taken back is one's own.
    let elsewhere = ["RAISE", "WITHDRAW_VOTE", "UNREACT"];
    check_whole(all.iter().map(|(command, ..)| command).chain(&systems), &elsewhere);
    for on in SWITCHES {
        let scene = scene(on);
        for (command, so, may) in rows() {
            let by = |person| outcome(stands(&scene, so).by(person), command.clone());
            for (person, may) in [GUEST, MEMBER, AUTHOR].into_iter().zip(may) {
                assert_eq!(by(person), may.outcome(on), "{command:?} by {person} with {on}");
            }
            assert_eq!(by(ADMIN), "done", "{command:?} with {on}");
            assert_eq!(by(STRANGER), "NOT_FOUND", "{command:?} with {on}");
        }
        for command in of_the_system() {
            for person in [GUEST, MEMBER, AUTHOR, ADMIN] {
                let found = outcome(open(&scene, &[]).by(person), command.clone());
                assert_eq!(found, "SYSTEM_ONLY", "{command:?} by {person}");
            }
        }
    }
}

#[test]
fn an_author_looks_after_a_proposal_as_long_as_they_take_part() {
    let gone = scene("raiseProposals").left(AUTHOR, NOW);
    let guest = scene("raiseProposals").left(AUTHOR, NOW).and(&[let_in(AUTHOR, hours(1))]);
    for (command, so, _) in of_author() {
        let by = |scene: &Scene| {
            outcome(stands(scene, so).by(AUTHOR).at(hours(8 * 24)), command.clone())
        };
        assert_eq!(by(&gone), "NOT_FOUND", "{command:?}");
        if matches!(so, Stands::Ended | Stands::Decided) {
            assert_eq!(by(&guest), "done", "a guest takes part: {command:?}");
        }
    }
}

#[test]
fn whoever_voted_or_reacted_takes_it_back() {
    let target = ProposalReactionTarget::Proposal;
    let emoji = "👍".parse().expect("it is an emoji");
    for on in SWITCHES {
        let scene = scene(on);
        for person in [MEMBER, AUTHOR, ADMIN] {
            let reacted = Event::ProposalReactionAdded { target, person, emoji };
            let events = [voted(person, Stance::Agree), reacted];
            for command in [Command::WithdrawVote, Command::Unreact { target, emoji }] {
                let by = |person| outcome(open(&scene, &events).by(person), command.clone());
                assert_eq!(by(person), "done", "{command:?} with {on}");
                let another = if person == MEMBER { AUTHOR } else { MEMBER };
                assert_eq!(by(another), "nothing", "{command:?} of another with {on}");
                assert_eq!(by(STRANGER), "NOT_FOUND", "{command:?} with {on}");
            }
        }
    }
}
