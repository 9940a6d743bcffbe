//! The simulation: communities drawn by chance drive the whole command side, on a log in memory and
//! a clock that is moved by hand, beside a model that cannot be wrong because it is naive. See
//! `docs/reliability.md`.
//!
//! `SIMULATION_COMMANDS` says how many commands, `SIMULATION_SEED` with which seed to begin, and
//! `SIMULATION_STEPS` replays these steps of that one seed.

#[cfg(test)]
mod kind;
#[cfg(test)]
mod line;
#[cfg(test)]
mod model;
#[cfg(test)]
mod node;
#[cfg(test)]
mod plan;
#[cfg(test)]
mod run;
#[cfg(test)]
mod shrink;
#[cfg(test)]
mod world;
