//! What the benches share.

pub mod records;
pub mod server;
pub mod usage;

/// A result of a bench, whose errors are for whoever runs it.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;
