//! Why a grant ended, by what the provider, the proxy and the keychain know of it.

use std::collections::HashSet;

use crate::crew::Killed;
use crate::proxy::Rotation;

/// Why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// The provider would still honour a token that we had: given up for nothing.
    Lost,
    /// The answer with the newest token never arrived. The provider allows no second use, so no client could go on.
    AnswerLost,
    /// The process that had the newest token was killed before it could write it.
    Killed,
    /// None of these: a token was used twice, or an answer that arrived was not kept.
    Ours,
}

/// What is known of an ended grant.
pub(crate) struct Evidence<'a> {
    pub connection: &'a str,
    /// SHA-256 of the refresh token in the keychain.
    pub kept: Option<&'a str>,
    /// SHA-256 of each refresh token that the provider would honour.
    pub good: &'a HashSet<String>,
    pub newest: Option<&'a Rotation>,
    pub killed: &'a [Killed],
}

/// Decides.
pub(crate) fn end(evidence: &Evidence) -> End {
    if evidence
        .kept
        .is_some_and(|token| evidence.good.contains(token))
    {
        return End::Lost;
    }
    let Some(newest) = evidence.newest else {
        return End::Ours;
    };
    if evidence.kept == Some(newest.new.as_str()) {
        // The newest token was kept, and the provider no longer honours it: an older one was used after it.
        return End::Ours;
    }
    if newest.lost {
        return End::AnswerLost;
    }
    // A process holds the lock from its reading to its writing: one that read before the rotation and was killed after
    // it, without a write in between, took the answer with it.
    let took = |killed: &&Killed| {
        let read = killed.held.get(evidence.connection);
        read.is_some_and(|read| *read <= newest.at && newest.at <= killed.at)
    };
    match evidence.killed.iter().rev().find(took) {
        Some(_) => End::Killed,
        None if evidence.good.contains(&newest.new) => End::Lost,
        None => End::Ours,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// The end of a grant whose keychain holds `kept`, while the provider honours `good` and rotated to `new` last.
    fn why(kept: &str, good: &[&str], lost: bool, killed: &[Killed]) -> End {
        let newest = Rotation {
            at: 100,
            new: "new".to_owned(),
            lost,
        };
        end(&Evidence {
            connection: "one",
            kept: Some(kept),
            good: &good.iter().map(|token| (*token).to_owned()).collect(),
            newest: Some(&newest),
            killed,
        })
    }

    fn killed(connection: &str, read: u64, at: u64) -> Killed {
        Killed {
            at,
            held: HashMap::from([(connection.to_owned(), read)]),
        }
    }

    /// The verdict that fails the run falls whenever the provider would still honour what we had or were sent.
    #[test]
    fn a_grant_that_lives_is_lost() {
        assert_eq!(why("new", &["new"], false, &[]), End::Lost);
        assert_eq!(why("old", &["new"], false, &[]), End::Lost);
    }

    /// An end is excused by a lost answer, or by a death between reading and writing around that rotation; by nothing
    /// else.
    #[test]
    fn only_what_nobody_could_help_is_excused() {
        assert_eq!(why("old", &[], true, &[]), End::AnswerLost);
        assert_eq!(
            why("old", &[], false, &[killed("one", 90, 110)]),
            End::Killed
        );
        for other in [
            killed("two", 90, 110),
            killed("one", 101, 110),
            killed("one", 80, 90),
        ] {
            assert_eq!(why("old", &[], false, &[other]), End::Ours);
        }
        assert_eq!(why("new", &[], true, &[]), End::Ours, "used twice");
    }
}
