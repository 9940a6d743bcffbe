//! Bounds on opening and closing times.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan as _};

use super::draft::DraftRefusal;

/// How long voting lasts if it is not said.
pub(super) const VOTING: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long before the close people are reminded, and the least that is left to them when the
/// closing time moves earlier.
pub(super) const NOTICE: SignedDuration = SignedDuration::from_hours(24);
/// An opening time that is no further past than this means now: clocks differ, and a request takes
/// a moment.
const GRACE: SignedDuration = SignedDuration::from_secs(10);

/// The time to the millisecond, as all times are stored.
pub(super) fn whole_millis(time: Timestamp) -> Timestamp {
    Timestamp::from_millisecond(time.as_millisecond()).unwrap_or(time)
}

pub(super) fn later(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_add(by).unwrap_or(Timestamp::MAX)
}

pub(super) fn earlier(time: Timestamp, by: SignedDuration) -> Timestamp {
    time.checked_sub(by).unwrap_or(Timestamp::MIN)
}

/// When voting begins that is asked to begin at `asked`.
pub(super) fn opening(asked: Option<Timestamp>, now: Timestamp) -> Result<Timestamp, DraftRefusal> {
    match asked.map(whole_millis) {
        None => Ok(now),
        Some(opens_at) if opens_at >= now => Ok(opens_at),
        Some(opens_at) if opens_at >= earlier(now, GRACE) => Ok(now),
        Some(opens_at) => Err(DraftRefusal::OpensInPast { opens_at, now }),
    }
}

/// When voting ends that is asked to end at `asked`: after now and after it opens, and within two
/// years.
pub(super) fn closing(
    asked: Timestamp,
    opens_at: Timestamp,
    now: Timestamp,
) -> Result<Timestamp, DraftRefusal> {
    let closes_at = whole_millis(asked);
    let after = opens_at.max(now);
    let at_most = two_years_after(now);
    if closes_at <= after {
        return Err(DraftRefusal::ClosesTooEarly { closes_at, after });
    }
    if closes_at > at_most {
        return Err(DraftRefusal::ClosesTooLate { closes_at, at_most });
    }
    Ok(closes_at)
}

/// The same day and time of day two years later, in UTC.
fn two_years_after(time: Timestamp) -> Timestamp {
    let zoned = time.to_zoned_datetime(TimeZone::UTC);
    zoned.checked_add(2.years()).map_or(Timestamp::MAX, |later| later.timestamp())
}
