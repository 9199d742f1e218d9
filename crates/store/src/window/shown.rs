//! The columns of a window: those of the source, then those that people added, each as SQL.

use jiff::civil::Date;

use crate::cell::CellType;
use crate::table::Table;
use crate::user_column::{Known, UserColumn};

/// A column that is shown, sorted and filtered by.
pub(super) struct Shown {
    pub name: String,
    pub cell: CellType,
    /// An expression over a row of the tab's table.
    pub sql: String,
    /// Somebody added it.
    pub user: bool,
}

/// The columns of a window, in order.
pub(super) fn shown(table: &Table, user: &[UserColumn], today: Date) -> Vec<Shown> {
    let known = Known::new(table, user, today);
    let source = table.columns.iter().map(|column| {
        let (sql, cell) = known.source(column);
        Shown {
            name: column.name.clone(),
            cell,
            sql,
            user: false,
        }
    });
    let added = user.iter().map(|column| {
        let (sql, cell) = known.user(column, 0);
        Shown {
            name: column.name.clone(),
            cell,
            sql,
            user: true,
        }
    });
    source.chain(added).collect()
}
