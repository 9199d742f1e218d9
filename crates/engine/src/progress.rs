//! How far a sync is, said a few times a second and not once a page.

use std::time::{Duration, Instant};

use headwater_store::Stream;

use crate::engine::Engine;
use crate::view::{Progress, Topic};

/// Between two words about the same stream.
const PAUSE: Duration = Duration::from_millis(200);

/// Counts the rows of one stream and tells whoever listens.
pub(crate) struct Meter {
    engine: Engine,
    tab: Option<String>,
    progress: Progress,
    began: Instant,
    last: Option<Instant>,
}

impl Meter {
    /// A meter for the stream at `index` (from 0) of `of`.
    pub(crate) fn new(
        engine: &Engine,
        connection: &str,
        stream: &Stream,
        index: usize,
        of: u32,
    ) -> Self {
        let progress = Progress {
            connection: connection.to_owned(),
            stream: stream.name.clone(),
            index: u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1),
            of,
            rows: 0,
            rate: 0.0,
        };
        let meter = Self {
            engine: engine.clone(),
            tab: stream.tab.map(|tab| tab.to_string()),
            progress,
            began: Instant::now(),
            last: None,
        };
        meter.say();
        meter
    }

    /// Counts rows.
    pub(crate) fn add(&mut self, rows: u64) {
        self.progress.rows += rows;
        let seconds = self.began.elapsed().as_secs_f64();
        self.progress.rate = if seconds > 0.0 {
            self.progress.rows as f64 / seconds
        } else {
            0.0
        };
        // The first rows are said at once: they are what the user waits for.
        if self.last.is_none_or(|last| last.elapsed() >= PAUSE) {
            self.last = Some(Instant::now());
            self.say();
        }
    }

    /// The stream was read to its end.
    pub(crate) fn finish(self) {
        self.say();
        self.engine.events.changed(Topic::Workbooks);
        self.engine.connections_changed();
    }

    fn say(&self) {
        self.engine.events.progress(self.progress.clone());
        if let Some(tab) = &self.tab {
            self.engine.events.changed(Topic::Rows { tab: tab.clone() });
        }
    }
}
