//! The catalogue as the window shows it.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::grant::GrantKind;

/// A tile of the catalogue.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorView {
    /// Folder name in `catalogue/`, for example `google-sheets`.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// One or two words, for example `CRM`.
    pub category: String,
    /// One sentence.
    pub summary: String,
    /// Other words that a search finds it by.
    pub aliases: Vec<String>,
    /// The icon, SVG text.
    pub icon: String,
    /// How it signs its requests.
    pub auth: AuthKind,
    /// Whose OAuth client it uses.
    pub client: ClientNeed,
    /// How far it has been checked.
    pub maturity: Maturity,
    /// How many connections use it.
    pub connected: u32,
}

/// How a connector signs its requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum AuthKind {
    /// Consent in the browser.
    OAuth,
    /// Keys typed into the inputs.
    Key,
}

/// Whose client credentials a connector uses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ClientNeed {
    /// A pre-configured client is at hand: one click. Own credentials remain possible.
    Preconfigured,
    /// The user brings an own `client_id` (and `client_secret`).
    Own,
    /// The provider registers a client for this machine by itself (RFC 7591): one click.
    Registered,
    /// No OAuth client is involved.
    None,
}

/// How far a connector has been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum Maturity {
    /// Runs against the real product in our tests.
    Verified,
    /// Checked against the vendor's official specification or recorded exchanges.
    Checked,
    /// Written from documentation only.
    New,
}

/// All that the first step of the wizard shows of a connector.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ConnectorDetail {
    /// The tile.
    #[serde(flatten)]
    pub tile: ConnectorView,
    /// Setup guide, Markdown: headings, paragraphs, numbered lists, links, code.
    pub guide: String,
    /// When the guide was last checked, a date.
    pub guide_checked: Option<String>,
    /// The ways to get a grant, the proposed one first; empty where no OAuth is involved.
    pub grants: Vec<GrantKind>,
    /// What it asks before authorization, for example the shop's name.
    pub inputs: Vec<InputView>,
    /// The scopes it asks for, in plain words.
    pub scopes: Vec<ScopeView>,
    /// The callback URL to register; absent where no OAuth is involved.
    pub redirect: Option<RedirectView>,
    /// The own-credentials form; absent where no OAuth is involved.
    pub client_fields: Option<ClientFields>,
    /// Host of the consent page, for *Continue to …*; may be unknown until the inputs are filled.
    pub destination: Option<String>,
    /// Entity that its streams suggest, for example `Customer`.
    pub entity: String,
}

/// A value that a connector asks for.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InputView {
    /// Key in the connection's inputs.
    pub name: String,
    /// Label.
    pub title: String,
    /// Where it is found.
    pub hint: Option<String>,
    /// A believable example.
    pub example: Option<String>,
    /// JavaScript-compatible regular expression that the whole value meets.
    pub pattern: Option<String>,
    /// What to say when it does not.
    pub pattern_says: Option<String>,
    /// Pre-filled value.
    pub default: Option<String>,
    /// Must be filled.
    pub required: bool,
    /// Goes to the keychain and never comes back.
    pub secret: bool,
    /// Several lines may be entered.
    pub lines: bool,
    /// A pick-list, where the values are known.
    pub options: Vec<InputOption>,
}

/// An entry of an input's pick-list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct InputOption {
    /// Stored value.
    pub value: String,
    /// Shown text.
    pub title: String,
}

/// A scope in plain words.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ScopeView {
    /// Technical name.
    pub scope: String,
    /// What it allows, in plain words.
    pub says: String,
    /// Read, write, or who you are.
    pub access: ScopeAccess,
    /// Asked for in any case.
    pub required: bool,
    /// The streams that need it; empty where it is not about streams.
    pub streams: Vec<String>,
}

/// What a scope lets the app do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum ScopeAccess {
    /// Reads data.
    Read,
    /// Changes data.
    Write,
    /// Learns who consented.
    Identity,
    /// Keeps access while the user is away.
    Offline,
}

/// Where the provider sends the browser back to.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct RedirectView {
    /// The callback URL to register, exact to the character.
    pub uri: String,
    /// Further URLs to register, used when the first port is taken.
    pub spares: Vec<String>,
    /// How the browser comes back.
    pub kind: RedirectKind,
    /// The provider ignores the port, nothing exact to register.
    pub any_port: bool,
    /// The ports of this computer that an own https address is to pass the answer on to, the first first.
    pub relay_ports: Vec<u16>,
    /// One sentence for the form.
    pub note: String,
}

/// How the browser comes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum RedirectKind {
    /// To this machine, any port.
    AnyPort,
    /// To this machine, one of these ports.
    FixedPorts,
    /// To an address of the user's own that passes it on to this machine.
    Relay,
    /// Not at all: the person pastes the address that the browser ended at.
    Paste,
}

/// The own-credentials form.
#[derive(Clone, Debug, Serialize, TS)]
#[serde(rename_all = "camelCase")]
pub struct ClientFields {
    /// Whether a secret is asked for.
    pub secret: SecretRule,
    /// The secret is a private key, PEM text of several lines (RFC 7523).
    pub key: bool,
    /// A client certificate with its key is asked for as well (RFC 8705).
    pub certificate: bool,
    /// Shape of a client id, checked as one types.
    pub id_pattern: Option<String>,
    /// A believable client id.
    pub id_example: Option<String>,
    /// "Where is this?" of the client id.
    pub id_hint: Option<String>,
    /// "Where is this?" of the client secret.
    pub secret_hint: Option<String>,
    /// The provider's developer console.
    pub console_url: Option<String>,
    /// The name of the file with ID and secret that its console gives out, for example `client_secret.json`: it can be
    /// imported.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub file: Option<String>,
    /// What the provider calls the right kind of app, for example `Desktop app`.
    pub app_type: Option<String>,
}

/// Whether a provider's clients have a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "camelCase")]
pub enum SecretRule {
    /// Every client has one.
    Required,
    /// Public clients have none.
    Optional,
    /// Clients of a native app must not send one.
    None,
}
