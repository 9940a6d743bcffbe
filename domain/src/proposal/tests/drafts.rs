//! Every rule of a draft, broken.

use super::*;
use crate::discussion::Privacy as DiscussionPrivacy;
use crate::group::TagRefusal;
use crate::id::TagId;
use crate::scenario::names_in;

fn option_cases() -> Vec<(Draft, DraftRefusal)> {
    let with = |method| Draft { method, ..draft() };
    let options = |count: usize, chars, min, max| Method::Choose {
        options: vec![long("option", chars); count],
        min,
        max,
        none_of_these: false,
    };
    let bounds = |min, max| DraftRefusal::ChoiceBounds { min, max, options: 3 };
    let alike = Draft { alike_options: Some((1, 3)), ..with(options(3, 9, 1, 1)) };
    vec![
        (with(options(1, 9, 1, 1)), DraftRefusal::OptionCount { options: 1 }),
        (with(options(101, 9, 1, 1)), DraftRefusal::OptionCount { options: 101 }),
        (with(options(300, 9, 1, 1)), DraftRefusal::OptionCount { options: 300 }),
        (with(options(2, 0, 1, 1)), length("options", 0, 1, 200).into()),
        (with(options(2, 201, 1, 1)), length("options", 201, 1, 200).into()),
        (alike, DraftRefusal::OptionsAlike { first: 1, second: 3 }),
        (with(options(3, 9, 0, 1)), bounds(0, 1)),
        (with(options(3, 9, 3, 2)), bounds(3, 2)),
        (with(options(3, 9, 1, 4)), bounds(1, 4)),
    ]
}

fn parameter_cases() -> Vec<(Draft, DraftRefusal)> {
    let with = |method| Draft { method, ..draft() };
    let scores = |min, max| (with(score(min, max)), DraftRefusal::ScoreBounds { min, max });
    let budget = |budget| (with(allocate(budget)), DraftRefusal::BudgetOutOfBounds { budget });
    let ranks = |min| (with(rank(min)), DraftRefusal::RankBounds { min, options: 3 });
    let one = || vec![long("option", 9)];
    let slots =
        |texts: &[&str]| Method::Schedule { options: texts.iter().map(|it| slot(it)).collect() };
    let few = DraftRefusal::OptionCount { options: 1 };
    let rules = StvRules { seats: 1, variant: StvVariant::Scottish, quota: StvQuota::Droop };
    vec![
        scores(1, 0),
        scores(-1_001, 5),
        scores(0, 1_001),
        scores(i32::MIN, i32::MAX),
        budget(0),
        budget(1_001),
        ranks(0),
        ranks(4),
        (with(Method::Score { options: one(), min: 0, max: 5 }), few),
        (with(Method::Allocate { options: one(), budget: 8 }), few),
        (with(Method::Rank { options: one(), min: 1 }), few),
        (with(slots(&["2026-12-01"])), few),
        (with(slots(&["2026-12-01"; 101])), DraftRefusal::OptionCount { options: 101 }),
        // One moment, said in two ways.
        (
            with(slots(&["2026-12-01", "2026-12-01T18:00:00Z", "2026-12-01T19:00:00+01:00"])),
            DraftRefusal::OptionsAlike { first: 2, second: 3 },
        ),
        (with(Method::RankPairs { options: one() }), few),
        (with(Method::RankStv { options: one(), rules }), few),
        (
            with(rank_stv(0, StvVariant::Meek)),
            DraftRefusal::SeatsOutOfBounds { seats: 0, options: 3 },
        ),
        (
            with(rank_stv(4, StvVariant::Scottish)),
            DraftRefusal::SeatsOutOfBounds { seats: 4, options: 3 },
        ),
        (with(Method::Count { target: 0 }), DraftRefusal::TargetOutOfBounds { target: 0 }),
    ]
}

fn text_cases() -> Vec<(Draft, DraftRefusal)> {
    let titled = |chars| Draft { title: long("title", chars), ..draft() };
    let details = Some(long("details", 100_001));
    vec![
        (titled(0), length("title", 0, 1, 150).into()),
        (titled(151), length("title", 151, 1, 150).into()),
        (Draft { details, ..draft() }, length("details", 100_001, 0, 100_000).into()),
    ]
}

fn rule_cases() -> Vec<(Draft, DraftRefusal)> {
    let choice = || Draft { method: choose(1, 1, false), ..draft() };
    let threshold = |percent| Some(Rule::Threshold { percent, of: ThresholdBase::OfVotes });
    let reasons = Reasons { policy: ReasonPolicy::RequiredToDisagree, short: false };
    let ask = Draft { method: Method::Ask, ..draft() };
    let mut cases = vec![
        (Draft { reasons, ..choice() }, DraftRefusal::ReasonsNotForMethod),
        (ask, DraftRefusal::ReasonsNotForMethod),
    ];
    for percent in [0, 101, 255] {
        let quorum = Draft { quorum: Some(percent), ..draft() };
        cases.push((quorum, DraftRefusal::QuorumOutOfBounds { percent }));
        for draft in [draft(), choice()] {
            let rule = Draft { rule: threshold(percent), ..draft };
            cases.push((rule, DraftRefusal::ThresholdOutOfBounds { percent }));
        }
    }
    for rule in [Rule::Consent, Rule::Consensus, Rule::Majority] {
        let draft = Draft { rule: Some(rule), ..choice() };
        cases.push((draft, DraftRefusal::RuleNotForMethod));
    }
    cases
}

fn electorate_cases() -> Vec<(Draft, DraftRefusal)> {
    let naming = |people| Draft { electorate: Electorate::Named(people), ..draft() };
    let many = |count: u128| naming((1..=count).map(|number| person(number + 100)).collect());
    vec![
        (many(0), DraftRefusal::NamedCount { named: 0 }),
        (many(10_001), DraftRefusal::NamedCount { named: 10_001 }),
        (naming(vec![ADMIN, STRANGER]), DraftRefusal::NamedNotMember { person: STRANGER }),
        (
            Draft { electorate: Electorate::MembersAndGuests, ..draft() },
            DraftRefusal::GuestsVoteByAdmins,
        ),
    ]
}

fn time_cases() -> Vec<(Draft, DraftRefusal)> {
    let until = |closes_at| Draft { closes_at: Some(closes_at), ..draft() };
    let from = |opens_at, draft| Draft { opens_at: Some(opens_at), ..draft };
    let (closes_at, at_most) = (hours(20_000), "2029-01-15T08:00:00Z".parse().expect("a time"));
    let (opens_at, now) = (hours(-1), NOW);
    vec![
        (from(opens_at, draft()), DraftRefusal::OpensInPast { opens_at, now }),
        (until(NOW), DraftRefusal::ClosesTooEarly { closes_at: NOW, after: NOW }),
        (
            from(hours(2), until(hours(1))),
            DraftRefusal::ClosesTooEarly { closes_at: hours(1), after: hours(2) },
        ),
        (until(closes_at), DraftRefusal::ClosesTooLate { closes_at, at_most }),
    ]
}

fn tag_cases() -> Vec<(Draft, DraftRefusal)> {
    let tag = TagId::from_u128(6);
    let draft = Draft { tags: vec![tag], ..draft() };
    vec![(draft, TagRefusal::NotFound { tag }.into())]
}

#[test]
fn every_rule_of_a_draft_has_a_case() {
    let scene = here();
    let mut cases = text_cases();
    cases.extend(option_cases());
    cases.extend(parameter_cases());
    cases.extend(rule_cases());
    cases.extend(electorate_cases());
    cases.extend(time_cases());
    cases.extend(tag_cases());
    let own = cases.iter().filter(|(_, refusal)| !matches!(refusal, DraftRefusal::Tags(_)));
    let codes = own.map(|(_, refusal)| refusal.code()).collect();
    assert_eq!(names_in(include_str!("../draft.rs")), codes);
    for (draft, refusal) in cases {
        let asked = format!("{draft:?}");
        let answer = proposal(&scene, &[]).by(AUTHOR).when(raise(draft.clone())).answer;
        assert_eq!(answer, Err(refusal.into()), "{asked}");
        if matches!(refusal, DraftRefusal::NamedNotMember { .. }) {
            // The admission lets them in.
            continue;
        }
        let admit =
            discussion::Command::AdmitProposal { proposal: PROPOSAL, draft: Box::new(draft) };
        let given: Given<'_, discussion::Discussion> =
            given(&[discussion::scene::started(DiscussionPrivacy::Private)]);
        let given = given.with(|facts| scene.around(facts)).by(AUTHOR);
        assert_eq!(given.when(admit).answer, Err(refusal.into()), "it is not admitted: {asked}");
    }
}
