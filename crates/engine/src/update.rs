//! Whether a newer version is there. Nobody is asked unless the policy names whom (`[updates] url`), and nothing is
//! installed from here: that is for what installed Headwater.

use serde::Deserialize;
use url::Url;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::view::UpdateView;

/// Bytes of the answer that are read.
const MOST: usize = 64 * 1024;

/// What the named address answers with.
#[derive(Deserialize)]
struct Latest {
    /// The latest version, such as `1.4.0`.
    version: String,
    /// Where it is to be had, for people.
    page: Option<Url>,
}

impl Engine {
    /// Asks for the latest version; nothing where nobody is to be asked.
    ///
    /// # Errors
    /// [`Code::Unreachable`], [`Code::AnswerUnreadable`].
    pub async fn update(&self) -> Result<Option<UpdateView>, Fault> {
        let Some(url) = self.policy.updates() else {
            return Ok(None);
        };
        let Latest { version, page } = self.latest(url).await?;
        let now = env!("CARGO_PKG_VERSION");
        Ok(Some(UpdateView {
            host: url.host_str().unwrap_or_default().to_owned(),
            is_newer: numbers(&version) > numbers(now),
            page: page
                .map(String::from)
                .filter(|page| page.starts_with("https://")),
            version,
        }))
    }

    /// Opens the page of the latest version in the system browser.
    ///
    /// # Errors
    /// As [`Engine::update`]; [`Code::NotNow`] where it has no page, [`Code::BrowserNotOpened`].
    pub async fn open_update(&self) -> Result<(), Fault> {
        let update = self.update().await?;
        let page = update.and_then(|update| update.page?.parse().ok());
        let Some(page) = page else {
            return Err(Fault::not_now(
                "No page of a newer version is known",
                "Ask your administrator.",
            ));
        };
        self.browser
            .open(&page)
            .map_err(|reason| Fault::new(Code::BrowserNotOpened).detail(reason))
    }

    async fn latest(&self, url: &Url) -> Result<Latest, Fault> {
        let host = url.host_str().unwrap_or_default();
        let failed = |error: reqwest::Error| {
            Fault::new(Code::Unreachable)
                .with("host", host)
                .with("reason", "It did not answer")
                .detail(error.without_url())
        };
        let unreadable = |reason: String| {
            Fault::new(Code::AnswerUnreadable)
                .with("host", host)
                .with("reason", reason)
        };
        let http = self.http().await?;
        let mut answer = http.get(url.clone()).send().await.map_err(failed)?;
        if !answer.status().is_success() {
            return Err(unreadable(format!("It answered {}", answer.status())));
        }
        let mut content = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(failed)? {
            content.extend_from_slice(&piece);
            if content.len() > MOST {
                return Err(unreadable("It is too long".to_owned()));
            }
        }
        serde_json::from_slice(&content).map_err(|error| unreadable(format!("It says {error}")))
    }
}

/// The numbers of a version. What follows a hyphen names a version before that one, and counts as none.
fn numbers(version: &str) -> Vec<u64> {
    let version = version.trim().trim_start_matches('v');
    let (release, _) = version.split_once('-').unwrap_or((version, ""));
    release
        .split('.')
        .map(|part| part.parse().unwrap_or(0))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Versions are compared by their numbers, not by their letters.
    #[test]
    fn versions_are_compared_by_number() {
        assert!(numbers("0.10.0") > numbers("0.9.3"));
        assert!(numbers("v1.0") > numbers("0.99.99"));
        assert!(numbers("0.1.0-beta") <= numbers("0.1.0"));
        assert!(numbers("nonsense") < numbers("0.1.0"));
    }
}
