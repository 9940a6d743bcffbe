//! A ballot file comes in as a proposal with its votes, and goes out again as it came.

use std::sync::Arc;
use std::time::Duration;

use deploy::blt::{Blt, export, parse};
use deploy::import::Counts;
use deploy::import::blt::{Election, Import, Options};
use deploy::wiring::Services;
use domain::proposal::{StvQuota, StvVariant};
use domain::{Actor, Command, PersonId, ProposalId, TextId, proposal};
use eventlog::{Clock, EventLog};

use crate::harness::{database, submission};
use crate::import::services;

const FILE: &str = "4 2\n-2\n3 1 3 4 0\n2 3 0\n1 2 4 1 0\n4 0\n1 2 0\n0\n\
    \"Alice\"\n\"Bob\"\n\"Carol\"\n\"Dave\"\n\"Who speaks for us\"\n";

async fn import(services: &Services, text: &str) -> (ProposalId, Counts) {
    let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
    let election = Election::new(&parse(text).unwrap(), text, clock.now()).unwrap();
    let import = Import::new(services.executor.clone(), services.vault.clone(), clock);
    let options = Options {
        variant: StvVariant::Scottish,
        quota: StvQuota::Droop,
        closes_in: Duration::from_secs(7 * 24 * 60 * 60),
        admin: None,
    };
    let counts = import.run(&election, options, &mut |_| {}).await.unwrap();
    (election.proposal, counts)
}

/// Whoever looks after an imported election closes it.
async fn close(services: &Services, text: &str, id: ProposalId) {
    let key = domain::id::hash_u128(&[text.as_bytes()]).to_be_bytes();
    let organiser = PersonId::derive(&[b"blt", &key, b"organiser"]);
    let reason = TextId::closing_reason(id);
    let words = vec![(reason, "All have voted".to_owned())];
    let drafts = services.executor.drafts(Some(organiser), id.into(), words).await.unwrap();
    let command = proposal::Command::CloseEarly { reason: drafts.text(reason) };
    let actor = Actor::Person(organiser);
    let close = submission(actor, "1", Command::Proposal(id, command), drafts);
    services.executor.execute(close).await.unwrap();
}

async fn written(services: &Services, id: ProposalId) -> Blt {
    let log: &dyn EventLog = &*services.log;
    export(log, &services.vault, id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_ballot_file_comes_in_once_and_goes_out_again() {
    let database = database().await;
    let services = services(&database).await;
    let (id, counts) = import(&services, FILE).await;
    // Six ballots rank somebody who stands; with the organiser there are seven people.
    assert_eq!((counts.people, counts.proposals, counts.votes), (7, 1, 6));
    assert!(counts.refused.is_empty(), "{:?}", counts.refused);
    let head = services.log.head().await.unwrap();
    let (again, counts) = import(&services, FILE).await;
    assert_eq!((again, counts.written), (id, 0), "importing again changes nothing");
    assert_eq!(services.log.head().await.unwrap(), head);
    close(&services, FILE, id).await;
    let (_, counts) = import(&services, FILE).await;
    assert_eq!(counts.written, 0, "nor does it after the close");
    assert!(counts.refused.is_empty(), "{:?}", counts.refused);
    let file = written(&services, id).await;
    let expected = "3 2\n3 1 2 3 0\n2 2 0\n1 3 1 0\n0\n\
        \"Alice\"\n\"Carol\"\n\"Dave\"\n\"Who speaks for us\"\n";
    assert_eq!(file.to_string(), expected);
    let (copy, _) = import(&services, expected).await;
    assert_ne!(copy, id, "another file is another election");
    close(&services, expected, copy).await;
    assert_eq!(written(&services, copy).await, file, "what went out comes in as it was");
    services.close().await;
}
