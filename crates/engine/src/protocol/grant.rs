//! A server's own grant: from its configuration, renewed while it is used, and handed back as it changes.

use std::collections::BTreeMap;
use std::sync::Arc;

use headwater_connectors::{AccessToken, ConfigChanges, Connector, TokenAsk, TokenSource};
use headwater_oauth::{Client, Grant, GrantKind, Profile, Provider, client_credentials, refresh};
use jiff::{SignedDuration, Timestamp};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};
use tokio::sync::Mutex;
use tokio_util::task::TaskTracker;

use super::Refused;
use super::grant_file::GrantFile;
use crate::discover::captured;
use crate::fault::Fault;
use crate::secrets::Secrets;
use crate::tokens::signed;

pub(crate) const CLIENT_ID: &str = "client_id";
pub(crate) const CLIENT_SECRET: &str = "client_secret";
pub(super) const REFRESH_TOKEN: &str = "refresh_token";
pub(super) const ACCESS_TOKEN: &str = "access_token";

/// A token that ends within this time is renewed before it is used.
const MARGIN: SignedDuration = SignedDuration::from_secs(60);

/// The tokens of a connector that signs in with OAuth, by what its configuration holds: an access token; or client and
/// refresh token; or a client that asks for itself. What is asked of the provider runs in `asked`.
///
/// # Errors
/// What is missing.
pub(super) fn source(
    connector: &Connector,
    config: &Value,
    http: &reqwest::Client,
    changes: &ConfigChanges,
    file: Option<&GrantFile>,
    asked: &TaskTracker,
) -> Result<Option<Signed>, Refused> {
    let Some(profile) = &connector.oauth2 else {
        return Ok(None);
    };
    let profile = Profile::parse(profile.clone()).map_err(|error| error.to_string())?;
    let text = |key: &str| config.get(key).and_then(Value::as_str).map(str::to_owned);
    let secret = |key: &str| text(key).map(SecretString::from);
    let asks_itself = profile.grants().contains(&GrantKind::ClientCredentials);
    let held = match file {
        Some(file) if file.is_there() || !asks_itself => {
            file.read().map_err(|fault| told(&fault))?
        }
        _ => Secrets::default(),
    };
    let captured = held.grant.as_ref().map(captured).unwrap_or_default();
    let grant = match (secret(ACCESS_TOKEN), secret(REFRESH_TOKEN)) {
        _ if held.grant.is_some() => held.grant,
        (_, Some(token)) => Some(kept(SecretString::from(""), Some(token))),
        (Some(token), None) => Some(kept(token, None)),
        (None, None) if asks_itself => None,
        (None, None) => {
            return Err(format!(
                "{} needs a grant: a file of `headwater authorize` (--grant-file), or in the configuration `{CLIENT_ID}`, `{CLIENT_SECRET}` and `{REFRESH_TOKEN}`, or `{ACCESS_TOKEN}`. On the desktop, name the connection instead (--connection).",
                connector.name
            ));
        }
    };
    let registered = held.registered.map(|registered| registered.client);
    let client = match (text(CLIENT_ID), registered) {
        (None, Some(registered)) => registered,
        (id, _) => Client {
            id: id.unwrap_or_default(),
            secret: secret(CLIENT_SECRET),
            certificate: None,
        },
    };
    let client_id = client.id.clone();
    let provider = Provider::new(profile, &values(connector, config), client)
        .map_err(|error| error.to_string())?;
    let owner = Arc::new(Owner {
        provider,
        http: http.clone(),
        grant: Mutex::new(grant),
        config: config.clone(),
        changes: changes.clone(),
        file: file.cloned(),
    });
    Ok(Some(Signed {
        tokens: tokens(owner, asked),
        client_id,
        captured,
    }))
}

/// The tokens of a grant. Each question is a task of its own: whoever asks may go away, as a slice does beside one that
/// failed, but the answer with the next refresh token must be kept when it comes.
fn tokens(owner: Arc<Owner>, asked: &TaskTracker) -> TokenSource {
    let asked = asked.clone();
    Arc::new(move |ask| {
        let (owner, asked) = (Arc::clone(&owner), asked.clone());
        Box::pin(async move {
            let token = asked.spawn(async move { owner.token(ask).await });
            let token = token.await;
            Ok(token.unwrap_or_else(|error| Err(Fault::abnormal(error)))?)
        })
    })
}

/// What signs a connector's requests, and what its configuration wants to know of that.
pub(super) struct Signed {
    pub tokens: TokenSource,
    /// ID of the client.
    pub client_id: String,
    /// What the consent told.
    pub captured: Map<String, Value>,
}

/// A fault in one line.
fn told(fault: &Fault) -> String {
    let seen = fault.seen_now();
    format!("{}. {} {}", seen.title, seen.cause, seen.fix)
}

/// What addresses are filled with: defaults, and over them what the configuration says.
fn values(connector: &Connector, config: &Value) -> BTreeMap<String, String> {
    let given = |name: &str| config.get(name).and_then(Value::as_str).map(str::to_owned);
    let inputs = connector.inputs.iter();
    inputs
        .filter_map(|input| {
            let value = given(&input.name).or_else(|| input.default.clone())?;
            Some((input.name.clone(), value))
        })
        .collect()
}

/// A grant of which nothing is known but a token. Without an access token it has ended: the first use renews it.
fn kept(access_token: SecretString, refresh_token: Option<SecretString>) -> Grant {
    let ended = access_token.expose_secret().is_empty();
    Grant {
        kind: GrantKind::AuthorizationCode,
        access_token,
        refresh_token,
        obtained_at: Timestamp::UNIX_EPOCH,
        expires_at: ended.then_some(Timestamp::UNIX_EPOCH),
        refresh_expires_at: None,
        asked: Vec::new(),
        scopes: Vec::new(),
        identity: None,
        captured: BTreeMap::new(),
        secrets: BTreeMap::new(),
        redirect_uri: None,
    }
}

/// Owns the grant while the program runs: one renewal at a time.
struct Owner {
    provider: Provider,
    http: reqwest::Client,
    grant: Mutex<Option<Grant>>,
    config: Value,
    changes: ConfigChanges,
    /// Where the grant is kept. Without one, whoever keeps the configuration keeps it.
    file: Option<GrantFile>,
}

impl Owner {
    async fn token(&self, ask: TokenAsk) -> Result<AccessToken, Fault> {
        let mut held = self.grant.lock().await;
        let next = match &*held {
            None => client_credentials(&self.http, &self.provider, Vec::new()).await?,
            Some(grant) if self.is_over(grant, &ask) => self.renewed(grant, &ask).await?,
            Some(grant) => return signed(&self.provider, grant),
        };
        let token = signed(&self.provider, &next);
        *held = Some(next);
        token
    }

    /// The next grant, kept before anybody uses it. Where it stands in a file, one process at a time renews it, and one
    /// that another has renewed meanwhile is taken as it is.
    async fn renewed(&self, grant: &Grant, ask: &TokenAsk) -> Result<Grant, Fault> {
        let Some(file) = &self.file else {
            let renewed = refresh(&self.http, &self.provider, grant).await?;
            self.tell(&renewed);
            return Ok(renewed);
        };
        let _held = file.hold().await?;
        let mut kept = file.read()?;
        let latest = kept.grant.take().unwrap_or_else(|| grant.clone());
        if !self.is_over(&latest, ask) {
            return Ok(latest);
        }
        // A file that cannot be written is found before the provider gives a token that nobody could keep.
        kept.grant = Some(latest.clone());
        file.write(&kept).await?;
        let renewed = refresh(&self.http, &self.provider, &latest).await?;
        kept.grant = Some(renewed.clone());
        file.write(&kept).await?;
        Ok(renewed)
    }

    fn is_over(&self, grant: &Grant, ask: &TokenAsk) -> bool {
        let renewable = grant.refresh_token.is_some() || grant.kind == GrantKind::ClientCredentials;
        let refused = match ask {
            TokenAsk::Current => false,
            TokenAsk::Refused(refused) => {
                refused.expose_secret() == self.provider.signature(grant).1.expose_secret()
            }
        };
        let ends = grant.expires_at;
        renewable && (refused || ends.is_some_and(|at| at - MARGIN <= Timestamp::now()))
    }

    /// Hands a rotated refresh token back: whoever keeps the configuration must keep this one.
    fn tell(&self, renewed: &Grant) {
        let Some(token) = &renewed.refresh_token else {
            return;
        };
        let before = self.config.get(REFRESH_TOKEN).and_then(Value::as_str);
        if before == Some(token.expose_secret()) {
            return;
        }
        let mut config = self.config.clone();
        config[REFRESH_TOKEN] = token.expose_secret().into();
        self.changes.say(config);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use headwater_oauth::Values;
    use serde_json::json;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    use tokio::net::TcpListener;
    use tokio::sync::{mpsc, oneshot};

    use super::*;

    /// A token endpoint: for each request it gives what sends the answer.
    async fn endpoint() -> (String, mpsc::Receiver<oneshot::Sender<&'static str>>) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}/token", listener.local_addr().unwrap());
        let (asked, requests) = mpsc::channel(4);
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let (answer, answered) = oneshot::channel();
                let mut head = [0; 4096];
                let _ = stream.read(&mut head).await.unwrap();
                asked.send(answer).await.unwrap();
                let body: &str = answered.await.unwrap();
                let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close";
                let length = body.len();
                let answer = format!("{head}\r\nContent-Length: {length}\r\n\r\n{body}");
                stream.write_all(answer.as_bytes()).await.unwrap();
            }
        });
        (address, requests)
    }

    fn owner(address: &str) -> Owner {
        let profile =
            json!({"step1_authorize_url": "https://p.example/a", "step3_access_url": address});
        let client = Client {
            id: "client".to_owned(),
            secret: Some("secret".into()),
            certificate: None,
        };
        let profile = Profile::parse(profile).unwrap();
        Owner {
            provider: Provider::new(profile, &Values::new(), client).unwrap(),
            http: reqwest::Client::new(),
            grant: Mutex::new(Some(kept("".into(), Some("first".into())))),
            config: json!({"refresh_token": "first"}),
            changes: ConfigChanges::default(),
            file: None,
        }
    }

    /// A slice that asked for a token goes when one beside it fails. The answer that comes then holds the next refresh
    /// token: it is handed back, and the next slice uses what it brought instead of asking with a token that is spent.
    #[tokio::test]
    async fn a_renewal_outlives_who_asked_for_it() {
        let (address, mut requests) = endpoint().await;
        let (owner, asked) = (owner(&address), TaskTracker::new());
        let changes = owner.changes.clone();
        let tokens = tokens(Arc::new(owner), &asked);
        let slice = tokio::spawn(tokens(TokenAsk::Current));
        let answer = requests.recv().await.unwrap();
        slice.abort();
        assert!(slice.await.unwrap_err().is_cancelled());
        answer
            .send(r#"{"access_token":"next","refresh_token":"second","token_type":"bearer","expires_in":3600}"#)
            .unwrap();
        asked.close();
        asked.wait().await;
        let token = tokens(TokenAsk::Current).await.unwrap();
        assert_eq!(token.value.expose_secret(), "Bearer next");
        assert_eq!(changes.take().unwrap()["refresh_token"], "second");
        assert!(requests.try_recv().is_err(), "asked once");
    }
}
