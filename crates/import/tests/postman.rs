//! Postman collections.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use headwater_import::{FileKind, Import, Kind, read, yaml_text};
use serde_json::{Value, json};

fn import() -> Import {
    let (kind, import) = read(include_str!("files/postman.json")).unwrap();
    assert_eq!(kind, FileKind::Postman);
    import
}

fn with_mode(import: &Import, grant: &str) -> Value {
    let grants = |value: &Value| value["oauth2"]["grants"][0] == grant;
    let found = import.connectors.iter().find(|one| grants(&one.connector));
    found.unwrap().connector.clone()
}

/// The sign-in of the collection, as a person would have set it up by hand.
#[test]
fn a_sign_in_becomes_a_profile() {
    let connector = with_mode(&import(), "authorization_code");
    assert_eq!(
        connector["oauth2"],
        json!({
            "grants": ["authorization_code"],
            "step1_authorize_url": "{{ login }}/authorize",
            "redirect": {"policy": "fixed_ports", "host": "localhost", "ports": [17390, 22390, 27390]},
            "pkce": {"mode": "required", "method": "plain"},
            "step3_access_url": "{{ login }}/token",
            "client": {"auth": "basic"},
            "use_token": {"prefix": "Warehouse "},
            "extra_access_url": {"store": "{{ store }}"},
            "token": {"headers": {"X-Store": "{{ store }}"}},
            "scopes": {"separator": ","},
        })
    );
    assert_eq!(connector["api"], "{{ base }}");
    assert_eq!(
        connector["paths"],
        json!([
            "stock = /v1/stock",
            "admins = /v1/admins",
            "old = /v1/old",
            "machine = /v1/machine"
        ])
    );
    let inputs = connector["inputs"].as_array().unwrap();
    assert_eq!(inputs[0]["name"], "login");
    assert_eq!(inputs[0]["default"], "https://login.warehouse.example");
    assert_eq!(inputs[1]["name"], "store");
    assert_eq!(inputs[1].get("default"), None);
}

/// Folders and requests may sign in otherwise; each way is its own connector.
#[test]
fn each_way_of_signing_in_is_a_connector() {
    let import = import();
    let ids: Vec<_> = import
        .connectors
        .iter()
        .map(|one| one.id.as_str())
        .collect();
    assert_eq!(
        ids,
        ["warehouse", "warehouse-imported", "warehouse-imported-2"]
    );
    let machine = with_mode(&import, "client_credentials");
    assert_eq!(
        machine["oauth2"]["extra_access_url"]["audience"],
        "warehouse"
    );
    assert_eq!(machine["oauth2"].get("client"), None);
    let note = import
        .notes
        .iter()
        .find(|note| note.entry == "Old" && note.kind == Kind::Mode);
    assert_eq!(note.unwrap().line, 47);
}

/// A collection is often exported with what was typed into it. None of it comes over, in whatever
/// file; but that it stands there is said.
#[test]
fn secrets_stay_in_the_file() {
    let import = import();
    for connector in &import.connectors {
        let manifest = connector
            .manifest
            .as_ref()
            .map(yaml_text)
            .unwrap_or_default();
        let all = format!(
            "{}{manifest}{}",
            yaml_text(&connector.connector),
            connector.guide
        );
        for secret in [
            "do-not-take-me",
            "a-secret-variable",
            "third-secret",
            "b1946ac9",
        ] {
            assert!(!all.contains(secret), "{secret} in {}", connector.id);
        }
    }
    let said: Vec<_> = import
        .notes
        .iter()
        .filter(|note| note.says.contains("secret"))
        .collect();
    assert!(
        said.iter()
            .any(|note| note.key == "clientSecret" && note.line == 13)
    );
    assert!(
        said.iter()
            .any(|note| note.key == "adminToken" && note.line == 31)
    );
    for note in &import.notes {
        assert!(!note.says.contains("do-not-take-me") && !note.says.contains("third-secret"));
    }
}
