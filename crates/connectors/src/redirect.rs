//! Redirects of requests for data: followed as the reference runtime's HTTP library follows them,
//! except that what leaves the origin takes nothing along.
//!
//! A provider that sends on to a file store signs that address itself. Headers of the manifest and
//! of its authenticator go to the host that the manifest names, and to no other.

use reqwest::header::{
    CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderName, LOCATION, TRANSFER_ENCODING,
};
use reqwest::{Method, Request};
use url::Url;

use crate::answer::{Answer, text_of};
use crate::error::Error;
use crate::hosts;
use crate::session::Session;

/// How many redirects one request may take.
const MOST: usize = 30;

/// Headers that say something of a body.
const OF_BODY: [HeaderName; 4] = [
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    TRANSFER_ENCODING,
];

/// Where a request has been sent on to so far.
#[derive(Debug, Default)]
pub(crate) struct Redirects {
    count: usize,
    /// Whether it asks without its body now.
    is_plain: bool,
    /// Whether it has left the origin; coming back makes nothing good.
    has_left: bool,
}

impl Redirects {
    /// Where an answer sends its request on to; nothing where it does not.
    ///
    /// # Errors
    /// [`Error::BadAnswer`] where that goes on for ever, or leads nowhere.
    pub(crate) fn target(
        &mut self,
        session: &Session,
        answer: &Answer,
    ) -> Result<Option<Url>, Error> {
        let is_one = matches!(answer.status, 301 | 302 | 303 | 307 | 308);
        let location = answer.headers.get(LOCATION).filter(|_| is_one);
        let Some(location) = location.map(text_of).filter(|text| !text.is_empty()) else {
            return Ok(None);
        };
        let refuse = |reason: String| Error::BadAnswer {
            url: session.shown(&answer.url),
            reason,
        };
        self.count += 1;
        if self.count > MOST {
            return Err(refuse("it is sent on without end".to_owned()));
        }
        let target = answer.url.join(&location);
        let target = target.ok().filter(Url::has_host);
        let target =
            target.ok_or_else(|| refuse("it is sent on to what is no address".to_owned()))?;
        self.has_left |= target.origin() != answer.url.origin();
        self.is_plain |= answer.status < 307;
        Ok(Some(target))
    }

    /// The request as it goes on to `target`.
    ///
    /// # Errors
    /// [`Error::BadAnswer`] where its body would go to another host.
    pub(crate) fn apply(
        &self,
        session: &Session,
        mut request: Request,
        target: Url,
    ) -> Result<Request, Error> {
        if self.is_plain {
            *request.method_mut() = Method::GET;
            *request.body_mut() = None;
            for name in &OF_BODY {
                request.headers_mut().remove(name);
            }
        }
        if self.has_left {
            request.headers_mut().clear();
            if request.body().is_some() {
                return Err(Error::BadAnswer {
                    url: session.shown(request.url()),
                    reason: format!(
                        "it sends the request with its body on to another host, {}",
                        hosts::named(&target)
                    ),
                });
            }
        }
        *request.url_mut() = target;
        Ok(request)
    }
}
