//! The grant of a device code (RFC 8628): a person enters a short code on any device, while this program asks whether
//! it is done.

use std::fmt;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::address;
use crate::answer::{at, misses, read_by, text_of};
use crate::profile::{GrantKind, SendOn};
use crate::token::granted;
use crate::wire::{Pairs, Purpose, Reply, ask, of_status};
use crate::{Error, Grant, Provider, authorize, chain, identity};

/// RFC 8628 section 3.4.
const GRANT_TYPE: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Where an answer does not say how long its code lives.
const USUAL_LIFE: u64 = 600;
/// The longest life that is believed.
const LONGEST_LIFE: u64 = 86_400;

/// An authorization by device code: show [`Device::user_code`] and [`Device::verification_uri`], and
/// [`poll`](Device::poll). Dropping it ends it.
pub struct Device {
    provider: Provider,
    asked: Vec<String>,
    code: SecretString,
    user_code: String,
    verification_uri: Url,
    complete: Option<Url>,
    life: Duration,
    deadline: Instant,
    pace: Pace,
}

impl Device {
    /// Asks for a code (RFC 8628 section 3.1). `scopes` beside those that the profile always asks; none: its own.
    ///
    /// # Errors
    /// [`Error::BadProfile`] where the profile has no address for it; [`Error::Client`], [`Error::Refused`],
    /// [`Error::Unreachable`], [`Error::AnswerLost`], [`Error::Unavailable`], [`Error::Redirected`],
    /// [`Error::NotOAuth`]; [`Error::Answer`], also for a page to enter the code at that is not https.
    pub async fn begin(
        http: &reqwest::Client,
        provider: Provider,
        scopes: Vec<String>,
    ) -> Result<Device, Error> {
        let resolved = &provider.0;
        let address = resolved.device.as_ref().ok_or(Error::BadProfile {
            path: "device_authorization_url".to_owned(),
            reason: "is missing".to_owned(),
        })?;
        let none = Vec::new();
        let (asked, _) = authorize::scopes(&provider, scopes, none, GrantKind::DeviceCode);
        let rule = &resolved.profile.scopes;
        let mut pairs = Pairs::new();
        if !asked.is_empty() && rule.send_on.contains(&SendOn::Authorize) {
            pairs.push((rule.param.clone(), asked.join(&rule.separator)));
        }
        let extra = resolved.authorize_extra.iter();
        pairs.extend(extra.filter(|(name, _)| *name != rule.param).cloned());
        let (reply, secrets) = ask(http, &provider, Purpose::Device, address, pairs).await?;
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let fields = read_by(&reply, &resolved.profile, &secrets).map_err(of_status)?;
        let answer = Value::Object(fields);
        let number = |name: &str| at(&answer, name).and_then(text_of)?.trim().parse().ok();
        let life = number("expires_in").unwrap_or(USUAL_LIFE);
        let life = Duration::from_secs(life.clamp(1, LONGEST_LIFE));
        let page = place(&answer, &["verification_uri", "verification_url"]);
        Ok(Device {
            code: text(&answer, "device_code")?.into(),
            user_code: text(&answer, "user_code")?,
            verification_uri: page?.ok_or_else(|| misses("verification_uri", "is missing"))?,
            complete: place(&answer, &["verification_uri_complete"]).unwrap_or_default(),
            life,
            deadline: Instant::now() + life,
            pace: Pace::new(number("interval")),
            asked,
            provider,
        })
    }

    /// What the person enters.
    pub fn user_code(&self) -> &str {
        &self.user_code
    }

    /// Where the person enters it.
    pub fn verification_uri(&self) -> &Url {
        &self.verification_uri
    }

    /// The same with the code filled in, where the provider gave one: for the browser of this machine.
    pub fn complete_uri(&self) -> &Url {
        self.complete.as_ref().unwrap_or(&self.verification_uri)
    }

    /// How long the code lives.
    pub fn life(&self) -> Duration {
        self.life
    }

    /// Asks at the provider's pace until the person has decided (RFC 8628 section 3.5).
    ///
    /// # Errors
    /// [`Error::Denied`], [`Error::DeviceExpired`], [`Error::Cancelled`]; what a code exchange fails with. A provider
    /// that cannot be reached for a while is asked again, more slowly.
    pub async fn poll(
        mut self,
        http: &reqwest::Client,
        cancel: CancellationToken,
    ) -> Result<Grant, Error> {
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::Cancelled),
                () = sleep(self.pace.interval) => {}
            }
            if Instant::now() >= self.deadline {
                return Err(Error::DeviceExpired { after: self.life });
            }
            let asked = cancel.run_until_cancelled(self.ask(http)).await;
            match asked.ok_or(Error::Cancelled)? {
                Ok(Asked::Granted(grant, answer)) => {
                    return self.finish(http, *grant, answer).await;
                }
                Ok(Asked::Pending) => {}
                Ok(Asked::SlowDown) => self.pace.slow_down(),
                Err(
                    Error::Unreachable { .. }
                    | Error::AnswerLost { .. }
                    | Error::Unavailable { .. },
                ) => self.pace.back_off(),
                Err(error) => return Err(error),
            }
        }
    }

    async fn ask(&self, http: &reqwest::Client) -> Result<Asked, Error> {
        let resolved = &self.provider.0;
        let pairs = vec![
            ("grant_type".to_owned(), GRANT_TYPE.to_owned()),
            (
                "device_code".to_owned(),
                self.code.expose_secret().to_owned(),
            ),
        ];
        let address = &resolved.token.clone()?;
        let (reply, secrets) =
            ask(http, &self.provider, Purpose::DevicePoll, address, pairs).await?;
        match error_of(&reply).as_deref() {
            Some("authorization_pending") => return Ok(Asked::Pending),
            Some("slow_down") => return Ok(Asked::SlowDown),
            Some("expired_token") => return Err(Error::DeviceExpired { after: self.life }),
            Some("access_denied" | "authorization_declined") => {
                return Err(Error::Denied {
                    error: "access_denied".to_owned(),
                    description: None,
                });
            }
            _ => {}
        }
        let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
        let granted = granted(&reply, &self.provider, &self.asked, &secrets);
        let (mut grant, answer) = granted.map_err(of_status)?;
        grant.kind = GrantKind::DeviceCode;
        Ok(Asked::Granted(Box::new(grant), answer))
    }

    async fn finish(
        self,
        http: &reqwest::Client,
        grant: Grant,
        answer: Value,
    ) -> Result<Grant, Error> {
        let mut grant = chain::follow(http, &self.provider, grant).await?;
        let told = identity::after_exchange(http, &self.provider, &grant, &answer, None).await?;
        grant.identity = told;
        Ok(grant)
    }
}

impl fmt::Debug for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Device")
            .field("verification_uri", &self.verification_uri.as_str())
            .finish_non_exhaustive()
    }
}

/// What the provider said to one question.
enum Asked {
    Granted(Box<Grant>, Value),
    Pending,
    SlowDown,
}

/// How long to wait between two questions.
#[derive(Debug)]
struct Pace {
    interval: Duration,
}

impl Pace {
    /// RFC 8628 section 3.2: five seconds where the provider does not say.
    fn new(asked: Option<u64>) -> Pace {
        let seconds = asked.unwrap_or(5).clamp(1, 300);
        Pace {
            interval: Duration::from_secs(seconds),
        }
    }

    /// RFC 8628 section 3.5: five seconds more, for good.
    fn slow_down(&mut self) {
        self.interval += Duration::from_secs(5);
    }

    /// The provider is away: half as often as before, at least once in five minutes.
    fn back_off(&mut self) {
        self.interval = (self.interval * 2).min(Duration::from_secs(300));
    }
}

/// The provider's error code, under whatever status.
fn error_of(reply: &Reply) -> Option<String> {
    let answer: Value = serde_json::from_slice(&reply.body).ok()?;
    at(&answer, "error").and_then(text_of)
}

fn text(answer: &Value, name: &str) -> Result<String, Error> {
    let text = at(answer, name).and_then(Value::as_str).unwrap_or_default();
    match text {
        "" => Err(misses(name, "is missing")),
        text if text.len() > 4096 || !text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) => {
            Err(misses(name, "has characters that no code may have"))
        }
        text => Ok(text.to_owned()),
    }
}

/// A page for the person's browser, under the first of these names.
fn place(answer: &Value, names: &[&str]) -> Result<Option<Url>, Error> {
    let found = names.iter().find_map(|name| at(answer, name)?.as_str());
    let checked = found.map(address::check_url);
    checked
        .transpose()
        .map_err(|_| misses("verification_uri", "is not an https address"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Five seconds where nothing is said, never none at all; `slow_down` lasts, and an outage doubles the wait.
    #[test]
    fn the_pace_is_the_providers() {
        let seconds = |pace: &Pace| pace.interval.as_secs();
        assert_eq!(seconds(&Pace::new(None)), 5);
        assert_eq!(seconds(&Pace::new(Some(0))), 1);
        let mut pace = Pace::new(Some(2));
        pace.slow_down();
        pace.slow_down();
        assert_eq!(seconds(&pace), 12);
        for _ in 0..20 {
            pace.back_off();
        }
        assert_eq!(seconds(&pace), 300);
    }
}
