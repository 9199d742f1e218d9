//! The sample data and the API over it.

mod api;
mod dice;
mod rows;
mod source;
mod words;

pub(crate) use api::routes;
pub use source::{Change, Changed, Collection};
pub(crate) use source::{Source, milliseconds};
