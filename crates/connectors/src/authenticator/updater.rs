//! `refresh_token_updater`: tokens that live in the configuration and are written back to it.

use serde_json::Value;

use super::oauth::{find, moment, steady};
use super::rejected::Rejected;
use crate::expression::python_text;
use crate::fields::{Component, Fields};
use crate::moment::Moment;
use crate::session::{Issued, Session};

/// Where the tokens are in the configuration, and what the provider calls the refresh token.
#[derive(Debug)]
pub(super) struct Updater {
    name: String,
    access: Vec<String>,
    refresh: Vec<String>,
    until: Vec<String>,
    /// Taken by the authenticator.
    pub(super) rejected: Option<Rejected>,
}

impl Component for Updater {
    const DEFAULT: Option<&'static str> = Some("RefreshTokenUpdater");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let path = |key: &'static str, last: &str| -> Option<Vec<String>> {
            let path = fields.texts(key)?;
            Some(if path.is_empty() {
                vec!["credentials".into(), last.into()]
            } else {
                path
            })
        };
        Some(Updater {
            name: fields
                .text("refresh_token_name")?
                .unwrap_or_else(|| "refresh_token".into()),
            access: path("access_token_config_path", "access_token")?,
            refresh: path("refresh_token_config_path", "refresh_token")?,
            until: path("token_expiry_date_config_path", "token_expiry_date")?,
            rejected: Rejected::read(fields)?,
        })
    }
}

impl Updater {
    /// The refresh token's name in a form, and the token.
    pub(super) fn refresh(&self, session: &Session) -> (String, Value) {
        let token = session.shared.renewed.get(&self.refresh);
        (self.name.clone(), token.unwrap_or_else(|| "".into()))
    }

    /// The access token of the configuration, where it says how long that lives.
    pub(super) fn token(&self, session: &Session) -> Option<Issued> {
        let until = python_text(&session.shared.renewed.get(&self.until)?);
        let token = session.shared.renewed.get(&self.access)?;
        Some(Issued {
            token: python_text(&token).into(),
            until: Some(steady(moment(&until)?)),
        })
    }

    /// Puts what an answer brought into the configuration, and gives that.
    pub(super) fn put(
        &self,
        session: &Session,
        json: &Value,
        token: &str,
        until: Option<Moment>,
    ) -> Value {
        let mut values = vec![(self.access.clone(), Value::from(token))];
        // A provider that does not rotate it says nothing about it.
        if let Some(refresh) = find(json, &self.name).filter(|refresh| !refresh.is_null()) {
            values.push((self.refresh.clone(), refresh.clone()));
        }
        if let Some(until) = until {
            values.push((self.until.clone(), until.iso('T').into()));
        }
        session.shared.renewed.put(values)
    }
}
