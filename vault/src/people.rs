//! People: who they are, found by id or by address.

use std::collections::HashMap;
use std::time::Duration;

use domain::{PersonId, Timestamp};
use tokio_postgres::{GenericClient, Row};
use uuid::Uuid;

use crate::address::{Address, Place};
use crate::database::{At, before, column, time};
use crate::profile::{DisplayName, NewPerson, PersonState, Profile, ProfileChange};
use crate::purpose::SubKeys;
use crate::{Refusal, Vault, VaultError, token};

/// A pending person is looked at again after this long: whoever registers them is done or gone.
const SETTLE_AFTER: Duration = Duration::from_secs(60);

/// As many people as one statement brings in.
const IMPORT_ROWS: usize = 5_000;

/// The person who has an address now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registered {
    /// Who.
    pub person: PersonId,
    /// Whether the log must still be told, and [`Vault::activate`] called after that.
    pub is_new: bool,
}

pub(crate) fn uuid(id: PersonId) -> Uuid {
    Uuid::from_u128(id.to_u128())
}

pub(crate) fn person(row: &Row, name: &str) -> Result<PersonId, VaultError> {
    column::<Uuid>(row, name).map(|id| PersonId::from_u128(id.as_u128()))
}

fn state(row: &Row) -> Result<PersonState, VaultError> {
    let name: &str = column(row, "state")?;
    PersonState::from_name(name)
        .ok_or_else(|| VaultError::Damaged(format!("no person has the state {name:?}")))
}

/// Finds who has the address.
pub(crate) async fn find(
    client: &(impl GenericClient + Sync),
    lookup: &[u8; 32],
) -> Result<Option<Registered>, VaultError> {
    const FIND: &str = "SELECT id, state FROM vault.people WHERE address_lookup = $1";
    let row = client.query_opt(FIND, &[&lookup.as_slice()]).await?;
    row.map(|row| {
        let is_new = state(&row)? == PersonState::Pending;
        Ok(Registered { person: person(&row, "id")?, is_new })
    })
    .transpose()
}

/// Makes a pending person with the address, unless somebody has it.
pub(crate) async fn create(
    client: &(impl GenericClient + Sync),
    keys: &SubKeys,
    address: &Address,
    new: &NewPerson,
    now: Timestamp,
) -> Result<Registered, VaultError> {
    const CREATE: &str = "INSERT INTO vault.people (id, state, display_name, address_sealed,
        address_lookup, language, time_zone, created_at)
        VALUES ($1, 'pending', $2, $3, $4, $5, $6, $7)
        ON CONFLICT (address_lookup) DO NOTHING";
    let lookup = address.lookup(keys);
    // Random, never made from the address: the log keeps the id for ever.
    let id = PersonId::from_u128(u128::from_be_bytes(token::random()?));
    let sealed = address.seal(keys, Place::Person(id.to_u128()))?;
    let made = client
        .execute(
            CREATE,
            &[
                &uuid(id),
                &new.name.as_str(),
                &sealed,
                &lookup.as_slice(),
                &new.language(),
                &new.time_zone(),
                &At(now),
            ],
        )
        .await?;
    if made == 1 {
        return Ok(Registered { person: id, is_new: true });
    }
    let found = find(client, &lookup).await?;
    found.ok_or_else(|| VaultError::Unavailable("the address changed hands just now".to_owned()))
}

impl Vault {
    /// Finds who has the address, or makes a pending person with it.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn register(
        &self,
        address: &Address,
        new: &NewPerson,
    ) -> Result<Registered, VaultError> {
        let client = self.database().client().await?;
        let client: &tokio_postgres::Client = &client;
        match find(client, &address.lookup(self.keys())).await? {
            Some(found) => Ok(found),
            None => create(client, self.keys(), address, new, self.now()).await,
        }
    }

    /// The log knows the person: they take part from now on.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn activate(&self, person: PersonId) -> Result<(), VaultError> {
        const ACTIVATE: &str =
            "UPDATE vault.people SET state = 'active' WHERE id = $1 AND state = 'pending'";
        self.database().execute(ACTIVATE, &[&uuid(person)]).await.map(drop)
    }

    /// People who have been pending for more than a minute: register each in the log (that does
    /// nothing if it was done), then [`Vault::activate`] them.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn pending_people(&self) -> Result<Vec<PersonId>, VaultError> {
        const PENDING: &str = "SELECT id FROM vault.people
            WHERE state = 'pending' AND created_at < $1 ORDER BY created_at LIMIT 1000";
        let since = At(before(self.now(), SETTLE_AFTER));
        let rows = self.database().query(PENDING, &[&since]).await?;
        rows.iter().map(|row| person(row, "id")).collect()
    }

    /// Brings in people of an imported history. Those who are there already get the name given,
    /// as long as they are imported people.
    ///
    /// # Errors
    /// If the vault does not answer; then a part of them may have been brought in.
    pub async fn import_people(
        &self,
        people: &[(PersonId, DisplayName)],
    ) -> Result<(), VaultError> {
        const IMPORT: &str = "INSERT INTO vault.people AS p
            (id, state, display_name, language, time_zone, created_at)
            SELECT id, 'imported', name, 'en', 'UTC', $3
            FROM unnest($1::uuid[], $2::text[]) AS u (id, name)
            ON CONFLICT (id) DO UPDATE SET display_name = EXCLUDED.display_name
            WHERE p.state = 'imported' AND p.display_name <> EXCLUDED.display_name";
        let mut people: Vec<_> = people.iter().map(|(id, name)| (uuid(*id), name)).collect();
        // In one order everywhere, so that two imports never wait for each other in a circle.
        people.sort_by_key(|(id, _)| *id);
        people.dedup_by_key(|(id, _)| *id);
        let now = At(self.now());
        for chunk in people.chunks(IMPORT_ROWS) {
            let ids: Vec<Uuid> = chunk.iter().map(|(id, _)| *id).collect();
            let names: Vec<&str> = chunk.iter().map(|(_, name)| name.as_str()).collect();
            self.database().execute(IMPORT, &[&ids, &names, &now]).await?;
        }
        Ok(())
    }

    /// The names of these people, as far as they are known.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn names(
        &self,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, String>, VaultError> {
        const NAMES: &str = "SELECT id, display_name FROM vault.people WHERE id = ANY ($1)";
        let ids: Vec<Uuid> = people.iter().copied().map(uuid).collect();
        let rows = self.database().query(NAMES, &[&ids]).await?;
        rows.iter().map(|row| Ok((person(row, "id")?, column(row, "display_name")?))).collect()
    }

    /// What is known about these people, but for their addresses.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn profiles(
        &self,
        people: &[PersonId],
    ) -> Result<HashMap<PersonId, Profile>, VaultError> {
        const PROFILES: &str =
            "SELECT id, state, display_name, bio, language, time_zone, created_at
            FROM vault.people WHERE id = ANY ($1)";
        let ids: Vec<Uuid> = people.iter().copied().map(uuid).collect();
        let rows = self.database().query(PROFILES, &[&ids]).await?;
        rows.iter().map(|row| profile(row).map(|profile| (profile.id, profile))).collect()
    }

    /// The person's own address. For its owner only.
    ///
    /// # Errors
    /// If the vault does not answer, or the address does not open.
    pub async fn address_of(&self, person: PersonId) -> Result<Option<Address>, VaultError> {
        const ADDRESS: &str = "SELECT address_sealed FROM vault.people WHERE id = $1";
        let Some(row) = self.database().query_opt(ADDRESS, &[&uuid(person)]).await? else {
            return Ok(None);
        };
        column::<Option<&[u8]>>(&row, "address_sealed")?
            .map(|sealed| Address::open(self.keys(), Place::Person(person.to_u128()), sealed))
            .transpose()
    }

    /// Who has the address.
    ///
    /// # Errors
    /// If the vault does not answer.
    pub async fn person_by_address(
        &self,
        address: &Address,
    ) -> Result<Option<PersonId>, VaultError> {
        let client = self.database().client().await?;
        let client: &tokio_postgres::Client = &client;
        let found = find(client, &address.lookup(self.keys())).await?;
        Ok(found.map(|registered| registered.person))
    }

    /// Changes what a person says about themselves.
    ///
    /// # Errors
    /// The bound that the change breaks, or if the vault does not answer.
    pub async fn update_profile(
        &self,
        person: PersonId,
        change: ProfileChange,
    ) -> Result<Profile, VaultError> {
        const UPDATE: &str = "UPDATE vault.people SET
            display_name = coalesce($2, display_name),
            bio = CASE WHEN $3 THEN $4 ELSE bio END,
            language = coalesce($5, language),
            time_zone = coalesce($6, time_zone)
            WHERE id = $1 AND state = 'active'
            RETURNING id, state, display_name, bio, language, time_zone, created_at";
        let ProfileChange { name, bio, language, time_zone } = change.check()?;
        let (with_bio, bio) = (bio.is_some(), bio.flatten());
        let row = self
            .database()
            .query_opt(UPDATE, &[&uuid(person), &name, &with_bio, &bio, &language, &time_zone])
            .await?;
        profile(&row.ok_or(Refusal::PersonAbsent)?)
    }
}

fn profile(row: &Row) -> Result<Profile, VaultError> {
    Ok(Profile {
        id: person(row, "id")?,
        state: state(row)?,
        name: column(row, "display_name")?,
        bio: column(row, "bio")?,
        language: column(row, "language")?,
        time_zone: column(row, "time_zone")?,
        created_at: time(row, "created_at")?,
    })
}
