//! What the edge is made of, and what each request carries.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_graphql::Context;
use domain::PersonId;
use eventlog::executor::Executor;
use eventlog::{Clock, EventId, EventLog, Position};
use projections::kept::{Kept, KeptError};
use projections::{Invitee, ReadError, Reader, Snapshot, Viewer};
use tokio::sync::{Notify, OnceCell};
use tokio_util::sync::CancellationToken;
use vault::{Browser, Identity, Mailer, Registration, Vault, VaultError};

use crate::call::Caller;
use crate::documents::Documents;
use crate::documents::trusted::Trusted;
use crate::fault::{Code, Fault};
use crate::limits::Limits;
use crate::position::{Seals, resync};
use crate::schema::{self, AlthingSchema, scalars};

/// How the edge is set.
#[derive(Debug, Clone)]
pub struct AppSettings {
    /// Whether GraphiQL is served on `/`.
    pub development: bool,
    /// Under which address people reach the service.
    pub base_url: String,
    /// Origins, beside the service's own, whose pages may open subscriptions.
    pub allowed_origins: Vec<String>,
    /// Who may sign up.
    pub registration: Registration,
}

/// What the edge works on.
pub struct AppParts {
    /// The log that positions are in.
    pub log: Arc<dyn EventLog>,
    /// Which log that is: positions of another one are refused.
    pub log_id: u128,
    /// Carries commands out.
    pub executor: Executor,
    /// People and keys.
    pub vault: Vault,
    /// Sends mail.
    pub mailer: Mailer,
    /// Reads the read models.
    pub reader: Reader,
    /// What is kept for readers.
    pub kept: Kept,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The documents that may be asked by their ids.
    pub trusted: Trusted,
    /// Ends subscriptions when the service stops.
    pub stop: CancellationToken,
    /// How the edge is set.
    pub settings: AppSettings,
}

/// The edge. Cheap to clone.
#[derive(Clone)]
pub struct App(Arc<Inner>);

struct Inner {
    parts: AppParts,
    seals: Seals,
    schema: AlthingSchema,
    documents: Documents<AlthingSchema>,
    mail_waits: Notify,
}

impl std::ops::Deref for App {
    type Target = AppParts;

    fn deref(&self) -> &AppParts {
        &self.0.parts
    }
}

impl App {
    /// Puts the edge together.
    ///
    /// # Errors
    /// If the schema cannot be read: a mistake of the program.
    pub fn new(parts: AppParts) -> Result<Self, Fault> {
        let key = parts.vault.position_tokens();
        let seals = Seals::new(key.expose(), parts.log_id);
        let schema = schema::executing();
        let documents = Documents::new(
            &schema.sdl(),
            schema::validating(),
            &scalars::CHECKS,
            Limits::default(),
        )?;
        let mail_waits = Notify::new();
        Ok(Self(Arc::new(Inner { parts, seals, schema, documents, mail_waits })))
    }

    /// Seals what clients carry.
    pub(crate) fn seals(&self) -> &Seals {
        &self.0.seals
    }

    /// Is told when mail waits.
    pub(crate) fn mail_waits(&self) -> &Notify {
        &self.0.mail_waits
    }

    /// The position that a client names.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` if it is no position, `RESYNC_REQUIRED` if it is none of this log, or one
    /// that the log does not have: then a part of the log was lost.
    pub(crate) async fn open_position(&self, token: &str) -> Result<Position, Fault> {
        let position = self.seals().open_position(token)?;
        let projected = *self.reader.progress().subscribe().borrow();
        if position > projected {
            let head = self.log.head().await.map_err(|error| Fault::unavailable(&error))?;
            if position > head {
                return Err(resync());
            }
        }
        Ok(position)
    }

    /// The schema that executes.
    pub(crate) fn schema(&self) -> &AlthingSchema {
        &self.0.schema
    }

    /// The documents that are known.
    pub(crate) fn documents(&self) -> &Documents<AlthingSchema> {
        &self.0.documents
    }

    /// Who a token speaks for.
    pub(crate) async fn identify(&self, token: &str) -> Result<Identity, Fault> {
        let identity = self.vault.identify(token).await.map_err(Fault::from)?;
        identity.ok_or_else(|| {
            Fault::new(Code::Unauthenticated, "The credential is not known, or no longer.")
        })
    }
}

impl From<ReadError> for Fault {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Damaged(_) => Self::internal(&error),
            ReadError::Timeout => Self::late().caused_by(&error),
            ReadError::Unavailable(_) | ReadError::NotReady => Self::unavailable(&error),
        }
    }
}

impl From<KeptError> for Fault {
    fn from(error: KeptError) -> Self {
        match error {
            KeptError::Damaged(_) => Self::internal(&error),
            KeptError::Unavailable(_) => Self::unavailable(&error),
        }
    }
}

impl From<VaultError> for Fault {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Refused(refusal) => Self::input(refusal.to_string()),
            VaultError::Unavailable(_) | VaultError::Mail(_) => Self::unavailable(&error),
            VaultError::Damaged(_) | VaultError::OtherMasterKey => Self::internal(&error),
        }
    }
}

/// A request, as resolvers see it.
pub(crate) struct Asked {
    /// The edge.
    pub(crate) app: App,
    /// Whom the credential speaks for.
    pub(crate) identity: Option<Identity>,
    /// What the request is called in the log.
    pub(crate) correlation: EventId,
    /// The family of browser that asks.
    pub(crate) browser: Browser,
    wait_for: Option<Position>,
    snapshot: OnceCell<Arc<Snapshot>>,
    viewer: Viewer,
    invitee: OnceCell<Invitee>,
    is_small: bool,
    holds: AtomicBool,
}

impl Asked {
    pub(crate) fn new(
        app: App,
        caller: Caller,
        wait_for: Option<Position>,
        is_small: bool,
    ) -> Self {
        let Caller { identity, browser, correlation, .. } = caller;
        let reads = identity.as_ref().filter(|it| it.scopes.read);
        let viewer = Viewer { person: reads.and_then(|it| it.person) };
        let (snapshot, invitee) = (OnceCell::new(), OnceCell::new());
        let holds = AtomicBool::new(false);
        Self {
            app,
            identity,
            correlation,
            browser,
            wait_for,
            snapshot,
            viewer,
            invitee,
            is_small,
            holds,
        }
    }

    /// Whether items of a subscription wait that hold the snapshot that they were read in.
    pub(crate) fn holds(&self) -> bool {
        self.holds.load(Ordering::Relaxed)
    }

    /// Says whether such items wait.
    pub(crate) fn set_holds(&self, holds: bool) {
        self.holds.store(holds, Ordering::Relaxed);
    }

    /// The one state that all of the request reads.
    ///
    /// # Errors
    /// `UNAVAILABLE` also if the position to wait for cannot be read in time: an older state would
    /// pass for what was asked for.
    pub(crate) async fn snapshot(&self) -> Result<Arc<Snapshot>, Fault> {
        let open = async || {
            let snapshot = self.snapshot_at(self.wait_for).await?;
            if self.wait_for.is_some_and(|position| snapshot.position() < position) {
                let message = "The position that is waited for cannot be read yet. Try again.";
                return Err(Fault::new(Code::Unavailable, message));
            }
            Ok(snapshot)
        };
        self.snapshot.get_or_try_init(open).await.map(Arc::clone)
    }

    /// A snapshot at or after this position, as far as that can be had in time.
    pub(crate) async fn snapshot_at(
        &self,
        position: Option<Position>,
    ) -> Result<Arc<Snapshot>, Fault> {
        let reader = &self.app.reader;
        let snapshot = if self.is_small {
            reader.shared_snapshot(position).await
        } else {
            reader.snapshot(position).await
        };
        snapshot.map_err(Fault::from)
    }

    /// The position that the request was read at, if it read.
    pub(crate) fn read_at(&self) -> Option<Position> {
        self.snapshot.get().map(|snapshot| snapshot.position())
    }

    /// Says at what later state a mutation's payload was read.
    pub(crate) fn read_later(&self, snapshot: &Arc<Snapshot>) {
        // The first one stays: it is at or before the others.
        let _ = self.snapshot.set(Arc::clone(snapshot));
    }

    /// Who asks: somebody, if the credential may read as somebody.
    pub(crate) const fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The same, with the invitations that are pending for their address.
    pub(crate) async fn invitee(&self) -> Result<&Invitee, Fault> {
        let look = || async {
            let viewer = self.viewer;
            let Some(person) = viewer.person else { return Ok(Invitee::default()) };
            let invitations = self.app.vault.invitations_for(person).await.map_err(Fault::from)?;
            let invitations = invitations.into_iter().map(|it| it.id).collect();
            Ok(Invitee { viewer, invitations })
        };
        self.invitee.get_or_try_init(look).await
    }

    /// The person who writes.
    pub(crate) fn writing_person(&self) -> Result<PersonId, Fault> {
        let Some(identity) = &self.identity else {
            return Err(Fault::new(Code::Unauthenticated, "Sign in first."));
        };
        match identity.person {
            Some(person) if identity.scopes.write => Ok(person),
            _ => Err(Fault::new(Code::Forbidden, "The credential has no scope to write.")),
        }
    }
}

/// The request that a resolver answers.
pub(crate) fn asked<'a>(context: &Context<'a>) -> Result<&'a Arc<Asked>, Fault> {
    context.data_opt().ok_or_else(|| Fault::internal(&"a request without its context"))
}
