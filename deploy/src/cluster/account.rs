//! Under which account the server's programs run, and how they are started so that they end with
//! us.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{ClusterError, programs};

/// Accounts that can run the server for root, best first.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];

/// The one right that lets an account pass folders that are closed to it, such as `/root`.
const PASSAGE: [&str; 2] = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"];

#[derive(Debug, Clone)]
struct Account {
    name: String,
    uid: u32,
    gid: u32,
}

/// Starts programs under the account that the server runs under.
#[derive(Debug)]
pub(super) struct Launcher {
    /// `None`: our own.
    account: Option<Account>,
    /// util-linux' `setpriv`, if it is there.
    setpriv: Option<PathBuf>,
    /// Whether the account needs the right to pass closed folders.
    passage: bool,
}

impl Launcher {
    /// Settles who runs the server of `data` in the data folder `dir`.
    pub fn new(dir: &Path, data: &Path) -> Result<Self, ClusterError> {
        let setpriv = find_setpriv();
        if !rustix::process::geteuid().is_root() {
            return Ok(Self { account: None, setpriv, passage: false });
        }
        let account = owner(data).or_else(known_account).ok_or(ClusterError::NoAccount)?;
        let name = account.name.clone();
        let mut launcher = Self { account: Some(account), setpriv, passage: false };
        if !launcher.reaches(dir) {
            launcher.passage = launcher.setpriv.is_some();
            if !launcher.passage || !launcher.reaches(dir) {
                return Err(ClusterError::OutOfReach { account: name, dir: dir.to_path_buf() });
            }
        }
        Ok(launcher)
    }

    /// A command that runs `program` under the account, in a process group of its own (so that an
    /// interrupt at the terminal reaches us only), and gets the signal `when_we_end` when the thread
    /// that starts it ends.
    pub fn command(&self, program: &Path, when_we_end: &str) -> Command {
        let mut command = match &self.setpriv {
            Some(setpriv) => self.by_setpriv(setpriv, program, when_we_end),
            None => self.by_ourselves(program),
        };
        // Our environment may hold secrets.
        command.env_clear().env("PATH", programs::path()).env("LC_ALL", "C");
        command.current_dir("/").process_group(0).stdin(Stdio::null());
        command
    }

    /// Makes the account the owner of `path`.
    pub fn give(&self, path: &Path) -> Result<(), ClusterError> {
        let Some(account) = &self.account else { return Ok(()) };
        chown(path, Some(account.uid), Some(account.gid))
            .map_err(ClusterError::io("change the owner of", path))
    }

    /// The owner of what is the server's.
    pub fn uid(&self) -> u32 {
        match &self.account {
            Some(account) => account.uid,
            None => rustix::process::geteuid().as_raw(),
        }
    }

    fn by_setpriv(&self, setpriv: &Path, program: &Path, when_we_end: &str) -> Command {
        let mut command = Command::new(setpriv);
        if let Some(Account { uid, gid, .. }) = &self.account {
            command.args([format!("--reuid={uid}"), format!("--regid={gid}")]);
            command.arg("--clear-groups");
        }
        if self.passage {
            command.args(PASSAGE);
        }
        command.arg(format!("--pdeathsig={when_we_end}")).arg("--").arg(program);
        command
    }

    fn by_ourselves(&self, program: &Path) -> Command {
        let mut command = Command::new(program);
        if let Some(Account { uid, gid, .. }) = self.account {
            command.uid(uid).gid(gid);
        }
        command
    }

    /// Whether the account can enter `dir`.
    fn reaches(&self, dir: &Path) -> bool {
        // Not `test -x`: what it asks the system takes no notice of the right of passage.
        let mut probe = self.command(Path::new("ls"), "KILL");
        probe.arg("-d").arg(dir.join(".")).stdout(Stdio::null()).stderr(Stdio::null());
        probe.status().is_ok_and(|status| status.success())
    }
}

/// The account that the server's files belong to already, unless that is root.
fn owner(data: &Path) -> Option<Account> {
    let owner = fs::metadata(data).ok()?;
    let (uid, gid) = (owner.uid(), owner.gid());
    (uid != 0).then(|| Account { name: format!("account {uid}"), uid, gid })
}

fn known_account() -> Option<Account> {
    let accounts = fs::read_to_string("/etc/passwd").ok()?;
    ACCOUNTS.iter().find_map(|name| account_named(name, &accounts))
}

/// Finds `name:x:uid:gid:...` in the text of `/etc/passwd`.
fn account_named(name: &str, accounts: &str) -> Option<Account> {
    let mut fields = accounts.lines().map(|line| line.split(':'));
    let mut fields = fields.find(|fields| fields.clone().next() == Some(name))?.skip(2);
    let uid = fields.next()?.parse().ok()?;
    let gid = fields.next()?.parse().ok()?;
    Some(Account { name: format!("the account `{name}`"), uid, gid })
}

/// `setpriv`, if it can do what we ask of it (BusyBox' cannot).
fn find_setpriv() -> Option<PathBuf> {
    let found = env::split_paths(&programs::path())
        .map(|folder| folder.join("setpriv"))
        .find(|p| p.is_file())?;
    let help = help_of(&found).ok()?;
    ["--pdeathsig", "--ambient-caps", "--reuid"]
        .iter()
        .all(|option| help.contains(option))
        .then_some(found)
}

fn help_of(program: &Path) -> io::Result<String> {
    let answer = Command::new(program).arg("--help").stdin(Stdio::null()).output()?;
    Ok(String::from_utf8_lossy(&answer.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_is_found_by_its_name() {
        let accounts = "root:x:0:0::/root:/bin/sh\npostgres:x:101:104:PostgreSQL:/var:/bin/sh\n";
        let account = account_named("postgres", accounts).unwrap();
        assert_eq!((account.uid, account.gid), (101, 104));
        assert!(account_named("nobody", accounts).is_none());
    }

    #[test]
    fn what_belongs_to_root_names_no_account() {
        assert!(owner(Path::new("/")).is_none());
    }
}
