//! `OAuthAuthenticator`: where no access token comes from outside, the manifest's own way to one.
//!
//! That is a refresh (RFC 6749, section 6), client credentials (section 4.4), any other grant that
//! is a form, or a signed assertion (RFC 7523). What a provider rotates goes back into the
//! configuration ([`Updater`]).

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::grant::Grant;
use super::rejected::Rejected;
use super::updater::Updater;
use super::{Jwt, Signature};
use crate::answer::Answer;
use crate::error::{Error, Place};
use crate::exchange::failure;
use crate::expression::{Takes, Template, python_text};
use crate::fields::Fields;
use crate::moment::Moment;
use crate::request::{Inputs, encoded, pairs};
use crate::session::{Issued, Session};

/// Tokens are renewed this long before they end.
const MARGIN: Duration = Duration::from_secs(30);

/// How long a token lives whose end nobody names.
const UNNAMED: Duration = Duration::from_secs(3600);

/// How often the token address is asked where it fails for a passing cause.
const TRIES: u32 = 5;

/// The manifest's own way to a token.
#[derive(Debug)]
pub(crate) struct OAuth {
    place: Place,
    endpoint: Option<Template>,
    /// A token of the configuration, and until when it may be used without asking for another.
    given: Option<(Template, Option<Template>)>,
    grant: Grant,
    as_query: bool,
    headers: Inputs,
    token_name: Template,
    expires_name: Template,
    /// Whether the answer names the moment at which the token ends, instead of the seconds left.
    names_moment: bool,
    updater: Option<Updater>,
    rejected: Rejected,
}

impl OAuth {
    /// Reads its fields.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<OAuth> {
        let mut updater: Option<Updater> = fields.optional("refresh_token_updater")?;
        let theirs = updater.as_mut().and_then(|updater| updater.rejected.take());
        let rejected = match (Rejected::read(fields)?, theirs) {
            (Some(_), Some(_)) => {
                return fields.refuse(
                    "`refresh_token_error_…` stands both here and in `refresh_token_updater`",
                );
            }
            (own, theirs) => own.or(theirs).unwrap_or_default(),
        };
        let (until, given) = (
            fields.template("token_expiry_date")?,
            fields.template("access_token_value")?,
        );
        Some(OAuth {
            place: fields.place(),
            endpoint: fields.template("token_refresh_endpoint")?,
            given: given.map(|token| (token, until)),
            grant: Grant::read(fields)?,
            as_query: fields.flag("send_refresh_request_as_query_params")?,
            headers: Inputs::read(fields, "refresh_request_headers")?,
            token_name: fields.template_or("access_token_name", "access_token")?,
            expires_name: fields.template_or("expires_in_name", "expires_in")?,
            names_moment: fields.text("token_expiry_date_format")?.is_some(),
            updater,
            rejected,
        })
    }

    /// Signs with a token of its own, another one than `refused`.
    pub(crate) async fn sign(
        self: &Arc<Self>,
        session: &Session,
        refused: Option<&SecretString>,
    ) -> Result<Signature, Error> {
        let Some(endpoint) = &self.endpoint else {
            return match &self.given {
                Some((token, _)) => Ok(bearer(token.text(&session.scope())?.into())),
                None => Err(self.refused(
                    "there is neither a grant nor a `token_refresh_endpoint` nor an `access_token_value`",
                )),
            };
        };
        let text = endpoint.text(&session.scope())?;
        let url = Url::parse(&text)
            .map_err(|_| self.refused("`token_refresh_endpoint` is no address"))?;
        let known = {
            let tokens = session.unless_cancelled(session.shared.tokens.lock());
            self.known(session, &url, &*tokens.await?, refused)?
        };
        if let Some(issued) = known {
            return Ok(bearer(issued.token));
        }
        // A task of its own: whoever asks may go away, but the answer with the next refresh token
        // must be kept when it comes.
        let renewal = Arc::clone(self).renew(session.uncancelled(), url, refused.cloned());
        match session.unless_cancelled(tokio::spawn(renewal)).await? {
            Ok(issued) => Ok(bearer(issued?.token)),
            Err(lost) => match lost.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(_) => Err(Error::Cancelled),
            },
        }
    }

    /// A new token, unless somebody else has got one meanwhile.
    async fn renew(
        self: Arc<Self>,
        session: Session,
        url: Url,
        refused: Option<SecretString>,
    ) -> Result<Issued, Error> {
        // Held while asking, so that streams read at the same time ask once.
        let mut tokens = session.shared.tokens.lock().await;
        let hold = match &self.updater {
            Some(_) => session.shared.renewed.hold().await?,
            None => None,
        };
        if let Some(issued) = self.known(&session, &url, &tokens, refused.as_ref())? {
            return Ok(issued);
        }
        let key = self.key(&session, &url)?;
        let (issued, config) = self.ask(&session, url).await?;
        if let (Some(mut hold), Some(config)) = (hold, config) {
            hold.keep(&config).await;
        }
        tokens.insert(key, issued.clone());
        Ok(issued)
    }

    /// A token that is there, lives, and is another one than `refused`.
    fn known(
        &self,
        session: &Session,
        url: &Url,
        tokens: &HashMap<u64, Issued>,
        refused: Option<&SecretString>,
    ) -> Result<Option<Issued>, Error> {
        let known = match &self.updater {
            Some(updater) => updater.token(session),
            None => tokens
                .get(&self.key(session, url)?)
                .cloned()
                .or(self.given(session)?),
        };
        let usable = |issued: &Issued| {
            let value = bearer(issued.token.clone()).token;
            issued.until.is_none_or(|until| Instant::now() < until)
                && value.as_ref().map(ExposeSecret::expose_secret)
                    != refused.map(ExposeSecret::expose_secret)
        };
        Ok(known.filter(usable))
    }

    /// Authenticators that ask the same address for the same share a token.
    fn key(&self, session: &Session, url: &Url) -> Result<u64, Error> {
        let mut hasher = DefaultHasher::new();
        url.as_str().hash(&mut hasher);
        match &self.grant {
            // An assertion is signed anew each time.
            Grant::Assertion { .. } => self.place.path.hash(&mut hasher),
            Grant::Form(_) => pairs(&self.form(session)?).hash(&mut hasher),
        }
        Ok(hasher.finish())
    }

    fn form(&self, session: &Session) -> Result<Map<String, Value>, Error> {
        let headers = self.headers.eval(&session.scope(), Takes::Anything)?;
        let refresh = self
            .updater
            .as_ref()
            .map(|updater| updater.refresh(session));
        self.grant
            .form(session, headers.contains_key("Authorization"), refresh)
    }

    /// The token of the configuration, where it says how long it lives.
    fn given(&self, session: &Session) -> Result<Option<Issued>, Error> {
        let Some((token, Some(until))) = &self.given else {
            return Ok(None);
        };
        let scope = session.scope();
        let until = until.text(&scope)?;
        let until = moment(&until)
            .ok_or_else(|| self.refused(&format!("`token_expiry_date` gives {until}, no date")))?;
        Ok(Some(Issued {
            token: token.text(&scope)?.into(),
            until: Some(steady(until)),
        }))
    }

    /// Asks for a token; gives the configuration with it, too, where that is where it belongs.
    async fn ask(&self, session: &Session, url: Url) -> Result<(Issued, Option<Value>), Error> {
        let shown = session.shown(&url);
        let mut tries = 0;
        loop {
            tries += 1;
            let form = self.form(session)?;
            let headers = self.headers.eval(&session.scope(), Takes::Anything)?;
            let answer =
                Answer::get(session, self.request(session, &url, &form, &headers)?).await?;
            let secrets = || -> Vec<SecretString> {
                let form = pairs(&form).into_iter().map(|(_, value)| value.into());
                form.collect()
            };
            let error = match answer {
                Ok(answer) if answer.is_success() => return self.issued(session, shown, &answer),
                Ok(answer) => {
                    let passes = answer.status == 429 || answer.status >= 500;
                    let error = match failure(session, &answer, None, &secrets()) {
                        // RFC 6749, section 5.2: a refused grant is a 400.
                        Error::Refused { url, message, .. } if self.rejected.is(&answer) => {
                            Error::Unauthorized {
                                url,
                                message,
                                granted: false,
                            }
                        }
                        other => other,
                    };
                    if !passes {
                        return Err(error);
                    }
                    error
                }
                Err(none) => Error::Unreachable {
                    url: shown.clone(),
                    kind: none.kind,
                    cause: none.cause,
                },
            };
            if tries >= TRIES {
                return Err(error);
            }
            session.pause(Duration::from_secs(1 << (tries - 1))).await?;
        }
    }

    fn request(
        &self,
        session: &Session,
        url: &Url,
        form: &Map<String, Value>,
        headers: &Map<String, Value>,
    ) -> Result<reqwest::RequestBuilder, Error> {
        let mut url = url.clone();
        if self.as_query {
            crate::request::add_query(&mut url, form);
        }
        let mut request = session.shared.http.post(url);
        if !self.as_query {
            request = request
                .header(
                    reqwest::header::CONTENT_TYPE,
                    "application/x-www-form-urlencoded",
                )
                .body(encoded(pairs(form)));
        }
        let map = crate::request::header_map(headers, |_| true)
            .map_err(|name| self.refused(&format!("`{name}` cannot be sent as a header")))?;
        Ok(request.headers(map))
    }

    /// The token in an answer (RFC 6749, section 5.1).
    fn issued(
        &self,
        session: &Session,
        shown: String,
        answer: &Answer,
    ) -> Result<(Issued, Option<Value>), Error> {
        let scope = session.scope();
        let (token_name, expires_name) = (
            self.token_name.text(&scope)?,
            self.expires_name.text(&scope)?,
        );
        let missing = || Error::BadAnswer {
            url: shown.clone(),
            reason: format!("the answer has no `{token_name}`"),
        };
        let json = answer.json().ok_or_else(missing)?;
        let token = find(json, &token_name)
            .filter(|token| !token.is_null())
            .map(python_text)
            .filter(|token| !token.is_empty())
            .ok_or_else(missing)?;
        let now = Moment::now();
        let until = match find(json, &expires_name).filter(|value| !value.is_null()) {
            Some(value) if self.names_moment => moment(&python_text(value)),
            Some(value) => python_text(value)
                .parse::<f64>()
                .ok()
                .and_then(|seconds| now.plus(jiff::Span::new().try_seconds(seconds as i64).ok()?)),
            None => now.plus(jiff::Span::new().seconds(UNNAMED.as_secs() as i64)),
        };
        let updater = self.updater.as_ref();
        let config = updater.map(|updater| updater.put(session, json, &token, until));
        let issued = Issued {
            token: token.into(),
            until: until.map(steady),
        };
        Ok((issued, config))
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}

/// A moment as a provider or a configuration writes it: ISO 8601, or seconds since 1970.
pub(super) fn moment(text: &str) -> Option<Moment> {
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Moment::parse(text, "%s");
    }
    Moment::from_iso(text)
}

/// A moment on the clock that nobody sets, a little early.
pub(super) fn steady(until: Moment) -> Instant {
    let left = until.instant().duration_since(Moment::now().instant());
    let left = Duration::try_from(left).unwrap_or_default();
    let now = Instant::now();
    now.checked_add(left.saturating_sub(MARGIN)).unwrap_or(now)
}

fn bearer(token: SecretString) -> Signature {
    let value = format!("Bearer {}", token.expose_secret());
    Signature {
        refreshable: true,
        ..Signature::header("Authorization", value.into())
    }
}

/// A key of an answer, wherever in it the provider puts it.
pub(super) fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map
            .get(name)
            .or_else(|| map.values().find_map(|inner| find(inner, name))),
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}

/// What a grant of the kind `profile_assertion` is signed with.
pub(super) fn assertion(fields: &Fields<'_>) -> Option<Option<Box<Jwt>>> {
    Some(fields.optional::<Jwt>("profile_assertion")?.map(Box::new))
}
