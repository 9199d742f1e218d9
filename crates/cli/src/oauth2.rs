//! `headwater oauth2 CONNECTOR`: consent from a terminal, for authors of connectors. The tokens stay in the keychain for
//! later use; run again, it renews them; with `--reauth` it asks for a new consent.

use std::collections::BTreeMap;

use clap::ValueEnum;
use headwater_engine::view::{
    ClientInput, ClientKind, ConnectionState, ConnectionView, GrantKind, SecretInput,
};
use headwater_engine::{Engine, Fault};
use secrecy::SecretString;

use crate::attempt::{self, Answers};

/// The port that a client is registered with where its provider takes any.
const PORT: u16 = 9002;

#[derive(clap::Args)]
pub(crate) struct Words {
    /// The connector's folder name in the catalogue, for example `hubspot`.
    connector: String,
    /// Ask for a new consent instead of renewing.
    #[arg(long)]
    reauth: bool,
    /// Port of the callback. Default: 9002, or the ports that the connector has registered.
    #[arg(long, env = "OAUTH2_PORT")]
    port: Option<u16>,
    /// Print the link only.
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Which of your clients to use: the one for trying out or the one for use.
    #[arg(long, value_enum)]
    client: Option<Client>,
    /// How to get the grant, where the connector offers several ways.
    #[arg(long, value_enum)]
    grant: Option<Grant>,
    /// Use your own client: its ID. The secret is one line on standard input or in `HEADWATER_CLIENT_SECRET`, never on
    /// the command line, where every program on this machine could read it.
    #[arg(long)]
    client_id: Option<String>,
    /// With an own client: the https address of your own that is registered as its callback and passes on to the port.
    #[arg(long, value_name = "URL", requires = "client_id")]
    relay: Option<String>,
    /// An input of the connector. May be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    inputs: Vec<(String, String)>,
    #[command(flatten)]
    answers: Answers,
}

#[derive(Clone, Copy, ValueEnum)]
enum Client {
    Development,
    Production,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Grant {
    AuthorizationCode,
    ClientCredentials,
    DeviceCode,
}

impl From<Grant> for GrantKind {
    fn from(grant: Grant) -> Self {
        match grant {
            Grant::AuthorizationCode => GrantKind::AuthorizationCode,
            Grant::ClientCredentials => GrantKind::ClientCredentials,
            Grant::DeviceCode => GrantKind::DeviceCode,
        }
    }
}

fn pair(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("it has no `=`")?;
    Ok((name.to_owned(), value.to_owned()))
}

/// Runs the consent or the renewal and gives the connection.
pub(crate) async fn run(engine: &Engine, words: &Words) -> Result<ConnectionView, Fault> {
    let detail = engine.connector(words.connector.clone()).await?;
    let known = engine
        .connections()
        .await?
        .into_iter()
        .find(|connection| connection.connector == words.connector);
    let connection = match known {
        Some(connection) => connection,
        None => engine.create_draft(words.connector.clone()).await?,
    };
    let id = connection.id.clone();
    if connection.state == ConnectionState::Active && !words.reauth {
        engine.renew(id.clone()).await?;
        return engine.connection(id).await;
    }
    fill(engine, &id, words).await?;
    let any_port = detail.redirect.is_some_and(|redirect| redirect.any_port);
    let attempt = engine
        .authorize_on(id.clone(), port(words.port, any_port))
        .await?;
    attempt::see_through(engine, &id, &attempt, &words.answers).await
}

/// The callback's port: the one that was asked for, else 9002 where the provider takes any; none: the connector's own.
pub(crate) fn port(asked: Option<u16>, any_port: bool) -> Option<u16> {
    asked.or(any_port.then_some(PORT))
}

/// Keeps what the words say of the connection.
async fn fill(engine: &Engine, id: &str, words: &Words) -> Result<(), Fault> {
    let id = || id.to_owned();
    if !words.inputs.is_empty() {
        let inputs: BTreeMap<_, _> = words.inputs.iter().cloned().collect();
        engine.save_inputs(id(), inputs).await?;
    }
    if let Some(kind) = words.client {
        let kind = match kind {
            Client::Development => ClientKind::Development,
            Client::Production => ClientKind::Production,
        };
        engine.use_client_kind(id(), kind).await?;
    }
    if let Some(client_id) = &words.client_id {
        let client = ClientInput::Own {
            client_id: client_id.clone(),
            client_secret: secret().await?.map(SecretInput),
            certificate: None,
            relay: words.relay.clone(),
        };
        engine.save_client(id(), client).await?;
    }
    if let Some(grant) = words.grant {
        engine.use_grant(id(), grant.into()).await?;
    }
    Ok(())
}

/// The own client's secret; none where neither the environment nor standard input holds one.
async fn secret() -> Result<Option<SecretString>, Fault> {
    if let Ok(secret) = std::env::var("HEADWATER_CLIENT_SECRET") {
        return Ok(Some(secret.into()));
    }
    let question = "Client secret (an empty line for a public client):";
    Ok(attempt::answer(question).await.map(SecretString::from))
}

#[cfg(test)]
mod tests {
    /// Registered ports are the connector's business; where any port goes, clients are registered with 9002.
    #[test]
    fn the_port_is_9002_unless_one_is_asked_for_or_registered() {
        assert_eq!(super::port(None, true), Some(9002));
        assert_eq!(super::port(Some(9999), true), Some(9999));
        assert_eq!(super::port(Some(9999), false), Some(9999));
        assert_eq!(super::port(None, false), None);
    }
}
