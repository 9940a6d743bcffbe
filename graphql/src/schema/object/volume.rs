//! How much somebody wants to be told.

use async_graphql::SimpleObject;
use projections::volumes::VolumeRow;

use crate::schema::enums::Volume;

/// How much you want to be told about something.
#[derive(SimpleObject)]
pub struct VolumeSetting {
    /// What you set for it; null if what holds for its group, or for everything, holds here too.
    set: Option<Volume>,
    /// What holds.
    effective: Volume,
}

impl From<VolumeRow> for VolumeSetting {
    fn from(row: VolumeRow) -> Self {
        Self { set: row.set.map(Into::into), effective: row.effective.into() }
    }
}
