//! A desk: an engine with its own folder, a sandbox that the test can switch, and a person at the browser.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use headwater_engine::browser::Browser;
use headwater_engine::clock::{Clock, SystemClock};
use headwater_engine::view::{
    AttemptPhase, ClientInput, ConnectionView, EntityTarget, Mode, StreamSelection,
};
use headwater_engine::{Engine, OpenOptions, Url};
use headwater_sandbox::{Change, Collection, OWN_CLIENT_ID, Options, Sandbox, Switches};
use headwater_tests::{Answer, Visitor, connector};
use headwater_vault::{Memory, Vault};
use tempfile::TempDir;

/// What the person at the browser does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Person {
    /// Allows.
    Allows,
    /// Denies.
    Denies,
    /// Looks away.
    Waits,
}

/// The system browser with a person in front of it: loads the consent page, presses its button, follows the redirect.
pub struct Consents(Mutex<Person>);

impl Consents {
    /// A person who does this.
    pub fn new(person: Person) -> Self {
        Self(Mutex::new(person))
    }
}

impl Browser for Consents {
    fn open(&self, url: &Url) -> Result<(), String> {
        let answer = match *self.0.lock().unwrap() {
            Person::Allows => Answer::Allow,
            Person::Denies => Answer::Deny,
            Person::Waits => return Ok(()),
        };
        let (visitor, url) = (Visitor::new(answer).unwrap(), url.clone());
        tokio::spawn(async move { visitor.consent(&url).await.unwrap() });
        Ok(())
    }
}

/// A person who allows in a browser on another machine: the address that it ends at, which nobody there answers.
pub async fn consent_elsewhere(url: &str) -> String {
    let visitor = Visitor::new(Answer::Allow).unwrap();
    let back = visitor.decide(&url.parse().unwrap()).await.unwrap();
    back.unwrap().to_string()
}

/// The system's clock, which a test can set forward.
#[derive(Default)]
pub struct Forward(AtomicI64);

impl Forward {
    /// Sets it forward.
    pub fn forward(&self, seconds: i64) {
        self.0.fetch_add(seconds, Ordering::Relaxed);
    }

    /// Sets it back.
    pub fn backward(&self, seconds: i64) {
        self.forward(-seconds);
    }
}

impl Clock for Forward {
    fn now(&self) -> jiff::Timestamp {
        SystemClock.now() + jiff::SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// An engine at work.
pub struct Desk {
    pub clock: Arc<Forward>,
    pub engine: Engine,
    pub sandbox: Sandbox,
    pub folder: TempDir,
    pub vault: Arc<Memory>,
    person: Arc<Consents>,
}

impl Desk {
    /// A fresh one, whose person allows.
    pub async fn new() -> Self {
        Self::with("", Vec::new()).await
    }

    /// One whose sandbox is described with these further lines of its profile, each indented by two.
    pub async fn with_profile(further: &str) -> Self {
        Self::with(further, Vec::new()).await
    }

    /// One whose access tokens live so many seconds.
    pub async fn short_lived(seconds: u64) -> Self {
        let desk = Self::new().await;
        desk.switch(Switches {
            access_ttl: seconds,
            ..Switches::default()
        });
        desk
    }

    /// One with connectors of the test's own.
    pub async fn with_catalogues(catalogues: Vec<PathBuf>) -> Self {
        Self::with("", catalogues).await
    }

    async fn with(further: &str, mut catalogues: Vec<PathBuf>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The profile stands last: what is added belongs to it.
        let place = folder.path().join("catalogue/sandbox");
        connector::changed(&place, "sandbox", |text| text + further).unwrap();
        catalogues.push(folder.path().join("catalogue"));
        let sandbox = Sandbox::start(&folder.path().join("sandbox"), Options::default())
            .await
            .unwrap();
        let (vault, person) = (
            Arc::new(Memory::new()),
            Arc::new(Consents::new(Person::Allows)),
        );
        let clock = Arc::new(Forward::default());
        let options = OpenOptions {
            clock: clock.clone(),
            timer: true,
            catalogues,
            ..options(folder.path(), vault.clone(), person.clone())
        };
        let engine = Engine::open(options).await.unwrap();
        Self {
            clock,
            engine,
            sandbox,
            folder,
            vault,
            person,
        }
    }

    /// Ends the engine and opens another on the same folder and keychain, as a restart of the app does.
    pub async fn restart(&mut self) {
        self.engine.close();
        self.engine = self.second_engine().await;
    }

    /// A second engine on the same folder and keychain, as the command line is.
    pub async fn second_engine(&self) -> Engine {
        let options = OpenOptions {
            clock: self.clock.clone(),
            timer: true,
            catalogues: vec![self.folder.path().join("catalogue")],
            ..options(self.folder.path(), self.vault.clone(), self.person.clone())
        };
        Engine::open(options).await.unwrap()
    }

    /// What the person does from now on.
    pub fn person(&self, person: Person) {
        *self.person.0.lock().unwrap() = person;
    }

    /// Sets the sandbox's switches.
    pub fn switch(&self, switches: Switches) {
        self.sandbox.switch(switches).unwrap();
    }

    /// How often the source was asked for a path.
    pub fn asked(&self, path: &str) -> u64 {
        let counters = self.sandbox.counters().unwrap();
        counters.requests.get(path).copied().unwrap_or_default()
    }

    /// Changes the source's contacts: `add` new ones, `touch` changed ones, `delete` gone ones.
    pub fn change_contacts(&self, add: usize, touch: usize, delete: usize) {
        let change = Change {
            collection: Collection::Contacts,
            add,
            touch,
            delete,
        };
        self.switch(Switches {
            data: vec![change],
            ..Switches::default()
        });
    }

    /// Gives a connection the user's own client at the sandbox, with this secret.
    pub async fn own(&self, id: &str, secret: &str) -> ConnectionView {
        let client = ClientInput::own(OWN_CLIENT_ID, Some(secret.into()));
        let saved = self.engine.save_client(id.to_owned(), client).await;
        saved.unwrap()
    }

    /// A draft after its consent has ended, one way or the other.
    pub async fn consented(&self) -> ConnectionView {
        let draft = self.engine.try_sample().await.unwrap();
        self.after_attempt(&draft.id).await
    }

    /// Waits until the running authorization has ended.
    pub async fn after_attempt(&self, id: &str) -> ConnectionView {
        self.until(id, |connection| {
            let phase = connection.attempt.as_ref().map(|attempt| attempt.phase);
            matches!(
                phase,
                Some(AttemptPhase::Done | AttemptPhase::Failed | AttemptPhase::Cancelled)
            )
        })
        .await
    }

    /// Waits until the connection is as wanted.
    pub async fn until(
        &self,
        id: &str,
        wanted: impl Fn(&ConnectionView) -> bool,
    ) -> ConnectionView {
        for _ in 0..600 {
            let connection = self.engine.connection(id.to_owned()).await.unwrap();
            if wanted(&connection) {
                return connection;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        let connection = self.engine.connection(id.to_owned()).await.unwrap();
        panic!("waited 30 s; the connection is {connection:#?}");
    }

    /// A connection through the whole wizard, its streams read once.
    pub async fn synced(&self, streams: &[(&str, Mode)]) -> ConnectionView {
        let id = self.consented().await.id;
        self.finish(&id, streams).await
    }

    /// Takes a connection from its consent through the rest of the wizard, its streams read once.
    pub async fn finish(&self, id: &str, streams: &[(&str, Mode)]) -> ConnectionView {
        let id = id.to_owned();
        self.engine.test(id.clone()).await.unwrap();
        self.engine.streams(id.clone()).await.unwrap();
        let selection = streams
            .iter()
            .map(|(name, mode)| StreamSelection {
                name: (*name).to_owned(),
                mode: *mode,
            })
            .collect();
        self.engine
            .select_streams(id.clone(), selection)
            .await
            .unwrap();
        self.engine
            .link(
                id.clone(),
                EntityTarget::New {
                    name: "Customer".to_owned(),
                },
            )
            .await
            .unwrap();
        self.until(&id, |connection| {
            connection
                .last_sync
                .as_ref()
                .is_some_and(|sync| sync.ended_at.is_some())
        })
        .await
    }

    /// All keys of a stream's table, sorted, straight from the file as any other program sees it.
    pub fn keys(&self, table_like: &str) -> Vec<String> {
        let database = rusqlite::Connection::open(self.folder.path().join("headwater.db")).unwrap();
        let table: String = database
            .query_row(
                "SELECT \"table\" FROM tabs WHERE title = ?1",
                [table_like],
                |row| row.get(0),
            )
            .unwrap();
        let mut statement = database
            .prepare(&format!("SELECT id FROM \"{table}\" ORDER BY id"))
            .unwrap();
        statement
            .query_map([], |row| row.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    }
}

/// An engine on a folder, as a command has it: without a timer, by the system's clock.
pub fn options(folder: &Path, vault: Arc<dyn Vault>, browser: Arc<dyn Browser>) -> OpenOptions {
    OpenOptions {
        folder: folder.to_owned(),
        vault,
        browser,
        clock: Arc::new(SystemClock),
        catalogues: Vec::new(),
        timer: false,
    }
}
