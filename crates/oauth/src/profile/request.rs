//! The rules of what is sent: the authorization URL, the token requests, the steps after them.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::life::Rotation;
use super::parameters::{Parameters, parameters, some_parameters};

/// Standard names of parameters with the provider's own.
pub type Renames = BTreeMap<String, String>;

/// How the parameters of a token request are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub enum ContentType {
    /// `application/x-www-form-urlencoded`, the standard.
    #[default]
    #[serde(rename = "application/x-www-form-urlencoded")]
    Form,
    /// `application/json`.
    #[serde(rename = "application/json")]
    Json,
}

/// The method of a token request.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum RequestMethod {
    /// With a body, the standard (RFC 6749 section 3.2).
    #[default]
    Post,
    /// Everything in the query.
    Get,
}

/// How the authorization URL differs from RFC 6749 section 4.1.1, and the callback from section
/// 4.1.2.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct AuthorizeRule {
    /// Other names of parameters: `client_id: client_key`. A renamed `state` comes back under its
    /// new name.
    pub rename: Renames,
    /// Parameters that are left out, by their standard names.
    pub omit: Vec<String>,
    /// Leave out parameters whose value is empty.
    pub omit_empty: bool,
    /// Parameters whose values are not percent-encoded, by their standard names: what may stand in
    /// a query stays as it is, `&` excepted.
    pub raw: Vec<String>,
    /// Put the parameters behind `#` and this text, as in `#/oauth/authorize?client_id=…`.
    pub fragment: Option<String>,
    /// The name of the code in the callback; unset: `code`, and before it `alternative_code_key`.
    pub code_param: Option<String>,
    /// The value of `response_type`; unset: `code`.
    pub response_type: Option<String>,
    /// What lets the person choose another account than the one that is signed in; unset: `prompt: select_account`.
    #[serde(deserialize_with = "some_parameters")]
    pub other_account: Option<Parameters>,
}

impl AuthorizeRule {
    /// What lets the person choose another account (OpenID Connect Core section 3.1.2.1).
    pub(crate) fn other_account(&self) -> Parameters {
        let standard = || [("prompt".to_owned(), "select_account".to_owned())].into();
        self.other_account.clone().unwrap_or_else(standard)
    }
}

/// How token requests, code exchange and refresh alike, differ from RFC 6749 section 4.1.3.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TokenRule {
    /// Further headers. The values are templates.
    #[serde(deserialize_with = "parameters")]
    pub headers: Parameters,
    /// Where the parameters of a `POST` stand.
    pub params_in: ParamsIn,
    /// Other names of parameters: `code: auth_code`.
    pub rename: Renames,
    /// Parameters that are left out, by their standard names.
    pub omit: Vec<String>,
    /// The code exchange repeats the `state`.
    pub send_state: bool,
}

/// Where the parameters of a token request stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ParamsIn {
    /// In the body, as `content_type` says.
    #[default]
    Body,
    /// In the query; the body is empty.
    Query,
}

/// How a grant is refreshed (RFC 6749 section 6).
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct RefreshRule {
    /// Further parameters of the request.
    #[serde(deserialize_with = "parameters")]
    pub extra: Parameters,
    /// The value of `grant_type`; unset: `refresh_token`.
    pub grant_type: Option<String>,
    /// Which token gets the next one.
    pub by: RefreshBy,
    /// The method; unset: that of `request_method`.
    pub method: Option<RequestMethod>,
    /// Repeat the granted scopes.
    pub send_scope: bool,
    /// Whether an answer may replace the refresh token.
    pub keep_old_token: KeepOldToken,
    /// What an answer holds.
    pub answer: RefreshAnswer,
    /// How many seconds before the end that the provider says a token is taken to end.
    pub margin_s: u32,
    /// Whether a refresh token is good for one refresh only; unset: unknown.
    pub rotation: Option<Rotation>,
    /// Repeat the redirect URI of the consent.
    pub send_redirect_uri: bool,
}

/// What the answer to a refresh holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshAnswer {
    /// Tokens (RFC 6749 section 6).
    #[default]
    Tokens,
    /// Nothing, or fields without a token: the access token that is there lives on.
    Nothing,
}

/// Which token gets the next access token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefreshBy {
    /// The refresh token.
    #[default]
    RefreshToken,
    /// The access token, sent as `access_token` while it still lives. Grants then hold it as their
    /// refresh token as well.
    AccessToken,
}

/// Whether a refresh may replace the refresh token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeepOldToken {
    /// A new one replaces the old; without a new one the old stays (RFC 6749 section 6).
    #[default]
    Auto,
    /// The first one stays, whatever an answer holds.
    Always,
    /// An answer without one ends the refreshing.
    Never,
}

/// One more exchange after that of the code, for example of a short-lived token for a long-lived
/// one. Its answer is read like any token answer; what it does not name is kept.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExchangeStep {
    /// The address. A template.
    pub url: String,
    /// The method.
    #[serde(default)]
    pub method: RequestMethod,
    /// What of ours is sent, and the parameter that carries it.
    #[serde(default)]
    pub send: BTreeMap<Ours, String>,
    /// Further parameters.
    #[serde(default, deserialize_with = "parameters")]
    pub extra: Parameters,
}

/// What a request can carry of ours. Secrets are named in this way, never by a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ours {
    /// The client's ID.
    ClientId,
    /// The client's secret.
    ClientSecret,
    /// The access token of the step before.
    AccessToken,
    /// The refresh token of the step before.
    RefreshToken,
}
