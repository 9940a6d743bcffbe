//! What is kept about people, column by column: why, for how long, and who can read it.
//!
//! A test compares this list with the schema, so a new column without an entry fails.

/// A kept column with personal data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeptColumn {
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
const OWNER: &str = "the person";
const PROGRAM: &str = "the program only";

macro_rules! kept {
    ($($table:ident.$column:ident: $purpose:literal, $retention:expr, $readers:expr;)*) => {
        /// Every kept column with personal data.
        pub const PERSONAL: &[KeptColumn] = &[$(KeptColumn {
            table: stringify!($table),
            column: stringify!($column),
            purpose: $purpose,
            retention: $retention,
            readers: $readers,
        }),*];
    };
}

kept! {
    read_markers.person: "says who has read", ACCOUNT, OWNER;
    read_markers.discussion: "says in which discussion", ACCOUNT, OWNER;
    read_markers.position: "showing the person what they have not read", ACCOUNT, PROGRAM;
    inbox_markers.person: "says whose inbox it is", ACCOUNT, OWNER;
    inbox_markers.position: "showing the person what is new in it", ACCOUNT, PROGRAM;
    volumes.person: "says whose wish it is", ACCOUNT, OWNER;
    volumes.kind: "says whether it is about everything, a group or a discussion", ACCOUNT, OWNER;
    volumes.scope: "says about which", ACCOUNT, OWNER;
    volumes.volume: "telling the person as much as they want to be told", ACCOUNT, OWNER;
}

/// The kept tables that hold nothing about anybody, and what they hold.
pub const IMPERSONAL_TABLES: &[(&str, &str)] = &[
    ("sets", "which sets of read models there are, and who projects them"),
    ("migrations", "which versions of these tables were applied"),
];
