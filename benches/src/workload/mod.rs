//! What is measured.

pub mod append;
pub mod closing;
pub mod deciding;
pub mod import;
pub mod page;
pub mod schulze;
pub mod serve;
pub mod stv;
pub mod votes;

/// So many orders of some or all of `options` options, the same ones on every run. The options that
/// come first in number come first more often.
fn orders(ballots: usize, options: u8) -> Vec<Vec<u8>> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    // Marsaglia's xorshift: what matters is that it is not the order of the options.
    let mut below = move |bound: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 33) as usize % bound
    };
    let mut order = || {
        let mut left: Vec<u8> = (1..=options).collect();
        let named = 1 + below(left.len());
        let mut order = Vec::with_capacity(named);
        for _ in 0..named {
            let drawn = below(left.len()).min(below(left.len()));
            order.push(left.remove(drawn));
        }
        order
    };
    (0..ballots).map(|_| order()).collect()
}
