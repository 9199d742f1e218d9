//! Names of items.

use std::fmt;

use crate::Error;

/// What the program calls an item: `connection/01J…`, `client/hubspot`. Not shown to people; they read the
/// label.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemName(String);

impl ItemName {
    /// Longest name, in bytes. With the mark of a part it stays far below what every platform allows.
    pub const LONGEST: usize = 120;

    /// A name of 1 to [`ItemName::LONGEST`] ASCII letters, digits, `.`, `_`, `-` and `/`.
    ///
    /// # Errors
    /// [`Error::BadName`] with the rule that the name breaks.
    pub fn new(name: impl Into<String>) -> Result<ItemName, Error> {
        let name = name.into();
        let bad = |reason| {
            Err(Error::BadName {
                name: name.clone(),
                reason,
            })
        };
        if name.is_empty() {
            return bad("is empty");
        }
        if name.len() > Self::LONGEST {
            return bad("is longer than 120 bytes");
        }
        if !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"._-/".contains(&byte))
        {
            return bad("has a character other than letters, digits, '.', '_', '-' and '/'");
        }
        Ok(ItemName(name))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_name_is_plain_and_short() {
        assert_eq!(
            ItemName::new("connection/01JABC").unwrap().as_str(),
            "connection/01JABC"
        );
        for name in ["", "a b", "a#1", "é", "a\nb", &"x".repeat(121)] {
            assert!(
                matches!(ItemName::new(name), Err(Error::BadName { .. })),
                "{name:?} could be taken for a part, or break a platform's limit"
            );
        }
    }
}
