//! The vault as a whole: its database, its keys and its clock.

use std::fmt;
use std::sync::Arc;

use deadpool_postgres::Pool;
use domain::{HandleId, Timestamp};
use eventlog::Clock;

use crate::database::{Database, column};
use crate::identity::Identities;
use crate::master::MasterKey;
use crate::purpose::{Purpose, SubKey, SubKeys};
use crate::{VaultError, schema};

/// Who people are, and the keys of what they wrote. Cheap to clone.
#[derive(Clone)]
pub struct Vault(Arc<Inner>);

struct Inner {
    database: Database,
    keys: SubKeys,
    clock: Arc<dyn Clock>,
    identities: Identities,
}

impl Vault {
    /// Opens the vault, brings its schema up to date, and makes sure that the master key is the
    /// one that it was made with.
    ///
    /// # Errors
    /// [`VaultError::OtherMasterKey`], or if the database does not answer as it should.
    pub async fn connect(
        pool: Pool,
        master: MasterKey,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, VaultError> {
        schema::migrate(&pool).await?;
        let database = Database(pool);
        let keys = SubKeys::derive(&master);
        check_master_key(&database, &keys).await?;
        let identities = Identities::start(database.clone(), Arc::clone(&clock));
        Ok(Self(Arc::new(Inner { database, keys, clock, identities })))
    }

    /// The key for the positions that clients are given.
    #[must_use]
    pub fn position_tokens(&self) -> SubKey {
        self.keys().of(Purpose::PositionTokens).clone()
    }

    /// The claim on a unique name: a keyed hash of it, space around it and case left out.
    #[must_use]
    pub fn handle_id(&self, name: &str) -> HandleId {
        let normal = name.trim().to_lowercase();
        let hash = self.keys().of(Purpose::Handles).mac(&[normal.as_bytes()]);
        let mut bits = [0; 16];
        bits.copy_from_slice(&hash[..16]);
        HandleId::from_u128(u128::from_be_bytes(bits))
    }

    pub(crate) fn database(&self) -> &Database {
        &self.0.database
    }

    pub(crate) fn keys(&self) -> &SubKeys {
        &self.0.keys
    }

    pub(crate) fn now(&self) -> Timestamp {
        self.0.clock.now()
    }

    pub(crate) fn identities(&self) -> &Identities {
        &self.0.identities
    }
}

impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Vault(..)")
    }
}

/// The first program to come leaves a hash under its master key; all others compare theirs.
async fn check_master_key(database: &Database, keys: &SubKeys) -> Result<(), VaultError> {
    const LEAVE: &str = "INSERT INTO vault.settings (name, value) VALUES ('master-check', $1)
        ON CONFLICT (name) DO NOTHING";
    const READ: &str = "SELECT value FROM vault.settings WHERE name = 'master-check'";
    let ours = keys.of(Purpose::MasterCheck).mac(&[b"althing"]);
    if let Some(row) = database.query_opt(READ, &[]).await? {
        let theirs: &[u8] = column(&row, "value")?;
        return if theirs == ours { Ok(()) } else { Err(VaultError::OtherMasterKey) };
    }
    match database.execute(LEAVE, &[&ours.as_slice()]).await? {
        1 => Ok(()),
        _ => Box::pin(check_master_key(database, keys)).await,
    }
}
