//! Renewing a grant (requirements 29, 46 to 50).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::time::Duration;

use headwater_oauth::{Class, Error, Grant, Identity, refresh};
use jiff::{SignedDuration, Timestamp};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use support::*;

fn grant() -> Grant {
    let now = Timestamp::now();
    Grant {
        access_token: "old-access".into(),
        refresh_token: Some("old-refresh".into()),
        obtained_at: now,
        expires_at: Some(now),
        refresh_expires_at: Some(now + SignedDuration::from_hours(24)),
        scopes: vec!["a".to_owned()],
        identity: Some(Identity {
            subject: "7".to_owned(),
            name: None,
            email: None,
            workspace: None,
        }),
        captured: [("team".to_owned(), json!("t"))].into(),
        secrets: Default::default(),
        redirect_uri: None,
    }
}

/// The result of one refresh against a script, and the requests that it took.
async fn refreshed(
    replies: impl IntoIterator<Item = Reply>,
    more: Value,
) -> (Result<Grant, Error>, Vec<Seen>) {
    let server = Scripted::start(replies).await;
    let result = refresh(&http(), &provider(&server.address, more), &grant()).await;
    (result, server.seen())
}

/// Requirement 46: what the answer does not renew is kept; what it renews is taken.
#[tokio::test]
async fn what_is_not_renewed_is_kept() {
    let (kept, seen) = refreshed([ok(json!({"access_token": "new"}))], json!({})).await;
    let (kept, old) = (kept.unwrap(), grant());
    assert_eq!(seen[0].form()["grant_type"], "refresh_token");
    assert_eq!(seen[0].form()["refresh_token"], "old-refresh");
    assert_eq!(
        seen[0].form().get("scope"),
        None,
        "unasked, the scope stays as granted (RFC 6749 section 6)"
    );
    assert_eq!(kept.access_token.expose_secret(), "new");
    assert_eq!(kept.refresh_token.unwrap().expose_secret(), "old-refresh");
    assert_eq!(
        (kept.scopes, kept.identity, kept.captured),
        (old.scopes, old.identity, old.captured)
    );
    assert!(kept.refresh_expires_at.is_some() && kept.expires_at.is_none());

    let answer = json!({"access_token": "new", "refresh_token": "rotated", "scope": "a b", "expires_in": 60, "refresh_token_expires_in": 60});
    let (renewed, _) = refreshed([ok(answer)], json!({})).await;
    let renewed = renewed.unwrap();
    assert_eq!(renewed.refresh_token.unwrap().expose_secret(), "rotated");
    assert_eq!(renewed.scopes, ["a", "b"]);
    assert!(renewed.refresh_expires_at.unwrap() < Timestamp::now() + SignedDuration::from_mins(2));
}

/// Requirement 29: the same client authentication as the exchange, at the refresh address where
/// there is one.
#[tokio::test]
async fn the_refresh_address_and_parameters_are_the_profiles() {
    let server = Scripted::start([ok(tokens())]).await;
    let more = json!({
        "token_refresh_url": format!("{}/renew", server.address),
        "client": {"auth": "basic"},
        "refresh": {"extra": {"expiring": 1}},
        "content_type": "application/json",
    });
    refresh(&http(), &provider(&server.address, more), &grant())
        .await
        .unwrap();
    let seen = server.only();
    assert_eq!(seen.path, "/renew");
    assert!(seen.header("authorization").unwrap().starts_with("Basic "));
    let body: Value = serde_json::from_str(&seen.body).unwrap();
    assert_eq!(
        body,
        json!({"grant_type": "refresh_token", "refresh_token": "old-refresh", "expiring": "1"})
    );
}

/// Requirement 47: a lost answer is asked for once more, at once, with the same token; a refusal
/// after it says so.
#[tokio::test]
async fn a_lost_answer_is_asked_for_once_more() {
    let (healed, seen) = refreshed([Reply::Lost, ok(tokens())], json!({})).await;
    assert_eq!(healed.unwrap().access_token.expose_secret(), "access-1");
    assert_eq!(seen.len(), 2);
    assert_eq!(seen[0].form(), seen[1].form());

    let cut = Reply::Raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_vec());
    let (error, _) = refreshed(
        [cut, refused(400, json!({"error": "invalid_grant"}))],
        json!({}),
    )
    .await;
    assert!(matches!(
        error.unwrap_err(),
        Error::Rejected {
            after_lost_answer: true,
            ..
        }
    ));

    let (error, seen) = refreshed([Reply::Lost, Reply::Lost], json!({})).await;
    let error = error.unwrap_err();
    assert_eq!(
        (error.class(), seen.len()),
        (Class::Temporary, 2),
        "{error:?}"
    );
}

/// Requirement 48: a refusal is final: no second request, and the cause is told apart.
#[tokio::test]
async fn a_refusal_is_final() {
    let (error, seen) =
        refreshed([refused(400, json!({"error": "invalid_grant"}))], json!({})).await;
    assert!(matches!(
        error.unwrap_err(),
        Error::Rejected {
            after_lost_answer: false,
            ..
        }
    ));
    assert_eq!(seen.len(), 1);
}

/// Requirement 49: what is no word of the provider's token endpoint leaves the grant alone; its
/// wish to wait is told.
#[tokio::test]
async fn temporary_troubles_leave_the_grant_alone() {
    let page = "<html>Sign in to the WLAN</html>".to_owned();
    for reply in [
        Reply::With(500, "text/html", page.clone()),
        Reply::With(503, "", String::new()),
        Reply::With(408, "", String::new()),
        Reply::With(200, "text/html", page.clone()),
        Reply::With(403, "text/html", page.clone()),
        Reply::With(404, "text/html", page),
        Reply::With(400, "", String::new()),
    ] {
        let (error, seen) = refreshed([reply.clone()], json!({})).await;
        let error = error.unwrap_err();
        assert_eq!(
            (error.class(), seen.len()),
            (Class::Temporary, 1),
            "{reply:?}: {error:?}"
        );
    }
    for (header, wanted) in [
        ("Retry-After: 120", 120..=120),
        ("Retry-After: 999999", 3600..=3600),
        ("Retry-After: Fri, 31 Dec 2100 23:59:59 GMT", 3600..=3600),
        ("Retry-After: Fri, 31 Dec 1999 23:59:59 GMT", 0..=0),
    ] {
        let (error, _) = refreshed([Reply::Header(429, header)], json!({})).await;
        match error.unwrap_err() {
            Error::Unavailable {
                status: 429,
                retry_after: Some(wait),
            } => {
                assert!(wanted.contains(&wait.as_secs()), "{header}: {wait:?}");
            }
            error => panic!("{header}: {error:?}"),
        }
    }
    let (error, _) = refreshed([Reply::Header(429, "Retry-After: whenever")], json!({})).await;
    assert_eq!(
        error.unwrap_err(),
        Error::Unavailable {
            status: 429,
            retry_after: None::<Duration>
        }
    );
}

/// Requirement 50: a refused client is told apart from a refused grant.
#[tokio::test]
async fn a_refused_client_is_told_apart() {
    for (status, code) in [
        (401, "invalid_client"),
        (400, "unauthorized_client"),
        (200, "invalid_client"),
    ] {
        let (error, _) = refreshed([refused(status, json!({"error": code}))], json!({})).await;
        assert_eq!(error.unwrap_err().class(), Class::Client, "{status} {code}");
    }
}

/// Requirement 33: an answer without a usable token changes nothing: the caller still has the old
/// grant.
#[tokio::test]
async fn an_unusable_answer_is_an_error() {
    for answer in [
        json!({}),
        json!({"access_token": null}),
        json!({"ok": false, "error": "x"}),
    ] {
        let (result, _) = refreshed([ok(answer.clone())], json!({})).await;
        assert_eq!(result.unwrap_err().class(), Class::Permanent, "{answer}");
    }
}
