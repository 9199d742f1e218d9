//! The pages of one slice: asked for, selected, given out.

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::{Bound, Scope};
use crate::outlet::Outlet;
use crate::page::Depth;
use crate::paginator::{PageEnd, Paginator, SeenTokens};
use crate::partition_state::PartitionStates;
use crate::progress::Progress;
use crate::record::Record;
use crate::request::Parts;
use crate::selector::Selection;
use crate::session::Session;
use crate::slice::Slice;
use crate::stream::Stream;

/// A page of records with the partition they belong to.
pub(crate) struct Fetched {
    pub(crate) records: Vec<Record>,
    pub(crate) partition: Map<String, Value>,
    pub(crate) state: Option<Value>,
}

/// What stays the same for all slices of a stream.
pub(crate) struct Pages<'a> {
    pub(crate) session: &'a Session,
    pub(crate) stream: &'a Stream,
    pub(crate) depth: Depth,
    /// The stream's schema, where records are normalized by it.
    pub(crate) schema: Value,
}

/// The last page of a slice, held back until it is known which state goes with it.
pub(crate) struct Last(Fetched);

impl Last {
    /// Gives the page out, with a state where there is one to give.
    pub(crate) async fn end(
        self,
        session: &Session,
        out: &mut Outlet,
        state: Option<Value>,
    ) -> Result<(), Error> {
        let fetched = Fetched { state, ..self.0 };
        if fetched.records.is_empty() && fetched.state.is_none() {
            return Ok(());
        }
        out.give(session, fetched).await
    }
}

/// Who takes note of the records of a slice.
pub(crate) enum Watch<'a> {
    None,
    Stream(&'a mut Progress),
    Partition(&'a mut Progress, &'a mut PartitionStates),
}

impl Watch<'_> {
    fn progress(&self) -> Option<&Progress> {
        match self {
            Watch::None => None,
            Watch::Stream(progress) | Watch::Partition(progress, _) => Some(progress),
        }
    }

    fn observe(&mut self, records: &[Record]) {
        for record in records {
            match self {
                Watch::None => return,
                Watch::Stream(progress) => {
                    progress.observe(record);
                }
                Watch::Partition(progress, states) => {
                    if let Some(moment) = progress.observe(record) {
                        states.observe(moment);
                    }
                }
            }
        }
    }
}

impl Pages<'_> {
    /// Reads all pages of one slice and gives them out, except for the last.
    pub(crate) async fn slice(
        &self,
        slice: &Slice,
        out: &mut Outlet,
        watch: &mut Watch<'_>,
    ) -> Result<Last, Error> {
        let paginator = self.stream.retriever.paginator.as_ref();
        let mut token = paginator.and_then(Paginator::first);
        let mut seen = SeenTokens::default();
        loop {
            out.ready(self.session).await?;
            let (fetched, next) = self.page(slice, token.as_ref(), &mut seen, watch).await?;
            let Some(next) = next else {
                return Ok(Last(fetched));
            };
            token = Some(next);
            if !fetched.records.is_empty() {
                out.give(self.session, fetched).await?;
            }
        }
    }

    /// Asks for one page. Gives its records, and the token of the next page.
    async fn page(
        &self,
        slice: &Slice,
        token: Option<&Value>,
        seen: &mut SeenTokens,
        watch: &mut Watch<'_>,
    ) -> Result<(Fetched, Option<Value>), Error> {
        let session = self.session;
        let retriever = &self.stream.retriever;
        let bound: Bound = match token {
            Some(token) => serde_json::json!({ "next_page_token": token }).into(),
            None => Bound::default(),
        };
        let scope = session.scope().with("next_page_token", &bound);
        let scope = slice.scope(&scope);
        let partition = slice.partition.key.clone();
        let nothing = Fetched {
            records: Vec::new(),
            partition: partition.clone(),
            state: None,
        };
        let extra = self.options(&scope, slice, token)?;
        let path = retriever
            .paginator
            .as_ref()
            .and_then(|paginator| paginator.path(token));
        let Some(answer) = retriever
            .requester
            .send(session, &scope, path.as_deref(), extra)
            .await?
        else {
            return Ok((nothing, None));
        };
        if !answer.is_success() {
            // The manifest calls a refusal a success: there is nothing in it to read.
            return Ok((nothing, None));
        }
        self.select(&scope, &answer, token, seen, partition, watch)
    }

    /// The records of an answer, and the token of the next page.
    fn select(
        &self,
        scope: &Scope<'_>,
        answer: &Answer,
        token: Option<&Value>,
        seen: &mut SeenTokens,
        partition: Map<String, Value>,
        watch: &mut Watch<'_>,
    ) -> Result<(Fetched, Option<Value>), Error> {
        let session = self.session;
        let retriever = &self.stream.retriever;
        let mut page = retriever.selector.page(session, answer, self.depth)?;
        let extracted = page.records.len();
        let trial = &session.shared.trial;
        let before = trial.before(&page.records);
        let cursor = self.stream.cursor.as_deref();
        let is_new = |record: &Record| {
            watch
                .progress()
                .is_none_or(|progress| progress.admits(session, record))
        };
        let is_feed = cursor.is_some_and(|cursor| cursor.is_feed);
        let filters = !is_feed && cursor.is_some_and(|cursor| cursor.is_client_side);
        let selection = Selection {
            transformations: &self.stream.transformations,
            schema: &self.schema,
            admits: if filters { Some(&is_new) } else { None },
        };
        let mut records =
            retriever
                .selector
                .select(scope, std::mem::take(&mut page.records), &selection)?;
        let end = PageEnd {
            answer,
            page: &page,
            extracted,
            emitted: records.len(),
            last: records.last(),
        };
        // A feed goes from new to old: at the first record that is not new, the rest is known.
        let is_over = is_feed && end.last.is_some_and(|last| !is_new(last));
        let next = match &retriever.paginator {
            Some(paginator) if !is_over => paginator.next(session, scope, &end, token)?,
            _ => None,
        };
        let next = self.unless_circle(answer, next, seen, &records)?;
        if is_feed {
            records.retain(|record| is_new(record));
        }
        watch.observe(&records);
        trial.records(session, scope, &answer.url, before, &records);
        Ok((
            Fetched {
                records,
                partition,
                state: None,
            },
            next,
        ))
    }

    /// The next page's token, unless it was there before. Then pages go in a circle: with records
    /// that is an error, without it is how some providers say that there is nothing more.
    fn unless_circle(
        &self,
        answer: &Answer,
        next: Option<Value>,
        seen: &mut SeenTokens,
        records: &[Record],
    ) -> Result<Option<Value>, Error> {
        let paginator = self.stream.retriever.paginator.as_ref();
        let from_answers = paginator.is_some_and(Paginator::takes_tokens_from_answers);
        match next {
            Some(token) if from_answers && !seen.is_new(&token) => match records.is_empty() {
                true => Ok(None),
                false => Err(Error::BadAnswer {
                    url: self.session.shown(&answer.url),
                    reason: "pages go in a circle: it names a next page that was there before"
                        .into(),
                }),
            },
            next => Ok(next),
        }
    }

    /// What paginator, partition and cursor put into a request.
    fn options(
        &self,
        scope: &Scope<'_>,
        slice: &Slice,
        token: Option<&Value>,
    ) -> Result<Parts, Error> {
        let retriever = &self.stream.retriever;
        let mut parts = Parts::default();
        if let Some(paginator) = &retriever.paginator {
            paginator.options(scope, token, &mut parts)?;
        }
        if token.is_some() && retriever.slice_on_first_page_only {
            return Ok(parts);
        }
        if let Some(router) = &retriever.router {
            router.options(scope, slice, &mut parts)?;
        }
        if let Some(cursor) = &self.stream.cursor {
            cursor.options(scope, slice, &mut parts)?;
        }
        Ok(parts)
    }
}
