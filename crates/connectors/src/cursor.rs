//! `DatetimeBasedCursor`: reading what is new since the last sync, in windows of time.

use jiff::Span;
use serde_json::Value;

use crate::error::Error;
use crate::expression::{Scope, Template, python_text};
use crate::fields::{Component, Fields};
use crate::moment::{self, Moment};
use crate::node::Item;
use crate::request::{Parts, RequestOption};
use crate::session::Session;
use crate::slice::Slice;

/// The format of `start_datetime` and `end_datetime` where nothing names one.
const DEFAULT_FORMAT: &str = "%Y-%m-%dT%H:%M:%S.%f%z";

/// The cursor of a stream.
#[derive(Debug)]
pub(crate) struct DatetimeCursor {
    field: Template,
    format: String,
    /// Formats records and states may have; the last one is `format`.
    formats: Vec<String>,
    start: Bounded,
    end: Option<Bounded>,
    start_option: Option<RequestOption>,
    end_option: Option<RequestOption>,
    /// Names of the window's ends in a slice.
    names: [Template; 2],
    step: Option<Template>,
    /// The unit by which windows keep apart.
    pub(crate) granularity: Option<Span>,
    lookback: Option<Template>,
    /// Pages end at the first record that is not new.
    pub(crate) is_feed: bool,
    /// The provider cannot filter: records that are not new are dropped here.
    pub(crate) is_client_side: bool,
    /// A window of one unit is no window.
    pub(crate) is_strict: bool,
    /// One state for all partitions.
    pub(crate) is_global: bool,
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

impl Component for DatetimeCursor {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "DatetimeBasedCursor" {
            return fields.refuse_kind("cursor");
        }
        // Whether the user may choose another field; here nobody does.
        fields.accept(&["allow_catalog_defined_cursor_field"]);
        let supported = fields.unsupported(&["clamping"]);
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
        let name = |key, default| match fields.template(key) {
            Some(Some(name)) => Some(name),
            Some(None) => fields.constant(key, default),
            None => None,
        };
        let names = [
            name("partition_field_start", "start_time")?,
            name("partition_field_end", "end_time")?,
        ];
        supported?;
        Some(DatetimeCursor {
            field: fields.required_template("cursor_field")?,
            format,
            formats,
            start,
            end,
            start_option: fields.optional("start_time_option")?,
            end_option: fields.optional("end_time_option")?,
            names,
            step,
            granularity,
            lookback: fields.template("lookback_window")?,
            is_feed: fields.flag("is_data_feed")?,
            is_client_side: fields.flag("is_client_side_incremental")?,
            is_strict: fields.flag("is_compare_strictly")?,
            is_global: fields.flag("global_substream_cursor")?,
        })
    }
}

impl DatetimeCursor {
    /// The field of a record that holds its time.
    pub(crate) fn field(&self, session: &Session) -> Result<String, Error> {
        self.field.text(&session.scope())
    }

    /// Puts the window of a slice into a request.
    pub(crate) fn options(
        &self,
        scope: &Scope<'_>,
        slice: &Slice,
        parts: &mut Parts,
    ) -> Result<(), Error> {
        for (option, name) in [&self.start_option, &self.end_option]
            .into_iter()
            .zip(&self.names)
        {
            if let Some(option) = option
                && let Some(value) = slice.window.get(&name.text(scope)?)
            {
                option.put(parts, scope, value.clone())?;
            }
        }
        Ok(())
    }

    /// Reads a cursor value by the first format that fits.
    pub(crate) fn parse(&self, value: &Value) -> Option<Moment> {
        let text = python_text(value);
        self.formats
            .iter()
            .find_map(|format| Moment::parse(&text, format))
    }

    /// Writes a moment as it goes into slices and states.
    pub(crate) fn write(&self, moment: Moment) -> String {
        moment.format(&self.format)
    }

    /// The configured beginning.
    pub(crate) fn start(&self, scope: &Scope<'_>) -> Result<Moment, Error> {
        self.start.moment(scope, &self.format)
    }

    /// The end: the configured one, else the present.
    pub(crate) fn end(&self, scope: &Scope<'_>) -> Result<Moment, Error> {
        match &self.end {
            Some(end) => end.moment(scope, &self.format),
            None => Ok(Moment::now()),
        }
    }

    /// The length of a window, where there are several.
    pub(crate) fn step(&self, scope: &Scope<'_>) -> Result<Option<Span>, Error> {
        span(self.step.as_ref(), scope)
    }

    /// How far before the state a sync begins.
    pub(crate) fn lookback(&self, scope: &Scope<'_>) -> Result<Option<Span>, Error> {
        span(self.lookback.as_ref(), scope)
    }

    /// Names of the window's ends.
    pub(crate) fn names(&self, scope: &Scope<'_>) -> Result<[String; 2], Error> {
        Ok([self.names[0].text(scope)?, self.names[1].text(scope)?])
    }
}

/// A duration, where the template gives one.
fn span(template: Option<&Template>, scope: &Scope<'_>) -> Result<Option<Span>, Error> {
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
