//! Privacy on the way to the database.

use std::sync::LazyLock;

use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

/// What connections of `config` are made private with, if it says `sslmode=require`: then the
/// certificate must be for this host, of an authority that the platform trusts, or `SSL_CERT_FILE`
/// or `SSL_CERT_DIR` in place of the platform.
#[must_use]
pub fn tls(config: &Config) -> MakeRustlsConnect {
    /// Trusts nobody, and is not asked to.
    static PLAIN: LazyLock<MakeRustlsConnect> = LazyLock::new(trusting_nobody);
    static PRIVATE: LazyLock<MakeRustlsConnect> = LazyLock::new(|| {
        let found = MakeRustlsConnect::with_native_certs();
        let (tls, errors) = found.unwrap_or_else(|errors| (trusting_nobody(), errors));
        for error in errors {
            tracing::warn!(%error, "eventlog.tls: a certificate of an authority cannot be read");
        }
        tls
    });
    if is_private(config) { PRIVATE.clone() } else { PLAIN.clone() }
}

/// `config` without the attempts at privacy that fall back to none: it is asked for, or left out.
pub(super) fn decided(mut config: Config) -> Config {
    if !is_private(&config) {
        config.ssl_mode(SslMode::Disable);
    }
    config
}

fn is_private(config: &Config) -> bool {
    config.get_ssl_mode() == SslMode::Require
}

fn trusting_nobody() -> MakeRustlsConnect {
    let config = ClientConfig::builder().with_root_certificates(RootCertStore::empty());
    MakeRustlsConnect::new(config.with_no_client_auth())
}
