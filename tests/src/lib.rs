//! The test bench: everything that a journey needs around the app, real and private.
//!
//! A [`Session`] is a desktop without a screen: home, display, message bus, keychain. In it lives an [`App`] with its own
//! data folder; its [`Window`] is the real one under WebKitWebDriver, and the [`Browser`] is the user's Chromium, which
//! is shown what the app opens. [`servers`] holds what the app connects to. All of it ends with the value that holds it,
//! and also when the test is killed.
//!
//! Nothing here stands in for a part of Headwater: a journey drives the programs as they ship.

pub mod accessible;
mod app;
pub mod bill;
mod browser;
pub mod canaries;
pub mod connector;
pub mod data;
mod desktop;
mod disk;
mod effort;
mod error;
mod frames;
pub mod main_job;
pub mod measures;
mod page;
pub mod places;
mod process;
pub mod servers;
mod session;
mod stacking;
mod visitor;
mod window;
pub mod wizard;
pub mod workbook;

pub use app::App;
pub use browser::{Answer, Browser};
pub use desktop::{Desktop, Notification};
pub use disk::Disk;
pub use effort::Effort;
pub use error::{Error, Result};
pub use frames::Frames;
pub use page::Page;
pub use process::{Process, free_port, leashed, until};
pub use session::{Keyring, Session};
pub use stacking::WindowManager;
pub use visitor::Visitor;
pub use window::{Theme, Window, testid};
