//! Several routers in a list: every combination of their partitions.

use std::sync::Arc;

use futures::TryStreamExt;

use super::{PartitionRouter, Routed};
use crate::error::Error;
use crate::parent::ParentStates;
use crate::session::Session;
use crate::slice::Partition;

/// Every combination, made one after the other; the last router's partitions change fastest.
pub(super) struct Combinations {
    routers: Vec<Vec<Partition>>,
    next: usize,
    count: usize,
}

impl Combinations {
    /// Asks all routers for their partitions.
    pub(super) async fn of(
        routers: &[Arc<PartitionRouter>],
        session: &Session,
        states: &ParentStates,
    ) -> Result<Combinations, Error> {
        let mut all = Vec::with_capacity(routers.len());
        for router in routers {
            let partitions =
                router
                    .partitions(session, states)
                    .try_filter_map(|routed| async move {
                        Ok(match routed {
                            Routed::Partition(partition) => Some(partition),
                            Routed::ParentState(..) => None,
                        })
                    });
            all.push(partitions.try_collect::<Vec<_>>().await?);
        }
        let counts = all.iter().map(Vec::len);
        Ok(Combinations {
            count: counts.fold(1, usize::saturating_mul),
            routers: all,
            next: 0,
        })
    }
}

impl Iterator for Combinations {
    type Item = Partition;

    fn next(&mut self) -> Option<Partition> {
        if self.next >= self.count {
            return None;
        }
        let mut rest = self.next;
        self.next += 1;
        let mut chosen = Vec::with_capacity(self.routers.len());
        for partitions in self.routers.iter().rev() {
            chosen.push(partitions.get(rest % partitions.len())?);
            rest /= partitions.len();
        }
        let joined = chosen.into_iter().rev().fold(Partition::default(), join);
        Some(joined)
    }
}

/// Both together; where they have the same key, the earlier router's value stays.
fn join(mut one: Partition, other: &Partition) -> Partition {
    for (key, value) in &other.key {
        one.key.entry(key.clone()).or_insert_with(|| value.clone());
    }
    for (key, value) in &other.extra {
        one.extra
            .entry(key.clone())
            .or_insert_with(|| value.clone());
    }
    one
}
