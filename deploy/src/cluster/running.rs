//! How other commands reach the program that runs in a data folder.

use std::fs;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tokio_postgres::Config;

use super::lock::FolderLock;
use super::{ClusterError, socket};

const NAME: &str = "running.json";

/// The program that runs in a data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Running {
    /// Its process.
    pub pid: u32,
    /// The folder of its PostgreSQL socket.
    pub socket: PathBuf,
    /// Its database.
    pub database: String,
    /// Where it answers over HTTP.
    pub listen: SocketAddr,
}

/// No program runs in a data folder, or what it wrote cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum NotRunning {
    /// Nothing runs there.
    #[error("nothing is running in {}: start it with `althing up --data ...`", .0.display())]
    Nothing(PathBuf),
    /// It is about to run or to stop, or something else holds the folder.
    #[error("what runs in {} does not say how to reach it ({problem}): try again when it is ready", dir.display())]
    Silent {
        /// The data folder.
        dir: PathBuf,
        /// Why not.
        problem: String,
    },
}

impl Running {
    /// Tells other commands. Whoever calls this holds a cluster in `dir`.
    ///
    /// # Errors
    /// If the folder cannot be written.
    pub fn write(&self, dir: &Path) -> Result<(), ClusterError> {
        let path = dir.join(NAME);
        let error = || ClusterError::io("write", &path);
        // Temporary files are private, and a reader never sees half of one.
        let mut file = tempfile::NamedTempFile::new_in(dir).map_err(error())?;
        let text = serde_json::to_vec_pretty(self).map_err(io::Error::from).map_err(error())?;
        file.write_all(&text).map_err(error())?;
        file.persist(&path).map_err(|failed| error()(failed.error))?;
        Ok(())
    }

    /// Tells other commands that nothing runs here any more.
    pub fn forget(dir: &Path) {
        if let Err(error) = fs::remove_file(dir.join(NAME))
            && error.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!(%error, "the file that says what runs here cannot be removed");
        }
    }

    /// What runs in `dir`. What a program that was killed wrote does not count.
    ///
    /// # Errors
    /// If nothing runs there, or it does not say how to reach it.
    pub fn find(dir: &Path) -> Result<Self, NotRunning> {
        if !FolderLock::is_held(dir) {
            return Err(NotRunning::Nothing(dir.to_path_buf()));
        }
        let read = fs::read(dir.join(NAME))
            .and_then(|text| serde_json::from_slice(&text).map_err(io::Error::from));
        read.map_err(|error| NotRunning::Silent {
            dir: dir.to_path_buf(),
            problem: error.to_string(),
        })
    }

    /// How to connect to its database.
    #[must_use]
    pub fn config(&self) -> Config {
        socket::config(&self.socket, &self.database)
    }
}
