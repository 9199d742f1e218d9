//! What the loader takes and refuses, and that every bundled connector is whole.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::{Map, Value, json};

use super::*;

const CONNECTOR: &str = "name: Example
category: Test
summary: One sentence.
aliases: [sample]
maturity: new
auth: oauth
inputs:
  - { name: shop, title: Shop, required: true, pattern: '[a-z]+', pattern_says: Small letters. }
  - { name: api, title: API, default: 'https://api.test', hidden: true }
  - { name: origin, title: Origin, hidden: true }
  - { name: region, title: Region, options: [{ value: eu, title: Europe }] }
config:
  base: '{% if origin is defined %}{{ origin }}{% else %}{{ api }}/{{ shop }}{% endif %}'
  number: '{{ shop }}'
  region: '{{ region }}'
scopes: [{ scope: items.read, says: Read your items, access: read, required: true }]
client: { id_pattern: '^[0-9]+$' }
oauth2: { step1_authorize_url: '{{ api }}/authorize' }
";

const MANIFEST: &str = "type: DeclarativeSource
check: { stream_names: [items] }
streams:
  - name: items
    retriever:
      requester: { url_base: \"{{ config['base'] }}\" }
      record_selector: { extractor: { field_path: [] } }
";

fn folder(connector: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let example = folder.path().join("example");
    std::fs::create_dir(&example).unwrap();
    for (name, text) in [
        ("connector.yaml", connector),
        ("manifest.yaml", MANIFEST),
        ("guide.md", "# Guide"),
        ("icon.svg", "<svg/>"),
    ] {
        std::fs::write(example.join(name), text).unwrap();
    }
    folder
}

fn example() -> Arc<Connector> {
    Catalogue::from_folder(folder(CONNECTOR).path())
        .unwrap()
        .get("example")
        .unwrap()
        .clone()
}

fn inputs(value: Value) -> serde_json::Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_folder_is_a_connector() {
    let connector = example();
    assert_eq!(
        (connector.name.as_str(), connector.maturity, connector.auth),
        ("Example", Maturity::New, Auth::Oauth)
    );
    assert_eq!(connector.scopes[0].access, Access::Read);
    assert_eq!(
        connector.oauth2,
        Some(json!({"step1_authorize_url": "{{ api }}/authorize"})),
        "the profile is handed on as it stands"
    );
    assert_eq!(connector.manifest.stream_names(), ["items"]);
    assert_eq!(
        (connector.guide_md.as_str(), connector.icon_svg.as_str()),
        ("# Guide", "<svg/>")
    );
}

#[test]
fn the_configuration_comes_from_the_inputs() {
    let connector = example();
    let config = connector
        .config(&inputs(json!({"shop": "007"})), &Map::new())
        .unwrap();
    assert_eq!(
        config,
        json!({"base": "https://api.test/007", "number": "007"}),
        "texts stay texts, empty ones are left out"
    );
    let config = connector
        .config(
            &inputs(json!({"shop": "a", "origin": "http://o.test", "region": "eu"})),
            &Map::new(),
        )
        .unwrap();
    assert_eq!(
        config,
        json!({"base": "http://o.test", "number": "a", "region": "eu"})
    );
    let error = connector
        .config(&inputs(json!({"shop": ""})), &Map::new())
        .unwrap_err()
        .to_string();
    assert!(error.contains("Shop: It is missing"), "{error}");
}

#[test]
fn inputs_are_checked_in_words_for_people() {
    let connector = example();
    let input = |name: &str| {
        connector
            .inputs
            .iter()
            .find(|input| input.name == name)
            .unwrap()
    };
    assert_eq!(input("shop").check("abc"), Ok(()));
    assert_eq!(
        input("shop").check("abc1"),
        Err("Small letters.".into()),
        "the whole value must match"
    );
    assert_eq!(input("shop").check(""), Err("Shop is needed.".into()));
    assert_eq!(input("origin").check(""), Ok(()));
    assert_eq!(
        input("region").check("us"),
        Err("Region is none of the choices.".into())
    );
}

#[test]
fn wrong_keys_and_words_are_named_with_file_and_line() {
    for (from, to, expected) in [
        (
            "aliases:",
            "alias:",
            "example/connector.yaml:4 alias: connector: `alias` is no option of connector",
        ),
        (
            "maturity: new",
            "maturity: old",
            "example/connector.yaml:1: connector: `maturity` is `old`; it may be verified, checked, new",
        ),
        (
            "access: read",
            "access: all",
            "example/connector.yaml:16 scopes[0]: scope: `access` is `all`; it may be read, write, identity, offline",
        ),
        (
            "name: Example\n",
            "",
            "example/connector.yaml:1: connector: `name` is missing",
        ),
        (
            "maturity: new",
            "maturity: new\nguide_checked: 2026-02-30",
            "`guide_checked` is no date as in 2026-11-22",
        ),
        ("'[a-z]+'", "'[a-z'", "`pattern` is no regular expression"),
        ("{{ region }}", "{{ region", "does not parse"),
    ] {
        let problems =
            Catalogue::from_folder(folder(&CONNECTOR.replace(from, to)).path()).unwrap_err();
        let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(
            said.iter().any(|said| said.contains(expected)),
            "{expected}\nis not in {said:#?}"
        );
    }
}

#[test]
fn missing_files_are_named() {
    let folder = folder(CONNECTOR);
    std::fs::remove_file(folder.path().join("example/icon.svg")).unwrap();
    let problems = Catalogue::from_folder(folder.path()).unwrap_err();
    assert_eq!(
        problems[0].to_string(),
        "example/icon.svg:1: connector: the file is missing"
    );
}

#[test]
fn every_bundled_connector_is_whole() {
    let catalogue = Catalogue::bundled().unwrap_or_else(|problems| panic!("{problems:#?}"));
    assert!(catalogue.connectors().len() >= 64);
    for connector in catalogue.connectors() {
        assert_eq!(connector.manifest.refused(), [], "{}", connector.id);
        assert_eq!(connector.manifest.warnings(), [], "{}", connector.id);
        assert!(connector.icon_svg.contains("<svg"), "{}", connector.id);
        let known = connector.manifest.stream_names();
        // Where streams come from paths, which there are is the user's to say.
        for stream in &connector.recommended {
            assert!(
                known.is_empty() || known.contains(&stream.as_str()),
                "{} recommends `{stream}`, which it does not have",
                connector.id
            );
        }
        let named = connector.scopes.iter().flat_map(|scope| &scope.streams);
        for stream in named.filter(|stream| *stream != "*") {
            assert!(
                known.contains(&stream.as_str()),
                "a scope of {} is for `{stream}`, which it does not have",
                connector.id
            );
        }
    }
}

/// The page of an administrator's approval names the client and what was typed, and is left out
/// where a value for it is missing.
#[test]
fn an_approval_has_its_link() {
    let text = CONNECTOR.replace(
        "client:",
        "admin_approval: { link: 'https://{{ shop }}.test/approve?app={{ client_id }}', note: Once. }\nclient:",
    );
    let catalogue = Catalogue::from_folder(folder(&text).path()).unwrap();
    let approval = catalogue
        .get("example")
        .unwrap()
        .admin_approval
        .as_ref()
        .unwrap();
    assert_eq!(approval.note.as_deref(), Some("Once."));
    let link = approval.link(&inputs(json!({ "shop": "blue", "client_id": "42" })));
    assert_eq!(
        link.unwrap().as_deref(),
        Some("https://blue.test/approve?app=42")
    );
}

/// A scope says which streams need it and under which other names it is granted.
#[test]
fn a_scope_has_streams_and_aliases() {
    let text = CONNECTOR.replace(
        "access: read, required: true",
        "access: read, streams: [items], aliases: [items.write]",
    );
    let catalogue = Catalogue::from_folder(folder(&text).path()).unwrap();
    let scope = &catalogue.get("example").unwrap().scopes[0];
    assert_eq!(
        (&scope.streams[..], &scope.aliases[..]),
        (&["items".to_owned()][..], &["items.write".to_owned()][..])
    );
    assert!(!scope.required);
}

/// What a profile without a manifest was written from is said, and what is open as well. Where the
/// addresses are the user's own, there is no page.
#[test]
fn every_profile_names_its_sources() {
    let catalogue = Catalogue::bundled().unwrap_or_else(|problems| panic!("{problems:#?}"));
    for connector in catalogue.connectors() {
        let own = connector
            .inputs
            .iter()
            .any(|input| input.name == "authorize_url");
        if own || connector.paths.is_none() {
            continue;
        }
        let (id, guide) = (&connector.id, &connector.guide_md);
        let checked = connector.guide_checked.is_some();
        assert!(checked || !connector.unconfirmed.is_empty(), "{id}");
        assert_eq!(checked, guide.contains("Last checked: "), "{id}");
        assert!(!connector.sources.is_empty(), "{id}");
        for page in &connector.sources {
            assert!(guide.contains(&page.url), "{id}: {}", page.url);
        }
    }
}
