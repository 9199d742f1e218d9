//! `headwater oauth2 CONNECTOR`: consent from a terminal, for authors of connectors. The tokens stay in the keychain for
//! later use; run again, it renews them; with `--reauth` it asks for a new consent.

use std::collections::BTreeMap;
use std::io::{IsTerminal as _, Read as _};

use headwater_engine::view::{ClientInput, ConnectionState, ConnectionView, SecretInput};
use headwater_engine::{Engine, Fault};
use secrecy::SecretString;

use crate::account;

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
    /// What to do if another account than before consents.
    #[arg(long, value_enum, default_value_t)]
    account: account::Choice,
    /// Print the link only.
    #[arg(long)]
    pub(crate) no_browser: bool,
    /// Use your own client: its ID. The secret is read from standard input or `HEADWATER_CLIENT_SECRET`, never from the
    /// command line, where every program on this machine could read it.
    #[arg(long)]
    client_id: Option<String>,
    /// An input of the connector, as NAME=VALUE. May be repeated.
    #[arg(long = "set", value_name = "NAME=VALUE", value_parser = pair)]
    inputs: Vec<(String, String)>,
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
    if !words.inputs.is_empty() {
        let inputs: BTreeMap<_, _> = words.inputs.iter().cloned().collect();
        engine.save_inputs(id.clone(), inputs).await?;
    }
    if let Some(client_id) = &words.client_id {
        let client = ClientInput::Own {
            client_id: client_id.clone(),
            client_secret: secret()?.map(SecretInput),
            certificate: None,
        };
        engine.save_client(id.clone(), client).await?;
    }
    let any_port = detail.redirect.is_some_and(|redirect| redirect.any_port);
    let port = words.port.or(any_port.then_some(PORT));
    let attempt = engine.authorize_on(id.clone(), port).await?;
    // On standard error, so that what is printed at the end stays alone on standard output.
    eprintln!(
        "Callback: {}\nIf no browser opens, open this link:\n\n  {}\n",
        attempt.redirect_uri, attempt.url
    );
    account::authorized(engine, &id, words.account).await
}

/// The own client's secret; none where neither the environment nor a pipe holds one.
fn secret() -> Result<Option<SecretString>, Fault> {
    if let Ok(secret) = std::env::var("HEADWATER_CLIENT_SECRET") {
        return Ok(Some(secret.into()));
    }
    let mut input = std::io::stdin();
    if input.is_terminal() {
        eprintln!("Client secret, then Ctrl-D (nothing for a public client):");
    }
    let mut text = String::new();
    input.read_to_string(&mut text)?;
    let text = text.trim();
    Ok((!text.is_empty()).then(|| SecretString::from(text)))
}
