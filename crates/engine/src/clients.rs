//! Pre-configured OAuth clients, from `clients.toml`: shipped beside the app, set by policy, or laid in the data folder.
//! Never from the source: a client in public source is used up, blocked or revoked sooner or later.
//!
//! ```toml
//! [hubspot]
//! client_id = "…"
//! client_secret = "…"     # where the provider's clients have one
//!
//! [hubspot.development]     # optional: one for trying out
//! client_id = "…"
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use headwater_oauth::Client;
use secrecy::SecretString;
use serde::Deserialize;

use crate::fault::{Code, Fault};
use crate::view::ClientKind;

/// A pre-configured client.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preconfigured {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: Option<SecretString>,
    /// One for trying out.
    pub development: Option<Development>,
}

/// A pre-configured client for trying out.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Development {
    /// `client_id`.
    pub client_id: String,
    /// `client_secret`.
    pub client_secret: Option<SecretString>,
}

impl Preconfigured {
    /// The client of a kind; the one for use where there is none for trying out.
    pub(crate) fn of(&self, kind: ClientKind) -> Client {
        let (id, secret) = match (&self.development, kind) {
            (Some(client), ClientKind::Development) => (&client.client_id, &client.client_secret),
            _ => (&self.client_id, &self.client_secret),
        };
        Client {
            id: id.clone(),
            secret: secret.clone(),
            certificate: None,
        }
    }
}

/// The pre-configured clients by connector id.
#[derive(Clone, Debug, Default)]
pub(crate) struct Clients(BTreeMap<String, Preconfigured>);

impl Clients {
    /// Reads every `clients.toml` there is; policy before user before shipped.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] naming file and line of what cannot be read: a policy that is ignored silently is worse.
    pub(crate) fn load(data_folder: &Path) -> Result<Self, Fault> {
        let mut all = BTreeMap::new();
        for file in files(data_folder) {
            let text = match std::fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(&file, error.kind())),
            };
            let clients: BTreeMap<String, Preconfigured> =
                toml::from_str(&text).map_err(|error| {
                    // The message names the key; the source line is not printed, since it may hold a secret.
                    let line = error.span().map_or(1, |span| {
                        text[..span.start.min(text.len())].lines().count().max(1)
                    });
                    unreadable(&file, format!("line {line}: {}", error.message()))
                })?;
            for (connector, client) in clients {
                all.entry(connector).or_insert(client);
            }
        }
        Ok(Self(all))
    }

    /// The client of a connector.
    pub(crate) fn get(&self, connector: &str) -> Option<&Preconfigured> {
        self.0.get(connector)
    }
}

fn files(data_folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    files.extend(std::env::var_os("HEADWATER_CLIENTS").map(PathBuf::from));
    if cfg!(unix) {
        files.push("/etc/headwater/clients.toml".into());
    }
    files.push(data_folder.join("clients.toml"));
    if let Some(beside) = std::env::current_exe()
        .ok()
        .and_then(|exe| Some(exe.parent()?.join("clients.toml")))
    {
        files.push(beside);
    }
    files
}

fn unreadable(file: &Path, reason: impl std::fmt::Display) -> Fault {
    Fault::new(Code::InputInvalid)
        .with("field", file.display().to_string())
        .with(
            "reason",
            format!("the file of pre-configured clients cannot be read: {reason}"),
        )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// A mistyped key is named with its line and the secret on that line is not repeated.
    #[test]
    fn a_wrong_key_is_named_without_its_value() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("clients.toml"),
            "[hubspot]\nclient_id = \"a\"\nclient_secrett = \"canary\"\n",
        )
        .unwrap();
        let fault = Clients::load(folder.path()).unwrap_err();
        let reason = &fault.values["reason"];
        assert!(
            reason.contains("client_secrett") && !format!("{fault:?}").contains("canary"),
            "{reason}"
        );
    }

    /// What is there is found under its connector, and nothing else is.
    #[test]
    fn clients_are_found_by_connector() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("clients.toml"),
            "[hubspot]\nclient_id = \"a\"\n",
        )
        .unwrap();
        let clients = Clients::load(folder.path()).unwrap();
        assert_eq!(clients.get("hubspot").unwrap().client_id, "a");
        assert!(clients.get("shopify").is_none());
    }

    /// A client for trying out stands beside the one for use, and where there is none that one is taken.
    #[test]
    fn development_stands_beside_production() {
        let folder = tempfile::tempdir().unwrap();
        let text = "[hubspot]\nclient_id = \"a\"\n[hubspot.development]\nclient_id = \"b\"\n[slack]\nclient_id = \"c\"\n";
        std::fs::write(folder.path().join("clients.toml"), text).unwrap();
        let clients = Clients::load(folder.path()).unwrap();
        let id = |connector: &str, kind| clients.get(connector).unwrap().of(kind).id;
        assert_eq!(id("hubspot", ClientKind::Production), "a");
        assert_eq!(id("hubspot", ClientKind::Development), "b");
        assert_eq!(id("slack", ClientKind::Development), "c");
    }
}
