//! The API: pages of a collection, for a bearer.

use std::sync::Arc;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::header::LINK;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Json, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::rows::Row;
use super::source::{Collection, Source};
use crate::server::{self, Provider};

const LIMIT: usize = 100;
const HIGHEST_LIMIT: usize = 500;

pub(crate) fn routes() -> Router<Arc<Provider>> {
    Collection::ALL
        .into_iter()
        .fold(Router::new(), |router, collection| {
            let list = move |State(provider): State<Arc<Provider>>,
                             RawQuery(query): RawQuery,
                             headers: HeaderMap| async move {
                answer(&provider, collection, &headers, &query.unwrap_or_default())
            };
            router.route(&format!("/api/{collection}"), get(list))
        })
}

fn answer(
    provider: &Provider,
    collection: Collection,
    headers: &HeaderMap,
    query: &str,
) -> Result<Response, Response> {
    server::authorize(provider, headers, &format!("{collection}.read"))?;
    let query = Query::parse(query)
        .map_err(|message| server::error(StatusCode::BAD_REQUEST, "bad_parameter", &message))?;
    Ok(query.page(&provider.source(), collection))
}

/// What is asked for.
#[derive(Debug)]
struct Query {
    limit: usize,
    /// Only rows changed at this moment or later, in the order of change. Without it: all rows, in the order of
    /// identifiers.
    updated_since: Option<Timestamp>,
    after: Option<Position>,
}

/// The last row of a page.
#[derive(Debug, Serialize, Deserialize)]
struct Position {
    id: String,
    updated_at: Timestamp,
    /// The query that the page belongs to.
    updated_since: Option<Timestamp>,
}

impl Position {
    /// Opaque to clients.
    fn cursor(&self) -> Option<String> {
        let text = serde_json::to_vec(self).ok()?;
        Some(URL_SAFE_NO_PAD.encode(text))
    }

    fn parse(cursor: &str) -> Option<Position> {
        let text = URL_SAFE_NO_PAD.decode(cursor).ok()?;
        serde_json::from_slice(&text).ok()
    }
}

impl Query {
    /// Reads a query string; each message names the parameter that is wrong.
    fn parse(query: &str) -> Result<Query, String> {
        let (mut limit, mut updated_since, mut after) = (None, None, None);
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let again = match name.as_ref() {
                "limit" => {
                    let number = value.parse().ok();
                    let number = number.filter(|limit| (1..=HIGHEST_LIMIT).contains(limit));
                    let bad =
                        || format!("limit: {value:?} is not a number from 1 to {HIGHEST_LIMIT}");
                    limit.replace(number.ok_or_else(bad)?).is_some()
                }
                "updated_since" => {
                    let at: Option<Timestamp> = value.parse().ok();
                    let bad = || format!("updated_since: {value:?} is not an RFC 3339 time");
                    updated_since.replace(at.ok_or_else(bad)?).is_some()
                }
                "cursor" => {
                    let bad = || "cursor: not one of ours".to_owned();
                    after
                        .replace(Position::parse(&value).ok_or_else(bad)?)
                        .is_some()
                }
                _ => return Err(format!("{name}: there is no such parameter")),
            };
            if again {
                return Err(format!("{name}: comes twice"));
            }
        }
        if let Some(position) = &after {
            let theirs = position.updated_since;
            if updated_since.is_some() && updated_since != theirs {
                return Err("cursor: belongs to another updated_since".to_owned());
            }
            updated_since = theirs;
        }
        Ok(Query {
            limit: limit.unwrap_or(LIMIT),
            updated_since,
            after,
        })
    }

    /// The page of `collection`: rows after the last one seen. Pages are found by what was last on the page
    /// before and not by counting, so a row that comes or goes meanwhile shifts none. The next one is named in the
    /// body and as a link (RFC 8288).
    fn page(&self, source: &Source, collection: Collection) -> Response {
        let mut rows: Vec<&Row> = source.rows(collection).iter().collect();
        if let Some(since) = self.updated_since {
            rows.retain(|row| row.updated_at >= since);
            rows.sort_by(|one, other| key(one).cmp(&key(other)));
        }
        let total = rows.len();
        let begin = self.after.as_ref().map_or(0, |after| {
            rows.partition_point(|row| match self.updated_since {
                Some(_) => key(row) <= (after.updated_at, after.id.as_str()),
                None => row.id <= after.id,
            })
        });
        let left = &rows[begin..];
        let page = &left[..left.len().min(self.limit)];
        let next = match page.last() {
            Some(last) if page.len() < left.len() => Position {
                id: last.id.clone(),
                updated_at: last.updated_at,
                updated_since: self.updated_since,
            }
            .cursor(),
            _ => None,
        };
        let data: Vec<_> = page.iter().map(|row| &row.fields).collect();
        let link = next
            .as_ref()
            .map(|cursor| format!("<?limit={}&cursor={cursor}>; rel=\"next\"", self.limit));
        let link = AppendHeaders(link.map(|link| (LINK, link)));
        (
            link,
            Json(json!({ "data": data, "next": next, "total": total })),
        )
            .into_response()
    }
}

fn key(row: &Row) -> (Timestamp, &str) {
    (row.updated_at, &row.id)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_bad_parameter_is_named() {
        for (query, name) in [
            ("limit=0", "limit"),
            ("limit=501", "limit"),
            ("limit=many", "limit"),
            ("updated_since=yesterday", "updated_since"),
            ("cursor=abc", "cursor"),
            ("page=2", "page"),
            ("limit=1&limit=2", "limit"),
        ] {
            let message = Query::parse(query).unwrap_err();
            assert!(
                message.starts_with(&format!("{name}:")),
                "{query}: {message}"
            );
        }
    }

    #[test]
    fn a_cursor_keeps_to_its_query() {
        let position = Position {
            id: "con_1".to_owned(),
            updated_at: Timestamp::UNIX_EPOCH,
            updated_since: Some(Timestamp::UNIX_EPOCH),
        };
        let cursor = position.cursor().unwrap();
        let query = Query::parse(&format!("cursor={cursor}")).unwrap();
        assert_eq!(query.updated_since, Some(Timestamp::UNIX_EPOCH));
        let other = format!("cursor={cursor}&updated_since=2026-01-01T00:00:00Z");
        assert!(
            Query::parse(&other).is_err(),
            "following it would skip or repeat rows"
        );
    }
}
