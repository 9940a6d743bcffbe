//! Ballot files are read, refused and written.

use domain::proposal::{StvQuota, StvRules, StvVariant};
use proptest::prelude::*;

use super::*;

const SCOTTISH: StvRules =
    StvRules { seats: 2, variant: StvVariant::Scottish, quota: StvQuota::Droop };

const FILE: &str = "\u{feff}4 2  # candidates and seats\r\n\r\n# Bob has gone\n-2\n 3 1 3 4 0\n\
    4 3 0 # alone\n2 0\n1 2 1 0\n0\n\"Alice\"\n\"Bob\" \"Carol # the first\"\n# and\n\"Dave\"\n\n\
    \"Which of\n them\"\n";

#[test]
fn comments_weights_withdrawn_candidates_and_blank_ballots_are_read() {
    let paper = |ballots, order: &[u8]| Paper { ballots, order: order.to_vec() };
    let expected = Blt {
        title: "Which of\n them".to_owned(),
        seats: 2,
        candidates: ["Alice", "Bob", "Carol # the first", "Dave"].map(str::to_owned).to_vec(),
        withdrawn: BTreeSet::from([2]),
        papers: vec![paper(3, &[1, 3, 4]), paper(4, &[3]), paper(2, &[]), paper(1, &[2, 1])],
    };
    assert_eq!(parse(FILE), Ok(expected));
}

/// The line, and what is wrong with it.
#[track_caller]
fn refused(text: &str, line: usize, problem: &str) {
    let error = parse(text).expect_err(text);
    assert_eq!(error.line, line, "{error}");
    assert!(error.problem.contains(problem), "{error}");
}

/// A file with two candidates and these lines of ballots, the end marker included.
fn with_ballots(lines: &str) -> String {
    format!("2 1\n{lines}\"A\"\n\"B\"\n\"T\"\n")
}

#[test]
fn a_file_that_begins_or_ends_wrongly_is_refused() {
    refused("", 1, "is empty");
    refused("\n# nothing\n", 1, "is empty");
    refused("2\n", 1, "must begin with");
    refused("2 1 1\n", 1, "must begin with");
    refused("NaN 1\n", 1, "\"NaN\", not a whole number from 2 to 100");
    refused("1 1\n", 1, "from 2 to 100");
    refused("101 1\n", 1, "\"101\", not a whole number from 2 to 100");
    refused("9223372036854775808 1\n", 1, "from 2 to 100");
    refused("2 0\n", 1, "seats is \"0\", not a whole number from 1 to 2");
    refused("2 3\n", 1, "from 1 to 2");
    refused("2 1\n1 1 0\n", 2, "the file ends where a ballot, or the line 0");
    refused("2 1\n1 1 0\n\"A\"\n\"B\"\n\"T\"\n", 3, "does not end with 0");
    refused("2 1\n0\n", 2, "names of the candidates are missing");
    refused("2 1\n0\n\"A\"\n\"B\"\n", 4, "2 names in double quotes; 3 ");
    refused("2 1\n0\n\"A\"\n\"B\"\n\"T\"\n\"U\"\n", 6, "after the title");
    refused("2 1\n0\n\"A\"\nB\n\"T\"\n", 4, "\"B\" stands where a name");
    refused("2 1\n0\n\"A\"\n\"B\"\n\"T\n", 5, "never close");
    refused("2 1\n0\n\"A\"\n\" A\"\n\"T\"\n", 4, "candidates 1 and 2 have the same name");
    refused("2 1\n0\n\"A\"\n\"\"\n\"T\"\n", 4, "0 characters; 1 to 200 are allowed");
    refused("2 1\n0\n\"A\"\n\"\0\"\n\"T\"\n", 4, "NUL");
    let long = "x".repeat(151);
    refused(&format!("2 1\n0\n\"A\"\n\"B\"\n\"{long}\"\n"), 5, "151 characters; 1 to 150");
}

#[test]
fn a_broken_ballot_is_refused_with_its_line() {
    for (ballot, problem) in [
        ("1 1", "does not end with 0"),
        ("NaN 1 0", "\"NaN\", not a whole number from 1 to 1000000"),
        ("1.5 1 0", "\"1.5\", not a whole number"),
        ("0 1 0", "\"0\", not a whole number"),
        ("1000001 1 0", "from 1 to 1000000"),
        ("9223372036854775808 1 0", "from 1 to 1000000"),
        ("99999999999999999999999 1 0", "\"99999999999999999999999\", not a whole number"),
        ("1 3 0", "\"3\", not a whole number from 1 to 2"),
        ("1 9223372036854775808 0", "from 1 to 2"),
        ("1 nan 0", "\"nan\", not a whole number from 1 to 2"),
        ("1 2 1 2 0", "ranks candidate 2 twice"),
        ("1 1 0 2 0", "\"0\", not a whole number from 1 to 2"),
        ("1 1=2 0", "ranked alike (=) are not supported"),
        ("1 - 2 0", "skipped ranks (-) are not supported"),
        ("-1", "before the first ballot"),
    ] {
        refused(&with_ballots(&format!("# one\n1 1 0\n{ballot}\n0\n")), 4, problem);
    }
}

#[test]
fn the_ballots_of_a_file_are_bounded() {
    assert!(parse(&with_ballots("999999 1 0\n1 2 0\n0\n")).is_ok());
    refused(&with_ballots("999999 1 0\n2 2 0\n0\n"), 3, "1000001 ballots; at most 1000000");
}

#[test]
fn who_has_withdrawn_is_told_once_and_leaves_enough() {
    refused(&with_ballots("-1 -3\n0\n"), 2, "\"3\", not a whole number from 1 to 2");
    refused(&with_ballots("-1 2\n0\n"), 2, "\"2\" stands among those who have withdrawn");
    refused(&with_ballots("-1\n-1\n0\n"), 3, "candidate 1 has withdrawn before");
    refused(&with_ballots("-1 -2\n0\n"), 1, "1 seats, but only 0 candidates stand");
    let many: String = (1..=10_000).map(|number| format!("-{number} ")).collect();
    refused(&with_ballots(&format!("{many}\n0\n")), 2, "\"3\", not a whole number from 1 to 2");
}

#[test]
fn who_has_withdrawn_is_passed_over_in_the_count() {
    let election = parse(FILE).unwrap();
    let counted = Counted::new(&election, SCOTTISH);
    assert_eq!(counted.candidates, ["Alice", "Carol # the first", "Dave"]);
    assert_eq!(counted.count.ballots, 8);
    assert_eq!(counted.count.rounds[0].votes, [400_000, 400_000, 0]);
    assert_eq!(counted.elected, ["Alice", "Carol # the first"]);
}

#[test]
fn a_count_is_told_in_lines() {
    let file = "3 2\n5 1 2 0\n1 2 0\n3 3 0\n0\n\"Castor\"\n\"Pollux\"\n\"Helen\"\n\"Twins\"\n";
    let counted = Counted::new(&parse(file).unwrap(), SCOTTISH);
    let expected = "\
Twins: 9 ballots, 3 candidates, 2 seats
round 1: first preferences, quota 4.00000
               5.00000  Castor  elected
               1.00000  Pollux
               3.00000  Helen
round 2: surplus of Castor, quota 4.00000
               4.00000  Castor
               2.00000  Pollux
               3.00000  Helen
round 3: Pollux is excluded, quota 4.00000
               4.00000  Castor
               0.00000  Pollux
               3.00000  Helen  elected
               2.00000  (not transferable)
elected: Castor, Helen";
    assert_eq!(counted.to_string(), expected);
}

/// Words without what the format cannot say: double quotes, and white space around them.
fn words(most: usize) -> impl Strategy<Value = String> {
    let inner = r#"[^"\x00\s][^"\x00]{0,20}[^"\x00\s]"#;
    inner.prop_map(move |words| words.chars().take(most).collect())
}

fn elections() -> impl Strategy<Value = Blt> {
    (2..=9_u8).prop_flat_map(|candidates| {
        let names = prop::collection::hash_set(words(LONGEST_NAME), usize::from(candidates));
        let numbers = (1..=candidates).collect::<Vec<_>>();
        let withdrawn = prop::sample::subsequence(numbers.clone(), 0..usize::from(candidates));
        let order = (Just(numbers).prop_shuffle(), 0..=usize::from(candidates))
            .prop_map(|(order, named)| order[..named].to_vec());
        let paper = (1..5_000_u32, order).prop_map(|(ballots, order)| Paper { ballots, order });
        (words(LONGEST_TITLE), names, withdrawn, prop::collection::vec(paper, 0..20), any::<u8>())
            .prop_map(move |(title, names, withdrawn, papers, seats)| Blt {
                title,
                seats: 1 + seats % (candidates - u8::try_from(withdrawn.len()).unwrap()),
                candidates: names.into_iter().collect(),
                withdrawn: withdrawn.into_iter().collect(),
                papers,
            })
    })
}

proptest! {
    #[test]
    fn what_is_written_is_read_back(election in elections()) {
        prop_assert_eq!(parse(&election.to_string()), Ok(election));
    }

    #[test]
    fn no_text_is_too_odd_to_read(text in "[-0-9 =#\"a\n.]{0,60}", more in any::<String>()) {
        let _ = parse(&text);
        let _ = parse(&more);
        let _ = parse(&format!("2 1\n{text}"));
        let _ = parse(&format!("2 1\n0\n{more}"));
    }
}
