//! `JwtAuthenticator`: signs each request with a token of its own making (RFC 7519).

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

use super::signature::{Algorithm, Unfit};
use super::{Signature, injected};
use crate::error::{Error, Place};
use crate::expression::{Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::moment::Moment;
use crate::request::{Inputs, RequestOption};
use crate::session::Session;

/// What a token says, and what it is signed with.
#[derive(Debug)]
pub(crate) struct Jwt {
    place: Place,
    algorithm: Algorithm,
    key: Template,
    /// The key is the base64 text of `key`.
    encodes_key: bool,
    passphrase: Option<Template>,
    /// Seconds.
    lives: i64,
    prefix: Option<Template>,
    header: Named,
    more_header: Inputs,
    claims: Named,
    more_claims: Inputs,
    option: Option<RequestOption>,
}

/// Templates under the names of registered headers or claims.
#[derive(Debug, Default)]
struct Named(Vec<(&'static str, Template)>);

/// `jwt_headers`.
struct Header(Named);

/// `jwt_payload`.
struct Claims(Named);

impl Named {
    fn read(fields: &Fields<'_>, names: &[&'static str]) -> Option<Named> {
        let mut named = Vec::new();
        for &name in names {
            named.extend(fields.template(name)?.map(|template| (name, template)));
        }
        Some(Named(named))
    }

    fn put(&self, scope: &Scope<'_>, map: &mut Map<String, Value>) -> Result<(), Error> {
        for (name, template) in &self.0 {
            let value = template.value(scope, Missing::Fails, Takes::Anything)?;
            map.insert((*name).to_owned(), value);
        }
        Ok(())
    }
}

impl Component for Header {
    const DEFAULT: Option<&'static str> = Some("JwtHeaders");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Named::read(fields, &["kid", "typ", "cty"]).map(Header)
    }
}

impl Component for Claims {
    const DEFAULT: Option<&'static str> = Some("JwtPayload");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Named::read(fields, &["iss", "sub", "aud"]).map(Claims)
    }
}

impl Component for Jwt {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "JwtAuthenticator" {
            return fields.refuse_kind("signer");
        }
        let name = fields.required_text("algorithm")?;
        let Some(algorithm) = Algorithm::named(&name) else {
            return fields.refuse(format!("the algorithm {name} is not supported"));
        };
        let encodes_key = match fields.node("base64_encode_secret_key") {
            // The reference takes any text for yes.
            Some(node) if node.text().is_some() => true,
            _ => fields.flag("base64_encode_secret_key")?,
        };
        let header: Option<Header> = fields.optional("jwt_headers")?;
        let claims: Option<Claims> = fields.optional("jwt_payload")?;
        Some(Jwt {
            place: fields.place(),
            algorithm,
            key: fields.required_template("secret_key")?,
            encodes_key,
            passphrase: fields.template("passphrase")?,
            lives: fields.integer("token_duration")?.unwrap_or(1200),
            prefix: fields.template("header_prefix")?,
            header: header.map(|header| header.0).unwrap_or_default(),
            more_header: Inputs::read(fields, "additional_jwt_headers")?,
            claims: claims.map(|claims| claims.0).unwrap_or_default(),
            more_claims: Inputs::read(fields, "additional_jwt_payload")?,
            option: fields.optional("request_option")?,
        })
    }
}

impl Jwt {
    /// Signs a request.
    pub(super) fn sign(&self, session: &Session) -> Result<Signature, Error> {
        let token = self.token(session)?;
        match &self.option {
            Some(option) => injected(&session.scope(), option, token),
            None => Ok(Signature::header("Authorization", token.into())),
        }
    }

    /// A fresh token, with its prefix.
    pub(super) fn token(&self, session: &Session) -> Result<String, Error> {
        let scope = session.scope();
        let part = |map: Map<String, Value>| URL_SAFE_NO_PAD.encode(Value::Object(map).to_string());
        let message = format!(
            "{}.{}",
            part(self.header(&scope)?),
            part(self.claims(&scope)?)
        );
        let key = SecretString::from(self.key.text(&scope)?);
        let key = if self.encodes_key {
            STANDARD.encode(key.expose_secret()).into()
        } else {
            key
        };
        let passphrase = match &self.passphrase {
            Some(passphrase) => Some(passphrase.text(&scope)?).filter(|text| !text.is_empty()),
            None => None,
        };
        let signature = self
            .algorithm
            .sign(
                &key,
                passphrase.map(SecretString::from).as_ref(),
                message.as_bytes(),
            )
            .map_err(|Unfit(reason)| self.refused(reason.to_owned()))?;
        let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature));
        let prefix = match &self.prefix {
            Some(prefix) => prefix.text(&scope)?,
            None => String::new(),
        };
        Ok(if prefix.is_empty() {
            token
        } else {
            format!("{prefix} {token}")
        })
    }

    fn header(&self, scope: &Scope<'_>) -> Result<Map<String, Value>, Error> {
        let more = self.more_header.eval(scope, Takes::Anything)?;
        self.only_others(
            &more,
            &["kid", "alg", "typ", "cty"],
            "additional_jwt_headers",
        )?;
        let mut map = Map::from_iter([("typ".to_owned(), Value::from("JWT"))]);
        map.insert("alg".into(), self.algorithm.name().into());
        map.extend(more);
        self.header.put(scope, &mut map)?;
        Ok(map)
    }

    fn claims(&self, scope: &Scope<'_>) -> Result<Map<String, Value>, Error> {
        let mut map = self.more_claims.eval(scope, Takes::Anything)?;
        let reserved = ["iss", "sub", "aud", "iat", "exp", "nbf"];
        self.only_others(&map, &reserved, "additional_jwt_payload")?;
        self.claims.put(scope, &mut map)?;
        let now = Moment::now().instant().as_second();
        map.insert("iat".into(), now.into());
        map.insert("exp".into(), now.saturating_add(self.lives).into());
        map.insert("nbf".into(), now.into());
        Ok(map)
    }

    /// Refuses names that have fields of their own.
    fn only_others(
        &self,
        map: &Map<String, Value>,
        names: &[&str],
        field: &str,
    ) -> Result<(), Error> {
        match names.iter().find(|name| map.contains_key(**name)) {
            Some(name) => Err(self.refused(format!("`{name}` must not stand in `{field}`"))),
            None => Ok(()),
        }
    }

    fn refused(&self, reason: String) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason,
        }
    }
}
