//! A real product with a real consent, whole: Review Board 8.1 in the real window, Chromium at its consent page, its tokens
//! ending after four seconds.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeMap;
use std::time::Duration;

use headwater_sandbox::Sandbox;
use headwater_tests::canaries::Watch;
use headwater_tests::data::Data;
use headwater_tests::main_job::rows;
use headwater_tests::servers::review_board::{self, Application, ReviewBoard, TokenRequest};
use headwater_tests::wizard::{self, Credentials};
use headwater_tests::workbook;
use headwater_tests::{Answer, App, Browser, Keyring, Process, Session, Window, testid, until};

/// Unlike any other text on the machine, so that finding it is finding it.
const CLIENT_ID: &str = "bench-client-7f3c19d2a8";
const CLIENT_SECRET: &str = "bench-secret/4b9e6d01+c57a=83";
/// An argument of a process of ours, for the search to find.
const PLANTED: &str = "bench-planted-0d8e51b7";

/// Must show 2 and 6. What a user does with Review Board from the first day to the day that the grant is taken away,
/// then the search for every secret of it, and then the sandbox beside it in the same workbook.
#[tokio::test]
async fn review_board_from_own_credentials_to_a_healed_grant_and_no_secret_anywhere() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let watch = Watch::start(&session);
    let app = App::new(&session).unwrap();
    let options = review_board::Options {
        token_ttl: 4,
        pkce_required: true,
        application: Application::default(),
    };
    let board = ReviewBoard::start(&options).await.unwrap();
    let sandbox = Sandbox::start(&app.home().join("sandbox"), Default::default())
        .await
        .unwrap();
    let browser = Browser::start(&session).await.unwrap();
    let window = Window::start(&app, &session.folder().join("pictures"))
        .await
        .unwrap();

    connect(&app, &board, &browser, &window, &watch).await;
    let first = Kept::of(&app);
    assert_eq!(first.state, "active");
    assert_eq!(first.ids.len(), 137, "all review requests, each once");

    tokens_are_renewed_by_the_timer(&board).await;
    sync_again(&app, &window).await;
    assert_eq!(
        Kept::of(&app),
        first,
        "a second sync with a token that the timer fetched: nothing lost, nothing doubled"
    );
    watch.look(&window).await.unwrap();

    grant_is_removed(&app, &board, &window, &first).await;
    watch.look(&window).await.unwrap();
    reconnect(&app, &board, &browser, &window, &first).await;
    assert_eq!(
        Kept::of(&app),
        first,
        "healed under the same ID, nothing lost, nothing doubled"
    );
    watch.look(&window).await.unwrap();
    no_secret_anywhere(&session, &watch, &board, &first).await;

    workbook::add_sandbox(&app, &window, &browser)
        .await
        .unwrap();
    workbook::note_outlives_its_row(&app, &sandbox, &window)
        .await
        .unwrap();
    workbook::stream_fails_alone(&app, &sandbox, &window)
        .await
        .unwrap();
    window.quit().await.unwrap();
    browser.quit().await.unwrap();
    sandbox.stop().await;
}

/// What must survive everything.
#[derive(Debug, PartialEq, Eq)]
struct Kept {
    id: String,
    state: String,
    streams: Vec<(String, String)>,
    /// Of the rows in the tab; one that is there twice comes twice.
    ids: Vec<String>,
}

impl Kept {
    fn of(app: &App<'_>) -> Kept {
        let data = Data::of(app).unwrap();
        let connection = data.connection().unwrap();
        let rows = data.rows("review_requests").unwrap();
        Kept {
            id: connection.id,
            state: connection.state,
            streams: connection.streams,
            ids: rows.iter().map(|row| row["id"].to_string()).collect(),
        }
    }
}

/// Own client id and secret typed into the wizard, the callback URLs copied from it to the board as a user does, consent in
/// Chromium, 137 rows in the tab.
async fn connect(
    app: &App<'_>,
    board: &ReviewBoard,
    browser: &Browser,
    window: &Window,
    watch: &Watch,
) {
    let credentials = Credentials {
        inputs: vec![("server".to_owned(), board.address().to_owned())],
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
    };
    wizard::fill(window, "review-board", &credentials)
        .await
        .unwrap();
    let document = window.document().await.unwrap();
    assert!(
        document.contains(CLIENT_SECRET),
        "while it is typed the secret is in its field, and the search sees fields"
    );
    let mut redirect_uris = Vec::new();
    for address in ["callback-url", "callback-spare-1", "callback-spare-2"] {
        redirect_uris.push(window.value(&testid(address)).await.unwrap());
    }
    let application = Application {
        client_id: CLIENT_ID.to_owned(),
        client_secret: CLIENT_SECRET.to_owned(),
        redirect_uris,
    };
    board.register(&application).unwrap();

    window.click(&testid("continue-authorize")).await.unwrap();
    let url = app.opened().await.unwrap();
    window.wait_for(&testid("waiting")).await.unwrap();
    watch.look(window).await.unwrap();
    board.consent(browser, &url, Answer::Allow).await.unwrap();
    wizard::accept(window).await.unwrap();
    sync_ends(app, 1).await;
    let count = window
        .wait_text(&testid("row-count"), |text| text == "137 rows")
        .await;
    count.unwrap();
    window.wait_for(&testid("cell-0-0")).await.unwrap();
    let seen = rows(window).await.unwrap();
    assert!(
        seen.rows.len() > 10 && seen.rows.iter().all(|row| !row[0].is_empty()),
        "and they are to be seen: {seen:?}"
    );
}

/// Waits until the `number`th sync has ended.
async fn sync_ends(app: &App<'_>, number: u32) {
    let ended = async || {
        let data = Data::of(app).ok()?;
        (data.syncs().ok()? == number && !data.sync_is_open().ok()?).then_some(())
    };
    until(
        &format!("sync {number} to end"),
        Duration::from_secs(60),
        ended,
    )
    .await
    .unwrap();
}

fn refreshes(board: &ReviewBoard) -> usize {
    let requests = board.token_requests().unwrap();
    let granted = requests.iter().filter(|request| is_refresh(request));
    granted
        .filter(|request| request.answer.contains_key("access_token"))
        .count()
}

fn is_refresh(request: &TokenRequest) -> bool {
    request
        .form
        .get("grant_type")
        .is_some_and(|kind| kind == "refresh_token")
}

/// Nobody asks for a token now: no sync runs and nobody touches the window. Still the token is renewed, again and again.
async fn tokens_are_renewed_by_the_timer(board: &ReviewBoard) {
    let before = refreshes(board);
    let renewed = async || (refreshes(board) >= before + 3).then_some(());
    until(
        "the timer to renew three times",
        Duration::from_secs(30),
        renewed,
    )
    .await
    .unwrap();
}

async fn sync_again(app: &App<'_>, window: &Window) {
    window.click(&testid("sync-now")).await.unwrap();
    sync_ends(app, 2).await;
    window.wait_for(&testid("sync-now")).await.unwrap();
    assert_eq!(window.text(&testid("row-count")).await.unwrap(), "137 rows");
}

/// The administrator removes the grant: the connection turns to *Reauthorize* by itself and says why, in the workbook and
/// in the list, and its rows stay.
async fn grant_is_removed(app: &App<'_>, board: &ReviewBoard, window: &Window, first: &Kept) {
    // Just after a renewal, so that none is under way that would bring tokens of its own.
    let before = refreshes(board);
    let renewed = async || (refreshes(board) > before).then_some(());
    until("a renewal", Duration::from_secs(30), renewed)
        .await
        .unwrap();
    assert!(board.remove_grants().unwrap() > 0, "there was a grant");

    let status = testid(&format!("status-{}", first.id));
    window
        .wait_attribute(&status, "data-status", |status| status == "reauthorize")
        .await
        .unwrap();
    let fault = wizard::fault(window, "grant_rejected").await.unwrap();
    assert!(
        fault.cause.contains("Review Board") && fault.cause.contains("revoked"),
        "the cause: {fault:?}"
    );
    assert_eq!(fault.button, "Reconnect");
    assert_eq!(window.text(&testid("row-count")).await.unwrap(), "137 rows");
    assert_eq!(Kept::of(app).ids, first.ids, "and in the database too");

    let asked = refreshes_asked(board);
    window.click(&testid("nav-connections")).await.unwrap();
    window
        .wait_for(&testid(&format!("reconnect-{}", first.id)))
        .await
        .unwrap();
    assert_eq!(
        window.text(&testid("fault-title")).await.unwrap(),
        fault.title
    );
    assert_eq!(
        refreshes_asked(board),
        asked,
        "a dead grant is not asked with again"
    );
}

fn refreshes_asked(board: &ReviewBoard) -> usize {
    let requests = board.token_requests().unwrap();
    requests
        .iter()
        .filter(|request| is_refresh(request))
        .count()
}

/// *Reconnect* in the list, one consent, and the rows come again by themselves.
async fn reconnect(
    app: &App<'_>,
    board: &ReviewBoard,
    browser: &Browser,
    window: &Window,
    first: &Kept,
) {
    window
        .click(&testid(&format!("reconnect-{}", first.id)))
        .await
        .unwrap();
    let url = app.opened().await.unwrap();
    board.consent(browser, &url, Answer::Allow).await.unwrap();
    let status = testid(&format!("status-{}", first.id));
    window
        .wait_attribute(&status, "data-status", |status| status == "active")
        .await
        .unwrap();
    sync_ends(app, 3).await;
    window
        .click(&testid(&format!("open-{}", first.id)))
        .await
        .unwrap();
    let count = window
        .wait_text(&testid("row-count"), |text| text == "137 rows")
        .await;
    count.unwrap();
    assert_eq!(
        window.count(&testid("fault")).await.unwrap(),
        0,
        "the trouble is over"
    );
}

/// Every secret of the run, as the server knows them, by kind.
fn secrets(board: &ReviewBoard) -> BTreeMap<&'static str, Vec<String>> {
    let mut secrets = BTreeMap::from([("client secret", vec![CLIENT_SECRET.to_owned()])]);
    for request in board.token_requests().unwrap() {
        let answered = |field: &str| Some(request.answer.get(field)?.as_str()?.to_owned());
        assert!(
            answered("access_token").or(answered("error")).is_some(),
            "each answer could be read: {request:?}"
        );
        for (kind, value) in [
            ("client secret", request.form.get("client_secret").cloned()),
            ("authorization code", request.form.get("code").cloned()),
            ("PKCE verifier", request.form.get("code_verifier").cloned()),
            ("access token", answered("access_token")),
            ("refresh token", answered("refresh_token")),
        ] {
            secrets.entry(kind).or_default().extend(value);
        }
    }
    secrets
}

/// Must show 6. The search is tried first with what is there on purpose.
async fn no_secret_anywhere(session: &Session, watch: &Watch, board: &ReviewBoard, first: &Kept) {
    let mut planted = session.leashed("sh");
    planted.args(["-c", "sleep 60; true", PLANTED]);
    let _planted = Process::start("a process", &mut planted, session.log("planted.log")).unwrap();
    let found = async || (!watch.find(PLANTED).unwrap().is_empty()).then_some(());
    until(
        "the planted command line to be found",
        Duration::from_secs(10),
        found,
    )
    .await
    .unwrap();
    let found_in = |value: &str, place: &str| {
        let places = watch.find(value).unwrap();
        let found = places.iter().any(|found| found.starts_with(place));
        assert!(found, "the search finds {value} in {place}: {places:?}");
    };
    found_in(PLANTED, "command line");
    found_in(&first.id, "file log/headwater.log");
    found_in(&first.id, "document");
    found_in(CLIENT_ID, "file headwater/headwater.db");

    let secrets = secrets(board);
    let number = |kind: &str| secrets[kind].len();
    assert!(
        number("authorization code") == 2 && number("PKCE verifier") == 2,
        "two consents: {secrets:?}"
    );
    assert!(
        number("access token") > 5 && number("refresh token") > 5,
        "many renewals: {secrets:?}"
    );
    for (kind, values) in secrets {
        for value in values {
            assert!(value.len() > 16, "{kind} {value} is unlike all else");
            let places = watch.find(&value).unwrap();
            assert!(places.is_empty(), "{kind} {value} is in {places:?}");
        }
    }
}
