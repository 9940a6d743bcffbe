//! `althing serve`.

use std::io::IsTerminal;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;
use vault::mail::MailTransport;

use super::output::Output;
use super::place::{self, master_key};
use crate::config::{LogFormat, Settings};
use crate::server::{Server, ServerOptions};
use crate::wiring::Services;

/// Run the service against the database of DATABASE_URL.
///
/// Any number of nodes may serve one database. When it answers, it prints one line:
/// ready http://ADDR/graphql
#[derive(Debug, Args)]
#[command(after_long_help = crate::config::HELP)]
pub(super) struct Serve {
    /// Where HTTP is answered [default: 127.0.0.1:8080].
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// The file with the settings.
    #[arg(long, value_name = "FILE", env = "ALTHING_CONFIG")]
    config: Option<PathBuf>,
}

impl Serve {
    pub(super) async fn run(self, output: &Output) -> Result<ExitCode> {
        let settings = Settings::load(self.config.as_deref())?;
        start_logging(&settings);
        let database = place::database(&settings)?;
        let key = master_key(&settings, None, false)?;
        let services = Services::connect(database, key, "althing serve").await?;
        let options = ServerOptions {
            listen: self.listen.unwrap_or(settings.listen),
            mail: mail_transport(&settings, None)?,
            development: settings.graphiql.unwrap_or(false),
            settings,
        };
        let server = Server::start(services, options).await?;
        let url = format!("http://{}/graphql", server.address());
        output.say(&format!("ready {url}"), &json!({ "ready": url }))?;
        until_told_to_stop().await?;
        server.stop().await;
        Ok(ExitCode::SUCCESS)
    }
}

/// Where mail goes: to the relay, or to files in a folder.
pub(super) fn mail_transport(settings: &Settings, data: Option<&Path>) -> Result<MailTransport> {
    if let Some(url) = &settings.smtp_url {
        return Ok(MailTransport::Smtp(url.reveal().to_owned()));
    }
    match (&settings.mail_folder, data) {
        (Some(folder), _) => Ok(MailTransport::Folder(folder.clone())),
        (None, Some(data)) => Ok(MailTransport::Folder(data.join("mail"))),
        (None, None) => bail!(
            "settings: neither smtp_url nor mail_folder is set: set ALTHING_SMTP_URL to a relay, \
             or ALTHING_MAIL_FOLDER to a folder for development"
        ),
    }
}

/// Log lines go to standard error: standard output is for answers. `RUST_LOG` says which.
pub(super) fn start_logging(settings: &Settings) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,refinery_core=warn"));
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(std::io::stderr().is_terminal())
        .with_writer(std::io::stderr);
    // In tests a subscriber may be there already.
    let _ = match settings.log {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
}

/// Returns when the process is asked to end.
pub(super) async fn until_told_to_stop() -> Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        told = tokio::signal::ctrl_c() => told?,
        _ = terminate.recv() => {}
    }
    Ok(())
}
