#![allow(clippy::unwrap_used)]
//! What the provider does wrong when asked to.

mod support;

use std::time::Duration;

use headwater_sandbox::{Change, Collection, Error, Fault, Rule, Switches};
use reqwest::StatusCode;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::{Bench, pair, parameter, refresh_form};

#[tokio::test]
async fn access_tokens_live_as_long_as_switched() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .switch(Switches {
            access_ttl: 1,
            ..Switches::default()
        })
        .unwrap();
    let (_, tokens) = bench.redeem(&bench.code().await).await;
    assert_eq!(tokens["expires_in"], 1);
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    let (access, refresh) = pair(&tokens);
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(bench.refresh(&refresh).await.0, StatusCode::OK);
}

#[tokio::test]
async fn deny_overrules_the_allow_button() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .switch(Switches {
            deny: true,
            ..Switches::default()
        })
        .unwrap();
    let back = bench.decide("allow", &[]).await;
    assert_eq!(parameter(&back, "error").unwrap(), "access_denied");
    bench.sandbox.switch(Switches::default()).unwrap();
    let back = bench.decide("allow", &[]).await;
    assert!(parameter(&back, "code").is_some(), "off again");
}

#[tokio::test]
async fn expired_access_tokens_can_be_refreshed_and_revoked_grants_cannot() {
    let bench = Bench::start().await;
    let (access, refresh) = bench.sign_in().await;
    bench
        .sandbox
        .switch(Switches {
            expire_access: true,
            ..Switches::default()
        })
        .unwrap();
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    let (status, tokens) = bench.refresh(&refresh).await;
    assert_eq!(status, StatusCode::OK);
    let (access, refresh) = pair(&tokens);
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::OK,
        "it was for once"
    );

    bench
        .sandbox
        .switch(Switches {
            revoke_grants: true,
            ..Switches::default()
        })
        .unwrap();
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(bench.refresh(&refresh).await.1["error"], "invalid_grant");
}

#[tokio::test]
async fn every_third_request_meets_the_rate_limit() {
    let bench = Bench::start().await;
    let (access, _) = bench.sign_in().await;
    bench.fault(Rule::new("/api", Fault::RateLimit { retry_after: 7 }).every(3));
    let mut seen = Vec::new();
    for _ in 0..6 {
        let request = bench
            .http
            .get(bench.url("/api/deals?limit=1"))
            .bearer_auth(&access);
        let answer = request.send().await.unwrap();
        let retry_after = answer.headers().get("retry-after").cloned();
        seen.push((
            answer.status().as_u16(),
            retry_after.is_some_and(|after| after == "7"),
        ));
    }
    let (ok, limited) = ((200, false), (429, true));
    assert_eq!(seen, [ok, ok, limited, ok, ok, limited]);
}

#[tokio::test]
async fn unavailable_lasts_for_as_many_requests_as_switched() {
    let bench = Bench::start().await;
    let (_, refresh) = bench.sign_in().await;
    bench.fault(Rule::new("/oauth/token", Fault::Unavailable { retry_after: None }).times(2));
    assert_eq!(
        bench.refresh(&refresh).await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        bench.refresh(&refresh).await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(
        bench.refresh(&refresh).await.0,
        StatusCode::OK,
        "what was refused has not used the token"
    );
}

#[tokio::test]
async fn a_captive_portal_answers_200_with_html() {
    let bench = Bench::start().await;
    bench.fault(Rule::new("/oauth/token", Fault::Html));
    let request = bench
        .http
        .post(bench.url("/oauth/token"))
        .form(&refresh_form("x"));
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    assert!(
        answer.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
}

#[tokio::test]
async fn a_dropped_answer_has_been_worked_on() {
    let bench = Bench::start().await;
    let (_, refresh) = bench.sign_in().await;
    bench.fault(Rule::new("/oauth/token", Fault::DropAnswer).times(1));
    let request = bench
        .http
        .post(bench.url("/oauth/token"))
        .form(&refresh_form(&refresh));
    let error = request.send().await.unwrap_err();
    assert!(
        !error.is_timeout() && error.status().is_none(),
        "not a byte came: {error:?}"
    );
    assert_eq!(
        bench.sandbox.counters().unwrap().refreshes,
        1,
        "yet the token has rotated"
    );
    assert_eq!(
        bench.refresh(&refresh).await.1["error"],
        "invalid_grant",
        "so trying again is a reuse"
    );
}

#[tokio::test]
async fn within_the_grace_a_lost_answer_can_be_asked_for_again() {
    let bench = Bench::start().await;
    let (_, refresh) = bench.sign_in().await;
    bench
        .sandbox
        .switch(Switches {
            grace: 60,
            faults: vec![Rule::new("/oauth/token", Fault::DropAnswer).times(1)],
            ..Switches::default()
        })
        .unwrap();
    let request = bench
        .http
        .post(bench.url("/oauth/token"))
        .form(&refresh_form(&refresh));
    assert!(request.send().await.is_err());
    let (status, tokens) = bench.refresh(&refresh).await;
    assert_eq!(status, StatusCode::OK);
    let (access, _) = pair(&tokens);
    assert_eq!(bench.get("/api/deals", &access).await.0, StatusCode::OK);
}

#[tokio::test]
async fn a_stalled_path_is_silent_and_the_others_are_not() {
    let bench = Bench::start().await;
    let (access, _) = bench.sign_in().await;
    bench.fault(Rule::new("/api/orders", Fault::Stall));
    let request = bench
        .http
        .get(bench.url("/api/orders"))
        .bearer_auth(&access);
    let waited = request.timeout(Duration::from_millis(300)).send().await;
    assert!(waited.unwrap_err().is_timeout());
    assert_eq!(bench.get("/api/deals", &access).await.0, StatusCode::OK);

    let request = bench
        .http
        .get(bench.url("/api/orders"))
        .bearer_auth(&access);
    let hanging = tokio::spawn(request.send());
    while bench.sandbox.counters().unwrap().requests["/api/orders"] < 2 {
        tokio::task::yield_now().await;
    }
    bench.sandbox.stop().await;
    assert!(
        hanging.await.unwrap().is_err(),
        "the end of the provider ends the silence"
    );
}

#[tokio::test]
async fn a_delay_answers_late_but_right() {
    let bench = Bench::start().await;
    let (access, _) = bench.sign_in().await;
    bench.fault(Rule::new("/api", Fault::Delay { ms: 200 }));
    let begun = std::time::Instant::now();
    let (status, page) = bench.get("/api/deals?limit=1", &access).await;
    assert_eq!(
        (status, page["total"].as_u64()),
        (StatusCode::OK, Some(1_200))
    );
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn an_impossible_change_switches_nothing() {
    let bench = Bench::start().await;
    let (access, _) = bench.sign_in().await;
    let change = |collection, add, delete| Change {
        collection,
        add,
        touch: 0,
        delete,
    };
    let outcome = bench.sandbox.switch(Switches {
        data: vec![
            change(Collection::Deals, 1, 0),
            change(Collection::Orders, 0, 9_999),
        ],
        expire_access: true,
        ..Switches::default()
    });
    assert!(matches!(outcome, Err(Error::Change { asked: 9_999, .. })));
    let (status, page) = bench.get("/api/deals", &access).await;
    assert_eq!(
        (status, page["total"].as_u64()),
        (StatusCode::OK, Some(1_200))
    );
}

#[tokio::test]
async fn another_process_switches_with_the_admin_token_only() {
    let bench = Bench::start().await;
    let (access, _) = bench.sign_in().await;
    let body = json!({
        "faults": [{ "path": "/api/deals", "times": 1, "fault": { "unavailable": {} } }],
        "data": [{ "collection": "companies", "add": 2 }],
    });
    let post = async |token: &str, body: &Value| {
        let request = bench.http.post(bench.url("/switches")).bearer_auth(token);
        let answer = request.json(body).send().await.unwrap();
        let status = answer.status();
        (status, answer.json::<Value>().await.unwrap_or(Value::Null))
    };
    assert_eq!(post(&access, &body).await.0, StatusCode::UNAUTHORIZED);
    let admin = bench
        .sandbox
        .admin_token()
        .unwrap()
        .expose_secret()
        .to_owned();
    let (status, answer) = post(&admin, &body).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["changed"][0]["added"].as_array().unwrap().len(), 2);
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::SERVICE_UNAVAILABLE
    );
    assert_eq!(bench.get("/api/companies", &access).await.1["total"], 482);

    let (status, answer) = post(&admin, &json!({ "denny": true })).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        answer["error"]["message"]
            .as_str()
            .unwrap()
            .contains("denny"),
        "{answer}"
    );

    let request = bench.http.get(bench.url("/counters")).bearer_auth(&admin);
    let counters: Value = request.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        counters["requests"]["/api/deals"], 1,
        "a request that met a fault counts, the switches do not"
    );
    assert_eq!(counters["requests"].get("/switches"), None);
}
