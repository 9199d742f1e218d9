//! Links from outside, `headwater://connection/ID`. Anybody can write one, so a link shows a place of the window and can do
//! nothing else.

use std::sync::Mutex;

use crate::engine::{Engine, locked};
use crate::fault::Fault;
use crate::view::Topic;

/// The connection that a link names and that the window has not gone to yet.
pub(crate) type Link = Mutex<Option<String>>;

impl Engine {
    /// Takes a link that somebody opened: the window goes to its connection. False for what is no link of ours, of which
    /// nothing is kept.
    pub fn open_link(&self, link: &str) -> bool {
        let Some(connection) = connection_of(link) else {
            tracing::info!("a link was not one of ours");
            return false;
        };
        *locked(&self.link) = Some(connection);
        self.events.changed(Topic::Link);
        true
    }

    /// The ID of the connection that a link asked for since the last time, once. It may be one that is not there.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn link_to_follow(&self) -> Result<Option<String>, Fault> {
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
