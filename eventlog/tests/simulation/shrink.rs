//! Making a failure small: steps are left out for as long as it still fails.

/// Some of these steps, with which it fails, and without any of which it does not; or what was
/// found when patience ended.
pub fn shrink(steps: &[u32], mut patience: u32, fails: impl Fn(&[u32]) -> bool) -> Vec<u32> {
    let mut kept = steps.to_vec();
    let mut size = kept.len().div_ceil(2);
    while size > 0 {
        let mut from = 0;
        let before = kept.len();
        while from < kept.len() && patience > 0 {
            let until = (from + size).min(kept.len());
            let without = [&kept[..from], &kept[until..]].concat();
            patience -= 1;
            if fails(&without) { kept = without } else { from = until }
        }
        if size == 1 && kept.len() == before || patience == 0 {
            break;
        }
        size = if size == 1 { 1 } else { size / 2 };
    }
    kept
}

/// The steps in short: `0-3,7`.
pub fn write(steps: &[u32]) -> String {
    let ranges = steps.chunk_by(|one, other| one + 1 == *other);
    let written = ranges.map(|range| match range {
        [] => String::new(),
        [one] => one.to_string(),
        [first, .., last] => format!("{first}-{last}"),
    });
    written.collect::<Vec<_>>().join(",")
}

/// The steps that [`write`] has written.
pub fn read(steps: &str) -> Vec<u32> {
    let number = |text: &str| text.parse().expect("steps are written like 0-3,7");
    let ranges = steps.split(',').filter(|range| !range.is_empty());
    let all = ranges.flat_map(|range| match range.split_once('-') {
        Some((first, last)) => number(first)..=number(last),
        None => number(range)..=number(range),
    });
    all.collect()
}

#[test]
fn what_does_not_matter_is_left_out() {
    let all: Vec<u32> = (0..600).collect();
    let fails = |steps: &[u32]| steps.contains(&17) && steps.contains(&403);
    assert_eq!(shrink(&all, 1_000, fails), [17, 403]);
}

#[test]
fn steps_are_read_as_they_were_written() {
    let steps = [0, 1, 2, 3, 7, 9, 10];
    assert_eq!(write(&steps), "0-3,7,9-10");
    assert_eq!(read(&write(&steps)), steps);
    assert_eq!(read(""), Vec::<u32>::new());
}
