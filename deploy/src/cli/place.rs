//! Where the data is that a command works on.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use tokio_postgres::Config;
use vault::MasterKey;

use crate::cluster::running::Running;
use crate::config::Settings;
use crate::wiring::Services;

/// The name of the database in a private cluster.
pub(super) const DATABASE: &str = "althing";

/// Where the data is: a running `althing up`, or the database of `DATABASE_URL`.
#[derive(Debug, Args)]
pub(super) struct Place {
    /// The data folder of a running `althing up`.
    #[arg(long, value_name = "DIR", env = "ALTHING_DATA")]
    data: Option<PathBuf>,
    /// The file with the settings.
    #[arg(long, value_name = "FILE", env = "ALTHING_CONFIG")]
    config: Option<PathBuf>,
}

impl Place {
    pub(super) fn settings(&self) -> Result<Settings> {
        Ok(Settings::load(self.config.as_deref())?)
    }

    /// How to reach the database.
    pub(super) fn database(&self) -> Result<Config> {
        match &self.data {
            Some(data) => {
                let running = Running::find(data)?;
                Ok(running.config())
            }
            None => database(&self.settings()?),
        }
    }

    /// The services over that database.
    pub(super) async fn services(&self) -> Result<Services> {
        let database = self.database()?;
        let key = master_key(&self.settings()?, self.data.as_deref(), false)?;
        Services::connect(database, key, "althing command").await
    }
}

/// How to reach the database of the settings.
pub(super) fn database(settings: &Settings) -> Result<Config> {
    const WRONG: &str =
        "DATABASE_URL is not a postgres:// URL, or its sslmode is neither disable nor require";
    let url = settings.database()?;
    // Nothing is tried that falls back to what everybody on the way can read. The parsed settings
    // do not tell it from an sslmode that is left out, with which TLS is not tried.
    let falls_back = url.replace(' ', "").contains("sslmode=prefer");
    ensure!(!falls_back, "DATABASE_URL says sslmode=prefer; disable and require are understood");
    Config::from_str(url).context(WRONG)
}

/// The master key: of the settings, or beside the data folder, where it is made if it may be.
pub(super) fn master_key(
    settings: &Settings,
    data: Option<&Path>,
    may_make: bool,
) -> Result<MasterKey> {
    if let Some(value) = &settings.master_key {
        return Ok(MasterKey::from_value(value.reveal())?);
    }
    let beside = match (&settings.master_key_file, data) {
        (Some(file), _) => file.clone(),
        (None, Some(data)) => beside(data)?,
        (None, None) => bail!(
            "there is no master key: set ALTHING_MASTER_KEY_FILE to a file with 32 bytes in \
             base64, made by: (umask 077; head -c 32 /dev/urandom | base64 > FILE)"
        ),
    };
    if may_make && !beside.exists() {
        return Ok(MasterKey::create_file(&beside, data)?);
    }
    Ok(MasterKey::from_file(&beside, data)?)
}

/// `DIR.key` beside the data folder `DIR`: never in it, so that a copy of the folder alone opens
/// nothing.
fn beside(data: &Path) -> Result<PathBuf> {
    let data = std::path::absolute(data)?;
    let mut name = data.file_name().context("the data folder has no name")?.to_owned();
    name.push(".key");
    Ok(data.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_is_reached_as_its_url_says_or_not_at_all() {
        let said = |url: &str| {
            let mut settings = Settings::load(None).expect("settings");
            settings.database_url = Some(url.to_owned());
            database(&settings).map(drop).map_err(|error| error.to_string())
        };
        for fine in
            ["postgres://a@b/c", "postgres://a@b/c?sslmode=require", "host=b sslmode=disable"]
        {
            assert_eq!(said(fine), Ok(()), "{fine}");
        }
        for prefer in ["postgres://a@b/c?sslmode=prefer", "host=b sslmode = prefer"] {
            assert!(said(prefer).expect_err("refused").contains("sslmode=prefer"), "{prefer}");
        }
        for empty in ["", " "] {
            assert!(said(empty).expect_err("refused").contains("DATABASE_URL"));
        }
    }
}
