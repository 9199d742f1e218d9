#![allow(clippy::unwrap_used)]
//! Consent, codes, tokens, revocation: an honest OAuth 2 server.

mod support;

use headwater_sandbox::{CLIENT_ID, OWN_CLIENT_ID, OWN_CLIENT_SECRET};
use reqwest::StatusCode;
use serde_json::Value;
use support::{Bench, REDIRECT, VERIFIER, pair, parameter, refresh_form};

#[tokio::test]
async fn a_consent_becomes_a_grant() {
    let bench = Bench::start().await;
    let back = bench.decide("allow", &[]).await;
    assert!(
        back.as_str().starts_with(REDIRECT),
        "the port of the request is kept"
    );
    assert_eq!(
        parameter(&back, "state").unwrap(),
        "a state & more",
        "the state comes back as it went"
    );
    let issuer = bench.sandbox.address().as_str().trim_end_matches('/');
    assert_eq!(parameter(&back, "iss").unwrap(), issuer, "RFC 9207");

    let (status, tokens) = bench.redeem(&parameter(&back, "code").unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 3600);
    let (access, _) = pair(&tokens);
    let (_, user) = bench.get("/oauth/userinfo", &access).await;
    assert_eq!(user["email"], "ada@sandbox.example");
}

#[tokio::test]
async fn the_consent_page_says_who_asks_and_for_what() {
    let bench = Bench::start().await;
    let changes = [("scope", "contacts.read"), ("client_id", OWN_CLIENT_ID)];
    let answer = bench.authorize(&changes).await;
    let policy = answer.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
    assert!(
        policy.contains("form-action 'self' http://127.0.0.1:51234;"),
        "browsers hold the redirect after the form to this policy too: {policy}"
    );
    let page = answer.text().await.unwrap();
    for text in [
        "Your own app",
        "Read your contacts",
        "id=\"allow\"",
        "id=\"deny\"",
        "Ada",
    ] {
        assert!(page.contains(text), "{text} is missing");
    }
    assert!(!page.contains("Read your deals"), "that was not asked for");
    assert!(!page.contains("<script"), "works without scripts");
}

#[tokio::test]
async fn a_denial_goes_back_with_its_state() {
    let bench = Bench::start().await;
    let back = bench.decide("deny", &[]).await;
    assert_eq!(parameter(&back, "error").unwrap(), "access_denied");
    assert_eq!(parameter(&back, "state").unwrap(), "a state & more");
    assert_eq!(parameter(&back, "code"), None);
}

#[tokio::test]
async fn a_consent_page_is_answered_once() {
    let bench = Bench::start().await;
    let page = bench.authorize(&[]).await.text().await.unwrap();
    let id = page
        .split("value=\"")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let mut seen = Vec::new();
    for _ in 0..2 {
        let form = [("page", id), ("decision", "allow")];
        let request = bench.http.post(bench.url("/oauth/consent")).form(&form);
        seen.push(request.send().await.unwrap().status());
    }
    assert_eq!(
        seen,
        [StatusCode::SEE_OTHER, StatusCode::BAD_REQUEST],
        "a reload makes no second code"
    );
}

#[tokio::test]
async fn a_wrong_client_or_redirect_is_told_to_the_user_only() {
    let bench = Bench::start().await;
    for changes in [
        [("client_id", "nobody")],
        [("redirect_uri", "https://evil.example/callback")],
        [("redirect_uri", "http://127.0.0.1:51234/other")],
    ] {
        let answer = bench.authorize(&changes).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
        assert!(
            !answer.headers().contains_key("location"),
            "nothing is sent to an address that is not registered (RFC 6749 section 4.1.2.1)"
        );
        assert!(answer.text().await.unwrap().contains(changes[0].1));
    }
    let html = bench
        .authorize(&[("client_id", "<script>alert(1)</script>")])
        .await;
    assert!(
        !html.text().await.unwrap().contains("<script"),
        "what comes in is text"
    );
}

#[tokio::test]
async fn other_wrong_requests_go_back_to_the_client() {
    let bench = Bench::start().await;
    for (changes, error) in [
        ([("response_type", "token")], "unsupported_response_type"),
        ([("code_challenge", "")], "invalid_request"),
        ([("code_challenge_method", "plain")], "invalid_request"),
        ([("scope", "contacts.write")], "invalid_scope"),
        ([("scope", "")], "invalid_scope"),
    ] {
        let answer = bench.authorize(&changes).await;
        let back = answer.headers()["location"].to_str().unwrap();
        let back = url::Url::parse(back).unwrap();
        assert_eq!(
            parameter(&back, "error").as_deref(),
            Some(error),
            "{changes:?}"
        );
        assert!(parameter(&back, "iss").is_some() && parameter(&back, "state").is_some());
    }
}

#[tokio::test]
async fn a_wrong_verifier_burns_the_code() {
    let bench = Bench::start().await;
    let code = bench.code().await;
    let wrong = VERIFIER.replace('d', "e");
    let (status, body) = bench
        .token(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", &code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", &wrong),
        ])
        .await;
    assert_eq!(
        (status, &body["error"]),
        (StatusCode::BAD_REQUEST, &Value::from("invalid_grant"))
    );
    let (status, _) = bench.redeem(&code).await;
    assert_eq!(
        status,
        StatusCode::BAD_REQUEST,
        "there is one try for a code"
    );
}

#[tokio::test]
async fn the_redirect_must_be_the_same_in_both_requests() {
    let bench = Bench::start().await;
    let code = bench.code().await;
    let (_, body) = bench
        .token(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", &code),
            ("redirect_uri", "http://127.0.0.1:51235/callback"),
            ("code_verifier", VERIFIER),
        ])
        .await;
    assert_eq!(
        body["error"], "invalid_grant",
        "another port is another address here"
    );
}

#[tokio::test]
async fn a_code_used_twice_ends_its_grant() {
    let bench = Bench::start().await;
    let code = bench.code().await;
    let (_, tokens) = bench.redeem(&code).await;
    let (access, refresh) = pair(&tokens);
    let (status, _) = bench.redeem(&code).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    let (status, _) = bench.get("/api/contacts", &access).await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "RFC 6749 section 4.1.2");
    let (status, _) = bench.refresh(&refresh).await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_refresh_token_rotates_and_its_reuse_ends_the_grant() {
    let bench = Bench::start().await;
    let (_, first) = bench.sign_in().await;
    let (status, tokens) = bench.refresh(&first).await;
    assert_eq!(status, StatusCode::OK);
    let (access, second) = pair(&tokens);
    assert_ne!(first, second);
    assert_eq!(bench.get("/api/deals", &access).await.0, StatusCode::OK);

    let (status, body) = bench.refresh(&first).await;
    assert_eq!(
        (status, &body["error"]),
        (StatusCode::BAD_REQUEST, &Value::from("invalid_grant"))
    );
    assert_eq!(
        bench.refresh(&second).await.0,
        StatusCode::BAD_REQUEST,
        "the whole family is gone, the good token too"
    );
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    let counters = bench.sandbox.counters().unwrap();
    assert_eq!(
        (counters.tokens, counters.refreshes, counters.reuses),
        (2, 1, 1)
    );
}

#[tokio::test]
async fn a_grant_of_one_client_is_nothing_to_another() {
    let bench = Bench::start().await;
    let (access, refresh) = bench.sign_in().await;
    let own = [
        ("client_id", OWN_CLIENT_ID),
        ("client_secret", OWN_CLIENT_SECRET),
    ];
    let form = [
        own[0],
        own[1],
        ("grant_type", "refresh_token"),
        ("refresh_token", &refresh),
    ];
    assert_eq!(bench.token(&form).await.1["error"], "invalid_grant");
    let form = [own[0], own[1], ("token", &refresh)];
    let request = bench.http.post(bench.url("/oauth/revoke")).form(&form);
    assert_eq!(request.send().await.unwrap().status(), StatusCode::OK);
    assert_eq!(
        bench.get("/api/contacts", &access).await.0,
        StatusCode::OK,
        "still good"
    );
    assert_eq!(
        bench.refresh(&refresh).await.0,
        StatusCode::OK,
        "neither used nor revoked"
    );
}

#[tokio::test]
async fn a_refresh_may_ask_for_less_but_not_for_more() {
    let bench = Bench::start().await;
    let back = bench
        .decide("allow", &[("scope", "contacts.read deals.read")])
        .await;
    let (_, tokens) = bench.redeem(&parameter(&back, "code").unwrap()).await;
    let (_, refresh) = pair(&tokens);
    let mut form = refresh_form(&refresh).to_vec();
    form.push(("scope", "contacts.read orders.read"));
    assert_eq!(bench.token(&form).await.1["error"], "invalid_scope");
    form.pop();
    form.push(("scope", "deals.read"));
    let (_, tokens) = bench.token(&form).await;
    assert_eq!(tokens["scope"], "deals.read");
    let (access, _) = pair(&tokens);
    assert_eq!(bench.get("/api/deals", &access).await.0, StatusCode::OK);
    assert_eq!(
        bench.get("/api/contacts", &access).await.0,
        StatusCode::FORBIDDEN
    );
}

/// RFC 6749 section 2.3.1.
#[tokio::test]
async fn the_confidential_client_authenticates_by_header_or_body() {
    let bench = Bench::start().await;
    for by_header in [true, false] {
        let back = bench.decide("allow", &[("client_id", OWN_CLIENT_ID)]).await;
        let code = parameter(&back, "code").unwrap();
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ];
        let mut request = bench.http.post(bench.url("/oauth/token"));
        if by_header {
            request = request.basic_auth(OWN_CLIENT_ID, Some(OWN_CLIENT_SECRET));
        } else {
            form.push(("client_id", OWN_CLIENT_ID));
            form.push(("client_secret", OWN_CLIENT_SECRET));
        }
        let answer = request.form(&form).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK, "by header: {by_header}");
        assert_eq!(answer.headers()["cache-control"], "no-store");
    }
}

#[tokio::test]
async fn a_wrong_secret_is_the_clients_fault_not_the_grants() {
    let bench = Bench::start().await;
    let form = [("grant_type", "refresh_token"), ("refresh_token", "x")];
    let request = bench.http.post(bench.url("/oauth/token")).form(&form);
    let answer = request
        .basic_auth(OWN_CLIENT_ID, Some("wrong"))
        .send()
        .await
        .unwrap();
    assert_eq!(answer.status(), StatusCode::UNAUTHORIZED);
    assert!(
        answer.headers().contains_key("www-authenticate"),
        "RFC 6749 section 5.2"
    );
    let body: Value = answer.json().await.unwrap();
    assert_eq!(body["error"], "invalid_client");

    for (name, secret, error) in [
        (OWN_CLIENT_ID, None, "invalid_client"),
        (CLIENT_ID, Some("guessed"), "invalid_client"),
        ("nobody", None, "invalid_client"),
    ] {
        let mut form = form.to_vec();
        form.push(("client_id", name));
        form.extend(secret.map(|secret| ("client_secret", secret)));
        assert_eq!(
            bench.token(&form).await.1["error"],
            error,
            "{name} {secret:?}"
        );
    }
    let mut form = form.to_vec();
    form.push(("client_secret", OWN_CLIENT_SECRET));
    let request = bench.http.post(bench.url("/oauth/token")).form(&form);
    let both = request.basic_auth(OWN_CLIENT_ID, Some(OWN_CLIENT_SECRET));
    let body: Value = both.send().await.unwrap().json().await.unwrap();
    assert_eq!(
        body["error"], "invalid_request",
        "never in two ways at once"
    );
}

/// RFC 7009 sections 2.1 and 2.2.
#[tokio::test]
async fn revoking_a_refresh_token_ends_the_grant() {
    let bench = Bench::start().await;
    let (access, refresh) = bench.sign_in().await;
    let revoke = async |token: &str| {
        let form = [("client_id", CLIENT_ID), ("token", token)];
        let request = bench.http.post(bench.url("/oauth/revoke")).form(&form);
        request.send().await.unwrap().status()
    };
    assert_eq!(revoke("unknown").await, StatusCode::OK);
    assert_eq!(revoke(&access).await, StatusCode::OK);
    assert_eq!(
        bench.get("/api/contacts", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    let (status, tokens) = bench.refresh(&refresh).await;
    assert_eq!(
        status,
        StatusCode::OK,
        "the grant outlives its access token"
    );
    let (access, refresh) = pair(&tokens);
    assert_eq!(revoke(&refresh).await, StatusCode::OK);
    assert_eq!(
        bench.get("/api/contacts", &access).await.0,
        StatusCode::UNAUTHORIZED
    );
    assert_eq!(bench.refresh(&refresh).await.0, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn a_token_does_what_its_scopes_say() {
    let bench = Bench::start().await;
    let back = bench.decide("allow", &[("scope", "orders.read")]).await;
    let (_, tokens) = bench.redeem(&parameter(&back, "code").unwrap()).await;
    assert_eq!(tokens["scope"], "orders.read");
    let (access, _) = pair(&tokens);
    assert_eq!(bench.get("/api/orders", &access).await.0, StatusCode::OK);
    let request = bench
        .http
        .get(bench.url("/oauth/userinfo"))
        .bearer_auth(&access);
    let answer = request.send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::FORBIDDEN);
    let challenge = answer.headers()["www-authenticate"].to_str().unwrap();
    assert!(
        challenge.contains("insufficient_scope") && challenge.contains("scope=\"profile\""),
        "RFC 6750 section 3.1: {challenge}"
    );
    let bare = bench
        .http
        .get(bench.url("/api/orders"))
        .send()
        .await
        .unwrap();
    assert_eq!(bare.status(), StatusCode::UNAUTHORIZED);
}

/// RFC 8414 section 3.3: the issuer is the address that was asked.
#[tokio::test]
async fn the_metadata_leads_to_every_endpoint() {
    let bench = Bench::start().await;
    let url = bench.url("/.well-known/oauth-authorization-server");
    let metadata: Value = bench
        .http
        .get(url)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let issuer = bench.sandbox.address().as_str().trim_end_matches('/');
    assert_eq!(metadata["issuer"], issuer);
    for (name, path) in [
        ("authorization_endpoint", "/oauth/authorize"),
        ("token_endpoint", "/oauth/token"),
        ("revocation_endpoint", "/oauth/revoke"),
        ("userinfo_endpoint", "/oauth/userinfo"),
    ] {
        assert_eq!(metadata[name], format!("{issuer}{path}"));
    }
    assert_eq!(
        metadata["authorization_response_iss_parameter_supported"],
        true
    );
}

#[tokio::test]
async fn a_foreign_host_name_is_not_this_provider() {
    let bench = Bench::start().await;
    let request = bench
        .http
        .get(bench.url("/"))
        .header("host", "evil.example");
    let answer = request.send().await.unwrap();
    assert_eq!(
        answer.status(),
        StatusCode::MISDIRECTED_REQUEST,
        "DNS rebinding"
    );
}
