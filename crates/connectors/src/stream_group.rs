//! `stream_groups`: streams that are not read at the same time, because they share something at the provider: an endpoint
//! that takes one caller, a session, a job.
//!
//! A stream is in the way of its group's others as long as it is read, and so are the parents that it is made from. All
//! groups that a reading needs are taken at once and in one order, so that no two readings wait for each other.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::error::Error;
use crate::fields::{Component, Fields};
use crate::manifest::name_of;
use crate::node::Item;
use crate::repeats::parents;
use crate::session::Session;
use crate::stream::Stream;

/// A group: the names of its streams.
#[derive(Clone, Debug)]
pub(crate) struct StreamGroup(HashSet<String>);

/// `BlockSimultaneousSyncsAction`, the only thing that can be done about a group.
struct BlockSimultaneousSyncs;

/// The groups of a source, each with one turn.
#[derive(Debug)]
pub(crate) struct GroupTurns(Vec<(StreamGroup, Arc<Semaphore>)>);

impl Component for StreamGroup {
    const DEFAULT: Option<&'static str> = Some("StreamGroup");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.required::<BlockSimultaneousSyncs>("action")?;
        let streams = fields.node("streams");
        let Some(Item::List(streams)) = streams.as_ref().map(|node| &node.item) else {
            return fields.refuse("`streams` must be a list of streams");
        };
        // What has no name is no stream of ours either.
        Some(StreamGroup(
            streams.iter().filter_map(|node| name_of(node)).collect(),
        ))
    }
}

impl Component for BlockSimultaneousSyncs {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "BlockSimultaneousSyncsAction" => Some(BlockSimultaneousSyncs),
            _ => fields.refuse_kind("action of a stream group"),
        }
    }
}

impl StreamGroup {
    /// All groups of a manifest.
    pub(crate) fn all(fields: &Fields<'_>) -> Option<Vec<StreamGroup>> {
        let Some(node) = fields.node("stream_groups") else {
            return Some(Vec::new());
        };
        let Some(groups) = node.entries() else {
            return fields.refuse_field(
                "stream_groups",
                &node,
                "`stream_groups` must be a mapping",
            );
        };
        let groups = groups.iter();
        let groups = groups.map(|(name, node)| fields.inner("stream_groups", name, node));
        groups.collect()
    }

    /// Whether a stream is in it, or anything that it is made from.
    fn concerns(&self, stream: &Stream) -> bool {
        self.0.contains(stream.name()) || parents(stream).any(|parent| self.concerns(parent))
    }
}

impl GroupTurns {
    pub(crate) fn of(groups: &[StreamGroup]) -> GroupTurns {
        let groups = groups.iter().cloned();
        GroupTurns(
            groups
                .map(|group| (group, Arc::new(Semaphore::new(1))))
                .collect(),
        )
    }

    /// Waits until nothing else is read that is in a group with `stream` or with what it is made from. The turn ends with what
    /// is given back.
    ///
    /// # Errors
    /// [`Error::Cancelled`].
    pub(crate) async fn take(
        &self,
        session: &Session,
        stream: &Stream,
    ) -> Result<Vec<OwnedSemaphorePermit>, Error> {
        let mut taken = Vec::new();
        for (group, turn) in &self.0 {
            if group.concerns(stream) {
                let turn = session.unless_cancelled(turn.clone().acquire_owned());
                taken.push(turn.await?.map_err(|_| Error::Cancelled)?);
            }
        }
        Ok(taken)
    }
}
