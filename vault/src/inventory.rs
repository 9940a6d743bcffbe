//! What is held about people, column by column: why, for how long, and who can read it.
//!
//! A test compares this list with the schema, so a new column without an entry fails.

/// A column of the vault with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PersonalColumn {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// Why it is held.
    pub purpose: &'static str,
    /// For how long.
    pub retention: &'static str,
    /// Who can read it.
    pub readers: &'static str,
}

const ACCOUNT: &str = "until the account is erased";
const SESSION: &str = "until the session is ended, or 30 days after its last use";
const TOKEN: &str = "until the token is revoked or expires, a year at most";
const CODE: &str = "until it is used, 15 minutes at most, then up to the next hourly sweep";
const INVITATION: &str = "until it is accepted, declined or taken back, 30 days at most";
const ANSWER: &str = "until the invitation would have lapsed, 30 days at most";
const KEY: &str = "until the text is destroyed";
const OWNER: &str = "the person";
const PROGRAM: &str = "the program only";
const ADMINS: &str = "the program; the address by the group's admins while it is pending";

macro_rules! personal {
    ($($table:ident.$column:ident: $purpose:expr, $retention:expr, $readers:expr;)*) => {
        /// Every column with personal data.
        pub const PERSONAL: &[PersonalColumn] = &[$(PersonalColumn {
            table: stringify!($table),
            column: stringify!($column),
            purpose: $purpose,
            retention: $retention,
            readers: $readers,
        }),*];
    };
}

personal! {
    people.id: "names the person in the history", ACCOUNT, "everybody who sees what they did";
    people.state: "says whether the person can sign in", ACCOUNT, PROGRAM;
    people.display_name: "shows who speaks", ACCOUNT, "everybody who sees what they did";
    people.address_sealed: "sending sign-in codes", ACCOUNT, OWNER;
    people.address_lookup: "finding the account at sign-in", ACCOUNT, PROGRAM;
    people.language: "writing to the person in their language", ACCOUNT, OWNER;
    people.time_zone: "showing times and sending mail by the person's day", ACCOUNT, OWNER;
    people.bio: "lets the person say who they are", ACCOUNT, "everybody who sees what they did";
    people.created_at: "shows since when the person takes part", ACCOUNT, OWNER;
    sessions.hash: "recognising the browser", SESSION, PROGRAM;
    sessions.id: "ending a session from the list", SESSION, OWNER;
    sessions.person: "says whose session it is", SESSION, OWNER;
    sessions.browser: "telling sessions apart by the family of the browser", SESSION, OWNER;
    sessions.created_at: "telling sessions apart", SESSION, OWNER;
    sessions.last_seen: "telling sessions apart, to the hour", SESSION, OWNER;
    sessions.expires_at: "ending the session", SESSION, OWNER;
    api_tokens.hash: "recognising the program", TOKEN, PROGRAM;
    api_tokens.id: "revoking a token from the list", TOKEN, OWNER;
    api_tokens.owner: "says whose token it is", TOKEN, OWNER;
    api_tokens.name: "telling tokens apart", TOKEN, OWNER;
    api_tokens.scopes: "bounding what the token allows", TOKEN, OWNER;
    api_tokens.created_at: "telling tokens apart", TOKEN, OWNER;
    api_tokens.expires_at: "ending the token", TOKEN, OWNER;
    sign_in_codes.browser_hash: "binding the code to the browser that asked", CODE, PROGRAM;
    sign_in_codes.address_sealed: "making the account of a new person", CODE, PROGRAM;
    sign_in_codes.address_lookup: "finding the account", CODE, PROGRAM;
    sign_in_codes.code_hash: "checking the code", CODE, PROGRAM;
    sign_in_codes.link_hash: "checking the link", CODE, PROGRAM;
    sign_in_codes.created_at: "bounding how many mails an address gets", CODE, PROGRAM;
    sign_in_codes.expires_at: "ending the code", CODE, PROGRAM;
    wrong_codes.address_lookup: "stopping those who guess codes", "two days", PROGRAM;
    wrong_codes.day: "stopping those who guess codes", "two days", PROGRAM;
    wrong_codes.count: "stopping those who guess codes", "two days", PROGRAM;
    invitations.id: "names the invitation in the history", INVITATION, ADMINS;
    invitations.group_id: "says into which group", INVITATION, ADMINS;
    invitations.address_sealed: "sending the invitation", INVITATION, ADMINS;
    invitations.address_lookup: "showing it to whoever has the address", INVITATION, PROGRAM;
    invitations.created_at: "sending the oldest first", INVITATION, ADMINS;
    invitations.expires_at: "ending the invitation", INVITATION, ADMINS;
    invitations.mail_tried_at: "sending the invitation once", INVITATION, PROGRAM;
    invitations.mailed_at: "sending the invitation once", INVITATION, PROGRAM;
    answered_invitations.id: "recognising an answer that is sent again", ANSWER, PROGRAM;
    answered_invitations.group_id: "recognising an answer that is sent again", ANSWER, PROGRAM;
    answered_invitations.person: "letting nobody else answer it", ANSWER, PROGRAM;
    answered_invitations.expires_at: "forgetting the answer", ANSWER, PROGRAM;
    refused_addresses.address_lookup: "sending no more invitations",
        "until its owner wants invitations again", PROGRAM;
    refused_addresses.refused_at: "hiding the invitations that came later",
        "until its owner wants invitations again", PROGRAM;
    keyring.text: "finding the key of a text", KEY, PROGRAM;
    keyring.author: "finding the texts that a person may have destroyed", KEY, PROGRAM;
    keyring.container: "finding the texts of a group or discussion", KEY, PROGRAM;
    keyring.wrapped: "opening the text", KEY, PROGRAM;
    keyring.created_at: "sweeping keys that were never used", KEY, PROGRAM;
    keyring.suspect_since: "sweeping keys that were never used", KEY, PROGRAM;
}

/// The tables that hold nothing about anybody, and what they hold.
pub const IMPERSONAL_TABLES: &[(&str, &str)] = &[
    ("settings", "what the program must remember about the vault itself"),
    ("migrations", "which versions of the schema were applied"),
];
