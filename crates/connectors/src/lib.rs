//! The open connector format, run natively, and the catalogue.
//!
//! A [`Manifest`] is a declarative description of a source in Airbyte's low-code format
//! (`DeclarativeSource`). It is read once, without a configuration: everything it uses that is
//! not supported is named with file, line, path and component, stream by stream, and the other
//! streams run. A [`Source`] binds it to a configuration and, where the connection has a grant of
//! its own, to a [`TokenSource`]; then it can be checked, discovered and read.
//!
//! ```text
//! requester → decoder → extractor → filter → transformations → batch
//!     ↑ paginator · partition router · cursor                    ↓ state
//! ```
//!
//! Each role of the format has a file, and its types build themselves from the manifest.
//! Deliberately absent: running the Python of custom components, and anything that writes to the
//! provider.
//!
//! Beyond the format there are types of our own. For spreadsheets: `HeaderRowExtractor` turns rows
//! under a header row into records, `HeaderRowSchemaLoader` makes the schema from that row. For
//! APIs that nobody described: `FirstListExtractor` and `NextLinkPagination`. For records that carry
//! lists under names, such as a history of properties: `EntriesExtractor`. For values that only the provider knows, such
//! as the data centre of an account: `ConfigFromCall`.

mod access;
mod address;
mod answer;
mod authenticator;
mod body;
mod budget;
mod catalogue;
mod check;
mod concurrency;
mod config_call;
mod config_changes;
mod content;
mod cursor;
mod decoder;
mod delegate;
mod dynamic;
mod entries;
mod error;
mod error_handler;
mod exchange;
mod expression;
mod extractor;
mod fields;
mod file_uploader;
mod files;
mod first_list;
#[cfg(feature = "fuzzing")]
#[doc(hidden)]
pub mod fuzzing;
mod glance;
mod hosts;
mod job;
mod json_schema;
mod manifest;
mod migration;
mod moment;
mod next_link;
mod node;
mod normalize;
mod outlet;
mod page;
mod pages;
mod paginator;
mod parent;
mod partition;
mod partition_state;
mod pieces;
mod progress;
pub mod protocol;
mod query_properties;
mod reader;
mod record;
mod redirect;
mod reference;
mod renewed;
mod repeats;
mod request;
mod requester;
mod retake;
mod scan;
mod schema;
mod selector;
mod session;
mod slice;
mod slices;
mod source;
mod spec;
mod stream;
mod stream_group;
mod survey;
mod taken;
mod transformation;
mod trial;
mod value;
mod yaml;

pub use crate::access::{AccessToken, TokenAsk, TokenSource};
pub use crate::catalogue::{
    Access, AdminApproval, Asked, AskedKind, Auth, Catalogue, Choice, ClientRule, Connector, Given,
    Input, Maturity, Scope, Source as CitedSource, Variant as AskedVariant, asked,
};
pub use crate::config_changes::ConfigChanges;
pub use crate::error::{AccessError, Error, Place, Problem, Refusal, Unreached, Wanted};
pub use crate::file_uploader::FileReference;
pub use crate::glance::Glance;
pub use crate::manifest::Manifest;
pub use crate::record::{Batch, Raw, Record};
pub use crate::renewed::{Hold, Keeper};
pub use crate::scan::Field;
pub use crate::source::{Source, StreamInfo};
pub use crate::spec::{Consent, Output, Prepared, ScopeJoin, Spec};
pub use crate::survey::{SignIn, Survey, config_path, patterns, survey};
pub use crate::trial::{Told, ToldAnswer, ToldRequest};
