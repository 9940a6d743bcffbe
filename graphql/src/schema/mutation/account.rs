//! Mutations about one's own account: signing in and out, profile, tokens.

use async_graphql::{Context, ID, InputObject, MaybeUndefined, Object, Result, SimpleObject};
use domain::{Actor, Command, person};
use eventlog::CommandId;
use vault::{
    NewApiToken, NewPerson, ProfileChange, Proof, Redeem, Scopes, SessionId, VaultError, Via,
};

use super::absence::{deactivate, let_in};
use super::run::submission;
use crate::app::{Asked, asked};
use crate::fault::{Code, Fault};
use crate::schema::ids::parse;
use crate::schema::object::viewer::{ApiToken, Viewer};
use crate::schema::refusal::AccountRefusal;
use crate::schema::scalars::DateTime;

/// Who wants to sign in.
#[derive(InputObject)]
pub struct RequestSignInCodeInput {
    /// The email address.
    address: String,
}

/// What came of asking for a code. It is the same whether or not the address is known.
#[derive(SimpleObject)]
pub struct RequestSignInCodePayload {
    /// The rules that were broken.
    errors: Vec<AccountRefusal>,
    /// A secret of this browser or program, to sign in with.
    browser: Option<String>,
}

/// What came by mail, and who to be.
#[derive(InputObject)]
pub struct SignInInput {
    /// The secret that the browser got when it asked for the code.
    browser: String,
    /// The six digits.
    code: Option<String>,
    /// The token in the link, instead of the digits.
    link: Option<String>,
    /// The name to go by, 1 to 100 characters, for a new account. A pseudonym is fine.
    display_name: Option<String>,
    /// A language tag, for a new account.
    language: Option<String>,
    /// A time zone's name, for a new account.
    time_zone: Option<String>,
    /// The token of an invitation that came to another address.
    invitation: Option<String>,
    /// Whether to come back if the account is deactivated.
    #[graphql(default)]
    reactivate: bool,
}

/// What came of signing in.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The rules that were broken.
    errors: Vec<AccountRefusal>,
    /// The session's token, to send as `Authorization: Bearer`.
    token: Option<String>,
    /// You.
    viewer: Option<Viewer>,
}

/// What changes in your profile. What is left out stays.
#[derive(InputObject)]
pub struct UpdateProfileInput {
    /// The name to go by, 1 to 100 characters.
    display_name: Option<String>,
    /// What you say about yourself, up to 500 characters; null for nothing.
    bio: MaybeUndefined<String>,
    /// A language tag.
    language: Option<String>,
    /// A time zone's name.
    time_zone: Option<String>,
}

/// What came of a mutation about your account.
#[derive(SimpleObject)]
pub struct AccountPayload {
    /// The rules that were broken.
    errors: Vec<AccountRefusal>,
    /// You.
    viewer: Option<Viewer>,
}

/// A token for a program.
#[derive(InputObject)]
pub struct CreateApiTokenInput {
    /// What you call it, 1 to 100 characters.
    name: String,
    /// Whether it reads what you may read.
    #[graphql(default)]
    read: bool,
    /// Whether it writes what you may write.
    #[graphql(default)]
    write: bool,
    /// Whether it reads the history.
    #[graphql(default)]
    audit: bool,
    /// When it expires, at most a year from now.
    expires_at: DateTime,
}

/// What came of making a token.
#[derive(SimpleObject)]
pub struct CreateApiTokenPayload {
    /// The rules that were broken.
    errors: Vec<AccountRefusal>,
    /// The token's secret. It is shown this once.
    secret: Option<String>,
    /// The token.
    token: Option<ApiToken>,
}

/// Mutations about one's own account.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Mails a six-digit code and a link to sign in with, good for 15 minutes and only with the
    /// secret that this answers with.
    async fn request_sign_in_code(
        &self,
        context: &Context<'_>,
        input: RequestSignInCodeInput,
    ) -> Result<RequestSignInCodePayload> {
        let app = &asked(context)?.app;
        Ok(match sorted(app.vault.request_code(&app.mailer, &input.address).await)? {
            Ok(browser) => RequestSignInCodePayload {
                errors: Vec::new(),
                browser: Some(browser.expose().to_owned()),
            },
            Err(errors) => RequestSignInCodePayload { errors, browser: None },
        })
    }

    /// Signs in with what came by mail; makes an account if the address has none. Whoever deactivated
    /// their account comes back with `reactivate: true`.
    async fn sign_in(&self, context: &Context<'_>, input: SignInInput) -> Result<SignInPayload> {
        let asked = asked(context)?;
        let refused = |errors| SignInPayload { errors, token: None, viewer: None };
        let proof = match (&input.code, &input.link) {
            (Some(code), None) => Proof::Code(code),
            (None, Some(link)) => Proof::Link(link),
            _ => return Err(Fault::input("Name one of code and link.").into()),
        };
        let new_person = input.display_name.as_deref().map(|name| {
            NewPerson::new(name, input.language.as_deref(), input.time_zone.as_deref())
        });
        let new_person = match new_person.transpose() {
            Ok(new_person) => new_person,
            Err(refusal) => return Ok(refused(vec![refusal.into()])),
        };
        let redeem = Redeem {
            browser: &input.browser,
            proof,
            new_person,
            invitation: input.invitation.as_deref(),
            registration: asked.app.settings.registration,
            family: asked.browser,
        };
        let signed_in = match sorted(asked.app.vault.redeem(&redeem).await)? {
            Ok(signed_in) => signed_in,
            Err(errors) => return Ok(refused(errors)),
        };
        if signed_in.is_new {
            register(asked, signed_in.person).await?;
        }
        let let_in = let_in(asked, signed_in.person, signed_in.session, input.reactivate);
        if let Err(refusal) = let_in.await? {
            return Ok(refused(vec![refusal]));
        }
        Ok(SignInPayload {
            errors: Vec::new(),
            token: Some(signed_in.token.expose().to_owned()),
            viewer: Some(Viewer(signed_in.person)),
        })
    }

    /// Ends the session that asks.
    async fn sign_out(&self, context: &Context<'_>) -> Result<bool> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let session = session(asked, "Only a session can be signed out.")?;
        Ok(asked.app.vault.revoke_session(person, session).await.map_err(Fault::from)?)
    }

    /// Deactivates your account: you are in no group, no discussion and no open vote any more, and
    /// your sessions and tokens end, this one too. What you wrote stays, and closed votes keep
    /// yours. Signing in with `reactivate: true` puts you back where you were, as far as nobody
    /// took you out of it meanwhile. Your open votes do not come back: you vote anew where the
    /// electorate is who is there while voting goes on. A group without other members is archived,
    /// and stays so until you unarchive it.
    async fn deactivate_account(&self, context: &Context<'_>) -> Result<bool> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        session(asked, "Only a session deactivates the account.")?;
        deactivate(asked, person).await?;
        Ok(true)
    }

    /// Ends one of your sessions. False if it was over already.
    async fn revoke_session(&self, context: &Context<'_>, id: ID) -> Result<bool> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let session = parse("id", &id)?;
        Ok(asked.app.vault.revoke_session(person, session).await.map_err(Fault::from)?)
    }

    /// Changes how you are known.
    async fn update_profile(
        &self,
        context: &Context<'_>,
        input: UpdateProfileInput,
    ) -> Result<AccountPayload> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let change = ProfileChange {
            name: input.display_name,
            bio: match input.bio {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(bio) => Some(Some(bio)),
            },
            language: input.language,
            time_zone: input.time_zone,
        };
        Ok(match sorted(asked.app.vault.update_profile(person, change).await)? {
            Ok(_) => AccountPayload { errors: Vec::new(), viewer: Some(Viewer(person)) },
            Err(errors) => AccountPayload { errors, viewer: None },
        })
    }

    /// Makes a token that acts for you, as far as its scopes go.
    async fn create_api_token(
        &self,
        context: &Context<'_>,
        input: CreateApiTokenInput,
    ) -> Result<CreateApiTokenPayload> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let session = session(asked, "Only a session makes tokens.")?;
        let CreateApiTokenInput { name, read, write, audit, expires_at } = input;
        let scopes = Scopes { read, write, audit, operate: false };
        let new = NewApiToken { name, scopes, expires_at: expires_at.0 };
        Ok(match sorted(asked.app.vault.create_api_token(person, session, &new).await)? {
            Ok(None) => {
                return Err(Fault::new(Code::Unauthenticated, "The session has ended.").into());
            }
            Ok(Some((token, secret))) => CreateApiTokenPayload {
                errors: Vec::new(),
                secret: Some(secret.expose().to_owned()),
                token: Some(token.into()),
            },
            Err(errors) => CreateApiTokenPayload { errors, secret: None, token: None },
        })
    }

    /// Ends one of your tokens. False if it was over already.
    async fn revoke_api_token(&self, context: &Context<'_>, id: ID) -> Result<bool> {
        let asked = asked(context)?;
        let person = asked.writing_person()?;
        let token = parse("id", &id)?;
        let revoked = asked.app.vault.revoke_api_token(Some(person), token).await;
        Ok(revoked.map_err(Fault::from)?)
    }
}

/// The session that asks; `otherwise` is said to a token.
fn session(asked: &Asked, otherwise: &'static str) -> Result<SessionId, Fault> {
    match asked.identity.as_ref().map(|identity| identity.via) {
        Some(Via::Session(session)) => Ok(session),
        _ => Err(Fault::new(Code::Forbidden, otherwise)),
    }
}

/// Refusals of the vault as data, everything else as a fault.
fn sorted<T>(result: Result<T, VaultError>) -> Result<Result<T, Vec<AccountRefusal>>, Fault> {
    match result {
        Ok(value) => Ok(Ok(value)),
        Err(VaultError::Refused(refusal)) => Ok(Err(vec![refusal.into()])),
        Err(error) => Err(error.into()),
    }
}

/// Tells the log of somebody new, and then makes them active. If the program stops in between,
/// they are settled later.
async fn register(asked: &Asked, person: domain::PersonId) -> Result<(), Fault> {
    let command = Command::Person(person, person::Command::Register);
    let id = CommandId::derive(Actor::System, "register", &person.to_string());
    let submission = submission(asked, command, Actor::System, id);
    let registered = asked.app.executor.execute(submission).await;
    registered.map_err(|error| Fault::unavailable(&error))?;
    Ok(asked.app.vault.activate(person).await?)
}
