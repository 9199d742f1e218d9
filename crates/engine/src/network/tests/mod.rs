//! The client against a real proxy, a real TLS server and real answers, on loopback.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod servers;

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use headwater_vault::Memory;
use tempfile::TempDir;

use self::servers::{Authority, answering, proxy};
use super::*;
use crate::clock::SystemClock;

struct Desk {
    folder: TempDir,
    vault: Arc<Memory>,
    network: Network,
}

impl Desk {
    fn new() -> Self {
        let (folder, vault) = (tempfile::tempdir().unwrap(), Arc::new(Memory::new()));
        let keychain = Keychain::new(vault.clone());
        let clock = Arc::new(SystemClock);
        let network = Network::new(folder.path(), Arc::default(), keychain, clock);
        Self {
            folder,
            vault,
            network,
        }
    }

    async fn save(
        &self,
        change: impl FnOnce(&mut NetworkSettings),
    ) -> Result<NetworkSettings, Fault> {
        let mut settings = self.network.settings().unwrap();
        change(&mut settings);
        self.network.save(settings).await
    }

    async fn get(&self, url: &str) -> Result<String, reqwest::Error> {
        let client = self.network.client(None).await.unwrap();
        client.get(url).send().await?.text().await
    }

    fn file(&self, name: &str) -> (std::path::PathBuf, String) {
        let path = self.folder.path().join(name);
        let text = path.display().to_string();
        (path, text)
    }

    fn count(&self, host: SocketAddr) -> (u64, u64) {
        let all = self.network.ledger().take(true);
        let count = all.iter().find(|count| count.host == host.to_string());
        count.map_or((0, 0), |count| (count.requests, count.failed))
    }
}

fn explicit(url: String) -> ProxyRule {
    ProxyRule::Explicit {
        url,
        bypass: vec!["*.direct.invalid".to_owned(), "10.0.0.0/8".to_owned()],
    }
}

/// Requests take the proxy that the settings name, from the next request on, with its password; the password is in the
/// keychain and nowhere else, and goes with the proxy.
#[tokio::test]
async fn a_proxy_is_taken_at_once_and_its_password_stays_in_the_keychain() {
    let desk = Desk::new();
    desk.network.client(None).await.unwrap();
    let (address, seen) = proxy(None).await;
    let typed = explicit(format!("http://ada:p%40ss-canary@{address}"));
    let kept = desk.save(|settings| settings.proxy = typed).await.unwrap();
    assert_eq!(kept.proxy, explicit(format!("http://ada@{address}")));
    assert_eq!(desk.get("http://api.invalid/x").await.unwrap(), "via proxy");
    let head = seen.lock().unwrap().pop().unwrap().to_lowercase();
    assert!(
        head.starts_with("get http://api.invalid/x http/1.1"),
        "{head}"
    );
    // ada:p@ss-canary
    let basic = "proxy-authorization: basic YWRhOnBAc3MtY2FuYXJ5".to_lowercase();
    assert!(head.contains(&basic), "{head}");

    let text = std::fs::read_to_string(desk.folder.path().join("network.json")).unwrap();
    assert!(!text.contains("canary") && !format!("{kept:?}").contains("canary"));
    assert_eq!(desk.vault.labels().len(), 1);

    // Another time-out beside the same proxy: its password is still known, also to a later start.
    desk.save(|settings| settings.read_seconds = 30)
        .await
        .unwrap();
    let keychain = Keychain::new(desk.vault.clone());
    let clock = Arc::new(SystemClock);
    let later = Network::new(desk.folder.path(), Arc::default(), keychain, clock);
    let client = later.client(None).await.unwrap();
    client.get("http://api.invalid/y").send().await.unwrap();
    assert!(
        seen.lock()
            .unwrap()
            .pop()
            .unwrap()
            .to_lowercase()
            .contains(&basic)
    );

    desk.save(|settings| settings.proxy = ProxyRule::Direct)
        .await
        .unwrap();
    assert_eq!(desk.vault.labels(), [], "the password went with the proxy");
}

/// Hosts that are to be reached directly, and this machine itself, do not take the proxy.
#[tokio::test]
async fn some_hosts_are_reached_directly() {
    let route = Route::by(&explicit("proxy.invalid:3128".to_owned()), None)
        .await
        .unwrap();
    let by = |url: &str| {
        route
            .proxy_for(&url.parse().unwrap())
            .map(|proxy| settings::place(&proxy))
    };
    assert_eq!(
        by("https://api.invalid").as_deref(),
        Some("proxy.invalid:3128")
    );
    for url in [
        "https://a.direct.invalid",
        "http://10.1.2.3",
        "http://localhost:9002",
        "http://127.0.0.1:9002",
        "http://[::1]:9002",
    ] {
        assert_eq!(by(url), None, "{url}");
    }
}

/// A proxy file leads one host through the proxy, as a request shows, and leaves the others alone. A file that cannot be
/// used is named and changes nothing.
#[tokio::test]
async fn a_proxy_file_routes_one_host() {
    let desk = Desk::new();
    let (address, seen) = proxy(None).await;
    let script = format!(
        "function FindProxyForURL(url, host) {{ return dnsDomainIs(host, '.inside.invalid') ? 'PROXY {address}' : 'DIRECT'; }}"
    );
    let (path, file) = desk.file("proxy.pac");
    std::fs::write(&path, script).unwrap();
    let rule = ProxyRule::Pac { url: file };
    let kept = desk
        .save(|settings| settings.proxy = rule.clone())
        .await
        .unwrap();
    assert_eq!(
        desk.get("http://a.inside.invalid/").await.unwrap(),
        "via proxy"
    );
    assert_eq!(seen.lock().unwrap().len(), 1);
    let route = Route::by(&rule, None).await.unwrap();
    assert_eq!(route.proxy_for(&"https://b.invalid".parse().unwrap()), None);

    let (path, broken) = desk.file("broken.pac");
    std::fs::write(&path, "function Find() {").unwrap();
    let rule = ProxyRule::Pac {
        url: broken.clone(),
    };
    let fault = desk
        .save(|settings| settings.proxy = rule)
        .await
        .unwrap_err();
    assert_eq!(fault.code, Code::NetworkFile);
    assert_eq!(fault.values["file"], broken);
    assert_eq!(desk.network.settings().unwrap(), kept);
}

/// A proxy file may come from a web server, which is asked directly.
#[tokio::test]
async fn a_proxy_file_is_loaded_from_an_address() {
    let address = answering(
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nfunction FindProxyForURL() { return 'PROXY p.invalid:1'; }",
    )
    .await;
    let rule = |path: &str| ProxyRule::Pac {
        url: format!("http://{address}/{path}"),
    };
    let route = Route::by(&rule("proxy.pac"), None).await.unwrap();
    assert!(
        route
            .proxy_for(&"https://b.invalid".parse().unwrap())
            .is_some()
    );
    let gone = ProxyRule::Pac {
        url: "http://127.0.0.1:1/".to_owned(),
    };
    let fault = Route::by(&gone, None).await.err().unwrap();
    assert!(fault.is_temporary(), "{fault}: the server may come back");
}

/// A server with a private authority is refused until the authority's file is in the settings, then trusted at once,
/// through a tunnel of the proxy; and refused again without it.
#[tokio::test]
async fn a_private_authority_is_trusted_when_the_settings_say_so() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let server = authority.server("secure.invalid", false).await;
    let (address, seen) = proxy(Some(server)).await;
    let rule = explicit(format!("http://{address}"));
    desk.save(|settings| settings.proxy = rule).await.unwrap();
    assert!(
        desk.get("https://secure.invalid/").await.is_err(),
        "not trusted"
    );
    let (path, file) = desk.file("ca.pem");
    authority.write(&path);
    desk.save(|settings| settings.ca_file = Some(file))
        .await
        .unwrap();
    assert_eq!(desk.get("https://secure.invalid/").await.unwrap(), "secure");
    assert!(
        desk.get("https://other.invalid/").await.is_err(),
        "trusted for its own name only"
    );
    let heads = seen.lock().unwrap().clone();
    assert!(
        heads.iter().all(|head| head.starts_with("CONNECT ")),
        "{heads:?}"
    );
    desk.save(|settings| settings.ca_file = None).await.unwrap();
    assert!(
        desk.get("https://secure.invalid/").await.is_err(),
        "not trusted any more"
    );
}

/// A server that asks for a certificate gets this machine's.
#[tokio::test]
async fn a_client_certificate_is_shown() {
    let (desk, authority) = (Desk::new(), Authority::new());
    let server = authority.server("secure.invalid", true).await;
    let (address, _) = proxy(Some(server)).await;
    let ((ca, ca_file), (own, own_file)) = (desk.file("ca.pem"), desk.file("own.pem"));
    authority.write(&ca);
    authority.write_client(&own);
    let rule = explicit(format!("http://{address}"));
    desk.save(|settings| {
        settings.proxy = rule;
        settings.ca_file = Some(ca_file);
    })
    .await
    .unwrap();
    assert!(
        desk.get("https://secure.invalid/").await.is_err(),
        "no certificate yet"
    );
    let identity = settings::identity(&own_file).unwrap();
    let client = desk
        .network
        .client(Some(("hubspot".to_owned(), identity)))
        .await
        .unwrap();
    let own = client.get("https://secure.invalid/").send().await.unwrap();
    assert_eq!(
        own.text().await.unwrap(),
        "secure",
        "one connection's certificate"
    );
    assert!(
        desk.get("https://secure.invalid/").await.is_err(),
        "is not shown for others"
    );
    desk.save(|settings| settings.certificate_file = Some(own_file))
        .await
        .unwrap();
    assert_eq!(desk.get("https://secure.invalid/").await.unwrap(), "secure");
}

/// A file that cannot be used is named, whether it is chosen so or becomes so; what was chosen before stays.
#[tokio::test]
async fn a_file_that_cannot_be_used_is_named() {
    let desk = Desk::new();
    let (path, file) = desk.file("ca.pem");
    let choose = |file: &str| {
        let file = Some(file.to_owned());
        desk.save(|settings| settings.ca_file = file)
    };
    let refused = |fault: Fault| {
        assert_eq!(fault.code, Code::NetworkFile);
        assert_eq!(fault.values["file"], file);
    };
    refused(choose(&file).await.unwrap_err());
    std::fs::write(&path, "no certificate").unwrap();
    refused(choose(&file).await.unwrap_err());
    assert_eq!(desk.network.settings().unwrap(), NetworkSettings::default());

    Authority::new().write(&path);
    choose(&file).await.unwrap();
    std::fs::write(&path, "spoiled").unwrap();
    let keychain = Keychain::new(desk.vault.clone());
    let clock = Arc::new(SystemClock);
    let later = Network::new(desk.folder.path(), Arc::default(), keychain, clock);
    refused(later.client(None).await.unwrap_err());
}

/// What does not fit is refused with the field's name, and a password never stands in the refusal.
#[test]
fn settings_that_do_not_fit_are_refused() {
    for url in [
        "",
        "ftp://a",
        "http://a/path",
        "http://u:canary@",
        "http://a?x",
    ] {
        let wanted = NetworkSettings {
            proxy: explicit(url.to_owned()),
            ..NetworkSettings::default()
        };
        let fault = settings::checked(wanted).unwrap_err();
        assert_eq!(fault.values["field"], "The proxy's address", "{url}");
        assert!(!format!("{fault:?}").contains("canary"), "{fault:?}");
    }
    let slow = NetworkSettings {
        read_seconds: 0,
        ..NetworkSettings::default()
    };
    assert_eq!(
        settings::checked(slow).unwrap_err().code,
        Code::InputInvalid
    );
    assert_eq!(
        settings::load(Path::new("/nowhere"), &Policy::default()).unwrap(),
        NetworkSettings::default()
    );
}

/// Every request counts, whatever becomes of it: an answer (a refusal is one), no connection, a connection that breaks, a
/// caller that stops waiting.
#[tokio::test]
async fn the_ledger_counts_everything() {
    let desk = Desk::new();
    let client = desk.network.client(None).await.unwrap();
    let fine = answering("HTTP/1.1 500 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n").await;
    for _ in 0..3 {
        client
            .post(format!("http://{fine}/a?b"))
            .body("x")
            .send()
            .await
            .unwrap();
    }
    assert_eq!(desk.count(fine), (3, 0));

    let broken = answering("HTTP/1.").await;
    client
        .get(format!("http://{broken}"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(desk.count(broken), (1, 1));

    let absent = SocketAddr::from(([127, 0, 0, 1], 1));
    client
        .get(format!("http://{absent}"))
        .send()
        .await
        .unwrap_err();
    assert_eq!(desk.count(absent), (1, 1));

    let silent = answering("").await;
    let request = client
        .get(format!("http://{silent}"))
        .timeout(Duration::from_millis(200));
    request.send().await.unwrap_err();
    let waiting = desk.network.ledger().take(false);
    let seen: Vec<_> = waiting
        .iter()
        .map(|count| (count.requests, count.failed))
        .collect();
    assert_eq!(seen, [(1, 0)], "it may still be answered");
    assert_eq!(desk.count(silent), (0, 1), "in the end it was not");
}
