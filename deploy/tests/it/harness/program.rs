//! The built program, serving in a process of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};

use super::TestDatabase;

/// `althing serve` on a database, until it is killed or dropped.
pub struct Program {
    child: Child,
    /// Where it answers.
    pub url: String,
}

impl Program {
    /// Starts one with the master key of all tests, and waits until it answers.
    pub fn serve(database: &TestDatabase, mail: &Path) -> Self {
        let mut child = command(database)
            .args(["serve", "--listen", "127.0.0.1:0"])
            .env("ALTHING_MAIL_FOLDER", mail)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let url = lines.find_map(|line| line.strip_prefix("ready ").map(str::to_owned));
        Self { child, url: url.expect("it says that it is ready") }
    }

    /// Sends it a signal.
    pub fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }
}

impl Drop for Program {
    /// It has no time to put anything in order.
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The program with the settings of a database.
pub fn command(database: &TestDatabase) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_althing"));
    command.env("DATABASE_URL", &database.url).env("ALTHING_MASTER_KEY", "ab".repeat(32));
    command.stderr(Stdio::null());
    command
}
