//! A stream tried out: its first pages, with each request and answer, and what was made of them.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use headwater_connectors::{Manifest, Source, Told};
use secrecy::ExposeSecret as _;
use serde_json::{Map, Value, json};
use tokio::sync::mpsc::UnboundedReceiver;

use super::plan::problem;
use super::schema::infer;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{
    StreamTrial, TrialAccess, TrialAnswer, TrialLimits, TrialPage, TrialRequest, TrialTarget,
};

/// Requests beyond the pages asked for, for parents and tokens.
const FURTHER_REQUESTS: usize = 40;

/// How long a trial may take.
const LONGEST: Duration = Duration::from_secs(120);

impl Engine {
    /// Reads the first pages of a stream and tells each step. Nothing is kept but a token that was renewed.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem), [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a configuration that is no JSON; what goes wrong at the
    /// provider is in the answer.
    pub async fn test_stream(
        &self,
        target: TrialTarget,
        stream: String,
        access: TrialAccess,
        limits: TrialLimits,
    ) -> Result<StreamTrial, Fault> {
        let mut trial = StreamTrial {
            stream: stream.clone(),
            ..StreamTrial::default()
        };
        let manifest = match &target {
            TrialTarget::Connector(id) => Arc::clone(&self.connectors.get(id)?.manifest),
            TrialTarget::Manifest(text) => match Manifest::load(text, "manifest.yaml") {
                Ok(manifest) => Arc::new(manifest),
                Err(problems) => {
                    trial.problems = problems.iter().map(|one| problem(one, None)).collect();
                    return Ok(trial);
                }
            },
        };
        if let Some(refusal) = manifest.refused().iter().find(|one| one.stream == stream) {
            let problems = refusal.problems.iter();
            trial.problems = problems.map(|one| problem(one, Some(&stream))).collect();
            return Ok(trial);
        }
        let source = match self.trial_source(&target, manifest, &access).await {
            Ok(source) => source,
            Err(fault) => {
                trial.faults.push(self.seen(&fault));
                return Ok(trial);
            }
        };
        let told = source.listen();
        self.try_out(&source, &mut trial, told, access.state, limits)
            .await;
        Ok(trial)
    }

    async fn trial_source(
        &self,
        target: &TrialTarget,
        manifest: Arc<Manifest>,
        access: &TrialAccess,
    ) -> Result<Source, Fault> {
        if let Some(id) = &access.connection {
            let connection = self.stored(id).await?;
            let connector = self.connectors.get(&connection.connector)?;
            let other = match target {
                TrialTarget::Connector(id) if *id == connection.connector => None,
                _ => Some(manifest),
            };
            return self.source_of(&connection, &connector, other).await;
        }
        let config = match &access.config {
            None => Value::Object(Map::new()),
            // The parser's own words would repeat a piece of it, and it holds secrets.
            Some(text) => serde_json::from_str(text.0.expose_secret())
                .map_err(|_| Fault::input("The configuration", "it is no JSON"))?,
        };
        let http = self.http().await?;
        let TrialTarget::Connector(id) = target else {
            return Ok(Source::new(manifest, config, None, http)?);
        };
        let connector = self.connectors.get(id)?;
        let inputs = config.as_object().cloned().unwrap_or_default();
        let config = connector.config(&inputs, &Map::new())?;
        Ok(Source::new(
            connector.manifest_for(&config)?,
            config,
            None,
            http,
        )?)
    }

    async fn try_out(
        &self,
        source: &Source,
        trial: &mut StreamTrial,
        mut told: UnboundedReceiver<Told>,
        state: Option<Value>,
        limits: TrialLimits,
    ) {
        let cancel = self.closing.child_token();
        let _stop = cancel.clone().drop_guard();
        let pages = limits.pages.max(1) as usize;
        let show = limits.records as usize;
        let mut batches = source.read(&trial.stream, state, cancel.clone());
        let time = tokio::time::sleep(LONGEST);
        tokio::pin!(time);
        let mut open = true;
        while open {
            tokio::select! {
                biased;
                Some(one) = told.recv() => {
                    take(trial, one);
                    let read = trial.pages.iter().filter(|page| page.slice.is_some()).count();
                    if read >= pages || trial.pages.len() >= pages + FURTHER_REQUESTS {
                        trial.cut = true;
                        open = false;
                    }
                }
                next = batches.next() => match next {
                    None => open = false,
                    Some(Ok(batch)) => trial.state = batch.state.or(trial.state.take()),
                    Some(Err(error)) => {
                        trial.faults.push(self.seen(&Fault::from(error)));
                        open = false;
                    }
                },
                () = &mut time => {
                    trial.cut = true;
                    open = false;
                }
            }
        }
        // What the stop came in between of: the page that was read, and its state.
        while let Ok(one) = told.try_recv() {
            if trial.pages.len() < pages + FURTHER_REQUESTS {
                take(trial, one);
            }
        }
        if trial.cut && trial.state.is_none() {
            let next = tokio::time::timeout(Duration::from_millis(500), batches.next()).await;
            if let Ok(Some(Ok(batch))) = next {
                trial.state = batch.state;
            }
        }
        trial.inferred_schema = infer(trial.pages.iter().flat_map(|page| &page.after));
        for page in &mut trial.pages {
            page.before.truncate(show);
            page.after.truncate(show);
        }
    }
}

/// Adds what was told to the trial.
fn take(trial: &mut StreamTrial, told: Told) {
    match told {
        Told::Exchange { request, answer } => trial.pages.push(TrialPage {
            request: TrialRequest {
                method: request.method,
                url: request.url,
                headers: request.headers,
                body: request.body,
            },
            answer: answer.map(|answer| TrialAnswer {
                status: answer.status,
                headers: answer.headers,
                body: answer.body,
                bytes: answer.bytes as u64,
                ms: u64::try_from(answer.took.as_millis()).unwrap_or(u64::MAX),
            }),
            slice: None,
            before: Vec::new(),
            after: Vec::new(),
            extracted: 0,
            kept: 0,
        }),
        Told::Records {
            url,
            slice,
            before,
            after,
            extracted,
            kept,
        } => {
            let slice = plain(slice);
            if !trial.slices.contains(&slice) {
                trial.slices.push(slice.clone());
            }
            let kept = u32::try_from(kept).unwrap_or(u32::MAX);
            trial.records = trial.records.saturating_add(kept);
            let mut pages = trial.pages.iter_mut().rev();
            // Records of a parent that is read meanwhile belong to another address.
            if let Some(page) = pages.find(|page| page.slice.is_none() && page.request.url == url) {
                page.slice = Some(slice);
                page.before = before;
                page.after = after;
                page.extracted = u32::try_from(extracted).unwrap_or(u32::MAX);
                page.kept = kept;
            }
        }
    }
}

/// A slice as its partition and its window, without what the format repeats.
fn plain(slice: Value) -> Value {
    match (slice.get("partition"), slice.get("cursor_slice")) {
        (Some(Value::Object(partition)), Some(Value::Object(window))) => {
            let mut both = partition.clone();
            both.extend(window.clone());
            Value::Object(both)
        }
        _ if slice.is_null() => json!({}),
        _ => slice,
    }
}
