//! The service in this process, over a database of its own.

use std::net::SocketAddr;

use deploy::config::Settings;
use deploy::server::{Server, ServerOptions};
use deploy::wiring::Services;
use tempfile::TempDir;
use tokio_postgres::Config;
use vault::MasterKey;
use vault::mail::MailTransport;

/// The master key of all benchmarks, in hexadecimal.
pub const KEY: &str = "abababababababababababababababababababababababababababababababab";

/// Log, vault and executor over this database.
pub async fn services(database: Config) -> Services {
    let key = MasterKey::from_value(KEY).expect("a key");
    Services::connect(database, key, "bench").await.expect("a database")
}

/// The whole service, which projects, closes and answers; its mail goes into the folder.
pub async fn server(database: Config) -> (Server, TempDir) {
    let mail = tempfile::tempdir().expect("a folder");
    let options = ServerOptions {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        mail: MailTransport::Folder(mail.path().to_owned()),
        development: false,
        settings: Settings::load(None).expect("settings"),
    };
    let server = Server::start(services(database).await, options).await.expect("a server");
    (server, mail)
}
