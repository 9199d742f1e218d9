//! The next page of an API that nobody described: `NextLinkPagination`, an extension of ours.
//!
//! A link of relation `next` in the header `Link` (RFC 8288), else the address in one of the fields
//! that APIs commonly have for it. Numbers and cursors are passed over: what to do with them is
//! anybody's guess. The link is followed on the same origin only, since the token goes with it.

use reqwest::header::LINK;
use serde_json::Value;
use url::Url;

use crate::answer::{Answer, text_of};
use crate::error::Error;
use crate::hosts;
use crate::session::Session;

/// Fields that hold the address itself, or an object that does.
const NEXT: [&str; 13] = [
    "next",
    "next_url",
    "nextUrl",
    "next_page",
    "nextPage",
    "next_page_url",
    "nextPageUrl",
    "next_link",
    "nextLink",
    "next_href",
    "nextRecordsUrl",
    "@odata.nextLink",
    "odata.nextLink",
];
/// Fields of an object that holds an address.
const ADDRESS: [&str; 3] = ["href", "url", "link"];
/// Objects around such fields.
const AROUND: [&str; 9] = [
    "links",
    "_links",
    "link",
    "paging",
    "pagination",
    "page",
    "meta",
    "page_info",
    "pageInfo",
];
/// How deep they stand inside each other: `meta.pagination.links.next`.
const DEPTH: usize = 3;

/// The address of the page after an answer; nothing: it was the last.
///
/// # Errors
/// [`Error::BadAnswer`] where it is at another origin.
pub(crate) fn next(
    session: &Session,
    answer: &Answer,
    response: &Value,
) -> Result<Option<Value>, Error> {
    let mut headers = answer.headers.get_all(LINK).iter();
    let of_header = headers.find_map(|value| of_relation_next(&text_of(value)).map(str::to_owned));
    let link = of_header.or_else(|| of_body(response, DEPTH).map(str::to_owned));
    let Some(link) = link.filter(|link| !link.is_empty()) else {
        return Ok(None);
    };
    let refuse = |reason: String| Error::BadAnswer {
        url: session.shown(&answer.url),
        reason,
    };
    let mut url = answer
        .url
        .join(&link)
        .map_err(|_| refuse("it names a next page that is no address".to_owned()))?;
    // A server behind a proxy that speaks TLS does not know that it does.
    if url.scheme() == "http" && url.host() == answer.url.host() && url.port().is_none() {
        let _ = url.set_scheme(answer.url.scheme());
    }
    if url.origin() != answer.url.origin() {
        let host = hosts::named(&url);
        return Err(refuse(format!("the next page is at another host, {host}")));
    }
    Ok(Some(Url::to_string(&url).into()))
}

/// The target of the link of relation `next` (RFC 8288 section 3).
fn of_relation_next(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, after) = rest.split_once('<')?;
        let (target, after) = after.split_once('>')?;
        let end = end_of_parameters(after);
        let parameters = after.get(..end)?;
        if parameters.split(';').any(is_next) {
            return Some(target.trim());
        }
        rest = after.get(end..)?;
    }
}

/// Where a link's parameters end: at the first comma outside of quotes.
fn end_of_parameters(text: &str) -> usize {
    let mut quoted = false;
    for (index, letter) in text.char_indices() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => return index,
            _ => {}
        }
    }
    text.len()
}

fn is_next(parameter: &str) -> bool {
    let Some((name, value)) = parameter.split_once('=') else {
        return false;
    };
    let mut relations = value.trim().trim_matches('"').split_ascii_whitespace();
    name.trim().eq_ignore_ascii_case("rel")
        && relations.any(|relation| relation.eq_ignore_ascii_case("next"))
}

/// The address of the next page in a body.
fn of_body(body: &Value, depth: usize) -> Option<&str> {
    // `links: [{ rel: next, href: … }]`
    if let Value::Array(links) = body
        && depth < DEPTH
    {
        let next = links.iter().find(|link| link["rel"] == "next")?;
        return address(next);
    }
    let fields = body.as_object()?;
    let here = NEXT.iter().find_map(|name| address(fields.get(*name)?));
    here.or_else(|| {
        let mut around = AROUND.iter().filter_map(|name| fields.get(*name));
        around.find_map(|inside| of_body(inside, depth.checked_sub(1)?))
    })
}

fn address(value: &Value) -> Option<&str> {
    let looks_like_one = |text: &&str| {
        ["https://", "http://", "/", "?"]
            .iter()
            .any(|begin| text.starts_with(begin))
    };
    match value {
        Value::String(text) => Some(text.as_str()).filter(looks_like_one),
        Value::Object(fields) => ADDRESS
            .iter()
            .find_map(|name| fields.get(*name)?.as_str().filter(looks_like_one)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde_json::json;

    use super::*;

    /// The forms of the header that servers send, with commas and semicolons where they may stand.
    #[test]
    fn the_header_is_read_in_all_its_forms() {
        for (header, next) in [
            (
                r#"<https://a.test/?page=2>; rel="next""#,
                Some("https://a.test/?page=2"),
            ),
            (
                r#"</?p=1>; rel="prev", </?p=3,4>; title="a, b"; rel=next"#,
                Some("/?p=3,4"),
            ),
            (r#"</x>; rel="last NEXT""#, Some("/x")),
            (r#"</x>; rel="nextish""#, None),
            ("nonsense", None),
            ("<", None),
        ] {
            assert_eq!(of_relation_next(header), next, "{header}");
        }
    }

    /// Addresses are found where APIs have them; cursors and numbers are passed over.
    #[test]
    fn the_body_is_searched_where_links_stand() {
        for (body, next) in [
            (
                json!({"next": "https://a.test/2"}),
                Some("https://a.test/2"),
            ),
            (json!({"next": null, "results": []}), None),
            (json!({"next": 2}), None),
            (json!({"next_page": "eyJhIjoxfQ=="}), None),
            (json!({"links": {"next": "/2"}}), Some("/2")),
            (
                json!({"_links": {"next": {"href": "?page=2"}}}),
                Some("?page=2"),
            ),
            (
                json!({"links": [{"rel": "self", "href": "/1"}, {"rel": "next", "href": "/2"}]}),
                Some("/2"),
            ),
            (
                json!({"paging": {"next": {"link": "https://a.test/3", "after": "x"}}}),
                Some("https://a.test/3"),
            ),
            (
                json!({"meta": {"pagination": {"links": {"next": "/4"}}}}),
                Some("/4"),
            ),
            (
                json!({"@odata.nextLink": "https://a.test/5"}),
                Some("https://a.test/5"),
            ),
            (json!([{"rel": "next", "href": "/2"}]), None),
        ] {
            assert_eq!(of_body(&body, DEPTH), next, "{body}");
        }
    }
}
