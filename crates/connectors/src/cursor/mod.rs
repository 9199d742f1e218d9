//! Cursors: reading what is new since the last sync.
//!
//! A [`Cursor`] is what the manifest says; a [`Plan`] the same with its expressions evaluated;
//! [`crate::progress::Progress`] how far a sync has come by it.

mod clamping;
mod count;
mod datetime;
mod interval;
mod mark;
mod plan;
mod windows;

use jiff::Span;
use serde_json::Value;

use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::request::{Parts, RequestOption};
use crate::session::Session;
use crate::slice::Slice;

use self::count::Count;
use self::datetime::Datetime;

pub(crate) use self::datetime::span;
pub(crate) use self::interval::Intervals;
pub(crate) use self::mark::Mark;
pub(crate) use self::plan::Plan;
pub(crate) use self::windows::{Window, Windows};

/// The cursor of a stream.
#[derive(Debug)]
pub(crate) struct Cursor {
    field: Template,
    /// The stream whose catalog may choose another field, where it may.
    open_to: Option<String>,
    kind: Kind,
    /// Where the window's ends go in a request.
    options: [Option<RequestOption>; 2],
    /// Names of the window's ends in a slice.
    names: [Template; 2],
    /// Pages end at the first record that is not new.
    pub(crate) is_feed: bool,
    /// The provider cannot filter: records that are not new are dropped here.
    pub(crate) is_client_side: bool,
    /// One state for all partitions.
    pub(crate) is_global: bool,
}

#[derive(Debug)]
enum Kind {
    Datetime(Box<Datetime>),
    Count(Count),
}

impl Component for Cursor {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let open = fields.flag("allow_catalog_defined_cursor_field")?;
        let open_to = open.then(String::new);
        match fields.kind() {
            "DatetimeBasedCursor" => {
                let kind = Datetime::read(fields);
                let options = [
                    fields.optional("start_time_option"),
                    fields.optional("end_time_option"),
                ];
                let names = [
                    name(fields, "partition_field_start", "start_time")?,
                    name(fields, "partition_field_end", "end_time")?,
                ];
                let [start, end] = options;
                Some(Cursor {
                    field: fields.required_template("cursor_field")?,
                    open_to,
                    kind: Kind::Datetime(Box::new(kind?)),
                    options: [start?, end?],
                    names,
                    is_feed: fields.flag("is_data_feed")?,
                    is_client_side: fields.flag("is_client_side_incremental")?,
                    is_global: fields.flag("global_substream_cursor")?,
                })
            }
            "IncrementingCountCursor" => Some(Cursor {
                field: fields.required_template("cursor_field")?,
                open_to,
                kind: Kind::Count(Count::read(fields)?),
                options: [fields.optional("start_value_option")?, None],
                names: [
                    fields.constant("start_value", "start")?,
                    fields.constant("start_value", "end")?,
                ],
                is_feed: false,
                is_client_side: false,
                is_global: false,
            }),
            _ => fields.refuse_kind("cursor"),
        }
    }
}

fn name(fields: &Fields<'_>, key: &'static str, default: &str) -> Option<Template> {
    match fields.template(key)? {
        Some(name) => Some(name),
        None => fields.constant(key, default),
    }
}

impl Cursor {
    /// The cursor of a stream.
    pub(crate) fn of(self, stream: &str) -> Cursor {
        let open_to = self.open_to.map(|_| stream.to_owned());
        Cursor { open_to, ..self }
    }

    /// Whether a catalog may choose another field.
    pub(crate) fn is_open(&self) -> bool {
        self.open_to.is_some()
    }

    /// The field of a record that holds its value: the catalog's where it may choose one, else the
    /// manifest's.
    ///
    /// # Errors
    /// [`Error::Expression`], and [`Error::Request`] where the catalog names a nested field.
    pub(crate) fn field(&self, session: &Session) -> Result<String, Error> {
        let chosen = self.open_to.as_ref().and_then(|stream| {
            let chosen = session.shared.cursor_fields.get()?;
            chosen.get(stream)
        });
        match chosen.map(Vec::as_slice) {
            Some([field]) if !field.is_empty() => Ok(field.clone()),
            Some([first, _, ..]) if !first.is_empty() => Err(Error::Request {
                place: self.field.place().clone(),
                reason: "the catalog names a nested `cursor_field`; it must be one field".into(),
            }),
            _ => self.field.text(&session.scope()),
        }
    }

    /// Whether it counts, so that it knows nothing of time.
    pub(crate) fn counts(&self) -> bool {
        matches!(self.kind, Kind::Count(_))
    }

    /// Whether it reads in several windows.
    pub(crate) fn has_step(&self) -> bool {
        matches!(&self.kind, Kind::Datetime(datetime) if datetime.step.is_some())
    }

    /// The unit by which windows keep apart, where there is one.
    pub(crate) fn granularity(&self) -> Option<Span> {
        match &self.kind {
            Kind::Datetime(datetime) => datetime.granularity,
            Kind::Count(_) => None,
        }
    }

    /// Names of the window's ends in a slice.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub(crate) fn names(&self, scope: &Scope<'_>) -> Result<[String; 2], Error> {
        Ok([self.names[0].text(scope)?, self.names[1].text(scope)?])
    }

    /// Puts the window of a slice into a request.
    pub(crate) fn options(
        &self,
        scope: &Scope<'_>,
        slice: &Slice,
        parts: &mut Parts,
    ) -> Result<(), Error> {
        for (option, name) in self.options.iter().zip(&self.names) {
            if let Some(option) = option
                && let Some(value) = slice.window.get(&name.text(scope)?)
            {
                option.put(parts, scope, value.clone())?;
            }
        }
        Ok(())
    }

    /// Reads a value of a record or a state; `None` where it has none of the cursor's forms.
    pub(crate) fn parse(&self, value: &Value) -> Option<Mark> {
        match &self.kind {
            Kind::Datetime(datetime) => datetime.parse(value).map(Mark::Moment),
            Kind::Count(_) => Mark::count(value),
        }
    }

    /// Writes a value as it goes into slices and states.
    pub(crate) fn write(&self, mark: Mark) -> Value {
        match (&self.kind, mark) {
            (Kind::Datetime(datetime), Mark::Moment(moment)) => datetime.write(moment).into(),
            (_, mark) => mark.number(),
        }
    }
}
