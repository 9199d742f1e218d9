//! Several tokens with quotas of their own (`RateLimitedMultipleTokenAuthenticator`).

use headwater_connectors::Error;
use serde_json::{Value, json};

use crate::server::{Asked, Reply, Server};
use crate::{lay_over, read, source, stream};

/// A stream of five partitions, signed with the tokens `a` and `b`.
fn rotated(server: &Server, changes: Value) -> Value {
    let mut authenticator = json!({
        "type": "RateLimitedMultipleTokenAuthenticator",
        "tokens": "{{ config['tokens'] }}",
        "auth_method": "token",
        "quota_status_source": {"type": "QuotaStatusSource", "url": format!("{}/quota", server.url())},
        "quotas": [
            {"type": "TokenQuota", "name": "search", "remaining_path": ["search", "left"], "reset_path": ["search", "reset"],
                "matchers": [{"type": "HttpRequestRegexMatcher", "url_path_pattern": "/search"}]},
            {"type": "TokenQuota", "name": "core", "remaining_path": ["core", "left"], "reset_path": ["core", "reset"],
                "exhaustion_status_codes": [429]},
        ],
        "budget_reserve_fraction": 0, "budget_min_reserve": 0,
    });
    lay_over(&mut authenticator, changes);
    let router = json!({"type": "ListPartitionRouter", "cursor_field": "part", "values": ["1", "2", "3", "4", "5"]});
    stream(
        server,
        json!({"retriever": {"requester": {"authenticator": authenticator}, "partition_router": router}}),
    )
}

/// What the tokens have left; resets are far away, as seconds and as a text.
fn quota(asked: &Asked, a: i64, b: i64) -> Reply {
    let left = match asked.header("authorization") {
        "token a" => a,
        _ => b,
    };
    Reply::json(json!({
        "search": {"left": 0, "reset": "2999-01-01T00:00:00Z"},
        "core": {"left": left, "reset": 32_472_144_000_i64},
    }))
}

/// The tokens that the requests for records were signed with, in order.
fn tokens(server: &Server) -> Vec<String> {
    let asked = server.asked().into_iter();
    let asked = asked.filter(|asked| asked.path == "/items");
    let token = |asked: Asked| asked.header("authorization").replace("token ", "");
    asked.map(token).collect()
}

fn good() -> Reply {
    Reply::json(json!({"data": [{"id": 1}]}))
}

/// The first token is used until it has nothing left in the pool that the request belongs to, then
/// the next; the provider is asked once for each.
#[tokio::test]
async fn a_token_is_used_up_before_the_next_begins() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/quota" => quota(asked, 2, 5),
        _ => good(),
    })
    .await;
    let source = source(vec![rotated(&server, json!({}))], json!({"tokens": "a, b"}));
    read(&source, "items", None).await.unwrap();
    assert_eq!(tokens(&server), ["a", "a", "b", "b", "b"]);
    let asked = server.lines();
    assert_eq!(asked.iter().filter(|line| *line == "/quota").count(), 2);
}

/// A token that the provider refuses for its rate is put aside at once, though the answer asks for a
/// wait of an hour: another one has calls left.
#[tokio::test]
async fn a_refused_token_is_not_waited_for() {
    let server =
        Server::start(
            |asked| match (asked.path.as_str(), asked.header("authorization")) {
                ("/quota", _) => quota(asked, 100, 100),
                (_, "token a") => Reply::status(429, json!({})).with("retry-after", "3600"),
                _ => good(),
            },
        )
        .await;
    let config = json!({"tokens": "a,b"});
    let source = source(vec![rotated(&server, json!({}))], config);
    read(&source, "items", None).await.unwrap();
    assert_eq!(tokens(&server), ["a", "b", "b", "b", "b", "b"]);
}

/// When no token has anything left until long after, the reading ends and says when to come back.
#[tokio::test]
async fn spent_tokens_are_a_rate_limit() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/quota" => quota(asked, 1, 1),
        _ => good(),
    })
    .await;
    let config = json!({"tokens": "a,b"});
    let source = source(vec![rotated(&server, json!({}))], config);
    match read(&source, "items", None).await {
        Err(Error::RateLimited {
            retry_after: Some(wait),
            ..
        }) => assert!(wait.as_secs() > 86_400, "{wait:?}"),
        other => panic!("a rate limit, not {other:?}"),
    }
    assert_eq!(tokens(&server), ["a", "b"]);
}

/// A provider that counts nothing says so by a status of the manifest's; tokens then go in turn. Any
/// other refusal ends the reading.
#[tokio::test]
async fn without_quotas_tokens_go_in_turn() {
    for (status, expected) in [(404, vec!["a", "b", "a", "b", "a"]), (403, vec![])] {
        let server = Server::start(move |asked| match asked.path.as_str() {
            "/quota" => Reply::status(status, json!({})),
            _ => good(),
        })
        .await;
        let changes = json!({
            "tokens": ["{{ config['first'] }}", "b"],
            "quota_status_source": {"unavailable_status_codes": [404]},
        });
        let source = source(vec![rotated(&server, changes)], json!({"first": "a"}));
        let outcome = read(&source, "items", None).await;
        assert_eq!(outcome.is_ok(), status == 404);
        assert_eq!(tokens(&server), expected);
    }
}
