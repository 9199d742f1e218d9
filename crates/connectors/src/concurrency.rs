//! `ConcurrencyLevel`: how many slices of a source are read at a time.

use crate::error::Error;
use crate::expression::{Missing, Takes, Template, python_text};
use crate::fields::{Component, Fields};
use crate::session::Session;

/// What is allowed where the manifest says nothing.
const DEFAULT: usize = 4;

/// More than this gains nothing on one machine, whatever a manifest says.
const MOST: i64 = 40;

/// How many slices a manifest allows at a time.
#[derive(Debug)]
pub(crate) struct ConcurrencyLevel {
    default: Template,
    max: Option<i64>,
}

impl Component for ConcurrencyLevel {
    const DEFAULT: Option<&'static str> = Some("ConcurrencyLevel");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "ConcurrencyLevel" {
            return fields.refuse_kind("concurrency level");
        }
        let default = fields.required_template("default_concurrency")?;
        let max = fields.integer("max_concurrency")?;
        if default.mentions("config") && max.is_none() {
            return fields.refuse(
                "`max_concurrency` is missing, which is needed where the configuration decides",
            );
        }
        Some(ConcurrencyLevel { default, max })
    }
}

impl ConcurrencyLevel {
    /// The number of slices at a time, one at least.
    ///
    /// # Errors
    /// [`Error::Expression`] where the template gives no whole number.
    pub(crate) fn slices(level: Option<&Self>, session: &Session) -> Result<usize, Error> {
        let Some(level) = level else {
            return Ok(DEFAULT);
        };
        let value = level
            .default
            .value(&session.scope(), Missing::Fails, Takes::Anything)?;
        let count = value.as_i64().ok_or_else(|| Error::Expression {
            template: level.default.source().to_owned(),
            place: level.default.place().clone(),
            reason: format!("gives {}, which is no whole number", python_text(&value)),
        })?;
        let count = count.min(level.max.unwrap_or(MOST)).clamp(1, MOST);
        Ok(usize::try_from(count).unwrap_or(1))
    }
}
