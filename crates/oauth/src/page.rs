//! The pages that a browser sees: small, truthful, without scripts, each leading back to Headwater.

use std::sync::LazyLock;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use http::{HeaderValue, Response, StatusCode, header};
use sha2::{Digest, Sha256};

use crate::Error;

/// How an attempt ended, for the page that waits in the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The grant is safely kept.
    Connected {
        /// The name under which the person knows the account.
        account: Option<String>,
    },
    /// Nothing failed, and the person has to decide something in the app.
    Undecided,
    /// Something failed after the provider's yes.
    Failed {
        /// What, in one short sentence.
        title: String,
        /// What to do.
        fix: String,
    },
}

const STYLE: &str = "\
:root{color-scheme:light dark;--ground:#f4f6f5;--card:#fff;--line:#dfe5e2;--ink:#17221e;--soft:#56655f;--good:#0f7b5f;--bad:#b3382c;--calm:#2f6f9f}\
@media(prefers-color-scheme:dark){:root{--ground:#101513;--card:#19201d;--line:#2b3531;--ink:#eaf0ed;--soft:#a3b1ab;--good:#4cc3a1;--bad:#f08a7d;--calm:#7fbbe6}}\
*{box-sizing:border-box}\
body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,sans-serif}\
main{max-width:27rem;padding:36px 40px;background:var(--card);border:1px solid var(--line);border-radius:16px}\
svg{display:block;margin-bottom:20px}\
h1{margin:0 0 8px;font-size:1.375rem;line-height:1.3;overflow-wrap:anywhere}\
p{margin:0 0 8px;color:var(--soft);overflow-wrap:anywhere}\
p:last-child{margin:20px 0 0;color:var(--ink)}\
.good{color:var(--good)}.bad{color:var(--bad)}.calm{color:var(--calm)}";

/// Nothing is loaded, framed or sent from these pages; the one style sheet is named by its hash.
static POLICY: LazyLock<String> = LazyLock::new(|| {
    let hash = BASE64_STANDARD.encode(Sha256::digest(STYLE));
    format!(
        "default-src 'none'; style-src 'sha256-{hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
});

/// The mood of a page: its colour and its sign.
#[derive(Clone, Copy)]
enum Mood {
    Good,
    Bad,
    Calm,
}

impl Mood {
    fn class(self) -> &'static str {
        match self {
            Mood::Good => "good",
            Mood::Bad => "bad",
            Mood::Calm => "calm",
        }
    }

    /// A sign of strokes: a check mark, a cross, running water.
    fn sign(self) -> &'static str {
        match self {
            Mood::Good => "M11 21l7 7 11-15",
            Mood::Bad => "M13 13l14 14M27 13L13 27",
            Mood::Calm => "M9 16c4-4 7-4 11 0s7 4 11 0M9 25c4-4 7-4 11 0s7 4 11 0",
        }
    }
}

/// Shown while the code is exchanged. It asks again at once; the listener holds that request back
/// until there is news.
pub(crate) fn waiting() -> Response<String> {
    let mut page = page(
        StatusCode::OK,
        Mood::Calm,
        "Finish in Headwater",
        "The provider said yes. Headwater is now finishing the connection.",
        "Go back to Headwater: it shows how it went.",
    );
    page.headers_mut()
        .insert(header::REFRESH, HeaderValue::from_static("0"));
    page
}

/// The last page of an attempt.
pub(crate) fn ended(outcome: &Outcome) -> Response<String> {
    match outcome {
        Outcome::Connected { account } => page(
            StatusCode::OK,
            Mood::Good,
            "Connected",
            &account.as_ref().map_or_else(
                || "Headwater is connected to your account.".to_owned(),
                |account| format!("Headwater is connected to {account}."),
            ),
            "You can close this tab and go back to Headwater.",
        ),
        Outcome::Undecided => page(
            StatusCode::OK,
            Mood::Calm,
            "Finish in Headwater",
            "The provider said yes, for another account than before. Nothing has been changed yet.",
            "Go back to Headwater: it asks what to do.",
        ),
        Outcome::Failed { title, fix } => page(
            StatusCode::OK,
            Mood::Bad,
            title,
            fix,
            "Go back to Headwater to try again.",
        ),
    }
}

/// The provider said no, or someone else answered in its place.
pub(crate) fn refused(error: &Error) -> Response<String> {
    // The provider's own words are not shown: whoever builds the address could write them.
    let says = match error {
        Error::Denied { error, .. } if error == "access_denied" => {
            "The provider reports that permission was not given."
        }
        Error::IssuerMismatch { .. } => {
            "The answer came from another provider than the one that was asked, so it was refused."
        }
        _ => "The provider answered with an error instead of a permission.",
    };
    page(
        StatusCode::OK,
        Mood::Bad,
        "Not connected",
        says,
        "Go back to Headwater: it shows why, and how to try again.",
    )
}

/// The provider's answer came a second time.
pub(crate) fn used() -> Response<String> {
    page(
        StatusCode::CONFLICT,
        Mood::Calm,
        "Already used",
        "Headwater has this answer already. Opening it again changes nothing.",
        "Go back to Headwater: it shows how it went.",
    )
}

/// Something that is no answer to the attempt.
pub(crate) fn foreign() -> Response<String> {
    page(
        StatusCode::BAD_REQUEST,
        Mood::Bad,
        "Not an answer to Headwater's question",
        "This address does not belong to the connection that is being made, so it was ignored.",
        "Go back to Headwater and open the provider's page from there.",
    )
}

/// An answer that cannot be used.
pub(crate) fn unusable() -> Response<String> {
    page(
        StatusCode::BAD_REQUEST,
        Mood::Bad,
        "This answer cannot be used",
        "The provider's answer is incomplete or contradicts itself, so it was ignored.",
        "Go back to Headwater and open the provider's page again.",
    )
}

/// Sends the browser to an address without the code.
pub(crate) fn move_on(to: &str) -> Response<String> {
    let mut response = bare(StatusCode::SEE_OTHER);
    if let Ok(to) = HeaderValue::from_str(to) {
        response.headers_mut().insert(header::LOCATION, to);
    }
    response
}

/// An answer without a page, for whatever is not a person's browser on its way back.
pub(crate) fn bare(status: StatusCode) -> Response<String> {
    with_headers(status, String::new())
}

fn page(status: StatusCode, mood: Mood, title: &str, says: &str, next: &str) -> Response<String> {
    let (title, says, next) = (escaped(title), escaped(says), escaped(next));
    let (class, sign) = (mood.class(), mood.sign());
    let body = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\
         <title>{title} – Headwater</title><style>{STYLE}</style></head><body><main>\
         <svg class=\"{class}\" width=\"40\" height=\"40\" viewBox=\"0 0 40 40\" fill=\"none\" stroke=\"currentColor\" \
         stroke-width=\"2.5\" stroke-linecap=\"round\" stroke-linejoin=\"round\" aria-hidden=\"true\">\
         <circle cx=\"20\" cy=\"20\" r=\"18\"/><path d=\"{sign}\"/></svg>\
         <h1>{title}</h1><p>{says}</p><p>{next}</p></main></body></html>"
    );
    with_headers(status, body)
}

fn with_headers(status: StatusCode, body: String) -> Response<String> {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    for (name, value) in [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "no-store"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
