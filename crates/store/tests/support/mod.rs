//! A store with one linked stream, and records made up for it.
// Each test file is a program of its own and uses a part of this.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::path::PathBuf;
use std::process::Command;

use headwater_store::{
    Connection, ConnectionState, Discovered, Load, LoadOptions, Mode, Query, Step, Store, Window,
};
use jiff::Timestamp;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// The only connection.
pub const CONNECTION: &str = "hubspot-1";
/// Its only stream.
pub const STREAM: &str = "contacts";

/// A time; what is tested here does not depend on which.
pub fn at() -> Timestamp {
    "2026-05-04T03:02:01.5Z".parse().unwrap()
}

/// A connection as the wizard leaves it.
pub fn connection(id: &str) -> Connection {
    Connection {
        id: id.into(),
        name: "HubSpot – Marketing".into(),
        connector: "hubspot".into(),
        state: ConnectionState::Active,
        step: Step::Done,
        inputs: json!({"portal": "42"}),
        client: Some(json!({"kind": "own", "clientId": "abc"})),
        grant_kind: None,
        identity: Some(json!({"email": "ada@example.com"})),
        trouble: None,
        token_expires_at: Some(at()),
        token_refreshed_at: None,
        declined: None,
        granted: None,
        approval: None,
        entity: None,
        created_at: at(),
    }
}

/// A selected stream.
pub fn discovered(name: &str, key: &[&[&str]], schema: Value) -> Discovered {
    let key = key
        .iter()
        .map(|path| path.iter().map(|s| s.to_string()).collect())
        .collect();
    Discovered {
        name: name.into(),
        key,
        cursor: None,
        incremental: true,
        schema,
        unavailable: None,
        mode: Mode::FullRefreshReplace,
        selected: true,
    }
}

/// A schema from field names and types.
pub fn schema(fields: &[(&str, &str)]) -> Value {
    let properties: serde_json::Map<String, Value> = fields
        .iter()
        .map(|(name, kind)| {
            let schema = match *kind {
                "time" => json!({"type": ["null", "string"], "format": "date-time"}),
                kind => json!({"type": ["null", kind]}),
            };
            (name.to_string(), schema)
        })
        .collect();
    json!({"type": "object", "properties": properties})
}

/// A store in a folder of its own.
pub struct Bench {
    folder: tempfile::TempDir,
    pub store: Store,
    pub tab: i64,
}

impl Bench {
    /// With a linked stream of this key and schema.
    pub fn new(key: &[&[&str]], schema: Value) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(folder.path().join("headwater.db")).unwrap();
        store.add_connection(&connection(CONNECTION)).unwrap();
        store
            .keep_discovery(CONNECTION, &[discovered(STREAM, key, schema)])
            .unwrap();
        let entity = store.add_entity("Customer", at()).unwrap().id;
        store.link(CONNECTION, entity).unwrap();
        let tab = store.stream(CONNECTION, STREAM).unwrap().tab.unwrap();
        Self { folder, store, tab }
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("headwater.db")
    }

    /// A load of a new sync.
    pub fn load(&self, mode: Mode) -> Load {
        load(&self.store, mode)
    }

    /// Loads `records` in one batch, to the end, and tells how many rows went.
    pub fn sync(&self, mode: Mode, records: &[Value]) -> u64 {
        let mut load = self.load(mode);
        load.commit(records.iter().filter_map(Value::as_object), None, at())
            .unwrap();
        load.finish(at()).unwrap().removed
    }

    /// The same from JSON text.
    pub fn sync_text(&self, mode: Mode, records: &[&str]) {
        let records: Vec<Box<RawValue>> = records
            .iter()
            .map(|text| serde_json::from_str(text).unwrap())
            .collect();
        let mut load = self.load(mode);
        load.commit(records.iter().map(|record| &**record), None, at())
            .unwrap();
        load.finish(at()).unwrap();
    }

    /// All rows in the order of arrival.
    pub fn all(&self) -> Window {
        self.store
            .window(
                self.tab,
                &Query {
                    limit: 1_000,
                    ..Query::default()
                },
            )
            .unwrap()
    }

    /// The cells of a column in the order of arrival.
    pub fn cells(&self, column: &str) -> Vec<Value> {
        let window = self.all();
        let position = window
            .columns
            .iter()
            .position(|c| c.name == column)
            .unwrap();
        cells(&window)
            .into_iter()
            .map(|mut row| row.swap_remove(position))
            .collect()
    }
}

/// The cells of a window.
pub fn cells(window: &Window) -> Vec<Vec<Value>> {
    serde_json::from_str(&window.rows).unwrap()
}

/// A load of a new sync of the only stream.
pub fn load(store: &Store, mode: Mode) -> Load {
    let sync = store.begin_sync(CONNECTION, at()).unwrap();
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    let options = LoadOptions {
        mode,
        key: stream.key,
        schema: &stream.schema,
        sync,
    };
    store.load(CONNECTION, STREAM, options).unwrap()
}

/// Numbers that look random and are the same in each run.
pub struct Dice(pub u64);

impl Dice {
    /// A number below `sides`.
    pub fn roll(&mut self, sides: u64) -> u64 {
        // Xorshift; the last bits of its sums are good enough for tests.
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

/// The head of a Python program that has the file open as `db`.
pub const PREAMBLE: &str =
    "import sqlite3, sys; db = sqlite3.connect(sys.argv[1], isolation_level=None)\n";

/// What a Python program prints that has the file open as `db`.
pub fn python(bench: &Bench, script: &str) -> String {
    let output = Command::new("python3")
        .args([
            "-c",
            &format!("{PREAMBLE}{script}"),
            bench.path().to_str().unwrap(),
        ])
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap().trim().into()
}
