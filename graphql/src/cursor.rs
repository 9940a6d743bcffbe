//! Cursors: sealed names of a place in a list, by sort key and id, never by offset.
//!
//! A cursor says which list it is a place in, so one from another kind of list is refused.

use crate::fault::Fault;
use crate::position::Seals;

/// The kinds of list that have cursors. The numbers are in cursors that clients hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum List {
    /// Groups.
    Groups = 1,
    /// Members of a group.
    Members = 2,
    /// Invitations of a group.
    Invitations = 3,
    /// Requests to join a group.
    Requests = 4,
    /// Discussions.
    Discussions = 5,
    /// Comments of a discussion.
    Comments = 6,
    /// What happened in a discussion.
    Timeline = 7,
    /// Proposals.
    Proposals = 8,
    /// Votes of a proposal.
    Votes = 9,
    /// The versions of a text.
    Versions = 10,
    /// Outcomes of a proposal.
    Outcomes = 11,
    /// People who reacted.
    Reactions = 12,
    /// The viewer's inbox.
    Inbox = 13,
    /// Changes of a vote.
    VoteChanges = 14,
    /// How the openings of a proposal ended.
    Closes = 19,
    /// People whom a proposal names as its electorate.
    Named = 20,
    /// Tokens of the viewer.
    Tokens = 15,
    /// Sessions of the viewer.
    Sessions = 21,
    /// People who may vote.
    Electorate = 16,
    /// Guests of a discussion.
    Guests = 40,
    /// Guests' invitations to a discussion.
    GuestInvitations = 41,
    /// Tags of a group.
    Tags = 30,
    /// Templates of a group.
    Templates = 50,
    /// Discussions of a group, pinned ones first.
    GroupDiscussions = 31,
    /// Clarifying notes on a proposal.
    Notes = 32,
    /// Delegations that the viewer is a party to.
    Delegations = 33,
    /// Proposals that wait for the viewer's vote.
    NeedsMyVote = 17,
    /// Discussions with something that the viewer has not read.
    Unread = 18,
}

/// A place in a list: before or after the item with this sort key and id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// What the list is sorted by.
    pub key: i64,
    /// What settles ties.
    pub id: u128,
}

const PURPOSE: &[u8] = b"cursor";

impl Seals {
    /// The cursor of a place in a list.
    ///
    /// # Errors
    /// If there is no randomness.
    pub fn seal_cursor(&self, list: List, place: Place) -> Result<String, Fault> {
        let mut plain = [0; 25];
        plain[0] = list as u8;
        plain[1..9].copy_from_slice(&place.key.to_be_bytes());
        plain[9..].copy_from_slice(&place.id.to_be_bytes());
        self.seal(PURPOSE, &plain)
    }

    /// The place that a cursor names in this list.
    ///
    /// # Errors
    /// `BAD_USER_INPUT` if it is no cursor of this server, or one of another list. `argument`
    /// is what the API calls it.
    pub fn open_cursor(
        &self,
        list: List,
        argument: &'static str,
        cursor: &str,
    ) -> Result<Place, Fault> {
        let refused = || {
            Fault::input(format!("{argument} is not a cursor of this list: pass one that it gave"))
        };
        let plain = self.open(PURPOSE, cursor).map_err(|_| refused())?;
        let plain: [u8; 25] = plain.try_into().map_err(|_| refused())?;
        let (kind, rest) = plain.split_first().ok_or_else(refused)?;
        let (key, id) = rest.split_first_chunk::<8>().ok_or_else(refused)?;
        let id: [u8; 16] = id.try_into().map_err(|_| refused())?;
        if *kind != list as u8 {
            return Err(refused());
        }
        Ok(Place { key: i64::from_be_bytes(*key), id: u128::from_be_bytes(id) })
    }
}

#[cfg(test)]
mod tests {
    use eventlog::Position;

    use super::*;
    use crate::fault::Code;

    const PLACE: Place = Place { key: -7, id: u128::MAX - 1 };

    #[test]
    fn a_place_comes_back() {
        let seals = Seals::new(&[1; 32], 7);
        let cursor = seals.seal_cursor(List::Members, PLACE).unwrap();
        assert_eq!(seals.open_cursor(List::Members, "after", &cursor).unwrap(), PLACE);
    }

    #[test]
    fn cursors_from_elsewhere_are_refused_with_the_argument() {
        let seals = Seals::new(&[1; 32], 7);
        let cursor = seals.seal_cursor(List::Members, PLACE).unwrap();
        let position = seals.seal_position(Position(5)).unwrap();
        let [other, log] = [([2; 32], 7), ([1; 32], 8)]
            .map(|(key, log)| Seals::new(&key, log).seal_cursor(List::Groups, PLACE).unwrap());
        for elsewhere in [cursor.as_str(), &position, &other, &log, "", "YXJyYXljb25uZWN0aW9uOjE="]
        {
            let fault = seals.open_cursor(List::Groups, "after", elsewhere).unwrap_err();
            assert_eq!(fault.code, Code::BadUserInput);
            assert!(fault.message.contains("after"), "{}", fault.message);
        }
        assert_eq!(seals.open_position(&cursor).unwrap_err().code, Code::ResyncRequired);
    }
}
