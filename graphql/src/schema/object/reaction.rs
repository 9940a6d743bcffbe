//! Reactions.

use std::collections::HashMap;

use async_graphql::{Context, SimpleObject};
use projections::reactions::{self, Target};

use crate::app::asked;
use crate::fault::Fault;
use crate::level::Node;
use crate::related::belonging;

/// How many people reacted with one emoji.
#[derive(SimpleObject, Clone)]
pub struct ReactionCount {
    /// The emoji.
    emoji: String,
    /// How many people.
    count: u32,
    /// Whether you are one of them.
    mine: bool,
}

/// The reactions to the thing that `of` names.
pub(crate) async fn reactions<R: Send + Sync + 'static>(
    context: &Context<'_>,
    node: &Node<R>,
    of: fn(&R) -> Target,
) -> Result<Vec<ReactionCount>, Fault> {
    let asked = asked(context)?;
    let (snapshot, viewer) = (node.level().snapshot(), asked.viewer());
    let load = |targets: Vec<Target>| async move {
        let counts = reactions::counts_of(snapshot, viewer, &targets).await?;
        let shown = counts.into_iter().map(|(target, counts)| {
            let show = |it: reactions::ReactionCount| ReactionCount {
                emoji: it.emoji,
                count: it.count,
                mine: it.mine,
            };
            (target, counts.into_iter().map(show).collect())
        });
        Ok::<HashMap<Target, Vec<ReactionCount>>, Fault>(shown.collect())
    };
    Ok(belonging(node, "reactions", of, load).await?.unwrap_or_default())
}
