//! `HeaderRowSchemaLoader`: the columns of a sheet as a schema.

use serde_json::{Map, Value, json};

use crate::error::{Error, Place};
use crate::expression::Bound;
use crate::extractor::HeaderRow;
use crate::fields::{Component, Fields};
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;

/// `HeaderRowSchemaLoader`, an extension of ours: the columns under a header row, which it asks
/// for with a request of its own. `header_path` and `field_path` as in `HeaderRowExtractor`.
///
/// A header says nothing about types, so the rows that come with it are taken as a sample: a
/// column whose cells are all numbers holds numbers, one of booleans booleans, any other text.
#[derive(Debug)]
pub(crate) struct HeaderRowSchema {
    place: Place,
    requester: HttpRequester,
    row: HeaderRow,
}

impl Component for HeaderRowSchema {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(HeaderRowSchema {
            place: fields.place(),
            requester: fields.required("requester")?,
            row: HeaderRow::read(fields)?,
        })
    }
}

impl HeaderRowSchema {
    pub(super) async fn load(&self, session: &Session) -> Result<Value, Error> {
        let nothing = Bound::default();
        let scope = session
            .scope()
            .with("next_page_token", &nothing)
            .with("stream_slice", &nothing);
        let answer = self
            .requester
            .send(session, &scope, None, Parts::default())
            .await?;
        let Some(answer) = answer else {
            return Err(Error::Request {
                place: self.place.clone(),
                reason: "the header row's answer is ignored".into(),
            });
        };
        let (columns, sample) = self.row.table(session, &answer)?;
        let kind = |index: usize| kind(sample.iter().filter_map(|row| row.get(index)));
        let properties: Map<String, Value> = columns
            .into_iter()
            .enumerate()
            .map(|(index, name)| (name, json!({ "type": ["null", kind(index)] })))
            .collect();
        Ok(json!({ "type": "object", "properties": properties }))
    }
}

/// What the cells of a column have in common; empty ones say nothing.
fn kind<'v>(cells: impl Iterator<Item = &'v Value>) -> &'static str {
    let cells: Vec<_> = cells
        .filter(|cell| !cell.is_null() && **cell != "")
        .collect();
    match cells.first() {
        Some(Value::Number(_)) if cells.iter().all(|cell| cell.is_number()) => "number",
        Some(Value::Bool(_)) if cells.iter().all(|cell| cell.is_boolean()) => "boolean",
        _ => "string",
    }
}
