//! The loopback listener: where the browser comes back to (RFC 8252 section 7.3).
//!
//! Anything on this machine, and any web page, can send requests here. So: nothing but a `GET` of
//! the one path with the one state counts; nothing else ends the attempt or changes anything; and
//! no crowd of slow or huge requests keeps the right one out.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode, header};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::callback::{Consent, Expected, Verdict, judge};
use crate::doors::Doors;
use crate::page::{self, Outcome};
use crate::redirect::Way;
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
    /// What a request may name as `Host`: that of the redirect URI, and where a relay passes it on
    /// the names of this machine.
    hosts: Vec<String>,
    /// Where a callback may come to: the path of the redirect URI, and where a relay passes it on
    /// our own.
    paths: Vec<String>,
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

impl Listener {
    /// Serves an attempt at the doors of its way back, if it has any.
    pub fn start(expected: Expected, way: Way) -> (Listener, Incomings) {
        let (answer_to, answer) = oneshot::channel();
        let (notices_to, notices) = mpsc::channel(16);
        let desk = Arc::new(Desk {
            expected,
            hosts: way.hosts,
            paths: way.paths,
            answer: Mutex::new(Some(answer_to)),
            notices: notices_to,
            ending: watch::Sender::new(None),
        });
        let stop = CancellationToken::new();
        if let Some(doors) = way.doors {
            tracing::debug!(port = doors.port, "listening for the browser");
            tokio::spawn(serve(doors, desk.clone(), stop.clone()));
        }
        (Listener { desk, stop }, Incomings { answer, notices })
    }

    /// Where an answer can be handed in by hand.
    pub fn seat(&self) -> Seat {
        Seat(self.desk.clone())
    }

    /// Tells the browser how it ended.
    pub fn tell(&self, outcome: Outcome) {
        self.desk.ending.send_replace(Some(Ending::Told(outcome)));
    }
}

/// A place at the desk for an answer that does not come through a socket.
#[derive(Clone)]
pub(crate) struct Seat(Arc<Desk>);

impl Seat {
    /// Takes the query of a callback.
    pub fn take(&self, query: &str) -> Taken {
        self.0.take(query)
    }
}

/// What became of a callback.
pub(crate) enum Taken {
    /// It is the answer.
    Answer,
    /// It is not ours; nothing has changed.
    Foreign,
    /// It is ours and of no use; nothing has changed.
    Unusable(&'static str),
    /// There is an answer already.
    Used,
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
async fn attend(stream: TcpStream, desk: Arc<Desk>, shown: CancellationToken) {
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
        if self.paths.iter().any(|known| known == path) {
            let query = request.uri().query().unwrap_or_default();
            (self.receive(query, path), false)
        } else if self.is_answered() && self.paths.iter().any(|known| finish_path(known) == path) {
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
            (Some(host), None) if self.is_named(host.as_bytes()) => {}
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

    fn is_named(&self, host: &[u8]) -> bool {
        let mut hosts = self.hosts.iter();
        hosts.any(|known| host.eq_ignore_ascii_case(known.as_bytes()))
    }

    /// Takes a callback that came to `path` and says what the browser sees.
    fn receive(&self, query: &str, path: &str) -> Response<String> {
        match self.take(query) {
            Taken::Answer => page::move_on(&finish_path(path)),
            Taken::Used => page::used(),
            Taken::Foreign => {
                self.notice(Notice::Foreign);
                page::foreign()
            }
            Taken::Unusable(reason) => {
                self.notice(Notice::Unusable { reason });
                page::unusable()
            }
        }
    }

    /// Takes a callback. Only the first answer counts, even when two arrive at the same instant.
    fn take(&self, query: &str) -> Taken {
        let result = match judge(query, &self.expected) {
            Verdict::Foreign => return Taken::Foreign,
            Verdict::Unusable(reason) if !self.is_answered() => return Taken::Unusable(reason),
            Verdict::Unusable(_) => return Taken::Used,
            Verdict::Answer(result) => result,
        };
        let taken = self
            .answer
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        let Some(answer) = taken else {
            return Taken::Used;
        };
        if let Err(error) = &result {
            let ending = Ending::Refused(error.clone());
            self.ending.send_replace(Some(ending));
        }
        // Whoever waited may have gone: then the listener closes with them.
        let _ = answer.send(result);
        Taken::Answer
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

/// The page behind a callback, without the code.
fn finish_path(path: &str) -> String {
    format!("{}{FINISH}", path.trim_end_matches('/'))
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
