//! The catalogue as people see it: tiles, details, pages of guides.

use std::collections::BTreeMap;

use headwater_connectors::Connector;
use headwater_oauth::Profile;
use headwater_oauth::profile::{ClientAuth, RedirectPolicy, SecretRule as ProfileSecretRule};

use crate::connectors::defaults;
use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::sandbox;
use crate::view::{
    AuthKind, ClientFields, ClientNeed, ConnectorDetail, ConnectorView, GrantKind, InputOption,
    InputView, Maturity, RedirectKind, RedirectView, ScopeAccess, ScopeView, SecretRule,
};

impl Engine {
    /// The tiles of the catalogue, by name.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn catalogue(&self) -> Result<Vec<ConnectorView>, Fault> {
        let mut connected: BTreeMap<String, u32> = BTreeMap::new();
        for connection in self.store(|store| store.connections()).await? {
            if connection.step == headwater_store::Step::Done {
                *connected.entry(connection.connector).or_default() += 1;
            }
        }
        let mut tiles: Vec<_> = self
            .connectors
            .all()
            .iter()
            .map(|connector| self.tile(connector, &connected))
            .collect();
        tiles.sort_by_key(|tile| tile.name.to_lowercase());
        Ok(tiles)
    }

    /// All that the wizard's first step shows of a connector.
    ///
    /// # Errors
    /// [`Code::UnknownItem`].
    pub async fn connector(&self, connector: String) -> Result<ConnectorDetail, Fault> {
        let connector = self.connectors.get(&connector)?;
        let profile = self.connectors.profile(&connector.id);
        let by_browser = GrantKind::AuthorizationCode;
        let comes_back = self.offered_grants(&connector.id).contains(&by_browser);
        let profile = profile.as_deref();
        let redirect = profile.filter(|_| comes_back).map(redirect);
        let callback = redirect
            .as_ref()
            .map(|redirect| redirect.uri.as_str())
            .unwrap_or_default();
        Ok(ConnectorDetail {
            tile: self.tile(&connector, &BTreeMap::new()),
            guide: connector.guide_md.replace("{{ callback }}", callback),
            guide_checked: connector.guide_checked.clone(),
            grants: self.offered_grants(&connector.id),
            inputs: connector
                .inputs
                .iter()
                .filter(|input| !input.hidden)
                .map(input)
                .collect(),
            scopes: connector
                .scopes
                .iter()
                .map(|one| scope(&connector, one))
                .collect(),
            client_fields: profile.map(|profile| client_fields(&connector, profile)),
            destination: profile.and_then(|profile| destination(&connector, profile)),
            redirect,
            entity: connector
                .entity
                .clone()
                .unwrap_or_else(|| connector.name.clone()),
        })
    }

    /// Opens a page of a connector's setup guide, or its developer console, in the system browser. Only addresses that the
    /// catalogue itself holds are opened: the window cannot be talked into opening others.
    ///
    /// # Errors
    /// [`Code::AddressInvalid`] for any other address, [`Code::BrowserNotOpened`].
    pub async fn open_page(&self, connector: String, url: String) -> Result<(), Fault> {
        let connector = self.connectors.get(&connector)?;
        let console = connector
            .client
            .as_ref()
            .and_then(|rule| rule.console_url.as_deref());
        let known = console == Some(&url) || connector.guide_md.contains(&format!("]({url})"));
        let refuse = || {
            Fault::new(Code::AddressInvalid)
                .with("field", "The link")
                .with("reason", "it is not part of this connector's guide")
        };
        let page: url::Url = url.parse().map_err(|_| refuse())?;
        if !known || page.scheme() != "https" {
            return Err(refuse());
        }
        self.browser
            .open(&page)
            .map_err(|reason| Fault::new(Code::BrowserNotOpened).detail(reason))
    }

    pub(crate) fn tile(
        &self,
        connector: &Connector,
        connected: &BTreeMap<String, u32>,
    ) -> ConnectorView {
        ConnectorView {
            id: connector.id.clone(),
            name: connector.name.clone(),
            category: connector.category.clone(),
            summary: connector.summary.clone(),
            aliases: connector.aliases.clone(),
            icon: connector.icon_svg.clone(),
            auth: match connector.auth {
                headwater_connectors::Auth::Oauth => AuthKind::OAuth,
                headwater_connectors::Auth::Key => AuthKind::Key,
            },
            client: self.client_need(connector),
            maturity: match connector.maturity {
                headwater_connectors::Maturity::Verified => Maturity::Verified,
                headwater_connectors::Maturity::Checked => Maturity::Checked,
                headwater_connectors::Maturity::New => Maturity::New,
            },
            connected: connected.get(&connector.id).copied().unwrap_or_default(),
        }
    }

    /// Scopes that the connection needs, and apart from them those that may be declined, where the provider wants to be told.
    pub(crate) fn apart(
        &self,
        connection: &headwater_store::Connection,
        scopes: Vec<String>,
    ) -> Result<(Vec<String>, Vec<String>), Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let profile = self.connectors.profile(&connector.id);
        if profile.is_none_or(|profile| profile.scopes.optional_param.is_none()) {
            return Ok((scopes, Vec::new()));
        }
        let may_be_declined = |scope: &String| {
            connector
                .scopes
                .iter()
                .any(|known| known.scope == *scope && !known.required)
        };
        Ok(scopes
            .into_iter()
            .partition(|scope| !may_be_declined(scope)))
    }

    fn client_need(&self, connector: &Connector) -> ClientNeed {
        if connector.oauth2.is_none() {
            ClientNeed::None
        } else if connector.id == sandbox::CONNECTOR || self.clients.get(&connector.id).is_some() {
            ClientNeed::Preconfigured
        } else if (self.connectors.profile(&connector.id))
            .is_some_and(|profile| profile.registration.is_some())
        {
            ClientNeed::Registered
        } else {
            ClientNeed::Own
        }
    }
}

fn redirect(profile: &Profile) -> RedirectView {
    let mut uris = profile.redirect_uris();
    let uri = if uris.is_empty() {
        String::new()
    } else {
        uris.remove(0)
    };
    let kind = match profile.redirect.policy {
        RedirectPolicy::AnyPort => RedirectKind::AnyPort,
        RedirectPolicy::FixedPorts => RedirectKind::FixedPorts,
        RedirectPolicy::Relay => RedirectKind::Relay,
        RedirectPolicy::Paste => RedirectKind::Paste,
    };
    let any_port = kind == RedirectKind::AnyPort;
    let note = if kind == RedirectKind::Relay {
        "Register the address of your own relay or tunnel. It has to pass the answer on to this computer."
    } else if kind == RedirectKind::Paste {
        "This provider accepts https addresses only. Register this one; after the consent you paste the address that the browser shows."
    } else if any_port {
        "This provider accepts any port on this computer: there is nothing exact to register for a desktop app."
    } else if uris.is_empty() {
        "Register this URL exactly as it stands, to the character."
    } else {
        "Register this URL exactly as it stands, and the spare ones too: they are used when the first port is taken."
    };
    RedirectView {
        uri,
        spares: uris,
        kind,
        any_port,
        relay_ports: headwater_oauth::relay_ports(&profile.redirect),
        note: note.to_owned(),
    }
}

/// Host of the consent page, where it does not depend on what the user enters.
fn destination(connector: &Connector, profile: &Profile) -> Option<String> {
    profile.destination(&defaults(connector))
}

fn client_fields(connector: &Connector, profile: &Profile) -> ClientFields {
    let rule = connector.client.clone().unwrap_or_default();
    ClientFields {
        secret: match profile.client.secret {
            ProfileSecretRule::Required => SecretRule::Required,
            ProfileSecretRule::Optional => SecretRule::Optional,
            ProfileSecretRule::None => SecretRule::None,
        },
        key: profile.client_auth() == ClientAuth::PrivateKeyJwt,
        certificate: profile.client.certificate
            || profile.client_auth() == ClientAuth::TlsClientAuth,
        id_pattern: rule.id_pattern,
        id_example: rule.id_example,
        id_hint: rule.id_hint,
        secret_hint: rule.secret_hint,
        console_url: rule.console_url,
        file: rule.file,
        app_type: rule.app_type,
    }
}

fn input(input: &headwater_connectors::Input) -> InputView {
    InputView {
        name: input.name.clone(),
        title: input.title.clone(),
        hint: input.hint.clone(),
        example: input.example.clone(),
        pattern: input.pattern.clone(),
        pattern_says: input.pattern_says.clone(),
        default: input.default.clone(),
        required: input.required,
        secret: input.secret,
        lines: input.lines,
        options: input
            .options
            .iter()
            .map(|option| InputOption {
                value: option.value.clone(),
                title: option.title.clone(),
            })
            .collect(),
    }
}

fn scope(connector: &Connector, scope: &headwater_connectors::Scope) -> ScopeView {
    use headwater_connectors::Access;
    ScopeView {
        scope: scope.scope.clone(),
        says: scope.says.clone(),
        access: match scope.access {
            Access::Read => ScopeAccess::Read,
            Access::Write => ScopeAccess::Write,
            Access::Identity => ScopeAccess::Identity,
            Access::Offline => ScopeAccess::Offline,
        },
        required: scope.required,
        streams: crate::scopes::streams_of(connector, scope),
    }
}
