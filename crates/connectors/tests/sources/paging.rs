//! Each paginator, and pages that never end.

use serde_json::{Value, json};

use crate::server::{Asked, Reply, Server};
use crate::{batches, ids, read, source, stream};

fn paginator(strategy: Value, rest: Value) -> Value {
    let mut paginator = json!({"type": "DefaultPaginator", "pagination_strategy": strategy});
    crate::lay_over(&mut paginator, rest);
    json!({"retriever": {"paginator": paginator}})
}

fn token(field: &str, part: &str) -> Value {
    json!({"page_token_option": {"type": "RequestOption", "inject_into": part, "field_name": field}})
}

fn size(field: &str) -> Value {
    json!({"page_size_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": field}})
}

fn both(mut one: Value, other: Value) -> Value {
    crate::lay_over(&mut one, other);
    one
}

/// Serves `count` records by offset and limit.
fn by_offset(count: usize) -> impl Fn(&Asked) -> Reply {
    move |asked| {
        let offset: usize = asked.param("offset").parse().unwrap_or(0);
        let limit: usize = asked.param("limit").parse().unwrap_or(count);
        let data: Vec<Value> = (offset..(offset + limit).min(count))
            .map(|id| json!({"id": id}))
            .collect();
        Reply::json(json!({ "data": data }))
    }
}

#[tokio::test]
async fn offsets_go_on_until_a_short_page() {
    let server = Server::start(by_offset(5)).await;
    let strategy = json!({"type": "OffsetIncrement", "page_size": 2});
    let source = source(
        vec![stream(
            &server,
            paginator(
                strategy,
                both(token("offset", "request_parameter"), size("limit")),
            ),
        )],
        json!({}),
    );
    let (records, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(ids(&records), [0, 1, 2, 3, 4]);
    assert_eq!(state, None, "a stream without cursor has no state");
    assert_eq!(
        server.lines(),
        [
            "/items?limit=2",
            "/items?offset=2&limit=2",
            "/items?offset=4&limit=2"
        ]
    );
}

#[tokio::test]
async fn a_full_last_page_is_followed_by_an_empty_one() {
    let server = Server::start(by_offset(4)).await;
    let strategy = json!({"type": "OffsetIncrement", "page_size": "{{ config['size'] }}", "inject_on_first_request": true});
    let source = source(
        vec![stream(
            &server,
            paginator(
                strategy,
                both(token("offset", "request_parameter"), size("limit")),
            ),
        )],
        json!({"size": 2}),
    );
    assert_eq!(
        ids(&read(&source, "items", None).await.unwrap().0),
        [0, 1, 2, 3]
    );
    assert_eq!(
        server.lines()[0],
        "/items?offset=0&limit=2",
        "the first request carries its offset"
    );
    assert_eq!(server.asked().len(), 3);
}

#[tokio::test]
async fn a_filter_neither_ends_nor_shortens_the_pages() {
    let server = Server::start(by_offset(5)).await;
    let strategy = json!({"type": "OffsetIncrement", "page_size": 2});
    let mut changes = paginator(
        strategy,
        both(token("offset", "request_parameter"), size("limit")),
    );
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"record_selector": {
            "record_filter": {"type": "RecordFilter", "condition": "{{ record['id'] % 2 == 1 }}"},
        }}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    assert_eq!(ids(&read(&source, "items", None).await.unwrap().0), [1, 3]);
    assert_eq!(
        server.asked().len(),
        3,
        "offsets count what the provider sent, not what was kept"
    );
}

#[tokio::test]
async fn page_numbers_start_where_the_manifest_says() {
    let server = Server::start(|asked| {
        let page: i64 = asked.param("page").parse().unwrap_or(1);
        let data = if page < 3 {
            json!([{"id": page * 10}, {"id": page * 10 + 1}])
        } else {
            json!([{"id": page * 10}])
        };
        Reply::json(json!({ "data": data }))
    })
    .await;
    let strategy = json!({"type": "PageIncrement", "page_size": 2, "start_from_page": 1, "inject_on_first_request": true});
    let source = source(
        vec![stream(
            &server,
            paginator(strategy, token("page", "request_parameter")),
        )],
        json!({}),
    );
    assert_eq!(
        ids(&read(&source, "items", None).await.unwrap().0),
        [10, 11, 20, 21, 30]
    );
    assert_eq!(
        server.lines(),
        ["/items?page=1", "/items?page=2", "/items?page=3"]
    );
}

/// Serves three pages with a cursor, the last without.
fn by_cursor(asked: &Asked) -> Reply {
    let sent = match (
        asked.param("after"),
        asked.header("x-after"),
        asked.json()["page"]["after"].as_str(),
    ) {
        ("", "", None) => String::new(),
        (after, "", None) => after.to_owned(),
        (_, after, None) => after.to_owned(),
        (_, _, Some(after)) => after.to_owned(),
    };
    let page: i64 = sent.trim_start_matches('c').parse().unwrap_or(0);
    let mut body = json!({"data": [{"id": page * 2}, {"id": page * 2 + 1}]});
    if page < 2 {
        body["paging"] = json!({"next": {"after": format!("c{}", page + 1)}});
    }
    Reply::json(body)
}

const NEXT: &str = "{{ response.get('paging', {}).get('next', {}).get('after', '') }}";

#[tokio::test]
async fn cursors_go_into_query_header_and_nested_body() {
    let strategy = json!({"type": "CursorPagination", "cursor_value": NEXT, "page_size": 2});
    for (option, method) in [
        (token("after", "request_parameter"), "GET"),
        (token("X-After", "header"), "GET"),
        (
            json!({"page_token_option": {"type": "RequestOption", "inject_into": "body_json", "field_path": ["page", "after"]}}),
            "POST",
        ),
    ] {
        let server = Server::start(by_cursor).await;
        let mut changes = paginator(strategy.clone(), option.clone());
        crate::lay_over(
            &mut changes,
            json!({"retriever": {"requester": {"http_method": method}}}),
        );
        let source = source(vec![stream(&server, changes)], json!({}));
        assert_eq!(
            ids(&read(&source, "items", None).await.unwrap().0),
            [0, 1, 2, 3, 4, 5],
            "{option}"
        );
    }
}

#[tokio::test]
async fn a_stop_condition_ends_before_the_cursor() {
    let server = Server::start(|asked| {
        Reply::json(json!({"data": [{"id": asked.index}], "more": asked.index < 2, "last": "x".repeat(asked.index + 1)}))
    })
    .await;
    let strategy = json!({"type": "CursorPagination", "cursor_value": "{{ response.last }}", "stop_condition": "{{ not response['more'] }}"});
    let source = source(
        vec![stream(
            &server,
            paginator(strategy, token("after", "request_parameter")),
        )],
        json!({}),
    );
    assert_eq!(
        ids(&read(&source, "items", None).await.unwrap().0),
        [0, 1, 2]
    );
    assert_eq!(
        server.lines(),
        ["/items", "/items?after=x", "/items?after=xx"]
    );
}

#[tokio::test]
async fn the_last_record_can_be_the_cursor() {
    let server = Server::start(|asked| {
        let after: i64 = asked.param("after").parse().unwrap_or(0);
        let data: Vec<Value> = (after + 1..=(after + 2).min(5))
            .map(|id| json!({"id": id}))
            .collect();
        Reply::json(json!({ "data": data }))
    })
    .await;
    let strategy = json!({"type": "CursorPagination", "cursor_value": "{{ last_record['id'] }}", "stop_condition": "{{ last_page_size < 2 }}"});
    let source = source(
        vec![stream(
            &server,
            paginator(strategy, token("after", "request_parameter")),
        )],
        json!({}),
    );
    assert_eq!(
        ids(&read(&source, "items", None).await.unwrap().0),
        [1, 2, 3, 4, 5]
    );
}

#[tokio::test]
async fn the_next_page_can_be_an_address_or_a_link_header() {
    let server = Server::start(|asked| {
        let page: i64 = asked.param("page").parse().unwrap_or(0);
        let reply = Reply::json(json!({"data": [{"id": page}], "next": (page < 2).then(|| format!("/items?page={}", page + 1))}));
        match page < 2 {
            true => reply.with("link", format!("<http://{}/items?page={}>; rel=\"next\"", asked.header("host"), page + 1)),
            false => reply,
        }
    })
    .await;
    for value in [
        "{{ response.next }}",
        "{{ headers['link']['next']['url'] if 'next' in headers['link'] else '' }}",
    ] {
        let strategy = json!({"type": "CursorPagination", "cursor_value": value});
        let source = source(
            vec![stream(
                &server,
                both(
                    paginator(
                        strategy,
                        json!({"page_token_option": {"type": "RequestPath"}}),
                    ),
                    json!({"retriever": {"requester": {"request_parameters": {"page": "0"}}}}),
                ),
            )],
            json!({}),
        );
        // The parameter of the requester stays beside the one of the address.
        let (records, _) = read(&source, "items", None).await.unwrap();
        assert_eq!(ids(&records)[0], 0, "{value}");
        assert!(records.len() >= 2, "{value} led to another page");
    }
}

#[tokio::test]
async fn a_token_never_follows_the_next_page_elsewhere() {
    let other = Server::start(|_| Reply::json(json!({"data": [{"id": 9}]}))).await;
    let port = other.address.port();
    // Another name, and another port of the same name, which may be somebody else's.
    let foreign = ["localhost", "127.0.0.1"].map(|host| format!("http://{host}:{port}/steal"));
    let server = Server::start(move |asked| {
        Reply::json(json!({"data": [{"id": 1}], "next": foreign[asked.index]}))
    })
    .await;
    let strategy = json!({"type": "CursorPagination", "cursor_value": "{{ response.next }}"});
    let changes = both(
        paginator(
            strategy,
            json!({"page_token_option": {"type": "RequestPath"}}),
        ),
        json!({"retriever": {"requester": {"authenticator": {"type": "BearerAuthenticator", "api_token": "secret-token"}}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    for host in ["localhost", "127.0.0.1"] {
        let error = read(&source, "items", None).await.unwrap_err().to_string();
        let named = format!("another host, {host}:{port}");
        assert!(error.contains(&named), "{error}");
    }
    assert!(other.asked().is_empty(), "it was not even asked");
}

#[tokio::test]
async fn a_server_that_repeats_its_cursor_ends_the_read() {
    let strategy = json!({"type": "CursorPagination", "cursor_value": "{{ response.next }}"});
    let endless =
        Server::start(|asked| Reply::json(json!({"data": [{"id": asked.index}], "next": "same"})))
            .await;
    let one = source(
        vec![stream(
            &endless,
            paginator(strategy.clone(), token("after", "request_parameter")),
        )],
        json!({}),
    );
    let error = read(&one, "items", None).await.unwrap_err().to_string();
    assert!(error.contains("circle"), "{error}");
    assert!(endless.asked().len() <= 3, "it was noticed at once");

    let idle = Server::start(|asked| {
        let data = if asked.index == 0 {
            json!([{"id": 0}])
        } else {
            json!([])
        };
        Reply::json(json!({"data": data, "next": "same"}))
    })
    .await;
    let two = source(
        vec![stream(
            &idle,
            paginator(strategy, token("after", "request_parameter")),
        )],
        json!({}),
    );
    assert_eq!(
        ids(&read(&two, "items", None).await.unwrap().0),
        [0],
        "an empty page with the same cursor is the end"
    );
}

#[tokio::test]
async fn one_page_is_fetched_ahead_and_no_more() {
    let server = Server::start(|asked| {
        Reply::json(json!({"data": [{"id": asked.index}], "next": asked.index + 1}))
    })
    .await;
    let strategy = json!({"type": "CursorPagination", "cursor_value": "{{ response.next }}"});
    let source = source(
        vec![stream(
            &server,
            paginator(strategy, token("after", "request_parameter")),
        )],
        json!({}),
    );
    let mut reading = source.read("items", None, tokio_util::sync::CancellationToken::new());
    use futures::StreamExt;
    for used in 1..=4 {
        reading.next().await.unwrap().unwrap();
        for _ in 0..50 {
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
        assert_eq!(
            server.asked().len(),
            used + 1,
            "while batch {used} is used, one more page is fetched"
        );
    }
    drop(reading);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    let after = server.asked().len();
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert_eq!(server.asked().len(), after, "dropping the reading ends it");
}

#[tokio::test]
async fn a_single_object_is_one_record_and_nothing_is_none() {
    for (data, expected) in [
        (json!({"id": 7}), vec![7]),
        (json!({}), vec![]),
        (json!(null), vec![]),
        (json!([]), vec![]),
    ] {
        let server = Server::start(move |_| Reply::json(json!({ "data": data }))).await;
        let source = source(vec![stream(&server, json!({}))], json!({}));
        assert_eq!(
            ids(&read(&source, "items", None).await.unwrap().0),
            expected
        );
    }
    let server = Server::start(|_| Reply::text(204, "application/json", "")).await;
    let source = source(vec![stream(&server, json!({}))], json!({}));
    assert!(
        batches(&source, "items", None).await.unwrap().is_empty(),
        "an empty body has no records"
    );
}
