//! OpenAPI and Swagger documents.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use headwater_import::{FileKind, Kind, read};
use serde_json::json;

/// The flows that are still in use become the ways to one grant; the others are said.
#[test]
fn flows_become_grants() {
    let (kind, import) = read(include_str!("files/openapi.yaml")).unwrap();
    assert_eq!(kind, FileKind::OpenApi);
    let sign_in = &import.connectors[0];
    assert_eq!(sign_in.id, "parcel-tracking-signin");
    let connector = &sign_in.connector;
    assert_eq!(
        connector["oauth2"],
        json!({
            "grants": ["authorization_code", "client_credentials", "device_code"],
            "step1_authorize_url": "https://login.parcels.example/authorize",
            "step3_access_url": "https://login.parcels.example/token",
            "client_credentials": {"url": "https://login.parcels.example/machine/token"},
            "device_authorization_url": "https://login.parcels.example/device",
            "redirect": {"policy": "fixed_ports", "host": "localhost", "ports": [17390, 22390, 27390]},
        })
    );
    assert_eq!(connector["scopes"][0]["says"], "Read your parcels");
    assert_eq!(connector["scopes"][0]["access"], "read");
    assert_eq!(connector["scopes"][1]["access"], "write");
    assert_eq!(
        connector["api"],
        "https://{{ region }}.parcels.example/{{ base }}"
    );
    assert_eq!(connector["inputs"][0]["default"], "eu");
    assert_eq!(
        connector["inputs"][0]["options"].as_array().unwrap().len(),
        2
    );
    let implicit = import
        .notes
        .iter()
        .find(|note| note.key == "implicit")
        .unwrap();
    assert_eq!(implicit.kind, Kind::Mode);
    assert_eq!(implicit.line, 27);
    assert!(
        import
            .notes
            .iter()
            .any(|note| note.key == "servers" && note.line == 3)
    );
}

/// Only paths that can be read without knowing anything more are suggested, each under a name of
/// its own.
#[test]
fn paths_are_suggested() {
    let (_, import) = read(include_str!("files/openapi.yaml")).unwrap();
    assert_eq!(
        import.connectors[0].connector["paths"],
        json!(["parcels = /parcels", "archive_parcels = /archive/parcels"])
    );
}

/// An issuer is asked for what the document leaves out; keys get a manifest; cookies are said.
#[test]
fn other_schemes_become_connectors_too() {
    let (_, import) = read(include_str!("files/openapi.yaml")).unwrap();
    let ids: Vec<_> = import
        .connectors
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    let of_schemes = ["signin", "identity", "header", "key", "bearer"];
    let wanted: Vec<_> = of_schemes
        .iter()
        .map(|id| format!("parcel-tracking-{id}"))
        .collect();
    assert_eq!(ids, wanted);
    let identity = &import.connectors[1].connector["oauth2"];
    assert_eq!(identity["issuer"], "https://id.parcels.example");
    assert_eq!(identity["discovery"], true);
    for (index, field, token) in [
        (2, "X-Api-Key", "{{ config['api_key'] }}"),
        (4, "Authorization", "Bearer {{ config['api_key'] }}"),
    ] {
        let manifest = import.connectors[index].manifest.as_ref().unwrap();
        let signed = &manifest["streams"][0]["retriever"]["requester"]["authenticator"];
        assert_eq!(signed["inject_into"]["field_name"], field);
        assert_eq!(signed["api_token"], token);
    }
    let cookie = import
        .notes
        .iter()
        .find(|note| note.entry == "cookie")
        .unwrap();
    assert_eq!(cookie.kind, Kind::Mode);
}

/// Swagger 2 says the same in other words, and its addresses may be relative to the host.
#[test]
fn swagger_is_read_as_well() {
    let text = json!({
        "swagger": "2.0",
        "info": {"title": "Ledger"},
        "host": "ledger.example", "basePath": "/api", "schemes": ["https"],
        "securityDefinitions": {"o": {
            "type": "oauth2", "flow": "accessCode",
            "authorizationUrl": "/oauth/authorize", "tokenUrl": "https://ledger.example/oauth/token",
            "scopes": {"read": "Read everything"},
        }},
        "paths": {"/entries": {"get": {}}},
    });
    let (_, import) = read(&text.to_string()).unwrap();
    let ledger = &import.connectors[0];
    assert_eq!(ledger.id, "ledger", "one scheme needs no name of its own");
    assert_eq!(ledger.connector["api"], "https://ledger.example/api");
    assert_eq!(
        ledger.connector["oauth2"]["step1_authorize_url"],
        "https://ledger.example/oauth/authorize"
    );
    assert_eq!(ledger.connector["paths"], json!(["entries = /entries"]));
}
