//! Finds the PostgreSQL server programs.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::ClusterError;

/// The oldest PostgreSQL that will do.
const OLDEST: u32 = 14;

/// Where the distributions put the server programs. `*` stands for any name.
const USUAL: [&str; 10] = [
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/usr/lib/postgresql*/bin",
    "/usr/lib64/postgresql*/bin",
    "/usr/libexec/postgresql*",
    "/usr/local/pgsql/bin",
    "/usr/local/bin",
    "/opt/homebrew/opt/postgresql*/bin",
    "/usr/local/opt/postgresql*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
];

/// A folder with `postgres` and `initdb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Programs {
    folder: PathBuf,
    version: u32,
}

impl Programs {
    /// The programs for the server's files in `data`: of the version that made them, or the newest
    /// if there are none yet.
    pub fn find(folder: Option<&Path>, data: &Path) -> Result<Self, ClusterError> {
        let folders = folder.map_or_else(usual_folders, |folder| vec![folder.to_path_buf()]);
        let found: Vec<Self> = folders.iter().filter_map(|folder| Self::at(folder)).collect();
        if let Some(made_by) = version_of_data(data) {
            let fits = found.iter().find(|programs| programs.version == made_by).cloned();
            return fits.ok_or_else(|| other_version(data, made_by, &found, &folders));
        }
        // The first of the newest, for `PATH` comes first.
        let newest = found.iter().rev().max_by_key(|programs| programs.version).cloned();
        newest
            .filter(|programs| programs.version >= OLDEST)
            .ok_or_else(|| none_found(&found, &folders))
    }

    pub fn postgres(&self) -> PathBuf {
        self.folder.join("postgres")
    }

    pub fn initdb(&self) -> PathBuf {
        self.folder.join("initdb")
    }

    fn at(folder: &Path) -> Option<Self> {
        // Behind a link are the programs' own libraries and files.
        let folder = folder.join("postgres").canonicalize().ok()?.parent()?.to_path_buf();
        if !folder.join("initdb").is_file() {
            return None;
        }
        let answer = Command::new(folder.join("postgres")).arg("--version").output().ok()?;
        let version = major(&String::from_utf8_lossy(&answer.stdout))?;
        Some(Self { folder, version })
    }
}

fn usual_folders() -> Vec<PathBuf> {
    let usual = USUAL.iter().flat_map(|pattern| matching(pattern));
    env::split_paths(&path()).chain(usual).collect()
}

/// Where the system looks for programs.
#[expect(clippy::disallowed_methods, reason = "it is the system's setting, not ours")]
pub(super) fn path() -> OsString {
    env::var_os("PATH").unwrap_or_default()
}

/// The folders that a pattern with at most one `*` stands for.
fn matching(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once('*') else { return vec![pattern.into()] };
    let (parent, prefix) = before.rsplit_once('/').unwrap_or(("", before));
    let entries = fs::read_dir(parent).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(prefix))
        .map(|entry| entry.path().join(after.trim_start_matches('/')))
        .collect();
    found.sort();
    found
}

/// The 15 of `postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)`.
fn major(answer: &str) -> Option<u32> {
    let (_, version) = answer.split_once("(PostgreSQL) ")?;
    version.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

fn version_of_data(data: &Path) -> Option<u32> {
    fs::read_to_string(data.join("PG_VERSION")).ok()?.trim().parse().ok()
}

fn other_version(
    data: &Path,
    made_by: u32,
    found: &[Programs],
    folders: &[PathBuf],
) -> ClusterError {
    if found.is_empty() {
        return none_found(found, folders);
    }
    ClusterError::OtherVersion { data: data.to_path_buf(), made_by, found: versions(found) }
}

fn none_found(found: &[Programs], folders: &[PathBuf]) -> ClusterError {
    let mut looked = folders.iter().map(|f| f.display().to_string()).collect::<Vec<_>>().join(", ");
    if !found.is_empty() {
        looked = format!("{looked}; found {}", versions(found));
    }
    ClusterError::NoPrograms { oldest: OLDEST, looked }
}

fn versions(found: &[Programs]) -> String {
    let mut versions: Vec<u32> = found.iter().map(|programs| programs.version).collect();
    versions.sort_unstable();
    versions.dedup();
    versions.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_read_from_what_the_program_prints() {
        let debian = "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n";
        assert_eq!(major(debian), Some(15));
        assert_eq!(major("postgres (PostgreSQL) 18beta1"), Some(18));
        assert_eq!(major("something else 12"), None);
    }

    #[test]
    fn a_pattern_stands_for_the_folders_that_are_there() {
        let place = tempfile::tempdir().unwrap();
        for name in ["pgsql-14", "pgsql-15", "other"] {
            fs::create_dir(place.path().join(name)).unwrap();
        }
        let pattern = format!("{}/pgsql-*/bin", place.path().display());
        let expected = ["pgsql-14/bin", "pgsql-15/bin"].map(|name| place.path().join(name));
        assert_eq!(matching(&pattern), expected);
    }

    #[test]
    fn without_programs_the_error_says_where_it_looked() {
        let place = tempfile::tempdir().unwrap();
        let error = Programs::find(Some(place.path()), Path::new("/nowhere")).unwrap_err();
        assert!(error.to_string().contains(&place.path().display().to_string()), "{error}");
    }

    #[test]
    fn files_of_a_version_that_is_not_there_are_refused() {
        let place = tempfile::tempdir().unwrap();
        fs::write(place.path().join("PG_VERSION"), "9\n").unwrap();
        let error = Programs::find(None, place.path()).unwrap_err();
        assert!(error.to_string().contains("made by PostgreSQL 9"), "{error}");
    }
}
