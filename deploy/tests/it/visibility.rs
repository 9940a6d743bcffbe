//! The policy of `domain` and its statement in SQL are the same: over generated communities every
//! viewer finds in the read models exactly the groups and discussions that the policy shows them.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;
use std::time::Duration;

use deploy::wiring::Services;
use domain::discussion::{self, Discussion};
use domain::group::{self, Group, Invitation, Privacy, Role};
use domain::policy::{self, DiscussionSetting, GroupSetting};
use domain::{
    Actor, Command, CommentId, DiscussionId, GroupId, InvitationId, PersonId, State, StreamId,
    TextId, person,
};
use eventlog::executor::ExecuteError;
use eventlog::sealing::Drafts;
use eventlog::{Clock, EventLog, Position};
use futures::future::join_all;
use projections::{
    Invitee, Page, Progress, Projector, Reader, ReaderOptions, SetState, Snapshot, Viewer,
    discussions, groups,
};
use scheduler::Scheduler;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;
use vault::MasterKey;

use crate::harness::{TestDatabase, database, submission};

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
struct Community {
    seed: u64,
    random: Random,
    services: Services,
    progress: Progress,
    reader: Reader,
    scheduler: Scheduler,
    people: Vec<PersonId>,
    groups: Vec<GroupId>,
    discussions: Vec<DiscussionId>,
    invitations: Vec<(InvitationId, GroupId, PersonId)>,
    asked: u128,
    agreed: usize,
    position: Position,
    stop: CancellationToken,
    projecting: JoinHandle<()>,
}

impl Community {
    async fn new(seed: u64, database: &TestDatabase) -> Self {
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
            let import = Command::Person(person, person::Command::Import);
            community.ask(Actor::System, vec![], |_| import).await;
        }
        community
    }

    async fn end(self) {
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
    async fn act(&mut self) {
        let actor = self.random.of(&self.people);
        if self.groups.len() < 3 || self.random.one_in(12) {
            return self.create_group(actor).await;
        }
        let group = self.random.of(&self.groups);
        let person = self.random.of(&self.people);
        match self.random.below(17) {
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
            _ => {
                let role = group::Command::SetRole { person, role: Role::Admin };
                self.ask_group(actor, group, role).await;
            }
        }
    }

    /// Somebody leaves the parent of a group, if somebody can: they are out of the group with it.
    async fn leave_a_parent(&mut self) {
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

    /// A group with a public discussion becomes secret, if there is one.
    async fn narrow_a_group(&mut self) {
        let folded = self.folded().await;
        for discussion in folded.discussions.values() {
            let Some(id) = discussion.group() else { continue };
            let group = &folded.groups[&id];
            let public = discussion.privacy() == discussion::Privacy::Public;
            if let Some(admin) = group.admins().next().filter(|_| public) {
                let privacy = Privacy::Secret;
                self.ask_group(admin, id, group::Command::ChangePrivacy { privacy }).await;
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
    async fn folded(&self) -> Folded {
        let mut folded = Folded::default();
        for id in &self.groups {
            let State::Group(group) = &*self.state(*id).await else { panic!("a group") };
            folded.groups.insert(*id, group.clone());
        }
        for id in &self.discussions {
            let state = self.state(*id).await;
            let State::Discussion(discussion) = &*state else { panic!("a discussion") };
            folded.discussions.insert(*id, discussion.clone());
        }
        folded
    }

    /// The read models with all that happened, however long that takes.
    async fn snapshot(&self) -> Arc<Snapshot> {
        while !matches!(self.progress.state(), SetState::Live) {
            tokio::task::yield_now().await;
        }
        while !self.progress.wait_for(self.position, Duration::from_secs(1)).await {}
        self.reader.snapshot(Some(self.position)).await.unwrap()
    }

    /// Carries out all that is owed.
    async fn settle(&mut self) {
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

    /// What each of them finds when all ask at the same time, in a snapshot that they share.
    async fn discussions_together(
        &self,
        everybody: &[Option<PersonId>],
    ) -> Vec<BTreeSet<DiscussionId>> {
        let ask = async |person: Option<PersonId>| {
            let snapshot = self.reader.shared_snapshot(Some(self.position)).await.unwrap();
            let viewer = Viewer { person };
            let found = discussions::by_ids(&snapshot, &viewer, &self.discussions).await;
            found.unwrap().into_keys().collect()
        };
        join_all(everybody.iter().map(|person| ask(*person))).await
    }

    /// Compares what everybody sees by the two statements of the policy.
    async fn check(&self) {
        let folded = self.folded().await;
        let snapshot = self.snapshot().await;
        assert_eq!(snapshot.position(), self.position, "seed {}", self.seed);
        let everybody: Vec<_> = self.people.iter().copied().map(Some).chain([None]).collect();
        let together = self.discussions_together(&everybody).await;
        for (person, together) in everybody.into_iter().zip(together) {
            let to = |id: &&(InvitationId, GroupId, PersonId)| Some(id.2) == person;
            let invitations: Vec<_> = self.invitations.iter().filter(to).copied().collect();
            let viewer = Invitee {
                viewer: Viewer { person },
                invitations: invitations.iter().map(|(id, ..)| *id).collect(),
            };
            let policy = folded.viewer(person, &invitations);
            let at = format!("seed {}, command {}, {person:?}", self.seed, self.asked);
            let found = groups::by_ids(&snapshot, &viewer, &self.groups).await.unwrap();
            for (id, row) in &found {
                assert_eq!(row.effective, folded.setting(*id).effective_privacy(), "{at}: {id}");
            }
            let found: BTreeSet<GroupId> = found.into_keys().collect();
            assert_eq!(found, folded.seen_groups(&policy), "{at}");
            let listed = groups::visible(&snapshot, &viewer, Page::first(10_000)).await.unwrap();
            assert_eq!(listed.rows.iter().map(|row| row.id).collect::<BTreeSet<_>>(), found);
            let found = discussions::by_ids(&snapshot, &viewer, &self.discussions).await.unwrap();
            let found: BTreeSet<DiscussionId> = found.into_keys().collect();
            assert_eq!(found, folded.seen_discussions(&policy), "{at}");
            assert_eq!(together, found, "{at}: asked together with everybody else");
            let listed =
                discussions::recent(&snapshot, &viewer, Page::first(10_000)).await.unwrap();
            assert_eq!(listed.rows.iter().map(|row| row.id).collect::<BTreeSet<_>>(), found);
        }
    }
}

/// The states that the log folds into.
#[derive(Default)]
struct Folded {
    groups: BTreeMap<GroupId, Group>,
    discussions: BTreeMap<DiscussionId, Discussion>,
}

impl Folded {
    fn setting(&self, id: GroupId) -> GroupSetting {
        let group = &self.groups[&id];
        GroupSetting {
            privacy: group.privacy(),
            parent: group.parent().map(|parent| self.groups[&parent].privacy()),
            parent_members_read: group.parent_members_read(),
        }
    }

    fn viewer(
        &self,
        person: Option<PersonId>,
        invitations: &[(InvitationId, GroupId, PersonId)],
    ) -> policy::Viewer {
        let groups_where = |is_so: &dyn Fn(&Group, PersonId) -> bool| -> HashSet<GroupId> {
            let Some(person) = person else { return HashSet::new() };
            let all = self.groups.iter().filter(|(_, group)| is_so(group, person));
            all.map(|(id, _)| *id).collect()
        };
        let is_member = |group: &Group, person| {
            let parent = group.parent().map(|parent| &self.groups[&parent]);
            group.is_member_below(parent, person)
        };
        let pending = invitations.iter().filter(|(id, group, _)| {
            matches!(self.groups[group].invitation(*id), Some(Invitation::Pending { .. }))
        });
        policy::Viewer {
            person,
            memberships: groups_where(&is_member),
            admin_of: groups_where(&|group, person| {
                is_member(group, person) && group.is_admin(person)
            }),
            invited: pending.map(|(_, group, _)| *group).collect(),
            guest_of: self.guest_of(person),
        }
    }

    /// Where the person has a place that has not ended, nor been lost with a membership of the group
    /// that the discussion is in, or of its parent.
    fn guest_of(&self, person: Option<PersonId>) -> HashSet<DiscussionId> {
        let Some(person) = person else { return HashSet::new() };
        let lasts = |discussion: &Discussion| {
            let Some(place) = discussion.guest_places(person).last() else { return false };
            let since = discussion.moved_at().map_or(place.since, |at| at.max(place.since));
            let own = discussion.group();
            let parent = own.and_then(|group| self.groups[&group].parent());
            let left = |group: GroupId| self.groups[&group].ended_memberships(person);
            let lost = [own, parent].into_iter().flatten().flat_map(left);
            place.until.is_none() && lost.into_iter().all(|former| former.until < since)
        };
        let all = self.discussions.iter().filter(|(_, discussion)| lasts(discussion));
        all.map(|(id, _)| *id).collect()
    }

    fn seen_groups(&self, viewer: &policy::Viewer) -> BTreeSet<GroupId> {
        let seen = self.groups.iter().filter(|(id, group)| {
            self.setting(**id).audience().admits(viewer.standing(**id, group.parent()))
        });
        seen.map(|(id, _)| *id).collect()
    }

    fn seen_discussions(&self, viewer: &policy::Viewer) -> BTreeSet<DiscussionId> {
        let seen = self.discussions.iter().filter(|(id, discussion)| {
            let group = discussion.group();
            let setting = DiscussionSetting {
                privacy: discussion.privacy(),
                group: group.map(|group| self.setting(group)),
            };
            let parent = group.and_then(|group| self.groups[&group].parent());
            setting.audience().admits(viewer.standing_in(**id, group, parent))
        });
        seen.map(|(id, _)| *id).collect()
    }

    /// How many memberships of subgroups ended with one in the parent, and do not say so themselves.
    fn lapsed(&self) -> usize {
        let lapsed = self.groups.values().flat_map(|group| {
            let parent = group.parent().map(|parent| &self.groups[&parent]);
            group.members().filter(move |(person, _)| !group.is_member_below(parent, *person))
        });
        lapsed.count()
    }

    /// How many groups and discussions are hidden beyond what they say themselves.
    fn narrowed(&self) -> usize {
        let groups = self
            .groups
            .iter()
            .filter(|(id, group)| self.setting(**id).effective_privacy() != group.privacy());
        let discussions = self.discussions.values().filter(|discussion| {
            let group = discussion.group().map(|group| self.setting(group));
            discussion.privacy() == discussion::Privacy::Public
                && group.is_some_and(|group| !group.effective_privacy().seen_by_everyone())
        });
        groups.count() + discussions.count()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sql_and_the_policy_show_everybody_the_same() {
    let (mut narrowed, mut lapsed, mut moved, mut agreed) = (0, 0, 0, 0);
    for seed in [1, 2, 3] {
        let database = database().await;
        let mut community = Community::new(seed, &database).await;
        for _ in 0..6 {
            for _ in 0..90 {
                community.act().await;
            }
            community.narrow_a_group().await;
            community.leave_a_parent().await;
            let folded = community.folded().await;
            narrowed += folded.narrowed();
            lapsed += folded.lapsed();
            let all = folded.discussions.values();
            moved += all.filter(|discussion| discussion.moved_at().is_some()).count();
            community.check().await;
            community.settle().await;
            let folded = community.folded().await;
            let unwritten = (folded.narrowed(), folded.lapsed());
            assert_eq!(unwritten, (0, 0), "seed {seed}: all is written down");
            community.check().await;
        }
        assert!(!community.discussions.is_empty(), "seed {seed}");
        agreed += community.agreed;
        community.end().await;
    }
    assert!(narrowed > 0, "something was hidden by the group's own event alone");
    assert!(lapsed > 0, "somebody was out by the parent's event alone");
    assert!(moved > 0 && agreed > 0, "{moved} discussions moved, {agreed} agreed to more readers");
}
