//! Files that somebody names.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, ensure};

/// The text of a regular file of at most so many bytes. Anything else may have no end.
///
/// # Errors
/// Names the file, and says what is wrong with it.
pub fn read_text(file: &Path, at_most: u64) -> Result<String> {
    let name = file.display();
    let cannot = || format!("cannot read {name}");
    ensure!(fs::metadata(file).with_context(cannot)?.is_file(), "{name} is not a regular file");
    let mut bytes = Vec::new();
    let opened = File::open(file).with_context(cannot)?;
    // It may grow meanwhile.
    opened.take(at_most + 1).read_to_end(&mut bytes).with_context(cannot)?;
    ensure!(bytes.len() as u64 <= at_most, "{name} is longer than {at_most} bytes");
    String::from_utf8(bytes).map_err(|_| anyhow!("{name} is not UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_within_the_bound_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("text");
        fs::write(&file, "four").expect("a file");
        assert_eq!(read_text(&file, 4).expect("read"), "four");
        let refused = |file: &Path, at_most| read_text(file, at_most).expect_err("no").to_string();
        assert!(refused(&file, 3).ends_with("text is longer than 3 bytes"));
        assert!(refused(Path::new("/dev/zero"), 3).contains("is not a regular file"));
        assert!(refused(folder.path(), 3).contains("is not a regular file"));
        assert!(refused(&folder.path().join("none"), 3).starts_with("cannot read"));
        fs::write(&file, [0xFF]).expect("a file");
        assert!(refused(&file, 3).ends_with("is not UTF-8"));
    }
}
