//! The settings, parsed once into types. An unknown or contradictory one is an error that names
//! it.
//!
//! They come from a TOML file (`--config`, or `ALTHING_CONFIG`) and from the environment, where
//! each has the name of the field with `ALTHING_` before it, in capitals; the environment wins.
//! `DATABASE_URL` is read too.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use figment::Figment;
use figment::providers::{Env, Format, Toml};
use serde::{Deserialize, Serialize};

/// The settings as `--help` explains them. A test holds it to the fields below.
pub const HELP: &str = "\
Settings, in the environment or, without ALTHING_ and in small letters, in a TOML file:
  DATABASE_URL             the database of `serve` and other commands: postgres://USER@HOST/NAME,
                           with ?sslmode=require over TLS
  ALTHING_LISTEN           where HTTP is answered [127.0.0.1:8080]
  ALTHING_METRICS_LISTEN   where metrics are told to Prometheus, on /metrics [nowhere]
  ALTHING_BASE_URL         under which address people reach the service, for links in mail
  ALTHING_SITE_URL         where a client's pages /sign-in and /invitation are that links in mail
                           lead to [plain pages of the service]
  ALTHING_MASTER_KEY_FILE  the file of the master key, outside the data folder
  ALTHING_MASTER_KEY       or the key itself: 32 bytes in base64 or hexadecimal
  ALTHING_REGISTRATION     who may sign up: open or invited [open]
  ALTHING_SMTP_URL         the mail relay: smtp://HOST:PORT or smtps://USER:PASSWORD@HOST:PORT
  ALTHING_MAIL_FROM        the sender of mail [Althing <althing@localhost>]
  ALTHING_MAIL_FOLDER      or the folder where mail is written [mail in the data folder]
  ALTHING_ALLOWED_ORIGINS  other origins whose pages may subscribe: [\"https://a.example\"]
  ALTHING_TRUSTED_DOCUMENTS
                           documents that clients may name by documentId, sha256: and the SHA-256 of
                           the text: a folder with a .graphql file for each, or a JSON file with
                           each under its id [none]
  ALTHING_ONLY_TRUSTED_DOCUMENTS
                           whether other documents are refused: true or false [false]
  ALTHING_LOG              how log lines look: text or json [text]
  ALTHING_GRAPHIQL         whether GraphiQL is on / [true with `up`, false with `serve`]";

/// How a deployment is set.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The database that `serve` and the other commands use, as a `postgres://` URL. `up` has its
    /// own.
    pub database_url: Option<String>,
    /// Where HTTP is answered.
    #[serde(default = "default_listen")]
    pub listen: SocketAddr,
    /// Where metrics are told, apart from everything else; by default nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// Under which address people reach the service, for links in mail; by default that of
    /// `listen`.
    pub base_url: Option<String>,
    /// Where a client's pages are that links in mail lead to, `/sign-in` and `/invitation`; by
    /// default the service's own plain ones.
    pub site_url: Option<String>,
    /// The file of the master key, which must not be in the data folder.
    pub master_key_file: Option<PathBuf>,
    /// The master key itself: 32 bytes in base64 or hexadecimal.
    pub master_key: Option<Secret>,
    /// Who may sign up.
    #[serde(default)]
    pub registration: Registration,
    /// The mail relay, as a `smtp://` or `smtps://` URL. Without it mail is written to files.
    pub smtp_url: Option<Secret>,
    /// The sender of mail.
    #[serde(default = "default_mail_from")]
    pub mail_from: String,
    /// Where mail is written when there is no relay; by default `mail` in the data folder.
    pub mail_folder: Option<PathBuf>,
    /// Origins, beside the service's own, whose pages may open subscriptions.
    #[serde(default)]
    pub allowed_origins: Vec<String>,
    /// Where the documents are that clients may name by their ids: a folder, or a JSON file.
    pub trusted_documents: Option<PathBuf>,
    /// Whether other documents are refused.
    #[serde(default)]
    pub only_trusted_documents: bool,
    /// How log lines look.
    #[serde(default)]
    pub log: LogFormat,
    /// Whether GraphiQL is served on `/`. On with `up`, off with `serve` unless it is set.
    pub graphiql: Option<bool>,
}

/// Who may sign up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Registration {
    /// Anybody with an address.
    #[default]
    Open,
    /// Those who were invited to a group.
    Invited,
}

/// How log lines look.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LogFormat {
    /// For people.
    #[default]
    Text,
    /// For programs.
    Json,
}

/// A setting that is never shown.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The setting itself.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("(hidden)")
    }
}

/// Settings that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// One of them is unknown or of a wrong form.
    #[error("settings: {0}")]
    Invalid(#[from] Box<figment::Error>),
    /// The file is not there.
    #[error("settings: there is no file {}", .0.display())]
    NoFile(PathBuf),
    /// Two of them contradict each other.
    #[error("settings: {first} and {second} contradict each other: {problem}")]
    Contradiction {
        /// One.
        first: &'static str,
        /// The other.
        second: &'static str,
        /// Why.
        problem: &'static str,
    },
    /// One that is needed is missing.
    #[error("settings: {name} is not set: {remedy}")]
    Missing {
        /// Which.
        name: &'static str,
        /// What to do.
        remedy: &'static str,
    },
}

fn default_listen() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 8080))
}

fn default_mail_from() -> String {
    "Althing <althing@localhost>".to_owned()
}

impl Settings {
    /// Reads the settings from `file`, if there is one, and from the environment.
    ///
    /// # Errors
    /// If one of them is unknown, of a wrong form, or contradicts another.
    pub fn load(file: Option<&Path>) -> Result<Self, SettingsError> {
        let mut sources = Figment::new();
        if let Some(file) = file {
            if !file.is_file() {
                return Err(SettingsError::NoFile(file.to_owned()));
            }
            sources = sources.merge(Toml::file_exact(file));
        }
        let settings = sources
            .merge(Env::raw().only(&["DATABASE_URL"]))
            .merge(Env::prefixed("ALTHING_").ignore(&["config", "data"]));
        Self::extract(&settings)
    }

    fn extract(sources: &Figment) -> Result<Self, SettingsError> {
        let settings: Self = sources.extract().map_err(Box::new)?;
        if settings.master_key.is_some() && settings.master_key_file.is_some() {
            return Err(SettingsError::Contradiction {
                first: "master_key",
                second: "master_key_file",
                problem: "set one of them",
            });
        }
        if settings.smtp_url.is_some() && settings.mail_folder.is_some() {
            return Err(SettingsError::Contradiction {
                first: "smtp_url",
                second: "mail_folder",
                problem: "mail goes to a relay or to files",
            });
        }
        if settings.only_trusted_documents && settings.trusted_documents.is_none() {
            return Err(SettingsError::Missing {
                name: "trusted_documents",
                remedy: "only_trusted_documents allows no others: name a folder or a file of them",
            });
        }
        Ok(settings)
    }

    /// The address of the database.
    ///
    /// # Errors
    /// If it is not set.
    pub fn database(&self) -> Result<&str, SettingsError> {
        let url = self.database_url.as_deref().filter(|url| !url.trim().is_empty());
        url.ok_or(SettingsError::Missing {
            name: "DATABASE_URL",
            remedy: "set it to postgres://USER:PASSWORD@HOST/DATABASE, or name the data folder of \
                     a running `althing up` with --data",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(toml: &str) -> Result<Settings, SettingsError> {
        Settings::extract(&Figment::new().merge(Toml::string(toml)))
    }

    #[test]
    fn nothing_needs_to_be_set() {
        let settings = of("").expect("the defaults");
        assert_eq!(settings.listen, SocketAddr::from(([127, 0, 0, 1], 8080)));
        assert_eq!(settings.registration, Registration::Open);
    }

    #[test]
    fn an_unknown_setting_is_named() {
        let error = of("databaze_url = 'x'").expect_err("unknown").to_string();
        assert!(error.contains("databaze_url"), "{error}");
    }

    #[test]
    fn every_setting_is_explained() {
        // The error lists the fields that there are.
        let error = of("databaze_url = 'x'").expect_err("unknown").to_string();
        let is_name = |part: &&str| part.bytes().all(|it| it.is_ascii_lowercase() || it == b'_');
        let parts = error.split('`').skip(2).filter(|part| !part.is_empty());
        let fields: Vec<&str> = parts.filter(is_name).collect();
        assert!(fields.len() > 10 && fields.contains(&"database_url"), "{error}");
        for field in fields {
            let name = match field {
                "database_url" => "DATABASE_URL".to_owned(),
                field => format!("ALTHING_{}", field.to_uppercase()),
            };
            let explained = HELP.lines().any(|line| line.split_whitespace().next() == Some(&name));
            assert!(explained, "{name} is not explained");
        }
    }

    #[test]
    fn a_setting_of_a_wrong_form_is_named() {
        let error = of("listen = 'here'").expect_err("no address").to_string();
        assert!(error.contains("listen"), "{error}");
        let error = of("registration = 'nobody'").expect_err("no such").to_string();
        assert!(error.contains("registration"), "{error}");
    }

    #[test]
    fn contradictions_are_refused() {
        let both = of("master_key = 'a'\nmaster_key_file = 'b'").expect_err("both").to_string();
        assert!(both.contains("master_key and master_key_file"), "{both}");
        let both = of("smtp_url = 'a'\nmail_folder = 'b'").expect_err("both").to_string();
        assert!(both.contains("smtp_url and mail_folder"), "{both}");
    }

    #[test]
    fn to_trust_only_documents_there_must_be_some() {
        let none = of("only_trusted_documents = true").expect_err("none").to_string();
        assert!(none.contains("trusted_documents is not set"), "{none}");
        of("only_trusted_documents = true\ntrusted_documents = 'a'").expect("some");
        of("trusted_documents = 'a'").expect("some, and others");
    }

    #[test]
    fn secrets_are_not_shown() {
        let settings = of("master_key = 'open sesame'").expect("settings");
        assert!(!format!("{settings:?}").contains("sesame"));
    }
}
