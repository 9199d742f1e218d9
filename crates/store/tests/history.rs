//! Time travel against a plain comparison of what the source had then and has now.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeMap;

use headwater_store::{Group, Mode};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use support::{Bench, CONNECTION, Dice, STREAM, schema};

type Rows = BTreeMap<i64, Value>;

fn bench() -> Bench {
    let fields = [
        ("id", "integer"),
        ("name", "string"),
        ("amount", "number"),
        ("open", "boolean"),
    ];
    Bench::new(&[&["id"]], schema(&fields))
}

/// The number of the last sync of the tab.
fn last(bench: &Bench) -> i64 {
    bench.store.points(bench.tab).unwrap()[0].sync
}

/// What the store says has changed, as `(key, column, before, after)`.
fn told(bench: &Bench, since: i64, group: Group) -> Vec<(String, String, Value, Value)> {
    let changes = bench
        .store
        .changes(bench.tab, since, group, 0, 1_000)
        .unwrap();
    let mut cells: Vec<_> = (changes.rows.into_iter())
        .flat_map(|row| {
            let key = row.key;
            (row.cells.into_iter()).map(move |c| (key.clone(), c.column, c.before, c.after))
        })
        .collect();
    cells.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    cells
}

/// The same by comparing two states of the source.
fn expected(then: &Rows, now: &Rows, group: Group) -> Vec<(String, String, Value, Value)> {
    let (empty, mut cells) = (Map::new(), Vec::new());
    let keys = then
        .keys()
        .chain(now.keys().filter(|id| !then.contains_key(id)));
    for id in keys {
        let (old, new) = (then.get(id), now.get(id));
        let is = match (old, new) {
            (None, Some(_)) => Group::Added,
            (Some(_), None) => Group::Removed,
            _ => Group::Changed,
        };
        let fields = |row: Option<&Value>| row.and_then(Value::as_object).unwrap_or(&empty).clone();
        let (old, new) = (fields(old), fields(new));
        for name in ["amount", "id", "name", "open"] {
            let (old, new) = (
                old.get(name).cloned().unwrap_or_default(),
                new.get(name).cloned().unwrap_or_default(),
            );
            if is == group && old != new {
                cells.push((id.to_string(), name.to_owned(), old, new));
            }
        }
    }
    cells.sort_by(|a, b| (&a.0, &a.1).cmp(&(&b.0, &b.1)));
    cells
}

fn row(id: i64, dice: &mut Dice) -> Value {
    let name = [json!("Ada"), json!("Bo \"x\" 'y'"), Value::Null][dice.roll(3) as usize].clone();
    let open = [json!(true), json!(false), Value::Null][dice.roll(3) as usize].clone();
    json!({"id": id, "name": name, "amount": dice.roll(5) as f64 / 2.0, "open": open})
}

/// Whatever a source does between syncs (rows come, change, change back, go, come again), each point tells exactly what
/// a comparison of its two states would.
#[test]
fn each_point_tells_what_changed_since() {
    let (bench, mut dice) = (bench(), Dice(4_711));
    let (mut source, mut points): (Rows, Vec<(i64, Rows)>) = Default::default();
    for _ in 0..25 {
        for _ in 0..6 {
            let id = dice.roll(12) as i64;
            match dice.roll(3) {
                0 => drop(source.remove(&id)),
                _ => drop(source.insert(id, row(id, &mut dice))),
            }
        }
        let records: Vec<Value> = source.values().cloned().collect();
        bench.sync(Mode::FullRefreshReplace, &records);
        points.push((last(&bench), source.clone()));
        for (sync, then) in &points {
            for group in [Group::Added, Group::Changed, Group::Removed] {
                let (told, expected) = (told(&bench, *sync, group), expected(then, &source, group));
                assert_eq!(told, expected, "{group:?} since {sync} of {}", points.len());
            }
        }
    }
    let listed = bench.store.points(bench.tab).unwrap();
    assert_eq!(listed.len(), 25);
    assert_eq!(listed[0].rows, source.len() as u64);
}

/// A sync that changes nothing keeps nothing; one cell is kept as one cell; paging and counts agree.
#[test]
fn only_cells_that_change_are_kept() {
    let bench = bench();
    let rows = |amount: i64| -> Vec<Value> {
        (0..50)
            .map(|id| json!({"id": id, "name": "Ada", "amount": amount}))
            .collect()
    };
    bench.sync(Mode::FullRefreshReplace, &rows(1));
    let since = last(&bench);
    bench.sync(Mode::FullRefreshReplace, &rows(1));
    let count = "print(db.execute('SELECT count(*), group_concat(DISTINCT before) FROM history').fetchone())";
    let kept = || support::python(&bench, count);
    assert_eq!(kept().trim(), "(0, None)");
    bench.sync(Mode::IncrementalAppendDedupe, &rows(2));
    assert_eq!(kept().trim(), "(50, '{\"amount\":1.0}')");
    let page = bench
        .store
        .changes(bench.tab, since, Group::Changed, 48, 10)
        .unwrap();
    assert_eq!(
        (page.added, page.changed, page.removed, page.rows.len()),
        (0, 50, 0, 2)
    );
}

/// History goes after its days, and is not written at all where nobody wants it.
#[test]
fn history_ends_with_its_days() {
    let bench = bench();
    let entity = bench.store.tab(bench.tab).unwrap().entity;
    assert_eq!(bench.store.history_days(entity).unwrap(), 30);
    let day = |day: i64| Timestamp::UNIX_EPOCH + jiff::SignedDuration::from_hours(24 * day);
    let sync = |at: Timestamp, amount: i64| {
        let sync = bench.store.begin_sync(CONNECTION, at).unwrap();
        let stream = bench.store.stream(CONNECTION, STREAM).unwrap();
        let options = headwater_store::LoadOptions {
            mode: Mode::FullRefreshReplace,
            key: stream.key,
            schema: &stream.schema,
            sync,
        };
        let mut load = bench.store.load(CONNECTION, STREAM, options).unwrap();
        let record = json!({"id": 1, "amount": amount});
        load.commit(record.as_object(), None, at).unwrap();
        load.finish(at).unwrap();
    };
    sync(day(0), 1);
    sync(day(20), 2);
    sync(day(45), 3);
    let points = || bench.store.points(bench.tab).unwrap();
    assert_eq!(
        points().iter().map(|p| p.at).collect::<Vec<_>>(),
        [day(45), day(20)]
    );
    let since = points()[1].sync;
    let changed = told(&bench, since, Group::Changed);
    assert_eq!(
        changed,
        [("1".into(), "amount".into(), json!(2.0), json!(3.0))]
    );
    bench.store.set_history_days(entity, 0).unwrap();
    sync(day(46), 4);
    assert_eq!(points(), []);
    bench.store.set_history_days(entity, 7).unwrap();
    sync(day(47), 5);
    assert_eq!(points().len(), 1, "it begins again");
}
