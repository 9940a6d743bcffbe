//! Running communities, one after another, until there were enough commands.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::kind::KINDS;
use crate::shrink;
use crate::world::{Coverage, World};

/// How many steps a community lives.
const STEPS: u32 = 600;
/// How many commands are sent if it is not said.
const COMMANDS: u64 = 100_000;
/// With fewer commands it is chance whether each kind is met.
const ENOUGH: u64 = 100_000;
/// How often a failure is tried again with fewer steps.
const PATIENCE: u32 = 600;

/// What came of a community.
struct Run {
    coverage: Coverage,
    commands: u64,
    history: Vec<String>,
    /// What went wrong, and at which of the steps.
    failure: Option<(usize, String)>,
}

fn run(seed: u64, steps: &[u32]) -> Run {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.expect("there is room for a runtime");
    let mut world = World::new(seed);
    let mut at = 0;
    let lived = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async {
            for step in steps {
                world.step(*step).await?;
                at += 1;
            }
            world.finish().await
        })
    }));
    let lived = lived.unwrap_or_else(|_| Err("a panic, which is told above".to_owned()));
    Run {
        history: world.history(),
        commands: world.commands,
        failure: lived.err().map(|problem| (at, problem)),
        coverage: world.coverage,
    }
}

/// What failed, made small, with the command that replays it.
fn report(seed: u64, steps: &[u32], at: usize) -> String {
    let until = &steps[..steps.len().min(at + 1)];
    let fails = |steps: &[u32]| run(seed, steps).failure.is_some();
    let small = shrink::shrink(until, PATIENCE, fails);
    let (_, problem) = run(seed, &small).failure.unwrap_or_default();
    format!(
        "seed {seed} fails with {} steps: {problem}\nReplay: SIMULATION_SEED={seed} \
         SIMULATION_STEPS={} cargo test -p eventlog --test simulation",
        small.len(),
        shrink::write(&small)
    )
}

/// Runs communities on two threads, from this seed on.
fn run_many(first: u64, commands: u64) -> Result<Coverage, (u64, usize)> {
    let (next, sent) = (AtomicU64::new(first), AtomicU64::new(0));
    let failed: Mutex<Option<(u64, usize)>> = Mutex::new(None);
    let covered: Mutex<Coverage> = Mutex::default();
    let steps: Vec<u32> = (0..STEPS).collect();
    let work = || {
        while sent.load(Ordering::SeqCst) < commands && failed.lock().unwrap().is_none() {
            let seed = next.fetch_add(1, Ordering::SeqCst);
            let run = run(seed, &steps);
            sent.fetch_add(run.commands, Ordering::SeqCst);
            for (kind, (accepted, refused)) in run.coverage {
                let mut covered = covered.lock().unwrap();
                let counts = covered.entry(kind).or_default();
                *counts = (counts.0 + accepted, counts.1 + refused);
            }
            if let Some((at, _)) = run.failure {
                failed.lock().unwrap().get_or_insert((seed, at));
            }
        }
    };
    std::thread::scope(|threads| {
        threads.spawn(work);
        threads.spawn(work);
    });
    println!(
        "{} commands in communities {first} to {}",
        sent.load(Ordering::SeqCst),
        next.load(Ordering::SeqCst) - 1
    );
    match failed.into_inner().unwrap() {
        Some(failure) => Err(failure),
        None => Ok(covered.into_inner().unwrap()),
    }
}

#[expect(clippy::disallowed_methods, reason = "whoever replays a failure says which")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn number(name: &str) -> Option<u64> {
    setting(name).map(|text| text.parse().expect("it is a number"))
}

#[test]
fn communities_do_as_the_model_says() {
    let seed = number("SIMULATION_SEED").unwrap_or(1);
    if let Some(steps) = setting("SIMULATION_STEPS") {
        let run = run(seed, &shrink::read(&steps));
        println!("{}", run.history.join("\n"));
        assert!(run.failure.is_none(), "{}", run.failure.unwrap().1);
        return;
    }
    let commands = number("SIMULATION_COMMANDS").unwrap_or(COMMANDS);
    let coverage = run_many(seed, commands).unwrap_or_else(|(seed, at)| {
        let steps: Vec<u32> = (0..STEPS).collect();
        println!("seed {seed} fails at step {at}; it is tried with fewer");
        panic!("{}", report(seed, &steps, at))
    });
    for kind in KINDS {
        println!("{kind}: {:?}", coverage.get(kind).copied().unwrap_or_default());
    }
    if commands >= ENOUGH {
        for kind in KINDS {
            let (accepted, refused) = coverage.get(kind).copied().unwrap_or_default();
            assert!(accepted > 0, "{kind} never wrote anything");
            assert!(refused > 0, "{kind} was never refused");
        }
    }
}

#[test]
fn a_seed_replays() {
    let steps: Vec<u32> = (0..200).collect();
    let mut lived = BTreeSet::new();
    for seed in 1..=6 {
        let (one, other) = (run(seed, &steps), run(seed, &steps));
        assert_eq!(one.history, other.history, "seed {seed}");
        assert_eq!((one.commands, one.coverage), (other.commands, other.coverage), "seed {seed}");
        assert!(lived.insert(one.history), "seed {seed} is as one before it");
    }
}
