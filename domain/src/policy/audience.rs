//! Audiences: to whom a container is visible.

use crate::discussion::Privacy as DiscussionPrivacy;
use crate::group::Privacy;
use crate::policy::Standing;

/// To whom a container is visible, narrowed by everything that it is in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// Everyone, signed in or not.
    Everyone,
    /// Members of the container's group, and those named here.
    Members {
        /// Members of the group's parent too.
        and_parent_members: bool,
        /// Those invited to the group too.
        and_invited: bool,
        /// Guests of the discussion too.
        and_guests: bool,
    },
}

/// What of a group decides who sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GroupSetting {
    /// The group's own privacy.
    pub privacy: Privacy,
    /// The parent's privacy, if it is a subgroup.
    pub parent: Option<Privacy>,
    /// Whether the parent's members read the discussions; counts in `PARENT_VISIBLE` groups only.
    pub parent_members_read: bool,
}

/// What of a discussion decides who sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DiscussionSetting {
    /// The discussion's own privacy.
    pub privacy: DiscussionPrivacy,
    /// The group that it is in; none if it is direct.
    pub group: Option<GroupSetting>,
}

impl Audience {
    /// Whether the container is visible to somebody with this standing.
    #[must_use]
    pub const fn admits(self, viewer: Standing) -> bool {
        match self {
            Self::Everyone => true,
            Self::Members { and_parent_members, and_invited, and_guests } => {
                viewer.member
                    || (and_parent_members && viewer.parent_member)
                    || (and_invited && viewer.invited)
                    || (and_guests && viewer.guest)
            }
        }
    }
}

impl GroupSetting {
    /// The privacy as the parent's narrows it.
    #[must_use]
    pub const fn effective_privacy(self) -> Privacy {
        match self.parent {
            Some(parent) => self.privacy.under(parent),
            None => self.privacy,
        }
    }

    /// Who sees that the group exists, with its name and description.
    #[must_use]
    pub const fn audience(self) -> Audience {
        match self.effective_privacy() {
            Privacy::Open | Privacy::Closed => Audience::Everyone,
            Privacy::ParentVisible => {
                Audience::Members { and_parent_members: true, and_invited: true, and_guests: false }
            }
            Privacy::Secret => Audience::Members {
                and_parent_members: false,
                and_invited: true,
                and_guests: false,
            },
        }
    }
}

impl DiscussionSetting {
    /// Who sees the discussion and, as far as field rules allow, all that is in it.
    ///
    /// Only where everyone sees the group can a discussion be public.
    #[must_use]
    pub const fn audience(self) -> Audience {
        const PEOPLE_IN_IT: Audience =
            Audience::Members { and_parent_members: false, and_invited: false, and_guests: true };
        let Some(group) = self.group else { return PEOPLE_IN_IT };
        match (self.privacy, group.effective_privacy()) {
            (DiscussionPrivacy::Public, Privacy::Open | Privacy::Closed) => Audience::Everyone,
            (_, Privacy::ParentVisible) => Audience::Members {
                and_parent_members: group.parent_members_read,
                and_invited: false,
                and_guests: true,
            },
            _ => PEOPLE_IN_IT,
        }
    }
}
