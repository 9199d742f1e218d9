//! Exit codes: what a script does next is decided by them.

use headwater_engine::Fault;
use headwater_engine::fault::Code;
use headwater_engine::view::FaultView;

pub(crate) const DONE: u8 = 0;
pub(crate) const FAULT: u8 = 1;
pub(crate) const NEEDS_USER: u8 = 3;
const NOT_ALLOWED: u8 = 4;
const TEMPORARY: u8 = 5;

/// The codes, at the end of the help and of the manual page. 2 is clap's.
pub(crate) const HELP: &str = "\
Exit codes:
  0  done
  1  a fault; its cause and what to do are on standard error
  2  wrong usage
  3  a person is needed: a new consent, a denied consent, an administrator's
     approval, a keychain that is locked or not there, an open question
  4  the calling program is not allowed to have a token
  5  temporary: try again later";

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
    let code = Code::ALL.iter().find(|code| code.as_str() == fault.code);
    code.map_or(FAULT, |code| of(&Fault::new(*code)))
}

#[cfg(test)]
mod tests {
    use super::*;

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
        for code in 0..=5 {
            assert!(
                HELP.contains(&format!("\n  {code}  ")),
                "{code} is documented"
            );
        }
    }
}
