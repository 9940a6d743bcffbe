//! Ballots of equal content, counted as one.

use std::collections::HashMap;

/// All ballots that say the same.
pub(super) struct Paper {
    /// How many ballots say it.
    pub ballots: u64,
    /// The places of the options, from 0, the most wanted first; each once, at least one.
    pub order: Box<[u8]>,
}

/// Puts equal ballots together, each without what names no option or names it again.
pub(super) fn sort<'a>(options: u8, ballots: impl IntoIterator<Item = &'a [u8]>) -> Vec<Paper> {
    let mut papers: HashMap<Box<[u8]>, u64> = HashMap::new();
    let mut order = Vec::new();
    for ballot in ballots {
        order.clear();
        let mut named = [false; 1 << u8::BITS];
        for number in ballot {
            let is_option = (1..=options).contains(number);
            if is_option && !std::mem::replace(&mut named[usize::from(*number)], true) {
                order.push(*number - 1);
            }
        }
        if order.is_empty() {
            continue;
        }
        match papers.get_mut(order.as_slice()) {
            Some(ballots) => *ballots += 1,
            None => {
                papers.insert(order.as_slice().into(), 1);
            }
        }
    }
    papers.into_iter().map(|(order, ballots)| Paper { ballots, order }).collect()
}

/// How many ballots there are.
pub(super) fn ballots(papers: &[Paper]) -> u64 {
    papers.iter().map(|paper| paper.ballots).sum()
}
