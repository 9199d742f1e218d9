//! What concerns the machine and not one connection: programs that want tokens, the log, the ledger, the doctor, the way
//! out.

use std::time::Duration;

use headwater_engine::Event;
use headwater_engine::fault::Code;
use headwater_engine::view::{
    CallerDecision, GeneralSettings, Mode, NetworkSettings, Outcome, ProxyRule, Topic,
};
use secrecy::ExposeSecret as _;
use tokio::sync::broadcast::Receiver;

use crate::desk::Desk;

/// How long the other engine may take to hear.
const SOON: Duration = Duration::from_secs(30);

/// Waits until an engine says that connections changed.
async fn heard(events: &mut Receiver<Event>, patience: Duration) -> Option<()> {
    let heard =
        async { while events.recv().await.unwrap() != Event::Changed(Topic::Connections) {} };
    tokio::time::timeout(patience, heard).await.ok()
}

/// A program asks once, the window hears of it, and the owner's answer counts from the next time on, until it changes.
/// Each use is told in the log, before the token is out.
#[tokio::test(flavor = "multi_thread")]
async fn a_program_gets_tokens_only_once_it_is_allowed() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let window = desk.second_engine().await;
    let mut events = window.listen();
    // The window looks at the file once a second; what was written before its first look is not news to it.
    loop {
        let name = "Sample".to_owned();
        desk.engine.rename(id.clone(), name).await.unwrap();
        if heard(&mut events, Duration::from_secs(2)).await.is_some() {
            break;
        }
    }
    let ask = || desk.engine.token_for(id.clone(), "/usr/bin/script");
    assert_eq!(ask().await.unwrap_err().code, Code::CallerNotAllowed);
    assert_eq!(ask().await.unwrap_err().code, Code::CallerNotAllowed);
    heard(&mut events, SOON)
        .await
        .expect("the window hears of it");
    let callers = window.callers().await.unwrap();
    let [caller] = &callers[..] else {
        panic!("one question, however often it was asked: {callers:?}");
    };
    assert_eq!(
        (caller.program.as_str(), caller.allowed),
        ("/usr/bin/script", None)
    );

    let decide = |decision| window.decide_caller(caller.id.clone(), decision);
    decide(CallerDecision::Allow).await.unwrap();
    let token = ask().await.unwrap();
    let own = desk.engine.token(id.clone()).await.unwrap();
    assert_eq!(token.expose_secret(), own.expose_secret());
    decide(CallerDecision::Refuse).await.unwrap();
    assert_eq!(ask().await.unwrap_err().code, Code::CallerNotAllowed);

    let log = desk.engine.activity(Some(id.clone())).await.unwrap();
    let whats: Vec<_> = log.iter().map(|entry| entry.what.as_str()).collect();
    let expected = [
        "caller_refused",
        "token",
        "caller_allowed",
        "caller_asked",
        "authorized",
    ];
    assert_eq!(whats, expected, "the newest first");
    assert_eq!(log[1].says, "/usr/bin/script got an access token.");
    let secret = own.expose_secret();
    assert!(log.iter().all(|entry| !entry.says.contains(secret)));
}

/// Whatever the app sends is in the ledger, by host: token requests and pages of data alike, as many as the provider saw.
#[tokio::test(flavor = "multi_thread")]
async fn the_ledger_has_every_request() {
    let desk = Desk::new().await;
    desk.synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    let seen = desk.sandbox.counters().unwrap().requests;
    // The person at the browser is not the app.
    let of_browser = ["/oauth/authorize", "/oauth/consent"];
    let app: u64 = seen
        .iter()
        .filter(|(path, _)| !of_browser.contains(&path.as_str()))
        .map(|(_, count)| count)
        .sum();
    // Nor is the look for a sandbox that runs already, which the app's own sandbox takes by hand.
    let app = app - 1;
    let hosts = desk.engine.ledger().await.unwrap();
    let [host] = &hosts[..] else {
        panic!("the sandbox alone was asked: {hosts:?}");
    };
    let address = desk.sandbox.address();
    let port = address.port().unwrap();
    assert_eq!(host.host, format!("127.0.0.1:{port}"));
    assert_eq!((host.requests, host.failed), (app, 0), "{seen:?}");

    // Kept, and counted on by the next start.
    let mut desk = desk;
    desk.restart().await;
    assert_eq!(desk.engine.ledger().await.unwrap()[0].requests, app);
}

/// With a connector the doctor compares the clock with its server's: a wrong one is told, a right one passes.
#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_looks_at_a_connector() {
    let desk = Desk::new().await;
    desk.consented().await;
    let clock = async || {
        let findings = desk
            .engine
            .doctor(Some("sandbox".to_owned()))
            .await
            .unwrap();
        let names: Vec<_> = findings
            .iter()
            .map(|finding| finding.name.clone())
            .collect();
        for name in [
            "Keychain",
            "Browser",
            "Callback",
            "Proxy",
            "Certificates",
            "Data folder",
        ] {
            assert!(names.iter().any(|found| found == name), "{name}: {names:?}");
        }
        findings
            .into_iter()
            .find(|finding| finding.name == "Clock")
            .unwrap()
    };
    let right = clock().await;
    assert_eq!(right.outcome, Outcome::Passed, "{right:?}");
    desk.clock.forward(3 * 3600);
    let wrong = clock().await;
    assert_eq!(wrong.outcome, Outcome::Failed, "{wrong:?}");
    assert!(!wrong.fix.is_empty());
}

/// Settings that stop working stop what is sent, by name, and nothing is lost: the connection goes on when they are right
/// again.
#[tokio::test(flavor = "multi_thread")]
async fn settings_that_stop_working_lose_nothing() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    let mut settings = desk.engine.network().await.unwrap();
    assert_eq!(settings.proxy, ProxyRule::System);
    settings.connect_seconds = 7;
    desk.engine.save_network(settings.clone()).await.unwrap();
    let mut other = desk;
    std::fs::write(other.folder.path().join("network.json"), "{").unwrap();
    other.restart().await;
    let fault = other.engine.renew(id.clone()).await.unwrap_err();
    assert_eq!(fault.code, Code::NetworkSettings, "{fault}");
    let fault = other.engine.network().await.unwrap_err();
    assert_eq!(fault.code, Code::NetworkSettings, "{fault}");
    let reset = other.engine.reset_network().await.unwrap();
    assert_eq!(reset, other.engine.network().await.unwrap());
    assert_ne!(reset, settings, "the defaults");
    assert!(other.folder.path().join("network.json.broken").exists());
    other.engine.renew(id.clone()).await.unwrap();
    std::fs::write(other.folder.path().join("network.json"), "{").unwrap();
    other.engine.save_network(settings.clone()).await.unwrap();
    other.engine.renew(id).await.unwrap();
    assert_eq!(other.engine.network().await.unwrap(), settings);
}

/// An administrator's policy counts from the next start on: its defaults until the person chooses, its locks in any case.
/// What is locked is told by name, and a change of it is refused; all else is the person's.
#[tokio::test(flavor = "multi_thread")]
async fn a_policy_sets_defaults_and_locks() {
    let mut desk = Desk::new().await;
    let own = GeneralSettings {
        quiet: true,
        ..desk.engine.general().await.unwrap()
    };
    desk.engine.save_general(own).await.unwrap();
    let policy = r#"
        [defaults.general]
        close_to_tray = true
        quiet = false
        [locked.general]
        schedules_paused = true
        [locked.network]
        proxy = { kind = "direct" }
        read_seconds = 90
    "#;
    std::fs::write(desk.folder.path().join("policy.toml"), policy).unwrap();
    desk.restart().await;

    let counts = desk.engine.general().await.unwrap();
    assert!(counts.quiet, "the person chose it before");
    assert!(counts.close_to_tray && counts.schedules_paused);
    let network = desk.engine.network().await.unwrap();
    assert_eq!(
        (network.proxy.clone(), network.read_seconds),
        (ProxyRule::Direct, 90)
    );
    let managed = desk.engine.managed().await.unwrap();
    assert!(managed.file.unwrap().ends_with("policy.toml"));
    assert_eq!(managed.general, ["schedulesPaused"]);
    assert_eq!(managed.network, ["proxy", "readSeconds"]);

    let going = GeneralSettings {
        schedules_paused: false,
        ..counts
    };
    let refused = desk.engine.save_general(going).await.unwrap_err();
    assert_eq!(refused.code, Code::NotNow);
    let elsewhere = NetworkSettings {
        proxy: ProxyRule::System,
        ..network.clone()
    };
    let refused = desk.engine.save_network(elsewhere).await.unwrap_err();
    assert_eq!(refused.code, Code::NotNow);

    let chosen = NetworkSettings {
        connect_seconds: 20,
        ..network
    };
    desk.engine.save_network(chosen).await.unwrap();
    let kept = std::fs::read_to_string(desk.folder.path().join("network.json")).unwrap();
    let kept: serde_json::Value = serde_json::from_str(&kept).unwrap();
    assert_eq!(
        kept,
        serde_json::json!({"connectSeconds": 20}),
        "what the policy says is not kept as if it were a choice"
    );
}

/// Nobody is asked for updates unless the policy names whom; then the one who is named is asked, and no other.
#[tokio::test(flavor = "multi_thread")]
async fn updates_are_looked_for_where_the_policy_says() {
    let mut desk = Desk::new().await;
    assert!(desk.engine.update().await.unwrap().is_none());
    assert!(desk.engine.open_update().await.is_err());

    let latest = r#"{"version": "99.0.0", "page": "https://example.com/headwater"}"#;
    let answer = move || std::future::ready(latest);
    let app = axum::Router::new().route("/latest.json", axum::routing::get(answer));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    let policy = format!("[updates]\nurl = \"http://{address}/latest.json\"\n");
    std::fs::write(desk.folder.path().join("policy.toml"), policy).unwrap();
    desk.restart().await;
    let update = desk.engine.update().await.unwrap().unwrap();
    assert!(update.is_newer);
    assert_eq!(update.version, "99.0.0");
    assert_eq!(
        update.page.as_deref(),
        Some("https://example.com/headwater")
    );
}
