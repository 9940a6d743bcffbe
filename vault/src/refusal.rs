//! The rules about people, sign-in, tokens and invitations that what is asked can break.

/// A rule of the vault that was broken. Nothing was changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// A text is empty or too long.
    #[error("{field} has {chars} characters; 1 to {at_most} are allowed")]
    Length {
        /// Which text.
        field: &'static str,
        /// How long it is.
        chars: usize,
        /// How long it may be.
        at_most: usize,
    },
    /// A text holds a control character, such as NUL or a line break in a name, or in a name one that
    /// turns the direction of what follows.
    #[error("{field} has a control character at character {at}; none are allowed")]
    ControlCharacter {
        /// Which text.
        field: &'static str,
        /// Where, counted from 1.
        at: usize,
    },
    /// Not a language tag.
    #[error("language is not a language tag such as en or pt-BR, of at most 35 characters")]
    Language,
    /// Not a time zone.
    #[error("timeZone is not a name from the time zone database, such as Europe/Reykjavik")]
    TimeZone,
    /// Not an address that mail can be sent to. Which one is not repeated.
    #[error("address is not an email address of the form name@example.org, of at most 254 bytes")]
    Address,
    /// The person has no address or does not exist.
    #[error("there is no such person")]
    PersonAbsent,
    /// The code or link is wrong, was used, or is older than 15 minutes.
    #[error("the code or link is wrong, was used, or is older than 15 minutes; ask for a new one")]
    WrongCode,
    /// Too many wrong codes for this address today.
    #[error("{at_most} wrong codes were given today; use the link in the mail instead")]
    OnlyTheLink {
        /// How many are allowed.
        at_most: i32,
    },
    /// The link was opened in another browser than the one that asked for it.
    #[error("the link works only in the browser that asked for it; ask for a new one here")]
    OtherBrowser,
    /// New people come in by invitation only, and this address has none.
    #[error("there is no account for this address, and new people need an invitation")]
    NotInvited,
    /// The address has no account yet, so the account needs a name. The code still works.
    #[error("there is no account for this address yet; give displayName to make one")]
    NameNeeded,
    /// Too few or too many invitations at once.
    #[error("addresses has {count} entries; 1 to {at_most} are allowed")]
    InvitationCount {
        /// How many were given.
        count: usize,
        /// How many are allowed.
        at_most: usize,
    },
    /// The link to refuse invitations was not made here.
    #[error("the link to refuse invitations is not valid; copy it whole from the mail")]
    #[expect(clippy::enum_variant_names, reason = "it is a link by which people refuse")]
    RefusalLink,
    /// A person's token reads, writes or audits; an operators' token does nothing of that.
    #[error("scopes must name at least one of read, write and audit")]
    Scopes,
    /// A token that has expired already, or lives too long.
    #[error("expiresAt must be in the future and at most {days} days from now")]
    Expiry {
        /// How long a token may live.
        days: i64,
    },
    /// The owner has as many tokens as one may have.
    #[error("there are {at_most} tokens already; revoke one first")]
    TooManyTokens {
        /// How many are allowed.
        at_most: i64,
    },
}
