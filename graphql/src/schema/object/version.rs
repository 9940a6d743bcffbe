//! What things said before: who wrote it so, when, and the words as they were.

use async_graphql::{Object, Result};
use projections::outcomes::OutcomeVersionRow;
use projections::versions::VersionRow;

use super::person::{Person, person, somebody};
use super::words;
use crate::level::Node;
use crate::schema::scalars::DateTime;

/// What a group was called and said of itself.
pub struct GroupVersion(pub(crate) Node<VersionRow>);

#[Object]
impl GroupVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// The name; null if it was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The description; null if it was removed, or there was none.
    async fn description(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who wrote it so; null if the group was brought in with an imported history.
    async fn by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a tag was called.
pub struct TagVersion(pub(crate) Node<VersionRow>);

#[Object]
impl TagVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// The name; null if it was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a template said.
pub struct TemplateVersion(pub(crate) Node<VersionRow>);

#[Object]
impl TemplateVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// What it was called; null if that was removed.
    async fn name(&self) -> Option<&str> {
        words(&self.0.name)
    }

    /// The title to begin from; null if it was removed, or there was none.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The body or details to begin from; null if it was removed, or there was none.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// The options, in the order of their numbers; null for one that was removed.
    async fn options(&self) -> Vec<Option<&str>> {
        self.0.options.iter().map(words).collect()
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Option<Person>> {
        Ok(person(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a discussion said.
pub struct DiscussionVersion(pub(crate) Node<VersionRow>);

#[Object]
impl DiscussionVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// The title; null if it was removed.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The body, in Markdown; null if it was removed, or there was none.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a comment said.
pub struct CommentVersion(pub(crate) Node<VersionRow>);

#[Object]
impl CommentVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// What it said, in Markdown; null if it was removed.
    async fn body(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What a proposal put to the vote. From the first vote on its words stay.
pub struct ProposalVersion(pub(crate) Node<VersionRow>);

#[Object]
impl ProposalVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// The title; null if it was removed.
    async fn title(&self) -> Option<&str> {
        words(&self.0.title)
    }

    /// The details, in Markdown; null if they were removed, or there were none.
    async fn details(&self) -> Option<&str> {
        words(&self.0.body)
    }

    /// The options, in the order of their numbers; null for one that was removed.
    async fn options(&self) -> Vec<Option<&str>> {
        self.0.options.iter().map(words).collect()
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| row.by).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}

/// What an outcome said.
pub struct OutcomeVersion(pub(crate) Node<OutcomeVersionRow>);

#[Object]
impl OutcomeVersion {
    /// Which revision, from 1.
    async fn revision(&self) -> u32 {
        self.0.revision
    }

    /// What it said; null if it was removed.
    async fn statement(&self) -> Option<&str> {
        words(&self.0.statement)
    }

    /// The number of the chosen option.
    async fn option(&self) -> Option<u8> {
        self.0.option
    }

    /// When it was to be looked at again.
    async fn review_at(&self) -> Option<DateTime> {
        self.0.review_at.map(Into::into)
    }

    /// Who wrote it so.
    async fn by(&self) -> Result<Person> {
        Ok(somebody(&self.0, "by", |row| Some(row.by)).await?)
    }

    /// Since when.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }
}
