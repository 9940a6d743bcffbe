//! Votes.

use super::ballot::fitting;
use super::{Decision, Refusal};
use crate::decider::{Facts, Origin};
use crate::discussion::participant::Participant;
use crate::id::PersonId;
use crate::proposal::ballot::{Ballot, Stance};
use crate::proposal::electorate::Electors;
use crate::proposal::event::{Event, Withdrawal};
use crate::proposal::state::{Cast, Raised};
use crate::proposal::terms::ReasonPolicy;
use crate::refusal::TextLength;
use crate::text::Text;

impl Raised {
    pub(super) fn cast_vote(
        &self,
        ballot: &Ballot,
        reason: Option<Text>,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        let voter = by.person;
        if self.is_outdated_import(voter, facts) {
            return Ok(vec![]);
        }
        self.check_open(facts)?;
        let electors = Electors::now(self, by.circle);
        if !electors.include(voter) {
            return Err(Refusal::NotInElectorate);
        }
        let ballot = fitting(&self.terms.method, ballot)?;
        self.check_reason(&ballot, reason.as_ref())?;
        let standing = self.standing_vote(voter);
        let is_said = |cast: &Cast| cast.ballot == ballot && same_reason(cast.reason, reason);
        if standing.is_some_and(|cast| is_said(cast) && electors.count_vote(voter, cast.at)) {
            return Ok(vec![]);
        }
        let replaces = standing.map(|cast| cast.ballot.clone());
        let (at, imported) = (facts.occurred_at(), facts.imported());
        Ok(vec![Event::VoteCast { voter, ballot, reason, replaces, at, imported }])
    }

    /// One's own vote can be withdrawn as long as voting goes on, also by somebody who has left the
    /// electorate.
    pub(super) fn withdraw_vote(&self, voter: PersonId, facts: &Facts<'_>) -> Decision {
        self.check_open(facts)?;
        let Some(cast) = self.standing_vote(voter) else { return Ok(vec![]) };
        let (replaces, cause) = (cast.ballot.clone(), Withdrawal::Voter);
        Ok(vec![Event::VoteWithdrawn { voter, replaces, cause, at: facts.occurred_at() }])
    }

    fn standing_vote(&self, voter: PersonId) -> Option<&Cast> {
        self.voters.get(&voter)?.cast.as_ref()
    }

    /// Whether an imported vote is not newer than the voter's newest imported one, or than the one
    /// that stands: bringing a history in again changes nothing, whenever that is.
    fn is_outdated_import(&self, voter: PersonId, facts: &Facts<'_>) -> bool {
        let Origin::Import(at) = facts.origin else { return false };
        self.voters.get(&voter).is_some_and(|known| {
            let newest = known.imported_at.max(known.cast.as_ref().map(|cast| cast.at));
            newest.is_some_and(|newest| at <= newest)
        })
    }

    fn check_reason(&self, ballot: &Ballot, reason: Option<&Text>) -> Result<(), Refusal> {
        let reasons = self.terms.reasons;
        let required = match reasons.policy {
            ReasonPolicy::None | ReasonPolicy::Optional => false,
            ReasonPolicy::Required => true,
            ReasonPolicy::RequiredToDisagree => {
                matches!(ballot, Ballot::Stance(Stance::Disagree | Stance::Block))
            }
        };
        match reason {
            None if required => Err(Refusal::ReasonRequired),
            None => Ok(()),
            Some(_) if reasons.policy == ReasonPolicy::None => Err(Refusal::ReasonNotTaken),
            Some(reason) => {
                let at_most = if reasons.short { 500 } else { 10_000 };
                Ok(TextLength::check("reason", reason, 1..=at_most)?)
            }
        }
    }
}

fn same_reason(one: Option<Text>, other: Option<Text>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(one), Some(other)) => one.same_words(&other),
        _ => false,
    }
}
