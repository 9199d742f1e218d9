//! The test of a connection: can the provider be reached, is the token good, are the scopes granted, can a row be read.
//! Each check says what it saw; the first that fails names its fix, and those after it are skipped.

use std::time::Instant;

use futures::StreamExt as _;
use headwater_oauth::Grant;
use headwater_store::{Change, Connection, ConnectionState, Step};

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::tokens::Need;
use crate::view::{CheckName, CheckView, Outcome};

impl Engine {
    /// Tests a connection. A test that passes moves the wizard on.
    ///
    /// # Errors
    /// [`Code::UnknownItem`]; a check that fails is in the answer.
    pub async fn test(&self, id: String) -> Result<Vec<CheckView>, Fault> {
        let connection = self.stored(&id).await?;
        let mut checks = Vec::new();
        for name in [
            CheckName::Reach,
            CheckName::Token,
            CheckName::Scopes,
            CheckName::Read,
        ] {
            let failed_before = checks
                .iter()
                .any(|check: &CheckView| check.outcome == Outcome::Failed);
            checks.push(match failed_before {
                true => CheckView {
                    name,
                    outcome: Outcome::Skipped,
                    says: String::new(),
                    fault: None,
                },
                false => self.check(&connection, name).await,
            });
        }
        let passed = checks.iter().all(|check| check.outcome == Outcome::Passed);
        // A connector that signs with a key has no consent: its test is what makes the connection.
        let signs_with_key = self.connectors.signs_with_key(&connection.connector);
        if passed
            && (connection.step == Step::Test
                || (signs_with_key && connection.step == Step::Authorize))
        {
            self.change(
                &id,
                vec![
                    Change::State(ConnectionState::Active),
                    Change::Step(Step::Streams),
                ],
            )
            .await?;
        }
        Ok(checks)
    }

    async fn check(&self, connection: &Connection, name: CheckName) -> CheckView {
        let outcome = match name {
            CheckName::Reach => self.check_reach(connection).await,
            CheckName::Token => self.check_token(connection).await,
            CheckName::Scopes => self.check_scopes(connection).await,
            CheckName::Read => self.check_read(connection).await,
        };
        match outcome {
            Ok(says) => CheckView {
                name,
                outcome: Outcome::Passed,
                says,
                fault: None,
            },
            Err(fault) => {
                let fault = fault
                    .with("provider", self.connectors.name_of(&connection.connector))
                    .with("stream", "the first stream");
                CheckView {
                    name,
                    outcome: Outcome::Failed,
                    says: String::new(),
                    fault: Some(self.seen(&fault)),
                }
            }
        }
    }

    /// Any answer of the token endpoint's host will do: what matters is that one comes.
    async fn check_reach(&self, connection: &Connection) -> Result<String, Fault> {
        if self.connectors.profile(&connection.connector).is_none() {
            return Ok(
                "No sign-in host to reach: this connector signs its requests with a key".to_owned(),
            );
        }
        let secrets = self.keychain.read(&connection.id).await?;
        let provider = self.provider_with(connection, &secrets).await?;
        let url = provider.token_address().clone();
        let host = url.host_str().unwrap_or_default().to_owned();
        let http = self.http_of(&provider).await?;
        let began = Instant::now();
        match http.get(url.join("/").unwrap_or(url)).send().await {
            Ok(_) => Ok(format!(
                "{host} answered in {} ms",
                began.elapsed().as_millis()
            )),
            Err(error) => Err(Fault::new(Code::Unreachable)
                .with("host", host)
                .with(
                    "reason",
                    if error.is_timeout() {
                        "It did not answer in time"
                    } else {
                        "No connection could be made"
                    },
                )
                .detail(error.without_url())),
        }
    }

    async fn check_token(&self, connection: &Connection) -> Result<String, Fault> {
        if self.connectors.profile(&connection.connector).is_none() {
            return Ok("Signed with the key in the keychain".to_owned());
        }
        let grant = self.grant(&connection.id, Need::Use).await?;
        let renewable = grant.is_renewable();
        let whose = grant
            .identity
            .as_ref()
            .map(|identity| format!(" for {}", identity.label()))
            .unwrap_or_default();
        let until = match (grant.expires_at, renewable) {
            (Some(_), true) => "renewed by itself".to_owned(),
            (Some(expires), false) => format!(
                "ends {} and cannot be renewed",
                expires.strftime("%H:%M UTC")
            ),
            (None, _) => "without an end".to_owned(),
        };
        let accepted = match self.verified(connection, &grant).await? {
            Some(host) => format!("; {host} accepts it"),
            None => String::new(),
        };
        Ok(format!(
            "A token{whose} is in the keychain, {until}{accepted}"
        ))
    }

    /// The profile's own request to test with: the host that was content with the token, where there is one.
    async fn verified(
        &self,
        connection: &Connection,
        grant: &Grant,
    ) -> Result<Option<String>, Fault> {
        let secrets = self.keychain.read(&connection.id).await?;
        let provider = self.provider_with(connection, &secrets).await?;
        let verified =
            headwater_oauth::verify(&self.http_of(&provider).await?, &provider, grant).await;
        verified.map_err(|error| match &error {
            headwater_oauth::Error::Refused { error, .. } if error == "invalid_token" => {
                Fault::new(Code::TokenNotAccepted)
            }
            _ => Fault::from(error),
        })
    }

    async fn check_scopes(&self, connection: &Connection) -> Result<String, Fault> {
        if self.connectors.profile(&connection.connector).is_none() {
            return Ok("A key has no scopes".to_owned());
        }
        self.compare_scopes(&self.stored(&connection.id).await?)
    }

    /// The connector's own check; where it reads a stream whose scope was not granted, the first page of another.
    async fn check_read(&self, connection: &Connection) -> Result<String, Fault> {
        let source = self.source(connection).await?;
        let connection = self.stored(&connection.id).await?;
        let streams = self.connectors.get(&connection.connector)?;
        let (readable, lacking): (Vec<_>, Vec<_>) = streams
            .manifest
            .stream_names()
            .into_iter()
            .partition(|stream| self.scope_fault(&connection, stream).is_none());
        match readable.first().filter(|_| !lacking.is_empty()) {
            None => source.check(&self.closing).await?,
            Some(stream) => {
                let mut pages = source.read(stream, None, self.closing.child_token());
                pages.next().await.transpose()?;
            }
        }
        Ok("A first row could be read".to_owned())
    }
}
