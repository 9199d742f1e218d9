//! One budget per host: how many requests may be under way at a time, over all streams and sources of the process. A host
//! sees one program, however many connections and streams go to it.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use url::{Position, Url};

/// The host of an address as a message names it: with the port, where it has one of its own.
pub(crate) fn named(url: &Url) -> &str {
    &url[Position::BeforeHost..Position::AfterPort]
}

/// Requests under way at one host.
const AT_A_TIME: usize = 8;

static OF_PROCESS: LazyLock<Hosts> = LazyLock::new(|| Hosts::new(AT_A_TIME));

/// The places at each host. Clones share them.
#[derive(Clone)]
pub(crate) struct Hosts {
    at_a_time: usize,
    places: Arc<Mutex<HashMap<String, Arc<Semaphore>>>>,
}

impl Hosts {
    /// The one budget of this process.
    pub(crate) fn of_process() -> Self {
        OF_PROCESS.clone()
    }

    fn new(at_a_time: usize) -> Self {
        Self {
            at_a_time,
            places: Arc::default(),
        }
    }

    /// Waits for a place at the host of `url`; it is free again when the result is dropped.
    pub(crate) async fn place(&self, url: &Url) -> Option<OwnedSemaphorePermit> {
        let host = format!(
            "{}:{}",
            url.host_str().unwrap_or_default(),
            url.port_or_known_default().unwrap_or_default()
        );
        let places = {
            let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
            let places = places.entry(host);
            Arc::clone(places.or_insert_with(|| Arc::new(Semaphore::new(self.at_a_time))))
        };
        // It is never closed.
        places.acquire_owned().await.ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use futures::FutureExt as _;

    use super::*;

    /// A host has so many places and no more, whoever asks; another host has its own.
    #[tokio::test]
    async fn a_host_has_its_places() {
        let hosts = Hosts::new(2);
        let others = hosts.clone();
        let url: Url = "https://a.example/x".parse().unwrap();
        let same: Url = "https://a.example:443/y?z".parse().unwrap();
        let first = hosts.place(&url).await;
        let _second = others.place(&same).await;
        assert!(hosts.place(&url).now_or_never().is_none(), "both are taken");
        let elsewhere: Url = "https://b.example".parse().unwrap();
        assert!(hosts.place(&elsewhere).now_or_never().is_some());
        drop(first);
        assert!(
            others.place(&url).now_or_never().is_some(),
            "one is free again"
        );
    }
}
