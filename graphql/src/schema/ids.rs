//! Ids as clients see them: the kind of thing and its id, `discussion-01J…`, as the history names
//! it too. An id of another kind is refused with the field's name.

use async_graphql::ID;
use domain::{
    CommentId, DiscussionId, GroupId, InvitationId, NoteId, OutcomeId, PersonId, ProposalId, TagId,
    TemplateId,
};
use vault::{ApiTokenId, SessionId};

use crate::fault::Fault;

/// An id that clients see.
pub(crate) trait GlobalId: Sized {
    /// The kind's name, which begins the id.
    const KIND: &'static str;

    /// The id without its kind.
    fn read(text: &str) -> Option<Self>;

    /// The id as clients see it.
    fn global(self) -> ID;
}

macro_rules! kinds {
    ($($id:ident $kind:literal;)*) => {$(
        impl GlobalId for $id {
            const KIND: &'static str = $kind;

            fn read(text: &str) -> Option<Self> {
                text.parse().ok()
            }

            fn global(self) -> ID {
                ID(format!(concat!($kind, "-{}"), self))
            }
        }
    )*};
}

kinds! {
    CommentId "comment";
    DiscussionId "discussion";
    GroupId "group";
    InvitationId "invitation";
    NoteId "note";
    OutcomeId "outcome";
    PersonId "person";
    ProposalId "proposal";
    TagId "tag";
    TemplateId "template";
}

/// The vault's ids have no written form of their own: they are written as all others are.
macro_rules! vault_kinds {
    ($($id:ident $kind:literal;)*) => {$(
        impl GlobalId for $id {
            const KIND: &'static str = $kind;

            fn read(text: &str) -> Option<Self> {
                text.parse().ok().map(|id: PersonId| Self::from_u128(id.to_u128()))
            }

            fn global(self) -> ID {
                ID(format!(concat!($kind, "-{}"), PersonId::from_u128(self.to_u128())))
            }
        }
    )*};
}

vault_kinds! {
    ApiTokenId "token";
    SessionId "session";
}

/// The id in the field called `field`.
pub(crate) fn parse<I: GlobalId>(field: &str, id: &ID) -> Result<I, Fault> {
    id.strip_prefix(I::KIND).and_then(|rest| rest.strip_prefix('-')).and_then(I::read).ok_or_else(
        || {
            let kind = I::KIND;
            Fault::input(format!(
                "{field} is not the id of a {kind}: expected {kind}- and 26 characters."
            ))
        },
    )
}

/// The ids in the list called `field`, at most `at_most`.
pub(crate) fn parse_all<I: GlobalId>(
    field: &str,
    ids: &[ID],
    at_most: usize,
) -> Result<Vec<I>, Fault> {
    if ids.len() > at_most {
        let count = ids.len();
        return Err(Fault::input(format!(
            "{field} has {count} ids; at most {at_most} are allowed."
        )));
    }
    parse_each(field, ids)
}

/// The ids in the list called `field`, all of them: how many there may be is a rule of its own.
pub(crate) fn parse_each<I: GlobalId>(field: &str, ids: &[ID]) -> Result<Vec<I>, Fault> {
    ids.iter().map(|id| parse(field, id)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_and_only_as_its_kind() {
        let id = DiscussionId::from_u128(7);
        assert_eq!(parse::<DiscussionId>("id", &id.global()).unwrap(), id);
        for wrong in ["", "-", "discussion", "discussion-", "discussion-é", "group-", "\0"] {
            assert!(parse::<DiscussionId>("id", &ID::from(wrong)).is_err(), "{wrong:?}");
        }
        let other = parse::<GroupId>("groupId", &id.global()).unwrap_err();
        assert!(other.message.contains("groupId"), "{}", other.message);
    }
}
