//! Sources for other programs: the commands of the Airbyte protocol on a manifest or on a connector of the catalogue.
//!
//! No desktop is needed: no store, no keychain, no window. What is to be kept comes in as files and goes out as messages, so
//! that the same connector runs on a server under somebody else's scheduler. The grant of a connection on this machine is
//! another matter, see `--connection`.

mod authorize;
mod environment;
mod grant;
mod grant_file;
mod spec;

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use headwater_connectors::protocol::{self, INJECTED_MANIFEST};
use headwater_connectors::{Catalogue, ConfigChanges, Connector, Given, Manifest};
use serde_json::Value;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

pub use authorize::ServerConsent;
pub(crate) use environment::placeholder;
pub(crate) use grant::{CLIENT_ID, CLIENT_SECRET};
pub use headwater_connectors::protocol::Ended;

use self::grant_file::GrantFile;
use crate::engine::{Engine, home};
use crate::fault::Fault;
use crate::imported;

/// A command of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// What a configuration must hold.
    Spec,
    /// Whether a configuration works.
    Check,
    /// Which streams there are.
    Discover,
    /// The records of streams.
    Read,
}

/// What a source is made of.
#[derive(Clone, Debug, Default)]
pub struct Described {
    /// A manifest's file.
    pub manifest: Option<PathBuf>,
    /// A connector: its name in the catalogue, or its folder.
    pub connector: Option<String>,
    /// The file of the configuration. Without manifest and connector it brings a manifest itself.
    pub config: Option<PathBuf>,
    /// The file of the configured catalog.
    pub catalog: Option<PathBuf>,
    /// The file of the state of an earlier read.
    pub state: Option<PathBuf>,
    /// Whether texts `${NAME}` of the configuration are taken from the environment.
    pub environment: bool,
    /// The file of the grant that was given to this machine, see [`ServerConsent`].
    pub grant: Option<PathBuf>,
}

/// Why a command of the protocol cannot begin; said as an error of the protocol.
type Refused = String;

/// Does one command; messages go to `out`, one JSON line each. Interrupted (Ctrl-C), it ends after the page in hand.
///
/// # Errors
/// Those of writing to `out`.
pub async fn run(verb: Verb, described: &Described, out: &mut dyn Write) -> io::Result<Ended> {
    if verb == Verb::Spec {
        return match subject(described, None) {
            Ok(Subject::Any) => protocol::spec_of_any(out),
            Ok(Subject::Manifest(manifest)) => protocol::spec(&manifest, out),
            Ok(Subject::Connector(connector)) => {
                protocol::spec_of(&spec::specification(&connector), out)
            }
            Err(reason) => protocol::refused(&reason, out),
        };
    }
    let asked = TaskTracker::new();
    let began = async {
        let config = configuration(described)?;
        let subject = subject(described, Some(&config))?;
        let grant = described.grant.as_deref().map(GrantFile::at);
        connector(subject, config, grant, &asked).await
    };
    let connector = match began.await {
        Ok(connector) => connector,
        Err(reason) => return protocol::refused(&reason, out),
    };
    let ended = on(connector, verb, described, out).await;
    // An answer that is not waited for is lost, and with many providers the grant is lost with it.
    asked.close();
    asked.wait().await;
    ended
}

impl Engine {
    /// Does one command with the details and the grant of a connection of this machine; tokens that are renewed meanwhile are
    /// kept here and in no message.
    ///
    /// # Errors
    /// Those of writing to `out`.
    pub async fn protocol(
        &self,
        verb: Verb,
        connection: &str,
        described: &Described,
        out: &mut dyn Write,
    ) -> io::Result<Ended> {
        let made = async {
            let connection = self.stored(connection).await?;
            let connector = self.connectors.get(&connection.connector)?;
            let parts = self.parts(&connection, &connector, None).await?;
            Ok::<_, Fault>(parts)
        };
        let ended = match made.await {
            Ok(parts) if verb == Verb::Spec => protocol::spec(&parts.manifest, out)?,
            Ok(parts) => {
                let connector = protocol::Connector {
                    manifest: parts.manifest,
                    config: parts.config,
                    access: parts.access,
                    http: parts.http,
                    changes: ConfigChanges::default(),
                    keeper: Some(parts.keeper),
                };
                on(connector, verb, described, out).await?
            }
            Err(fault) => {
                let seen = fault.seen_now();
                protocol::refused(&format!("{}. {} {}", seen.title, seen.cause, seen.fix), out)?
            }
        };
        self.settled().await;
        Ok(ended)
    }
}

async fn on(
    connector: protocol::Connector,
    verb: Verb,
    described: &Described,
    out: &mut dyn Write,
) -> io::Result<Ended> {
    let cancel = CancellationToken::new();
    let interrupted = cancel.clone();
    tokio::spawn(async move {
        if tokio::signal::ctrl_c().await.is_ok() {
            interrupted.cancel();
        }
    });
    match verb {
        Verb::Spec | Verb::Check => connector.check(&cancel, out).await,
        Verb::Discover => connector.discover(&cancel, out).await,
        Verb::Read => {
            let catalog = json(described.catalog.as_deref(), "--catalog");
            let state = described.state.as_deref();
            let state = state.map(|path| json(Some(path), "--state")).transpose();
            match catalog.and_then(|catalog| Ok((catalog, state?))) {
                Ok((catalog, state)) => {
                    connector.read(&catalog, state.as_ref(), &cancel, out).await
                }
                Err(reason) => protocol::refused(&reason, out),
            }
        }
    }
}

enum Subject {
    /// Nothing is named: the configuration is to bring a manifest.
    Any,
    Manifest(Arc<Manifest>),
    Connector(Box<Connector>),
}

fn subject(described: &Described, config: Option<&Value>) -> Result<Subject, Refused> {
    if let Some(path) = &described.manifest {
        let manifest = Manifest::open(path).map_err(|problems| protocol::unreadable(&problems))?;
        return Ok(Subject::Manifest(Arc::new(manifest)));
    }
    if let Some(name) = &described.connector {
        return named(name).map(|connector| Subject::Connector(Box::new(connector)));
    }
    let Some(config) = config else {
        return Ok(Subject::Any);
    };
    let injected = config
        .get(INJECTED_MANIFEST)
        .filter(|manifest| manifest.is_object())
        .ok_or(format!(
            "Name a manifest (--manifest-path) or a connector (--connector), or put the manifest into the configuration as `{INJECTED_MANIFEST}`."
        ))?;
    let manifest = Manifest::load(&injected.to_string(), "manifest")
        .map_err(|problems| protocol::unreadable(&problems))?;
    Ok(Subject::Manifest(Arc::new(manifest)))
}

/// A connector by its folder, or by its name: one that was added wins over one that came with the program.
fn named(name: &str) -> Result<Connector, Refused> {
    let folder = Path::new(name);
    let is_folder = folder.join("connector.yaml").is_file();
    let further = std::env::var_os("HEADWATER_CATALOGUE").map(PathBuf::from);
    let folders = [Some(imported::folder(&home())), further];
    let mut folders = folders.into_iter().flatten().map(|all| all.join(name));
    let found = match is_folder {
        true => Some(folder.to_owned()),
        false => folders.find(|folder| folder.join("connector.yaml").is_file()),
    };
    if let Some(folder) = found {
        return Connector::open(&folder).map_err(|problems| protocol::unreadable(&problems));
    }
    Catalogue::bundled_connector(name)
        .ok_or(format!("There is no connector `{name}`."))?
        .map_err(|problems| protocol::unreadable(&problems))
}

/// The configuration, with what the environment adds to it.
fn configuration(described: &Described) -> Result<Value, Refused> {
    let mut config = json(described.config.as_deref(), "--config")?;
    if described.environment {
        environment::fill(&mut config, &|name| std::env::var(name).ok())?;
    }
    Ok(config)
}

async fn connector(
    subject: Subject,
    mut config: Value,
    grant: Option<GrantFile>,
    asked: &TaskTracker,
) -> Result<protocol::Connector, Refused> {
    let http = crate::network::of_environment().map_err(|fault| fault.to_string())?;
    let changes = ConfigChanges::default();
    let (manifest, access) = match subject {
        Subject::Any => return Err("There is no manifest.".to_owned()),
        Subject::Manifest(manifest) => (manifest, None),
        Subject::Connector(connector) => {
            let signed =
                grant::source(&connector, &config, &http, &changes, grant.as_ref(), asked)?;
            let inputs = config.as_object().cloned().unwrap_or_default();
            let captured = signed.as_ref().map(|signed| signed.captured.clone());
            let mut made = connector
                .config(&inputs, &captured.unwrap_or_default())
                .map_err(|error| error.to_string())?;
            let access = signed.map(|signed| {
                connector.give(&mut made, Given::ClientId, &signed.client_id);
                signed.tokens
            });
            let manifest = connector
                .manifest_for(&made)
                .map_err(|error| error.to_string())?;
            config = made;
            (manifest, access)
        }
    };
    if let Some(config) = config.as_object_mut() {
        config.remove(INJECTED_MANIFEST);
    }
    Ok(protocol::Connector {
        manifest,
        config,
        access,
        http,
        changes,
        keeper: None,
    })
}

fn json(path: Option<&Path>, flag: &str) -> Result<Value, Refused> {
    let path = path.ok_or(format!("{flag} is missing."))?;
    let told = |reason: &dyn std::fmt::Display| format!("{flag} {}: {reason}", path.display());
    let text = std::fs::read(path).map_err(|error| told(&error))?;
    // The parser's own words would repeat a piece of the file, and a configuration holds secrets.
    serde_json::from_slice(&text).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        told(&format!("not JSON from line {line}, column {column}"))
    })
}
