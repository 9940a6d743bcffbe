//! The vault's tables, and that nothing personal lies open in them.

use std::collections::BTreeSet;

use vault::inventory::{IMPERSONAL_TABLES, PERSONAL};
use vault::{MasterKey, NewInvitation, Refusal, VaultError};

use super::*;

#[tokio::test]
async fn promise_01_every_personal_column_is_declared() {
    let world = World::new().await;
    let client = world.database.pool.get().await.unwrap();
    let columns = "SELECT table_name::text, column_name::text FROM information_schema.columns
        WHERE table_schema = 'vault'";
    let impersonal: BTreeSet<_> = IMPERSONAL_TABLES.iter().map(|(table, _)| *table).collect();
    let rows = client.query(columns, &[]).await.unwrap();
    let held: BTreeSet<(&str, &str)> = rows
        .iter()
        .map(|row| (row.get(0), row.get(1)))
        .filter(|(table, _)| !impersonal.contains(table))
        .collect();
    let declared: BTreeSet<_> = PERSONAL.iter().map(|entry| (entry.table, entry.column)).collect();
    assert_eq!(declared, held, "src/inventory.rs and the migrations differ");
    assert_eq!(declared.len(), PERSONAL.len(), "a column is declared twice");
}

#[tokio::test]
async fn programs_that_start_at_once_make_one_schema() {
    let database = database().await;
    let clock = Arc::new(ManualClock::new("2030-01-01T00:00:00Z".parse().unwrap()));
    let connect = || connect(&database, &clock, master_key());
    let (a, b, c) = tokio::join!(connect(), connect(), connect());
    let vaults = [a.unwrap(), b.unwrap(), c.unwrap()];
    connect().await.unwrap();
    let handles = vaults.map(|vault| vault.handle_id("harbour"));
    assert!(handles.iter().all(|id| *id == handles[0]));
}

#[tokio::test]
async fn another_master_key_is_refused() {
    let world = World::new().await;
    let other = MasterKey::from_value(&"5b".repeat(32)).unwrap();
    let refused = connect(&world.database, &world.clock, other).await;
    assert!(matches!(refused, Err(VaultError::OtherMasterKey)));
}

#[tokio::test]
async fn a_handle_has_one_id_however_it_is_written() {
    let vault = World::new().await.vault;
    assert_eq!(vault.handle_id("harbour"), vault.handle_id(" Harbour "));
    assert_ne!(vault.handle_id("harbour"), vault.handle_id("harbours"));
}

/// Everything in the vault's tables as text, bytes as hex.
async fn dump(world: &World) -> String {
    let client = world.database.pool.get().await.unwrap();
    let tables = "SELECT table_name::text FROM information_schema.tables
        WHERE table_schema = 'vault'";
    let mut dump = String::new();
    for table in client.query(tables, &[]).await.unwrap() {
        let table: &str = table.get(0);
        let rows = format!("SELECT t::text FROM vault.{table} t");
        for row in client.query(&rows, &[]).await.unwrap() {
            dump.push_str(row.get(0));
            dump.push('\n');
        }
    }
    dump
}

#[tokio::test]
async fn addresses_and_tokens_do_not_lie_open_in_any_table() {
    let world = World::new().await;
    let person = world.person("anna@example.org").await;
    let (_, session) = world.vault.begin_session(person, vault::Browser::Other).await.unwrap();
    let browser = world.vault.request_code(&world.mailer, "bo@example.org").await.unwrap();
    let mail = world.take_mail();
    let invitation = NewInvitation {
        id: domain::InvitationId::from_u128(1),
        address: Address::parse("cleo@example.org").unwrap(),
    };
    let group = domain::GroupId::from_u128(1);
    world.vault.store_invitations(group, &[invitation]).await.unwrap();
    let dump = dump(&world).await;
    assert!(dump.contains("Anna"), "the dump holds what it should");
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    let secrets = [session.expose(), browser.expose(), &link(&mail, "/sign-in")];
    for secret in ["anna", "bo@example", "cleo", "example.org"].iter().chain(&secrets) {
        assert!(!dump.contains(secret) && !dump.contains(&hex(secret)), "{secret} lies open");
    }
}

#[tokio::test]
async fn a_database_that_is_gone_is_unavailable_and_not_damaged() {
    let world = World::new().await;
    let client = world.database.pool.get().await.unwrap();
    client.batch_execute("ALTER TABLE vault.people RENAME TO elsewhere").await.unwrap();
    let nobody = domain::PersonId::from_u128(1);
    let damaged = world.vault.address_of(nobody).await.unwrap_err();
    assert!(matches!(damaged, VaultError::Damaged(_)), "{damaged}");
    client.batch_execute("ALTER TABLE vault.elsewhere RENAME TO people").await.unwrap();
    world.database.pool.close();
    let gone = world.vault.address_of(nobody).await.unwrap_err();
    assert!(matches!(gone, VaultError::Unavailable(_)), "{gone}");
    let refused = world.vault.request_code(&world.mailer, "nobody").await.unwrap_err();
    assert!(matches!(refused, VaultError::Refused(Refusal::Address)), "{refused}");
}
