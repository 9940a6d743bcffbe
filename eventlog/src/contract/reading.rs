//! Cases of reading.

use std::sync::Arc;

use super::sample::{all_after, append, append_to, stream};
use crate::EventLog;
use crate::recorded::{Position, Recorded, Version};

fn places(events: &[Arc<Recorded>]) -> Vec<(domain::StreamId, u64)> {
    events.iter().map(|event| (event.stream, event.version.0)).collect()
}

/// From a version on, as far as the limit.
pub async fn a_stream_is_read_in_pages(log: Arc<dyn EventLog>) {
    let paged = stream("paged");
    log.append(append("paged", 3)).await.unwrap();
    log.append(append("between pages", 1)).await.unwrap();
    log.append(append_to(paged, Version(3), 2)).await.unwrap();
    for (after, limit, versions) in
        [(0, 2, 1..3), (2, 2, 3..5), (4, 2, 5..6), (5, 2, 0..0), (u64::MAX, 2, 0..0)]
    {
        let page = log.read_stream(paged, Version(after), limit).await.unwrap();
        let expected: Vec<_> = versions.map(|version| (paged, version)).collect();
        assert_eq!(places(&page), expected, "after {after}");
    }
}

/// It is not an error.
pub async fn a_stream_without_events_is_empty(log: Arc<dyn EventLog>) {
    let page = log.read_stream(stream("nobody wrote"), Version::NONE, 10).await.unwrap();
    assert!(page.is_empty());
}

/// In the order of the log, not stream by stream.
pub async fn streams_are_read_together_each_after_its_own_version(log: Arc<dyn EventLog>) {
    let (one, two, none) = (stream("together 1"), stream("together 2"), stream("together 3"));
    log.append(append_to(one, Version(0), 2)).await.unwrap();
    log.append(append_to(two, Version(0), 2)).await.unwrap();
    log.append(append_to(one, Version(2), 1)).await.unwrap();
    log.append(append_to(two, Version(2), 1)).await.unwrap();
    let all = [(two, Version(1)), (none, Version(0)), (one, Version(0))];
    let read = log.read_streams(&all).await.unwrap();
    assert_eq!(places(&read), [(one, 1), (one, 2), (two, 2), (one, 3), (two, 3)]);
    let newest = [(one, Version(3)), (two, Version(3))];
    assert!(log.read_streams(&newest).await.unwrap().is_empty());
    assert!(log.read_streams(&[]).await.unwrap().is_empty());
}

/// Pages join without a gap, and end at the head.
pub async fn the_whole_log_is_read_in_pages(log: Arc<dyn EventLog>) {
    let mut appended = Vec::new();
    for number in 0..20 {
        appended.push(log.append(append(&format!("whole log {number}"), 2)).await.unwrap());
    }
    let all = all_after(&*log, Position::START).await;
    assert!(all.windows(2).all(|pair| pair[0].position < pair[1].position));
    for appended in &appended {
        let first = all.iter().position(|event| event.position == appended.first).unwrap();
        assert_eq!(all[first + 1].position, appended.last, "an append is in one piece");
    }
    assert!(log.head().await.unwrap() >= appended.last().unwrap().last);
}

/// Nor is it an error to look there.
pub async fn nothing_is_after_the_head(log: Arc<dyn EventLog>) {
    log.append(append("at the head", 1)).await.unwrap();
    assert!(log.read_all(Position(u64::MAX), 10).await.unwrap().is_empty());
    let last = all_after(&*log, Position::START).await.last().unwrap().position;
    assert!(log.head().await.unwrap() >= last);
}
