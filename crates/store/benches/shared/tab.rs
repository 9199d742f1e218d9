//! The tab: 30 columns of every type, known by their first, the same rows every time.

use std::fmt::Write as _;

use super::{Result, processor};
use headwater_store::{Connection, ConnectionState, Discovered, LoadOptions, Mode, Step, Store};
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// How many columns it has.
pub const COLUMNS: usize = 30;

/// Types with how many columns are of each.
const TYPES: [(&str, usize); 5] = [
    ("text", 12),
    ("integer", 7),
    ("number", 4),
    ("time", 4),
    ("boolean", 3),
];

const CONNECTION: &str = "bench";
const STREAM: &str = "rows";

/// Rows that are committed together.
const BATCH: u64 = 10_000;

/// Makes the tab, without rows, and gives its number and that of its entity.
pub fn make(store: &Store) -> Result<(i64, i64)> {
    let at = Timestamp::UNIX_EPOCH;
    store.add_connection(&connection(at))?;
    store.keep_discovery(CONNECTION, &[stream()])?;
    let entity = store.add_entity("Bench", at)?.id;
    store.link(CONNECTION, entity)?;
    let tab = store.stream(CONNECTION, STREAM)?.tab;
    Ok((tab.ok_or("the stream has no tab")?, entity))
}

/// Reads the stream in full, so many rows, each in the version that `version` gives for its number. Gives the milliseconds of
/// the processor that the store has used.
pub fn sync(store: &Store, rows: u64, version: impl Fn(u64) -> u64) -> Result<f64> {
    let at = Timestamp::UNIX_EPOCH;
    let stream = store.stream(CONNECTION, STREAM)?;
    let options = LoadOptions {
        mode: Mode::FullRefreshReplace,
        key: stream.key,
        schema: &stream.schema,
        sync: store.begin_sync(CONNECTION, at)?,
    };
    let mut used = -processor()?;
    let mut load = store.load(CONNECTION, STREAM, options)?;
    used += processor()?;
    for first in (0..rows).step_by(BATCH as usize) {
        let records = (first..rows.min(first + BATCH))
            .map(|number| RawValue::from_string(record(number, version(number))));
        let records = records.collect::<std::result::Result<Vec<_>, _>>()?;
        used -= processor()?;
        load.commit(records.iter().map(|record| &**record), None, at)?;
        used += processor()?;
    }
    used -= processor()?;
    load.finish(at)?;
    Ok(used + processor()?)
}

fn stream() -> Discovered {
    let mut properties = serde_json::Map::new();
    for (name, count) in TYPES {
        for at in 0..count {
            let schema = match name {
                "text" => json!({"type": "string"}),
                "time" => json!({"type": "string", "format": "date-time"}),
                kind => json!({"type": kind}),
            };
            properties.insert(format!("{name}{at}"), schema);
        }
    }
    Discovered {
        name: STREAM.into(),
        key: vec![vec!["integer0".into()]],
        cursor: None,
        incremental: false,
        schema: Value::from_iter([("properties", properties)]),
        unavailable: None,
        mode: Mode::FullRefreshReplace,
        selected: true,
    }
}

/// Record `number` as JSON text; its last text tells the version.
fn record(number: u64, version: u64) -> String {
    const WORDS: [&str; 8] = [
        "north", "Alder", "brook", "Cedar", "delta", "ember", "fjord", "grove",
    ];
    let mut text = format!("{{\"integer0\":{number}");
    for (kind, count) in TYPES {
        for at in 0..count {
            let mixed = (number + 1)
                .wrapping_mul(0x9E37_79B9_7F4A_7C15)
                .rotate_left(7 + at as u32 * 5)
                .wrapping_mul(0xD6E8_FEB8_6659_FD93);
            let word = WORDS[(mixed >> 20) as usize % WORDS.len()];
            // Writing to a String cannot fail.
            let _ = match kind {
                "text" if at == 11 => write!(text, ",\"text{at}\":\"{word} version {version}\""),
                "text" => write!(text, ",\"text{at}\":\"{word} {}\"", mixed % 100_000),
                "integer" if at > 0 => write!(text, ",\"integer{at}\":{}", mixed % 1_000_000),
                "number" => write!(text, ",\"number{at}\":{}.25", mixed % 1_000_000),
                "time" => write!(
                    text,
                    ",\"time{at}\":\"20{:02}-{:02}-{:02}T{:02}:30:00Z\"",
                    10 + mixed % 16,
                    1 + (mixed >> 8) % 12,
                    1 + (mixed >> 16) % 28,
                    (mixed >> 24) % 24
                ),
                "boolean" => write!(text, ",\"boolean{at}\":{}", mixed.is_multiple_of(2)),
                _ => Ok(()),
            };
        }
    }
    text + "}"
}

fn connection(at: Timestamp) -> Connection {
    Connection {
        id: CONNECTION.into(),
        name: "Bench".into(),
        connector: "bench".into(),
        state: ConnectionState::Active,
        step: Step::Done,
        inputs: json!({}),
        client: None,
        grant_kind: None,
        identity: None,
        trouble: None,
        token_expires_at: None,
        token_refreshed_at: None,
        declined: None,
        granted: None,
        approval: None,
        entity: None,
        created_at: at,
    }
}
