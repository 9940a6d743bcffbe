//! What the executor promises: nothing twice, nothing half, nothing on what is no longer so.

mod conflicts;
mod failures;
mod repeats;
mod scene;
mod scripted;
mod waiting;
