//! What is put to the vote: raising and editing it.

use super::{Decision, Refusal};
use crate::decider::Facts;
use crate::discussion::participant::Participant;
use crate::id::{DiscussionId, StreamId, TagId};
use crate::proposal::command::Changes;
use crate::proposal::draft::{DraftRefusal, Outsiders, check, settle_electorate};
use crate::proposal::event::Event;
use crate::proposal::raising::judge_raising;
use crate::proposal::state::{Proposal, Raised};
use crate::proposal::terms::{Draft, Electorate, Terms};

/// Raises what the discussion has admitted. Voting begins with it if its time has come.
pub(super) fn raise(id: DiscussionId, draft: &Draft, facts: &Facts<'_>) -> Decision {
    let discussion = facts.discussion.filter(|found| found.exists()).ok_or(Refusal::NotFound)?;
    let (author, settled) = judge_raising(discussion, draft, Outsiders::Refused, facts)?;
    let mut admissions = discussion.admissions();
    let admitted = admissions.any(|(proposal, admission)| {
        facts.target == Some(StreamId::from(proposal))
            && admission.by == author
            && facts.now < admission.lapses_at
    });
    if !admitted {
        return Err(Refusal::NotAdmitted);
    }
    let mut events = vec![Event::ProposalRaised {
        discussion: id,
        group: discussion.group(),
        author,
        terms: settled.terms,
        opens_at: settled.opens_at,
        closes_at: settled.closes_at,
        at: facts.occurred_at(),
        imported: facts.imported(),
    }];
    let raised = Proposal::default().after(&events);
    events.extend(raised.raised().map(|raised| raised.due(facts)).unwrap_or_default());
    Ok(events)
}

impl Raised {
    /// What people voted on stays; who is reminded may change as long as voting goes on.
    pub(super) fn edit(
        &self,
        changes: &Changes,
        expected: u32,
        by: Participant<'_>,
        facts: &Facts<'_>,
    ) -> Decision {
        self.check_looks_after(by)?;
        self.check_unsettled()?;
        let terms = self.changed(changes, by)?;
        if terms == self.terms {
            return Ok(vec![]);
        }
        if expected != self.revision {
            return Err(Refusal::StaleRevision { expected, actual: self.revision });
        }
        let reminder = terms.reminder;
        if self.is_frozen() && terms != (Terms { reminder, ..self.terms.clone() }) {
            return Err(Refusal::Frozen);
        }
        if terms.results.strictness() < self.terms.results.strictness() {
            return Err(Refusal::ResultsLoosened);
        }
        check(&terms, changes.alike_options)?;
        Ok(vec![Event::ProposalEdited { terms, by: by.person, at: facts.occurred_at() }])
    }

    /// The terms with the changes. Who is named already need not take part any more.
    fn changed(&self, changes: &Changes, by: Participant<'_>) -> Result<Terms, Refusal> {
        let own = self.terms.clone();
        Ok(Terms {
            title: changes.title.unwrap_or(own.title),
            details: changes.details.or(own.details),
            method: changes.method.clone().unwrap_or(own.method),
            electorate: match &changes.electorate {
                Some(electorate) if !same_people(electorate, &own.electorate) => {
                    settle_electorate(electorate, by, Outsiders::Refused)?
                }
                _ => own.electorate,
            },
            roll: changes.roll.unwrap_or(own.roll),
            reasons: changes.reasons.unwrap_or(own.reasons),
            results: changes.results.unwrap_or(own.results),
            quorum: changes.quorum.unwrap_or(own.quorum),
            rule: changes.rule.unwrap_or(own.rule),
            reminder: changes.reminder.unwrap_or(own.reminder),
            tags: match &changes.tags {
                Some(tags) => retag(tags, own.tags, by)?,
                None => own.tags,
            },
        })
    }
}

/// The tags as they are to be, if whoever asks may tag.
fn retag(asked: &[TagId], own: Vec<TagId>, by: Participant<'_>) -> Result<Vec<TagId>, Refusal> {
    let tags = by.circle.settle_tags(asked, &own).map_err(DraftRefusal::from)?;
    if tags != own && !by.may(|switches| switches.tag_and_pin) {
        return Err(Refusal::SwitchedOff { switch: "tagAndPin" });
    }
    Ok(tags)
}

fn same_people(asked: &Electorate, own: &Electorate) -> bool {
    match (asked, own) {
        (Electorate::Named(asked), Electorate::Named(own)) => {
            let mut asked = asked.clone();
            asked.sort_unstable();
            asked.dedup();
            asked == *own
        }
        _ => asked == own,
    }
}
