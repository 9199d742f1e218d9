//! The network ledger: how many requests went to which host.

use jiff::Timestamp;
use rusqlite::params;

use crate::database::Store;
use crate::error::Result;

/// Requests to one host.
#[derive(Clone, Debug, PartialEq)]
pub struct HostCount {
    /// Host and port.
    pub host: String,
    /// Requests.
    pub requests: u64,
    /// Of them, those that were not answered.
    pub failed: u64,
    /// When the last one went out.
    pub last_at: Timestamp,
}

impl Store {
    /// Adds to what was counted before.
    ///
    /// # Errors
    /// Those of every write.
    pub fn add_requests(&self, counts: &[HostCount]) -> Result<()> {
        self.write(|tx| {
            let mut add = tx.prepare_cached(
                "INSERT INTO hosts (host, requests, failed, last_at) VALUES (?1, ?2, ?3, ?4)
                 ON CONFLICT (host) DO UPDATE SET requests = requests + ?2, failed = failed + ?3,
                 last_at = max(last_at, ?4)",
            )?;
            for count in counts {
                let (requests, failed) = (count.requests as i64, count.failed as i64);
                add.execute(params![count.host, requests, failed, count.last_at])?;
            }
            Ok(())
        })
    }

    /// What was counted, the host that was last asked first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn hosts(&self) -> Result<Vec<HostCount>> {
        self.read(|tx| {
            let mut all = tx.prepare_cached(
                "SELECT host, requests, failed, last_at FROM hosts ORDER BY last_at DESC, host",
            )?;
            let rows = all.query_map([], |row| {
                Ok(HostCount {
                    host: row.get(0)?,
                    requests: row.get::<_, i64>(1)? as u64,
                    failed: row.get::<_, i64>(2)? as u64,
                    last_at: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }
}
