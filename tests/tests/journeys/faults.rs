//! What goes wrong ends in its named fault, with a fix and a button, and the connection keeps all it had.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use headwater_engine::browser::NoBrowser;
use headwater_engine::view::{BrowserState, ClientInput, ConnectionState, FaultView, Mode};
use headwater_engine::{Engine, OpenOptions};
use headwater_sandbox::{Fault, OWN_CLIENT_ID, OWN_CLIENT_SECRET, Rule, Switches};
use headwater_vault::{Error as VaultError, ItemName, Memory, Vault};
use secrecy::SecretString;

use crate::desk::{Desk, Person, options};

fn own(secret: &str) -> ClientInput {
    ClientInput::own(OWN_CLIENT_ID, Some(secret.into()))
}

fn assert_named(fault: &FaultView, code: &str) {
    assert_eq!(fault.code, code, "{fault:#?}");
    assert!(
        !fault.fix.is_empty() && fault.button.is_some(),
        "{fault:#?}"
    );
}

/// A wrong client secret is named as that, not as a dead permission; with the right one the same draft connects.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret() {
    let desk = Desk::new().await;
    let id = desk
        .engine
        .create_draft("sandbox".to_owned())
        .await
        .unwrap()
        .id;
    desk.engine
        .save_client(id.clone(), own("not-the-secret"))
        .await
        .unwrap();
    desk.engine.authorize(id.clone()).await.unwrap();
    let refused = desk.after_attempt(&id).await;
    assert_named(&refused.attempt.unwrap().fault.unwrap(), "client_rejected");
    assert_eq!(refused.state, ConnectionState::Draft);

    desk.engine
        .save_client(id.clone(), own(OWN_CLIENT_SECRET))
        .await
        .unwrap();
    desk.engine.authorize(id.clone()).await.unwrap();
    assert_eq!(desk.after_attempt(&id).await.state, ConnectionState::Active);
}

/// A browser that does not open is said, the link is there, and the attempt waits for it.
#[tokio::test(flavor = "multi_thread")]
async fn no_browser() {
    let folder = tempfile::tempdir().unwrap();
    let engine = open(folder.path(), Arc::new(Memory::new()), Vec::new()).await;
    let draft = engine.try_sample().await.unwrap();
    let attempt = draft.attempt.unwrap();
    assert_eq!(attempt.browser, BrowserState::NotOpened);
    assert!(attempt.url.contains("/oauth/authorize?"));
    engine.close();
}

/// HTML or 503 instead of a token answer: temporary, named, and the grant is whole when the provider is back.
#[tokio::test(flavor = "multi_thread")]
async fn html_and_503_are_temporary() {
    for (fault, code) in [
        (Fault::Html, "answer_not_oauth"),
        (Fault::Unavailable { retry_after: None }, "unavailable"),
    ] {
        let desk = Desk::new().await;
        let before = desk
            .synced(&[("companies", Mode::FullRefreshReplace)])
            .await;
        let broken = Rule::new("/oauth/token", fault);
        desk.switch(Switches {
            expire_access: true,
            faults: vec![broken],
            ..Switches::default()
        });
        let troubled = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
        assert_named(troubled.trouble.as_ref().unwrap(), code);
        assert_eq!(
            (troubled.state, troubled.rows),
            (ConnectionState::Active, before.rows)
        );
        desk.switch(Switches::default());
        let healed = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
        assert!(healed.trouble.is_none(), "{:#?}", healed.trouble);
    }
}

/// All registered ports taken: named with the ports, and no browser is opened.
#[tokio::test(flavor = "multi_thread")]
async fn the_port_is_taken() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let folder = tempfile::tempdir().unwrap();
    let bundled = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../catalogue/sandbox");
    let catalogue = folder.path().join("catalogue/fixed");
    std::fs::create_dir_all(&catalogue).unwrap();
    for file in ["connector.yaml", "manifest.yaml", "guide.md", "icon.svg"] {
        let text = std::fs::read_to_string(bundled.join(file)).unwrap();
        let text = text
            .replace(
                "policy: any_port,",
                &format!("policy: fixed_ports, ports: [{port}],"),
            )
            .replace("hidden: true", "default: \"http://127.0.0.1:9\"");
        std::fs::write(catalogue.join(file), text).unwrap();
    }
    let engine = open(
        &folder.path().join("data"),
        Arc::new(Memory::new()),
        vec![folder.path().join("catalogue")],
    )
    .await;
    let id = engine.create_draft("fixed".to_owned()).await.unwrap().id;
    engine.save_client(id.clone(), own("secret")).await.unwrap();
    let fault = engine.authorize(id).await.unwrap_err().seen_now();
    assert_named(&fault, "port_taken");
    assert!(fault.cause.contains(&port.to_string()), "{}", fault.cause);
    engine.close();
}

/// A keychain that can be locked.
#[derive(Default)]
struct Lockable {
    items: Memory,
    locked: AtomicBool,
}

impl Lockable {
    fn check(&self) -> Result<(), VaultError> {
        match self.locked.load(Ordering::Relaxed) {
            true => Err(VaultError::Locked {
                reason: "the test locked it".to_owned(),
            }),
            false => Ok(()),
        }
    }
}

impl Vault for Lockable {
    fn get(&self, item: &ItemName) -> Result<Option<SecretString>, VaultError> {
        self.check()?;
        self.items.get(item)
    }

    fn put(&self, item: &ItemName, label: &str, secret: &SecretString) -> Result<(), VaultError> {
        self.check()?;
        self.items.put(item, label, secret)
    }

    fn delete(&self, item: &ItemName) -> Result<(), VaultError> {
        self.check()?;
        self.items.delete(item)
    }

    fn name(&self) -> &'static str {
        "Test keychain"
    }

    fn ready(&self) -> Result<(), VaultError> {
        self.check()
    }
}

/// A locked keychain is named before the browser opens, so that no consent is spent for nothing. (The real Secret
/// Service, locked, is tried in the vault's own tests.)
#[tokio::test(flavor = "multi_thread")]
async fn a_locked_keychain() {
    let folder = tempfile::tempdir().unwrap();
    let vault = Arc::new(Lockable::default());
    vault.locked.store(true, Ordering::Relaxed);
    let engine = open(folder.path(), vault.clone(), Vec::new()).await;
    let fault = engine.try_sample().await.unwrap_err().seen_now();
    assert_named(&fault, "keychain_locked");
    assert!(fault.cause.contains("Test keychain"), "{}", fault.cause);
    vault.locked.store(false, Ordering::Relaxed);
    assert!(engine.try_sample().await.is_ok());
    engine.close();
}

/// *Reconnect* answered by a person who says no leaves the dead connection as it was, with its rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_denied_reconnect_keeps_everything() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.person(Person::Denies);
    desk.engine.authorize(before.id.clone()).await.unwrap();
    let after = desk.after_attempt(&before.id).await;
    assert_named(&after.attempt.unwrap().fault.unwrap(), "consent_denied");
    assert_eq!(
        (after.state, after.rows),
        (ConnectionState::Active, before.rows)
    );
    assert!(
        desk.engine.token(before.id).await.is_ok(),
        "the former grant still works"
    );
}

async fn open(
    folder: &std::path::Path,
    vault: Arc<dyn Vault>,
    catalogues: Vec<std::path::PathBuf>,
) -> Engine {
    let options = OpenOptions {
        catalogues,
        ..options(folder, vault, Arc::new(NoBrowser))
    };
    Engine::open(options).await.unwrap()
}
