//! Journeys of the engine through the sandbox: the whole way from consent to rows without a window, in seconds. The
//! same journeys through the real window, a real keychain and real products stand in `e2e`.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod account;
mod acme;
mod adding;
mod authorize;
mod choose;
mod clients;
mod clocks;
mod desk;
mod destinations;
mod faults;
mod grants;
mod handoff;
mod life;
mod machine;
mod paths;
mod reading;
mod refusals;
mod schedules;
mod scopes;
mod sync;
mod tokens;
mod vendors;
