//! What the stories stand on: a database of its own for each test.
//!
//! All tests of the process share one cluster. So they are run with `cargo test` (one process for
//! all), not with a runner that starts a process for each.

mod commands;
mod leftovers;
mod program;
mod server;
mod tests;

use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;

use deadpool_postgres::{Manager, Pool};
use tokio_postgres::{Config, NoTls};

pub use commands::{consent, create_group, submission};
pub use leftovers::folder;
pub use program::{Program, command};

/// How many connections one test may hold.
const CONNECTIONS: usize = 16;

/// A database of one test, dropped with it.
pub struct TestDatabase {
    /// How to connect.
    pub config: Config,
    /// Connections to it.
    pub pool: Pool,
    /// How programs are told to.
    pub url: String,
    name: String,
}

/// A new, empty database.
pub async fn database() -> TestDatabase {
    static NEXT: AtomicU32 = AtomicU32::new(1);
    let server = server::shared().await;
    let name = format!("test_{}", NEXT.fetch_add(1, Ordering::Relaxed));
    let config = server.ensure_database(&name).await.unwrap();
    let manager = Manager::new(config.clone(), NoTls);
    let pool = Pool::builder(manager).max_size(CONNECTIONS).build().unwrap();
    let url = server.url(&name);
    TestDatabase { config, pool, url, name }
}

/// Runs statements on a connection of their own.
pub async fn execute(config: &Config, statements: &str) -> Result<(), tokio_postgres::Error> {
    let (client, connection) = config.connect(NoTls).await?;
    let connection = tokio::spawn(connection);
    let done = client.batch_execute(statements).await;
    drop(client);
    drop(connection.await);
    done
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        self.pool.close();
        let drop = format!("DROP DATABASE {} WITH (FORCE)", self.name);
        let mut config = self.config.clone();
        config.dbname("postgres");
        // In a thread of its own, for the test's runtime may be at its end.
        let dropped = thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(execute(&config, &drop)).unwrap();
        });
        assert!(
            dropped.join().is_ok() || thread::panicking(),
            "the test's database {} cannot be dropped",
            self.name
        );
    }
}
