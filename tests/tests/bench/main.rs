//! The bench proves itself: each part of it once, against the real thing, so that a journey's failure is the app's.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod consent;
mod session;
mod window;
