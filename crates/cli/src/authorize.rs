//! `headwater authorize`: an access for a server, into a file.

use std::path::PathBuf;
use std::sync::Arc;

use clap::Args;
use headwater_engine::Fault;
use headwater_engine::browser::{Browser, NoBrowser, Program};
use headwater_engine::protocol::{Described, ServerConsent};

use crate::attempt::{self, Answers};
use crate::{oauth2, print};

#[derive(Args)]
pub(crate) struct Words {
    /// The connector: its name in the catalogue, or its folder.
    #[arg(long, value_name = "NAME")]
    connector: String,
    /// The configuration, JSON: details, the client's ID and secret.
    #[arg(long, value_name = "FILE")]
    config: PathBuf,
    /// Where the grant goes. Only its owner may read it; reads with the same flag renew it there.
    #[arg(long, value_name = "FILE")]
    grant_file: PathBuf,
    /// Do not ask for permissions that only other streams than those of this catalog need.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// Take texts `${NAME}` of the configuration from the environment.
    #[arg(long)]
    environment: bool,
    /// How to get the grant, where the connector offers several ways.
    #[arg(long, value_enum)]
    grant: Option<oauth2::Grant>,
    /// Port of the callback. Default: 9002, or the ports that the connector has registered.
    #[arg(long)]
    port: Option<u16>,
    /// Print the link only.
    #[arg(long)]
    no_browser: bool,
    #[command(flatten)]
    answers: Answers,
}

/// Sees the consent through and keeps what it gave.
pub(crate) async fn run(words: &Words, json: bool) -> Result<(), Fault> {
    let browser: Arc<dyn Browser> = match words.no_browser {
        true => Arc::new(NoBrowser),
        false => Arc::new(Program::from_environment().unwrap_or_else(Program::of_platform)),
    };
    let described = Described {
        connector: Some(words.connector.clone()),
        config: Some(words.config.clone()),
        catalog: words.catalog.clone(),
        environment: words.environment,
        ..Described::default()
    };
    let consent = ServerConsent::prepare(&described, &words.grant_file, browser).await?;
    let (engine, id) = (consent.engine.clone(), consent.connection.clone());
    if let Some(grant) = words.grant {
        engine.use_grant(id.clone(), grant.into()).await?;
    }
    let redirect = engine.connector(engine.connection(id.clone()).await?.connector);
    let any_port = redirect
        .await?
        .redirect
        .is_some_and(|redirect| redirect.any_port);
    let begun = engine
        .authorize_on(id.clone(), oauth2::port(words.port, any_port))
        .await?;
    let account = attempt::see_through(&engine, &id, &begun, &words.answers)
        .await?
        .account;
    consent.keep().await?;
    print::authorized(&words.grant_file, account.as_deref(), json);
    Ok(())
}
