//! `DatetimeBasedCursor`: reading what is new since the last sync, in windows of time.

use jiff::Span;
use serde_json::Value;

use crate::cursor::clamping::Clamping;
use crate::error::Error;
use crate::expression::{Scope, Template, python_text};
use crate::fields::{Component, Fields};
use crate::moment::{self, Moment};
use crate::node::Item;

/// The format of `start_datetime` and `end_datetime` where nothing names one.
const DEFAULT_FORMAT: &str = "%Y-%m-%dT%H:%M:%S.%f%z";

/// What of a cursor has to do with time.
#[derive(Debug)]
pub(crate) struct Datetime {
    format: String,
    /// Formats records and states may have; the last one is `format`.
    formats: Vec<String>,
    start: Bounded,
    end: Option<Bounded>,
    pub(super) step: Option<Template>,
    /// The unit by which windows keep apart.
    pub(super) granularity: Option<Span>,
    pub(super) lookback: Option<Template>,
    pub(super) clamping: Option<Clamping>,
    /// A window of one unit is no window.
    pub(super) is_strict: bool,
}

/// `MinMaxDatetime`: a time between two others.
#[derive(Debug)]
struct Bounded {
    time: Template,
    format: Option<String>,
    least: Option<Template>,
    most: Option<Template>,
}

impl Component for Bounded {
    const DEFAULT: Option<&'static str> = Some("MinMaxDatetime");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Bounded {
            time: fields.required_template("datetime")?,
            format: fields
                .text("datetime_format")?
                .filter(|format| !format.is_empty()),
            least: fields.template("min_datetime")?,
            most: fields.template("max_datetime")?,
        })
    }
}

impl Bounded {
    fn read_field(fields: &Fields<'_>, key: &'static str) -> Option<Option<Bounded>> {
        let Some(node) = fields.node(key) else {
            return Some(None);
        };
        match &node.item {
            Item::Map(_) => fields.optional(key),
            Item::Text(text) if text.is_empty() => Some(None),
            _ => Some(Some(Bounded {
                time: fields.template_of(key, &node)?,
                format: None,
                least: None,
                most: None,
            })),
        }
    }

    fn moment(&self, scope: &Scope<'_>, format: &str) -> Result<Moment, Error> {
        let format = self.format.as_deref().unwrap_or(if format.is_empty() {
            DEFAULT_FORMAT
        } else {
            format
        });
        let parse = |template: &Template| -> Result<Option<Moment>, Error> {
            let text = template.text(scope)?;
            if text.is_empty() {
                return Ok(None);
            }
            match Moment::parse(&text, format) {
                Some(moment) => Ok(Some(moment)),
                None => Err(wrong(
                    template,
                    format!("gives `{text}`, which does not match `{format}`"),
                )),
            }
        };
        let time = parse(&self.time)?.ok_or_else(|| wrong(&self.time, "gives nothing".into()))?;
        let time = match &self.least {
            Some(least) => parse(least)?.map_or(time, |least| time.max(least)),
            None => time,
        };
        Ok(match &self.most {
            Some(most) => parse(most)?.map_or(time, |most| time.min(most)),
            None => time,
        })
    }
}

fn wrong(template: &Template, reason: String) -> Error {
    Error::Expression {
        template: template.source().to_owned(),
        place: template.place().clone(),
        reason,
    }
}

impl Datetime {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Datetime> {
        let format = fields.required_text("datetime_format")?;
        let mut formats = fields.texts("cursor_datetime_formats")?;
        formats.push(format.clone());
        let start = Bounded::read_field(fields, "start_datetime")?;
        let Some(start) = start else {
            return fields.refuse("`start_datetime` is missing");
        };
        let end = Bounded::read_field(fields, "end_datetime")?;
        let granularity = match fields.text("cursor_granularity")? {
            None => None,
            Some(text) => match moment::duration(&text) {
                Some(span) => Some(span),
                None => return fields.refuse(format!("`{text}` is no ISO 8601 duration")),
            },
        };
        let step = fields.template("step")?;
        if step.is_some() != granularity.is_some() {
            return fields.refuse("`step` and `cursor_granularity` go together");
        }
        Some(Datetime {
            format,
            formats,
            start,
            end,
            step,
            granularity,
            lookback: fields.template("lookback_window")?,
            clamping: fields.optional("clamping")?,
            is_strict: fields.flag("is_compare_strictly")?,
        })
    }

    /// Reads a cursor value by the first format that fits.
    pub(super) fn parse(&self, value: &Value) -> Option<Moment> {
        let text = python_text(value);
        self.formats
            .iter()
            .find_map(|format| Moment::parse(&text, format))
    }

    /// Writes a moment as it goes into slices and states.
    pub(super) fn write(&self, moment: Moment) -> String {
        moment.format(&self.format)
    }

    /// The configured beginning.
    pub(super) fn start(&self, scope: &Scope<'_>) -> Result<Moment, Error> {
        self.start.moment(scope, &self.format)
    }

    /// The end: the configured one, else the present.
    pub(super) fn end(&self, scope: &Scope<'_>) -> Result<Moment, Error> {
        match &self.end {
            Some(end) => end.moment(scope, &self.format),
            None => Ok(Moment::now()),
        }
    }
}

/// A duration, where the template gives one.
///
/// # Errors
/// [`Error::Expression`] where what it gives is none.
pub(crate) fn span(template: Option<&Template>, scope: &Scope<'_>) -> Result<Option<Span>, Error> {
    let Some(template) = template else {
        return Ok(None);
    };
    let text = template.text(scope)?;
    if text.is_empty() {
        return Ok(None);
    }
    let unread = || {
        wrong(
            template,
            format!("gives `{text}`, which is no ISO 8601 duration"),
        )
    };
    moment::duration(&text).map(Some).ok_or_else(unread)
}
