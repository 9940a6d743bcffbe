//! Ids on the command line: as the API gives them (`proposal-…`) or without the kind before them.

use std::str::FromStr;

use domain::{DiscussionId, PersonId, ProposalId};

pub(super) fn discussion(text: &str) -> Result<DiscussionId, String> {
    of_kind("discussion", text)
}

pub(super) fn proposal(text: &str) -> Result<ProposalId, String> {
    of_kind("proposal", text)
}

pub(super) fn person(text: &str) -> Result<PersonId, String> {
    of_kind("person", text)
}

fn of_kind<T: FromStr>(kind: &str, text: &str) -> Result<T, String> {
    let id = text.strip_prefix(kind).and_then(|rest| rest.strip_prefix('-')).unwrap_or(text);
    id.parse().map_err(|_| format!("not the id of a {kind}: {kind}- and 26 letters and digits"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_taken_with_its_kind_and_without() {
        let id = ProposalId::from_u128(77);
        assert_eq!(proposal(&id.to_string()), Ok(id));
        assert_eq!(proposal(&format!("proposal-{id}")), Ok(id));
        for wrong in ["", "proposal-", "7", &format!("discussion-{id}"), &format!("proposal{id}")] {
            let problem = proposal(wrong).expect_err(wrong);
            assert!(problem.contains("not the id of a proposal"), "{problem}");
        }
    }
}
