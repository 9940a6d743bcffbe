//! The policy of `domain` and its statement in SQL are the same: over generated communities every
//! viewer finds in the read models exactly the groups and discussions that the policy shows them.

mod community;
mod folded;

use std::collections::BTreeSet;

use domain::{DiscussionId, GroupId, InvitationId, PersonId};
use futures::future::join_all;
use projections::{Invitee, Page, Viewer, discussions, groups};

use self::community::Community;
use crate::harness::database;

impl Community {
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sql_and_the_policy_show_everybody_the_same() {
    let (mut narrowed, mut lapsed, mut moved, mut agreed, mut away) = (0, 0, 0, 0, 0);
    let mut open_again = 0;
    for seed in [1, 2, 3] {
        let database = database().await;
        let mut community = Community::new(seed, &database).await;
        for turn in 0..6 {
            for _ in 0..90 {
                community.act().await;
            }
            community.narrow_a_group(turn % 2 == 1).await;
            community.leave_a_parent().await;
            let folded = community.folded().await;
            narrowed += folded.narrowed();
            open_again += folded.open_again();
            lapsed += folded.lapsed();
            let is_away = |person: &&PersonId| folded.platform.absence(**person).is_some();
            away += community.people.iter().filter(is_away).count();
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
    assert!(open_again > 0, "something stayed hidden though that was taken back");
    assert!(lapsed > 0, "somebody was out by the parent's event alone");
    assert!(away > 0, "somebody was away");
    assert!(moved > 0 && agreed > 0, "{moved} discussions moved, {agreed} agreed to more readers");
}
