//! Ways out of a workbook: files and servers that the rows of its tabs are delivered to.
//!
//! What goes in is Arrow: a [`Table`] says what a tab is called and which columns it has, a [`Delivery`] which rows come,
//! and batches of at most [`BATCH`] rows follow. Each destination is a module with a type of its own, and each type has
//! the same four steps: `test`, `begin` a delivery, `write` each batch, `finish`. A load that is dropped before `finish`,
//! or whose process is killed, leaves the target as it was: old or new, never half. How far a target is stands in the
//! target itself and changes together with the rows.
//!
//! Deliberately absent: the store, the keychain and the clock. Passwords come as `secrecy::SecretString` and stand in no
//! error.

pub mod bucket;
pub mod clickhouse;
pub mod postgres;

pub mod csv;
mod error;
mod export;
mod file;
mod lines;
pub mod parquet;
mod table;
mod time;
mod trust;
pub mod xlsx;

pub use error::{Error, Result};
pub use export::{Export, Format};
pub use table::{
    BATCH, DELETED, Delivery, EXTRACTED_AT, KEY, OWN_COLUMNS, Place, Rows, SYNC, Table,
};
