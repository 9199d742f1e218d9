//! A record: what a provider's documentation says of one exchange. Placeholders stand for what is
//! another each time.

use std::collections::BTreeMap;
use std::path::PathBuf;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use headwater_oauth::{Client, Grant, Values};
use secrecy::ExposeSecret;
use serde_json::{Map, Value, json};
use sha2::Digest;

use crate::server::Seen;
use crate::yaml::text_of;

/// The client of every flow. Its characters tell the two ways to write a Basic header apart.
const CLIENT: &str = "client-1";
pub const SECRET: &str = "secret/1";

/// Where the records are.
pub fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/catalogue")
}

/// One record, and what has shown itself of the placeholders.
pub struct Record {
    pub record: Value,
    known: BTreeMap<&'static str, String>,
}

impl Record {
    pub fn new(record: Value) -> Record {
        let known = [("CLIENT", CLIENT), ("SECRET", SECRET), ("CODE", "code/1")];
        let known = known.map(|(name, value)| (name, value.to_owned()));
        Record {
            record,
            known: known.into(),
        }
    }

    pub fn client(&self) -> Client {
        let secret = self.record["client"] != "public";
        Client {
            id: CLIENT.to_owned(),
            secret: secret.then(|| SECRET.into()),
            certificate: None,
        }
    }

    pub fn texts(&self, key: &str) -> Vec<String> {
        self.record[key]
            .as_array()
            .into_iter()
            .flatten()
            .map(text_of)
            .collect()
    }

    /// Inputs and further parameters of the callback.
    pub fn values(&self, key: &str) -> Values {
        let entries = self.record[key].as_object().into_iter().flatten();
        entries
            .map(|(name, value)| (name.clone(), text_of(value)))
            .collect()
    }

    pub fn learn(&mut self, name: &'static str, value: impl Into<String>) {
        self.known.insert(name, value.into());
    }

    pub fn known(&self, name: &str) -> &str {
        &self.known[name]
    }

    /// Compares parameters: no more and no fewer than documented. Learns the placeholders that
    /// show themselves here.
    pub fn params(&mut self, wanted: &Value, found: &Map<String, Value>) -> Result<(), String> {
        let wanted = wanted.as_object().cloned().unwrap_or_default();
        if let Some(name) = found.keys().find(|name| !wanted.contains_key(*name)) {
            return Err(format!("{name} is sent and not documented"));
        }
        for (name, wanted) in &wanted {
            let wanted = text_of(wanted);
            let found = found
                .get(name)
                .ok_or_else(|| format!("{name} is not sent"))?;
            let found = text_of(found);
            let placeholder = PLACEHOLDERS.into_iter().find(|one| *one == wanted);
            if let Some(placeholder) = placeholder.filter(|one| !self.known.contains_key(one)) {
                self.learn(placeholder, found);
                continue;
            }
            let wanted = placeholder.map_or(wanted.as_str(), |one| &self.known[one]);
            if wanted != found {
                return Err(format!("{name} is {found:?} instead of {wanted:?}"));
            }
        }
        Ok(())
    }

    /// Compares a request with what the record says under `key`.
    pub fn request(&mut self, key: &str, seen: Option<&Seen>) -> Result<(), String> {
        let wanted = self.record[key].clone();
        let seen = seen.ok_or_else(|| format!("{key}: no request came"))?;
        let fits = |what: &str, wanted: &str, found: &str| match wanted == found {
            true => Ok(()),
            false => Err(format!("{key}: {what} is {found:?} instead of {wanted:?}")),
        };
        fits("the request", &text_of(&wanted["request"]), &seen.request)?;
        fits("the parameters' place", &text_of(&wanted["in"]), seen.place)?;
        let basic = |pair: String| format!("Basic {}", BASE64_STANDARD.encode(pair));
        let raw = basic(format!("{CLIENT}:{SECRET}"));
        let allowed = match wanted["authorization"].as_str() {
            // RFC 6749 section 2.3.1 wants both form-encoded, and few providers' IDs differ then.
            Some("basic") => vec![basic("client-1:secret%2F1".to_owned()), raw],
            Some("id_only") => vec![basic(format!("{CLIENT}:"))],
            Some(other) => {
                return Err(format!(
                    "{key}: authorization {other} is no word of a record"
                ));
            }
            None => vec![String::new()],
        };
        let found = seen
            .headers
            .get("authorization")
            .cloned()
            .unwrap_or_default();
        if !allowed.contains(&found) {
            return Err(format!("{key}: authorization is {found:?}"));
        }
        if let Some(accept) = wanted["accept"].as_str() {
            fits(
                "accept",
                accept,
                seen.headers.get("accept").map_or("", String::as_str),
            )?;
        }
        let compared = self.params(&wanted["params"], &seen.params);
        compared.map_err(|reason| format!("{key}: {reason}"))
    }

    /// That the verifier belongs to the challenge, as the record writes it.
    pub fn proof(&self) -> Result<(), String> {
        let Some(verifier) = self.known.get("VERIFIER") else {
            return Ok(());
        };
        let digest = sha2::Sha256::digest(verifier);
        let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let right = self.known.get("CHALLENGE") == Some(&BASE64_URL_SAFE_NO_PAD.encode(digest))
            || self.known.get("HEX_CHALLENGE") == Some(&hex);
        right
            .then_some(())
            .ok_or_else(|| "the verifier does not prove the challenge".to_owned())
    }

    /// A documented answer, with times and an ID token of now.
    pub fn answer(&self, key: &str) -> Value {
        let now = jiff::Timestamp::now().as_second();
        let in_an_hour = jiff::Timestamp::from_second(now + 3600).unwrap();
        let mut answer = self.record[key].clone();
        for value in answer
            .as_object_mut()
            .into_iter()
            .flat_map(|fields| fields.values_mut())
        {
            match value.as_str() {
                Some("EPOCH_IN_3600") => *value = json!(now + 3600),
                Some("TIME_IN_3600") => *value = json!(in_an_hour.to_string()),
                Some("ID_TOKEN") => *value = self.id_token(now + 3600).into(),
                _ => {}
            }
        }
        answer
    }

    fn id_token(&self, expires: i64) -> String {
        let mut claims = self.record["id_token"].clone();
        claims["aud"] = CLIENT.into();
        claims["exp"] = expires.into();
        claims["nonce"] = self.known("NONCE").into();
        let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
        format!("{}.{}.c2ln", part(json!({"alg": "RS256"})), part(claims))
    }

    /// Compares the grant with what the record expects of the documented answer.
    pub fn grant(&self, grant: &Grant) -> Result<(), String> {
        let life = |end: Option<jiff::Timestamp>| {
            let seconds = end.map(|end| end.duration_since(grant.obtained_at).as_secs_f64());
            seconds.map(|seconds| (seconds / 10.0).round() as i64 * 10)
        };
        let refresh = grant
            .refresh_token
            .as_ref()
            .map(ExposeSecret::expose_secret);
        let identity = grant.identity.as_ref();
        let found = json!({
            "access": grant.access_token.expose_secret(),
            "refresh": refresh,
            "expires_in": life(grant.expires_at),
            "refresh_expires_in": life(grant.refresh_expires_at),
            "scopes": grant.scopes,
            "subject": identity.map(|one| &one.subject),
            "name": identity.and_then(|one| one.name.as_ref()),
            "email": identity.and_then(|one| one.email.as_ref()),
        });
        let expects = self.record["expects"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        for (name, wanted) in &expects {
            match name.as_str() {
                "kept" => {}
                "captured" => {
                    for (name, wanted) in wanted.as_object().into_iter().flatten() {
                        if grant.captured.get(name) != Some(wanted) {
                            return Err(format!(
                                "captured {name} is {:?}",
                                grant.captured.get(name)
                            ));
                        }
                    }
                }
                name => match found.get(name) {
                    Some(found) if found == wanted => {}
                    found => return Err(format!("{name} is {found:?} instead of {wanted}")),
                },
            }
        }
        match identity.is_some() == expects.contains_key("subject") {
            true => Ok(()),
            false => Err(format!("the identity is {identity:?}")),
        }
    }
}

const PLACEHOLDERS: [&str; 10] = [
    "CLIENT",
    "SECRET",
    "CODE",
    "REDIRECT",
    "STATE",
    "NONCE",
    "CHALLENGE",
    "HEX_CHALLENGE",
    "VERIFIER",
    "REFRESH",
];
