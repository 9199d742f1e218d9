//! What goes wrong, as a code with cause, fix and button. The parts' errors become faults in one place ([`map`]), the
//! texts stand in one [`table`]; the window, the command line and the log all speak from there.

mod button;
mod destinations;
mod keeping;
mod map;
#[cfg(test)]
mod pages;
mod row;
mod table;

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Value, json};

pub use table::Code;

use crate::view::{Button, FaultView};

/// What went wrong. Its `Display` is the title.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Which fault.
    pub code: Code,
    /// What the texts speak of, for example `provider` → `HubSpot`.
    pub values: BTreeMap<String, String>,
    /// Technical details, without secrets.
    pub details: String,
    /// When the app tries again by itself.
    pub retry_at: Option<Timestamp>,
}

impl Fault {
    /// A fault without values.
    pub fn new(code: Code) -> Self {
        Self {
            code,
            values: BTreeMap::new(),
            details: String::new(),
            retry_at: None,
        }
    }

    /// Says what a word of the texts stands for; the first saying wins, so that the place nearest to the cause decides.
    pub fn with(mut self, word: &str, value: impl Into<String>) -> Self {
        self.values
            .entry(word.to_owned())
            .or_insert_with(|| value.into());
        self
    }

    /// Adds technical details.
    pub fn detail(mut self, details: impl std::fmt::Display) -> Self {
        self.details = details.to_string();
        self
    }

    /// There is no `what` with this ID.
    pub fn unknown(what: &str, id: &str) -> Self {
        Self::new(Code::UnknownItem)
            .with("what", what)
            .with("id", id)
    }

    /// The command does not fit the present state.
    pub fn not_now(reason: &str, fix: &str) -> Self {
        Self::new(Code::NotNow)
            .with("reason", reason)
            .with("fix", fix)
    }

    /// An input does not fit.
    pub fn input(field: &str, reason: impl Into<String>) -> Self {
        Self::new(Code::InputInvalid)
            .with("field", field)
            .with("reason", reason)
    }

    /// A task of ours panicked, or its process is ending.
    pub(crate) fn abnormal(details: impl std::fmt::Display) -> Self {
        Self::new(Code::StoreFailed)
            .with("reason", "a task ended abnormally")
            .detail(details)
    }

    /// It may pass by itself: the connection stays as it is and is tried again.
    pub fn is_temporary(&self) -> bool {
        use Code::*;
        matches!(
            self.code,
            Unreachable
                | Unavailable
                | RateLimited
                | AnswerNotOAuth
                | NetworkFile
                | NetworkSettings
                | KeychainAbsent
                | KeychainLocked
                | DiskFull
                | TokenNotSaved
                | Locked
                | DestinationUnreachable
                | DestinationRaced
        )
    }

    /// Only a new consent helps: the connection turns to *Reauthorize*.
    pub fn needs_consent(&self) -> bool {
        use Code::*;
        matches!(
            self.code,
            GrantRejected | AnswerLost | CannotRenew | GrantMissing
        )
    }

    /// The fault as people see it.
    pub fn view(&self, now: Timestamp) -> FaultView {
        let row = self.code.row();
        FaultView {
            code: self.code.as_str().to_owned(),
            title: self.fill(row.title),
            cause: self.fill(row.cause),
            fix: self.fill(row.fix),
            button: row.button.map(|(label, action)| Button {
                label: label.to_owned(),
                action,
            }),
            details: self.details.clone(),
            values: self.values.clone(),
            retry_at: self.retry_at.map(|at| at.to_string()),
            at: now.to_string(),
        }
    }

    /// The fault as people see it, stamped with the system's time.
    pub fn seen_now(&self) -> FaultView {
        self.view(Timestamp::now())
    }

    /// The fault as the store keeps it.
    pub(crate) fn to_json(&self) -> Value {
        json!({ "code": self.code.as_str(), "values": self.values, "details": self.details, "retry_at": self.retry_at })
    }

    /// Reads what [`Fault::to_json`] wrote; nothing for a code that this version does not know.
    pub(crate) fn from_json(kept: &Value) -> Option<Self> {
        let code = *Code::ALL
            .iter()
            .find(|code| Some(code.as_str()) == kept["code"].as_str())?;
        Some(Self {
            code,
            values: serde_json::from_value(kept["values"].clone()).unwrap_or_default(),
            details: kept["details"].as_str().unwrap_or_default().to_owned(),
            retry_at: kept["retry_at"].as_str().and_then(|at| at.parse().ok()),
        })
    }

    /// What a word stands for. A host that nobody named is the provider's.
    fn word<'a>(&'a self, word: &'a str) -> &'a str {
        let said = |word: &str| self.values.get(word).map(String::as_str);
        match word {
            "host" => said("host").or_else(|| said("provider")),
            _ => said(word),
        }
        .unwrap_or_else(|| unsaid(word))
    }

    /// Fills the words in braces; a word that nobody said reads as what it is, so that no brace is ever shown.
    fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len() + 32);
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('{') {
            filled.push_str(before);
            let Some((word, tail)) = after.split_once('}') else {
                break;
            };
            filled.push_str(self.word(word));
            rest = tail;
        }
        filled.push_str(rest);
        filled
    }
}

/// How a word reads that nobody filled.
fn unsaid(word: &str) -> &str {
    match word {
        "provider" | "host" => "The provider",
        "stream" => "the stream",
        "keychain" => "The keychain",
        "connections" => "this one",
        "scopes" => "no name was given",
        "reason" => "no reason was given",
        "fix" => "Look at the list of connections.",
        "file" => "A file",
        "program" => "A program",
        "place" => "its place",
        "item" => "such place",
        "right" => "no right was named",
        "table" => "The table",
        other => other,
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{}: {}",
            self.code.as_str(),
            self.fill(self.code.row().title)
        )
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code reads as cause, fix and title, and has a button; no brace reaches a person even when no value was given.
    #[test]
    fn every_code_reads_whole() {
        for code in Code::ALL {
            let view = Fault::new(*code).view(Timestamp::UNIX_EPOCH);
            assert!(
                view.button.is_some(),
                "{} leaves one without a button",
                view.code
            );
            for text in [&view.title, &view.cause, &view.fix] {
                assert!(
                    !text.is_empty() && !text.contains(['{', '}']),
                    "{}: {text:?}",
                    view.code
                );
            }
        }
    }

    /// A fault that was kept with a connection reads the same after a restart.
    #[test]
    fn a_kept_fault_comes_back() {
        let mut fault = Fault::new(Code::RateLimited)
            .with("host", "api.example")
            .detail("429");
        fault.retry_at = Some(Timestamp::UNIX_EPOCH);
        assert_eq!(Fault::from_json(&fault.to_json()), Some(fault));
    }

    /// Codes are the stable names of faults: two that are the same could not be told apart in logs and help.
    #[test]
    fn codes_are_unique() {
        let names: std::collections::BTreeSet<_> =
            Code::ALL.iter().map(|code| code.as_str()).collect();
        assert_eq!(names.len(), Code::ALL.len());
    }
}
