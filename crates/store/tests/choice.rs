//! Choosing columns and rows: what is not chosen never reaches the file.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{
    Choice, ColumnChoice, Error, Filter, FilterOp, Mode, Record, Treatment, UserKind,
};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, load, schema};

fn people() -> Bench {
    let mut schema = schema(&[("id", "integer"), ("email", "string"), ("age", "integer")]);
    schema["properties"]["address"] = json!({
        "type": "object",
        "properties": {"city": {"type": "string"}, "zip": {"type": "string"}}
    });
    Bench::new(&[&["id"]], schema)
}

fn choice(columns: &[(&str, Treatment)], rows: &[(&str, FilterOp, &str)]) -> Choice {
    Choice {
        columns: columns
            .iter()
            .map(|(name, treatment)| {
                let (treatment, title) = (*treatment, None);
                (name.to_string(), ColumnChoice { treatment, title })
            })
            .collect(),
        rows: rows
            .iter()
            .map(|(column, op, value)| Filter {
                column: Some(column.to_string()),
                op: *op,
                value: value.to_string(),
            })
            .collect(),
    }
}

impl Bench {
    fn choose(&self, choice: &Choice) -> bool {
        let hash = |text: &str| format!("#{text}");
        self.store
            .choose(CONNECTION, STREAM, choice, Some(&hash))
            .unwrap()
    }

    /// Loads records to the end; `#` and the text stand for its digest.
    fn sync_hashed(&self, mode: Mode, records: &[Value]) {
        let mut load = load(&self.store, mode).hash_by(|text| format!("#{text}"));
        load.commit(records.iter().filter_map(Value::as_object), None, at())
            .unwrap();
        load.finish(at()).unwrap();
    }

    fn names(&self) -> Vec<String> {
        let columns = self.store.tab(self.tab).unwrap().columns;
        columns.into_iter().map(|column| column.name).collect()
    }
}

/// Stands for a digest: the text is not in it.
fn backwards(text: &str) -> String {
    text.chars().rev().collect()
}

fn ada() -> Value {
    json!({"id": 1, "email": "lovelace@example.org", "age": 36, "new": "x",
           "address": {"city": "London", "zip": "W1A-0AX"}})
}

/// Each treatment does what it says, of parsed records and of text alike; a field that the schema does not name can be
/// left out too.
#[test]
fn columns_are_left_out_hashed_and_expanded() {
    use Treatment::{Expand, Hash, Leave};
    let wanted = [
        ("age", Leave),
        ("new", Leave),
        ("email", Hash),
        ("address", Expand),
        ("address.zip", Leave),
    ];
    for text in [false, true] {
        let bench = people();
        bench.choose(&choice(&wanted, &[]));
        let mut load = load(&bench.store, Mode::FullRefreshReplace).hash_by(backwards);
        let (parsed, raw) = (ada(), serde_json::value::to_raw_value(&ada()).unwrap());
        let record = match text {
            true => Record::Raw(raw.get()),
            false => Record::Map(parsed.as_object().unwrap()),
        };
        load.commit([record], None, at()).unwrap();
        load.finish(at()).unwrap();

        let mut names = bench.names();
        names.sort();
        assert_eq!(names, ["address.city", "email", "id"], "text: {text}");
        assert_eq!(bench.cells("email"), [backwards("lovelace@example.org")]);
        assert_eq!(bench.cells("address.city"), ["London"]);
        let file = std::fs::read(bench.path()).unwrap();
        let log = std::fs::read(bench.path().with_extension("db-wal")).unwrap_or_default();
        let held = |needle: &[u8]| {
            [&file, &log]
                .iter()
                .any(|bytes| bytes.windows(needle.len()).any(|at| at == needle))
        };
        assert!(held(b"London"), "the search finds what is there");
        for left in [&b"lovelace@example.org"[..], b"W1A-0AX"] {
            assert!(!held(left), "what is left out never reaches the file");
        }
    }
}

/// Null is no value and has no digest; a load that nobody gave a key to writes nothing rather than the value.
#[test]
fn a_value_is_hashed_or_not_written() {
    let bench = people();
    bench.choose(&choice(&[("email", Treatment::Hash)], &[]));
    bench.sync_hashed(
        Mode::FullRefreshReplace,
        &[ada(), json!({"id": 2, "email": null})],
    );
    assert_eq!(
        bench.cells("email"),
        [json!("#lovelace@example.org"), Value::Null]
    );

    let mut bare = load(&bench.store, Mode::FullRefreshReplace);
    let refused = bare.commit(ada().as_object(), None, at());
    assert!(matches!(refused, Err(Error::NoHasher)), "{refused:?}");
}

/// What is chosen to go is gone at once, not with the next sync; what is chosen again comes back with it.
#[test]
fn another_choice_takes_columns_away_at_once() {
    let bench = people();
    bench.sync(Mode::IncrementalAppendDedupe, &[ada()]);
    assert!(
        bench.choose(&choice(&[("email", Treatment::Leave)], &[])),
        "rows would differ"
    );
    assert!(!bench.names().contains(&"email".into()));
    assert_eq!(bench.cells("age"), [36], "the others are as they were");
    let points = bench.store.points(bench.tab).unwrap();
    assert_eq!(points, [], "history would keep what was left out");

    assert!(bench.choose(&Choice::default()));
    assert_eq!(bench.cells("email"), [Value::Null], "it comes empty");
    bench.store.begin_stream_anew(CONNECTION, STREAM).unwrap();
    bench.sync(Mode::IncrementalAppendDedupe, &[ada()]);
    assert_eq!(bench.cells("email"), ["lovelace@example.org"]);
    assert!(
        !bench.choose(&Choice::default()),
        "the same again changes nothing"
    );
}

/// A load that runs while the choice changes goes on with the new one: no batch brings a column back.
#[test]
fn a_running_load_takes_up_another_choice() {
    let bench = people();
    let mut load = load(&bench.store, Mode::FullRefreshReplace);
    load.commit(ada().as_object(), None, at()).unwrap();
    bench.choose(&choice(&[("email", Treatment::Leave)], &[]));
    load.commit(
        json!({"id": 2, "email": "bo@example.com"}).as_object(),
        None,
        at(),
    )
    .unwrap();
    load.finish(at()).unwrap();
    assert!(!bench.names().contains(&"email".into()));
    assert_eq!(bench.cells("id"), [1, 2]);
}

/// Rows are told apart by their key: it may be hashed, which begins the tab anew, and nothing else.
#[test]
fn a_key_can_be_hashed_and_not_left_out() {
    let bench = people();
    bench.sync(Mode::IncrementalAppendDedupe, &[ada()]);
    for treatment in [Treatment::Leave, Treatment::Expand] {
        let refused =
            bench
                .store
                .choose(CONNECTION, STREAM, &choice(&[("id", treatment)], &[]), None);
        assert!(matches!(refused, Err(Error::KeyColumn(_))), "{refused:?}");
    }
    bench.choose(&choice(&[("id", Treatment::Hash)], &[]));
    assert_eq!(
        bench.store.tab(bench.tab).unwrap().rows,
        0,
        "no row has the key as it was"
    );
    bench.sync_hashed(Mode::IncrementalAppendDedupe, &[ada(), ada()]);
    assert_eq!(
        bench.cells("id"),
        ["#1"],
        "the digest is the key: the same row"
    );
}

/// Where a column of the key is hashed, a note follows its row, and the plain key stays nowhere in the file.
#[test]
fn a_note_follows_the_hashed_key() {
    let key: &[&[&str]] = &[&["email"], &["id"]];
    let bench = Bench::new(key, schema(&[("id", "integer"), ("email", "string")]));
    let record = json!({"id": 1, "email": "ada@example.com"});
    bench.sync(Mode::IncrementalAppendDedupe, std::slice::from_ref(&record));
    let notes = bench
        .store
        .add_user_column(bench.tab, "Notes", UserKind::Note, None)
        .unwrap();
    let plain = json!(["ada@example.com", "1"]).to_string();
    bench
        .store
        .set_user_cell(notes.id, &plain, Some("call back"))
        .unwrap();
    let hashed = choice(&[("email", Treatment::Hash)], &[]);
    let without = bench.store.choose(CONNECTION, STREAM, &hashed, None);
    assert!(matches!(without, Err(Error::NoHasher)), "{without:?}");
    bench.choose(&hashed);
    bench.sync_hashed(Mode::IncrementalAppendDedupe, &[record]);
    let dump = support::python(
        &bench,
        "print([r for t in ('user_cells', 'history', 'points') for r in db.execute('SELECT * FROM ' + t)])",
    );
    assert!(dump.contains("call back"), "{dump}");
    assert!(
        !dump.contains("[\\\"ada@") && !dump.contains("[\"ada@"),
        "{dump}"
    );
    let now = json!(["#ada@example.com", "1"]).to_string();
    let there = bench.store.set_user_cell(notes.id, &now, None).unwrap();
    assert_eq!(there.as_deref(), Some("call back"));
}

/// Filters look at records as they came, by number, time, text and inside objects; a row that no longer meets them goes
/// with the record that says so, and the count of rows stays that of the rows.
#[test]
fn rows_are_filtered_before_they_are_written() {
    use FilterOp::{Contains, Equals, Greater, Less, NotEmpty, NotEquals};
    let record = json!({"id": 7, "email": "Lovelace@Example.org", "age": 36, "at": "2026-05-01T10:00:00+02:00",
                        "open": true, "address": {"city": "London"}});
    for (column, op, value, met) in [
        ("email", Contains, "example", true),
        ("email", Equals, "lovelace@example.org", true),
        ("email", NotEquals, "lovelace@example.org", false),
        ("age", Greater, "9", true),
        ("age", Less, "36.5", true),
        ("age", Equals, "old", false),
        ("at", Less, "2026-05-01T09:00:00Z", true),
        ("open", Equals, "true", true),
        ("address.city", Equals, "london", true),
        ("address.street", NotEmpty, "", false),
        ("absent", NotEquals, "x", true),
    ] {
        let bench = people();
        bench.choose(&choice(
            &[("age", Treatment::Leave)],
            &[(column, op, value)],
        ));
        bench.sync(Mode::FullRefreshReplace, std::slice::from_ref(&record));
        assert_eq!(
            bench.cells("id").len(),
            usize::from(met),
            "{column} {op:?} {value}"
        );
    }

    let bench = people();
    bench.choose(&choice(&[], &[("age", Less, "40")]));
    let aged = |id: i32, age: i32| json!({"id": id, "age": age});
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[aged(1, 30), aged(2, 30), aged(3, 50)],
    );
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[aged(2, 41), aged(4, 20), aged(1, 50), aged(1, 31)],
    );
    assert_eq!(bench.cells("id"), [1, 4], "the last record of a key counts");
    assert_eq!(bench.store.tab(bench.tab).unwrap().rows, 2);
}

/// A title is for people: it is told with the column and changes neither its name nor its values.
#[test]
fn a_title_renames_nothing_in_the_table() {
    let bench = people();
    bench.sync(Mode::FullRefreshReplace, &[ada()]);
    let title = Some("Age in years".to_owned());
    let columns = [(
        "age".to_owned(),
        ColumnChoice {
            title: title.clone(),
            ..Default::default()
        },
    )];
    let renamed = Choice {
        columns: columns.into(),
        rows: Vec::new(),
    };
    assert!(!bench.choose(&renamed), "rows are as they would be written");
    let columns = bench.store.tab(bench.tab).unwrap().columns;
    let age = columns.iter().find(|column| column.name == "age").unwrap();
    assert_eq!((&age.title, &*age.stored_as), (&title, "age"));
    assert_eq!(bench.cells("age"), [36]);
}

/// The latest of several bounds counts; what is no time, of another column or another comparison is none.
#[test]
fn a_bound_of_time_is_known() {
    let later = FilterOp::Greater;
    let rows = [
        ("at", later, "2026-05-01"),
        ("at", later, " 2026-05-02T10:00:00+02:00 "),
        ("at", later, "2026-06"),
        ("at", FilterOp::Less, "2026-07-01"),
        ("age", later, "2026-08-01"),
    ];
    let choice = choice(&[], &rows);
    assert_eq!(
        choice.after("at"),
        Some("2026-05-02T08:00:00Z".parse().unwrap())
    );
    assert_eq!(choice.after("id"), None);
}
