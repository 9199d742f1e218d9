//! The state of a partitioned stream: one cursor for each partition, and one for all of them.
//!
//! The form is the reference runtime's: `states` with the cursor of each partition, `state` with
//! the latest value of the whole stream, from which partitions begin that were not there last
//! time, `lookback_window` with the seconds the last sync took, by which those begin earlier, and
//! `parent_state`. Beyond [`MOST`] partitions only `state` is kept.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::cursor::DatetimeCursor;
use crate::error::Error;
use crate::moment::Moment;
use crate::parent::{Inherited, ParentStates};
use crate::progress::Progress;
use crate::session::Session;
use crate::slice::Partition;

/// Most partitions with a state of their own.
const MOST: usize = 10_000;

/// A partition's key and its cursor's state.
type Entry = (Map<String, Value>, Map<String, Value>);

/// The states of all partitions of a stream during a sync.
pub(crate) struct PartitionStates {
    cursor: Arc<DatetimeCursor>,
    stream: String,
    field: String,
    /// By partition, in canonical text.
    entries: IndexMap<String, Entry>,
    /// Partitions of this sync.
    read: HashSet<String>,
    /// The whole stream's value at the end of the last sync, and its latest now.
    global: Option<Map<String, Value>>,
    latest: Option<Moment>,
    lookback: i64,
    is_global: bool,
    parents: Option<Map<String, Value>>,
    inherited: Option<Inherited>,
    saw_records: bool,
    began: Instant,
    /// Partitions finished since a state was last given out.
    pending: usize,
}

impl PartitionStates {
    /// Begins from the state of the last sync.
    ///
    /// # Errors
    /// [`Error::State`], [`Error::Expression`].
    pub(crate) fn begin(
        cursor: &Arc<DatetimeCursor>,
        session: &Session,
        stream: &str,
        state: Option<&Map<String, Value>>,
    ) -> Result<PartitionStates, Error> {
        let mut states = PartitionStates {
            cursor: cursor.clone(),
            stream: stream.to_owned(),
            field: cursor.field(session)?,
            entries: IndexMap::new(),
            read: HashSet::new(),
            global: None,
            latest: None,
            lookback: 0,
            is_global: cursor.is_global,
            parents: None,
            inherited: None,
            saw_records: false,
            began: Instant::now(),
            pending: 0,
        };
        if let Some(state) = state.filter(|state| !state.is_empty()) {
            states.take(state)?;
        }
        Ok(states)
    }

    fn take(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        let object = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
        self.parents = object(state.get("parent_state")).filter(|parents| !parents.is_empty());
        if !state.contains_key("states") && !state.contains_key("state") {
            // A state of the stream before it was partitioned.
            let mut values = state.values();
            self.inherited = match (values.next(), values.next()) {
                (Some(value @ (Value::String(_) | Value::Number(_))), None) => {
                    Some(Inherited::Value(value.clone()))
                }
                _ => None,
            };
            return self.take_global(state);
        }
        self.is_global =
            self.is_global || state.get("use_global_cursor") == Some(&Value::Bool(true));
        self.lookback = state
            .get("lookback_window")
            .and_then(Value::as_i64)
            .unwrap_or(0);
        for entry in state
            .get("states")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let (Some(partition), Some(cursor)) =
                (object(entry.get("partition")), object(entry.get("cursor")))
            else {
                return Err(self.wrong("an entry of `states` lacks `partition` or `cursor`".into()));
            };
            self.entries
                .insert(canonical(&partition), (partition, cursor));
        }
        match object(state.get("state")) {
            Some(global) => {
                self.inherited = Some(Inherited::State(global.clone()));
                self.take_global(&global)
            }
            None => Ok(()),
        }
    }

    fn take_global(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        let Some(value) = state.get(&self.field) else {
            return Ok(());
        };
        let Some(moment) = self.cursor.parse(value) else {
            return Err(self.wrong(format!("{value} matches none of the cursor's formats")));
        };
        self.latest = Some(moment);
        self.global = Some(Map::from_iter([(
            self.field.clone(),
            self.cursor.write(moment).into(),
        )]));
        Ok(())
    }

    fn wrong(&self, reason: String) -> Error {
        Error::State {
            stream: self.stream.clone(),
            reason,
        }
    }

    /// The states of the parents at the last sync.
    pub(crate) fn parents(&self) -> ParentStates {
        ParentStates {
            own: self.parents.clone().unwrap_or_default(),
            child: self.inherited.clone(),
        }
    }

    /// Begins a partition; `None` where this sync has read it already.
    pub(crate) fn open(
        &mut self,
        session: &Session,
        partition: &Partition,
    ) -> Result<Option<Progress>, Error> {
        let key = canonical(&partition.key);
        if !self.read.insert(key.clone()) {
            return Ok(None);
        }
        let progress = match self.entries.get(&key) {
            Some((_, state)) => {
                Progress::begin(&self.cursor, session, &self.stream, Some(state), 0)?
            }
            None => {
                let lookback = if self.global.is_some() {
                    self.lookback
                } else {
                    0
                };
                Progress::begin(
                    &self.cursor,
                    session,
                    &self.stream,
                    self.global.as_ref(),
                    lookback,
                )?
            }
        };
        if self.read.len() > MOST && !self.is_global {
            tracing::info!(
                stream = self.stream,
                partitions = self.read.len(),
                "one state for all partitions from here on"
            );
            self.is_global = true;
            self.entries.clear();
        }
        Ok(Some(progress))
    }

    /// Takes note of a record's time.
    pub(crate) fn observe(&mut self, moment: Moment) {
        self.saw_records = true;
        self.latest = self.latest.max(Some(moment));
    }

    /// A window of a partition was read; `done` with the last of them.
    pub(crate) fn close(&mut self, partition: &Partition, progress: &Progress, done: bool) {
        if !self.is_global {
            self.entries.insert(
                canonical(&partition.key),
                (partition.key.clone(), progress.state()),
            );
        }
        if done {
            self.pending += 1;
            self.latest = self.latest.max(Some(progress.latest()));
        }
    }

    /// A parent's state, all partitions of which are read.
    pub(crate) fn keep_parent(&mut self, name: String, state: Value) {
        self.parents.get_or_insert_default().insert(name, state);
    }

    /// The state now, where enough has changed to be worth its size: giving it out after each of
    /// thousands of partitions would cost more than reading them.
    pub(crate) fn due(&mut self) -> Option<Value> {
        let worth = self.pending > self.entries.len() / 50;
        // With one value for all, there is nothing to keep before the end.
        (worth && !self.is_global).then(|| {
            self.pending = 0;
            self.value()
        })
    }

    /// The state at the end of the sync, with the states of the parents that are `followed`.
    pub(crate) fn finish(&mut self, followed: Option<Vec<&str>>) -> Value {
        if self.saw_records {
            if let Some(latest) = self.latest {
                self.global = Some(Map::from_iter([(
                    self.field.clone(),
                    self.cursor.write(latest).into(),
                )]));
            }
            self.lookback = i64::try_from(self.began.elapsed().as_secs()).unwrap_or(0) + 1;
        }
        self.parents = followed.map(|names| {
            let mut parents = self.parents.take().unwrap_or_default();
            parents.retain(|name, _| names.contains(&name.as_str()));
            parents
        });
        self.value()
    }

    fn value(&self) -> Value {
        let mut state =
            json!({ "use_global_cursor": self.is_global, "lookback_window": self.lookback });
        if !self.is_global {
            let entries = self.entries.values();
            state["states"] = entries
                .map(|(partition, cursor)| json!({ "partition": partition, "cursor": cursor }))
                .collect();
        }
        if let Some(global) = &self.global {
            state["state"] = Value::Object(global.clone());
        }
        if let Some(parents) = &self.parents {
            state["parent_state"] = Value::Object(parents.clone());
        }
        state
    }
}

/// A mapping as text with its keys in order.
fn canonical(map: &Map<String, Value>) -> String {
    fn sorted(value: &Value) -> Value {
        match value {
            Value::Object(map) => {
                let mut keys: Vec<&String> = map.keys().collect();
                keys.sort();
                Value::Object(
                    keys.into_iter()
                        .map(|key| (key.clone(), sorted(&map[key])))
                        .collect(),
                )
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    sorted(&Value::Object(map.clone())).to_string()
}
