//! What the benches share.

pub mod usage;
