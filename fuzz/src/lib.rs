//! The fuzz targets. Nothing that comes from outside may end the program, run without end, or break what the doors in
//! `headwater_oauth::fuzzing` assert: no secret in an error, no state in a page, no address that leaves https.

use std::cell::OnceCell;

use headwater_oauth::fuzzing::Waiting;
use headwater_oauth::{Profile, fuzzing};
use serde_json::{Value, json};

/// The targets by name, for a driver.
pub const TARGETS: [(&str, fn(&[u8])); 4] = [
    ("callback", callback),
    ("answer", answer),
    ("profile", profile),
    ("template", template),
];

/// What a browser, a page or a scanner sends to the listener, and what a callback's query holds.
pub fn callback(data: &[u8]) {
    thread_local! {
        static DESK: OnceCell<Option<(tokio::runtime::Runtime, Waiting)>> = const { OnceCell::new() };
    }
    DESK.with(|desk| {
        let desk = desk.get_or_init(|| {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .ok()?;
            let waiting = runtime.block_on(Waiting::begin())?;
            Some((runtime, waiting))
        });
        if let Some((runtime, waiting)) = desk {
            runtime.block_on(waiting.callback(data));
        }
    });
}

/// What a token endpoint answers, read by one of a few profiles.
pub fn answer(data: &[u8]) {
    thread_local! {
        static PROFILES: Vec<Profile> = profiles();
    }
    PROFILES.with(|profiles| fuzzing::answer(data, profiles));
}

fn profiles() -> Vec<Profile> {
    let odd = [
        json!({}),
        json!({"access_token_path": "data.access_token", "response": {"error_when": "code is defined and code != 0", "error_path": "message"}}),
        json!({"response": {"expires_unit": "ms", "scope_path": "granted", "refresh_token_path": "renewal.token"}}),
        json!({"response": {"expires_unit": "absolute", "expires_path": "expires", "zero_means": "now"}}),
        json!({"errors": [{"match": "AADSTS(65001|90094)", "kind": "admin_approval"}], "capture": {"token": ["teams.0.id"]}}),
    ];
    let whole = odd.map(|mut value| {
        value["step1_authorize_url"] = "https://provider.example/authorize".into();
        value["step3_access_url"] = "https://provider.example/token".into();
        Profile::parse(value)
    });
    whole.into_iter().flatten().collect()
}

/// The `oauth2` part of a connector as YAML, a whole connector, and a manifest. The first line is what a person enters.
pub fn profile(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (input, yaml) = text.split_once('\n').unwrap_or(("acme", &text));
    if let Some(value) = headwater_connectors::fuzzing::yaml(yaml) {
        let oauth2 = value.get("oauth2").cloned().unwrap_or(value);
        fuzzing::profile(oauth2, input);
    }
    headwater_connectors::fuzzing::connector(yaml);
}

/// Templates of addresses and parameters, expressions of manifests. The first line is what a person enters.
pub fn template(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (input, template) = text.split_once('\n').unwrap_or(("acme", &text));
    fuzzing::template(template, input);
    let config: Value = json!({"shop": input, "count": 3, "list": [1, 2.5, null, "x"], "at": "2026-01-02T03:04:05Z"});
    headwater_connectors::fuzzing::expression(template, config);
}
