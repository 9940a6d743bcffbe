//! The server's process, a child of ours.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::sync::{oneshot, watch};
use tokio::time::timeout;

use super::ClusterError;

/// How to ask, ever less politely, and how long to wait for an answer.
const ASKING: [(Signal, Duration); 3] = [
    (Signal::INT, Duration::from_secs(60)),
    (Signal::QUIT, Duration::from_secs(10)),
    (Signal::KILL, Duration::from_secs(10)),
];

/// A log that has grown beyond this begins anew.
const LOG_LIMIT: u64 = 1 << 20;
/// How much of the log an error shows.
const TAIL_LINES: usize = 12;

/// A process and the thread that started it and waits for its end. The system counts that thread
/// as its parent: were it started from a passing thread, it would end with that one.
#[derive(Debug)]
pub(super) struct Server {
    pid: Pid,
    end: watch::Receiver<Option<String>>,
}

impl Server {
    /// Starts the process, its output going to the log.
    pub async fn spawn(mut command: Command, log: &Log) -> Result<Self, ClusterError> {
        let program = PathBuf::from(command.get_program());
        let error = || ClusterError::io("run", &program);
        let output = log.file.try_clone().map_err(error())?;
        command.stderr(log.file.try_clone().map_err(error())?).stdout(output);
        let (started, starting) = oneshot::channel();
        let (ended, end) = watch::channel(None);
        let keeper = thread::Builder::new().name("postgres".to_owned());
        let keep = move || keep(command, started, &ended);
        keeper.spawn(keep).map_err(error())?;
        let started = starting.await.unwrap_or_else(|_| Err(io::ErrorKind::Other.into()));
        let pid = started.map_err(error())?;
        Ok(Self { pid, end })
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.pid.as_raw_pid().unsigned_abs()
    }

    /// Waits for its end and says how it ended.
    pub async fn ended(&self) -> String {
        let mut end = self.end.clone();
        let how = end.wait_for(Option::is_some).await.ok().and_then(|how| how.clone());
        how.unwrap_or_else(|| "ended".to_owned())
    }

    /// Ends it, and returns when it is gone.
    pub async fn stop(&self) {
        for (signal, patience) in ASKING {
            self.signal(signal);
            if timeout(patience, self.ended()).await.is_ok() {
                return;
            }
        }
        tracing::error!(postgres.pid = self.id(), "the PostgreSQL server does not stop");
    }

    fn signal(&self, signal: Signal) {
        // Once it has ended, its number may be another's.
        if self.end.borrow().is_none()
            && let Err(error) = kill_process(self.pid, signal)
        {
            tracing::debug!(%error, "the PostgreSQL server takes no signal");
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.signal(Signal::INT);
    }
}

fn keep(
    mut command: Command,
    started: oneshot::Sender<io::Result<Pid>>,
    ended: &watch::Sender<Option<String>>,
) {
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return drop(started.send(Err(error))),
    };
    drop(started.send(Ok(Pid::from_child(&child))));
    ended.send_replace(Some(wait(&mut child)));
}

fn wait(child: &mut Child) -> String {
    match child.wait() {
        Ok(status) => status.to_string(),
        Err(error) => error.to_string(),
    }
}

/// What the server says.
pub(super) struct Log {
    file: File,
    path: PathBuf,
    /// Where this start's part begins.
    start: u64,
}

impl Log {
    /// Opens the log of the data folder, to go on with it.
    pub fn open(dir: &Path) -> Result<Self, ClusterError> {
        let path = dir.join("postgres.log");
        let error = || ClusterError::io("open", &path);
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path);
        let file = file.map_err(error())?;
        let mut start = file.metadata().map_err(error())?.len();
        if start > LOG_LIMIT {
            file.set_len(0).map_err(error())?;
            start = 0;
        }
        Ok(Self { file, path, start })
    }

    /// The last lines of this start.
    pub fn tail(&self) -> String {
        let text = fs::read(&self.path).unwrap_or_default();
        let start = usize::try_from(self.start).unwrap_or(usize::MAX).min(text.len());
        let text = String::from_utf8_lossy(&text[start..]);
        let lines: Vec<&str> = text.lines().collect();
        lines[lines.len().saturating_sub(TAIL_LINES)..].join("\n")
    }
}
