//! A group with voters and open proposals, made by the ordinary commands.

use std::time::Duration;

use deploy::wiring::Services;
use domain::proposal::{
    Ballot, Draft, Electorate, Method, ReasonPolicy, Reasons, Reminder, Results, Roll, Stance,
};
use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, Origin, PersonId, ProposalId, StreamId,
    TextId, Timestamp, discussion, group, person, proposal,
};
use eventlog::executor::Submission;
use eventlog::sealing::Drafts;
use eventlog::{Clock, CommandId, Position};
use futures::StreamExt;
use futures::future::try_join_all;
use tokio::time::Instant;
use vault::{Address, NewPerson};

/// A group, its members and its proposals.
pub struct Community {
    /// The members; the first is the admin.
    pub people: Vec<PersonId>,
    /// What the proposals are raised in.
    pub discussion: DiscussionId,
    /// The proposals, all open, in `CONSENT`.
    pub proposals: Vec<ProposalId>,
    /// A position at or after all of it.
    pub position: Position,
}

/// When a community's proposals close.
#[derive(Debug, Clone, Copy)]
pub enum Closing {
    /// In a week.
    Later,
    /// All at this time.
    At(Timestamp),
    /// One after another from this time on.
    Every(Timestamp, Duration),
}

impl Closing {
    /// When the proposal at this place closes; `None` for the default.
    pub fn of(self, index: usize) -> Option<Timestamp> {
        match self {
            Self::Later => None,
            Self::At(at) => Some(at),
            Self::Every(first, step) => {
                let step = step.as_millis() as i64 * index as i64;
                Timestamp::from_millisecond(first.as_millisecond() + step).ok()
            }
        }
    }
}

/// How many commands are sent at a time.
const WINDOW: usize = 500;

impl Community {
    /// Makes a community with as many people and proposals.
    pub async fn found(
        services: &Services,
        people: usize,
        proposals: usize,
        closing: Closing,
    ) -> Self {
        let mut ids = Vec::with_capacity(people);
        for n in 0..people {
            let address = Address::parse(&format!("{n}@bench.invalid")).expect("an address");
            let new = NewPerson::new("Somebody", None, None).expect("a person");
            let registered = services.vault.register(&address, &new).await.expect("a person");
            services.vault.activate(registered.person).await.expect("a person");
            ids.push(registered.person);
        }
        for window in ids.chunks(WINDOW) {
            let register = |id: &PersonId| Command::Person(*id, person::Command::Register);
            try_join_all(window.iter().map(|id| system(services, register(id))))
                .await
                .expect("people");
        }
        let discussion = container(services, &ids).await;
        let proposals: Vec<ProposalId> =
            (0..proposals).map(|n| ProposalId::derive(&[b"bench", &n.to_be_bytes()])).collect();
        let mut position = Position::START;
        for (window, chunk) in proposals.chunks(WINDOW).enumerate() {
            let raised = chunk.iter().enumerate().map(|(at, id)| {
                let closes_at = closing.of(window * WINDOW + at);
                raise(services, discussion, *id, ids[0], closes_at)
            });
            for receipt in futures::future::join_all(raised).await {
                position = position.max(receipt);
            }
        }
        Self { people: ids, discussion, proposals, position }
    }

    /// Everybody agrees to every proposal.
    pub async fn vote(&mut self, services: &Services) {
        let everybody = self.people.chunks(WINDOW);
        for people in everybody {
            let votes = self.proposals.iter().flat_map(|id| {
                people.iter().map(|person| {
                    let ballot = Ballot::Stance(Stance::Agree);
                    let cast = proposal::Command::CastVote { ballot, reason: None };
                    let command = Command::Proposal(*id, cast);
                    send(services, Actor::Person(*person), command, Drafts::none())
                })
            });
            let positions = futures::stream::iter(votes).buffer_unordered(WINDOW);
            let newest = positions.fold(self.position, |newest, it| async move { newest.max(it) });
            self.position = newest.await;
        }
    }

    /// So many comments, of one after another.
    pub async fn comment(&mut self, services: &Services, comments: usize) {
        let discussion = self.discussion;
        let people = self.people.iter().copied().cycle();
        let written = (0..comments).zip(people).map(|(number, person)| async move {
            let comment = CommentId::derive(&[b"bench", &number.to_be_bytes()]);
            let body = TextId::comment_body(comment);
            let words = vec![(body, format!("What number {number} has to say about it."))];
            let drafts = drafts(services, person, discussion, words).await;
            let body = drafts.text(body);
            let (parent, mentions) = (None, Vec::new());
            let add = discussion::Command::AddComment { comment, parent, body, mentions };
            send(services, Actor::Person(person), Command::Discussion(discussion, add), drafts)
                .await
        });
        let positions = futures::stream::iter(written).buffer_unordered(WINDOW);
        let newest = positions.fold(self.position, |newest, it| async move { newest.max(it) });
        self.position = newest.await;
    }
}

async fn container(services: &Services, ids: &[PersonId]) -> DiscussionId {
    let (id, admin) = (GroupId::derive(&[b"bench"]), ids[0]);
    let name = TextId::group_name(id);
    let drafts = drafts(services, admin, id, vec![(name, "Bench".to_owned())]).await;
    let create = group::Create {
        name: drafts.text(name),
        description: None,
        parent: None,
        privacy: group::Privacy::Open,
        join: None,
        parent_members_read: false,
        switches: group::Switches::default(),
        handle: None,
    };
    send(
        services,
        Actor::Person(admin),
        Command::Group(id, group::Command::Create(create)),
        drafts,
    )
    .await;
    for people in ids[1..].chunks(1_000) {
        let enrol = group::Command::Enrol { people: people.to_vec(), role: group::Role::Member };
        system(services, Command::Group(id, enrol)).await.expect("members");
    }
    let discussion = DiscussionId::derive(&[b"bench"]);
    let title = TextId::discussion_title(discussion);
    let drafts = self::drafts(services, admin, discussion, vec![(title, "Bench".to_owned())]).await;
    let start = discussion::Command::Start {
        group: id,
        title: drafts.text(title),
        body: None,
        privacy: None,
    };
    send(services, Actor::Person(admin), Command::Discussion(discussion, start), drafts).await;
    discussion
}

async fn raise(
    services: &Services,
    discussion: DiscussionId,
    id: ProposalId,
    author: PersonId,
    closes_at: Option<Timestamp>,
) -> Position {
    let title = TextId::proposal_title(id);
    let drafts = drafts(services, author, id, vec![(title, "Bench".to_owned())]).await;
    let draft = Box::new(Draft {
        title: drafts.text(title),
        details: None,
        method: Method::Consent,
        opens_at: None,
        closes_at,
        electorate: Electorate::Members,
        roll: Some(Roll::WhileOpen),
        reasons: Reasons { policy: ReasonPolicy::None, short: false },
        results: Results::Always,
        quorum: None,
        rule: None,
        reminder: Reminder::Nobody,
        tags: Vec::new(),
        alike_options: None,
    });
    let admit = discussion::Command::AdmitProposal { proposal: id, draft: draft.clone() };
    let author = Actor::Person(author);
    send(services, author, Command::Discussion(discussion, admit), Drafts::none()).await;
    let raise = proposal::Command::Raise { discussion, draft };
    send(services, author, Command::Proposal(id, raise), drafts).await
}

async fn drafts(
    services: &Services,
    author: PersonId,
    container: impl Into<StreamId>,
    words: Vec<(TextId, String)>,
) -> Drafts {
    services.executor.drafts(Some(author), container.into(), words).await.expect("texts")
}

async fn system(
    services: &Services,
    command: Command,
) -> Result<Position, std::convert::Infallible> {
    Ok(send(services, Actor::System, command, Drafts::none()).await)
}

async fn send(services: &Services, actor: Actor, command: Command, drafts: Drafts) -> Position {
    let id = CommandId::derive(actor, "bench", &format!("{command:?}"));
    let deadline = Instant::now() + Duration::from_secs(60);
    let origin = Origin::Import(services.clock.now());
    let submission = Submission::new(command, actor, id, deadline);
    let submission = Submission { drafts, origin, ..submission };
    services.executor.execute(submission).await.expect("carried out").position
}
