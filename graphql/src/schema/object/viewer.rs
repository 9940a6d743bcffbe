//! Whoever asks.

use async_graphql::{Context, ID, Object, Result, SimpleObject};
use domain::{PersonId, Timestamp};
use projections::{Cursor, inbox, invitations, memberships, proposals, unread, volumes};

use super::discussion::Discussion;
use super::inbox::InboxItem;
use super::membership::{Invitation, Membership};
use super::person::Person;
use super::proposal::Proposal;
use super::volume::VolumeSetting;
use crate::app::asked;
use crate::cursor::List;
use crate::fault::Fault;
use crate::level::{Node, PageOf};
use crate::schema::ids::GlobalId;
use crate::schema::paging::{Listed, Paging, connection, connection_by, connection_of_all};
use crate::schema::scalars::DateTime;

/// You: what only you see.
pub struct Viewer(pub(crate) PersonId);

/// A place where you are signed in.
#[derive(SimpleObject)]
pub struct Session {
    /// The session's id, to revoke it.
    id: ID,
    /// The family of the browser.
    browser: String,
    /// Since when.
    created_at: DateTime,
    /// When it was last used, to the hour.
    last_seen: DateTime,
    /// When it ends if it is not used.
    expires_at: DateTime,
}

/// A token of yours, for programs. Its secret was shown once.
#[derive(SimpleObject)]
pub struct ApiToken {
    /// The token's id, to revoke it.
    pub(crate) id: ID,
    /// What you called it.
    pub(crate) name: String,
    /// Whether it reads what you may read.
    pub(crate) read: bool,
    /// Whether it writes what you may write.
    pub(crate) write: bool,
    /// Whether it reads the history.
    pub(crate) audit: bool,
    /// Since when.
    pub(crate) created_at: DateTime,
    /// When it expires.
    pub(crate) expires_at: DateTime,
}

impl From<vault::Session> for Session {
    fn from(session: vault::Session) -> Self {
        Self {
            id: session.id.global(),
            browser: session.browser.name().to_owned(),
            created_at: session.created_at.into(),
            last_seen: session.last_seen.into(),
            expires_at: session.expires_at.into(),
        }
    }
}

impl From<vault::ApiToken> for ApiToken {
    fn from(token: vault::ApiToken) -> Self {
        Self {
            id: token.id.global(),
            name: token.name,
            read: token.scopes.read,
            write: token.scopes.write,
            audit: token.scopes.audit,
            created_at: token.created_at.into(),
            expires_at: token.expires_at.into(),
        }
    }
}

#[Object]
impl Viewer {
    /// You, as others see you.
    async fn person(&self, context: &Context<'_>) -> Result<Person> {
        let snapshot = asked(context)?.snapshot().await?;
        Ok(Person(Node::alone(snapshot, self.0)))
    }

    /// Your address, which nobody else sees.
    async fn address(&self, context: &Context<'_>) -> Result<Option<String>> {
        let address = asked(context)?.app.vault.address_of(self.0).await.map_err(Fault::from)?;
        Ok(address.map(|address| address.expose().to_owned()))
    }

    /// The groups that you are in, the first joined first.
    async fn memberships(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Membership>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Members)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let slice = memberships::of_person(&snapshot, viewer, self.0, page).await;
        let page = PageOf::alone(&snapshot, slice.map_err(Fault::from)?);
        Ok(connection(asked, List::Members, page, Membership)?)
    }

    /// The invitations that wait for your answer, the oldest first.
    async fn invitations(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Invitation>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Invitations)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        let found = invitations::by_ids(&snapshot, invitee, &invitee.invitations).await;
        let slice = page.of(found.map_err(Fault::from)?.into_values());
        Ok(connection(asked, List::Invitations, PageOf::alone(&snapshot, slice), Invitation)?)
    }

    /// What you are told, the newest first.
    async fn inbox(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<InboxItem>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Inbox)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        let slice = inbox::of_viewer(&snapshot, invitee, page).await.map_err(Fault::from)?;
        Ok(connection(asked, List::Inbox, PageOf::alone(&snapshot, slice), InboxItem)?)
    }

    /// The proposals that take votes now, in which you may vote and have not; what closes soonest
    /// first. A vote that you withdrew brings the proposal back.
    async fn needs_my_vote(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Proposal>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::NeedsMyVote)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let now = asked.app.clock.now();
        let slice = proposals::need_vote_of(&snapshot, viewer, now, page).await;
        let page = PageOf::alone(&snapshot, slice.map_err(Fault::from)?);
        Ok(connection_by(asked, List::NeedsMyVote, page, proposals::by_closing, Proposal)?)
    }

    /// How many of the newest items of your inbox you have not marked seen. No more than 100 are
    /// counted.
    async fn inbox_unseen(&self, context: &Context<'_>) -> Result<u32> {
        let asked = asked(context)?;
        let (invitee, snapshot) = (asked.invitee().await?, asked.snapshot().await?);
        Ok(inbox::unseen(&snapshot, invitee, 100).await.map_err(Fault::from)?)
    }

    /// The discussions of your groups, and those that you were let into, in which something is new to
    /// you, the latest activity first.
    /// New is what others wrote or decided after you came and after what you marked read, votes
    /// left out. What you muted is not in it.
    async fn unread(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Discussion>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Unread)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let slice = unread::of_viewer(&snapshot, viewer, page).await.map_err(Fault::from)?;
        Ok(connection(asked, List::Unread, PageOf::alone(&snapshot, slice), Discussion)?)
    }

    /// How much you want to be told, where no group or discussion says otherwise.
    async fn volume(&self, context: &Context<'_>) -> Result<VolumeSetting> {
        let asked = asked(context)?;
        let (snapshot, viewer) = (asked.snapshot().await?, asked.viewer());
        let row = volumes::of_viewer(&snapshot, viewer).await.map_err(Fault::from)?;
        Ok(row.into())
    }

    /// Where you are signed in, the last used first: no more than 1,000 of them.
    async fn sessions(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<Session>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Sessions)?;
        let sessions = asked.app.vault.sessions(self.0).await.map_err(Fault::from)?;
        let place = |it: &vault::Session| newest_first(it.last_seen, it.id.to_u128());
        Ok(connection_of_all(asked, List::Sessions, page, sessions, place)?)
    }

    /// Your tokens, the newest first.
    async fn api_tokens(
        &self,
        context: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
        last: Option<i32>,
        before: Option<String>,
    ) -> Result<Listed<ApiToken>> {
        let asked = asked(context)?;
        let page = Paging { first, after, last, before }.read(asked, List::Tokens)?;
        let tokens = asked.app.vault.api_tokens(Some(self.0)).await.map_err(Fault::from)?;
        let place = |it: &vault::ApiToken| newest_first(it.created_at, it.id.to_u128());
        Ok(connection_of_all(asked, List::Tokens, page, tokens, place)?)
    }
}

/// The place in a list that begins with what was last.
fn newest_first(at: Timestamp, id: u128) -> Cursor {
    Cursor { key: -at.as_microsecond(), id }
}
