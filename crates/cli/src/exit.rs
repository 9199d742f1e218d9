//! Exit codes: what a script does next is decided by them.

use headwater_engine::Fault;
use headwater_engine::fault::Code;
use headwater_engine::view::{ConnectionView, FaultView};

pub(crate) const DONE: u8 = 0;
pub(crate) const FAULT: u8 = 1;
pub(crate) const NEEDS_USER: u8 = 3;
const NOT_ALLOWED: u8 = 4;
const TEMPORARY: u8 = 5;
const PARTIAL: u8 = 6;

/// The codes, at the end of the help and of the manual page. 2 is clap's.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  a fault; its cause and what to do are on standard error
  2  wrong usage
  3  a person is needed: a new consent, a denied consent, an administrator's
     approval, a keychain that is locked or not there, an open question
  4  the calling program is not allowed to have a token
  5  temporary: try again later
  6  a sync came to its end, and some of its streams failed; the others are
     whole";

/// The exit code of a fault.
pub(crate) fn of(fault: &Fault) -> u8 {
    use Code::*;
    match fault.code {
        CallerNotAllowed => NOT_ALLOWED,
        AdminApproval | AnswerNeeded | ConsentDenied | ConsentTimedOut | KeychainAbsent
        | KeychainDenied | KeychainLocked | WrongAccount => NEEDS_USER,
        // The app tries again by itself, but nobody else than the user mends the file.
        NetworkFile | NetworkSettings => FAULT,
        _ if fault.needs_consent() => NEEDS_USER,
        _ if fault.is_temporary() => TEMPORARY,
        _ => FAULT,
    }
}

/// The exit code of a fault that is part of an answer.
pub(crate) fn of_view(fault: &FaultView) -> u8 {
    of_code(&fault.code)
}

fn of_code(code: &str) -> u8 {
    let known = Code::ALL.iter().find(|known| known.as_str() == code);
    known.map_or(FAULT, |code| of(&Fault::new(*code)))
}

/// The exit code of a sync that has ended: that of the connection's trouble, where there is one; of a stream's fault, where
/// no stream came through.
pub(crate) fn of_sync(connection: &ConnectionView) -> u8 {
    let faults = connection
        .streams
        .iter()
        .map(|stream| stream.fault.as_ref());
    of_ended(
        connection.trouble.as_ref().map(|fault| &*fault.code),
        faults.map(|fault| fault.map(|fault| &*fault.code)),
    )
}

fn of_ended<'f>(trouble: Option<&'f str>, streams: impl Iterator<Item = Option<&'f str>>) -> u8 {
    // A grant that ends soon is a warning: the sync was whole.
    if let Some(code) = trouble.filter(|code| *code != Code::GrantEnds.as_str()) {
        return of_code(code);
    }
    let streams: Vec<_> = streams.collect();
    match streams.iter().flatten().next() {
        None => DONE,
        Some(code) if streams.iter().all(Option::is_some) => of_code(code),
        Some(_) => PARTIAL,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Who runs a sync from a script learns by its code alone whether all is there, some of it, or nothing.
    #[test]
    fn a_sync_has_the_code_of_what_became_of_it() {
        let of = |trouble, streams: &[_]| of_ended(trouble, streams.iter().copied());
        assert_eq!(of(None, &[None, None]), DONE);
        assert_eq!(of(None, &[None, Some("source_not_found")]), PARTIAL);
        assert_eq!(of(None, &[Some("rate_limited")]), TEMPORARY);
        assert_eq!(of(Some("disk_full"), &[None, None]), TEMPORARY);
        assert_eq!(of(Some("grant_ends"), &[None, None]), DONE);
        assert_eq!(of(None, &[]), DONE);
        assert_eq!(of(Some("grant_rejected"), &[None, None]), NEEDS_USER);
    }

    /// Each class of the documented codes has its number, and no fault ends as success or as wrong usage.
    #[test]
    fn faults_have_their_codes() {
        let of = |code| super::of(&Fault::new(code));
        assert_eq!(of(Code::GrantRejected), 3);
        assert_eq!(of(Code::KeychainLocked), 3);
        assert_eq!(of(Code::AdminApproval), 3);
        assert_eq!(of(Code::CallerNotAllowed), 4);
        assert_eq!(of(Code::Unreachable), 5);
        assert_eq!(of(Code::RateLimited), 5);
        assert_eq!(of(Code::ClientRejected), 1);
        assert!(Code::ALL.iter().all(|code| matches!(of(*code), 1 | 3..=5)));
        for code in 0..=6 {
            assert!(
                HELP.contains(&format!("\n  {code}  ")),
                "{code} is documented"
            );
        }
    }
}
