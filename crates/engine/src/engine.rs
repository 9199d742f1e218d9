//! The engine: what every command works on.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use headwater_store::Store;
use headwater_vault::{Keychain as SystemKeychain, Vault};
use jiff::Timestamp;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::adding::Plans;
use crate::authorize::Attempts;
use crate::browser::Browser;
use crate::clients::Clients;
use crate::clock::Clock;
use crate::connectors::Connectors;
use crate::destinations::Deliveries;
use crate::events::{Event, Events};
use crate::fault::Fault;
use crate::general::General;
use crate::issuers::Issuers;
use crate::link::Link;
use crate::lock::Locks;
use crate::network::Network;
use crate::policy::Policy;
use crate::schedule::Schedules;
use crate::secrets::Keychain;
use crate::sync::{Again, RunningSync};
use crate::tokens::Tokens;
use crate::view::{AppInfo, FaultView, Topic};

/// How an engine is opened.
pub struct OpenOptions {
    /// Folder of the database, the locks and the sandbox.
    pub folder: PathBuf,
    /// Where secrets are kept.
    pub vault: Arc<dyn Vault>,
    /// The system browser.
    pub browser: Arc<dyn Browser>,
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// Further catalogue folders beside the bundled one.
    pub catalogues: Vec<PathBuf>,
    /// Whether this process renews tokens on a timer and takes interrupted syncs up again.
    pub timer: bool,
}

impl OpenOptions {
    /// The user's folder and keychain. `HEADWATER_HOME` names another folder, `HEADWATER_CATALOGUE` a further folder of
    /// connectors.
    ///
    /// # Errors
    /// The keychain's fault, where there is none for this platform.
    pub fn from_environment(
        browser: Arc<dyn Browser>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Fault> {
        let catalogues = std::env::var_os("HEADWATER_CATALOGUE")
            .map(PathBuf::from)
            .into_iter()
            .collect();
        let vault: Arc<dyn Vault> = Arc::new(SystemKeychain::open(SystemKeychain::SERVICE)?);
        Ok(Self {
            folder: home(),
            vault,
            browser,
            clock,
            catalogues,
            timer: true,
        })
    }

    /// Without the timer, for a process that ends after one command.
    pub fn without_timer(mut self) -> Self {
        self.timer = false;
        self
    }
}

/// The folder of the application: `HEADWATER_HOME`, else the platform's.
pub(crate) fn home() -> PathBuf {
    let named = std::env::var_os("HEADWATER_HOME").map(PathBuf::from);
    named.unwrap_or_else(data_folder)
}

/// The platform's folder for application data.
fn data_folder() -> PathBuf {
    let variable = |name: &str| {
        std::env::var_os(name)
            .map(PathBuf::from)
            .filter(|path| path.is_absolute())
    };
    let home = variable("HOME").unwrap_or_default();
    if cfg!(windows) {
        variable("LOCALAPPDATA").unwrap_or(home).join("Headwater")
    } else if cfg!(target_os = "macos") {
        home.join("Library/Application Support/Headwater")
    } else {
        variable("XDG_DATA_HOME")
            .unwrap_or_else(|| home.join(".local/share"))
            .join("headwater")
    }
}

/// The application without a window. Cheap to clone; all clones are one engine.
#[derive(Clone)]
pub struct Engine(Arc<Inner>);

/// What an engine holds. The modules of this crate reach it through [`Engine`]'s `Deref`.
pub struct Inner {
    pub(crate) folder: PathBuf,
    pub(crate) store: Store,
    pub(crate) keychain: Keychain,
    pub(crate) connectors: Connectors,
    pub(crate) clients: Clients,
    /// What is allowed here.
    pub(crate) policy: Arc<Policy>,
    /// Connectors that were inspected and may be added.
    pub(crate) plans: Plans,
    pub(crate) network: Network,
    /// What issuers told.
    pub(crate) issuers: Issuers,
    pub(crate) browser: Arc<dyn Browser>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) events: Events,
    pub(crate) locks: Locks,
    pub(crate) tokens: Tokens,
    pub(crate) attempts: Attempts,
    pub(crate) syncs: Mutex<HashMap<String, RunningSync>>,
    /// By connection, why the store could not keep what became of its last sync: a full disk cannot take the note either.
    pub(crate) unkept: Mutex<HashMap<String, Fault>>,
    pub(crate) sandbox: tokio::sync::Mutex<Option<headwater_sandbox::Sandbox>>,
    /// Syncs that are to be done again by themselves.
    pub(crate) again: Again,
    /// When which connection is synced by its schedule.
    pub(crate) schedules: Schedules,
    /// The person's choices about the app itself.
    pub(crate) general: General,
    /// A link from outside that the window has not followed yet.
    pub(crate) link: Link,
    /// Deliveries to destinations.
    pub(crate) deliveries: Deliveries,
    /// Wakes the task that revokes what waits.
    pub(crate) revoking: tokio::sync::Notify,
    /// Ends the background tasks.
    pub(crate) closing: CancellationToken,
}

impl std::ops::Deref for Engine {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // Nothing that is still on its way will be answered.
        self.keep_ledger(true);
    }
}

impl Inner {
    fn keep_ledger(&self, all: bool) {
        let counts = self.network.ledger().take(all);
        if !counts.is_empty()
            && let Err(error) = self.store.add_requests(&counts)
        {
            tracing::debug!(%error, "the ledger could not be kept");
        }
    }
}

impl Engine {
    /// Opens the folder: database, catalogue, timer. The keychain is not touched before a secret is needed.
    ///
    /// # Errors
    /// The store's faults, [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a `clients.toml` or a connector
    /// that cannot be read.
    pub async fn open(options: OpenOptions) -> Result<Self, Fault> {
        let folder = options.folder.clone();
        let (store, locks, clients, policy) = blocking(move || {
            std::fs::create_dir_all(&folder)?;
            Ok((
                Store::open(folder.join("headwater.db"))?,
                Locks::in_folder(&folder)?,
                Clients::load(&folder)?,
                Arc::new(Policy::load(&folder)?),
            ))
        })
        .await?;
        let keychain = Keychain::new(options.vault);
        let network = Network::new(
            &options.folder,
            Arc::clone(&policy),
            keychain.clone(),
            Arc::clone(&options.clock),
        );
        let inner = Inner {
            store,
            locks,
            clients,
            general: General::in_folder(&options.folder, Arc::clone(&policy)),
            policy,
            plans: Plans::default(),
            connectors: Connectors::load(
                &options.catalogues,
                &crate::imported::folder(&options.folder),
            )?,
            keychain,
            network,
            issuers: Issuers::default(),
            browser: options.browser,
            clock: options.clock,
            folder: options.folder,
            events: Events::new(),
            tokens: Tokens::default(),
            attempts: Attempts::default(),
            syncs: Mutex::default(),
            unkept: Mutex::default(),
            sandbox: tokio::sync::Mutex::default(),
            again: Again::default(),
            schedules: Schedules::default(),
            link: Link::default(),
            deliveries: Deliveries::default(),
            revoking: tokio::sync::Notify::new(),
            closing: CancellationToken::new(),
        };
        let engine = Self(Arc::new(inner));
        if options.timer {
            engine.forget_empty_drafts().await?;
            engine.watch_others();
            engine.keep_books();
            engine.look_for_damage();
            engine.start_refresher().await?;
            engine.start_revoker();
            engine.watch_calendar();
            engine.take_up_interrupted_syncs().await?;
            engine.take_up_failed_deliveries().await?;
            engine.start_schedules();
        }
        Ok(engine)
    }

    /// Ends the background tasks: timer, waiting authorizations, running syncs. What was read stays.
    pub fn close(&self) {
        self.closing.cancel();
        self.keep_ledger(false);
    }

    /// Lets `task` run beside everything else until the engine is closed.
    pub(crate) fn in_background<F>(&self, task: impl FnOnce(Self) -> F)
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let (closing, task) = (self.closing.clone(), task(self.clone()));
        tokio::spawn(async move {
            closing.run_until_cancelled(task).await;
        });
    }

    /// What happens from now on.
    pub fn listen(&self) -> broadcast::Receiver<Event> {
        self.events.listen()
    }

    /// Where the app stands on this machine.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn app_info(&self) -> Result<AppInfo, Fault> {
        Ok(AppInfo {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_folder: self.folder.display().to_string(),
        })
    }

    /// The name of the keychain that tokens will be kept in. Asked for when somebody is about to authorize and not
    /// before: a locked keychain asks for its password.
    ///
    /// # Errors
    /// Why it cannot be used.
    pub async fn keychain(&self) -> Result<String, Fault> {
        self.keychain.ready().await?;
        Ok(self.keychain.name().to_owned())
    }

    /// Now.
    pub(crate) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A fault as people see it, stamped with now.
    pub(crate) fn seen(&self, fault: &Fault) -> FaultView {
        fault.view(self.now())
    }

    /// Says that the connections changed.
    pub(crate) fn connections_changed(&self) {
        self.events.changed(Topic::Connections);
    }

    /// Asks the store off the async threads.
    ///
    /// # Errors
    /// The store's faults.
    pub(crate) async fn store<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Store) -> Result<T, headwater_store::Error> + Send + 'static,
    ) -> Result<T, Fault> {
        let store = self.store.clone();
        blocking(move || Ok(question(&store)?)).await
    }
}

/// Runs blocking work off the async threads.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Fault> + Send + 'static,
) -> Result<T, Fault> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|error| Err(Fault::abnormal(error)))
}

/// The guard of a mutex whose holder cannot have left it half-changed: all our critical sections are single steps.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
