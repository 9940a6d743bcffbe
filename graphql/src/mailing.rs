//! Mail that commands lead to.

use crate::app::App;

/// How many invitations are mailed at a time.
const SOME: u32 = 50;

/// Mails the invitations that wait. What fails is tried again at the next call.
pub async fn send_invitations(app: App) {
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
