//! A connector without a manifest, from its folder to its rows.

use headwater_connectors::{AccessToken, Catalogue, Connector, Source, TokenSource};
use serde_json::{Map, Value, json};
use std::sync::Arc;

use crate::server::{Reply, Server};
use crate::{ids, read};

const CONNECTOR: &str = "name: Any API
category: Test
summary: One sentence.
maturity: new
auth: oauth
streams: paths
api: 'https://{{ shop }}.api.test/v2'
paths: [/contacts, 'orders = /v1/orders?status=open']
inputs:
  - { name: shop, title: Shop, default: main }
oauth2: { step1_authorize_url: 'https://a.test', step3_access_url: 'https://a.test' }
";

fn load(connector: &str) -> Result<Arc<Connector>, String> {
    let folder = tempfile::tempdir().unwrap();
    let any = folder.path().join("any");
    std::fs::create_dir(&any).unwrap();
    for (name, text) in [
        ("connector.yaml", connector),
        ("guide.md", "# Guide"),
        ("icon.svg", "<svg/>"),
    ] {
        std::fs::write(any.join(name), text).unwrap();
    }
    match Catalogue::from_folder(folder.path()) {
        Ok(catalogue) => Ok(catalogue.get("any").unwrap().clone()),
        Err(problems) => Err(problems[0].to_string()),
    }
}

fn config(connector: &Connector, inputs: Value) -> Result<Value, String> {
    let config = connector.config(inputs.as_object().unwrap(), &Map::new());
    config.map_err(|error| error.to_string())
}

/// A source with a token, as a connection has it after consent.
fn source(connector: &Connector, inputs: Value) -> Source {
    let token: TokenSource = Arc::new(|_| {
        Box::pin(async {
            Ok(AccessToken {
                header: "Authorization".into(),
                value: "Bearer T".into(),
                extra: vec![("tenant".into(), "t-1".into())],
            })
        })
    });
    let config = config(connector, inputs).unwrap();
    let manifest = connector.manifest_for(&config).unwrap();
    Source::new(manifest, config, Some(token), reqwest::Client::new()).unwrap()
}

/// Three files are a connector; what it suggests to read can be read without an input, and the API
/// is where `api` says unless the hidden input leads elsewhere.
#[test]
fn a_folder_without_manifest_loads() {
    let connector = load(CONNECTOR).unwrap();
    let input = |name: &str| {
        connector
            .inputs
            .iter()
            .find(|input| input.name == name)
            .unwrap()
    };
    assert!(input("paths").lines && input("paths").required && !input("paths").hidden);
    assert_eq!(
        input("paths").default.as_deref(),
        Some("/contacts\norders = /v1/orders?status=open")
    );
    assert!(input("api").hidden);
    let config = config(&connector, json!({})).unwrap();
    assert_eq!(config["api"], "https://main.api.test/v2");
    let manifest = connector.manifest_for(&config).unwrap();
    assert_eq!(manifest.stream_names(), ["contacts", "orders"]);
    assert_eq!(manifest.refused(), []);
    let elsewhere = self::config(&connector, json!({"api": "http://127.0.0.1:1"})).unwrap();
    assert_eq!(elsewhere["api"], "http://127.0.0.1:1");
}

/// Keys that contradict each other, and lines that cannot be read, are refused where they stand.
#[test]
fn contradictions_are_refused_by_name() {
    for (from, to, reason) in [
        (
            "streams: paths\n",
            "",
            "`api` and `paths` need `streams: paths`",
        ),
        (
            "api: 'https://{{ shop }}.api.test/v2'\n",
            "",
            "`streams: paths` needs `api`",
        ),
        (
            "streams: paths",
            "streams: guess",
            "`streams` is `guess`; it may be paths",
        ),
        ("/contacts,", "contacts,", "“contacts” is no path"),
        ("auth: oauth", "auth: key", "needs `auth: oauth`"),
        (
            "inputs:",
            "config: { api: x }\ninputs:",
            "`config` may not set `api`",
        ),
    ] {
        let said = load(&CONNECTOR.replace(from, to)).unwrap_err();
        assert!(said.contains(reason), "{reason}\nis not in {said}");
    }
    let connector = load(CONNECTOR).unwrap();
    let lines = connector
        .inputs
        .iter()
        .find(|input| input.name == "paths")
        .unwrap();
    assert_eq!(connector.check_input(lines, "/a\n\nb = /c\n"), Ok(()));
    assert!(connector.check_input(lines, "/a\nb").is_err());
    assert!(
        connector
            .check_input(lines, "/a\n/x/a")
            .unwrap_err()
            .contains("both be called a")
    );
    let said = config(&connector, json!({"paths": "nothing"})).unwrap_err();
    assert!(
        said.contains("What to read: “nothing” is no path"),
        "{said}"
    );
}

/// Pages are followed by header and by body, records are found, each request is signed.
#[tokio::test]
async fn rows_come_from_paths() {
    let server = Server::start(|asked| match asked.line().as_str() {
        "/base/contacts" => {
            Reply::json(json!([{"id": 1}])).with("link", "</base/contacts?page=2>; rel=\"next\"")
        }
        "/base/contacts?page=2" => Reply::json(json!([{"id": 2}])),
        "/base/v1/orders?status=open" => {
            Reply::json(json!({"data": {"items": [{"id": 3}]}, "next": "?cursor=x"}))
        }
        "/base/v1/orders?cursor=x" => {
            Reply::json(json!({"data": {"items": [{"id": 4}]}, "next": null}))
        }
        "/base/me" => Reply::json(json!({"id": 5, "roles": [{"id": 6}]})),
        _ => Reply::status(404, json!({})),
    })
    .await;
    let connector = load(CONNECTOR).unwrap();
    let paths = "/contacts\norders = /v1/orders?status=open\n/me records at $";
    let source = source(
        &connector,
        json!({"api": format!("{}/base", server.url()), "paths": paths}),
    );
    for (stream, wanted) in [
        ("contacts", vec![1, 2]),
        ("orders", vec![3, 4]),
        ("me", vec![5]),
    ] {
        let (records, _) = read(&source, stream, None).await.unwrap();
        assert_eq!(ids(&records), wanted, "{stream}");
    }
    let signed = |asked: &crate::server::Asked| {
        asked.header("authorization") == "Bearer T" && asked.header("tenant") == "t-1"
    };
    assert!(server.asked().iter().all(signed));
}

/// The token goes to the API that the user named and to no other: not to the host of a next page,
/// and not where a path that looks like an address leads.
#[tokio::test]
async fn the_token_goes_to_no_other_origin() {
    let other = Server::start(|_| Reply::json(json!([]))).await;
    let elsewhere = other.url();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/items" => Reply::json(json!({"data": [{"id": 1}], "next": format!("{elsewhere}/items")})),
        _ => Reply::json(json!([])),
    })
    .await;
    let connector = load(CONNECTOR).unwrap();
    let paths = format!("/items\nodd = //{}/items", other.address);
    let source = source(&connector, json!({"api": server.url(), "paths": paths}));
    let error = read(&source, "items", None).await.unwrap_err().to_string();
    let named = format!("the next page is at another host, {}", other.address);
    assert!(error.contains(&named), "{error}");
    read(&source, "odd", None).await.unwrap();
    assert_eq!(other.lines(), Vec::<String>::new());
}
