//! What an `OAuthAuthenticator` sends to its token address.

use serde_json::{Map, Value};

use super::Jwt;
use super::oauth::assertion;
use crate::error::Error;
use crate::expression::{Takes, Template};
use crate::fields::Fields;
use crate::request::Inputs;
use crate::session::Session;

/// The grant type of a signed assertion (RFC 7523, section 2.1).
const ASSERTION: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// The form that asks for a token.
#[derive(Debug)]
pub(super) enum Grant {
    Form(Box<Form>),
    /// `profile_assertion`: nothing but a token that the client signs itself.
    Assertion {
        name: Template,
        jwt: Box<Jwt>,
    },
}

/// A form of names and values.
#[derive(Debug)]
pub(super) struct Form {
    grant: (Template, Template),
    id: (Template, Option<Template>),
    secret: (Template, Option<Template>),
    refresh: (Template, Option<Template>),
    scopes: Vec<String>,
    more: Inputs,
}

impl Grant {
    /// Reads the fields of the authenticator that have to do with it.
    pub(super) fn read(fields: &Fields<'_>) -> Option<Grant> {
        let name = fields.template_or("grant_type_name", "grant_type")?;
        let uses_assertion = match fields.node("use_profile_assertion") {
            // The reference takes any text for yes.
            Some(node) if node.text().is_some() => true,
            _ => fields.flag("use_profile_assertion")?,
        };
        let jwt = assertion(fields)?;
        let form = Form {
            grant: (
                name.clone(),
                fields.template_or("grant_type", "refresh_token")?,
            ),
            id: pair(fields, "client_id_name", "client_id")?,
            secret: pair(fields, "client_secret_name", "client_secret")?,
            refresh: pair(fields, "refresh_token_name", "refresh_token")?,
            scopes: fields.texts("scopes")?,
            more: Inputs::read(fields, "refresh_request_body")?,
        };
        match (uses_assertion, jwt) {
            (false, _) => Some(Grant::Form(Box::new(form))),
            (true, Some(jwt)) => Some(Grant::Assertion { name, jwt }),
            (true, None) => fields.refuse("`profile_assertion` is missing"),
        }
    }

    /// Evaluates it. `signed`: the client names itself in a header, so not in the form.
    /// `rotated` is the refresh token and its name where those are kept in the configuration.
    pub(super) fn form(
        &self,
        session: &Session,
        signed: bool,
        rotated: Option<(String, Value)>,
    ) -> Result<Map<String, Value>, Error> {
        let mut map = Map::new();
        let scope = session.scope();
        let form = match self {
            Grant::Form(form) => form,
            Grant::Assertion { name, jwt } => {
                map.insert(name.text(&scope)?, ASSERTION.into());
                map.insert("assertion".into(), jwt.token(session)?.into());
                return Ok(map);
            }
        };
        map.insert(
            form.grant.0.text(&scope)?,
            form.grant.1.text(&scope)?.into(),
        );
        if !signed {
            for (name, value) in [&form.id, &form.secret] {
                if let Some(value) = value {
                    map.insert(name.text(&scope)?, value.text(&scope)?.into());
                }
            }
        }
        match (rotated, &form.refresh) {
            (Some((name, value)), _) => {
                map.insert(name, value);
            }
            (None, (name, Some(value))) => {
                map.insert(name.text(&scope)?, value.text(&scope)?.into());
            }
            (None, (_, None)) => {}
        }
        // One field for each, under the name the reference runtime uses; RFC 6749 has `scope`.
        if !form.scopes.is_empty() {
            map.insert("scopes".into(), form.scopes.clone().into());
        }
        for (name, value) in form.more.eval(&scope, Takes::Anything)? {
            map.entry(name).or_insert(value);
        }
        Ok(map)
    }
}

fn pair(
    fields: &Fields<'_>,
    name: &'static str,
    key: &'static str,
) -> Option<(Template, Option<Template>)> {
    Some((fields.template_or(name, key)?, fields.template(key)?))
}
