//! An address that a person pastes: what the browser ended at, where it could not come back by
//! itself. It goes through the same checks as what the listener gets.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};
use url::{Origin, Url};

use crate::Error;
use crate::listener::{Seat, Taken};

/// Takes the pasted address of one attempt. Cheap to clone; of no use once the attempt has ended.
#[derive(Clone)]
pub struct Paste {
    pub(crate) seat: Seat,
    pub(crate) redirect_uri: String,
    /// Where the consent page is: its address is pasted by mistake.
    pub(crate) consent: Origin,
}

/// Why a pasted address was not taken. The attempt goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotTaken {
    /// It is no address.
    NoAddress,
    /// It is the address of the consent page: the browser has not been sent on yet.
    ConsentPage,
    /// It is not the redirect URI of this attempt.
    OtherAddress,
    /// It answers another attempt, most likely an older one: its state is not this attempt's.
    OtherAttempt,
    /// It holds our state and cannot be used.
    Unusable {
        /// Why, as the end of "it was ignored because …".
        reason: &'static str,
    },
    /// This attempt has its answer already.
    Used,
}

impl Paste {
    /// Takes an address with the provider's answer. What the answer says, yes or no, comes out of
    /// [`crate::Attempt::wait`].
    ///
    /// # Errors
    /// [`Error::NotTaken`]: then nothing has changed.
    pub fn take(&self, address: &SecretString) -> Result<(), Error> {
        let url = parsed(address.expose_secret()).ok_or(Error::NotTaken(NotTaken::NoAddress))?;
        let ours =
            Url::parse(&self.redirect_uri).map_err(|_| Error::NotTaken(NotTaken::NoAddress))?;
        let same = url.scheme() == ours.scheme()
            && url.host() == ours.host()
            && url.port_or_known_default() == ours.port_or_known_default()
            && url.path() == ours.path();
        if !same {
            let consent = url.origin() == self.consent;
            return Err(Error::NotTaken(match consent {
                true => NotTaken::ConsentPage,
                false => NotTaken::OtherAddress,
            }));
        }
        match self.seat.take(url.query().unwrap_or_default()) {
            Taken::Answer => Ok(()),
            Taken::Foreign => Err(Error::NotTaken(NotTaken::OtherAttempt)),
            Taken::Unusable(reason) => Err(Error::NotTaken(NotTaken::Unusable { reason })),
            Taken::Used => Err(Error::NotTaken(NotTaken::Used)),
        }
    }
}

/// The address in what was pasted: quotes, brackets and blanks around it are nothing of it.
fn parsed(text: &str) -> Option<Url> {
    let around = |c: char| c.is_whitespace() || c.is_control() || "\"'<>".contains(c);
    let text = text.trim_matches(around);
    // Line ends within, as a mail program breaks them.
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    // Some browsers leave the scheme out of what they show.
    let whole = match text.contains("://") {
        true => text,
        false => format!("https://{text}"),
    };
    Url::parse(&whole).ok().filter(|url| url.host().is_some())
}

impl fmt::Debug for Paste {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Paste")
            .field("redirect_uri", &self.redirect_uri)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for NotTaken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            NotTaken::NoAddress => "it is no web address",
            NotTaken::ConsentPage => "it is the address of the page that asks for permission",
            NotTaken::OtherAddress => {
                "it is not the address that the browser is sent to at the end"
            }
            NotTaken::OtherAttempt => "it belongs to another attempt, most likely an older one",
            NotTaken::Unusable { reason } => return write!(f, "{reason}"),
            NotTaken::Used => "this attempt has its answer already",
        })
    }
}
