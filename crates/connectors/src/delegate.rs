//! `StateDelegatingStream`: one stream for the first read, another for those that follow.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::cursor::{Plan, span};
use crate::error::{Error, Place, Problem};
use crate::expression::Template;
use crate::fields::Fields;
use crate::moment::Moment;
use crate::progress::{NO_CURSOR, spans};
use crate::session::Session;
use crate::stream::Stream;

/// What follows the first read.
#[derive(Debug)]
pub(crate) struct Delegate {
    /// The stream that is read from a state.
    pub(crate) incremental: Arc<Stream>,
    /// How long the provider keeps what the incremental stream reads.
    retention: Option<Template>,
    place: Place,
}

/// Reads both streams; the first one carries the other.
pub(crate) fn read(fields: &Fields<'_>) -> Option<Stream> {
    let name = fields.text("name")?.unwrap_or_default();
    let full: Option<Stream> = fields.required("full_refresh_stream");
    let incremental: Option<Stream> = fields.required("incremental_stream");
    let retention = fields.template("api_retention_period");
    let (mut full, incremental) = (full?, incremental?);
    if full.name() != name || incremental.name() != name {
        return fields.refuse("it and both of its streams must have the same name");
    }
    full.delegate = Some(Box::new(Delegate {
        incremental: Arc::new(incremental),
        retention: retention?,
        place: fields.place(),
    }));
    Some(full)
}

impl Delegate {
    /// Whether `full`, the stream of the first read, is the one to read although there is a state.
    ///
    /// # Errors
    /// [`Error::Manifest`] where ages are asked for that a cursor does not know.
    pub(crate) fn begins_anew(
        &self,
        session: &Session,
        full: &Stream,
        state: &Map<String, Value>,
    ) -> Result<bool, Error> {
        let Some(retention) = self.retention(session, full)? else {
            return Ok(false);
        };
        let mut last = last_read(session, full, state)?;
        if last.is_none() {
            last = last_read(session, &self.incremental, state)?;
        }
        let oldest = Moment::now().minus(retention);
        // Who does not know how old the state is reads all, and loses nothing.
        let is_fresh = match (last, oldest) {
            (Some(last), Some(oldest)) => last >= oldest,
            (last, None) => last.is_some(),
            (None, Some(_)) => false,
        };
        if !is_fresh {
            tracing::info!(
                stream = full.name(),
                "read from the beginning: the state is older than what the provider keeps"
            );
        }
        Ok(!is_fresh)
    }

    /// How long the provider keeps what the incremental stream reads, where the manifest says it.
    ///
    /// # Errors
    /// As of [`Delegate::begins_anew`].
    pub(crate) fn retention(
        &self,
        session: &Session,
        full: &Stream,
    ) -> Result<Option<jiff::Span>, Error> {
        let retention = span(self.retention.as_ref(), &session.scope())?;
        let counts = |stream: &Stream| stream.cursor.as_ref().is_some_and(|one| one.counts());
        if retention.is_some() && (counts(full) || counts(&self.incremental)) {
            return Err(Error::Manifest(Problem {
                place: self.place.clone(),
                component: "StateDelegatingStream".into(),
                reason: "`api_retention_period` needs cursors of time, and one of them counts"
                    .into(),
            }));
        }
        Ok(retention)
    }
}

/// When a stream was last read, as far as it can tell from a state.
fn last_read(
    session: &Session,
    stream: &Stream,
    state: &Map<String, Value>,
) -> Result<Option<Moment>, Error> {
    let Some(cursor) = &stream.cursor else {
        // A stream without a cursor was read whole when it says so.
        let is_whole = state.get(NO_CURSOR) == Some(&Value::Bool(true));
        return Ok(is_whole.then(Moment::now));
    };
    let plan = Plan::new(cursor, session)?;
    let state = match &stream.retriever.router {
        None => state,
        Some(_) => match state.get("state").and_then(Value::as_object) {
            Some(global) => global,
            None => return Ok(None),
        },
    };
    let value = match spans(state) {
        Some(spans) => spans.first().and_then(|first| {
            let latest = first.get("most_recent_cursor_value");
            latest.filter(|one| !one.is_null()).or(first.get("end"))
        }),
        None => state.get(&plan.field),
    };
    let mark = value.and_then(|value| plan.parse(value));
    Ok(mark.and_then(|mark| mark.moment()))
}
