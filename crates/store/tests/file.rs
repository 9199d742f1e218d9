//! The file: opening it, and reading it while it is written, from here and from another program.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::process::{Command, Stdio};

use headwater_store::{Change, Error, Mode, Query, Sort, Store};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, PREAMBLE, at, cells, python, schema};

#[test]
fn all_is_there_when_the_file_is_opened_again() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("n", "integer")]));
    bench.sync(
        Mode::FullRefreshReplace,
        &[json!({"id": 1, "n": 1.5, "new": {"a": 1}})],
    );
    let before = (
        bench.store.connections().unwrap(),
        bench.store.streams(CONNECTION).unwrap(),
        bench.store.tab(bench.tab).unwrap(),
        bench.all(),
    );
    let again = Store::open(bench.path()).unwrap();
    let all = headwater_store::Query {
        limit: 1_000,
        ..Default::default()
    };
    let after = (
        again.connections().unwrap(),
        again.streams(CONNECTION).unwrap(),
        again.tab(bench.tab).unwrap(),
        again.window(bench.tab, &all).unwrap(),
    );
    assert_eq!(after, before);
    again
        .change_connection(CONNECTION, &[Change::Name("Two handles".into())])
        .unwrap();
    let seen = bench.store.connection(CONNECTION).unwrap().name;
    assert_eq!(seen, "Two handles", "another process's writes are seen");
}

#[test]
fn a_file_that_cannot_be_used_is_named_for_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    assert!(
        matches!(Store::open(folder.path()), Err(Error::Open { .. })),
        "a folder is no file"
    );
    let missing = folder.path().join("missing").join("headwater.db");
    assert!(matches!(Store::open(missing), Err(Error::Open { .. })));

    let bench = Bench::new(&[], json!({}));
    python(
        &bench,
        "db.execute('PRAGMA user_version = 99'); db.commit()",
    );
    let refused = Store::open(bench.path()).unwrap_err();
    assert!(
        matches!(refused, Error::Newer { found: 99, .. }),
        "{refused}"
    );
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let bench = Bench::new(&[], json!({}));
    bench.sync(Mode::FullRefreshReplace, &[json!({"a": 1})]);
    for entry in std::fs::read_dir(bench.path().parent().unwrap()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{:?}", entry.file_name());
    }
}

#[test]
fn another_program_reads_whole_batches_while_we_write() {
    let bench = Bench::new(
        &[&["id"]],
        schema(&[("id", "integer"), ("open", "boolean"), ("seen", "time")]),
    );
    let script = r#"
seen = set()
assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
while True:
    db.execute("BEGIN")
    kept = db.execute("SELECT rows FROM tabs").fetchone()[0]
    rows = db.execute("SELECT count(*) FROM hubspot_marketing__contacts WHERE open = 1").fetchone()[0]
    db.execute("COMMIT")
    assert rows == kept and rows % 25 == 0, (rows, kept)
    if not seen: print("reading", flush=True)
    seen.add(rows)
    if rows == 5000: break
types = [(c[1], c[2]) for c in db.execute("PRAGMA table_info(hubspot_marketing__contacts)")]
print(len(seen) > 1, types[4:])
"#;
    let mut reader = Command::new("python3")
        .args([
            "-c",
            &format!("{PREAMBLE}{script}"),
            bench.path().to_str().unwrap(),
        ])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut output = std::io::BufReader::new(reader.stdout.take().unwrap());
    let mut line = String::new();
    std::io::BufRead::read_line(&mut output, &mut line).unwrap();
    assert_eq!(line, "reading\n");
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    for batch in 0..200 {
        let records: Vec<Value> = (0..25)
            .map(|n| json!({"id": batch * 25 + n, "open": true, "seen": "2026-01-01T00:00:00Z"}))
            .collect();
        load.commit(records.iter().filter_map(Value::as_object), None, at())
            .unwrap();
    }
    let mut rest = String::new();
    std::io::Read::read_to_string(&mut output, &mut rest).unwrap();
    assert!(
        reader.wait().unwrap().success(),
        "each snapshot held whole batches and their count"
    );
    assert_eq!(
        rest.trim(),
        "True [('id', 'INTEGER'), ('open', 'BOOLEAN'), ('seen', 'TEXT')]"
    );
}

#[test]
fn windows_are_read_while_a_load_writes() {
    let bench = Bench::new(&[], schema(&[("open", "boolean"), ("age", "integer")]));
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            let mut load = bench.load(Mode::IncrementalAppendDedupe);
            for n in 0..60 {
                let batch: Vec<Value> = (0..50).map(|i| json!({"age": n * 50 + i})).collect();
                load.commit(batch.iter().filter_map(Value::as_object), None, at())
                    .unwrap();
            }
        });
        let query = Query {
            limit: 1_000,
            sort: Some(Sort {
                column: "age".into(),
                descending: false,
            }),
            ..Query::default()
        };
        while !writer.is_finished() {
            let window = bench.store.window(bench.tab, &query).unwrap();
            assert_eq!(window.total % 50, 0, "a window sees whole batches");
            let ages: Vec<i64> = cells(&window)
                .iter()
                .map(|row| row[1].as_i64().unwrap())
                .collect();
            assert!(
                ages.is_sorted() && ages.len() as u64 == window.total.min(1_000),
                "and all of it"
            );
        }
    });
    assert_eq!(bench.all().total, 3_000);
}
