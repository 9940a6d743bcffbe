//! Weighted inclusive Gregory, as Scottish councils are elected.

use super::papers::{self, Paper};
use super::race::{Race, number};
use super::record::{StvCount, StvRound, StvStep, StvTie};
use super::{StvQuota, StvRules};

const DECIMALS: u8 = 5;
/// One vote.
const UNIT: u64 = 10_u64.pow(DECIMALS as u32);

/// Equal ballots that an option received with the same value.
#[derive(Clone, Copy)]
struct Parcel<'a> {
    paper: &'a Paper,
    /// Where in their order the option that has them is named.
    named: usize,
    /// What each of them is worth.
    value: u64,
}

struct Count<'a> {
    race: Race,
    quota: u64,
    votes: Vec<u64>,
    /// What each option has received.
    received: Vec<Vec<Parcel<'a>>>,
    non_transferable: u64,
    rounding: u64,
}

pub(super) fn count(rules: StvRules, options: u8, papers: &[Paper]) -> StvCount {
    let ballots = papers::ballots(papers);
    let mut count = Count {
        race: Race::new(rules.seats, options, ballots, DECIMALS),
        quota: quota(rules, ballots),
        votes: vec![0; usize::from(options)],
        received: vec![vec![]; usize::from(options)],
        non_transferable: 0,
        rounding: 0,
    };
    if ballots > 0 {
        count.run(papers);
    }
    count.race.into_count()
}

/// Rule 46, for Droop. No more options than there are seats can reach it, since no vote is made.
fn quota(rules: StvRules, ballots: u64) -> u64 {
    let seats = u64::from(rules.seats);
    match rules.quota {
        StvQuota::Droop => (ballots / (seats + 1) + 1).saturating_mul(UNIT),
        StvQuota::Hare => ballots.saturating_mul(UNIT).div_ceil(seats.max(1)),
    }
}

impl<'a> Count<'a> {
    fn run(&mut self, papers: &'a [Paper]) {
        for paper in papers {
            self.pass_on(Parcel { paper, named: 0, value: UNIT });
        }
        self.end_round(StvStep::FirstPreferences, None);
        while !self.race.is_over() {
            if let Some((place, tie)) = self.race.largest_surplus(self.quota, &self.votes) {
                self.transfer_surplus(place);
                self.end_round(StvStep::Surplus { of: vec![number(place)] }, tie);
            } else if let Some((place, tie)) = self.race.lowest(&self.votes, 0) {
                self.exclude(place);
                self.end_round(StvStep::Exclusion { of: number(place) }, tie);
            } else {
                break;
            }
        }
    }

    /// Rule 48: every ballot that the option has goes on with its share of the surplus.
    fn transfer_surplus(&mut self, place: usize) {
        let (votes, surplus) = (self.votes[place], self.votes[place] - self.quota);
        self.votes[place] = self.quota;
        let mut moved = 0;
        for parcel in std::mem::take(&mut self.received[place]) {
            let value = share(parcel.value, surplus, votes);
            moved += value * parcel.paper.ballots;
            self.pass_on(Parcel { named: parcel.named + 1, value, ..parcel });
        }
        self.rounding += surplus - moved;
    }

    /// Rule 50: every ballot goes on with the value that it came with.
    fn exclude(&mut self, place: usize) {
        self.race.exclude(place);
        self.votes[place] = 0;
        for parcel in std::mem::take(&mut self.received[place]) {
            self.pass_on(Parcel { named: parcel.named + 1, ..parcel });
        }
    }

    /// Gives ballots to the first continuing option that they name from here on.
    fn pass_on(&mut self, parcel: Parcel<'a>) {
        let votes = parcel.value.saturating_mul(parcel.paper.ballots);
        let further = parcel.paper.order.iter().enumerate().skip(parcel.named);
        let mut further = further.map(|(named, place)| (named, usize::from(*place)));
        if let Some((named, place)) = further.find(|(_, place)| self.race.is_continuing(*place)) {
            self.votes[place] += votes;
            self.received[place].push(Parcel { named, ..parcel });
        } else {
            self.non_transferable += votes;
        }
    }

    fn end_round(&mut self, step: StvStep, tie: Option<StvTie>) {
        self.race.end_round(StvRound {
            step,
            tie,
            quota: self.quota,
            votes: self.votes.clone(),
            keep: vec![],
            non_transferable: self.non_transferable,
            rounding: self.rounding,
            elected: vec![],
        });
    }
}

/// What a ballot of this value takes along of the surplus, cut off after the last decimal.
fn share(value: u64, surplus: u64, votes: u64) -> u64 {
    let exact = u128::from(value) * u128::from(surplus) / u128::from(votes.max(1));
    u64::try_from(exact).unwrap_or(value)
}
