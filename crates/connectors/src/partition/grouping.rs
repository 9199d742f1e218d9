//! `GroupingPartitionRouter`: several partitions of another router as one.

use std::collections::HashSet;
use std::sync::Arc;

use serde_json::{Map, Value};

use super::{PartitionRouter, Routed};
use crate::error::{Error, Place, Problem};
use crate::fields::Fields;
use crate::slice::Partition;

/// How partitions are put together.
#[derive(Debug)]
pub(crate) struct Grouping {
    pub(super) router: Arc<PartitionRouter>,
    size: usize,
    deduplicates: bool,
    place: Place,
}

/// The group being filled.
pub(super) struct Group {
    router: Arc<PartitionRouter>,
    partitions: Vec<Partition>,
    seen: HashSet<String>,
    /// States of parents that come into force when the group is given out.
    states: Vec<Routed>,
}

impl Grouping {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Grouping> {
        let router: PartitionRouter = fields.required("underlying_partition_router")?;
        if router.has_options() {
            return fields.refuse("request options are not supported for GroupingPartitionRouter");
        }
        let size = match fields.integer("group_size")? {
            Some(size) => usize::try_from(size).ok().filter(|size| *size > 0),
            None => None,
        };
        let Some(size) = size else {
            return fields.refuse("`group_size` must be a whole number above zero");
        };
        Some(Grouping {
            router: Arc::new(router),
            size,
            deduplicates: fields.node("deduplicate").is_none() || fields.flag("deduplicate")?,
            place: fields.place(),
        })
    }
}

impl Group {
    pub(super) fn new(router: Arc<PartitionRouter>) -> Group {
        Group {
            router,
            partitions: Vec::new(),
            seen: HashSet::new(),
            states: Vec::new(),
        }
    }

    /// Takes what the other router gives (`None` at its end), and gives what is whole by it.
    pub(super) fn take(&mut self, next: Option<Routed>) -> Result<Vec<Routed>, Error> {
        let PartitionRouter::Grouping(grouping) = &*self.router else {
            return Ok(Vec::new());
        };
        let is_full = match next {
            None => !self.partitions.is_empty(),
            Some(state @ Routed::ParentState(..)) => {
                self.states.push(state);
                return Ok(match self.partitions.is_empty() {
                    true => std::mem::take(&mut self.states),
                    false => Vec::new(),
                });
            }
            Some(Routed::Partition(partition)) => {
                let value = grouping.value(&partition)?;
                if !grouping.deduplicates || self.seen.insert(value) {
                    self.partitions.push(partition);
                }
                self.partitions.len() == grouping.size
            }
        };
        if !is_full {
            return Ok(Vec::new());
        }
        let group = joined(&std::mem::take(&mut self.partitions));
        let mut given = vec![Routed::Partition(group)];
        given.append(&mut self.states);
        Ok(given)
    }
}

impl Grouping {
    /// The one value of a partition, as text.
    fn value(&self, partition: &Partition) -> Result<String, Error> {
        let mut values = partition
            .key
            .iter()
            .filter(|(key, _)| *key != "parent_slice");
        match (values.next(), values.next()) {
            (Some((_, value)), None) => Ok(value.to_string()),
            _ => Err(Error::Manifest(Problem {
                place: self.place.clone(),
                component: "GroupingPartitionRouter".into(),
                reason: "partitions with one value each can be grouped, others cannot".into(),
            })),
        }
    }
}

/// Lists of the values of several partitions.
fn joined(partitions: &[Partition]) -> Partition {
    let lists = |of: fn(&Partition) -> &Map<String, Value>| {
        let keys = partitions.iter().flat_map(|one| of(one).keys());
        let list = |key: &String| {
            partitions
                .iter()
                .map(|one| of(one).get(key).cloned().unwrap_or_default())
                .collect::<Value>()
        };
        keys.map(|key| (key.clone(), list(key)))
            .collect::<Map<_, _>>()
    };
    Partition {
        key: lists(|one| &one.key),
        extra: lists(|one| &one.extra),
        page: None,
    }
}
