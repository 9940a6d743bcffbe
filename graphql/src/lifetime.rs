//! What lasts longer than a request: until when a subscription may go on.

use std::time::Duration;

use tokio::time::{Instant, interval_at};

use crate::app::App;
use crate::fault::Code;

/// How often it is asked whether the credential is still good.
const CHECK: Duration = Duration::from_secs(25);

/// Why a subscription ends that nobody ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Over {
    /// The service stops; another may be there in a moment.
    Stopping,
    /// The credential was revoked, or is too old.
    SignedOut,
}

/// Waits until what was begun with this credential must end.
pub(crate) async fn over(app: App, token: Option<String>) -> Over {
    let mut checks = interval_at(Instant::now() + CHECK, CHECK);
    loop {
        tokio::select! {
            () = app.stop.cancelled() => return Over::Stopping,
            _ = checks.tick() => {}
        }
        let Some(token) = &token else { continue };
        // Where the vault does not answer, nobody was told that the credential is over.
        if app.identify(token).await.is_err_and(|fault| fault.code == Code::Unauthenticated) {
            return Over::SignedOut;
        }
    }
}
