//! Who takes part in a discussion: the members of its group, and its guests. A direct discussion has
//! no group: everybody in it has a place of the kind that guests have elsewhere, and is to it what
//! a member is.

use jiff::Timestamp;

use super::state::Discussion;
use super::terms::Privacy;
use crate::decider::Facts;
use crate::group::{Above, Group, Switches, TagRefusal};
use crate::id::{PersonId, TagId};
use crate::platform::{Platform, present};

/// A place of somebody who was let into one discussion only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GuestPlace {
    /// The version of the discussion's stream at which it began.
    pub since_version: u64,
    /// Since when.
    pub since: Timestamp,
    /// Until when, if it has ended.
    pub until: Option<Timestamp>,
}

/// Everybody who takes part in a discussion.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Circle<'a> {
    pub discussion: &'a Discussion,
    /// The discussion's group; none around a direct discussion.
    pub group: Option<&'a Group>,
    pub parent: Option<&'a Group>,
    /// Who is away.
    pub platform: Option<&'a Platform>,
}

impl<'a> Circle<'a> {
    /// The people around this discussion, if it was started and the facts hold its group.
    pub fn of(discussion: &'a Discussion, facts: &Facts<'a>) -> Option<Self> {
        let platform = facts.platform;
        if discussion.exists() && discussion.group().is_none() {
            return Some(Self { discussion, group: None, parent: None, platform });
        }
        Some(Self { discussion, group: Some(facts.group?), parent: facts.parent, platform })
    }

    /// What decides, beside the group's own history, who is in it.
    pub const fn above(&self) -> Above<'a> {
        Above { parent: self.parent, platform: self.platform }
    }

    /// The same as if nobody were away.
    pub const fn with_the_absent(self) -> Self {
        Self { platform: None, ..self }
    }

    /// The version of the group's stream; 0 without one.
    pub fn group_version(&self) -> u64 {
        self.group.map_or(0, Group::version)
    }

    /// Who may read the discussion. What was public before the group was made one that not
    /// everyone sees is so no more, whether or not an event says so, and whether or not that was
    /// taken back.
    pub fn privacy(&self) -> Privacy {
        self.discussion.privacy_in(self.group, self.parent)
    }

    /// Since when the group, or its parent, is archived, so that nothing is done in it.
    pub fn frozen_at(&self) -> Option<Timestamp> {
        self.group?.frozen_at(self.parent)
    }

    /// The tags that were `asked` for, each once and in ascending order; see [`Group::settle_tags`].
    /// Tags are a group's, so nothing direct has any.
    pub fn settle_tags(&self, asked: &[TagId], has: &[TagId]) -> Result<Vec<TagId>, TagRefusal> {
        match (self.group, asked.first()) {
            (Some(group), _) => group.settle_tags(asked, has),
            (None, None) => Ok(vec![]),
            (None, Some(tag)) => Err(TagRefusal::NotFound { tag: *tag }),
        }
    }

    /// Whether the group is there, where there should be one.
    pub fn exists(&self) -> bool {
        self.group.is_none_or(Group::exists)
    }

    /// Whether the person takes part: as a member or as a guest.
    pub fn includes(&self, person: PersonId) -> bool {
        self.is_member(person) || self.is_guest(person)
    }

    /// Whether the person is a member of the group, or is in the direct discussion.
    pub fn is_member(&self, person: PersonId) -> bool {
        let lasts = |group: &Group| group.is_member_below(self.above(), person);
        self.group.map_or_else(|| self.is_guest(person), lasts)
    }

    /// Whether the person is an admin of the group. In a direct discussion the author acts as its
    /// admin, and when they have left, whoever has been in it longest.
    pub fn is_admin(&self, person: PersonId) -> bool {
        let looks_after = |group: &Group| group.is_admin(person) && self.is_member(person);
        self.group.map_or_else(|| self.direct_admin() == Some(person), looks_after)
    }

    fn direct_admin(&self) -> Option<PersonId> {
        let lasting = self.places().filter(|(_, place)| place.until.is_none());
        let author = self.discussion.author();
        lasting
            .min_by_key(|(person, place)| (Some(*person) != author, place.since_version))
            .map(|(person, _)| person)
    }

    /// What people here may do who are no admins. In a direct discussion that is what a group
    /// begins with, but for letting others in, which shows them all that was written.
    pub fn switches(&self) -> Switches {
        let direct = Switches { add_guests: false, ..Switches::default() };
        self.group.map_or(direct, Group::switches)
    }

    /// Whether the person has a place as a guest. A member may have one as well.
    pub fn is_guest(&self, person: PersonId) -> bool {
        self.place(person).is_some_and(|place| place.until.is_none())
    }

    /// The person's newest place as a guest.
    pub fn place(&self, person: PersonId) -> Option<GuestPlace> {
        self.places_of(person).last()
    }

    /// The times of the person's places as a guest, the newest last. Who leaves the group, or its
    /// parent, leaves the discussion at that moment, whether or not an event says so yet, and whether
    /// or not they come back. Who is away is out for that time.
    pub fn places_of(self, person: PersonId) -> impl Iterator<Item = GuestPlace> + use<'a> {
        let (groups, moved_at) = ([self.group, self.parent], self.discussion.moved_at());
        let absences = self.platform.map_or(&[][..], |platform| platform.absences(person));
        self.discussion.guest_places(person).iter().flat_map(move |place| {
            // What became of a membership before the discussion came into the group is no matter.
            let since = place.since.max(moved_at.unwrap_or(place.since));
            let ended = groups.into_iter().flatten().flat_map(|it| it.ended_memberships(person));
            let lost = ended.map(|former| former.until).filter(|until| *until >= since);
            let times = present(place.since, lost.chain(place.until).min(), absences);
            times.map(|(since, until)| GuestPlace { since, until, ..*place })
        })
    }

    /// Everybody who has or had a place as a guest, with the newest, by id.
    pub fn places(self) -> impl Iterator<Item = (PersonId, GuestPlace)> + use<'a> {
        let people = self.discussion.guests();
        people.filter_map(move |person| Some((person, self.place(person)?)))
    }
}
