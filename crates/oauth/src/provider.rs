//! A provider, ready to be called: profile, inputs and client put together.

use std::collections::BTreeMap;
use std::sync::Arc;

use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use crate::address::{CAPTURED, address, parameter};
use crate::assertion::Assertion;
use crate::calls::filled as filled_headers;
use crate::grant::template_values;
use crate::profile::{ClientAuth, ExchangeStep, Parameters, Profile, SecretRule, is_late};
use crate::{Client, Error, Grant};

/// A connection's inputs by name. Data only: nothing in them is ever read as a template. No secrets
/// but `client_secret`, which no template can name: an error about an address quotes the input that
/// spoils it.
pub type Values = BTreeMap<String, String>;

/// A provider with all its addresses worked out: what every call takes. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Provider(pub(crate) Arc<Resolved>);

#[derive(Debug)]
pub(crate) struct Resolved {
    pub profile: Profile,
    pub client: Client,
    /// Where somebody consents; none where nobody does.
    pub authorize: Option<Url>,
    pub token: Late,
    /// The token endpoint, or the page of the consent while that is not known yet.
    pub reach: Url,
    /// Where the client asks for itself.
    pub client_token: Late,
    pub device: Option<Url>,
    pub par: Option<Url>,
    pub refresh: Late,
    pub revoke: Option<Late>,
    pub identity: Option<Late>,
    pub issuer: Option<String>,
    pub authorize_extra: Vec<(String, String)>,
    pub token_extra: Vec<(String, String)>,
    pub token_headers: Vec<(String, String)>,
    pub refresh_extra: Vec<(String, String)>,
    pub client_extra: Vec<(String, String)>,
    /// What the client signs to name itself, where it does.
    pub assertion: Option<Assertion>,
    pub steps: Vec<Step>,
    /// The person's own scopes, instead of those asked.
    pub alternative_scope: Option<String>,
    /// What templates may name: inputs, the client's ID, what was captured.
    pub values: Values,
}

/// An address; before the consent an error, where it depends on what the consent tells.
pub(crate) type Late = Result<Url, Error>;

/// One exchange after that of the code, worked out.
#[derive(Debug)]
pub(crate) struct Step {
    pub address: Late,
    pub extra: Vec<(String, String)>,
}

impl Resolved {
    /// How the client names itself: without a secret in the body, as Basic is for one (RFC 6749 section 2.3.1).
    pub(crate) fn client_auth(&self) -> ClientAuth {
        let auth = self.profile.client_auth();
        let basic = auth == ClientAuth::Basic && self.client.secret.is_none();
        if basic { ClientAuth::None } else { auth }
    }

    /// Where somebody consents.
    ///
    /// # Errors
    /// [`Error::BadAddress`] where nobody does.
    pub(crate) fn authorize(&self) -> Result<&Url, Error> {
        self.authorize.as_ref().ok_or_else(|| Error::BadAddress {
            field: "step1_authorize_url".to_owned(),
            reason: "is missing".to_owned(),
        })
    }
}

impl Provider {
    /// Fills the profile's templates with the inputs and checks the client against the profile's
    /// rule. Where the profile says so, the inputs `client_id` and `client_secret` take the place
    /// of the client's, and `alternative_scope` that of the scopes to ask.
    ///
    /// # Errors
    /// [`Error::BadAddress`] naming the profile's key, [`Error::BadClient`].
    pub fn new(profile: Profile, values: &Values, client: Client) -> Result<Provider, Error> {
        let (values, client) = overridden(&profile, values, client);
        let client = checked(client, profile.client.secret)?;
        let (values, alternative_scope) = for_templates(&profile, values, &client);
        Provider::resolve(profile, values, client, alternative_scope)
    }

    /// Works out all addresses.
    fn resolve(
        profile: Profile,
        values: Values,
        client: Client,
        alternative_scope: Option<String>,
    ) -> Result<Provider, Error> {
        let required = |field: &str, template: &str| {
            address(template, &values).map_err(|reason| Error::BadAddress {
                field: field.to_owned(),
                reason,
            })
        };
        let optional = |field: &str, template: Option<&String>| {
            template
                .map(|template| required(field, template))
                .transpose()
        };
        let filled = |field: &str, templates: &Parameters| filled(field, templates, &values);
        let late = |field: &str, template: &str| match required(field, template) {
            Ok((_, url)) => Ok(Ok(url)),
            Err(error) if is_late(template) => Ok(Err(error)),
            Err(error) => Err(error),
        };
        let late_or_none = |field: &str, template: Option<&String>| {
            template.map(|template| late(field, template)).transpose()
        };

        // Where nothing comes out of the template, this connection has no such address.
        let is_empty =
            |template: &&String| parameter(template, &values).is_ok_and(|text| text.is_empty());
        let url = |field: &str, template: Option<&String>| {
            let template = template.filter(|template| !is_empty(template));
            Ok::<_, Error>(optional(field, template)?.map(|(_, url)| url))
        };
        let Some(template) = &profile.step3_access_url else {
            return Err(Error::BadAddress {
                field: "step3_access_url".to_owned(),
                reason: "is missing: discovery did not tell it".to_owned(),
            });
        };
        let token = late("step3_access_url", template)?;
        let authorize = url("step1_authorize_url", profile.step1_authorize_url.as_ref())?;
        let reach = match (&token, &authorize) {
            (Ok(url), _) | (Err(_), Some(url)) => url.clone(),
            (Err(error), None) => return Err(error.clone()),
        };
        let rule = &profile.client_credentials;
        let client_token = late_or_none("client_credentials.url", rule.url.as_ref())?;
        let refresh = late_or_none("token_refresh_url", profile.token_refresh_url.as_ref())?;
        let revoke = late_or_none("revoke.url", profile.revoke.as_ref().map(|rule| &rule.url))?;
        let identity = late_or_none(
            "identity.url",
            profile.identity.as_ref().and_then(|rule| rule.url.as_ref()),
        )?;
        let step = |(index, step): (usize, &ExchangeStep)| {
            Ok(Step {
                address: late(&format!("exchange[{index}].url"), &step.url)?,
                extra: filled(&format!("exchange[{index}].extra"), &step.extra)?,
            })
        };
        let mut authorize_extra =
            filled("extra_authorization_url", &profile.extra_authorization_url)?;
        authorize_extra.retain(|(name, _)| name != "response_type");
        let mut token_extra = filled("extra_access_url", &profile.extra_access_url)?;
        token_extra.retain(|(name, _)| name != "grant_type");
        Ok(Provider(Arc::new(Resolved {
            authorize,
            client_token: client_token.unwrap_or_else(|| token.clone()),
            device: url(
                "device_authorization_url",
                profile.device_authorization_url.as_ref(),
            )?,
            par: url("par.url", profile.par.as_ref().map(|rule| &rule.url))?,
            client_extra: filled("client_credentials.extra", &profile.client_extra())?,
            assertion: assertion(&profile, &values, &reach)?,
            reach,
            refresh: refresh.unwrap_or_else(|| token.clone()),
            token,
            revoke,
            identity,
            issuer: optional("issuer", profile.issuer.as_ref())?.map(|(text, _)| text),
            authorize_extra,
            token_extra,
            token_headers: filled("token.headers", &profile.token.headers)?,
            refresh_extra: filled("refresh.extra", &profile.refresh.extra)?,
            steps: (profile.exchange.iter().enumerate())
                .map(step)
                .collect::<Result<_, Error>>()?,
            alternative_scope,
            client,
            values,
            profile,
        })))
    }

    /// The same provider with the addresses that depend on what a grant captured.
    pub(crate) fn with_captured(&self, grant: &Grant) -> Result<Provider, Error> {
        self.with_captured_values(&grant.captured)
    }

    /// The same with values that are not in a grant yet.
    pub(crate) fn with_captured_values(
        &self,
        captured: &BTreeMap<String, Value>,
    ) -> Result<Provider, Error> {
        let resolved = &self.0;
        let profile = &resolved.profile;
        let mut templates = profile
            .addresses()
            .into_iter()
            .chain(profile.header_templates());
        if !templates.any(|(_, template)| is_late(&template)) {
            return Ok(self.clone());
        }
        let mut values = resolved.values.clone();
        values.retain(|name, _| !name.starts_with(CAPTURED));
        let captured = template_values(captured).into_iter();
        values.extend(captured.map(|(name, value)| (format!("{CAPTURED}{name}"), value)));
        Provider::resolve(
            profile.clone(),
            values,
            resolved.client.clone(),
            resolved.alternative_scope.clone(),
        )
    }

    /// The profile.
    pub fn profile(&self) -> &Profile {
        &self.0.profile
    }

    /// The ID of the client in use (RFC 6749 section 2.2).
    pub fn client_id(&self) -> &str {
        &self.0.client.id
    }

    /// Where codes and refresh tokens are exchanged (RFC 6749 section 3.2); where that is known only
    /// after the consent, the address of the consent.
    pub fn token_address(&self) -> &Url {
        &self.0.reach
    }

    /// The header that signs a request to the provider's API: its name and its whole value (RFC
    /// 6750 section 2.1).
    pub fn signature(&self, grant: &Grant) -> (String, SecretString) {
        let rule = &self.0.profile.use_token;
        // That the token is there was checked when the grant was given.
        let further = rule.token.as_ref().and_then(|path| grant.secrets.get(path));
        let token = further.unwrap_or(&grant.access_token);
        let value = format!("{}{}", rule.prefix, token.expose_secret());
        (rule.header.clone(), value.into())
    }

    /// Further headers of requests to the provider's API, with what the grant captured.
    ///
    /// # Errors
    /// [`Error::BadAddress`] naming a header that cannot be filled in.
    pub fn extra_headers(&self, grant: &Grant) -> Result<Vec<(String, String)>, Error> {
        let headers = &self.0.profile.use_token.extra_headers;
        if headers.is_empty() {
            return Ok(Vec::new());
        }
        let filled = filled_headers(&self.with_captured(grant)?.0, headers)?.into_iter();
        let text = |value: HeaderValue| value.to_str().unwrap_or_default().to_owned();
        Ok(filled
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect())
    }

    /// The same as a header that can be sent.
    pub(crate) fn signature_header(
        &self,
        grant: &Grant,
    ) -> Result<(HeaderName, HeaderValue), Error> {
        let unusable = || Error::Answer {
            field: "access_token".to_owned(),
            reason: "cannot be sent in a header",
        };
        let (name, value) = self.signature(grant);
        let name = HeaderName::try_from(name).map_err(|_| unusable())?;
        let mut value = HeaderValue::try_from(value.expose_secret()).map_err(|_| unusable())?;
        value.set_sensitive(true);
        Ok((name, value))
    }
}

impl Resolved {
    /// An address of the profile that is worked out only now: its text and itself.
    pub(crate) fn rendered(&self, field: &str, template: &str) -> Result<(String, Url), Error> {
        address(template, &self.values).map_err(|reason| Error::BadAddress {
            field: field.to_owned(),
            reason,
        })
    }
}

/// The client with the person's own ID and secret over it, where the profile lets inputs say them.
fn overridden(profile: &Profile, values: &Values, mut client: Client) -> (Values, Client) {
    let mut values = values.clone();
    let secret = values.remove("client_secret").map(SecretString::from);
    if profile.client_id
        && let Some(id) = values.get("client_id").filter(|id| !id.trim().is_empty())
    {
        client.id = id.clone();
    }
    if profile.client_secret
        && let Some(secret) = secret.filter(|secret| !secret.expose_secret().is_empty())
    {
        client.secret = Some(secret);
    }
    (values, client)
}

/// What templates may name: the inputs, and the ID of the client as `client_id`. Beside it, the
/// person's own scopes where the profile lets an input say them.
fn for_templates(
    profile: &Profile,
    mut values: Values,
    client: &Client,
) -> (Values, Option<String>) {
    values.retain(|name, _| !name.starts_with(CAPTURED));
    values.insert("client_id".to_owned(), client.id.clone());
    let scope = values.get("alternative_scope");
    let scope = scope.filter(|scope| profile.alternative_scope && !scope.trim().is_empty());
    let scope = scope.cloned();
    (values, scope)
}

/// An empty secret counts as none: some forms cannot leave a field out.
fn checked(client: Client, rule: SecretRule) -> Result<Client, Error> {
    let id = client.id.trim();
    if id.is_empty() {
        return Err(Error::BadClient {
            field: "client_id",
            reason: "is missing",
        });
    }
    let secret = client
        .secret
        .filter(|secret| !secret.expose_secret().is_empty());
    match rule {
        SecretRule::Required if secret.is_none() => Err(Error::BadClient {
            field: "client_secret",
            reason: "is missing: this provider needs one",
        }),
        SecretRule::None => Ok(Client {
            id: id.to_owned(),
            secret: None,
            certificate: client.certificate,
        }),
        _ => Ok(Client {
            id: id.to_owned(),
            secret,
            certificate: client.certificate,
        }),
    }
}

/// What the client signs to name itself, where the profile wants it.
fn assertion(profile: &Profile, values: &Values, token: &Url) -> Result<Option<Assertion>, Error> {
    let Some(alg) = profile.assertion_alg() else {
        return Ok(None);
    };
    let rule = &profile.client.assertion;
    let text = |field: &str, template: &Option<String>| {
        let text = template
            .as_ref()
            .map(|template| parameter(template, values));
        text.transpose().map_err(|reason| Error::BadAddress {
            field: format!("client.assertion.{field}"),
            reason,
        })
    };
    Ok(Some(Assertion {
        alg,
        key_id: text("key_id", &rule.key_id)?.filter(|id| !id.is_empty()),
        audience: text("audience", &rule.audience)?.unwrap_or_else(|| token.to_string()),
        issuer: text("issuer", &rule.issuer)?,
        lifetime: rule.lifetime,
    }))
}

fn filled(
    field: &str,
    templates: &Parameters,
    values: &Values,
) -> Result<Vec<(String, String)>, Error> {
    templates
        .iter()
        .map(|(name, template)| match parameter(template, values) {
            Ok(value) => Ok((name.clone(), value)),
            Err(reason) => Err(Error::BadAddress {
                field: format!("{field}.{name}"),
                reason,
            }),
        })
        .collect()
}
