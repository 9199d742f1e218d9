//! A sandbox in a folder of its own, and an honest client of it.
#![allow(dead_code)] // Each test file uses its part.

use headwater_sandbox::{CLIENT_ID, Options, Rule, SCOPES, Sandbox, Switches};
use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

/// The example pair of RFC 7636 appendix B.
pub const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
pub const REDIRECT: &str = "http://127.0.0.1:51234/callback";

pub struct Bench {
    pub folder: TempDir,
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
}

impl Bench {
    pub async fn start() -> Bench {
        Bench::in_folder(TempDir::new().unwrap()).await
    }

    pub async fn in_folder(folder: TempDir) -> Bench {
        let sandbox = Sandbox::start(folder.path(), Options::default())
            .await
            .unwrap();
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .build()
            .unwrap();
        Bench {
            folder,
            sandbox,
            http,
        }
    }

    /// Ends the provider and starts it again in the same folder.
    pub async fn restart(self) -> Bench {
        self.sandbox.stop().await;
        Bench::in_folder(self.folder).await
    }

    pub fn url(&self, path: &str) -> Url {
        self.sandbox.address().join(path).unwrap()
    }

    pub fn fault(&self, rule: Rule) {
        let switches = Switches {
            faults: vec![rule],
            ..Switches::default()
        };
        self.sandbox.switch(switches).unwrap();
    }

    /// A good authorization request, with `changes` to its parameters; an empty value leaves one out.
    pub async fn authorize(&self, changes: &[(&str, &str)]) -> reqwest::Response {
        let scope = SCOPES.map(|(scope, _)| scope).join(" ");
        let mut parameters = vec![
            ("response_type", "code"),
            ("client_id", CLIENT_ID),
            ("redirect_uri", REDIRECT),
            ("scope", &scope),
            ("state", "a state & more"),
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
        ];
        for (name, value) in changes {
            parameters.retain(|(kept, _)| kept != name);
            if !value.is_empty() {
                parameters.push((name, value));
            }
        }
        let url = self.url("/oauth/authorize");
        let request = self.http.get(url).query(&parameters);
        request.send().await.unwrap()
    }

    /// Asks for consent and presses a button; where the browser is sent then.
    pub async fn decide(&self, button: &str, changes: &[(&str, &str)]) -> Url {
        let page = self.authorize(changes).await.text().await.unwrap();
        let id = between(&page, "name=\"page\" value=\"", "\"");
        let form = [("page", id), ("decision", button)];
        let url = self.url("/oauth/consent");
        let answer = self.http.post(url).form(&form).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::SEE_OTHER);
        Url::parse(answer.headers()["location"].to_str().unwrap()).unwrap()
    }

    /// A code for everything there is.
    pub async fn code(&self) -> String {
        let back = self.decide("allow", &[]).await;
        parameter(&back, "code").unwrap()
    }

    pub async fn token(&self, form: &[(&str, &str)]) -> (StatusCode, Value) {
        let url = self.url("/oauth/token");
        let answer = self.http.post(url).form(form).send().await.unwrap();
        (answer.status(), answer.json().await.unwrap())
    }

    pub async fn redeem(&self, code: &str) -> (StatusCode, Value) {
        self.token(&[
            ("grant_type", "authorization_code"),
            ("client_id", CLIENT_ID),
            ("code", code),
            ("redirect_uri", REDIRECT),
            ("code_verifier", VERIFIER),
        ])
        .await
    }

    pub async fn refresh(&self, token: &str) -> (StatusCode, Value) {
        self.token(&refresh_form(token)).await
    }

    /// Access and refresh token of a new grant.
    pub async fn sign_in(&self) -> (String, String) {
        let (status, tokens) = self.redeem(&self.code().await).await;
        assert_eq!(status, StatusCode::OK, "{tokens}");
        pair(&tokens)
    }

    pub async fn get(&self, path: &str, token: &str) -> (StatusCode, Value) {
        let request = self.http.get(self.url(path)).bearer_auth(token);
        let answer = request.send().await.unwrap();
        let status = answer.status();
        (status, answer.json().await.unwrap_or(Value::Null))
    }

    /// All rows of `path`, which has a query, page by page.
    pub async fn read(&self, path: &str, token: &str) -> Vec<Value> {
        let mut rows = Vec::new();
        let mut next = path.to_owned();
        loop {
            let (status, page) = self.get(&next, token).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            rows.extend(page["data"].as_array().unwrap().iter().cloned());
            match page["next"].as_str() {
                Some(cursor) => next = format!("{path}&cursor={cursor}"),
                None => return rows,
            }
        }
    }
}

pub fn refresh_form(token: &str) -> [(&str, &str); 3] {
    [
        ("grant_type", "refresh_token"),
        ("client_id", CLIENT_ID),
        ("refresh_token", token),
    ]
}

pub fn pair(tokens: &Value) -> (String, String) {
    let text = |name: &str| tokens[name].as_str().unwrap().to_owned();
    (text("access_token"), text("refresh_token"))
}

pub fn parameter(url: &Url, name: &str) -> Option<String> {
    let mut pairs = url.query_pairs();
    pairs
        .find(|(key, _)| key == name)
        .map(|(_, value)| value.into_owned())
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap();
    rest.split_once(end).unwrap().0
}
