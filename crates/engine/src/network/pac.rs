//! Proxy auto-configuration: a script's `FindProxyForURL` says which proxy a host takes.
//!
//! The script is somebody else's. It runs in an engine of its own with bounded time, memory and stack; it sees no file,
//! no network but names to resolve, and of an address only scheme and host: paths and queries may hold secrets.

use std::collections::HashMap;
use std::net::{IpAddr, ToSocketAddrs as _, UdpSocket};
use std::path::PathBuf;
use std::sync::{Mutex, mpsc};
use std::time::{Duration, Instant};

use rquickjs::context::EvalOptions;
use rquickjs::{CatchResultExt as _, Context, Ctx, Function, Runtime};
use url::Url;

use super::settings::{place, proxy_address, unusable};
use crate::engine::locked;
use crate::fault::{Code, Fault};

/// The functions that every such script may call.
const STANDARD: &str = include_str!("pac.js");

/// Bounds of one question: time, bytes of memory, bytes of stack, time per name.
const TIME: Duration = Duration::from_secs(5);
const MEMORY: usize = 32 * 1024 * 1024;
const STACK: usize = 512 * 1024;
const NAME_TIME: Duration = Duration::from_secs(2);

/// The largest script.
const LARGEST: usize = 1024 * 1024;

/// How long an answer holds: a machine that moves to another network asks again.
const HOLDS: Duration = Duration::from_secs(60);

/// Where requests go when the script fails: nowhere. Going out directly instead would pass by what the script is for.
const NOWHERE: &str = "http://proxy-script-failed.invalid:9";

/// A script.
pub(super) struct Pac {
    place: String,
    script: String,
    /// Answers by scheme, host and port, with the time they were given.
    known: Mutex<HashMap<String, (Instant, Option<Url>)>>,
}

impl Pac {
    /// Reads the script from an address (without a proxy) or a path and tries it.
    ///
    /// # Errors
    /// [`Code::Unreachable`] where the address does not answer, [`Code::NetworkFile`] where what is there is no such
    /// script.
    pub(super) async fn load(place: &str) -> Result<Self, Fault> {
        let script = match place.starts_with("http://") || place.starts_with("https://") {
            true => download(place).await?,
            false => std::fs::read(path_of(place))
                .map_err(|error| unusable(place, sentence(error.kind())))?,
        };
        let script = String::from_utf8(script).map_err(|_| unusable(place, "It is not text"))?;
        let pac = Self {
            place: place.to_owned(),
            script,
            known: Mutex::default(),
        };
        aside(|| pac.ask("https://example.com/", "example.com"))
            .map_err(|reason| unusable(place, reason))?;
        Ok(pac)
    }

    /// The proxy that the script names for an address.
    pub(super) fn proxy_for(&self, url: &Url) -> Option<Url> {
        let key = format!("{}://{}", url.scheme(), place(url));
        if let Some((at, answer)) = locked(&self.known).get(&key)
            && at.elapsed() < HOLDS
        {
            return answer.clone();
        }
        let host = url.host_str().unwrap_or_default();
        let asked = aside(|| self.ask(&format!("{key}/"), host));
        let answer = match asked.map(|text| first_usable(&text)) {
            Ok(Some(answer)) => answer,
            failed => {
                let reason = failed
                    .err()
                    .unwrap_or_else(|| "no usable answer".to_owned());
                tracing::warn!(file = self.place, host, reason, "the proxy file failed");
                NOWHERE.parse().ok()
            }
        };
        locked(&self.known).insert(key, (Instant::now(), answer.clone()));
        answer
    }

    /// What `FindProxyForURL` answers, or why it does not, as the start of a sentence.
    fn ask(&self, url: &str, host: &str) -> Result<String, String> {
        let failed = |error: rquickjs::Error| sentence(error);
        let runtime = Runtime::new().map_err(failed)?;
        runtime.set_memory_limit(MEMORY);
        runtime.set_max_stack_size(STACK);
        let until = Instant::now() + TIME;
        runtime.set_interrupt_handler(Some(Box::new(move || Instant::now() > until)));
        let context = Context::full(&runtime).map_err(failed)?;
        context.with(|ctx| {
            let answer = run(&ctx, &self.script, url, host);
            answer
                .catch(&ctx)
                .map_err(|error| match Instant::now() > until {
                    true => "Its script does not end".to_owned(),
                    false => format!("Its script fails: {}", first_line(&error.to_string())),
                })
        })
    }
}

/// The path of a script that is a file: named by its path, or by an address with its letters escaped (RFC 8089).
fn path_of(place: &str) -> PathBuf {
    let address = Url::parse(place).ok().filter(|url| url.scheme() == "file");
    let path = address.and_then(|address| address.to_file_path().ok());
    path.unwrap_or_else(|| place.into())
}

/// Lets a script run where it holds up nobody: what else waits on this thread goes to another one meanwhile. The client
/// wants its answer at once, so there is no task to wait in.
fn aside<T>(run: impl FnOnce() -> T) -> T {
    let runtime = tokio::runtime::Handle::try_current();
    match runtime.map(|runtime| runtime.runtime_flavor()) {
        Ok(tokio::runtime::RuntimeFlavor::MultiThread) => tokio::task::block_in_place(run),
        _ => run(),
    }
}

fn run(ctx: &Ctx<'_>, script: &str, url: &str, host: &str) -> rquickjs::Result<String> {
    let globals = ctx.globals();
    globals.set("dnsResolve", Function::new(ctx.clone(), resolve)?)?;
    globals.set("myIpAddress", Function::new(ctx.clone(), own_address)?)?;
    for source in [STANDARD, script] {
        let mut options = EvalOptions::default();
        // Such scripts are older than strict mode.
        options.strict = false;
        ctx.eval_with_options::<(), _>(source, options)?;
    }
    let find: Function<'_> = globals.get("FindProxyForURL")?;
    let answer: Option<String> = find.call((url, host))?;
    Ok(answer.unwrap_or_else(|| "DIRECT".to_owned()))
}

/// The first way of an answer such as `PROXY a.example:8080; DIRECT` that can be taken; the inner none is `DIRECT`.
fn first_usable(answer: &str) -> Option<Option<Url>> {
    answer.split(';').find_map(|way| {
        let mut words = way.split_whitespace();
        let kind = words.next()?.to_ascii_uppercase();
        let scheme = match kind.as_str() {
            "DIRECT" => return Some(None),
            "PROXY" | "HTTP" => "http",
            "HTTPS" => "https",
            "SOCKS" | "SOCKS5" => "socks5h",
            _ => return None,
        };
        let address = proxy_address(&format!("{scheme}://{}", words.next()?)).ok()?;
        Some(Some(address))
    })
}

/// `dnsResolve`: the first IPv4 address of a name, as text; null where there is none.
fn resolve(host: String) -> Option<String> {
    let (tell, told) = mpsc::channel();
    // The system's resolver cannot be interrupted: a name that takes too long is left to its thread.
    std::thread::spawn(move || {
        let found = (host.as_str(), 0).to_socket_addrs();
        let address = found.ok().and_then(|mut all| {
            all.find_map(|address| match address.ip() {
                IpAddr::V4(address) => Some(address.to_string()),
                IpAddr::V6(_) => None,
            })
        });
        let _ = tell.send(address);
    });
    told.recv_timeout(NAME_TIME).ok().flatten()
}

/// `myIpAddress`: the address that packets to the outside leave from. None is sent.
fn own_address() -> String {
    let socket = UdpSocket::bind(("0.0.0.0", 0));
    let address = socket.and_then(|socket| {
        socket.connect(("192.0.2.1", 9))?;
        socket.local_addr()
    });
    address.map_or_else(
        |_| "127.0.0.1".to_owned(),
        |address| address.ip().to_string(),
    )
}

async fn download(url: &str) -> Result<Vec<u8>, Fault> {
    let unreached = |error: reqwest::Error| {
        Fault::new(Code::Unreachable)
            .with("host", url)
            .with("reason", "The proxy file cannot be loaded from there")
            .detail(error.without_url())
    };
    let client = reqwest::Client::builder()
        .no_proxy()
        .timeout(Duration::from_secs(15))
        .build()
        .map_err(unreached)?;
    let answer = client.get(url).send().await.map_err(unreached)?;
    let mut answer = answer.error_for_status().map_err(unreached)?;
    let mut script = Vec::new();
    while let Some(piece) = answer.chunk().await.map_err(unreached)? {
        if script.len() + piece.len() > LARGEST {
            return Err(unusable(url, "It is larger than 1 MiB"));
        }
        script.extend_from_slice(&piece);
    }
    Ok(script)
}

fn sentence(reason: impl std::fmt::Display) -> String {
    format!("It cannot be read: {reason}")
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn pac(script: &str) -> Pac {
        Pac {
            place: "test".to_owned(),
            script: script.to_owned(),
            known: Mutex::default(),
        }
    }

    fn proxy(script: &str, url: &str) -> Option<String> {
        let proxy = pac(script).proxy_for(&url.parse().unwrap());
        proxy.map(|proxy| proxy.to_string())
    }

    /// A file is named by its path or by its address; what is no address is a path.
    #[test]
    fn a_file_has_a_path_or_an_address() {
        let spaced = if cfg!(windows) {
            "C:\\a b.pac"
        } else {
            "/a b.pac"
        };
        let address = Url::from_file_path(spaced).unwrap();
        for place in [spaced, address.as_str()] {
            assert_eq!(path_of(place), PathBuf::from(spaced), "{place}");
        }
    }

    /// The standard functions do what their names say; each line is one that the script relies on.
    #[test]
    fn standard_functions_are_there() {
        let holds = [
            r#"isPlainHostName("www") && !isPlainHostName("www.example.com")"#,
            r#"dnsDomainIs("www.example.com", ".example.com") && !dnsDomainIs("www.example.org", ".example.com")"#,
            r#"localHostOrDomainIs("www", "www.example.com") && !localHostOrDomainIs("www.example.org", "www.example.com")"#,
            r#"shExpMatch("http://a.example/x", "*.example/*") && !shExpMatch("a.exampleb", "a.example")"#,
            r#"shExpMatch("abc", "a?c") && !shExpMatch("a.c+", "a.c")"#,
            r#"isInNet("10.1.2.3", "10.0.0.0", "255.0.0.0") && !isInNet("11.1.2.3", "10.0.0.0", "255.0.0.0")"#,
            r#"dnsDomainLevels("www.example.com") === 2"#,
            r#"convert_addr("1.2.3.4") === 16909060"#,
            r#"weekdayRange("SUN", "SAT") && weekdayRange("SUN", "SAT", "GMT")"#,
            r#"dateRange(1, 31) && dateRange("JAN", "DEC") && dateRange(2000, 2100)"#,
            r#"dateRange(1, "JAN", 2000, 31, "DEC", 2100) && !dateRange(2000, 2001)"#,
            r#"timeRange(0, 23) && timeRange(0, 0, 0, 23, 59, 59)"#,
            r#"/^\d+\.\d+\.\d+\.\d+$/.test(myIpAddress())"#,
        ];
        for line in holds {
            let script = format!(
                "function FindProxyForURL(url, host) {{ return ({line}) ? 'PROXY yes.example:1' : 'PROXY no.example:1'; }}"
            );
            let proxy = proxy(&script, "https://www.example.com/");
            assert_eq!(proxy.as_deref(), Some("http://yes.example:1/"), "{line}");
        }
    }

    /// The first way that can be taken counts; a kind that nobody knows is passed over.
    #[test]
    fn answers_are_read_in_order() {
        let by = |answer: &str| {
            proxy(
                &format!("function FindProxyForURL() {{ return {answer:?}; }}"),
                "https://a.example/",
            )
        };
        assert_eq!(
            by("QUIC a:1; PROXY b:2; DIRECT").as_deref(),
            Some("http://b:2/")
        );
        assert_eq!(by("SOCKS s:1080").as_deref(), Some("socks5h://s:1080"));
        assert_eq!(by("DIRECT; PROXY b:2"), None);
    }

    /// A script that never ends, fills the memory or throws neither hangs the app nor lets requests out past the proxy.
    #[test]
    fn a_hostile_script_ends_and_lets_nothing_out() {
        for body in [
            "while (true) {}",
            "let a = 'x'; while (true) a += a;",
            "return FindProxyForURL();",
            "throw new Error('no');",
            "return 'NONSENSE';",
        ] {
            let script = format!("function FindProxyForURL(url, host) {{ {body} }}");
            let proxy = proxy(&script, "https://a.example/");
            assert_eq!(
                proxy.as_deref(),
                Some("http://proxy-script-failed.invalid:9/"),
                "{body}"
            );
        }
    }

    /// A script gets scheme, host and port: a path or query with a secret in it stays here.
    #[test]
    fn a_script_sees_no_path() {
        let script = "function FindProxyForURL(url, host) { return url === 'https://a.example:443/' ? 'DIRECT' : 'PROXY leaked:1'; }";
        assert_eq!(proxy(script, "https://a.example/secret?code=1"), None);
    }
}
