//! Read models that are built again while the service runs.

use deploy::upkeep::Upkeep;
use projections::admin;
use projections::set::{Set, SetError};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use crate::harness::execute;
use crate::service::service;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_program_builds_a_set_again_at_a_time() {
    let service = service().await;
    let ann = service.somebody("ann").await;
    let input = json!({ "name": "Bakery", "privacy": "OPEN" });
    service.done(&ann, "createGroup", "projected", input).await;
    let building = service.server.services().building();
    let schema = Set::current().schema().to_owned();
    let client = service.database().pool.get().await.unwrap();
    let position = async || {
        let sql = format!("SELECT position FROM {schema}.checkpoint");
        client.query_one(&sql, &[]).await.unwrap().get::<_, i64>(0)
    };
    let indexes = async || {
        let sql = "SELECT count(*) FROM pg_indexes WHERE schemaname = $1";
        client.query_one(sql, &[&schema]).await.unwrap().get::<_, i64>(0)
    };
    let before = (position().await, indexes().await);
    let mut refused = 0;
    let mut meanwhile = |_, _| {
        let another = async {
            let built = admin::rebuild(&building, &mut |_, _| {}).await;
            assert!(matches!(built, Err(SetError::BeingBuilt)), "{built:?}");
            refused += 1;
            assert!(position().await >= before.0, "the live set is never behind");
        };
        block_in_place(|| Handle::current().block_on(another));
    };
    admin::rebuild(&building, &mut meanwhile).await.unwrap();
    assert!(refused > 0);
    assert!(position().await >= before.0);
    assert_eq!(indexes().await, before.1);
    // Another may, as soon as the first is done.
    admin::rebuild(&building, &mut |_, _| {}).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sets_that_no_program_has_used_for_a_day_are_dropped_and_no_others() {
    let service = service().await;
    let config = &service.database().config;
    let client = service.database().pool.get().await.unwrap();
    let sets = async || {
        let sql = "SELECT nspname::text FROM pg_namespace WHERE nspname LIKE 'rm\\_%' \
                   ORDER BY nspname";
        let rows = client.query(sql, &[]).await.unwrap();
        rows.iter().map(|row| row.get(0)).collect::<Vec<String>>()
    };
    for (schema, unused, held_until) in [
        ("rm_a_day", "24 hours", "-infinity"),
        ("rm_held", "48 hours", "infinity"),
        ("rm_recent", "23 hours", "-infinity"),
    ] {
        let other = format!(
            "CREATE SCHEMA {schema}; CREATE TABLE {schema}.rows (id bigint); \
             INSERT INTO kept.sets (schema, heartbeat, held_until) \
             VALUES ('{schema}', clock_timestamp() - interval '{unused}', '{held_until}')"
        );
        execute(config, &other).await.unwrap();
    }
    let upkeep = Upkeep::of(service.server.services());
    let own = Set::current().schema().to_owned();
    let with_own = |others: &[&str]| {
        let mut all: Vec<String> = others.iter().map(|&it| it.to_owned()).collect();
        all.push(own.clone());
        all.sort_unstable();
        all
    };
    assert_eq!(upkeep.settle().await.unwrap().sets, 1);
    assert_eq!(sets().await, with_own(&["rm_held", "rm_recent"]));
    assert_eq!(upkeep.settle().await.unwrap().sets, 0);
    // By command also what was used of late, but nothing that somebody projects.
    assert_eq!(admin::prune(config, true).await.unwrap(), ["rm_recent"]);
    assert_eq!(sets().await, with_own(&["rm_held"]));
}
