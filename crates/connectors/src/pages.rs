//! The pages of one slice: asked for, selected, given out.

use serde_json::Value;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::answer::Answer;
use crate::error::{Error, Wanted};
use crate::expression::{Bound, Scope};
use crate::outlet::{Fetched, Last, Outlet};
use crate::page::Depth;
use crate::paginator::{PageEnd, Paginator, SeenTokens};
use crate::progress::Watch;
use crate::query_properties;
use crate::request::Parts;
use crate::retake::Taking;
use crate::session::Session;
use crate::slice::Slice;
use crate::stream::Stream;
use crate::taken::{Taken, Way, is_new};

/// What stays the same for all slices of a stream.
pub(crate) struct Pages<'a> {
    pub(crate) session: &'a Session,
    pub(crate) stream: &'a Stream,
    pub(crate) depth: Depth,
    /// Where the source's limit is waited for, if it is about these pages.
    pub(crate) turns: Option<&'a Semaphore>,
    /// The stream's schema, where records are normalized by it.
    pub(crate) schema: Value,
}

impl Pages<'_> {
    /// Reads all pages of one slice and gives them out, except for the last.
    pub(crate) async fn slice(
        &self,
        slice: &Slice,
        out: &mut Outlet,
        watch: &mut Option<Watch>,
    ) -> Result<Last, Error> {
        match &self.stream.retriever.job {
            Some(job) => self.job(job, slice, out, watch).await,
            None => self.run(slice, out, watch).await,
        }
    }

    /// One run of pages, from the first to the last.
    pub(crate) async fn run(
        &self,
        slice: &Slice,
        out: &mut Outlet,
        watch: &mut Option<Watch>,
    ) -> Result<Last, Error> {
        self.window(slice, 0, out, watch).await
    }

    /// Reads a window that was halved `depth` times.
    async fn window(
        &self,
        slice: &Slice,
        depth: u32,
        out: &mut Outlet,
        watch: &mut Option<Watch>,
    ) -> Result<Last, Error> {
        let session = self.session;
        let retakes = &self.stream.retriever.retakes;
        let paginator = self.stream.retriever.paginator.as_ref();
        let mut taking = Taking::new(self.stream, slice);
        // The first page may have come with the parent's record.
        let mut given = slice.partition.page.as_deref();
        let mut token = match given {
            Some(_) => None,
            None => paginator.and_then(Paginator::first),
        };
        let mut seen = SeenTokens::default();
        loop {
            out.ready(session).await?;
            let asked = (token.as_ref(), given.take());
            let turn = self.turn().await?;
            let way = Way {
                out: &mut *out,
                watch: &mut *watch,
                turn,
            };
            let page = self.page(&taking, asked, &mut seen, way).await;
            let begins_again = match page {
                Ok((fetched, next)) => {
                    let is_full = taking.came(session, &fetched.records)?;
                    if next.is_none() && !is_full {
                        return Ok(Last(fetched));
                    }
                    if !fetched.records.is_empty() {
                        out.give(session, fetched).await?;
                    }
                    token = next;
                    is_full.then(|| Error::Page {
                        url: self.stream.name().to_owned(),
                        wanted: Wanted::FirstPage,
                        message: "it gives no more records than these".into(),
                    })
                }
                Err(refusal @ Error::Page { wanted, .. }) => match wanted {
                    Wanted::FirstPage => Some(refusal),
                    Wanted::SmallerPage => {
                        let size = match paginator {
                            Some(paginator) => paginator.size(&session.scope())?,
                            None => None,
                        };
                        taking.shrink(session, size, refusal).await?;
                        None
                    }
                    Wanted::SmallerWindow => {
                        let [first, second] =
                            retakes.halves(session, self.stream, slice, depth, refusal)?;
                        let last = Box::pin(self.window(&first, depth + 1, out, watch)).await?;
                        last.end(session, out, None).await?;
                        return Box::pin(self.window(&second, depth + 1, out, watch)).await;
                    }
                },
                Err(error) => return Err(error),
            };
            if let Some(refusal) = begins_again {
                taking.begin_again(session, refusal)?;
                token = paginator.and_then(Paginator::first);
                seen = SeenTokens::default();
            }
        }
    }

    /// Waits until the source may ask for one more page. A slice keeps its turn for one page only:
    /// who holds it never waits for somebody to take a page.
    async fn turn(&self) -> Result<Option<SemaphorePermit<'_>>, Error> {
        let Some(turns) = self.turns else {
            return Ok(None);
        };
        let turn = self.session.unless_cancelled(turns.acquire()).await?;
        Ok(turn.ok())
    }

    /// Asks for one page. Gives its records, and the token of the next page.
    async fn page(
        &self,
        taking: &Taking<'_>,
        (token, given): (Option<&Value>, Option<&Value>),
        seen: &mut SeenTokens,
        mut way: Way<'_>,
    ) -> Result<(Fetched, Option<Value>), Error> {
        let session = self.session;
        let slice = taking.slice();
        let bound: Bound = match token {
            Some(token) => serde_json::json!({ "next_page_token": token }).into(),
            None => Bound::default(),
        };
        let scope = session.scope().with("next_page_token", &bound);
        let scope = slice.scope(&scope);
        let nothing = || Last::nothing(slice).0;
        if let Some(watch) = way.watch {
            watch.look(session);
        }
        let requester = &self.stream.retriever.requester;
        let (taken, answer) = match (given, requester.properties()) {
            (Some(page), _) => {
                let answer = Answer::given(requester.url(session, &scope, None)?, page);
                (self.select(&scope, &answer, slice, &mut way).await?, answer)
            }
            (None, None) => match self.ask(&scope, taking, token).await? {
                Some(answer) => (self.select(&scope, &answer, slice, &mut way).await?, answer),
                None => return Ok((nothing(), None)),
            },
            (None, Some(properties)) => {
                let mut last = None;
                let mut records = Vec::new();
                for names in properties.chunks(session, self.stream).await? {
                    let names: Bound = Value::from(names).into();
                    let scope = scope.with(query_properties::NAME, &names);
                    last = match self.ask(&scope, taking, token).await? {
                        Some(answer) => {
                            let mut taken = self.select(&scope, &answer, slice, &mut way).await?;
                            records.append(&mut taken.records);
                            Some((taken, answer))
                        }
                        None => None,
                    };
                }
                let records = properties.join(records);
                let Some((mut taken, answer)) = last else {
                    let records = Fetched {
                        records,
                        ..nothing()
                    };
                    return Ok((records, None));
                };
                taken.emitted = records.len();
                taken.records = records;
                (taken, answer)
            }
        };
        let next = self.next(&scope, taking, &answer, &taken, token, way.watch)?;
        let next = self.unless_circle(&answer, next, seen, &taken)?;
        let fetched = self.fetched(slice, taken.records, way.watch).await?;
        Ok((fetched, next))
    }

    /// Sends one request. Gives nothing where there is nothing in the answer to read.
    pub(crate) async fn ask(
        &self,
        scope: &Scope<'_>,
        taking: &Taking<'_>,
        token: Option<&Value>,
    ) -> Result<Option<Answer>, Error> {
        let retriever = &self.stream.retriever;
        let extra = self.options(scope, taking, token)?;
        let path = retriever
            .paginator
            .as_ref()
            .and_then(|paginator| paginator.path(token));
        let (session, path) = (self.session, path.as_deref());
        let is_repeated = session.shared.repeats.has(self.stream.name())
            && retriever.job.is_none()
            && !retriever.retakes.has_limit();
        let requester = &retriever.requester;
        let answer = match is_repeated {
            true => requester.send_once(session, scope, path, extra).await?,
            false => requester.send(session, scope, path, extra).await?,
        };
        // The manifest may call a refusal a success.
        Ok(answer.filter(Answer::is_success))
    }

    /// The token of the page after an answer.
    pub(crate) fn next(
        &self,
        scope: &Scope<'_>,
        taking: &Taking<'_>,
        answer: &Answer,
        taken: &Taken,
        token: Option<&Value>,
        watch: &Option<Watch>,
    ) -> Result<Option<Value>, Error> {
        let end = PageEnd {
            answer,
            page: &taken.page,
            extracted: taken.extracted,
            size: taking.size(),
            emitted: taken.emitted,
            last: taken.records.last(),
        };
        // A feed goes from new to old: at the first record that is not new, the rest is known.
        let is_over = self.is_feed() && end.last.is_some_and(|last| !is_new(watch, last));
        match &self.stream.retriever.paginator {
            Some(paginator) if !is_over => paginator.next(self.session, scope, &end, token),
            _ => Ok(None),
        }
    }

    /// The next page's token, unless it was there before. Then pages go in a circle: with records
    /// that is an error, without it is how some providers say that there is nothing more.
    fn unless_circle(
        &self,
        answer: &Answer,
        next: Option<Value>,
        seen: &mut SeenTokens,
        taken: &Taken,
    ) -> Result<Option<Value>, Error> {
        let paginator = self.stream.retriever.paginator.as_ref();
        let from_answers = paginator.is_some_and(Paginator::takes_tokens_from_answers);
        match next {
            Some(token) if from_answers && !seen.is_new(&token) => match taken.emitted {
                0 => Ok(None),
                _ => Err(Error::BadAnswer {
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
        taking: &Taking<'_>,
        token: Option<&Value>,
    ) -> Result<Parts, Error> {
        let slice = taking.slice();
        let retriever = &self.stream.retriever;
        let mut parts = Parts::default();
        if let Some(paginator) = &retriever.paginator {
            paginator.options(scope, token, taking.size(), &mut parts)?;
        }
        // What partition and window say was said when the job was created, by its own expressions.
        let is_said = retriever.job.is_some();
        if is_said || (token.is_some() && retriever.slice_on_first_page_only) {
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
