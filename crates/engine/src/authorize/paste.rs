//! The address that the browser ended at, pasted by the person: where the provider cannot send the browser back to this
//! machine, or where the browser is on another one.

use headwater_oauth::{Error, NotTaken, Notice, Paste};

use super::Attempts;
use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::view::{AttemptPhase, AttemptView, SecretInput};

impl Engine {
    /// Takes the address that the browser ended at. It goes through the checks of the listener; one that is refused
    /// changes nothing.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) when no authorization waits,
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) with the reason why this address is not the one.
    pub async fn paste_address(
        &self,
        id: String,
        address: SecretInput,
    ) -> Result<AttemptView, Fault> {
        let Some(paste) = self.attempts.paste_of(&id) else {
            return Err(Fault::not_now(
                "No authorization is waiting",
                "Start it again.",
            ));
        };
        paste.take(&address.0).map_err(|error| match error {
            Error::NotTaken(why) => Fault::input("The pasted address", said(why)),
            other => Fault::from(other),
        })?;
        self.attempts
            .view(&id)
            .ok_or_else(|| Fault::unknown("authorization", &id))
    }
}

impl Attempts {
    /// Where a waiting attempt takes a pasted address.
    fn paste_of(&self, id: &str) -> Option<Paste> {
        let all = locked(&self.0);
        let waiting = all.get(id)?;
        (waiting.view.phase == AttemptPhase::Waiting).then(|| waiting.paste.clone())
    }
}

/// What the listener refused, for people.
pub(super) fn noticed(notice: Notice) -> String {
    match notice {
        Notice::Foreign => {
            "A response arrived that does not belong to this authorization. It was ignored."
                .to_owned()
        }
        Notice::Unusable { reason } => format!("A response was ignored because {reason}."),
    }
}

/// Why an address is not the one, and which would be.
fn said(why: NotTaken) -> String {
    match why {
        NotTaken::NoAddress => {
            "It is no web address. Copy the whole line from the address bar of the browser".to_owned()
        }
        NotTaken::ConsentPage => {
            "It is the address of the page that asks for permission. Allow access there, then copy the address of the page \
             that comes after it, even if that page shows an error"
                .to_owned()
        }
        NotTaken::OtherAddress => {
            "It is not the page that the provider sends the browser to at the end. Copy the address of that last page, even if \
             it shows an error"
                .to_owned()
        }
        NotTaken::OtherAttempt => {
            "It belongs to another attempt, most likely an older one. Use the page that this attempt opened, then copy the \
             address that it ends at"
                .to_owned()
        }
        NotTaken::Unusable { reason } => {
            format!("It cannot be used because {reason}. Copy the whole address, to its last character")
        }
        NotTaken::Used => "This attempt has its answer already: wait a moment".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each refusal reads as a whole sentence that says what to do instead; the full stop comes from the table.
    #[test]
    fn every_refusal_says_what_to_do() {
        for why in [
            NotTaken::NoAddress,
            NotTaken::ConsentPage,
            NotTaken::OtherAddress,
            NotTaken::OtherAttempt,
            NotTaken::Unusable {
                reason: "its code is empty",
            },
            NotTaken::Used,
        ] {
            let text = said(why);
            assert!(text.contains(['.', ':']) && !text.ends_with('.'), "{text}");
        }
    }
}
