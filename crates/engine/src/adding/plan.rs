//! What adding a connector would do, in words for people.

use std::collections::BTreeSet;

use headwater_connectors::{Connector, Problem, Survey};

use super::consent::renews;
use super::draft::main_sign_in;
use super::files::Files;
use super::form::form;
use crate::fault::Fault;
use crate::view::{ConnectorPlan, ManifestProblem, PlannedStream, SignIn, SignInKind};

/// What is known of a connector that is to be added.
pub(super) struct Facts<'a> {
    /// As it will be loaded.
    pub connector: &'a Connector,
    pub files: &'a Files,
    /// The connector of the catalogue whose profile it uses.
    pub provider: Option<&'a Connector>,
    pub origin: &'static str,
    pub signed_by: Option<String>,
    pub replaces: Option<String>,
}

/// The plan that a person sees.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a manifest that is no document.
pub(super) fn plan(facts: Facts<'_>) -> Result<ConnectorPlan, Fault> {
    let connector = facts.connector;
    let survey = survey(facts.files)?;
    let mut hosts: BTreeSet<String> = survey.hosts.iter().cloned().collect();
    hosts.extend(consent_hosts(connector));
    let sign_in = sign_in(&facts, &survey);
    let streams = streams(connector);
    let warnings = warnings(connector, &survey, &sign_in, &streams);
    Ok(ConnectorPlan {
        plan: crate::life::new_id(),
        id: connector.id.clone(),
        name: connector.name.clone(),
        origin: facts.origin.to_owned(),
        signed_by: facts.signed_by.clone(),
        hosts: hosts.into_iter().collect(),
        sign_in,
        form: form(connector),
        streams,
        warnings,
        replaces: facts.replaces,
    })
}

fn survey(files: &Files) -> Result<Survey, Fault> {
    let Some(text) = files.get("manifest.yaml") else {
        return Ok(Survey::default());
    };
    let text = String::from_utf8_lossy(text);
    headwater_connectors::survey(&text).map_err(|problem| super::draft::unreadable(vec![problem]))
}

/// The hosts of the addresses in the profile.
fn consent_hosts(connector: &Connector) -> Vec<String> {
    let Some(oauth2) = &connector.oauth2 else {
        return Vec::new();
    };
    let addresses = [
        "step1_authorize_url",
        "step3_access_url",
        "token_refresh_url",
    ];
    let addresses = addresses.iter().filter_map(|key| oauth2[*key].as_str());
    let hosts = addresses.filter_map(|template| {
        let rest = template.split_once("://")?.1;
        let host = rest.split('/').next()?;
        Some(host.replace("{{ ", "{").replace(" }}", "}"))
    });
    hosts.collect()
}

fn sign_in(facts: &Facts<'_>, survey: &Survey) -> SignIn {
    let provider = facts.provider.map(|one| one.id.clone());
    if facts.connector.oauth2.is_some() {
        let says = match facts.provider {
            Some(one) => format!("Consent in the browser, as {} wants it.", one.name),
            None => "Consent in the browser, as the manifest declares it.".to_owned(),
        };
        let kind = SignInKind::OAuth;
        return SignIn {
            kind,
            provider,
            says,
        };
    }
    let main = main_sign_in(survey);
    let (kind, says) = match main.map(|one| one.kind.as_str()) {
        None | Some("NoAuth") => (SignInKind::None, "Requests are not signed."),
        Some("OAuthAuthenticator") if main.is_some_and(renews) => (
            SignInKind::Pasted,
            "A refresh token that you paste. It is renewed here and kept in the keychain.",
        ),
        Some("OAuthAuthenticator") => (
            SignInKind::Client,
            "A client's own ID and secret, without a person.",
        ),
        Some("BasicHttpAuthenticator") => (SignInKind::Basic, "A user name and a password."),
        Some(kind) if kind.starts_with("Custom") => (
            SignInKind::Key,
            "The manifest's own Python code, which is never run.",
        ),
        Some(_) => (SignInKind::Key, "A key or a token that you enter."),
    };
    SignIn {
        kind,
        provider,
        says: says.to_owned(),
    }
}

fn streams(connector: &Connector) -> Vec<PlannedStream> {
    let manifest = &connector.manifest;
    let mut streams: Vec<PlannedStream> = manifest
        .stream_names()
        .into_iter()
        .map(|name| PlannedStream {
            name: name.to_owned(),
            runs: true,
            reasons: Vec::new(),
        })
        .collect();
    for refusal in manifest.refused() {
        let reasons = refusal.problems.iter();
        streams.push(PlannedStream {
            name: refusal.stream.clone(),
            runs: false,
            reasons: reasons
                .map(|one| problem(one, Some(&refusal.stream)))
                .collect(),
        });
    }
    streams
}

/// A problem of a manifest as people see it.
pub(super) fn problem(problem: &Problem, stream: Option<&str>) -> ManifestProblem {
    ManifestProblem {
        file: problem.place.file.to_string(),
        line: u32::try_from(problem.place.line).unwrap_or(u32::MAX),
        path: problem.place.path.clone(),
        component: problem.component.clone(),
        reason: problem.reason.clone(),
        stream: stream.map(str::to_owned),
    }
}

fn warnings(
    connector: &Connector,
    survey: &Survey,
    sign_in: &SignIn,
    streams: &[PlannedStream],
) -> Vec<String> {
    let mut warnings = Vec::new();
    let refused = streams.iter().filter(|stream| !stream.runs).count();
    if refused > 0 {
        let of = streams.len();
        warnings.push(format!(
            "{refused} of {of} streams cannot run here; the others can."
        ));
    }
    if streams.is_empty() {
        warnings.push("Which streams there are is known once it is connected.".to_owned());
    }
    if sign_in.kind == SignInKind::Pasted {
        warnings.push(
            "No provider of the catalogue has this token address, so there is no consent in the browser."
                .to_owned(),
        );
    }
    let kinds: BTreeSet<&str> = survey
        .sign_ins
        .iter()
        .map(|one| one.kind.as_str())
        .collect();
    if sign_in.kind == SignInKind::OAuth && kinds.len() > 1 {
        warnings.push(
            "Its manifest can also be signed in to in other ways; this connector uses the consent."
                .to_owned(),
        );
    }
    if sign_in.provider.is_some() {
        warnings.push(
            "The permissions are those of the catalogue's provider: decline those that you do not need."
                .to_owned(),
        );
    }
    if connector.wants(headwater_connectors::Given::AccessToken) {
        warnings.push(
            "Its manifest puts the token into requests by itself: one that ends while a sync runs ends the sync."
                .to_owned(),
        );
    }
    let plain = survey
        .hosts
        .iter()
        .filter(|host| host.starts_with("localhost") || host.starts_with("127."));
    for host in plain {
        warnings.push(format!("It sends requests to this computer ({host})."));
    }
    warnings
}
