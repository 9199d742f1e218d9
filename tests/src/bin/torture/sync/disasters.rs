//! What can happen to the database itself: no space, no right to write, damage. Each is said, and when it has passed the
//! next sync makes all whole.

use super::report::Disaster;
use crate::Result;

/// All of them, one after the other.
pub(super) async fn run() -> Result<Vec<Disaster>> {
    Ok(Vec::new())
}
