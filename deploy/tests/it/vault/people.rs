//! People: pending, active, imported.

use domain::PersonId;
use vault::{DisplayName, PersonState, ProfileChange, Refusal, VaultError};

use super::*;

async fn name(world: &World, person: PersonId) -> Option<String> {
    world.vault.names(&[person]).await.unwrap().remove(&person)
}

#[tokio::test]
async fn a_person_is_pending_until_the_log_knows_them() {
    let world = World::new().await;
    let new = NewPerson::new("Anna", Some("is"), Some("Atlantic/Reykjavik")).unwrap();
    let address = Address::parse("Anna@Example.org").unwrap();
    let registered = world.vault.register(&address, &new).await.unwrap();
    assert!(registered.is_new);
    assert_eq!(world.vault.register(&address, &new).await.unwrap(), registered, "still new");
    assert_eq!(world.vault.pending_people().await.unwrap(), []);
    world.clock.advance(2 * MINUTE);
    assert_eq!(world.vault.pending_people().await.unwrap(), [registered.person]);

    world.vault.activate(registered.person).await.unwrap();
    world.vault.activate(registered.person).await.unwrap();
    assert_eq!(world.vault.pending_people().await.unwrap(), []);
    let again = world.vault.register(&address, &new).await.unwrap();
    assert_eq!((again.person, again.is_new), (registered.person, false));
    let profile = world.vault.profiles(&[again.person]).await.unwrap().remove(&again.person);
    let profile = profile.unwrap();
    assert_eq!(profile.state, PersonState::Active);
    assert_eq!((profile.name.as_str(), profile.language.as_str()), ("Anna", "is"));
    assert_eq!(profile.time_zone, "Atlantic/Reykjavik");
    assert_eq!(world.vault.address_of(again.person).await.unwrap(), Some(address));
}

#[tokio::test]
async fn an_address_makes_one_person_whoever_is_first() {
    let world = World::new().await;
    let other = world.other_node().await;
    let new = NewPerson::new("Anna", None, None).unwrap();
    let address = Address::parse("anna@example.org").unwrap();
    let here = || world.vault.register(&address, &new);
    let there = || other.register(&address, &new);
    let (a, b, c, d) = tokio::join!(here(), there(), here(), there());
    let first = a.unwrap();
    for other in [b, c, d] {
        assert_eq!(other.unwrap(), first);
    }
    assert_eq!(world.count("SELECT count(*) FROM vault.people").await, 1);
    assert_eq!(world.vault.person_by_address(&address).await.unwrap(), Some(first.person));
}

#[tokio::test]
async fn imported_people_have_a_name_and_no_more() {
    let world = World::new().await;
    let people = |name: &str| {
        let each = (1..=12_000u128)
            .map(|n| (PersonId::from_u128(n), DisplayName::parse(&format!("{name} {n}")).unwrap()));
        each.collect::<Vec<_>>()
    };
    for name in ["Participant", "Participant", "Voter"] {
        world.vault.import_people(&people(name)).await.unwrap();
    }
    assert_eq!(world.count("SELECT count(*) FROM vault.people").await, 12_000);
    let person = PersonId::from_u128(7_000);
    assert_eq!(name(&world, person).await.as_deref(), Some("Voter 7000"));
    assert_eq!(world.vault.address_of(person).await.unwrap(), None);
    let change = ProfileChange { name: Some("Anna".into()), ..ProfileChange::default() };
    let refused = world.vault.update_profile(person, change).await.unwrap_err();
    assert!(matches!(refused, VaultError::Refused(Refusal::PersonAbsent)));
    let (_, token) = world.vault.begin_session(person, vault::Browser::Other).await.unwrap();
    assert_eq!(world.vault.identify(token.expose()).await.unwrap(), None);
}

#[tokio::test]
async fn an_import_leaves_people_alone_who_signed_up() {
    let world = World::new().await;
    let person = world.person("anna@example.org").await;
    let imported = [(person, DisplayName::parse("Participant 1").unwrap())];
    world.vault.import_people(&imported).await.unwrap();
    assert_eq!(name(&world, person).await.as_deref(), Some("Anna"));
}

#[tokio::test]
async fn unknown_people_have_no_name() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let names = world.vault.names(&[anna, PersonId::from_u128(1), anna]).await.unwrap();
    assert_eq!(names.len(), 1);
    assert!(world.vault.names(&[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_profile_changes_as_asked_and_within_bounds() {
    let world = World::new().await;
    let anna = world.person("anna@example.org").await;
    let bio = |bio: Option<&str>| ProfileChange {
        bio: Some(bio.map(str::to_owned)),
        ..ProfileChange::default()
    };
    let with_bio = world.vault.update_profile(anna, bio(Some("Fisher.\nBo's aunt."))).await;
    assert_eq!(with_bio.unwrap().bio.as_deref(), Some("Fisher.\nBo's aunt."));
    let change = ProfileChange {
        name: Some(" Ánna ".into()),
        language: Some("is".into()),
        time_zone: Some("Atlantic/Reykjavik".into()),
        ..ProfileChange::default()
    };
    let changed = world.vault.update_profile(anna, change).await.unwrap();
    assert_eq!((changed.name.as_str(), changed.language.as_str()), ("Ánna", "is"));
    assert!(changed.bio.is_some(), "what is not named stays");
    let without = world.vault.update_profile(anna, bio(None)).await.unwrap();
    assert_eq!(without.bio, None);

    let change = ProfileChange {
        name: Some("Bo".into()),
        language: Some("no language".into()),
        ..ProfileChange::default()
    };
    let refused = world.vault.update_profile(anna, change).await.unwrap_err();
    assert!(matches!(refused, VaultError::Refused(Refusal::Language)), "{refused}");
    assert_eq!(name(&world, anna).await.as_deref(), Some("Ánna"), "nothing is half written");
}
