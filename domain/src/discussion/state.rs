//! What a discussion's events fold into.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;

use super::circle::GuestPlace;
use super::command::Command;
use super::event::Event;
use super::terms::{Privacy, ReactionTarget};
use super::widening::Widening;
use crate::announcement::ToldSoFar;
use crate::area::Needs;
use crate::group::{Group, Invitation};
use crate::id::{CommentId, GroupId, InvitationId, PersonId, ProposalId, TagId};
use crate::reaction::Emoji;
use crate::text::Text;

/// A discussion as it is now; by default one that was never started.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Discussion(Option<Box<Started>>);

/// A discussion that was started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Started {
    /// None if it is direct.
    pub group: Option<GroupId>,
    pub author: PersonId,
    pub title: Text,
    pub body: Option<Text>,
    /// Whether its author took a body back.
    pub body_withdrawn: bool,
    pub privacy: Privacy,
    /// Since when it has this privacy where it is.
    pub privacy_since: Timestamp,
    /// The readers that are to come.
    pub widening: Option<Widening>,
    /// When more readers were announced the last few times, the oldest first.
    pub announced: Vec<Timestamp>,
    /// When it came into the group that it is in, if that is not where it began.
    pub moved_at: Option<Timestamp>,
    pub revision: u32,
    pub stage: Stage,
    /// In ascending order.
    pub tags: Vec<TagId>,
    pub pinned: bool,
    pub comments: HashMap<CommentId, Comment>,
    pub writers: HashSet<PersonId>,
    pub reactions: HashSet<(ReactionTarget, PersonId, Emoji)>,
    /// Who was told of it.
    pub told: ToldSoFar,
    pub admissions: HashMap<ProposalId, Admission>,
    /// How many events were folded.
    pub version: u64,
    /// The places of everybody who is or was a guest, the newest last.
    pub guests: BTreeMap<PersonId, Vec<GuestPlace>>,
    pub invitations: HashMap<InvitationId, Invitation>,
}

/// Whether a discussion takes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It takes comments and proposals.
    Open,
    /// It takes no more comments and proposals.
    Closed,
    /// It reads as removed.
    Discarded {
        /// When it was discarded.
        at: Timestamp,
    },
}

/// A comment as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Who wrote it.
    pub author: PersonId,
    /// The comment that it answers.
    pub parent: Option<CommentId>,
    /// What it says.
    pub body: Text,
    /// Who is named in it.
    pub mentions: Vec<PersonId>,
    /// Who discarded it, while it is discarded.
    pub discarded_by: Option<PersonId>,
    /// 1, and one more with every edit.
    pub revision: u32,
}

/// A proposal that may be raised here, or was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Admission {
    /// Who raises it.
    pub by: PersonId,
    /// Until when it must have been raised.
    pub lapses_at: Timestamp,
}

impl Discussion {
    /// A discussion that was never started.
    pub(super) const UNSTARTED: Self = Self(None);

    pub(super) fn started(&self) -> Option<&Started> {
        self.0.as_deref()
    }

    /// Whether it was ever started. What is discarded exists.
    #[must_use]
    pub const fn exists(&self) -> bool {
        self.0.is_some()
    }

    /// The group that it is in. A direct discussion is in none.
    #[must_use]
    pub fn group(&self) -> Option<GroupId> {
        self.started()?.group
    }

    /// Who began it.
    #[must_use]
    pub fn author(&self) -> Option<PersonId> {
        Some(self.started()?.author)
    }

    /// Who may read it, within what its group allows; nobody more than the group names if it was
    /// never started.
    #[must_use]
    pub fn privacy(&self) -> Privacy {
        self.started().map_or(Privacy::Private, |started| started.privacy)
    }

    /// Who may read it in this group with this parent, within what that allows: see
    /// [`Self::privacy`]. A narrowing above it lasts below, also if it was taken back since.
    #[must_use]
    pub fn privacy_in(&self, group: Option<&Group>, parent: Option<&Group>) -> Privacy {
        let since = self.started().map(|started| started.privacy_since);
        let is_public = group.is_some_and(|group| {
            group.effective_privacy(parent).seen_by_everyone() && group.hidden_at(parent) < since
        });
        if is_public { self.privacy() } else { Privacy::Private }
    }

    /// The readers that are to come.
    #[must_use]
    pub fn widening(&self) -> Option<&Widening> {
        self.started()?.widening.as_ref()
    }

    /// When it came into the group that it is in, if that is not where it began.
    #[must_use]
    pub fn moved_at(&self) -> Option<Timestamp> {
        self.started()?.moved_at
    }

    /// Whether it takes no more comments and proposals.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.started().is_some_and(|started| started.stage == Stage::Closed)
    }

    /// Whether it reads as removed.
    #[must_use]
    pub fn is_discarded(&self) -> bool {
        self.discarded_at().is_some()
    }

    /// When it was discarded.
    #[must_use]
    pub fn discarded_at(&self) -> Option<Timestamp> {
        match self.started()?.stage {
            Stage::Discarded { at } => Some(at),
            Stage::Open | Stage::Closed => None,
        }
    }

    /// 1, and one more with every edit of title or body; 0 if it was never started.
    #[must_use]
    pub fn revision(&self) -> u32 {
        self.started().map_or(0, |started| started.revision)
    }

    /// A comment in it, discarded or not.
    #[must_use]
    pub fn comment(&self, id: CommentId) -> Option<&Comment> {
        self.started()?.comments.get(&id)
    }

    /// The right to raise the proposal here, lapsed or not.
    #[must_use]
    pub fn admission(&self, id: ProposalId) -> Option<Admission> {
        self.started()?.admissions.get(&id).copied()
    }

    /// Everything that was ever admitted here, in no order.
    pub fn admissions(&self) -> impl Iterator<Item = (ProposalId, Admission)> {
        self.started()
            .into_iter()
            .flat_map(|started| &started.admissions)
            .map(|(id, admission)| (*id, *admission))
    }

    /// Everybody who began it, changed it, commented in it, or was to raise a proposal in it, in
    /// no order.
    pub fn writers(&self) -> impl Iterator<Item = PersonId> {
        self.started().into_iter().flat_map(|started| &started.writers).copied()
    }

    /// The version of the discussion's stream: how many events were folded.
    #[must_use]
    pub fn version(&self) -> u64 {
        self.started().map_or(0, |started| started.version)
    }

    /// The places that the person has or had as a guest, the newest last, as the discussion's own
    /// events tell: they also end with a membership of the group.
    #[must_use]
    pub fn guest_places(&self, person: PersonId) -> &[GuestPlace] {
        let places = self.started().and_then(|started| started.guests.get(&person));
        places.map_or(&[], Vec::as_slice)
    }

    /// Everybody who has or had a place as a guest, by id.
    pub fn guests(&self) -> impl Iterator<Item = PersonId> {
        self.started().into_iter().flat_map(|started| started.guests.keys()).copied()
    }

    /// The streams that the command looks at. A change to more readers looks at the proposals
    /// too, since people write there as well, and a move at the group that it goes to.
    #[must_use]
    pub fn needs(&self, command: &Command) -> Needs {
        let group = match command {
            Command::Start { group, .. } => self.group().or(Some(*group)),
            _ => self.group(),
        };
        let mut proposals: Vec<ProposalId> = match command {
            Command::Close
            | Command::ChangePrivacy { privacy: Privacy::Public }
            | Command::Move { .. } => self.admissions().map(|(id, _)| id).collect(),
            Command::AgreeToWidening | Command::Widen { .. } if self.is_to_move() => {
                self.admissions().map(|(id, _)| id).collect()
            }
            Command::AdmitProposal { proposal, .. } => {
                self.admission(*proposal).map(|_| *proposal).into_iter().collect()
            }
            _ => Vec::new(),
        };
        proposals.sort_unstable();
        let destination = self.destination(command).filter(|it| self.group() != Some(*it));
        Needs { group, proposals, destination, ..Needs::default() }
    }

    /// Takes one stored event into the state; what does not fit changes nothing.
    pub(super) fn apply(&mut self, event: &Event) {
        if let Some(started) = self.0.as_deref_mut() {
            started.apply(event);
        } else if let Event::DiscussionStarted { group, author, title, body, privacy, at } = event {
            self.0 = Some(Box::new(Started {
                group: *group,
                author: *author,
                title: *title,
                body: *body,
                body_withdrawn: false,
                privacy: *privacy,
                privacy_since: *at,
                widening: None,
                announced: Vec::new(),
                moved_at: None,
                revision: 1,
                stage: Stage::Open,
                tags: Vec::new(),
                pinned: false,
                comments: HashMap::new(),
                writers: HashSet::from([*author]),
                reactions: HashSet::new(),
                told: ToldSoFar::default(),
                admissions: HashMap::new(),
                version: 1,
                guests: BTreeMap::new(),
                invitations: HashMap::new(),
            }));
        }
    }
}

impl Started {
    fn apply(&mut self, event: &Event) {
        self.version += 1;
        match event {
            Event::DiscussionStarted { .. } => {}
            Event::DiscussionEdited { title, body, by, .. } => {
                self.title = title.unwrap_or(self.title);
                self.body = body.or(self.body);
                self.revision = self.revision.saturating_add(1);
                self.writers.insert(*by);
            }
            Event::DiscussionPrivacyChanged { .. }
            | Event::WideningAnnounced { .. }
            | Event::WideningAgreed { .. }
            | Event::WideningEnded { .. }
            | Event::DiscussionBodyWithdrawn { .. }
            | Event::DiscussionMoved { .. } => self.apply_to_reach(event),
            Event::DiscussionNarrowed { .. } => self.privacy = Privacy::Private,
            Event::DiscussionClosed { .. } => self.stage = Stage::Closed,
            Event::DiscussionReopened { .. } => self.stage = Stage::Open,
            Event::DiscussionDiscarded { at, .. } => self.stage = Stage::Discarded { at: *at },
            Event::DiscussionTagged { tags, .. } => self.tags.clone_from(tags),
            Event::DiscussionPinned { .. } => self.pinned = true,
            Event::DiscussionUnpinned { .. } => self.pinned = false,
            Event::ReactionAdded { target, person, emoji } => {
                self.reactions.insert((*target, *person, *emoji));
            }
            Event::ReactionRemoved { target, person, emoji } => {
                self.reactions.remove(&(*target, *person, *emoji));
            }
            Event::DiscussionAnnounced { to, .. } => self.told.apply(to),
            Event::ProposalAdmitted { proposal, by, lapses_at } => {
                self.admissions.insert(*proposal, Admission { by: *by, lapses_at: *lapses_at });
                self.writers.insert(*by);
            }
            Event::CommentAdded { .. }
            | Event::CommentEdited { .. }
            | Event::CommentDiscarded { .. }
            | Event::CommentWithdrawn { .. }
            | Event::CommentRestored { .. } => self.apply_to_comment(event),
            Event::GuestLetIn { .. }
            | Event::GuestPlaceEnded { .. }
            | Event::GuestInvited { .. }
            | Event::GuestInvitationEnded { .. }
            | Event::GuestInvitationAccepted { .. } => self.apply_to_guests(event),
        }
    }

    fn apply_to_guests(&mut self, event: &Event) {
        match *event {
            Event::GuestLetIn { person, at, .. } => {
                let place = GuestPlace { since_version: self.version, since: at, until: None };
                let places = self.guests.entry(person).or_default();
                // The one before had ended with a membership, and nothing says so.
                if let Some(before) = places.last_mut().filter(|it| it.until.is_none()) {
                    before.until = Some(at);
                }
                places.push(place);
            }
            Event::GuestPlaceEnded { person, at, .. } => {
                if let Some(place) = self.guests.get_mut(&person).and_then(|all| all.last_mut()) {
                    place.until = Some(at);
                }
            }
            Event::GuestInvited { invitation, by, expires_at, .. } => {
                self.invitations.insert(invitation, Invitation::Pending { by, expires_at });
            }
            Event::GuestInvitationEnded { invitation, .. }
            | Event::GuestInvitationAccepted { invitation } => {
                self.invitations.insert(invitation, Invitation::Over);
            }
            _ => {}
        }
    }

    fn apply_to_comment(&mut self, event: &Event) {
        match event {
            Event::CommentAdded { comment, author, parent, body, mentions, .. } => {
                self.writers.insert(*author);
                self.comments.entry(*comment).or_insert_with(|| Comment {
                    author: *author,
                    parent: *parent,
                    body: *body,
                    mentions: mentions.clone(),
                    discarded_by: None,
                    revision: 1,
                });
            }
            Event::CommentEdited { comment, body, mentions, .. } => {
                if let Some(comment) = self.comments.get_mut(comment) {
                    comment.body = *body;
                    comment.mentions.clone_from(mentions);
                    comment.revision = comment.revision.saturating_add(1);
                }
            }
            Event::CommentDiscarded { comment, by, .. }
            | Event::CommentWithdrawn { comment, by, .. } => {
                if let Some(comment) = self.comments.get_mut(comment) {
                    comment.discarded_by = Some(*by);
                }
            }
            Event::CommentRestored { comment, .. } => {
                if let Some(comment) = self.comments.get_mut(comment) {
                    comment.discarded_by = None;
                }
            }
            _ => {}
        }
    }
}
