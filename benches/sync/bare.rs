//! The bare loop: what any program must do that brings these rows into a SQLite file, and nothing else. No check, no
//! state, no second column type, no error but the first.

use rusqlite::{Connection, params};
use serde::Deserialize;
use serde_json::value::RawValue;

use headwater_benches::Result;
use headwater_benches::server::TOKEN;

#[derive(Deserialize)]
struct Page<'a> {
    #[serde(borrow)]
    results: Vec<Record<'a>>,
    paging: Option<Paging>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Record<'a> {
    id: &'a str,
    #[serde(borrow)]
    properties: &'a RawValue,
    created_at: &'a str,
    updated_at: &'a str,
    archived: bool,
}

#[derive(Deserialize)]
struct Paging {
    next: Next,
}

#[derive(Deserialize)]
struct Next {
    after: String,
}

/// Reads all records into a fresh file and gives the number of rows.
pub(crate) fn run(address: &str, records: u64) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    let database = Connection::open(folder.path().join("bare.db"))?;
    database.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;
         CREATE TABLE contacts (key TEXT PRIMARY KEY, id TEXT, properties TEXT, created TEXT, updated TEXT, archived INTEGER)",
    )?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(fetch_all(address, records, &database))?;
    let rows: i64 = database.query_row("SELECT count(*) FROM contacts", [], |row| row.get(0))?;
    Ok(rows.unsigned_abs())
}

async fn fetch_all(address: &str, records: u64, database: &Connection) -> Result<()> {
    let http = reqwest::Client::new();
    let mut after = String::new();
    database.execute_batch("BEGIN")?;
    for number in 1_u64.. {
        let url = format!(
            "{address}/{records}/contacts?limit=100&after={}",
            if after.is_empty() { "0" } else { &after }
        );
        let body = http
            .get(url)
            .bearer_auth(TOKEN)
            .send()
            .await?
            .error_for_status()?
            .bytes()
            .await?;
        let page: Page = serde_json::from_slice(&body)?;
        let mut insert =
            database.prepare_cached("INSERT INTO contacts VALUES (?1, ?1, ?2, ?3, ?4, ?5)")?;
        for record in &page.results {
            insert.execute(params![
                record.id,
                record.properties.get(),
                record.created_at,
                record.updated_at,
                record.archived
            ])?;
        }
        // Ten thousand rows a transaction.
        if number % 100 == 0 {
            database.execute_batch("COMMIT; BEGIN")?;
        }
        match page.paging {
            Some(paging) => after = paging.next.after,
            None => break,
        }
    }
    database.execute_batch("COMMIT")?;
    Ok(())
}
