//! Slices: the part of a stream one run of pages reads, and what expressions see of it.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::expression::{Bound, Scope};

/// One part of a partitioned stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Partition {
    /// What tells it from the others; part of the state.
    pub(crate) key: Map<String, Value>,
    /// Values that travel with it, such as fields of the parent record.
    pub(crate) extra: Map<String, Value>,
    /// The first page, where it came with the parent's record.
    pub(crate) page: Option<Arc<Value>>,
}

/// A partition and a window of its cursor; either may be empty.
#[derive(Debug)]
pub(crate) struct Slice {
    pub(crate) partition: Partition,
    pub(crate) window: Map<String, Value>,
    bound: Bound,
    extra: Vec<(String, Bound)>,
}

impl Slice {
    pub(crate) fn new(partition: Partition, window: Map<String, Value>) -> Slice {
        let mut seen = partition.key.clone();
        seen.extend(window.clone());
        // The format's slices have these three as attributes; a key of the same name wins.
        for (name, value) in [
            ("partition", &partition.key),
            ("cursor_slice", &window),
            ("extra_fields", &partition.extra),
        ] {
            seen.entry(name)
                .or_insert_with(|| Value::Object(value.clone()));
        }
        let extra = partition
            .extra
            .iter()
            .map(|(name, value)| (name.clone(), value.clone().into()))
            .collect();
        Slice {
            partition,
            window,
            bound: Value::Object(seen).into(),
            extra,
        }
    }

    /// A value of the partition or the window.
    pub(crate) fn get(&self, key: &str) -> Option<&Value> {
        self.partition.key.get(key).or_else(|| self.window.get(key))
    }

    /// `scope` with the slice as `stream_slice`, and its extra values under their own names.
    pub(crate) fn scope<'a>(&'a self, scope: &Scope<'a>) -> Scope<'a> {
        self.extra.iter().fold(
            scope.with("stream_slice", &self.bound),
            |scope, (name, value)| scope.with(name, value),
        )
    }
}
