//! What can happen to the database itself: no space, no right to write, damage. Each is said, and when it has passed the
//! next sync makes all whole.

use std::io::{Seek as _, SeekFrom, Write as _};

use headwater_tests::data::Data;
use headwater_tests::{App, Disk, Keyring, Session};
use serde_json::json;

use super::bench::{self, Bench, said, text};
use super::report::Disaster;
use crate::Result;

/// Size of the disk, in megabytes: more than the workbook needs.
const DISK: u32 = 48;
/// What is left of it when it is full, in kilobytes.
const LEFT: u64 = 64;
/// SQLite's pages.
const PAGE: u64 = 4096;

/// All of them, one after the other, on one workbook.
pub(super) async fn run() -> Result<Vec<Disaster>> {
    let session = Session::start(Keyring::Unlocked).await?;
    let app = App::new(&session)?.with_catalogue(bench::catalogue(&session)?);
    let disk = Disk::mount(&app, DISK).await?;
    let bench = Bench::new(&app, None).await?;
    Ok(vec![
        full(&bench, disk.as_ref()).await?,
        read_only(&bench, disk.as_ref()).await?,
        damaged(
            &bench,
            "The database is overwritten in its middle",
            |file| Ok((middle(file)?, vec![0xA5; PAGE as usize])),
        )
        .await?,
        damaged(
            &bench,
            "The beginning of the database is overwritten",
            |_| Ok((0, vec![0; 100])),
        )
        .await?,
    ])
}

/// The disk is full in the middle of a sync.
async fn full(bench: &Bench<'_>, disk: Option<&Disk>) -> Result<Disaster> {
    let what = "The disk is full";
    let Some(disk) = disk else {
        return Ok(untried(what));
    };
    let since = change(bench).await?;
    disk.fill(LEFT)?;
    let output = bench.synced()?;
    disk.free()?;
    let came = refused(&output, 5, "disk_full")?;
    came_through(bench, what, came, since).await
}

/// The folder cannot be written.
async fn read_only(bench: &Bench<'_>, disk: Option<&Disk>) -> Result<Disaster> {
    let what = "The folder is read-only";
    let Some(disk) = disk else {
        return Ok(untried(what));
    };
    let since = change(bench).await?;
    disk.read_only(true)?;
    let output = bench.synced()?;
    disk.read_only(false)?;
    let came = refused(&output, 1, "store_read_only")?;
    if !text(&output.stderr).contains("headwater.db") {
        return Err(said("the file is not named", &output).into());
    }
    came_through(bench, what, came, since).await
}

/// Bytes of the file are overwritten, `place` says which and where.
async fn damaged(
    bench: &Bench<'_>,
    what: &'static str,
    place: impl FnOnce(&rusqlite::Connection) -> Result<(u64, Vec<u8>)>,
) -> Result<Disaster> {
    let since = change(bench).await?;
    let file = bench.app.home().join("headwater.db");
    // Into the file with what is in the log, or the damage would be covered by it.
    let whole = rusqlite::Connection::open(&file)?;
    whole.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
    let (from, bytes) = place(&whole)?;
    drop(whole);
    let mut open = std::fs::OpenOptions::new().write(true).open(&file)?;
    open.seek(SeekFrom::Start(from))?;
    open.write_all(&bytes)?;
    drop(open);
    let copies = copies(bench)?;
    // Damage that is met in the middle of a sync ends it, other damage is found beside it; the next process recovers.
    let mut told = Vec::new();
    for _ in 0..2 {
        let output = bench.synced()?;
        let lines = text(&output.stderr);
        told.extend(
            lines
                .lines()
                .filter(|line| line.contains("damaged") || line.contains("lost"))
                .map(str::to_owned),
        );
        if self::copies(bench)? > copies {
            break;
        }
    }
    if self::copies(bench)? == copies {
        return Err(format!("{what}: nobody noticed: {told:?}").into());
    }
    came_through(bench, what, told.join("\n  "), since).await
}

/// Where the middle page of all that hold rows lies: one that is free may hold anything, and nobody would miss it.
fn middle(file: &rusqlite::Connection) -> Result<u64> {
    let sql = "WITH held AS (SELECT pgoffset FROM dbstat WHERE pagetype = 'leaf')
        SELECT pgoffset FROM held ORDER BY 1 LIMIT 1 OFFSET (SELECT count(*) / 2 FROM held)";
    let place: i64 = file.query_row(sql, [], |row| row.get(0))?;
    Ok(u64::try_from(place)?)
}

/// Copies of damaged files in the folder.
fn copies(bench: &Bench<'_>) -> Result<usize> {
    let names = std::fs::read_dir(bench.app.home())?;
    let names = names.filter_map(|entry| Some(entry.ok()?.file_name()));
    Ok(names
        .filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("headwater-damaged-") && name.ends_with(".db")
        })
        .count())
}

fn untried(what: &'static str) -> Disaster {
    Disaster {
        what,
        came: None,
        found: Default::default(),
    }
}

/// New and changed rows for the sync to meet; gives the number of the next sync.
async fn change(bench: &Bench<'_>) -> Result<i64> {
    let touch =
        |collection, add, touch| json!({"collection": collection, "add": add, "touch": touch});
    bench
        .switch(json!({"data": [touch("contacts", 400, 300), touch("deals", 50, 100), touch("orders", 200, 50), touch("companies", 5, 100)]}))
        .await?;
    Ok(Data::of(bench.app)?.last_sync()? + 1)
}

/// What a command said that had to end with a code and a fault.
fn refused(output: &std::process::Output, code: i32, fault: &str) -> Result<String> {
    let spoken = format!("{} {}", text(&output.stdout), text(&output.stderr));
    match output.status.code() == Some(code) && spoken.contains(fault) {
        true => Ok(format!("`headwater sync` ended with {code}: {fault}")),
        false => Err(said(&format!("not {code} and {fault}"), output).into()),
    }
}

/// One sync after it has passed, and the comparison.
async fn came_through(
    bench: &Bench<'_>,
    what: &'static str,
    came: String,
    since: i64,
) -> Result<Disaster> {
    bench.sync_well()?;
    Ok(Disaster {
        what,
        came: Some(came),
        found: bench.compare(since, true).await?,
    })
}
