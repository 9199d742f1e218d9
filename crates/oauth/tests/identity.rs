//! Who consented (requirements 39 and 55).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use headwater_oauth::{Error, Grant, Identity, identify};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::*;

const ISSUER: &str = "https://provider.example";

fn id_token(header: Value, claims: &Value) -> String {
    let part = |value: &Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!("{}.{}.signature", part(&header), part(claims))
}

fn claims(nonce: &str) -> Value {
    json!({
        "iss": ISSUER, "aud": "client-1", "sub": "7", "email": "ada@example.org", "nonce": nonce,
        "exp": Timestamp::now().as_second() + 60, "hd": "example.org",
    })
}

/// The exchange of an answer with an ID token whose claims are `change`d; `userinfo` answers where
/// it is asked.
async fn exchanged(
    header: Value,
    change: Value,
    userinfo: Option<Reply>,
) -> (Result<Grant, Error>, usize) {
    let rule = json!({"id_token": true, "workspace": "hd"});
    exchanged_with(rule, header, change, userinfo).await
}

/// The same with another rule and nothing beside the ID token.
async fn exchanged_by(rule: Value, change: Value) -> (Result<Grant, Error>, usize) {
    exchanged_with(rule, rs256(), change, None).await
}

async fn exchanged_with(
    mut rule: Value,
    header: Value,
    change: Value,
    userinfo: Option<Reply>,
) -> (Result<Grant, Error>, usize) {
    // The nonce is known only after the attempt began, so the address must be there before the
    // script.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    if userinfo.is_some() {
        rule["url"] = format!("{address}/userinfo").into();
    }
    let attempt = begin(&provider(
        &address,
        json!({"issuer": ISSUER, "identity": rule}),
    ))
    .await;
    let mut claims = claims(&parameter(&attempt, "nonce").unwrap());
    for (name, value) in change.as_object().unwrap() {
        claims[name] = value.clone();
    }
    let mut answer = tokens();
    answer["id_token"] = id_token(header, &claims).into();
    let server = Scripted::serve(listener, [Some(ok(answer)), userinfo].into_iter().flatten());
    let result = arrive(attempt).await.exchange(&http()).await;
    (result, server.seen().len())
}

fn rs256() -> Value {
    json!({"alg": "RS256"})
}

/// Requirement 39: an ID token that passes every check names the account without another request.
#[tokio::test]
async fn a_good_id_token_names_the_account() {
    let (grant, requests) = exchanged(rs256(), json!({}), None).await;
    let identity = grant.unwrap().identity.unwrap();
    assert_eq!(identity.label(), "ada@example.org");
    assert_eq!(
        (
            identity.subject.as_str(),
            identity.workspace.as_deref(),
            requests
        ),
        ("7", Some("example.org"), 1)
    );
    let several = json!({"aud": ["client-1", "other"], "azp": "client-1"});
    assert!(exchanged(rs256(), several, None).await.0.is_ok());
}

/// Requirement 39: one failed check and the ID token is not used: userinfo is asked, or the
/// exchange fails.
#[tokio::test]
async fn a_bad_id_token_is_not_used() {
    let past = Timestamp::now().as_second() - 3600;
    for (header, change, claim) in [
        (json!({"alg": "none"}), json!({}), "alg"),
        (json!({}), json!({}), "alg"),
        (rs256(), json!({"iss": "https://evil.example"}), "iss"),
        (rs256(), json!({"iss": format!("{ISSUER}/")}), "iss"),
        (rs256(), json!({"aud": "other"}), "aud"),
        (rs256(), json!({"aud": []}), "aud"),
        (rs256(), json!({"aud": ["client-1", "other"]}), "azp"),
        (rs256(), json!({"azp": "other"}), "azp"),
        (rs256(), json!({"exp": past}), "exp"),
        (rs256(), json!({"exp": null}), "exp"),
        (rs256(), json!({"nonce": "other"}), "nonce"),
        (rs256(), json!({"nonce": null}), "nonce"),
    ] {
        let (error, _) = exchanged(header.clone(), change.clone(), None).await;
        assert!(
            matches!(error, Err(Error::IdToken { claim: found, .. }) if found == claim),
            "{change}: {error:?}"
        );

        let userinfo = ok(json!({"sub": "7", "name": "Ada"}));
        let (grant, requests) = exchanged(header, change.clone(), Some(userinfo)).await;
        assert_eq!(
            grant.unwrap().identity.unwrap().name.as_deref(),
            Some("Ada"),
            "{change}"
        );
        assert_eq!(requests, 2);
    }
}

/// Requirement 39: an ID token that only numbers the account is completed by userinfo, of the same
/// account only.
#[tokio::test]
async fn userinfo_must_be_of_the_same_account() {
    let nameless = json!({"email": null});
    let (grant, _) = exchanged(
        rs256(),
        nameless.clone(),
        Some(ok(json!({"sub": "7", "email": "ada@example.org"}))),
    )
    .await;
    assert_eq!(
        grant.unwrap().identity.unwrap().email.as_deref(),
        Some("ada@example.org")
    );
    let (error, _) = exchanged(rs256(), nameless.clone(), Some(ok(json!({"sub": "8"})))).await;
    assert!(
        matches!(error, Err(Error::IdToken { claim: "sub", .. })),
        "{error:?}"
    );
    let (grant, _) = exchanged(rs256(), nameless, Some(Reply::With(503, "", String::new()))).await;
    assert_eq!(
        grant.unwrap().identity.unwrap().subject,
        "7",
        "the ID token's word stands"
    );
}

/// The provider's own ways: another header, deeper paths, numbers; and a provider that does not
/// tell costs no grant.
#[tokio::test]
async fn providers_own_ways() {
    let shop = json!({"shop": {"id": 42, "name": "Tea", "domain": "tea.example"}});
    let server =
        Scripted::start([ok(tokens()), ok(shop), Reply::With(503, "", String::new())]).await;
    let rule = json!({
        "identity": {"url": format!("{}/shop.json", server.address), "subject": "shop.id", "name": "shop.name", "workspace": "shop.domain"},
        "use_token": {"header": "X-Shop-Token", "prefix": ""},
    });
    let provider = provider(&server.address, rule);
    let grant = exchange(&provider).await.unwrap();
    let wanted = Identity {
        subject: "42".into(),
        name: Some("Tea".into()),
        email: None,
        workspace: Some("tea.example".into()),
    };
    assert_eq!(grant.identity, Some(wanted));
    assert_eq!(server.seen()[1].header("x-shop-token"), Some("access-1"));
    assert_eq!(server.seen()[1].header("authorization"), None);
    assert!(
        identify(&http(), &provider, &grant).await.is_err(),
        "asked for alone, a failure is told"
    );

    let server = Scripted::start([ok(tokens()), Reply::With(503, "", String::new())]).await;
    let silent = support::provider(
        &server.address,
        json!({"identity": {"url": format!("{}/me", server.address)}}),
    );
    assert_eq!(
        exchange(&silent).await.unwrap().identity,
        None,
        "the code is spent: the grant is kept"
    );

    let in_answer = json!({"access_token": "a", "hub_id": 5, "user": {"mail": "ada@example.org"}});
    let server = Scripted::start([ok(in_answer)]).await;
    let rule = json!({"identity": {"subject": "hub_id", "email": "user.mail"}});
    let identity = exchange(&support::provider(&server.address, rule))
        .await
        .unwrap()
        .identity
        .unwrap();
    assert_eq!(
        (identity.subject.as_str(), identity.label()),
        ("5", "ada@example.org")
    );
}

/// Requirement 55: where one field does not name the account for good, several joined do, and all of
/// them must be there.
#[tokio::test]
async fn a_subject_of_several_fields_needs_them_all() {
    for (told, subject) in [
        (json!({"id": 7, "tenant": {"id": "t1"}}), Some("t1/7")),
        (json!({"id": 7}), None),
    ] {
        let server = Scripted::start([ok(tokens()), ok(told)]).await;
        let rule = json!({
            "identity": {"url": format!("{}/me", server.address), "subject": "tenant.id + id"},
        });
        let grant = exchange(&provider(&server.address, rule)).await.unwrap();
        let found = grant.identity.map(|identity| identity.subject);
        assert_eq!(found.as_deref(), subject);
    }
    let (grant, _) = exchanged_by(
        json!({"id_token": true, "subject": "tid+oid"}),
        json!({"tid": "t1", "oid": "o1"}),
    )
    .await;
    assert_eq!(grant.unwrap().identity.unwrap().subject, "t1/o1");
}
