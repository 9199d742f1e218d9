//! The doors of the loopback listener: which ports it may stand at, and binding them.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};

use crate::Error;
use crate::error::{PortCause, RefusedPort};
use crate::profile::{Redirect, RedirectHost, RedirectPolicy};

/// Bound sockets and the port that they share.
pub(crate) struct Doors {
    pub sockets: Vec<TcpListener>,
    pub port: u16,
}

/// Binds where the rule allows, or to `port` where one is given. Nothing is probed first: what is
/// bound here is what is served.
pub(crate) fn bind(rule: &Redirect, port: Option<u16>) -> Result<Doors, Error> {
    let both_families = rule.host == RedirectHost::Localhost;
    let ports = match (port, rule.policy) {
        (Some(port), _) => vec![port],
        (None, RedirectPolicy::FixedPorts) => rule.ports.clone(),
        // The system's choice for one family may be taken in the other: then it chooses again.
        (None, _) => vec![0; 8],
    };
    let mut refused = Vec::new();
    for port in ports {
        match open_doors(port, both_families) {
            Ok(doors) => return Ok(doors),
            Err(error) => {
                let cause = match error.kind() {
                    io::ErrorKind::AddrInUse => PortCause::Taken,
                    // Windows: WSAEACCES for ranges that it keeps back.
                    io::ErrorKind::PermissionDenied => PortCause::Reserved,
                    kind => PortCause::Other(kind),
                };
                refused.push(RefusedPort { port, cause });
            }
        }
    }
    refused.dedup();
    Err(Error::NoPort(refused))
}

fn open_doors(port: u16, both_families: bool) -> io::Result<Doors> {
    let first = open(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))?;
    let port = first.local_addr()?.port();
    let mut sockets = vec![first];
    if both_families {
        match open(SocketAddr::from((Ipv6Addr::LOCALHOST, port))) {
            Ok(second) => sockets.push(second),
            // The browser may try that family first: whoever sits there would get the code.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::AddrInUse | io::ErrorKind::PermissionDenied
                ) =>
            {
                return Err(error);
            }
            Err(error) => tracing::debug!(%error, "no listener on ::1: this machine has no IPv6"),
        }
    }
    Ok(Doors { sockets, port })
}

fn open(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = if address.is_ipv4() {
        TcpSocket::new_v4()?
    } else {
        TcpSocket::new_v6()?
    };
    // On Unix this only allows a port that an earlier attempt has just left; on Windows it would
    // let others share the port.
    #[cfg(unix)]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(1024)
}
