//! What a copy of a tab is told: typed rows, what changed since, and when it needs all.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Choice, ColumnChoice, Error, Holds, Mode, OutgoingCell, Treatment};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, load, schema};

/// What one question gave.
#[derive(Debug, PartialEq)]
struct Told {
    since: Option<i64>,
    upto: i64,
    keys: Vec<String>,
}

fn told(bench: &Bench, since: Option<i64>) -> Told {
    bench
        .store
        .outgoing(bench.tab, since, |outgoing| {
            let mut keys = Vec::new();
            outgoing.each(outgoing.since(), |row| {
                keys.push(format!("{}@{}", row.key()?, row.sync()?));
                Ok::<_, Error>(())
            })?;
            Ok::<_, Error>(Told {
                since: outgoing.since(),
                upto: outgoing.upto(),
                keys,
            })
        })
        .unwrap()
}

/// Loads and ends the sync.
fn sync(bench: &Bench, mode: Mode, records: &[Value]) {
    bench.sync(mode, records);
    let sync = bench.store.last_sync(CONNECTION).unwrap().unwrap();
    bench
        .store
        .end_sync(sync.id, at(), &json!({}), None)
        .unwrap();
}

/// A copy gets what changed after the sync that it has. Rows that were taken out cannot be told one by one, so a copy
/// from before that needs all; one from after it does not.
#[test]
fn a_copy_gets_what_it_lacks() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    let row = |id: i64| json!({"id": id});
    sync(&bench, Mode::IncrementalAppendDedupe, &[row(1), row(2)]);
    let first = told(&bench, None);
    assert_eq!((first.since, first.upto, first.keys.len()), (None, 1, 2));
    assert_eq!(told(&bench, Some(1)).keys, Vec::<String>::new());

    sync(&bench, Mode::IncrementalAppendDedupe, &[row(2), row(3)]);
    let second = told(&bench, Some(1));
    assert_eq!(
        (second.since, second.upto, second.keys.len()),
        (Some(1), 2, 2)
    );

    sync(&bench, Mode::FullRefreshReplace, &[row(3)]);
    let third = told(&bench, Some(2));
    assert_eq!(
        (third.since, third.upto, third.keys.len()),
        (Some(2), 3, 3),
        "1 and 2 come with their marks"
    );
    assert_eq!(
        told(&bench, None).keys.len(),
        1,
        "a new copy needs no marks"
    );

    bench.store.drop_deleted(bench.tab, at()).unwrap();
    let behind = told(&bench, Some(2));
    assert_eq!(
        (behind.since, behind.keys.len()),
        (None, 1),
        "the marks that it lacks are gone without a trace"
    );
    assert_eq!(told(&bench, Some(3)).since, Some(3), "it has them");
}

/// Rows without a key go without a mark when a full refresh does not see them again: every copy needs all rows then.
#[test]
fn rows_that_went_without_a_mark_need_a_new_copy() {
    let bench = Bench::new(&[], schema(&[("text", "string")]));
    sync(
        &bench,
        Mode::FullRefreshReplace,
        &[json!({"text": "a"}), json!({"text": "b"})],
    );
    sync(&bench, Mode::FullRefreshReplace, &[json!({"text": "b"})]);
    let after = told(&bench, Some(1));
    assert_eq!((after.since, after.upto, after.keys.len()), (None, 2, 1));
}

/// Values that the choice takes out must leave the copies as well: one that has the last sync needs all rows of the next.
#[test]
fn what_the_choice_takes_out_needs_a_new_copy() {
    for (column, treatment) in [("email", Treatment::Leave), ("id", Treatment::Hash)] {
        let bench = Bench::new(&[&["id"]], schema(&[("id", "string"), ("email", "string")]));
        let row = json!({"id": "a", "email": "ada@example.org"});
        sync(
            &bench,
            Mode::IncrementalAppendDedupe,
            std::slice::from_ref(&row),
        );
        let chosen = ColumnChoice {
            treatment,
            title: None,
        };
        let choice = Choice {
            columns: [(column.to_owned(), chosen)].into_iter().collect(),
            rows: Vec::new(),
        };
        let hash = |text: &str| format!("#{text}");
        bench
            .store
            .choose(CONNECTION, STREAM, &choice, Some(&hash))
            .unwrap();
        let mut load = load(&bench.store, Mode::IncrementalAppendDedupe).hash_by(hash);
        load.commit(row.as_object(), None, at()).unwrap();
        load.finish(at()).unwrap();
        let sync = bench.store.last_sync(CONNECTION).unwrap().unwrap();
        bench
            .store
            .end_sync(sync.id, at(), &json!({}), None)
            .unwrap();
        let after = told(&bench, Some(1));
        assert_eq!((after.since, after.upto), (None, 2), "{column}");
        assert_eq!(
            told(&bench, Some(2)).since,
            Some(2),
            "{column}: it has them"
        );
    }
}

/// A sync that runs will write more under its number: a copy that took its rows as all of them would miss the rest.
#[test]
fn a_running_sync_does_not_count() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer")]));
    sync(&bench, Mode::IncrementalAppendDedupe, &[json!({"id": 1})]);
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    load.commit(json!({"id": 2}).as_object(), None, at())
        .unwrap();
    let during = told(&bench, Some(1));
    assert_eq!(
        (during.upto, during.keys.len()),
        (1, 1),
        "its rows may come, and come again"
    );
}

/// Times are given as dates or instants where all of a column can be read as such; one that cannot makes the column text,
/// whichever rows are asked for.
#[test]
fn times_are_typed_by_the_whole_column() {
    let fields = [
        ("id", "integer"),
        ("day", "time"),
        ("at", "time"),
        ("odd", "time"),
        ("none", "time"),
    ];
    let bench = Bench::new(&[&["id"]], schema(&fields));
    sync(
        &bench,
        Mode::IncrementalAppendDedupe,
        &[
            json!({"id": 1, "day": "2026-05-03", "at": "1970-01-01T01:00:01+01:00", "odd": "yesterday"}),
            json!({"id": 2, "day": "", "at": "1970-01-02", "odd": "2026-05-03"}),
        ],
    );
    let cells = bench.store.outgoing(bench.tab, None, |outgoing| {
        let holds: Vec<Holds> = outgoing.columns().map(|(_, holds)| holds).collect();
        assert_eq!(
            holds,
            [
                Holds::Integer,
                Holds::Date,
                Holds::Instant,
                Holds::Text,
                Holds::Instant
            ]
        );
        let mut cells = Vec::new();
        outgoing.each(None, |row| {
            assert_eq!(row.extracted_at()?, at().as_microsecond());
            for column in 1..4 {
                cells.push(match row.cell(column)? {
                    OutgoingCell::Null => "null".to_owned(),
                    OutgoingCell::Date(days) => format!("day {days}"),
                    OutgoingCell::Instant(at) => format!("at {at}"),
                    OutgoingCell::Text(text) => text.to_owned(),
                    other => format!("{other:?}"),
                });
            }
            Ok::<_, Error>(())
        })?;
        Ok::<_, Error>(cells)
    });
    assert_eq!(
        cells.unwrap(),
        [
            "day 20576",
            "at 1000000",
            "yesterday",
            "null",
            "at 86400000000",
            "2026-05-03"
        ]
    );
}
