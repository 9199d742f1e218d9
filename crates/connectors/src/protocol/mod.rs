//! The Airbyte protocol: a source as a program that others run.
//!
//! `spec`, `check`, `discover` and `read` answer in JSON lines, as the protocol (version 0.2) says them, so that PyAirbyte,
//! Airbyte, Meltano and the orchestrators around them run a manifest here unchanged. Where a manifest's streams cannot run,
//! each is named in an error of its own and the others are read.
//!
//! Deliberately absent: per-stream namespaces and files, which the open format does not give.

mod catalog;
mod message;
mod read;
mod state;

use std::io::{self, Write};
use std::sync::Arc;

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use self::message::Messages;
use crate::access::TokenSource;
use crate::config_changes::ConfigChanges;
use crate::error::{Error, Problem};
use crate::json_schema;
use crate::manifest::Manifest;
use crate::renewed::Keeper;
use crate::source::Source;

/// The key of a configuration under which a manifest may travel in place of a file.
pub const INJECTED_MANIFEST: &str = "__injected_declarative_manifest";

/// What a command runs on.
pub struct Connector {
    /// The manifest.
    pub manifest: Arc<Manifest>,
    /// The configuration, a JSON object as the manifest's specification describes it.
    pub config: Value,
    /// The connection's grant, where there is one: see [`Source::new`].
    pub access: Option<TokenSource>,
    /// What requests are sent with: see [`Source::new`].
    pub http: reqwest::Client,
    /// Where `access` says that the configuration changed, as the manifest's own authenticators do. What is said is handed
    /// on in a control message.
    pub changes: ConfigChanges,
    /// Who keeps a configuration whose tokens were renewed, in place of whoever reads the messages.
    pub keeper: Option<Arc<dyn Keeper>>,
}

/// How a command ended, for the exit code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ended {
    /// All of it was done. A check that came to *failed* is done, too.
    Done,
    /// Something failed; the messages say what.
    Failed,
}

/// `spec`: what a configuration must hold.
///
/// # Errors
/// Those of writing to `out`.
pub fn spec(manifest: &Manifest, out: &mut dyn Write) -> io::Result<Ended> {
    let mut spec = json!({"connectionSpecification": {"type": "object", "properties": {}}});
    if let Some(known) = manifest.spec() {
        spec["connectionSpecification"] = known.connection_specification.clone();
        if let Some(url) = &known.documentation_url {
            spec["documentationUrl"] = url.as_str().into();
        }
        if let Some(advanced_auth) = &known.advanced_auth {
            spec["advanced_auth"] = advanced_auth.clone();
        }
    }
    say_spec(&spec, out)
}

/// `spec` of what is no manifest: its configuration is described by a JSON Schema.
///
/// # Errors
/// Those of writing to `out`.
pub fn spec_of(configuration: &Value, out: &mut dyn Write) -> io::Result<Ended> {
    say_spec(&json!({"connectionSpecification": configuration}), out)
}

fn say_spec(spec: &Value, out: &mut dyn Write) -> io::Result<Ended> {
    let mut messages = Messages::new(out);
    messages.say(&json!({"type": "SPEC", "spec": spec}))?;
    messages.flush()?;
    Ok(Ended::Done)
}

/// `spec` without a manifest: the configuration is to bring one.
///
/// # Errors
/// Those of writing to `out`.
pub fn spec_of_any(out: &mut dyn Write) -> io::Result<Ended> {
    let configuration = json!({
        "type": "object",
        "additionalProperties": true,
        "required": [INJECTED_MANIFEST],
        "properties": {INJECTED_MANIFEST: {
            "type": "object",
            "title": "Manifest",
            "description": "A declarative manifest. The other properties are the configuration that it asks for.",
        }},
    });
    spec_of(&configuration, out)
}

/// What is wrong with a manifest that cannot be read at all, in one line.
pub fn unreadable(problems: &[Problem]) -> String {
    let all: Vec<String> = problems.iter().map(ToString::to_string).collect();
    all.join("; ")
}

/// Input that cannot be used, said as the protocol says errors.
///
/// # Errors
/// Those of writing to `out`.
pub fn refused(reason: &str, out: &mut dyn Write) -> io::Result<Ended> {
    let mut messages = Messages::new(out);
    messages.error(None, reason, "config_error")?;
    messages.flush()?;
    Ok(Ended::Failed)
}

impl Connector {
    /// `check`: whether the configuration works.
    ///
    /// # Errors
    /// Those of writing to `out`.
    pub async fn check(self, cancel: &CancellationToken, out: &mut dyn Write) -> io::Result<Ended> {
        let mut messages = Messages::new(out);
        let status = match self.source() {
            Err(reason) => Err(reason),
            Ok(source) => match source.check(cancel).await {
                // What the manifest gets wrong is no answer about the configuration.
                Err(error @ (Error::Check(_) | Error::UnknownStream(_))) => {
                    messages.error(None, &error.to_string(), "system_error")?;
                    messages.flush()?;
                    return Ok(Ended::Failed);
                }
                checked => checked.map_err(|error| error.to_string()),
            },
        };
        messages.changed(&self.changes)?;
        let status = match status {
            Ok(()) => json!({"status": "SUCCEEDED"}),
            Err(reason) => json!({"status": "FAILED", "message": reason}),
        };
        messages.say(&json!({"type": "CONNECTION_STATUS", "connectionStatus": status}))?;
        messages.flush()?;
        Ok(Ended::Done)
    }

    /// `discover`: the streams, as a catalog. Those that cannot run here are named in errors.
    ///
    /// # Errors
    /// Those of writing to `out`.
    pub async fn discover(
        self,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> io::Result<Ended> {
        let mut messages = Messages::new(out);
        for refusal in self.manifest.refused() {
            let error = Error::Refusal(refusal.clone());
            messages.log("WARN", &format!("{}: {error}", refusal.stream))?;
        }
        let streams = match self.source() {
            Err(reason) => Err((reason, "config_error")),
            Ok(source) => {
                let streams = source.streams(cancel).await;
                streams.map_err(|error| (error.to_string(), message::failure_type(&error)))
            }
        };
        messages.changed(&self.changes)?;
        let ended = match streams {
            Ok(streams) => {
                let streams: Vec<Value> = streams.iter().map(catalog::stream).collect();
                messages.say(&json!({"type": "CATALOG", "catalog": {"streams": streams}}))?;
                Ended::Done
            }
            Err((reason, kind)) => {
                messages.error(None, &reason, kind)?;
                Ended::Failed
            }
        };
        messages.flush()?;
        Ok(ended)
    }

    /// `read`: the records of the streams of a configured catalog, with their states.
    ///
    /// - `catalog`: a `ConfiguredAirbyteCatalog`.
    /// - `state`: states of an earlier read: a list of state messages, or a mapping by stream.
    ///
    /// # Errors
    /// Those of writing to `out`; nothing is read any more then.
    pub async fn read(
        self,
        catalog: &Value,
        state: Option<&Value>,
        cancel: &CancellationToken,
        out: &mut dyn Write,
    ) -> io::Result<Ended> {
        let mut messages = Messages::new(out);
        let asked = catalog::configured(catalog)
            .and_then(|streams| Ok((streams, state::States::parse(state)?)))
            .and_then(|(streams, states)| Ok((self.source()?, streams, states)));
        let ended = match asked {
            Ok((source, streams, states)) => {
                source.keep_files(read::files_folder());
                source.choose_cursors(catalog::cursor_fields(catalog));
                read::streams(
                    &source,
                    streams,
                    &states,
                    (&self.changes, cancel),
                    &mut messages,
                )
                .await?
            }
            Err(reason) => {
                messages.error(None, &reason, "config_error")?;
                Ended::Failed
            }
        };
        messages.flush()?;
        Ok(ended)
    }

    /// The source, once its configuration holds what the specification asks for; or why not.
    fn source(&self) -> Result<Source, String> {
        if let Some(spec) = self.manifest.spec() {
            json_schema::check(&spec.connection_specification, &self.config)
                .map_err(|reason| format!("Config validation error: {reason}"))?;
        }
        let (access, http) = (self.access.clone(), self.http.clone());
        let source = Source::new(self.manifest.clone(), self.config.clone(), access, http)
            .map_err(|error| error.to_string())?;
        if let (None, Some(config)) = (&self.keeper, source.migrated()) {
            self.changes.say(config.clone());
        }
        let readers = || Arc::new(self.changes.clone()) as Arc<dyn Keeper>;
        source.kept_by(self.keeper.clone().unwrap_or_else(readers));
        Ok(source)
    }
}
