//! Must show 5: what goes wrong ends in its named fault, with its fix and its button, in the real window; the connection
//! keeps all it had and works when the cause is gone.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::HashSet;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::time::Duration;

use headwater_sandbox::{
    Change, Collection, Fault, OWN_CLIENT_ID, OWN_CLIENT_SECRET, Rule, Switches,
};
use headwater_tests::data::{Data, KeptConnection, difference};
use headwater_tests::servers::Sandbox;
use headwater_tests::servers::sandbox::COLLECTIONS;
use headwater_tests::wizard::{self, Credentials, FaultSeen};
use headwater_tests::{
    Answer, App, Browser, Disk, Keyring, Session, Window, free_port, testid, until,
};
use serde_json::{Map, Value};
use url::Url;

/// The sandbox's connector under another name, with registered ports and an own client, as most products have it.
const CONNECTOR: &str = "registered";

/// Megabytes: room for the database, its log, and all that comes.
const DISK: u32 = 160;

/// Kilobytes that are left when a sync begins which needs many more, the room that the log keeps included.
const SPARE: u64 = 2_048;

/// What a connection must not lose: itself, its selection, its rows.
type Kept = (KeptConnection, Vec<Vec<Map<String, Value>>>);

/// One connection with rows, and all around it that can go wrong.
struct Desk<'app> {
    app: &'app App<'app>,
    sandbox: Sandbox,
    window: Window,
    browser: Browser,
    ports: [u16; 2],
    id: String,
}

/// Everything goes wrong once for one connection in one window: each cause comes, is named, and goes.
#[tokio::test]
async fn each_fault_is_named_and_passes_without_a_loss() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let ports = [free_port().unwrap(), free_port().unwrap()];
    let app = App::new(&session)
        .unwrap()
        .with_catalogue(catalogue(session.folder(), ports));
    let disk = Disk::mount(&app, DISK).await.unwrap();
    let desk = Desk::connect(&app, ports).await;
    port_taken_then_consent_denied_then_foreign_answer(&desk).await;
    wrong_client_secret(&desk).await;
    keychain_locked(&desk).await;
    provider_out_of_order(&desk).await;
    match disk {
        Some(disk) => disk_full(&desk, &disk).await,
        None => println!("SKIPPED: disk full. Only root may mount the small disk that this needs."),
    }
    desk.browser.quit().await.unwrap();
    desk.window.quit().await.unwrap();
}

/// All registered ports are somebody else's; then a person who says no; then an answer that belongs to no authorization
/// of ours, which is said and does not end the attempt. Every one of them finds the connection as it was.
async fn port_taken_then_consent_denied_then_foreign_answer(desk: &Desk<'_>) {
    let kept = desk.kept();
    let taken = desk
        .ports
        .map(|port| TcpListener::bind(("127.0.0.1", port)).unwrap());
    desk.edit().await;
    desk.window
        .click(&testid("continue-authorize"))
        .await
        .unwrap();
    let fault = desk.fault("port_taken").await;
    for port in desk.ports {
        assert!(fault.cause.contains(&port.to_string()), "{}", fault.cause);
    }
    assert_eq!(desk.kept(), kept);
    drop(taken);

    wizard::press(&desk.window, "port_taken").await.unwrap();
    desk.answer(Answer::Deny).await;
    desk.fault("consent_denied").await;
    assert_eq!(desk.kept(), kept);
    // The fault is over with a sync that goes well, so the way back is the form's own button.
    desk.assert_works().await;

    desk.edit().await;
    desk.window
        .click(&testid("continue-authorize"))
        .await
        .unwrap();
    let url = desk.app.opened().await.unwrap();
    let mut foreign = redirect_uri(&url);
    foreign.set_query(Some("code=stolen&state=not-the-one-that-was-sent"));
    let page = reqwest::get(foreign).await.unwrap();
    assert!(page.status().is_client_error(), "{}", page.status());
    let notice = desk.window.text(&testid("attempt-notices")).await.unwrap();
    assert!(notice.contains("ignored"), "{notice}");
    let waiting = testid("waiting");
    let phase = |phase: &str| phase == "waiting";
    desk.window
        .wait_attribute(&waiting, "data-phase", phase)
        .await
        .unwrap();
    desk.browser
        .consent_at_sandbox(&url, Answer::Allow)
        .await
        .unwrap();
    desk.window
        .wait_enabled(&testid("continue-test"))
        .await
        .unwrap();
    desk.assert_works().await;
    assert_eq!(desk.kept(), kept);
}

/// A wrong client secret is a fault of the credentials; the permission is not affected.
async fn wrong_client_secret(desk: &Desk<'_>) {
    let kept = desk.kept();
    desk.edit().await;
    desk.authorize_with_secret("not-the-secret").await;
    desk.fault("client_rejected").await;
    assert_eq!(desk.kept(), kept);
    wizard::press(&desk.window, "client_rejected")
        .await
        .unwrap();
    desk.authorize_with_secret(OWN_CLIENT_SECRET).await;
    desk.window
        .wait_enabled(&testid("continue-test"))
        .await
        .unwrap();
    desk.assert_works().await;
    assert_eq!(desk.kept(), kept);
}

/// A locked keychain gives nothing out, and the app says so instead of going on without.
async fn keychain_locked(desk: &Desk<'_>) {
    let kept = desk.kept();
    desk.app.session().lock_keyring().await.unwrap();
    desk.sync().await;
    let fault = desk.fault("keychain_locked").await;
    assert_eq!(desk.kept(), kept);
    desk.app.session().unlock_keyring().await.unwrap();
    assert_eq!(fault.button, "Try again");
    wizard::press(&desk.window, "keychain_locked")
        .await
        .unwrap();
    desk.assert_works().await;
    assert_eq!(desk.kept(), kept);
}

/// A page instead of a token, no service instead of a token, a page instead of rows. The permission survives all three.
async fn provider_out_of_order(desk: &Desk<'_>) {
    let kept = desk.kept();
    for (path, fault, code) in [
        ("/oauth/token", Fault::Html, "answer_not_oauth"),
        (
            "/oauth/token",
            Fault::Unavailable { retry_after: None },
            "unavailable",
        ),
        ("/api/contacts", Fault::Html, "answer_unreadable"),
    ] {
        let switches = Switches {
            expire_access: true,
            faults: vec![Rule::new(path, fault)],
            ..Switches::default()
        };
        desk.sandbox.switch(&switches).await.unwrap();
        desk.sync().await;
        desk.fault(code).await;
        assert_eq!(desk.kept(), kept, "{code}");
        desk.sandbox.switch(&Switches::default()).await.unwrap();
        wizard::press(&desk.window, code).await.unwrap();
        desk.assert_works().await;
        assert_eq!(desk.kept(), kept, "{code}");
    }
}

/// The disk runs full while new rows come, and then has no block at all. Both are said although the database itself can
/// take nothing any more. What was written before is whole, the token is not lost, and with free space the sync goes on
/// to the end.
async fn disk_full(desk: &Desk<'_>, disk: &Disk) {
    let (connection, rows) = desk.kept();
    let changes = Change {
        collection: Collection::Contacts,
        add: 60_000,
        touch: 0,
        delete: 0,
    };
    let switches = Switches {
        data: vec![changes],
        ..Switches::default()
    };
    desk.sandbox.switch(&switches).await.unwrap();
    disk.fill(SPARE).unwrap();
    desk.sync().await;
    desk.fault("disk_full").await;
    let (after, rows_after) = desk.kept();
    assert_eq!(after, connection);
    assert!(rows_after[0].len() > rows[0].len(), "it came in mid-sync");
    for (before, after) in rows.iter().zip(rows_after) {
        let ids = before.iter().map(|row| &row["id"]).collect::<HashSet<_>>();
        let old = after.into_iter().filter(|row| ids.contains(&row["id"]));
        assert!(old.eq(before.iter().cloned()), "what was there is whole");
    }

    disk.free().unwrap();
    wizard::press(&desk.window, "disk_full").await.unwrap();
    desk.assert_works().await;

    desk.sandbox.switch(&switches).await.unwrap();
    disk.fill(0).unwrap();
    desk.sync().await;
    desk.fault("disk_full").await;
    disk.free().unwrap();
    wizard::press(&desk.window, "disk_full").await.unwrap();
    desk.assert_works().await;
}

impl<'app> Desk<'app> {
    /// Connects through the wizard, with the first sync done.
    async fn connect(app: &'app App<'app>, ports: [u16; 2]) -> Desk<'app> {
        let sandbox = Sandbox::start(app).await.unwrap();
        let window = Window::start(app, &app.session().folder().join("pictures"))
            .await
            .unwrap();
        let browser = Browser::start(app.session()).await.unwrap();
        let credentials = Credentials {
            inputs: vec![("address".to_owned(), sandbox.address().to_owned())],
            client_id: OWN_CLIENT_ID.to_owned(),
            client_secret: OWN_CLIENT_SECRET.to_owned(),
        };
        wizard::fill(&window, CONNECTOR, &credentials)
            .await
            .unwrap();
        window.click(&testid("continue-authorize")).await.unwrap();
        let mut desk = Desk {
            app,
            sandbox,
            window,
            browser,
            ports,
            id: String::new(),
        };
        desk.answer(Answer::Allow).await;
        wizard::accept(&desk.window).await.unwrap();
        desk.window.wait_for(&testid("cell-0-0")).await.unwrap();
        desk.id = Data::of(app).unwrap().connection().unwrap().id;
        desk.assert_works().await;
        desk
    }

    /// What is kept. Trouble may come and go.
    fn kept(&self) -> Kept {
        let data = Data::of(self.app).unwrap();
        let connection = KeptConnection {
            trouble: None,
            ..data.connection().unwrap()
        };
        let rows = COLLECTIONS.map(|name| data.rows(name).unwrap());
        (connection, rows.into())
    }

    /// Opens step 1 of the connection.
    async fn edit(&self) {
        let route = format!("/connect/{}/authorize", self.id);
        wizard::go(&self.window, &route).await.unwrap();
    }

    async fn authorize_with_secret(&self, secret: &str) {
        self.window
            .fill(&testid("client-secret"), secret)
            .await
            .unwrap();
        self.window
            .click(&testid("continue-authorize"))
            .await
            .unwrap();
        self.answer(Answer::Allow).await;
    }

    /// The person answers at the page that the app opened.
    async fn answer(&self, answer: Answer) {
        let url = self.app.opened().await.unwrap();
        self.browser.consent_at_sandbox(&url, answer).await.unwrap();
    }

    async fn sync(&self) {
        self.workbook().await;
        self.window.click(&testid("sync-now")).await.unwrap();
    }

    async fn workbook(&self) {
        self.window
            .click(&testid("nav-workbook-Customer"))
            .await
            .unwrap();
    }

    async fn fault(&self, code: &str) -> FaultSeen {
        let seen = wizard::fault(&self.window, code).await.unwrap();
        println!(
            "  {code}: {} · {} · [{}]",
            seen.title, seen.fix, seen.button
        );
        seen
    }

    /// The connection is well: its status says so, a sync ends well, the tabs hold what the source has, and the token that
    /// the command line prints is accepted.
    async fn assert_works(&self) {
        self.workbook().await;
        let status = testid(&format!("status-{}", self.id));
        let well = |status: &str| status == "active";
        self.window
            .wait_attribute(&status, "data-status", well)
            .await
            .unwrap();
        let data = Data::of(self.app).unwrap();
        let before = data.syncs().unwrap();
        self.window.click(&testid("sync-now")).await.unwrap();
        until("a further sync", Duration::from_secs(30), async || {
            let ended = data.syncs().unwrap() > before && !data.sync_is_open().unwrap();
            ended.then_some(())
        })
        .await
        .unwrap();
        self.window
            .wait_attribute(&status, "data-status", well)
            .await
            .unwrap();
        let token = self.app.token(&self.id).unwrap();
        for collection in COLLECTIONS {
            let source = self.sandbox.rows(collection, &token).await.unwrap();
            let tab = data.rows(collection).unwrap();
            assert_eq!(difference(tab, source), None, "{collection}");
        }
    }
}

/// A catalogue with the sandbox as a product of its own: fixed ports, an address to type, no pre-configured client.
fn catalogue(folder: &Path, ports: [u16; 2]) -> PathBuf {
    let catalogue = folder.join("catalogue");
    let ours = catalogue.join(CONNECTOR);
    std::fs::create_dir_all(&ours).unwrap();
    let sandbox = Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue/sandbox");
    for file in ["connector.yaml", "manifest.yaml", "guide.md", "icon.svg"] {
        let text = std::fs::read_to_string(sandbox.join(file)).unwrap();
        let fixed = format!("policy: fixed_ports, ports: {ports:?},");
        let text = text
            .replace("policy: any_port,", &fixed)
            .replace("hidden: true", "example: http://127.0.0.1:4000")
            .replace("name: Sandbox\n", "name: Registered sandbox\n");
        std::fs::write(ours.join(file), text).unwrap();
    }
    catalogue
}

fn redirect_uri(authorize_url: &str) -> Url {
    let url: Url = authorize_url.parse().unwrap();
    let mut query = url.query_pairs();
    let (_, redirect) = query.find(|(name, _)| name == "redirect_uri").unwrap();
    redirect.parse().unwrap()
}
