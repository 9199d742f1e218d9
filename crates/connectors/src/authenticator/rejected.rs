//! Which answers of a token address say that the grant itself is over.

use crate::answer::Answer;
use crate::fields::Fields;

/// Statuses, and a key of their body with its values.
#[derive(Debug)]
pub(super) struct Rejected {
    codes: Vec<u16>,
    key: String,
    values: Vec<String>,
}

impl Rejected {
    /// Reads the fields that an authenticator and its updater have alike; `None` where none is
    /// set.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Option<Rejected>> {
        let codes = fields.texts("refresh_token_error_status_codes")?;
        let rejected = Rejected {
            codes: codes.iter().filter_map(|code| code.parse().ok()).collect(),
            key: fields.text("refresh_token_error_key")?.unwrap_or_default(),
            values: fields.texts("refresh_token_error_values")?,
        };
        let is_set =
            !rejected.codes.is_empty() || !rejected.key.is_empty() || !rejected.values.is_empty();
        Some(is_set.then_some(rejected))
    }

    pub(super) fn is(&self, answer: &Answer) -> bool {
        let said = || answer.json()?.get(&self.key)?.as_str();
        self.codes.contains(&answer.status)
            && said().is_some_and(|said| self.values.iter().any(|value| value == said))
    }
}

impl Default for Rejected {
    /// What RFC 6749, section 5.2 has, and a word that some providers have beside it.
    fn default() -> Rejected {
        Rejected {
            codes: vec![400],
            key: "error".into(),
            values: vec!["invalid_grant".into(), "invalid_permissions".into()],
        }
    }
}
