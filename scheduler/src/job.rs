//! From what is due to the command that settles it.

use domain::{Actor, Command, StreamId, discussion, group, handle, proposal};
use eventlog::executor::Submission;
use eventlog::{CommandId, Position};
use projections::due::Job;
use tokio::time::Instant;

/// The stream that settles the job.
pub(crate) fn stream(job: &Job) -> StreamId {
    command(job).stream()
}

/// The command that settles the job, found due at the position `seen`. It is named by the very
/// instance that it is for, so any number of schedulers send the same command.
pub(crate) fn submission(job: &Job, seen: Position, deadline: Instant) -> Submission {
    let (operation, instance) = name(job, seen);
    let id = CommandId::derive(Actor::System, operation, &instance);
    Submission::new(command(job), Actor::System, id, deadline)
}

fn command(job: &Job) -> Command {
    use proposal::Command as Proposal;
    match job {
        Job::Open { proposal, opening } => {
            Command::Proposal(*proposal, Proposal::Open { opening: *opening })
        }
        Job::Remind { proposal, opening, closes_at } => Command::Proposal(
            *proposal,
            Proposal::Remind { opening: *opening, closes_at: *closes_at },
        ),
        Job::Close { proposal, opening } => {
            Command::Proposal(*proposal, Proposal::CloseDue { opening: *opening })
        }
        Job::ReviewDue { proposal, outcome, review_at } => Command::Proposal(
            *proposal,
            Proposal::ReviewDue { outcome: *outcome, review_at: *review_at },
        ),
        Job::WithdrawVoteOf { proposal, voter } => {
            Command::Proposal(*proposal, Proposal::WithdrawVoteOf { voter: *voter })
        }
        Job::NarrowGroup { group } => Command::Group(*group, group::Command::NarrowWithParent),
        Job::DestroyGroup { group } => Command::Group(*group, group::Command::Destroy),
        Job::Succeed { group } => Command::Group(*group, group::Command::Succeed),
        Job::DetachGroup { group } => Command::Group(*group, group::Command::Detach),
        Job::NarrowDiscussion { discussion } => {
            Command::Discussion(*discussion, discussion::Command::NarrowWithGroup)
        }
        Job::ReleaseHandle { claim, group } => {
            Command::Handle(*claim, handle::Command::Release { group: *group })
        }
        Job::EndWithParent { group, person, since_version } => Command::Group(
            *group,
            group::Command::EndWithParent { person: *person, since_version: *since_version },
        ),
        Job::Widen { discussion, since_version } => {
            let widen = discussion::Command::Widen { since_version: *since_version };
            Command::Discussion(*discussion, widen)
        }
        Job::ExpireGuestInvitation { discussion, invitation } => {
            let expire = discussion::Command::ExpireGuestInvitation { invitation: *invitation };
            Command::Discussion(*discussion, expire)
        }
        Job::EndLapsedPlace { discussion, person, since_version } => {
            let (person, since_version) = (*person, *since_version);
            let end = discussion::Command::EndLapsedPlace { person, since_version };
            Command::Discussion(*discussion, end)
        }
        Job::ExpireInvitation { group, invitation } => {
            Command::Group(*group, group::Command::ExpireInvitation { invitation: *invitation })
        }
    }
}

fn name(job: &Job, seen: Position) -> (&'static str, String) {
    match job {
        Job::Open { proposal, opening } => ("open", format!("{proposal}/{opening}")),
        Job::Remind { proposal, opening, closes_at } => {
            ("remind", format!("{proposal}/{opening}/{closes_at}"))
        }
        Job::Close { proposal, opening } => ("close", format!("{proposal}/{opening}")),
        Job::ReviewDue { outcome, review_at, .. } => {
            ("review-due", format!("{outcome}/{review_at}"))
        }
        // Somebody may leave, come back, vote and leave again: the position tells these apart.
        Job::WithdrawVoteOf { proposal, voter } => {
            ("withdraw-vote", format!("{proposal}/{voter}/{seen}"))
        }
        Job::DestroyGroup { group } => ("destroy-group", format!("{group}/{seen}")),
        // All may be back, and away again.
        Job::Succeed { group } => ("succeed", format!("{group}/{seen}")),
        Job::DetachGroup { group } => ("detach-group", group.to_string()),
        // Narrowed, widened and narrowed again: the position tells these apart.
        Job::NarrowGroup { group } => ("narrow-group", format!("{group}/{seen}")),
        Job::NarrowDiscussion { discussion } => {
            ("narrow-discussion", format!("{discussion}/{seen}"))
        }
        Job::ReleaseHandle { claim, group } => {
            ("release-handle", format!("{claim}/{group}/{seen}"))
        }
        Job::EndWithParent { group, person, since_version } => {
            ("end-with-parent", format!("{group}/{person}/{since_version}"))
        }
        Job::Widen { discussion, since_version } => {
            ("widen", format!("{discussion}/{since_version}"))
        }
        Job::ExpireInvitation { invitation, .. } => ("expire-invitation", invitation.to_string()),
        Job::ExpireGuestInvitation { invitation, .. } => {
            ("expire-guest-invitation", invitation.to_string())
        }
        Job::EndLapsedPlace { discussion, person, since_version } => {
            ("end-lapsed-place", format!("{discussion}/{person}/{since_version}"))
        }
    }
}
