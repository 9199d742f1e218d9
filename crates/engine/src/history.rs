//! What changed in a tab since one of its syncs.

use headwater_store as store;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{ChangeGroup, ChangedCellView, ChangedRowView, ChangesView, PointView};
use crate::workbooks::{hold_in_javascript, number};

/// Rows of a page of changes.
const PAGE: usize = 100;

impl Engine {
    /// The syncs that a tab can be compared with, the latest first.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn points(&self, tab: String) -> Result<Vec<PointView>, Fault> {
        let tab = number(&tab, "tab")?;
        let points = self.store(move |store| store.points(tab)).await?;
        let seen = points.into_iter().map(|point| PointView {
            sync: point.sync.to_string(),
            at: point.at.to_string(),
            rows: point.rows,
        });
        Ok(seen.collect())
    }

    /// What changed in a tab since a sync, with a page of one group.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem) for a tab that is gone.
    pub async fn changes(
        &self,
        tab: String,
        since: String,
        group: ChangeGroup,
        offset: u32,
    ) -> Result<ChangesView, Fault> {
        let (tab, since) = (number(&tab, "tab")?, number(&since, "sync")?);
        let group = match group {
            ChangeGroup::Added => store::Group::Added,
            ChangeGroup::Changed => store::Group::Changed,
            ChangeGroup::Removed => store::Group::Removed,
        };
        let changes = self
            .store(move |store| store.changes(tab, since, group, offset as usize, PAGE))
            .await?;
        Ok(ChangesView {
            added: changes.added,
            changed: changes.changed,
            removed: changes.removed,
            rows: changes.rows.into_iter().map(seen).collect(),
        })
    }

    /// For how many days the workbook of an entity keeps history; 0: not at all.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn history_days(&self, entity: String) -> Result<u32, Fault> {
        let entity = number(&entity, "entity")?;
        self.store(move |store| store.history_days(entity)).await
    }

    /// Sets for how many days the workbook of an entity keeps history.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn set_history_days(&self, entity: String, days: u32) -> Result<(), Fault> {
        let entity = number(&entity, "entity")?;
        self.store(move |store| store.set_history_days(entity, days))
            .await
    }
}

fn seen(row: store::ChangedRow) -> ChangedRowView {
    let cells = row.cells.into_iter().map(|mut cell| {
        hold_in_javascript(&mut cell.before);
        hold_in_javascript(&mut cell.after);
        ChangedCellView {
            column: cell.column,
            before: cell.before,
            after: cell.after,
        }
    });
    ChangedRowView {
        key: row.key,
        cells: cells.collect(),
    }
}
