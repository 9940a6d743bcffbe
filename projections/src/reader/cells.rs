//! From rows of PostgreSQL to the types of the domain.

use std::time::SystemTime;

use domain::{
    CommentId, DiscussionId, GroupId, HandleId, InvitationId, NoteId, OutcomeId, PersonId,
    ProposalId, TagId, TemplateId, Timestamp,
};
use eventlog::Position;
use serde::de::DeserializeOwned;
use serde::de::IntoDeserializer;
use serde::de::value::{Error as NameError, StrDeserializer};
use tokio_postgres::Row;
use tokio_postgres::types::{FromSql, Type};
use uuid::Uuid;

use super::ReadError;
use crate::words::Words;

/// An id of the domain as PostgreSQL holds it.
pub(crate) trait Id: Copy {
    fn of(uuid: Uuid) -> Self;
    fn uuid(self) -> Uuid;
}

macro_rules! ids {
    ($($id:ident)*) => {$(
        impl Id for $id {
            fn of(uuid: Uuid) -> Self {
                Self::from_u128(uuid.as_u128())
            }

            fn uuid(self) -> Uuid {
                Uuid::from_u128(self.to_u128())
            }
        }
    )*};
}

ids! {
    CommentId DiscussionId GroupId HandleId InvitationId NoteId OutcomeId PersonId ProposalId TagId
    TemplateId
}

/// The ids as a parameter.
pub(crate) fn uuids<T: Id>(ids: &[T]) -> Vec<Uuid> {
    ids.iter().map(|id| id.uuid()).collect()
}

/// JSON as it came.
struct Raw<'a>(&'a [u8]);

impl<'a> FromSql<'a> for Raw<'a> {
    fn from_sql(_: &Type, raw: &'a [u8]) -> Result<Self, Box<dyn std::error::Error + Sync + Send>> {
        // The binary form of `jsonb` begins with its version.
        Ok(Self(raw.split_first().map_or(raw, |(_, json)| json)))
    }

    fn accepts(ty: &Type) -> bool {
        *ty == Type::JSONB
    }
}

/// The cells of one row, by the names of their columns.
pub(crate) struct Cells<'a>(pub(crate) &'a Row);

impl<'a> Cells<'a> {
    pub(crate) fn get<T: FromSql<'a>>(&self, column: &str) -> Result<T, ReadError> {
        self.0.try_get(column).map_err(|error| damaged(column, &error.to_string()))
    }

    pub(crate) fn id<T: Id>(&self, column: &str) -> Result<T, ReadError> {
        self.get(column).map(T::of)
    }

    pub(crate) fn maybe_id<T: Id>(&self, column: &str) -> Result<Option<T>, ReadError> {
        Ok(self.get::<Option<Uuid>>(column)?.map(T::of))
    }

    pub(crate) fn ids<T: Id>(&self, column: &str) -> Result<Vec<T>, ReadError> {
        Ok(self.get::<Vec<Uuid>>(column)?.into_iter().map(T::of).collect())
    }

    pub(crate) fn word<T: DeserializeOwned>(&self, column: &str) -> Result<T, ReadError> {
        named(column, self.get(column)?)
    }

    pub(crate) fn maybe_word<T: DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Option<T>, ReadError> {
        self.get::<Option<&str>>(column)?.map(|name| named(column, name)).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T, ReadError> {
        self.maybe_json(column)?.ok_or_else(|| damaged(column, "is null"))
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(
        &self,
        column: &str,
    ) -> Result<Option<T>, ReadError> {
        let Some(Raw(json)) = self.get::<Option<Raw<'_>>>(column)? else { return Ok(None) };
        serde_json::from_slice(json).map(Some).map_err(|error| damaged(column, &error.to_string()))
    }

    pub(crate) fn words(&self, column: &str) -> Result<Words, ReadError> {
        self.get::<Option<String>>(column).map(Words::from)
    }

    /// The text, which is removed if what it belongs to is `gone`.
    pub(crate) fn words_unless(&self, gone: bool, column: &str) -> Result<Words, ReadError> {
        if gone { Ok(Words::Removed) } else { self.words(column) }
    }

    pub(crate) fn time(&self, column: &str) -> Result<Timestamp, ReadError> {
        self.maybe_time(column)?.ok_or_else(|| damaged(column, "is null"))
    }

    pub(crate) fn maybe_time(&self, column: &str) -> Result<Option<Timestamp>, ReadError> {
        let Some(time) = self.get::<Option<SystemTime>>(column)? else { return Ok(None) };
        Timestamp::try_from(time).map(Some).map_err(|error| damaged(column, &error.to_string()))
    }

    pub(crate) fn count(&self, column: &str) -> Result<u32, ReadError> {
        Ok(u32::try_from(self.get::<i32>(column)?).unwrap_or(0))
    }

    pub(crate) fn maybe_small(&self, column: &str) -> Result<Option<u8>, ReadError> {
        let small = self.get::<Option<i16>>(column)?;
        small
            .map(|small| u8::try_from(small).map_err(|_| damaged(column, "is too large")))
            .transpose()
    }

    pub(crate) fn position(&self, column: &str) -> Result<Position, ReadError> {
        Ok(Position(u64::try_from(self.get::<i64>(column)?).unwrap_or(0)))
    }
}

fn named<T: DeserializeOwned>(column: &str, name: &str) -> Result<T, ReadError> {
    let from: StrDeserializer<'_, NameError> = name.into_deserializer();
    T::deserialize(from).map_err(|error| damaged(column, &error.to_string()))
}

fn damaged(column: &str, problem: &str) -> ReadError {
    ReadError::Damaged(format!("{column}: {problem}"))
}
