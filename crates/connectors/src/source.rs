//! A source: a manifest with a configuration, ready to be checked and read.

use std::collections::HashMap;
use std::sync::Arc;

use futures::{Stream as Batches, StreamExt, TryStreamExt};
use serde_json::Value;
use tokio::sync::Mutex;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use crate::access::TokenSource;
use crate::check::Check;
use crate::error::Error;
use crate::manifest::Manifest;
use crate::reader;
use crate::record::Batch;
use crate::renewed::{ConfigSink, Renewed};
use crate::session::{self, Session, Shared};
use crate::stream::Stream;
use crate::trial::{Told, Trial};

/// A manifest with a configuration. Cheap to clone; clones share their tokens.
#[derive(Clone)]
pub struct Source {
    manifest: Arc<Manifest>,
    shared: Arc<Shared>,
}

/// A stream as it was discovered.
#[derive(Clone, Debug, PartialEq)]
pub struct StreamInfo {
    /// Its name, unique in the source.
    pub name: String,
    /// JSON Schema of its records; an empty object where the manifest has none.
    pub json_schema: Value,
    /// Paths of the fields that together make a record unique; empty where nothing does.
    pub primary_key: Vec<Vec<String>>,
    /// The field that says how new a record is.
    pub cursor_field: Option<String>,
    /// Whether it can be read from a state.
    pub incremental: bool,
}

impl Source {
    /// Binds a manifest to a configuration.
    ///
    /// - `config`: a JSON object as the manifest's specification describes it.
    /// - `access`: where the connection's grant comes from a consent. Every `OAuthAuthenticator`
    ///   of the manifest then signs with these tokens and refreshes nothing itself.
    /// - `http`: the client requests are sent with. It should not follow redirects to other hosts
    ///   and needs no time-out: reading has its own.
    ///
    /// # Errors
    /// None yet; what does not fit is said by whoever meets it.
    pub fn new(
        manifest: Arc<Manifest>,
        config: Value,
        access: Option<TokenSource>,
        http: reqwest::Client,
    ) -> Result<Source, Error> {
        let secrets = match manifest.spec() {
            Some(spec) => session::secrets(&spec.connection_specification, &config),
            None => Vec::new(),
        };
        let shared = Shared {
            renewed: Renewed::new(config.clone()),
            config: config.into(),
            http,
            access,
            tokens: Mutex::new(HashMap::new()),
            properties: Mutex::new(HashMap::new()),
            trial: Trial::default(),
            secrets,
        };
        Ok(Source {
            manifest,
            shared: Arc::new(shared),
        })
    }

    /// Tells what this source sends and reads from now on, without its secrets. Clones of a source share it; the first who asks
    /// is told.
    #[must_use]
    pub fn listen(&self) -> UnboundedReceiver<Told> {
        self.shared.trial.listen(self.shared.config.json())
    }

    /// Names whoever keeps the configuration. Where a provider rotates its refresh tokens, the
    /// configuration with the new ones is told as soon as they come; it holds secrets.
    pub fn on_renewed(&self, sink: ConfigSink) {
        self.shared.renewed.tell(sink);
    }

    fn session(&self, cancel: &CancellationToken) -> Session {
        Session {
            shared: self.shared.clone(),
            cancel: cancel.clone(),
        }
    }

    /// Runs the manifest's own check: asks for the first page of the streams it names.
    ///
    /// # Errors
    /// The first thing that goes wrong.
    pub async fn check(&self, cancel: &CancellationToken) -> Result<(), Error> {
        let session = self.session(cancel);
        match &self.manifest.check {
            Check::Streams { names, dynamic } => {
                for name in names {
                    let stream = self.find(&session, name).await?;
                    first_page(&session, stream).await?;
                }
                for check in dynamic {
                    let found = self
                        .manifest
                        .dynamic
                        .iter()
                        .find(|dynamic| dynamic.name() == check.name);
                    let dynamic = found.ok_or_else(|| self.unknown(&check.name))?;
                    for stream in dynamic
                        .streams(&session, &self.manifest.files, check.count)
                        .await?
                    {
                        first_page(&session, stream).await?;
                    }
                }
                Ok(())
            }
            Check::First { count, read } => {
                let mut streams = self.manifest.streams.clone();
                for dynamic in &self.manifest.dynamic {
                    if streams.len() < *count {
                        let most = Some(count - streams.len());
                        streams.extend(
                            dynamic
                                .streams(&session, &self.manifest.files, most)
                                .await?,
                        );
                    }
                }
                for stream in streams.into_iter().take(*count).filter(|_| *read) {
                    first_page(&session, stream).await?;
                }
                Ok(())
            }
        }
    }

    /// Lists the streams that run here, in the order of the manifest; those made from a template
    /// come last. Those that do not run are in [`Manifest::refused`].
    ///
    /// # Errors
    /// Where the provider is asked (for dynamic streams, or for a schema), what goes wrong there.
    pub async fn streams(&self, cancel: &CancellationToken) -> Result<Vec<StreamInfo>, Error> {
        let session = self.session(cancel);
        let mut streams = self.manifest.streams.clone();
        for dynamic in &self.manifest.dynamic {
            streams.extend(
                dynamic
                    .streams(&session, &self.manifest.files, None)
                    .await?,
            );
        }
        let mut infos = Vec::with_capacity(streams.len());
        for stream in streams {
            let cursor_field = stream
                .cursor
                .as_ref()
                .map(|cursor| cursor.field(&session))
                .transpose()?;
            infos.push(StreamInfo {
                name: stream.name().to_owned(),
                json_schema: stream.schema(&session).await?,
                primary_key: stream.primary_key().to_vec(),
                incremental: cursor_field.is_some(),
                cursor_field,
            });
        }
        Ok(infos)
    }

    /// Reads a stream: from the beginning, or from the `state` of an earlier batch.
    ///
    /// The next page is fetched while a batch is used, one ahead and no more. Reading ends with
    /// the first error, and when `cancel` is called or the result is dropped. A batch's state
    /// covers all records up to and including it.
    ///
    /// # Errors
    /// Each item may be one; it is the last.
    pub fn read(
        &self,
        stream: &str,
        state: Option<Value>,
        cancel: CancellationToken,
    ) -> impl Batches<Item = Result<Batch, Error>> + Send + Unpin + 'static {
        let (source, name) = (self.clone(), stream.to_owned());
        let opened = async move {
            let session = source.session(&cancel);
            let stream = source.find(&session, &name).await?;
            Ok::<_, Error>(reader::open(&session, stream, state))
        };
        futures::stream::once(opened)
            .try_flatten()
            .map_ok(|fetched| Batch {
                records: fetched.records,
                state: fetched.state,
            })
            .boxed()
    }

    /// A stream by its name, made from a template where no other has it.
    async fn find(&self, session: &Session, name: &str) -> Result<Arc<Stream>, Error> {
        if let Some(stream) = self
            .manifest
            .streams
            .iter()
            .find(|stream| stream.name() == name)
        {
            return Ok(stream.clone());
        }
        for dynamic in &self.manifest.dynamic {
            let streams = dynamic.streams(session, &self.manifest.files, None).await?;
            if let Some(stream) = streams.into_iter().find(|stream| stream.name() == name) {
                return Ok(stream);
            }
        }
        Err(self.unknown(name))
    }

    fn unknown(&self, name: &str) -> Error {
        match self
            .manifest
            .refused()
            .iter()
            .find(|refusal| refusal.stream == name)
        {
            Some(refusal) => Error::Refusal(refusal.clone()),
            None => Error::UnknownStream(name.to_owned()),
        }
    }
}

async fn first_page(session: &Session, stream: Arc<Stream>) -> Result<(), Error> {
    match reader::open(session, stream, None).next().await {
        Some(Err(error)) => Err(error),
        Some(Ok(_)) | None => Ok(()),
    }
}
