//! The vault on a real database.

mod invitations;
mod keyring;
mod people;
mod schema;
mod sign_in;
mod tokens;
mod upkeep;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use domain::PersonId;
use eventlog::{Clock, ManualClock};
use tempfile::TempDir;
use vault::mail::MailTransport;
use vault::{Address, MailSettings, Mailer, MasterKey, NewPerson, Vault};

use crate::harness::{TestDatabase, database, folder};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A vault on a database of its own, with a clock that stands still and mail in files.
struct World {
    vault: Vault,
    mailer: Mailer,
    clock: Arc<ManualClock>,
    database: TestDatabase,
    folder: TempDir,
}

fn master_key() -> MasterKey {
    MasterKey::from_value(&"5a".repeat(32)).unwrap()
}

impl World {
    async fn new() -> Self {
        let (database, folder) = (database().await, folder());
        let clock = Arc::new(ManualClock::new("2030-01-01T23:00:00Z".parse().unwrap()));
        let settings = MailSettings {
            transport: MailTransport::Folder(folder.path().join("mail")),
            from: "althing@example.org".into(),
            public_url: "https://althing.example.org".into(),
            site_url: None,
        };
        let mailer = Mailer::new(&settings, Arc::clone(&clock) as Arc<dyn Clock>).unwrap();
        let vault = connect(&database, &clock, master_key()).await.unwrap();
        Self { vault, mailer, clock, database, folder }
    }

    /// Another program on the same database.
    async fn other_node(&self) -> Vault {
        connect(&self.database, &self.clock, master_key()).await.unwrap()
    }

    fn mails(&self) -> Vec<PathBuf> {
        let files = std::fs::read_dir(self.folder.path().join("mail")).unwrap();
        files.map(|file| file.unwrap().path()).collect()
    }

    /// The one mail that was sent since the last call.
    #[track_caller]
    fn take_mail(&self) -> String {
        let mails = self.mails();
        let [file] = mails.as_slice() else { panic!("{} mails", mails.len()) };
        let mail = std::fs::read_to_string(file).unwrap();
        std::fs::remove_file(file).unwrap();
        mail
    }

    /// A person who takes part.
    async fn person(&self, address: &str) -> PersonId {
        let new = NewPerson::new("Anna", None, None).unwrap();
        let address = Address::parse(address).unwrap();
        let registered = self.vault.register(&address, &new).await.unwrap();
        self.vault.activate(registered.person).await.unwrap();
        registered.person
    }

    /// One number from the database.
    async fn count(&self, sql: &str) -> i64 {
        let client = self.database.pool.get().await.unwrap();
        client.query_one(sql, &[]).await.unwrap().get(0)
    }
}

async fn connect(
    database: &TestDatabase,
    clock: &Arc<ManualClock>,
    key: MasterKey,
) -> Result<Vault, vault::VaultError> {
    Vault::connect(database.pool.clone(), key, Arc::clone(clock) as Arc<dyn Clock>).await
}

/// The token in the mail's link below `path`.
#[track_caller]
fn link(mail: &str, path: &str) -> String {
    let start = format!("https://althing.example.org{path}");
    let (_, rest) = mail.split_once(&start).expect("the mail has the link");
    rest[1..].chars().take_while(|c| c.is_ascii_alphanumeric() || "_-".contains(*c)).collect()
}
