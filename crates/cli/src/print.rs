//! What the commands print: text for people, or one JSON value.

use std::path::Path;

use headwater_engine::imported::ImportReport;
use headwater_engine::view::{
    ActivityView, CallerView, ConnectionView, ConnectorDetail, ConnectorView, DeleteView,
    FaultView, Finding, HostView, Outcome, RecoveryView, StreamTrial,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde_json::json;

/// The connections, one a line: ID, status, name, account.
pub(crate) fn connections(connections: &[ConnectionView], as_json: bool) {
    if as_json {
        return value(&connections);
    }
    for connection in connections {
        let status = format!("{:?}", connection.status).to_lowercase();
        println!(
            "{}  {status:<12} {}  {}",
            connection.id,
            connection.name,
            connection.account.as_deref().unwrap_or("")
        );
    }
}

/// A connection that has its grant.
pub(crate) fn connected(connection: &ConnectionView, as_json: bool) {
    if as_json {
        return value(connection);
    }
    let until = connection
        .token_expires_at
        .as_deref()
        .unwrap_or("without an end");
    println!(
        "{}  {}  token until {until}, in the keychain",
        connection.id, connection.name
    );
}

/// Where an access for a server is.
pub(crate) fn authorized(file: &Path, account: Option<&str>, as_json: bool) {
    let place = file.display().to_string();
    if as_json {
        return value(&json!({ "grantFile": place, "account": account }));
    }
    match account {
        Some(account) => println!("{place}  an access of its own for {account}"),
        None => println!("{place}  an access of its own"),
    }
}

/// What a deletion did.
pub(crate) fn deleted(deleted: &DeleteView, as_json: bool) {
    if as_json {
        return value(deleted);
    }
    println!("{}", deleted.says);
}

/// An access token, alone on its line.
pub(crate) fn token(token: &SecretString, as_json: bool) {
    let token = token.expose_secret();
    if as_json {
        return value(&json!({ "access_token": token }));
    }
    println!("{token}");
}

/// Programs with the owner's answers.
pub(crate) fn callers(callers: &[CallerView], as_json: bool) {
    if as_json {
        return value(&callers);
    }
    for caller in callers {
        let answer = match caller.allowed {
            Some(true) => "allowed",
            Some(false) => "refused",
            None => "waits",
        };
        println!("{}  {answer:<8} {}", caller.connection, caller.program);
    }
}

/// What happened, one a line.
pub(crate) fn activity(entries: &[ActivityView], as_json: bool) {
    if as_json {
        return value(&entries);
    }
    for entry in entries {
        let connection = entry.connection.as_deref().unwrap_or("-");
        println!("{}  {connection}  {}", entry.at, entry.says);
    }
}

/// Requests per host, one host a line.
pub(crate) fn ledger(hosts: &[HostView], as_json: bool) {
    if as_json {
        return value(&hosts);
    }
    for host in hosts {
        println!(
            "{:>8} requests, {:>4} not answered, last {}  {}",
            host.requests, host.failed, host.last_at, host.host
        );
    }
}

/// What the doctor found, with what mends it.
pub(crate) fn findings(findings: &[Finding], as_json: bool) {
    if as_json {
        return value(&findings);
    }
    for finding in findings {
        let mark = match finding.outcome {
            Outcome::Passed => "ok",
            Outcome::Failed => "WRONG",
            Outcome::Skipped => "skipped",
        };
        println!("{mark:<8} {:<13} {}", finding.name, finding.says);
        if !finding.fix.is_empty() {
            println!("{:<22} {}", "", finding.fix);
        }
    }
}

/// The catalogue, one connector a line.
pub(crate) fn connectors(connectors: &[ConnectorView], as_json: bool) {
    if as_json {
        return value(&connectors);
    }
    for connector in connectors {
        println!(
            "{:<24} {:<28} {}",
            connector.id, connector.name, connector.summary
        );
    }
}

/// What a connector asks for.
pub(crate) fn connector(detail: &ConnectorDetail, as_json: bool) {
    if as_json {
        return value(detail);
    }
    for input in &detail.inputs {
        let secret = if input.secret { ", secret" } else { "" };
        let need = if input.required {
            "required"
        } else {
            "optional"
        };
        println!(
            "input       {}: {} ({need}{secret})",
            input.name, input.title
        );
    }
    for scope in &detail.scopes {
        println!("permission  {}: {}", scope.scope, scope.says);
    }
    if let Some(redirect) = &detail.redirect {
        for uri in [&redirect.uri].into_iter().chain(&redirect.spares) {
            println!("callback    {uri}");
        }
        println!("            {}", redirect.note);
    }
}

/// What became of a damaged database; to standard error, as it is no result of the command.
pub(crate) fn recovered(recovery: &RecoveryView) {
    eprintln!(
        "headwater: the database was damaged. A copy is kept: {}",
        recovery.copy
    );
    let lost: u64 = recovery.tabs.iter().map(|tab| tab.lost).sum();
    let kept: u64 = recovery.tabs.iter().map(|tab| tab.kept).sum();
    let connections = recovery.connections;
    eprintln!("headwater: recovered: {connections} connections, {kept} rows; lost: {lost} rows");
    for tab in recovery.tabs.iter().filter(|tab| tab.lost > 0) {
        eprintln!(
            "headwater: {}: {} rows lost; its next sync reads it from the beginning",
            tab.title, tab.lost
        );
    }
    if !recovery.incomplete.is_empty() {
        let incomplete = recovery.incomplete.join(", ");
        eprintln!("headwater: not read whole: {incomplete}");
    }
}

/// The streams of a finished sync with their rows.
pub(crate) fn synced(connection: &ConnectionView, as_json: bool) {
    if as_json {
        return value(connection);
    }
    for stream in &connection.streams {
        match &stream.fault {
            Some(fault) => println!("{}  failed: {}", stream.name, fault.title),
            None => println!("{}  {} rows", stream.name, stream.rows),
        }
    }
}

/// What an import did, and line by line what did not come over.
pub(crate) fn imported(report: &ImportReport, as_json: bool) {
    if as_json {
        return value(report);
    }
    print!("{report}");
}

/// A trial, each request with its answer and what was made of it.
pub(crate) fn trial(trial: &StreamTrial, as_json: bool) {
    if as_json {
        return value(trial);
    }
    for problem in &trial.problems {
        println!(
            "{}:{} {}: {}: {}",
            problem.file, problem.line, problem.path, problem.component, problem.reason
        );
    }
    for page in &trial.pages {
        let (request, answer) = (&page.request, &page.answer);
        println!("> {} {}", request.method, request.url);
        for (name, text) in &request.headers {
            println!("> {name}: {text}");
        }
        if let Some(body) = &request.body {
            println!("> {body}");
        }
        match answer {
            None => println!("< no answer"),
            Some(answer) => {
                println!(
                    "< {} in {} ms, {} bytes",
                    answer.status, answer.ms, answer.bytes
                );
                println!("< {}", answer.body.chars().take(400).collect::<String>());
            }
        }
        if let Some(slice) = &page.slice {
            println!(
                "  slice {slice}: {} records, {} kept",
                page.extracted, page.kept
            );
            for (index, record) in page.after.iter().enumerate() {
                match page.before.get(index).filter(|before| *before != record) {
                    Some(before) => println!("  before {before}\n  after  {record}"),
                    None => println!("  record {record}"),
                }
            }
        }
    }
    if let Some(state) = &trial.state {
        println!("state   {state}");
    }
    if !trial.pages.is_empty() {
        println!("schema  {}", trial.inferred_schema["properties"]);
    }
    let cut = if trial.cut { ", more is there" } else { "" };
    println!("{}: {} records{cut}", trial.stream, trial.records);
    trial.faults.iter().for_each(|one| fault(one, false));
}

/// A text that is made for other programs.
pub(crate) fn text(text: &str, as_json: bool) {
    if as_json {
        return value(text);
    }
    print!("{text}");
}

/// A fault, to standard error.
pub(crate) fn fault(fault: &FaultView, as_json: bool) {
    if as_json {
        eprintln!("{}", json!(fault));
    } else {
        eprintln!(
            "headwater: {}\n  {}\n  {}",
            fault.title, fault.cause, fault.fix
        );
    }
}

/// One JSON value.
pub(crate) fn value(value: &(impl Serialize + ?Sized)) {
    println!("{}", json!(value));
}
