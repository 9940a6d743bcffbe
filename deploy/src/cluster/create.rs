//! Makes the data folder and the server's files in it.

use std::fs::{self, DirBuilder, File};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process;

use super::account::Launcher;
use super::programs::Programs;
use super::{ClusterError, USER};

/// The server's files within the data folder.
pub(super) const DATA: &str = "postgres";
/// Where they are made. A name of its own for each try, for a try that was killed may still write.
const UNFINISHED: &str = "postgres.new-";
/// What letter case means in every language, without a language's order. Not every machine has it.
const CHARACTER_TYPES: [&str; 2] = ["C.UTF-8", "C"];

/// Makes the data folder, private to us, and answers with its absolute path without links.
pub(super) fn folder(dir: &Path) -> Result<PathBuf, ClusterError> {
    // As root, the server's account must pass through it to what is its own.
    let mode = if rustix::process::geteuid().is_root() { 0o711 } else { 0o700 };
    let made = DirBuilder::new().recursive(true).mode(mode).create(dir);
    made.and_then(|()| dir.canonicalize()).map_err(ClusterError::io("make the folder", dir))
}

/// Makes the server's files unless they are there. They get their name when they are complete, so
/// a crash in the middle leaves nothing that looks like a cluster.
pub(super) fn cluster(
    dir: &Path,
    programs: &Programs,
    launcher: &Launcher,
    durable: bool,
) -> Result<(), ClusterError> {
    remove_unfinished(dir);
    let data = dir.join(DATA);
    if data.join("PG_VERSION").is_file() {
        return Ok(());
    }
    if data.exists() {
        return Err(ClusterError::NotACluster(data));
    }
    let unfinished = dir.join(format!("{UNFINISHED}{}", process::id()));
    tracing::info!("making a PostgreSQL cluster in the data folder");
    initdb(&unfinished, programs, launcher, durable)?;
    fs::rename(&unfinished, &data).map_err(ClusterError::io("name", &data))?;
    let synced = File::open(dir).and_then(|dir| dir.sync_all());
    synced.map_err(ClusterError::io("write", dir))
}

fn initdb(
    place: &Path,
    programs: &Programs,
    launcher: &Launcher,
    durable: bool,
) -> Result<(), ClusterError> {
    let mut problem = String::new();
    for character_type in CHARACTER_TYPES {
        private(place, launcher)?;
        let mut command = launcher.command(&programs.initdb(), "KILL");
        command.arg("-D").arg(place).args(["--username", USER, "--auth", "trust"]);
        command.args(["--encoding", "UTF8", "--locale", "C", "--lc-ctype", character_type]);
        command.args(["--data-checksums", "--no-instructions"]);
        command.args((!durable).then_some("--no-sync"));
        let answer = command.output().map_err(ClusterError::io("run", &programs.initdb()))?;
        if answer.status.success() {
            return Ok(());
        }
        problem = String::from_utf8_lossy(&answer.stderr).trim_end().to_owned();
        fs::remove_dir_all(place).map_err(ClusterError::io("remove", place))?;
        if !problem.contains("locale") {
            break;
        }
    }
    Err(ClusterError::Create(problem))
}

/// Makes a folder that only the server's account can enter.
pub(super) fn private(path: &Path, launcher: &Launcher) -> Result<(), ClusterError> {
    let made = DirBuilder::new().mode(0o700).create(path);
    made.map_err(ClusterError::io("make the folder", path))?;
    launcher.give(path)
}

fn remove_unfinished(dir: &Path) {
    for entry in fs::read_dir(dir).into_iter().flatten().flatten() {
        if entry.file_name().to_string_lossy().starts_with(UNFINISHED)
            && let Err(error) = fs::remove_dir_all(entry.path())
        {
            tracing::warn!(%error, "an unfinished cluster of an earlier run cannot be removed");
        }
    }
}
