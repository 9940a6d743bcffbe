//! The keyring, and the sweeping of keys that were never used.

use std::collections::{HashMap, HashSet};

use domain::{DiscussionId, StreamId, TextId};
use eventlog::keyring::{Keyring, NewKey, TextKey};

use super::*;

fn text(n: u128) -> TextId {
    TextId::from_u128(n)
}

fn new_key(n: u128, key: u8) -> NewKey {
    NewKey {
        text: text(n),
        author: Some(PersonId::from_u128(1)),
        container: DiscussionId::from_u128(2).into(),
        key: TextKey::new([key; 32]),
    }
}

impl World {
    async fn key(&self, n: u128) -> Option<u8> {
        self.vault.find(&[text(n)]).await.unwrap().get(&text(n)).map(|key| key[0])
    }

    /// Settles all keys that are due, one page after another, and answers how many were destroyed.
    async fn settle(&self, used: &[u128]) -> u64 {
        let used: HashSet<TextId> = used.iter().copied().map(text).collect();
        let mut destroyed = 0;
        loop {
            let keys = self.vault.keys_to_settle(3).await.unwrap();
            if keys.is_empty() {
                return destroyed;
            }
            destroyed += self.vault.settle_keys(&keys, &used).await.unwrap();
        }
    }
}

#[tokio::test]
async fn a_text_keeps_its_first_key() {
    let world = World::new().await;
    assert_eq!(world.vault.store(&[new_key(1, 10), new_key(2, 20)]).await.unwrap(), []);
    let late = world.other_node().await.store(&[new_key(3, 30), new_key(2, 21)]).await.unwrap();
    assert_eq!(late, [text(2)]);
    let found = world.vault.find(&[text(1), text(2), text(3), text(4)]).await.unwrap();
    let found: HashMap<u128, u8> = found.iter().map(|(id, key)| (id.to_u128(), key[0])).collect();
    assert_eq!(found, HashMap::from([(1, 10), (2, 20), (3, 30)]));
    assert!(world.vault.find(&[]).await.unwrap().is_empty());
    assert_eq!(world.vault.store(&[]).await.unwrap(), []);
}

#[tokio::test]
async fn a_text_that_is_named_twice_has_one_key() {
    let world = World::new().await;
    let late = world.vault.store(&[new_key(1, 10), new_key(1, 11), new_key(1, 10)]).await.unwrap();
    assert!(late.iter().all(|id| *id == text(1)) && !late.is_empty());
    assert_eq!(world.key(1).await, Some(10));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn writers_of_the_same_texts_agree_on_their_keys() {
    let world = World::new().await;
    let writers = (0..8u8).map(|writer| {
        let vault = world.vault.clone();
        tokio::spawn(async move {
            let mut keys: Vec<_> = (0..200).map(|n| new_key(n, writer)).collect();
            // Each in another order: none waits for another in a circle.
            keys.rotate_left(usize::from(writer) * 25);
            let late: HashSet<_> = vault.store(&keys).await.unwrap().into_iter().collect();
            (0..200).map(text).filter(|id| !late.contains(id)).map(|id| (id, writer)).collect()
        })
    });
    let won: Vec<Vec<(TextId, u8)>> =
        futures::future::join_all(writers).await.into_iter().map(Result::unwrap).collect();
    let won: Vec<_> = won.into_iter().flatten().collect();
    let found = world.vault.find(&(0..200).map(text).collect::<Vec<_>>()).await.unwrap();
    assert_eq!((won.len(), found.len()), (200, 200), "one winner for each");
    assert!(won.iter().all(|(id, writer)| found[id][0] == *writer));
}

#[tokio::test]
async fn many_keys_are_stored_and_found() {
    let world = World::new().await;
    let keys: Vec<_> = (0..12_000).map(|n| new_key(n, n as u8)).collect();
    assert_eq!(world.vault.store(&keys).await.unwrap(), []);
    assert_eq!(world.vault.store(&keys).await.unwrap().len(), 12_000, "all were there");
    let found = world.vault.find(&(0..12_000).map(text).collect::<Vec<_>>()).await.unwrap();
    assert!((0..12_000).all(|n| found[&text(n)][0] == n as u8));
}

#[tokio::test]
async fn keys_are_wrapped_each_for_its_text() {
    let world = World::new().await;
    world.vault.store(&[new_key(1, 0xAA), new_key(2, 0xAA)]).await.unwrap();
    let open = "SELECT count(*) FROM vault.keyring WHERE wrapped::text LIKE '%aaaaaaaa%'";
    assert_eq!(world.count(open).await, 0);
    let client = world.database.pool.get().await.unwrap();
    let swap = "UPDATE vault.keyring SET wrapped = (SELECT wrapped FROM vault.keyring
        WHERE text = '00000000-0000-0000-0000-000000000001')";
    client.batch_execute(swap).await.unwrap();
    assert_eq!(world.key(1).await, Some(0xAA));
    let error = world.vault.find(&[text(2)]).await.unwrap_err().to_string();
    assert!(error.contains("does not open"), "never taken for a removed text: {error}");
}

#[tokio::test]
async fn a_key_whose_text_was_never_written_is_destroyed_in_two_steps() {
    let world = World::new().await;
    let keys: Vec<_> = (1..=10).map(|n| new_key(n, n as u8)).collect();
    world.vault.store(&keys).await.unwrap();
    let used = [1, 2, 3, 4, 5, 6, 7];
    assert!(world.vault.keys_to_settle(10).await.unwrap().is_empty(), "too young");
    world.clock.advance(HOUR);
    let due = world.vault.keys_to_settle(100).await.unwrap();
    assert_eq!(due.len(), 10);
    let discussion: StreamId = DiscussionId::from_u128(2).into();
    assert!(due.iter().all(|key| key.container == discussion));
    assert_eq!(world.settle(&used).await, 0);
    assert_eq!(world.settle(&used).await, 0, "suspects are kept for a while");
    world.clock.advance(10 * MINUTE);
    assert_eq!(world.vault.keys_to_settle(100).await.unwrap().len(), 3, "used ones are done");
    assert_eq!(world.settle(&used).await, 3);
    let left = world.vault.find(&(1..=10).map(text).collect::<Vec<_>>()).await.unwrap();
    assert_eq!(left.len(), 7);
    world.clock.advance(30 * DAY);
    assert!(world.vault.keys_to_settle(100).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_suspect_key_that_somebody_takes_is_kept() {
    let world = World::new().await;
    world.vault.store(&[new_key(1, 1), new_key(2, 2), new_key(3, 3)]).await.unwrap();
    world.clock.advance(HOUR);
    world.settle(&[]).await;
    world.clock.advance(10 * MINUTE);
    let due = world.vault.keys_to_settle(10).await.unwrap();
    // While the sweeper looks into the log, one is found and one is about to be made again.
    assert_eq!(world.key(1).await, Some(1));
    assert_eq!(world.vault.store(&[new_key(2, 22)]).await.unwrap(), [text(2)]);
    assert_eq!(world.vault.settle_keys(&due, &HashSet::new()).await.unwrap(), 1);
    assert_eq!(world.key(1).await, Some(1));
    assert_eq!(world.key(2).await, Some(2));
    assert_eq!(world.key(3).await, None);

    world.clock.advance(HOUR);
    world.settle(&[2]).await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(world.settle(&[2]).await, 1, "the one that came to nothing again");
    assert_eq!(world.key(2).await, Some(2));
}

#[tokio::test]
async fn a_suspect_key_that_the_log_came_to_use_is_cleared() {
    let world = World::new().await;
    world.vault.store(&[new_key(1, 1)]).await.unwrap();
    world.clock.advance(HOUR);
    world.settle(&[]).await;
    world.clock.advance(10 * MINUTE);
    assert_eq!(world.settle(&[1]).await, 0);
    world.clock.advance(DAY);
    assert!(world.vault.keys_to_settle(10).await.unwrap().is_empty());
    assert_eq!(world.key(1).await, Some(1));
}

#[tokio::test]
async fn what_is_destroyed_has_no_key_and_never_gets_another() {
    let world = World::new().await;
    let elsewhere = NewKey { container: DiscussionId::from_u128(3).into(), ..new_key(3, 30) };
    world.vault.store(&[new_key(1, 10), new_key(2, 20), elsewhere]).await.unwrap();
    let container: StreamId = DiscussionId::from_u128(2).into();
    assert_eq!(world.vault.destroy_texts(&[container]).await.unwrap(), 2);
    assert_eq!(
        (world.key(1).await, world.key(2).await, world.key(3).await),
        (None, None, Some(30))
    );
    assert_eq!(world.vault.store(&[new_key(1, 11)]).await.unwrap(), [text(1)]);
    assert_eq!(world.key(1).await, None);
    assert_eq!(world.vault.destroy_texts(&[container]).await.unwrap(), 0);
    assert_eq!(world.vault.destroy_texts(&[]).await.unwrap(), 0);
}
