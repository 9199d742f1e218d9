//! The embedded database: connections, streams with their state, workbooks and rows in one SQLite file, and windows
//! over the rows.
//!
//! [`Store`] is the one handle. Its methods lie with what they are about: connections, streams, workbooks, syncs,
//! activity, revocations, callers, hosts, schedules, notices; [`Load`] writes the rows of a stream and [`Store::window`] reads them. Other programs may read the file
//! while it is written: each tab is a table with one typed column per field of the records, nested values as JSON
//! text, and `_hw_key`, `_hw_extracted_at`, `_hw_sync` (which sync last wrote the row) and `_hw_deleted` (which sync found
//! it gone at the source; null while it is there).
//!
//! Deliberately absent: secrets (they are the vault's; no type here can hold one), a clock (times come from the caller)
//! and any meaning of the JSON that the engine keeps here.

#[cfg(test)]
extern crate self as headwater_store;

mod activity;
mod caller;
mod cell;
mod choice;
mod connection;
mod database;
mod destination;
mod error;
mod formula;
mod history;
mod host;
mod load;
mod mode;
mod name;
mod notice;
mod outgoing;
mod recover;
mod removed;
mod revocation;
mod schedule;
mod schema;
mod stream;
mod sync;
mod table;
mod text;
mod user_column;
mod window;
mod word;
mod workbook;

pub use activity::Activity;
pub use caller::Caller;
pub use cell::{CellType, EXACT};
pub use choice::{Choice, ColumnChoice, Field, Hash, Treatment};
pub use connection::{Change, Connection, ConnectionState, GrantKind, Step, TableFate};
pub use database::Store;
pub use destination::Destination;
pub use error::{Error, Result};
pub use formula::{Function, Mistake, Reason};
pub use history::{ChangedCell, ChangedRow, Changes, Group, HISTORY_DAYS, Point};
pub use host::HostCount;
pub use load::{Finished, Load, LoadOptions, Record, Written};
pub use mode::Mode;
pub use notice::Notice;
pub use outgoing::{Holds, Outgoing, OutgoingCell, OutgoingRow};
pub use recover::{RecoveredTab, Recovery};
pub use revocation::Revocation;
pub use schedule::{Schedule, Standing};
pub use schema::SchemaChange;
pub use stream::{Discovered, Stream};
pub use sync::Sync;
pub use table::Column;
pub use user_column::{UserColumn, UserKind};
pub use window::{
    Bar, Chart, Charted, Filter, FilterOp, Find, Found, Frequent, MAX_ROWS, Ordering, Profile,
    Query, Sort, Span, Totals, Window,
};
pub use workbook::{Entity, Tab};
