//! The tab: 30 columns of every type, the same rows every time.

use std::fmt::Write as _;

use headwater_benches::Result;
use headwater_store::{Connection, ConnectionState, Discovered, LoadOptions, Mode, Step, Store};
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// How many columns it has.
pub(crate) const COLUMNS: usize = 30;

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

/// Makes a tab of so many rows, and gives its number.
pub(crate) fn fill(store: &Store, rows: u64) -> Result<i64> {
    let at = Timestamp::UNIX_EPOCH;
    store.add_connection(&connection(at))?;
    store.keep_discovery(CONNECTION, &[stream()])?;
    let entity = store.add_entity("Bench", at)?.id;
    store.link(CONNECTION, entity)?;
    let stream = store.stream(CONNECTION, STREAM)?;
    let options = LoadOptions {
        mode: Mode::FullRefreshAppend,
        key: stream.key,
        schema: &stream.schema,
        sync: store.begin_sync(CONNECTION, at)?,
    };
    let mut load = store.load(CONNECTION, STREAM, options)?;
    for first in (0..rows).step_by(BATCH as usize) {
        let records =
            (first..rows.min(first + BATCH)).map(|number| RawValue::from_string(record(number)));
        let records = records.collect::<std::result::Result<Vec<_>, _>>()?;
        load.commit(records.iter().map(|record| &**record), None, at)?;
    }
    load.finish(at)?;
    stream.tab.ok_or_else(|| "the stream has no tab".into())
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
        mode: Mode::FullRefreshAppend,
        selected: true,
    }
}

/// Record `number` as JSON text.
fn record(number: u64) -> String {
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
