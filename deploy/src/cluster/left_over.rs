//! Stops a server that an earlier run left behind.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process};

use super::ClusterError;

/// How often it is looked whether the server has gone.
const PAUSE: Duration = Duration::from_millis(20);

/// How to ask, ever less politely, and how often to look before asking again.
const ASKING: [(Signal, u32); 3] = [(Signal::INT, 1500), (Signal::QUIT, 500), (Signal::KILL, 250)];

/// Stops the server that runs on these files. We hold the folder's lock, so whoever started it is
/// gone.
#[expect(clippy::disallowed_methods, reason = "its callers are on a thread that may wait")]
pub(super) fn stop(data: &Path) -> Result<(), ClusterError> {
    let Some(pid) = server_of(data) else { return Ok(()) };
    tracing::warn!(postgres.pid = pid.as_raw_pid(), "stopping the server of an earlier run");
    for (signal, looks) in ASKING {
        match kill_process(pid, signal) {
            Ok(()) | Err(Errno::SRCH) => {}
            Err(source) => return Err(ClusterError::io("stop the server of", data)(source.into())),
        }
        for _ in 0..looks {
            if server_of(data) != Some(pid) {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
    }
    Err(ClusterError::LeftOver { pid: pid.as_raw_pid(), data: data.to_path_buf() })
}

/// The process that the server's own file names, if it really is a server of these files: its
/// number may long be another program's.
fn server_of(data: &Path) -> Option<Pid> {
    let file = fs::read_to_string(data.join("postmaster.pid")).ok()?;
    let pid: i32 = file.lines().next()?.trim().parse().ok()?;
    let process = Path::new("/proc").join(pid.to_string());
    let is_server = fs::read_to_string(process.join("comm")).ok()?.starts_with("post");
    let is_here = fs::read_link(process.join("cwd")).ok()? == data;
    if is_server && is_here { Pid::from_raw(pid) } else { None }
}
