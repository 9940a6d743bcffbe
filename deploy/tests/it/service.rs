//! The running service, and a person who asks it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use deploy::config::Settings;
use deploy::server::{Server, ServerOptions};
use deploy::wiring::Services;
use domain::Timestamp;
use eventlog::Clock as _;
use serde_json::{Value, json};
use tempfile::TempDir;
use vault::mail::MailTransport;
use vault::{Address, Browser, MasterKey, NewPerson};

use crate::harness::{TestDatabase, database, folder};

/// A service on a database of its own.
pub struct Service {
    pub server: Server,
    _database: TestDatabase,
    pub mail: TempDir,
    http: reqwest::Client,
    /// Where the newest mutation is: whoever asks next sees it.
    newest: Mutex<Option<String>>,
}

/// A service on this database; several may run on one.
pub async fn node(database: &TestDatabase, mail: &TempDir) -> Server {
    node_set(database, mail, Settings::load(None).unwrap()).await.unwrap()
}

/// What a service stands on, without one.
pub async fn services(database: &TestDatabase) -> Services {
    let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
    Services::connect(database.config.clone(), key, "test").await.unwrap()
}

/// The same, set so.
async fn node_set(
    database: &TestDatabase,
    mail: &TempDir,
    settings: Settings,
) -> anyhow::Result<Server> {
    let services = services(database).await;
    let options = ServerOptions {
        listen: SocketAddr::from(([127, 0, 0, 1], 0)),
        mail: MailTransport::Folder(mail.path().to_owned()),
        development: true,
        settings,
    };
    Server::start(services, options).await
}

/// What comes of starting a service that is set so.
pub async fn start_set(set: impl FnOnce(&mut Settings)) -> anyhow::Result<Server> {
    let (database, mail) = (database().await, folder());
    let mut settings = Settings::load(None).unwrap();
    set(&mut settings);
    node_set(&database, &mail, settings).await
}

/// A service that answers.
pub async fn service() -> Service {
    service_set(|_| {}).await
}

/// The same, set so.
pub async fn service_set(set: impl FnOnce(&mut Settings)) -> Service {
    let (database, mail) = (database().await, folder());
    let mut settings = Settings::load(None).unwrap();
    set(&mut settings);
    let server = node_set(&database, &mail, settings).await.unwrap();
    Service::over(server, database, mail, reqwest::Client::new()).await
}

/// Somebody who may be signed in.
#[derive(Clone, Default)]
pub struct Somebody {
    pub id: String,
    pub token: Option<String>,
}

impl Service {
    async fn over(
        server: Server,
        database: TestDatabase,
        mail: TempDir,
        http: reqwest::Client,
    ) -> Self {
        let newest = Mutex::default();
        let service = Self { server, _database: database, mail, http, newest };
        service.until_ready().await;
        service
    }

    /// Nothing runs until this time; then a new server does, on the same database.
    pub async fn restarted_after(self, time: Timestamp) -> Self {
        let Self { server, _database: database, mail, http, .. } = self;
        let clock = Arc::clone(&server.services().clock);
        server.stop().await;
        while clock.now() < time {
            tokio::task::yield_now().await;
        }
        let server = node(&database, &mail).await;
        Self::over(server, database, mail, http).await
    }

    async fn until_ready(&self) {
        let url = format!("http://{}/readyz", self.server.address());
        while self.http.get(&url).send().await.unwrap().status() != 200 {
            tokio::task::yield_now().await;
        }
    }

    /// From now on nobody reaches the database.
    pub async fn cut_off(&self) {
        let client = self._database.pool.get().await.unwrap();
        let name: String = client.query_one("SELECT current_database()", &[]).await.unwrap().get(0);
        let mut elsewhere = self._database.config.clone();
        elsewhere.dbname("postgres");
        let close = format!("ALTER DATABASE {name} ALLOW_CONNECTIONS false");
        crate::harness::execute(&elsewhere, &close).await.unwrap();
        let end = format!(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        );
        crate::harness::execute(&elsewhere, &end).await.unwrap();
    }

    /// The same service, started again on read models that are built from the log alone.
    pub async fn with_read_models_built_again(self) -> Self {
        let Self { server, _database: database, mail, http, .. } = self;
        server.stop().await;
        let set = projections::set::Set::current();
        let forget = format!(
            "DROP SCHEMA {0} CASCADE; DELETE FROM kept.sets WHERE schema = '{0}'",
            set.schema()
        );
        crate::harness::execute(&database.config, &forget).await.unwrap();
        let server = node(&database, &mail).await;
        Self::over(server, database, mail, http).await
    }

    /// The same service, restored from a backup that its last event was not in yet.
    pub async fn without_its_last_event(self) -> Self {
        let lose = "DELETE FROM log.events WHERE position = (SELECT max(position) FROM log.events)";
        crate::harness::execute(&self._database.config, lose).await.unwrap();
        self.with_read_models_built_again().await
    }

    /// The database that it runs on.
    pub const fn database(&self) -> &TestDatabase {
        &self._database
    }

    pub fn url(&self) -> String {
        format!("http://{}/graphql", self.server.address())
    }

    /// Sends bytes as they are.
    pub async fn post(&self, body: impl Into<reqwest::Body>) -> reqwest::Response {
        let request = self.http.post(self.url()).header("content-type", "application/json");
        request.body(body).send().await.unwrap()
    }

    /// Asks for the results as events.
    pub async fn events(&self, who: &Somebody, query: &str, variables: Value) -> reqwest::Response {
        let body = json!({ "query": query, "variables": variables });
        self.events_of(who, &body).await
    }

    /// Asks for the results of these parameters as events.
    pub async fn events_of(&self, who: &Somebody, parameters: &Value) -> reqwest::Response {
        let body = parameters.to_string();
        let mut request = self.http.post(self.url()).header("content-type", "application/json");
        request = request.header("accept", "text/event-stream");
        if let Some(token) = &who.token {
            request = request.bearer_auth(token);
        }
        request.body(body).send().await.unwrap()
    }

    /// The whole answer, as of the newest mutation or later.
    pub async fn answer(&self, who: &Somebody, query: &str, variables: Value) -> Value {
        let newest = self.newest.lock().unwrap().clone();
        let extensions = newest.map_or(json!({}), |newest| json!({ "waitFor": newest }));
        let body = json!({ "query": query, "variables": variables, "extensions": extensions });
        let body = body.to_string();
        let mut request = self.http.post(self.url()).header("content-type", "application/json");
        if let Some(token) = &who.token {
            request = request.bearer_auth(token);
        }
        let answer = request.body(body).send().await.unwrap();
        assert!(answer.status().as_u16() < 500, "{}", answer.status());
        serde_json::from_str(&answer.text().await.unwrap()).unwrap()
    }

    /// The data of an answer without errors.
    #[track_caller]
    pub fn ask<'a>(
        &'a self,
        who: &'a Somebody,
        query: &'a str,
        variables: Value,
    ) -> impl Future<Output = Value> + 'a {
        let at = std::panic::Location::caller();
        async move {
            let mut answer = self.answer(who, query, variables).await;
            assert!(answer.get("errors").is_none(), "{at}: {answer}");
            answer["data"].take()
        }
    }

    /// Asks until the answer is as it is to become, for what the system does by itself.
    #[track_caller]
    pub fn until<'a>(
        &'a self,
        who: &'a Somebody,
        query: &'a str,
        variables: Value,
        is_so: impl Fn(&Value) -> bool + 'a,
    ) -> impl Future<Output = Value> + 'a {
        let at = std::panic::Location::caller();
        async move {
            let deadline = Instant::now() + Duration::from_secs(60);
            loop {
                let mut answer = self.answer(who, query, variables.clone()).await;
                let errors = answer.get("errors");
                let late = errors.is_some_and(|it| it[0]["extensions"]["code"] == "UNAVAILABLE");
                assert!(late || errors.is_none(), "{at}: {answer}");
                let data = answer["data"].take();
                if !late && is_so(&data) {
                    return data;
                }
                assert!(Instant::now() < deadline, "{at}: it stays {data}");
            }
        }
    }

    /// The payload of a mutation: `selection` is of its own fields, `input` its input.
    pub async fn mutate(
        &self,
        who: &Somebody,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Value {
        let mut kind = mutation[..1].to_uppercase() + &mutation[1..];
        if let Some((_, other)) = INPUTS.iter().find(|(name, _)| *name == mutation) {
            kind = (*other).to_owned();
        }
        let query = format!(
            "mutation($input: {kind}Input!) {{ it: {mutation}(input: $input) {{ {selection} \
             position errors {{ ... on Refusal {{ code message path }} }} }} }}"
        );
        let payload = self.ask(who, &query, json!({ "input": input })).await["it"].take();
        if let Some(position) = payload["position"].as_str() {
            *self.newest.lock().unwrap() = Some(position.to_owned());
        }
        payload
    }

    /// The payload of a mutation that is not refused.
    pub async fn done(
        &self,
        who: &Somebody,
        mutation: &str,
        selection: &str,
        input: Value,
    ) -> Value {
        let payload = self.mutate(who, mutation, selection, input).await;
        assert_eq!(payload["errors"], json!([]), "{mutation}");
        payload
    }

    /// The code of the rule that a mutation breaks.
    pub async fn refused(&self, who: &Somebody, mutation: &str, input: Value) -> String {
        let payload = self.mutate(who, mutation, "", input).await;
        assert_eq!(payload["position"], Value::Null, "nothing is written");
        payload["errors"][0]["code"].as_str().unwrap_or_default().to_owned()
    }

    /// Somebody new, who is signed in.
    pub async fn somebody(&self, name: &str) -> Somebody {
        let vault = &self.server.services().vault;
        let address = Address::parse(&format!("{name}@example.org")).unwrap();
        let new = NewPerson::new(name, None, None).unwrap();
        let person = vault.register(&address, &new).await.unwrap().person;
        crate::stories::system(
            self.server.services(),
            domain::Command::Person(person, domain::person::Command::Register),
        )
        .await;
        vault.activate(person).await.unwrap();
        let (_, token) = vault.begin_session(person, Browser::Other).await.unwrap();
        Somebody { id: format!("person-{person}"), token: Some(token.expose().to_owned()) }
    }
}

/// Mutations whose input is called otherwise.
const INPUTS: [(&str, &str); 27] = [
    ("joinGroup", "Group"),
    ("leaveGroup", "Group"),
    ("inviteToGroup", "Invite"),
    ("acceptInvitation", "OwnInvitation"),
    ("declineInvitation", "OwnInvitation"),
    ("closeDiscussion", "Discussion"),
    ("reopenDiscussion", "Discussion"),
    ("discardDiscussion", "Discussion"),
    ("discardComment", "Comment"),
    ("restoreComment", "Comment"),
    ("approveMembershipRequest", "Member"),
    ("declineMembershipRequest", "DeclineRequest"),
    ("withdrawVote", "Proposal"),
    ("moveClosing", "ClosingTime"),
    ("reopenProposal", "ClosingTime"),
    ("closeProposalEarly", "CloseEarly"),
    ("removeMember", "Member"),
    ("pinDiscussion", "Discussion"),
    ("unpinDiscussion", "Discussion"),
    ("archiveGroup", "Group"),
    ("unarchiveGroup", "Group"),
    ("deleteGroup", "Group"),
    ("restoreGroup", "Group"),
    ("acceptGuestLink", "GuestLink"),
    ("agreeToWidening", "Discussion"),
    ("withdrawWriting", "Discussion"),
    ("cancelWidening", "Discussion"),
];
