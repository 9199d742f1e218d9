//! What a profile may not say, found before anything is sent. Every refusal names the key.

use std::collections::HashSet;

use http::{HeaderName, HeaderValue};

use super::{
    ChallengeEncoding, ClientAuth, ContentType, KeepOldToken, Ours, Parameters, ParamsIn,
    PkceMethod, PkceMode, Profile, RefreshBy, Renames, RequestMethod, RevokeStyle, Rotation,
    SecretRule, SendOn, bad, calls, captured, grants, life, redirect,
};
use crate::Error;
use crate::address::{check_syntax, check_template};
use crate::answer::check_condition;

/// Parameters that the authorization request has by itself. No profile may set them: a second value
/// under the same name is anybody's guess.
const OF_AUTHORIZATION: [&str; 7] = [
    "response_type",
    "client_id",
    "redirect_uri",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];
/// The same for token requests.
const OF_TOKEN: [&str; 8] = [
    "grant_type",
    "client_id",
    "client_secret",
    "redirect_uri",
    "code",
    "code_verifier",
    "refresh_token",
    "access_token",
];

/// Checks a profile that has the right shape.
pub(super) fn check(profile: &Profile) -> Result<(), Error> {
    templates(profile)?;
    grants::check(profile)?;
    extra_parameters(profile)?;
    names(profile)?;
    redirect::check(&profile.redirect)?;
    client(profile)?;
    requests(profile)?;
    answers(profile)?;
    calls::check(profile)?;
    captured::check(profile)?;
    life::check(profile)
}

fn templates(profile: &Profile) -> Result<(), Error> {
    for (path, template) in profile.addresses() {
        check_template(&template).map_err(|reason| bad(path, reason))?;
    }
    Ok(())
}

fn extra_parameters(profile: &Profile) -> Result<(), Error> {
    let check = |path: &str, parameters: &Parameters, own: &[&str], short: &str| {
        for (name, template) in parameters {
            let path = format!("{path}.{name}");
            parameter_name(&path, name)?;
            if name == short {
                if template.contains(['{', '}']) {
                    return Err(bad(path, "cannot be a template"));
                }
            } else if own.contains(&name.as_str()) {
                return Err(bad(path, "is set by the flow itself"));
            }
            check_syntax(template).map_err(|reason| bad(path, reason))?;
        }
        Ok(())
    };
    // A parameter that the flow sets is taken under both its names. A nonce is the flow's only where
    // an ID token repeats it; some providers want one without.
    let repeated = profile.identity.as_ref().is_some_and(|rule| rule.id_token);
    let asked = OF_AUTHORIZATION.map(|name| profile.authorize_name(name));
    let mut of_authorization = [OF_AUTHORIZATION, asked].concat();
    of_authorization.retain(|name| repeated || *name != "nonce");
    if let Some(optional) = &profile.scopes.optional_param {
        if *optional == profile.scopes.param {
            return Err(bad("scopes.optional_param", "is the same as scopes.param"));
        }
        of_authorization.push(optional);
    }
    check(
        "extra_authorization_url",
        &profile.extra_authorization_url,
        &of_authorization,
        "response_type",
    )?;
    let mut of_token = [OF_TOKEN, OF_TOKEN.map(|name| profile.token_name(name))].concat();
    let mut of_refresh = of_token.clone();
    if profile.token.send_state {
        of_token.extend(["state", profile.token_name("state")]);
    }
    let scope = profile.scopes.param.as_str();
    if profile.refresh.send_scope || profile.scopes.send_on.contains(&SendOn::Refresh) {
        of_refresh.extend([scope, profile.token_name(scope)]);
    }
    if profile.scopes.send_on.contains(&SendOn::Exchange) {
        of_token.extend([scope, profile.token_name(scope)]);
    }
    check(
        "extra_access_url",
        &profile.extra_access_url,
        &of_token,
        "grant_type",
    )?;
    check("refresh.extra", &profile.refresh.extra, &of_refresh, "")?;
    for (index, step) in profile.exchange.iter().enumerate() {
        check(&format!("exchange[{index}].extra"), &step.extra, &[], "")?;
        for (ours, name) in &step.send {
            let path = format!("exchange[{index}].send");
            parameter_name(&path, name)?;
            if step.extra.contains_key(name) {
                return Err(bad(path, format!("{name} is set by extra as well")));
            }
            if *ours == Ours::ClientSecret && profile.client.secret == SecretRule::None {
                return Err(bad(path, "client_secret contradicts client.secret none"));
            }
        }
    }
    Ok(())
}

fn names(profile: &Profile) -> Result<(), Error> {
    let authorize = &profile.authorize;
    let scope = profile.scopes.param.as_str();
    let of_authorization = [&OF_AUTHORIZATION[..], &[scope, "login_hint"]].concat();
    // The state tells our answer from anybody's, and the proof key is only left out by its own rule.
    let kept = ["state", "code_challenge", "code_challenge_method"];
    renames("authorize.rename", &authorize.rename, &of_authorization)?;
    listed("authorize.omit", &authorize.omit, &of_authorization, &kept)?;
    for (index, name) in authorize.raw.iter().enumerate() {
        let extra = profile.extra_authorization_url.contains_key(name);
        if !extra && !of_authorization.contains(&name.as_str()) {
            let path = format!("authorize.raw[{index}]");
            return Err(bad(path, "is no parameter of this request"));
        }
    }

    for (name, value) in authorize.other_account.iter().flatten() {
        let path = format!("authorize.other_account.{name}");
        if of_authorization.contains(&name.as_str()) {
            return Err(bad(path, "is set by the flow itself"));
        }
        if value.contains('{') {
            return Err(bad(path, "is no template"));
        }
    }

    let of_token = [&OF_TOKEN[..], &["state", scope]].concat();
    renames("token.rename", &profile.token.rename, &of_token)?;
    distinct(
        "authorize.rename",
        of_authorization
            .iter()
            .map(|name| profile.authorize_name(name)),
    )?;
    distinct(
        "token.rename",
        of_token.iter().map(|name| profile.token_name(name)),
    )?;
    let kept = ["code", "code_verifier", "refresh_token", "access_token"];
    listed("token.omit", &profile.token.omit, &of_token, &kept)?;

    let revoked = profile.revoke.as_ref().map(|rule| &rule.param);
    for (path, name) in [
        ("authorize.code_param", &authorize.code_param),
        ("alternative_code_key", &profile.alternative_code_key),
        (
            "alternative_client_id_key",
            &profile.alternative_client_id_key,
        ),
        (
            "alternative_client_secret_key",
            &profile.alternative_client_secret_key,
        ),
        ("scopes.param", &Some(profile.scopes.param.clone())),
        ("scopes.optional_param", &profile.scopes.optional_param),
        ("revoke.param", &revoked.cloned()),
    ] {
        if let Some(name) = name {
            parameter_name(path, name)?;
        }
    }
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-._~!".contains(c);
    match &authorize.fragment {
        Some(fragment) if fragment.is_empty() || !fragment.chars().all(plain) => Err(bad(
            "authorize.fragment",
            "must have only letters, digits, /, -, ., _, ~ and !",
        )),
        _ => Ok(()),
    }
}

fn renames(path: &str, renames: &Renames, known: &[&str]) -> Result<(), Error> {
    for (standard, name) in renames {
        let path = format!("{path}.{standard}");
        if !known.contains(&standard.as_str()) {
            return Err(bad(path, "is no parameter of this request"));
        }
        parameter_name(&path, name)?;
    }
    Ok(())
}

/// No two parameters of a request may come to have the same name.
fn distinct<'a>(path: &str, names: impl Iterator<Item = &'a str>) -> Result<(), Error> {
    let mut seen = HashSet::new();
    for name in names {
        if !seen.insert(name) {
            return Err(bad(path, format!("two parameters are called {name}")));
        }
    }
    Ok(())
}

fn listed(path: &str, names: &[String], known: &[&str], kept: &[&str]) -> Result<(), Error> {
    for (index, name) in names.iter().enumerate() {
        let path = format!("{path}[{index}]");
        if kept.contains(&name.as_str()) {
            return Err(bad(path, format!("{name} cannot be left out")));
        }
        if !known.contains(&name.as_str()) {
            return Err(bad(path, "is no parameter of this request"));
        }
    }
    Ok(())
}

fn parameter_name(path: &str, name: &str) -> Result<(), Error> {
    let plain = |c: char| c.is_ascii_graphic() && !"{}&=#\"<>\\".contains(c);
    match !name.is_empty() && name.chars().all(plain) {
        true => Ok(()),
        false => Err(bad(path, format!("{name:?} is no name of a parameter"))),
    }
}

fn client(profile: &Profile) -> Result<(), Error> {
    let auth = profile.client_auth();
    if profile.client_id_and_secret_in_headers && auth != ClientAuth::Basic {
        return Err(bad(
            "client.auth",
            "contradicts client_id_and_secret_in_headers",
        ));
    }
    let secret = profile.client.secret;
    match auth {
        ClientAuth::None if secret == SecretRule::Required => {
            Err(bad("client.auth", "none contradicts a required secret"))
        }
        ClientAuth::BasicWithoutSecret if secret == SecretRule::Required => Err(bad(
            "client.auth",
            "basic_without_secret contradicts a required secret",
        )),
        ClientAuth::SecretAsUsername if secret != SecretRule::Required => Err(bad(
            "client.auth",
            "secret_as_username needs client.secret required",
        )),
        _ => Ok(()),
    }
}

fn requests(profile: &Profile) -> Result<(), Error> {
    if let Some(length) = profile.pkce.verifier_length {
        if profile.pkce.mode == PkceMode::Off {
            return Err(bad("pkce.verifier_length", "has no meaning with mode off"));
        }
        if !(43..=128).contains(&length) {
            return Err(bad("pkce.verifier_length", "must be from 43 to 128"));
        }
    }
    let hex = profile.pkce.challenge_encoding == ChallengeEncoding::Hex;
    if hex && (profile.pkce.mode == PkceMode::Off || profile.pkce.method == PkceMethod::Plain) {
        let reason = "hex has a meaning only with the method S256";
        return Err(bad("pkce.challenge_encoding", reason));
    }
    let asked = &profile.extra_authorization_url;
    if profile.authorize.response_type.is_some() && asked.contains_key("response_type") {
        let path = "authorize.response_type";
        return Err(bad(path, "is set in extra_authorization_url as well"));
    }
    if profile.grant_type.is_some() && profile.extra_access_url.contains_key("grant_type") {
        return Err(bad("grant_type", "is set in extra_access_url as well"));
    }
    if let Some(accept) = &profile.accept_header
        && HeaderValue::from_str(accept).is_err()
    {
        return Err(bad(
            "accept_header",
            "has characters that no header may have",
        ));
    }
    for (name, template) in &profile.token.headers {
        let path = format!("token.headers.{name}");
        let own = ["accept", "authorization", "content-type", "content-length"];
        if own.contains(&name.to_ascii_lowercase().as_str()) {
            return Err(bad(path, "is set by the flow itself"));
        }
        if HeaderName::from_bytes(name.as_bytes()).is_err() {
            return Err(bad(path, "is no header name"));
        }
        check_syntax(template).map_err(|reason| bad(path, reason))?;
    }
    let bodiless =
        profile.request_method == RequestMethod::Get || profile.token.params_in == ParamsIn::Query;
    if bodiless && profile.content_type == ContentType::Json {
        let reason = "has no meaning where the parameters stand in the query";
        return Err(bad("content_type", reason));
    }
    let refresh = &profile.refresh;
    if refresh.rotation == Some(Rotation::SingleUse)
        && refresh.keep_old_token == KeepOldToken::Always
    {
        let reason = "contradicts refresh.rotation single_use";
        return Err(bad("refresh.keep_old_token", reason));
    }
    if refresh.by == RefreshBy::AccessToken && refresh.keep_old_token != KeepOldToken::Auto {
        let reason = "has no meaning with refresh.by access_token";
        return Err(bad("refresh.keep_old_token", reason));
    }
    if let Some(rule) = &profile.revoke
        && rule.param != "token"
        && !matches!(
            rule.style,
            RevokeStyle::Rfc7009 | RevokeStyle::DeleteAsClient
        )
    {
        return Err(bad("revoke.param", "has no meaning with this style"));
    }
    Ok(())
}

fn answers(profile: &Profile) -> Result<(), Error> {
    if profile.authorization_response_iss_parameter_supported && profile.issuer.is_none() {
        return Err(bad(
            "issuer",
            "is needed with authorization_response_iss_parameter_supported",
        ));
    }
    if profile.identity.as_ref().is_some_and(|rule| rule.id_token) && profile.issuer.is_none() {
        return Err(bad("issuer", "is needed with identity.id_token"));
    }
    if profile.response.token_types.is_empty() {
        return Err(bad("response.token_types", "needs at least one type"));
    }
    if let Some(expression) = &profile.response.error_when {
        check_condition(expression).map_err(|reason| bad("response.error_when", reason))?;
    }
    if HeaderName::from_bytes(profile.use_token.header.as_bytes()).is_err() {
        return Err(bad("use_token.header", "is no header name"));
    }
    if HeaderValue::from_str(&profile.use_token.prefix).is_err() {
        return Err(bad(
            "use_token.prefix",
            "has characters that no header may have",
        ));
    }
    Ok(())
}
