//! What the commands print: text for people, or one JSON value.

use headwater_engine::view::{ConnectionView, DeleteView, FaultView};
use serde_json::json;

/// The connections, one a line: ID, status, name, account.
pub(crate) fn connections(connections: &[ConnectionView], as_json: bool) {
    if as_json {
        return value(&json!(connections));
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
        return value(&json!(connection));
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

/// What a deletion did.
pub(crate) fn deleted(deleted: &DeleteView, as_json: bool) {
    if as_json {
        return value(&json!(deleted));
    }
    println!("{}", deleted.says);
}

/// An access token, alone on its line.
pub(crate) fn token(token: &str, as_json: bool) {
    if as_json {
        return value(&json!({ "access_token": token }));
    }
    println!("{token}");
}

/// The streams of a finished sync with their rows.
pub(crate) fn synced(connection: &ConnectionView, as_json: bool) {
    if as_json {
        return value(&json!(connection));
    }
    for stream in &connection.streams {
        match &stream.fault {
            Some(fault) => println!("{}  failed: {}", stream.name, fault.title),
            None => println!("{}  {} rows", stream.name, stream.rows),
        }
    }
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

fn value(value: &serde_json::Value) {
    println!("{value}");
}
