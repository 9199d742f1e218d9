//! The streams that a connection offers, with the choice that is kept or proposed.

use std::sync::Arc;

use headwater_connectors::{Connector, Given, Keeper, Manifest, Source, StreamInfo, TokenSource};
use headwater_oauth::Grant;
use headwater_store::{Change, Connection, Discovered, Mode as StoredMode, Step, Stream};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::life::mode;
use crate::tokens::{Need, Pasted};
use crate::view::{ConnectionView, Mode, StreamSelection, StreamView};

/// What a source is made of.
pub(crate) struct Parts {
    pub manifest: Arc<Manifest>,
    /// Holds secrets.
    pub config: Value,
    pub access: Option<TokenSource>,
    pub http: reqwest::Client,
    /// Who keeps a configuration whose tokens are renewed.
    pub keeper: Arc<dyn Keeper>,
}

impl Engine {
    /// The runtime of a connection's connector, with its configuration and its tokens.
    ///
    /// # Errors
    /// The keychain's faults, [`Code::ManifestFailed`].
    pub(crate) async fn source(&self, connection: &Connection) -> Result<Source, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        self.source_of(connection, &connector, None).await
    }

    /// The runtime of a connector or of another manifest, with the configuration and the tokens of a connection.
    ///
    /// # Errors
    /// As [`Engine::source`].
    pub(crate) async fn source_of(
        &self,
        connection: &Connection,
        connector: &Connector,
        manifest: Option<Arc<Manifest>>,
    ) -> Result<Source, Fault> {
        let Parts {
            manifest,
            config,
            access,
            http,
            keeper,
        } = self.parts(connection, connector, manifest).await?;
        let source = Source::new(manifest, config, access, http)?;
        source.kept_by(keeper);
        Ok(source)
    }

    /// What a connection's source is made of.
    ///
    /// # Errors
    /// As [`Engine::source`].
    pub(crate) async fn parts(
        &self,
        connection: &Connection,
        connector: &Connector,
        manifest: Option<Arc<Manifest>>,
    ) -> Result<Parts, Fault> {
        let secrets = self.keychain.read(&connection.id).await?;
        let values = self.values(connection).await?.into_iter();
        // The configuration holds the secret inputs in the clear: it lives for this source only and is never printed.
        let secret = secrets
            .inputs
            .iter()
            .map(|(name, value)| (name.clone(), value.expose_secret().to_owned()));
        let values = values
            .chain(secret)
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        let captured = secrets.grant.as_ref().map(captured).unwrap_or_default();
        let mut config = connector.config(&values, &captured)?;
        let mut http = self.http().await?;
        let access = match connector.oauth2 {
            Some(_) => {
                let provider = self.provider_with(connection, &secrets).await?;
                connector.give(&mut config, Given::ClientId, &provider.client().id);
                if connector.wants(Given::AccessToken) {
                    let grant = self.grant(&connection.id, Need::Use).await?;
                    let token = grant.access_token.expose_secret();
                    connector.give(&mut config, Given::AccessToken, token);
                }
                http = self.http_of(&provider).await?;
                Some(self.token_source(&connection.id, provider))
            }
            None => None,
        };
        let manifest = match manifest {
            Some(manifest) => manifest,
            None => connector.manifest_for(&config)?,
        };
        Ok(Parts {
            manifest,
            config,
            access,
            http,
            keeper: Arc::new(Pasted::of(self, connection, connector)),
        })
    }

    /// Discovers the streams of a connection.
    ///
    /// # Errors
    /// The source's faults.
    pub async fn streams(&self, id: String) -> Result<Vec<StreamView>, Fault> {
        let connection = self.stored(&id).await?;
        let source = self.source(&connection).await?;
        let streams = self.rediscover(&connection, &source).await?;
        Ok(streams
            .into_iter()
            .filter(|stream| stream.offered)
            .map(|stream| self.seen_stream(&connection, stream))
            .collect())
    }

    /// Asks a source for its streams and keeps what is new about them; gives all that are known.
    ///
    /// # Errors
    /// The source's faults.
    pub(crate) async fn rediscover(
        &self,
        connection: &Connection,
        source: &Source,
    ) -> Result<Vec<Stream>, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let found = source.streams(&self.closing).await?;
        let mut discovered: Vec<_> = found
            .into_iter()
            .map(|stream| discovered(&connector, stream))
            .collect();
        for refusal in connector.manifest.refused() {
            discovered.push(refused(refusal));
        }
        propose_all_if_none_is_recommended(&mut discovered);
        for stream in &mut discovered {
            stream.selected &= self.scope_fault(connection, &stream.name).is_none();
        }
        let id = connection.id.clone();
        self.store(move |store| {
            store.keep_discovery(&id, &discovered)?;
            store.streams(&id)
        })
        .await
    }

    /// Settles what the source has changed about a stream: accepted, or kept as it was.
    ///
    /// # Errors
    /// [`Code::StreamGone`] for one that is not known.
    pub async fn settle_schema(
        &self,
        id: String,
        stream: String,
        accept: bool,
    ) -> Result<ConnectionView, Fault> {
        let connection = id.clone();
        self.store(move |store| store.settle_schema(&connection, &stream, accept))
            .await?;
        self.connections_changed();
        self.connection(id).await
    }

    /// Keeps which streams are ticked and how they are synced.
    ///
    /// # Errors
    /// [`Code::StreamGone`] for one that is not known, [`Code::NotNow`] where none is ticked.
    pub async fn select_streams(
        &self,
        id: String,
        streams: Vec<StreamSelection>,
    ) -> Result<ConnectionView, Fault> {
        if streams.is_empty() {
            return Err(Fault::not_now(
                "No stream is ticked",
                "Tick at least one stream.",
            ));
        }
        let connection = self.stored(&id).await?;
        let selection: Vec<_> = streams
            .into_iter()
            .map(|stream| (stream.name, stored_mode(stream.mode)))
            .collect();
        let connection_id = id.clone();
        self.store(move |store| {
            store.select_streams(&connection_id, &selection)?;
            // A connection that is through the wizard gets the tabs of newly ticked streams at once.
            connection
                .entity
                .map_or(Ok(()), |entity| store.link(&connection_id, entity))
        })
        .await?;
        let through = self.stored(&id).await?.step == Step::Done;
        let changes = if through {
            Vec::new()
        } else {
            vec![Change::Step(Step::Entity)]
        };
        self.change(&id, changes).await?;
        self.events.changed(crate::view::Topic::Workbooks);
        self.connection(id).await
    }

    fn seen_stream(&self, connection: &Connection, stream: Stream) -> StreamView {
        let modes = StoredMode::of(stream.incremental, !stream.key.is_empty());
        StreamView {
            key: stream.key.iter().map(|path| path.join(".")).collect(),
            modes: modes.into_iter().map(mode).collect(),
            mode: mode(stream.mode),
            fields: fields(&stream.schema),
            selected: stream.selected && stream.unavailable.is_none(),
            unavailable: stream
                .unavailable
                .as_ref()
                .and_then(|fault| self.kept_fault(fault))
                .or_else(|| {
                    let fault = self.scope_fault(connection, &stream.name)?;
                    Some(self.seen(&fault))
                }),
            cursor: stream.cursor,
            name: stream.name,
        }
    }
}

/// What the consent told, for the templates of the connector's configuration.
pub(crate) fn captured(grant: &Grant) -> serde_json::Map<String, Value> {
    let values = grant.captured_values().into_iter();
    values.map(|(name, value)| (name, value.into())).collect()
}

fn discovered(connector: &Connector, stream: StreamInfo) -> Discovered {
    let recommended = connector.recommended.contains(&stream.name);
    let best = StoredMode::of(stream.incremental, !stream.primary_key.is_empty());
    Discovered {
        mode: best
            .first()
            .copied()
            .unwrap_or(StoredMode::FullRefreshReplace),
        incremental: stream.incremental,
        key: stream.primary_key,
        cursor: stream.cursor_field,
        schema: stream.json_schema,
        unavailable: None,
        selected: recommended,
        name: stream.name,
    }
}

fn refused(refusal: &headwater_connectors::Refusal) -> Discovered {
    let reasons: Vec<_> = refusal.problems.iter().map(ToString::to_string).collect();
    let fault = Fault::new(Code::ManifestUnsupported)
        .with("reason", reasons.join("; "))
        .detail(reasons.join("\n"));
    Discovered {
        name: refusal.stream.clone(),
        key: Vec::new(),
        cursor: None,
        incremental: false,
        schema: serde_json::json!({}),
        unavailable: Some(fault.to_json()),
        mode: StoredMode::FullRefreshReplace,
        selected: false,
    }
}

/// A connector whose streams are only known here, such as the sheets of a spreadsheet, recommends none by name.
fn propose_all_if_none_is_recommended(streams: &mut [Discovered]) {
    if !streams.iter().any(|stream| stream.selected) {
        for stream in streams
            .iter_mut()
            .filter(|stream| stream.unavailable.is_none())
        {
            stream.selected = true;
        }
    }
}

fn fields(schema: &serde_json::Value) -> Vec<String> {
    schema["properties"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name.clone())
        .collect()
}

fn stored_mode(mode: Mode) -> StoredMode {
    match mode {
        Mode::FullRefreshReplace => StoredMode::FullRefreshReplace,
        Mode::FullRefreshAppend => StoredMode::FullRefreshAppend,
        Mode::IncrementalAppend => StoredMode::IncrementalAppend,
        Mode::IncrementalAppendDedupe => StoredMode::IncrementalAppendDedupe,
    }
}
