//! The master key: 32 random bytes that the operator keeps apart from the data. Without it no
//! text, no address and no session can be read from the database or its backups.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use data_encoding::{BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD, HEXLOWER_PERMISSIVE};
use zeroize::Zeroizing;

const BYTES: usize = 32;

/// No written form of a key is longer.
const MOST_READ: u64 = 1024;

/// The key that all others derive from. It leaves memory with its owner and is never printed.
pub struct MasterKey(Zeroizing<[u8; BYTES]>);

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    /// There is no such file.
    #[error("there is no master key in {0}; name the file that holds it, or let one be made")]
    Absent(PathBuf),
    /// Making a key would lose another one.
    #[error("{0} is there already; a master key is never overwritten")]
    Present(PathBuf),
    /// Whoever copies the data folder would have the key with it.
    #[error("the master key {file} is inside the data folder {data}; move it somewhere else")]
    InsideData {
        /// The file.
        file: PathBuf,
        /// The folder.
        data: PathBuf,
    },
    /// Others than its owner may read or change the file.
    #[error("others may use the master key {file} (mode {mode:o}); run: chmod 600 {file}")]
    Exposed {
        /// The file.
        file: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// It is not a key.
    #[error("the master key must be {BYTES} bytes, written as base64 or hex; {0}")]
    Malformed(&'static str),
    /// The file cannot be read or written.
    #[error("the master key {file}: {error}")]
    Io {
        /// The file.
        file: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// The system's source of randomness does not answer.
    #[error("no randomness for a master key: {0}")]
    Randomness(#[from] getrandom::Error),
}

impl MasterKey {
    /// Reads the key from a value, such as that of an environment variable.
    ///
    /// # Errors
    /// If it is not 32 bytes in base64 or hex.
    pub fn from_value(value: &str) -> Result<Self, MasterKeyError> {
        let value = value.trim().as_bytes();
        if value.is_empty() {
            return Err(MasterKeyError::Malformed("it is empty"));
        }
        let read = [HEXLOWER_PERMISSIVE, BASE64, BASE64_NOPAD, BASE64URL, BASE64URL_NOPAD]
            .iter()
            .filter_map(|encoding| encoding.decode(value).ok().map(Zeroizing::new))
            .collect::<Vec<_>>();
        if read.is_empty() {
            return Err(MasterKeyError::Malformed("it is neither"));
        }
        // 64 hex digits are also base64 of 48 bytes, so the length tells which it is.
        read.iter()
            .find_map(|bytes| <[u8; BYTES]>::try_from(bytes.as_slice()).ok())
            .map(|bytes| Self(Zeroizing::new(bytes)))
            .ok_or(MasterKeyError::Malformed("it has another length"))
    }

    /// Reads the key from a file that only its owner may read, outside `data`.
    ///
    /// # Errors
    /// If the file is absent, inside the data folder, open to others, or not a key.
    pub fn from_file(file: &Path, data: Option<&Path>) -> Result<Self, MasterKeyError> {
        refuse_inside(file, data)?;
        let failed = |error| failed(file, error);
        let opened = File::open(file).map_err(failed)?;
        let metadata = opened.metadata().map_err(failed)?;
        let mode = metadata.permissions().mode() & 0o777;
        if mode & 0o077 != 0 {
            return Err(MasterKeyError::Exposed { file: file.to_owned(), mode });
        }
        let mut value = Zeroizing::new(String::new());
        opened.take(MOST_READ).read_to_string(&mut value).map_err(failed)?;
        Self::from_value(&value)
    }

    /// Makes a new key in a new file that only its owner may read, outside `data`. It is durable
    /// before this answers.
    ///
    /// # Errors
    /// If the file is there already, is inside the data folder, or cannot be written.
    pub fn create_file(file: &Path, data: Option<&Path>) -> Result<Self, MasterKeyError> {
        refuse_inside(file, data)?;
        let mut bytes = Zeroizing::new([0; BYTES]);
        getrandom::fill(&mut *bytes)?;
        let written = Zeroizing::new(format!("{}\n", BASE64.encode(&*bytes)));
        write_new(file, written.as_bytes()).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => MasterKeyError::Present(file.to_owned()),
            _ => failed(file, error),
        })?;
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &*self.0
    }
}

impl fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MasterKey(..)")
    }
}

fn failed(file: &Path, error: io::Error) -> MasterKeyError {
    match error.kind() {
        io::ErrorKind::NotFound => MasterKeyError::Absent(file.to_owned()),
        _ => MasterKeyError::Io { file: file.to_owned(), error },
    }
}

fn write_new(file: &Path, content: &[u8]) -> io::Result<()> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    let mut opened = OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?;
    opened.write_all(content)?;
    opened.sync_all()?;
    File::open(folder)?.sync_all()
}

/// Neither the name of the file nor what it links to may lie in the data folder.
fn refuse_inside(file: &Path, data: Option<&Path>) -> Result<(), MasterKeyError> {
    let Some(data) = data else { return Ok(()) };
    let real_data = real(data).map_err(|error| failed(data, error))?;
    let target = real(file).map_err(|error| failed(file, error))?;
    let folder = file.parent().unwrap_or(file);
    let folder = real(folder).map_err(|error| failed(file, error))?;
    if target.starts_with(&real_data) || folder.starts_with(&real_data) {
        return Err(MasterKeyError::InsideData { file: file.to_owned(), data: data.to_owned() });
    }
    Ok(())
}

/// The path with links followed as far as it exists.
fn real(path: &Path) -> io::Result<PathBuf> {
    let path = std::path::absolute(path)?;
    for ancestor in path.ancestors() {
        if let Ok(found) = ancestor.canonicalize() {
            return Ok(path.strip_prefix(ancestor).map_or(found.clone(), |rest| found.join(rest)));
        }
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn the_key_is_read_as_base64_or_hex() {
        let hex = MasterKey::from_value(&"fB".repeat(32)).unwrap();
        for written in [
            BASE64.encode(hex.bytes()),
            BASE64URL_NOPAD.encode(hex.bytes()),
            format!(" {}\n", HEXLOWER_PERMISSIVE.encode(hex.bytes())),
        ] {
            assert_eq!(MasterKey::from_value(&written).unwrap().bytes(), [0xFB; 32]);
        }
    }

    #[test]
    fn what_is_not_a_key_is_refused_and_not_repeated() {
        for wrong in ["", "c2hvcnQ=", "0011", "not a key!", &"ab".repeat(33)] {
            let error = MasterKey::from_value(wrong).unwrap_err().to_string();
            assert!(error.contains("32 bytes, written as base64 or hex"), "{error}");
            assert!(wrong.is_empty() || !error.contains(wrong), "{error}");
        }
    }

    #[test]
    fn a_new_file_is_its_owners_alone_and_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys/master");
        let made = MasterKey::create_file(&file, Some(&folder.path().join("data"))).unwrap();
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(MasterKey::from_file(&file, None).unwrap().bytes(), made.bytes());
        let again = MasterKey::create_file(&file, None).unwrap_err();
        assert!(matches!(again, MasterKeyError::Present(_)), "{again}");
    }

    #[test]
    fn a_file_that_others_may_read_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("master");
        MasterKey::create_file(&file, None).unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        let error = MasterKey::from_file(&file, None).unwrap_err().to_string();
        assert!(error.contains("mode 644") && error.contains("chmod 600"), "{error}");
    }

    #[test]
    fn a_file_inside_the_data_folder_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let outside = folder.path().join("master");
        MasterKey::create_file(&outside, Some(&data)).unwrap();
        symlink(&outside, data.join("link-out")).unwrap();
        symlink(&data, folder.path().join("link-in")).unwrap();
        for inside in [
            data.join("master"),
            data.join("sub/../master"),
            data.join("link-out"),
            folder.path().join("link-in/master"),
        ] {
            for error in [
                MasterKey::create_file(&inside, Some(&data)).unwrap_err(),
                MasterKey::from_file(&inside, Some(&data)).unwrap_err(),
            ] {
                assert!(matches!(error, MasterKeyError::InsideData { .. }), "{error}");
            }
        }
        assert!(MasterKey::from_file(&outside, Some(&data)).is_ok());
    }

    #[test]
    fn an_absent_file_says_so() {
        let error = MasterKey::from_file(Path::new("/nowhere/key"), None).unwrap_err();
        assert!(matches!(error, MasterKeyError::Absent(_)), "{error}");
    }

    #[test]
    fn a_key_is_not_printed() {
        let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
        assert_eq!(format!("{key:?}"), "MasterKey(..)");
    }
}
