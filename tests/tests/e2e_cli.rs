//! The `headwater` command with a real keychain and a provider that answers: consent, renewal, tokens for other programs,
//! and the exit codes that `tests/command.rs` of its package cannot reach without a keychain.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::process::{Child, Output, Stdio};
use std::time::Duration;

use headwater_sandbox::{Fault, Rule, Switches};
use headwater_tests::servers::Sandbox;
use headwater_tests::{Answer, App, Keyring, Session, Visitor, free_port, until};
use reqwest::Url;
use serde_json::Value;

struct Terminal<'app> {
    app: &'app App<'app>,
}

impl Terminal<'_> {
    fn start(&self, words: &[&str]) -> Child {
        let mut command = self.app.command_line().unwrap();
        command.args(words).arg("--json").stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    fn run(&self, words: &[&str]) -> Output {
        self.start(words).wait_with_output().unwrap()
    }

    fn json(&self, words: &[&str]) -> Value {
        value(&self.run(words))
    }

    fn fault(&self, code: i32, words: &[&str]) -> Value {
        fault(code, &self.run(words))
    }

    /// A command that asks for a consent, which is answered; gives the redirect URI of the link and what the command said.
    async fn consent(&self, words: &[&str], answer: Answer) -> (Url, Output) {
        let command = self.start(words);
        let link: Url = self.app.opened().await.unwrap().parse().unwrap();
        Visitor::new(answer).unwrap().consent(&link).await.unwrap();
        let callback = link.query_pairs().find(|(name, _)| name == "redirect_uri");
        let callback = callback.unwrap().1.parse().unwrap();
        // The command ends by itself once the browser has come back.
        let output = tokio::task::spawn_blocking(|| command.wait_with_output());
        (callback, output.await.unwrap().unwrap())
    }
}

fn value(output: &Output) -> Value {
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn fault(code: i32, output: &Output) -> Value {
    assert_eq!(output.status.code(), Some(code), "{output:?}");
    assert_eq!(
        output.stdout, b"",
        "nothing that a script could take for a result"
    );
    let text = String::from_utf8(output.stderr.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap()).unwrap()
}

/// From a consent on a chosen port to the revocation: each command prints one value, and each way to fail has its code.
#[tokio::test]
async fn from_consent_to_revocation_at_a_terminal() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let app = App::new(&session).unwrap();
    let sandbox = Sandbox::start(&app).await.unwrap();
    let terminal = Terminal { app: &app };
    let port = free_port().unwrap().to_string();
    let words = ["oauth2", "sandbox", "--port", &port];

    let (callback, output) = terminal.consent(&words, Answer::Deny).await;
    assert_eq!(callback.port().unwrap().to_string(), port);
    assert_eq!(fault(3, &output)["code"], "consent_denied");
    let (_, output) = terminal.consent(&words, Answer::Allow).await;
    let connection = value(&output);
    assert_eq!(connection["state"], "active");
    let id = connection["id"].as_str().unwrap();

    let renewed = terminal.json(&["oauth2", "sandbox"]);
    assert_eq!(renewed["id"], id, "run again it renews the same connection");
    assert_ne!(renewed["tokenRefreshedAt"], connection["tokenRefreshedAt"]);
    let again = ["oauth2", "sandbox", "--reauth", "--port", &port];
    let (_, output) = terminal.consent(&again, Answer::Allow).await;
    assert_eq!(
        value(&output)["id"],
        id,
        "a new consent under the same connection"
    );
    let unavailable = Rule::new("/oauth/token", Fault::Unavailable { retry_after: None });
    let switch = |faults| Switches {
        faults,
        ..Switches::default()
    };
    sandbox.switch(&switch(vec![unavailable])).await.unwrap();
    assert_eq!(
        terminal.fault(5, &["oauth2", "sandbox"])["code"],
        "unavailable"
    );
    sandbox.switch(&switch(Vec::new())).await.unwrap();

    tokens_for_programs(&terminal, &sandbox, id).await;
    let hosts = terminal.json(&["ledger"]);
    let place = sandbox.address().trim_start_matches("http://").to_owned();
    let host = hosts
        .as_array()
        .unwrap()
        .iter()
        .find(|host| host["host"] == place.as_str());
    let requests = host.expect("the provider is in the ledger")["requests"]
        .as_u64()
        .unwrap();
    let asked = sandbox.asked("/oauth/token").await.unwrap();
    assert!(
        requests >= asked && asked > 0,
        "{requests} counted, {asked} token requests seen"
    );

    session.lock_keyring().await.unwrap();
    assert_eq!(terminal.fault(3, &["token", id])["code"], "keychain_locked");
    session.unlock_keyring().await.unwrap();
    assert_eq!(terminal.json(&["revoke", id])["revocation"], "revoked");
    assert_eq!(terminal.json(&["connections"]), Value::Array(Vec::new()));
}

/// A program gets no token before it is allowed; it may wait for the answer; each use is in the log; and what it gets is
/// an access token that the provider accepts, never the refresh token.
async fn tokens_for_programs(terminal: &Terminal<'_>, sandbox: &Sandbox, id: &str) {
    assert_eq!(
        terminal.fault(4, &["token", id])["code"],
        "caller_not_allowed"
    );
    let waiting = terminal.start(&["token", id, "--wait=60"]);
    let own = std::env::current_exe().unwrap().canonicalize().unwrap();
    let own = own.to_str().unwrap();
    until("the question", Duration::from_secs(30), async || {
        let callers = terminal.json(&["callers"]);
        (callers[0]["program"] == own).then_some(())
    })
    .await
    .unwrap();
    assert_eq!(terminal.json(&["allow", id, own])[0]["allowed"], true);
    let token = value(&waiting.wait_with_output().unwrap());
    let token = token["access_token"].as_str().unwrap();
    assert!(!sandbox.rows("companies", token).await.unwrap().is_empty());
    let refresh = reqwest::Client::new()
        .post(format!("{}/oauth/token", sandbox.address()))
        .form(&[("grant_type", "refresh_token"), ("refresh_token", token)])
        .send()
        .await
        .unwrap();
    assert!(!refresh.status().is_success(), "it renews nothing");
    terminal.json(&["token", id]);
    let log = terminal.json(&["activity", id]);
    let uses = log
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| one["what"] == "token");
    let says: Vec<_> = uses.map(|one| one["says"].as_str().unwrap()).collect();
    let expected = format!("{own} got an access token.");
    assert_eq!(says, [&expected, &expected]);
    terminal.json(&["allow", id, own, "--refuse"]);
    assert_eq!(
        terminal.fault(4, &["token", id])["code"],
        "caller_not_allowed"
    );
    terminal.json(&["allow", id, own]);
}
