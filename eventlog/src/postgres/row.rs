//! Rows of the table as recorded events.

use std::error::Error as _;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use deadpool_postgres::PoolError;
use domain::{Actor, PersonId, Timestamp};
use tokio_postgres::Row;
use uuid::Uuid;

use super::guards;
use crate::LogError;
use crate::recorded::{CommandId, EventId, InputHash, Position, Recorded, Version};

/// The columns that [`recorded`] reads, in its order.
pub(super) const COLUMNS: &str = "e.position, e.id, e.stream, e.version, e.type, e.schema, \
     e.recorded_at, e.occurred_at, e.imported, e.actor, e.command, e.input, e.correlation, \
     e.causation, e.guards, e.payload";

/// A row of [`COLUMNS`].
pub(super) fn recorded(row: &Row) -> Result<Arc<Recorded>, LogError> {
    let position = Position(number(row.try_get(0).map_err(broken)?));
    let damaged = |problem: &str| LogError::Damaged { position, problem: problem.to_owned() };
    let stream: &str = row.try_get(2).map_err(broken)?;
    let guards: &[u8] = row.try_get(14).map_err(broken)?;
    let payload: &[u8] = row.try_get(15).map_err(broken)?;
    let uuid = |at: usize| -> Result<Option<u128>, LogError> {
        let id: Option<Uuid> = row.try_get(at).map_err(broken)?;
        Ok(id.map(|id| id.as_u128()))
    };
    Ok(Arc::new(Recorded {
        position,
        id: EventId(row.try_get::<_, Uuid>(1).map_err(broken)?.as_u128()),
        stream: stream.parse().map_err(|_| damaged("its stream has no name"))?,
        version: Version(number(row.try_get(3).map_err(broken)?)),
        event_type: row.try_get::<_, &str>(4).map_err(broken)?.into(),
        schema: u16::try_from(row.try_get::<_, i16>(5).map_err(broken)?)
            .map_err(|_| damaged("its schema version is negative"))?,
        recorded_at: time(row.try_get(6).map_err(broken)?).ok_or_else(|| damaged("no time"))?,
        occurred_at: time(row.try_get(7).map_err(broken)?).ok_or_else(|| damaged("no time"))?,
        imported: row.try_get(8).map_err(broken)?,
        actor: uuid(9)?.map(actor),
        command: uuid(10)?.map(CommandId),
        input: uuid(11)?.map(InputHash),
        correlation: uuid(12)?.map(EventId),
        causation: uuid(13)?.map(EventId),
        guards: guards::decode(guards).ok_or_else(|| damaged("its guards are not guards"))?,
        payload: Bytes::copy_from_slice(payload),
    }))
}

/// The column of an actor. All zeros is no person's id: ids are hashes.
pub(super) fn actor_column(actor: Actor) -> Uuid {
    Uuid::from_u128(actor.person().map_or(0, PersonId::to_u128))
}

fn actor(bits: u128) -> Actor {
    if bits == 0 { Actor::System } else { Actor::Person(PersonId::from_u128(bits)) }
}

/// Positions and versions are never negative.
pub(super) fn number(column: i64) -> u64 {
    u64::try_from(column).unwrap_or_default()
}

/// A column that holds a position or a version.
pub(super) fn column(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A column's time, to the millisecond.
pub(super) fn time(column: SystemTime) -> Option<Timestamp> {
    let time = Timestamp::try_from(column).ok()?;
    Timestamp::from_millisecond(time.as_millisecond()).ok()
}

/// A time as a column. Times before the year 1 do not come up.
pub(super) fn timestamptz(time: Timestamp) -> SystemTime {
    SystemTime::try_from(time).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// No connection was made. What the database says of that is left out; what is found on the way to
/// it is not.
pub(super) fn unreached(error: PoolError) -> LogError {
    let PoolError::Backend(error) = error else { return LogError::Unavailable(error.to_string()) };
    match (error.code(), error.source()) {
        (None, Some(cause)) => LogError::Unavailable(format!("{error}: {cause}")),
        _ => broken(error),
    }
}

/// A row does not have the columns that were asked for, or the connection broke.
/// The database's words are left out: they may quote what was stored.
pub(super) fn broken(error: tokio_postgres::Error) -> LogError {
    LogError::Unavailable(match error.code() {
        Some(code) => format!("SQLSTATE {}", code.code()),
        None => error.to_string(),
    })
}
