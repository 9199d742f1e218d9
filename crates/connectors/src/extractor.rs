//! Where the records of an answer are.

mod combined;
mod expander;

use std::collections::HashSet;

use futures::FutureExt;
use futures::future::BoxFuture;
use serde_json::{Map, Value};

use self::combined::Combined;
use self::expander::Expander;
use crate::answer::Answer;
use crate::decoder::{Csv, Decoder};
use crate::entries::Entries;
use crate::error::Error;
use crate::expression::{Template, python_text};
use crate::fields::{Component, Fields};
use crate::first_list;
use crate::page::{self, Depth, Page};
use crate::pieces::Pieces;
use crate::record::Record;
use crate::session::Session;
use crate::value;

/// An extractor of the manifest.
#[derive(Debug)]
pub(crate) enum Extractor {
    /// `DpathExtractor`: a path of keys, with `*` for all of them.
    Path(Vec<Template>),
    /// The same with a `RecordExpander`.
    Expanded(Vec<Template>, Expander),
    /// `CombinedExtractor`.
    Combined(Combined),
    /// `ResponseToFileExtractor`: rows of CSV, packed or not, as they come from reports.
    File(Csv),
    HeaderRow(HeaderRow),
    /// `FirstListExtractor`, an extension of ours.
    FirstList,
    Entries(Entries),
}

/// `HeaderRowExtractor`, an extension of ours: rows of cells whose columns are named by a header
/// row, as spreadsheets have them.
///
/// - `header_path`: where the header row is (a list of cells). Without it the first of the rows is.
/// - `field_path`: where the rows are (a list of lists of cells); `["values"]` if not set.
///
/// Names are stable: a column without header is called after its letter (`column_C`), a name that
/// was there before gets a number (`Name_2`). Rows that end early are filled with null, cells
/// beyond the header are named by their letter.
#[derive(Debug)]
pub(crate) struct HeaderRow {
    header: Vec<Template>,
    rows: Vec<Template>,
}

impl Component for Extractor {
    const DEFAULT: Option<&'static str> = Some("DpathExtractor");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "DpathExtractor" => {
                // Older manifests name the decoder here.
                fields.accept(&["decoder"]);
                let path = fields.templates("field_path")?;
                Some(match fields.optional("record_expander")? {
                    None => Extractor::Path(path),
                    Some(expander) => Extractor::Expanded(path, expander),
                })
            }
            "CombinedExtractor" => Combined::read(fields).map(Extractor::Combined),
            "ResponseToFileExtractor" => Some(match fields.flag("preserve_na_values")? {
                true => Extractor::File(Csv::with_nulls(&[""], "utf-8")),
                false => Extractor::rows(),
            }),
            "HeaderRowExtractor" => HeaderRow::read(fields).map(Extractor::HeaderRow),
            "FirstListExtractor" => Some(Extractor::FirstList),
            "EntriesExtractor" => Entries::read(fields).map(Extractor::Entries),
            _ => fields.refuse_kind("extractor"),
        }
    }
}

/// Texts that the reference's reader of reports takes for nothing.
const NULLS: [&str; 18] = [
    "", "#N/A", "#N/A N/A", "#NA", "-1.#IND", "-1.#QNAN", "-NaN", "-nan", "1.#IND", "1.#QNAN",
    "<NA>", "N/A", "NA", "NULL", "NaN", "None", "n/a", "nan",
];

/// Records of an answer, of whatever kind.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) records: Vec<Value>,
    /// How many were left out, though the answer has them.
    pub(crate) dropped: usize,
}

impl Extractor {
    /// The path to the records, where every answer can be skimmed for them.
    pub(crate) fn plain_path(&self, session: &Session) -> Result<Option<Vec<String>>, Error> {
        let Extractor::Path(path) = self else {
            return Ok(None);
        };
        let path = texts(session, path)?;
        let plain = |key: &String| !value::is_glob(key) && key.parse::<i64>().is_err();
        Ok(path.iter().all(plain).then_some(path))
    }

    /// The rows of a report.
    pub(crate) fn rows() -> Extractor {
        Extractor::File(Csv::with_nulls(&NULLS, "utf-8"))
    }

    /// The values of an answer, of whatever kind: the entries of a list, or the value itself.
    pub(crate) async fn values(
        &self,
        session: &Session,
        answer: &Answer,
    ) -> Result<Vec<Value>, Error> {
        let Extractor::Path(path) = self else {
            let response = page::whole(session, answer)?;
            let found = self.find(session, std::slice::from_ref(response.json()));
            return Ok(found.await?.records);
        };
        let path = texts(session, path)?;
        let response = page::whole(session, answer)?;
        if path.iter().any(|key| key == "*") {
            let found = value::all(response.json(), &path);
            return Ok(found.into_iter().cloned().collect());
        }
        Ok(match value::get(response.json(), &path) {
            None => Vec::new(),
            Some(Value::Array(items)) => items.clone(),
            Some(value) => vec![value.clone()],
        })
    }

    /// The records of an answer.
    pub(crate) async fn pieces<'a>(
        &'a self,
        session: &Session,
        answer: &'a Answer,
        decoder: &'a Decoder,
        depth: Depth,
    ) -> Result<Pieces<'a>, Error> {
        let page = match self {
            Extractor::Path(path) if decoder.is_json() && depth != Depth::Whole => {
                Page::skim(session, answer, &texts(session, path)?, depth)
            }
            Extractor::HeaderRow(rows) => rows.page(session, answer),
            Extractor::FirstList => first_list::page(session, answer),
            Extractor::Entries(entries) => entries.page(session, answer),
            Extractor::File(csv) => return Pieces::of_rows(session, answer, self, csv),
            _ if decoder.is_json() => page::of_json(session, answer, self).await,
            _ => return Pieces::of_documents(session, answer, self, decoder),
        };
        page.map(Pieces::whole)
    }

    /// Whether it looks at one document at a time.
    pub(crate) fn reads_in_pieces(&self, decoder: &Decoder) -> bool {
        match self {
            Extractor::File(_) => true,
            Extractor::Path(_) | Extractor::Expanded(..) | Extractor::Combined(_) => {
                decoder.reads_in_pieces()
            }
            Extractor::HeaderRow(_) | Extractor::FirstList | Extractor::Entries(_) => false,
        }
    }

    /// The records in a document that is not needed any more.
    pub(crate) async fn take(&self, session: &Session, document: Value) -> Result<Found, Error> {
        let is_record = match self {
            Extractor::File(_) => true,
            Extractor::Path(path) => {
                path.is_empty() && document.as_object().is_some_and(|map| !map.is_empty())
            }
            _ => false,
        };
        if !is_record {
            return self.find(session, std::slice::from_ref(&document)).await;
        }
        Ok(Found {
            records: vec![document],
            dropped: 0,
        })
    }

    /// The records in the documents of an answer.
    pub(crate) fn find<'a>(
        &'a self,
        session: &'a Session,
        documents: &'a [Value],
    ) -> BoxFuture<'a, Result<Found, Error>> {
        async move {
            let mut found = Found::default();
            match self {
                Extractor::Combined(combined) => return combined.find(session, documents).await,
                Extractor::Path(path) => {
                    let path = texts(session, path)?;
                    let records = documents.iter().flat_map(|document| at(document, &path));
                    found.records.extend(records.cloned());
                }
                Extractor::Expanded(path, expander) => {
                    let path = texts(session, path)?;
                    for document in documents {
                        for record in at(document, &path) {
                            let mut entries = expander.expand(session, record.clone()).await?;
                            found.records.append(&mut entries);
                        }
                    }
                }
                Extractor::HeaderRow(_)
                | Extractor::FirstList
                | Extractor::Entries(_)
                | Extractor::File(_) => {}
            }
            Ok(found)
        }
        .boxed()
    }
}

/// What stands at a path: the entries of a list, or one value; nothing where that is empty.
fn at<'a>(document: &'a Value, path: &[String]) -> Vec<&'a Value> {
    if path.iter().any(|key| key == "*") {
        return value::all(document, path);
    }
    match value::get(document, path) {
        Some(Value::Array(items)) => items.iter().collect(),
        Some(one) if value::is_truthy(one) => vec![one],
        _ => Vec::new(),
    }
}

impl HeaderRow {
    /// Reads its fields; shared with the schema loader of the same kind.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<HeaderRow> {
        let rows = fields.templates("field_path")?;
        let rows = if rows.is_empty() {
            vec![fields.constant("field_path", "values")?]
        } else {
            rows
        };
        Some(HeaderRow {
            header: fields.templates("header_path")?,
            rows,
        })
    }

    /// The names of the columns and the rows below them.
    pub(crate) fn table(
        &self,
        session: &Session,
        answer: &Answer,
    ) -> Result<(Vec<String>, Vec<Value>), Error> {
        let response = page::whole(session, answer)?;
        let json = response.json();
        let mut rows = match value::get(json, &texts(session, &self.rows)?) {
            Some(Value::Array(rows)) => rows.as_slice(),
            _ => &[],
        };
        let header = if self.header.is_empty() {
            let header = rows.first();
            rows = rows.get(1..).unwrap_or_default();
            header
        } else {
            value::get(json, &texts(session, &self.header)?)
        };
        let cells = match header {
            Some(Value::Array(cells)) => cells.as_slice(),
            _ => &[],
        };
        Ok((names(cells), rows.to_vec()))
    }

    fn page(&self, session: &Session, answer: &Answer) -> Result<Page, Error> {
        let (mut names, rows) = self.table(session, answer)?;
        let width = names.len();
        let mut records = Vec::with_capacity(rows.len());
        for row in rows {
            let Value::Array(cells) = row else {
                let url = session.shown(&answer.url);
                return Err(Error::BadAnswer {
                    url,
                    reason: "a row is no list of cells".into(),
                });
            };
            // A row without a single cell is a gap in the sheet, no record.
            if cells.is_empty() {
                continue;
            }
            while names.len() < cells.len() {
                let name = unused(letter_name(names.len()), &names);
                names.push(name);
            }
            let mut cells = cells.into_iter().enumerate().collect::<Vec<_>>();
            cells.extend((cells.len()..width).map(|index| (index, Value::Null)));
            let record: Map<String, Value> = cells
                .into_iter()
                .map(|(index, cell)| (names[index].clone(), cell))
                .collect();
            records.push(Record::Map(record));
        }
        Ok(Page::new(answer.response(), records))
    }
}

fn texts(session: &Session, path: &[Template]) -> Result<Vec<String>, Error> {
    let scope = session.scope();
    path.iter().map(|key| key.text(&scope)).collect()
}

/// Stable names for the columns under a header row.
fn names(header: &[Value]) -> Vec<String> {
    let mut names: Vec<String> = Vec::with_capacity(header.len());
    for (index, cell) in header.iter().enumerate() {
        let text = match cell {
            Value::Null => String::new(),
            cell => python_text(cell).trim().to_owned(),
        };
        let name = if text.is_empty() {
            letter_name(index)
        } else {
            text
        };
        names.push(unused(name, &names));
    }
    names
}

/// `name`, or with the first number that makes it new.
fn unused(name: String, names: &[String]) -> String {
    let known: HashSet<&str> = names.iter().map(String::as_str).collect();
    if !known.contains(name.as_str()) {
        return name;
    }
    (2_usize..)
        .map(|number| format!("{name}_{number}"))
        .find(|name| !known.contains(name.as_str()))
        .unwrap_or(name)
}

/// `column_A`, …, `column_Z`, `column_AA`: as the sheet itself names it.
fn letter_name(index: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = index + 1;
    while rest > 0 {
        let digit = u8::try_from((rest - 1) % 26).unwrap_or_default();
        letters.insert(0, char::from(b'A' + digit));
        rest = (rest - 1) / 26;
    }
    format!("column_{}", letters.iter().collect::<String>())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn headers_become_stable_names() {
        let Value::Array(header) = json!(["Name", "", " Name ", "Name_2", null, 2026]) else {
            panic!("a list")
        };
        assert_eq!(
            names(&header),
            ["Name", "column_B", "Name_2", "Name_2_2", "column_E", "2026"]
        );
        assert_eq!(letter_name(25), "column_Z");
        assert_eq!(letter_name(26), "column_AA");
        assert_eq!(letter_name(701), "column_ZZ");
    }
}
