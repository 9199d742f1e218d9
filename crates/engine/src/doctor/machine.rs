//! What is on this machine itself: ports, the data folder, the disk.

use std::io::ErrorKind;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, TcpListener};
use std::path::Path;

use headwater_oauth::profile::{Redirect, RedirectHost, RedirectPolicy};

use super::{failed, passed, skipped};
use crate::view::Finding;

/// Below this the next sync may not fit.
const LITTLE_SPACE: u64 = 500 * 1024 * 1024;

/// Whether the callback can be received: at the ports of a redirect, or at any.
///
/// Each port is bound and let go at once, without a connection; a consent binds its own.
pub(super) fn ports(redirect: Option<&Redirect>) -> Vec<Finding> {
    let fixed = redirect.filter(|redirect| redirect.policy == RedirectPolicy::FixedPorts);
    let ports: &[u16] = fixed.map_or(&[0], |redirect| &redirect.ports);
    let mut families = vec![IpAddr::V4(Ipv4Addr::LOCALHOST)];
    if redirect.is_some_and(|redirect| redirect.host == RedirectHost::Localhost) {
        families.push(IpAddr::V6(Ipv6Addr::LOCALHOST));
    }
    let finding = |port: &u16| {
        let name = match port {
            0 => "Callback".to_owned(),
            port => format!("Port {port}"),
        };
        let refused = families.iter().find_map(|family| refusal(*family, *port));
        match refused {
            None => passed(name, "The browser can come back here after a consent"),
            Some((says, fix)) => failed(name, says, fix),
        }
    };
    ports.iter().map(finding).collect()
}

/// Why a port cannot be bound, and what mends it. A machine without IPv6 is fine.
fn refusal(family: IpAddr, port: u16) -> Option<(String, &'static str)> {
    let error = TcpListener::bind((family, port)).err()?;
    match error.kind() {
        ErrorKind::AddrNotAvailable | ErrorKind::Unsupported if family.is_ipv6() => None,
        ErrorKind::AddrInUse => Some((
            "Another program uses it".to_owned(),
            "Close that program, or go on: a consent takes the next of the connector's ports that is free.",
        )),
        ErrorKind::PermissionDenied => Some((
            "The system keeps it for itself".to_owned(),
            "A consent takes the next of the connector's ports. On Windows, `netsh interface ipv4 show excludedportrange tcp` lists what is reserved.",
        )),
        kind => Some((
            format!("It cannot be used: {kind}"),
            "Look whether a security program keeps Headwater from listening on this computer.",
        )),
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
    use super::*;
    use crate::view::Outcome;

    /// A taken port is told from a free one, each by its number.
    #[test]
    fn a_taken_port_is_named() {
        let held = TcpListener::bind(("127.0.0.1", 0)).unwrap();
        let taken = held.local_addr().unwrap().port();
        let redirect = Redirect {
            policy: RedirectPolicy::FixedPorts,
            ports: vec![taken],
            ..Redirect::default()
        };
        let [finding] = &ports(Some(&redirect))[..] else {
            panic!("one port, one finding");
        };
        assert_eq!(finding.name, format!("Port {taken}"));
        assert_eq!(finding.outcome, Outcome::Failed);
        assert!(finding.says.contains("Another program"), "{finding:?}");
        drop(held);
        assert_eq!(ports(None)[0].outcome, Outcome::Passed);
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
