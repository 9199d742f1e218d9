//! What is on this machine itself: ports, the data folder, the disk.

use std::path::Path;

use headwater_oauth::RedirectFinding;
use headwater_oauth::profile::Redirect;

use super::{failed, passed, skipped};
use crate::view::Finding;

/// Below this the next sync may not fit.
const LITTLE_SPACE: u64 = 500 * 1024 * 1024;

/// Whether the callback can be received: at the ports of a connector's redirect, or at any.
pub(super) fn callback(redirect: Option<&Redirect>) -> Vec<Finding> {
    let any = Redirect::default();
    let found = headwater_oauth::redirect_findings(redirect.unwrap_or(&any));
    found.into_iter().map(shown).collect()
}

fn shown(found: RedirectFinding) -> Finding {
    let comes_back = "The browser can come back here after a consent";
    match found {
        RedirectFinding::AnyPort => passed("Callback", comes_back),
        RedirectFinding::Free { port } => passed(door(port), comes_back),
        RedirectFinding::Taken { port, by } => failed(
            door(port),
            by.map_or_else(
                || "Another program uses it".to_owned(),
                |name| format!("Another program uses it: {name}"),
            ),
            "Close that program, or go on: a consent takes the next of the connector's ports that is free.",
        ),
        RedirectFinding::Reserved { port } => failed(
            door(port),
            "The system keeps it for itself",
            "A consent takes the next of the connector's ports. On Windows, `netsh interface ipv4 show excludedportrange tcp` lists what is reserved.",
        ),
        RedirectFinding::Unusable { port, cause } => failed(
            door(port),
            format!("It cannot be used: {cause}"),
            "Look whether a security program keeps Headwater from listening on this computer.",
        ),
        RedirectFinding::OnlyHttps => passed(
            "Callback",
            "This provider takes https addresses only: you paste the address that the browser ends at",
        ),
        RedirectFinding::Relay => passed(
            "Callback",
            "Your own address passes the answer on to one of these ports",
        ),
    }
}

fn door(port: u16) -> String {
    match port {
        0 => "Callback".to_owned(),
        port => format!("Port {port}"),
    }
}

/// Whether the data folder can be written.
pub(super) fn folder(folder: &Path) -> Finding {
    let probe = folder.join(".doctor");
    let written = std::fs::write(&probe, b"x").and_then(|()| std::fs::remove_file(&probe));
    match written {
        Ok(()) => passed(
            "Data folder",
            format!("{} can be written", folder.display()),
        ),
        Err(error) => failed(
            "Data folder",
            format!("{} cannot be written: {}", folder.display(), error.kind()),
            "Give this user the right to write there.",
        ),
    }
}

/// Whether there is room for rows.
pub(super) fn disk(folder: &Path) -> Finding {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let unsaid = || skipped("Disk", "The system does not say how much space is left");
    let Ok(disks) = sysinfo::Disks::new_with_refreshed_list() else {
        return unsaid();
    };
    let nearest = disks
        .iter()
        .filter(|disk| folder.starts_with(disk.mount_point()))
        .max_by_key(|disk| disk.mount_point().as_os_str().len());
    let Some(disk) = nearest else {
        return unsaid();
    };
    let left = disk.available_space();
    let says = format!("{:.1} GB are free", left as f64 / 1e9);
    match left < LITTLE_SPACE {
        true => failed(
            "Disk",
            says,
            "Free some space: a sync stops when the disk is full.",
        ),
        false => passed("Disk", says),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::net::TcpListener;

    use headwater_oauth::profile::RedirectPolicy;

    use super::*;
    use crate::view::Outcome;

    /// A taken port is told from a free one, each by its number.
    #[tokio::test]
    async fn a_taken_port_is_named() {
        let held = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let taken = held.local_addr().unwrap().port();
        let redirect = Redirect {
            policy: RedirectPolicy::FixedPorts,
            ports: vec![taken],
            ..Redirect::default()
        };
        let [finding] = &callback(Some(&redirect))[..] else {
            panic!("one port, one finding");
        };
        assert_eq!(finding.name, format!("Port {taken}"));
        assert_eq!(finding.outcome, Outcome::Failed);
        assert!(finding.says.contains("Another program"), "{finding:?}");
        drop(held);
        assert_eq!(callback(None)[0].outcome, Outcome::Passed);
    }

    /// A folder that is not there cannot be written; one that is leaves no trace of the try.
    #[test]
    fn a_folder_that_cannot_be_written_is_found() {
        let there = tempfile::tempdir().unwrap();
        assert_eq!(folder(there.path()).outcome, Outcome::Passed);
        assert_eq!(std::fs::read_dir(there.path()).unwrap().count(), 0);
        assert_eq!(folder(&there.path().join("no")).outcome, Outcome::Failed);
    }
}
