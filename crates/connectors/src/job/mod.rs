//! What `AsyncRetriever` adds to a retriever: for each slice a job at the provider (a report, an
//! export) is created, asked about until it is done, and its results are downloaded.
//!
//! The download itself is a retriever like any other: its requests see `creation_response`,
//! `polling_response` and `download_target` beside the slice.

mod download;
mod run;

use std::collections::HashMap;
use std::time::Duration;

use crate::error::{Error, Place};
use crate::expression::{Missing, Scope, Takes, Template};
use crate::extractor::Extractor;
use crate::fields::{Component, Fields};
use crate::requester::HttpRequester;

/// How long a job may take where the manifest does not say.
const TIMEOUT: Duration = Duration::from_secs(60 * 60);

/// The job part of an `AsyncRetriever`.
#[derive(Debug)]
pub(crate) struct Job {
    place: Place,
    creation: HttpRequester,
    polling: HttpRequester,
    /// Asks for the places of the results, where the last poll does not name them.
    target: Option<HttpRequester>,
    abort: Option<HttpRequester>,
    delete: Option<HttpRequester>,
    status: Extractor,
    statuses: Statuses,
    targets: Option<Extractor>,
    /// Minutes after which a job counts as lost.
    timeout: Option<Template>,
    /// Seconds to wait before a job that the provider called failed is created anew.
    retry_wait: Option<Template>,
}

/// What a status of the provider means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Running,
    Completed,
    Failed,
    TimedOut,
    /// There is nothing to report.
    Skipped,
}

/// `AsyncJobStatusMap`: the provider's words for each status.
#[derive(Debug)]
struct Statuses(HashMap<String, Status>);

impl Component for Statuses {
    const DEFAULT: Option<&'static str> = Some("AsyncJobStatusMap");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let mut map = HashMap::new();
        for (key, status, required) in [
            ("running", Status::Running, true),
            ("completed", Status::Completed, true),
            ("failed", Status::Failed, true),
            ("timeout", Status::TimedOut, true),
            ("skipped", Status::Skipped, false),
        ] {
            if required && fields.node(key).is_none() {
                return fields.refuse(format!("`{key}` is missing; it may be an empty list"));
            }
            for word in fields.texts(key)? {
                if map.insert(word.clone(), status).is_some() {
                    return fields.refuse(format!("the status `{word}` has two meanings"));
                }
            }
        }
        Some(Statuses(map))
    }
}

impl Job {
    /// Reads the job's fields of an `AsyncRetriever`.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Job> {
        let creation = fields.required("creation_requester");
        let polling = fields.required("polling_requester");
        let target: Option<Option<HttpRequester>> = fields.optional("download_target_requester");
        let abort = fields.optional("abort_requester");
        let delete = fields.optional("delete_requester");
        let status = fields.required("status_extractor");
        let statuses = fields.required("status_mapping");
        let targets: Option<Option<Extractor>> = fields.optional("download_target_extractor");
        let timeout = fields.template("polling_job_timeout");
        let retry_wait = fields.template("failed_retry_wait_time_in_seconds");
        let (target, targets) = (target?, targets?);
        if target.is_some() && targets.is_none() {
            return fields.refuse(
                "`download_target_requester` needs a `download_target_extractor` beside it",
            );
        }
        Some(Job {
            place: fields.place(),
            creation: creation?,
            polling: polling?,
            target,
            abort: abort?,
            delete: delete?,
            status: status?,
            statuses: statuses?,
            targets,
            timeout: timeout?,
            retry_wait: retry_wait?,
        })
    }

    fn timeout(&self, scope: &Scope<'_>) -> Result<Duration, Error> {
        let minutes = match &self.timeout {
            Some(minutes) => whole(minutes, scope)?.filter(|minutes| *minutes > 0),
            None => None,
        };
        let seconds = minutes.map(|minutes| minutes.saturating_mul(60));
        Ok(seconds.map_or(TIMEOUT, Duration::from_secs))
    }

    fn retry_wait(&self, scope: &Scope<'_>) -> Result<Option<Duration>, Error> {
        match &self.retry_wait {
            Some(seconds) => Ok(whole(seconds, scope)?.map(Duration::from_secs)),
            None => Ok(None),
        }
    }
}

/// A whole number that is not negative, where the template gives one.
pub(crate) fn whole(template: &Template, scope: &Scope<'_>) -> Result<Option<u64>, Error> {
    let value = template.value(scope, Missing::IsNull, Takes::Anything)?;
    Ok(match &value {
        serde_json::Value::String(text) => text.trim().parse().ok(),
        value => value.as_u64(),
    })
}
