//! Scopes: which are asked, which were granted, and what a missing one costs.
//!
//! A scope that only some streams need is asked for them; the person may decline it, here or at the provider. Then those
//! streams cannot be read and say so, and all others go on (RFC 6749 section 3.3).

use std::collections::HashSet;

use headwater_connectors::{Access, Connector, Scope};
use headwater_store::{Change, Connection, Stream};

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::granted::{Declined, Granted, declined};
use crate::view::{ConnectionView, MissingScope};

/// In a scope's `streams`: all of them.
const EVERY: &str = "*";

/// How providers write out in full what is asked by a short name.
const PREFIXES: [&str; 2] = [
    "https://www.googleapis.com/auth/userinfo.",
    "https://graph.microsoft.com/",
];

impl Engine {
    /// The scopes that an authorization asks: what was granted, what the ticked streams need, what is required, and what
    /// the user has not declined.
    ///
    /// # Errors
    /// The store's faults.
    pub(crate) async fn scopes_to_ask(
        &self,
        connection: &Connection,
    ) -> Result<Vec<String>, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let id = connection.id.clone();
        let streams = self.store(move |store| store.streams(&id)).await?;
        let granted = Granted::of(connection).map(|granted| granted.scopes);
        let granted = granted.unwrap_or_default();
        let declined = declined(connection, &connector.scopes);
        let asked = connector.scopes.iter().filter(|scope| {
            let ticked = || streams.iter().filter(|stream| stream.selected);
            scope.required
                || !declined.contains(&scope.scope)
                || names(scope, &granted)
                || (!scope.streams.is_empty() && ticked().any(|stream| needs(&stream.name, scope)))
        });
        Ok(asked.map(|scope| scope.scope.clone()).collect())
    }

    /// Keeps which optional scopes are not asked for: these, and no others. One that a ticked stream needs, or that was
    /// granted before, is asked all the same.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for a scope that is required or that the connector does not have.
    pub async fn decline_scopes(
        &self,
        id: String,
        scopes: Vec<String>,
    ) -> Result<ConnectionView, Fault> {
        let connection = self.stored(&id).await?;
        let connector = self.connectors.get(&connection.connector)?;
        for name in &scopes {
            match connector.scopes.iter().find(|scope| scope.scope == *name) {
                None => {
                    return Err(Fault::input(
                        name,
                        format!("{} does not ask for it", connector.name),
                    ));
                }
                Some(scope) if scope.required => {
                    return Err(Fault::input(
                        &scope.says,
                        format!("{} cannot be connected without it", connector.name),
                    ));
                }
                Some(_) => {}
            }
        }
        let known = connector.scopes.iter().map(|scope| scope.scope.clone());
        let known = known.collect();
        let declined = Declined { scopes, known };
        let declined = Change::Declined(serde_json::to_value(declined).ok());
        self.change(&id, vec![declined]).await?;
        self.connection(id).await
    }

    /// What was asked and not granted, with the streams that it disables.
    pub(crate) fn missing_scopes(
        &self,
        connection: &Connection,
        granted: &Granted,
        streams: &[Stream],
    ) -> Vec<MissingScope> {
        let Ok(connector) = self.connectors.get(&connection.connector) else {
            return Vec::new();
        };
        let missing = connector
            .scopes
            .iter()
            .filter(|scope| granted.asked.contains(&scope.scope))
            .filter(|scope| !holds(&connector, granted, scope));
        missing
            .map(|scope| MissingScope {
                scope: scope.scope.clone(),
                says: scope.says.clone(),
                streams: match is_about_all(scope) {
                    true => streams.iter().map(|stream| stream.name.clone()).collect(),
                    false => scope.streams.clone(),
                },
            })
            .collect()
    }

    /// Why a stream cannot be read: the scopes that it needs and that were not granted.
    pub(crate) fn scope_fault(&self, connection: &Connection, stream: &str) -> Option<Fault> {
        let connector = self.connectors.get(&connection.connector).ok()?;
        let granted = Granted::of(connection)?;
        let lacking: Vec<_> = connector
            .scopes
            .iter()
            .filter(|scope| needs(stream, scope) && !holds(&connector, &granted, scope))
            .collect();
        if lacking.is_empty() {
            return None;
        }
        let (says, scopes): (Vec<_>, Vec<_>) = lacking
            .iter()
            .map(|scope| (scope.says.as_str(), scope.scope.as_str()))
            .unzip();
        Some(
            Fault::new(Code::MissingScope)
                .with("stream", stream)
                .with("provider", &connector.name)
                .with("scopes", says.join("; "))
                .detail(format!("not granted: {}", scopes.join(" "))),
        )
    }

    /// What was granted against what is required, in a sentence.
    ///
    /// # Errors
    /// [`Code::ScopeMissing`] where the connection cannot be used without it, or no stream is left to read.
    pub(crate) fn compare_scopes(&self, connection: &Connection) -> Result<String, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let Some(granted) = Granted::of(connection) else {
            return Ok("The provider names no scopes".to_owned());
        };
        let missing = self.missing_scopes(connection, &granted, &[]);
        let says = |missing: &[MissingScope]| {
            let says: Vec<_> = missing.iter().map(|scope| scope.says.as_str()).collect();
            says.join("; ")
        };
        let known = connector.manifest.stream_names();
        let none_left = !known.is_empty()
            && known
                .iter()
                .all(|stream| self.scope_fault(connection, stream).is_some());
        let is_required = |missing: &MissingScope| {
            let mut required = connector.scopes.iter().filter(|scope| scope.required);
            required.any(|scope| scope.scope == missing.scope)
        };
        if none_left || missing.iter().any(is_required) {
            return Err(Fault::new(Code::ScopeMissing).with("scopes", says(&missing)));
        }
        let count = match granted.scopes.len() {
            0 => return Ok("The provider names no scopes".to_owned()),
            1 => "1 permission granted".to_owned(),
            count => format!("{count} permissions granted"),
        };
        Ok(match missing.is_empty() {
            true => count,
            false => format!("{count}. Not given: {}", says(&missing)),
        })
    }
}

/// The streams that a scope is about, as far as they are known before the source is asked.
pub(crate) fn streams_of(connector: &Connector, scope: &Scope) -> Vec<String> {
    if !is_about_all(scope) {
        return scope.streams.clone();
    }
    let known = connector.manifest.stream_names();
    known.into_iter().map(str::to_owned).collect()
}

fn is_about_all(scope: &Scope) -> bool {
    scope.streams.iter().any(|name| name == EVERY)
}

/// Whether a scope is about a stream.
fn needs(stream: &str, scope: &Scope) -> bool {
    is_about_all(scope) || scope.streams.iter().any(|name| name == stream)
}

/// Whether a grant holds a scope, as far as its provider's answer can tell.
fn holds(connector: &Connector, granted: &Granted, scope: &Scope) -> bool {
    match scope.access {
        // Seldom named in an answer: the refresh token itself tells, and so does the account.
        Access::Offline => true,
        Access::Identity if granted.identified => true,
        // An answer that knows none of our names speaks other ones, and is believed.
        _ => {
            names(scope, &granted.scopes)
                || !connector
                    .scopes
                    .iter()
                    .any(|other| names(other, &granted.scopes))
        }
    }
}

/// Whether a scope is among granted names, under its own name or another of its names.
fn names(scope: &Scope, granted: &[String]) -> bool {
    let granted: HashSet<_> = granted.iter().map(|name| plain(name)).collect();
    std::iter::once(&scope.scope)
        .chain(&scope.aliases)
        .any(|name| granted.contains(&plain(name)))
}

/// A scope's name without what providers put before it.
fn plain(name: &str) -> String {
    let short = PREFIXES.iter().find_map(|prefix| name.strip_prefix(prefix));
    short.unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(name: &str, aliases: &[&str]) -> Scope {
        Scope {
            scope: name.to_owned(),
            says: String::new(),
            access: Access::Read,
            required: false,
            streams: vec!["items".to_owned()],
            aliases: aliases.iter().map(|name| (*name).to_owned()).collect(),
        }
    }

    /// Requirement 37: providers answer with other names for what was asked. None of these is a missing permission, and a
    /// name that only begins alike is none of them.
    #[test]
    fn scopes_are_known_by_all_their_names() {
        for (asked, aliases, answered) in [
            (
                "email",
                &[][..],
                "https://www.googleapis.com/auth/userinfo.email",
            ),
            (
                "https://www.googleapis.com/auth/userinfo.email",
                &[],
                "email",
            ),
            ("User.Read", &[], "https://graph.microsoft.com/User.Read"),
            ("https://graph.microsoft.com/Mail.Read", &[], "mail.read"),
            ("read_orders", &["write_orders"], "write_orders"),
        ] {
            assert!(
                names(&scope(asked, aliases), &[answered.to_owned()]),
                "{asked} is granted as {answered}"
            );
        }
        for (asked, answered) in [
            ("items", "items.read"),
            ("read", "https://other.example/read"),
        ] {
            assert!(
                !names(&scope(asked, &[]), &[answered.to_owned()]),
                "{asked} is not {answered}"
            );
        }
    }

    /// A scope is about the streams that it names, about all with `*`, and about none where it names none.
    #[test]
    fn a_scope_is_about_its_streams() {
        assert!(needs("items", &scope("read", &[])) && !needs("others", &scope("read", &[])));
        let every = Scope {
            streams: vec!["*".to_owned()],
            ..scope("read", &[])
        };
        let none = Scope {
            streams: Vec::new(),
            ..scope("read", &[])
        };
        assert!(needs("others", &every) && !needs("items", &none));
    }
}
