//! A damaged file: it is noticed, a copy is kept, what can be read is there again, and what was lost is told.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::{Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use headwater_store::{Error, Mode, Recovery, Store, UserKind};
use serde_json::{Value, json};
use support::{Bench, CONNECTION, STREAM, at, schema};

const ROWS: u64 = 16_000;
const PAGE: u64 = 16_384;
const DATABASE: &str = "HEADWATER_TEST_DATABASE";

/// A file with rows, a note and a state, which nobody has open: its log is worked into it.
struct Kept {
    _folder: tempfile::TempDir,
    path: PathBuf,
}

fn records(count: u64) -> Vec<Value> {
    (0..count)
        .map(|id| json!({"id": id, "text": format!("row {id} {}", "x".repeat(60))}))
        .collect()
}

fn kept() -> Kept {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("text", "string")]));
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    let all = records(ROWS);
    let state = json!({"after": ROWS});
    load.commit(all.iter().filter_map(Value::as_object), Some(&state), at())
        .unwrap();
    load.finish(at()).unwrap();
    let notes = bench
        .store
        .add_user_column(bench.tab, "Notes", UserKind::Note, None)
        .unwrap();
    bench
        .store
        .set_user_cell(notes.id, "7", Some("call back"))
        .unwrap();
    let (folder, path) = (tempfile::tempdir().unwrap(), bench.path());
    let copy = folder.path().join("headwater.db");
    drop(bench.store);
    let all = "PRAGMA wal_checkpoint(TRUNCATE)";
    rusqlite::Connection::open(&path)
        .unwrap()
        .query_row(all, [], |_| Ok(()))
        .unwrap();
    std::fs::copy(path, &copy).unwrap();
    Kept {
        _folder: folder,
        path: copy,
    }
}

fn overwrite(path: &Path, from: u64, bytes: &[u8]) {
    let mut file = std::fs::OpenOptions::new().write(true).open(path).unwrap();
    file.seek(SeekFrom::Start(from)).unwrap();
    file.write_all(bytes).unwrap();
}

/// Opens the file; what the recovery says, after checking what always holds: the copy is the damaged file to the byte, the
/// connection is there, and a stream whose rows are lost begins anew.
fn recovered(kept: &Kept) -> (Store, Recovery) {
    let damaged = std::fs::read(&kept.path).unwrap();
    let store = Store::open(&kept.path).unwrap();
    let told = store.recovery().unwrap().expect("a recovery is told");
    let same = std::fs::read(&told.copy).unwrap() == damaged;
    assert!(same, "the copy is the damaged file");
    store.check().unwrap();
    let again = Store::open(&kept.path).unwrap().recovery().unwrap();
    assert_eq!(again.as_ref(), Some(&told), "told until it is seen");
    store.recovery_seen().unwrap();
    assert_eq!(store.recovery().unwrap(), None);
    (store, told)
}

fn whole(store: &Store) {
    let before = store.last_sync(CONNECTION).unwrap();
    let mut load = support::load(store, Mode::IncrementalAppendDedupe);
    assert_eq!(load.state(), None, "a stream that lost rows begins anew");
    let sync = store.last_sync(CONNECTION).unwrap().unwrap().id;
    assert!(
        before.is_none_or(|before| before.id < sync),
        "no number is given twice"
    );
    let all = records(ROWS);
    load.commit(all.iter().filter_map(Value::as_object), None, at())
        .unwrap();
    load.finish(at()).unwrap();
    let tab = store.stream(CONNECTION, STREAM).unwrap().tab.unwrap();
    let tab = store.tab(tab).unwrap();
    assert_eq!(tab.rows, ROWS, "lost 0, doubled 0");
    let columns = tab.user_columns;
    assert_eq!(columns.len(), 1, "and the notes are there");
    let note = store.set_user_cell(columns[0].id, "7", None).unwrap();
    assert_eq!(note.as_deref(), Some("call back"));
}

/// Pages in the middle are overwritten, at many places: rows before and behind them stay. Where SQLite does not notice it
/// when the file is opened, it does when it is read through, and the next who opens it recovers it.
#[test]
fn rows_before_and_behind_a_damage_stay() {
    let length = std::fs::metadata(&kept().path).unwrap().len() / PAGE;
    let mut partly = 0;
    for tenth in 3..10 {
        let kept = kept();
        overwrite(
            &kept.path,
            length * tenth / 10 * PAGE,
            &[0xA5; 2 * PAGE as usize],
        );
        if let Ok(store) = Store::open(&kept.path)
            && store.recovery().unwrap().is_none()
        {
            let seen = store.check();
            assert!(matches!(seen, Err(Error::Corrupt(_))), "{tenth}: {seen:?}");
            let refused = Store::open(&kept.path);
            assert!(
                matches!(refused, Err(Error::Corrupt(_))),
                "not while somebody has it open"
            );
        }
        let (store, told) = recovered(&kept);
        assert_eq!(told.connections, 1, "{told:?}");
        let tab = &told.tabs[0];
        assert_eq!(tab.kept + tab.lost, ROWS, "{told:?}");
        if tab.lost > 0 {
            partly += 1;
            assert!(tab.lost < ROWS / 4, "at {tenth} tenths: {told:?}");
            whole(&store);
        }
    }
    assert!(partly > 1, "some of these places hold rows");
}

/// The beginning of the file says how to read the rest; ours is known, so nothing is lost with it.
#[test]
fn a_header_is_mended() {
    for bytes in [
        &b"no database at all, but a text of some length"[..],
        &[0; 100],
    ] {
        let kept = kept();
        overwrite(&kept.path, 0, bytes);
        let (_, told) = recovered(&kept);
        assert_eq!(
            (told.connections, told.tabs[0].kept, told.tabs[0].lost),
            (1, ROWS, 0),
            "{told:?}"
        );
    }
}

/// So is the header of a file of the first versions, whose pages are smaller.
#[test]
fn a_header_is_mended_in_a_file_with_smaller_pages() {
    let kept = kept();
    let file = rusqlite::Connection::open(&kept.path).unwrap();
    file.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM;")
        .unwrap();
    drop(file);
    let store = Store::open(&kept.path).unwrap();
    store.check().unwrap();
    drop(store);
    let size = std::fs::read(&kept.path).unwrap()[16..18].to_vec();
    assert_eq!(size, 4096_u16.to_be_bytes(), "it keeps its own");
    overwrite(&kept.path, 0, &[0xA5; 100]);
    let (_, told) = recovered(&kept);
    assert_eq!(
        (told.connections, told.tabs[0].kept, told.tabs[0].lost),
        (1, ROWS, 0),
        "{told:?}"
    );
}

/// A file that was cut off, at a page and within one.
#[test]
fn what_is_left_of_a_cut_file_stays() {
    for cut in [0, 1_234] {
        let kept = kept();
        let length = std::fs::metadata(&kept.path).unwrap().len();
        let file = std::fs::OpenOptions::new()
            .write(true)
            .open(&kept.path)
            .unwrap();
        file.set_len(length / PAGE * 7 / 10 * PAGE + cut).unwrap();
        let (store, told) = recovered(&kept);
        assert_eq!(told.connections, 1, "{told:?}");
        assert!(told.tabs[0].kept > ROWS / 4, "{told:?}");
        whole(&store);
    }
}

/// Garbage in the log is no damage: its frames have sums, and what does not add up was never committed. The file is as its
/// last commit before left it, rows and state together.
#[test]
fn garbage_in_the_log_takes_back_whole_commits() {
    let bench = Bench::new(&[&["id"]], schema(&[("id", "integer"), ("text", "string")]));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("headwater.db");
    let mut load = bench.load(Mode::IncrementalAppendDedupe);
    for (number, batch) in records(2_000).chunks(100).enumerate() {
        let state = json!({"after": (number + 1) * 100});
        load.commit(
            batch.iter().filter_map(Value::as_object),
            Some(&state),
            at(),
        )
        .unwrap();
    }
    let log = |path: &Path| PathBuf::from(format!("{}-wal", path.display()));
    std::fs::copy(bench.path(), &path).unwrap();
    std::fs::copy(log(&bench.path()), log(&path)).unwrap();
    let length = std::fs::metadata(log(&path)).unwrap().len();
    overwrite(&log(&path), length / 2, &[0x5A; 20_000]);
    let store = Store::open(&path).unwrap();
    store.check().unwrap();
    assert_eq!(store.recovery().unwrap(), None);
    let stream = store.stream(CONNECTION, STREAM).unwrap();
    let rows = store.tab(stream.tab.unwrap()).unwrap().rows;
    assert!(rows < 2_000 && rows > 0, "{rows}");
    assert_eq!(stream.state, Some(json!({"after": rows})));
}

/// Nothing can be read: the copy is kept, the app begins empty, and says so.
#[test]
fn a_file_that_is_no_database_is_set_aside() {
    let kept = kept();
    std::fs::write(
        &kept.path,
        "no database, but a text of some length".repeat(400),
    )
    .unwrap();
    let (store, told) = recovered(&kept);
    assert_eq!((told.connections, told.tabs.len()), (0, 0));
    assert_eq!(told.incomplete, ["all"]);
    assert_eq!(store.connections().unwrap(), []);
}

/// A process that dies in the recovery leaves it to the next, whatever its last step was.
#[test]
fn a_recovery_is_taken_up() {
    let kept = kept();
    let beside = |end: &str| PathBuf::from(format!("{}{end}", kept.path.display()));
    // Half of the new file, under the name that says that it is not whole.
    std::fs::write(beside("-recovering"), "half").unwrap();
    overwrite(&kept.path, 0, &[0; 100]);
    let (store, _) = recovered(&kept);
    drop(store);
    // Whole, and the damaged one still in its place.
    std::fs::copy(&kept.path, beside("-recovered")).unwrap();
    overwrite(&kept.path, 0, &[0; 3 * PAGE as usize]);
    std::fs::write(beside("-wal"), "of the damaged file").unwrap();
    let store = Store::open(&kept.path).unwrap();
    assert_eq!(store.connections().unwrap().len(), 1);
    assert!(!beside("-recovered").exists() && !beside("-damaged").exists());
}

/// The process that is killed: opens the file and so recovers it.
#[test]
#[ignore = "started by the test below"]
fn opener() {
    if let Ok(database) = std::env::var(DATABASE) {
        Store::open(database).unwrap();
    }
}

/// SIGKILL comes as soon as a step has left its file: whichever it is, the next who opens the database ends it, the copy is
/// the damaged file to the byte and the only one, what was lost is told once, and nothing else is left.
#[test]
fn a_recovery_that_is_killed_is_ended_by_the_next() {
    let steps = ["-copying", "-copied", "-recovering", "-recovered"];
    for step in steps {
        let kept = kept();
        // So much that the steps take a while, and a header that has to be mended in place.
        overwrite(&kept.path, 0, &[0xA5; 100]);
        let damaged = std::fs::read(&kept.path).unwrap();
        let seen = kept.path.with_file_name(format!("headwater.db{step}"));
        let mut opener = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "opener"])
            .env(DATABASE, &kept.path)
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        while opener.try_wait().unwrap().is_none() && !seen.exists() {
            std::hint::spin_loop();
        }
        opener.kill().unwrap();
        opener.wait().unwrap();
        ended(&kept, &damaged, step);
    }
}

/// Each moment between two steps, as the files say it: the ends of steps are too near to each other for a signal.
#[test]
fn a_recovery_goes_on_from_each_step() {
    let beside = |kept: &Kept, end: &str| kept.path.with_file_name(format!("headwater.db{end}"));
    let recovered = {
        let kept = kept();
        overwrite(&kept.path, 0, &[0xA5; 100]);
        drop(Store::open(&kept.path).unwrap());
        std::fs::read(&kept.path).unwrap()
    };
    type Step = fn(&dyn Fn(&str) -> PathBuf, &[u8], &[u8]);
    let steps: [(&str, Step); 4] = [
        ("half a copy", |at, damaged, _| {
            std::fs::write(at("-copying"), &damaged[..damaged.len() / 2]).unwrap();
        }),
        ("a copy, and the file mended in place", |at, _, _| {
            let mut mended = std::fs::OpenOptions::new()
                .write(true)
                .open(at(""))
                .unwrap();
            mended.write_all(b"SQLite format 3\0").unwrap();
        }),
        ("half a new file with its log", |at, damaged, whole| {
            std::fs::write(at("-recovering"), &whole[..whole.len() / 2]).unwrap();
            std::fs::write(at("-recovering-wal"), &damaged[..5_000]).unwrap();
        }),
        (
            "the marks are gone, the log is not",
            |at, damaged, whole| {
                std::fs::write(at("-recovered"), whole).unwrap();
                std::fs::remove_file(at("-copied")).unwrap();
                std::fs::write(at("-wal"), &damaged[..5_000]).unwrap();
            },
        ),
    ];
    for (number, (what, step)) in steps.into_iter().enumerate() {
        let kept = kept();
        overwrite(&kept.path, 0, &[0xA5; 100]);
        let damaged = std::fs::read(&kept.path).unwrap();
        if number > 0 {
            let copy = "headwater-damaged-20260101-000000.db";
            std::fs::write(kept.path.with_file_name(copy), &damaged).unwrap();
            std::fs::write(beside(&kept, "-copied"), copy).unwrap();
        }
        step(&|end| beside(&kept, end), &damaged, &recovered);
        ended(&kept, &damaged, what);
    }
}

/// Opens the file after a recovery that came as far as `step`, and looks at what is there then.
fn ended(kept: &Kept, damaged: &[u8], step: &str) {
    let store = Store::open(&kept.path).unwrap();
    store.check().unwrap();
    let told = store.recovery().unwrap().expect("a recovery is told");
    assert_eq!(told.connections, 1, "{step}: {told:?}");
    let tab = &told.tabs[0];
    assert_eq!((tab.kept, tab.lost), (ROWS, 0), "{step}");
    store.recovery_seen().unwrap();
    assert_eq!(store.recovery().unwrap(), None, "{step}: told once");
    let there = std::fs::read_dir(kept.path.parent().unwrap()).unwrap();
    let mut names: Vec<String> = there
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| {
            !name.ends_with("-open") && !name.ends_with("-wal") && !name.ends_with("-shm")
        })
        .collect();
    names.sort();
    let [copy, database] = &names[..] else {
        panic!("{step}: {names:?}");
    };
    assert!(copy.starts_with("headwater-damaged-"), "{step}: {copy}");
    assert_eq!(database, "headwater.db");
    let copy = std::fs::read(kept.path.with_file_name(copy)).unwrap();
    assert!(copy == damaged, "{step}: the copy is the damaged file");
}
