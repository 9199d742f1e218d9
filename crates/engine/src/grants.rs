//! The ways to a grant beside the browser that comes back: the client asks for itself, or a person enters a code on any
//! device. Which way a connection takes is chosen here.

use headwater_oauth::{Device, Provider};
use headwater_store::{Change, Connection, GrantKind as Stored};
use url::Url;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::tokens::Need;
use crate::view::{AttemptPhase, AttemptView, BrowserState, ConnectionView, DeviceView, GrantKind};

/// How long a client that asks for itself is waited for, in seconds: two requests that give up after thirty.
const LONGEST_ASKING: i64 = 60;

impl Engine {
    /// Keeps how the grant is to be had.
    ///
    /// # Errors
    /// [`Code::NotNow`] where the connector does not offer this way.
    pub async fn use_grant(&self, id: String, grant: GrantKind) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        if !self.offered_grants(&connection.connector).contains(&grant) {
            let name = self.connectors.name_of(&connection.connector);
            return Err(Fault::not_now(
                &format!("{name} does not give permission in this way"),
                "Choose another one.",
            ));
        }
        let kind = Change::GrantKind(Some(to_store(grant)));
        self.change(&id, vec![kind]).await?;
        self.connection(id).await
    }

    /// The ways to a grant that a connector offers, the proposed one first.
    pub(crate) fn offered_grants(&self, connector: &str) -> Vec<GrantKind> {
        let profile = self.connectors.profile(connector);
        let offered = profile.as_deref().map(headwater_oauth::Profile::grants);
        offered.into_iter().flatten().map(from_oauth).collect()
    }

    /// How a connection's grant is had: as chosen, while the connector offers that, else as proposed.
    pub(crate) fn grant_kind(&self, connection: &Connection) -> GrantKind {
        let offered = self.offered_grants(&connection.connector);
        let chosen = connection.grant_kind.map(from_store);
        chosen
            .filter(|kind| offered.contains(kind))
            .or_else(|| offered.first().copied())
            .unwrap_or(GrantKind::AuthorizationCode)
    }

    /// Lets the client ask for itself, in the background: no browser, nobody consents.
    pub(crate) fn ask_as_client(
        &self,
        connection: &Connection,
        http: reqwest::Client,
        provider: Provider,
        scopes: Vec<String>,
    ) -> AttemptView {
        let mut view = self.attempt_view(GrantKind::ClientCredentials, None);
        view.phase = AttemptPhase::Exchanging;
        let host = provider.token_address().host_str();
        view.host = host.unwrap_or_default().to_owned();
        view.expires_at = self.in_seconds(LONGEST_ASKING);
        let (engine, kept) = (self.clone(), connection.clone());
        self.run_attempt(
            connection,
            view,
            (None, None),
            |number, cancel| async move {
                let name = engine.connectors.name_of(&kept.connector);
                let ask = headwater_oauth::client_credentials(&http, &provider, scopes.clone());
                let asked = engine.client_grant(&provider, &scopes, &Need::Use, ask);
                let asked = cancel.run_until_cancelled(asked).await;
                let grant = asked
                    .ok_or_else(|| Fault::new(Code::Cancelled))?
                    .map_err(|error| Fault::from(error).with("provider", name))?;
                engine
                    .keep_consent(&kept, number, grant.received(engine.now()))
                    .await
            },
        )
    }

    /// Asks for a device code, opens the page to enter it at, and asks in the background until that is done.
    ///
    /// # Errors
    /// What asking for the code fails with.
    pub(crate) async fn begin_device(
        &self,
        connection: &Connection,
        http: reqwest::Client,
        provider: Provider,
        scopes: Vec<String>,
    ) -> Result<AttemptView, Fault> {
        let name = self.connectors.name_of(&connection.connector);
        let device = Device::begin(&http, provider, scopes)
            .await
            .map_err(|error| Fault::from(error).with("provider", &name))?;
        let page = device.complete_uri().clone();
        let mut view = self.attempt_view(GrantKind::DeviceCode, Some(&page));
        view.url = device.verification_uri().to_string();
        view.device = Some(DeviceView {
            user_code: device.user_code().to_owned(),
            verification_uri: device.verification_uri().to_string(),
        });
        view.browser = self.open_browser(&page);
        view.expires_at = self.in_seconds(device.life().as_secs().cast_signed());
        let (engine, kept) = (self.clone(), connection.clone());
        let ask = |number, cancel| async move {
            let grant = device.poll(&http, cancel).await;
            let grant = grant.map_err(|error| Fault::from(error).with("provider", name))?;
            engine
                .keep_consent(&kept, number, grant.received(engine.now()))
                .await
        };
        Ok(self.run_attempt(connection, view, (Some(page), None), ask))
    }

    /// A fresh attempt as the window shows it; `page` is where the browser goes.
    pub(crate) fn attempt_view(&self, grant: GrantKind, page: Option<&Url>) -> AttemptView {
        let host = page.and_then(Url::host_str);
        AttemptView {
            grant,
            paste: false,
            device: None,
            choice: None,
            account_change: None,
            host: host.unwrap_or_default().to_owned(),
            url: page.map(Url::to_string).unwrap_or_default(),
            redirect_uri: String::new(),
            phase: AttemptPhase::Waiting,
            browser: BrowserState::Opened,
            started_at: self.now().to_string(),
            expires_at: String::new(),
            notices: Vec::new(),
            fault: None,
        }
    }

    fn in_seconds(&self, seconds: i64) -> String {
        (self.now() + jiff::SignedDuration::from_secs(seconds)).to_string()
    }
}

/// A way as the `oauth` part names it.
pub(crate) fn to_oauth(kind: GrantKind) -> headwater_oauth::GrantKind {
    match kind {
        GrantKind::AuthorizationCode => headwater_oauth::GrantKind::AuthorizationCode,
        GrantKind::ClientCredentials => headwater_oauth::GrantKind::ClientCredentials,
        GrantKind::DeviceCode => headwater_oauth::GrantKind::DeviceCode,
    }
}

fn from_oauth(kind: headwater_oauth::GrantKind) -> GrantKind {
    match kind {
        headwater_oauth::GrantKind::AuthorizationCode => GrantKind::AuthorizationCode,
        headwater_oauth::GrantKind::ClientCredentials => GrantKind::ClientCredentials,
        headwater_oauth::GrantKind::DeviceCode => GrantKind::DeviceCode,
    }
}

fn to_store(kind: GrantKind) -> Stored {
    match kind {
        GrantKind::AuthorizationCode => Stored::AuthorizationCode,
        GrantKind::ClientCredentials => Stored::ClientCredentials,
        GrantKind::DeviceCode => Stored::DeviceCode,
    }
}

fn from_store(kind: Stored) -> GrantKind {
    match kind {
        Stored::AuthorizationCode => GrantKind::AuthorizationCode,
        Stored::ClientCredentials => GrantKind::ClientCredentials,
        Stored::DeviceCode => GrantKind::DeviceCode,
    }
}
