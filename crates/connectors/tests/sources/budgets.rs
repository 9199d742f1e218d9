//! Budgets: what a manifest and the provider's answers let through.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::{Value, json};

use crate::server::{Reply, Server};
use crate::{load, manifest, stream};
use headwater_connectors::{Error, Source};

/// A source of two streams, `items` and `others`, with this budget.
fn source(server: &Server, budget: Value, config: Value) -> Source {
    let others = json!({
        "name": "others",
        "retriever": {"requester": {"path": "/others"}},
    });
    let mut whole = manifest(vec![stream(server, json!({})), stream(server, others)]);
    whole["api_budget"] = budget;
    Source::new(Arc::new(load(&whole)), config, None, reqwest::Client::new()).unwrap()
}

fn fixed(limit: u64, matchers: Value) -> Value {
    json!({
        "type": "HTTPAPIBudget",
        "policies": [{
            "type": "FixedWindowCallRatePolicy",
            "period": "PT1H",
            "call_limit": limit,
            "matchers": matchers,
        }],
    })
}

/// Reads a stream whose request the budget lets wait; gives how long.
async fn limited(source: &Source, stream: &str) -> Duration {
    match crate::read(source, stream, None).await.unwrap_err() {
        Error::RateLimited {
            retry_after: Some(wait),
            ..
        } => wait,
        error => panic!("a rate limit, not {error}"),
    }
}

/// Streams of a source share its budget: once it is spent, the request of another stream is not
/// sent, and the error says when it may be.
#[tokio::test]
async fn streams_share_a_budget() {
    let server = Server::start(|_| Reply::json(json!({"data": [{"id": 1}]}))).await;
    let source = source(&server, fixed(1, json!([])), json!({}));
    crate::read(&source, "items", None).await.unwrap();
    let wait = limited(&source, "others").await;
    assert!(
        wait <= Duration::from_secs(3600),
        "no longer than the period: {wait:?}"
    );
    assert_eq!(server.lines(), ["/items"], "the second was never sent");
}

/// A policy counts the requests that its matchers are about, by their weight, and no others.
#[tokio::test]
async fn a_policy_counts_its_own_requests_only() {
    let server = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let matcher = json!([{"url_base": server.url(), "url_path_pattern": "^/it", "weight": "{{ config['cost'] }}"}]);
    let source = source(&server, fixed(5, matcher), json!({"cost": 3}));
    for _ in 0..3 {
        crate::read(&source, "others", None).await.unwrap();
    }
    crate::read(&source, "items", None).await.unwrap();
    let error = crate::read(&source, "items", None).await.unwrap_err();
    assert!(matches!(error, Error::RateLimited { .. }), "{error}");
    assert_eq!(server.lines().len(), 4);
}

/// What an answer says is left counts more than what the manifest allows.
#[tokio::test]
async fn answers_say_what_is_left() {
    let server = Server::start(|_| {
        Reply::json(json!({"data": []}))
            .with("x-left", "0")
            .with("x-reset", "7200")
    })
    .await;
    let mut budget = fixed(100, json!([]));
    budget["ratelimit_remaining_header"] = json!("X-Left");
    budget["ratelimit_reset_header"] = json!("X-Reset");
    let source = source(&server, budget, json!({}));
    crate::read(&source, "items", None).await.unwrap();
    let wait = limited(&source, "items").await;
    assert!(
        wait > Duration::from_secs(3600),
        "until the provider's reset: {wait:?}"
    );
}

/// A reset beyond all clocks ends no reading: the period of the manifest counts.
#[tokio::test]
async fn a_reset_beyond_all_clocks_says_nothing() {
    let server = Server::start(|_| {
        let reset = u64::MAX.to_string();
        Reply::json(json!({"data": []})).with("ratelimit-reset", &reset)
    })
    .await;
    let source = source(&server, fixed(1, json!([])), json!({}));
    crate::read(&source, "items", None).await.unwrap();
    let wait = limited(&source, "items").await;
    assert!(wait <= Duration::from_secs(3600), "the period: {wait:?}");
}

/// An unlimited policy that stands first takes its requests out of the others.
#[tokio::test]
async fn the_first_policy_that_matches_counts() {
    let server = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let mut budget = fixed(1, json!([]));
    let unlimited = json!({
        "type": "UnlimitedCallRatePolicy",
        "matchers": [{"url_path_pattern": "^/others$"}],
    });
    budget["policies"]
        .as_array_mut()
        .unwrap()
        .insert(0, unlimited);
    let source = source(&server, budget, json!({}));
    for _ in 0..3 {
        crate::read(&source, "others", None).await.unwrap();
    }
    crate::read(&source, "items", None).await.unwrap();
    assert!(crate::read(&source, "items", None).await.is_err());
}

/// A window that has room again lets the waiting request through; nothing is lost by the wait.
#[tokio::test]
async fn whoever_waits_is_let_through() {
    let server = Server::start(|asked| Reply::json(json!({"data": [{"id": asked.index}]}))).await;
    let budget = json!({
        "type": "HTTPAPIBudget",
        "policies": [{
            "type": "MovingWindowCallRatePolicy",
            "rates": [{"limit": "{{ config['calls'] }}", "interval": "PT0.3S"}],
            "matchers": [],
        }],
    });
    let source = source(&server, budget, json!({"calls": 1}));
    for index in 0..3 {
        let (records, _) = crate::read(&source, "items", None).await.unwrap();
        assert_eq!(records, [json!({"id": index})]);
    }
}

/// A server that takes `time` for each answer, and how many requests were under way at once.
async fn counting(time: Duration) -> (Server, Arc<AtomicUsize>) {
    let (under_way, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let top = most.clone();
    let server = Server::start(move |_| {
        let before = under_way.fetch_add(1, Ordering::SeqCst);
        top.fetch_max(before + 1, Ordering::SeqCst);
        std::thread::sleep(time);
        under_way.fetch_sub(1, Ordering::SeqCst);
        Reply::json(json!({"data": [{"id": 1}]}))
    })
    .await;
    (server, most)
}

/// A moving window is kept where the provider counts: at its door. Several slices at once, and
/// answers that are late, let no more through than the limit, since a request counts until it was
/// answered.
#[tokio::test(flavor = "multi_thread")]
async fn a_moving_window_is_kept_at_the_providers_door() {
    // Longer than the window: a request that is counted as of its departure is forgotten.
    let (server, most) = counting(Duration::from_millis(60)).await;
    let parts: Vec<String> = (0..6).map(|number| number.to_string()).collect();
    let list = json!({"retriever": {"partition_router": {
        "type": "ListPartitionRouter", "values": parts, "cursor_field": "part",
    }}});
    let mut whole = manifest(vec![stream(&server, list)]);
    whole["concurrency_level"]["default_concurrency"] = json!(6);
    whole["api_budget"] = json!({
        "type": "HTTPAPIBudget",
        "policies": [{
            "type": "MovingWindowCallRatePolicy",
            "rates": [{"limit": 1, "interval": "PT0.02S"}],
            "matchers": [],
        }],
    });
    let http = reqwest::Client::new();
    let source = Source::new(Arc::new(load(&whole)), json!({}), None, http).unwrap();
    let (records, _) = crate::read(&source, "items", None).await.unwrap();
    assert_eq!(records.len(), 6, "all get their turn");
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

/// The limit of slices is one for the whole source, not one for each stream.
#[tokio::test(flavor = "multi_thread")]
async fn streams_share_the_limit_of_slices() {
    let (server, most) = counting(Duration::from_millis(20)).await;
    let streams = ["a", "b", "c"].map(|name| stream(&server, json!({"name": name})));
    let source = Source::new(
        Arc::new(load(&manifest(streams.to_vec()))),
        json!({}),
        None,
        reqwest::Client::new(),
    )
    .unwrap();
    let reads = ["a", "b", "c"].map(|name| crate::read(&source, name, None));
    for read in futures::future::join_all(reads).await {
        assert_eq!(read.unwrap().0.len(), 1);
    }
    assert_eq!(most.load(Ordering::SeqCst), 1);
}

/// A limit of nothing would wait for ever; it is refused by its name and place.
#[test]
fn a_limit_of_nothing_is_refused() {
    let mut whole = json!({
        "version": "7.0.0",
        "type": "DeclarativeSource",
        "check": {"type": "CheckStream", "stream_names": ["x"]},
        "streams": [],
    });
    whole["api_budget"] = fixed(0, json!([]));
    let manifest = headwater_connectors::Manifest::load(&whole.to_string(), "m.yaml").unwrap();
    let made = Source::new(Arc::new(manifest), json!({}), None, reqwest::Client::new());
    let Err(error) = made else {
        panic!("the limit is refused")
    };
    let text = error.to_string();
    assert!(
        text.contains("m.yaml:1 api_budget.policies[0].call_limit") && text.contains("1 or more"),
        "{text}"
    );
}
