//! People.

use async_graphql::{Context, ID, Object, Result};
use domain::PersonId;

use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::{belonging, related};
use crate::schema::ids::GlobalId;

/// A person.
pub struct Person(pub(crate) Node<PersonId>);

#[Object]
impl Person {
    /// The person's id.
    pub(crate) async fn id(&self) -> ID {
        self.0.global()
    }

    /// The name that the person goes by; null if they are no longer known.
    async fn display_name(&self, context: &Context<'_>) -> Result<Option<String>> {
        let vault = &asked(context)?.app.vault;
        let load = |ids: Vec<PersonId>| async move { Ok::<_, Fault>(vault.names(&ids).await?) };
        Ok(belonging(&self.0, "name", |id| *id, load).await?)
    }

    /// What the person says about themselves.
    async fn bio(&self, context: &Context<'_>) -> Result<Option<String>> {
        let vault = &asked(context)?.app.vault;
        let load = |ids: Vec<PersonId>| async move {
            let profiles = vault.profiles(&ids).await?;
            let bios = profiles.into_iter().filter_map(|(id, profile)| Some((id, profile.bio?)));
            Ok::<_, Fault>(bios.collect())
        };
        Ok(belonging(&self.0, "bio", |id| *id, load).await?)
    }
}

/// The person that `node` points at by `of`. Whoever sees the thing sees who it names.
pub(crate) async fn person<R: Send + Sync + 'static>(
    node: &Node<R>,
    key: &str,
    of: fn(&R) -> Option<PersonId>,
) -> Result<Option<Person>, Fault> {
    let themselves =
        |ids: Vec<PersonId>| async move { Ok(ids.into_iter().map(|id| (id, id)).collect()) };
    Ok(related(node, key, of, themselves).await?.map(Person))
}

/// The person that `node` always points at.
pub(crate) async fn somebody<R: Send + Sync + 'static>(
    node: &Node<R>,
    key: &str,
    of: fn(&R) -> Option<PersonId>,
) -> Result<Person, Fault> {
    person(node, key, of).await?.ok_or_else(|| Fault::internal(&"nobody where there is somebody"))
}
