//! `LegacySessionTokenAuthenticator`: a session token of the configuration while it is valid, else
//! one for a user name and a password.

use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use url::Url;

use super::Signature;
use crate::answer::Answer;
use crate::error::{Error, Place};
use crate::exchange::failure;
use crate::expression::{Template, python_text};
use crate::fields::Fields;
use crate::session::{Issued, Session};

/// Where a session is had and tried; addresses follow the requester's base.
#[derive(Debug)]
pub(crate) struct LegacySession {
    place: Place,
    header: Template,
    login: Template,
    probe: Template,
    response_key: Template,
    token: Template,
    username: Template,
    password: Template,
}

impl LegacySession {
    /// Reads its fields.
    pub(super) fn read(fields: &Fields<'_>) -> Option<LegacySession> {
        Some(LegacySession {
            place: fields.place(),
            header: fields.required_template("header")?,
            login: fields.required_template("login_url")?,
            probe: fields.required_template("validate_session_url")?,
            response_key: fields.required_template("session_token_response_key")?,
            token: fields.template_or("session_token", "")?,
            username: fields.template_or("username", "")?,
            password: fields.template_or("password", "")?,
        })
    }

    /// Signs with a session of the server at `base`; `fresh` asks for a new one.
    pub(super) async fn sign(
        &self,
        session: &Session,
        base: &Template,
        fresh: bool,
    ) -> Result<Signature, Error> {
        let scope = session.scope();
        let header = self.header.text(&scope)?;
        let base = base.text(&scope)?;
        let key = session.token_key(&self.place);
        let mut tokens = session.shared.tokens.lock().await;
        if let Some(issued) = tokens.get(&key).filter(|_| !fresh) {
            return Ok(signature(&header, issued.token.clone()));
        }
        let own = SecretString::from(self.token.text(&scope)?);
        let token = if !own.expose_secret().is_empty()
            && self.is_valid(session, &base, &header, &own).await?
        {
            own
        } else {
            self.log_in(session, &base).await?
        };
        let issued = Issued {
            token: token.clone(),
            until: None,
        };
        tokens.insert(key, issued);
        Ok(signature(&header, token))
    }

    async fn is_valid(
        &self,
        session: &Session,
        base: &str,
        header: &str,
        token: &SecretString,
    ) -> Result<bool, Error> {
        let url = self.url(base, &self.probe.text(&session.scope())?)?;
        let request = session.shared.http.get(url.clone());
        let request = request.header(header, token.expose_secret());
        let answer = self.ask(session, &url, request).await?;
        match answer.status {
            401 => Ok(false),
            _ if answer.is_success() => Ok(true),
            _ => Err(failure(session, &answer, None, std::slice::from_ref(token))),
        }
    }

    async fn log_in(&self, session: &Session, base: &str) -> Result<SecretString, Error> {
        let scope = session.scope();
        let (username, password) = (self.username.text(&scope)?, self.password.text(&scope)?);
        if username.is_empty() || password.is_empty() {
            return Err(self.refused(
                "the session is not valid, and there is no user name and password for another",
            ));
        }
        let url = self.url(base, &self.login.text(&scope)?)?;
        let body = json!({"username": username, "password": password});
        let request = session.shared.http.post(url.clone()).json(&body);
        let answer = self.ask(session, &url, request).await?;
        if !answer.is_success() {
            return Err(failure(session, &answer, None, &[password.into()]));
        }
        let key = self.response_key.text(&scope)?;
        match answer.json().and_then(|json| json.get(&key)) {
            Some(token) => Ok(python_text(token).into()),
            None => Err(self.refused(&format!("the login's answer has no `{key}`"))),
        }
    }

    async fn ask(
        &self,
        session: &Session,
        url: &Url,
        request: reqwest::RequestBuilder,
    ) -> Result<Answer, Error> {
        Answer::get(session, request)
            .await?
            .map_err(|none| Error::Unreachable {
                url: session.shown(url),
                kind: none.kind,
                cause: none.cause,
            })
    }

    fn url(&self, base: &str, path: &str) -> Result<Url, Error> {
        Url::parse(&format!("{base}{path}")).map_err(|_| {
            self.refused("the base and `login_url` or `validate_session_url` give no address")
        })
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}

fn signature(header: &str, token: SecretString) -> Signature {
    Signature {
        refreshable: true,
        ..Signature::header(header, token)
    }
}
