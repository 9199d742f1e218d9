//! `headwater connectors`: the catalogue, and how connectors come into it, are written and tried.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use clap::{Args, Subcommand};
use headwater_engine::view::{
    ConnectorPlan, ConnectorSource, SecretInput, StreamTrial, TrialAccess, TrialLimits, TrialTarget,
};
use headwater_engine::{Engine, Fault, adding};

use crate::exit;
use crate::{import, print};

/// How often a watched file is looked at.
const LOOK: Duration = Duration::from_millis(300);

#[derive(Subcommand)]
pub(crate) enum ConnectorsCommand {
    /// List the connectors.
    List,
    /// Print what a connector asks for: inputs, permissions, callback addresses.
    Show {
        /// Its folder name in the catalogue, for example `hubspot`.
        connector: String,
    },
    /// Add a connector: a manifest in the open format, a connector's folder or a pack.
    Add(AddWords),
    /// Take an added connector away.
    Remove {
        /// Its ID, as `connectors list` prints it.
        connector: String,
    },
    /// Read the first pages of a stream and print each request, each answer and what was made of it.
    Test(TestWords),
    /// Begin a connector: a folder with a manifest in it.
    New(NewWords),
    /// Pack a connector's folder into one file, and sign it.
    Pack(PackWords),
    /// Make connectors from another program's description, and say line by line what did not translate.
    Import(import::Words),
}

#[derive(Args)]
pub(crate) struct AddWords {
    /// A file, a folder, or an https address.
    source: String,
    /// Add it without asking.
    #[arg(long)]
    yes: bool,
}

#[derive(Args)]
pub(crate) struct TestWords {
    /// A connector of the catalogue, a connector's folder, or a manifest's file.
    connector: String,
    /// The stream.
    stream: String,
    /// The configuration, a JSON file.
    #[arg(long, value_name = "FILE", conflicts_with = "connection")]
    config: Option<PathBuf>,
    /// The connection whose details and tokens are used.
    #[arg(long, value_name = "ID")]
    connection: Option<String>,
    /// The state to begin from, a JSON file.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// How many pages to read.
    #[arg(long, default_value_t = 3)]
    pages: u32,
    /// How many records to print of a page.
    #[arg(long, default_value_t = 2)]
    records: u32,
    /// Run again whenever the manifest or the configuration changes, until interrupted.
    #[arg(long)]
    watch: bool,
}

#[derive(Args)]
pub(crate) struct NewWords {
    /// What it is called; the folder is named after it.
    name: String,
    /// Streams from the lists of this OpenAPI document.
    #[arg(long, value_name = "FILE")]
    openapi: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct PackWords {
    /// The connector's folder.
    folder: PathBuf,
    /// The pack to write.
    #[arg(short, long, value_name = "FILE")]
    output: PathBuf,
    /// Sign with this secret key of minisign; its password stands in HEADWATER_KEY_PASSWORD.
    #[arg(long, value_name = "FILE")]
    key: Option<PathBuf>,
}

/// Does what needs no engine; none where one is needed.
pub(crate) fn without_engine(command: &ConnectorsCommand, json: bool) -> Option<Result<(), Fault>> {
    match command {
        ConnectorsCommand::Import(words) => Some(import::run(words, json)),
        ConnectorsCommand::New(words) => Some(begin(words, json)),
        ConnectorsCommand::Pack(words) => Some(pack(words, json)),
        _ => None,
    }
}

/// Does what needs the engine, and gives the exit code.
pub(crate) async fn run(
    engine: &Engine,
    command: &ConnectorsCommand,
    json: bool,
) -> Result<u8, Fault> {
    match command {
        ConnectorsCommand::List => print::connectors(&engine.catalogue().await?, json),
        ConnectorsCommand::Show { connector } => {
            print::connector(&engine.connector(connector.clone()).await?, json);
        }
        ConnectorsCommand::Add(words) => return add(engine, words, json).await,
        ConnectorsCommand::Remove { connector } => {
            engine.remove_connector(connector.clone()).await?;
            print::text(&format!("{connector} is removed\n"), json);
        }
        ConnectorsCommand::Test(words) => return test(engine, words, json).await,
        ConnectorsCommand::Import(_) | ConnectorsCommand::New(_) | ConnectorsCommand::Pack(_) => {}
    }
    Ok(exit::DONE)
}

async fn add(engine: &Engine, words: &AddWords, json: bool) -> Result<u8, Fault> {
    let source = match words.source.contains("://") {
        true => ConnectorSource::Url(words.source.clone()),
        false => ConnectorSource::Path(words.source.clone()),
    };
    let plan = engine.inspect_connector(source).await?;
    // With `--json`, what is printed at the end is the plan: people read it before.
    if !json || !words.yes {
        eprint!("{}", in_words(&plan));
    }
    if !words.yes && !agreed() {
        eprintln!("Nothing was added. Say --yes to add it without being asked.");
        return Ok(exit::NEEDS_USER);
    }
    let added = engine.add_connector(plan.plan.clone()).await?;
    match json {
        true => print::value(&plan),
        false => println!("{}  {}", added.id, added.name),
    }
    Ok(exit::DONE)
}

/// Asks on standard error and reads one line.
fn agreed() -> bool {
    eprint!("Add it? [y/N] ");
    let mut line = String::new();
    let read = std::io::stdin().read_line(&mut line);
    read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "y" | "yes")
}

/// What adding a connector will do.
fn in_words(plan: &ConnectorPlan) -> String {
    let mut text = format!("{} ({})\n", plan.name, plan.id);
    let mut say = |label: &str, line: &str| text += &format!("  {label:<9} {line}\n");
    say(
        "from",
        &match &plan.signed_by {
            Some(key) => format!("a {} signed by {key}", plan.origin),
            None => format!("a {}, not signed", plan.origin),
        },
    );
    if let Some(name) = &plan.replaces {
        say("replaces", name);
    }
    say("hosts", &plan.hosts.join(", "));
    say("sign-in", &plan.sign_in.says);
    for field in &plan.form.fields {
        let secret = if field.secret { ", secret" } else { "" };
        let need = if field.required {
            "required"
        } else {
            "optional"
        };
        say(
            "asks for",
            &format!("{}: {} ({need}{secret})", field.name, field.title),
        );
    }
    let runs: Vec<&str> = plan
        .streams
        .iter()
        .filter(|one| one.runs)
        .map(|one| one.name.as_str())
        .collect();
    say(
        "streams",
        &format!("{} run: {}", runs.len(), runs.join(", ")),
    );
    for stream in plan.streams.iter().filter(|one| !one.runs) {
        for reason in &stream.reasons {
            let place = format!("{}:{}", reason.file, reason.line);
            say(
                "not",
                &format!(
                    "{}: {} ({place}, {})",
                    stream.name, reason.reason, reason.component
                ),
            );
        }
    }
    for warning in &plan.warnings {
        say("note", warning);
    }
    text
}

async fn test(engine: &Engine, words: &TestWords, json: bool) -> Result<u8, Fault> {
    let file = manifest_of(&words.connector);
    let mut seen = None;
    loop {
        let now = changed(file.as_deref(), words.config.as_deref());
        if seen.replace(now) == Some(now) {
            tokio::time::sleep(LOOK).await;
            continue;
        }
        let trial = trial(engine, words, file.as_deref()).await;
        if !words.watch {
            let trial = trial?;
            print::trial(&trial, json);
            let failed = !trial.faults.is_empty() || !trial.problems.is_empty();
            return Ok(if failed { exit::FAULT } else { exit::DONE });
        }
        match trial {
            Ok(trial) => print::trial(&trial, json),
            Err(fault) => print::fault(&fault.seen_now(), json),
        }
        eprintln!("-- watching; Ctrl-C ends it");
    }
}

async fn trial(
    engine: &Engine,
    words: &TestWords,
    file: Option<&Path>,
) -> Result<StreamTrial, Fault> {
    let target = match file {
        Some(file) => TrialTarget::Manifest(read(file, "The manifest")?),
        None => TrialTarget::Connector(words.connector.clone()),
    };
    let config = words
        .config
        .as_deref()
        .map(|file| read(file, "The configuration"));
    let state = words
        .state
        .as_deref()
        .map(|file| read(file, "The state"))
        .transpose()?;
    let state = state.map(|text| serde_json::from_str(&text));
    let access = TrialAccess {
        config: config.transpose()?.map(|text| SecretInput(text.into())),
        connection: words.connection.clone(),
        state: state
            .transpose()
            .map_err(|_| Fault::input("The state", "it is no JSON"))?,
    };
    let limits = TrialLimits {
        pages: words.pages,
        records: words.records,
    };
    engine
        .test_stream(target, words.stream.clone(), access, limits)
        .await
}

/// The manifest of a folder or a file; none for a connector of the catalogue.
fn manifest_of(connector: &str) -> Option<PathBuf> {
    let path = Path::new(connector);
    if path.is_dir() {
        return Some(path.join("manifest.yaml"));
    }
    path.is_file().then(|| path.to_owned())
}

fn changed(file: Option<&Path>, config: Option<&Path>) -> [Option<SystemTime>; 2] {
    [file, config].map(|file| {
        std::fs::metadata(file?)
            .and_then(|found| found.modified())
            .ok()
    })
}

fn read(file: &Path, what: &str) -> Result<String, Fault> {
    std::fs::read_to_string(file)
        .map_err(|error| Fault::input(what, format!("{}: {error}", file.display())))
}

fn begin(words: &NewWords, json: bool) -> Result<(), Fault> {
    let openapi = words
        .openapi
        .as_deref()
        .map(|file| read(file, "The document"));
    let manifest = adding::begin(&words.name, openapi.transpose()?.as_deref())?;
    let folder = PathBuf::from(
        words
            .name
            .to_lowercase()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "-"),
    );
    let file = folder.join("manifest.yaml");
    let failed = |error: std::io::Error| {
        Fault::input("The folder", format!("{}: {error}", folder.display()))
    };
    if file.exists() {
        return Err(Fault::input(
            "The folder",
            format!("{} is there already", file.display()),
        ));
    }
    std::fs::create_dir_all(&folder).map_err(failed)?;
    std::fs::write(&file, manifest).map_err(failed)?;
    print::text(&format!("{}\n", file.display()), json);
    Ok(())
}

fn pack(words: &PackWords, json: bool) -> Result<(), Fault> {
    let password = std::env::var("HEADWATER_KEY_PASSWORD").ok();
    let packed = adding::pack(&words.folder, &words.output, words.key.as_deref(), password)?;
    match json {
        true => print::value(&packed),
        false => {
            println!(
                "{}  {} files, {} bytes",
                packed.pack, packed.files, packed.bytes
            );
            if let Some(signature) = &packed.signature {
                println!("{signature}");
            }
        }
    }
    Ok(())
}
