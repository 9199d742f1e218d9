//! The ways to a grant beside the browser that comes back: the client asks for itself, or a code is entered elsewhere.

use headwater_engine::view::{AttemptPhase, ConnectionState, GrantKind};
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::acme::{BY_CLIENT, Bench, draft, engine, own, token};

/// No browser, no person: the client asks, the connection is active, reads, and asks anew where others refresh; a
/// wrong secret is the client's fault and leaves the connection as it is.
#[tokio::test(flavor = "multi_thread")]
async fn a_client_asks_for_itself() {
    let bench = Bench::new(BY_CLIENT).await;
    let detail = bench.engine.connector("acme".to_owned()).await.unwrap();
    assert_eq!(
        detail.grants,
        [GrantKind::ClientCredentials, GrantKind::AuthorizationCode]
    );
    bench.own("client-1", "right").await;
    bench.acme.answers(
        "/token",
        [
            token("one"),
            token("two"),
            (401, json!({"error": "invalid_client"})),
        ],
    );
    let connection = bench.authorized(&bench.id).await;
    let attempt = connection.attempt.unwrap();
    assert_eq!(
        (attempt.phase, attempt.grant),
        (AttemptPhase::Done, GrantKind::ClientCredentials),
        "{attempt:#?}"
    );
    assert_eq!(connection.state, ConnectionState::Active);
    assert_eq!(connection.grant.unwrap().kind, GrantKind::ClientCredentials);
    let checks = bench.engine.test(bench.id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.fault.is_none()),
        "{checks:#?}"
    );
    assert!(bench.acme.bodies("/api/notes")[0].contains("Bearer one"));

    bench.engine.renew(bench.id.clone()).await.unwrap();
    let asked = bench.acme.bodies("/token");
    assert!(
        asked.len() == 2
            && asked
                .iter()
                .all(|body| body.contains("grant_type=client_credentials")),
        "{asked:?}"
    );
    let fault = bench.engine.renew(bench.id.clone()).await.unwrap_err();
    assert_eq!(fault.code.as_str(), "client_rejected");
    let after = bench.engine.connection(bench.id.clone()).await.unwrap();
    assert_eq!(
        after.state,
        ConnectionState::Active,
        "nobody has to consent again"
    );
}

/// Requirement 53: connections of one client and the same scopes have one token, got once, however many ask at once;
/// another client has its own.
#[tokio::test(flavor = "multi_thread")]
async fn one_token_for_all_of_a_client() {
    let bench = Bench::new(BY_CLIENT).await;
    bench
        .acme
        .answers("/token", [token("one"), token("two"), token("three")]);
    let mut ids = vec![bench.id.clone()];
    for _ in 0..3 {
        ids.push(draft(&bench.engine, &bench.acme).await);
    }
    for id in &ids {
        own(&bench.engine, id, "client-1", "right").await;
        bench.engine.authorize(id.clone()).await.unwrap();
    }
    for id in &ids {
        bench.engine.authorized(id.clone()).await.unwrap();
        assert_eq!(
            bench
                .engine
                .token(id.clone())
                .await
                .unwrap()
                .expose_secret(),
            "one"
        );
    }
    assert_eq!(bench.acme.bodies("/token").len(), 1);
    let other = draft(&bench.engine, &bench.acme).await;
    own(&bench.engine, &other, "client-1", "another").await;
    bench.authorized(&other).await;
    assert_eq!(
        bench.engine.token(other).await.unwrap().expose_secret(),
        "two"
    );
}

/// A way that the connector does not offer is refused; one that it offers is kept and taken, also after a restart.
#[tokio::test(flavor = "multi_thread")]
async fn the_way_is_chosen() {
    let bench = Bench::new(BY_CLIENT).await;
    bench.own("client-1", "right").await;
    let refused = bench
        .engine
        .use_grant(bench.id.clone(), GrantKind::DeviceCode)
        .await;
    assert_eq!(refused.unwrap_err().code.as_str(), "not_now");
    bench
        .engine
        .use_grant(bench.id.clone(), GrantKind::AuthorizationCode)
        .await
        .unwrap();
    let again = engine(bench.folder.path(), bench.vault.clone()).await;
    let attempt = again.authorize(bench.id.clone()).await.unwrap();
    assert_eq!(
        (attempt.grant, attempt.phase),
        (GrantKind::AuthorizationCode, AttemptPhase::Waiting)
    );
    assert!(attempt.url.contains("/authorize?"));
    again.cancel_attempt(bench.id.clone()).await.unwrap();
}

const BY_DEVICE: &str = "grants: [device_code]
device_authorization_url: '{{ address }}/device'
step3_access_url: '{{ address }}/token'";

/// The code is shown and asked for in the background until it is entered; a no ends the attempt with its own fault.
#[tokio::test(flavor = "multi_thread")]
async fn a_code_on_another_device() {
    let bench = Bench::new(BY_DEVICE).await;
    bench.own("client-1", "right").await;
    assert!(
        bench
            .engine
            .connector("acme".to_owned())
            .await
            .unwrap()
            .redirect
            .is_none()
    );
    let code = json!({"device_code": "d", "user_code": "ABCD-EFGH", "verification_uri": "https://acme.example/device", "expires_in": 600, "interval": 1});
    bench.acme.answers("/device", [(200, code)]);
    let pending = (400, json!({"error": "authorization_pending"}));
    let granted = json!({"access_token": "one", "refresh_token": "r", "expires_in": 3600});
    bench.acme.answers("/token", [pending, (200, granted)]);
    let attempt = bench.engine.authorize(bench.id.clone()).await.unwrap();
    let device = attempt.device.unwrap();
    assert_eq!(
        (
            attempt.phase,
            device.user_code.as_str(),
            device.verification_uri.as_str()
        ),
        (
            AttemptPhase::Waiting,
            "ABCD-EFGH",
            "https://acme.example/device"
        )
    );
    let connection = bench.engine.authorized(bench.id.clone()).await.unwrap();
    assert_eq!(
        (connection.state, connection.grant.unwrap().kind),
        (ConnectionState::Active, GrantKind::DeviceCode)
    );

    bench
        .acme
        .answers("/token", [(400, json!({"error": "access_denied"}))]);
    let refused = bench.authorized(&bench.id).await.attempt.unwrap();
    assert_eq!(
        (refused.phase, refused.fault.unwrap().code.as_str()),
        (AttemptPhase::Failed, "consent_denied")
    );
    bench.engine.authorize(bench.id.clone()).await.unwrap();
    bench.engine.cancel_attempt(bench.id.clone()).await.unwrap();
}
