//! A public conversation brought in by the ordinary commands, until the read models have it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use deploy::import::polis;
use eventlog::Clock;
use tokio_postgres::NoTls;

use crate::database::Database;
use crate::figure::{Figure, judge, median};
use crate::service;

const ROUNDS: usize = 3;
const TARGET: f64 = 20_000.0;

/// Measures it.
pub async fn run(dir: &Path, conversation: &Path) {
    let Ok(conversation) = polis::read(conversation) else {
        println!("  {} is not there: not measured", conversation.display());
        return;
    };
    let database = Database::start(dir).await;
    let mut figures = Vec::new();
    for round in 0..ROUNDS {
        floor(&database, &format!("floor_{round}"), conversation.votes.len()).await;
        let (server, _mail) =
            service::server(database.named(&format!("import_{round}")).await).await;
        let services = server.services();
        let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
        let import = polis::Import::new(services.executor.clone(), services.vault.clone(), clock);
        let options = polis::Options { closes_in: Duration::from_secs(604_800), admin: None };
        let work = async {
            let counts = import.run(&conversation, options, &mut |_| {}).await.expect("imported");
            assert!(server.wait_for(counts.position).await, "the read models follow");
        };
        let votes = conversation.votes.len();
        figures.push(Figure::measure("votes imported and projected", votes, work).await);
        server.stop().await;
    }
    let figure = median(figures);
    let rate = format!("{:.0} a second", figure.per_second());
    judge("votes imported and projected", &rate, figure.per_second() >= TARGET, "20000 a second");
    database.stop().await;
}

/// As many rows into one table by single statements on one connection, each of them durable.
async fn floor(database: &Database, name: &str, votes: usize) {
    let config = database.named(name).await;
    let (client, connection) = config.connect(NoTls).await.expect("a connection");
    tokio::spawn(connection);
    let make = "CREATE TABLE votes (proposal bigint, voter bigint, stance text, \
                PRIMARY KEY (proposal, voter))";
    client.batch_execute(make).await.expect("a table");
    let insert = client.prepare("INSERT INTO votes VALUES ($1, $2, 'AGREE')").await;
    let insert = insert.expect("a statement");
    let count = votes / 5;
    let work = async {
        for vote in 0..count as i64 {
            client.execute(&insert, &[&(vote % 198), &vote]).await.expect("inserted");
        }
    };
    Figure::measure("floor: one-row inserts, one connection", count, work).await;
}
