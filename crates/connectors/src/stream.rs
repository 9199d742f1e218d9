//! `DeclarativeStream`, and its retriever: what a stream is made of.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::cursor::Cursor;
use crate::decoder::Decoder;
use crate::delegate::{self, Delegate};
use crate::error::{Error, Wanted};
use crate::extractor::Extractor;
use crate::fields::{Component, Fields};
use crate::file_uploader::FileUploader;
use crate::job::Job;
use crate::migration::StateMigration;
use crate::node::Item;
use crate::page::Depth;
use crate::paginator::Paginator;
use crate::partition::PartitionRouter;
use crate::requester::HttpRequester;
use crate::retake::Retakes;
use crate::schema::Schema;
use crate::selector::RecordSelector;
use crate::session::Session;
use crate::transformation::Transformation;

/// A stream of the manifest.
#[derive(Debug)]
pub(crate) struct Stream {
    name: String,
    pub(crate) retriever: Retriever,
    pub(crate) cursor: Option<Arc<Cursor>>,
    /// The stream that is read instead once there is a state.
    pub(crate) delegate: Option<Box<Delegate>>,
    migrations: Vec<StateMigration>,
    pub(crate) transformations: Vec<Transformation>,
    /// What downloads the files that records stand for.
    pub(crate) uploader: Option<FileUploader>,
    primary_key: Vec<Vec<String>>,
    schema: Schema,
}

/// `SimpleRetriever`: asks for pages until there are no more, for each slice. With a job it is an
/// `AsyncRetriever`, whose pages are the results of the job.
#[derive(Debug)]
pub(crate) struct Retriever {
    pub(crate) requester: HttpRequester,
    pub(crate) selector: RecordSelector,
    pub(crate) paginator: Option<Paginator>,
    pub(crate) router: Option<Arc<PartitionRouter>>,
    /// What is done where a provider takes a page in another way only.
    pub(crate) retakes: Retakes,
    /// Whether only the first page's request carries partition and window.
    pub(crate) slice_on_first_page_only: bool,
    /// What has to be done before a slice has pages (`AsyncRetriever`).
    pub(crate) job: Option<Job>,
}

impl Component for Stream {
    const DEFAULT: Option<&'static str> = Some("DeclarativeStream");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "DeclarativeStream" => {}
            "StateDelegatingStream" => return delegate::read(fields),
            _ => return fields.refuse_kind("stream"),
        }
        let name = fields.text("name")?.unwrap_or_default();
        let retriever: Option<Retriever> = fields.required("retriever");
        let cursor: Option<Option<Cursor>> = fields.optional("incremental_sync");
        let migrations: Option<Vec<StateMigration>> = fields.list("state_migrations");
        let transformations = fields.list("transformations");
        let primary_key = primary_key(fields);
        let schema = Schema::read(fields, &name);
        let uploader = fields.optional("file_uploader");
        let (retriever, cursor, migrations) = (retriever?, cursor?, migrations?);
        fits(fields, &retriever, cursor.as_ref(), &migrations)?;
        let retakes = &retriever.retakes;
        let is_retaken = retakes.gives(Wanted::SmallerPage) || retakes.gives(Wanted::SmallerWindow);
        if fields.node("file_uploader").is_some() && is_retaken {
            return fields.refuse(
                "`file_uploader` does not go with `page_size_reduction` and \
                 `request_window_splitting`: records that have files are given out once",
            );
        }
        Some(Stream {
            retriever,
            cursor: cursor.map(|cursor| Arc::new(cursor.of(&name))),
            name,
            delegate: None,
            migrations,
            transformations: transformations?,
            uploader: uploader?,
            primary_key: primary_key?,
            schema: schema?,
        })
    }
}

/// Whether cursor, partitions and migrations of a stream go together.
fn fits(
    fields: &Fields<'_>,
    retriever: &Retriever,
    cursor: Option<&Cursor>,
    migrations: &[StateMigration],
) -> Option<()> {
    let router = retriever.router.as_deref();
    if router.is_some() && cursor.is_some_and(Cursor::counts) {
        return fields
            .refuse("a partition router and an IncrementingCountCursor do not go together");
    }
    if router.is_some_and(PartitionRouter::is_lazy)
        && cursor.is_some_and(|cursor| cursor.counts() || cursor.has_step())
    {
        return fields.refuse("`lazy_read_pointer` needs a cursor of time that has no `step`");
    }
    let can_migrate = cursor.is_some() && router.is_some_and(|router| router.tells_by_one_field());
    if !migrations.is_empty() && !can_migrate {
        return fields.refuse(
            "LegacyToPerPartitionStateMigration needs `incremental_sync` and a \
             SubstreamPartitionRouter or a UnionPartitionRouter",
        );
    }
    Some(())
}

/// A key, a list of keys, or a list of paths.
fn primary_key(fields: &Fields<'_>) -> Option<Vec<Vec<String>>> {
    let Some(node) = fields.node("primary_key") else {
        return Some(Vec::new());
    };
    match &node.item {
        Item::Text(text) if text.is_empty() => Some(Vec::new()),
        Item::Text(text) => Some(vec![vec![text.clone()]]),
        _ => fields.plain_paths("primary_key"),
    }
}

impl Component for Retriever {
    const DEFAULT: Option<&'static str> = Some("SimpleRetriever");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "SimpleRetriever" => {}
            "AsyncRetriever" => return Retriever::of_jobs(fields),
            _ => return fields.refuse_kind("retriever"),
        }
        // Older manifests repeat the stream's name and key here.
        fields.accept(&["name", "primary_key"]);
        let decoder: Option<Option<Decoder>> = fields.optional("decoder");
        let requester: Option<HttpRequester> = fields.required("requester");
        let selector: Option<RecordSelector> = fields.required("record_selector");
        let paginator: Option<Option<Paginator>> = fields.optional("paginator");
        let retakes = Retakes::read(fields);
        let router = router(fields);
        let first_only = fields.flag("ignore_stream_slicer_parameters_on_paginated_requests");
        let decoder = decoder?.unwrap_or_default();
        let (requester, paginator, retakes) = (requester?, paginator?, retakes?);
        for (wanted, key) in [
            (Wanted::SmallerPage, "page_size_reduction"),
            (Wanted::SmallerWindow, "request_window_splitting"),
        ] {
            if requester.handler().wants(wanted) && !retakes.gives(wanted) {
                return fields.refuse(format!(
                    "the error handler asks for {wanted}, and `{key}` is missing"
                ));
            }
        }
        if retakes.gives(Wanted::SmallerPage)
            && paginator.as_ref().is_some_and(Paginator::counts_pages)
        {
            return fields.refuse(
                "`page_size_reduction` does not go with PageIncrement: pages of another size begin elsewhere",
            );
        }
        let selector = selector?;
        if retakes.has_limit() && selector.filters() {
            return fields.refuse(
                "`limits` of `pagination_reset` do not go with a record filter: what it drops is not counted",
            );
        }
        let selector = selector.with_decoder(decoder);
        Some(Retriever {
            requester: requester.reading(selector.reads_in_pieces()),
            selector,
            paginator,
            router: router?,
            retakes,
            slice_on_first_page_only: first_only?,
            job: None,
        })
    }
}

impl Retriever {
    /// `AsyncRetriever`: what is retrieved are the results of a job. The records come from the
    /// download; the record selector does the rest.
    fn of_jobs(fields: &Fields<'_>) -> Option<Retriever> {
        fields.accept(&["name", "primary_key"]);
        let decoder: Option<Option<Decoder>> = fields.optional("decoder");
        let download_decoder: Option<Option<Decoder>> = fields.optional("download_decoder");
        let job = Job::read(fields);
        let requester: Option<HttpRequester> = fields.required("download_requester");
        let paginator = fields.optional("download_paginator");
        let extractor: Option<Option<Extractor>> = fields.optional("download_extractor");
        let selector: Option<RecordSelector> = fields.required("record_selector");
        let router = router(fields);
        decoder?;
        let decoder = download_decoder?.unwrap_or_default();
        let extractor = extractor?.unwrap_or(Extractor::Path(Vec::new()));
        let selector = selector?.with_extractor(extractor).with_decoder(decoder);
        Some(Retriever {
            requester: requester?.reading(selector.reads_in_pieces()),
            selector,
            paginator: paginator?,
            router: router?,
            retakes: Retakes::default(),
            slice_on_first_page_only: false,
            job: Some(job?),
        })
    }
}

fn router(fields: &Fields<'_>) -> Option<Option<Arc<PartitionRouter>>> {
    let is_list = fields
        .node("partition_router")
        .is_some_and(|node| matches!(node.item, Item::List(_)));
    let mut routers: Vec<PartitionRouter> = fields.list("partition_router")?;
    Some(match routers.len() {
        0 => None,
        1 if !is_list => routers.pop().map(Arc::new),
        _ => {
            let routers = routers.into_iter().map(Arc::new).collect();
            Some(Arc::new(PartitionRouter::Product(routers)))
        }
    })
}

impl Stream {
    /// A stream that only serves to read values, without a place in the catalogue.
    pub(crate) fn of_values(name: &str, retriever: Retriever) -> Stream {
        Stream {
            name: name.to_owned(),
            retriever,
            cursor: None,
            delegate: None,
            migrations: Vec::new(),
            transformations: Vec::new(),
            uploader: None,
            primary_key: Vec::new(),
            schema: Schema::none(),
        }
    }

    /// The stream's name.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// What makes a record unique.
    pub(crate) fn primary_key(&self) -> &[Vec<String>] {
        &self.primary_key
    }

    /// The cursor of the stream that is read from a state.
    pub(crate) fn known_cursor(&self) -> Option<&Arc<Cursor>> {
        match &self.delegate {
            Some(delegate) => delegate.incremental.cursor.as_ref(),
            None => self.cursor.as_ref(),
        }
    }

    /// The stream to read from a state, and the state in the form of today.
    ///
    /// # Errors
    /// [`Error::Expression`], [`Error::Manifest`].
    pub(crate) fn resumed(
        &self,
        session: &Session,
        state: Map<String, Value>,
    ) -> Result<(&Stream, Map<String, Value>), Error> {
        let Some(delegate) = &self.delegate else {
            return Ok((self, self.migrated(session, state)?));
        };
        if state.is_empty() {
            delegate.retention(session, self)?;
            return Ok((self, state));
        }
        if delegate.begins_anew(session, self, &state)? {
            return Ok((self, Map::new()));
        }
        let stream = &*delegate.incremental;
        Ok((stream, stream.migrated(session, state)?))
    }

    fn migrated(
        &self,
        session: &Session,
        mut state: Map<String, Value>,
    ) -> Result<Map<String, Value>, Error> {
        let field = self
            .retriever
            .router
            .as_ref()
            .and_then(|router| router.field());
        if let (Some(field), Some(cursor)) = (field, &self.cursor) {
            for migration in &self.migrations {
                state = migration.migrate(session, state, field, &cursor.field(session)?)?;
            }
        }
        Ok(state)
    }

    /// The JSON schema of its records.
    pub(crate) async fn schema(&self, session: &Session) -> Result<Value, Error> {
        self.schema.load(session).await
    }

    /// How much of an answer must be parsed: as little as the stream's expressions allow.
    pub(crate) fn depth(&self, session: &Session) -> Result<Depth, Error> {
        let Some(path) = self.retriever.selector.plain_path(session)? else {
            return Ok(Depth::Whole);
        };
        let paginator = self.retriever.paginator.as_ref();
        if self.retriever.requester.properties().is_some() {
            return Ok(Depth::Whole);
        }
        if self.retriever.requester.reads_bodies()
            || paginator.is_some_and(|paginator| paginator.reads_records(&path))
        {
            return Ok(Depth::Whole);
        }
        let filters = self
            .cursor
            .as_ref()
            .is_some_and(|cursor| cursor.is_client_side);
        let untouched =
            self.retriever.selector.passes_all() && self.transformations.is_empty() && !filters;
        Ok(if untouched {
            Depth::Skim
        } else {
            Depth::Records
        })
    }
}
