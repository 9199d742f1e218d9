//! What an issuer tells about itself (requirement 57), clients that it registers (58), and the dry run of a client.

use headwater_oauth::{
    Client, Error, GrantKind, Probed, Profile, Provider, Registered, Values, discover, issuer,
    probe, register,
};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::recorder::*;
use crate::support::http;

/// Metadata of the issuer at this address; `SERVER` stands for it.
fn metadata(address: &str, more: Value) -> Value {
    let mut whole = json!({
        "issuer": address,
        "authorization_endpoint": format!("{address}/auth"),
        "token_endpoint": format!("{address}/tok"),
        "revocation_endpoint": format!("{address}/rev"),
        "userinfo_endpoint": format!("{address}/me"),
        "device_authorization_endpoint": format!("{address}/dev"),
        "pushed_authorization_request_endpoint": format!("{address}/push"),
        "require_pushed_authorization_requests": true,
        "registration_endpoint": format!("{address}/reg"),
        "authorization_response_iss_parameter_supported": true,
        "token_endpoint_auth_methods_supported": ["private_key_jwt", "client_secret_post"],
    });
    for (name, value) in more.as_object().unwrap() {
        whole[name] = value.clone();
    }
    whole
}

fn discovering(address: &str, more: Value) -> Profile {
    let mut rule = json!({"discovery": true, "issuer": address});
    for (name, value) in more.as_object().unwrap() {
        rule[name] = value.clone();
    }
    Profile::parse(rule).unwrap()
}

/// What the profile leaves out is filled in, from either place; what it says itself stays.
#[tokio::test]
async fn an_issuer_fills_what_is_missing() {
    let recorder = Recorder::start([]).await;
    let address = recorder.address.clone();
    recorder.answer(404, json!("nothing here"));
    recorder.answer(200, metadata(&address, json!({})));
    let profile = discovering(
        &address,
        json!({"step3_access_url": format!("{address}/own")}),
    );
    let asked = issuer(&profile, &Values::new()).unwrap().unwrap();
    let found = discover(&http(), &asked).await.unwrap();
    let paths: Vec<_> = recorder
        .seen()
        .iter()
        .map(|seen| seen[":path"].clone())
        .collect();
    assert_eq!(
        paths,
        [
            "/.well-known/oauth-authorization-server",
            "/.well-known/openid-configuration"
        ]
    );

    let whole = found.complete(&profile);
    assert_eq!(whole.step1_authorize_url, Some(format!("{address}/auth")));
    assert_eq!(whole.step3_access_url, Some(format!("{address}/own")));
    assert_eq!(
        whole.device_authorization_url,
        Some(format!("{address}/dev"))
    );
    assert_eq!(whole.revoke.as_ref().unwrap().url, format!("{address}/rev"));
    assert_eq!(
        whole.identity.as_ref().unwrap().url,
        Some(format!("{address}/me"))
    );
    assert_eq!(
        whole.registration.as_ref().unwrap().url,
        Some(format!("{address}/reg"))
    );
    assert!(whole.authorization_response_iss_parameter_supported);
    assert_eq!(
        format!("{:?}", whole.par.as_ref().unwrap().mode),
        "Required"
    );
    let client = Client {
        id: "client-1".to_owned(),
        ..Client::default()
    };
    recorder.answer(201, json!({"request_uri": "urn:r:1"}));
    let provider = Provider::new(whole, &Values::new(), client).unwrap();
    begin(&provider, &[]).await;
    let pushed = recorder.seen().remove(2);
    assert_eq!(
        (&pushed[":path"], &pushed["client_id"]),
        (&json!("/push"), &json!("client-1"))
    );
    assert_eq!(
        pushed["code_challenge_method"], "S256",
        "a proof key is sent whatever the metadata says"
    );
}

/// Requirement 57: another issuer, also by one slash; an endpoint that is not https; none at all; a redirect.
#[tokio::test]
async fn what_is_refused() {
    let recorder = Recorder::start([]).await;
    let address = recorder.address.clone();
    for other in [
        format!("{address}/"),
        address.to_uppercase(),
        "https://other.example".to_owned(),
    ] {
        recorder.answer(200, metadata(&address, json!({ "issuer": other })));
        let error = discover(&http(), &address).await.unwrap_err();
        assert!(matches!(error, Error::IssuerMismatch { .. }), "{error}");
    }
    for endpoint in [
        "http://p.example/token",
        "file:///etc/passwd",
        "https://p.example/{{ x }}",
    ] {
        recorder.answer(
            200,
            metadata(&address, json!({ "token_endpoint": endpoint })),
        );
        let error = discover(&http(), &address).await.unwrap_err();
        assert!(
            matches!(&error, Error::BadAddress { field, .. } if field == "token_endpoint"),
            "{error}"
        );
    }
    recorder.answer(404, json!("no"));
    recorder.answer(200, json!({"hello": "world"}));
    let error = discover(&http(), &address).await.unwrap_err();
    assert!(matches!(error, Error::NotOAuth { .. }), "{error}");
    recorder.answer(302, json!("elsewhere"));
    let error = discover(&http(), &address).await.unwrap_err();
    assert!(matches!(error, Error::Redirected { .. }), "{error}");
    recorder.answer(503, json!("later"));
    let error = discover(&http(), &address).await.unwrap_err();
    assert!(matches!(error, Error::Unavailable { .. }), "{error}");
    let error = discover(&http(), "http://p.example").await.unwrap_err();
    assert!(matches!(error, Error::BadAddress { .. }), "{error}");
}

/// Requirement 58: what is told of the client, what comes back in whatever form, and that it can be kept and read again
/// without ever being printed.
#[tokio::test]
async fn a_client_is_registered() {
    let recorder = Recorder::start([]).await;
    let rule = json!({"registration": {"url": format!("{SERVER}/reg")}, "client": {"auth": "none"}, "redirect": {"policy": "fixed_ports", "ports": [17390, 22390]}});
    let profile = profile_of(&recorder.address, &rule).unwrap();
    let ends = [
        (json!(0), None),
        (json!(4_000_000_000_u64), Some(4_000_000_000)),
        (json!("4000000000"), Some(4_000_000_000)),
        (Value::Null, None),
    ];
    for (end, expected) in ends {
        recorder.answer(201, json!({"client_id": "c-9", "client_secret": "canary-1", "registration_access_token": "canary-2", "client_secret_expires_at": end}));
        let scopes = ["a".to_owned(), "b".to_owned()];
        let registered = register(&http(), &profile, &Values::new(), &scopes)
            .await
            .unwrap();
        assert!(!format!("{registered:?}").contains("canary"));
        let kept = Registered::from_secret(&registered.to_secret()).unwrap();
        assert_eq!(kept.client.id, "c-9");
        assert_eq!(
            kept.client.secret.as_ref().unwrap().expose_secret(),
            "canary-1"
        );
        assert_eq!(kept.token.as_ref().unwrap().expose_secret(), "canary-2");
        assert_eq!(kept.secret_expires_at.map(|end| end.as_second()), expected);
        assert!(!kept.is_over(jiff::Timestamp::now()));
    }
    let seen = recorder.seen().remove(0);
    assert_eq!(
        (
            &seen[":path"],
            &seen["application_type"],
            &seen["token_endpoint_auth_method"],
            &seen["scope"]
        ),
        (
            &json!("/reg"),
            &json!("native"),
            &json!("none"),
            &json!("a b")
        )
    );
    assert_eq!(
        seen["redirect_uris"],
        json!([
            "http://127.0.0.1:17390/callback",
            "http://127.0.0.1:22390/callback"
        ])
    );
    assert_eq!(
        seen["grant_types"],
        json!(["authorization_code", "refresh_token"])
    );
    recorder.answer(400, json!({"error": "invalid_client_metadata"}));
    let error = register(&http(), &profile, &Values::new(), &[])
        .await
        .unwrap_err();
    assert!(matches!(error, Error::Refused { .. }), "{error}");
}

/// A dry run tells what is wrong from what the provider says, and nothing where it says nothing.
#[tokio::test]
async fn a_dry_run() {
    let said = |error: &str, text: &str| json!({"error": error, "error_description": text});
    for (answer, expected) in [
        (
            (400, said("invalid_grant", "code not found")),
            Probed::Right,
        ),
        (
            (
                401,
                said("invalid_client", "The OAuth client was not found."),
            ),
            Probed::UnknownId,
        ),
        (
            (401, said("invalid_client", "Invalid client secret")),
            Probed::WrongSecret,
        ),
        (
            (
                401,
                said("invalid_client", "client_id or client_secret is wrong"),
            ),
            Probed::Wrong,
        ),
        ((401, said("invalid_client", "")), Probed::Wrong),
        ((401, json!("no")), Probed::Wrong),
        (
            (400, said("invalid_request", "")),
            Probed::CannotTell(String::new()),
        ),
        (
            (400, said("unauthorized_client", "")),
            Probed::CannotTell(String::new()),
        ),
    ] {
        let recorder = Recorder::start([answer.clone()]).await;
        let provider = provider_with(&recorder, &json!({}), &[]).unwrap();
        let told = probe(&http(), &provider, GrantKind::AuthorizationCode)
            .await
            .unwrap();
        let told = match told {
            Probed::CannotTell(_) => Probed::CannotTell(String::new()),
            told => told,
        };
        assert_eq!(told, expected, "{answer:?}");
        let seen = recorder.seen().remove(0);
        assert!(
            seen["code"].as_str().unwrap().len() >= 43,
            "a code that nobody can have"
        );
    }
    let recorder = Recorder::start([(200, tokens("1")), (503, json!("later"))]).await;
    let provider =
        provider_with(&recorder, &json!({"grants": ["client_credentials"]}), &[]).unwrap();
    let told = probe(&http(), &provider, GrantKind::ClientCredentials).await;
    assert_eq!(told, Ok(Probed::Right));
    let told = probe(&http(), &provider, GrantKind::ClientCredentials).await;
    assert!(matches!(told, Err(Error::Unavailable { .. })), "{told:?}");
}
