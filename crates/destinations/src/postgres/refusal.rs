//! What the server or the way to it said, as an error of ours.

use std::error::Error as StdError;

use tokio_postgres::error::{DbError, SqlState};

use super::Postgres;
use crate::error::{Error, Result};

/// Names the destination that an error comes from.
pub(super) trait At<T> {
    /// The same result with an error of ours.
    fn at(self, postgres: &Postgres) -> Result<T>;
}

impl<T> At<T> for std::result::Result<T, tokio_postgres::Error> {
    fn at(self, postgres: &Postgres) -> Result<T> {
        self.map_err(|error| of(&error, postgres))
    }
}

fn of(error: &tokio_postgres::Error, postgres: &Postgres) -> Error {
    let host = postgres.settings.host.clone();
    if let Some(said) = error.as_db_error() {
        return of_server(said, host, postgres);
    }
    let reason = words(error);
    let of_tls = chain(error).any(|cause| {
        let within = cause
            .downcast_ref::<std::io::Error>()
            .and_then(std::io::Error::get_ref);
        cause.is::<rustls::Error>() || within.is_some_and(|error| error.is::<rustls::Error>())
    });
    match of_tls || reason.contains("TLS") {
        true => Error::Untrusted { host, reason },
        false
            if reason.starts_with("authentication error")
                || reason.contains("password missing") =>
        {
            Error::SignIn { host, reason }
        }
        false => Error::Unreachable { host, reason },
    }
}

fn of_server(said: &DbError, host: String, postgres: &Postgres) -> Error {
    let reason = said.message().trim_end_matches('.').to_owned();
    match *said.code() {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            Error::SignIn { host, reason }
        }
        SqlState::INVALID_CATALOG_NAME => Error::Missing {
            host,
            what: format!("database {}", postgres.settings.database),
        },
        SqlState::INSUFFICIENT_PRIVILEGE => Error::Forbidden {
            host,
            right: reason,
        },
        SqlState::LOCK_NOT_AVAILABLE
        | SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED => Error::Raced,
        SqlState::DISK_FULL | SqlState::OUT_OF_MEMORY => Error::Refused { host, reason },
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS => Error::Unreachable { host, reason },
        ref code => {
            // Texts about data show the data, which stands in no error of ours.
            let of_data = code.code().starts_with("22") || code.code().starts_with("23");
            let place = said.column().or(said.constraint()).unwrap_or("a column");
            let reason = match of_data {
                true => format!("a value does not fit {place} (SQLSTATE {})", code.code()),
                false => format!("{reason} (SQLSTATE {})", code.code()),
            };
            Error::Refused { host, reason }
        }
    }
}

/// An error with its causes.
fn words(error: &(dyn StdError + 'static)) -> String {
    let texts: Vec<String> = chain(error).map(ToString::to_string).collect();
    texts.join(": ")
}

fn chain<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |&error| error.source())
}
