//! The way to the outside: proxy, certificates, and the clock as others see it.

use std::time::Duration;

use headwater_oauth::{Client, Profile, Provider};
use jiff::{SignedDuration, Timestamp};
use url::Url;

use super::{failed, passed, skipped};
use crate::connectors::defaults;
use crate::engine::Engine;
use crate::view::Finding;

/// A clock that is further off makes tokens look fresh that are dead, and signed requests and ID tokens invalid.
const OFF: SignedDuration = SignedDuration::from_secs(60);

/// How long a proxy may take to take a connection.
const PATIENCE: Duration = Duration::from_secs(5);

impl Engine {
    /// The address of the connector's token endpoint, filled with what its first connection knows; none where that is not
    /// enough.
    pub(super) async fn token_host(&self, id: &str, profile: &Profile) -> Option<Url> {
        let all = self.store(|store| store.connections()).await.ok()?;
        let values = match all.iter().find(|connection| connection.connector == id) {
            Some(connection) => self.values(connection).await.ok()?,
            None => defaults(&*self.connectors.get(id).ok()?),
        };
        let nobody = Client {
            id: "doctor".to_owned(),
            secret: Some("doctor".into()),
            certificate: None,
        };
        let provider = Provider::new(profile.clone(), &values, nobody).ok()?;
        let address = provider.token_address();
        Some(address.join("/").unwrap_or_else(|_| address.clone()))
    }

    /// Which proxy requests take, and whether it answers.
    pub(super) async fn proxy_finding(&self, url: Option<&Url>) -> Finding {
        let anywhere = Url::parse("https://example.com/").ok();
        let Some(url) = url.or(anywhere.as_ref()) else {
            return skipped("Proxy", "There is nothing to ask about");
        };
        let host = url.host_str().unwrap_or_default();
        let proxy = match self.proxy_of(url).await {
            Ok(Some(proxy)) => proxy,
            Ok(None) => return passed("Proxy", format!("Requests to {host} go out directly")),
            Err(fault) => return self.finding("Proxy", &fault),
        };
        let asked = tokio::time::timeout(PATIENCE, tokio::net::TcpStream::connect(&proxy));
        match asked.await {
            Ok(Ok(_)) => passed(
                "Proxy",
                format!("Requests to {host} go through {proxy}, which answers"),
            ),
            _ => failed(
                "Proxy",
                format!("Requests to {host} go through {proxy}, which does not answer"),
                "Check the proxy's address under Settings, Network, or the network that it belongs to.",
            ),
        }
    }

    /// The files of certificates that the settings name.
    pub(super) async fn certificate_findings(&self) -> Vec<Finding> {
        match self.certificates().await {
            Err(fault) => vec![self.finding("Certificates", &fault)],
            Ok(seen) if seen.is_empty() => {
                vec![passed("Certificates", "The system's certificates are used")]
            }
            Ok(seen) => seen
                .into_iter()
                .map(|(file, count)| match count {
                    1 => passed("Certificates", format!("{file} holds 1 certificate")),
                    count => passed("Certificates", format!("{file} holds {count} certificates")),
                })
                .collect(),
        }
    }

    /// This machine's clock against the `Date` of the token host.
    pub(super) async fn clock_finding(&self, url: Option<Url>) -> Finding {
        let Some(url) = url else {
            let says = "The connector's addresses are not known before its details are filled in";
            return skipped("Clock", says);
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let client = match self.http().await {
            Ok(client) => client,
            Err(fault) => return self.finding("Clock", &fault),
        };
        let Ok(answer) = client
            .get(url)
            .timeout(Duration::from_secs(15))
            .send()
            .await
        else {
            return skipped("Clock", format!("{host} did not answer"));
        };
        let date = answer.headers().get(reqwest::header::DATE);
        let theirs = date
            .and_then(|date| jiff::fmt::rfc2822::parse(date.to_str().ok()?).ok())
            .map(|date| date.timestamp());
        match theirs {
            Some(theirs) => compared(self.now(), theirs, &host),
            None => skipped("Clock", format!("{host} does not say what time it is")),
        }
    }
}

fn compared(ours: Timestamp, theirs: Timestamp, host: &str) -> Finding {
    let off = ours.duration_since(theirs);
    if off.abs() <= OFF {
        return passed("Clock", format!("It agrees with {host}"));
    }
    let seconds = off.abs().as_secs();
    let length = match seconds {
        ..120 => format!("{seconds} seconds"),
        120..7_200 => format!("{} minutes", seconds / 60),
        7_200..172_800 => format!("{} hours", seconds / 3_600),
        _ => format!("{} days", seconds / 86_400),
    };
    let side = if off.is_negative() {
        "behind"
    } else {
        "ahead of"
    };
    failed(
        "Clock",
        format!("This computer's clock is {length} {side} that of {host}"),
        "Let the system set date and time by itself.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::Outcome;

    /// A minute is nothing; three hours are said, with their direction.
    #[test]
    fn a_wrong_clock_is_told_with_its_direction() {
        let now = Timestamp::UNIX_EPOCH;
        let at = |seconds| compared(now + SignedDuration::from_secs(seconds), now, "a.example");
        assert_eq!(at(-50).outcome, Outcome::Passed);
        let late = at(-3 * 3600);
        assert_eq!(late.outcome, Outcome::Failed);
        assert!(
            late.says.contains("3 hours behind that of a.example"),
            "{late:?}"
        );
        assert!(at(300).says.contains("5 minutes ahead of"));
    }
}
