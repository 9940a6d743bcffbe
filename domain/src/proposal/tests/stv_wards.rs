//! Wards of Scottish councils, counted again: what was published against what comes out here.
//!
//! Since 2012 councils publish the preferences of each ward: how many ballots have which order. The
//! profiles here are those of the councils, as David McCune gathered them
//! (<https://github.com/mggg/scot-elex>).

use super::*;
use crate::proposal::tally::stv;

/// Ballots written as `times:order`, where an order is the numbers of the options.
fn ballots(written: &str) -> Vec<Vec<u8>> {
    let each = |it: &str| {
        let (times, order) = it.split_once(':').unwrap();
        let order: Vec<u8> = order.bytes().map(|digit| digit - b'0').collect();
        std::iter::repeat_n(order, times.parse().unwrap()).collect::<Vec<_>>()
    };
    written.split_whitespace().flat_map(each).collect()
}

fn count(options: u8, ballots: &[Vec<u8>]) -> StvCount {
    let rules = StvRules { seats: 3, variant: StvVariant::Scottish, quota: StvQuota::Droop };
    stv::count(rules, options, ballots.iter().map(Vec::as_slice))
}

/// Loch a Tuath, Comhairle nan Eilean Siar, 4 May 2017: Crichton (1), Ferguson (2), I. C. MacIver
/// (3), J. A. MacIver (4), MacLachlan (5), MacLean (6).
const LOCH_A_TUATH: &str = "\
    46:1 15:12 14:123 3:1234 1:123456 1:123546 1:12356 2:123564 1:123654 8:124 1:124356 1:124365 \
    7:125 2:1256 1:12563 8:126 1:12645 12:13 12:132 2:1325 1:132546 3:132654 13:134 2:134256 \
    1:1346 1:134652 11:135 2:1352 1:135426 1:1356 1:135624 17:136 1:136254 1:1364 20:14 6:142 \
    1:1425 9:143 1:1432 1:143256 1:1435 1:143526 12:145 29:146 1:1462 2:146235 3:1463 2:146325 \
    1:146352 10:15 7:152 2:152364 1:152436 1:1526 10:153 1:153246 4:154 14:156 1:1562 1:156324 \
    1:1564 49:16 29:162 2:1623 1:162345 1:162354 1:162453 2:1625 1:162534 1:162543 29:163 1:1632 \
    4:163254 2:163452 3:1635 2:16352 1:163542 39:164 1:1642 2:164235 2:164253 1:1643 1:164325 \
    4:164352 2:1645 2:164523 2:16453 2:164532 53:165 1:1652 2:165234 2:1653 1:165324 1:165342 \
    1:16542 1:165423 1:16543 2:165432 14:2 3:21 3:213 4:214 3:21453 1:2146 2:215 1:2156 1:215634 \
    3:216 1:2165 4:23 5:231 1:23154 1:231564 2:234 1:236 6:24 2:241 1:243 1:245 2:246 1:246135 \
    2:25 1:251 1:254 1:254631 1:256 1:256431 3:261 1:2615 1:261543 1:263 3:264 1:2645 4:3 7:31 \
    3:312 3:3125 1:3126 3:314 1:3142 1:31425 1:314256 3:315 12:316 2:32 1:321 1:324 2:325 2:326 \
    1:326451 2:341 1:341256 1:341265 2:342 1:345 1:345621 2:35 2:351 2:351264 1:352 2:356 2:36 \
    3:361 1:3614 1:361425 1:362 2:364 1:3641 2:365 71:4 13:41 11:412 1:412356 1:412365 1:4126 \
    1:412653 7:413 1:4132 1:413256 1:413265 1:4135 6:415 1:415236 1:415632 8:416 1:416325 2:416523 \
    2:42 5:421 1:4213 1:421365 1:421653 5:423 1:423561 1:425361 1:425613 2:426 6:43 4:431 1:4312 \
    4:432 1:43215 3:432156 1:4325 1:432615 1:432651 2:435 1:435216 3:436 1:4361 3:4365 5:45 4:451 \
    1:451326 3:452 1:452316 1:453 2:453126 3:453261 1:453612 1:45362 1:456 1:456132 1:456231 10:46 \
    2:461 1:4612 1:4615 2:462 1:462135 4:463 2:465 1:465213 11:5 7:51 3:512 2:513 4:514 4:516 \
    2:516432 1:52 1:521 1:523146 2:524 3:526 3:531 1:531426 1:532146 1:5324 1:536 3:541 1:5412 \
    1:5413 1:541362 1:546 1:546132 1:5462 1:546231 3:56 5:561 1:5612 1:561432 1:562 2:563 1:563214 \
    2:564 19:6 27:61 10:612 1:612345 1:612435 1:61245 1:612543 11:613 1:613254 2:613452 3:6135 \
    1:613524 1:613542 21:614 2:6145 25:615 2:6152 2:615234 1:615243 1:6153 2:615324 2:615342 \
    4:6154 2:615432 2:621 1:621354 3:624 1:624135 1:625 2:625134 2:6253 2:63 6:631 1:632 3:634 \
    1:634521 3:635 1:635142 10:64 9:641 1:641523 1:642 1:642153 1:642315 1:642351 1:642513 1:643 \
    3:645 1:64532 4:65 9:651 1:651324 1:651342 1:651432 2:652 2:6521 3:653 1:6531 1:6534 1:654231 \
    1:654312 1:654321";

/// Its stages as <https://en.wikipedia.org/wiki/Loch_a_Tuath_(ward)> has them, in hundredths, some
/// rounded and some cut off: the votes of those who were neither elected nor excluded before.
fn stages() -> [(StvStep, [Option<u64>; 6]); 5] {
    let surplus = |of| StvStep::Surplus { of: vec![of] };
    let exclusion = |of| StvStep::Exclusion { of };
    let [a, b, c, d, e] = [
        [59_000, 8_000, 7_800, 23_000, 7_400, 23_000],
        [0, 11_055, 11_539, 27_103, 9_816, 34_489],
        [0, 11_355, 11_921, 27_654, 10_499, 0],
        [0, 13_274, 13_764, 29_867, 0, 0],
        [0, 0, 17_027, 33_576, 0, 0],
    ]
    .map(|votes: [u64; 6]| votes.map(|votes| Some(votes).filter(|votes| *votes > 0)));
    [
        (StvStep::FirstPreferences, a),
        (surplus(1), b),
        (surplus(6), c),
        (exclusion(5), d),
        (exclusion(2), e),
    ]
}

#[test]
fn loch_a_tuath_is_counted_as_published() {
    let ballots = ballots(LOCH_A_TUATH);
    let count = count(6, &ballots);
    assert_eq!(count.ballots, 1_282);
    assert_eq!(count.rounds.len(), stages().len());
    for (round, (step, published)) in count.rounds.iter().zip(stages()) {
        assert_eq!(round.step, step);
        assert_eq!(round.quota, 32_100_000);
        for (votes, published) in round.votes.iter().zip(published) {
            let Some(published) = published else { continue };
            let apart = votes.abs_diff(published * 1_000);
            assert!(apart < 1_000, "{votes} of {published} after {step:?}");
        }
    }
    assert_eq!(count.elected, [1, 6, 4]);
    let elected = count.rounds.iter().map(|round| round.elected.clone());
    assert_eq!(elected.collect::<Vec<_>>(), [vec![1], vec![6], vec![], vec![], vec![4]]);
}

/// North Isles, Orkney Islands Council, 3 May 2012: Clackson (1), Hagan (2), Sinclair (3), Skuse (4).
const NORTH_ISLES: &str = "\
    87:1 11:12 24:123 8:1234 11:124 8:1243 8:13 11:132 9:1324 16:134 4:1342 49:14 15:142 11:1423 \
    18:143 18:1432 54:2 12:21 16:213 8:2134 21:214 3:2143 65:23 27:231 12:2314 92:234 21:2341 \
    22:24 17:241 11:2413 39:243 13:2431 13:3 3:31 8:3124 12:314 16:32 16:321 3:3214 37:324 13:3241 \
    7:34 8:341 1:3412 5:342 2:3421 23:4 24:41 10:412 3:4123 16:413 8:4132 7:42 14:421 6:4213 \
    19:423 4:4231 11:43 12:431 5:4312 7:432 1:4321";

/// "Stephen Clackson: elected at stage 1. Stephen Hagan: elected at stage 1. Graham Sinclair:
/// elected at stage 4": <http://www.orkney.gov.uk/Council/C/follow-the-count_2.htm>.
#[test]
fn the_north_isles_elect_whom_they_elected_at_the_stages_that_were_announced() {
    let count = count(4, &ballots(NORTH_ISLES));
    let stage = |option| count.rounds.iter().position(|it| it.elected.contains(&option));
    assert_eq!([1, 2, 3, 4].map(stage), [Some(0), Some(0), Some(3), None]);
    let steps: Vec<&StvStep> = count.rounds.iter().map(|round| &round.step).collect();
    let surplus = |of| StvStep::Surplus { of: vec![of] };
    let first = StvStep::FirstPreferences;
    assert_eq!(steps, [&first, &surplus(2), &surplus(1), &StvStep::Exclusion { of: 4 }]);
}

/// Where Tennessee's capital should be (see [`super::schulze`]): with one seat, the first choices of
/// those who want Chattanooga and Nashville go on to Knoxville.
#[test]
fn tennessee_meets_in_knoxville_if_votes_are_transferred() {
    let ballots = ballots("42:1234 26:2341 15:3421 17:4321");
    let rules = StvRules { seats: 1, variant: StvVariant::Scottish, quota: StvQuota::Droop };
    let count = stv::count(rules, 4, ballots.iter().map(Vec::as_slice));
    assert_eq!(count.elected, [4]);
    let votes: Vec<Vec<u64>> = count.rounds.iter().map(|round| round.votes.clone()).collect();
    let whole = |votes: [u64; 4]| votes.map(|votes| votes * 100_000).to_vec();
    let stages = [[42, 26, 15, 17], [42, 26, 0, 32], [42, 0, 0, 58]].map(whole);
    assert_eq!(votes, stages);
}
