//! The state of a partitioned stream: one cursor for each partition, and one for all of them.
//!
//! The form is the reference runtime's: `states` with the cursor of each partition, `state` with
//! the latest value of the whole stream, from which partitions begin that were not there last
//! time, `lookback_window` with the seconds the last sync took, by which those begin earlier, and
//! `parent_state`. Beyond [`MOST`] partitions only `state` is kept.
//!
//! A partition whose reading failed stays open: its own cursor goes no further than what was
//! read, and neither `state` nor the states of parents whose records it came from move on.

use std::collections::{BTreeMap, HashSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Instant;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use crate::cursor::{Mark, Plan, Window};
use crate::error::Error;
use crate::parent::{Inherited, ParentStates};
use crate::partition::PartitionRouter;
use crate::progress::{NO_CURSOR, Progress};
use crate::slice::Partition;

/// Most partitions with a state of their own.
const MOST: usize = 10_000;

/// A partition's key and its cursor's state.
type Entry = (Map<String, Value>, Map<String, Value>);

/// The states of all partitions of a stream during a sync.
pub(crate) struct PartitionStates {
    plan: Arc<Plan>,
    stream: String,
    /// By partition, in canonical text.
    entries: IndexMap<String, Entry>,
    /// Partitions that count towards [`MOST`]: those of the last sync and those that are new.
    known: usize,
    /// Partitions of this sync, as hashes: there may be millions.
    read: HashSet<u64>,
    hasher: RandomState,
    /// Partitions that are not read to their end, by the order in which they were given.
    open: BTreeMap<u64, Open>,
    given: u64,
    /// The whole stream's value at the end of the last sync, and its latest now.
    global: Option<Mark>,
    latest: Option<Mark>,
    lookback: i64,
    is_global: bool,
    parents: Option<Map<String, Value>>,
    /// Names of the parents whose states are kept; `None` where the router has no parents.
    followed: Option<Vec<String>>,
    /// Parents' states that wait until the partitions before them are read.
    waiting: VecDeque<(u64, String, Value)>,
    inherited: Option<Inherited>,
    is_first: bool,
    saw_records: bool,
    began: Instant,
    /// Partitions finished since a state was last given out.
    pending: usize,
}

/// A partition being read.
struct Open {
    key: String,
    partition: Map<String, Value>,
    progress: Progress,
    /// Windows that were given and are not closed.
    windows: usize,
    /// Whether all windows were given.
    is_given: bool,
}

impl PartitionStates {
    /// Begins from the state of the last sync.
    ///
    /// # Errors
    /// [`Error::State`].
    pub(crate) fn begin(
        plan: Arc<Plan>,
        stream: &str,
        router: &PartitionRouter,
        is_global: bool,
        state: Option<&Map<String, Value>>,
    ) -> Result<PartitionStates, Error> {
        let followed = router.followed();
        let mut states = PartitionStates {
            plan,
            stream: stream.to_owned(),
            entries: IndexMap::new(),
            known: 0,
            read: HashSet::new(),
            hasher: RandomState::new(),
            open: BTreeMap::new(),
            given: 0,
            global: None,
            latest: None,
            lookback: 0,
            is_global: is_global || router.groups(),
            parents: None,
            followed: followed.map(|names| names.into_iter().map(str::to_owned).collect()),
            waiting: VecDeque::new(),
            inherited: None,
            is_first: true,
            saw_records: false,
            began: Instant::now(),
            pending: 0,
        };
        if let Some(state) = state.filter(|state| !state.is_empty()) {
            states.is_first = false;
            states.take(state)?;
        }
        Ok(states)
    }

    fn take(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        let object = |value: Option<&Value>| value.and_then(Value::as_object).cloned();
        self.parents = object(state.get("parent_state")).filter(|parents| !parents.is_empty());
        let global = object(state.get("state"));
        self.inherited = match &global {
            Some(global) => Some(Inherited::State(global.clone())),
            None => only_value(state).map(Inherited::Value),
        };
        if !state.contains_key("states") && !state.contains_key("state") {
            // A state of the stream before it was partitioned.
            return self.take_global(state);
        }
        self.is_global = state.get("use_global_cursor") == Some(&Value::Bool(true));
        self.lookback = match state.get("lookback_window") {
            Some(Value::Number(number)) => number.as_f64().unwrap_or(0.0) as i64,
            Some(Value::String(text)) => text.trim().parse().unwrap_or(0),
            _ => 0,
        };
        let entries = state.get("states").and_then(Value::as_array);
        for entry in entries.into_iter().flatten() {
            let (Some(partition), Some(cursor)) =
                (object(entry.get("partition")), object(entry.get("cursor")))
            else {
                return Err(self.wrong("an entry of `states` lacks `partition` or `cursor`".into()));
            };
            self.known += 1;
            let cursor = Progress::begin(&self.plan, &self.stream, Some(&cursor), 0)?.state();
            let key = canonical(&partition);
            self.entries.insert(key, (partition, cursor));
        }
        match global {
            Some(global) => self.take_global(&global),
            None => Ok(()),
        }
    }

    fn take_global(&mut self, state: &Map<String, Value>) -> Result<(), Error> {
        let Some(value) = state.get(&self.plan.field) else {
            return Ok(());
        };
        let Some(mark) = self.plan.parse(value) else {
            return Err(self.wrong(format!("{value} matches none of the cursor's formats")));
        };
        (self.latest, self.global) = (Some(mark), Some(mark));
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
            is_first: self.is_first,
        }
    }

    /// Begins a partition and gives its number; `None` where this sync has had it already.
    ///
    /// # Errors
    /// [`Error::State`].
    pub(crate) fn open(&mut self, partition: &Partition) -> Result<Option<u64>, Error> {
        if self.known > MOST && !self.is_global {
            tracing::info!(
                stream = self.stream,
                partitions = self.known,
                "one state for all partitions from here on"
            );
            self.is_global = true;
        }
        let key = canonical(&partition.key);
        if !self.read.insert(self.hasher.hash_one(&key)) {
            return Ok(None);
        }
        let progress = match self.entries.get(&key) {
            Some((_, state)) => Progress::begin(&self.plan, &self.stream, Some(state), 0)?,
            None => {
                self.known += 1;
                let global = self.global.map(|global| self.cursor_state(global));
                Progress::begin(&self.plan, &self.stream, global.as_ref(), self.lookback)?
            }
        };
        if !self.is_global {
            let entry = (partition.key.clone(), progress.state());
            self.entries.insert(key.clone(), entry);
        }
        let number = self.given;
        self.given += 1;
        let open = Open {
            key,
            partition: partition.key.clone(),
            progress,
            windows: 0,
            is_given: false,
        };
        self.open.insert(number, open);
        Ok(Some(number))
    }

    /// How far a partition that is open has come.
    pub(crate) fn progress(&self, number: u64) -> Option<&Progress> {
        self.open.get(&number).map(|open| &open.progress)
    }

    /// A window of a partition is given; it may be the last.
    pub(crate) fn begin_window(&mut self, number: u64, is_last: bool) {
        if let Some(open) = self.open.get_mut(&number) {
            open.windows += 1;
            open.is_given = is_last;
        }
    }

    /// A partition has no more windows, if it had any.
    pub(crate) fn end_windows(&mut self, number: u64) {
        if let Some(open) = self.open.get_mut(&number) {
            open.is_given = true;
        }
        self.end_if_read(number, false);
    }

    /// A window of a partition was read to its end.
    pub(crate) fn close(&mut self, number: u64, window: &Window, seen: Option<Mark>) {
        self.saw_records |= seen.is_some();
        self.latest = self.latest.max(seen);
        let Some(open) = self.open.get_mut(&number) else {
            return;
        };
        open.progress.close(window, seen);
        open.windows -= 1;
        if !self.is_global {
            let entry = (open.partition.clone(), open.progress.state());
            self.entries.insert(open.key.clone(), entry);
        }
        self.end_if_read(number, true);
    }

    fn end_if_read(&mut self, number: u64, counts: bool) {
        let is_read = |open: &Open| open.is_given && open.windows == 0;
        if !self.open.get(&number).is_some_and(is_read) {
            return;
        }
        let Some(open) = self.open.remove(&number) else {
            return;
        };
        if self.is_global {
            self.entries.swap_remove(&open.key);
        } else if counts {
            self.latest = self.latest.max(Some(open.progress.latest()));
        }
        self.pending += 1;
        if self.followed.is_some() {
            self.parents.get_or_insert_default();
        }
        self.keep_parents();
    }

    /// A parent's state, which counts once all partitions so far are read.
    pub(crate) fn parent(&mut self, name: String, state: Value) {
        self.waiting.push_back((self.given, name, state));
        self.keep_parents();
    }

    fn keep_parents(&mut self) {
        let read = self.open.keys().next().copied().unwrap_or(self.given);
        while self
            .waiting
            .front()
            .is_some_and(|(after, ..)| *after <= read)
        {
            if let Some((_, name, state)) = self.waiting.pop_front() {
                self.parents.get_or_insert_default().insert(name, state);
            }
        }
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

    /// The state at the end of the sync; `is_whole` where the router gave all its partitions.
    pub(crate) fn finish(&mut self, is_whole: bool) -> Value {
        if is_whole && self.open.is_empty() {
            if self.saw_records {
                self.global = self.latest;
                self.lookback = i64::try_from(self.began.elapsed().as_secs()).unwrap_or(0) + 1;
            }
            self.parents = self.followed.as_ref().map(|names| {
                let mut parents = self.parents.take().unwrap_or_default();
                parents.retain(|name, _| names.contains(name));
                parents
            });
        }
        self.value()
    }

    /// Whether there was no partition at all.
    pub(crate) fn is_untouched(&self) -> bool {
        self.given == 0
    }

    fn cursor_state(&self, mark: Mark) -> Map<String, Value> {
        Map::from_iter([(self.plan.field.clone(), self.plan.write(mark))])
    }

    /// The state as it stands.
    pub(crate) fn value(&self) -> Value {
        let mut state =
            json!({ "use_global_cursor": self.is_global, "lookback_window": self.lookback });
        if !self.is_global {
            let entries = self.entries.values();
            state["states"] = entries
                .map(|(partition, cursor)| json!({ "partition": partition, "cursor": cursor }))
                .collect();
        }
        if let Some(global) = self.global {
            state["state"] = Value::Object(self.cursor_state(global));
        }
        if let Some(parents) = &self.parents {
            state["parent_state"] = Value::Object(parents.clone());
        }
        state
    }
}

/// The one value of a state from before its stream had partitions.
fn only_value(state: &Map<String, Value>) -> Option<Value> {
    let mut values = state
        .iter()
        .filter(|(key, _)| *key != NO_CURSOR)
        .map(|(_, value)| value);
    match (values.next(), values.next()) {
        (Some(value @ (Value::String(_) | Value::Number(_))), None) => Some(value.clone()),
        _ => None,
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
