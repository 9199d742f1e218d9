//! What a check, a discovery or a read carries along: the configuration, the connection to the
//! network, the tokens, and the caller's wish to stop.

use std::collections::HashMap;
use std::future::Future;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use tokio::sync::{Mutex, OnceCell, Semaphore};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::access::TokenSource;
use crate::authenticator::Rotations;
use crate::budget::Ledger;
use crate::error::{Error, Place};
use crate::expression::{Bound, Scope};
use crate::hosts::Hosts;
use crate::renewed::Renewed;
use crate::repeats::Repeats;
use crate::spec::Spec;
use crate::trial::Trial;

/// One for each call into a [`crate::Source`]; all share the source's configuration and tokens.
#[derive(Clone)]
pub(crate) struct Session {
    pub(crate) shared: Arc<Shared>,
    pub(crate) cancel: CancellationToken,
}

/// What all sessions of a source share.
pub(crate) struct Shared {
    pub(crate) config: Bound,
    /// The configuration with the values that the provider was asked for, where there are any.
    pub(crate) completed: OnceCell<Bound>,
    pub(crate) http: reqwest::Client,
    pub(crate) access: Option<TokenSource>,
    /// Tokens the manifest's own authenticators got, by what they asked with.
    pub(crate) tokens: Mutex<HashMap<u64, Issued>>,
    /// Names of fields that were asked for (`PropertiesFromEndpoint`), by the stream of values
    /// they come from.
    pub(crate) properties: Mutex<HashMap<usize, Vec<String>>>,
    /// What tokens have left that are used for each other.
    pub(crate) rotations: Rotations,
    /// The configuration as renewed tokens have changed it.
    pub(crate) renewed: Renewed,
    /// What the manifest's budget lets through, where it has one.
    pub(crate) budget: Option<Ledger>,
    /// How many slices may ask for a page at a time, over all streams; known with the first
    /// reading.
    pub(crate) turns: OnceLock<Semaphore>,
    /// What may be asked of a host at a time, by all sources that share it.
    pub(crate) hosts: Hosts,
    /// How many jobs may run at the provider at a time.
    pub(crate) jobs: Arc<Semaphore>,
    /// Answers that other readings of the same sync want too.
    pub(crate) repeats: Repeats,
    /// The fields by which streams are told to be new, where a catalog chose them.
    pub(crate) cursor_fields: OnceLock<HashMap<String, Vec<String>>>,
    /// The folder for files that records stand for, where somebody keeps them.
    pub(crate) files: OnceLock<PathBuf>,
    /// Who is told what is sent and read.
    pub(crate) trial: Trial,
    /// Texts that must not appear in an error.
    pub(crate) secrets: Vec<SecretString>,
}

/// A token an authenticator of the manifest got.
#[derive(Clone)]
pub(crate) struct Issued {
    pub(crate) token: SecretString,
    /// When it ends, where that is known.
    pub(crate) until: Option<Instant>,
}

impl Session {
    /// The configuration, with what the provider was asked for.
    pub(crate) fn config(&self) -> &Bound {
        let shared = &self.shared;
        shared.completed.get().unwrap_or(&shared.config)
    }

    /// A scope with the configuration only.
    pub(crate) fn scope(&self) -> Scope<'_> {
        Scope::new(self.config())
    }

    /// The same for work that goes on when the caller cancels.
    pub(crate) fn uncancelled(&self) -> Session {
        Session {
            shared: Arc::clone(&self.shared),
            cancel: CancellationToken::new(),
        }
    }

    /// The same with other values in the configuration, and with tokens of its own.
    pub(crate) fn with_overrides(
        &self,
        spec: Option<&Spec>,
        overrides: &Map<String, Value>,
    ) -> Session {
        let mut config = self.shared.config.json().clone();
        if let Value::Object(config) = &mut config {
            config.extend(overrides.clone());
        }
        let mut hidden = self.shared.secrets.clone();
        if let Some(spec) = spec {
            hidden.extend(secrets(&spec.connection_specification, &config));
        }
        let shared = Shared {
            renewed: Renewed::new(config.clone()),
            config: config.into(),
            http: self.shared.http.clone(),
            access: self.shared.access.clone(),
            tokens: Mutex::default(),
            properties: Mutex::default(),
            budget: None,
            turns: OnceLock::new(),
            hosts: self.shared.hosts.clone(),
            jobs: self.shared.jobs.clone(),
            repeats: Repeats::of(Arc::default()),
            cursor_fields: OnceLock::new(),
            rotations: Rotations::default(),
            files: OnceLock::new(),
            completed: OnceCell::new(),
            trial: Trial::default(),
            secrets: hidden,
        };
        Session {
            shared: Arc::new(shared),
            cancel: self.cancel.clone(),
        }
    }

    /// The key under which the authenticator at a place keeps its token: within a source its
    /// configuration never changes.
    pub(crate) fn token_key(&self, place: &Place) -> u64 {
        let mut hasher = DefaultHasher::new();
        (place.line, &place.path).hash(&mut hasher);
        hasher.finish()
    }

    /// Waits for `work`, unless the caller cancels.
    pub(crate) async fn unless_cancelled<T>(
        &self,
        work: impl Future<Output = T>,
    ) -> Result<T, Error> {
        tokio::select! {
            biased;
            () = self.cancel.cancelled() => Err(Error::Cancelled),
            done = work => Ok(done),
        }
    }

    /// Waits for a time, unless the caller cancels.
    pub(crate) async fn pause(&self, time: Duration) -> Result<(), Error> {
        self.unless_cancelled(tokio::time::sleep(time)).await
    }

    /// A text without the secrets of the configuration and without `more`.
    pub(crate) fn scrub(&self, text: &str, more: &[SecretString]) -> String {
        self.shared
            .secrets
            .iter()
            .chain(more)
            .fold(text.to_owned(), |text, secret| {
                // A secret of one or two letters would mangle every word.
                match secret.expose_secret() {
                    secret if secret.len() < 4 => text,
                    secret => text.replace(secret, "…"),
                }
            })
    }

    /// An address as it may be shown: without user, query and fragment, and without secrets.
    pub(crate) fn shown(&self, url: &Url) -> String {
        let mut url = url.clone();
        url.set_query(None);
        url.set_fragment(None);
        let _ = url.set_username("");
        let _ = url.set_password(None);
        self.scrub(url.as_str(), &[])
    }
}

/// The values of a configuration that its specification marks with `airbyte_secret`.
pub(crate) fn secrets(specification: &Value, config: &Value) -> Vec<SecretString> {
    let mut found = Vec::new();
    collect(specification, config, false, &mut found);
    found
}

fn collect(specification: &Value, config: &Value, secret: bool, found: &mut Vec<SecretString>) {
    let secret = secret || specification.get("airbyte_secret") == Some(&Value::Bool(true));
    match config {
        Value::String(text) if secret => found.push(text.clone().into()),
        Value::Object(fields) => {
            let options = specification
                .get("oneOf")
                .or(specification.get("anyOf"))
                .and_then(Value::as_array);
            for (name, value) in fields {
                for schema in std::iter::once(specification).chain(options.into_iter().flatten()) {
                    let field = schema
                        .get("properties")
                        .and_then(|properties| properties.get(name));
                    if let Some(field) = field {
                        collect(field, value, secret, found);
                    }
                }
            }
        }
        Value::Array(items) => {
            let item = specification.get("items").unwrap_or(&Value::Null);
            items
                .iter()
                .for_each(|value| collect(item, value, secret, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_are_found_where_the_specification_marks_them() {
        let specification = json!({"properties": {
            "key": {"type": "string", "airbyte_secret": true},
            "name": {"type": "string"},
            "credentials": {"oneOf": [
                {"properties": {"token": {"airbyte_secret": true}}},
                {"properties": {"password": {"airbyte_secret": true}}},
            ]},
        }});
        let config =
            json!({"key": "K", "name": "N", "credentials": {"password": "P", "user": "U"}});
        let found: Vec<String> = secrets(&specification, &config)
            .iter()
            .map(|secret| secret.expose_secret().to_owned())
            .collect();
        assert_eq!(found, ["K", "P"]);
    }
}
