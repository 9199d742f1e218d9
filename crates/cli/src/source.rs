//! `spec`, `check`, `discover`, `read`: a source for other programs, in the words of the Airbyte protocol.

use std::path::PathBuf;

use clap::Args;
use headwater_engine::Fault;
use headwater_engine::protocol::{self, Described, Ended, Verb};

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
    /// The configuration, JSON.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// The configured catalog, JSON.
    #[arg(long, value_name = "FILE")]
    catalog: Option<PathBuf>,
    /// The state of an earlier read, JSON.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// Taken for the sake of callers that pass it.
    #[arg(long, hide = true)]
    debug: bool,
}

/// Does what is asked; messages go to standard output.
pub(crate) async fn run(verb: Verb, words: &Words) -> Result<u8, Fault> {
    let described = Described {
        manifest: words.manifest_path.clone(),
        connector: words.connector.clone(),
        config: words.config.clone(),
        catalog: words.catalog.clone(),
        state: words.state.clone(),
    };
    let out = &mut std::io::stdout();
    Ok(match protocol::run(verb, &described, out).await {
        Ok(Ended::Done) => exit::DONE,
        // Whoever listened is gone: there is nobody to tell.
        Ok(Ended::Failed) | Err(_) => exit::FAULT,
    })
}
