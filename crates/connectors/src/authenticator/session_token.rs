//! `SessionTokenAuthenticator`: logs in with a request of its own and signs with the token of the
//! answer.

use std::time::{Duration, Instant};

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use super::{Signature, injected};
use crate::error::{Error, Place};
use crate::expression::{Bound, Template, python_text};
use crate::fields::{Component, Fields};
use crate::moment;
use crate::request::{Parts, RequestOption};
use crate::requester::HttpRequester;
use crate::session::{Issued, Session};
use crate::value;

/// A login, where its token is found, and how it is sent.
#[derive(Debug)]
pub(crate) struct SessionToken {
    place: Place,
    login: HttpRequester,
    path: Vec<Template>,
    lifetime: Option<Duration>,
    sent: Sent,
}

/// How the token is sent.
#[derive(Debug)]
enum Sent {
    Bearer,
    Option {
        option: RequestOption,
        token: Option<Template>,
    },
}

impl Component for Sent {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "Bearer" => Some(Sent::Bearer),
            "ApiKey" => Some(Sent::Option {
                option: fields.required("inject_into")?,
                token: fields.template("api_token")?,
            }),
            _ => fields.refuse_kind("request authentication"),
        }
    }
}

impl SessionToken {
    /// Reads its fields.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<SessionToken> {
        let _: Option<crate::decoder::Decoder> = fields.optional("decoder")?;
        let lifetime = match fields.text("expiration_duration")? {
            None => None,
            Some(text) => {
                let day = jiff::SpanRelativeTo::days_are_24_hours();
                let time = moment::duration(&text)
                    .and_then(|span| Duration::try_from(span.to_duration(day).ok()?).ok());
                match time {
                    Some(time) => Some(time),
                    None => return fields.refuse(format!("`{text}` is no ISO 8601 duration")),
                }
            }
        };
        Some(SessionToken {
            place: fields.place(),
            login: fields.required("login_requester")?,
            path: fields.templates("session_token_path")?,
            lifetime,
            sent: fields.required("request_authentication")?,
        })
    }

    /// Signs with the session's token; `fresh` logs in anew.
    pub(crate) async fn sign(&self, session: &Session, fresh: bool) -> Result<Signature, Error> {
        let token = self.token(session, fresh).await?;
        let signature = match &self.sent {
            Sent::Bearer => Signature::header(
                "Authorization",
                format!("Bearer {}", token.expose_secret()).into(),
            ),
            Sent::Option {
                option,
                token: template,
            } => {
                let bound: Bound = Value::from(token.expose_secret()).into();
                let scope = session.scope().with("session_token", &bound);
                let text = match template {
                    Some(template) => template.text(&scope)?,
                    None => token.expose_secret().to_owned(),
                };
                injected(&scope, option, text)?
            }
        };
        Ok(Signature {
            refreshable: true,
            ..signature
        })
    }

    async fn token(&self, session: &Session, fresh: bool) -> Result<SecretString, Error> {
        // One login per place of the manifest: within a source its configuration never changes.
        let key = session.token_key(&self.place);
        let mut tokens = session.shared.tokens.lock().await;
        if let Some(issued) = tokens.get(&key).filter(|_| !fresh)
            && issued.until.is_none_or(|until| Instant::now() < until)
        {
            return Ok(issued.token.clone());
        }
        // The login's own authenticator may be one that keeps tokens here too.
        drop(tokens);
        let scope = session.scope();
        let answer = self
            .login
            .send(session, &scope, None, Parts::default())
            .await?;
        let keys = self
            .path
            .iter()
            .map(|key| key.text(&scope))
            .collect::<Result<Vec<_>, _>>()?;
        let found = answer
            .as_ref()
            .and_then(|answer| value::get(answer.json()?, &keys))
            .filter(|token| !token.is_null());
        let Some(token) = found else {
            let reason = format!("the login's answer has no `{}`", keys.join("."));
            return Err(Error::Request {
                place: self.place.clone(),
                reason,
            });
        };
        let token = SecretString::from(python_text(token));
        let until = self
            .lifetime
            .and_then(|time| Instant::now().checked_add(time));
        tokens = session.shared.tokens.lock().await;
        tokens.insert(
            key,
            Issued {
                token: token.clone(),
                until,
            },
        );
        Ok(token)
    }
}
