//! A manifest as a source of the Airbyte protocol: `spec`, `check`, `discover` and `read` with the flags of the reference
//! runtime. The smallest program around the protocol; `headwater` has the same commands.
//!
//! ```text
//! cargo run --example source -- read --manifest-path M --config C --catalog F [--state S]
//! ```

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

use headwater_connectors::protocol::{self, Connector, Ended};
use headwater_connectors::{ConfigChanges, Manifest};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut words = std::env::args().skip(1);
    let command = words.next().ok_or("spec, check, discover or read?")?;
    let words: Vec<String> = words.filter(|word| word != "--debug").collect();
    let flags: HashMap<&str, &str> = words
        .chunks(2)
        .filter_map(|pair| Some((pair.first()?.as_str(), pair.get(1)?.as_str())))
        .collect();
    let out = &mut std::io::stdout();
    let Some(path) = flags.get("--manifest-path") else {
        protocol::spec_of_any(out)?;
        return Ok(ExitCode::SUCCESS);
    };
    let manifest = match Manifest::open(Path::new(path)) {
        Ok(manifest) => Arc::new(manifest),
        Err(problems) => {
            protocol::refused(&protocol::unreadable(&problems), out)?;
            return Ok(ExitCode::FAILURE);
        }
    };
    if command == "spec" {
        protocol::spec(&manifest, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let json = |flag: &str| -> Result<Value, Box<dyn Error>> {
        let path = flags
            .get(flag)
            .ok_or_else(|| format!("{flag} is missing"))?;
        Ok(serde_json::from_slice(&std::fs::read(path)?)?)
    };
    let connector = Connector {
        manifest,
        config: json("--config")?,
        access: None,
        http: reqwest::Client::new(),
        changes: ConfigChanges::default(),
        keeper: None,
    };
    let cancel = CancellationToken::new();
    let ended = match command.as_str() {
        "check" => connector.check(&cancel, out).await?,
        "discover" => connector.discover(&cancel, out).await?,
        "read" => {
            let state = flags.contains_key("--state").then(|| json("--state"));
            let state = state.transpose()?;
            let catalog = json("--catalog")?;
            connector
                .read(&catalog, state.as_ref(), &cancel, out)
                .await?
        }
        other => return Err(format!("{other} is no command").into()),
    };
    Ok(match ended {
        Ended::Done => ExitCode::SUCCESS,
        Ended::Failed => ExitCode::FAILURE,
    })
}
