//! How the tests of all areas speak: given these events, when this is asked, then that follows.

use std::collections::BTreeSet;
use std::fmt::Debug;

use jiff::{SignedDuration, Timestamp};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::decider::{Actor, Decider, Facts};
use crate::id::{PersonId, hash_u128};
use crate::text::{Digest, Text, TextId};

/// The time in a scenario unless it says otherwise.
pub(crate) const NOW: Timestamp = Timestamp::constant(1_800_000_000, 0);

/// So many hours after [`NOW`].
pub(crate) fn hours(hours: i64) -> Timestamp {
    NOW + SignedDuration::from_hours(hours)
}

pub(crate) fn person(number: u128) -> PersonId {
    PersonId::from_u128(number)
}

/// A text called `field` that says `words`.
pub(crate) fn text(field: &str, words: &str) -> Text {
    Text {
        id: TextId::of(1, field),
        digest: Digest::from_u128(hash_u128(&[words.as_bytes()])),
        chars: words.chars().map(|_| 1).sum(),
    }
}

/// The state that the events fold into.
pub(crate) fn folded<D: Decider>(events: &[D::Event]) -> D {
    let mut state = D::default();
    for event in events {
        state.evolve(event);
    }
    state
}

/// A stream with these events, and the system acting on it now.
pub(crate) fn given<D: Decider>(events: &[D::Event]) -> Given<'static, D> {
    Given { state: folded(events), facts: Facts::new(NOW, Actor::System) }
}

/// A state, and the facts with which it is asked.
#[derive(Clone)]
pub(crate) struct Given<'a, D> {
    pub state: D,
    pub facts: Facts<'a>,
}

impl<'a, D: Decider + Clone> Given<'a, D>
where
    D::Event: Debug + PartialEq,
    D::Refusal: Debug + PartialEq,
{
    /// This person acts.
    pub(crate) fn by(mut self, person: PersonId) -> Self {
        self.facts.actor = Actor::Person(person);
        self
    }

    /// It is this time.
    pub(crate) fn at(mut self, now: Timestamp) -> Self {
        self.facts.now = now;
        self
    }

    /// With these facts beside.
    pub(crate) fn with<'b>(self, add: impl FnOnce(Facts<'a>) -> Facts<'b>) -> Given<'b, D> {
        Given { state: self.state, facts: add(self.facts) }
    }

    /// What the command leads to.
    pub(crate) fn when(self, command: D::Command) -> When<'a, D> {
        let answer = self.state.decide(&command, &self.facts);
        When { given: self, command, answer }
    }
}

/// An answer, and what led to it.
pub(crate) struct When<'a, D: Decider> {
    given: Given<'a, D>,
    command: D::Command,
    pub answer: Result<Vec<D::Event>, D::Refusal>,
}

impl<'a, D: Decider + Clone> When<'a, D>
where
    D::Event: Debug + PartialEq,
    D::Refusal: Debug + PartialEq,
{
    /// These events follow, and asking again adds none.
    #[track_caller]
    pub(crate) fn then(self, events: &[D::Event]) -> Given<'a, D> {
        let (given, command) = self.took(events);
        let again = given.state.decide(&command, &given.facts);
        assert_eq!(again, Ok(vec![]), "doing it twice writes nothing");
        given
    }

    /// These events follow; what asking again leads to is another matter.
    #[track_caller]
    pub(crate) fn then_once(self, events: &[D::Event]) -> Given<'a, D> {
        self.took(events).0
    }

    #[track_caller]
    fn took(mut self, events: &[D::Event]) -> (Given<'a, D>, D::Command) {
        assert_eq!(self.answer.as_deref(), Ok(events));
        for event in events {
            self.given.state.evolve(event);
        }
        (self.given, self.command)
    }

    /// Some events follow.
    #[track_caller]
    pub(crate) fn then_some(self) -> Vec<D::Event> {
        match self.answer {
            Ok(events) if !events.is_empty() => events,
            other => panic!("events were expected, not {other:?}"),
        }
    }

    /// It is so already.
    #[track_caller]
    pub(crate) fn then_nothing(self) {
        assert_eq!(self.answer, Ok(vec![]));
    }

    #[track_caller]
    pub(crate) fn then_refused(self, refusal: D::Refusal) {
        assert_eq!(self.answer, Err(refusal));
    }
}

/// The names in the `=> "NAME"` arms of a match over all variants, which the compiler keeps whole.
/// So a test can tell that no variant is without a case.
pub(crate) fn names_in(source: &str) -> BTreeSet<&str> {
    let arms = source.lines().filter_map(|line| line.split_once("=> \"")?.1.split_once('"'));
    arms.map(|(name, _)| name).collect()
}

/// Checks that the events are read back as they were written, that there is one of each type in
/// the area's `event.rs`, and that the texts they declare are those in their stored form.
#[track_caller]
pub(crate) fn check_stored_forms<E>(
    events: &[E],
    source: &str,
    name: impl Fn(&E) -> &'static str,
    texts: impl Fn(&E) -> Vec<(String, Text)>,
) where
    E: Serialize + DeserializeOwned + Debug + PartialEq,
{
    for event in events {
        let json = stored(event);
        assert_eq!(&read_back::<E>(&json), event);
        let body = &json[name(event)];
        assert!(body.is_object(), "the name is the tag: {json}");
        let mut declared = texts(event);
        let mut stored = Vec::new();
        walk(String::new(), body, &mut stored);
        declared.sort_by(|one, other| one.0.cmp(&other.0));
        stored.sort_by(|one: &(String, Text), other| one.0.cmp(&other.0));
        assert_eq!(declared, stored, "the texts of {}", name(event));
    }
    let seen: BTreeSet<&str> = events.iter().map(name).collect();
    assert_eq!(seen, names_in(source), "there is an example of every event");
}

fn stored<T: Serialize + Debug>(value: &T) -> Value {
    serde_json::to_value(value).unwrap_or_else(|error| panic!("{value:?} is not JSON: {error}"))
}

fn read_back<T: DeserializeOwned>(json: &Value) -> T {
    T::deserialize(json).unwrap_or_else(|error| panic!("{json} is not read back: {error}"))
}

/// All texts in stored JSON, with their paths.
fn walk(path: String, value: &Value, found: &mut Vec<(String, Text)>) {
    match value {
        Value::Object(fields)
            if ["text", "digest", "chars"].iter().all(|it| fields.contains_key(*it)) =>
        {
            found.push((path, read_back(value)));
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let dot = if path.is_empty() { "" } else { "." };
                walk(format!("{path}{dot}{name}"), value, found);
            }
        }
        Value::Array(values) => {
            for (index, value) in values.iter().enumerate() {
                walk(format!("{path}[{index}]"), value, found);
            }
        }
        _ => {}
    }
}
