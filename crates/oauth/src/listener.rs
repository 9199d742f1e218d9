//! The loopback listener: where the browser comes back to (RFC 8252 section 7.3).
//!
//! Anything on this machine, and any web page, can send requests here. So: nothing but a `GET` of
//! the one path with the one state counts; nothing else ends the attempt or changes anything; and
//! no crowd of slow or huge requests keeps the right one out.

use std::collections::VecDeque;
use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::callback::{Consent, Expected, Verdict, judge};
use crate::error::{PortCause, RefusedPort};
use crate::page::{self, Outcome};
use crate::profile::{Redirect, RedirectHost, RedirectPolicy};
use crate::{Error, Notice};

/// How long a socket may take to send its request.
const REQUEST_TIME: Duration = Duration::from_secs(5);
/// The largest request head.
const REQUEST_HEAD: usize = 16 * 1024;
/// How long the page that waits is held back for the outcome before it is shown as it is.
const HOLD: Duration = Duration::from_secs(3);
/// How long the listener stays after the outcome is known, so that the browser can fetch the last
/// page.
const LINGER: Duration = Duration::from_millis(800);
/// The newest sockets that are kept; older ones are dropped. A browser needs one, for a few
/// milliseconds.
const SOCKETS: usize = 128;
/// The sub-path without code and state, to which the browser is sent on.
const FINISH: &str = "/finish";

/// A running listener. It closes by itself once the outcome was shown, and at once when it is
/// dropped before there is any.
pub(crate) struct Listener {
    desk: Arc<Desk>,
    stop: CancellationToken,
}

/// What the sockets of one attempt share.
struct Desk {
    expected: Expected,
    /// The one `Host` that a request must name: that of the redirect URI.
    host: String,
    path: String,
    finish_path: String,
    /// Taken by the first answer.
    answer: Mutex<Option<oneshot::Sender<Result<Consent, Error>>>>,
    notices: mpsc::Sender<Notice>,
    ending: watch::Sender<Option<Ending>>,
}

/// What the last page says.
enum Ending {
    Refused(Error),
    Told(Outcome),
}

/// What a listener hands on.
pub(crate) struct Incomings {
    pub answer: oneshot::Receiver<Result<Consent, Error>>,
    pub notices: mpsc::Receiver<Notice>,
}

/// Bound sockets and the port that they share.
pub(crate) struct Doors {
    sockets: Vec<TcpListener>,
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
        (None, RedirectPolicy::AnyPort) => vec![0; 8],
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

impl Listener {
    /// Serves an attempt at bound doors. `host` is that of the redirect URI, with port.
    pub fn start(
        doors: Doors,
        expected: Expected,
        host: String,
        path: &str,
    ) -> (Listener, Incomings) {
        let (answer_to, answer) = oneshot::channel();
        let (notices_to, notices) = mpsc::channel(16);
        let desk = Arc::new(Desk {
            expected,
            host,
            path: path.to_owned(),
            finish_path: format!("{}{FINISH}", path.trim_end_matches('/')),
            answer: Mutex::new(Some(answer_to)),
            notices: notices_to,
            ending: watch::Sender::new(None),
        });
        let stop = CancellationToken::new();
        tokio::spawn(serve(doors, desk.clone(), stop.clone()));
        (Listener { desk, stop }, Incomings { answer, notices })
    }

    /// Tells the browser how it ended.
    pub fn tell(&self, outcome: Outcome) {
        self.desk.ending.send_replace(Some(Ending::Told(outcome)));
    }
}

#[cfg(feature = "fuzzing")]
impl Listener {
    /// Serves one connection that is no socket.
    pub async fn attend(&self, stream: impl AsyncRead + AsyncWrite + Unpin) {
        attend(stream, self.desk.clone(), CancellationToken::new()).await;
    }

    /// Whether a query is the provider's answer to this attempt.
    pub fn is_answer(&self, query: &str) -> bool {
        matches!(judge(query, &self.desk.expected), Verdict::Answer(_))
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if self.desk.ending.borrow().is_none() {
            self.stop.cancel();
        }
    }
}

async fn serve(doors: Doors, desk: Arc<Desk>, stop: CancellationToken) {
    let shown = CancellationToken::new();
    let mut sockets = JoinSet::new();
    let mut newest = VecDeque::new();
    let closing = desk.closing(&shown);
    tokio::pin!(closing);
    loop {
        tokio::select! {
            biased;
            () = stop.cancelled() => break,
            () = &mut closing => break,
            Some(_) = sockets.join_next() => {}
            accepted = accept(&doors.sockets) => match accepted {
                Ok(stream) => {
                    newest.push_back(sockets.spawn(attend(stream, desk.clone(), shown.clone())));
                    if newest.len() > SOCKETS
                        && let Some(oldest) = newest.pop_front()
                    {
                        oldest.abort();
                    }
                }
                // Out of file descriptors, most likely: some will be free again soon.
                Err(error) => {
                    tracing::debug!(%error, "a connection could not be accepted");
                    sleep(Duration::from_millis(20)).await;
                }
            }
        }
    }
    tracing::debug!(port = doors.port, "listener closed");
}

async fn accept(sockets: &[TcpListener]) -> io::Result<TcpStream> {
    let each = sockets.iter().map(|socket| Box::pin(socket.accept()));
    futures::future::select_all(each)
        .await
        .0
        .map(|(stream, _)| stream)
}

/// One socket: one request, one answer.
async fn attend(
    stream: impl AsyncRead + AsyncWrite + Unpin,
    desk: Arc<Desk>,
    shown: CancellationToken,
) {
    let last_page = AtomicBool::new(false);
    let service = service_fn(async |request| {
        let (response, is_last) = desk.answer(&request).await;
        last_page.store(is_last, Ordering::Relaxed);
        Ok::<_, std::convert::Infallible>(response)
    });
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(REQUEST_TIME)
        .max_buf_size(REQUEST_HEAD)
        .keep_alive(false)
        .serve_connection(TokioIo::new(stream), service);
    let finished = timeout(REQUEST_TIME + HOLD, served).await;
    if last_page.into_inner() && matches!(finished, Ok(Ok(()))) {
        shown.cancel();
    }
}

impl Desk {
    /// Ends when the listener is no longer needed: the last page was shown, or nobody came to see
    /// it.
    async fn closing(&self, shown: &CancellationToken) {
        let mut ending = self.ending.subscribe();
        // The sender lives in `self`, so this cannot fail.
        let _ = ending.wait_for(Option::is_some).await;
        tokio::select! {
            () = shown.cancelled() => {}
            () = sleep(LINGER) => {}
        }
    }

    /// Answers a request; true with the last page of the attempt.
    async fn answer(&self, request: &Request<Incoming>) -> (Response<String>, bool) {
        if let Err(status) = self.admit(request) {
            let mut response = page::bare(status);
            if status == StatusCode::METHOD_NOT_ALLOWED {
                response
                    .headers_mut()
                    .insert(header::ALLOW, HeaderValue::from_static("GET"));
            }
            return (response, false);
        }
        let path = request.uri().path();
        if path == self.path {
            (
                self.receive(request.uri().query().unwrap_or_default()),
                false,
            )
        } else if path == self.finish_path && self.is_answered() {
            self.finish().await
        } else {
            (page::bare(StatusCode::NOT_FOUND), false)
        }
    }

    /// Lets in what a person's browser sends on its way back, and nothing else.
    fn admit(&self, request: &Request<Incoming>) -> Result<(), StatusCode> {
        let headers = request.headers();
        // A page of a foreign name that resolves to this machine names itself here (DNS rebinding).
        let mut hosts = headers.get_all(header::HOST).iter();
        match (hosts.next(), hosts.next()) {
            (Some(host), None) if host.as_bytes().eq_ignore_ascii_case(self.host.as_bytes()) => {}
            (Some(_), None) => return Err(StatusCode::MISDIRECTED_REQUEST),
            _ => return Err(StatusCode::BAD_REQUEST),
        }
        if request.method() != Method::GET {
            return Err(StatusCode::METHOD_NOT_ALLOWED);
        }
        if request.uri().scheme().is_some() {
            return Err(StatusCode::NOT_FOUND);
        }
        if !is_navigation(headers) {
            return Err(StatusCode::FORBIDDEN);
        }
        Ok(())
    }

    fn is_answered(&self) -> bool {
        self.answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_none()
    }

    /// Takes a callback. Only the first answer counts, even when two arrive at the same instant.
    fn receive(&self, query: &str) -> Response<String> {
        let result = match judge(query, &self.expected) {
            Verdict::Foreign => {
                self.notice(Notice::Foreign);
                return page::foreign();
            }
            Verdict::Unusable(reason) if !self.is_answered() => {
                self.notice(Notice::Unusable { reason });
                return page::unusable();
            }
            Verdict::Unusable(_) => return page::used(),
            Verdict::Answer(result) => result,
        };
        let taken = self
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(answer) = taken else {
            return page::used();
        };
        if let Err(error) = &result {
            let ending = Ending::Refused(error.clone());
            self.ending.send_replace(Some(ending));
        }
        // Whoever waited may have gone: then the listener closes with them.
        let _ = answer.send(result);
        page::move_on(&self.finish_path)
    }

    /// The page behind the code: held back a little for the outcome, so that a quick exchange shows
    /// it at once.
    async fn finish(&self) -> (Response<String>, bool) {
        let mut ending = self.ending.subscribe();
        match timeout(HOLD, ending.wait_for(Option::is_some))
            .await
            .ok()
            .and_then(Result::ok)
            .as_deref()
        {
            Some(Some(Ending::Refused(error))) => (page::refused(error), true),
            Some(Some(Ending::Told(outcome))) => (page::ended(outcome), true),
            _ => (page::waiting(), false),
        }
    }

    fn notice(&self, notice: Notice) {
        // A flood fills the channel; then one more or less says nothing new.
        let _ = self.notices.try_send(notice);
    }
}

/// Whether a request is a person's navigation, as far as the browser says (Fetch Metadata): no
/// image, script, frame or prefetch.
fn is_navigation(headers: &HeaderMap) -> bool {
    let is_or_absent =
        |name: &str, wanted: &str| headers.get(name).is_none_or(|value| value == wanted);
    is_or_absent("sec-fetch-mode", "navigate")
        && is_or_absent("sec-fetch-dest", "document")
        && !headers.contains_key("sec-purpose")
}
