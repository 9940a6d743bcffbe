//! One program at a time uses a data folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::process;
use std::thread;
use std::time::Duration;

use super::ClusterError;

const NAME: &str = "lock";

/// Held while a program uses a data folder. The system lets go of it when the program ends,
/// however it ends.
#[derive(Debug)]
pub(super) struct FolderLock(File);

impl Drop for FolderLock {
    fn drop(&mut self) {
        unlock(&self.0);
    }
}

impl FolderLock {
    /// Takes the lock of `dir` and writes our process into it.
    #[expect(clippy::disallowed_methods, reason = "its callers are on a thread that may wait")]
    pub fn take(dir: &Path) -> Result<Self, ClusterError> {
        let path = dir.join(NAME);
        let mut file = open(&path).map_err(ClusterError::io("open", &path))?;
        // Whoever only looks whether it is held holds it for a moment.
        for _ in 0..5 {
            match file.try_lock() {
                Ok(()) => {
                    sign(&mut file).map_err(ClusterError::io("write", &path))?;
                    return Ok(Self(file));
                }
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(20)),
                Err(TryLockError::Error(source)) => {
                    return Err(ClusterError::io("lock", &path)(source));
                }
            }
        }
        Err(ClusterError::InUse { dir: dir.to_path_buf(), holder: holder(&mut file) })
    }

    /// Whether a program holds the lock of `dir`.
    pub fn is_held(dir: &Path) -> bool {
        let Ok(file) = File::open(dir.join(NAME)) else { return false };
        match file.try_lock_shared() {
            Err(TryLockError::WouldBlock) => true,
            Ok(()) | Err(TryLockError::Error(_)) => {
                unlock(&file);
                false
            }
        }
    }
}

/// Lets go at once. To close the file is not enough: a child that is being started has it, too, for
/// a moment.
fn unlock(file: &File) {
    if let Err(error) = file.unlock() {
        tracing::debug!(%error, "the lock of the data folder goes with its file");
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

fn sign(file: &mut File) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}", process::id())
}

fn holder(file: &mut File) -> String {
    let mut text = String::new();
    let read = file.rewind().and_then(|()| file.read_to_string(&mut text));
    match (read, text.trim().parse::<u32>()) {
        (Ok(_), Ok(pid)) => format!(" (process {pid})"),
        _ => String::new(),
    }
}
