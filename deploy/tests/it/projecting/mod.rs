//! The read models' runner, over the real log and a database that cuts it off.

mod again;
mod cut_off;
mod golden_log;
mod reading;

use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use eventlog::postgres::{PostgresLog, PostgresLogOptions};
use eventlog::{Clock, EventLog, ManualClock};
use projections::admin::{self, Building};
use projections::set::Set;
use projections::{Progress, Projector, SetState};
use sha2::{Digest, Sha256};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::{MasterKey, Vault};

use self::golden_log::{Stored, digest, events, short};
use crate::harness::{TestDatabase, database, execute};

/// A set that follows a log, which is empty at first.
struct World {
    database: TestDatabase,
    log: Arc<PostgresLog>,
    vault: Arc<Vault>,
    progress: Progress,
    stop: CancellationToken,
    projecting: JoinHandle<()>,
}

impl World {
    async fn new() -> Self {
        Self::over(|log| log).await
    }

    /// One that reads the log in this way.
    async fn over(read: impl FnOnce(Arc<dyn EventLog>) -> Arc<dyn EventLog>) -> Self {
        let database = database().await;
        let (config, pool) = (database.config.clone(), database.pool.clone());
        let options = PostgresLogOptions { name: "test".to_owned(), ..Default::default() };
        let log = PostgresLog::connect(config.clone(), pool.clone(), options).await.unwrap();
        let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
        let clock = ManualClock::new(Timestamp::constant(1_760_000_000, 0));
        let vault = Vault::connect(pool, key, Arc::new(clock) as Arc<dyn Clock>).await.unwrap();
        let vault = Arc::new(vault);
        let events = read(Arc::clone(&log) as Arc<dyn EventLog>);
        let projector = Projector::new(config, events, vault.clone(), "one".to_owned());
        let progress = projector.prepare().await.unwrap();
        let stop = CancellationToken::new();
        let projecting = tokio::spawn(projector.run(progress.clone(), stop.clone()));
        let world = Self { database, log, vault, progress, stop, projecting };
        world.until(|state| *state == SetState::Live).await;
        world
    }

    async fn until(&self, is_so: impl FnMut(&SetState) -> bool) -> SetState {
        self.progress.subscribe_state().wait_for(is_so).await.unwrap().clone()
    }

    async fn run(&self, statements: &str) {
        execute(&self.database.config, statements).await.unwrap();
    }

    async fn number(&self, query: &str) -> i64 {
        let database = self.database.pool.get().await.unwrap();
        database.query_one(query, &[]).await.unwrap().get(0)
    }

    /// Puts events at the end of the log.
    async fn append(&self, events: &[Stored]) {
        let database = self.database.pool.get().await.unwrap();
        let insert = "INSERT INTO log.events SELECT coalesce(max(position), 0) + 1, \
             lpad(to_hex(coalesce(max(position), 0) + 1), 32, '0')::uuid, $1, $2, $3, $4, \
             '2026-01-01Z', '2026-01-01Z', false, '00000000000000000000000000000004', NULL, NULL, \
             NULL, NULL, '', $5 FROM log.events";
        for event in events {
            let stream = event.stream.to_string();
            let Stored { version, event_type, schema, payload, .. } = event;
            database
                .execute(insert, &[&stream, version, event_type, schema, payload])
                .await
                .unwrap();
        }
    }

    /// Waits until the set has all of the log.
    async fn caught_up(&self) {
        let head = self.log.head().await.unwrap();
        while !self.progress.wait_for(head, Duration::from_secs(1)).await {
            let state = self.progress.state();
            assert!(!matches!(state, SetState::Stopped(_)), "{state:?}");
        }
    }

    /// What the set is built from.
    fn building(&self) -> Building {
        Building {
            config: self.database.config.clone(),
            log: Arc::clone(&self.log) as Arc<dyn EventLog>,
            keyring: self.vault.clone(),
        }
    }

    /// Fails if the rows are not those that the log gives when it is read again from the start.
    async fn check(&self) {
        let (_, differences) = admin::verify(&self.building(), &mut |_, _| {}).await.unwrap();
        assert_eq!(differences, []);
    }

    /// Each table with what it is and what is in it.
    async fn rows(&self, when: &str) -> String {
        let database = self.database.pool.get().await.unwrap();
        let mut lines = String::new();
        for projection in Set::current().projections() {
            let table = projection.table;
            let all = format!(
                "SELECT row::text FROM (SELECT to_jsonb(t) AS row FROM {}.{} AS t) AS rows \
                 ORDER BY row::text COLLATE \"C\"",
                self.progress.schema(),
                table.name
            );
            let rows = database.query(&all, &[]).await.unwrap();
            let made = !rows.is_empty() || when == "ended";
            assert!(made, "no event of the golden log makes a row of {}", table.name);
            let mut hash = Sha256::new();
            rows.iter().for_each(|row| hash.update(row.get::<_, &str>(0)));
            let (shape, rows) = (short(Sha256::new_with_prefix(table.ddl)), short(hash));
            writeln!(lines, "{when} {} {} {shape} {rows}", table.name, table.version).unwrap();
        }
        lines
    }

    async fn end(self) {
        self.stop.cancel();
        self.projecting.await.unwrap();
        self.log.close().await;
    }
}

/// The stored lines are the names of the golden log and of each table's rows with the table's
/// version and shape. They are written anew by running this test with `WRITE_GOLDEN` set: after the
/// golden log has grown, or a table's version has.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[expect(clippy::disallowed_methods, reason = "a switch for whoever changes a table")]
async fn rows_of_the_golden_log_change_with_their_tables_version_only() {
    let (world, (made, ended)) = (World::new().await, events());
    let log = format!("log {} {}\n", digest(&made), digest(&ended));
    world.append(&made).await;
    world.caught_up().await;
    let before = world.rows("made").await;
    world.append(&ended).await;
    world.caught_up().await;
    let found = log + &before + &world.rows("ended").await;
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/projecting/golden_rows.txt");
    if std::env::var_os("WRITE_GOLDEN").is_some() {
        std::fs::write(&path, &found).unwrap();
    }
    let stored = std::fs::read_to_string(&path).unwrap();
    let shape = |line: &str| line.rsplit_once(' ').map(|(table, _)| table.to_owned());
    let same_log = stored.lines().next() == found.lines().next();
    for line in found.lines().skip(1).filter(|_| same_log) {
        let before = stored.lines().find(|stored| shape(stored) == shape(line));
        let message = "other rows of the same events: raise the table's version";
        assert!(before.is_none_or(|before| before == line), "{line}: {message}");
    }
    assert_eq!(stored, found, "run this with WRITE_GOLDEN=1, and look at what changed");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_follows_every_event_is_what_is_built_from_them() {
    let (world, (made, ended)) = (World::new().await, events());
    // In parts, so that changes to one row come in several batches.
    for part in made.chunks(7).chain(ended.chunks(3)) {
        world.append(part).await;
        world.caught_up().await;
    }
    world.check().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_set_whose_writer_is_cut_off_at_every_table_has_every_event_once() {
    let world = World::new().await;
    // The connection that first writes to a table ends in the middle of its transaction.
    world
        .run(
            "CREATE SCHEMA cut; CREATE FUNCTION cut.off() RETURNS trigger LANGUAGE plpgsql AS $$ \
             BEGIN IF nextval('cut.' || TG_TABLE_NAME) = 1 THEN \
             PERFORM pg_terminate_backend(pg_backend_pid()); END IF; RETURN NULL; END $$",
        )
        .await;
    let mut tables: Vec<&str> =
        Set::current().projections().iter().map(|projection| projection.table.name).collect();
    tables.push("checkpoint");
    for table in &tables {
        let cut = format!(
            "CREATE SEQUENCE cut.{table}; CREATE TRIGGER cut AFTER INSERT OR UPDATE ON {}.{table} \
             FOR EACH STATEMENT EXECUTE FUNCTION cut.off()",
            world.progress.schema()
        );
        world.run(&cut).await;
    }
    let (made, ended) = events();
    for part in [made, ended] {
        world.append(&part).await;
        world.caught_up().await;
    }
    for table in tables {
        let cuts = format!("SELECT last_value FROM cut.{table}");
        assert!(world.number(&cuts).await > 1, "{table} was written again");
    }
    world.check().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_node_that_only_believes_that_it_leads_writes_nothing() {
    let world = World::new().await;
    let schema = world.progress.schema().to_owned();
    let take_over = format!(
        "CREATE TABLE moves (fence bigint, was bigint, is_at bigint); \
         CREATE FUNCTION moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN \
         INSERT INTO public.moves VALUES (NEW.fence, OLD.position, NEW.position); RETURN NULL; \
         END $$; \
         CREATE TRIGGER moved AFTER UPDATE ON {schema}.checkpoint FOR EACH ROW \
         EXECUTE FUNCTION public.moved(); \
         UPDATE kept.sets SET fence = fence + 1, holder = 'other', held_until = 'infinity'; \
         UPDATE {schema}.checkpoint SET fence = fence + 1"
    );
    world.run(&take_over).await;
    let fence = world.number(&format!("SELECT fence FROM {schema}.checkpoint")).await;
    world.append(&events().0).await;
    let head = world.log.head().await.unwrap();
    assert!(!world.progress.wait_for(head, Duration::from_secs(2)).await, "another leads");
    world.run("UPDATE kept.sets SET held_until = '-infinity'").await;
    world.caught_up().await;
    let by_whom = "SELECT min(fence) FROM moves WHERE is_at > was";
    assert_eq!(world.number(by_whom).await, fence + 1, "only with a lease of its own");
    world.check().await;
    world.end().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_newer_program_wrote_gives_up_the_lease_and_is_no_poison() {
    for (event_type, schema) in [("FromTheFuture", 1), ("GroupArchived", 99)] {
        let world = World::new().await;
        let mut known = events().0;
        known.truncate(5);
        let mut newer = events().0.remove(1);
        newer.version = 1_000;
        event_type.clone_into(&mut newer.event_type);
        newer.schema = schema;
        world.append(&known).await;
        world.append(&[newer]).await;
        let state = world.until(|state| matches!(state, SetState::Unready { .. })).await;
        let SetState::Unready { problem } = state else { panic!("unready") };
        assert!(problem.contains(event_type) && problem.contains('6'), "{problem}");
        let given_up = "SELECT count(*) FROM kept.sets WHERE holder IS NULL \
                        AND held_until < clock_timestamp() AND stopped_at IS NULL";
        assert_eq!(world.number(given_up).await, 1);
        let at = format!("SELECT position FROM {}.checkpoint", world.progress.schema());
        assert_eq!(world.number(&at).await, 5, "what it knows is taken in");
        world.end().await;
    }
}
