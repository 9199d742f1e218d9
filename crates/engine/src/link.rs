//! What is opened from outside: a link, `headwater://connection/ID`, or the file of a pack. Anybody can write either, so it
//! shows a place of the window and can do nothing else: a pack's plan is shown, and nothing is added.

use std::path::Path;
use std::sync::Mutex;

use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::view::{LinkView, Topic};

/// Where the window is asked to go and has not gone yet.
pub(crate) type Link = Mutex<Option<LinkView>>;

impl Engine {
    /// Takes a link that somebody opened: the window goes to its connection. False for what is no link of ours, of which
    /// nothing is kept.
    pub fn open_link(&self, link: &str) -> bool {
        let Some(connection) = connection_of(link) else {
            tracing::info!("a link was not one of ours");
            return false;
        };
        self.ask_for(LinkView::Connection(connection));
        true
    }

    /// Takes the file of a pack that somebody opened, by its whole path: the window shows what it would add.
    pub fn open_pack(&self, file: &Path) {
        self.ask_for(LinkView::Pack(file.display().to_string()));
    }

    fn ask_for(&self, place: LinkView) {
        *locked(&self.link) = Some(place);
        self.events.changed(Topic::Link);
    }

    /// What was asked for from outside since the last time, once.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn link_to_follow(&self) -> Result<Option<LinkView>, Fault> {
        Ok(locked(&self.link).take())
    }
}

/// The connection that a link names. Anything beyond the one form is refused, so that no later reader finds a meaning in it.
fn connection_of(link: &str) -> Option<String> {
    let id = link.strip_prefix("headwater://connection/")?;
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    ((1..=64).contains(&id.len()) && id.bytes().all(plain)).then(|| id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::connection_of;

    /// A link names a connection and nothing more; what looks like a command, a path or another place is no link.
    #[test]
    fn only_the_one_form_is_a_link() {
        assert_eq!(
            connection_of("headwater://connection/01JD-abc_7").as_deref(),
            Some("01JD-abc_7")
        );
        for link in [
            "headwater://connection/",
            "headwater://connection/a/delete",
            "headwater://connection/../settings",
            "headwater://connection/%2e%2e",
            "headwater://connection/a?do=delete",
            "headwater://connection/a#x",
            "headwater://user@connection/a",
            "headwater://connection:1/a",
            "headwater://delete/a",
            "headwater:connection/a",
            "https://connection/a",
            "javascript:alert(1)",
            "",
        ] {
            assert_eq!(connection_of(link), None, "{link}");
        }
        let long = format!("headwater://connection/{}", "a".repeat(65));
        assert_eq!(connection_of(&long), None);
    }
}
