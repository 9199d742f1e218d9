//! The application, without a window: commands in one table, the life of a connection, the owner of tokens and its timer,
//! syncs, faults.
//!
//! The engine translates between the parts (`oauth`, `vault`, `connectors`, `store`), which never see each other. It knows
//! no window: the shell and the command line call it by its commands and listen to its events.

mod activity;
pub mod adding;
mod attention;
mod authorize;
pub mod browser;
mod calendar;
mod callers;
mod catalogue;
mod certificates;
mod check;
mod choice;
mod client_file;
mod clients;
pub mod clock;
pub mod commands;
mod connectors;
mod destinations;
mod discover;
mod doctor;
mod engine;
mod estimate;
mod events;
pub mod fault;
mod file;
mod general;
mod granted;
mod grants;
mod handoff;
mod history;
pub mod imported;
mod issuers;
mod life;
mod link;
mod lock;
pub mod log;
mod network;
mod notice;
mod personal;
mod policy;
mod progress;
pub mod protocol;
mod recovery;
mod sandbox;
mod schedule;
mod scopes;
mod secrets;
mod summaries;
mod sync;
mod timer;
mod tokens;
mod update;
mod user_columns;
pub mod view;
mod workbooks;

pub use attention::{Attention, Light};
pub use destinations::ExportFormat;
pub use engine::{Engine, OpenOptions};
pub use events::Event;
pub use fault::Fault;
pub use notice::{Notice, NoticeKind};
pub use url::Url;
