//! Every mutation of the schema is done once and refused once, and every field that somebody may
//! read is shown once to somebody and, asked for in the same way, hidden once from somebody else.
//! What is to be covered is taken from the schema, so what is new there fails until it has its
//! cases here.

mod accounts;
mod discussions;
mod groups;
mod proposals;
mod record;
mod schema;
mod together;

use serde_json::Value;

use self::record::Record;
use super::in_days;
use crate::service::Somebody;

/// Who and what the cases are about. `eve` is in none of it.
pub struct Scene {
    record: Record,
    /// The admin of everything.
    ann: Somebody,
    /// A member.
    ben: Somebody,
    /// Whoever comes and goes.
    gus: Somebody,
    /// A secret group of theirs, and a discussion in it.
    cellar: Value,
    wine: Value,
    /// An open group of theirs.
    bakery: Value,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn everything_is_allowed_to_somebody_and_refused_to_somebody() {
    let record = Record::new().await;
    let (ann, ben, gus) = (
        record.service.somebody("ann").await,
        record.service.somebody("ben").await,
        record.service.somebody("gus").await,
    );
    let nothing = Value::Null;
    let (cellar, wine, bakery) = (nothing.clone(), nothing.clone(), nothing);
    let mut scene = Scene { record, ann, ben, gus, cellar, wine, bakery };
    scene.groups().await;
    scene.discussions().await;
    scene.proposals().await;
    // Much is there of every kind.
    together::compare(&scene.record.service).await;
    scene.endings().await;
    scene.accounts().await;
    let eve = scene.record.eve.clone();
    assert!(scene.record.written_by(&eve).await.is_empty(), "what is refused writes nothing");
    let left = scene.record.left();
    assert!(left.is_empty(), "without their cases:\n{}", left.join("\n"));
}
