//! What the app keeps, read from its database as any other program may: beside it, while it runs, and after it was killed.

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OpenFlags};
use serde_json::{Map, Number, Value};

use crate::app::App;
use crate::error::Result;

/// The app's database, open for reading.
#[derive(Debug)]
pub struct Data(Connection);

/// A connection as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptConnection {
    /// Its ID.
    pub id: String,
    /// `draft`, `active`, `reauthorize` or `paused`.
    pub state: String,
    /// The code of its trouble.
    pub trouble: Option<String>,
    /// The ticked streams with their mode, by name.
    pub streams: Vec<(String, String)>,
}

impl Data {
    /// Opens it; the app must have run once.
    pub fn of(app: &App<'_>) -> Result<Data> {
        let file = app.home().join("headwater.db");
        Ok(Data(Connection::open_with_flags(
            file,
            OpenFlags::SQLITE_OPEN_READ_ONLY,
        )?))
    }

    /// The one connection that there is.
    pub fn connection(&self) -> Result<KeptConnection> {
        let sql = "SELECT id, state, trouble ->> 'code' FROM connections";
        let mut kept = self.0.query_one(sql, [], |row| {
            Ok(KeptConnection {
                id: row.get(0)?,
                state: row.get(1)?,
                trouble: row.get(2)?,
                streams: Vec::new(),
            })
        })?;
        let sql = "SELECT name, mode FROM streams WHERE selected ORDER BY name";
        let mut streams = self.0.prepare(sql)?;
        kept.streams = streams
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<std::result::Result<_, _>>()?;
        Ok(kept)
    }

    /// Whether a sync was begun and has not ended, in the middle of which a killed app is.
    pub fn sync_is_open(&self) -> Result<bool> {
        let sql = "SELECT ended_at IS NULL FROM syncs ORDER BY id DESC LIMIT 1";
        Ok(self.0.query_one(sql, [], |row| row.get(0))?)
    }

    /// How many syncs were begun.
    pub fn syncs(&self) -> Result<u32> {
        let count = "SELECT count(*) FROM syncs";
        Ok(self.0.query_one(count, [], |row| row.get(0))?)
    }

    /// The rows of a stream's tab that are there at the source, fields as it names them, in the order of `id`. A row that
    /// is there twice comes twice.
    pub fn rows(&self, stream: &str) -> Result<Vec<Map<String, Value>>> {
        let table: String = self.0.query_one(
            "SELECT \"table\" FROM tabs WHERE title = ?",
            [stream],
            |row| row.get(0),
        )?;
        let mut columns = self.0.prepare(
            "SELECT columns.name, stored_as, cell FROM columns JOIN tabs ON tabs.id = tab WHERE title = ? ORDER BY position",
        )?;
        let columns: Vec<(String, String, String)> = columns
            .query_map([stream], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<std::result::Result<_, _>>()?;
        let names: Vec<_> = (columns.iter())
            .map(|(_, stored, _)| format!("\"{stored}\""))
            .collect();
        let sql = format!(
            "SELECT {} FROM \"{table}\" WHERE _hw_deleted IS NULL ORDER BY id",
            names.join(", ")
        );
        let mut rows = self.0.prepare(&sql)?;
        let rows = rows.query_map([], |row| {
            let cells = columns.iter().enumerate();
            cells
                .map(|(index, (name, _, cell))| {
                    Ok((name.clone(), value(row.get_ref(index)?, cell)))
                })
                .collect()
        })?;
        Ok(rows.collect::<std::result::Result<_, _>>()?)
    }
}

/// A stored value as the JSON that it came from.
fn value(stored: ValueRef<'_>, cell: &str) -> Value {
    match (stored, cell) {
        (ValueRef::Integer(number), "boolean") => Value::Bool(number != 0),
        (ValueRef::Integer(number), _) => Value::Number(number.into()),
        (ValueRef::Real(number), _) => Number::from_f64(number).map_or(Value::Null, Value::Number),
        (ValueRef::Text(text), "json") => serde_json::from_slice(text).unwrap_or_default(),
        (ValueRef::Text(text), _) => Value::String(String::from_utf8_lossy(text).into_owned()),
        _ => Value::Null,
    }
}

/// The first row in which a tab and its source differ, lost, doubled and changed ones alike; nothing where they hold the
/// same rows.
pub fn difference(tab: Vec<Map<String, Value>>, source: Vec<Map<String, Value>>) -> Option<String> {
    let (tab, source) = (comparable(tab), comparable(source));
    let mut places = 0..tab.len().max(source.len());
    let place = places.find(|&place| tab.get(place) != source.get(place))?;
    Some(format!(
        "of {} rows and {} at the source number {place}: {:?} and {:?}",
        tab.len(),
        source.len(),
        tab.get(place),
        source.get(place)
    ))
}

/// Rows in the one form that a source's and a tab's can be compared in: by `id`, without nulls, 12.0 as 12.
fn comparable(mut rows: Vec<Map<String, Value>>) -> Vec<Map<String, Value>> {
    for row in &mut rows {
        row.retain(|_, value| !value.is_null());
        for value in row.values_mut() {
            if let Some(number) = value.as_f64().and_then(Number::from_f64) {
                *value = Value::Number(number);
            }
        }
    }
    rows.sort_by_cached_key(|row| row.get("id").map(Value::to_string));
    rows
}
