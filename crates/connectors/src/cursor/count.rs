//! `IncrementingCountCursor`: reading what has a higher number than the last sync saw.

use crate::cursor::mark::Mark;
use crate::error::Error;
use crate::expression::{Missing, Scope, Takes, Template, python_text};
use crate::fields::Fields;

/// Where counting begins.
#[derive(Debug)]
pub(crate) struct Count {
    start: Option<Template>,
}

impl Count {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Count> {
        Some(Count {
            start: fields.template("start_value")?,
        })
    }

    /// The configured beginning, else zero.
    pub(super) fn start(&self, scope: &Scope<'_>) -> Result<Mark, Error> {
        let Some(template) = &self.start else {
            return Ok(Mark::Whole(0));
        };
        let value = template.value(scope, Missing::Fails, Takes::Anything)?;
        let count = match Mark::count(&value) {
            Some(Mark::Float(count)) => Some(count as i64),
            Some(Mark::Whole(count)) => Some(count),
            _ => python_text(&value).trim().parse().ok(),
        };
        count.map(Mark::Whole).ok_or_else(|| Error::Expression {
            template: template.source().to_owned(),
            place: template.place().clone(),
            reason: format!("gives {}, which is no whole number", python_text(&value)),
        })
    }
}
