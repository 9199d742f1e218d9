//! The records of an API that nobody described: `FirstListExtractor`, an extension of ours.
//!
//! The list at the root, else the first list of objects, the outer ones before the inner ones. An
//! answer without any list is one record.

use serde_json::Value;

use crate::answer::Answer;
use crate::error::Error;
use crate::page::{self, Page};
use crate::record::Record;
use crate::session::Session;

/// How deep a list may stand: `data.orders.items`.
const DEPTH: usize = 3;

/// Reads the records of an answer.
///
/// # Errors
/// [`Error::NotJson`], [`Error::BadAnswer`] for records that are no objects.
pub(crate) fn page(session: &Session, answer: &Answer) -> Result<Page, Error> {
    if answer.text().trim_ascii().is_empty() {
        return Page::skim(session, answer, &[], page::Depth::Records);
    }
    let response = page::whole(session, answer)?;
    let records = records(response.json()).iter().map(|record| match record {
        Value::Object(fields) => Ok(Record::Map(fields.clone())),
        _ => Err(Error::BadAnswer {
            url: session.shown(&answer.url),
            reason: "a record is no JSON object".into(),
        }),
    });
    let records = records.collect::<Result<_, _>>()?;
    Ok(Page::new(response, records))
}

/// The records in a body.
fn records(body: &Value) -> &[Value] {
    if let Value::Array(items) = body {
        return items;
    }
    let mut has_empty = false;
    let mut level = vec![body];
    for _ in 0..DEPTH {
        let fields = level.iter().filter_map(|value| value.as_object());
        let values: Vec<&Value> = fields.flat_map(|fields| fields.values()).collect();
        let mut lists = values.iter().filter_map(|value| value.as_array());
        if let Some(list) = lists
            .clone()
            .find(|list| list.first().is_some_and(Value::is_object))
        {
            return list;
        }
        has_empty |= lists.any(Vec::is_empty);
        level = values;
    }
    let is_nothing = body.as_object().is_none_or(serde_json::Map::is_empty);
    match has_empty || is_nothing {
        true => &[],
        false => std::slice::from_ref(body),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Where the records of common shapes of answers are.
    #[test]
    fn records_are_found_in_common_shapes() {
        let two = json!([{"id": 1}, {"id": 2}]);
        for body in [
            two.clone(),
            json!({"results": two}),
            json!({"ok": true, "tags": ["a"], "errors": [], "data": {"items": two}}),
            json!({"list": two, "data": {"inner": [{"id": 3}]}}),
        ] {
            assert_eq!(
                Some(records(&body)),
                two.as_array().map(Vec::as_slice),
                "{body}"
            );
        }
        let one = json!({"id": 1, "name": {"first": "A"}});
        assert_eq!(
            records(&one),
            std::slice::from_ref(&one),
            "an answer without a list is a record"
        );
        for body in [json!([]), json!({}), json!({"results": [], "next": null})] {
            assert!(records(&body).is_empty(), "{body}");
        }
    }
}
