//! Cases of the streams' advisory locks.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use futures::FutureExt;
use futures::future::join_all;

use super::sample::stream;
use crate::EventLog;

/// Whoever waits goes on when the holder lets go.
pub async fn a_lock_is_held_by_one_at_a_time(log: Arc<dyn EventLog>) {
    let inside = Arc::new(AtomicU32::new(0));
    let takers = (0..4).map(|_| {
        let (log, inside) = (log.clone(), inside.clone());
        tokio::spawn(async move {
            let lock = log.lock_stream(stream("one at a time")).await.unwrap();
            assert_eq!(inside.fetch_add(1, Ordering::SeqCst), 0, "two hold the lock");
            log.now().await.unwrap();
            inside.fetch_sub(1, Ordering::SeqCst);
            drop(lock);
        })
    });
    for taker in join_all(takers).await {
        taker.unwrap();
    }
}

/// A lock is in nobody else's way.
pub async fn locks_of_two_streams_do_not_meet(log: Arc<dyn EventLog>) {
    let one = log.lock_stream(stream("one lock")).await.unwrap();
    let other = log.lock_stream(stream("other lock")).await.unwrap();
    drop((one, other));
}

/// Also if it would have been their turn next.
pub async fn who_gives_up_waiting_does_not_get_the_lock(log: Arc<dyn EventLog>) {
    let turns = Mutex::new(Vec::new());
    let held = log.lock_stream(stream("given up")).await.unwrap();
    let mut gives_up = log.lock_stream(stream("given up"));
    assert!((&mut gives_up).now_or_never().is_none());
    log.now().await.unwrap();
    assert!((&mut gives_up).now_or_never().is_none());
    let patient = async {
        let lock = log.lock_stream(stream("given up")).await.unwrap();
        turns.lock().unwrap().push("taken");
        lock
    };
    let letting_go = async {
        log.now().await.unwrap();
        drop(gives_up);
        turns.lock().unwrap().push("let go");
        drop(held);
    };
    let (lock, ()) = futures::join!(patient, letting_go);
    assert_eq!(*turns.lock().unwrap(), ["let go", "taken"]);
    drop(lock);
}
