//! The folder: who runs its provider, and on which port.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use url::Url;

use crate::Error;
use crate::register::{self, Register};

/// What was found.
pub(crate) enum Place {
    /// The folder is this process's until `lock` is closed; the system closes it whatever happens.
    Ours { lock: File, register: Register },
    /// Another process runs the provider, at this address.
    Taken(Url),
}

/// How often, and how many milliseconds apart, a holder that does not answer yet is asked again: it may be
/// starting.
const TRIES: u32 = 50;
const PAUSE: Duration = Duration::from_millis(100);

pub(crate) async fn enter(folder: &Path) -> Result<Place, Error> {
    let failed = |error: io::Error| Error::Folder {
        path: folder.to_owned(),
        reason: error.to_string(),
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let lock = OpenOptions::new()
        .create(true)
        .write(true)
        .truncate(false)
        .open(folder.join("sandbox.lock"))
        .map_err(failed)?;
    for _ in 0..TRIES {
        match lock.try_lock() {
            Ok(()) => {
                let register = Register::open(folder)?;
                return Ok(Place::Ours { lock, register });
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
        if let Some(address) = neighbour(folder).await {
            return Ok(Place::Taken(address));
        }
        sleep(PAUSE).await;
    }
    Err(Error::Busy {
        path: folder.to_owned(),
    })
}

/// The address of the provider that holds the folder, if it answers with the folder's nonce. Another program
/// may have come to the recorded port.
async fn neighbour(folder: &Path) -> Option<Url> {
    let (port, nonce) = register::whereabouts(folder)?;
    let answer = timeout(Duration::from_secs(1), ask(port))
        .await
        .ok()?
        .ok()?;
    let ours = answer.contains(&format!("{nonce:?}"));
    ours.then(|| address(port).ok()).flatten()
}

/// What `GET /` answers, head and body. By hand, so that the provider needs no HTTP client.
async fn ask(port: u16) -> io::Result<String> {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
    let request = format!("GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(16 * 1024).read_to_end(&mut answer).await?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// Listens on `wanted`, else on the port of the last time, else on one that the system chooses, and writes it
/// down.
pub(crate) async fn listen(
    register: &mut Register,
    wanted: Option<u16>,
) -> Result<TcpListener, Error> {
    let failed = |error: io::Error| Error::Port {
        port: wanted.unwrap_or(0),
        reason: error.to_string(),
    };
    let bind = |port| TcpListener::bind(("127.0.0.1", port));
    let listener = match wanted {
        Some(port) => bind(port).await,
        None => match bind(register.port()).await {
            Ok(listener) => Ok(listener),
            Err(_) => bind(0).await,
        },
    };
    let listener = listener.map_err(failed)?;
    register.set_port(listener.local_addr().map_err(failed)?.port())?;
    Ok(listener)
}

/// The provider's address at `port`.
pub(crate) fn address(port: u16) -> Result<Url, Error> {
    Url::parse(&format!("http://127.0.0.1:{port}/")).map_err(|error| Error::Port {
        port,
        reason: error.to_string(),
    })
}
