//! `headwater destinations`: where workbooks are delivered besides, and deliveries that a timer of the system asks for.

use clap::Subcommand;
use headwater_engine::view::{DestinationSettings, DestinationView};
use headwater_engine::{Engine, Fault};
use serde::Serialize;

use crate::{exit, print};

#[derive(Subcommand)]
pub(crate) enum DestinationsCommand {
    /// Deliver what a destination lacks, and wait for the end.
    Deliver {
        /// ID of the destination.
        id: String,
    },
}

/// A destination in the list of all.
#[derive(Serialize)]
struct Listed {
    workbook: String,
    #[serde(flatten)]
    destination: DestinationView,
}

/// Lists all destinations, or delivers to one; gives the exit code, which is the fault's where a delivery failed.
///
/// # Errors
/// There is no such destination; the store's faults.
pub(crate) async fn run(
    engine: &Engine,
    command: Option<&DestinationsCommand>,
    json: bool,
) -> Result<u8, Fault> {
    let Some(DestinationsCommand::Deliver { id }) = command else {
        list(&all(engine).await?, json);
        return Ok(exit::DONE);
    };
    let delivered = engine.deliver(id.clone()).await?;
    match &delivered.fault {
        Some(fault) => {
            print::fault(fault, json);
            return Ok(exit::of_view(fault));
        }
        None if json => print::value(&delivered),
        None => println!("{}  {}  delivered", delivered.id, delivered.name),
    }
    Ok(exit::DONE)
}

async fn all(engine: &Engine) -> Result<Vec<Listed>, Fault> {
    let mut all = Vec::new();
    for entity in engine.entities().await? {
        let of_workbook = engine.destinations(entity.id).await?;
        all.extend(of_workbook.into_iter().map(|destination| Listed {
            workbook: entity.name.clone(),
            destination,
        }));
    }
    Ok(all)
}

/// One a line: ID, what became of the last delivery, workbook, name, place.
fn list(all: &[Listed], json: bool) {
    if json {
        return print::value(all);
    }
    for Listed {
        workbook,
        destination,
    } in all
    {
        let state = match (&destination.fault, &destination.delivered_at) {
            (Some(fault), _) => &fault.title,
            (None, Some(at)) => at,
            (None, None) => "not delivered yet",
        };
        println!(
            "{}  {state}  {workbook}  {}  {}",
            destination.id,
            destination.name,
            place(&destination.settings)
        );
    }
}

/// Where a destination is, on one line.
fn place(settings: &DestinationSettings) -> String {
    match settings {
        DestinationSettings::Csv { folder, .. } | DestinationSettings::Parquet { folder, .. } => {
            folder.clone()
        }
        DestinationSettings::Xlsx { file } => file.clone(),
        DestinationSettings::Postgres(to) => format!(
            "{}:{}/{} schema {}",
            to.host, to.port, to.database, to.schema
        ),
        DestinationSettings::ClickHouse(to) => format!("{} database {}", to.url, to.database),
        DestinationSettings::Bucket(to) => format!("s3://{}/{}", to.bucket, to.prefix),
    }
}
