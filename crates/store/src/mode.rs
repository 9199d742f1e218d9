//! How a stream is synced.

use crate::word::words;

words! {
    /// How a stream is synced.
    pub enum Mode {
        /// Everything each time, in the place of what there was; rows whose key is gone at the source are marked.
        FullRefreshReplace = "full_refresh_replace",
        /// Everything each time, beside what earlier syncs read: each refresh is a set of rows of its own.
        FullRefreshAppend = "full_refresh_append",
        /// Only what is new or changed, from the kept state on; each version of a record is a row.
        IncrementalAppend = "incremental_append",
        /// Only what is new or changed, from the kept state on; one row for each key, the latest version.
        IncrementalAppendDedupe = "incremental_append_dedupe",
    }
}

impl Mode {
    /// Whether everything is read each time.
    pub fn is_full(self) -> bool {
        matches!(self, Mode::FullRefreshReplace | Mode::FullRefreshAppend)
    }

    /// The modes that a stream can be synced in, the best first: only a source that tells what changed can be read
    /// incrementally, and only rows with a key can be merged.
    pub fn of(incremental: bool, keyed: bool) -> Vec<Mode> {
        use Mode::*;
        match (incremental, keyed) {
            (true, true) => vec![
                IncrementalAppendDedupe,
                IncrementalAppend,
                FullRefreshReplace,
                FullRefreshAppend,
            ],
            (true, false) => vec![FullRefreshReplace, FullRefreshAppend, IncrementalAppend],
            (false, _) => vec![FullRefreshReplace, FullRefreshAppend],
        }
    }
}
