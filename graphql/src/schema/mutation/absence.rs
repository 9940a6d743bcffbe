//! Deactivating one's account, and coming back.

use domain::{Actor, Command, PersonId, PlatformId, State, platform};
use eventlog::executor::ExecuteError;
use vault::SessionId;

use super::run::{random, submission};
use crate::app::Asked;
use crate::fault::Fault;
use crate::schema::refusal::{AccountRefusal, AreaRefusal as _};

/// Takes the person out of everything, and then ends their access. If the program stops in between,
/// the access is ended later; until then it shows and does nothing.
pub(super) async fn deactivate(asked: &Asked, person: PersonId) -> Result<(), Fault> {
    let deactivate = platform::Command::Deactivate { person };
    send(asked, person, deactivate).await?.map_err(|refusal| Fault::internal(&refusal))?;
    asked.app.vault.end_access(&[person]).await?;
    Ok(())
}

/// Lets in somebody who signs in with this session. Whoever is deactivated comes back if they say
/// so, and else has no access by it.
pub(super) async fn let_in(
    asked: &Asked,
    person: PersonId,
    session: SessionId,
    reactivate: bool,
) -> Result<Result<(), AccountRefusal>, Fault> {
    let refusal = match absence(asked, person).await? {
        None => return Ok(Ok(())),
        Some(platform::Deactivation::Person) if !reactivate => AccountRefusal::deactivated(),
        Some(_) => {
            let back = platform::Command::Reactivate { person };
            match send(asked, person, back).await? {
                Ok(()) => return Ok(Ok(())),
                Err(refusal) => {
                    AccountRefusal::of(refusal).map_err(|refusal| Fault::internal(&refusal))?
                }
            }
        }
    };
    asked.app.vault.revoke_session(person, session).await?;
    Ok(Err(refusal))
}

/// Who wanted the person to be away, if they are.
async fn absence(asked: &Asked, person: PersonId) -> Result<Option<platform::Deactivation>, Fault> {
    let state = asked.app.executor.state(PlatformId::ONE.into()).await;
    let state = state.map_err(|error| Fault::unavailable(&error))?;
    let State::Platform(platform) = &*state else { return Ok(None) };
    Ok(platform.absence(person).map(|absence| absence.cause))
}

async fn send(
    asked: &Asked,
    person: PersonId,
    command: platform::Command,
) -> Result<Result<(), domain::Refusal>, Fault> {
    let command = Command::Platform(PlatformId::ONE, command);
    let submission = submission(asked, command, Actor::Person(person), random()?);
    match asked.app.executor.execute(submission).await {
        Ok(_) => Ok(Ok(())),
        Err(ExecuteError::Refused(refusal)) => Ok(Err(refusal)),
        Err(error) => Err(Fault::unavailable(&error)),
    }
}
