//! What each method takes: rules, reasons and ballots.

use super::*;
use crate::discussion::participant::Participant;
use crate::scenario::names_in;

/// In the proposal with this method, the member's vote.
fn cast(method: Method, vote: Ballot) -> Result<Ballot, Refusal> {
    let scene = here();
    let given = open_with(&scene, Terms { method, ..terms() }, &[]).by(MEMBER);
    let events = given.when(ballot(vote)).answer?;
    let [Event::VoteCast { ballot, .. }] = &events[..] else { panic!("{events:?}") };
    Ok(ballot.clone())
}

/// Whether a draft is accepted.
fn accepted(draft: Draft) -> Result<(), DraftRefusal> {
    let scene = here();
    let given = proposal(&scene, &[]).by(AUTHOR);
    let by = Participant::of_discussion(&scene.discussion, &given.facts).expect("a member");
    draft.settle(by, Outsiders::Refused, NOW).map(drop)
}

#[test]
fn there_is_one_of_each_method() {
    let names = methods().iter().map(Method::name).collect();
    assert_eq!(names_in(include_str!("../method.rs")), names);
}

#[test]
fn each_method_takes_the_rules_that_it_can_answer() {
    let threshold = Rule::Threshold { percent: 50, of: ThresholdBase::OfVotes };
    let rules = [Rule::Consent, Rule::Consensus, Rule::Majority, threshold];
    for method in methods() {
        let takes = match method.name() {
            "CONSENT" => [true, true, true, true],
            "CHOOSE" => [false, false, false, true],
            _ => [false, false, false, false],
        };
        let usual = Reasons { policy: method.usual_reasons(), short: false };
        let with = |rule, quorum| {
            let method = method.clone();
            accepted(Draft { method, rule, quorum, reasons: usual, ..draft() })
        };
        assert_eq!(with(None, Some(50)), Ok(()), "{} takes a quorum", method.name());
        for (rule, takes) in rules.into_iter().zip(takes) {
            let expected = if takes { Ok(()) } else { Err(DraftRefusal::RuleNotForMethod) };
            assert_eq!(with(Some(rule), None), expected, "{} {rule:?}", method.name());
        }
    }
}

#[test]
fn each_method_takes_the_reasons_that_suit_it() {
    use ReasonPolicy::{None, Optional, Required, RequiredToDisagree};
    for method in methods() {
        let takes = match method.name() {
            "CONSENT" => [true, true, true, true],
            "ASK" => [false, false, true, false],
            _ => [true, true, true, false],
        };
        assert!(method.takes_reasons(method.usual_reasons()), "{}", method.name());
        let policies = [None, Optional, Required, RequiredToDisagree];
        for (policy, takes) in policies.into_iter().zip(takes) {
            let reasons = Reasons { policy, short: false };
            let expected = if takes { Ok(()) } else { Err(DraftRefusal::ReasonsNotForMethod) };
            let draft = Draft { method: method.clone(), reasons, ..draft() };
            assert_eq!(accepted(draft), expected, "{} {policy:?}", method.name());
        }
    }
}

#[test]
fn delegates_vote_for_others_where_options_are_weighed_or_ranked() {
    for method in methods() {
        let takes = match method.name() {
            "CONSENT" | "CHOOSE" | "SCORE" | "RANK" | "RANK_STV" | "RANK_PAIRS" => true,
            "ALLOCATE" | "SCHEDULE" | "COUNT" | "ASK" => false,
            other => panic!("{other} is in no row"),
        };
        assert_eq!(method.takes_delegation(), takes, "{}", method.name());
    }
}

#[test]
fn parameters_are_taken_up_to_their_bounds() {
    for method in [
        score(-1_000, 1_000),
        score(3, 3),
        allocate(1),
        allocate(1_000),
        rank(1),
        rank(3),
        choose(3, 3, false),
        rank_stv(1, StvVariant::Meek),
        rank_stv(3, StvVariant::Scottish),
        Method::Count { target: 1 },
        Method::Count { target: u32::MAX },
    ] {
        assert_eq!(accepted(Draft { method: method.clone(), ..draft() }), Ok(()), "{method:?}");
    }
}

#[test]
fn each_method_takes_its_own_ballots_only() {
    let ballots = [
        ("CONSENT", Ballot::Stance(Stance::Agree)),
        ("CHOOSE", Ballot::Options(vec![1])),
        ("CHOOSE", Ballot::NoneOfThese),
        ("SCORE", Ballot::Scores(vec![(1, 0), (2, 0), (3, 0)])),
        ("ALLOCATE", Ballot::Points(vec![(1, 1)])),
        ("RANK", Ballot::Ranking(vec![1])),
        ("RANK_STV", Ballot::Preferences(vec![3, 1])),
        ("RANK_PAIRS", Ballot::Tiers(vec![vec![3], vec![1, 2]])),
        ("SCHEDULE", Ballot::Availabilities([1, 2, 3].map(|it| (it, Availability::No)).to_vec())),
        ("COUNT", Ballot::Participation(Participation::Out)),
        ("ASK", Ballot::Answer),
    ];
    for method in methods() {
        for (name, ballot) in &ballots {
            let own = *name == method.name();
            let expected = if own { Ok(ballot.clone()) } else { Err(Refusal::OtherMethod) };
            assert_eq!(cast(method.clone(), ballot.clone()), expected, "{}", method.name());
        }
    }
}

#[test]
fn ballots_are_stored_in_one_form() {
    use Availability::{IfNeeded, No, Yes};
    for (method, vote, stored) in [
        (
            score(0, 5),
            Ballot::Scores(vec![(3, 5), (1, 0), (2, 4)]),
            Ballot::Scores(vec![(1, 0), (2, 4), (3, 5)]),
        ),
        (
            allocate(8),
            Ballot::Points(vec![(3, 2), (2, 0), (1, 6)]),
            Ballot::Points(vec![(1, 6), (3, 2)]),
        ),
        (allocate(8), Ballot::Points(vec![(2, 0)]), Ballot::Points(vec![])),
        (rank(2), Ballot::Ranking(vec![3, 1]), Ballot::Ranking(vec![3, 1])),
        (pairs(), Ballot::Tiers(vec![vec![3, 2], vec![]]), Ballot::Tiers(vec![vec![2, 3]])),
        (
            schedule(),
            Ballot::Availabilities(vec![(2, IfNeeded), (3, No), (1, Yes)]),
            Ballot::Availabilities(vec![(1, Yes), (2, IfNeeded), (3, No)]),
        ),
    ] {
        assert_eq!(cast(method, vote), Ok(stored));
    }
}

#[test]
fn scores_are_within_their_bounds_and_leave_no_option_out() {
    let beyond = |option, score| Refusal::ScoreOutOfBounds { option, score, min: -5, max: 5 };
    for (scores, refusal) in [
        (vec![], Refusal::OptionLeftOut { option: 1 }),
        (vec![(1, 0), (3, 0)], Refusal::OptionLeftOut { option: 2 }),
        (vec![(2, 0), (1, 0)], Refusal::OptionLeftOut { option: 3 }),
        (vec![(1, 0), (2, 0), (3, 0), (4, 0)], Refusal::NoSuchOption { option: 4, options: 3 }),
        (vec![(0, 0)], Refusal::NoSuchOption { option: 0, options: 3 }),
        (vec![(1, 0), (2, 0), (1, 1)], Refusal::ChosenTwice { option: 1 }),
        (vec![(1, 6), (2, 0), (3, 0)], beyond(1, 6)),
        (vec![(3, -6), (2, 0), (1, 0)], beyond(3, -6)),
        (vec![(1, 0), (2, i32::MAX), (3, 0)], beyond(2, i32::MAX)),
        (vec![(1, 0), (2, i32::MIN), (3, 0)], beyond(2, i32::MIN)),
    ] {
        assert_eq!(cast(score(-5, 5), Ballot::Scores(scores.clone())), Err(refusal), "{scores:?}");
    }
    for edge in [-5, 5] {
        assert!(cast(score(-5, 5), Ballot::Scores(vec![(1, edge), (2, edge), (3, edge)])).is_ok());
    }
}

#[test]
fn points_are_within_the_budget() {
    let over = |points| Refusal::OverBudget { points, budget: 8 };
    for (points, refusal) in [
        (vec![(1, 9)], over(9)),
        (vec![(1, 5), (2, 4)], over(9)),
        (vec![(1, u32::MAX), (2, u32::MAX)], over(u32::MAX)),
        (vec![(4, 1)], Refusal::NoSuchOption { option: 4, options: 3 }),
        (vec![(1, 1), (1, 1)], Refusal::ChosenTwice { option: 1 }),
    ] {
        assert_eq!(cast(allocate(8), Ballot::Points(points.clone())), Err(refusal), "{points:?}");
    }
    assert!(cast(allocate(8), Ballot::Points(vec![(1, 5), (2, 3)])).is_ok());
}

#[test]
fn a_ranking_names_each_option_once_and_enough_of_them() {
    for (ranking, refusal) in [
        (vec![], Refusal::TooFewChoices { chosen: 0, at_least: 2 }),
        (vec![3], Refusal::TooFewChoices { chosen: 1, at_least: 2 }),
        (vec![3, 3], Refusal::ChosenTwice { option: 3 }),
        (vec![1, 2, 3, 1], Refusal::ChosenTwice { option: 1 }),
        (vec![1, 4], Refusal::NoSuchOption { option: 4, options: 3 }),
        (vec![0, 1], Refusal::NoSuchOption { option: 0, options: 3 }),
    ] {
        assert_eq!(cast(rank(2), Ballot::Ranking(ranking.clone())), Err(refusal), "{ranking:?}");
    }
}

fn pairs() -> Method {
    Method::RankPairs { options: options() }
}

#[test]
fn preferences_and_tiers_name_each_option_once_and_at_least_one() {
    let stv = || rank_stv(1, StvVariant::Scottish);
    for (method, vote, refusal) in [
        (stv(), Ballot::Preferences(vec![]), Refusal::TooFewChoices { chosen: 0, at_least: 1 }),
        (stv(), Ballot::Preferences(vec![1, 2, 1]), Refusal::ChosenTwice { option: 1 }),
        (stv(), Ballot::Preferences(vec![4]), Refusal::NoSuchOption { option: 4, options: 3 }),
        (pairs(), Ballot::Tiers(vec![]), Refusal::TooFewChoices { chosen: 0, at_least: 1 }),
        (pairs(), Ballot::Tiers(vec![vec![]]), Refusal::TooFewChoices { chosen: 0, at_least: 1 }),
        (pairs(), Ballot::Tiers(vec![vec![1, 1]]), Refusal::ChosenTwice { option: 1 }),
        (pairs(), Ballot::Tiers(vec![vec![1], vec![2, 1]]), Refusal::ChosenTwice { option: 1 }),
        (
            pairs(),
            Ballot::Tiers(vec![vec![1], vec![0]]),
            Refusal::NoSuchOption { option: 0, options: 3 },
        ),
    ] {
        assert_eq!(cast(method, vote.clone()), Err(refusal), "{vote:?}");
    }
}

#[test]
fn availability_is_said_of_each_time_once() {
    use Availability::{No, Yes};
    for (said, refusal) in [
        (vec![(1, Yes), (2, No)], Refusal::OptionLeftOut { option: 3 }),
        (vec![(1, Yes), (2, No), (1, No)], Refusal::ChosenTwice { option: 1 }),
        (vec![(4, Yes)], Refusal::NoSuchOption { option: 4, options: 3 }),
    ] {
        let vote = Ballot::Availabilities(said.clone());
        assert_eq!(cast(schedule(), vote), Err(refusal), "{said:?}");
    }
}

#[test]
fn an_answer_is_the_reason_of_the_vote() {
    let scene = here();
    let reasons = Reasons { policy: Method::<Text>::Ask.usual_reasons(), short: false };
    let terms = Terms { method: Method::Ask, reasons, ..terms() };
    let given = open_with(&scene, terms, &[]).by(MEMBER);
    given.clone().when(ballot(Ballot::Answer)).then_refused(Refusal::ReasonRequired);
    let answer = |words| {
        let reason = Some(text("reason", words));
        Command::CastVote { ballot: Ballot::Answer, reason }
    };
    let events = given.clone().when(answer("Rye")).then_some();
    let given = given.when(answer("Rye")).then(&events);
    let events = given.clone().when(answer("Spelt")).then_some();
    given.when(answer("Spelt")).then(&events);
}

#[test]
fn an_outcome_names_a_time_that_was_put_to_the_vote() {
    let scene = here();
    let terms = Terms { method: schedule(), ..terms() };
    let ended = [closed(ClosingCause::Time, closes_at())];
    let given = open_with(&scene, terms, &ended).at(hours(8 * 24)).by(AUTHOR);
    let write = |option| Command::WriteOutcome {
        outcome: OUTCOME,
        statement: text("statement", "Then"),
        option: Some(option),
        review_at: None,
    };
    assert!(given.clone().when(write(3)).answer.is_ok());
    given.when(write(4)).then_refused(Refusal::NoSuchOption { option: 4, options: 3 });
}

#[test]
fn a_date_or_time_is_kept_in_one_form() {
    for (text, kept) in [
        ("2026-12-01", "2026-12-01"),
        ("2026-12-01T18:00:00Z", "2026-12-01T18:00:00Z"),
        ("2026-12-01T18:00+01:00", "2026-12-01T17:00:00Z"),
        ("2026-12-01T18:00:00.123456Z", "2026-12-01T18:00:00.123Z"),
    ] {
        assert_eq!(slot(text).to_string(), kept);
        assert_eq!(slot(kept), slot(text));
    }
    for text in [
        "",
        "soon",
        "2026",
        "2026-12",
        "2026-13-01",
        "2026-02-29",
        "20261201",
        "2026-W49-2",
        "2026-12-01T18:00:00",
        "2026-12-01T25:00:00Z",
        "18:00",
        "1764612000",
        "2026-12-01Z",
        " 2026-12-01",
    ] {
        assert_eq!(text.parse::<Slot>(), Err(NoSlot), "{text:?}");
    }
}

#[test]
fn a_vote_that_changes_names_the_ballot_that_it_replaces() {
    let scene = here();
    let terms = Terms { method: rank(1), ..terms() };
    let (first, second) = (Ballot::Ranking(vec![1, 2]), Ballot::Ranking(vec![2, 1]));
    let given = open_with(&scene, terms, &[]).by(MEMBER);
    let events = given.clone().when(ballot(first.clone())).then_some();
    let given = given.when(ballot(first.clone())).then(&events);
    let events = given.clone().when(ballot(second.clone())).then_some();
    let [Event::VoteCast { ballot: cast, replaces, .. }] = &events[..] else {
        panic!("{events:?}")
    };
    assert_eq!((cast, replaces), (&second, &Some(first)));
    given.when(ballot(second)).then(&events);
}

#[test]
fn a_method_can_be_changed_until_somebody_votes() {
    let scene = here();
    let method = score(0, 5);
    let changes = Box::new(Changes { method: Some(method.clone()), ..Changes::default() });
    let edit = Command::Edit { changes, expected_revision: 1 };
    let edited = Event::ProposalEdited { terms: Terms { method, ..terms() }, by: AUTHOR, at: NOW };
    open(&scene, &[]).by(AUTHOR).when(edit.clone()).then(&[edited]);
    let voted = open(&scene, &[voted(MEMBER, Stance::Agree)]).by(AUTHOR);
    voted.when(edit).then_refused(Refusal::Frozen);
}
