//! Meek's method: whoever is elected keeps only as large a share of each vote as it takes to hold
//! the quota, and that share is found again whenever somebody is elected or excluded.
//!
//! Decimals and rounding are those of the Reference Meek Rule of the Proportional Representation
//! Foundation: nine decimals, shares and what they keep rounded up, quotas cut off.

use super::papers::{self, Paper};
use super::race::{Race, number};
use super::record::{StvCount, StvRound, StvStep, StvTie};
use super::{StvQuota, StvRules};

const DECIMALS: u8 = 9;
/// One vote; also the share of those who keep all of each.
const UNIT: u64 = 10_u64.pow(DECIMALS as u32);

/// A surplus below this is none: a millionth of a vote.
const NO_SURPLUS: u64 = UNIT / 1_000_000;

/// Shares settle within some dozens of steps. The bound is there so that every count ends.
const MOST_STEPS: u32 = 1_000;

struct Count<'a> {
    race: Race,
    rules: StvRules,
    papers: &'a [Paper],
    ballots: u64,
    keep: Vec<u64>,
    quota: u64,
    votes: Vec<u64>,
    non_transferable: u64,
}

pub(super) fn count(rules: StvRules, options: u8, papers: &[Paper]) -> StvCount {
    let ballots = papers::ballots(papers);
    let mut count = Count {
        race: Race::new(rules.seats, options, ballots, DECIMALS),
        rules,
        papers,
        ballots,
        keep: vec![UNIT; usize::from(options)],
        quota: 0,
        votes: vec![0; usize::from(options)],
        non_transferable: 0,
    };
    if ballots > 0 {
        count.run();
    }
    count.race.into_count()
}

impl Count<'_> {
    fn run(&mut self) {
        self.distribute();
        self.end_round(StvStep::FirstPreferences, None);
        while !self.race.is_over() {
            if self.surplus() >= NO_SURPLUS {
                let of = self.race.elected().map(number).collect();
                self.settle();
                let elects = self.race.elects(self.quota, &self.votes);
                self.end_round(StvStep::Surplus { of }, None);
                if elects || self.race.is_over() {
                    continue;
                }
            }
            let Some((place, tie)) = self.race.lowest(&self.votes, self.surplus()) else { break };
            self.race.exclude(place);
            self.keep[place] = 0;
            self.distribute();
            self.end_round(StvStep::Exclusion { of: number(place) }, tie);
        }
    }

    /// Lowers the shares that the elected keep until they have the quota and no more, or somebody
    /// else has it, or what is left is beyond the last decimal.
    fn settle(&mut self) {
        let mut surplus = self.surplus();
        for _ in 0..MOST_STEPS {
            for place in self.race.elected() {
                // Rounded up twice, as the reference rule does it.
                let wanted = times_over(self.keep[place], self.quota, UNIT);
                self.keep[place] = times_over(wanted, UNIT, self.votes[place]).min(UNIT);
            }
            self.distribute();
            let before = std::mem::replace(&mut surplus, self.surplus());
            if self.race.elects(self.quota, &self.votes) || !(NO_SURPLUS..before).contains(&surplus)
            {
                break;
            }
        }
    }

    /// Counts all ballots with the shares as they are, and finds the quota.
    fn distribute(&mut self) {
        self.votes.fill(0);
        self.non_transferable = 0;
        for paper in self.papers {
            let mut left = UNIT;
            for place in &*paper.order {
                let place = usize::from(*place);
                let kept = times_over(left, self.keep[place], UNIT);
                self.votes[place] += kept * paper.ballots;
                left -= kept;
                if left == 0 {
                    break;
                }
            }
            self.non_transferable += left * paper.ballots;
        }
        self.quota = self.quota();
    }

    fn quota(&self) -> u64 {
        let votes = self.ballots * UNIT - self.non_transferable;
        let seats = u64::from(self.rules.seats);
        match self.rules.quota {
            StvQuota::Droop => votes / (seats + 1) + 1,
            StvQuota::Hare => votes.div_ceil(seats.max(1)).max(1),
        }
    }

    /// What the elected have beyond the quota.
    fn surplus(&self) -> u64 {
        self.race.elected().map(|place| self.votes[place].saturating_sub(self.quota)).sum()
    }

    fn end_round(&mut self, step: StvStep, tie: Option<StvTie>) {
        let keep = self.race.in_order_of_election().map(|place| self.keep[place]).collect();
        self.race.end_round(StvRound {
            step,
            tie,
            quota: self.quota,
            votes: self.votes.clone(),
            keep,
            non_transferable: self.non_transferable,
            rounding: 0,
            elected: vec![],
        });
    }
}

/// `a * b / c`, rounded up to the next unit.
fn times_over(a: u64, b: u64, c: u64) -> u64 {
    let exact = (u128::from(a) * u128::from(b)).div_ceil(u128::from(c.max(1)));
    u64::try_from(exact).unwrap_or(u64::MAX)
}
