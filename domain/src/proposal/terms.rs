//! The words in which a proposal is put: method, electorate, roll, quorum and rule.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::method::Method;
use crate::id::{PersonId, TagId};
use crate::text::Text;

/// What is put to the vote, as it was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Draft {
    /// The title, 1 to 150 characters.
    pub title: Text,
    /// The details, up to 100,000 characters of Markdown.
    pub details: Option<Text>,
    /// How the decision is made.
    pub method: Method,
    /// The numbers of two options with the same words, if there are such: whoever holds the words
    /// has to look, see [`alike_options`].
    pub alike_options: Option<(u8, u8)>,
    /// When voting begins; at once if it is not said.
    pub opens_at: Option<Timestamp>,
    /// When voting ends; 7 days after it begins if it is not said. At most two years from now.
    pub closes_at: Option<Timestamp>,
    /// Who may vote.
    pub electorate: Electorate,
    /// At what moment the electorate is taken; by default what suits how people join the group.
    pub roll: Option<Roll>,
    /// Whether votes come with reasons.
    pub reasons: Reasons,
    /// When results are seen.
    pub results: Results,
    /// Percent of the electorate that must have voted, 1 to 100.
    pub quorum: Option<u8>,
    /// What makes it pass.
    pub rule: Option<Rule>,
    /// Who is reminded before it closes.
    pub reminder: Reminder,
    /// Its tags, up to 20 of the group's.
    pub tags: Vec<TagId>,
}

/// What is put to the vote, with everything settled. Closing and opening times are not here: they
/// may move.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The title.
    pub title: Text,
    /// The details.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Text>,
    /// How the decision is made.
    pub method: Method,
    /// Who may vote.
    pub electorate: Electorate,
    /// At what moment the electorate is taken.
    pub roll: Roll,
    /// Whether votes come with reasons.
    pub reasons: Reasons,
    /// When results are seen.
    pub results: Results,
    /// Percent of the electorate that must have voted, 1 to 100.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quorum: Option<u8>,
    /// What makes it pass.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<Rule>,
    /// Who is reminded before it closes.
    pub reminder: Reminder,
    /// Its tags, in ascending order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<TagId>,
}

/// The numbers of the first two options that have the same words, white space around them left
/// out. Digests do not show it, since every text has a key of its own.
#[must_use]
pub fn alike_options<'a>(words: impl IntoIterator<Item = &'a str>) -> Option<(u8, u8)> {
    first_alike(words.into_iter().map(str::trim))
}

/// The numbers, from 1, of the first two that are the same.
pub(super) fn first_alike<T: Eq + Hash>(all: impl IntoIterator<Item = T>) -> Option<(u8, u8)> {
    let mut numbers = HashMap::new();
    (1..=u8::MAX)
        .zip(all)
        .find_map(|(number, it)| numbers.insert(it, number).map(|first| (first, number)))
}

/// Who may vote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Electorate {
    /// The group's members.
    Members,
    /// These people, 1 to 10,000, each once and in ascending order: members and guests.
    Named(Vec<PersonId>),
    /// The group's members and the discussion's guests.
    MembersAndGuests,
}

/// At what moment the electorate is taken. Those who leave are out in either case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Roll {
    /// When voting begins: those who join later do not vote.
    AtOpening,
    /// While voting lasts: those who join are in.
    WhileOpen,
}

/// Whether votes come with reasons. A reason has up to 10,000 characters, or up to 500 where
/// `short` is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reasons {
    /// Who gives one.
    pub policy: ReasonPolicy,
    /// Whether a reason is held to 500 characters.
    pub short: bool,
}

/// Who gives a reason.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReasonPolicy {
    /// Nobody.
    None,
    /// Who wants to.
    Optional,
    /// Everybody who votes.
    Required,
    /// Who disagrees or blocks. `CONSENT` only.
    RequiredToDisagree,
}

/// When results are seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Results {
    /// At any time.
    Always,
    /// Once one has voted, until one withdraws; at the close by those who may not vote.
    AfterVoting,
    /// At the close.
    AfterClose,
}

impl Results {
    /// How much is hidden: a change may only raise it.
    #[must_use]
    pub const fn strictness(self) -> u8 {
        match self {
            Self::Always => 0,
            Self::AfterVoting => 1,
            Self::AfterClose => 2,
        }
    }
}

/// What makes a proposal pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE", deny_unknown_fields)]
pub enum Rule {
    /// Nobody blocks.
    Consent,
    /// Nobody disagrees or blocks.
    Consensus,
    /// Strictly more agree than disagree; a block disagrees.
    Majority,
    /// At least this share agrees, or chose the leading option.
    Threshold {
        /// Percent, 1 to 100.
        percent: u8,
        /// Of whom.
        of: ThresholdBase,
    },
}

/// What a threshold is a share of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ThresholdBase {
    /// Votes cast, abstentions left out.
    OfVotes,
    /// The electorate.
    OfElectorate,
}

/// Who is reminded 24 hours before the close.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Reminder {
    /// Nobody.
    Nobody,
    /// Who raised it.
    Author,
    /// Those in the electorate who have not voted.
    NotVoted,
    /// Everybody in the electorate.
    All,
}
