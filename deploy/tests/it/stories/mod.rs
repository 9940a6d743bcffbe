//! Stories: what people do with the service, from outside.

mod bad_input;
mod closing;
mod coverage;
mod day;
mod deactivating;
mod decision;
mod delegating;
mod deletion;
mod direct;
mod encrypted;
mod groups;
mod guests;
mod hiding;
mod inviting;
mod mail_links;
mod measuring;
mod methods;
mod moving;
mod notes;
mod owed;
mod paging;
mod privacy;
mod program;
mod readiness;
mod reading;
mod readme;
mod registering;
mod reviewing;
mod standing_still;
mod subscribing;
mod tags;
mod templates;
mod trusting;
mod versions;
mod widening;

use deploy::destruction::Destruction;
use deploy::wiring::Services;
use domain::{Actor, Command, Timestamp};
use eventlog::Clock as _;
use eventlog::executor::Receipt;
use eventlog::sealing::Drafts;
use projections::{Reader, ReaderOptions, admin};
use serde_json::{Value, json};

use crate::harness::submission;
use crate::service::{Service, Somebody};

/// A command of the system.
pub async fn system(services: &Services, command: Command) -> Receipt {
    let system = submission(Actor::System, &format!("{command:?}"), command, Drafts::none());
    services.executor.execute(system).await.unwrap()
}

/// The read models are what comes out when they are built from the log alone.
async fn same_when_built_again(service: &Service) {
    let services = service.server.services();
    let progress = service.server.progress().clone();
    let reader =
        Reader::new(services.database.clone(), progress, ReaderOptions::default()).unwrap();
    let building = Destruction::of(services, reader).building;
    let (_, differences) = admin::verify(&building, &mut |_, _| {}).await.unwrap();
    assert_eq!(differences, []);
}

/// The time so many days from now, by the service's clock.
fn in_days(service: &Service, days: i64) -> String {
    let now = service.server.services().clock.now();
    Timestamp::from_second(now.as_second() + 86_400 * days).unwrap().to_string()
}

/// An open group of `admin` with a discussion: their ids.
async fn group_with_discussion(service: &Service, admin: &Somebody) -> (String, String) {
    let input = json!({ "name": "Bakery", "privacy": "OPEN" });
    let group = service.done(admin, "createGroup", "group { id }", input).await;
    let group = text(&group["group"]["id"]);
    let input = json!({ "groupId": group, "title": "Bread", "body": "Which?" });
    let started = service.done(admin, "startDiscussion", "discussion { id }", input).await;
    (group, text(&started["discussion"]["id"]))
}

/// A consent proposal: its id.
async fn raise(service: &Service, who: &Somebody, discussion: &str) -> String {
    let input = json!({
        "discussionId": discussion,
        "title": "Rye on Fridays",
        "method": { "consent": true },
    });
    let raised = service.done(who, "raiseProposal", "proposal { id }", input).await;
    text(&raised["proposal"]["id"])
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
