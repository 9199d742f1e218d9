//! A source: a manifest with a configuration, ready to be checked and read.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use futures::{Stream as Batches, StreamExt, TryStreamExt};
use jiff::Timestamp;
use serde_json::Value;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::{Mutex, OnceCell, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::access::TokenSource;
use crate::authenticator::Rotations;
use crate::concurrency::ConcurrencyLevel;
use crate::error::Error;
use crate::expression::{Bound, Scope};
use crate::hosts::Hosts;
use crate::job::whole;
use crate::manifest::Manifest;
use crate::moment::Moment;
use crate::reader;
use crate::record::Batch;
use crate::renewed::{Keeper, Renewed};
use crate::repeats::Repeats;
use crate::session::{self, Session, Shared};
use crate::stream::Stream;
use crate::stream_group::GroupTurns;
use crate::trial::{Told, Trial};

/// A manifest with a configuration. Cheap to clone; clones share their tokens.
#[derive(Clone)]
pub struct Source {
    manifest: Arc<Manifest>,
    shared: Arc<Shared>,
    /// The configuration as the manifest's migrations have it from now on, where they changed it.
    migrated: Option<Arc<Value>>,
    /// Streams made from templates, as they were when they were last asked for.
    made: Arc<Mutex<Vec<Arc<Stream>>>>,
    groups: Arc<GroupTurns>,
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
    /// Whether another field may be chosen for that.
    pub cursor_is_open: bool,
    /// Whether its records stand for files.
    pub has_files: bool,
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
    /// [`Error::Manifest`] where a limit of the budget lets nothing through, [`Error::Expression`],
    /// and what the manifest's rules say of the configuration.
    pub fn new(
        manifest: Arc<Manifest>,
        config: Value,
        access: Option<TokenSource>,
        http: reqwest::Client,
    ) -> Result<Source, Error> {
        let (mut config, mut secrets, mut migrated) = (config, Vec::new(), None);
        if let Some(spec) = manifest.spec() {
            let prepared = spec.prepare(config)?;
            (config, migrated) = (prepared.config, prepared.migrated);
            secrets = session::secrets(&spec.connection_specification, &config);
        }
        let renewed = Renewed::new(config.clone());
        let config = config.into();
        let scope = Scope::new(&config);
        let budget = match &manifest.budget {
            Some(budget) => Some(budget.open(&scope)?),
            None => None,
        };
        let jobs = match &manifest.jobs {
            Some(jobs) => whole(jobs, &scope)?.and_then(|jobs| usize::try_from(jobs).ok()),
            None => None,
        };
        // The format's own number is 1, also where the manifest says 0.
        let jobs = jobs.unwrap_or(1).clamp(1, Semaphore::MAX_PERMITS);
        let shared = Shared {
            renewed,
            config,
            completed: OnceCell::new(),
            http,
            access,
            tokens: Mutex::new(HashMap::new()),
            properties: Mutex::new(HashMap::new()),
            budget,
            turns: OnceLock::new(),
            hosts: Hosts::of_process(),
            jobs: Arc::new(Semaphore::new(jobs)),
            repeats: Repeats::of(manifest.repeated.clone()),
            cursor_fields: OnceLock::new(),
            rotations: Rotations::default(),
            files: OnceLock::new(),
            trial: Trial::default(),
            secrets,
        };
        Ok(Source {
            groups: Arc::new(GroupTurns::of(&manifest.groups)),
            manifest,
            shared: Arc::new(shared),
            migrated: migrated.map(Arc::new),
            made: Arc::default(),
        })
    }

    /// Tells what this source sends and reads from now on, without its secrets. Clones of a source share it; the first who asks
    /// is told.
    #[must_use]
    pub fn listen(&self) -> UnboundedReceiver<Told> {
        self.shared.trial.listen(self.shared.config.json())
    }

    /// Names whoever keeps the configuration: where a provider rotates its refresh tokens, they are
    /// renewed by its leave, and a new one is kept before it is used.
    pub fn kept_by(&self, keeper: Arc<dyn Keeper>) {
        self.shared.renewed.kept_by(keeper);
    }

    /// The configuration as the manifest migrated it, where it did. It holds secrets.
    #[must_use]
    pub fn migrated(&self) -> Option<&Value> {
        self.migrated.as_deref()
    }

    /// Names the fields by which streams are read, for those that leave it open
    /// (`allow_catalog_defined_cursor_field`); whoever comes first decides.
    pub(crate) fn choose_cursors(&self, fields: HashMap<String, Vec<String>>) {
        self.shared.cursor_fields.get_or_init(|| fields);
    }

    /// Names the folder into which files are downloaded that records stand for; whoever comes first
    /// decides. Nobody downloads any before.
    pub(crate) fn keep_files(&self, folder: PathBuf) {
        self.shared.files.get_or_init(|| folder);
    }

    /// A session whose configuration is complete: the provider has been asked for what only it
    /// knows.
    pub(crate) async fn session(&self, cancel: &CancellationToken) -> Result<Session, Error> {
        let session = Session {
            shared: self.shared.clone(),
            cancel: cancel.clone(),
        };
        if !self.manifest.calls.is_empty() {
            let complete = || self.complete(&session);
            self.shared.completed.get_or_try_init(complete).await?;
        }
        Ok(session)
    }

    /// The configuration with the values that calls give; a call sees those of no other call.
    async fn complete(&self, session: &Session) -> Result<Bound, Error> {
        let mut config = self.shared.config.json().clone();
        for call in &self.manifest.calls {
            let values = call.values(session).await?;
            if let Value::Object(config) = &mut config {
                config.extend(values);
            }
        }
        Ok(config.into())
    }

    /// Runs the manifest's own check: asks for the first page of the streams it names.
    ///
    /// # Errors
    /// The first thing that goes wrong.
    pub async fn check(&self, cancel: &CancellationToken) -> Result<(), Error> {
        self.validate()?;
        let session = self.session(cancel).await?;
        self.manifest.check.run(&self.manifest, &session).await
    }

    /// Lists the streams that run here, in the order of the manifest; those made from a template
    /// come last. Those that do not run are in [`Manifest::refused`].
    ///
    /// # Errors
    /// Where the provider is asked (for dynamic streams, or for a schema), what goes wrong there.
    pub async fn streams(&self, cancel: &CancellationToken) -> Result<Vec<StreamInfo>, Error> {
        self.validate()?;
        let session = self.session(cancel).await?;
        let mut streams = self.manifest.streams(&session)?;
        streams.extend(self.make(&session).await?);
        let mut infos = Vec::with_capacity(streams.len());
        for stream in streams {
            if let Some(delegate) = &stream.delegate {
                delegate.retention(&session, &stream)?;
            }
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
                cursor_is_open: stream
                    .cursor
                    .as_ref()
                    .is_some_and(|cursor| cursor.is_open()),
                has_files: stream.uploader.is_some(),
                cursor_field,
            });
        }
        Ok(infos)
    }

    /// Reads a stream: from the beginning, or from the `state` of an earlier batch.
    ///
    /// As many slices (partitions, windows) are read at a time, and as many pages asked for over all
    /// streams that are being read, as the manifest's concurrency level allows, four where it says
    /// nothing. Of each, the next page is fetched while a batch is
    /// used, one ahead and no more; its batches come in order. Where a slice fails, the others are
    /// read, then comes the state without it, and its error last; what concerns all of them, and
    /// `cancel`, ends the reading at once, and so does dropping the result. Streams of one of the
    /// manifest's groups wait for each other.
    ///
    /// # Errors
    /// Each item may be one; it is the last.
    pub fn read(
        &self,
        stream: &str,
        state: Option<Value>,
        cancel: CancellationToken,
    ) -> impl Batches<Item = Result<Batch, Error>> + Send + Unpin + 'static {
        self.read_from(stream, state, None, cancel)
    }

    /// The same where nobody wants what is older than `from`: a stream that asks by time for what is new
    /// (`DatetimeBasedCursor`) does not ask for it, any other is read whole. What comes may be older.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn read_from(
        &self,
        stream: &str,
        state: Option<Value>,
        from: Option<Timestamp>,
        cancel: CancellationToken,
    ) -> impl Batches<Item = Result<Batch, Error>> + Send + Unpin + 'static {
        let (source, name) = (self.clone(), stream.to_owned());
        let from = from.map(Moment::of);
        let opened = async move {
            let session = source.session(&cancel).await?;
            let stream = source.find(&session, &name).await?;
            let slices = ConcurrencyLevel::slices(source.manifest.concurrency.as_ref(), &session)?;
            let turns = || Semaphore::new(slices);
            session.shared.turns.get_or_init(turns);
            let turn = source.groups.take(&session, &stream).await?;
            let batches = reader::open_wide(&session, stream, state, from, slices);
            // The turn is over when nobody reads them any more.
            Ok::<_, Error>(batches.inspect(move |_| _ = &turn))
        };
        futures::stream::once(opened)
            .try_flatten()
            .map_ok(|fetched| Batch {
                records: fetched.records,
                state: fetched.state,
                files: fetched.files,
            })
            .boxed()
    }

    /// A stream by its name, made from a template where no other has it.
    pub(crate) async fn find(&self, session: &Session, name: &str) -> Result<Arc<Stream>, Error> {
        self.validate()?;
        let known = self.manifest.streams(session)?;
        let made = self.made.lock().await.clone();
        let named = |stream: &Arc<Stream>| stream.name() == name;
        if let Some(stream) = known.into_iter().chain(made).find(named) {
            return Ok(stream);
        }
        let made = self.make(session).await?;
        made.into_iter()
            .find(named)
            .ok_or_else(|| self.manifest.unknown(name))
    }

    /// Makes the streams that come from templates, and remembers them.
    async fn make(&self, session: &Session) -> Result<Vec<Arc<Stream>>, Error> {
        let mut remembered = self.made.lock().await;
        let made = self.manifest.dynamic_streams(session).await?;
        *remembered = made.into_iter().map(|made| made.stream).collect();
        Ok(remembered.clone())
    }

    /// Checks the configuration by the manifest's own rules.
    fn validate(&self) -> Result<(), Error> {
        match self.manifest.spec() {
            Some(spec) => spec.validate(self.shared.config.json()),
            None => Ok(()),
        }
    }
}
