//! Mail that commands lead to.

use std::time::Duration;

use tokio::time::sleep;
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// How many invitations are mailed at a time.
const SOME: u32 = 50;

/// How often it is looked whether mail waits that nobody spoke of: what a crash or a failing relay
/// left behind.
const EVERY: Duration = Duration::from_secs(60);

/// Mails invitations, at once on start, whenever some were written, and from time to time, until it
/// is told to stop. Any number of nodes may do so.
pub async fn run(app: App, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = send_invitations(&app) => {}
            () = stop.cancelled() => return,
        }
        tokio::select! {
            () = app.mail_waits().notified() => {}
            () = sleep(EVERY) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Mails the invitations that wait. What fails is tried again later.
async fn send_invitations(app: &App) {
    loop {
        let due = match app.vault.claim_invitation_mails(SOME).await {
            Ok(due) if due.is_empty() => return,
            Ok(due) => due,
            Err(error) => {
                tracing::warn!(%error, "mailing.invitations not claimed");
                return;
            }
        };
        let mut mailed = Vec::with_capacity(due.len());
        for invitation in &due {
            // Without the group's name: whether mail may carry it is the group's to say.
            match app.mailer.invitation(invitation, None).await {
                Ok(()) => mailed.push(invitation.id),
                Err(error) => tracing::warn!(%error, "mailing.invitation not sent"),
            }
        }
        if let Err(error) = app.vault.invitations_mailed(&mailed).await {
            tracing::warn!(%error, "mailing.invitations not marked");
            return;
        }
        if mailed.len() < due.len() {
            return;
        }
    }
}
