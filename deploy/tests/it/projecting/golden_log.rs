//! A log of every form of every event that was ever written: the golden files, as events.

use std::collections::BTreeMap;
use std::path::Path;

use domain::{DiscussionId, GroupId, HandleId, PersonId, PlatformId, ProposalId, StreamId};
use sha2::{Digest, Sha256};

/// An event as the log's table has it.
pub struct Stored {
    pub stream: StreamId,
    pub version: i64,
    pub event_type: String,
    pub schema: i16,
    pub payload: Vec<u8>,
}

/// What others build on comes first.
const FIRST: [&str; 8] = [
    "PersonRegistered",
    "GroupCreated",
    "MembershipStarted",
    "DiscussionStarted",
    "CommentAdded",
    "ProposalRaised",
    "ProposalOpened",
    "VoteCast",
];

const LAST: usize = usize::MAX;

/// The names of what takes something away end so.
const ENDS: [&str; 8] =
    ["Ended", "Removed", "Destroyed", "Discarded", "Deleted", "Withdrawn", "Released", "Unpinned"];

/// All golden files, in one order that stays: what makes things, and then what ends them.
pub fn events() -> (Vec<Stored>, Vec<Stored>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../eventlog/golden");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut named: Vec<(usize, String, Vec<u8>)> = files
        .map(|path| {
            let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
            let first = FIRST.iter().position(|first| name.starts_with(first));
            let first = if ends(&name) { LAST } else { first.unwrap_or(FIRST.len()) };
            (first, name, std::fs::read(&path).unwrap())
        })
        .collect();
    named.extend(otherwise(&named));
    named.sort();
    let mut versions: BTreeMap<StreamId, i64> = BTreeMap::new();
    let stored = named.into_iter().map(|(_, name, payload)| {
        let mut parts = name.split('.');
        let event_type = parts.next().unwrap().to_owned();
        let schema = parts.next().unwrap().parse().unwrap();
        let stream = stream(&event_type, parts.next());
        let version = versions.entry(stream).or_default();
        *version += 1;
        Stored { stream, version: *version, event_type, schema, payload }
    });
    stored.partition(|event| !ends(&event.event_type))
}

fn ends(name: &str) -> bool {
    let event_type = name.split('.').next().unwrap();
    ENDS.iter().any(|end| event_type.ends_with(end))
}

/// Forms that have no golden file, for the rows that only they make: a first vote, and a close
/// that counts a delegated one.
fn otherwise(named: &[(usize, String, Vec<u8>)]) -> Vec<(usize, String, Vec<u8>)> {
    let changed = |name: &str, change: &dyn Fn(&mut serde_json::Value)| {
        let (first, name, payload) = named.iter().find(|(_, of, _)| of == name).unwrap();
        let mut payload: serde_json::Value = serde_json::from_slice(payload).unwrap();
        change(&mut payload);
        (*first, format!("{name}.OTHERWISE"), payload.to_string().into_bytes())
    };
    let first_vote = changed("VoteCast.1", &|payload| {
        payload["e"]["VoteCast"].as_object_mut().unwrap().remove("replaces");
    });
    let delegated = changed("ProposalClosed.1", &|payload| {
        let close = &mut payload["e"]["ProposalClosed"];
        let voter = "00000000000000000000000004";
        let weights = serde_json::json!([{ "voter": voter, "others": 2 }]);
        close["delegated"] =
            serde_json::json!({ "votes": 2, "tally": close["tally"], "weights": weights });
    });
    vec![first_vote, delegated]
}

/// The stream that such an event is in. Each form of a proposal is a proposal of its own.
fn stream(event_type: &str, form: Option<&str>) -> StreamId {
    let starts = |with: &[&str]| with.iter().any(|start| event_type.starts_with(start));
    if starts(&["PersonDeactivated", "PersonReactivated"]) {
        PlatformId::ONE.into()
    } else if starts(&["Person"]) {
        PersonId::from_u128(4).into()
    } else if starts(&["Handle"]) {
        HandleId::from_u128(8).into()
    } else if starts(&[
        "Discussion",
        "Comment",
        "Reaction",
        "Guest",
        "Widening",
        "ProposalAdmitted",
    ]) {
        DiscussionId::from_u128(2).into()
    } else if starts(&["Group", "Membership", "Invitation", "Role", "Delegat", "Tag", "Template"]) {
        GroupId::from_u128(1).into()
    } else {
        let form = form.map_or(0, |form| {
            form.bytes().fold(0_u128, |number, byte| number * 31 + u128::from(byte))
        });
        ProposalId::from_u128(3 + (form << 16)).into()
    }
}

/// A name of the whole log.
pub fn digest(events: &[Stored]) -> String {
    let mut hash = Sha256::new();
    for event in events {
        hash.update(format!("{} {} {}", event.stream, event.event_type, event.payload.len()));
        hash.update(&event.payload);
    }
    short(hash)
}

/// The first bytes of a hash, as text.
pub fn short(hash: Sha256) -> String {
    data_encoding::HEXLOWER.encode(&hash.finalize()[..12])
}
