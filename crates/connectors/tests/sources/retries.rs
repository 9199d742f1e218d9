//! What is tried again, how long is waited, and what an answer is called that does not help.

use std::sync::Arc;
use std::time::{Duration, Instant};

use futures::StreamExt;
use headwater_connectors::{Error, Unreached};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Reply, Server};
use crate::{ids, read, source, stream};

fn handler(handler: Value) -> Value {
    json!({"retriever": {"requester": {"error_handler": handler}}})
}

const SOON: &str = "0.01";

fn soon() -> Value {
    json!([{"type": "ConstantBackoffStrategy", "backoff_time_in_seconds": SOON}])
}

fn good() -> Reply {
    Reply::json(json!({"data": [{"id": 1}]}))
}

#[tokio::test]
async fn failures_of_the_provider_are_tried_again() {
    for status in [408, 429, 500, 502, 503, 504] {
        let server = Server::start(move |asked| {
            if asked.index < 2 {
                Reply::status(status, json!({}))
            } else {
                good()
            }
        })
        .await;
        let source = source(
            vec![stream(
                &server,
                handler(json!({"type": "DefaultErrorHandler", "backoff_strategies": soon()})),
            )],
            json!({}),
        );
        assert_eq!(
            ids(&read(&source, "items", None).await.unwrap().0),
            [1],
            "{status}"
        );
        assert_eq!(server.asked().len(), 3, "{status}");
    }
}

#[tokio::test]
async fn retries_end_with_the_status_and_the_providers_words() {
    let server =
        Server::start(|_| Reply::status(503, json!({"error": {"message": "down for repair"}})))
            .await;
    let source = source(
        vec![stream(
            &server,
            handler(
                json!({"type": "DefaultErrorHandler", "max_retries": "{{ config['tries'] }}", "backoff_strategies": soon()}),
            ),
        )],
        json!({"tries": 2}),
    );
    let error = read(&source, "items", None).await.unwrap_err();
    assert!(
        matches!(&error, Error::Unavailable { status: 503, message, .. } if message == "down for repair"),
        "{error}"
    );
    assert_eq!(server.asked().len(), 3, "one try and two retries");
}

#[tokio::test]
async fn refusals_have_their_own_errors_and_are_not_tried_again() {
    for (status, check) in [
        (
            400,
            (|error: &Error| matches!(error, Error::Refused { status: 400, .. }))
                as fn(&Error) -> bool,
        ),
        (401, |error| matches!(error, Error::Unauthorized { .. })),
        (
            403,
            |error| matches!(error, Error::Forbidden { message, .. } if message == "scope missing"),
        ),
        (404, |error| matches!(error, Error::NotFound { .. })),
        (405, |error| {
            matches!(error, Error::Refused { status: 405, .. })
        }),
    ] {
        let server =
            Server::start(move |_| Reply::status(status, json!({"message": "scope missing"})))
                .await;
        let source = source(vec![stream(&server, json!({}))], json!({}));
        let error = read(&source, "items", None).await.unwrap_err();
        assert!(check(&error), "{status}: {error:?}");
        assert_eq!(server.asked().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn retry_after_is_kept_in_seconds_and_as_a_date() {
    let in_two_seconds = || {
        let date = jiff::Timestamp::now()
            .to_zoned(jiff::tz::TimeZone::UTC)
            .saturating_add(jiff::Span::new().seconds(2));
        jiff::fmt::rfc2822::to_string(&date)
            .unwrap()
            .replace("+0000", "GMT")
    };
    for date in [false, true] {
        let server = Server::start(move |asked| match asked.index {
            0 => Reply::status(429, json!({})).with(
                "retry-after",
                if date { in_two_seconds() } else { "1".into() },
            ),
            _ => good(),
        })
        .await;
        let source = source(vec![stream(&server, json!({}))], json!({}));
        let began = Instant::now();
        assert_eq!(ids(&read(&source, "items", None).await.unwrap().0), [1]);
        assert!(
            began.elapsed() >= Duration::from_millis(900),
            "it waited as it was told, date: {date}"
        );
    }
}

#[tokio::test]
async fn a_provider_that_asks_for_more_time_than_the_manifest_gets_it() {
    let server = Server::start(|asked| match asked.index {
        0 => Reply::status(429, json!({})).with("retry-after", "1"),
        _ => good(),
    })
    .await;
    let source = source(
        vec![stream(
            &server,
            handler(json!({"type": "DefaultErrorHandler", "backoff_strategies": soon()})),
        )],
        json!({}),
    );
    let began = Instant::now();
    read(&source, "items", None).await.unwrap();
    assert!(
        began.elapsed() >= Duration::from_millis(900),
        "a second, and not the manifest's 10 ms"
    );
}

#[tokio::test]
async fn a_wait_that_is_too_long_is_an_error_that_says_how_long() {
    let server = Server::start(|_| Reply::status(429, json!({})).with("retry-after", "7200")).await;
    let one = source(vec![stream(&server, json!({}))], json!({}));
    let error = read(&one, "items", None).await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { retry_after: Some(wait), .. } if wait == Duration::from_secs(7200)),
        "{error}"
    );

    let strategy = json!([{"type": "WaitTimeFromHeader", "header": "X-Wait", "regex": "[0-9]+", "max_waiting_time_in_seconds": 3}]);
    let server = Server::start(|_| Reply::status(429, json!({})).with("x-wait", "5 seconds")).await;
    let two = source(
        vec![stream(
            &server,
            handler(json!({"type": "DefaultErrorHandler", "backoff_strategies": strategy})),
        )],
        json!({}),
    );
    let error = read(&two, "items", None).await.unwrap_err();
    assert!(
        matches!(error, Error::RateLimited { retry_after: Some(wait), .. } if wait == Duration::from_secs(5)),
        "{error}"
    );
}

#[tokio::test]
async fn every_strategy_says_how_long_to_wait() {
    for strategy in [
        json!({"type": "ExponentialBackoffStrategy", "factor": 0.005}),
        json!({"type": "WaitTimeFromHeader", "header": "x-wait"}),
        json!({"type": "WaitUntilTimeFromHeader", "header": "x-until", "min_wait": 0.01}),
        json!({"type": "WaitTimeFromResponse", "wait_time_in_seconds": "{{ response['wait'] }}"}),
        json!({"type": "ConstantBackoffStrategy", "backoff_time_in_seconds": 0.005, "jitter_range_in_seconds": 0.005}),
    ] {
        let server = Server::start(|asked| match asked.index {
            0 => Reply::status(503, json!({"wait": 0.01}))
                .with("x-wait", "0.01")
                .with("x-until", "1000"),
            _ => good(),
        })
        .await;
        let source = source(
            vec![stream(
                &server,
                handler(json!({"type": "DefaultErrorHandler", "backoff_strategies": [strategy]})),
            )],
            json!({}),
        );
        let began = Instant::now();
        assert_eq!(
            ids(&read(&source, "items", None).await.unwrap().0),
            [1],
            "{strategy}"
        );
        assert!(
            began.elapsed() < Duration::from_millis(900),
            "{strategy} is taken before the default of a second"
        );
    }
}

#[tokio::test]
async fn filters_decide_in_their_order() {
    let cases = [
        (
            json!({"http_codes": [404], "action": "IGNORE"}),
            Reply::status(404, json!({})),
            Ok(vec![]),
        ),
        (
            json!({"predicate": "{{ response.get('error') == 'gone' }}", "action": "IGNORE"}),
            Reply::status(400, json!({"error": "gone"})),
            Ok(vec![]),
        ),
        (
            json!({"error_message_contains": "not enabled", "action": "IGNORE"}),
            Reply::status(403, json!({"message": "API not enabled yet"})),
            Ok(vec![]),
        ),
        (
            json!({"predicate": "{{ 'errors' in response }}", "action": "FAIL", "error_message": "It says: {{ response['errors'][0] }}"}),
            Reply::status(200, json!({"errors": ["no"], "data": [{"id": 1}]})),
            Err("It says: no"),
        ),
        (
            json!({"http_codes": [404], "action": "IGNORE"}),
            good(),
            Ok(vec![1]),
        ),
    ];
    for (filter, reply, expected) in cases {
        let (status, body) = (reply.status, reply.body.clone());
        let server = Server::start(move |_| Reply {
            status,
            headers: vec![("content-type", "application/json".into())],
            body: body.clone(),
        })
        .await;
        let source = source(
            vec![stream(
                &server,
                handler(json!({"type": "DefaultErrorHandler", "response_filters": [filter]})),
            )],
            json!({}),
        );
        match (read(&source, "items", None).await, expected) {
            (Ok((records, _)), Ok(expected)) => assert_eq!(ids(&records), expected, "{filter}"),
            (Err(error), Err(expected)) => assert!(error.to_string().contains(expected), "{error}"),
            (found, _) => panic!("{filter}: {found:?}"),
        }
    }
}

#[tokio::test]
async fn the_first_handler_with_an_opinion_wins() {
    let composite = json!({"type": "CompositeErrorHandler", "error_handlers": [
        {"response_filters": [{"http_codes": [409], "action": "RETRY"}], "backoff_strategies": soon()},
        {"response_filters": [{"http_codes": [404], "action": "IGNORE"}]},
    ]});
    let server =
        Server::start(|asked| Reply::status(if asked.index == 0 { 409 } else { 404 }, json!({})))
            .await;
    let source = source(vec![stream(&server, handler(composite))], json!({}));
    assert!(read(&source, "items", None).await.unwrap().0.is_empty());
    assert_eq!(server.asked().len(), 2);
}

#[tokio::test]
async fn nobody_there_is_named_as_such() {
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        listener.local_addr().unwrap()
    };
    let server = Server::start(|_| good()).await;
    let mut changes = handler(
        json!({"type": "DefaultErrorHandler", "max_retries": 1, "backoff_strategies": soon()}),
    );
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"requester": {"url_base": format!("http://{gone}/?key=hidden"), "path": ""}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    let error = read(&source, "items", None).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::Unreachable {
                kind: Unreached::Connect,
                ..
            }
        ),
        "{error}"
    );
    assert!(
        !error.to_string().contains("hidden"),
        "the query is not shown: {error}"
    );
}

#[tokio::test]
async fn an_answer_that_breaks_off_is_tried_again() {
    // A raw socket, because no honest server promises more than it sends.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let tries = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let count = tries.clone();
    tokio::spawn(async move {
        use tokio::io::{AsyncReadExt, AsyncWriteExt};
        loop {
            let (mut socket, _) = listener.accept().await.unwrap();
            let index = count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let mut request = [0; 2048];
            let _ = socket.read(&mut request).await.unwrap();
            let body = r#"{"data": [{"id": 1}]}"#;
            let sent = if index == 0 { &body[..5] } else { body };
            let head = format!(
                "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
                body.len()
            );
            socket
                .write_all(format!("{head}{sent}").as_bytes())
                .await
                .unwrap();
        }
    });
    let server = Server::start(|_| good()).await;
    let mut changes = handler(json!({"type": "DefaultErrorHandler", "backoff_strategies": soon()}));
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"requester": {"url_base": format!("http://{address}")}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    assert_eq!(ids(&read(&source, "items", None).await.unwrap().0), [1]);
    assert_eq!(tries.load(std::sync::atomic::Ordering::SeqCst), 2);
}

#[tokio::test]
async fn waits_can_be_cancelled() {
    let server = Server::start(|_| Reply::status(429, json!({})).with("retry-after", "600")).await;
    let source = source(vec![stream(&server, json!({}))], json!({}));
    let cancel = CancellationToken::new();
    let mut reading = source.read("items", None, cancel.clone());
    let began = Instant::now();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(50)).await;
        cancel.cancel();
    });
    assert!(matches!(reading.next().await, Some(Err(Error::Cancelled))));
    assert!(
        began.elapsed() < Duration::from_secs(60),
        "ten minutes were not waited"
    );
    assert!(reading.next().await.is_none(), "the error is the last item");
}
