//! The rules of people, sign-in and tokens.

use async_graphql::Union;

use super::define::{area, become_rules};
use super::rules::*;
use super::{Said, number, place};

area! {
    /// The rule that a command about somebody's account broke.
    AccountRefusal {
        AccountDeactivated AddressMalformed ControlCharacter DeactivatedByOperator
        ExpiryOutOfBounds IdempotencyKeyReused KnownFromImport LanguageMalformed ListLength
        NameNeeded NotFound NotInvited OnlyTheLink OtherBrowser
        PersonAbsent RefusalLinkMalformed ScopesMissing SystemOnly TextLength TimeZoneUnknown
        TooManyTokens WrongCode
    }
}

become_rules! {
    domain::person::Refusal => AccountRefusal {
        NotFound => NotFound,
        SystemOnly => SystemOnly,
        KnownFromImport => KnownFromImport,
    }
}

become_rules! {
    domain::platform::Refusal => AccountRefusal {
        NotFound => NotFound,
        KnownFromImport => KnownFromImport,
        DeactivatedByOperator => DeactivatedByOperator,
    }
}

impl AccountRefusal {
    /// Whoever signs in is deactivated, and did not ask to come back.
    pub(in crate::schema) fn deactivated() -> Self {
        let message = "the account is deactivated".to_owned();
        let path = Some(place("reactivate"));
        AccountDeactivated::new(Said { code: "ACCOUNT_DEACTIVATED", message, path }).into()
    }
}

/// The vault's refusals have no names of their own.
impl From<vault::Refusal> for AccountRefusal {
    fn from(refusal: vault::Refusal) -> Self {
        use vault::Refusal as Vault;
        let message = refusal.to_string();
        let said = |code, field: Option<&'static str>| Said {
            code,
            message: message.clone(),
            path: field.map(place),
        };
        match refusal {
            Vault::Length { field, chars, at_most } => {
                let said = said("TEXT_LENGTH", Some(field));
                TextLength::new(said, field.to_owned(), number(chars), 1, number(at_most)).into()
            }
            Vault::ControlCharacter { field, at } => {
                let said = said("CONTROL_CHARACTER", Some(field));
                ControlCharacter::new(said, field.to_owned(), number(at)).into()
            }
            Vault::Language => {
                LanguageMalformed::new(said("LANGUAGE_MALFORMED", Some("language"))).into()
            }
            Vault::TimeZone => {
                TimeZoneUnknown::new(said("TIME_ZONE_UNKNOWN", Some("timeZone"))).into()
            }
            Vault::Address => {
                AddressMalformed::new(said("ADDRESS_MALFORMED", Some("address"))).into()
            }
            Vault::PersonAbsent => PersonAbsent::new(said("PERSON_ABSENT", None)).into(),
            Vault::WrongCode => WrongCode::new(said("WRONG_CODE", Some("proof"))).into(),
            Vault::OnlyTheLink { at_most } => {
                let at_most = u32::try_from(at_most).unwrap_or(0);
                OnlyTheLink::new(said("ONLY_THE_LINK", Some("proof")), at_most).into()
            }
            Vault::OtherBrowser => OtherBrowser::new(said("OTHER_BROWSER", Some("browser"))).into(),
            Vault::NotInvited => NotInvited::new(said("NOT_INVITED", Some("invitation"))).into(),
            Vault::NameNeeded => NameNeeded::new(said("NAME_NEEDED", Some("displayName"))).into(),
            Vault::InvitationCount { count, at_most } => {
                let said = said("LIST_LENGTH", Some("addresses"));
                ListLength::new(said, "addresses".to_owned(), number(count), number(at_most)).into()
            }
            Vault::RefusalLink => {
                RefusalLinkMalformed::new(said("REFUSAL_LINK_MALFORMED", Some("token"))).into()
            }
            Vault::Scopes => ScopesMissing::new(said("SCOPES_MISSING", Some("scopes"))).into(),
            Vault::Expiry { days } => {
                let days = u32::try_from(days).unwrap_or(0);
                ExpiryOutOfBounds::new(said("EXPIRY_OUT_OF_BOUNDS", Some("expiresAt")), days).into()
            }
            Vault::TooManyTokens { at_most } => {
                let at_most = u32::try_from(at_most).unwrap_or(0);
                TooManyTokens::new(said("TOO_MANY_TOKENS", None), at_most).into()
            }
        }
    }
}
