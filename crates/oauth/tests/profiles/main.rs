//! Every key of a profile, one row for each: the authorization URL, the token request and the refresh
//! request as a recording provider saw them, and how its answers are read.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod answer;
mod captured;
mod consent;
mod further;
mod recorder;
mod revoke;
mod shared;
#[path = "../support/mod.rs"]
mod support;
mod token;
