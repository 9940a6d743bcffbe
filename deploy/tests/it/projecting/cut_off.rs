//! A rebuild that does not come to its end leaves what is there as it is.

use projections::admin;
use projections::set::SetError;
use tokio::runtime::Handle;
use tokio::task::block_in_place;

use super::World;
use super::golden_log::events;
use crate::harness::command;

/// A set with all of the golden log in it.
async fn built() -> (World, String) {
    let (world, (made, ended)) = (World::new().await, events());
    world.append(&made).await;
    world.append(&ended).await;
    world.caught_up().await;
    let rows = world.rows("ended").await;
    (world, rows)
}

/// How many copies there are that nobody needs.
async fn left_over(world: &World) -> i64 {
    let schema = world.progress.schema();
    world.number(&format!("SELECT count(*) FROM pg_namespace WHERE nspname = '{schema}_new'")).await
}

/// The next rebuild succeeds, as soon as the database has noticed that the one before is gone.
async fn builds_again(world: &World, rows: &str) {
    while let Err(error) = admin::rebuild(&world.building(), &mut |_, _| {}).await {
        assert!(matches!(error, SetError::BeingBuilt), "{error}");
        tokio::task::yield_now().await;
    }
    assert_eq!(left_over(world).await, 0);
    assert_eq!(world.rows("ended").await, rows);
    world.check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rebuild_that_is_cut_off_in_the_middle_leaves_the_live_set_and_is_done_again() {
    let (world, rows) = built().await;
    // When the copy has its first rows, all connections of those who project end.
    let cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity \
               WHERE datname = current_database() AND application_name = 'althing project'";
    let mut report = |done, _| {
        assert!(done > 0);
        block_in_place(|| Handle::current().block_on(world.run(cut)));
    };
    let failed = admin::rebuild(&world.building(), &mut report).await;
    assert!(matches!(failed, Err(SetError::Unavailable(_))), "{failed:?}");
    assert_eq!(left_over(&world).await, 1, "it was under way");
    assert_eq!(world.rows("ended").await, rows, "the live set is as it was");
    builds_again(&world, &rows).await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_program_that_is_killed_while_it_rebuilds_leaves_the_live_set_and_another_does_it() {
    let (world, rows) = built().await;
    let mut holder = world.database.pool.get().await.unwrap();
    let held = holder.transaction().await.unwrap();
    // All is built when it comes to this row, and nothing has changed its place.
    let hold = format!("SELECT 1 FROM {}.checkpoint FOR UPDATE", world.progress.schema());
    held.query(&hold, &[]).await.unwrap();
    let mut rebuild = command(&world.database).args(["project", "rebuild"]).spawn().unwrap();
    let waits = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                 AND wait_event_type = 'Lock' AND query LIKE '%checkpoint SET fence%'";
    while world.number(waits).await == 0 {
        tokio::task::yield_now().await;
    }
    rebuild.kill().unwrap();
    rebuild.wait().unwrap();
    assert_eq!(left_over(&world).await, 1, "it was under way");
    assert_eq!(world.rows("ended").await, rows, "the live set is as it was");
    held.rollback().await.unwrap();
    builds_again(&world, &rows).await;
    world.end().await;
}
