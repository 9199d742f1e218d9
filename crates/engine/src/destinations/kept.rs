//! What the store keeps of a destination, and what of it may change without asking for the password again.

use headwater_store as store;
use headwater_vault::ItemName;
use serde::{Deserialize, Serialize};

use crate::fault::{Code, Fault};
use crate::view::DestinationSettings;

/// A destination's particulars as the store keeps them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Kept {
    /// Kind and place.
    #[serde(flatten)]
    pub(super) settings: DestinationSettings,
    /// What the target knows the workbook by, made once: two desktops that deliver to one schema have the same IDs.
    #[serde(default = "word")]
    pub(super) workbook: String,
    /// Whether the keychain holds its password, under that word.
    #[serde(default)]
    pub(super) secret: bool,
}

impl Kept {
    /// The particulars of a destination in the store.
    ///
    /// # Errors
    /// [`Code::StoreNewer`] for a kind that this version does not know.
    pub(super) fn of(kept: &store::Destination) -> Result<Self, Fault> {
        serde_json::from_value(kept.settings.clone())
            .map_err(|error| Fault::new(Code::StoreNewer).detail(error))
    }

    /// What is to be kept of settings as entered, in the place of what was kept. `typed`: a password was entered.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] where the kept password was meant for another server: it must not be sent elsewhere
    /// without the person's doing.
    pub(super) fn changed(
        before: Option<Kept>,
        settings: DestinationSettings,
        typed: bool,
    ) -> Result<Self, Fault> {
        let (workbook, secret) = match before {
            None => (word(), typed),
            Some(before) if before.secret && !typed => {
                if before.settings.server() != settings.server() {
                    let reason = "The one that is kept belongs to another server: enter it again";
                    return Err(Fault::input("The password", reason));
                }
                (before.workbook, true)
            }
            Some(before) => (before.workbook, typed),
        };
        Ok(Self {
            settings,
            workbook,
            secret,
        })
    }

    /// Where the keychain holds its password.
    pub(super) fn item(&self) -> Result<ItemName, Fault> {
        ItemName::new(format!("destination/{}", self.workbook)).map_err(Fault::from)
    }
}

impl DestinationSettings {
    /// Whom the password is sent to; nothing for a folder.
    fn server(&self) -> Option<(&str, u16)> {
        match self {
            Self::Csv { .. } | Self::Parquet { .. } | Self::Xlsx { .. } => None,
            Self::Postgres(to) => Some((&to.host, to.port)),
            Self::ClickHouse(to) => Some((&to.url, 0)),
            Self::Bucket(to) => Some((to.endpoint.as_deref().unwrap_or_default(), 0)),
        }
    }
}

/// A word that nobody else has.
fn word() -> String {
    format!("{:016x}", rand::random::<u64>())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::view::PostgresSettings;

    fn postgres(host: &str, schema: &str) -> DestinationSettings {
        DestinationSettings::Postgres(PostgresSettings {
            host: host.to_owned(),
            port: 5432,
            database: "analytics".to_owned(),
            user: "ada".to_owned(),
            schema: schema.to_owned(),
            tls: true,
            ca_file: None,
        })
    }

    /// The word stays through every change, since the target knows its tables by it, and so does the password, but for
    /// the server that it was entered for alone.
    #[test]
    fn a_password_stays_with_its_server() {
        let first = Kept::changed(None, postgres("db.example", "sales"), true).unwrap();
        let word = first.workbook.clone();
        let moved = Kept::changed(Some(first), postgres("db.example", "crm"), false).unwrap();
        assert!(moved.secret && moved.workbook == word);
        let elsewhere = postgres("other.example", "crm");
        let refused = Kept::changed(Some(moved.clone()), elsewhere.clone(), false).unwrap_err();
        assert_eq!(refused.code, Code::InputInvalid);
        assert!(Kept::changed(Some(moved), elsewhere, true).unwrap().secret);
    }

    /// What the store keeps reads the same afterwards, and what an older version kept of a folder still reads.
    #[test]
    fn kept_particulars_come_back() {
        let kept = Kept::changed(None, postgres("db.example", "sales"), true).unwrap();
        let again: Kept = serde_json::from_value(serde_json::to_value(&kept).unwrap()).unwrap();
        assert_eq!(again.settings, kept.settings);
        assert_eq!((again.workbook, again.secret), (kept.workbook, true));
        let older = serde_json::json!({ "kind": "parquet", "folder": "/out", "partitions": true });
        let older: Kept = serde_json::from_value(older).unwrap();
        assert!(!older.secret && !older.workbook.is_empty());
    }
}
