//! `headwater handoff`: a connection as a project for a server.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use headwater_engine::view::{HandoffTarget, ServerSignIn};
use headwater_engine::{Engine, Fault};

use crate::print;

#[derive(Args)]
pub(crate) struct Words {
    /// ID of the connection.
    id: String,
    /// The folder to write: a new or an empty one.
    #[arg(long, value_name = "FOLDER")]
    to: PathBuf,
    /// What runs it there.
    #[arg(long = "as", value_enum)]
    target: Target,
}

#[derive(Clone, Copy, ValueEnum)]
enum Target {
    Pyairbyte,
    Meltano,
    Airbyte,
}

/// Writes the project and says what comes next.
pub(crate) async fn run(engine: &Engine, words: &Words, json: bool) -> Result<(), Fault> {
    let target = match words.target {
        Target::Pyairbyte => HandoffTarget::PyAirbyte,
        Target::Meltano => HandoffTarget::Meltano,
        Target::Airbyte => HandoffTarget::Airbyte,
    };
    let plan = engine.handoff_plan(words.id.clone()).await?;
    let folder = std::path::absolute(&words.to)?.display().to_string();
    let written = engine.hand_off(words.id.clone(), target, folder).await?;
    if json {
        print::value(&written);
        return Ok(());
    }
    println!("{}", written.folder);
    eprintln!("No secret is in it. Bring it to the server and follow its README.md.");
    for variable in &plan.variables {
        eprintln!("  set in its environment: {variable}");
    }
    if plan.sign_in == ServerSignIn::Consent {
        eprintln!("  an access of its own: headwater authorize, as README.md says");
    }
    for stream in plan.streams.iter().filter(|stream| stream.narrowed) {
        let name = &stream.name;
        eprintln!("  {name}: what is left out or hashed here is read there in full");
    }
    Ok(())
}
