//! Deliveries to servers, each against the real one, and files in the programs that read them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod bucket;
mod clickhouse;
#[allow(dead_code)] // Journeys need more of it.
#[path = "../journeys/desk.rs"]
mod desk;
mod kills;
mod postgres;
mod readers;
mod tables;
mod workbook;
