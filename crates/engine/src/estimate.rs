//! How many rows a stream has, before it is read.

use headwater_connectors::Glance;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{Extent, RowEstimate};

impl Engine {
    /// Asks for one page of a stream and tells what it says of the whole; nothing where a page cannot say it, or where the
    /// stream's permission is missing. Nothing is kept.
    ///
    /// # Errors
    /// The source's faults.
    pub async fn estimate_rows(
        &self,
        id: String,
        stream: String,
    ) -> Result<Option<RowEstimate>, Fault> {
        let connection = self.stored(&id).await?;
        if self.scope_fault(&connection, &stream).is_some() {
            return Ok(None);
        }
        let source = self.source(&connection).await?;
        let glance = source.glance(&stream, &self.closing).await?;
        Ok(glance.and_then(estimate))
    }
}

fn estimate(glance: Glance) -> Option<RowEstimate> {
    let (rows, extent) = match glance {
        Glance {
            read, is_all: true, ..
        } => (read, Extent::All),
        Glance {
            total: Some(total), ..
        } => (total, Extent::About),
        // An empty page that is not the last says nothing.
        Glance { read: 0, .. } => return None,
        Glance { read, .. } => (read, Extent::MoreThan),
    };
    Some(RowEstimate { rows, extent })
}
