//! `OAuthAuthenticator`: where no access token comes from outside, the manifest's own refresh
//! (RFC 6749, section 6) or client credentials (section 4.4).

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::{Duration, Instant};

use reqwest::header::ACCEPT;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use crate::answer::Answer;
use crate::authenticator::Signature;
use crate::error::{Error, Place, Problem};
use crate::exchange::failure;
use crate::expression::{Takes, Template, python_text};
use crate::fields::Fields;
use crate::request::{Inputs, pairs};
use crate::session::{Issued, Session};

/// Tokens are renewed this long before they end.
const MARGIN: Duration = Duration::from_secs(30);

/// The manifest's own way to a token.
#[derive(Debug)]
pub(crate) struct OAuth {
    place: Place,
    endpoint: Option<Template>,
    fixed: Option<Template>,
    grant_type: Template,
    /// Names and values of the form, in its order; those that are empty are left out.
    form: Vec<(Template, Template)>,
    /// Name and value of the refresh token, which other grants do not send.
    refresh: Option<(Template, Template)>,
    scopes: Vec<Template>,
    body: Inputs,
    headers: Inputs,
    token_name: String,
    expires_name: String,
    /// Why it cannot do without an access token from outside.
    needs_access: Option<Problem>,
}

/// Options that only matter where the manifest refreshes the token itself, and are not supported
/// there.
const OWN_ONLY: [&str; 9] = [
    "refresh_token_updater",
    "profile_assertion",
    "use_profile_assertion",
    "send_refresh_request_as_query_params",
    "token_expiry_date",
    "token_expiry_date_format",
    "refresh_token_error_status_codes",
    "refresh_token_error_key",
    "refresh_token_error_values",
];

impl OAuth {
    /// Reads its fields.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<OAuth> {
        let mut needs_access = None;
        for key in OWN_ONLY {
            if fields.node(key).is_some_and(|node| node.is_truthy()) {
                needs_access = Some(Problem {
                    place: fields.place(),
                    component: fields.kind().to_owned(),
                    reason: format!(
                        "`{key}` is supported only where the connection has a grant of its own"
                    ),
                });
            }
        }
        let grant_type = match fields.template("grant_type")? {
            Some(grant_type) => grant_type,
            None => fields.constant("grant_type", "refresh_token")?,
        };
        let (mut form, mut refresh) = (Vec::new(), None);
        for (name, key, default) in [
            ("client_id_name", "client_id", "client_id"),
            ("client_secret_name", "client_secret", "client_secret"),
            ("refresh_token_name", "refresh_token", "refresh_token"),
        ] {
            let name = match fields.template(name)? {
                Some(name) => name,
                None => fields.constant(name, default)?,
            };
            match fields.template(key)? {
                Some(value) if key == "refresh_token" => refresh = Some((name, value)),
                Some(value) => form.push((name, value)),
                None => {}
            }
        }
        let grant_name = match fields.template("grant_type_name")? {
            Some(name) => name,
            None => fields.constant("grant_type_name", "grant_type")?,
        };
        form.insert(0, (grant_name, grant_type.clone()));
        Some(OAuth {
            place: fields.place(),
            endpoint: fields.template("token_refresh_endpoint")?,
            fixed: fields.template("access_token_value")?,
            grant_type,
            form,
            refresh,
            scopes: fields.templates("scopes")?,
            body: Inputs::read(fields, "refresh_request_body")?,
            headers: Inputs::read(fields, "refresh_request_headers")?,
            token_name: fields
                .text("access_token_name")?
                .unwrap_or_else(|| "access_token".into()),
            expires_name: fields
                .text("expires_in_name")?
                .unwrap_or_else(|| "expires_in".into()),
            needs_access,
        })
    }

    /// What keeps it from refreshing by itself.
    pub(crate) fn needs_access(&self) -> Option<&Problem> {
        self.needs_access.as_ref()
    }

    /// Signs with a token of its own; `fresh` asks for a new one.
    pub(crate) async fn sign(&self, session: &Session, fresh: bool) -> Result<Signature, Error> {
        if let Some(problem) = &self.needs_access {
            return Err(Error::Manifest(problem.clone()));
        }
        let scope = session.scope();
        let Some(endpoint) = &self.endpoint else {
            return match &self.fixed {
                Some(token) => Ok(bearer(token.text(&scope)?.into())),
                None => {
                    Err(self.refused("there is neither a grant nor a `token_refresh_endpoint`"))
                }
            };
        };
        let text = endpoint.text(&scope)?;
        let url = Url::parse(&text)
            .map_err(|_| self.refused("`token_refresh_endpoint` is no address"))?;
        let form = self.form(session)?;
        let mut hasher = DefaultHasher::new();
        (url.as_str(), pairs(&form)).hash(&mut hasher);
        let key = hasher.finish();
        // Held while asking, so that streams read at the same time ask once.
        let mut tokens = session.shared.tokens.lock().await;
        if let Some(issued) = tokens.get(&key).filter(|_| !fresh)
            && issued.until.is_none_or(|until| Instant::now() < until)
        {
            return Ok(bearer(issued.token.clone()));
        }
        let issued = self.ask(session, url, &form).await?;
        tokens.insert(key, issued.clone());
        Ok(bearer(issued.token))
    }

    fn form(&self, session: &Session) -> Result<Map<String, Value>, Error> {
        let scope = session.scope();
        let mut form = Map::new();
        let refreshes = self.grant_type.text(&scope)? == "refresh_token";
        for (name, value) in self
            .form
            .iter()
            .chain(self.refresh.as_ref().filter(|_| refreshes))
        {
            let text = value.text(&scope)?;
            if !text.is_empty() {
                form.insert(name.text(&scope)?, text.into());
            }
        }
        // One field for each, under the name the reference runtime uses; RFC 6749 has `scope`.
        if !self.scopes.is_empty() {
            let scopes = self
                .scopes
                .iter()
                .map(|one| one.text(&scope).map(Value::from));
            form.insert("scopes".into(), scopes.collect::<Result<Value, _>>()?);
        }
        for (name, value) in self.body.eval(&scope, Takes::Anything)? {
            form.entry(name).or_insert(value);
        }
        Ok(form)
    }

    async fn ask(
        &self,
        session: &Session,
        url: Url,
        form: &Map<String, Value>,
    ) -> Result<Issued, Error> {
        let mut request = session
            .shared
            .http
            .post(url.clone())
            .header(ACCEPT, "application/json")
            .form(&pairs(form));
        for (name, value) in self.headers.eval(&session.scope(), Takes::Anything)? {
            request = request.header(name, python_text(&value));
        }
        let shown = session.shown(&url);
        let answer = Answer::get(session, request)
            .await?
            .map_err(|none| Error::Unreachable {
                url: shown.clone(),
                kind: none.kind,
                cause: none.cause,
            })?;
        if !answer.is_success() {
            let secrets: Vec<SecretString> = pairs(form)
                .into_iter()
                .map(|(_, value)| value.into())
                .collect();
            return Err(match failure(session, &answer, None, &secrets) {
                // RFC 6749, section 5.2: a refused grant is a 400.
                Error::Refused {
                    url,
                    status: 400,
                    message,
                } => Error::Unauthorized { url, message },
                other => other,
            });
        }
        self.issued(shown, &answer)
    }

    /// The token in an answer (RFC 6749, section 5.1).
    fn issued(&self, shown: String, answer: &Answer) -> Result<Issued, Error> {
        let missing = || Error::BadAnswer {
            url: shown.clone(),
            reason: format!("the answer has no `{}`", self.token_name),
        };
        let json = answer.json().ok_or_else(missing)?;
        let token = find(json, &self.token_name)
            .and_then(Value::as_str)
            .ok_or_else(missing)?;
        let seconds = find(json, &self.expires_name).and_then(|value| match value {
            Value::Number(number) => number.as_f64(),
            Value::String(text) => text.parse().ok(),
            _ => None,
        });
        let until = seconds
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .and_then(|time| Instant::now().checked_add(time.saturating_sub(MARGIN)));
        Ok(Issued {
            token: token.to_owned().into(),
            until,
        })
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}

fn bearer(token: SecretString) -> Signature {
    let value = format!("Bearer {}", token.expose_secret());
    Signature {
        refreshable: true,
        ..Signature::header("Authorization", value.into())
    }
}

/// A key of an answer, wherever in it the provider puts it.
fn find<'a>(value: &'a Value, name: &str) -> Option<&'a Value> {
    match value {
        Value::Object(map) => map
            .get(name)
            .or_else(|| map.values().find_map(|inner| find(inner, name))),
        Value::Array(items) => items.iter().find_map(|item| find(item, name)),
        _ => None,
    }
}
