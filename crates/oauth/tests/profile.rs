//! Profiles and clients that cannot be used are refused by name.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_oauth::{Client, Error, Profile, Provider, Values};
use serde_json::json;
use support::*;

/// A wrong profile is refused with the key that is wrong.
#[test]
fn profile_errors_name_the_key() {
    for (more, path) in [
        (json!({"step4_url": "https://p.example"}), "step4_url"),
        (json!({"pkce": {"method": "S512"}}), "pkce.method"),
        (
            json!({"redirect": {"ports": [1, "two"]}}),
            "redirect.ports[1]",
        ),
        (
            json!({"redirect": {"policy": "fixed_ports"}}),
            "redirect.ports",
        ),
        (
            json!({"redirect": {"policy": "fixed_ports", "ports": [5000, 80]}}),
            "redirect.ports[1]",
        ),
        (json!({"redirect": {"ports": [5000]}}), "redirect.ports"),
        (json!({"redirect": {"path": "callback"}}), "redirect.path"),
        (json!({"redirect": {"path": "/a?b"}}), "redirect.path"),
        (
            json!({"step3_access_url": "http://p.example/token"}),
            "step3_access_url",
        ),
        (
            json!({"step3_access_url": "https://u:p@p.example/token"}),
            "step3_access_url",
        ),
        (
            json!({"step3_access_url": "https://p.example/token#x"}),
            "step3_access_url",
        ),
        (json!({"revoke": {"url": "ftp://p.example"}}), "revoke.url"),
        (
            json!({"identity": {"url": "https://p.example/{{ x"}}),
            "identity.url",
        ),
        (json!({"identity": {"id_token": true}}), "issuer"),
        (
            json!({"authorization_response_iss_parameter_supported": true}),
            "issuer",
        ),
        (
            json!({"extra_authorization_url": {"state": "mine"}}),
            "extra_authorization_url.state",
        ),
        (
            json!({"extra_access_url": {"code_verifier": "mine"}}),
            "extra_access_url.code_verifier",
        ),
        (
            json!({"refresh": {"extra": {"a": "{% x"}}}),
            "refresh.extra.a",
        ),
        (
            json!({"client_id_and_secret_in_headers": true, "client": {"auth": "body"}}),
            "client.auth",
        ),
        (
            json!({"client": {"auth": "none", "secret": "required"}}),
            "client.auth",
        ),
        (
            json!({"use_token": {"header": "X Token"}}),
            "use_token.header",
        ),
        (
            json!({"use_token": {"prefix": "a\r\nb"}}),
            "use_token.prefix",
        ),
        (
            json!({"extra_authorization_url": "a=1&a=2"}),
            "extra_authorization_url",
        ),
        (json!({"extra_access_url": "a=%zz"}), "extra_access_url"),
        (json!({"extra_access_url": "a b=1"}), "extra_access_url.a b"),
        (
            json!({"alternative_client_id_key": "app", "extra_access_url": "app=1"}),
            "extra_access_url.app",
        ),
        (json!({"grant_type": "client_credentials"}), "grant_type"),
        (
            json!({"extra_access_url": "grant_type=password"}),
            "grant_type",
        ),
        (json!({"client_secret": "in the open"}), "client_secret"),
        (json!({"accept_header": "a\nb"}), "accept_header"),
        (json!({"request_method": "PUT"}), "request_method"),
        (
            json!({"request_method": "GET", "content_type": "application/json"}),
            "content_type",
        ),
        (
            json!({"alternative_code_key": "a&b"}),
            "alternative_code_key",
        ),
        (
            json!({"pkce": {"method": "plain", "challenge_encoding": "hex"}}),
            "pkce.challenge_encoding",
        ),
        (
            json!({"authorize": {"rename": {"clientid": "x"}}}),
            "authorize.rename.clientid",
        ),
        (
            json!({"authorize": {"omit": ["scope", "state"]}}),
            "authorize.omit[1]",
        ),
        (
            json!({"authorize": {"omit": ["code_challenge"]}}),
            "authorize.omit[0]",
        ),
        (
            json!({"authorize": {"raw": ["nothing"]}}),
            "authorize.raw[0]",
        ),
        (
            json!({"authorize": {"fragment": "a?b"}}),
            "authorize.fragment",
        ),
        (
            json!({"authorize": {"response_type": "a"}, "extra_authorization_url": "response_type=b"}),
            "authorize.response_type",
        ),
        (
            json!({"token": {"omit": ["code_verifier"]}}),
            "token.omit[0]",
        ),
        (
            json!({"token": {"headers": {"Authorization": "x"}}}),
            "token.headers.Authorization",
        ),
        (
            json!({"token": {"headers": {"A B": "x"}}}),
            "token.headers.A B",
        ),
        (
            json!({"refresh": {"extra": {"scope": "a"}, "send_scope": true}}),
            "refresh.extra.scope",
        ),
        (
            json!({"refresh": {"by": "access_token", "keep_old_token": "always"}}),
            "refresh.keep_old_token",
        ),
        (
            json!({"exchange": [{"url": "http://p.example"}]}),
            "exchange[0].url",
        ),
        (
            json!({"exchange": [{"url": "https://p.example", "send": {"code": "c"}}]}),
            "exchange[0].send.?",
        ),
        (
            json!({"response": {"expires_unit": "h"}}),
            "response.expires_unit",
        ),
        (
            json!({"response": {"error_when": "a =="}}),
            "response.error_when",
        ),
        (
            json!({"response": {"token_types": []}}),
            "response.token_types",
        ),
        (
            json!({"errors": [{"match": "a", "kind": "denied"}, {"match": "(", "kind": "denied"}]}),
            "errors[1].match",
        ),
        (
            json!({"errors": [{"match": "a", "kind": "odd"}]}),
            "errors[0].kind",
        ),
        (
            json!({"revoke": {"url": "https://p.example", "style": "get", "param": "x"}}),
            "revoke.param",
        ),
        (
            json!({"client": {"auth": "secret_as_username"}}),
            "client.auth",
        ),
        (
            json!({"token": {"rename": {"code": "client_id"}}}),
            "token.rename",
        ),
        (
            json!({"authorize": {"rename": {"state": "nonce"}}}),
            "authorize.rename",
        ),
        (
            json!({"token": {"send_state": true}, "extra_access_url": "state=1"}),
            "extra_access_url.state",
        ),
        // Not built yet, so refused and never ignored.
        (
            json!({"device_authorization_url": "https://p.example"}),
            "device_authorization_url",
        ),
        (
            json!({"client": {"auth": "private_key_jwt"}}),
            "client.auth",
        ),
    ] {
        let mut value = json!({"step1_authorize_url": "https://p.example/a", "step3_access_url": "https://p.example/t"});
        for (key, part) in more.as_object().unwrap() {
            value[key] = part.clone();
        }
        match Profile::parse(value) {
            Err(Error::BadProfile { path: found, .. }) => assert_eq!(found, path, "{more}"),
            other => panic!("{more} gave {other:?}"),
        }
    }
}

/// The client must be one that the profile can use.
#[test]
fn clients_are_checked() {
    let required = || {
        profile(
            "https://p.example",
            json!({"client": {"secret": "required"}}),
        )
    };
    let new = |profile, client| Provider::new(profile, &Values::new(), client).err();
    assert!(matches!(
        new(required(), client(None)),
        Some(Error::BadClient {
            field: "client_secret",
            ..
        })
    ));
    assert!(matches!(
        new(required(), client(Some(""))),
        Some(Error::BadClient {
            field: "client_secret",
            ..
        })
    ));
    assert!(new(required(), client(Some("s"))).is_none());
    let nameless = Client {
        id: " ".to_owned(),
        secret: None,
    };
    assert!(matches!(
        new(required(), nameless),
        Some(Error::BadClient {
            field: "client_id",
            ..
        })
    ));
}

/// What to register at the provider.
#[test]
fn redirect_uris_to_register() {
    let fixed = json!({"redirect": {"policy": "fixed_ports", "host": "localhost", "ports": [17390, 22390]}});
    let uris = profile("https://p.example", fixed).redirect_uris();
    assert_eq!(
        uris,
        [
            "http://localhost:17390/callback",
            "http://localhost:22390/callback"
        ]
    );
    assert_eq!(
        profile("https://p.example", json!({})).redirect_uris(),
        ["http://127.0.0.1/callback"]
    );
}
