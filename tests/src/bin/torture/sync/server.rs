//! PostgreSQL as a destination of the workbook.

use headwater_tests::data::{Data, Differences};
use headwater_tests::servers::postgres::Postgres;
use serde_json::json;

use super::bench::{Bench, STREAMS, said};
use crate::Result;

/// Where the tables stand.
const SCHEMA: &str = "crm";

/// The settings of the destination, as JSON.
pub(super) fn settings(server: &Postgres) -> String {
    json!(server.destination(SCHEMA)).to_string()
}

/// Delivers what is lacking, and compares each table with its tab: keys, the sync that wrote each row, and the one that
/// found it gone. A row that was written twice is there twice, for the tables of appended rows have no key.
pub(super) fn compare(bench: &Bench<'_>, server: &Postgres) -> Result<Differences> {
    let output = bench.deliver()?;
    if !output.status.success() {
        return Err(said("a delivery failed", &output).into());
    }
    let data = Data::of(bench.app)?;
    let mut all = Differences::default();
    for (stream, _) in STREAMS {
        let rows =
            format!("SELECT concat_ws(' ', _hw_key, _hw_sync, _hw_deleted) FROM {SCHEMA}.{stream}");
        let there = server.ask("postgres", &rows)?;
        let (mut here, mut there): (Vec<String>, Vec<String>) = (
            data.marks(stream)?,
            there.lines().map(str::to_owned).collect(),
        );
        here.sort();
        there.sort();
        all += Differences {
            compared: here.len(),
            lost: without(&here, &there),
            doubled: without(&there, &here),
        };
    }
    Ok(all)
}

/// How many of the sorted `some` are not among the sorted `others`, each as often as it is there.
fn without(some: &[String], others: &[String]) -> usize {
    let mut others = others.iter().peekable();
    let found = some.iter().filter(|one| {
        while others.next_if(|other| other < one).is_some() {}
        others.next_if(|other| other == one).is_some()
    });
    some.len() - found.count()
}
