//! Why a private cluster cannot be had, and what to do about it.

use std::io;
use std::path::{Path, PathBuf};

/// A private cluster does not start.
#[derive(Debug, thiserror::Error)]
pub enum ClusterError {
    /// There is no PostgreSQL server on this machine.
    #[error(
        "no PostgreSQL server programs of version {oldest} or newer were found (looked in {looked}); \
         install them, for example with `apt-get install postgresql`"
    )]
    NoPrograms {
        /// The oldest version that would do.
        oldest: u32,
        /// Where they were looked for, with what was found instead.
        looked: String,
    },
    /// The programs that are there cannot read this folder.
    #[error(
        "{} was made by PostgreSQL {made_by}, but only {found} is installed; \
         install PostgreSQL {made_by}, for example with `apt-get install postgresql-{made_by}`",
        data.display()
    )]
    OtherVersion {
        /// The server's files.
        data: PathBuf,
        /// The version that made them.
        made_by: u32,
        /// The versions that are there.
        found: String,
    },
    /// Another program uses the folder.
    #[error("{} is in use by another program{holder}: stop that one, or choose another folder", dir.display())]
    InUse {
        /// The data folder.
        dir: PathBuf,
        /// ` (process n)`, if it is known.
        holder: String,
    },
    /// The folder holds something else.
    #[error("{} is there, but it is not a PostgreSQL cluster: move it away, or choose another folder", .0.display())]
    NotACluster(PathBuf),
    /// We are root, and there is nobody else to be.
    #[error(
        "PostgreSQL does not run as root, and there is no account `postgres` or `nobody` to run it"
    )]
    NoAccount,
    /// We are root, and the account that would run the server cannot get to the folder.
    #[error(
        "PostgreSQL does not run as root, and {account} cannot enter {}: \
         choose a data folder elsewhere, or open the folders above it with `chmod o+x`",
        dir.display()
    )]
    OutOfReach {
        /// The account.
        account: String,
        /// The data folder.
        dir: PathBuf,
    },
    /// Somebody else sits where our socket belongs.
    #[error("{} belongs to somebody else: remove it, or choose a data folder with a shorter path", .0.display())]
    SocketTaken(PathBuf),
    /// A server that an earlier run left does not stop.
    #[error("process {pid} is a PostgreSQL server that an earlier run left in {}, and it does not stop", data.display())]
    LeftOver {
        /// The process.
        pid: i32,
        /// The server's files.
        data: PathBuf,
    },
    /// The server's files cannot be made.
    #[error("initdb failed: {0}")]
    Create(String),
    /// The server does not start.
    #[error("PostgreSQL does not start: {problem}")]
    Start {
        /// What happened, with the end of its log.
        problem: String,
    },
    /// The folder cannot be read or written.
    #[error("cannot {what} {}: {source}", path.display())]
    Io {
        /// What was tried.
        what: &'static str,
        /// On what.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The server refuses.
    #[error("PostgreSQL refuses: {0}")]
    Database(#[from] tokio_postgres::Error),
}

impl ClusterError {
    /// For `map_err`: what was tried on `path`.
    pub(super) fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { what, path, source }
    }
}
