//! Who stands where, and who is chosen: what all variants have in common.

use std::cmp::Ordering;

use super::record::{StvCount, StvRound, StvTie, TieBreak};

/// Where an option stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Excluded,
}

/// A count that is under way. Options are known by their place, from 0.
pub(super) struct Race {
    seats: usize,
    standing: Vec<Standing>,
    count: StvCount,
}

impl Race {
    pub fn new(seats: u8, options: u8, ballots: u64, decimals: u8) -> Self {
        let ballots = u32::try_from(ballots).unwrap_or(u32::MAX);
        Self {
            seats: usize::from(seats),
            standing: vec![Standing::Continuing; usize::from(options)],
            count: StvCount { ballots, decimals, rounds: vec![], elected: vec![] },
        }
    }

    /// The places of those who are neither elected nor excluded.
    pub fn continuing(&self) -> impl Iterator<Item = usize> {
        self.standing_as(Standing::Continuing)
    }

    /// The places of those who are elected.
    pub fn elected(&self) -> impl Iterator<Item = usize> {
        self.standing_as(Standing::Elected)
    }

    /// The places of those who are elected, the first elected first.
    pub fn in_order_of_election(&self) -> impl Iterator<Item = usize> {
        self.count.elected.iter().map(|number| usize::from(*number) - 1)
    }

    fn standing_as(&self, wanted: Standing) -> impl Iterator<Item = usize> {
        let all = self.standing.iter().enumerate();
        all.filter(move |(_, standing)| **standing == wanted).map(|(place, _)| place)
    }

    pub fn is_continuing(&self, place: usize) -> bool {
        self.standing.get(place) == Some(&Standing::Continuing)
    }

    pub fn is_over(&self) -> bool {
        self.vacancies() == 0 || self.continuing().next().is_none()
    }

    fn vacancies(&self) -> usize {
        self.seats.saturating_sub(self.count.elected.len())
    }

    pub fn exclude(&mut self, place: usize) {
        if let Some(standing) = self.standing.get_mut(place) {
            *standing = Standing::Excluded;
        }
    }

    /// Whether somebody would be elected with these votes.
    pub fn elects(&self, quota: u64, votes: &[u64]) -> bool {
        self.continuing().any(|place| votes[place] >= quota)
    }

    /// Takes down a round and elects who has the quota, and then, if no more continue than seats
    /// are left, all of these.
    pub fn end_round(&mut self, mut round: StvRound) {
        let mut elected = self.best_first(&round.votes);
        if elected.len() > self.vacancies() {
            elected.retain(|place| round.votes[*place] >= round.quota);
            let left = self.standing_as(Standing::Continuing).count() - elected.len();
            elected.truncate(self.vacancies());
            if left <= self.vacancies() - elected.len() {
                elected = self.best_first(&round.votes);
            }
        }
        for place in elected {
            self.standing[place] = Standing::Elected;
            round.elected.push(number(place));
        }
        self.count.elected.extend_from_slice(&round.elected);
        self.count.rounds.push(round);
    }

    fn best_first(&self, votes: &[u64]) -> Vec<usize> {
        let mut places: Vec<usize> = self.continuing().collect();
        let before = |a, b| compare(&self.count.rounds, a, b);
        places.sort_by(|a, b| votes[*b].cmp(&votes[*a]).then_with(|| before(*b, *a)));
        places
    }

    /// The rounds before the one in which the votes are as they are now.
    fn earlier_rounds(&self) -> &[StvRound] {
        self.count.rounds.split_last().map_or(&[], |(_, earlier)| earlier)
    }

    /// The one to be excluded: who has the fewest votes, or up to `margin` more, and is the worst
    /// off among these.
    pub fn lowest(&self, votes: &[u64], margin: u64) -> Option<(usize, Option<StvTie>)> {
        let fewest = self.continuing().map(|place| votes[place]).min()?;
        let most = fewest.saturating_add(margin);
        let tied: Vec<usize> = self.continuing().filter(|place| votes[*place] <= most).collect();
        let earlier = self.earlier_rounds();
        let chosen = tied.iter().copied().min_by(|a, b| compare(earlier, *a, *b))?;
        Some((chosen, self.tie(&tied, chosen)))
    }

    /// The one whose surplus goes on next: who has the most votes, and is the best off among
    /// these. Nobody if nobody who is elected has more than the quota.
    pub fn largest_surplus(&self, quota: u64, votes: &[u64]) -> Option<(usize, Option<StvTie>)> {
        let most = self.elected().map(|place| votes[place]).max().filter(|most| *most > quota)?;
        let tied: Vec<usize> = self.elected().filter(|place| votes[*place] == most).collect();
        let earlier = self.earlier_rounds();
        let chosen = tied.iter().copied().max_by(|a, b| compare(earlier, *a, *b))?;
        Some((chosen, self.tie(&tied, chosen)))
    }

    /// How the one was chosen among those with equal votes, if there are others.
    fn tie(&self, tied: &[usize], chosen: usize) -> Option<StvTie> {
        let mut rivals: Vec<usize> = tied.iter().copied().filter(|it| *it != chosen).collect();
        if rivals.is_empty() {
            return None;
        }
        let mut by = TieBreak::OptionOrder;
        for (index, round) in self.earlier_rounds().iter().enumerate().rev() {
            rivals.retain(|rival| round.votes[*rival] == round.votes[chosen]);
            if rivals.is_empty() {
                let round = u16::try_from(index + 1).unwrap_or(u16::MAX);
                by = TieBreak::EarlierRound { round };
                break;
            }
        }
        let between = tied.iter().copied().map(number).collect();
        Some(StvTie { between, chosen: number(chosen), by })
    }

    pub fn into_count(self) -> StvCount {
        self.count
    }
}

/// How two with equal votes compare, by these rounds: the greater is the better off.
fn compare(rounds: &[StvRound], a: usize, b: usize) -> Ordering {
    let votes = rounds.iter().rev().map(|round| round.votes[a].cmp(&round.votes[b]));
    votes.fold(Ordering::Equal, Ordering::then).then(b.cmp(&a))
}

/// The number of the option at this place.
pub(super) fn number(place: usize) -> u8 {
    u8::try_from(place).map_or(u8::MAX, |place| place.saturating_add(1))
}
