//! One community: two nodes on one log, beside the model, step by step.

mod check;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use domain::{Actor, StreamId, TextId, Timestamp};
use eventlog::executor::{ExecuteError, Receipt, Submission};
use eventlog::{CommandId, EventLog as _, Position, Recorded, codec};
use fastrand::Rng;
use futures::future::join_all;
use tokio::time::Instant;

use crate::kind::kind;
use crate::line::line;
use crate::model::{DAY, HOUR, MINUTE, Millis, Model, Why};
use crate::node::{Fault, Ground, Node};
use crate::plan::{Plan, Planner, Style};

/// What is wrong, in words.
pub type Checked<T = ()> = Result<T, String>;

/// How often each kind of command wrote something, and was refused.
pub type Coverage = BTreeMap<&'static str, (u64, u64)>;

/// A command on its way, or that was sent.
#[derive(Clone)]
struct Sent {
    plan: Plan,
    id: CommandId,
    node: usize,
}

/// A command that was carried out.
struct Known {
    id: CommandId,
    plan: Plan,
    at: Millis,
    /// How many others had been by then.
    turn: u64,
    /// Where its last event is.
    last: Position,
    /// What was answered first, if that arrived.
    receipt: Option<Position>,
}

type Answer = Result<Receipt, ExecuteError>;

pub struct World {
    seed: u64,
    style: Style,
    /// How often the scheduler has a turn, of a hundred.
    schedules: u32,
    ground: Ground,
    nodes: [Node; 2],
    model: Model,
    seen: Vec<std::sync::Arc<Recorded>>,
    known: Vec<Known>,
    history: Vec<Sent>,
    /// Those whose answers were lost: they are sent again.
    again: Vec<Sent>,
    /// Whether the clock was just moved: what comes next happens at that very moment.
    moved: bool,
    /// Everything that was ever to be written in each text.
    words: BTreeMap<TextId, BTreeSet<String>>,
    openings: BTreeSet<(StreamId, u32)>,
    closes: BTreeSet<(StreamId, u32)>,
    pub coverage: Coverage,
    pub commands: u64,
}

fn wrong<T>(what: impl Into<String>) -> Checked<T> {
    Err(what.into())
}

fn deadline() -> Instant {
    Instant::now() + Duration::from_secs(3_600)
}

impl World {
    pub fn new(seed: u64) -> Self {
        let beginning: Timestamp = "2026-03-01T12:00:00Z".parse().expect("it is a time");
        let ground = Ground::new(beginning);
        let nodes = [ground.node(seed), ground.node(seed + 1)];
        let mut dice = Rng::with_seed(seed);
        Self {
            seed,
            style: Style::draw(&mut dice),
            schedules: dice.u32(0..9),
            ground,
            nodes,
            model: Model { now: beginning.as_millisecond(), ..Model::default() },
            seen: vec![],
            known: vec![],
            history: vec![],
            again: vec![],
            moved: false,
            words: BTreeMap::new(),
            openings: BTreeSet::new(),
            closes: BTreeSet::new(),
            coverage: Coverage::new(),
            commands: 0,
        }
    }

    /// What happened, a line for each event.
    pub fn history(&self) -> Vec<String> {
        let line = |event: &std::sync::Arc<Recorded>| {
            let Recorded { recorded_at, stream, id, .. } = &**event;
            let said = codec::decode(event).map(|event| line(&event)).unwrap_or_default();
            format!("{recorded_at} {stream} {id} {said}")
        };
        self.seen.iter().map(line).collect()
    }

    fn pass(&mut self, by: Millis) {
        self.model.now += by;
        self.ground.clock.advance(Duration::from_millis(by.unsigned_abs()));
    }

    /// Whatever is drawn for this step. Steps do not depend on there being others, so that they can
    /// be left out.
    pub async fn step(&mut self, step: u32) -> Checked {
        let mut dice = Rng::with_seed(self.seed.wrapping_mul(1 << 32).wrapping_add(step.into()));
        if !std::mem::take(&mut self.moved) {
            self.pass(dice.i64(1..2_000));
        }
        if let Some(sent) = self.again.pop() {
            let node = dice.usize(0..2);
            return self.send(vec![Sent { node, ..sent }], None, &mut dice).await;
        }
        if dice.u32(0..100) < self.schedules {
            return self.schedule(&mut dice).await;
        }
        match dice.u32(0..100) {
            0..70 => {
                let sent = self.draw(step, 0, &mut dice);
                self.send(vec![sent], None, &mut dice).await
            }
            70..79 => self.at_once(step, &mut dice).await,
            79..85 => self.repeat(&mut dice).await,
            85..92 => self.go_wrong(step, &mut dice).await,
            _ => {
                self.move_on(&mut dice);
                Ok(())
            }
        }
    }

    fn draw(&self, step: u32, number: u32, dice: &mut Rng) -> Sent {
        let plan = Planner::new(dice, &self.model, &self.ground.keyring, &self.style).draw();
        let key = format!("{step}/{number}");
        let id = CommandId::derive(plan.actor, "simulated", &key);
        Sent { plan, id, node: dice.usize(0..2) }
    }

    /// Several people at the same moment, on both nodes; some send twice.
    async fn at_once(&mut self, step: u32, dice: &mut Rng) -> Checked {
        let count = dice.u32(2..5);
        let mut all: Vec<Sent> = vec![];
        for number in 0..count {
            let sent = self.draw(step, number, dice);
            // Nobody does two things at the very same moment.
            if all.iter().all(|other| other.plan.actor != sent.plan.actor) {
                all.push(sent);
            }
        }
        if dice.u32(0..4) == 0 {
            let twice = all[0].clone();
            all.push(Sent { node: 1 - twice.node, ..twice });
        }
        self.send(all, None, dice).await
    }

    /// An earlier command again, or its key for something else.
    async fn repeat(&mut self, dice: &mut Rng) -> Checked {
        if self.history.is_empty() {
            return Ok(());
        }
        let newest = self.history.len().saturating_sub(40);
        let from = if dice.bool() { newest } else { 0 };
        let mut sent = self.history[dice.usize(from..self.history.len())].clone();
        sent.node = dice.usize(0..2);
        if dice.u32(0..4) == 0 {
            let other = self.draw(0, 0, dice);
            if other.plan.command.stream() == sent.plan.command.stream() {
                sent.plan = other.plan;
            }
        }
        self.send(vec![sent], None, dice).await
    }

    /// An answer gets lost, or a node dies and another takes its place. What was not answered is
    /// sent again.
    async fn go_wrong(&mut self, step: u32, dice: &mut Rng) -> Checked {
        let sent = self.draw(step, 0, dice);
        let faults = [Fault::LostAnswer, Fault::LostAppend, Fault::LostRead, Fault::Dead];
        let fault = faults[dice.usize(0..4)];
        let node = sent.node;
        let result = self.send(vec![sent], Some((node, fault)), dice).await;
        if fault == Fault::Dead {
            self.nodes[node] = self.ground.node(dice.u64(..));
        }
        self.nodes[node].suffer(Fault::None);
        result
    }

    fn move_on(&mut self, dice: &mut Rng) {
        let by = match dice.u32(0..100) {
            0..12 if !self.known.is_empty() => self.until_forgotten(dice),
            0..50 => {
                let mut times = self.model.times();
                times.retain(|time| *time > self.model.now);
                times.sort_unstable();
                match times.get(dice.usize(0..3)) {
                    Some(time) => time - self.model.now + dice.i64(-1..2),
                    None => HOUR,
                }
            }
            50..84 => dice.i64(1..12) * HOUR,
            84..88 => 10 * MINUTE,
            88..91 => DAY - 1,
            91..94 => DAY,
            94..96 => 3 * DAY,
            96..99 => 7 * DAY,
            _ => 30 * DAY,
        };
        self.pass(by.max(1));
        self.moved = true;
    }

    /// The time until one of the newest commands is forgotten, or about to be: it is sent again.
    fn until_forgotten(&mut self, dice: &mut Rng) -> Millis {
        let from = self.known.len().saturating_sub(8);
        let Known { id, plan, at, .. } = &self.known[dice.usize(from..self.known.len())];
        self.again.push(Sent { plan: plan.clone(), id: *id, node: 0 });
        at + DAY - self.model.now + dice.i64(-1..1)
    }

    /// The scheduler's work, some of it twice.
    async fn schedule(&mut self, dice: &mut Rng) -> Checked {
        let mut owed = self.model.owed();
        dice.shuffle(&mut owed);
        for command in owed {
            let key = format!("{command:?}/{}", self.seen.len());
            let id = CommandId::derive(Actor::System, "owed", &key);
            let node = dice.usize(0..2);
            let sent = Sent { plan: Plan::by_the_system(command), id, node };
            let mut all = vec![sent];
            if dice.u32(0..3) == 0 {
                all.push(Sent { node: 1 - node, ..all[0].clone() });
            }
            self.send(all, None, dice).await?;
        }
        Ok(())
    }

    /// Brings the community to its end: everything comes due, and nothing is left to do.
    pub async fn finish(&mut self) -> Checked {
        let mut dice = Rng::with_seed(self.seed);
        while let Some(sent) = self.again.pop() {
            self.send(vec![sent], None, &mut dice).await?;
        }
        self.schedule(&mut dice).await?;
        self.pass(2 * 366 * DAY);
        for _ in 0..10 {
            if self.model.owed().is_empty() {
                return self.check_end().await;
            }
            self.schedule(&mut dice).await?;
        }
        wrong(format!("the system does not come to rest: {:?}", self.model.owed()))
    }

    fn submission(&self, sent: &Sent) -> Submission {
        let drafts = sent.plan.drafts(&self.ground.keyring);
        let command = sent.plan.command.clone();
        Submission { drafts, ..Submission::new(command, sent.plan.actor, sent.id, deadline()) }
    }

    /// Sends commands at the same moment, and checks what comes of them.
    async fn send(
        &mut self,
        all: Vec<Sent>,
        fault: Option<(usize, Fault)>,
        dice: &mut Rng,
    ) -> Checked {
        self.commands += all.len() as u64;
        let mut waiting = vec![];
        for sent in &all {
            for (text, words) in &sent.plan.words {
                self.words.entry(*text).or_default().insert(words.trim().to_owned());
            }
            let executor = &self.nodes[sent.node].executor;
            waiting.push(executor.submit(self.submission(sent)).map_err(|it| it.to_string())?);
        }
        if let Some((node, fault)) = fault {
            for _ in 0..dice.u8(0..8) {
                tokio::task::yield_now().await;
            }
            self.nodes[node].suffer(fault);
        }
        let answers = join_all(waiting).await;
        let models = self.take_in(&all).await?;
        for (sent, answer) in all.iter().zip(&answers) {
            self.check_answer(sent, answer, &models, fault).map_err(|problem| {
                format!("{:?}\n  by {:?}: {problem}", sent.plan.command, sent.plan.actor)
            })?;
        }
        for sent in &all {
            let node = dice.usize(0..2);
            let fine = fault.is_none_or(|(broken, _)| broken != node);
            if fine {
                self.observe(sent.plan.command.stream(), node).await?;
            }
        }
        self.history.extend(all);
        Ok(())
    }

    /// Takes in what the log has got, command by command. Gives the models before, between and
    /// after: what was not written was decided at one of these points.
    async fn take_in(&mut self, all: &[Sent]) -> Checked<Vec<Model>> {
        let after = Position(self.seen.len() as u64);
        let new = self.ground.log.read_all(after, 10_000).await.map_err(|it| it.to_string())?;
        let mut models = vec![self.model.clone()];
        for events in new.chunk_by(|one, other| one.command == other.command) {
            let id = events[0].command;
            let Some(sent) = all.iter().find(|sent| Some(sent.id) == id) else {
                return wrong("an event of a command that nobody sent");
            };
            let Plan { command, actor, .. } = &sent.plan;
            if self.remembers(sent.id, command.stream()).is_some() {
                return wrong(format!("{command:?} was carried out twice"));
            }
            let mut lines = vec![];
            for event in events {
                lines.push(self.check_event(event, command.stream())?);
            }
            let turn = self.model.turn;
            let expected = self.model.decide(command, *actor);
            if expected.as_ref() != Ok(&lines) {
                let expected = match expected {
                    Ok(lines) => format!("{lines:#?}"),
                    Err(why) => format!("refused: {why:?}"),
                };
                return wrong(format!(
                    "{command:?}\n  by {actor:?} led to {lines:#?}\n  and not to {expected}"
                ));
            }
            let last = events[events.len() - 1].position;
            let (plan, at) = (sent.plan.clone(), self.model.now);
            self.known.push(Known { id: sent.id, plan, at, turn, last, receipt: None });
            self.coverage.entry(kind(command)).or_default().0 += 1;
            models.push(self.model.clone());
        }
        Ok(models)
    }

    /// The command with this id that the stream remembers now.
    fn remembers(&self, id: CommandId, stream: StreamId) -> Option<&Known> {
        let now = self.model.now;
        let of_stream = |known: &&Known| known.plan.command.stream() == stream;
        let all = self.known.iter().rev().filter(|known| known.id == id && now - known.at < DAY);
        all.into_iter().find(of_stream)
    }

    fn check_answer(
        &mut self,
        sent: &Sent,
        answer: &Answer,
        models: &[Model],
        fault: Option<(usize, Fault)>,
    ) -> Checked {
        let Plan { command, actor, .. } = &sent.plan;
        let known = self.remembers(sent.id, command.stream());
        // Sent twice at once, it may also have been decided before the other was carried out.
        let before = |model: &&Model| known.is_none_or(|known| model.turn <= known.turn);
        let before = models.iter().filter(before);
        let foreseen: Vec<_> = before.map(|model| model.foresee(command, *actor)).collect();
        match answer {
            Ok(receipt) if receipt.position.0 > self.seen.len() as u64 => {
                wrong(format!("a position ahead of the log: {receipt:?}"))
            }
            Ok(receipt @ Receipt { position, .. }) if receipt.wrote() => {
                let now = self.model.now;
                let Some(known) = self.known.iter_mut().rfind(|known| known.id == sent.id) else {
                    return wrong("it is said to be written, and is not");
                };
                if known.at != now || known.last > *position {
                    return wrong("it is said to be written elsewhere than it is");
                }
                known.receipt = Some(*position);
                Ok(())
            }
            Ok(_) if foreseen.contains(&Ok(vec![])) => Ok(()),
            Ok(Receipt { position, .. }) => match known {
                Some(known) if known.plan.command != *command => wrong("a key was taken twice"),
                Some(known) if known.receipt.is_none_or(|first| first == *position) => {
                    if known.last > *position {
                        wrong("a repeat is told too little")
                    } else {
                        Ok(())
                    }
                }
                Some(known) => {
                    if known.last == *position {
                        return Ok(());
                    }
                    wrong(format!("a repeat is told {position}, the first {:?}", known.receipt))
                }
                None => wrong(format!("nothing was done, and {foreseen:#?} was to be")),
            },
            Err(ExecuteError::Refused(refusal)) => {
                let refused = foreseen.iter().find_map(|it| it.as_ref().err());
                let hidden = foreseen.iter().all(|it| *it == Err(Why::Hidden));
                // What is sent twice at the same moment may be decided first where it is refused.
                let before = self.known.len() + 1 - models.len();
                let repeated = known
                    .is_some_and(|_| self.known[..before].iter().any(|known| known.id == sent.id));
                self.coverage.entry(kind(command)).or_default().1 += 1;
                match refused {
                    None if repeated => wrong("a repeat is refused"),
                    None => wrong(format!("refused ({refusal}), and {foreseen:#?} was to be done")),
                    Some(_) if hidden && code(refusal) != "NOT_FOUND" => {
                        wrong(format!("it is hidden, and refused as {refusal:?}"))
                    }
                    Some(_) => Ok(()),
                }
            }
            Err(ExecuteError::KeyReused) => match known {
                Some(known) if known.plan.command != *command => Ok(()),
                _ => wrong("the key is said to have been used for something else"),
            },
            Err(ExecuteError::Unavailable(problem)) => match fault {
                Some((node, _)) if node == sent.node => {
                    self.again.push(sent.clone());
                    Ok(())
                }
                _ => wrong(format!("unavailable: {problem}")),
            },
            Err(other) => wrong(format!("{other:?}")),
        }
    }
}

fn code(refusal: &domain::Refusal) -> &'static str {
    match refusal {
        domain::Refusal::Group(refusal) => refusal.code(),
        domain::Refusal::Discussion(refusal) => refusal.code(),
        domain::Refusal::Proposal(refusal) => refusal.code(),
        domain::Refusal::Person(refusal) => refusal.code(),
        domain::Refusal::Handle(refusal) => refusal.code(),
        domain::Refusal::Platform(refusal) => refusal.code(),
    }
}
