//! `RemoveFields`.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Scope, Template};
use crate::value;

/// Removes fields. With a condition the format looks at every value of the record that holds no
/// other values, wherever it stands: manifests that remove empty fields rely on it.
pub(super) fn remove(
    scope: &Scope<'_>,
    record: Map<String, Value>,
    paths: &[Vec<String>],
    condition: Option<&Template>,
) -> Result<Map<String, Value>, Error> {
    let mut record = Value::Object(record);
    for path in paths {
        match condition {
            None => value::remove(&mut record, path),
            Some(condition) => value::remove_leaves(&mut record, &mut |found| {
                let property = Bound::from(found.clone());
                condition.truth(&scope.with("property", &property))
            })?,
        }
    }
    match record {
        Value::Object(record) => Ok(record),
        _ => Ok(Map::new()),
    }
}
