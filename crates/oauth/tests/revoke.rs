//! Giving a grant back (requirements 29 and 56).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_oauth::{Class, Error, Grant, Revoked, revoke};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::*;

fn grant(refresh: Option<&str>) -> Grant {
    Grant {
        access_token: "access".into(),
        refresh_token: refresh.map(Into::into),
        obtained_at: Timestamp::now(),
        expires_at: None,
        refresh_expires_at: None,
        scopes: Vec::new(),
        identity: None,
        captured: Default::default(),
        secrets: Default::default(),
        redirect_uri: None,
    }
}

/// The result of one revocation against a script, and the requests that it took.
async fn revoked(
    replies: impl IntoIterator<Item = Reply>,
    rule: Value,
    refresh: Option<&str>,
) -> (Result<Revoked, Error>, Vec<Seen>) {
    let server = Scripted::start(replies).await;
    let mut rule = rule;
    rule["url"] = format!("{}/revoke", server.address).into();
    let provider = provider(
        &server.address,
        json!({"revoke": rule, "client": {"auth": "basic"}}),
    );
    let result = revoke(&http(), &provider, &grant(refresh)).await;
    (result, server.seen())
}

/// Requirement 56: the refresh token first, then the access token; each with the client's
/// authentication.
#[tokio::test]
async fn both_tokens_are_named() {
    let gone = || Reply::With(200, "", String::new());
    let (result, seen) = revoked([gone(), gone()], json!({}), Some("refresh")).await;
    assert_eq!(result, Ok(Revoked::Done));
    let named: Vec<_> = seen
        .iter()
        .map(|seen| {
            (
                seen.form()["token"].clone(),
                seen.form()["token_type_hint"].clone(),
            )
        })
        .collect();
    let wanted = [("refresh", "refresh_token"), ("access", "access_token")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()));
    assert_eq!(named, wanted);
    assert!(seen.iter().all(|seen| {
        seen.header("authorization")
            .is_some_and(|value| value.starts_with("Basic "))
    }));

    let (result, seen) = revoked([gone()], json!({}), None).await;
    assert_eq!(
        (result, seen[0].form()["token"].as_str()),
        (Ok(Revoked::Done), "access")
    );
    let (result, seen) = revoked([gone()], json!({"token": "access"}), Some("refresh")).await;
    assert_eq!(
        (result, seen[0].form()["token"].as_str()),
        (Ok(Revoked::Done), "access")
    );
    let (result, _) = revoked(
        [
            gone(),
            refused(400, json!({"error": "unsupported_token_type"})),
        ],
        json!({}),
        Some("refresh"),
    )
    .await;
    assert_eq!(
        result,
        Ok(Revoked::Done),
        "the access token alone is no failure"
    );
}

/// Requirement 56: what the provider does not know any more is done; what it could not do now is
/// told.
#[tokio::test]
async fn outcomes_are_told_apart() {
    for code in ["invalid_token", "invalid_grant"] {
        let (result, _) = revoked([refused(400, json!({"error": code}))], json!({}), None).await;
        assert_eq!(result, Ok(Revoked::AlreadyGone), "{code}");
    }
    for (reply, class) in [
        (Reply::With(503, "", String::new()), Class::Temporary),
        (Reply::Lost, Class::Temporary),
        (
            refused(401, json!({"error": "invalid_client"})),
            Class::Client,
        ),
        (
            refused(400, json!({"error": "unsupported_token_type"})),
            Class::Permanent,
        ),
        (Reply::Header(302, "Location: /elsewhere"), Class::Permanent),
    ] {
        let (result, _) = revoked([reply.clone()], json!({}), None).await;
        assert_eq!(result.unwrap_err().class(), class, "{reply:?}");
    }
    let result = revoke(&http(), &anyone(json!({})), &grant(None)).await;
    assert_eq!(result, Ok(Revoked::NotOffered));
}

/// Providers that have an address to delete instead: signed with the token itself.
#[tokio::test]
async fn deletion_is_signed_with_the_token() {
    for (status, wanted) in [
        (200, Revoked::Done),
        (204, Revoked::Done),
        (401, Revoked::AlreadyGone),
        (404, Revoked::AlreadyGone),
    ] {
        let reply = Reply::With(status, "", String::new());
        let (result, seen) = revoked([reply], json!({"style": "delete"}), Some("refresh")).await;
        assert_eq!(result, Ok(wanted), "{status}");
        assert_eq!(
            (seen[0].method.as_str(), seen[0].header("authorization")),
            ("DELETE", Some("Bearer access"))
        );
    }
    let (result, _) = revoked(
        [Reply::With(500, "", String::new())],
        json!({"style": "delete"}),
        None,
    )
    .await;
    assert_eq!(result.unwrap_err().class(), Class::Temporary);
}
