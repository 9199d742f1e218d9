//! How the table of faults is written down: a row, and the macro that makes [`Code`](super::Code) of all rows.

use crate::view::Action;

/// A row of the table.
pub(in crate::fault) struct Row {
    /// What happened, one short sentence.
    pub title: &'static str,
    /// Why.
    pub cause: &'static str,
    /// What to do.
    pub fix: &'static str,
    /// The button that does it.
    pub button: Option<(&'static str, Action)>,
}

macro_rules! faults {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal {
        title: $title:literal, cause: $cause:literal, fix: $fix:literal, button: $button:expr $(,)?
    })+) => {
        /// What can go wrong, as people meet it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $($(#[doc = $doc])+ $variant,)+ }

        impl Code {
            /// Every code, for tests and the troubleshooting guide.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)+];

            /// The stable text of the code.
            pub fn as_str(self) -> &'static str {
                match self { $(Code::$variant => $code,)+ }
            }

            pub(in crate::fault) fn row(self) -> Row {
                match self {
                    $(Code::$variant => Row { title: $title, cause: $cause, fix: $fix, button: $button },)+
                }
            }
        }
    };
}

pub(super) use faults;
