//! Deliveries to servers, each against the real one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bucket;
mod clickhouse;
mod kills;
mod postgres;
mod tables;
