//! `headwater connectors`: adding, removing, beginning, trying out and packing, on a machine without a keychain.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder to work in and a data folder, no message bus and so no keychain.
struct Machine(TempDir);

impl Machine {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn run(&self, words: &[&str]) -> Output {
        self.command(words).output().unwrap()
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headwater"));
        command
            .args(words)
            .current_dir(self.0.path())
            .env_clear()
            .env("PATH", std::env::var("PATH").unwrap_or_default())
            .env("HOME", self.0.path())
            .env("HEADWATER_HOME", self.path("home"))
            .env("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere")
            .stdin(Stdio::null());
        command
    }

    /// Standard output of a command that ends with `code`.
    fn text(&self, code: i32, words: &[&str]) -> String {
        let output = self.run(words);
        assert_eq!(output.status.code(), Some(code), "{words:?}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    }

    fn has(&self, id: &str) -> bool {
        let list = self.text(0, &["connectors", "list", "--json"]);
        let list: Vec<Value> = serde_json::from_str(&list).unwrap();
        list.iter().any(|one| one["id"] == id)
    }
}

/// Answers every request with one list of two records.
fn server() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let mut asked = [0; 4096];
            let _ = stream.read(&mut asked);
            let body = json!([{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]).to_string();
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            let _ = write!(
                stream,
                "{head}\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    address
}

/// What one begins with is added as it stands: first it says what it will do and, since nobody answers, adds nothing; with
/// `--yes` it is in the catalogue; removed, it is gone.
#[test]
fn a_connector_is_begun_added_and_removed() {
    let machine = Machine::new();
    assert_eq!(
        machine.text(0, &["connectors", "new", "My CRM"]).trim(),
        "my-crm/manifest.yaml"
    );
    let asked = machine.run(&["connectors", "add", "my-crm"]);
    assert_eq!(asked.status.code(), Some(3), "{asked:?}");
    let said = String::from_utf8(asked.stderr).unwrap();
    for word in ["api.example.com", "api_key", "items", "A key"] {
        assert!(said.contains(word), "{word} is not in {said}");
    }
    assert!(!machine.has("my-crm"));
    machine.text(0, &["connectors", "add", "my-crm", "--yes"]);
    assert!(machine.has("my-crm"));
    machine.text(0, &["connectors", "remove", "my-crm"]);
    assert!(!machine.has("my-crm"));
}

/// A connector that was just begun and asks our server: its manifest's file and text.
fn begun(machine: &Machine) -> (PathBuf, String) {
    machine.text(0, &["connectors", "new", "crm"]);
    let file = machine.path("crm/manifest.yaml");
    let manifest = std::fs::read_to_string(&file).unwrap();
    let manifest = manifest.replace("https://api.example.com/v1", &server());
    std::fs::write(&file, &manifest).unwrap();
    (file, manifest)
}

/// A stream of a folder is tried out: the request without its key, the records, the schema; a mistake is told by its line
/// and ends with 1.
#[test]
fn a_stream_is_tried_out() {
    let machine = Machine::new();
    let (file, manifest) = begun(&machine);
    std::fs::write(
        machine.path("config.json"),
        json!({"api_key": "key-canary"}).to_string(),
    )
    .unwrap();
    let words = [
        "connectors",
        "test",
        "crm",
        "items",
        "--config",
        "config.json",
        "--pages",
        "1",
    ];
    let told = machine.text(0, &words);
    for word in [
        "GET http://127.0.0.1",
        "per_page=100",
        "Bearer …",
        "\"name\":\"a\"",
        "integer",
        "2 records",
    ] {
        assert!(told.contains(word), "{word} is not in {told}");
    }
    assert!(!told.contains("canary"), "{told}");
    std::fs::write(&file, manifest.replace("PageIncrement", "PageIncrease")).unwrap();
    let told = machine.text(1, &words);
    assert!(
        told.contains("manifest.yaml:") && told.contains("PageIncrease"),
        "{told}"
    );
}

/// A watched manifest is tried out again each time that it is saved, a mistake included, until one has seen enough.
#[test]
fn a_watched_manifest_is_tried_again_when_it_changes() {
    let machine = Machine::new();
    let (file, manifest) = begun(&machine);
    let config = machine.path("config.json");
    std::fs::write(&config, json!({"api_key": "k"}).to_string()).unwrap();
    let words = ["connectors", "test", "crm", "items", "--watch", "--pages=1"];
    let mut command = machine.command(&words);
    command.arg("--config").arg(&config).stdout(Stdio::piped());
    let mut watching = command.stderr(Stdio::null()).spawn().unwrap();
    let said = BufReader::new(watching.stdout.take().unwrap());
    let mut lines = said.lines().map(Result::unwrap);
    let mut says = |word: &str| assert!(lines.any(|line| line.contains(word)), "{word}");
    says("2 records");
    std::fs::write(&file, manifest.replace("PageIncrement", "PageIncrease")).unwrap();
    says("PageIncrease");
    std::fs::write(&file, &manifest).unwrap();
    says("2 records");
    watching.kill().unwrap();
    watching.wait().unwrap();
}

/// A manifest comes out of an OpenAPI document, a stream for each list; a pack of it is the same bytes twice.
#[test]
fn a_document_becomes_streams_and_a_pack() {
    let machine = Machine::new();
    let object = json!({"type": "object", "properties": {"id": {"type": "integer"}, "at": {"type": "string", "format": "date-time"}}});
    let list = json!({"200": {"content": {"application/json": {"schema": {"type": "object", "properties":
        {"data": {"type": "array", "items": {"$ref": "#/components/schemas/Item"}}}}}}}});
    let document = json!({
        "openapi": "3.0.0", "info": {"title": "Shop"}, "servers": [{"url": "https://api.shop.example/v2"}],
        "components": {"schemas": {"Item": object}, "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
        "paths": {
            "/items": {"get": {"responses": list, "parameters": [{"in": "query", "name": "page"}, {"in": "query", "name": "per_page"}]}},
            "/items/{id}": {"get": {"responses": list}},
            "/health": {"get": {"responses": {"200": {"description": "fine"}}}}}});
    std::fs::write(machine.path("shop.json"), document.to_string()).unwrap();
    machine.text(0, &["connectors", "new", "shop", "--openapi", "shop.json"]);
    let manifest = std::fs::read_to_string(machine.path("shop/manifest.yaml")).unwrap();
    for word in [
        "name: items",
        "primary_key: id",
        "PageIncrement",
        "X-Key",
        "https://api.shop.example/v2",
    ] {
        assert!(manifest.contains(word), "{word} is not in {manifest}");
    }
    assert!(!manifest.contains("health"), "no list: {manifest}");
    for pack in ["one.hwpack", "two.hwpack"] {
        machine.text(0, &["connectors", "pack", "shop", "-o", pack]);
    }
    let read = |name: &str| std::fs::read(machine.path(name)).unwrap();
    assert_eq!(read("one.hwpack"), read("two.hwpack"));
    let plan = machine.text(0, &["connectors", "add", "one.hwpack", "--yes", "--json"]);
    let plan: Value = serde_json::from_str(&plan).unwrap();
    assert_eq!(
        (&plan["origin"], &plan["signedBy"]),
        (&json!("pack"), &Value::Null)
    );
    assert!(machine.has(plan["id"].as_str().unwrap()));
}
