//! Who people are, and the keys of what they wrote: the only place with personal data.
//!
//! Events know people by id alone and hold texts sealed; the [`Vault`] has the names, the
//! addresses, the sign-in and the keyring, all under one [`MasterKey`] that is kept apart from
//! the data. Nothing secret or personal is ever printed or logged from here.

mod address;
mod api_tokens;
mod cache;
mod database;
mod error;
mod guest_links;
mod identity;
pub mod inventory;
mod invitation_mails;
mod invitations;
mod keyring;
pub mod mail;
mod master;
mod orphans;
mod people;
mod profile;
mod purpose;
mod refusal;
mod refused;
pub mod schema;
mod seal;
mod sessions;
pub mod sign_in;
mod sweep;
mod token;
mod vault;

pub use address::Address;
pub use api_tokens::{ApiToken, NewApiToken};
pub use error::VaultError;
pub use identity::{Identity, Scopes, Via};
pub use invitation_mails::DueInvitation;
pub use invitations::{Invitation, NewInvitation, PendingInvitation};
pub use mail::{MailSettings, Mailer};
pub use master::{MasterKey, MasterKeyError};
pub use orphans::FiledKey;
pub use people::Registered;
pub use profile::{DisplayName, NewPerson, PersonState, Profile, ProfileChange};
pub use purpose::{Purpose, SubKey};
pub use refusal::Refusal;
pub use sessions::{Browser, Session};
pub use sign_in::{Proof, Redeem, Registration, SignedIn};
pub use sweep::Swept;
pub use token::{ApiTokenId, SessionId, Token};
pub use vault::Vault;
