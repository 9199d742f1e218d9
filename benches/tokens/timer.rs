//! Thousands of connections on the timer: what they cost while nothing is due, and how fast they are renewed when all are.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use headwater_benches::usage;
use headwater_engine::browser::NoBrowser;
use headwater_vault::{ItemName, Memory, Vault};
use jiff::{SignedDuration, Timestamp};
use rusqlite::Connection;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::desk::{self, Link};
use crate::{Result, bare, provider, runtime};

/// How long the token endpoint takes.
const SERVER: Duration = Duration::from_millis(50);
/// Renewals at once, by design.
const AT_ONCE: usize = 4;

/// Measures.
pub(crate) fn measure(connections: u64, idle: Duration, busy: Duration) -> Result<()> {
    runtime()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let (provider, given) = provider::start(SERVER)?;
        let vault = Arc::new(Memory::new());
        let model = consented(folder.path(), &vault, &provider).await?;
        copy(folder.path(), &vault, &model, connections)?;

        println!("{connections} connections on the timer");
        let before = usage::resident_megabytes().map_err(|error| error.to_string())?;
        let opened = Instant::now();
        let engine = desk::open(folder.path(), vault.clone(), Arc::new(NoBrowser), true).await?;
        let opened = opened.elapsed();
        let cpu = usage::cpu_seconds().map_err(|error| error.to_string())?;
        tokio::time::sleep(idle).await;
        let cpu = usage::cpu_seconds().map_err(|error| error.to_string())? - cpu;
        let memory = usage::resident_megabytes().map_err(|error| error.to_string())?;
        engine.close();
        println!(
            "  opened in                           {:>8.0} ms",
            opened.as_secs_f64() * 1_000.0
        );
        println!(
            "  memory of the engine                {:>8.1} MB ({memory:.0} MB in all)",
            memory - before
        );
        println!(
            "  CPU while nothing is due            {:>8.2} % over {:.0} s",
            100.0 * cpu / idle.as_secs_f64(),
            idle.as_secs_f64()
        );

        expire(folder.path(), &vault, connections)?;
        let (first, began) = (given.count(), Instant::now());
        let cpu = usage::cpu_seconds().map_err(|error| error.to_string())?;
        let engine = desk::open(folder.path(), vault.clone(), Arc::new(NoBrowser), true).await?;
        tokio::time::sleep(busy).await;
        let ours = (given.count() - first) as f64 / began.elapsed().as_secs_f64();
        let cpu = usage::cpu_seconds().map_err(|error| error.to_string())? - cpu;
        engine.close();
        engine.settled().await;
        let count = given.count() - first;
        let bare =
            bare::many(&provider, folder.path(), AT_ONCE, busy).await? as f64 / busy.as_secs_f64();
        println!(
            "refreshes a second, all due, {AT_ONCE} at once, a server of {} ms",
            SERVER.as_millis()
        );
        println!("  bare token requests and file writes {bare:>8.1}");
        println!(
            "  Headwater                           {ours:>8.1}   {:.2} ms of CPU each",
            1_000.0 * cpu / count as f64
        );
        println!(
            "  share of the bare loop's speed      {:>8.0} %",
            100.0 * ours / bare
        );
        Ok(())
    })
}

/// One connection by a real consent, the model of all others. Gives its ID.
async fn consented(folder: &Path, vault: &Arc<Memory>, provider: &str) -> Result<String> {
    let link = Arc::new(Link::default());
    let engine = desk::open(folder, vault.clone(), link.clone(), false).await?;
    let id = desk::draft(&engine, provider).await?;
    engine.authorize(id.clone()).await?;
    let callback = tokio::spawn(reqwest::get(link.back()?));
    engine.authorized(id.clone()).await?;
    callback.await??;
    engine.close();
    Ok(id)
}

fn item(id: &str) -> Result<ItemName> {
    Ok(ItemName::new(format!("connection/{id}"))?)
}

fn copy_id(number: u64) -> String {
    format!("copy{number:05}")
}

/// Copies the model, row and keychain item, until there are as many as asked.
fn copy(folder: &Path, vault: &Memory, model: &str, connections: u64) -> Result<()> {
    let mut database = Connection::open(folder.join("data/headwater.db"))?;
    let columns: Vec<String> = database
        .prepare("SELECT name FROM pragma_table_info('connections') WHERE name <> 'id'")?
        .query_map([], |row| row.get(0))?
        .collect::<std::result::Result<_, _>>()?;
    let columns = columns
        .iter()
        .map(|name| format!("\"{name}\""))
        .collect::<Vec<_>>()
        .join(", ");
    let secret = vault.get(&item(model)?)?.ok_or("no secret")?;
    let transaction = database.transaction()?;
    for number in 1..connections {
        let insert = format!(
            "INSERT INTO connections (id, {columns}) SELECT ?1, {columns} FROM connections WHERE id = ?2"
        );
        transaction.execute(&insert, [&copy_id(number), model])?;
        vault.put(&item(&copy_id(number))?, "Headwater: bench", &secret)?;
    }
    transaction.commit()?;
    Ok(())
}

/// Lets all copies' access tokens end an hour ago.
fn expire(folder: &Path, vault: &Memory, connections: u64) -> Result<()> {
    let past = |hours: i64| (Timestamp::now() - SignedDuration::from_hours(hours)).to_string();
    let (obtained, expires) = (past(2), past(1));
    Connection::open(folder.join("data/headwater.db"))?.execute(
        "UPDATE connections SET token_expires_at = ?1, token_refreshed_at = ?2",
        [&expires, &obtained],
    )?;
    for number in 1..connections {
        let item = item(&copy_id(number))?;
        let secret = vault.get(&item)?.ok_or("no secret")?;
        let mut kept: Value = serde_json::from_str(secret.expose_secret())?;
        kept["grant"]["obtained_at"] = obtained.as_str().into();
        kept["grant"]["expires_at"] = expires.as_str().into();
        vault.put(
            &item,
            "Headwater: bench",
            &SecretString::from(kept.to_string()),
        )?;
    }
    Ok(())
}
