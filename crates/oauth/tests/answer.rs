//! Token answers, with everything that providers put into them (requirements 27 and 31 to 38).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::io::Write;

use headwater_oauth::{Class, Error, Grant};
use jiff::Timestamp;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::*;

/// The grant or error that one token answer gives.
async fn after(reply: Reply, more: Value) -> Result<Grant, Error> {
    let server = Scripted::start([reply]).await;
    let result = exchange(&provider(&server.address, more)).await;
    server.only();
    result
}

/// Requirement 27: a redirect is an error, and the body goes nowhere else.
#[tokio::test]
async fn redirects_are_refused() {
    for status in [301, 302, 303, 307, 308] {
        let error = after(Reply::Header(status, "Location: /elsewhere"), json!({}))
            .await
            .unwrap_err();
        assert_eq!(error, Error::Redirected { status });
    }
}

/// Requirement 31: the answer is read by its content, not by its label; a page is no answer.
#[tokio::test]
async fn answers_are_read_by_content() {
    let json = tokens().to_string();
    let form = "access_token=access-1&token_type=bearer&scope=a%2Cb";
    for (content_type, body) in [
        ("application/json", json.clone()),
        ("text/html", json.clone()),
        ("", format!("\u{FEFF}  {json}\r\n")),
        ("application/x-www-form-urlencoded", form.to_owned()),
        ("text/plain", form.to_owned()),
    ] {
        let grant = after(Reply::With(200, content_type, body.clone()), json!({})).await;
        assert_eq!(
            grant.unwrap().access_token.expose_secret(),
            "access-1",
            "{content_type}: {body}"
        );
    }
    for body in [
        "<!doctype html><a href='?access_token=x'>",
        "",
        "null",
        "[]",
        "{\"access_token\":",
        "OK",
    ] {
        let error = after(
            Reply::With(200, "text/html; charset=utf-8", body.to_owned()),
            json!({}),
        )
        .await
        .unwrap_err();
        assert!(
            matches!(&error, Error::NotOAuth { status: 200, content_type: Some(found), .. } if found == "text/html"),
            "{body}: {error:?}"
        );
        assert_eq!(error.class(), Class::Temporary);
    }
}

/// Requirement 32: reading stops at 1 MiB, also of what unpacks to more, and at an answer that is
/// cut off.
#[tokio::test]
async fn oversized_and_broken_answers_end() {
    let large = Reply::With(
        200,
        "application/json",
        format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024)),
    );
    let error = after(large, json!({})).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotOAuth {
                reason: "larger than 1 MiB",
                ..
            }
        ),
        "{error:?}"
    );

    let mut bomb = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    bomb.write_all(&vec![b' '; 64 * 1024 * 1024]).unwrap();
    let bomb = bomb.finish().unwrap();
    let mut answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n",
        bomb.len()
    )
    .into_bytes();
    answer.extend(bomb);
    let error = after(Reply::Raw(answer), json!({})).await.unwrap_err();
    assert!(
        matches!(
            error,
            Error::NotOAuth {
                reason: "larger than 1 MiB",
                ..
            }
        ),
        "{error:?}"
    );

    let cut =
        Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{\"access_token\":\"a".to_vec());
    let error = after(cut, json!({})).await.unwrap_err();
    assert_eq!(
        (error.class(), matches!(error, Error::AnswerLost { .. })),
        (Class::Temporary, true)
    );
}

/// Requirement 32: an answer that does not come is given up after 30 seconds (of the test's clock).
#[tokio::test]
async fn a_stalled_answer_is_given_up() {
    let start = tokio::time::Instant::now();
    let error = after(Reply::Stall, json!({})).await.unwrap_err();
    assert!(matches!(error, Error::AnswerLost { .. }), "{error:?}");
    let waited = start.elapsed().as_secs();
    assert!((25..=31).contains(&waited), "given up after {waited} s");
}

/// Requirement 33 and the classes of 48 to 50: errors are found under any status, in their usual
/// disguises.
#[tokio::test]
async fn errors_are_found_in_their_disguises() {
    for (status, body, class) in [
        (200, json!({"error": "invalid_grant"}), Class::Rejected),
        (400, json!({"error": "invalid_grant"}), Class::Rejected),
        (401, json!({"error": "invalid_client"}), Class::Client),
        (400, json!({"error": "unauthorized_client"}), Class::Client),
        (401, json!({"message": "who are you"}), Class::Client),
        (
            200,
            json!({"ok": false, "error": "bad_redirect_uri"}),
            Class::Permanent,
        ),
        (200, json!({"ok": false}), Class::Permanent),
        (
            200,
            json!({"code": 40105, "message": "no"}),
            Class::Permanent,
        ),
        (
            400,
            json!({"error": {"code": "invalid_scope", "message": "no"}}),
            Class::Permanent,
        ),
        (
            400,
            json!({"error": "temporarily_unavailable"}),
            Class::Temporary,
        ),
        (503, json!({"error": "invalid_grant"}), Class::Temporary),
        (429, json!({"error": "invalid_client"}), Class::Temporary),
        (403, json!({"blocked": true}), Class::Temporary),
        (404, json!({"message": "no such page"}), Class::Temporary),
    ] {
        let error = after(refused(status, body.clone()), json!({}))
            .await
            .unwrap_err();
        assert_eq!(error.class(), class, "{status} {body}: {error:?}");
    }
    let google = json!({"error": "invalid_grant", "error_description": "Reauthenticate", "error_subtype": "invalid_rapt"});
    let error = after(refused(400, google), json!({})).await.unwrap_err();
    let [error_code, description, subtype] =
        ["invalid_grant", "Reauthenticate", "invalid_rapt"].map(str::to_owned);
    assert_eq!(
        error,
        Error::Rejected {
            error: error_code,
            description: Some(description),
            subtype: Some(subtype),
            after_lost_answer: false
        }
    );
}

/// Requirement 34: an access token that is none, or that could break out of a header, is refused.
#[tokio::test]
async fn unusable_access_tokens_are_refused() {
    for token in [
        json!(null),
        json!(7),
        json!(""),
        json!("  "),
        json!("a\r\nX-Evil: 1"),
        json!("é"),
        json!(["a"]),
    ] {
        let error = after(
            ok(json!({"access_token": token, "token_type": "Bearer"})),
            json!({}),
        )
        .await
        .unwrap_err();
        assert!(
            matches!(&error, Error::Answer { field, .. } if field == "access_token"),
            "{token}: {error:?}"
        );
    }
    let error = after(ok(json!({"token_type": "Bearer"})), json!({}))
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Answer { .. }));
    let error = after(
        ok(json!({"access_token": "a", "refresh_token": 7})),
        json!({}),
    )
    .await
    .unwrap_err();
    assert!(matches!(&error, Error::Answer { field, .. } if field == "refresh_token"));
}

/// Requirement 35: bearer in any case or unsaid; anything else cannot be used.
#[tokio::test]
async fn token_types() {
    for (kind, accepted) in [
        (json!("bearer"), true),
        (json!("BEARER"), true),
        (json!(null), true),
        (json!("mac"), false),
        (json!("DPoP"), false),
        (json!(1), false),
    ] {
        let result = after(
            ok(json!({"access_token": "a", "token_type": kind})),
            json!({}),
        )
        .await;
        assert_eq!(result.is_ok(), accepted, "{kind}");
    }
    assert!(
        after(ok(json!({"access_token": "a"})), json!({}))
            .await
            .is_ok(),
        "missing means bearer"
    );
}

/// Requirement 36: lifetimes in all their spellings, counted from the receipt.
#[tokio::test]
async fn lifetimes() {
    const TEN_YEARS: i64 = 10 * 365 * 86_400;
    let by_default = json!({"response": {"default_expires_in": 1800}});
    let now = json!({"response": {"zero_means": "now"}});
    for (rule, expires_in, wanted) in [
        (&json!({}), json!(3600), Some(3600)),
        (&json!({}), json!("3600"), Some(3600)),
        (&json!({}), json!(3600.0), Some(3600)),
        (&json!({}), json!(null), None),
        (&by_default, json!(null), Some(1800)),
        (&by_default, json!(60), Some(60)),
        (&json!({}), json!(0), None),
        (&json!({}), json!(-9_007_199_254_740_991_i64), None),
        (&now, json!(0), Some(0)),
        (&json!({}), json!(1_000_000_000_000_i64), Some(TEN_YEARS)),
        (&json!({}), json!("soon"), None),
        (&json!({}), json!("NaN"), None),
        (&json!({}), json!({}), None),
    ] {
        let before = Timestamp::now();
        let grant = after(
            ok(json!({"access_token": "a", "expires_in": expires_in})),
            rule.clone(),
        )
        .await
        .unwrap();
        assert!(grant.obtained_at >= before && grant.obtained_at <= Timestamp::now());
        let life = grant
            .expires_at
            .map(|end| end.duration_since(grant.obtained_at).as_secs());
        assert_eq!(life, wanted, "{expires_in} under {rule}");
    }
    let grant = after(
        ok(json!({"access_token": "a", "refresh_token": "r", "refresh_token_expires_in": 604_800})),
        json!({}),
    )
    .await
    .unwrap();
    let life = grant
        .refresh_expires_at
        .unwrap()
        .duration_since(grant.obtained_at);
    assert_eq!(life.as_secs(), 604_800);
}

/// Requirement 37: granted scopes in all their spellings; unsaid means as asked.
#[tokio::test]
async fn granted_scopes() {
    let asked = json!({"extra_authorization_url": {"scope": "a b"}});
    for (scope, wanted) in [
        (json!(null), vec!["a", "b"]),
        (json!(""), vec!["a", "b"]),
        (json!("a"), vec!["a"]),
        (json!("b  a"), vec!["b", "a"]),
        (json!("a,b, c"), vec!["a", "b", "c"]),
        (json!(["a", "c"]), vec!["a", "c"]),
    ] {
        let grant = after(
            ok(json!({"access_token": "x", "scope": scope})),
            asked.clone(),
        )
        .await
        .unwrap();
        assert_eq!(grant.scopes, wanted, "{scope}");
    }
    let elsewhere = json!({"response": {"scope_path": "scopes"}});
    assert_eq!(
        after(ok(json!({"access_token": "x", "scopes": ["a"]})), elsewhere)
            .await
            .unwrap()
            .scopes,
        ["a"]
    );
}

/// Fields may lie deeper, and some are to be kept.
#[tokio::test]
async fn fields_lie_where_the_profile_says() {
    let answer = json!({"code": 0, "data": {"access_token": "deep", "refresh_token": "r", "team": {"id": 7}}, "expires_in": 60});
    for path in ["data.access_token", "data"] {
        let rule =
            json!({"access_token_path": path, "capture": {"token": ["data.team.id", "missing"]}});
        let grant = after(ok(answer.clone()), rule).await.unwrap();
        assert_eq!(grant.access_token.expose_secret(), "deep");
        assert_eq!(
            grant.refresh_token.unwrap().expose_secret(),
            "r",
            "the neighbour of the access token"
        );
        assert!(grant.expires_at.is_some(), "found at the top");
        assert_eq!(
            Vec::from_iter(grant.captured),
            [("data.team.id".to_owned(), json!(7))]
        );
    }

    let server = Scripted::start([ok(tokens())]).await;
    let attempt = begin(&provider(
        &server.address,
        json!({"capture": {"callback": ["realmId"]}}),
    ))
    .await;
    get(
        port(&attempt),
        &format!("{}&realmId=42&other=1", yes(&attempt)),
    )
    .await;
    let grant = wait(attempt)
        .await
        .unwrap()
        .exchange(&http())
        .await
        .unwrap();
    assert_eq!(
        Vec::from_iter(grant.captured),
        [("realmId".to_owned(), json!("42"))]
    );
}

/// Requirement 38: no refresh token is no error here; renewing such a grant says so.
#[tokio::test]
async fn grants_without_refresh_token() {
    for answer in [
        json!({"access_token": "a"}),
        json!({"access_token": "a", "refresh_token": null}),
        json!({"access_token": "a", "refresh_token": ""}),
    ] {
        let grant = after(ok(answer), json!({})).await.unwrap();
        assert!(grant.refresh_token.is_none());
        let error = headwater_oauth::refresh(&http(), &anyone(json!({})), &grant)
            .await
            .unwrap_err();
        assert_eq!(
            (error.class(), error),
            (Class::Rejected, Error::NoRefreshToken)
        );
    }
}
