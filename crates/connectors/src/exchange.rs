//! One request until it is answered: sent, refused, signed anew, waited for, tried again.

use std::time::{Duration, Instant};

use secrecy::SecretString;
use url::Url;

use crate::answer::{Answer, NoAnswer};
use crate::authenticator::Signature;
use crate::error::{Error, Unreached};
use crate::error_handler::{Action, Wait, retry_after};
use crate::expression::Scope;
use crate::redirect::Redirects;
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;

/// The longest single wait. Whoever asks for more gets an error that says so, and the sync
/// begins again from its state later.
pub(crate) const LONGEST_WAIT: Duration = Duration::from_secs(900);

/// The wait before a request is tried with another token.
const ROTATION_WAIT: Duration = Duration::from_millis(100);

/// How long one request may be tried in all.
const LONGEST_TRY: Duration = Duration::from_secs(3600);

/// A request under way.
pub(crate) struct Exchange<'a> {
    requester: &'a HttpRequester,
    session: &'a Session,
    scope: &'a Scope<'a>,
    url: Url,
    parts: Parts,
    began: Instant,
    tries: u32,
    /// Whether a new token was asked for; that is done once.
    refreshed: bool,
}

/// What follows an answer, or none.
enum Next {
    Done(Option<Answer>),
    /// Try again at once with a new token.
    Refresh,
    /// Try again after a wait; the error is what it ends with if there is no more try.
    Wait(Option<Answer>, Error),
}

impl<'a> Exchange<'a> {
    pub(crate) fn new(
        requester: &'a HttpRequester,
        session: &'a Session,
        scope: &'a Scope<'a>,
        url: Url,
        parts: Parts,
    ) -> Exchange<'a> {
        let (began, tries, refreshed) = (Instant::now(), 0, false);
        Exchange {
            requester,
            session,
            scope,
            url,
            parts,
            began,
            tries,
            refreshed,
        }
    }

    /// Tries until there is an answer to give; `None` where the manifest ignores a refusal.
    pub(crate) async fn run(mut self) -> Result<Option<Answer>, Error> {
        let mut signature = self.sign(None).await?;
        loop {
            self.tries += 1;
            let request =
                self.requester
                    .request(self.session, &self.url, self.parts.clone(), &signature)?;
            let outcome = self.get(request).await?;
            let outcome = self.follow(outcome, &signature).await?;
            if let (Some(charge), Ok(answer)) = (&signature.charge, &outcome) {
                charge.learn(answer).await;
            }
            let refused = match self.next(outcome, &signature)? {
                Next::Done(answer) => return Ok(answer),
                Next::Refresh => {
                    self.refreshed = true;
                    signature.token
                }
                Next::Wait(answer, failure) => {
                    let is_limited = matches!(failure, Error::RateLimited { .. });
                    let another = match &signature.charge {
                        Some(charge) if is_limited => charge.has_other().await,
                        _ => false,
                    };
                    self.pause(answer.as_ref(), failure, another).await?;
                    None
                }
            };
            signature = self.sign(refused.as_ref()).await?;
        }
    }

    async fn sign(&self, refused: Option<&SecretString>) -> Result<Signature, Error> {
        let unsigned = || {
            let parts = self.parts.clone();
            let request =
                self.requester
                    .request(self.session, &self.url, parts, &Signature::default())?;
            request.build().map_err(|error| Error::Unreachable {
                url: self.session.shown(&self.url),
                kind: Unreached::Broken,
                cause: error.without_url().to_string(),
            })
        };
        self.requester.sign(self.session, refused, &unsigned).await
    }

    /// Sends a request when the budget allows it, and lets the budget learn from the answer.
    async fn get(
        &self,
        request: reqwest::RequestBuilder,
    ) -> Result<Result<Answer, NoAnswer>, Error> {
        let (session, in_pieces) = (self.session, self.requester.reads_in_pieces());
        let Some(budget) = &session.shared.budget else {
            return Answer::hear(session, request, in_pieces, || ()).await;
        };
        let copy = request.try_clone().and_then(|copy| copy.build().ok());
        let Some(copy) = copy else {
            // What cannot be built fails with its own words when it is sent.
            return Answer::hear(session, request, in_pieces, || ()).await;
        };
        let mut call = budget.enter(session, &copy).await?;
        let heard = || {
            if let Some(call) = &mut call {
                call.answered();
            }
        };
        let outcome = Answer::hear(session, request, in_pieces, heard).await?;
        if let (Some(call), Ok(answer)) = (&call, &outcome) {
            call.learn(answer);
        }
        Ok(outcome)
    }

    /// Follows redirects to where the answer is.
    async fn follow(
        &self,
        outcome: Result<Answer, NoAnswer>,
        signature: &Signature,
    ) -> Result<Result<Answer, NoAnswer>, Error> {
        let (session, requester) = (self.session, self.requester);
        let mut redirects = Redirects::default();
        let mut outcome = outcome;
        loop {
            let target = match &outcome {
                Ok(answer) => redirects.target(session, answer)?,
                Err(_) => None,
            };
            let Some(target) = target else {
                return Ok(outcome);
            };
            let request = requester.request(session, &self.url, self.parts.clone(), signature)?;
            let (http, request) = request.build_split();
            let Ok(request) = request else {
                return Ok(outcome);
            };
            let request = redirects.apply(session, request, target)?;
            let request = reqwest::RequestBuilder::from_parts(http, request);
            outcome = Answer::hear(session, request, requester.reads_in_pieces(), || ()).await?;
        }
    }

    fn next(
        &self,
        outcome: Result<Answer, NoAnswer>,
        signature: &Signature,
    ) -> Result<Next, Error> {
        let may_refresh = signature.refreshable && !self.refreshed;
        let answer = match outcome {
            Ok(answer) if answer.status == 401 && may_refresh => return Ok(Next::Refresh),
            Ok(answer) => answer,
            Err(NoAnswer { kind, cause }) => {
                let url = self.session.shown(&self.url);
                return Ok(Next::Wait(None, Error::Unreachable { url, kind, cause }));
            }
        };
        let verdict = self.requester.handler().judge(self.scope, &answer)?;
        let failure = |message| failure(self.session, &answer, message, &signature.secrets);
        Ok(match verdict.action {
            Action::Success => Next::Done(Some(answer)),
            Action::Ignore => {
                tracing::info!(
                    url = self.session.shown(&self.url),
                    status = answer.status,
                    "answer ignored"
                );
                Next::Done(Some(answer).filter(Answer::is_success))
            }
            Action::Page(wanted) => {
                let message = verdict.message.unwrap_or_else(|| answer.message());
                return Err(Error::Page {
                    url: self.session.shown(&answer.url),
                    wanted,
                    message: self.session.scrub(&message, &signature.secrets),
                });
            }
            Action::Refresh if may_refresh => Next::Refresh,
            // A token that was renewed just now and is refused again stays so.
            Action::Refresh if self.refreshed => return Err(failure(verdict.message)),
            Action::Fail => return Err(failure(verdict.message)),
            Action::Retry | Action::Refresh => {
                let failure = failure(verdict.message);
                Next::Wait(Some(answer), failure)
            }
            Action::RateLimited => {
                let failure = limited(self.session, &answer, None);
                Next::Wait(Some(answer), failure)
            }
        })
    }

    /// Waits before the next try, or ends with `failure` where there shall be none. Where `another`
    /// token takes over, there is nothing to wait for.
    async fn pause(
        &self,
        answer: Option<&Answer>,
        failure: Error,
        another: bool,
    ) -> Result<(), Error> {
        let handler = self.requester.handler();
        if self.tries > handler.retries(self.scope)? {
            return Err(failure);
        }
        if another {
            return self.session.pause(ROTATION_WAIT).await;
        }
        let time = match handler.wait(self.scope, answer, self.tries)? {
            Wait::For(time)
                if time <= LONGEST_WAIT && self.began.elapsed() + time <= LONGEST_TRY =>
            {
                time
            }
            Wait::For(time) | Wait::TooLong(time) => {
                return Err(match answer {
                    Some(answer) => limited(self.session, answer, Some(time)),
                    None => failure,
                });
            }
        };
        tracing::info!(
            url = self.session.shown(&self.url),
            status = answer.map(|answer| answer.status),
            tries = self.tries,
            wait_ms = time.as_millis() as u64,
            "waiting before the next try"
        );
        self.session.pause(time).await
    }
}

/// The error for an answer: by its status, with the manifest's words or the provider's.
pub(crate) fn failure(
    session: &Session,
    answer: &Answer,
    message: Option<String>,
    secrets: &[SecretString],
) -> Error {
    let url = session.shown(&answer.url);
    let message = session.scrub(&message.unwrap_or_else(|| answer.message()), secrets);
    match answer.status {
        401 => Error::Unauthorized {
            url,
            message,
            granted: session.shared.access.is_some(),
        },
        403 => Error::Forbidden { url, message },
        404 => Error::NotFound { url, message },
        429 => limited(session, answer, None),
        status @ (408 | 425 | 500..) => Error::Unavailable {
            url,
            status,
            message,
        },
        status => Error::Refused {
            url,
            status,
            message,
        },
    }
}

fn limited(session: &Session, answer: &Answer, wait: Option<Duration>) -> Error {
    let retry_after = wait.or_else(|| retry_after(answer));
    Error::RateLimited {
        url: session.shown(&answer.url),
        retry_after,
    }
}
