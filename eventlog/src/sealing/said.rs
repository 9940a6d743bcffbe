//! Words that a stream holds already, for events that say again what was said before: what is
//! edited in part is written whole.

use std::collections::HashMap;

use domain::{StreamId, Text, TextId};
use zeroize::Zeroizing;

use super::drafts::Draft;
use super::{Drafts, OpenError, open_words, random};
use crate::codec;
use crate::keyring::{Keyring, TextKey};
use crate::recorded::{Recorded, Version};
use crate::{EventLog, LogError};

/// As many events as are read at once.
const PAGE: usize = 500;

/// The words of these versions of texts, from the events of the stream. Those that it does not hold
/// are left out; those whose key was destroyed come without words, and stay removed.
///
/// # Errors
/// If log or keyring do not answer, or an event cannot be read.
pub(crate) async fn said_before(
    log: &dyn EventLog,
    keyring: &dyn Keyring,
    stream: StreamId,
    texts: &[Text],
) -> Result<Drafts, LogError> {
    let ids: Vec<TextId> = texts.iter().map(|text| text.id).collect();
    let unavailable = |error: OpenError| LogError::Unavailable(error.to_string());
    let keys = keyring.find(&ids).await.map_err(|error| unavailable(error.into()))?;
    let mut drafts = Drafts::none();
    let mut after = Version::NONE;
    while texts.iter().any(|text| !drafts.has(text)) {
        let page = log.read_stream(stream, after, PAGE).await?;
        let Some(last) = page.last() else { break };
        after = last.version;
        for recorded in &page {
            take(recorded, texts, &keys, &mut drafts).map_err(unavailable)?;
        }
    }
    Ok(drafts)
}

/// Takes what the event says of these texts.
fn take(
    recorded: &Recorded,
    texts: &[Text],
    keys: &HashMap<TextId, TextKey>,
    drafts: &mut Drafts,
) -> Result<(), OpenError> {
    let (_, own, seals) = codec::decode_with_seals(recorded)?;
    for (path, text) in own {
        if !texts.contains(&text) || drafts.has(&text) {
            continue;
        }
        let (key, words) = match keys.get(&text.id) {
            Some(key) => (key.clone(), open_words(recorded, &path, &seals, key)?),
            // Sealed under a key that nobody keeps, it reads as removed, like what it repeats.
            None => (random().map(TextKey::new)?, String::new()),
        };
        drafts.put(Draft { text, key, words: Zeroizing::new(words) });
    }
    Ok(())
}
