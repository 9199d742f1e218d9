//! How requests are signed.

mod grant;
mod jwt;
mod legacy;
mod oauth;
mod pool;
mod quota;
mod rejected;
mod rotation;
mod session_token;
mod signature;
mod updater;

use std::collections::HashMap;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret, SecretString};

use self::jwt::Jwt;
use self::legacy::LegacySession;
use self::oauth::OAuth;
use self::rotation::Rotation;
use self::session_token::SessionToken;
use crate::access::TokenAsk;
use crate::error::{Error, Place};
use crate::expression::{Scope, Template, python_text};
use crate::fields::{Component, Fields};
use crate::node::Item;
use crate::request::{Parts, RequestOption};
use crate::session::Session;
use crate::value;

pub(crate) use self::rotation::{Charge, Rotations};

/// An authenticator of the manifest.
#[derive(Debug)]
pub(crate) enum Authenticator {
    None,
    ApiKey {
        token: Template,
        option: RequestOption,
    },
    Bearer {
        token: Template,
    },
    Basic {
        username: Template,
        password: Option<Template>,
    },
    OAuth(Arc<OAuth>),
    Jwt(Box<Jwt>),
    SessionToken(Box<SessionToken>),
    LegacySession(Box<LegacySession>),
    /// One of several tokens, whichever has calls left.
    Rotation(Box<Rotation>),
    /// One of several, named by a value of the configuration.
    Selective {
        place: Place,
        path: Vec<Template>,
        options: HashMap<String, Authenticator>,
    },
}

/// What an authenticator adds to a request.
#[derive(Debug, Default)]
pub(crate) struct Signature {
    pub(crate) parts: Parts,
    /// Texts in it that must not appear in an error.
    pub(crate) secrets: Vec<SecretString>,
    /// The header value that would be reported as refused.
    pub(crate) token: Option<SecretString>,
    /// Whether another token may be had after a 401.
    pub(crate) refreshable: bool,
    /// The token it was charged to, where there are several.
    pub(crate) charge: Option<Charge>,
}

/// A request before it is signed, for authenticators that look at it.
pub(crate) type Unsigned<'a> = &'a (dyn Fn() -> Result<reqwest::Request, Error> + Sync);

impl Signature {
    /// A signature of one header.
    pub(crate) fn header(name: &str, value: SecretString) -> Signature {
        let mut parts = Parts::default();
        parts
            .headers
            .insert(name.to_owned(), value.expose_secret().into());
        let mut secrets = vec![value.clone()];
        // The token without its scheme is as secret as the whole.
        if let Some((_, token)) = value.expose_secret().split_once(' ') {
            secrets.push(token.to_owned().into());
        }
        Signature {
            parts,
            secrets,
            token: Some(value),
            refreshable: false,
            charge: None,
        }
    }
}

impl Component for Authenticator {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "NoAuth" => Some(Authenticator::None),
            "BearerAuthenticator" => Some(Authenticator::Bearer {
                token: fields.required_template("api_token")?,
            }),
            "BasicHttpAuthenticator" => Some(Authenticator::Basic {
                username: fields.required_template("username")?,
                password: fields.template("password")?,
            }),
            "ApiKeyAuthenticator" => api_key(fields),
            "OAuthAuthenticator" => {
                OAuth::read(fields).map(|oauth| Authenticator::OAuth(Arc::new(oauth)))
            }
            "SessionTokenAuthenticator" => {
                SessionToken::read(fields).map(|token| Authenticator::SessionToken(Box::new(token)))
            }
            "JwtAuthenticator" => Jwt::read(fields).map(|jwt| Authenticator::Jwt(Box::new(jwt))),
            "LegacySessionTokenAuthenticator" => LegacySession::read(fields)
                .map(|legacy| Authenticator::LegacySession(Box::new(legacy))),
            "RateLimitedMultipleTokenAuthenticator" => {
                Rotation::read(fields).map(|rotation| Authenticator::Rotation(Box::new(rotation)))
            }
            "SelectiveAuthenticator" => selective(fields),
            _ => fields.refuse_kind("authenticator"),
        }
    }
}

fn api_key(fields: &Fields<'_>) -> Option<Authenticator> {
    let token = fields.template_or("api_token", "")?;
    let header = fields.template("header")?;
    let option = match (fields.optional::<RequestOption>("inject_into")?, header) {
        (Some(option), None) => option,
        (None, Some(header)) => RequestOption::header(header),
        _ => return fields.refuse("either `inject_into` or `header`"),
    };
    Some(Authenticator::ApiKey { token, option })
}

fn selective(fields: &Fields<'_>) -> Option<Authenticator> {
    let path = fields.templates("authenticator_selection_path")?;
    let Some(node) = fields.node("authenticators") else {
        return fields.refuse("`authenticators` is missing");
    };
    let Item::Map(entries) = &node.item else {
        return fields.refuse_field(
            "authenticators",
            &node,
            "`authenticators` must be a mapping",
        );
    };
    let mut options = HashMap::new();
    for (name, node) in entries {
        options.insert(name.clone(), fields.inner("authenticators", name, node)?);
    }
    Some(Authenticator::Selective {
        place: fields.place(),
        path,
        options,
    })
}

impl Authenticator {
    /// Signs a request of a requester whose address is `base`. `refused` is the header value the
    /// provider has just refused; `unsigned` makes the request, for whoever looks at it.
    ///
    /// # Errors
    /// [`Error::Access`], [`Error::Expression`], or what goes wrong at the provider's token
    /// address.
    pub(crate) async fn sign(
        &self,
        session: &Session,
        base: &Template,
        refused: Option<&SecretString>,
        unsigned: Unsigned<'_>,
    ) -> Result<Signature, Error> {
        let scope = session.scope();
        match self {
            Authenticator::None => Ok(Signature::default()),
            Authenticator::Bearer { token } => {
                let value = format!("Bearer {}", token.text(&scope)?);
                Ok(Signature::header("Authorization", value.into()))
            }
            Authenticator::Basic { username, password } => {
                let password = match password {
                    Some(password) => password.text(&scope)?,
                    None => String::new(),
                };
                let pair = format!("{}:{password}", username.text(&scope)?);
                let mut signature = Signature::header(
                    "Authorization",
                    format!("Basic {}", STANDARD.encode(pair)).into(),
                );
                signature.secrets.push(password.into());
                Ok(signature)
            }
            Authenticator::ApiKey { token, option } => {
                injected(&scope, option, token.text(&scope)?)
            }
            Authenticator::OAuth(oauth) => match &session.shared.access {
                Some(access) => {
                    let ask =
                        refused.map_or(TokenAsk::Current, |token| TokenAsk::Refused(token.clone()));
                    let token = session.unless_cancelled(access(ask)).await??;
                    let mut signature = Signature::header(&token.header, token.value);
                    signature.refreshable = true;
                    let extra = token.extra.into_iter();
                    let extra = extra.map(|(name, value)| (name, value.into()));
                    signature.parts.headers.extend(extra);
                    Ok(signature)
                }
                None => oauth.sign(session, refused).await,
            },
            Authenticator::Jwt(jwt) => jwt.sign(session),
            Authenticator::SessionToken(token) => token.sign(session, refused.is_some()).await,
            Authenticator::LegacySession(legacy) => {
                legacy.sign(session, base, refused.is_some()).await
            }
            Authenticator::Rotation(rotation) => rotation.sign(session, &unsigned()?).await,
            Authenticator::Selective {
                place,
                path,
                options,
            } => {
                let chosen = select(session, place, path, options)?;
                Box::pin(chosen.sign(session, base, refused, unsigned)).await
            }
        }
    }
}

/// A signature that puts a token where an option says.
pub(crate) fn injected(
    scope: &Scope<'_>,
    option: &RequestOption,
    token: String,
) -> Result<Signature, Error> {
    let mut parts = Parts::default();
    option.put(&mut parts, scope, token.clone().into())?;
    Ok(Signature {
        parts,
        secrets: vec![token.into()],
        ..Signature::default()
    })
}

fn select<'a>(
    session: &Session,
    place: &Place,
    path: &[Template],
    options: &'a HashMap<String, Authenticator>,
) -> Result<&'a Authenticator, Error> {
    let scope = session.scope();
    let keys = path
        .iter()
        .map(|key| key.text(&scope))
        .collect::<Result<Vec<_>, _>>()?;
    let name = value::get(session.shared.config.json(), &keys).map(python_text);
    name.as_ref()
        .and_then(|name| options.get(name))
        .ok_or_else(|| {
            let reason = format!(
                "`{}` of the configuration names none of the authenticators",
                keys.join(".")
            );
            Error::Request {
                place: place.clone(),
                reason,
            }
        })
}
