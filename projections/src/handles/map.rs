//! From events to names. A name leads to whoever used it last.

use domain::group::Event as InGroup;
use domain::handle::Event as OfName;
use domain::{Event as Any, GroupId, HandleId};
use eventlog::sealing::OpenedEvent;

use super::TABLE;
use crate::engine::{Changes, Patch, Unmappable, Value, col};

pub(super) fn map(event: &OpenedEvent, handles: &mut Changes) -> Result<(), Unmappable> {
    let bits = event.recorded.stream.bits;
    match &event.event {
        Any::Group(InGroup::GroupCreated { handle: Some(handle), .. })
        | Any::Group(InGroup::GroupHandleChanged { handle, .. }) => {
            let leads = Patch::new()
                .with(col!("group_id"), GroupId::from_u128(bits))
                .with(col!("given_up_by"), Value::Null);
            handles.patch([handle.claim.into()], leads);
        }
        Any::Group(
            InGroup::GroupPrivacyChanged { released, .. }
            | InGroup::GroupDestroyed { released, .. },
        ) => {
            for claim in released {
                let given_up = Patch::new()
                    .with(col!("group_id"), Value::Null)
                    .with(col!("given_up_by"), GroupId::from_u128(bits));
                handles.patch([(*claim).into()], given_up);
            }
        }
        // Whoever claims a name that was given up has it from nobody: there is nothing to release.
        Any::Handle(OfName::HandleReleased { .. } | OfName::HandleClaimed { .. }) => {
            let free = Patch::new().with(col!("given_up_by"), Value::Null);
            handles.patch([HandleId::from_u128(bits).into()], free);
        }
        _ => {}
    }
    Ok(())
}
