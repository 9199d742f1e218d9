//! One job: created, asked about with growing pauses, created anew where it fails.

use std::time::{Duration, Instant};

use serde_json::{Map, Value};
use tokio::sync::OwnedSemaphorePermit;

use super::{Job, Status};
use crate::answer::Answer;
use crate::error::Error;
use crate::expression::{Scope, python_text};
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;
use crate::slice::{Partition, Slice};

/// How often a job is created for one slice before it is given up.
const TRIES: u32 = 3;

/// The pause after the first look at a job; it doubles up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: Duration = Duration::from_millis(500);

/// The longest pause between two looks, which is the format's own.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// A job that is done.
pub(super) struct Done {
    /// What expressions see as `creation_response` and `polling_response`.
    context: Map<String, Value>,
    /// Where the results are; one that says nothing where the manifest does not look for any.
    pub(super) targets: Vec<Value>,
}

/// How one try of a job ended.
enum End {
    Done(Done),
    Skipped,
    Failed(String),
    TimedOut,
    /// It could not even be created.
    NotCreated(Error),
}

impl Done {
    /// The slice as requests of the download see it.
    pub(super) fn slice(&self, slice: &Slice, target: &Value) -> Slice {
        let mut context = self.context.clone();
        context.insert("download_target".to_owned(), target.clone());
        beside(slice, context)
    }
}

/// A slice with values beside it under their own names.
fn beside(slice: &Slice, context: Map<String, Value>) -> Slice {
    let mut extra = slice.partition.extra.clone();
    extra.extend(context);
    let partition = Partition {
        key: slice.partition.key.clone(),
        extra,
        page: None,
    };
    Slice::new(partition, slice.window.clone())
}

impl Job {
    /// Runs the job of a slice until its results are there; `None` where there is nothing to
    /// report.
    ///
    /// # Errors
    /// [`Error::Job`], and everything of [`Error`] that has to do with a request.
    pub(super) async fn run(
        &self,
        session: &Session,
        stream: &str,
        slice: &Slice,
    ) -> Result<Option<Done>, Error> {
        // Held until the job has ended, not while its results are downloaded.
        let _running = self.turn(session).await?;
        let mut tries = 1;
        loop {
            let failed = match self.once(session, stream, slice).await? {
                End::Done(done) => return Ok(Some(done)),
                End::Skipped => return Ok(None),
                End::NotCreated(error) if tries >= TRIES => return Err(error),
                End::NotCreated(error) => {
                    tracing::warn!(stream, %error, "the job could not be created");
                    None
                }
                End::Failed(status) => Some(format!(
                    "failed: the provider says `{}`",
                    session.scrub(&status, &[])
                )),
                End::TimedOut => Some("took too long".to_owned()),
            };
            if let Some(reason) = failed {
                if tries >= TRIES {
                    return Err(self.failure(stream, format!("{reason}, {TRIES} times")));
                }
                tracing::warn!(stream, reason, "the job is created anew");
            }
            tries += 1;
        }
    }

    /// Waits until one job more may run.
    async fn turn(&self, session: &Session) -> Result<Option<OwnedSemaphorePermit>, Error> {
        let jobs = session.shared.jobs.clone();
        // A semaphore that nobody closes always gives a permit in the end.
        Ok(session.unless_cancelled(jobs.acquire_owned()).await?.ok())
    }

    async fn once(&self, session: &Session, stream: &str, slice: &Slice) -> Result<End, Error> {
        let scope = session.scope();
        let retry_wait = self.retry_wait(&scope)?;
        let created = match self.create(session, slice).await {
            Ok(created) => created,
            Err(
                error @ (Error::Cancelled
                | Error::Unauthorized { .. }
                | Error::Forbidden { .. }
                | Error::Access(_)),
            ) => return Err(error),
            Err(error) => {
                session.pause(LONGEST_PAUSE).await?;
                return Ok(End::NotCreated(error));
            }
        };
        let mut context = Map::from_iter([("creation_response".to_owned(), created)]);
        let asking = beside(slice, context.clone());
        let (began, timeout) = (Instant::now(), self.timeout(&scope)?);
        let mut pause = FIRST_PAUSE;
        loop {
            let answer = send(session, &self.polling, &asking).await?;
            let (word, status) = self.status_of(session, stream, &answer).await?;
            tracing::debug!(stream, word, "asked about the job");
            match status {
                Status::Completed => {
                    context.insert("polling_response".to_owned(), seen(&answer, None));
                    let targets = self.targets(session, slice, &context, &answer).await?;
                    return Ok(End::Done(Done { context, targets }));
                }
                Status::Skipped => return Ok(End::Skipped),
                Status::Failed => {
                    session.pause(retry_wait.unwrap_or(pause)).await?;
                    return Ok(End::Failed(word));
                }
                Status::Running if began.elapsed() < timeout => {
                    session.pause(pause).await?;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                }
                Status::Running | Status::TimedOut => {
                    self.tell(session, self.abort.as_ref(), &asking).await;
                    return Ok(End::TimedOut);
                }
            }
        }
    }

    /// Creates a job; gives what expressions see of the answer.
    async fn create(&self, session: &Session, slice: &Slice) -> Result<Value, Error> {
        let answer = send(session, &self.creation, slice).await?;
        let scope = session.scope();
        let request = self.creation.outline(session, &slice.scope(&scope))?;
        Ok(seen(&answer, Some(request)))
    }

    async fn status_of(
        &self,
        session: &Session,
        stream: &str,
        answer: &Answer,
    ) -> Result<(String, Status), Error> {
        let status = self.status.values(session, answer).await?;
        let status = status.into_iter().next();
        let word = status
            .as_ref()
            .map_or_else(|| "None".to_owned(), python_text);
        match self.statuses.0.get(&word) {
            Some(status) => Ok((word, *status)),
            None => {
                let word = session.scrub(&word, &[]);
                Err(self.failure(
                    stream,
                    format!("has the status `{word}`, which `status_mapping` does not know"),
                ))
            }
        }
    }

    /// Where the results are.
    async fn targets(
        &self,
        session: &Session,
        slice: &Slice,
        context: &Map<String, Value>,
        polled: &Answer,
    ) -> Result<Vec<Value>, Error> {
        let Some(extractor) = &self.targets else {
            return Ok(vec![Value::String(String::new())]);
        };
        match &self.target {
            None => extractor.values(session, polled).await,
            Some(requester) => {
                let answer = send(session, requester, &beside(slice, context.clone())).await?;
                extractor.values(session, &answer).await
            }
        }
    }

    /// Tells the provider that a job's results were fetched.
    pub(super) async fn clean_up(&self, session: &Session, slice: &Slice, done: &Done) {
        let asking = beside(slice, done.context.clone());
        self.tell(session, self.delete.as_ref(), &asking).await;
    }

    /// A request whose failure changes nothing.
    async fn tell(&self, session: &Session, requester: Option<&HttpRequester>, slice: &Slice) {
        if let Some(requester) = requester
            && let Err(error) = send(session, requester, slice).await
        {
            tracing::warn!(%error, "the job could not be ended at the provider");
        }
    }

    fn failure(&self, stream: &str, reason: String) -> Error {
        Error::Job {
            stream: stream.to_owned(),
            place: self.place.clone(),
            reason,
        }
    }
}

async fn send(
    session: &Session,
    requester: &HttpRequester,
    slice: &Slice,
) -> Result<Answer, Error> {
    let scope = session.scope();
    let scope: Scope<'_> = slice.scope(&scope);
    match requester
        .send(session, &scope, None, Parts::default())
        .await?
    {
        Some(answer) => Ok(answer),
        None => Err(requester.ignored()),
    }
}

/// An answer as later requests see it: its JSON, its headers and what was asked.
fn seen(answer: &Answer, request: Option<Value>) -> Value {
    let mut seen = match answer.json() {
        Some(Value::Object(map)) => map.clone(),
        _ => Map::new(),
    };
    seen.entry("headers")
        .or_insert_with(|| Value::Object(answer.headers().into_map()));
    if let Some(request) = request {
        seen.entry("request").or_insert(request);
    }
    Value::Object(seen)
}
