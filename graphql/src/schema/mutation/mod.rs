//! What can be changed. Each mutation takes one `input`; what breaks a rule is data in the payload.

mod absence;
mod account;
mod announcement;
mod comment;
mod delegation;
mod discussion;
mod group;
mod guest;
mod membership;
mod method;
mod note;
mod outcome;
mod payload;
mod proposal;
mod reading;
mod run;
mod tag;
mod template;
mod vote;
mod widening;
mod words;

use async_graphql::MergedObject;

/// What can be changed.
#[derive(MergedObject, Default)]
pub struct Mutation(
    account::AccountMutation,
    group::GroupMutation,
    membership::MembershipMutation,
    discussion::DiscussionMutation,
    widening::WideningMutation,
    guest::GuestMutation,
    comment::CommentMutation,
    proposal::ProposalMutation,
    vote::VoteMutation,
    note::NoteMutation,
    outcome::OutcomeMutation,
    tag::TagMutation,
    template::TemplateMutation,
    delegation::DelegationMutation,
    announcement::AnnouncementMutation,
    reading::ReadingMutation,
);
