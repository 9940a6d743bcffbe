//! A community that is generated from a seed, on the real log and read models.

use std::sync::Arc;
use std::time::Duration;

use deploy::wiring::Services;
use domain::discussion;
use domain::group::{self, Privacy, Role};
use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, InvitationId, PersonId, PlatformId, State,
    StreamId, TextId, person, platform,
};
use eventlog::executor::ExecuteError;
use eventlog::sealing::Drafts;
use eventlog::{Clock, EventLog, Position};
use projections::{Progress, Projector, Reader, ReaderOptions, SetState, Snapshot};
use scheduler::Scheduler;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::MasterKey;

use super::folded::Folded;
use crate::harness::{TestDatabase, submission};

const PEOPLE: u128 = 6;
const PRIVACIES: [Privacy; 4] = Privacy::ALL;

/// `SplitMix64` (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % count as u64).unwrap()
    }

    fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == 0
    }

    fn of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())]
    }
}

/// People, what they made, and the read models of it. Nothing runs by itself but the projector, so
/// what is owed stays owed until it is asked for.
pub struct Community {
    pub seed: u64,
    random: Random,
    services: Services,
    progress: Progress,
    pub reader: Reader,
    scheduler: Scheduler,
    pub people: Vec<PersonId>,
    pub groups: Vec<GroupId>,
    pub discussions: Vec<DiscussionId>,
    pub invitations: Vec<(InvitationId, GroupId, PersonId)>,
    pub asked: u128,
    pub agreed: usize,
    pub position: Position,
    stop: CancellationToken,
    projecting: JoinHandle<()>,
}

impl Community {
    pub async fn new(seed: u64, database: &TestDatabase) -> Self {
        let key = MasterKey::from_value(&"ab".repeat(32)).unwrap();
        let services = Services::connect(database.config.clone(), key, "test").await.unwrap();
        let clock = Arc::clone(&services.clock) as Arc<dyn Clock>;
        let projector = Projector::new(
            services.database.clone(),
            Arc::clone(&services.log) as Arc<dyn EventLog>,
            Arc::new(services.vault.clone()),
            "test".to_owned(),
        );
        let progress = projector.prepare().await.unwrap();
        let options = ReaderOptions::default();
        let reader = Reader::new(services.database.clone(), progress.clone(), options).unwrap();
        let stop = CancellationToken::new();
        let projecting = tokio::spawn(projector.run(progress.clone(), stop.clone()));
        let scheduler = Scheduler::new(services.executor.clone(), reader.clone(), clock);
        let people: Vec<PersonId> = (1..=PEOPLE).map(PersonId::from_u128).collect();
        let mut community = Self {
            seed,
            random: Random(seed),
            services,
            progress,
            reader,
            scheduler,
            people: people.clone(),
            groups: vec![],
            discussions: vec![],
            invitations: vec![],
            asked: 0,
            agreed: 0,
            position: Position::default(),
            stop,
            projecting,
        };
        for person in people {
            let register = Command::Person(person, person::Command::Register);
            community.ask(Actor::System, vec![], |_| register).await;
        }
        community
    }

    pub async fn end(self) {
        self.stop.cancel();
        self.projecting.await.unwrap();
        self.services.close().await;
    }

    /// Answers whether the command was accepted.
    async fn ask(
        &mut self,
        actor: Actor,
        words: Vec<(TextId, String)>,
        command: impl FnOnce(&Drafts) -> Command,
    ) -> bool {
        self.asked += 1;
        let executor = &self.services.executor;
        let container = GroupId::from_u128(0).into();
        let drafts = executor.drafts(actor.person(), container, words).await.unwrap();
        let asked = submission(actor, &self.asked.to_string(), command(&drafts), drafts);
        match executor.execute(asked).await {
            Ok(receipt) => self.position = self.position.max(receipt.position),
            Err(ExecuteError::Refused(_)) => return false,
            Err(error) => panic!("seed {}: {error}", self.seed),
        }
        true
    }

    async fn ask_group(&mut self, actor: PersonId, group: GroupId, command: group::Command) {
        self.ask(Actor::Person(actor), vec![], |_| Command::Group(group, command)).await;
    }

    /// Somebody tries something.
    pub async fn act(&mut self) {
        let actor = self.random.of(&self.people);
        if self.groups.len() < 3 || self.random.one_in(12) {
            return self.create_group(actor).await;
        }
        let group = self.random.of(&self.groups);
        let person = self.random.of(&self.people);
        match self.random.below(19) {
            0 | 1 | 13 => self.start_discussion(actor, group).await,
            2 => self.change_discussion(actor).await,
            3 => self.ask_group(actor, group, group::Command::Join).await,
            4 => self.invite(actor, group, person).await,
            5 => self.accept().await,
            6 | 12 => {
                let privacy = self.random.of(&PRIVACIES);
                self.ask_group(actor, group, group::Command::ChangePrivacy { privacy }).await;
            }
            7 => self.ask_group(actor, group, group::Command::EndMembership { person }).await,
            8 => self.start_direct(actor, person).await,
            9 => {
                let people = vec![person];
                self.ask_discussion(actor, discussion::Command::AddGuests { people }).await;
            }
            10 => {
                let privacy = self.random.one_in(2).then_some(discussion::Privacy::Public);
                let there = discussion::Command::Move { group, privacy };
                self.ask_discussion(actor, there).await;
            }
            11 => self.agree(actor).await,
            14 | 15 => self.comment(actor).await,
            17 | 18 => self.go_or_come_back(person).await,
            _ => {
                let role = group::Command::SetRole { person, role: Role::Admin };
                self.ask_group(actor, group, role).await;
            }
        }
    }

    /// Somebody is deactivated, or comes back.
    async fn go_or_come_back(&mut self, person: PersonId) {
        let command = match self.random.one_in(3) {
            true => platform::Command::Deactivate { person },
            false => platform::Command::Reactivate { person },
        };
        self.ask(Actor::System, vec![], |_| Command::Platform(PlatformId::ONE, command)).await;
    }

    /// Somebody leaves the parent of a group, if somebody can: they are out of the group with it.
    pub async fn leave_a_parent(&mut self) {
        let folded = self.folded().await;
        for group in folded.groups.values() {
            let Some(id) = group.parent() else { continue };
            let parent = &folded.groups[&id];
            let can =
                |person: &PersonId| parent.is_member(*person) && !parent.is_last_admin(*person);
            let leaver = group.members().map(|(person, _)| person).find(can);
            if let Some(person) = leaver {
                self.ask_group(person, id, group::Command::EndMembership { person }).await;
                return;
            }
        }
    }

    /// A group with a public discussion becomes secret, if there is one, and `open_again` at once.
    pub async fn narrow_a_group(&mut self, open_again: bool) {
        let folded = self.folded().await;
        for discussion in folded.discussions.values() {
            let Some(id) = discussion.group() else { continue };
            let group = &folded.groups[&id];
            let public = discussion.privacy() == discussion::Privacy::Public;
            if let Some(admin) = group.admins().next().filter(|_| public) {
                let became = [Privacy::Secret, Privacy::Open];
                for privacy in became.into_iter().take(if open_again { 2 } else { 1 }) {
                    self.ask_group(admin, id, group::Command::ChangePrivacy { privacy }).await;
                }
                return;
            }
        }
    }

    async fn create_group(&mut self, actor: PersonId) {
        let id = GroupId::from_u128(1_000 + self.asked);
        let below = !self.groups.is_empty() && !self.random.one_in(3);
        let parent = below.then(|| self.random.of(&self.groups));
        let privacy = self.random.of(&PRIVACIES);
        let parent_members_read = privacy == Privacy::ParentVisible && self.random.one_in(2);
        let name = TextId::group_name(id);
        let create = |drafts: &Drafts| {
            let create = group::Create {
                name: drafts.text(name),
                description: None,
                parent,
                privacy,
                join: None,
                parent_members_read,
                switches: group::Switches { create_subgroups: true, ..Default::default() },
                handle: None,
            };
            Command::Group(id, group::Command::Create(create))
        };
        if self.ask(Actor::Person(actor), vec![(name, "Generated".into())], create).await {
            self.groups.push(id);
        }
    }

    async fn start_discussion(&mut self, actor: PersonId, group: GroupId) {
        let id = DiscussionId::from_u128(1_000 + self.asked);
        let title = TextId::discussion_title(id);
        let privacies = [discussion::Privacy::Public, discussion::Privacy::Private];
        let privacy = Some(self.random.of(&privacies));
        let start = |drafts: &Drafts| {
            let title = drafts.text(title);
            Command::Discussion(
                id,
                discussion::Command::Start { group, title, body: None, privacy },
            )
        };
        if self.ask(Actor::Person(actor), vec![(title, "Generated".into())], start).await {
            self.discussions.push(id);
        }
    }

    async fn start_direct(&mut self, actor: PersonId, person: PersonId) {
        let id = DiscussionId::from_u128(1_000 + self.asked);
        let title = TextId::discussion_title(id);
        let start = |drafts: &Drafts| {
            let (people, title) = (vec![person], drafts.text(title));
            Command::Discussion(id, discussion::Command::StartDirect { people, title, body: None })
        };
        if self.ask(Actor::Person(actor), vec![(title, "Generated".into())], start).await {
            self.discussions.push(id);
        }
    }

    /// Asks it of one of the discussions, every other time as its author.
    async fn ask_discussion(&mut self, actor: PersonId, command: discussion::Command) {
        if self.discussions.is_empty() {
            return;
        }
        let id = self.random.of(&self.discussions);
        let state = self.state(id).await;
        let State::Discussion(discussion) = &*state else { panic!("a discussion") };
        let author = discussion.author().filter(|_| self.random.one_in(2));
        let actor = Actor::Person(author.unwrap_or(actor));
        self.ask(actor, vec![], |_| Command::Discussion(id, command)).await;
    }

    async fn comment(&mut self, actor: PersonId) {
        if self.discussions.is_empty() {
            return;
        }
        let id = self.random.of(&self.discussions);
        let comment = CommentId::from_u128(1_000 + self.asked);
        let body = TextId::comment_body(comment);
        let write = |drafts: &Drafts| {
            let (body, parent, mentions) = (drafts.text(body), None, vec![]);
            let add = discussion::Command::AddComment { comment, parent, body, mentions };
            Command::Discussion(id, add)
        };
        self.ask(Actor::Person(actor), vec![(body, "Generated".into())], write).await;
    }

    /// Everybody who was told of more readers agrees to them, somebody else calls them off.
    async fn agree(&mut self, actor: PersonId) {
        if self.random.one_in(4) {
            return self.ask_discussion(actor, discussion::Command::CancelWidening).await;
        }
        for id in self.discussions.clone() {
            let state = self.state(id).await;
            let State::Discussion(discussion) = &*state else { panic!("a discussion") };
            let told = discussion.widening().map(|it| it.writers.clone()).unwrap_or_default();
            for person in told {
                let agree = discussion::Command::AgreeToWidening;
                let agree = |_: &Drafts| Command::Discussion(id, agree);
                self.agreed += usize::from(self.ask(Actor::Person(person), vec![], agree).await);
            }
        }
    }

    async fn change_discussion(&mut self, actor: PersonId) {
        let privacies = [discussion::Privacy::Public, discussion::Privacy::Private];
        let change = discussion::Command::ChangePrivacy { privacy: self.random.of(&privacies) };
        self.ask_discussion(actor, change).await;
    }

    async fn invite(&mut self, actor: PersonId, group: GroupId, person: PersonId) {
        let id = InvitationId::from_u128(1_000 + self.asked);
        let invite = Command::Group(group, group::Command::Invite { invitations: vec![id] });
        if self.ask(Actor::Person(actor), vec![], |_| invite).await {
            self.invitations.push((id, group, person));
        }
    }

    async fn accept(&mut self) {
        if self.invitations.is_empty() {
            return;
        }
        let (invitation, group, person) = self.random.of(&self.invitations);
        self.ask_group(person, group, group::Command::AcceptInvitation { invitation }).await;
    }

    async fn state(&self, stream: impl Into<StreamId>) -> Arc<State> {
        self.services.executor.state(stream.into()).await.unwrap()
    }

    /// Everything that was made, as the log says.
    pub async fn folded(&self) -> Folded {
        let mut folded = Folded::default();
        for id in &self.groups {
            let State::Group(group) = &*self.state(*id).await else { panic!("a group") };
            folded.groups.insert(*id, group.clone());
        }
        let State::Platform(platform) = &*self.state(PlatformId::ONE).await else {
            panic!("the platform")
        };
        folded.platform = platform.clone();
        for id in &self.discussions {
            let state = self.state(*id).await;
            let State::Discussion(discussion) = &*state else { panic!("a discussion") };
            folded.discussions.insert(*id, discussion.clone());
        }
        folded
    }

    /// The read models with all that happened, however long that takes.
    pub async fn snapshot(&self) -> Arc<Snapshot> {
        while !matches!(self.progress.state(), SetState::Live) {
            tokio::task::yield_now().await;
        }
        while !self.progress.wait_for(self.position, Duration::from_secs(1)).await {}
        self.reader.snapshot(Some(self.position)).await.unwrap()
    }

    /// Carries out all that is owed.
    pub async fn settle(&mut self) {
        loop {
            let snapshot = self.snapshot().await;
            assert!(snapshot.position() >= self.position);
            drop(snapshot);
            let look = self.scheduler.look().await.unwrap();
            assert_eq!(look.failed, 0, "seed {}", self.seed);
            self.position = self.position.max(look.position);
            if look.written == 0 {
                return;
            }
        }
    }
}
