//! `read`: several streams side by side, their messages one after the other.

use std::io;
use std::path::PathBuf;

use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use super::Ended;
use super::message::{Messages, failure_type};
use super::state::{NO_CURSOR, States};
use crate::config_changes::ConfigChanges;
use crate::error::Error;
use crate::record::Batch;
use crate::source::Source;

/// How many streams are read at once. Each has one page in hand and one on its way.
const AT_ONCE: usize = 4;

/// Where whoever orchestrates us looks for files, if it is there.
const STAGING: &str = "/staging/files";

/// The folder for downloaded files, as the format's own runtime chooses it.
pub(super) fn files_folder() -> PathBuf {
    let named = std::env::var_os("AIRBYTE_STAGING_DIRECTORY");
    let staging = PathBuf::from(named.unwrap_or_else(|| STAGING.into()));
    match staging.is_dir() {
        true => staging,
        false => std::env::temp_dir().join("airbyte-file-transfer"),
    }
}

/// What happens while a stream is read.
enum Event {
    Started,
    Batch(Batch),
    Failed(Error),
    Ended,
}

/// How far a stream has come.
struct Progress {
    name: String,
    /// Records since the last state.
    since: u64,
    records: u64,
    state: Option<Value>,
    failure: Option<Error>,
    is_missing: bool,
}

/// Reads the streams that are asked for and that the source has.
pub(super) async fn streams(
    source: &Source,
    names: Vec<String>,
    states: &States,
    (changes, cancel): (&ConfigChanges, &CancellationToken),
    out: &mut Messages<'_>,
) -> io::Result<Ended> {
    let mut streams: Vec<Progress> = names.into_iter().map(Progress::begin).collect();
    let reads: Vec<BoxStream<'static, (usize, Event)>> = streams
        .iter()
        .enumerate()
        .map(|(index, stream)| events(source, index, &stream.name, states, cancel))
        .collect();
    let mut events = stream::iter(reads).flat_map_unordered(AT_ONCE, |read| read);
    while let Some((index, event)) = events.next().await {
        // Before the records: a token that was rotated is kept even if the reading is killed next.
        out.changed(changes)?;
        streams[index].tell(event, out)?;
    }
    let failed: Vec<&str> = streams
        .iter()
        .filter(|stream| stream.failure.is_some())
        .map(|stream| stream.name.as_str())
        .collect();
    if failed.is_empty() {
        return Ok(Ended::Done);
    }
    let failed = failed.join(", ");
    out.error(
        None,
        &format!("These streams were not read to their end: {failed}."),
        "config_error",
    )?;
    Ok(Ended::Failed)
}

fn events(
    source: &Source,
    index: usize,
    name: &str,
    states: &States,
    cancel: &CancellationToken,
) -> BoxStream<'static, (usize, Event)> {
    let batches = source.read(name, states.of(name), cancel.clone());
    let batches = batches.map(|batch| match batch {
        Ok(batch) => Event::Batch(batch),
        Err(error) => Event::Failed(error),
    });
    let started = async { Event::Started }.into_stream();
    let ended = async { Event::Ended }.into_stream();
    let all = started.chain(batches).chain(ended);
    all.map(move |event| (index, event)).boxed()
}

impl Progress {
    fn begin(name: String) -> Progress {
        Progress {
            name,
            since: 0,
            records: 0,
            state: None,
            failure: None,
            is_missing: false,
        }
    }

    fn tell(&mut self, event: Event, out: &mut Messages<'_>) -> io::Result<()> {
        match event {
            Event::Started => out.status(&self.name, "STARTED"),
            Event::Batch(batch) => self.batch(batch, out),
            // A catalog may be older than the source: what is gone is not read, and the rest is.
            Event::Failed(Error::UnknownStream(_)) => {
                self.is_missing = true;
                out.log("WARN", &format!("There is no stream `{}`.", self.name))
            }
            Event::Failed(error) => {
                out.error(Some(&self.name), &error.to_string(), failure_type(&error))?;
                self.failure = Some(error);
                Ok(())
            }
            Event::Ended => self.end(out),
        }
    }

    fn batch(&mut self, batch: Batch, out: &mut Messages<'_>) -> io::Result<()> {
        if self.records == 0 && !batch.records.is_empty() {
            out.status(&self.name, "RUNNING")?;
        }
        out.records(&self.name, &batch.records, &batch.files)?;
        self.records += batch.records.len() as u64;
        self.since += batch.records.len() as u64;
        if let Some(state) = batch.state {
            out.state(&self.name, &state, std::mem::take(&mut self.since))?;
            self.state = Some(state);
            // Whoever listens keeps a state as soon as it has come.
            out.flush()?;
        }
        Ok(())
    }

    fn end(&mut self, out: &mut Messages<'_>) -> io::Result<()> {
        if self.is_missing {
            return out.status(&self.name, "INCOMPLETE");
        }
        let status = match self.failure {
            None => "COMPLETE",
            Some(_) => "INCOMPLETE",
        };
        out.status(&self.name, status)?;
        match &self.state {
            // Counts of records that no state covers are said with the last state once more.
            Some(state) if self.since > 0 => out.state(&self.name, state, self.since),
            Some(_) => Ok(()),
            None => out.state(&self.name, &json!({ NO_CURSOR: true }), self.since),
        }
    }
}
