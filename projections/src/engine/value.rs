//! Values of columns.

use std::error::Error;
use std::time::SystemTime;

use domain::{
    CommentId, DiscussionId, GroupId, HandleId, InvitationId, NoteId, OutcomeId, PersonId,
    ProposalId, TagId, TemplateId, Timestamp,
};
use eventlog::Position;
use serde::Serialize;
use tokio_postgres::types::private::BytesMut;
use tokio_postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use uuid::Uuid;

use super::Unmappable;

/// A value of a column.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// Yes or no.
    Bool(bool),
    /// A number, whatever the width of its column.
    Number(i64),
    /// An id.
    Uuid(Uuid),
    /// Ids.
    Uuids(Box<[Uuid]>),
    /// Words.
    Text(Box<str>),
    /// The name of one of a few values.
    Word(&'static str),
    /// A time.
    Time(Timestamp),
    /// JSON, written.
    Json(Box<str>),
}

impl Value {
    /// The structure as JSON.
    ///
    /// # Errors
    /// If it has no JSON form.
    pub fn json<T: Serialize>(value: &T) -> Result<Self, Unmappable> {
        serde_json::to_string(value)
            .map(|json| Self::Json(json.into()))
            .map_err(|_| Unmappable("a value has no JSON form"))
    }

    /// The version or count as a number.
    ///
    /// # Errors
    /// If it is beyond what PostgreSQL counts to.
    pub fn number(value: u64) -> Result<Self, Unmappable> {
        i64::try_from(value).map(Self::Number).map_err(|_| Unmappable("a number is too large"))
    }

    pub(super) fn plus(&self, more: &Self) -> Self {
        match (self, more) {
            (Self::Number(a), Self::Number(b)) => Self::Number(a.wrapping_add(*b)),
            (Self::Null, more) => more.clone(),
            (have, _) => have.clone(),
        }
    }
}

/// The stored name of a value without fields, `SCREAMING_SNAKE_CASE` as in events.
///
/// # Errors
/// If the value has fields.
pub fn word<T: Serialize>(value: &T) -> Result<Value, Unmappable> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(Value::Text(name.into())),
        _ => Err(Unmappable("a value has no name of its own")),
    }
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl From<$id> for Value {
            fn from(id: $id) -> Self {
                Self::Uuid(Uuid::from_u128(id.to_u128()))
            }
        }
    )*};
}

ids! {
    CommentId DiscussionId GroupId HandleId InvitationId NoteId OutcomeId PersonId ProposalId TagId
    TemplateId
}

impl From<Timestamp> for Value {
    fn from(time: Timestamp) -> Self {
        Self::Time(time)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        Self::Bool(yes)
    }
}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        impl From<$number> for Value {
            fn from(number: $number) -> Self {
                Self::Number(number.into())
            }
        }
    )*};
}

numbers! { u8 i16 u32 i32 i64 }

impl From<Position> for Value {
    fn from(position: Position) -> Self {
        Self::Number(i64::try_from(position.0).unwrap_or(i64::MAX))
    }
}

impl From<&str> for Value {
    fn from(words: &str) -> Self {
        Self::Text(words.into())
    }
}

impl From<String> for Value {
    fn from(words: String) -> Self {
        Self::Text(words.into())
    }
}

macro_rules! id_lists {
    ($($id:ident)*) => {$(
        impl From<&[$id]> for Value {
            fn from(ids: &[$id]) -> Self {
                Self::Uuids(ids.iter().map(|id| Uuid::from_u128(id.to_u128())).collect())
            }
        }
    )*};
}

id_lists! { PersonId TagId }

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

type Sent = Result<IsNull, Box<dyn Error + Sync + Send>>;

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Sent {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Bool(yes) => yes.to_sql(ty, out),
            Self::Number(number) => match *ty {
                Type::INT2 => i16::try_from(*number)?.to_sql(ty, out),
                Type::INT4 => i32::try_from(*number)?.to_sql(ty, out),
                _ => number.to_sql(ty, out),
            },
            Self::Uuid(id) => id.to_sql(ty, out),
            Self::Uuids(ids) if *ty == Type::TEXT => list(ids).to_sql(ty, out),
            Self::Uuids(ids) => ids.to_sql(ty, out),
            Self::Text(words) => words.to_sql(ty, out),
            Self::Word(name) => name.to_sql(ty, out),
            Self::Time(time) => timestamptz(*time).to_sql(ty, out),
            Self::Json(json) => {
                // The binary form of `jsonb` begins with its version.
                out.extend_from_slice(&[1]);
                json.to_sql(ty, out)
            }
        }
    }

    fn accepts(_: &Type) -> bool {
        // The declaration of the table says it, and a test compares that with the database.
        true
    }

    to_sql_checked!();
}

fn list(ids: &[Uuid]) -> String {
    let ids: Vec<String> = ids.iter().map(Uuid::to_string).collect();
    format!("{{{}}}", ids.join(","))
}

/// A time as PostgreSQL takes it. Times before the year 1 do not come up.
pub(crate) fn timestamptz(time: Timestamp) -> SystemTime {
    SystemTime::try_from(time).unwrap_or(SystemTime::UNIX_EPOCH)
}
