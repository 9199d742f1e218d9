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
use crate::record::Record;
use crate::session::Session;
use crate::value;

/// The records of one answer.
pub(crate) struct Page {
    /// The answer as expressions see it; without the records where none of them looks.
    pub(crate) response: Arc<Bound>,
    pub(crate) records: Vec<Record>,
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
    /// Reads the records at `path` of an answer. A single object is one record; nothing, or an
    /// empty object, is none.
    ///
    /// # Errors
    /// [`Error::NotJson`], [`Error::BadAnswer`].
    pub(crate) fn read(
        session: &Session,
        answer: &Answer,
        path: &[String],
        depth: Depth,
    ) -> Result<Page, Error> {
        if answer.text().trim_ascii().is_empty() {
            return Ok(Page {
                response: Arc::new(Value::Object(Map::new()).into()),
                records: Vec::new(),
            });
        }
        match depth {
            Depth::Skim => skim::<Box<RawValue>>(session, answer, path, |raw| {
                raw.get().starts_with('{').then_some(Record::Raw(raw))
            }),
            Depth::Records => skim::<Value>(session, answer, path, record),
            Depth::Whole => {
                let response = whole(session, answer)?;
                let found = if path.iter().any(|key| key == "*") {
                    value::all(response.json(), path)
                        .into_iter()
                        .cloned()
                        .collect()
                } else {
                    match value::get(response.json(), path) {
                        Some(Value::Array(items)) => items.clone(),
                        None | Some(Value::Null) => Vec::new(),
                        Some(Value::Object(map)) if map.is_empty() => Vec::new(),
                        Some(one) => vec![one.clone()],
                    }
                };
                let records = found.into_iter().map(record).collect::<Option<Vec<_>>>();
                Ok(Page {
                    records: records.ok_or_else(|| no_object(session, answer))?,
                    response,
                })
            }
        }
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
        found: &mut found,
        kind: PhantomData::<T>,
    }
    .deserialize(&mut deserializer)
    .and_then(|rest| deserializer.end().map(|()| rest))
    .map_err(|error| answer.not_json(session, &error))?;
    let records = found.into_iter().map(make).collect::<Option<Vec<_>>>();
    Ok(Page {
        response: Arc::new(rest.into()),
        records: records.ok_or_else(|| no_object(session, answer))?,
    })
}

/// Walks down to the records, collecting them, and builds a value of all the rest.
struct Skim<'a, T> {
    path: &'a [String],
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
        let mut rest = Vec::new();
        if self.path.is_empty() {
            while let Some(item) = items.next_element()? {
                self.found.push(item);
            }
        } else {
            while let Some(item) = items.next_element()? {
                rest.push(item);
            }
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
