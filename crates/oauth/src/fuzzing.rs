//! Doors for the fuzz targets: what is fed by others, fed by a machine. Each asserts what must hold for any input.

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::address::{address, parameter};
use crate::answer::{read_by, standard};
use crate::wire::Reply;
use crate::{Attempt, AttemptOptions, Client, Profile, Provider, Values};

/// A secret that no error text may repeat.
const SECRET: &str = "canary-7f3a";

/// A waiting attempt.
pub struct Waiting {
    attempt: Attempt,
    state: String,
}

impl Waiting {
    /// Begins one, in a Tokio runtime.
    pub async fn begin() -> Option<Self> {
        let profile = serde_json::json!({
            "step1_authorize_url": "https://provider.example/authorize",
            "step3_access_url": "https://provider.example/token",
            "issuer": "https://provider.example",
            "capture": {"callback": ["realmId"]},
        });
        let provider = provider(Profile::parse(profile).ok()?)?;
        let attempt = Attempt::begin(&reqwest::Client::new(), provider, AttemptOptions::default())
            .await
            .ok()?;
        let state = attempt
            .authorize_url()
            .query_pairs()
            .find_map(|(name, value)| (name == "state").then(|| value.into_owned()))?;
        Some(Self { attempt, state })
    }

    /// Feeds the listener what a socket may bring, and the judge of callbacks what a query may hold. The letters
    /// `STATE` stand for the attempt's state.
    pub async fn callback(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let query = text.replace("STATE", &self.state);
        assert!(
            query.contains(&self.state) || !self.attempt.listener.is_answer(&query),
            "an answer without the state"
        );
        let (mut browser, server) = tokio::io::duplex(64 * 1024);
        let ours = async {
            let _ = browser.write_all(query.as_bytes()).await;
            let _ = browser.shutdown().await;
            let mut answer = Vec::new();
            let _ = browser.read_to_end(&mut answer).await;
            answer
        };
        let (answer, ()) = tokio::join!(ours, self.attempt.listener.attend(server));
        let answer = String::from_utf8_lossy(&answer);
        assert!(!answer.contains(&self.state), "the state is echoed");
        assert!(!answer.to_lowercase().contains("access-control-"));
    }
}

/// Reads a token answer: two bytes of status, a line of profile number and content type, the body.
pub fn answer(bytes: &[u8], profiles: &[Profile]) {
    let [status, kind, body @ ..] = bytes else {
        return;
    };
    let Some(profile) = profiles.get(usize::from(*kind) % profiles.len().max(1)) else {
        return;
    };
    let reply = Reply {
        status: [200, 200, 201, 400, 401, 403, 429, 500][usize::from(*status) % 8],
        content_type: [
            None,
            Some("application/json".to_owned()),
            Some("text/html".to_owned()),
        ][usize::from(*kind / 16) % 3]
            .clone(),
        retry_after: None,
        body: body.to_vec(),
    };
    let tokens = read_by(&reply, profile, &[SECRET])
        .and_then(|fields| standard(fields, profile, None, &[SECRET]));
    match tokens {
        Ok(tokens) => {
            let token = tokens["access_token"].as_str().unwrap_or_default();
            assert!(!token.is_empty(), "a success without a token");
            assert!(
                !token.contains(|sign: char| sign.is_control()),
                "a token that breaks a header"
            );
        }
        Err(error) => assert!(
            !format!("{error} {error:?}").contains(SECRET),
            "a secret in an error"
        ),
    }
}

/// Reads a profile and fills it with inputs of the same text.
pub fn profile(value: Value, input: &str) {
    let Ok(profile) = Profile::parse(value) else {
        return;
    };
    let names = [
        "shop",
        "subdomain",
        "address",
        "environment",
        "client_id",
        "scope",
        "tenant",
    ];
    let values = names.map(|name| (name.to_owned(), input.to_owned())).into();
    let client = Client {
        id: "client".to_owned(),
        secret: Some(SECRET.into()),
        ..Client::default()
    };
    if let Ok(provider) = Provider::new(profile, &values, client) {
        is_safe(provider.token_address());
    }
}

/// Fills a template of an address and one of a parameter.
pub fn template(text: &str, input: &str) {
    let values = Values::from([("shop".to_owned(), input.to_owned())]);
    if let Ok((_, url)) = address(text, &values) {
        is_safe(&url);
    }
    if let Ok(value) = parameter(text, &values) {
        assert!(value.len() <= 64 * 1024, "a template without end");
    }
}

fn is_safe(url: &url::Url) {
    let loopback = matches!(url.host_str(), Some("localhost" | "[::1]"))
        || url.host_str().is_some_and(|host| host.starts_with("127."));
    assert!(
        url.scheme() == "https" || (url.scheme() == "http" && loopback),
        "{url}"
    );
    assert!(
        url.username().is_empty() && url.password().is_none(),
        "{url}"
    );
    assert!(url.fragment().is_none(), "{url}");
}

fn provider(profile: Profile) -> Option<Provider> {
    let client = Client {
        id: "client".to_owned(),
        secret: None,
        ..Client::default()
    };
    Provider::new(profile, &Values::new(), client).ok()
}
