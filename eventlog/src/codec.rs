//! Events to and from their stored form.
//!
//! The payload is `{"e": EVENT, "s": {PATH: SEALED}}`: the event as its area writes it, where a
//! text is an object of id, digest and length, and beside it the sealed words of each text by the
//! path of its field. `"s"` is absent where there is no text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use bytes::Bytes;
use domain::{Event, StreamKind, Text, discussion, group, handle, person, platform, proposal};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::recorded::{Position, Recorded};
use crate::sealing;

#[cfg(test)]
pub(crate) mod tests;

/// The newest version of every type's stored form. A type is listed here for as long as the log
/// may hold it.
const TYPES: &[(&str, u16)] = &[
    ("GroupCreated", 1),
    ("GroupEdited", 1),
    ("GroupConfigured", 1),
    ("GroupPrivacyChanged", 1),
    ("GroupHandleChanged", 1),
    ("InvitationSent", 1),
    ("InvitationEnded", 1),
    ("InvitationAccepted", 1),
    ("MembershipRequested", 1),
    ("MembershipRequestEnded", 1),
    ("MembershipStarted", 1),
    ("RoleChanged", 1),
    ("MembershipEnded", 1),
    ("DelegationSwitched", 1),
    ("DelegateNamed", 1),
    ("DelegationEnded", 1),
    ("TagDefined", 1),
    ("TagRenamed", 1),
    ("TagDeleted", 1),
    ("TemplateDefined", 1),
    ("TemplateEdited", 1),
    ("TemplateDeleted", 1),
    ("GroupArchived", 1),
    ("GroupUnarchived", 1),
    ("GroupDeleted", 1),
    ("GroupRestored", 1),
    ("GroupDestroyed", 1),
    ("GroupDetached", 1),
    ("DiscussionStarted", 1),
    ("DiscussionEdited", 1),
    ("DiscussionPrivacyChanged", 2),
    ("DiscussionNarrowed", 1),
    ("WideningAnnounced", 1),
    ("WideningAgreed", 1),
    ("WideningEnded", 1),
    ("DiscussionBodyWithdrawn", 1),
    ("DiscussionMoved", 1),
    ("DiscussionClosed", 1),
    ("DiscussionReopened", 1),
    ("DiscussionDiscarded", 1),
    ("DiscussionTagged", 1),
    ("DiscussionPinned", 1),
    ("DiscussionUnpinned", 1),
    ("CommentAdded", 1),
    ("CommentEdited", 1),
    ("CommentDiscarded", 1),
    ("CommentWithdrawn", 1),
    ("CommentRestored", 1),
    ("ReactionAdded", 1),
    ("ReactionRemoved", 1),
    ("DiscussionAnnounced", 1),
    ("ProposalAdmitted", 1),
    ("GuestLetIn", 1),
    ("GuestPlaceEnded", 1),
    ("GuestInvited", 1),
    ("GuestInvitationEnded", 1),
    ("GuestInvitationAccepted", 1),
    ("ProposalRaised", 1),
    ("ProposalEdited", 1),
    ("NoteAdded", 1),
    ("ProposalOpened", 1),
    ("VoteCast", 1),
    ("VoteWithdrawn", 1),
    ("ClosingMoved", 1),
    ("ClosingSoon", 1),
    ("ProposalClosed", 1),
    ("ProposalReopened", 1),
    ("OutcomeWritten", 1),
    ("OutcomeRevised", 1),
    ("OutcomeReviewDue", 1),
    ("ProposalReactionAdded", 1),
    ("ProposalReactionRemoved", 1),
    ("ProposalAnnounced", 1),
    ("PersonRegistered", 1),
    ("PersonImported", 1),
    ("HandleClaimed", 1),
    ("HandleConfirmed", 1),
    ("HandleReleased", 1),
    ("PersonDeactivated", 1),
    ("PersonReactivated", 1),
];

/// All event types with the newest version of their stored form.
#[must_use]
pub const fn types() -> &'static [(&'static str, u16)] {
    TYPES
}

/// The newest version of the stored form of `event_type`, which is one of [`types`].
#[must_use]
pub fn schema_of(event_type: &str) -> u16 {
    TYPES.iter().find(|(name, _)| *name == event_type).map_or(0, |(_, schema)| *schema)
}

/// A stored event that cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// A newer program wrote it: this one must not go on.
    #[error("position {position}: {event_type} version {schema} is not known to this program")]
    Unknown {
        /// Where.
        position: Position,
        /// Its type.
        event_type: String,
        /// The version of its stored form.
        schema: u16,
    },
    /// It is not what its type says: stop and call a person.
    #[error("position {position}: {event_type} is damaged: {problem}")]
    Malformed {
        /// Where.
        position: Position,
        /// Its type.
        event_type: String,
        /// What is wrong. Never the words of a text.
        problem: String,
    },
    /// It holds words that are not sealed, or no words for a text: stop and call a person.
    #[error("position {position}: {event_type} has no sealed text at {path}")]
    UnsealedText {
        /// Where.
        position: Position,
        /// Its type.
        event_type: String,
        /// The field.
        path: String,
    },
}

/// The sealed words of an event's texts, by the path of the field.
pub(crate) type Seals<'a> = BTreeMap<Cow<'a, str>, Cow<'a, str>>;

/// An event as it is read: itself, its texts by the paths of their fields, and their seals.
pub(crate) type Decoded<'a> = (Event, Vec<(String, Text)>, Seals<'a>);

#[derive(Serialize)]
struct Written<'a, E> {
    e: &'a E,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    s: &'a Seals<'a>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored<'a> {
    #[serde(borrow)]
    e: &'a RawValue,
    #[serde(borrow, default)]
    s: Seals<'a>,
}

/// The stored form of `event` with its sealed words.
pub(crate) fn encode(event: &Event, seals: &Seals<'_>) -> Bytes {
    let written = match event {
        Event::Group(e) => serde_json::to_vec(&Written { e, s: seals }),
        Event::Discussion(e) => serde_json::to_vec(&Written { e, s: seals }),
        Event::Proposal(e) => serde_json::to_vec(&Written { e, s: seals }),
        Event::Person(e) => serde_json::to_vec(&Written { e, s: seals }),
        Event::Handle(e) => serde_json::to_vec(&Written { e, s: seals }),
        Event::Platform(e) => serde_json::to_vec(&Written { e, s: seals }),
    };
    #[expect(clippy::expect_used, reason = "events have no maps with keys that are not strings")]
    written.expect("an event is always written").into()
}

/// The event, without its words.
///
/// # Errors
/// If the type is not known, or the payload is not of its type.
pub fn decode(recorded: &Recorded) -> Result<Event, DecodeError> {
    decode_with_seals(recorded).map(|(event, ..)| event)
}

/// What of the event is in the clear, as JSON: all but the sealed words. For those who check the
/// history without reading what anybody wrote.
///
/// # Errors
/// If the payload is not an event.
pub fn structure(recorded: &Recorded) -> Result<serde_json::Value, DecodeError> {
    decode(recorded)?;
    let stored: Result<Stored<'_>, _> = serde_json::from_slice(&recorded.payload);
    let fields = stored.and_then(|stored| serde_json::from_str(stored.e.get()));
    let mut fields: serde_json::Map<String, serde_json::Value> =
        fields.map_err(|error| DecodeError::Malformed {
            position: recorded.position,
            event_type: recorded.event_type.to_string(),
            problem: format!("not of its type at column {}", error.column()),
        })?;
    Ok(fields.remove(&*recorded.event_type).unwrap_or_default())
}

/// The event, its texts by the paths of their fields, and the sealed words of each.
pub(crate) fn decode_with_seals(recorded: &Recorded) -> Result<Decoded<'_>, DecodeError> {
    let event_type = &*recorded.event_type;
    let newest = schema_of(event_type);
    if newest == 0 || recorded.schema == 0 || recorded.schema > newest {
        return Err(DecodeError::Unknown {
            position: recorded.position,
            event_type: event_type.to_owned(),
            schema: recorded.schema,
        });
    }
    let malformed = |problem: String| DecodeError::Malformed {
        position: recorded.position,
        event_type: event_type.to_owned(),
        problem,
    };
    // What serde says of a wrong value quotes it, and it might be words: only the place is kept.
    let at = |error: serde_json::Error| {
        malformed(format!("not of its type at column {}", error.column()))
    };
    let stored: Stored<'_> = serde_json::from_slice(&recorded.payload).map_err(at)?;
    let newest_form = upcast(recorded, stored.e.get()).map_err(at)?;
    let event = read(recorded.stream.kind, &newest_form).map_err(at)?;
    if event.name() != event_type {
        return Err(malformed(format!("its payload is a {}", event.name())));
    }
    let texts = event.texts();
    let is_sealed = |path: &str| stored.s.get(path).is_some_and(|it| sealing::looks_sealed(it));
    if let Some((path, _)) = texts.iter().find(|(path, _)| !is_sealed(path)) {
        return Err(DecodeError::UnsealedText {
            position: recorded.position,
            event_type: event_type.to_owned(),
            path: path.clone(),
        });
    }
    if stored.s.len() != texts.len() {
        return Err(malformed("it has sealed words that no field names".to_owned()));
    }
    Ok((event, texts, stored.s))
}

/// The event in the newest version of its stored form.
fn upcast<'a>(recorded: &Recorded, json: &'a str) -> Result<Cow<'a, str>, serde_json::Error> {
    match (&*recorded.event_type, recorded.schema) {
        // It did not say when. The log does.
        (name @ "DiscussionPrivacyChanged", 1) => {
            let mut event: serde_json::Value = serde_json::from_str(json)?;
            if let Some(fields) = event.get_mut(name).and_then(serde_json::Value::as_object_mut) {
                fields.insert("at".to_owned(), serde_json::to_value(recorded.occurred_at)?);
            }
            Ok(event.to_string().into())
        }
        _ => Ok(json.into()),
    }
}

fn read(kind: StreamKind, json: &str) -> Result<Event, serde_json::Error> {
    Ok(match kind {
        StreamKind::Group => Event::Group(serde_json::from_str::<group::Event>(json)?),
        StreamKind::Discussion => {
            Event::Discussion(serde_json::from_str::<discussion::Event>(json)?)
        }
        StreamKind::Proposal => Event::Proposal(serde_json::from_str::<proposal::Event>(json)?),
        StreamKind::Person => Event::Person(serde_json::from_str::<person::Event>(json)?),
        StreamKind::Handle => Event::Handle(serde_json::from_str::<handle::Event>(json)?),
        StreamKind::Platform => Event::Platform(serde_json::from_str::<platform::Event>(json)?),
    })
}
