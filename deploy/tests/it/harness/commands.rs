//! Commands on their way to an executor, without the edge.

use std::time::Duration;

use domain::proposal::{Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Roll};
use domain::{Actor, Command, Text, group};
use eventlog::CommandId;
use eventlog::executor::Submission;
use eventlog::sealing::Drafts;
use tokio::time::Instant;

/// The command with its words; `key` tells it from the actor's others.
pub fn submission(actor: Actor, key: &str, command: Command, drafts: Drafts) -> Submission {
    let id = CommandId::derive(actor, "test", key);
    let deadline = Instant::now() + Duration::from_secs(60);
    Submission { drafts, ..Submission::new(command, actor, id, deadline) }
}

/// The making of an open group.
pub fn create_group(name: Text) -> group::Command {
    group::Command::Create(group::Create {
        name,
        description: None,
        parent: None,
        privacy: group::Privacy::Open,
        join: None,
        parent_members_read: false,
        switches: group::Switches::default(),
        handle: None,
    })
}

/// A proposal in `CONSENT` for all members, whose results are seen and of which nobody is reminded.
pub fn consent(title: Text) -> Draft {
    Draft {
        title,
        details: None,
        method: Method::Consent,
        opens_at: None,
        closes_at: None,
        electorate: Electorate::Members,
        roll: Some(Roll::WhileOpen),
        reasons: Reasons { policy: ReasonPolicy::None, short: false },
        results: Results::Always,
        quorum: None,
        rule: None,
        reminder: Reminder::Nobody,
        tags: Vec::new(),
        alike_options: None,
    }
}
