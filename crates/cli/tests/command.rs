//! The program itself, on a machine without a keychain: what it prints where, and its exit codes. What needs a keychain is
//! in `tests/tests/e2e_cli.rs`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::net::TcpListener;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// An empty data folder, no message bus and so no keychain.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
        command
            .args(words)
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("HEADWATER_HOME", self.0.path().join("headwater"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::null());
        command
    }

    /// The one JSON value on standard output of a command that ends with `code`.
    fn json(&self, code: i32, words: &[&str]) -> Value {
        let output = self.run(&[words, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The fault on standard error of a command that ends with `code`; standard output stays empty.
    fn fault(&self, code: i32, words: &[&str]) -> Value {
        let output = self.run(&[words, &["--json"]].concat());
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        assert_eq!(output.stdout, b"", "{words:?}");
        let text = String::from_utf8(output.stderr).unwrap();
        serde_json::from_str(text.lines().last().unwrap()).unwrap()
    }
}

/// Every command that lists something prints one JSON value and ends with 0, also when there is nothing.
#[test]
fn lists_are_one_json_value() {
    let machine = Machine::new();
    for words in [
        &["connections"][..],
        &["callers"],
        &["activity"],
        &["ledger"],
        &["destinations"],
    ] {
        assert_eq!(machine.json(0, words), serde_json::json!([]), "{words:?}");
    }
    let catalogue = machine.json(0, &["connectors", "list"]);
    let ids: Vec<_> = catalogue
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["id"])
        .collect();
    assert!(ids.iter().any(|id| *id == "hubspot"), "{ids:?}");
    let detail = machine.json(0, &["connectors", "show", "hubspot"]);
    assert_eq!(detail["redirect"]["uri"], "http://localhost:17390/callback");
    for words in [&["completions", "bash"][..], &["man"], &["man", "oauth2"]] {
        assert!(
            machine.json(0, words).as_str().unwrap().len() > 200,
            "{words:?}"
        );
    }
}

/// 2 for wrong words, 1 for a fault; people read a fault's title, cause and fix.
#[test]
fn wrong_words_and_faults_are_told_apart() {
    let machine = Machine::new();
    for words in [
        &["no-such-command"][..],
        &["token"],
        &["oauth2", "hubspot", "--port", "x"],
    ] {
        assert_eq!(machine.run(words).status.code(), Some(2), "{words:?}");
    }
    assert_eq!(
        machine.fault(1, &["token", "nobody"])["code"],
        "unknown_item"
    );
    assert_eq!(
        machine.fault(1, &["connectors", "show", "nobody"])["code"],
        "unknown_item"
    );
    let output = machine.run(&["token", "nobody"]);
    let text = String::from_utf8(output.stderr).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    let help = String::from_utf8(machine.run(&["--help"]).stdout).unwrap();
    assert!(help.contains("Exit codes:"), "{help}");
}

/// An export knows its kind by the ending, and what stands there already stays unless it is said otherwise.
#[test]
fn an_export_replaces_nothing_by_itself() {
    let machine = Machine::new();
    let folder = tempfile::tempdir().unwrap();
    let export = |name: &str, more: &[&str]| {
        let file = folder.path().join(name).display().to_string();
        let words = [&["export", "nobody", "--to", &file], more].concat();
        machine.fault(1, &words)["code"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    for name in ["a.xlsx", "a.csv", "a.parquet", "a.jsonl", "a.CSV"] {
        assert_eq!(export(name, &[]), "unknown_item", "{name}");
    }
    assert_eq!(export("a.txt", &[]), "input_invalid");
    assert_eq!(export("a.txt", &["--as", "xlsx"]), "unknown_item");
    std::fs::write(folder.path().join("there.csv"), "mine").unwrap();
    assert_eq!(export("there.csv", &[]), "input_invalid");
    assert_eq!(export("there.csv", &["--force"]), "unknown_item");
    let there = std::fs::read_to_string(folder.path().join("there.csv")).unwrap();
    assert_eq!(there, "mine", "until there is something to put there");
    let standard = machine.fault(1, &["export", "nobody", "--to", "-"]);
    assert_eq!(standard["code"], "unknown_item");
}

/// Without a keychain a consent is not even begun: 3, a person is needed. A program that was not allowed gets 4 before
/// any secret is touched, once allowed it meets the keychain too, refused it gets 4 again; all of it is in the log.
#[test]
fn a_person_and_a_permission_are_needed() {
    let machine = Machine::new();
    let shop = "shop=my-store.myshopify.com";
    let fault = machine.fault(3, &["oauth2", "shopify", "--set", shop, "--no-browser"]);
    assert_eq!(fault["code"], "keychain_absent");
    let connections = machine.json(0, &["connections"]);
    let id = connections[0]["id"].as_str().unwrap();

    let fault = machine.fault(4, &["token", id]);
    assert_eq!(fault["code"], "caller_not_allowed");
    let own = std::env::current_exe().unwrap().canonicalize().unwrap();
    let own = own.to_str().unwrap();
    assert_eq!(
        fault["values"]["program"], own,
        "the program that started it"
    );
    assert_eq!(
        machine.fault(4, &["token", id, "--allow"])["code"],
        "caller_not_allowed"
    );
    assert_eq!(machine.json(0, &["callers"])[0]["allowed"], Value::Null);

    assert_eq!(machine.json(0, &["allow", id, own])[0]["allowed"], true);
    assert_eq!(machine.fault(3, &["token", id])["code"], "keychain_absent");
    assert_eq!(
        machine.json(0, &["allow", id, own, "--refuse"])[0]["allowed"],
        false
    );
    machine.fault(4, &["token", "--wait=0", id]);

    let log = machine.json(0, &["activity", id]);
    let whats: Vec<_> = log
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["what"].as_str())
        .collect();
    assert_eq!(
        whats,
        ["caller_refused", "caller_allowed", "caller_asked"].map(Some)
    );
    assert_eq!(
        log[2]["says"],
        format!("{own} asked for access tokens and waits for your answer.")
    );
}

/// The doctor finds the missing keychain, says what mends it, and ends with 1; what is fine it calls so.
#[test]
fn the_doctor_finds_the_missing_keychain() {
    let findings = Machine::new().json(1, &["doctor"]);
    let named = |name: &str| {
        let all = findings.as_array().unwrap();
        all.iter()
            .find(|one| one["name"] == name)
            .unwrap_or_else(|| panic!("{name}: {all:?}"))
    };
    assert_eq!(named("Keychain")["outcome"], "failed");
    assert!(
        named("Keychain")["fix"]
            .as_str()
            .unwrap()
            .contains("Install and start one")
    );
    for name in ["Callback", "Certificates", "Data folder"] {
        assert_eq!(named(name)["outcome"], "passed", "{name}");
    }
}

/// The environment's proxy is found, with whether it answers and without its password; so are the hosts that do not take it.
#[test]
fn the_doctor_finds_the_proxy_of_the_environment() {
    let proxy = TcpListener::bind("127.0.0.1:0").unwrap();
    let place = proxy.local_addr().unwrap().to_string();
    let says = |bypass: &str| {
        let machine = Machine::new();
        let mut command = machine.command(&["doctor", "--json"]);
        command.env("HTTPS_PROXY", format!("http://ada:canary@{place}"));
        let output = command.env("NO_PROXY", bypass).output().unwrap();
        let findings: Value = serde_json::from_slice(&output.stdout).unwrap();
        let all = findings.as_array().unwrap();
        let proxy = all.iter().find(|one| one["name"] == "Proxy").unwrap();
        (
            proxy["outcome"].as_str().unwrap().to_owned(),
            proxy["says"].to_string(),
        )
    };
    let (outcome, text) = says("");
    assert_eq!(outcome, "passed", "{text}");
    assert!(text.contains(&place) && !text.contains("canary"), "{text}");
    let (_, text) = says("example.com");
    assert!(text.contains("go out directly"), "{text}");
    drop(proxy);
    let (outcome, text) = says("");
    assert_eq!(outcome, "failed", "{text}");
}

/// The commands of the Airbyte protocol need no keychain and no folder: they say what is wrong in the protocol's own words,
/// on standard output, without a value of the configuration.
#[test]
fn the_protocol_needs_no_desktop() {
    let machine = Machine::new();
    let spec = machine.run(&["spec", "--connector", "hubspot"]);
    assert_eq!(spec.status.code(), Some(0), "{spec:?}");
    let spec: Value = serde_json::from_slice(&spec.stdout).unwrap();
    let asked = &spec["spec"]["connectionSpecification"]["properties"];
    assert_eq!(asked["refresh_token"]["airbyte_secret"], true, "{asked}");

    let config = machine.0.path().join("config.json");
    std::fs::write(&config, r#"{"client_id": "canary-5f1e" oops"#).unwrap();
    let config = config.to_str().unwrap();
    for words in [
        &["check", "--connector", "hubspot", "--config", config][..],
        &["discover", "--connector", "nobody", "--config", config],
        &["read", "--manifest-path", "/nowhere.yaml"],
    ] {
        let output = machine.run(words);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {output:?}");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(said["trace"]["error"]["failure_type"], "config_error");
        assert!(!said.to_string().contains("canary"), "{said}");
    }
    std::fs::write(config, r#"{"address": "${CRM_ADDRESS}"}"#).unwrap();
    let words = [
        "check",
        "--connector",
        "sandbox",
        "--environment",
        "--config",
    ];
    let said = |command: &mut Command| {
        let output = command.arg(config).output().unwrap();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said(&mut machine.command(&words)).contains("CRM_ADDRESS"));
    let given = said(
        machine
            .command(&words)
            .env("CRM_ADDRESS", "http://127.0.0.1:9"),
    );
    assert!(given.contains("needs a grant"), "it goes on: {given}");
    assert!(
        !machine.0.path().join("headwater").exists(),
        "no data folder is made"
    );
}
