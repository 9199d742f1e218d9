//! What a server needs of a connection: connector, configuration, catalog, state.

use std::sync::Arc;

use headwater_connectors::{Connector, Given};
use headwater_store::{ConnectionState, Mode, Stream};
use serde_json::{Map, Value, json};

use crate::connectors;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::life::inputs;
use crate::protocol::{CLIENT_ID, CLIENT_SECRET, placeholder};
use crate::sandbox;
use crate::secrets::Secrets;
use crate::view::{GrantKind, HandoffPlan, HandoffStream, ServerSignIn};

/// What a server needs of a connection.
pub(super) struct Project {
    pub connector: Arc<Connector>,
    /// Whether the connector came with the program.
    pub bundled: bool,
    /// The connector's files, as they stand.
    pub files: connectors::Files,
    /// The connection's name.
    pub name: String,
    /// The values of its inputs, with the names of variables in place of secrets.
    pub config: Map<String, Value>,
    /// The variables, in the order of the inputs.
    pub variables: Vec<String>,
    /// Names of the details for people.
    inputs: Vec<String>,
    streams: Vec<Stream>,
    pub sign_in: ServerSignIn,
    /// Whether the desktop's consent came by a device code.
    pub device_code: bool,
}

impl Engine {
    /// What a server needs of a connection.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) where a server could not run it.
    pub(super) async fn project(&self, id: &str, secrets: &Secrets) -> Result<Project, Fault> {
        let connection = self.stored(id).await?;
        let connector = self.connectors.get(&connection.connector)?;
        let owned = id.to_owned();
        let mut streams = self.store(move |store| store.streams(&owned)).await?;
        streams.retain(|stream| stream.selected && stream.offered);
        if connection.state == ConnectionState::Draft || streams.is_empty() {
            return Err(Fault::not_now(
                "This connection has no streams to read yet",
                "Finish its setup first.",
            ));
        }
        let files = connectors::files(&connector)?;
        let mut project = Project {
            bundled: connector.folder().is_none(),
            connector,
            files,
            name: connection.name.clone(),
            config: Map::new(),
            variables: Vec::new(),
            inputs: Vec::new(),
            streams,
            sign_in: ServerSignIn::Key,
            device_code: false,
        };
        project.take_inputs(&inputs(&connection), secrets);
        if let Some(profile) = self.connectors.profile(&connection.connector) {
            refuse_unless_portable(&project.connector, &profile)?;
            let kind = self.grant_kind(&connection);
            project.device_code = kind == GrantKind::DeviceCode;
            project.sign_in = match kind {
                GrantKind::ClientCredentials => ServerSignIn::ClientCredentials,
                GrantKind::AuthorizationCode | GrantKind::DeviceCode => ServerSignIn::Consent,
            };
            let registered = secrets.registered.as_ref();
            let client = self.client_of(&connection, secrets, &profile)?;
            if client.certificate.is_some() {
                return Err(Fault::not_now(
                    "This connection signs in with a certificate, which only the window can do",
                    "Use a client with a secret.",
                ));
            }
            // A client that the provider registered for the desktop is the desktop's; the server registers its own.
            if registered.is_none_or(|registered| registered.client.id != client.id) {
                project.take_client(client.id, client.secret.is_some());
            }
        }
        Ok(project)
    }
}

/// Refuses what only the window can do for a connector.
fn refuse_unless_portable(
    connector: &Connector,
    profile: &headwater_oauth::Profile,
) -> Result<(), Fault> {
    let reason = if connector.id == sandbox::CONNECTOR {
        "The sample data comes from this program itself"
    } else if profile.discovery {
        "The addresses of its sign-in are looked up at the provider, which only the window can do"
    } else if connector.wants(Given::AccessToken) {
        "Its requests hold the access token in a place that only the window fills"
    } else {
        return Ok(());
    };
    Err(Fault::not_now(
        reason,
        "Sync it here, and deliver its workbook to a database or a folder.",
    ))
}

impl Project {
    fn take_inputs(
        &mut self,
        values: &std::collections::BTreeMap<String, String>,
        secrets: &Secrets,
    ) {
        let connector = Arc::clone(&self.connector);
        for input in &connector.inputs {
            let value = match input.secret {
                true if input.required || secrets.inputs.contains_key(&input.name) => {
                    self.variable(&input.name)
                }
                true => continue,
                false => match values.get(&input.name).filter(|value| !value.is_empty()) {
                    Some(value) => value.as_str().into(),
                    None => continue,
                },
            };
            self.config.insert(input.name.clone(), value);
            if !input.hidden {
                self.inputs.push(input.title.clone());
            }
        }
    }

    fn take_client(&mut self, id: String, has_secret: bool) {
        self.config.insert(CLIENT_ID.to_owned(), id.into());
        if has_secret && !self.config.contains_key(CLIENT_SECRET) {
            let secret = self.variable(CLIENT_SECRET);
            self.config.insert(CLIENT_SECRET.to_owned(), secret);
        }
    }

    /// The placeholder of a variable of the environment, named after connector and input.
    fn variable(&mut self, input: &str) -> Value {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
        let name = format!("{}_{input}", self.connector.id);
        let name: String = name.chars().map(plain).collect();
        let name = name.to_uppercase();
        let value = placeholder(&name).into();
        self.variables.push(name);
        value
    }

    /// What goes, for people.
    pub(super) fn plan(&self) -> HandoffPlan {
        let stream = |stream: &Stream| HandoffStream {
            name: stream.name.clone(),
            goes_on: state(stream).is_some(),
            narrowed: stream.choice != headwater_store::Choice::default(),
        };
        HandoffPlan {
            streams: self.streams.iter().map(stream).collect(),
            inputs: self.inputs.clone(),
            variables: self.variables.clone(),
            sign_in: self.sign_in,
        }
    }

    /// The names of the streams.
    pub(super) fn stream_names(&self) -> Vec<&str> {
        let streams = self.streams.iter();
        streams.map(|stream| stream.name.as_str()).collect()
    }

    /// The configured catalog of the Airbyte protocol.
    pub(super) fn catalog(&self) -> Value {
        let streams: Vec<Value> = self.streams.iter().map(configured).collect();
        json!({ "streams": streams })
    }

    /// The states, as the Airbyte protocol takes them.
    pub(super) fn states(&self) -> Value {
        let message = |stream: &Stream| {
            let descriptor = json!({"name": stream.name});
            let state = json!({"stream_descriptor": descriptor, "stream_state": state(stream)?});
            Some(json!({"type": "STREAM", "stream": state}))
        };
        self.streams.iter().filter_map(message).collect()
    }
}

/// Where a stream goes on; none for one that is read whole each time.
fn state(stream: &Stream) -> Option<&Value> {
    let state = stream.state.as_ref();
    state.filter(|_| !stream.mode.is_full())
}

fn configured(stream: &Stream) -> Value {
    let mut about = json!({
        "name": stream.name,
        "json_schema": stream.schema,
        "supported_sync_modes": ["full_refresh"],
    });
    if !stream.key.is_empty() {
        about["source_defined_primary_key"] = json!(stream.key);
    }
    if stream.incremental {
        about["supported_sync_modes"] = json!(["full_refresh", "incremental"]);
        about["source_defined_cursor"] = true.into();
    }
    let (sync, destination) = match stream.mode {
        Mode::FullRefreshReplace => ("full_refresh", "overwrite"),
        Mode::FullRefreshAppend => ("full_refresh", "append"),
        Mode::IncrementalAppend => ("incremental", "append"),
        Mode::IncrementalAppendDedupe => ("incremental", "append_dedup"),
    };
    let mut configured =
        json!({"stream": about, "sync_mode": sync, "destination_sync_mode": destination});
    if let Some(cursor) = &stream.cursor {
        configured["stream"]["default_cursor_field"] = json!([cursor]);
        configured["cursor_field"] = json!([cursor]);
    }
    if !stream.key.is_empty() {
        configured["primary_key"] = json!(stream.key);
    }
    configured
}
