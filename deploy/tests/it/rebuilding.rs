//! Read models that are built again while the service runs.

use projections::admin;
use projections::set::{Set, SetError};
use serde_json::json;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

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
