//! How requests leave this machine: one HTTP client for everything, made from the user's settings.
//!
//! Redirects are off: a token request must never be repeated elsewhere, and a data request that is sent elsewhere would
//! carry the token along. There is no switch that leaves out the check of a server's certificate.

mod ledger;
mod pac;
mod route;
mod settings;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use headwater_vault::ItemName;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

pub(crate) use ledger::Ledger;
use route::Route;
pub(crate) use settings::checked;

use crate::clock::Clock;
use crate::engine::{Engine, blocking};
use crate::fault::{Code, Fault};
use crate::policy::Policy;
use crate::secrets::Keychain;
use crate::view::{NetworkSettings, ProxyRule};

/// The keychain item of the proxy's password, and how the keychain shows it to people.
const PROXY_PASSWORD: (&str, &str) = ("network/proxy", "Headwater: password of the proxy");

/// The settings and the client that was made from them.
pub(crate) struct Network {
    folder: PathBuf,
    policy: Arc<Policy>,
    keychain: Keychain,
    ledger: Arc<Ledger>,
    /// By the key of the OAuth client whose certificate they show; [`None`] for all that show none. Made when first asked
    /// for: settings that do not work must not keep the app from opening, or nobody could mend them.
    clients: tokio::sync::Mutex<HashMap<Option<String>, reqwest::Client>>,
}

impl Network {
    /// The network by the settings in `folder`.
    pub(crate) fn new(
        folder: &Path,
        policy: Arc<Policy>,
        keychain: Keychain,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            folder: folder.to_owned(),
            policy,
            keychain,
            ledger: Arc::new(Ledger::new(clock)),
            clients: tokio::sync::Mutex::default(),
        }
    }

    /// The settings that count.
    fn settings(&self) -> Result<NetworkSettings, Fault> {
        settings::load(&self.folder, &self.policy)
    }

    /// The requests that were counted.
    pub(crate) fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The client, or the one of an OAuth client that has a certificate, by that client's key. Whoever sends asks anew,
    /// so that changed settings count at once.
    pub(crate) async fn client(
        &self,
        own: Option<(String, reqwest::Identity)>,
    ) -> Result<reqwest::Client, Fault> {
        let (key, identity) = own.unzip();
        let mut kept = self.clients.lock().await;
        if let Some(client) = kept.get(&key) {
            return Ok(client.clone());
        }
        let settings = self.settings()?;
        let password = self.password(&settings.proxy).await?;
        let client = self.build(&settings, password, identity).await?;
        kept.insert(key, client.clone());
        Ok(client)
    }

    /// Keeps other settings, if a client can be made from them.
    async fn save(&self, wanted: NetworkSettings) -> Result<NetworkSettings, Fault> {
        let (wanted, typed) = checked(wanted)?;
        self.policy.allows(&wanted)?;
        let mut kept = self.clients.lock().await;
        let before = self.settings().unwrap_or_default();
        let password = match &typed {
            Some(password) => Some(password.clone()),
            None if before.proxy == wanted.proxy => self.password(&wanted.proxy).await?,
            None => None,
        };
        let client = self.build(&wanted, password, None).await?;
        let (item, label) = (item()?, PROXY_PASSWORD.1);
        match typed {
            Some(password) => self.keychain.put(item, label, password).await?,
            None if names_user(&before.proxy) && before.proxy != wanted.proxy => {
                self.keychain.delete(item).await?;
            }
            None => {}
        }
        settings::save(&self.folder, &self.policy, &wanted)?;
        *kept = HashMap::from([(None, client)]);
        Ok(wanted)
    }

    async fn reset(&self) -> Result<NetworkSettings, Fault> {
        let mut kept = self.clients.lock().await;
        settings::put_aside(&self.folder)?;
        kept.clear();
        self.settings()
    }

    /// The proxy's password; only a proxy with a user has one.
    async fn password(&self, proxy: &ProxyRule) -> Result<Option<SecretString>, Fault> {
        match names_user(proxy) {
            true => self.keychain.get(item()?).await,
            false => Ok(None),
        }
    }

    async fn build(
        &self,
        settings: &NetworkSettings,
        password: Option<SecretString>,
        identity: Option<reqwest::Identity>,
    ) -> Result<reqwest::Client, Fault> {
        let route = Route::by(&settings.proxy, password.as_ref()).await?;
        let (settings, ledger) = (settings.clone(), Arc::clone(&self.ledger));
        // Reading the system's certificates takes some hundred milliseconds on some machines.
        blocking(move || client_of(&settings, route, ledger, identity)).await
    }
}

/// A client for a program that runs without the desktop: proxies and authorities are the environment's.
///
/// # Errors
/// [`Code::NetworkFile`] where the system's certificates cannot be used.
pub(crate) fn of_environment() -> Result<reqwest::Client, Fault> {
    let settings = NetworkSettings::default();
    let builder = reqwest::Client::builder()
        .user_agent(concat!("Headwater/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(seconds(settings.connect_seconds))
        .read_timeout(seconds(settings.read_seconds));
    builder.build().map_err(no_authorities)
}

/// Files and proxies of the settings are looked at one by one before; what is left to fail is the list of authorities that
/// the system keeps.
fn no_authorities(error: reqwest::Error) -> Fault {
    Fault::new(Code::NetworkFile)
        .with("file", "This computer's list of certificate authorities")
        .with(
            "reason",
            "It is empty or cannot be read. On Linux the package ca-certificates brings it",
        )
        .detail(error)
}

fn client_of(
    settings: &NetworkSettings,
    route: Route,
    ledger: Arc<Ledger>,
    identity: Option<reqwest::Identity>,
) -> Result<reqwest::Client, Fault> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("Headwater/", env!("CARGO_PKG_VERSION")))
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(seconds(settings.connect_seconds))
        .read_timeout(seconds(settings.read_seconds))
        .pool_idle_timeout(Duration::from_secs(30))
        .proxy(reqwest::Proxy::custom(move |url| route.proxy_for(url)))
        .retry(ledger::counting(&ledger))
        .cookie_provider(ledger);
    if let Some(file) = &settings.ca_file {
        builder = builder.tls_certs_merge(settings::authorities(file)?);
    }
    let of_machine = settings.certificate_file.as_deref();
    let of_machine = of_machine.map(settings::identity).transpose()?;
    if let Some(identity) = identity.or(of_machine) {
        builder = builder.identity(identity);
    }
    builder.build().map_err(no_authorities)
}

impl Engine {
    /// The client for everything that is sent.
    ///
    /// # Errors
    /// [`Code::NetworkFile`] naming the file of the settings that cannot be used, the keychain's faults where a proxy
    /// has a password, [`Code::Unreachable`] where a proxy auto-configuration file cannot be had.
    pub(crate) async fn http(&self) -> Result<reqwest::Client, Fault> {
        self.network.client(None).await
    }

    /// How requests leave this machine.
    ///
    /// # Errors
    /// [`Code::NetworkSettings`] where the settings cannot be read: [`Engine::reset_network`] mends it.
    pub async fn network(&self) -> Result<NetworkSettings, Fault> {
        self.network.settings()
    }

    /// Keeps how requests leave this machine; takes effect at once, for a running sync with its next start. A password in
    /// the proxy's address goes to the keychain and is not in the answer; an address without one keeps the password as
    /// long as the proxy stays the same.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] and what [`Engine::http`] says of settings that cannot be used; the former ones stay then.
    pub async fn save_network(&self, settings: NetworkSettings) -> Result<NetworkSettings, Fault> {
        self.network.save(settings).await
    }

    /// Puts settings that cannot be read aside; the defaults count from now on, at once.
    ///
    /// # Errors
    /// The folder's, where the file cannot be moved.
    pub async fn reset_network(&self) -> Result<NetworkSettings, Fault> {
        self.network.reset().await
    }

    /// Says which proxy requests to `url` take, for people.
    pub(crate) async fn proxy_of(&self, url: &Url) -> Result<Option<String>, Fault> {
        let settings = self.network.settings()?;
        let route = Route::by(&settings.proxy, None).await?;
        Ok(route.proxy_for(url).map(|proxy| settings::place(&proxy)))
    }

    /// Looks at the files of certificates that the settings name; says how many certificates each gives.
    pub(crate) async fn certificates(&self) -> Result<Vec<(String, usize)>, Fault> {
        let settings = self.network.settings()?;
        let mut seen = Vec::new();
        if let Some(file) = settings.ca_file {
            let count = settings::authorities(&file)?.len();
            seen.push((file, count));
        }
        if let Some(file) = settings.certificate_file {
            settings::identity(&file)?;
            seen.push((file, 1));
        }
        Ok(seen)
    }
}

fn names_user(proxy: &ProxyRule) -> bool {
    let ProxyRule::Explicit { url, .. } = proxy else {
        return false;
    };
    url.parse::<Url>()
        .is_ok_and(|url| !url.username().is_empty())
}

fn with_password(mut url: Url, password: Option<&SecretString>) -> Url {
    if let Some(password) = password {
        // Refused only by addresses without a host, which were turned away before.
        let _ = url.set_password(Some(password.expose_secret()));
    }
    url
}

fn item() -> Result<ItemName, Fault> {
    ItemName::new(PROXY_PASSWORD.0).map_err(Fault::from)
}

fn seconds(seconds: u32) -> Duration {
    Duration::from_secs(seconds.into())
}
