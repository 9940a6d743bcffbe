//! Stored events as the lines by which they are compared with the model's.

use domain::proposal::ProposalReactionTarget;
use domain::{
    Event, Timestamp, announcement::Told, discussion, group, handle, person, platform, proposal,
};

use crate::model::{count, said};

fn at(time: &Timestamp) -> i64 {
    time.as_millisecond()
}

/// The event as the model says it.
pub fn line(event: &Event) -> String {
    let name = event.name();
    match event {
        Event::Person(person::Event::PersonRegistered {} | person::Event::PersonImported {}) => {
            said(name, &())
        }
        Event::Handle(event) => match event {
            handle::Event::HandleClaimed { group, by, lapses_at } => {
                said(name, &(group, by, at(lapses_at)))
            }
            handle::Event::HandleConfirmed { group } | handle::Event::HandleReleased { group } => {
                said(name, group)
            }
        },
        Event::Platform(event) => match event {
            platform::Event::PersonDeactivated { person, cause, at: when } => {
                said(name, &(person, cause, at(when)))
            }
            platform::Event::PersonReactivated { person, at: when } => {
                said(name, &(person, at(when)))
            }
        },
        Event::Group(event) => of_group(name, event),
        Event::Discussion(event) => of_talk(name, event),
        Event::Proposal(event) => of_proposal(name, event),
    }
}

fn of_group(name: &str, event: &group::Event) -> String {
    use group::Event::*;
    match event {
        GroupCreated { privacy, join, parent, .. } => said(name, &(privacy, join, parent)),
        GroupEdited { name: new, description } => said(name, &(new, description)),
        GroupConfigured { join, parent_members_read, switches } => {
            said(name, &(join, parent_members_read, switches))
        }
        GroupPrivacyChanged { privacy, join, released, cause, .. } => {
            said(name, &(privacy, join, released, cause))
        }
        GroupHandleChanged { handle, .. } => said(name, &handle.claim),
        InvitationSent { invitation, by, expires_at } => {
            said(name, &(invitation, by, at(expires_at)))
        }
        InvitationEnded { invitation, cause } => said(name, &(invitation, cause)),
        InvitationAccepted { invitation } => said(name, invitation),
        MembershipRequested { person, .. } => said(name, person),
        MembershipRequestEnded { person, cause, .. } => said(name, &(person, cause)),
        MembershipStarted { person, role, cause, at: when } => {
            said(name, &(person, role, cause, at(when)))
        }
        RoleChanged { person, role, cause } => said(name, &(person, role, cause)),
        MembershipEnded { person, cause, at: when } => said(name, &(person, cause, at(when))),
        DelegationSwitched { on, .. } => said(name, on),
        DelegateNamed { person, tag, delegate, .. } => said(name, &(person, tag, delegate)),
        DelegationEnded { person, tag, .. } => said(name, &(person, tag)),
        TagDefined { tag, .. } | TagRenamed { tag, .. } | TagDeleted { tag } => said(name, tag),
        TemplateDefined { template, content } | TemplateEdited { template, content } => {
            said(name, &(template, content))
        }
        TemplateDeleted { template } => said(name, template),
        GroupArchived { cause, .. } => said(name, cause),
        GroupUnarchived { at: when } | GroupRestored { at: when } | GroupDetached { at: when } => {
            said(name, &at(when))
        }
        GroupDeleted { at: when, destroys_at } => said(name, &(at(when), at(destroys_at))),
        GroupDestroyed { released, .. } => said(name, released),
    }
}

fn told(to: &Told) -> String {
    match to {
        Told::Members { parent_version, .. } => {
            format!("members, parents {}", parent_version.is_some())
        }
        Told::People(people) => {
            format!("{:?}", people.iter().collect::<std::collections::BTreeSet<_>>())
        }
    }
}

fn of_talk(name: &str, event: &discussion::Event) -> String {
    use discussion::Event::*;
    match event {
        DiscussionStarted { group, author, privacy, .. } => {
            said(name, &(group, author, *privacy == discussion::Privacy::Public))
        }
        DiscussionEdited { title, body, by, .. } => said(name, &(title, body, by)),
        DiscussionPrivacyChanged { privacy, .. } => {
            said(name, &(*privacy == discussion::Privacy::Public))
        }
        DiscussionNarrowed { at: when } => said(name, &at(when)),
        WideningAnnounced { reach, writers, effective_at, by, .. } => {
            said(name, &(reach, writers, at(effective_at), by))
        }
        WideningAgreed { person, .. } => said(name, person),
        WideningEnded { cause, .. } => said(name, cause),
        DiscussionMoved { from, group, privacy, by, .. } => said(name, &(from, group, privacy, by)),
        DiscussionBodyWithdrawn { by, .. }
        | DiscussionClosed { by, .. }
        | DiscussionReopened { by, .. }
        | DiscussionDiscarded { by, .. }
        | DiscussionPinned { by, .. }
        | DiscussionUnpinned { by, .. } => said(name, by),
        DiscussionTagged { tags, .. } => said(name, tags),
        CommentAdded { comment, author, parent, mentions, .. } => {
            said(name, &(comment, author, parent, mentions))
        }
        CommentEdited { comment, mentions, .. } => said(name, &(comment, mentions)),
        CommentDiscarded { comment, by, .. }
        | CommentWithdrawn { comment, by, .. }
        | CommentRestored { comment, by, .. } => said(name, &(comment, by)),
        ReactionAdded { target, person, emoji } | ReactionRemoved { target, person, emoji } => {
            said(name, &(target, person, emoji))
        }
        DiscussionAnnounced { to, .. } => said(name, &told(to)),
        ProposalAdmitted { proposal, by, lapses_at } => said(name, &(proposal, by, at(lapses_at))),
        GuestLetIn { person, cause, at: when } => said(name, &(person, cause, at(when))),
        GuestPlaceEnded { person, cause, at: when } => said(name, &(person, cause, at(when))),
        GuestInvited { invitation, by, expires_at } => {
            said(name, &(invitation, by, at(expires_at)))
        }
        GuestInvitationEnded { invitation, cause } => said(name, &(invitation, cause)),
        GuestInvitationAccepted { invitation } => said(name, invitation),
    }
}

fn of_proposal(name: &str, event: &proposal::Event) -> String {
    use proposal::Event::*;
    match event {
        ProposalRaised { discussion, author, terms, opens_at, closes_at, .. } => {
            said(name, &(discussion, author, terms, at(opens_at), at(closes_at)))
        }
        ProposalEdited { terms, by, .. } => said(name, &(terms, by)),
        NoteAdded { note, by, .. } => said(name, &(note, by)),
        ProposalOpened { opening, opens_at, closes_at, .. } => {
            said(name, &(opening, at(opens_at), at(closes_at)))
        }
        VoteCast { voter, ballot, reason, replaces, at: when, .. } => {
            said(name, &(voter, ballot, reason, replaces, at(when)))
        }
        VoteWithdrawn { voter, replaces, cause, at: when } => {
            said(name, &(voter, replaces, cause, at(when)))
        }
        ClosingMoved { closes_at, by, .. } => said(name, &(at(closes_at), by)),
        ClosingSoon { opening, closes_at } => said(name, &(opening, at(closes_at))),
        ProposalClosed { .. } => closed(name, event),
        ProposalReopened { by, .. } => said(name, by),
        OutcomeWritten { outcome, statement, option, review_at, by, .. }
        | OutcomeRevised { outcome, statement, option, review_at, by, .. } => {
            said(name, &(outcome, statement, option, review_at.as_ref().map(at), by))
        }
        OutcomeReviewDue { outcome, review_at } => said(name, &(outcome, at(review_at))),
        ProposalReactionAdded { target, person, emoji }
        | ProposalReactionRemoved { target, person, emoji } => said(name, &(target, person, emoji)),
        ProposalAnnounced { target, to, .. } => {
            let target: &ProposalReactionTarget = target;
            said(name, &(target, told(to)))
        }
    }
}

fn closed(name: &str, event: &proposal::Event) -> String {
    let proposal::Event::ProposalClosed {
        opening,
        cause,
        closed_at,
        tally,
        voters,
        electorate,
        verdict,
        delegated,
        ..
    } = event
    else {
        return String::new();
    };
    let weights = delegated.iter().flat_map(|delegated| &delegated.weights);
    let result = count::Result {
        tally: tally.clone(),
        voters: *voters,
        electorate: *electorate,
        delegated: weights.map(|weight| (weight.voter, weight.others)).collect(),
    };
    said(name, &(opening, cause, at(closed_at), result, verdict))
}
