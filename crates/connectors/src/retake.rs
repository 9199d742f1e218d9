//! What is done where a provider takes a page in another way only: the pages from the beginning
//! (`pagination_reset`), a smaller page (`page_size_reduction`), a shorter window
//! (`request_window_splitting`).

use std::time::Duration;

use jiff::{SignedDuration, Span, SpanRelativeTo};

use crate::cursor::Mark;
use crate::error::{Error, Wanted};
use crate::fields::{Component, Fields};
use crate::moment::{self, Moment};
use crate::record::Record;
use crate::session::Session;
use crate::slice::Slice;
use crate::stream::Stream;

/// Most times a window is halved.
const DEEPEST_SPLIT: u32 = 10;

/// The three ways, as a retriever has them.
#[derive(Debug, Default)]
pub(crate) struct Retakes {
    reset: Reset,
    reduction: Option<Reduction>,
    splitting: Option<Splitting>,
}

/// `PaginationReset`. Without one, pages may begin again once.
#[derive(Debug, Default)]
struct Reset {
    /// Goes on from the newest record read, instead of from the window's beginning.
    by_cursor: bool,
    /// Records after which the pages begin again without being told.
    limit: Option<Limit>,
}

/// `PaginationResetLimits`.
#[derive(Debug)]
struct Limit(Option<usize>);

/// `PageSizeReduction`.
#[derive(Debug)]
struct Reduction {
    factor: f64,
    least: i64,
    attempts: u32,
    /// Seconds before the first try with a smaller page; the second waits twice as long.
    wait: f64,
    retries_at_least: u32,
    /// Whether a page that came brings the size back.
    recovers: bool,
    words: Option<String>,
}

/// `RequestWindowSplitting`.
#[derive(Debug)]
struct Splitting {
    least: Option<Span>,
    words: Option<String>,
}

impl Component for Reset {
    const DEFAULT: Option<&'static str> = Some("PaginationReset");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let by_cursor = match fields.required_text("action")?.as_str() {
            "RESET" => false,
            "SPLIT_USING_CURSOR" => true,
            other => return fields.refuse(format!("the action {other} is not supported")),
        };
        let limit = fields.optional("limits")?;
        Some(Reset { by_cursor, limit })
    }
}

impl Component for Limit {
    const DEFAULT: Option<&'static str> = Some("PaginationResetLimits");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let records = fields.integer("number_of_records")?;
        Some(Limit(records.and_then(|number| number.try_into().ok())))
    }
}

impl Component for Reduction {
    const DEFAULT: Option<&'static str> = Some("PageSizeReduction");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let count = |key, default: u32| -> Option<u32> {
            let count = fields.integer(key)?;
            Some(
                count
                    .and_then(|count| count.try_into().ok())
                    .unwrap_or(default),
            )
        };
        let factor = fields.number("reduction_factor")?.unwrap_or(2.0);
        if factor <= 1.0 {
            return fields.refuse("`reduction_factor` must be above 1");
        }
        Some(Reduction {
            factor,
            least: fields.integer("minimum_page_size")?.unwrap_or(1).max(1),
            attempts: count("max_attempts", 5)?,
            wait: fields.number("backoff_seconds")?.unwrap_or(0.5),
            retries_at_least: count("retries_at_minimum_page_size", 0)?,
            recovers: fields.text("reset_policy")?.as_deref() == Some("AFTER_SUCCESSFUL_PAGE"),
            words: fields.text("failure_message")?,
        })
    }
}

impl Component for Splitting {
    const DEFAULT: Option<&'static str> = Some("RequestWindowSplitting");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let least = match fields.text("min_split_window")? {
            None => None,
            Some(text) => match moment::duration(&text) {
                Some(span) => Some(span),
                None => return fields.refuse(format!("`{text}` is no ISO 8601 duration")),
            },
        };
        Some(Splitting {
            least,
            words: fields.text("failure_message")?,
        })
    }
}

impl Retakes {
    /// Reads the fields of a retriever that have to do with it.
    pub(crate) fn read(fields: &Fields<'_>) -> Option<Retakes> {
        let reset: Option<Reset> = fields.optional("pagination_reset")?;
        Some(Retakes {
            reset: reset.unwrap_or_default(),
            reduction: fields.optional("page_size_reduction")?,
            splitting: fields.optional("request_window_splitting")?,
        })
    }

    /// Whether pages begin again after a number of records.
    pub(crate) fn has_limit(&self) -> bool {
        self.reset.limit.is_some()
    }

    /// Whether what was read of a page says where the next one begins.
    pub(crate) fn looks_back(&self) -> bool {
        self.has_limit() || self.reset.by_cursor
    }

    /// Whether the retriever says how to give what an error handler may ask for.
    pub(crate) fn gives(&self, wanted: Wanted) -> bool {
        match wanted {
            Wanted::FirstPage => true,
            Wanted::SmallerPage => self.reduction.is_some(),
            Wanted::SmallerWindow => self.splitting.is_some(),
        }
    }

    /// Two windows that are `slice` together; an error where it cannot be any shorter. `depth` is
    /// how often it was halved before.
    pub(crate) fn halves(
        &self,
        session: &Session,
        stream: &Stream,
        slice: &Slice,
        depth: u32,
        refusal: Error,
    ) -> Result<[Slice; 2], Error> {
        let Some(splitting) = self.splitting.as_ref().filter(|_| depth < DEEPEST_SPLIT) else {
            return Err(refusal);
        };
        let halves = halves(session, stream, slice, splitting.least)?;
        halves.ok_or_else(|| with_words(refusal, splitting.words.as_deref()))
    }
}

/// Appends the manifest's own words to those of an error.
fn with_words(error: Error, words: Option<&str>) -> Error {
    match (error, words) {
        (
            Error::Page {
                url,
                wanted,
                message,
            },
            Some(words),
        ) => Error::Page {
            url,
            wanted,
            message: format!("{message} {words}").trim().to_owned(),
        },
        (error, _) => error,
    }
}

/// The two halves of a window, apart by the cursor's unit; none where it is too short for two.
fn halves(
    session: &Session,
    stream: &Stream,
    slice: &Slice,
    least: Option<Span>,
) -> Result<Option<[Slice; 2]>, Error> {
    let Some(cursor) = &stream.cursor else {
        return Ok(None);
    };
    let Some(unit) = cursor.granularity() else {
        return Ok(None);
    };
    let [start_name, end_name] = cursor.names(&session.scope())?;
    let read = |name: &str| cursor.parse(slice.window.get(name)?)?.moment();
    let (Some(start), Some(end)) = (read(&start_name), read(&end_name)) else {
        return Ok(None);
    };
    let day = SpanRelativeTo::days_are_24_hours();
    let seconds = |span: Span| span.to_duration(day).ok().map(|time| time.as_secs_f64());
    let (Some(unit), least) = (seconds(unit), least.and_then(seconds)) else {
        return Ok(None);
    };
    let span = end.instant().duration_since(start.instant()).as_secs_f64();
    if span <= 0.0 || least.is_some_and(|least| span <= least) {
        return Ok(None);
    }
    let units = (span / unit).floor() + 1.0;
    if units <= 1.0 {
        return Ok(None);
    }
    let first = (units / 2.0).floor() * unit - unit;
    let after = |seconds: f64| {
        let time = SignedDuration::try_from_secs_f64(seconds).ok()?;
        start.plus(Span::try_from(time).ok()?)
    };
    let (Some(first_end), Some(second_start)) = (after(first), after(first + unit)) else {
        return Ok(None);
    };
    if !(start <= first_end && first_end < second_start && second_start <= end) {
        return Ok(None);
    }
    let window = |from: Moment, to: Moment| {
        let mut window = slice.window.clone();
        window.insert(start_name.clone(), cursor.write(Mark::Moment(from)));
        window.insert(end_name.clone(), cursor.write(Mark::Moment(to)));
        Slice::new(slice.partition.clone(), window)
    };
    Ok(Some([window(start, first_end), window(second_start, end)]))
}

/// How far the pages of one slice have been taken.
pub(crate) struct Taking<'a> {
    stream: &'a Stream,
    original: &'a Slice,
    /// The rest of the window, where pages began again from the newest record.
    rest: Option<Slice>,
    /// Records since the pages began.
    count: usize,
    newest: Option<Mark>,
    /// How often the same pages began again.
    resets: u32,
    /// The page's size, where it was made smaller.
    size: Option<i64>,
    reductions: u32,
    retries: u32,
}

impl<'a> Taking<'a> {
    pub(crate) fn new(stream: &'a Stream, original: &'a Slice) -> Taking<'a> {
        Taking {
            stream,
            original,
            rest: None,
            count: 0,
            newest: None,
            resets: 0,
            size: None,
            reductions: 0,
            retries: 0,
        }
    }

    /// The slice to ask for.
    pub(crate) fn slice(&self) -> &Slice {
        self.rest.as_ref().unwrap_or(self.original)
    }

    /// The page size to ask for, where it is another than the manifest's.
    pub(crate) fn size(&self) -> Option<i64> {
        self.size
    }

    /// Takes note of a page that came. Says whether the pages shall begin again because there
    /// were as many records as the provider gives.
    pub(crate) fn came(&mut self, session: &Session, records: &[Record]) -> Result<bool, Error> {
        let retakes = &self.stream.retriever.retakes;
        self.reductions = 0;
        self.retries = 0;
        if retakes
            .reduction
            .as_ref()
            .is_some_and(|reduction| reduction.recovers)
        {
            self.size = None;
        }
        self.count += records.len();
        if retakes.reset.by_cursor
            && let Some(cursor) = &self.stream.cursor
        {
            let field = cursor.field(session)?;
            let marks = records
                .iter()
                .filter_map(|record| cursor.parse(&record.field(&field)?));
            self.newest = self.newest.into_iter().chain(marks).max();
        }
        let limit = retakes.reset.limit.as_ref().and_then(|limit| limit.0);
        Ok(limit.is_some_and(|limit| self.count >= limit))
    }

    /// Begins the pages again: from the newest record where the manifest says so, else from the
    /// window's beginning, once. `refusal` is what there is to say where that cannot help.
    pub(crate) fn begin_again(&mut self, session: &Session, refusal: Error) -> Result<(), Error> {
        self.count = 0;
        let by_cursor = self.stream.retriever.retakes.reset.by_cursor;
        let Some(cursor) = self.stream.cursor.as_ref().filter(|_| by_cursor) else {
            self.resets += 1;
            return if self.resets > 1 {
                Err(refusal)
            } else {
                Ok(())
            };
        };
        let [start, _] = cursor.names(&session.scope())?;
        let Some(newest) = self.newest else {
            return Err(refusal);
        };
        let mut window = self.original.window.clone();
        let from = cursor.write(newest);
        // From where it began before, it would come to the same end.
        if self.slice().window.get(&start) == Some(&from) {
            return Err(refusal);
        }
        window.insert(start, from);
        self.rest = Some(Slice::new(self.original.partition.clone(), window));
        Ok(())
    }

    /// Makes the page smaller and waits, or only waits where it is as small as it may be.
    pub(crate) async fn shrink(
        &mut self,
        session: &Session,
        size: Option<i64>,
        refusal: Error,
    ) -> Result<(), Error> {
        let reduction = self.stream.retriever.retakes.reduction.as_ref();
        let (Some(reduction), Some(size)) = (reduction, self.size.or(size)) else {
            return Err(refusal);
        };
        let smaller = ((size as f64 / reduction.factor).floor() as i64).max(reduction.least);
        let times = if smaller < size {
            self.reductions += 1;
            self.size = Some(smaller);
            (self.reductions <= reduction.attempts).then_some(self.reductions)
        } else {
            self.retries += 1;
            (self.retries <= reduction.retries_at_least).then_some(self.retries)
        };
        let Some(times) = times else {
            return Err(with_words(refusal, reduction.words.as_deref()));
        };
        tracing::info!(size = self.size, "asking for the page again");
        let wait = Duration::try_from_secs_f64(reduction.wait * f64::from(times));
        session.pause(wait.unwrap_or_default()).await
    }
}
