//! Everything around the process that syncs: session with a keychain, source, data folder, command line.

use std::path::PathBuf;
use std::process::{Child, Command, Output, Stdio};

use headwater_engine::view::Mode;
use headwater_tests::data::{Data, Differences, difference, differences};
use headwater_tests::servers::Sandbox;
use headwater_tests::servers::postgres::Postgres;
use headwater_tests::{App, Session, connector};
use serde_json::{Map, Value, json};

use super::server;
use crate::Result;

/// Each stream in a mode of its own.
pub(super) const STREAMS: [(&str, Mode); 4] = [
    ("contacts", Mode::IncrementalAppendDedupe),
    ("deals", Mode::IncrementalAppend),
    ("orders", Mode::FullRefreshReplace),
    ("companies", Mode::FullRefreshAppend),
];

/// A used refresh token may be used again so long: a killed process takes its answer with it.
const GRACE: u64 = 36_000;

/// A connection at work.
pub(super) struct Bench<'app> {
    pub app: &'app App<'app>,
    pub sandbox: Sandbox,
    /// The connection.
    pub id: String,
}

/// The catalogue of the bench: the sandbox with small pages, so that few rows make many.
pub(super) fn catalogue(session: &Session) -> Result<PathBuf> {
    let folder = session.folder().join("catalogue");
    let place = folder.join("sandbox");
    connector::changed(&place, "sandbox", |text| text)?;
    let manifest = place.join("manifest.yaml");
    let text = std::fs::read_to_string(&manifest)?;
    let small = text.replace("page_size: 500", "page_size: 100");
    if small == text {
        return Err("the sandbox's pages are not what they were".into());
    }
    std::fs::write(manifest, small)?;
    Ok(folder)
}

impl<'app> Bench<'app> {
    /// Connects; the app has not run yet. With a server its workbook is delivered there.
    pub(super) async fn new(app: &'app App<'app>, server: Option<&Postgres>) -> Result<Self> {
        let sandbox = Sandbox::start(app).await?;
        let mut bench = Self {
            app,
            sandbox,
            id: String::new(),
        };
        // A few hundred rows each: a sync is short, and a run has many.
        let fewer = |collection, delete| json!({"collection": collection, "delete": delete});
        bench
            .switch(json!({"data": [fewer("orders", 3_300), fewer("deals", 900), fewer("contacts", 1_600)]}))
            .await?;
        let mut connect = app.session().command(std::env::current_exe()?);
        let said = connect
            .envs(app.environment())
            .env("HEADWATER_LOG", "warn")
            .arg("connect")
            .args(server.map(server::settings))
            .output()?;
        bench.id = text(&said.stdout);
        match said.status.success() {
            true => Ok(bench),
            false => Err(format!("no connection: {}", text(&said.stderr)).into()),
        }
    }

    /// Sets the source's switches.
    pub(super) async fn switch(&self, mut switches: Value) -> Result<()> {
        switches["grace"] = GRACE.into();
        Ok(self.sandbox.switch(&switches).await?)
    }

    /// The command that syncs.
    pub(super) fn sync(&self) -> Result<Command> {
        let mut command = self.app.command_line()?;
        command.args(["sync", &self.id, "--json"]);
        command.env("HEADWATER_LOG", "warn").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        Ok(command)
    }

    /// Delivers to the one destination.
    pub(super) fn deliver(&self) -> Result<Output> {
        let mut command = self.app.command_line()?;
        Ok(command.args(["destinations", "deliver", "1"]).output()?)
    }

    /// Syncs to the end, whatever it is.
    pub(super) fn synced(&self) -> Result<Output> {
        Ok(self.sync()?.output()?)
    }

    /// Syncs, which has to go well.
    pub(super) fn sync_well(&self) -> Result<()> {
        let output = self.synced()?;
        match output.status.success() {
            true => Ok(()),
            false => Err(said("a sync failed", &output).into()),
        }
    }

    /// Starts a sync.
    pub(super) fn start(&self) -> Result<Child> {
        Ok(self.sync()?.spawn()?)
    }

    /// What the workbook holds now, beside what the source serves now. Of full refreshes that are kept side by side, those
    /// from the sync `since` on; only the last where the source changed meanwhile.
    pub(super) async fn compare(&self, since: i64, changed: bool) -> Result<Differences> {
        let (data, token) = (Data::of(self.app)?, self.app.token(&self.id)?);
        let mut all = Differences::default();
        for (stream, mode) in STREAMS {
            let source = self.sandbox.rows(stream, &token).await?;
            let mut tabs = Vec::new();
            match mode {
                Mode::FullRefreshAppend => {
                    let mut refreshes = data.refreshes(stream, since)?;
                    if changed {
                        refreshes.drain(..refreshes.len().saturating_sub(1));
                    }
                    for begun in refreshes {
                        let of_it = format!("_hw_key LIKE '@{begun}:%'");
                        tabs.push(data.rows_where(stream, &of_it)?);
                    }
                }
                Mode::IncrementalAppend => {
                    let (rows, again) = newest(data.rows(stream)?);
                    all.doubled += again;
                    tabs.push(rows);
                }
                _ => tabs.push(data.rows(stream)?),
            }
            if tabs.is_empty() {
                return Err(format!("{stream} was not refreshed").into());
            }
            for tab in tabs {
                let found = differences(tab.clone(), source.clone());
                if found.lost + found.doubled > 0 {
                    let first = difference(tab, source.clone());
                    eprintln!("{stream}: {found:?}: {}", first.unwrap_or_default());
                }
                all += found;
            }
        }
        Ok(all)
    }
}

/// The last version of each record, and how many versions are there more than once.
fn newest(rows: Vec<Map<String, Value>>) -> (Vec<Map<String, Value>>, usize) {
    let (mut newest, mut seen) = (Map::new(), std::collections::HashSet::new());
    let mut again = 0;
    for row in rows {
        let (id, revision) = (row["id"].to_string(), row["revision"].as_u64());
        again += usize::from(!seen.insert((id.clone(), revision)));
        let older = newest
            .get(&id)
            .is_none_or(|known: &Value| known["revision"].as_u64() < revision);
        if older {
            newest.insert(id, Value::Object(row));
        }
    }
    let rows = newest.into_iter().filter_map(|(_, row)| match row {
        Value::Object(row) => Some(row),
        _ => None,
    });
    (rows.collect(), again)
}

/// What a command that ended said, for an error.
pub(super) fn said(what: &str, output: &Output) -> String {
    format!("{what} ({}): {}", output.status, text(&output.stderr))
}

pub(super) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim().to_owned()
}
