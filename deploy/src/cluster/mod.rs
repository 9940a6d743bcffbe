//! A private PostgreSQL server in a data folder: found, made, started and stopped with the
//! program.
//!
//! What is in the folder: `postgres` (the server's own files), `postgres.log`, `socket`, `lock`
//! (held while a program uses the folder) and [`running`]'s file.
//!
//! - The server listens on a socket in a private folder and nowhere else.
//! - It is a child of the program and is told to end when the program ends, however that happens.
//!   Where that cannot be (no `setpriv`), the next start finds it and stops it.
//! - As root it runs under an unprivileged account, for PostgreSQL refuses root.

mod account;
mod create;
mod error;
mod left_over;
mod lock;
mod programs;
mod ready;
pub mod running;
mod server;
mod settings;
mod socket;

use std::path::{Path, PathBuf};

use tokio_postgres::{Config, NoTls};

pub use error::ClusterError;

use account::Launcher;
use lock::FolderLock;
use programs::Programs;
use server::Server;

/// The superuser of a private cluster, to whom its socket folder answers.
const USER: &str = "althing";

/// Which cluster to start, and how.
#[derive(Debug, Clone)]
pub struct ClusterOptions {
    /// The data folder. It is made if it is not there.
    pub dir: PathBuf,
    /// The folder of the PostgreSQL programs; `None` to look in the usual places.
    pub programs: Option<PathBuf>,
    /// Whether what is committed survives a crash of the machine. Off for tests only.
    pub durable: bool,
    /// How many connections the server takes.
    pub connections: u16,
}

impl ClusterOptions {
    /// A durable cluster in `dir`, with the programs that are found.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self { dir: dir.into(), programs: None, durable: true, connections: 100 }
    }
}

/// A running PostgreSQL server that ends with us.
#[derive(Debug)]
pub struct Cluster {
    server: Server,
    socket: PathBuf,
    dir: PathBuf,
    _lock: FolderLock,
}

/// What is settled before the server is started.
struct Prepared {
    dir: PathBuf,
    socket: PathBuf,
    programs: Programs,
    launcher: Launcher,
    lock: FolderLock,
}

impl Cluster {
    /// Starts the server of this folder, after making it if there is none, and waits until it
    /// answers.
    ///
    /// # Errors
    /// If the folder is in use, the programs are missing or the server does not start; the error
    /// says what to do, with the end of the server's log.
    pub async fn start(options: ClusterOptions) -> Result<Self, ClusterError> {
        let for_folder = options.clone();
        let prepared = tokio::task::spawn_blocking(move || prepare(&for_folder))
            .await
            .map_err(|error| ClusterError::Start { problem: error.to_string() })??;
        let server = launch(&prepared, &options).await?;
        let Prepared { dir, socket, lock, .. } = prepared;
        tracing::info!(postgres.pid = server.id(), "PostgreSQL is running");
        Ok(Self { server, socket, dir, _lock: lock })
    }

    /// How to connect to a database of this cluster.
    #[must_use]
    pub fn config(&self, database: &str) -> Config {
        socket::config(&self.socket, database)
    }

    /// The same as a URL.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        socket::url(&self.socket, database)
    }

    /// Makes a database of this name unless there is one, and says how to connect to it.
    ///
    /// # Errors
    /// If the server refuses.
    pub async fn ensure_database(&self, name: &str) -> Result<Config, ClusterError> {
        let (client, connection) = self.config("postgres").connect(NoTls).await?;
        let connection = tokio::spawn(connection);
        let there = "SELECT 1 FROM pg_database WHERE datname = $1";
        if client.query_opt(there, &[&name]).await?.is_none() {
            let quoted = name.replace('"', "\"\"");
            client.batch_execute(&format!("CREATE DATABASE \"{quoted}\"")).await?;
        }
        drop(client);
        drop(connection.await);
        Ok(self.config(name))
    }

    /// The data folder, as an absolute path without links.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder of the socket.
    #[must_use]
    pub fn socket(&self) -> &Path {
        &self.socket
    }

    /// The server's process.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.server.id()
    }

    /// Waits until the server has ended, though nobody stopped it, and says how.
    pub async fn ended(&self) -> String {
        self.server.ended().await
    }

    /// Stops the server: sessions are cut, what is committed is written, and it is gone when this
    /// returns.
    pub async fn stop(self) {
        self.server.stop().await;
        socket::forget(&self.dir, &self.socket);
    }
}

fn prepare(options: &ClusterOptions) -> Result<Prepared, ClusterError> {
    let dir = create::folder(&options.dir)?;
    let lock = FolderLock::take(&dir)?;
    let data = dir.join(create::DATA);
    let programs = Programs::find(options.programs.as_deref(), &data)?;
    let launcher = Launcher::new(&dir, &data)?;
    left_over::stop(&data)?;
    create::cluster(&dir, &programs, &launcher, options.durable)?;
    let socket = socket::folder(&dir, &launcher)?;
    Ok(Prepared { dir, socket, programs, launcher, lock })
}

/// Starts the server until it answers. The workers of a server that was killed hold its memory for
/// a moment longer, and meanwhile a new one refuses to start.
async fn launch(prepared: &Prepared, options: &ClusterOptions) -> Result<Server, ClusterError> {
    let Prepared { dir, socket, programs, launcher, .. } = prepared;
    let mut patience = 50;
    loop {
        let log = server::Log::open(dir)?;
        let mut command = launcher.command(&programs.postgres(), "INT");
        command.arg("-D").arg(dir.join(create::DATA));
        command.args(settings::arguments(socket, options));
        let server = Server::spawn(command, &log).await?;
        match ready::wait(&server, &socket::config(socket, "postgres")).await {
            Ok(()) => return Ok(server),
            Err(_) if patience > 0 && log.tail().contains("shared memory block") => {
                patience -= 1;
                tokio::time::sleep(ready::PAUSE * 4).await;
            }
            Err(problem) => {
                server.stop().await;
                let problem = format!("{problem}\n{}", log.tail());
                return Err(ClusterError::Start { problem: problem.trim_end().to_owned() });
            }
        }
    }
}
