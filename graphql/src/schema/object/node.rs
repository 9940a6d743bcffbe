//! Anything that has an id.

use std::sync::Arc;

use async_graphql::{ID, Interface};
use projections::{
    Invitee, Snapshot, comments, discussions, groups, notes, outcomes, people, proposals, tags,
    templates,
};

use super::comment::Comment;
use super::discussion::Discussion;
use super::group::Group;
use super::note::Note;
use super::outcome::Outcome;
use super::person::Person;
use super::proposal::Proposal;
use super::tag::Tag;
use super::template::Template;
use crate::fault::Fault;
use crate::level::Node as Thing;
use crate::schema::ids::parse;

/// Anything that has an id.
#[derive(Interface)]
#[graphql(field(name = "id", ty = "ID", desc = "The id."))]
pub enum Node {
    /// A comment.
    Comment(Comment),
    /// A discussion.
    Discussion(Discussion),
    /// A group.
    Group(Group),
    /// A clarifying note.
    Note(Note),
    /// An outcome.
    Outcome(Outcome),
    /// A person.
    Person(Person),
    /// A proposal.
    Proposal(Proposal),
    /// A tag.
    Tag(Tag),
    /// A template.
    Template(Template),
}

/// The thing with this id, if the viewer may see it.
pub(crate) async fn find(
    snapshot: &Arc<Snapshot>,
    invitee: &Invitee,
    id: &ID,
) -> Result<Option<Node>, Fault> {
    macro_rules! kinds {
        ($($kind:literal $of:ident $show:ident,)*) => {
            match id.split_once('-').map(|(kind, _)| kind) {
                $(Some($kind) => {
                    let one = parse("id", id)?;
                    let mut found = $of::by_ids(snapshot, invitee, &[one]).await?;
                    let row = found.remove(&one);
                    row.map(|row| Node::$show($show(Thing::alone(Arc::clone(snapshot), row))))
                })*
                Some("person") => {
                    let one = parse("id", id)?;
                    let found = people::by_ids(snapshot, invitee, &[one]).await?;
                    let known = found.contains_key(&one);
                    known.then(|| Node::Person(Person(Thing::alone(Arc::clone(snapshot), one))))
                }
                _ => {
                    return Err(Fault::input(
                        "id is not an id of this server: expected, say, discussion- and 26 \
                         characters.",
                    ));
                }
            }
        };
    }
    Ok(kinds! {
        "comment" comments Comment,
        "discussion" discussions Discussion,
        "group" groups Group,
        "note" notes Note,
        "outcome" outcomes Outcome,
        "proposal" proposals Proposal,
        "tag" tags Tag,
        "template" templates Template,
    })
}
