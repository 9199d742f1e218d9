//! The activity log in sentences.

use serde_json::Value;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::ActivityView;

/// How many entries one look gives.
const MOST: u32 = 500;

impl Engine {
    /// What happened, the newest first, at most 500 entries; of one connection or of all. Entries of the last 90 days are
    /// kept, also those of connections that are gone.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn activity(&self, connection: Option<String>) -> Result<Vec<ActivityView>, Fault> {
        let entries = self
            .store(move |store| store.activity(connection.as_deref(), None, MOST))
            .await?;
        let view = |entry: headwater_store::Activity| ActivityView {
            at: entry.at.to_string(),
            says: self.says(&entry.kind, &entry.detail),
            connection: entry.connection,
            what: entry.kind,
        };
        Ok(entries.into_iter().map(view).collect())
    }

    /// An entry as a sentence. One that names itself in `says` is believed; a kind that this version does not know is told
    /// by its name.
    fn says(&self, kind: &str, detail: &Value) -> String {
        let word = |key: &str| detail[key].as_str();
        let program = word("program").unwrap_or("A program");
        let destination = word("destination").unwrap_or("a destination");
        let why = word("why").unwrap_or("It failed");
        if let Some(says) = word("says") {
            return says.to_owned();
        }
        match kind {
            "authorized" => match detail["scopes"].as_array().map_or(0, Vec::len) {
                0 => "Access was granted.".to_owned(),
                1 => "Access was granted with 1 permission.".to_owned(),
                count => format!("Access was granted with {count} permissions."),
            },
            "linked" => "The streams were linked to a workbook.".to_owned(),
            "deleted" => {
                let connector = word("connector").map(|id| self.connectors.name_of(id));
                let whose = connector.map_or_else(String::new, |name| format!(" to {name}"));
                let revoked = match word("revocation") {
                    Some("revoked") => " Its permission was revoked.",
                    Some("failed") => " Its permission could not be revoked.",
                    _ => "",
                };
                format!("The connection{whose} was deleted.{revoked}")
            }
            "caller_asked" => {
                format!("{program} asked for access tokens and waits for your answer.")
            }
            "caller_allowed" => format!("You allowed {program} to have access tokens."),
            "caller_refused" => format!("You refused access tokens to {program}."),
            "delivery_waits" => {
                format!(
                    "{why}, so nothing was delivered to {destination}. It is tried again by itself."
                )
            }
            "delivery_well" => format!("{destination} is well again and has all rows."),
            "delivery_failed" => format!("Nothing was delivered to {destination}: {why}."),
            "token" => format!("{program} got an access token."),
            other => {
                let words = other.replace('_', " ");
                let mut letters = words.chars();
                let first = letters.next().map(|first| first.to_uppercase().to_string());
                format!("{}{}.", first.unwrap_or_default(), letters.as_str())
            }
        }
    }
}
