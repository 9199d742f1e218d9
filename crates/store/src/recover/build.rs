//! The new file: the app's own tables, then each tab's, then what holds between them.

use std::fs::OpenOptions;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use rusqlite::{
    Connection as Database, OpenFlags, OptionalExtension as _, config::DbConfig, params,
};

use super::salvage::{Salvaged, copy};
use super::{RecoveredTab, Recovery, beside, from_io, remove};
use crate::database::{PAGE, connect, make_private, migrate};
use crate::error::Result;
use crate::table::{Table, quote};

/// The sizes that pages of our files have: SQLite's own choice in those of the first versions, ours in all since.
const PAGES: [u16; 2] = [4096, PAGE];
/// What a file begins with that says how the rest is to be read.
const HEADER: usize = 100;

/// Copies the damaged file, and makes of it a new one at `whole`, which is there in the end or not at all.
pub(super) fn build(path: &Path, reason: String, whole: &Path) -> Result<()> {
    let at = Timestamp::now();
    let kept = keep_copy(path, at)?;
    let under_way = beside(path, "-recovering");
    for end in ["", "-wal", "-shm"] {
        let left = beside(&under_way, end);
        remove(&left).map_err(|error| from_io(&left, &error))?;
    }
    make_private(&under_way)?;
    let mut new = connect(&under_way, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    migrate(&mut new)?;
    new.pragma_update(None, "foreign_keys", false)?;
    let mut recovery = Recovery {
        at,
        reason,
        copy: kept,
        connections: 0,
        tabs: Vec::new(),
        incomplete: Vec::new(),
    };
    let writing = new.transaction()?;
    if let Some(old) = open_damaged(path, &under_way)? {
        copy_own(&old, &writing, &mut recovery)?;
        mend_references(&writing)?;
        copy_tabs(&old, &writing, &mut recovery)?;
        go_on_counting(&old, &writing)?;
    } else {
        recovery.incomplete.push("all".to_owned());
    }
    recovery.connections = writing
        .query_row("SELECT count(*) FROM connections", [], |row| {
            row.get::<_, i64>(0)
        })?
        .unsigned_abs();
    writing.execute(
        "INSERT INTO recoveries (report) VALUES (?1)",
        [serde_json::json!(recovery)],
    )?;
    writing.commit()?;
    drop(new);
    std::fs::rename(&under_way, whole).map_err(|error| from_io(whole, &error))
}

/// Copies the file and its log, byte by byte, to a name of their own beside it, which is noted. Where a recovery before has
/// made the copy and did not come to its end, that one is kept: the file may have been mended since.
fn keep_copy(path: &Path, at: Timestamp) -> Result<PathBuf> {
    let note = beside(path, "-copied");
    let noted = std::fs::read_to_string(&note).ok();
    let name = noted.filter(|name| !name.is_empty()).unwrap_or_else(|| {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        format!("{name}-damaged-{}.db", at.strftime("%Y%m%d-%H%M%S"))
    });
    let (copy, log) = (path.with_file_name(&name), beside(path, "-wal"));
    if copy.is_file() {
        return Ok(copy);
    }
    let made = || -> std::io::Result<()> {
        std::fs::write(&note, &name)?;
        if log.exists() {
            std::fs::copy(&log, beside(&copy, "-wal"))?;
        }
        // What has the copy's name is whole.
        let draft = beside(path, "-copying");
        std::fs::copy(path, &draft)?;
        // Windows syncs only what may be written.
        OpenOptions::new().write(true).open(&draft)?.sync_all()?;
        std::fs::rename(&draft, &copy)
    };
    made().map_err(|error| from_io(&copy, &error))?;
    Ok(copy)
}

/// Opens the damaged file so that it can be asked for tables; nothing where not even that can be had.
fn open_damaged(path: &Path, sound: &Path) -> Result<Option<Database>> {
    for page in [None].into_iter().chain(PAGES.map(Some)) {
        if let Some(page) = page {
            mend_header(path, sound, page).map_err(|error| from_io(path, &error))?;
        }
        let Ok(old) = connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE) else {
            continue;
        };
        // What is read here is thrown away: its log need not be worked into it, which would stumble over the damage.
        let _ = old.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true);
        // Read with another size of pages than it has, a file may have entries, but none that say what they are.
        let tables = "SELECT count(*) FROM sqlite_schema WHERE type = 'table'";
        let tables = old.query_row(tables, [], |row| row.get::<_, i64>(0));
        if tables.is_ok_and(|tables| tables > 0) {
            return Ok(Some(old));
        }
    }
    Ok(None)
}

/// Writes the beginning of a sound file over that of the damaged one, with pages of that size, as many as it has, and none
/// of them free.
fn mend_header(path: &Path, sound: &Path, page: u16) -> std::io::Result<()> {
    let mut header = [0; HEADER];
    std::fs::File::open(sound)?.read_exact(&mut header)?;
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let length = file.metadata()?.len();
    let pages = u32::try_from(length.div_ceil(page.into())).unwrap_or(u32::MAX);
    file.set_len(u64::from(pages) * u64::from(page))?;
    header[16..18].copy_from_slice(&page.to_be_bytes());
    header[28..32].copy_from_slice(&pages.to_be_bytes());
    header[32..40].fill(0);
    // The number of pages holds only where these two are the same.
    let change: [u8; 4] = [header[24], header[25], header[26], header[27]];
    header[92..96].copy_from_slice(&change);
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&header)
}

/// Copies the tables that every file of ours has.
fn copy_own(old: &Database, new: &Database, recovery: &mut Recovery) -> Result<()> {
    let mut own = new.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    )?;
    let own: Vec<String> = own
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in own {
        if !copy(old, new, &name)?.whole {
            recovery.incomplete.push(name);
        }
    }
    // Half a history tells wrong tales.
    let told = |name: &&str| recovery.incomplete.iter().any(|known| known == name);
    if ["history", "points"].iter().any(told) {
        new.execute_batch("DELETE FROM history; DELETE FROM points;")?;
    }
    Ok(())
}

/// Copies each tab's table, and lets its stream begin anew where rows of it are lost.
fn copy_tabs(old: &Database, new: &Database, recovery: &mut Recovery) -> Result<()> {
    let mut tabs = new.prepare("SELECT id, title, rows FROM tabs ORDER BY id")?;
    let tabs: Vec<(i64, String, i64)> = tabs
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<rusqlite::Result<_>>()?;
    for (id, title, rows) in tabs {
        let table = Table::read(new, id)?;
        table.create_again(new)?;
        let Salvaged { kept, whole } = copy(old, new, &table.name)?;
        let lost = rows.unsigned_abs().saturating_sub(kept);
        if lost > 0 || !whole {
            let name = quote(&table.name);
            new.execute(
                &format!(
                    "UPDATE tabs SET rows = ?2, version = version + 1, edits = edits + 1, removed_in = last_sync, \
                     deleted = (SELECT count(*) FROM {name} WHERE _hw_deleted IS NOT NULL) WHERE id = ?1"
                ),
                params![id, kept as i64],
            )?;
            new.execute("UPDATE streams SET state = NULL WHERE tab = ?1", [id])?;
        }
        recovery.tabs.push(RecoveredTab { title, kept, lost });
    }
    Ok(())
}

/// What names a row that was lost goes, or names none; a workbook that was lost gets another, as it holds tabs.
fn mend_references(new: &Database) -> Result<()> {
    new.execute_batch(
        "INSERT INTO entities (id, name, created_at)
         SELECT DISTINCT entity, 'Recovered', strftime('%Y-%m-%dT%H:%M:%SZ', 'now') FROM tabs
         WHERE entity NOT IN (SELECT id FROM entities);",
    )?;
    let mut references = new.prepare(
        "SELECT s.name, f.\"table\", f.\"from\", f.\"to\", f.on_delete = 'CASCADE'
         FROM sqlite_schema s, pragma_foreign_key_list(s.name) f WHERE s.type = 'table'",
    )?;
    let references: Vec<(String, String, String, String, bool)> = references
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
            ))
        })?
        .collect::<rusqlite::Result<_>>()?;
    // What goes may itself be named: a few rounds, until nothing changes.
    loop {
        let mut changed = 0;
        for (table, parent, from, to, goes) in &references {
            let (table, parent, from, to) = (quote(table), quote(parent), quote(from), quote(to));
            let dangling = format!("{from} NOT IN (SELECT {to} FROM {parent})");
            changed += new.execute(
                &match goes {
                    true => format!("DELETE FROM {table} WHERE {dangling}"),
                    false => format!("UPDATE {table} SET {from} = NULL WHERE {dangling}"),
                },
                [],
            )?;
        }
        if changed == 0 {
            return Ok(());
        }
    }
}

/// Numbers that are never given twice go on where they were.
fn go_on_counting(old: &Database, new: &Database) -> Result<()> {
    let mut counters = new.prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%AUTOINCREMENT%'",
    )?;
    let counters: Vec<String> = counters
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    for name in counters {
        let before: Option<i64> = old
            .query_row(
                "SELECT seq FROM sqlite_sequence WHERE name = ?1",
                [&name],
                |row| row.get(0),
            )
            .optional()
            .unwrap_or_default();
        let mut last: i64 = new.query_row(
            &format!("SELECT coalesce(max(id), 0) FROM {}", quote(&name)),
            [],
            |row| row.get(0),
        )?;
        if name == "syncs" {
            // Rows know the number of the sync that wrote them.
            let of_tabs: i64 =
                new.query_row("SELECT coalesce(max(last_sync), 0) FROM tabs", [], |row| {
                    row.get(0)
                })?;
            last = last.max(of_tabs);
        }
        new.execute("DELETE FROM sqlite_sequence WHERE name = ?1", [&name])?;
        new.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
            params![name, last.max(before.unwrap_or_default())],
        )?;
    }
    Ok(())
}
