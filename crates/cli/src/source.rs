//! `spec`, `check`, `discover`, `read`: a source for other programs, in the words of the Airbyte protocol.

use std::path::PathBuf;

use clap::Args;
use headwater_engine::protocol::{self, Described, Ended, Verb};
use headwater_engine::{Engine, Fault};

use crate::exit;

/// The flags are the reference runtime's, with `--connector` beside them.
#[derive(Args)]
pub(crate) struct Words {
    /// A manifest in the open format.
    #[arg(long, value_name = "FILE", conflicts_with = "connector")]
    manifest_path: Option<PathBuf>,
    /// A connector: its name in the catalogue, or its folder.
    #[arg(long, value_name = "NAME")]
    connector: Option<String>,
    /// A connection of this machine, by its ID: its details and its grant are used.
    #[arg(long, value_name = "ID", conflicts_with_all = ["manifest_path", "connector", "config"])]
    pub(crate) connection: Option<String>,
    /// The configuration, JSON.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The configured catalog, JSON.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The state of an earlier read, JSON.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Take texts `${NAME}` of the configuration from the environment.
    #[arg(long)]
    environment: bool,
    /// The file of the grant that `headwater authorize` got for this machine; what is renewed is kept there.
    #[arg(long, value_name = "FILE", requires = "connector")]
    grant_file: Option<PathBuf>,
    /// Changes nothing; callers of the protocol pass it.
    #[arg(long)]
    debug: bool,
}

impl Words {
    fn described(&self) -> Described {
        Described {
            manifest: self.manifest_path.clone(),
            connector: self.connector.clone(),
            config: self.config.clone(),
            catalog: self.catalog.clone(),
            state: self.state.clone(),
            environment: self.environment,
            grant: self.grant_file.clone(),
        }
    }
}

/// Does what is asked; messages go to standard output.
pub(crate) async fn run(verb: Verb, words: &Words) -> Result<u8, Fault> {
    let out = &mut std::io::stdout();
    let ended = protocol::run(verb, &words.described(), out).await;
    Ok(code(ended.ok()))
}

/// The same with the details and the grant of a connection.
pub(crate) async fn of_connection(
    engine: &Engine,
    verb: Verb,
    words: &Words,
    id: &str,
) -> Result<u8, Fault> {
    let out = &mut std::io::stdout();
    let ended = engine.protocol(verb, id, &words.described(), out).await;
    Ok(code(ended.ok()))
}

/// The exit code; where whoever listened is gone, there is nobody to tell.
fn code(ended: Option<Ended>) -> u8 {
    match ended {
        Some(Ended::Done) => exit::DONE,
        Some(Ended::Failed) | None => exit::FAULT,
    }
}
