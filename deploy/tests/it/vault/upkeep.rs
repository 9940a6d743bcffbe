//! What a crash or a refusal left is put in order.

use std::sync::Arc;

use deploy::upkeep::{Settled, Upkeep};
use domain::{Actor, Command, GroupId, PersonId, TextId, person};
use eventlog::executor::{ExecuteError, Executor, Limits};
use eventlog::memory::MemoryLog;
use eventlog::sealing::Drafts;
use eventlog::{Clock, EventLog};
use vault::{Address, Browser, NewPerson};

use super::{DAY, HOUR, MINUTE, World};
use crate::harness::{create_group, submission};

fn upkeep(world: &World) -> Upkeep {
    let clock = || Arc::clone(&world.clock) as Arc<dyn Clock>;
    let log = Arc::new(MemoryLog::new(clock())) as Arc<dyn EventLog>;
    let (vault, limits) = (world.vault.clone(), Limits::default());
    let executor = Executor::new(Arc::clone(&log), Arc::new(vault.clone()), clock(), limits);
    Upkeep { database: world.database.config.clone(), log, vault, executor }
}

async fn send(
    executor: &Executor,
    actor: Actor,
    command: Command,
    drafts: Drafts,
) -> Result<(), ExecuteError> {
    let sent = submission(actor, &format!("{command:?}"), command, drafts);
    executor.execute(sent).await.map(drop)
}

#[tokio::test]
async fn a_person_whom_a_crash_left_pending_is_registered() {
    let world = World::new().await;
    let upkeep = upkeep(&world);
    let address = Address::parse("anna@example.org").unwrap();
    let new = NewPerson::new("Anna", None, None).unwrap();
    let anna = world.vault.register(&address, &new).await.unwrap().person;
    assert_eq!(upkeep.settle().await.unwrap(), Settled::default(), "it may still be under way");
    world.clock.advance(2 * MINUTE);
    assert_eq!(upkeep.settle().await.unwrap().people, 1);
    let events = upkeep.log.read_stream(anna.into(), Default::default(), 10).await.unwrap();
    assert_eq!(events.iter().map(|it| &*it.event_type).collect::<Vec<_>>(), ["PersonRegistered"]);
    assert_eq!(upkeep.settle().await.unwrap(), Settled::default());
}

#[tokio::test]
async fn the_key_of_a_refused_text_is_destroyed_and_that_of_a_written_one_stays() {
    let world = World::new().await;
    let upkeep = upkeep(&world);
    let executor = &upkeep.executor;
    let admin = PersonId::from_u128(1);
    send(executor, Actor::System, Command::Person(admin, person::Command::Import), Drafts::none())
        .await
        .unwrap();
    let create = |id: GroupId, name: &'static str| async move {
        let text = TextId::group_name(id);
        let words = vec![(text, name.to_owned())];
        let drafts = executor.drafts(Some(admin), id.into(), words).await.unwrap();
        let create = create_group(drafts.text(text));
        send(executor, Actor::Person(admin), Command::Group(id, create), drafts).await
    };
    let (written, refused) = (GroupId::from_u128(2), GroupId::from_u128(3));
    create(written, "Bakery").await.unwrap();
    create(refused, " ").await.unwrap_err();
    let both = [TextId::group_name(written), TextId::group_name(refused)];
    world.clock.advance(HOUR);
    assert_eq!(upkeep.settle().await.unwrap().keys, 0, "a suspect is kept for a while");
    assert_eq!(world.count("SELECT count(*) FROM vault.keyring").await, 2);
    world.clock.advance(10 * MINUTE);
    assert_eq!(upkeep.settle().await.unwrap().keys, 1);
    use eventlog::keyring::Keyring;
    let left = world.vault.find(&both).await.unwrap();
    assert!(left.contains_key(&both[0]) && !left.contains_key(&both[1]));
}

#[tokio::test]
async fn what_has_expired_is_deleted() {
    let world = World::new().await;
    let upkeep = upkeep(&world);
    let anna = world.person("anna@example.org").await;
    world.vault.begin_session(anna, Browser::Other).await.unwrap();
    assert_eq!(upkeep.settle().await.unwrap().expired, 0);
    world.clock.advance(31 * DAY);
    assert_eq!(upkeep.settle().await.unwrap().expired, 1);
}
