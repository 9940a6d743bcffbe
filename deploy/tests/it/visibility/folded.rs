//! What the policy of `domain` shows of the states that the log folds into.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use domain::discussion::{self, Discussion};
use domain::group::{Above, Group, Invitation};
use domain::platform::Platform;
use domain::policy::{self, DiscussionSetting, GroupSetting};
use domain::{DiscussionId, GroupId, InvitationId, PersonId};

/// The states that the log folds into.
#[derive(Default)]
pub struct Folded {
    pub groups: BTreeMap<GroupId, Group>,
    pub discussions: BTreeMap<DiscussionId, Discussion>,
    pub platform: Platform,
}

impl Folded {
    fn parent_of(&self, id: GroupId) -> Option<&Group> {
        self.groups[&id].parent().map(|parent| &self.groups[&parent])
    }

    fn privacy_of(&self, discussion: &Discussion) -> discussion::Privacy {
        let group = discussion.group();
        let parent = group.and_then(|group| self.parent_of(group));
        discussion.privacy_in(group.map(|group| &self.groups[&group]), parent)
    }

    pub fn setting(&self, id: GroupId) -> GroupSetting {
        let (group, parent) = (&self.groups[&id], self.parent_of(id));
        GroupSetting {
            privacy: group.effective_privacy(parent),
            parent: parent.map(Group::privacy),
            parent_members_read: group.parent_members_read(),
        }
    }

    pub fn viewer(
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
            group.is_member_below(Above { parent, platform: Some(&self.platform) }, person)
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
        let Some(person) = person.filter(|it| self.platform.absence(*it).is_none()) else {
            return HashSet::new();
        };
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

    pub fn seen_groups(&self, viewer: &policy::Viewer) -> BTreeSet<GroupId> {
        let seen = self.groups.iter().filter(|(id, group)| {
            self.setting(**id).audience().admits(viewer.standing(**id, group.parent()))
        });
        seen.map(|(id, _)| *id).collect()
    }

    pub fn seen_discussions(&self, viewer: &policy::Viewer) -> BTreeSet<DiscussionId> {
        let seen = self.discussions.iter().filter(|(id, discussion)| {
            let group = discussion.group();
            let setting = DiscussionSetting {
                privacy: self.privacy_of(discussion),
                group: group.map(|group| self.setting(group)),
            };
            let parent = group.and_then(|group| self.groups[&group].parent());
            setting.audience().admits(viewer.standing_in(**id, group, parent))
        });
        seen.map(|(id, _)| *id).collect()
    }

    /// How many memberships of subgroups ended with one in the parent, and do not say so themselves.
    pub fn lapsed(&self) -> usize {
        let lapsed = self.groups.values().flat_map(|group| {
            let parent = group.parent().map(|parent| &self.groups[&parent]);
            group.members().filter(move |(person, _)| !group.is_member_below(parent, *person))
        });
        lapsed.count()
    }

    /// How many discussions are hidden though their groups hide nothing any more.
    pub fn open_again(&self) -> usize {
        let hidden = self.discussions.values().filter(|discussion| {
            let group = discussion.group().map(|group| self.setting(group).effective_privacy());
            group.is_some_and(|privacy| privacy.seen_by_everyone())
                && discussion.privacy() != self.privacy_of(discussion)
        });
        hidden.count()
    }

    /// How many groups and discussions are hidden beyond what they say themselves.
    pub fn narrowed(&self) -> usize {
        let groups = self
            .groups
            .iter()
            .filter(|(id, group)| self.setting(**id).effective_privacy() != group.privacy());
        let discussions = self.discussions.values().filter(|discussion| {
            discussion.privacy() == discussion::Privacy::Public
                && self.privacy_of(discussion) == discussion::Privacy::Private
        });
        groups.count() + discussions.count()
    }
}
