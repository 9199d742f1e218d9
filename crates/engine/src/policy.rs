//! What an administrator says for this computer: `policy.toml`. It tells which packs are taken, sets what counts until the
//! person chooses, and locks what the person cannot choose.
//!
//! ```toml
//! [packs]
//! require_signature = true
//! keys = ["RWQ…"]           # public keys of minisign
//!
//! [defaults.general]
//! close_to_tray = true
//!
//! [locked.network]
//! proxy = { kind = "explicit", url = "http://proxy.example.com:3128", bypass = [".example.com"] }
//! ```

use std::path::{Path, PathBuf};

use minisign::PublicKey;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use url::Url;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::network;
use crate::view::{GeneralSettings, Managed, NetworkSettings, ProxyRule};

/// The policy. It is read once, when the app opens.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Policy {
    /// Where it stands; none where there is no policy.
    #[serde(skip)]
    file: Option<PathBuf>,
    pub(crate) packs: Packs,
    updates: Updates,
    /// What counts until the person chooses.
    defaults: Rules,
    /// What counts whatever the person chose.
    locked: Rules,
}

/// What is said of packs.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Packs {
    /// Connectors come as signed packs only.
    pub(crate) require_signature: bool,
    /// The keys that are known.
    pub(crate) keys: Vec<String>,
}

/// Who is asked for newer versions.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Updates {
    url: Option<Url>,
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Rules {
    general: GeneralRules,
    network: NetworkRules,
}

/// [`GeneralSettings`], each of which may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    rename_all(serialize = "camelCase", deserialize = "snake_case")
)]
struct GeneralRules {
    close_to_tray: Option<bool>,
    autostart: Option<bool>,
    quiet: Option<bool>,
    schedules_paused: Option<bool>,
    renew_on_use: Option<bool>,
}

/// [`NetworkSettings`], each of which may be left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(
    deny_unknown_fields,
    default,
    rename_all(serialize = "camelCase", deserialize = "snake_case")
)]
struct NetworkRules {
    proxy: Option<ProxyRule>,
    ca_file: Option<String>,
    certificate_file: Option<String>,
    connect_seconds: Option<u32>,
    read_seconds: Option<u32>,
}

impl NetworkRules {
    /// Has them as the settings would have them: addresses in their usual form, and no password.
    fn check(&mut self) -> Result<(), String> {
        let mut settings = every(&NetworkSettings::default());
        settings.extend(named(self));
        let settings =
            serde_json::from_value(settings.into()).map_err(|error| error.to_string())?;
        let (settings, password) = network::checked(settings).map_err(|fault| {
            let said = |word: &str| fault.values.get(word).cloned().unwrap_or_default();
            format!("{}: {}", said("field"), said("reason"))
        })?;
        if password.is_some() {
            return Err(
                "a password in the proxy's address would stand open in this file; each person \
                 types it in the settings"
                    .to_owned(),
            );
        }
        self.proxy = self.proxy.take().map(|_| settings.proxy);
        self.ca_file = settings.ca_file;
        self.certificate_file = settings.certificate_file;
        Ok(())
    }
}

/// Settings by their names, as they are kept.
pub(crate) type Named = Map<String, Value>;

/// Settings that a policy speaks of.
pub(crate) trait Ruled: Serialize + DeserializeOwned + Default + PartialEq {
    /// What rules say of them.
    fn of(rules: &Rules) -> Named;
}

impl Ruled for GeneralSettings {
    fn of(rules: &Rules) -> Named {
        named(&rules.general)
    }
}

impl Ruled for NetworkSettings {
    fn of(rules: &Rules) -> Named {
        named(&rules.network)
    }
}

/// What is said, by name; what is left out is not in it.
fn named(rules: &impl Serialize) -> Named {
    let mut all = every(rules);
    all.retain(|_, value| !value.is_null());
    all
}

/// All settings by name, those that are empty too.
fn every(settings: &impl Serialize) -> Named {
    match serde_json::to_value(settings) {
        Ok(Value::Object(all)) => all,
        _ => Named::new(),
    }
}

impl Policy {
    /// Reads the first `policy.toml` there is: the administrator's before the user's.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) naming file and line: a policy that is ignored silently is worse.
    pub(crate) fn load(data_folder: &Path) -> Result<Self, Fault> {
        for file in places(data_folder) {
            let text = match std::fs::read_to_string(&file) {
                Ok(text) => text,
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
                Err(error) => return Err(unreadable(&file, error.kind())),
            };
            let mut policy: Self = toml::from_str(&text)
                .map_err(|error| unreadable(&file, error.to_string().replace('\n', " ")))?;
            policy.check().map_err(|reason| unreadable(&file, reason))?;
            policy.file = Some(file);
            return Ok(policy);
        }
        Ok(Self::default())
    }

    fn check(&mut self) -> Result<(), String> {
        for key in &self.packs.keys {
            PublicKey::from_base64(key.trim())
                .map_err(|_| format!("`{key}` is no public key of minisign"))?;
        }
        let here = |url: &Url| matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        if let Some(url) = &self.updates.url
            && url.scheme() != "https"
            && !here(url)
        {
            return Err("the address of updates begins with https://".to_owned());
        }
        for rules in [&mut self.defaults, &mut self.locked] {
            rules.network.check()?;
        }
        Ok(())
    }

    /// Who is asked for newer versions; nobody unless the policy says so.
    pub(crate) fn updates(&self) -> Option<&Url> {
        self.updates.url.as_ref()
    }

    /// Settings as they count: the policy's defaults, over them what the person keeps, over that what is locked.
    ///
    /// # Errors
    /// What is kept cannot be read.
    pub(crate) fn settings<T: Ruled>(&self, kept: Named) -> Result<T, serde_json::Error> {
        let mut all = self.defaults::<T>();
        all.extend(kept);
        all.extend(T::of(&self.locked));
        serde_json::from_value(all.into())
    }

    /// Settings as they are to be kept: what differs from the defaults, so that other defaults count later.
    pub(crate) fn to_keep<T: Ruled>(&self, wanted: &T) -> Named {
        let (defaults, locked) = (self.defaults::<T>(), T::of(&self.locked));
        let mut all = every(wanted);
        all.retain(|name, value| !locked.contains_key(name) && defaults.get(name) != Some(&*value));
        all
    }

    /// Refuses settings that change what is locked.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow).
    pub(crate) fn allows<T: Ruled>(&self, wanted: &T) -> Result<(), Fault> {
        let all = every(wanted);
        let locked = T::of(&self.locked);
        match locked
            .iter()
            .all(|(name, value)| all.get(name) == Some(value))
        {
            true => Ok(()),
            false => Err(Fault::not_now(
                "This computer's policy sets what was changed",
                "Leave it as it is, or ask your administrator.",
            )),
        }
    }

    fn defaults<T: Ruled>(&self) -> Named {
        let mut all = every(&T::default());
        all.extend(T::of(&self.defaults));
        all
    }
}

impl Engine {
    /// Which settings the policy of this computer locks.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn managed(&self) -> Result<Managed, Fault> {
        let names = |all: Named| all.into_iter().map(|(name, _)| name).collect();
        let Policy { file, locked, .. } = &*self.policy;
        Ok(Managed {
            file: file.as_ref().map(|file| file.display().to_string()),
            general: names(GeneralSettings::of(locked)),
            network: names(NetworkSettings::of(locked)),
        })
    }
}

fn places(data_folder: &Path) -> Vec<PathBuf> {
    let mut places = Vec::new();
    places.extend(std::env::var_os("HEADWATER_POLICY").map(PathBuf::from));
    if cfg!(unix) {
        places.push("/etc/headwater/policy.toml".into());
    }
    places.push(data_folder.join("policy.toml"));
    places
}

fn unreadable(file: &Path, reason: impl std::fmt::Display) -> Fault {
    let reason = format!("the policy cannot be read: {reason}");
    Fault::input(&file.display().to_string(), reason)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    fn policy(text: &str) -> Result<Policy, Fault> {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("policy.toml"), text).unwrap();
        Policy::load(folder.path())
    }

    fn kept(value: Value) -> Named {
        value.as_object().unwrap().clone()
    }

    /// The person's choice goes before a default and after a lock, and neither is written down as if it were a choice.
    #[test]
    fn locks_count_before_choices_and_choices_before_defaults() {
        let policy = policy(
            "[defaults.general]\nclose_to_tray = true\nquiet = true\n[locked.general]\nautostart = true\n",
        )
        .unwrap();
        let chosen = kept(json!({"quiet": false, "autostart": false}));
        let settings: GeneralSettings = policy.settings(chosen).unwrap();
        let wanted = GeneralSettings {
            close_to_tray: true,
            autostart: true,
            quiet: false,
            ..GeneralSettings::default()
        };
        assert_eq!(settings, wanted);
        assert_eq!(policy.to_keep(&wanted), kept(json!({"quiet": false})));
        assert!(policy.allows(&wanted).is_ok());
        let refused = policy.allows(&GeneralSettings::default()).unwrap_err();
        assert_eq!(refused.code, crate::fault::Code::NotNow);
    }

    /// What the document shows is taken as it stands, but for the key, of which it shows the beginning only.
    #[test]
    fn the_documents_example_is_taken() {
        let page = include_str!("../../../docs/policy.md");
        let (_, example) = page.split_once("```toml\n").unwrap();
        let (example, _) = example.split_once("```").unwrap();
        let policy = policy(&example.replace("\"RWQ…\"", "")).unwrap();
        let general: GeneralSettings = policy.settings(Named::new()).unwrap();
        assert!(general.close_to_tray && general.autostart);
        let network: NetworkSettings = policy.settings(Named::new()).unwrap();
        assert!(matches!(network.proxy, ProxyRule::Explicit { .. }));
        assert!(policy.updates().is_some() && policy.packs.require_signature);
    }

    /// A policy that is misread would look like one that is kept: each mistake is named with its line.
    #[test]
    fn mistakes_are_named() {
        for (text, said) in [
            ("[locked.general]\ncloseToTray = true\n", "line 2"),
            ("[locked.general]\nautostart = \"yes\"\n", "line 2"),
            ("[locked.network]\nconnect_seconds = 4000\n", "1 to 300"),
            (
                "[locked.network]\nproxy = { kind = \"explicit\", url = \"http://a:secret@p.example\", bypass = [] }\n",
                "password",
            ),
            (
                "[locked.network]\nproxy = { kind = \"explicit\", url = \"ftp://p.example\", bypass = [] }\n",
                "begins with",
            ),
            ("[packs]\nkeys = [\"none\"]\n", "minisign"),
            (
                "[updates]\nurl = \"http://updates.example/latest.json\"\n",
                "https",
            ),
        ] {
            let fault = policy(text).unwrap_err();
            let reason = &fault.values["reason"];
            assert!(reason.contains(said), "{text}: {reason}");
            assert!(!reason.contains("secret"), "{reason}");
        }
    }
}
