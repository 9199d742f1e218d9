//! `LegacyToPerPartitionStateMigration`: states by partition in the form of before.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::expression::Template;
use crate::fields::{Component, Fields};
use crate::session::Session;

/// What changes a state that was given before anybody reads it.
#[derive(Debug)]
pub(crate) struct StateMigration;

impl Component for StateMigration {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "LegacyToPerPartitionStateMigration" => Some(StateMigration),
            _ => fields.refuse_kind("state migration"),
        }
    }
}

impl StateMigration {
    /// `{"7": {"updated_at": "…"}}` as `{"states": [{"partition": {"id": "7"}, "cursor": …}]}`;
    /// any other state as it is. `partition` names the partition's field, `cursor` the record's.
    pub(crate) fn migrate(
        &self,
        session: &Session,
        state: Map<String, Value>,
        partition: &Template,
        cursor: &str,
    ) -> Result<Map<String, Value>, Error> {
        let is_old = |value: &Value| {
            let fields = value.as_object();
            fields.is_some_and(|fields| fields.len() == 1 && fields.contains_key(cursor))
        };
        if state.is_empty() || state.contains_key("states") || !state.values().all(is_old) {
            return Ok(state);
        }
        let field = partition.text(&session.scope())?;
        let states = state.into_iter().map(|(value, cursor)| {
            let partition = Map::from_iter([(field.clone(), Value::String(value))]);
            json!({ "partition": partition, "cursor": cursor })
        });
        Ok(Map::from_iter([("states".to_owned(), states.collect())]))
    }
}
