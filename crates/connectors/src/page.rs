//! A page: the records of an answer, and what is left of the answer for expressions.
//!
//! Most manifests never look into their records. For those the body is gone through once: the
//! records are only skimmed and kept as text (or parsed straight into records), and everything
//! else becomes the response that expressions see.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;

use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::Bound;
use crate::extractor::{Extractor, Found};
use crate::record::{Raw, Record};
use crate::scan::{List, Scan};
use crate::session::Session;
use crate::value;

/// The records of one answer.
pub(crate) struct Page {
    /// The answer as expressions see it; without the records where none of them looks.
    pub(crate) response: Arc<Bound>,
    pub(crate) records: Vec<Record>,
    /// How many records the answer has besides, which are left out.
    pub(crate) dropped: usize,
}

/// How much of an answer is parsed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Records stay text.
    Skim,
    /// Records are parsed; expressions do not look at them in the response.
    Records,
    /// All of it.
    Whole,
}

impl Page {
    /// A page of which nothing is left out.
    pub(crate) fn new(response: Arc<Bound>, records: Vec<Record>) -> Page {
        Page {
            response,
            records,
            dropped: 0,
        }
    }

    /// A page of the records that an extractor found.
    ///
    /// # Errors
    /// [`Error::BadAnswer`] where one is no object.
    pub(crate) fn of(
        session: &Session,
        answer: &Answer,
        response: Arc<Bound>,
        found: Found,
    ) -> Result<Page, Error> {
        let records = found.records.into_iter().map(record);
        let records = records.collect::<Option<Vec<_>>>();
        Ok(Page {
            response,
            records: records.ok_or_else(|| no_object(session, answer))?,
            dropped: found.dropped,
        })
    }

    /// Reads the records at `path` of an answer, and nothing that need not be read. A single
    /// object is one record; nothing, or an empty object, is none. The entries of a list at the
    /// root count each as an answer.
    ///
    /// # Errors
    /// [`Error::NotJson`], [`Error::BadAnswer`].
    pub(crate) fn skim(
        session: &Session,
        answer: &Answer,
        path: &[String],
        depth: Depth,
    ) -> Result<Page, Error> {
        if answer.text().trim_ascii().is_empty() {
            return Ok(Page::new(nothing(), Vec::new()));
        }
        match depth {
            Depth::Skim => match scanned(answer, path) {
                Some(page) => Ok(page),
                None => skim::<Box<RawValue>>(session, answer, path, |raw| {
                    Raw::parsed(raw).map(Record::Raw)
                }),
            },
            Depth::Records | Depth::Whole => skim::<Value>(session, answer, path, record),
        }
    }
}

/// Reads all of an answer in JSON and finds the records in its documents.
///
/// # Errors
/// [`Error::NotJson`], [`Error::BadAnswer`], those of the extractor.
pub(crate) async fn of_json(
    session: &Session,
    answer: &Answer,
    extractor: &Extractor,
) -> Result<Page, Error> {
    if answer.text().trim_ascii().is_empty() {
        return Ok(Page::new(nothing(), Vec::new()));
    }
    let whole = whole(session, answer)?;
    let (response, found) = match whole.json() {
        // Expressions see the first document, as in the reference.
        Value::Array(items) => {
            let first = items.first().cloned();
            let first = first.map_or_else(nothing, |first| Arc::new(first.into()));
            (first, extractor.find(session, items).await?)
        }
        one => {
            let found = extractor.find(session, std::slice::from_ref(one));
            (whole.clone(), found.await?)
        }
    };
    Page::of(session, answer, response, found)
}

/// What expressions see of an answer that is no document.
pub(crate) fn nothing() -> Arc<Bound> {
    Arc::new(Value::Object(Map::new()).into())
}

/// The error for a body that cannot be read.
pub(crate) fn broken(session: &Session, answer: &Answer, reason: String) -> Error {
    Error::BadAnswer {
        url: session.shown(&answer.url),
        reason: format!("the answer cannot be read: {reason}"),
    }
}

/// The whole answer as JSON.
///
/// # Errors
/// [`Error::NotJson`], [`Error::BadAnswer`].
pub(crate) fn whole(session: &Session, answer: &Answer) -> Result<Arc<Bound>, Error> {
    if answer.json().is_none()
        && let Err(error) = serde_json::from_slice::<Value>(answer.text())
    {
        return Err(answer.not_json(session, &error));
    }
    Ok(answer.response())
}

fn record(value: Value) -> Option<Record> {
    match value {
        Value::Object(map) => Some(Record::Map(map)),
        _ => None,
    }
}

fn no_object(session: &Session, answer: &Answer) -> Error {
    Error::BadAnswer {
        url: session.shown(&answer.url),
        reason: "a record is no JSON object".into(),
    }
}

/// The most common form of an answer, at the cost of going over it once: a list of objects. Nothing
/// where it has another.
fn scanned(answer: &Answer, path: &[String]) -> Option<Page> {
    let text = answer.text();
    std::str::from_utf8(text).ok()?;
    let List {
        place,
        objects,
        fields,
    } = Scan::new(text).objects(path)?;
    let rest = [text.get(..place.start)?, b"[]", text.get(place.end..)?].concat();
    let rest: Value = serde_json::from_slice(&rest).ok()?;
    // Of two lists of the same name the last one holds.
    let is_it = value::get(&rest, path).is_some_and(|list| *list == Value::Array(Vec::new()));
    let fields = Arc::new(fields);
    let records = objects.into_iter().map(|object| {
        let text = answer.body().slice_ref(&text[object.place]);
        let own = (Arc::clone(&fields), object.fields);
        Record::Raw(Raw::new(text, object.found, own))
    });
    is_it.then(|| Page::new(Arc::new(rest.into()), records.collect()))
}

fn skim<T: DeserializeOwned>(
    session: &Session,
    answer: &Answer,
    path: &[String],
    make: fn(T) -> Option<Record>,
) -> Result<Page, Error> {
    let mut found = Vec::new();
    let mut deserializer = serde_json::Deserializer::from_slice(answer.text());
    let rest = Skim {
        path,
        at_root: true,
        found: &mut found,
        kind: PhantomData::<T>,
    }
    .deserialize(&mut deserializer)
    .and_then(|rest| deserializer.end().map(|()| rest))
    .map_err(|error| answer.not_json(session, &error))?;
    let records = found.into_iter().map(make).collect::<Option<Vec<_>>>();
    let records = records.ok_or_else(|| no_object(session, answer))?;
    Ok(Page::new(Arc::new(rest.into()), records))
}

/// Walks down to the records, collecting them, and builds a value of all the rest.
struct Skim<'a, T> {
    path: &'a [String],
    /// Whether this is the whole body, whose entries, if it is a list, are bodies themselves.
    at_root: bool,
    found: &'a mut Vec<T>,
    kind: PhantomData<T>,
}

impl<'de, T: DeserializeOwned> DeserializeSeed<'de> for Skim<'_, T> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de, T: DeserializeOwned> Visitor<'de> for Skim<'_, T> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.path.is_empty() {
            "records"
        } else {
            "JSON"
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut rest = Map::new();
        let inner = self.path.split_first();
        while let Some(key) = map.next_key::<String>()? {
            let value = match inner {
                Some((first, path)) if *first == key => map.next_value_seed(Skim {
                    path,
                    at_root: false,
                    found: &mut *self.found,
                    kind: PhantomData,
                })?,
                _ => map.next_value()?,
            };
            rest.insert(key, value);
        }
        // The object that stands where a list of records may stand is a record itself.
        if inner.is_none() && !rest.is_empty() {
            let record = serde_json::from_str(&Value::Object(rest).to_string());
            self.found.push(record.map_err(serde::de::Error::custom)?);
            return Ok(Value::Null);
        }
        Ok(Value::Object(rest))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        if self.path.is_empty() {
            while let Some(item) = items.next_element()? {
                self.found.push(item);
            }
            return Ok(Value::Array(Vec::new()));
        }
        let mut first = None;
        let mut rest = Vec::new();
        if self.at_root {
            while let Some(document) = items.next_element_seed(Skim {
                path: self.path,
                at_root: false,
                found: &mut *self.found,
                kind: PhantomData,
            })? {
                first.get_or_insert(document);
            }
            return Ok(first.unwrap_or_else(|| Value::Object(Map::new())));
        }
        while let Some(item) = items.next_element()? {
            rest.push(item);
        }
        Ok(Value::Array(rest))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: serde::de::Error>(self, value: bool) -> Result<Value, E> {
        self.scalar(value.into())
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Value, E> {
        self.scalar(value.into())
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Value, E> {
        self.scalar(value.into())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        self.scalar(value.into())
    }

    fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<Value, E> {
        self.scalar(value.into())
    }
}

impl<T> Skim<'_, T> {
    /// A scalar on the way leads nowhere; one in place of the records is an error, unless empty.
    fn scalar<E: serde::de::Error>(self, value: Value) -> Result<Value, E> {
        let empty = value == false || value == "" || value == 0;
        if self.path.is_empty() && !empty {
            return Err(E::custom("a value stands where records are expected"));
        }
        Ok(value)
    }
}
