//! A small community to look at: people, a group, a discussion and open proposals, made by the
//! ordinary commands.

use std::fs;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Stance,
};
use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, PersonId, ProposalId, StreamId, TextId,
    discussion, group, person, proposal,
};
use eventlog::executor::Submission;
use eventlog::sealing::Drafts;
use eventlog::{CommandId, Position};
use tokio::time::Instant;
use vault::{Address, Browser, NewPerson, Registered};

use crate::wiring::Services;

/// Says in the data folder that `--demo` made it.
const MARK: &str = "demo";
/// What the mark says when the community is there.
const MADE: &str = "made";

/// The people, the first of whom looks after the group.
const PEOPLE: [&str; 4] = ["Ada", "Ben", "Chloe", "Dev"];

/// Someone of the demo and a token that acts for them.
pub struct DemoPerson {
    /// The name.
    pub name: &'static str,
    /// The token.
    pub token: String,
}

/// Marks a new data folder as the demo's, or checks that this one is.
///
/// # Errors
/// If the folder was there without the demo: its people must not get strangers beside them.
pub fn claim(data: &Path) -> Result<()> {
    let mark = data.join(MARK);
    if mark.exists() {
        return Ok(());
    }
    let used = data.is_dir() && fs::read_dir(data)?.next().is_some();
    if used {
        bail!(
            "{} was made without --demo, and demo people are not added to it: leave --demo out, \
             or name another folder with --data",
            data.display()
        );
    }
    // For nobody else's eyes, as the database will want it.
    let made = fs::DirBuilder::new().recursive(true).mode(0o700).create(data);
    made.with_context(|| format!("making {}", data.display()))?;
    fs::write(&mark, "").with_context(|| format!("writing {}", mark.display()))
}

/// Makes the community, unless it was made completely before, and new tokens for its people.
/// Answers with them and a position at or after everything.
///
/// # Errors
/// If the services do not answer, or the data folder cannot be written.
pub async fn populate(services: &Services, data: &Path) -> Result<(Vec<DemoPerson>, Position)> {
    let made = fs::read_to_string(data.join(MARK)).is_ok_and(|mark| mark == MADE);
    let position = if made { Position::START } else { make(services).await? };
    fs::write(data.join(MARK), MADE)?;
    let mut tokens = Vec::new();
    for name in PEOPLE {
        let person = register(services, name).await?.person;
        let (_, token) = services.vault.begin_session(person, Browser::Other).await?;
        tokens.push(DemoPerson { name, token: token.expose().to_owned() });
    }
    Ok((tokens, position))
}

/// Somebody with an address that leads nowhere, so that nobody but this demo signs in as them.
async fn register(services: &Services, name: &str) -> Result<Registered> {
    let address = Address::parse(&format!("{}@demo.invalid", name.to_lowercase()))?;
    Ok(services.vault.register(&address, &NewPerson::new(name, None, None)?).await?)
}

async fn make(services: &Services) -> Result<Position> {
    let mut demo = Demo { services, people: Vec::new() };
    for name in PEOPLE {
        let Registered { person, is_new } = register(services, name).await?;
        if is_new {
            demo.system(Command::Person(person, person::Command::Register)).await?;
            services.vault.activate(person).await?;
        }
        demo.people.push(person);
    }
    demo.found().await?;
    demo.decide().await
}

struct Demo<'a> {
    services: &'a Services,
    people: Vec<PersonId>,
}

impl Demo<'_> {
    const GROUP: &'static str = "Riverside Co-op";

    fn group() -> GroupId {
        GroupId::derive(&[b"demo"])
    }

    fn discussion() -> DiscussionId {
        DiscussionId::derive(&[b"demo"])
    }

    /// The group with its members, and the discussion with a comment.
    async fn found(&self) -> Result<()> {
        let ada = self.people[0];
        let id = Self::group();
        let (name, about) = (TextId::group_name(id), TextId::group_description(id));
        let words = vec![
            (name, Self::GROUP.to_owned()),
            (about, "Twelve houses, one garden, and everything that is decided about them.".into()),
        ];
        let drafts = self.drafts(ada, id, words).await?;
        let create = group::Command::Create(group::Create {
            name: drafts.text(name),
            description: Some(drafts.text(about)),
            parent: None,
            privacy: group::Privacy::Open,
            join: None,
            parent_members_read: false,
            switches: group::Switches::default(),
            handle: None,
        });
        self.say(ada, Command::Group(id, create), drafts).await?;
        let people = self.people[1..].to_vec();
        let enrol = group::Command::Enrol { people, role: group::Role::Member };
        self.system(Command::Group(id, enrol)).await?;
        let id = Self::discussion();
        let (title, body) = (TextId::discussion_title(id), TextId::discussion_body(id));
        let words = vec![
            (title, "The shed by the river".to_owned()),
            (body, "The roof leaks again. **Repair it, or build a new one?**".to_owned()),
        ];
        let drafts = self.drafts(ada, id, words).await?;
        let start = discussion::Command::Start {
            group: Self::group(),
            title: drafts.text(title),
            body: Some(drafts.text(body)),
            privacy: None,
        };
        self.say(ada, Command::Discussion(id, start), drafts).await?;
        self.comment(self.people[1], "The beams are sound; I looked at them on Sunday.").await
    }

    async fn comment(&self, by: PersonId, words: &str) -> Result<()> {
        let comment = CommentId::derive(&[b"demo"]);
        let text = TextId::comment_body(comment);
        let drafts = self.drafts(by, Self::discussion(), vec![(text, words.to_owned())]).await?;
        let body = drafts.text(text);
        let add = discussion::Command::AddComment { comment, parent: None, body, mentions: vec![] };
        self.say(by, Command::Discussion(Self::discussion(), add), drafts).await?;
        Ok(())
    }

    /// Two open proposals with first votes.
    async fn decide(&self) -> Result<Position> {
        let repair = self.raise(1, "Repair the roof this autumn", &[]).await?;
        let colours = ["Red", "Green", "As it is"];
        self.raise(2, "Which colour shall the door have?", &colours).await?;
        let cast =
            |stance| proposal::Command::CastVote { ballot: Ballot::Stance(stance), reason: None };
        let votes = [(self.people[1], Stance::Agree), (self.people[2], Stance::Abstain)];
        let mut position = Position::START;
        for (person, stance) in votes {
            let vote = Command::Proposal(repair, cast(stance));
            position = self.say(person, vote, Drafts::none()).await?;
        }
        Ok(position)
    }

    async fn raise(&self, number: u8, title: &str, options: &[&str]) -> Result<ProposalId> {
        let ada = self.people[0];
        let id = ProposalId::derive(&[b"demo", &[number]]);
        let mut words = vec![(TextId::proposal_title(id), title.to_owned())];
        let numbered = (1..).zip(options);
        words.extend(numbered.map(|(n, option)| (TextId::option(id, n), (*option).to_owned())));
        let drafts = self.drafts(ada, id, words).await?;
        let options: Vec<_> =
            (1..).zip(options).map(|(n, _)| drafts.text(TextId::option(id, n))).collect();
        let draft = Box::new(Draft {
            title: drafts.text(TextId::proposal_title(id)),
            details: None,
            method: if options.is_empty() {
                Method::Consent
            } else {
                Method::Choose { options, min: 1, max: 1, none_of_these: true }
            },
            opens_at: None,
            closes_at: None,
            electorate: Electorate::Members,
            roll: None,
            reasons: Reasons { policy: ReasonPolicy::Optional, short: true },
            results: Results::Always,
            quorum: None,
            rule: None,
            reminder: Reminder::NotVoted,
            tags: Vec::new(),
            alike_options: None,
        });
        let discussion = Self::discussion();
        let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft.clone() };
        self.say(ada, Command::Discussion(discussion, admit), Drafts::none()).await?;
        let raise = proposal::Command::Raise { discussion, draft };
        self.say(ada, Command::Proposal(id, raise), drafts).await?;
        Ok(id)
    }

    async fn drafts(
        &self,
        author: PersonId,
        container: impl Into<StreamId>,
        words: Vec<(TextId, String)>,
    ) -> Result<Drafts> {
        Ok(self.services.executor.drafts(Some(author), container.into(), words).await?)
    }

    async fn say(&self, by: PersonId, command: Command, drafts: Drafts) -> Result<Position> {
        self.send(Actor::Person(by), command, drafts).await
    }

    async fn system(&self, command: Command) -> Result<()> {
        self.send(Actor::System, command, Drafts::none()).await.map(drop)
    }

    async fn send(&self, actor: Actor, command: Command, drafts: Drafts) -> Result<Position> {
        let key = serde_json::to_string(&command)?;
        let id = CommandId::derive(actor, "demo", &key);
        let deadline = Instant::now() + Duration::from_secs(30);
        let submission = Submission { drafts, ..Submission::new(command, actor, id, deadline) };
        Ok(self.services.executor.execute(submission).await?.position)
    }
}
