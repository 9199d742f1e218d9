//! Whose client asks: own ones of two kinds, one from a file, one that the provider registers; and the dry run of each.

use headwater_engine::view::{
    AttemptPhase, ClientInput, ClientKind, ClientNeed, ClientView, ConnectionState, GrantKind,
    Outcome, SecretInput,
};
use serde_json::json;

use crate::acme::{BY_CLIENT, Bench, draft, own, token};

/// Both own clients are kept, each with its secret; the kind in use is the one that asks.
#[tokio::test(flavor = "multi_thread")]
async fn two_kinds_of_client() {
    let bench = Bench::new(BY_CLIENT).await;
    bench
        .acme
        .answers("/token", [token("one"), token("two"), token("three")]);
    bench.own("for-use", "secret-use").await;
    let switched = bench
        .engine
        .use_client_kind(bench.id.clone(), ClientKind::Development)
        .await
        .unwrap();
    assert_eq!(
        (switched.client_kind, switched.client),
        (ClientKind::Development, None)
    );
    bench.own("for-trying", "secret-trying").await;
    bench.authorized(&bench.id).await;
    let back = bench
        .engine
        .use_client_kind(bench.id.clone(), ClientKind::Production)
        .await
        .unwrap();
    let kept = ClientView::Own {
        client_id: "for-use".to_owned(),
        has_secret: true,
        has_certificate: false,
        relay: None,
    };
    assert_eq!(back.client, Some(kept));
    bench.authorized(&bench.id).await;
    let asked = bench.acme.bodies("/token");
    assert!(
        asked[0].contains("client_id=for-trying") && asked[0].contains("secret-trying"),
        "{asked:?}"
    );
    assert!(
        asked[1].contains("client_id=for-use") && asked[1].contains("secret-use"),
        "{asked:?}"
    );
}

/// The dry run says which field is wrong, before anybody consents; a file of a console fills both fields.
#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_and_an_import() {
    let bench = Bench::new(BY_CLIENT).await;
    bench
        .engine
        .use_grant(bench.id.clone(), GrantKind::AuthorizationCode)
        .await
        .unwrap();
    let file =
        json!({"installed": {"client_id": "from-file", "client_secret": "canary"}}).to_string();
    let filled = bench
        .engine
        .import_client(bench.id.clone(), SecretInput(file.into()))
        .await
        .unwrap();
    let kept = ClientView::Own {
        client_id: "from-file".to_owned(),
        has_secret: true,
        has_certificate: false,
        relay: None,
    };
    assert_eq!(filled.client, Some(kept));
    let said = |error: &str, text: &str| json!({"error": error, "error_description": text});
    for (answer, outcome, part) in [
        ((400, said("invalid_grant", "")), Outcome::Passed, "knows"),
        (
            (401, said("invalid_client", "client not found")),
            Outcome::Failed,
            "client ID.",
        ),
        (
            (401, said("invalid_client", "bad secret")),
            Outcome::Failed,
            "secret is not",
        ),
        (
            (400, said("invalid_request", "")),
            Outcome::Skipped,
            "does not tell",
        ),
        (
            (503, json!("later")),
            Outcome::Skipped,
            "could not be asked",
        ),
    ] {
        bench.acme.answers("/token", [answer]);
        let check = bench.engine.check_client(bench.id.clone()).await.unwrap();
        assert_eq!(check.outcome, outcome, "{check:#?}");
        assert!(check.says.contains(part), "{check:#?}");
    }
    assert!(bench.acme.bodies("/token")[0].contains("client_secret=canary"));
}

const BY_ISSUER: &str = "discovery: true
issuer: '{{ address }}'
registration: {}
grants: [device_code]
client: { auth: body }";

/// Discovery and registration: nothing but an address is typed. A provider that was set up anew is registered at again,
/// once, before anybody is sent anywhere.
#[tokio::test(flavor = "multi_thread")]
async fn an_issuer_and_its_registration() {
    let bench = Bench::new(BY_ISSUER).await;
    let detail = bench.engine.connector("acme".to_owned()).await.unwrap();
    assert_eq!(detail.tile.client, ClientNeed::Registered);
    let address = &bench.acme.address;
    let metadata = json!({
        "issuer": address,
        "token_endpoint": format!("{address}/tok"),
        "device_authorization_endpoint": format!("{address}/dev"),
        "registration_endpoint": format!("{address}/reg"),
    });
    bench
        .acme
        .answers("/.well-known/openid-configuration", [(200, metadata)]);
    let client = |id: &str| {
        (
            201,
            json!({"client_id": id, "client_secret": "s", "registration_access_token": "r"}),
        )
    };
    bench
        .acme
        .answers("/reg", [client("first"), client("second")]);
    let code = json!({"device_code": "d", "user_code": "U", "verification_uri": "https://acme.example/d", "interval": 1});
    bench.acme.answers("/dev", [(200, code.clone())]);
    bench.acme.answers(
        "/tok",
        [(200, json!({"access_token": "one", "refresh_token": "r"}))],
    );
    let connection = bench.authorized(&bench.id).await;
    assert_eq!(connection.state, ConnectionState::Active, "{connection:#?}");
    assert!(bench.acme.bodies("/dev")[0].contains("client_id=first"));

    // The provider knows the client: the dry run passes, and it is not registered again.
    bench.authorized(&bench.id).await;
    assert_eq!(bench.acme.bodies("/reg").len(), 1);

    // It was set up anew and knows nobody.
    let unknown = (401, json!({"error": "invalid_client"}));
    bench.acme.answers("/dev", [unknown, (200, code)]);
    let connection = bench.authorized(&bench.id).await;
    assert_eq!(connection.attempt.unwrap().phase, AttemptPhase::Done);
    assert_eq!(bench.acme.bodies("/reg").len(), 2);
    let asked = bench.acme.bodies("/dev");
    assert!(asked[4].contains("client_id=second"), "{asked:?}");
}

/// Requirement 50: a client whose secret ended is one trouble, not one for each connection. The new secret, entered once,
/// is that of all connections which the provider refuses because of the former; one with a client of its own keeps its own.
#[tokio::test(flavor = "multi_thread")]
async fn a_new_secret_is_entered_once() {
    let bench = Bench::new(BY_CLIENT).await;
    let (sibling, stranger) = (
        draft(&bench.engine, &bench.acme).await,
        draft(&bench.engine, &bench.acme).await,
    );
    let all = [
        (&bench.id, "client-1"),
        (&sibling, "client-1"),
        (&stranger, "client-2"),
    ];
    bench.acme.answers("/token", [token("one")]);
    for (id, client) in all {
        own(&bench.engine, id, client, "former").await;
        bench.authorized(id).await;
    }
    bench
        .acme
        .answers("/token", [(401, json!({"error": "invalid_client"}))]);
    for (id, _) in all {
        let fault = bench.engine.renew(id.clone()).await.unwrap_err();
        assert_eq!(fault.code.as_str(), "client_rejected");
    }
    bench.acme.answers("/token", [token("two")]);
    bench.own("client-1", "new").await;
    let before = bench.acme.bodies("/token").len();
    for (id, _) in all {
        bench.engine.renew(id.clone()).await.unwrap();
    }
    let asked = bench.acme.bodies("/token").split_off(before);
    let with = |secret: &str| {
        let with = asked
            .iter()
            .filter(|body| body.contains(&format!("client_secret={secret}")));
        with.count()
    };
    assert_eq!((with("former"), with("new") > 0), (1, true), "{asked:?}");
    let healed = bench.engine.connection(sibling).await.unwrap();
    assert!(healed.trouble.is_none(), "{:?}", healed.trouble);
}

/// An https address of one's own takes the place of the connector's callback for as long as it is kept with the client.
#[tokio::test(flavor = "multi_thread")]
async fn a_relay_belongs_to_the_own_client() {
    let bench = Bench::new(
        "step1_authorize_url: '{{ address }}/authorize'\nstep3_access_url: '{{ address }}/token'",
    )
    .await;
    let save = |relay: Option<&str>| {
        let client = ClientInput::Own {
            client_id: "client-1".to_owned(),
            client_secret: None,
            certificate: None,
            relay: relay.map(str::to_owned),
        };
        bench.engine.save_client(bench.id.clone(), client)
    };
    let refused = save(Some("http://relay.example/back")).await.unwrap_err();
    assert_eq!(refused.code.as_str(), "address_invalid");
    let relay = "https://relay.example/back";
    let kept = |relay: Option<&str>| ClientView::Own {
        client_id: "client-1".to_owned(),
        has_secret: false,
        has_certificate: false,
        relay: relay.map(str::to_owned),
    };
    assert_eq!(
        save(Some(relay)).await.unwrap().client,
        Some(kept(Some(relay)))
    );
    assert_eq!(
        save(None).await.unwrap().client,
        Some(kept(Some(relay))),
        "as it was"
    );
    let attempt = bench.engine.authorize(bench.id.clone()).await.unwrap();
    assert_eq!(attempt.redirect_uri, relay);
    assert_eq!(save(Some("")).await.unwrap().client, Some(kept(None)));
    let attempt = bench.engine.authorize(bench.id.clone()).await.unwrap();
    assert!(attempt.redirect_uri.starts_with("http://127.0.0.1:"));
    bench.engine.cancel_attempt(bench.id.clone()).await.unwrap();
}
