//! How much a stream holds, told by its first page: whether that is all of it, or what the provider says of the whole.

use reqwest::header::{CONTENT_RANGE, HeaderMap};
use serde_json::{Map, Value};
use tokio_util::sync::CancellationToken;

use crate::error::Error;
use crate::expression::Bound;
use crate::page::{self, Page};
use crate::pages::Pages;
use crate::paginator::Paginator;
use crate::retake::Taking;
use crate::slice::Slice;
use crate::slices::Slices;
use crate::source::Source;

/// Headers in which providers say how many records there are.
const HEADERS: [&str; 5] = [
    "x-total-count",
    "x-total",
    "x-wp-total",
    "x-total-items",
    "total-count",
];

/// Fields in which they say it, in small letters and without what joins words; the first is the surest.
const FIELDS: [&str; 10] = [
    "totalcount",
    "totalitems",
    "totalrecords",
    "totalresults",
    "totalelements",
    "totalentries",
    "totalsize",
    "totalrows",
    "total",
    "count",
];

/// How many objects deep such a field is looked for: `data.orders.pageInfo.totalCount`.
const DEPTH: usize = 4;

/// What the first page of a stream tells of the whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Glance {
    /// Records of the page.
    pub read: u64,
    /// Whether no page comes after it.
    pub is_all: bool,
    /// How many records there are in all, where the provider says so.
    pub total: Option<u64>,
}

impl Source {
    /// Asks for the first page of a stream. Nothing where that would not tell of the whole: where it is read in
    /// partitions or windows, after a job, or in several requests for a page.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub async fn glance(
        &self,
        stream: &str,
        cancel: &CancellationToken,
    ) -> Result<Option<Glance>, Error> {
        let session = self.session(cancel).await?;
        let stream = self.find(&session, stream).await?;
        let (stream, state) = stream.resumed(&session, Map::new())?;
        let retriever = &stream.retriever;
        let is_one_request = retriever.requester.properties().is_none();
        if retriever.router.is_some() || retriever.job.is_some() || !is_one_request {
            return Ok(None);
        }
        let mut slices = Slices::begin(&session, stream, &state, None)?;
        let (Some(first), None) = (
            slices.next().await.transpose()?,
            slices.next().await.transpose()?,
        ) else {
            return Ok(None);
        };
        let pages = Pages {
            session: &session,
            stream,
            depth: stream.depth(&session)?,
            turns: None,
            schema: Value::Null,
        };
        pages.glance(&first.slice).await
    }
}

impl Pages<'_> {
    async fn glance(&self, slice: &Slice) -> Result<Option<Glance>, Error> {
        let (session, retriever) = (self.session, &self.stream.retriever);
        let taking = Taking::new(self.stream, slice);
        let token = retriever.paginator.as_ref().and_then(Paginator::first);
        let bound: Bound = match &token {
            Some(token) => serde_json::json!({ "next_page_token": token }).into(),
            None => Bound::default(),
        };
        let scope = session.scope().with("next_page_token", &bound);
        let scope = slice.scope(&scope);
        let Some(answer) = self.ask(&scope, &taking, token.as_ref()).await? else {
            return Ok(None);
        };
        let pieces = retriever.selector.pieces(session, &answer, self.depth);
        let all = pieces.await?.next(session, usize::MAX).await?;
        let all = all.unwrap_or_else(|| Page::new(page::nothing(), Vec::new()));
        let taken = self.piece(&scope, &answer, all, &None)?;
        let next = self.next(&scope, &taking, &answer, &taken, token.as_ref(), &None)?;
        // The provider counts what a filter of the manifest leaves out, too.
        let is_whole = taken.emitted == taken.extracted;
        let told = total(&answer.headers, taken.page.response.json());
        let read = taken.emitted as u64;
        Ok(Some(Glance {
            read,
            is_all: next.is_none(),
            // A number below that of the records counts something else, such as pages.
            total: told.filter(|total| is_whole && *total >= read),
        }))
    }
}

/// How many records there are, as an answer says it in its headers or beside its records.
fn total(headers: &HeaderMap, body: &Value) -> Option<u64> {
    let text = |name: &str| headers.get(name)?.to_str().ok();
    let counted = HEADERS.iter().find_map(|name| text(name)?.parse().ok());
    let ranged = || {
        let (_, total) = text(CONTENT_RANGE.as_str())?.rsplit_once('/')?;
        total.parse().ok()
    };
    counted
        .or_else(ranged)
        .or_else(|| (0..DEPTH).find_map(|depth| field(body, depth)))
}

/// The surest field among those that are so many objects deep. Lists are not looked into: what is in them is one of many.
fn field(body: &Value, depth: usize) -> Option<u64> {
    let fields = body.as_object()?;
    if depth > 0 {
        return fields.values().find_map(|inner| field(inner, depth - 1));
    }
    FIELDS.iter().find_map(|wanted| {
        let named = |(name, _): &(&String, &Value)| {
            let letters = name.chars().filter(|letter| letter.is_alphanumeric());
            letters.flat_map(char::to_lowercase).eq(wanted.chars())
        };
        let (_, value) = fields.iter().find(named)?;
        value.as_u64().or_else(|| value.as_str()?.parse().ok())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// Providers say it in many ways: beside the records, in a wrapper, as text, in a header. What is in a list, counts
    /// something else or is no whole number says nothing.
    #[test]
    fn a_total_is_found_where_it_stands() {
        let said = |body: Value| total(&HeaderMap::new(), &body);
        assert_eq!(
            said(json!({"total": 12, "items": [{"total": 3}]})),
            Some(12)
        );
        assert_eq!(said(json!({"meta": {"total_count": "1200"}})), Some(1_200));
        let nested = json!({"data": {"orders": {"pageInfo": {"totalCount": 7}}}});
        assert_eq!(said(nested), Some(7));
        assert_eq!(said(json!({"count": 25, "totalSize": 2_000})), Some(2_000));
        assert_eq!(said(json!({"items": [{"total": 3}]})), None);
        assert_eq!(said(json!([{"total": 3}])), None);
        assert_eq!(said(json!({"total": 12.5, "pages": 3})), None);
        let header = |name: &'static str, value: &'static str| {
            let headers = HeaderMap::from_iter([(
                reqwest::header::HeaderName::from_static(name),
                reqwest::header::HeaderValue::from_static(value),
            )]);
            total(&headers, &Value::Null)
        };
        assert_eq!(header("x-total-count", "319"), Some(319));
        assert_eq!(header("content-range", "items 0-24/319"), Some(319));
        assert_eq!(header("content-range", "items 0-24/*"), None);
    }
}
