//! Nothing remains of a test run, however it ends.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::LazyLock;
use std::{env, fs, io, process};

use rustix::fs::{StatVfs, statvfs};
use rustix::io::Errno;
use rustix::process::{Pid, test_kill_process};
use tempfile::TempDir;

const PREFIX: &str = "althing-it-";

/// A file system in memory.
const MEMORY: &str = "/dev/shm";
/// How much a run may take, in bytes.
const ROOM: u64 = 2 << 30;

/// Waits for the end of its standard input, stops the servers under the folder `$1` and removes
/// the folder. A server is a process that works there.
const CLEAR_AWAY: &str = r#"
cat
for process in /proc/[0-9]*; do
    case "$(readlink "$process/cwd")" in "$1"/*) kill -QUIT "${process#/proc/}" ;; esac
done
for try in 1 2 3 4 5 6 7 8 9 10; do
    rm -rf "$1" && exit
    sleep 0.2
done
"#;

/// The folder of this run, and the process that clears it away when we are gone, also if we are
/// killed.
struct Leftovers {
    folder: PathBuf,
    /// Its standard input is a pipe from us, which the system closes when we end.
    _keeper: Child,
}

/// A new folder for data of one test. It goes with its value, or else with the test run.
pub fn folder() -> TempDir {
    static RUN: LazyLock<Leftovers> = LazyLock::new(|| Leftovers::new().unwrap());
    passable(&RUN.folder, "").unwrap()
}

impl Leftovers {
    /// Makes the folder, after clearing away what runs left whose keepers were killed too.
    fn new() -> io::Result<Self> {
        for left in [Path::new(MEMORY), &env::temp_dir()].into_iter().flat_map(left_behind) {
            keeper(&left, Stdio::null())?.wait()?;
        }
        let place = place();
        let name = format!("{PREFIX}{}-", process::id());
        let folder = passable(&place, &name)?.keep().canonicalize()?;
        let keeper = keeper(&folder, Stdio::piped())?;
        Ok(Self { folder, _keeper: keeper })
    }
}

/// Where the folders of runs are: in memory, where there is room, for each test's database is a
/// thousand files that are made and removed; unless `TMPDIR` names a place of its own.
fn place() -> PathBuf {
    let is_roomy = |it: StatVfs| it.f_bavail.saturating_mul(it.f_frsize) >= ROOM;
    let place = env::temp_dir();
    let is_usual = place == Path::new("/tmp");
    if is_usual && statvfs(MEMORY).is_ok_and(is_roomy) { MEMORY.into() } else { place }
}

/// A folder that only we can list and the server's account can pass through.
fn passable(place: &Path, name: &str) -> io::Result<TempDir> {
    let passable = Permissions::from_mode(0o711);
    tempfile::Builder::new().prefix(name).permissions(passable).tempdir_in(place)
}

fn keeper(folder: &Path, until: Stdio) -> io::Result<Child> {
    let mut command = Command::new("sh");
    command.args(["-c", CLEAR_AWAY, "sh"]).arg(folder);
    // In a group of its own, an interrupt at the terminal does not reach it.
    command.process_group(0).stdin(until).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn()
}

/// The folders of runs that are no more.
fn left_behind(place: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(place).into_iter().flatten().flatten();
    let folders = entries.map(|entry| entry.path());
    folders.filter(|folder| run_of(folder).is_some_and(has_ended)).collect()
}

fn run_of(folder: &Path) -> Option<Pid> {
    let name = folder.file_name()?.to_str()?.strip_prefix(PREFIX)?;
    Pid::from_raw(name.split('-').next()?.parse().ok()?)
}

fn has_ended(run: Pid) -> bool {
    test_kill_process(run).is_err_and(|error| error == Errno::SRCH)
}
