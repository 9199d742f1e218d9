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

    /// The number of the last sync that was begun.
    pub fn last_sync(&self) -> Result<i64> {
        let last = "SELECT coalesce(max(id), 0) FROM syncs";
        Ok(self.0.query_one(last, [], |row| row.get(0))?)
    }

    /// Lets the times of all schedules have come so many hours ago, as they have for a machine that slept. The app must not
    /// run.
    pub fn sleep_through_schedules(app: &App<'_>, hours: u32) -> Result<()> {
        let file = Connection::open(app.home().join("headwater.db"))?;
        let ago = format!("-{hours} hours");
        let sql = "UPDATE schedules SET next_at = strftime('%Y-%m-%dT%H:%M:%SZ', 'now', ?)";
        file.execute(sql, [ago])?;
        Ok(())
    }

    fn table(&self, stream: &str) -> Result<String> {
        let named = "SELECT \"table\" FROM tabs WHERE title = ?";
        Ok(self.0.query_one(named, [stream], |row| row.get(0))?)
    }

    /// The full refreshes of a stream whose rows are kept side by side, by the number of the sync that began each, from the
    /// sync `since` on.
    pub fn refreshes(&self, stream: &str, since: i64) -> Result<Vec<i64>> {
        let sql = format!(
            "SELECT DISTINCT CAST(substr(_hw_key, 2, instr(_hw_key, ':') - 2) AS INTEGER) AS begun FROM \"{}\" \
             WHERE _hw_sync >= ? ORDER BY begun",
            self.table(stream)?
        );
        let mut begun = self.0.prepare(&sql)?;
        let begun = begun.query_map([since], |row| row.get(0))?;
        Ok(begun.collect::<std::result::Result<_, _>>()?)
    }

    /// The rows of a stream's tab that are there at the source, fields as it names them, in the order of `id`. A row that
    /// is there twice comes twice.
    pub fn rows(&self, stream: &str) -> Result<Vec<Map<String, Value>>> {
        self.rows_where(stream, "_hw_deleted IS NULL")
    }

    /// Of each row of a stream's tab: its key, the sync that wrote it, and where it is gone, the sync that found it so.
    pub fn marks(&self, stream: &str) -> Result<Vec<String>> {
        let sql = format!(
            "SELECT concat_ws(' ', _hw_key, _hw_sync, _hw_deleted) FROM \"{}\"",
            self.table(stream)?
        );
        let mut marks = self.0.prepare(&sql)?;
        let marks = marks.query_map([], |row| row.get(0))?;
        Ok(marks.collect::<std::result::Result<_, _>>()?)
    }

    /// The rows of a stream's tab of which a condition of SQL holds.
    pub fn rows_where(&self, stream: &str, condition: &str) -> Result<Vec<Map<String, Value>>> {
        let table = self.table(stream)?;
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
            "SELECT {} FROM \"{table}\" WHERE {condition} ORDER BY id",
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

/// How a tab and its source differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Rows of the source.
    pub compared: usize,
    /// Rows of the source that the tab does not hold as they are.
    pub lost: usize,
    /// Rows of the tab that are there more often than at the source, or are not there at all.
    pub doubled: usize,
}

impl std::ops::AddAssign for Differences {
    fn add_assign(&mut self, other: Self) {
        self.compared += other.compared;
        self.lost += other.lost;
        self.doubled += other.doubled;
    }
}

/// Compares a tab with its source, row by row, every field.
pub fn differences(tab: Vec<Map<String, Value>>, source: Vec<Map<String, Value>>) -> Differences {
    let mut left = std::collections::HashMap::<String, i64>::new();
    let compared = source.len();
    for row in comparable(source) {
        *left.entry(Value::Object(row).to_string()).or_default() += 1;
    }
    for row in comparable(tab) {
        *left.entry(Value::Object(row).to_string()).or_default() -= 1;
    }
    let sum = |counts: &mut dyn Iterator<Item = i64>| counts.sum::<i64>().unsigned_abs() as usize;
    Differences {
        compared,
        lost: sum(&mut left.values().copied().filter(|count| *count > 0)),
        doubled: sum(&mut left.values().copied().filter(|count| *count < 0)),
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
        row.sort_keys();
    }
    rows.sort_by_cached_key(|row| row.get("id").map(Value::to_string));
    rows
}
