//! Addresses from templates and a connection's inputs.
//!
//! A template is the connector author's; an input is data. Each expression of a template becomes a
//! *slot*, and what a slot may hold depends on where it stands: a whole base address, a host, a
//! part of a host, a path segment, a query value. So an input can fill its slot but never change
//! the shape of the address around it. Paths and queries are percent-encoded, once.

use std::fmt::Write as _;
use std::net::Ipv6Addr;

use minijinja::{Environment, ErrorKind, UndefinedBehavior, Value};
use secrecy::ExposeSecret;
use url::{Host, Url};

use crate::Values;
use crate::attempt::random;

/// Far more than any address needs, far less than a loop can waste.
const FUEL: u64 = 20_000;
/// The longest text that a template may give, in bytes.
const LONGEST: usize = 8 * 1024;

/// Marks around what an expression gave. Private use characters: refused in inputs, so they cannot
/// be forged.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';

/// Renders an address and checks it: https (http for loopback hosts only), no user info, no
/// fragment. Returns its text as written beside the parsed address: an issuer is compared character
/// by character.
pub(crate) fn address(template: &str, values: &Values) -> Result<(String, Url), String> {
    let mut env = environment();
    // Slots are encoded where they stand; a template that asks for it as well must not encode
    // twice.
    env.add_filter("urlencode", |value: Value| value);
    env.set_formatter(|out, _, value| {
        let slot = value.to_string();
        if slot
            .chars()
            .any(|c| c.is_control() || c == OPEN || c == CLOSE)
        {
            let reason = "an input has characters that no address may have";
            return Err(minijinja::Error::new(ErrorKind::InvalidOperation, reason));
        }
        write!(out, "{OPEN}{slot}{CLOSE}").map_err(|_| ErrorKind::WriteFailure.into())
    });
    let text = assemble(&pieces(&run(&env, template, values)?)?, template, values)?;
    let url = check_url(&text)?;
    Ok((text, url))
}

/// Renders the value of a parameter, which its user encodes. Only here is there `random()`, a text
/// that nobody can guess: in an address it would have nothing to say.
pub(crate) fn parameter(template: &str, values: &Values) -> Result<String, String> {
    let mut env = environment();
    env.add_function("random", || random().expose_secret().to_owned());
    run(&env, template, values)
}

/// Says what is wrong with a template before any input is known: its syntax, or the whole address
/// where it has no slots.
pub(crate) fn check_template(template: &str) -> Result<(), String> {
    if template.contains("{{") || template.contains("{%") {
        return check_syntax(template);
    }
    address(template, &Values::new()).map(drop)
}

/// Says what is wrong with a template's syntax.
pub(crate) fn check_syntax(template: &str) -> Result<(), String> {
    environment()
        .template_from_str(template)
        .map(drop)
        .map_err(|error| reason(&error))
}

/// Whether an address leads to this machine: the only place where plain http is accepted (RFC 8252
/// section 8.3).
fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

/// No loader is set, so a template can name no file; and the functions that only serve to make much
/// out of little are taken out.
pub(crate) fn environment() -> Environment<'static> {
    let mut env = Environment::new();
    env.set_undefined_behavior(UndefinedBehavior::Strict);
    env.set_fuel(Some(FUEL));
    for name in ["range", "dict", "debug", "namespace"] {
        env.remove_global(name);
    }
    env
}

/// What stands before the names of captured values among the values. No input can be called so.
pub(crate) const CAPTURED: &str = "captured.";

/// The values as templates name them.
fn context(values: &Values) -> Value {
    let inputs = values
        .iter()
        .filter(|(name, _)| !name.starts_with(CAPTURED));
    let captured = values
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix(CAPTURED)?.to_owned(), value.clone())));
    let captured = ("captured".to_owned(), Value::from_pairs(captured));
    let inputs = inputs.map(|(name, value)| (name.clone(), Value::from(value.clone())));
    Value::from_pairs(inputs.chain([captured]))
}

fn run(env: &Environment<'_>, template: &str, values: &Values) -> Result<String, String> {
    let mut out = Bounded(String::new());
    env.template_from_str(template)
        .and_then(|parsed| parsed.render_captured_to(context(values), &mut out))
        .map_err(|error| reason(&error))?;
    Ok(out.0)
}

/// What is wrong, for the author of a template.
pub(crate) fn reason(error: &minijinja::Error) -> String {
    match error.kind() {
        ErrorKind::OutOfFuel => "the template does not come to an end".to_owned(),
        ErrorKind::WriteFailure => format!("longer than {LONGEST} bytes"),
        ErrorKind::UndefinedError => "the template names an input that is not filled in".to_owned(),
        kind => match (kind, error.detail()) {
            (ErrorKind::InvalidOperation, Some(detail)) => detail.to_owned(),
            (_, Some(detail)) => format!("{kind}: {detail}"),
            (_, None) => kind.to_string(),
        },
    }
}

/// A text that stops growing at [`LONGEST`].
struct Bounded(String);

impl std::io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let text = std::str::from_utf8(bytes).map_err(std::io::Error::other)?;
        if self.0.len() + text.len() > LONGEST {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        self.0.push_str(text);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

enum Piece {
    Literal(String),
    Slot(String),
}

fn pieces(rendered: &str) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    let mut rest = rendered.trim();
    while let Some((literal, from_slot)) = rest.split_once(OPEN) {
        let (slot, after) = from_slot
            .split_once(CLOSE)
            .ok_or("the template uses private characters")?;
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        pieces.push(Piece::Slot(slot.to_owned()));
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    Ok(pieces)
}

/// Puts the pieces together; each slot is judged by the place where it stands.
fn assemble(pieces: &[Piece], template: &str, values: &Values) -> Result<String, String> {
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate() {
        let slot = match piece {
            Piece::Literal(literal) => {
                text.push_str(literal);
                continue;
            }
            Piece::Slot(slot) => slot,
        };
        let next = match pieces.get(index + 1) {
            None => Next::End,
            Some(Piece::Literal(literal)) => Next::Literal(literal),
            Some(Piece::Slot(_)) => Next::Slot,
        };
        match text.split_once("://") {
            None if text.is_empty() => text.push_str(base(slot, next, template, values)?),
            None => return Err("the scheme must be written out: https://".to_owned()),
            Some((_, rest)) if rest.contains(['/', '?', '#']) => encode(slot, &mut text)?,
            Some((_, before)) => {
                host_slot(before, slot, next)?;
                text.push_str(slot);
            }
        }
    }
    Ok(text)
}

/// What follows a slot.
#[derive(Clone, Copy)]
enum Next<'a> {
    End,
    Literal(&'a str),
    Slot,
}

impl Next<'_> {
    fn ends_host(self) -> bool {
        match self {
            Next::End => true,
            Next::Literal(text) => text.starts_with(['/', '?']),
            Next::Slot => false,
        }
    }
}

/// A slot that begins the address holds a whole base address: exactly an input, an input that is a
/// host name behind `https://`, or a default written in the template. Anything else that an
/// expression puts together could move the host, so it is refused.
fn base<'a>(
    slot: &'a str,
    next: Next<'_>,
    template: &str,
    values: &Values,
) -> Result<&'a str, String> {
    let plain = slot.trim_end_matches('/');
    let host = plain
        .strip_prefix("https://")
        .filter(|host| is_host_with_port(host));
    let given =
        |value: &String| value.trim_end_matches('/') == plain || Some(value.as_str()) == host;
    if !(values.values().any(given) || template.contains(slot)) {
        return Err("an expression at the start must be one input, unchanged".to_owned());
    }
    if !slot.starts_with("https://") && !slot.starts_with("http://") {
        return Err(format!("{slot:?} must begin with https://"));
    }
    if !slot.is_ascii() || slot.contains(['?', '#', '@', '%']) {
        return Err(format!(
            "{slot:?} must be a plain address, without ?, #, @ or %"
        ));
    }
    match next {
        Next::End => Ok(slot),
        Next::Literal(text) if text.starts_with('/') => Ok(plain),
        next if next.ends_host() => Ok(slot),
        _ => Err("an address must be followed by a path".to_owned()),
    }
}

/// A slot in the host: the whole of it (a port may follow), its last labels, labels further left,
/// or the port.
fn host_slot(before: &str, slot: &str, next: Next<'_>) -> Result<(), String> {
    let last = next.ends_host() || matches!(next, Next::Literal(text) if text.starts_with(':'));
    let fits = if before.ends_with(':') {
        slot.parse::<u16>().is_ok()
    } else if before.is_empty() && next.ends_host() {
        is_host_with_port(slot)
    } else if before.is_empty() || !last {
        is_host_name(slot)
    } else {
        is_public_suffix_like(slot)
    };
    if fits {
        Ok(())
    } else {
        Err(format!("{slot:?} cannot be a part of a host name here"))
    }
}

fn is_host_with_port(text: &str) -> bool {
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !text.ends_with(']') => (host, Some(port)),
        _ => (text, None),
    };
    let bracketed = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'));
    let is_host = match bracketed {
        Some(ip) => ip.parse::<Ipv6Addr>().is_ok(),
        None => is_host_name(host),
    };
    is_host && port.is_none_or(|port| port.parse::<u16>().is_ok())
}

/// ASCII letters, digits, hyphens and single dots: look-alikes of other alphabets must be written
/// in their `xn--` form.
fn is_host_name(text: &str) -> bool {
    text.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    })
}

/// `com`, `eu`, `com.au`: what may end a host whose beginning the template fixes. `evil.com` may
/// not.
fn is_public_suffix_like(text: &str) -> bool {
    let letters = |label: &str| label.len() >= 2 && label.bytes().all(|b| b.is_ascii_alphabetic());
    match text.split_once('.') {
        None => letters(text),
        Some((second, country)) => {
            letters(second) && second.len() <= 3 && letters(country) && country.len() == 2
        }
    }
}

/// Percent-encodes everything but the unreserved characters (RFC 3986 section 2.3).
fn encode(slot: &str, text: &mut String) -> Result<(), String> {
    if slot.contains("..") {
        return Err(format!("{slot:?} must not contain \"..\""));
    }
    for byte in slot.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    Ok(())
}

/// The rules that every address keeps, wherever it came from (RFC 6749 sections 3.1 and 3.2).
pub(crate) fn check_url(text: &str) -> Result<Url, String> {
    // The parser would drop line ends, turn \ into / and resolve "..": none of it is ever meant.
    if text
        .chars()
        .any(|c| c.is_control() || c.is_whitespace() || c == '\\')
        || text.contains("..")
    {
        return Err("no spaces, line ends, backslashes or \"..\" in an address".to_owned());
    }
    let url = Url::parse(text).map_err(|error| error.to_string())?;
    if !text.starts_with("https://") && !text.starts_with("http://") {
        return Err("must begin with https://".to_owned());
    }
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err("must begin with https:// (http is only for this machine)".to_owned());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("must not contain a user name or password".to_owned());
    }
    if url.fragment().is_some() {
        return Err("must not contain #".to_owned());
    }
    Ok(url)
}
