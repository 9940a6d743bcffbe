//! Every rule, broken.

use super::*;
use crate::announcement::Addressees;
use crate::discussion::scene::GROUP;
use crate::discussion::{Event as DiscussionEvent, Privacy as DiscussionPrivacy};
use crate::id::{GroupId, NoteId};
use crate::scenario::names_in;

type Case<'a> = (Given<'a, Proposal>, Command, Refusal);

fn edit(changes: Changes) -> Command {
    Command::Edit { changes: Box::new(changes), expected_revision: 1 }
}

fn retitle() -> Changes {
    Changes { title: Some(text("title", "Oats")), ..Changes::default() }
}

fn close_early(chars: u32) -> Command {
    Command::CloseEarly { reason: long("reason", chars) }
}

fn write(chars: u32, option: Option<u8>, review_at: Option<Timestamp>) -> Command {
    let statement = long("statement", chars);
    Command::WriteOutcome { outcome: OUTCOME, statement, option, review_at }
}

fn revise(expected_revision: u32) -> Command {
    Command::ReviseOutcome {
        outcome: OUTCOME,
        statement: text("statement", "Rye"),
        option: None,
        review_at: None,
        expected_revision,
    }
}

fn written() -> Event {
    let statement = text("statement", "Oats");
    Event::OutcomeWritten {
        outcome: OUTCOME,
        statement,
        option: None,
        review_at: None,
        by: AUTHOR,
        at: NOW,
    }
}

fn react(target: ProposalReactionTarget) -> Command {
    Command::React { target, emoji: "👍".parse().expect("it is an emoji") }
}

fn announce(target: ProposalReactionTarget, count: u128) -> Command {
    let people = (0..count).map(person).collect();
    Command::Announce { target, to: Addressees::People(people) }
}

const WITHDRAW: Command = Command::Withdraw { reason: None };

/// The scenes that the cases play in.
struct Scenes {
    here: Scene,
    off: Scene,
    public: Scene,
    closed: Scene,
    moved: Scene,
    discarded: Scene,
    archived: Scene,
}

fn scenes() -> Scenes {
    let (by, at) = (AUTHOR, NOW);
    let privacy = DiscussionPrivacy::Public;
    Scenes {
        here: here(),
        off: here().with_all_switched_off(),
        public: here().and(&[DiscussionEvent::DiscussionPrivacyChanged { privacy, by, at: NOW }]),
        closed: here().and(&[DiscussionEvent::DiscussionClosed { by, at }]),
        moved: here().and(&[DiscussionEvent::DiscussionMoved {
            from: Some(GROUP),
            group: GroupId::from_u128(20),
            privacy: DiscussionPrivacy::Private,
            by,
            at,
        }]),
        discarded: here().and(&[DiscussionEvent::DiscussionDiscarded { by, at }]),
        archived: here().archived(NOW),
    }
}

fn standing_cases(scenes: &Scenes) -> Vec<Case<'_>> {
    let Scenes { here, off, public, closed, discarded, archived, .. } = scenes;
    let later = Command::MoveClosing { closes_at: hours(9000) };
    let only = Refusal::AuthorOrAdminOnly;
    vec![
        (given(&[]).by(AUTHOR), raise(draft()), Refusal::NotFound),
        (proposal(here, &[]).by(AUTHOR), vote(Stance::Agree), Refusal::NotFound),
        (open(here, &[]).by(STRANGER), vote(Stance::Agree), Refusal::NotFound),
        (open(public, &[]).by(STRANGER), vote(Stance::Agree), Refusal::MembersOnly),
        (open(here, &[]), vote(Stance::Agree), Refusal::PeopleOnly),
        (proposal(here, &[]), raise(draft()), Refusal::PeopleOnly),
        (proposal(off, &[]).by(AUTHOR), raise(draft()), switched_off("raiseProposals")),
        (proposal(here, &[]).by(AUTHOR), raise(draft()), Refusal::NotAdmitted),
        (proposal(closed, &[]).by(AUTHOR), raise(draft()), Refusal::DiscussionClosed),
        (proposal(discarded, &[]).by(AUTHOR), raise(draft()), Refusal::DiscussionDiscarded),
        (open(discarded, &[]).by(AUTHOR), later.clone(), Refusal::DiscussionDiscarded),
        (proposal(archived, &[]).by(AUTHOR), raise(draft()), Refusal::GroupArchived),
        (open(archived, &[]).by(MEMBER), vote(Stance::Agree), Refusal::GroupArchived),
        (open(archived, &[]).by(STRANGER), vote(Stance::Agree), Refusal::NotFound),
        (open(here, &[]).by(MEMBER), edit(retitle()), only.clone()),
        (open(here, &[]).by(MEMBER), later, only.clone()),
        (open(here, &[]).by(MEMBER), close_early(9), only.clone()),
        (open(here, &[]).by(MEMBER), WITHDRAW, only.clone()),
        (ended(here, &[]).by(MEMBER), Command::Reopen { closes_at: hours(9000) }, only.clone()),
        (ended(here, &[]).by(MEMBER), write(9, None, None), only.clone()),
        (ended(here, &[written()]).by(MEMBER), revise(1), only),
    ]
}

const fn switched_off(switch: &'static str) -> Refusal {
    Refusal::SwitchedOff { switch }
}

fn job_cases(scenes: &Scenes) -> Vec<Case<'_>> {
    let jobs = [
        Command::Open { opening: 1 },
        Command::CloseDue { opening: 1 },
        Command::Remind { opening: 1, closes_at: closes_at() },
        Command::WithdrawVoteOf { voter: MEMBER },
        Command::ReviewDue { outcome: OUTCOME, review_at: NOW },
    ];
    jobs.map(|job| (open(&scenes.here, &[]).by(ADMIN), job, Refusal::SystemOnly)).into()
}

fn add_note(chars: u32) -> Command {
    Command::AddNote { note: NoteId::from_u128(7), body: long("note", chars) }
}

fn term_cases(scenes: &Scenes) -> Vec<Case<'_>> {
    let here = &scenes.here;
    let voted = || open(here, &[voted(MEMBER, Stance::Agree)]).by(AUTHOR);
    let ended = || ended(here, &[]).by(AUTHOR);
    let withdrawn = || open(here, &[closed(ClosingCause::Withdrawn(None), NOW)]).by(AUTHOR);
    let results = |results| Changes { results: Some(results), ..Changes::default() };
    let shown = || Terms { results: Results::AfterVoting, ..terms() };
    let stale = Command::Edit { changes: Box::new(retitle()), expected_revision: 2 };
    let closed_at = closes_at();
    vec![
        (voted(), edit(retitle()), Refusal::Frozen),
        (open(here, &[]).by(AUTHOR), add_note(9), Refusal::NotFrozen),
        (voted(), add_note(0), length("body", 0, 1, 10_000).into()),
        (voted(), add_note(10_001), length("body", 10_001, 1, 10_000).into()),
        (open(here, &[]).by(AUTHOR), stale, Refusal::StaleRevision { expected: 2, actual: 1 }),
        (
            open_with(here, shown(), &[]).by(AUTHOR),
            edit(results(Results::Always)),
            Refusal::ResultsLoosened,
        ),
        (ended(), edit(retitle()), Refusal::VotingClosed { closed_at }),
        (ended(), vote(Stance::Agree), Refusal::VotingClosed { closed_at }),
        (
            ended(),
            Command::MoveClosing { closes_at: hours(9000) },
            Refusal::VotingClosed { closed_at },
        ),
        (ended(), WITHDRAW, Refusal::VotingClosed { closed_at }),
        (withdrawn(), vote(Stance::Agree), Refusal::Withdrawn),
        (withdrawn(), edit(retitle()), Refusal::Withdrawn),
        (withdrawn(), Command::Reopen { closes_at: hours(9000) }, Refusal::Withdrawn),
        (withdrawn(), write(9, None, None), Refusal::Withdrawn),
        (withdrawn(), close_early(9), Refusal::Withdrawn),
    ]
}

fn vote_cases(scenes: &Scenes) -> Vec<Case<'_>> {
    let here = &scenes.here;
    let with = |method: Method| open_with(here, Terms { method, ..terms() }, &[]).by(MEMBER);
    let reasons = |policy| {
        let reasons = Reasons { policy, short: false };
        open_with(here, Terms { reasons, ..terms() }, &[]).by(MEMBER)
    };
    let named = Terms { electorate: Electorate::Named(vec![ADMIN]), ..terms() };
    let none = || Command::CastVote { ballot: Ballot::NoneOfThese, reason: None };
    let reason = Some(text("reason", "So"));
    let reasoned = Command::CastVote { ballot: Ballot::Stance(Stance::Agree), reason };
    let early = proposal(here, &[raised()]).by(MEMBER).at(just_before(NOW));
    vec![
        (early.clone(), vote(Stance::Agree), Refusal::VotingNotOpen { opens_at: NOW }),
        (early.by(AUTHOR), close_early(9), Refusal::VotingNotOpen { opens_at: NOW }),
        (open_with(here, named, &[]).by(MEMBER), vote(Stance::Agree), Refusal::NotInElectorate),
        (with(Method::Consent), choice(&[1]), Refusal::OtherMethod),
        (with(Method::Consent), none(), Refusal::OtherMethod),
        (with(choose(1, 1, true)), vote(Stance::Agree), Refusal::OtherMethod),
        (with(choose(1, 1, false)), none(), Refusal::NoneOfTheseNotOffered),
        (
            with(choose(2, 2, false)),
            choice(&[1]),
            Refusal::TooFewChoices { chosen: 1, at_least: 2 },
        ),
        (
            with(choose(1, 2, false)),
            choice(&[1, 2, 3]),
            Refusal::TooManyChoices { chosen: 3, at_most: 2 },
        ),
        (with(choose(1, 2, false)), choice(&[9]), Refusal::NoSuchOption { option: 9, options: 3 }),
        (with(choose(1, 2, false)), choice(&[2, 2]), Refusal::ChosenTwice { option: 2 }),
        (
            with(score(0, 5)),
            ballot(Ballot::Scores(vec![(1, 5), (2, 0)])),
            Refusal::OptionLeftOut { option: 3 },
        ),
        (
            with(score(0, 5)),
            ballot(Ballot::Scores(vec![(1, 5), (2, 0), (3, 6)])),
            Refusal::ScoreOutOfBounds { option: 3, score: 6, min: 0, max: 5 },
        ),
        (
            with(allocate(8)),
            ballot(Ballot::Points(vec![(1, 8), (2, 1)])),
            Refusal::OverBudget { points: 9, budget: 8 },
        ),
        (reasons(ReasonPolicy::None), reasoned, Refusal::ReasonNotTaken),
        (reasons(ReasonPolicy::Required), vote(Stance::Agree), Refusal::ReasonRequired),
    ]
}

fn closing_cases(scenes: &Scenes) -> Vec<Case<'_>> {
    let Scenes { here, closed, moved, .. } = scenes;
    let later = || Command::Reopen { closes_at: hours(9000) };
    let ended = |events: &[Event]| ended(here, events).by(AUTHOR);
    let until = closes_at();
    let outcome = ProposalReactionTarget::Outcome(OUTCOME);
    let (now, past) = (hours(8 * 24), hours(8 * 24));
    let wordy = Command::Withdraw { reason: Some(long("reason", 10_001)) };
    vec![
        (open(here, &[]).by(AUTHOR), later(), Refusal::VotingNotClosed { closes_at: until }),
        (
            open(here, &[]).by(AUTHOR),
            write(9, None, None),
            Refusal::VotingNotClosed { closes_at: until },
        ),
        (super::ended(closed, &[]).by(AUTHOR), later(), Refusal::DiscussionClosed),
        (super::ended(moved, &[]).by(AUTHOR), later(), Refusal::RaisedElsewhere),
        (
            open(here, &[]).by(AUTHOR),
            Command::MoveClosing { closes_at: hours(23) },
            Refusal::ShortNotice { closes_at: hours(23), at_least: hours(24) },
        ),
        (
            open(here, &[]).by(AUTHOR),
            Command::MoveClosing { closes_at: NOW },
            Refusal::Draft(DraftRefusal::ClosesTooEarly { closes_at: NOW, after: NOW }),
        ),
        (open(here, &[]).by(AUTHOR), close_early(0), length("reason", 0, 1, 10_000).into()),
        (open(here, &[]).by(AUTHOR), wordy, length("reason", 10_001, 1, 10_000).into()),
        (ended(&[]), write(0, None, None), length("statement", 0, 1, 10_000).into()),
        (ended(&[]), write(9, Some(1), None), Refusal::NoSuchOption { option: 1, options: 0 }),
        (ended(&[]), write(9, None, Some(past)), Refusal::ReviewInPast { review_at: past, now }),
        (ended(&[]), revise(1), Refusal::OutcomeNotFound),
        (ended(&[written()]), revise(2), Refusal::StaleRevision { expected: 2, actual: 1 }),
        (ended(&[]), react(outcome), Refusal::OutcomeNotFound),
        (ended(&[]), announce(outcome, 1), Refusal::OutcomeNotFound),
        (
            ended(&[]),
            announce(ProposalReactionTarget::Proposal, 0),
            Refusal::AnnouncedCount { people: 0, at_most: 1_000 },
        ),
    ]
}

#[test]
fn every_refusal_has_a_case() {
    let scenes = scenes();
    let mut cases = standing_cases(&scenes);
    cases.extend(job_cases(&scenes));
    cases.extend(term_cases(&scenes));
    cases.extend(vote_cases(&scenes));
    cases.extend(closing_cases(&scenes));
    let own = cases.iter().filter(|(.., refusal)| !matches!(refusal, Refusal::Draft(_)));
    let codes = own.map(|(.., refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("../decide/refusal.rs")), codes);
    for (given, command, refusal) in cases {
        let asked = format!("{command:?} by {:?}", given.facts.actor);
        assert_eq!(given.when(command).answer, Err(refusal), "{asked}");
    }
}

#[test]
fn a_hidden_proposal_answers_every_command_as_one_that_does_not_exist() {
    let scene = Scene::new(Privacy::Open);
    let commands = [
        raise(draft()),
        edit(retitle()),
        add_note(0),
        vote(Stance::Agree),
        choice(&[9]),
        Command::WithdrawVote,
        Command::MoveClosing { closes_at: NOW },
        close_early(0),
        WITHDRAW,
        Command::Reopen { closes_at: NOW },
        write(0, None, None),
        revise(7),
        react(ProposalReactionTarget::Proposal),
        announce(ProposalReactionTarget::Proposal, 0),
        Command::Open { opening: 1 },
        Command::CloseDue { opening: 1 },
        Command::WithdrawVoteOf { voter: MEMBER },
    ];
    for command in commands {
        for hidden in [open(&scene, &[]), ended(&scene, &[])] {
            let hidden = hidden.by(STRANGER).when(command.clone()).answer;
            let absent = given::<Proposal>(&[]).by(STRANGER).when(command.clone()).answer;
            assert_eq!(hidden, absent, "{command:?}");
            assert_eq!(hidden, Err(Refusal::NotFound), "{command:?}");
        }
    }
}
