//! What an attempt tells people.

use headwater_oauth::Notice;

use crate::fault::{Code, Fault};

/// What the listener refused, for people.
pub(super) fn said(notice: Notice) -> String {
    match notice {
        Notice::Foreign => {
            "A response arrived that does not belong to this authorization. It was ignored."
                .to_owned()
        }
        Notice::Unusable { reason } => format!("A response was ignored because {reason}."),
    }
}

/// What was refused was the code, not a permission that has ended.
pub(super) fn as_code_fault(mut fault: Fault) -> Fault {
    if fault.code == Code::GrantRejected {
        fault.code = Code::CodeRejected;
    }
    fault
}
