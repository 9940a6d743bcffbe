//! Where the server's socket is, and how to connect to it.

use std::ffi::OsString;
use std::fmt::Write;
use std::fs::{self, Permissions};
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tokio_postgres::Config;

use super::account::Launcher;
use super::{ClusterError, USER, create};

/// Names the socket; nothing listens on it.
pub(super) const PORT: u16 = 5432;
/// The longest path that a socket may have on all systems we know.
const LONGEST: usize = 103;

/// The folder of the socket, private to the server's account: in the data folder, or under `/tmp`
/// if that path is too long for a socket.
pub(super) fn folder(dir: &Path, launcher: &Launcher) -> Result<PathBuf, ClusterError> {
    let inside = dir.join("socket");
    let file = inside.join(format!(".s.PGSQL.{PORT}"));
    let folder = if file.as_os_str().len() <= LONGEST { inside } else { outside(dir) };
    let Ok(there) = fs::symlink_metadata(&folder) else {
        create::private(&folder, launcher)?;
        return Ok(folder);
    };
    let ours = [launcher.uid(), rustix::process::geteuid().as_raw()].contains(&there.uid());
    if !there.is_dir() || !ours {
        return Err(ClusterError::SocketTaken(folder));
    }
    let closed = fs::set_permissions(&folder, Permissions::from_mode(0o700));
    closed.map_err(ClusterError::io("close", &folder))?;
    launcher.give(&folder)?;
    Ok(folder)
}

/// Removes a folder that is not in the data folder.
pub(super) fn forget(dir: &Path, socket: &Path) {
    if !socket.starts_with(dir)
        && let Err(error) = fs::remove_dir(socket)
    {
        tracing::debug!(%error, "the folder of the socket stays");
    }
}

/// How to connect.
pub(super) fn config(socket: &Path, database: &str) -> Config {
    let mut config = Config::new();
    config.host_path(socket).port(PORT).user(USER).dbname(database);
    config.application_name("althing");
    config
}

/// The same as a URL.
pub(super) fn url(socket: &Path, database: &str) -> String {
    let host = percent(socket.as_os_str().as_bytes());
    format!("postgresql://{USER}@{host}:{PORT}/{}", percent(database.as_bytes()))
}

/// The setting that tells the server. It is a list, so the path is quoted.
pub(super) fn setting(socket: &Path) -> OsString {
    let mut setting = b"unix_socket_directories=\"".to_vec();
    for &byte in socket.as_os_str().as_bytes() {
        if byte == b'"' {
            setting.push(byte);
        }
        setting.push(byte);
    }
    setting.push(b'"');
    OsString::from_vec(setting)
}

/// The same for the same data folder, so that nothing is left behind twice.
fn outside(dir: &Path) -> PathBuf {
    let hash = Sha256::digest(dir.as_os_str().as_bytes());
    Path::new("/tmp").join(format!("althing-{}", HEXLOWER.encode(&hash[..8])))
}

fn percent(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, &byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use tokio_postgres::config::Host;

    use super::*;

    #[test]
    fn the_url_means_the_same_as_the_config() {
        let socket = Path::new("/data, \"ours\"/ü%/socket");
        let parsed: Config = url(socket, "a b/c").parse().unwrap();
        let expected = config(socket, "a b/c");
        assert_eq!(parsed.get_hosts(), [Host::Unix(socket.into())]);
        assert_eq!(parsed.get_hosts(), expected.get_hosts());
        assert_eq!(parsed.get_dbname(), expected.get_dbname());
        assert_eq!(parsed.get_user(), expected.get_user());
    }

    #[test]
    fn a_quote_in_the_path_stays_a_quote() {
        let setting = setting(Path::new("/a\"b,c"));
        assert_eq!(setting, OsString::from("unix_socket_directories=\"/a\"\"b,c\""));
    }
}
