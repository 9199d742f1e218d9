//! A catalogue of providers: what each of its keys becomes.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use headwater_import::{FileKind, Import, Imported, Kind, read};
use serde_json::{Value, json};

fn import() -> Import {
    let (kind, import) = read(include_str!("files/providers.yaml")).unwrap();
    assert_eq!(kind, FileKind::Catalogue);
    import
}

fn connector<'a>(import: &'a Import, id: &str) -> &'a Imported {
    let found = import.connectors.iter().find(|one| one.id == id);
    found.unwrap_or_else(|| panic!("{id} is there"))
}

fn oauth2(import: &Import, id: &str) -> Value {
    connector(import, id).connector["oauth2"].clone()
}

/// The plain flow needs nothing but its addresses: what is the standard already is not repeated.
#[test]
fn a_plain_entry_becomes_a_plain_profile() {
    let import = import();
    let plainly = connector(&import, "plainly");
    assert!(plainly.whole);
    assert_eq!(
        plainly.connector["oauth2"],
        json!({
            "step1_authorize_url": "https://plainly.example/oauth/authorize",
            "extra_authorization_url": {"prompt": "consent"},
            "scopes": {"offline": ["offline_access"]},
            "step3_access_url": "https://plainly.example/oauth/token",
            "redirect": {"policy": "fixed_ports", "host": "localhost", "ports": [17390, 22390, 27390]},
        })
    );
    assert_eq!(plainly.connector["category"], "CRM");
    assert_eq!(plainly.connector["streams"], "paths");
    assert_eq!(plainly.connector["api"], "https://api.plainly.example/v1");
    let scopes: Vec<_> = plainly.connector["scopes"]
        .as_array()
        .unwrap()
        .iter()
        .collect();
    assert_eq!(scopes[1]["scope"], "contacts.read");
    assert_eq!(scopes[1]["access"], "read");
    assert!(plainly.guide.contains("{{ callback }}"));
    assert!(plainly.guide.contains("(https://plainly.example/docs)"));
    assert!(plainly.icon.starts_with("<svg") && plainly.icon.contains(">P</text>"));
}

/// Every oddity has its own key in a profile.
#[test]
fn oddities_become_keys_of_the_profile() {
    let import = import();
    let profile = oauth2(&import, "tenantly");
    assert_eq!(
        profile["step1_authorize_url"],
        "https://{{ subdomain }}.tenantly.example/authorize"
    );
    assert_eq!(
        profile["step3_access_url"],
        "{% if subdomain is defined and subdomain %}https://{{ subdomain }}.tenantly.example/token\
         {% else %}https://www.tenantly.example/token{% endif %}"
    );
    for (path, wanted) in [
        (
            "/token_refresh_url",
            json!("https://www.tenantly.example/refresh"),
        ),
        ("/authorize/rename/client_id", json!("appKey")),
        ("/authorize/omit", json!(["response_type"])),
        ("/authorize/fragment", json!("/consent")),
        ("/authorize/code_param", json!("granted")),
        ("/authorize/omit_empty", json!(true)),
        ("/authorize/raw", json!(["scope"])),
        ("/pkce/mode", json!("off")),
        ("/scopes/separator", json!(",")),
        ("/client/auth", json!("basic")),
        ("/content_type", json!("application/json")),
        ("/extra_access_url", json!({"expires_in": "1800"})),
        ("/refresh/extra", json!({"tenant": "{{ tenant_id }}"})),
        ("/refresh/margin_s", json!(30)),
        ("/token/headers", json!({"x-trace": "{{ random() }}"})),
        ("/response/expires_unit", json!("ms")),
        ("/capture/token", json!(["instance.url"])),
        ("/use_token/header", json!("x-tenantly-token")),
        ("/use_token/prefix", json!("")),
        (
            "/use_token/extra_headers",
            json!({"tenant": "{{ tenant_id }}"}),
        ),
    ] {
        assert_eq!(profile.pointer(path), Some(&wanted), "{path}");
    }
    let yaml = &connector(&import, "tenantly").connector;
    assert_eq!(yaml["client"]["id_pattern"], "^[a-f0-9]{8}$");
    let names: Vec<_> = yaml["inputs"].as_array().unwrap().iter().collect();
    assert_eq!(names.len(), 2, "what nothing uses is not asked");
    assert_eq!(
        names[0]["name"], "subdomain",
        "in the order that the entry wants"
    );
    assert_eq!(names[0].get("required"), None);
    assert!(
        names[0]["hint"]
            .as_str()
            .unwrap()
            .contains("https://….tenantly.example")
    );
    assert_eq!(
        names[0]["options"][1],
        json!({"value": "us", "title": "us"})
    );
    assert_eq!(
        names[1]["name"], "tenant_id",
        "a name that templates can use"
    );
    assert_eq!(names[1]["pattern_says"], "Write it like this: 0042");
}

/// Code of the other program cannot be read: it is said with its line, and the dance is whole all
/// the same.
#[test]
fn scripts_are_notes_and_not_losses() {
    let import = import();
    assert!(connector(&import, "tenantly").whole);
    let note = import
        .notes
        .iter()
        .find(|note| note.key == "post_connection_script")
        .unwrap();
    assert_eq!(note.kind, Kind::After);
    assert_eq!(note.entry, "tenantly");
    let text = include_str!("files/providers.yaml");
    let line = text
        .lines()
        .position(|line| line.contains("post_connection_script"))
        .unwrap();
    assert_eq!(note.line, line + 1);
}

/// A value of the callback that becomes a host is only believed where it is one of the service's:
/// anybody can send a callback, and the client's secret goes to that host.
#[test]
fn a_host_from_the_callback_has_a_pattern() {
    let import = import();
    for id in ["centred", "centred-books"] {
        let profile = oauth2(&import, id);
        let captured = &profile["capture"]["callback"][0];
        assert_eq!(captured["name"], "accounts-server");
        let pattern = regex::Regex::new(captured["pattern"].as_str().unwrap()).unwrap();
        assert!(pattern.is_match("https://accounts.centred.com.au"));
        assert!(pattern.is_match("https://accounts.centred.com"));
        for foreign in [
            "https://accounts.centred.com.evil.example",
            "https://evil.example/accounts.centred.com",
            "https://accounts.centred.evil",
            "http://accounts.centred.com",
        ] {
            assert!(!pattern.is_match(foreign), "{foreign}");
        }
        let url = profile["step3_access_url"].as_str().unwrap();
        assert!(
            url.contains("{{ captured.accounts_server }}/token"),
            "{url}"
        );
    }
    let books = connector(&import, "centred-books");
    assert_eq!(
        books.connector["api"], "https://books.centred.com",
        "its own part counts"
    );
    assert_eq!(books.connector["name"], "Centred Books");
}

/// Client credentials: another grant, its own grant type, a server that may stand in a folder.
#[test]
fn client_credentials_need_no_consent() {
    let import = import();
    let machine = connector(&import, "machine");
    assert!(machine.whole);
    let profile = &machine.connector["oauth2"];
    assert_eq!(profile["grants"], json!(["client_credentials"]));
    assert_eq!(profile["grant_type"], "account_credentials");
    assert_eq!(
        profile["client"],
        json!({"auth": "basic", "certificate": true})
    );
    assert_eq!(profile["step3_access_url"], "{{ server }}/oauth2/token");
    assert_eq!(
        profile["extra_access_url"]["audience"],
        "{% if audience is defined and audience %}{{ audience }}{% else %}https://api.machine.example{% endif %}"
    );
    assert_eq!(machine.connector["api"], "{{ server }}/rest");
    assert_eq!(
        machine.connector["inputs"][0]["example"],
        "https://machine.example.com/v2"
    );
    assert!(!machine.guide.contains("callback"));
    let form = oauth2(&import, "login-form");
    assert_eq!(form["alternative_client_id_key"], "username");
    assert_eq!(form["token"]["omit"], json!(["grant_type"]));
}

/// What a profile cannot express is lost, and the connector says that it is not whole.
#[test]
fn losses_are_said_and_counted() {
    let import = import();
    let scripted = connector(&import, "scripted");
    assert!(!scripted.whole);
    let lost = import.notes.iter();
    let lost = lost.filter(|note| note.entry == "scripted" && note.kind == Kind::Dance);
    let keys: Vec<_> = lost.map(|note| note.key.as_str()).collect();
    assert_eq!(keys, ["secret_handshake", "token_url"]);
    let tally = import.modes["OAUTH2"];
    assert_eq!((tally.entries, tally.translated, tally.whole), (5, 5, 4));
    let modes: Vec<_> = import
        .notes
        .iter()
        .filter(|note| note.kind == Kind::Mode)
        .collect();
    let entries: Vec<_> = modes.iter().map(|note| note.entry.as_str()).collect();
    assert_eq!(entries, ["two-steps", "lost"]);
    assert!(import.connectors.iter().all(|one| one.id != "two-steps"));
}

/// What the other program fills in by itself before there is a grant, nobody here does: it is asked for, and may be left
/// empty only where the entry has something else to say then. What an entry asks of a client, it asks of the connection.
#[test]
fn what_a_program_fills_in_is_asked_for() {
    let text = "acme:
    auth_mode: OAUTH2
    display_name: Acme
    authorization_url: https://acme.example/${connectionConfig.app}/authorize
    token_url: https://acme.example/token
    token_params:
        audience: ${connectionConfig.audience} || https://api.acme.example
    refresh_params:
        tenant: ${connectionConfig.tenant}
    proxy:
        base_url: https://${connectionConfig.found}.acme.example
    integration_config:
        tenant: { type: string, title: Tenant }
    connection_config:
        app: { type: string, title: '', automated: true }
        audience: { type: string, title: '', automated: true }
        found: { type: string, title: '', automated: true }
";
    let (_, import) = read(text).unwrap();
    let acme = connector(&import, "acme");
    assert!(acme.whole, "{:?}", import.notes);
    let inputs = acme.connector["inputs"].as_array().unwrap();
    let asked = inputs.iter().map(|input| {
        let required = input.get("required").is_some();
        (input["name"].as_str().unwrap(), required)
    });
    let asked: Vec<_> = asked.collect();
    assert_eq!(
        asked[..3],
        [("tenant", true), ("app", true), ("audience", false)]
    );
    assert!(asked.iter().all(|(name, _)| *name != "found"), "{asked:?}");
}

/// A server that registers clients by itself needs no client of the user's.
#[test]
fn clients_are_registered_where_the_entry_says_so() {
    let import = import();
    let profile = oauth2(&import, "protocol");
    assert_eq!(
        profile["registration"]["url"],
        "https://mcp.protocol.example/register"
    );
    assert_eq!(profile["redirect"], json!({"policy": "any_port"}));
    assert_eq!(
        profile["extra_authorization_url"]["resource"],
        "https://mcp.protocol.example/mcp"
    );
}

/// Keys and passwords become a small manifest; its stream is the request that proves the key.
#[test]
fn keys_become_small_manifests() {
    let import = import();
    let keyed = connector(&import, "keyed");
    assert_eq!(keyed.connector["auth"], "key");
    assert_eq!(
        keyed.connector["config"]["api"],
        "https://{{ site }}.keyed.example/api"
    );
    let manifest = keyed.manifest.as_ref().unwrap();
    let requester = &manifest["streams"][0]["retriever"]["requester"];
    assert_eq!(requester["path"], "v2/things");
    assert_eq!(
        requester["authenticator"]["api_token"],
        "Token {{ config['api_key'] }}"
    );
    assert_eq!(
        requester["request_headers"]["api-version"],
        "{{ config['header_0'] }}"
    );
    let inputs = keyed.connector["inputs"].as_array().unwrap();
    assert_eq!(inputs.last().unwrap()["secret"], true);
    assert_eq!(import.modes["BASIC"].translated, 1);
}
