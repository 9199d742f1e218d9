//! `RecordSelector`: from an answer to the records that are given out.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::decoder::Decoder;
use crate::error::Error;
use crate::expression::{Bound, Scope, Template};
use crate::extractor::Extractor;
use crate::fields::{Component, Fields};
use crate::normalize::normalize;
use crate::page::Depth;
use crate::pieces::Pieces;
use crate::record::Record;
use crate::session::Session;
use crate::transformation::Transformation;

/// Extracts, filters, transforms and normalizes records.
#[derive(Debug)]
pub(crate) struct RecordSelector {
    extractor: Extractor,
    /// That of the retriever.
    decoder: Decoder,
    filter: Option<RecordFilter>,
    /// Whether values are cast to the types of the stream's schema.
    normalize: bool,
    transform_first: Option<bool>,
}

/// `RecordFilter`: keeps the records whose condition is true.
#[derive(Debug)]
pub(crate) struct RecordFilter(Option<Template>);

impl Component for RecordFilter {
    const DEFAULT: Option<&'static str> = Some("RecordFilter");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "RecordFilter" => fields.template("condition").map(RecordFilter),
            _ => fields.refuse_kind("record filter"),
        }
    }
}

impl Component for RecordSelector {
    const DEFAULT: Option<&'static str> = Some("RecordSelector");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let extractor = fields.required("extractor");
        let filter = fields.optional("record_filter");
        let normalize = match fields.node("schema_normalization") {
            None => Some(false),
            Some(node) => match node.text() {
                Some("None") => Some(false),
                Some("Default") => Some(true),
                _ => fields.refuse_field(
                    "schema_normalization",
                    &node,
                    "this schema normalization is not supported",
                ),
            },
        };
        let transform_first = match fields.node("transform_before_filtering") {
            None => Some(None),
            Some(_) => fields.flag("transform_before_filtering").map(Some),
        };
        Some(RecordSelector {
            extractor: extractor?,
            decoder: Decoder::default(),
            filter: filter?,
            normalize: normalize?,
            transform_first: transform_first?,
        })
    }
}

/// What becomes of the records of one stream, besides the selector's own work.
pub(crate) struct Selection<'a> {
    pub(crate) transformations: &'a [Transformation],
    /// The stream's schema, where records are normalized by it.
    pub(crate) schema: &'a Value,
    /// Whether the cursor drops records before the paginator sees them.
    pub(crate) admits: Option<&'a (dyn Fn(&Record) -> bool + Sync)>,
}

impl RecordSelector {
    /// The same selector for bodies that this decoder reads.
    pub(crate) fn with_decoder(self, decoder: Decoder) -> RecordSelector {
        RecordSelector { decoder, ..self }
    }

    /// The same selector for records that are elsewhere.
    pub(crate) fn with_extractor(self, extractor: Extractor) -> RecordSelector {
        RecordSelector { extractor, ..self }
    }

    /// The path to the records, where every answer can be skimmed for them.
    pub(crate) fn plain_path(&self, session: &Session) -> Result<Option<Vec<String>>, Error> {
        match self.decoder.is_json() {
            true => self.extractor.plain_path(session),
            false => Ok(None),
        }
    }

    /// Whether it drops records.
    pub(crate) fn filters(&self) -> bool {
        self.filter.is_some()
    }

    /// Whether records pass as they are.
    pub(crate) fn passes_all(&self) -> bool {
        self.filter.is_none() && !self.normalize
    }

    /// Whether it needs the stream's schema.
    pub(crate) fn normalizes(&self) -> bool {
        self.normalize
    }

    /// Whether it reads an answer piece by piece.
    pub(crate) fn reads_in_pieces(&self) -> bool {
        self.extractor.reads_in_pieces(&self.decoder)
    }

    /// The records of an answer, unfiltered.
    pub(crate) async fn pieces<'a>(
        &'a self,
        session: &Session,
        answer: &'a Answer,
        depth: Depth,
    ) -> Result<Pieces<'a>, Error> {
        let pieces = self.extractor.pieces(session, answer, &self.decoder, depth);
        pieces.await
    }

    /// Filters and changes the records of a page.
    pub(crate) fn select(
        &self,
        scope: &Scope<'_>,
        records: Vec<Record>,
        selection: &Selection<'_>,
    ) -> Result<Vec<Record>, Error> {
        let untouched =
            self.passes_all() && selection.transformations.is_empty() && selection.admits.is_none();
        if untouched {
            return Ok(records);
        }
        // Where the cursor filters, the format transforms first unless told otherwise.
        let transform_first = self.transform_first.unwrap_or(selection.admits.is_some());
        let mut selected = Vec::with_capacity(records.len());
        for record in records {
            let Value::Object(mut record) = (match record {
                Record::Map(map) => Value::Object(map),
                raw @ Record::Raw(_) => raw.to_value(),
            }) else {
                continue;
            };
            if transform_first {
                record = transform(scope, record, selection.transformations)?;
            }
            let Some(kept) = self.keep(scope, record, selection)? else {
                continue;
            };
            record = if transform_first {
                kept
            } else {
                transform(scope, kept, selection.transformations)?
            };
            if self.normalize {
                normalize(&mut record, selection.schema);
            }
            selected.push(Record::Map(record));
        }
        Ok(selected)
    }

    fn keep(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
        selection: &Selection<'_>,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let record = match selection.admits {
            Some(admits) => {
                let record = Record::Map(record);
                if !admits(&record) {
                    return Ok(None);
                }
                match record {
                    Record::Map(record) => record,
                    Record::Raw(_) => return Ok(None),
                }
            }
            None => record,
        };
        match &self.filter {
            Some(filter) => filter.keep(scope, record),
            None => Ok(Some(record)),
        }
    }
}

impl RecordFilter {
    /// The record, where the condition is true of it. An empty condition is never true.
    pub(crate) fn keep(
        &self,
        scope: &Scope<'_>,
        record: Map<String, Value>,
    ) -> Result<Option<Map<String, Value>>, Error> {
        let bound = Bound::from(Value::Object(record));
        let keep = match &self.0 {
            Some(condition) => condition.truth(&scope.with("record", &bound))?,
            None => false,
        };
        Ok(keep.then(|| bound.into_map()))
    }
}

fn transform(
    scope: &Scope<'_>,
    record: Map<String, Value>,
    transformations: &[Transformation],
) -> Result<Map<String, Value>, Error> {
    transformations
        .iter()
        .try_fold(record, |record, transformation| {
            transformation.apply(scope, record)
        })
}
