//! The settings' file, and the files that they name. A file that cannot be used is named in the fault.

use std::path::Path;

use secrecy::SecretString;
use url::Url;

use crate::fault::{Code, Fault};
use crate::policy::Policy;
use crate::view::{NetworkSettings, ProxyRule};

/// The settings, in the data folder. Nothing in it is secret.
const FILE: &str = "network.json";

/// Sensible bounds of the time-outs, in seconds.
const SECONDS: std::ops::RangeInclusive<u32> = 1..=300;

/// What a proxy's address may begin with.
const PROXY_SCHEMES: &[&str] = &["http", "https", "socks5", "socks5h"];

impl Default for NetworkSettings {
    fn default() -> Self {
        Self {
            proxy: ProxyRule::System,
            ca_file: None,
            certificate_file: None,
            connect_seconds: 10,
            read_seconds: 60,
        }
    }
}

/// The settings that count: those that are kept, with what the policy says of them.
///
/// # Errors
/// [`Code::NetworkSettings`], which [`put_aside`] mends.
pub(super) fn load(folder: &Path, policy: &Policy) -> Result<NetworkSettings, Fault> {
    let path = folder.join(FILE);
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => "{}".to_owned(),
        Err(error) => return Err(unreadable(&path, error.kind())),
    };
    serde_json::from_str(&text)
        .and_then(|kept| policy.settings(kept))
        .map_err(|error| unreadable(&path, error))
}

/// Puts the kept settings aside, whatever is in them.
pub(super) fn put_aside(folder: &Path) -> Result<(), Fault> {
    let aside = folder.join("network.json.broken");
    match std::fs::rename(folder.join(FILE), aside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
        _ => Ok(()),
    }
}

fn unreadable(file: &Path, reason: impl ToString) -> Fault {
    Fault::new(Code::NetworkSettings)
        .with("file", file.display().to_string())
        .with("reason", reason.to_string())
}

/// Keeps settings: all that the person chose, or nothing.
pub(super) fn save(
    folder: &Path,
    policy: &Policy,
    settings: &NetworkSettings,
) -> Result<(), Fault> {
    let text = serde_json::to_string_pretty(&policy.to_keep(settings))
        .map_err(|error| unusable("The network settings", error))?;
    Ok(crate::file::put(&folder.join(FILE), text.as_bytes())?)
}

/// The settings as they are kept: no blanks around, no password in the proxy's address. The password apart.
pub(crate) fn checked(
    mut settings: NetworkSettings,
) -> Result<(NetworkSettings, Option<SecretString>), Fault> {
    for (field, seconds) in [
        ("The time to connect", settings.connect_seconds),
        ("The time to wait for data", settings.read_seconds),
    ] {
        if !SECONDS.contains(&seconds) {
            return Err(Fault::input(
                field,
                "Write a number of seconds from 1 to 300",
            ));
        }
    }
    settings.ca_file = trimmed(settings.ca_file);
    settings.certificate_file = trimmed(settings.certificate_file);
    let mut password = None;
    match &mut settings.proxy {
        ProxyRule::System | ProxyRule::Direct => {}
        ProxyRule::Explicit { url, bypass } => {
            let mut address = proxy_address(url)?;
            password = address.password().map(SecretString::from);
            let _ = address.set_password(None);
            *url = address.as_str().trim_end_matches('/').to_owned();
            bypass
                .iter_mut()
                .for_each(|host| *host = host.trim().to_owned());
            bypass.retain(|host| !host.is_empty());
        }
        ProxyRule::Pac { url } => {
            *url = url.trim().to_owned();
            if url.is_empty() {
                return Err(Fault::input(
                    "The proxy file",
                    "Write the address or the path of the file",
                ));
            }
        }
    }
    Ok((settings, password))
}

/// A proxy's address. `proxy.example:3128` counts as `http://proxy.example:3128`.
pub(super) fn proxy_address(text: &str) -> Result<Url, Fault> {
    let text = text.trim();
    let whole = match text.contains("://") {
        true => text.to_owned(),
        false => format!("http://{text}"),
    };
    // The text is not repeated: a password may stand in it.
    let refuse = |reason: &str| Fault::input("The proxy's address", reason);
    let url: Url = whole
        .parse()
        .map_err(|_| refuse("Write it like http://proxy.example:3128"))?;
    if !PROXY_SCHEMES.contains(&url.scheme()) {
        return Err(refuse("It begins with http://, https:// or socks5://"));
    }
    if url.host_str().is_none_or(str::is_empty)
        || !matches!(url.path(), "" | "/")
        || url.query().is_some()
    {
        return Err(refuse("It names a host and a port, and nothing after them"));
    }
    Ok(url)
}

/// Further certificate authorities, from a PEM file.
pub(super) fn authorities(file: &str) -> Result<Vec<reqwest::Certificate>, Fault> {
    let certificates = reqwest::Certificate::from_pem_bundle(&read(file)?)
        .map_err(|_| unusable(file, "A certificate in it is damaged"))?;
    match certificates.is_empty() {
        true => Err(unusable(file, "No certificate in PEM form is in it")),
        false => Ok(certificates),
    }
}

/// This machine's certificate and key, from a PEM file.
pub(super) fn identity(file: &str) -> Result<reqwest::Identity, Fault> {
    // The parser's own words are not repeated: the file holds a key.
    reqwest::Identity::from_pem(&read(file)?).map_err(|_| {
        let reason = "It must hold a certificate and its unencrypted key in PEM form";
        unusable(file, reason)
    })
}

/// Host and port of a proxy, without user and password.
pub(super) fn place(proxy: &Url) -> String {
    let port = proxy.port_or_known_default();
    let host = proxy.host_str().unwrap_or_default();
    port.map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The fault of a file that cannot be used.
pub(super) fn unusable(file: impl ToString, reason: impl ToString) -> Fault {
    Fault::new(Code::NetworkFile)
        .with("file", file.to_string())
        .with("reason", reason.to_string())
}

fn read(file: &str) -> Result<Vec<u8>, Fault> {
    std::fs::read(file).map_err(|error| {
        let reason = match error.kind() {
            std::io::ErrorKind::NotFound => "The file is not there".to_owned(),
            std::io::ErrorKind::PermissionDenied => "This user may not read it".to_owned(),
            kind => format!("It cannot be read: {kind}"),
        };
        unusable(file, reason)
    })
}

fn trimmed(text: Option<String>) -> Option<String> {
    text.map(|text| text.trim().to_owned())
        .filter(|text| !text.is_empty())
}
