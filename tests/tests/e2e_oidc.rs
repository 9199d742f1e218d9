//! Must show 3: the real window and the command line share one grant of a certified server that ends it at the first
//! refresh token used twice.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::os::unix::process::ExitStatusExt;
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use headwater_tests::data::Data;
use headwater_tests::servers::{Oidc, oidc};
use headwater_tests::wizard::{self, Credentials};
use headwater_tests::{Answer, App, Browser, Keyring, Session, Window, places, testid};

/// How long both ask.
const ASKING: Duration = Duration::from_secs(120);

/// Life of an access token, in seconds.
const ACCESS_TTL: u32 = 8;

/// How long the window is stopped at a time: longer than a token lives, so that the command line has to renew it.
const STOPPED: Duration = Duration::from_secs(12);

/// A token lives eight seconds and a refresh token is good once. For two minutes the window's timer renews it, syncs use
/// it, and two command lines ask for it without a pause. Now and then the window is stopped for longer than a token lives,
/// as a suspended program is: then the command line renews, and the window, going on, must not try with what it still
/// has in memory. One use of a spent refresh token and the server would end the grant for good.
#[tokio::test]
async fn window_and_command_line_share_a_grant_that_no_reuse_ends() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let provider = Oidc::start(&oidc::Options {
        access_ttl: ACCESS_TTL,
        ..oidc::Options::default()
    })
    .await
    .unwrap();
    let app = App::new(&session)
        .unwrap()
        .with_catalogue(places::stand_in_sources("oidc").join("catalogue"));
    let window = Window::start(&app, &session.folder().join("pictures"))
        .await
        .unwrap();
    connect(&app, &window, &provider).await;
    let data = Data::of(&app).unwrap();
    let id = data.connection().unwrap().id;
    synced(&window, &id).await;
    assert_eq!(data.rows("notes").unwrap().len(), 240);

    app.allow(&id).unwrap();
    let enough = Arc::new(AtomicBool::new(false));
    let askers = [(); 2].map(|()| {
        let mut command = app.command_line().unwrap();
        command.args(["token", &id]);
        ask_until(command, provider.address(), Arc::clone(&enough))
    });
    let (began, syncs_before) = (Instant::now(), data.syncs().unwrap());
    let mut renewed_while_stopped = 0;
    while began.elapsed() < ASKING {
        for _ in 0..5 {
            window.click(&testid("sync-now")).await.unwrap();
            synced(&window, &id).await;
        }
        let before = provider.seen().await.unwrap().refreshed;
        app.signal_window("STOP").unwrap();
        tokio::time::sleep(STOPPED).await;
        renewed_while_stopped += provider.seen().await.unwrap().refreshed - before;
        app.signal_window("CONT").unwrap();
    }
    enough.store(true, Ordering::Relaxed);
    println!("  at the server: {:?}", provider.seen().await.unwrap());
    let tokens = askers.map(|asker| asker.join().unwrap());

    synced(&window, &id).await;
    window.click(&testid("sync-now")).await.unwrap();
    synced(&window, &id).await;
    let (seen, syncs) = (
        provider.seen().await.unwrap(),
        data.syncs().unwrap() - syncs_before,
    );
    println!(
        "{tokens:?} tokens from the command lines, {syncs} syncs, {seen:?}, of these {renewed_while_stopped} while the window was stopped"
    );
    assert_eq!(
        (seen.issued, seen.refused, seen.grants_revoked),
        (1, 0, 0),
        "one consent, and never a refresh token used twice: {seen:?}"
    );
    assert!(
        seen.refreshed > renewed_while_stopped && renewed_while_stopped > 0,
        "both renewed: {seen:?}"
    );
    let kept = data.connection().unwrap();
    assert_eq!((kept.state.as_str(), kept.trouble), ("active", None));
    assert_eq!(data.rows("notes").unwrap().len(), 240);
    window.quit().await.unwrap();
}

/// Through the wizard with an own client, consent in the browser, up to the first rows.
async fn connect(app: &App<'_>, window: &Window, provider: &Oidc) {
    let options = oidc::Options::default();
    let credentials = Credentials {
        inputs: vec![("address".to_owned(), provider.address().to_owned())],
        client_id: options.client_id,
        client_secret: options.client_secret,
    };
    window.wait_for(&testid("nav-catalogue")).await.unwrap();
    window.begin_counting();
    wizard::fill(window, "oidc", &credentials).await.unwrap();
    window.click(&testid("continue-authorize")).await.unwrap();
    let browser = window.aside(Browser::start(app.session())).await.unwrap();
    let url = app.opened().await.unwrap();
    let consent = provider.consent(&browser, &url, Answer::Allow);
    window.aside(consent).await.unwrap();
    window.click(&testid("finish-recommended")).await.unwrap();
    window.wait_for(&testid("cell-0-0")).await.unwrap();
    let effort = window.effort();
    println!("  own credentials: {effort}");
    assert!(effort.presses <= 5, "{effort}");
    browser.quit().await.unwrap();
}

/// Waits in the workbook until no sync runs and all is well.
async fn synced(window: &Window, id: &str) {
    window.wait_enabled(&testid("sync-now")).await.unwrap();
    let status = testid(&format!("status-{id}"));
    window
        .wait_attribute(&status, "data-status", |status| status == "active")
        .await
        .unwrap();
}

/// Asks for a token again and again and uses each at once. Gives how many it had; panics at the first that is not had, or
/// that the provider does not accept.
fn ask_until(mut command: Command, address: &str, enough: Arc<AtomicBool>) -> JoinHandle<usize> {
    let url = format!("{address}/api/notes");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let mut tokens = 0;
        while !enough.load(Ordering::Relaxed) {
            let token = printed(&command.output().unwrap());
            let request = reqwest::Client::new().get(&url).bearer_auth(token);
            let answer = runtime.block_on(request.send()).unwrap();
            assert_eq!(answer.status(), 200, "a token that was just handed out");
            tokens += 1;
        }
        tokens
    })
}

fn printed(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{:?} {:?}: {}",
        output.status.code(),
        output.status.signal(),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone())
        .unwrap()
        .trim()
        .to_owned()
}
