//! An attempt: from the click to the provider's yes, and from there to the grant.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use rand::Rng as _;
use rand::rand_core::UnwrapErr;
use rand::rngs::SysRng;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio::time::{Instant, sleep_until};
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::authorize;
use crate::callback::Expected;
use crate::chain;
use crate::identity;
use crate::listener::{Incomings, Listener};
use crate::page::Outcome;
use crate::par;
use crate::paste::Paste;
use crate::profile::{GrantKind, PkceMode};
use crate::redirect::way;
use crate::signature::Signature;
use crate::token::{self, Exchange};
use crate::{Error, Grant, Provider};

/// What an attempt asks for.
#[derive(Clone, Debug)]
pub struct AttemptOptions {
    /// The scopes to ask, beside those that the profile always asks. None: the profile's own.
    pub scopes: Vec<String>,
    /// Further scopes to ask that the person may decline.
    pub optional_scopes: Vec<String>,
    /// The account to propose (OpenID Connect Core section 3.1.2.1), when the same one is to
    /// consent again.
    pub login_hint: Option<String>,
    /// The person wants to choose another account than the one that is signed in.
    pub other_account: bool,
    /// How long to wait for the browser.
    pub time_out: Duration,
    /// The one port to listen on, instead of the profile's rule.
    pub port: Option<u16>,
    /// The person's own https address that passes on to this machine, instead of the profile's
    /// redirect rule. The listener then is at `port`, else at a port of the profile or of
    /// [`crate::PORTS`].
    pub relay: Option<Url>,
}

impl Default for AttemptOptions {
    fn default() -> Self {
        AttemptOptions {
            scopes: Vec::new(),
            optional_scopes: Vec::new(),
            login_hint: None,
            other_account: false,
            time_out: Duration::from_secs(300),
            port: None,
            relay: None,
        }
    }
}

/// Something at the listener that is not our answer and does not end the attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// An answer that is not to our question: its state is missing or another.
    Foreign,
    /// An answer with our state that cannot be used.
    Unusable {
        /// Why, as the end of "it was ignored because …".
        reason: &'static str,
    },
}

/// An attempt to authorize: the listener stands, the address for the browser is ready. Dropping it
/// ends it.
pub struct Attempt {
    provider: Provider,
    authorize_url: Url,
    redirect_uri: String,
    secrets: Secrets,
    asked: Vec<String>,
    pub(crate) listener: Listener,
    incomings: Incomings,
    time_out: Duration,
    deadline: Instant,
    pastes: bool,
}

/// What only this attempt knows. Fresh for each one, never used again.
pub(crate) struct Secrets {
    pub state: SecretString,
    pub verifier: Option<SecretString>,
    pub nonce: Option<SecretString>,
}

impl Secrets {
    fn new(provider: &Provider) -> Secrets {
        let profile = &provider.0.profile;
        let wants_id_token = profile.identity.as_ref().is_some_and(|rule| rule.id_token);
        Secrets {
            state: random(),
            verifier: (profile.pkce.mode != PkceMode::Off)
                .then(|| random_of(profile.pkce.verifier_length)),
            nonce: wants_id_token.then(random),
        }
    }
}

impl Attempt {
    /// Binds the listener, then builds the address for the browser (RFC 6749 section 4.1.1, RFC
    /// 7636 section 4.3) and pushes the request where the profile says so (RFC 9126). To be called
    /// within a Tokio runtime.
    ///
    /// # Errors
    /// [`Error::NoPort`], [`Error::BadAddress`]; where the request is pushed, those of a token
    /// request.
    pub async fn begin(
        http: &reqwest::Client,
        provider: Provider,
        options: AttemptOptions,
    ) -> Result<Attempt, Error> {
        let profile = &provider.0.profile;
        let way = way(&provider, options.port, options.relay.as_ref())?;
        let redirect_uri = way.uri.clone();
        let pastes = way.doors.is_none();

        let secrets = Secrets::new(&provider);
        let (asked, optional) = authorize::scopes(
            &provider,
            options.scopes,
            options.optional_scopes,
            GrantKind::AuthorizationCode,
        );
        let authorize_url = authorize::address(
            &provider,
            &secrets,
            &redirect_uri,
            (&asked, &optional),
            (options.login_hint, options.other_account),
        )?;
        let authorize_url = par::pushed(http, &provider, authorize_url).await?;
        let asked = [asked, optional].concat();
        let expected = Expected {
            state: secrets.state.clone(),
            state_name: profile.authorize_name("state").to_owned(),
            code_names: profile.code_names(),
            issuer: provider.0.issuer.clone(),
            iss_promised: profile.authorization_response_iss_parameter_supported,
            capture: profile.capture.callback.clone(),
            errors: profile.errors.clone(),
            signature: signature_of(&provider),
        };
        let (listener, incomings) = Listener::start(expected, way);
        Ok(Attempt {
            pastes,
            authorize_url,
            redirect_uri,
            secrets,
            asked,
            listener,
            incomings,
            time_out: options.time_out,
            deadline: Instant::now() + options.time_out,
            provider,
        })
    }

    /// The address to open in the person's browser. It holds the attempt's state: show it to that
    /// person only and never log it.
    pub fn authorize_url(&self) -> &Url {
        &self.authorize_url
    }

    /// The redirect URI, with the port that is listened on.
    pub fn redirect_uri(&self) -> &str {
        &self.redirect_uri
    }

    /// Whether nobody listens: the address that the browser ends at has to be pasted.
    pub fn pastes(&self) -> bool {
        self.pastes
    }

    /// Where that address is handed in, also for attempts with a listener, whose browser may be on
    /// another machine.
    pub fn paste(&self) -> Paste {
        Paste {
            seat: self.listener.seat(),
            redirect_uri: self.redirect_uri.clone(),
            consent: self.authorize_url.origin(),
        }
    }

    /// Waits for the provider's answer. Requests that are not our answer go to `notices` and change
    /// nothing.
    ///
    /// # Errors
    /// [`Error::Denied`], or what the profile's `errors` make of it ([`Error::AdminApproval`],
    /// [`Error::Client`], [`Error::Rejected`]), and [`Error::IssuerMismatch`]: the browser sees a
    /// page that says so. [`Error::TimedOut`], [`Error::Cancelled`]. After any of them the listener
    /// is closed within a second.
    pub async fn wait(
        mut self,
        cancel: CancellationToken,
        notices: impl Fn(Notice),
    ) -> Result<Arrival, Error> {
        let time_out = sleep_until(self.deadline);
        tokio::pin!(time_out);
        let answer = loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Err(Error::Cancelled),
                answer = &mut self.incomings.answer => break answer,
                () = &mut time_out => return Err(Error::TimedOut { after: self.time_out }),
                Some(notice) = self.incomings.notices.recv() => {
                    tracing::info!(?notice, "ignored an answer that is not to our question");
                    notices(notice);
                }
            }
        };
        // The listener holds the other end, so an answer that fails to come can only mean that it
        // was stopped.
        let consent = answer.unwrap_or(Err(Error::Cancelled))?;
        tracing::debug!("the provider answered with a code");
        Ok(Arrival {
            provider: self.provider,
            code: Some(consent.code),
            captured: consent.captured,
            redirect_uri: self.redirect_uri,
            secrets: self.secrets,
            asked: self.asked,
            listener: self.listener,
        })
    }
}

/// The provider said yes; the browser waits to hear how it ends. Dropping it closes the listener.
pub struct Arrival {
    provider: Provider,
    code: Option<SecretString>,
    captured: BTreeMap<String, Value>,
    redirect_uri: String,
    secrets: Secrets,
    asked: Vec<String>,
    listener: Listener,
}

impl Arrival {
    /// Exchanges the code for a grant (RFC 6749 section 4.1.3), takes the profile's further
    /// exchanges and learns who consented. Once only: codes are single use.
    ///
    /// # Errors
    /// [`Error::CodeSpent`] the second time; [`Error::Rejected`], [`Error::Client`],
    /// [`Error::Refused`], [`Error::Unreachable`], [`Error::AnswerLost`], [`Error::Unavailable`],
    /// [`Error::Redirected`], [`Error::NotOAuth`], [`Error::Answer`], [`Error::IdToken`]; where the
    /// profile's `errors` say so, [`Error::Denied`] and [`Error::AdminApproval`];
    /// [`Error::BadProfile`] where its `error_when` cannot be worked out, [`Error::BadClient`] where
    /// a further exchange needs a secret. After any of them only a new attempt helps.
    pub async fn exchange(&mut self, http: &reqwest::Client) -> Result<Grant, Error> {
        let code = self.code.take().ok_or(Error::CodeSpent)?;
        let exchange = Exchange {
            code: &code,
            verifier: self.secrets.verifier.as_ref(),
            state: &self.secrets.state,
            redirect_uri: &self.redirect_uri,
            asked: &self.asked,
        };
        let provider = self.provider.with_captured_values(&self.captured)?;
        let (mut grant, answer) = token::exchange(http, &provider, exchange).await?;
        grant.captured.append(&mut self.captured);
        let mut grant = chain::follow(http, &provider, grant).await?;
        grant.identity = identity::after_exchange(
            http,
            &self.provider,
            &grant,
            &answer,
            self.secrets.nonce.as_ref(),
        )
        .await?;
        Ok(grant)
    }

    /// Shows the outcome in the browser. The listener closes by itself, within a second.
    pub fn tell(self, outcome: Outcome) {
        self.listener.tell(outcome);
    }
}

impl fmt::Debug for Attempt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attempt")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Arrival {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Arrival")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

/// What callbacks have to be signed with, where the profile says so.
fn signature_of(provider: &Provider) -> Option<Signature> {
    Some(Signature {
        rule: provider.0.profile.callback_signature?,
        secret: provider.0.client.secret.clone()?,
    })
}

/// 256 random bits from the system's generator as 43 unreserved characters (RFC 7636 section 4.1).
/// Without a generator that works there is nothing safe to do, so that is the one thing that may
/// panic.
pub(crate) fn random() -> SecretString {
    let mut bytes = [0; 32];
    UnwrapErr(SysRng).fill_bytes(&mut bytes);
    BASE64_URL_SAFE_NO_PAD.encode(bytes).into()
}

/// The same with a length of its own.
fn random_of(length: Option<u8>) -> SecretString {
    let Some(length) = length else {
        return random();
    };
    let mut text = String::new();
    while text.len() < length.into() {
        text.push_str(random().expose_secret());
    }
    text.truncate(length.into());
    text.into()
}
