//! The main job in the real window, and every screen in each of its states, light and dark: the pictures of `docs/screens`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "sandbox/front.rs"]
mod front;
#[path = "sandbox/looks.rs"]
mod looks;
#[path = "sandbox/outside.rs"]
mod outside;

use std::net::TcpListener;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use headwater_sandbox::{Fault, Options, Rule, Sandbox, Switches};
use headwater_tests::data::Data;
use headwater_tests::main_job::{self, Steps, rows};
use headwater_tests::measures::Measures;
use headwater_tests::wizard::{self, Credentials};
use headwater_tests::{
    Answer, App, Browser, Desktop, Keyring, Session, Window, places, testid, until,
};

fn screens() -> PathBuf {
    places::target().unwrap().join("screens")
}

/// Must show 1, 7 (paint and memory) and 8. *Try with sample data*, consent, four steps, rows; then what an analyst does
/// with rows; then the rest of the window.
#[tokio::test]
async fn sample_data_from_the_empty_window_to_a_deleted_connection() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let session = session.with_accessibility().await.unwrap();
    let app = App::new(&session).unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let window = Window::start(&app, &screens()).await.unwrap();

    let main_job::Done { seen, effort } =
        main_job::run(&app, &window, &browser, &mut Steps::default())
            .await
            .unwrap();
    assert!(effort.presses <= 5 && effort.typed == 0, "{effort}");
    assert_eq!(seen.count, "2,400 rows");
    assert_eq!(
        seen.columns[..4],
        ["id", "first_name", "last_name", "email"]
    );
    assert!(
        seen.rows.len() > 10 && seen.rows.iter().all(|row| row[3].contains('@')),
        "{seen:?}"
    );
    println!("{}", Measures::of(&app, &window).await.unwrap());

    rows_are_sorted_filtered_and_read(&window).await;
    looks::catalogue_is_searched(&window).await;
    both_kinds_of_client_are_asked_for(&app, &window).await;
    connection_is_deleted(&app, &window).await;
    let effort = wizard::ready(&app, &window, &browser).await.unwrap();
    assert!(effort.presses <= 5 && effort.typed == 0, "{effort}");
    window.quit().await.unwrap();
    browser.quit().await.unwrap();
}

/// The texts of a column in sight.
async fn column(window: &Window, index: usize) -> Vec<String> {
    let seen = rows(window).await.unwrap();
    seen.rows.iter().map(|row| row[index].clone()).collect()
}

async fn rows_are_sorted_filtered_and_read(window: &Window) {
    window.click(&testid("column-email")).await.unwrap();
    let says = |text: &'static str| move |seen: &str| seen.starts_with(text);
    window
        .wait_text(&testid("sorted"), says("Sorted by email, A to Z"))
        .await
        .unwrap();
    window
        .wait_gone("[role=row][aria-busy=true]")
        .await
        .unwrap();
    let emails = column(window, 3).await;
    assert!(emails.len() > 10 && emails.is_sorted(), "{emails:?}");
    window.pictures("workbook-sorted").await.unwrap();

    window.click(&testid("add-filter")).await.unwrap();
    window
        .choose(&testid("filter-column"), "title")
        .await
        .unwrap();
    window
        .fill(&testid("filter-value"), "engineer")
        .await
        .unwrap();
    window.pictures("workbook-filter").await.unwrap();
    window.click(&testid("filter-apply")).await.unwrap();
    window
        .wait_text(&testid("row-count"), |text| {
            text.ends_with(" of 2,400 rows")
        })
        .await
        .unwrap();
    window
        .wait_gone("[role=row][aria-busy=true]")
        .await
        .unwrap();
    let titles = column(window, 5).await;
    assert!(
        titles.len() > 10
            && titles
                .iter()
                .all(|title| title.to_lowercase().contains("engineer")),
        "{titles:?}"
    );
    window.pictures("workbook-filtered").await.unwrap();

    window.click(&testid("cell-1-1")).await.unwrap();
    window.enter(&testid("grid")).await.unwrap();
    window.wait_for(&testid("value-email")).await.unwrap();
    assert_eq!(
        window.text(&testid("value-email")).await.unwrap().trim(),
        column(window, 3).await[1]
    );
    window.pictures("workbook-row").await.unwrap();
    window.click(&testid("row-panel-close")).await.unwrap();
    window.click(&testid("filter-title")).await.unwrap();
    window
        .wait_text(&testid("row-count"), |text| text == "2,400 rows")
        .await
        .unwrap();
}

/// A connector that is ready to use, and one that needs the user's own app.
async fn both_kinds_of_client_are_asked_for(app: &App<'_>, window: &Window) {
    window.click(&testid("tile-sandbox")).await.unwrap();
    window
        .wait_for(&testid("client-preconfigured"))
        .await
        .unwrap();
    window.wait_for(&testid("token-place")).await.unwrap();
    window.pictures("connect-preconfigured").await.unwrap();
    window.click(&testid("leave")).await.unwrap();

    let mut credentials = Credentials {
        inputs: Vec::new(),
        client_id: "http://localhost:17390/callback".to_owned(),
        client_secret: "bench-secret".to_owned(),
    };
    wizard::fill(window, "hubspot", &credentials).await.unwrap();
    window.wait_for(&testid("client-own")).await.unwrap();
    looks::wizard_is_read(app);
    window.click(&testid("continue-authorize")).await.unwrap();
    window.wait_for(&testid("field-error")).await.unwrap();
    window.pictures("connect-own-mistaken").await.unwrap();
    credentials.client_id = "01234567-89ab-cdef-0123-456789abcdef".to_owned();
    window
        .fill(&testid("client-id"), &credentials.client_id)
        .await
        .unwrap();
    window.run("document.activeElement.blur(); document.querySelector('[data-testid=heading]').scrollIntoView()").await.unwrap();
    window.wait_gone(&testid("field-error")).await.unwrap();
    window.pictures("connect-own").await.unwrap();
    window.click(&testid("continue-authorize")).await.unwrap();
    let url = app.opened().await.unwrap();
    assert!(
        url.starts_with("https://app.hubspot.com/oauth/authorize?"),
        "{url}"
    );
    let port = wizard::callback_port(&url).unwrap();
    let began = Instant::now();
    window.click(&testid("cancel-attempt")).await.unwrap();
    let free = async || TcpListener::bind(("127.0.0.1", port)).ok();
    until("the port of the callback", Duration::from_secs(30), free)
        .await
        .unwrap();
    println!("  a cancel frees the port in {:?}", began.elapsed());
    window.wait_for(&testid("client-own")).await.unwrap();
    window.click(&testid("leave")).await.unwrap();
}

/// The list with a finished connection and one that is not, and the end of the first with its rows.
async fn connection_is_deleted(app: &App<'_>, window: &Window) {
    window.wait_for(&testid("connections")).await.unwrap();
    // What was said of the cancelled consent.
    let said = format!("{} p", testid("notice"));
    window.wait_gone(&said).await.unwrap();
    window.pictures("connections-list").await.unwrap();
    let active = "[data-testid^=\"status-\"][data-status=active]";
    let script =
        format!("return document.querySelector('{active}').dataset.testid.slice('status-'.length)");
    let id = window
        .run(&script)
        .await
        .unwrap()
        .as_str()
        .unwrap()
        .to_owned();
    window.click(&testid(&format!("menu-{id}"))).await.unwrap();
    window.wait_for(&testid("menu-delete")).await.unwrap();
    window.pictures("connections-menu").await.unwrap();
    window.click(&testid("menu-delete")).await.unwrap();
    window.wait_for(&testid("delete-dialog")).await.unwrap();
    window.click(&testid("tables-drop")).await.unwrap();
    window.pictures("connections-delete").await.unwrap();
    window.click(&testid("delete-confirm")).await.unwrap();
    window
        .wait_gone(&testid(&format!("connection-{id}")))
        .await
        .unwrap();
    let says = window
        .wait_text(&testid("notice"), |text| !text.is_empty())
        .await
        .unwrap();
    assert!(
        says.contains("revoked at Sandbox"),
        "what happened at the provider is said: {says}"
    );
    window.pictures("connections-deleted").await.unwrap();
    assert!(
        Data::of(app).unwrap().rows("contacts").is_err(),
        "its tables are gone"
    );
}

/// Must show 5 and 8. What goes wrong on the way of a user, with the seed's three among it: the browser that does not open,
/// the permission that is not given, the token that has ended. Each says its cause and its fix, and its button mends it.
/// On a desktop with a tray and notifications, and with files and links that are opened.
#[tokio::test]
async fn what_goes_wrong_is_said_and_mended() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let app = App::new(&session).unwrap();
    let sandbox = Sandbox::start(&app.home().join("sandbox"), Options::default())
        .await
        .unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let desktop = Desktop::start(&session).await.unwrap();
    let window = outside::files_are_opened(&app, &desktop, &screens()).await;

    browser_does_not_open(&session, &browser, &window).await;
    consent_was_denied(&app, &sandbox, &browser, &window).await;
    let id = first_sync(&sandbox, &window).await;
    outside::link_is_followed(&app, &window, &id).await;
    window
        .click(&testid("nav-workbook-Customer"))
        .await
        .unwrap();
    let contacts = || Data::of(&app).unwrap().rows("contacts").unwrap();
    let before = contacts();
    assert_eq!(before.len(), 2_400);
    source_asks_to_slow_down(&sandbox, &window).await;
    grant_is_revoked(&app, &sandbox, &browser, &window, &desktop, &id).await;
    let told = desktop.notifications();
    assert_eq!(told.len(), 1, "a dead grant is told once: {told:?}");
    assert_eq!(
        contacts(),
        before,
        "whatever went wrong, the rows are what they were"
    );
    window.quit().await.unwrap();
    browser.quit().await.unwrap();
    sandbox.stop().await;
}

/// The link is shown instead; consent at it, here a refusal, arrives all the same.
async fn browser_does_not_open(session: &Session, browser: &Browser, window: &Window) {
    let opener = session.folder().join("opener");
    let away = opener.with_extension("away");
    std::fs::rename(&opener, &away).unwrap();
    window.click(&testid("try-sample")).await.unwrap();
    window
        .wait_for(&testid("browser-not-opened"))
        .await
        .unwrap();
    window.pictures("fault-browser-not-opened").await.unwrap();
    let link = window.value(&testid("consent-link")).await.unwrap();
    std::fs::rename(&away, &opener).unwrap();
    browser
        .consent_at_sandbox(&link, Answer::Deny)
        .await
        .unwrap();
}

/// *Start again*, this time with a yes; then a test that fails until the source is itself again.
async fn consent_was_denied(app: &App<'_>, sandbox: &Sandbox, browser: &Browser, window: &Window) {
    let fault = wizard::fault(window, "consent_denied").await.unwrap();
    assert_eq!(fault.button, "Start again");
    window.pictures("fault-consent-denied").await.unwrap();
    let html = Rule::new("/api", Fault::Html);
    sandbox
        .switch(Switches {
            faults: vec![html],
            ..Switches::default()
        })
        .unwrap();
    wizard::press(window, "consent_denied").await.unwrap();
    browser
        .consent_at_sandbox(&app.opened().await.unwrap(), Answer::Allow)
        .await
        .unwrap();
    window
        .wait_for(&format!("{}[data-outcome=failed]", testid("check-read")))
        .await
        .unwrap();
    window.pictures("fault-test-failed").await.unwrap();
    sandbox.switch(Switches::default()).unwrap();
    window.click(&testid("fault-action")).await.unwrap();
    window
        .wait_for(&format!("{}[data-outcome=passed]", testid("check-read")))
        .await
        .unwrap();
}

/// The first sync, slowed down so that it can be seen in the workbook and in the list.
async fn first_sync(sandbox: &Sandbox, window: &Window) -> String {
    let slow = Rule::new("/api", Fault::Delay { ms: 6_000 });
    sandbox
        .switch(Switches {
            faults: vec![slow.after(12)],
            ..Switches::default()
        })
        .unwrap();
    wizard::accept(window).await.unwrap();
    window
        .wait_text(&testid("progress-rows"), |text| {
            text.starts_with(char::is_numeric)
        })
        .await
        .unwrap();
    window.wait_for(&testid("cell-0-0")).await.unwrap();
    window.pictures("workbook-syncing").await.unwrap();
    let id = wizard::connection(window).await.unwrap();
    window.click(&testid("nav-connections")).await.unwrap();
    window
        .wait_for(&testid(&format!("progress-{id}")))
        .await
        .unwrap();
    window.pictures("connections-syncing").await.unwrap();
    sandbox.switch(Switches::default()).unwrap();
    window.click(&testid(&format!("open-{id}"))).await.unwrap();
    window.wait_for(&testid("sync-now")).await.unwrap();
    id
}

/// A sync that the source puts off: the rows stay to be read.
async fn source_asks_to_slow_down(sandbox: &Sandbox, window: &Window) {
    let limit = Rule::new("/api", Fault::RateLimit { retry_after: 7_200 });
    sandbox
        .switch(Switches {
            faults: vec![limit],
            ..Switches::default()
        })
        .unwrap();
    window.click(&testid("sync-now")).await.unwrap();
    wizard::fault(window, "rate_limited").await.unwrap();
    window.pictures("fault-rate-limited").await.unwrap();
}

/// The token ended at the provider: *Reauthorize* with its cause, *Reconnect*, well again.
async fn grant_is_revoked(
    app: &App<'_>,
    sandbox: &Sandbox,
    browser: &Browser,
    window: &Window,
    desktop: &Desktop,
    id: &str,
) {
    sandbox
        .switch(Switches {
            revoke_grants: true,
            ..Switches::default()
        })
        .unwrap();
    window.click(&testid("sync-now")).await.unwrap();
    wizard::fault(window, "grant_rejected").await.unwrap();
    window.pictures("fault-token-ended").await.unwrap();
    window.click(&testid("nav-connections")).await.unwrap();
    let reconnect = testid(&format!("reconnect-{id}"));
    window.wait_for(&reconnect).await.unwrap();
    window.pictures("connections-reauthorize").await.unwrap();
    outside::reconnect_from_the_tray(desktop).await;
    window.wait_for(&testid("waiting")).await.unwrap();
    window.click(&testid("nav-connections")).await.unwrap();
    window.wait_for(&testid("waiting")).await.unwrap();
    window.pictures("connections-waiting").await.unwrap();
    browser
        .consent_at_sandbox(&app.opened().await.unwrap(), Answer::Allow)
        .await
        .unwrap();
    let status = testid(&format!("status-{id}"));
    window
        .wait_attribute(&status, "data-status", |status| status == "active")
        .await
        .unwrap();
    assert_eq!(
        window.count(&testid("fault")).await.unwrap(),
        0,
        "the trouble is over"
    );
}
