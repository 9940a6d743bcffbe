//! TLS on the way to the database.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Output, Stdio};
use std::sync::Arc;

use rcgen::{CertifiedKey, generate_simple_self_signed};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio::task::JoinSet;
use tokio_postgres::config::Host;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;

use crate::harness::{TestDatabase, command, database, folder};

/// What a client of PostgreSQL says first to speak TLS.
const TLS_PLEASE: [u8; 8] = [0, 0, 0, 8, 4, 210, 22, 47];

/// A way to the database of a test that speaks TLS.
struct Encrypted {
    address: SocketAddr,
    certificate: PathBuf,
    _folder: TempDir,
    _serving: JoinSet<()>,
}

impl Encrypted {
    async fn before(database: &TestDatabase) -> Self {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(signing_key.serialize_der()).unwrap();
        let server = ServerConfig::builder()
            .with_no_client_auth()
            .with_single_cert(vec![cert.der().clone()], key)
            .unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(server));
        let (config, folder) = (&database.config, folder());
        let Host::Unix(place) = &config.get_hosts()[0] else { panic!("a socket") };
        let socket = place.join(format!(".s.PGSQL.{}", config.get_ports()[0]));
        let certificate = folder.path().join("authority.pem");
        std::fs::write(&certificate, cert.pem()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut serving = JoinSet::new();
        serving.spawn(async move {
            let mut lines = JoinSet::new();
            while let Ok((line, _)) = listener.accept().await {
                lines.spawn(pass_on(line, acceptor.clone(), socket.clone()));
            }
        });
        Self { address, certificate, _folder: folder, _serving: serving }
    }

    /// What `althing check` says of the database at this host, with these authorities.
    async fn check(&self, database: &TestDatabase, host: &str, authority: &PathBuf) -> Output {
        let (user, name) = (database.config.get_user(), database.config.get_dbname());
        let url = format!(
            "postgres://{}@{host}:{}/{}?sslmode=require",
            user.unwrap(),
            self.address.port(),
            name.unwrap()
        );
        let mut check = command(database);
        check.arg("check").env("DATABASE_URL", url).env("SSL_CERT_FILE", authority);
        check.env_remove("SSL_CERT_DIR").stdout(Stdio::piped()).stderr(Stdio::piped());
        tokio::task::spawn_blocking(move || check.output().unwrap()).await.unwrap()
    }
}

/// Takes the privacy off one connection. One that does not ask for it, or does not trust the
/// certificate, gets nowhere.
async fn pass_on(mut line: TcpStream, acceptor: TlsAcceptor, socket: PathBuf) {
    let mut first = [0; 8];
    if line.read_exact(&mut first).await.is_err() || first != TLS_PLEASE {
        return;
    }
    line.write_all(b"S").await.unwrap();
    let Ok(mut private) = acceptor.accept(line).await else { return };
    let mut database = UnixStream::connect(socket).await.unwrap();
    // However it ends.
    let _ = copy_bidirectional(&mut private, &mut database).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_database_is_reached_by_tls_if_its_certificate_is_trusted_and_names_it() {
    let database = database().await;
    let encrypted = Encrypted::before(&database).await;
    let trusted = &encrypted.certificate;
    let answer = encrypted.check(&database, "localhost", trusted).await;
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.status.success(), "{said}{}", String::from_utf8_lossy(&answer.stderr));
    assert!(said.contains("database and master key: fine"), "{said}");

    let another = Encrypted::before(&database).await;
    for (host, authority) in [("127.0.0.1", trusted), ("localhost", &another.certificate)] {
        let answer = encrypted.check(&database, host, authority).await;
        assert!(!answer.status.success(), "{host}");
        let said = String::from_utf8_lossy(&answer.stderr).into_owned();
        assert!(said.contains("certificate"), "{said}");
    }
}
