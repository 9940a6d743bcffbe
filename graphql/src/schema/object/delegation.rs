//! Delegations.

use async_graphql::{Context, Object, Result};
use domain::TagId;
use projections::delegations::DelegationRow;
use projections::tags;

use super::person::{Person, somebody};
use super::tag::Tag;
use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::related;
use crate::schema::scalars::DateTime;

/// A delegation: whose vote counts for somebody who does not vote themselves. Its two parties see
/// it, and nobody else.
pub struct Delegation(pub(crate) Node<DelegationRow>);

#[Object]
impl Delegation {
    /// For whom the vote counts.
    async fn person(&self) -> Result<Person> {
        Ok(somebody(&self.0, "person", |row| Some(row.person)).await?)
    }

    /// Whose vote counts.
    async fn delegate(&self) -> Result<Person> {
        Ok(somebody(&self.0, "delegate", |row| Some(row.delegate)).await?)
    }

    /// In proposals with this tag; in all if there is none.
    async fn tag(&self, context: &Context<'_>) -> Result<Option<Tag>> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (self.0.level().snapshot(), asked.viewer());
        let load = |ids: Vec<TagId>| async move {
            Ok::<_, Fault>(tags::by_ids(snapshot, viewer, &ids).await?)
        };
        Ok(related(&self.0, "tag", |row| row.tag, load).await?.map(Tag))
    }

    /// Since when.
    async fn since(&self) -> DateTime {
        self.0.since.into()
    }
}
