//! What a screen reader is told of the window, asked for over AT-SPI as Orca does it.

use serde::Deserialize;

use crate::error::{During, Error, Result};
use crate::places;
use crate::session::Session;

/// Debian's Python, which has the bindings of AT-SPI.
const PYTHON: &str = "/usr/bin/python3";

/// A thing in the window, as a screen reader knows it.
#[derive(Clone, Debug, Deserialize)]
pub struct Node {
    /// AT-SPI's name of its role, such as `push button`.
    pub role: String,
    /// What it is called.
    pub name: String,
    /// Whether it has the focus.
    pub focused: bool,
    /// Whether it can have it.
    pub focusable: bool,
    /// Its text, where it has some.
    #[serde(default)]
    pub text: String,
}

/// All of the window, outermost first, in the order in which it is read.
/// Errors: the session has no accessibility bus, or the bindings are not installed.
pub fn tree(session: &Session) -> Result<Vec<Node>> {
    let script = places::top().join("tests/accessible/tree.py");
    let mut ask = session.command(PYTHON);
    let answer = ask.arg(script).arg("headwater-app").output();
    let answer = answer.during("ask for the accessible tree")?;
    let lines = String::from_utf8_lossy(&answer.stdout);
    let nodes: Vec<Node> = lines
        .lines()
        .filter_map(|line| serde_json::from_str(line).ok())
        .collect();
    match nodes.is_empty() {
        false => Ok(nodes),
        true => Err(Error::Ended {
            what: "the accessible tree".to_owned(),
            why: "is empty".to_owned(),
            log: String::from_utf8_lossy(&answer.stderr).into_owned(),
        }),
    }
}
