//! Connectors out of other formats: a catalogue of providers, OpenAPI and Swagger documents,
//! Postman collections.
//!
//! A file is data and possibly hostile: it is bounded in size, depth and repetition, names of
//! folders are made from a short alphabet, and secrets in it are left where they are. What cannot
//! be translated is said with its line, and never guessed.

mod catalogue;
mod connector;
mod draft;
mod error;
mod icon;
mod import;
mod json;
mod node;
mod note;
mod openapi;
mod postman;
mod streams;
mod write;
mod yaml;

use std::rc::Rc;

pub use connector::folder_name;
pub use draft::Imported;
pub use error::Error;
pub use icon::letter;
pub use import::{Import, Tally};
pub use note::{Kind, Note};
pub use write::{Written, clear, put, remove, text as yaml_text, write};

/// The longest file that is read, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// The kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileKind {
    /// A catalogue of providers.
    Catalogue,
    /// An OpenAPI 3 or Swagger 2 document.
    OpenApi,
    /// A Postman collection, version 2.
    Postman,
}

/// Reads the text of a file of any kind that is known.
///
/// # Errors
/// [`Error::TooLong`], [`Error::Unreadable`] with the line, [`Error::UnknownKind`]. A part of the
/// file that cannot be translated is no error but a note.
pub fn read(text: &str) -> Result<(FileKind, Import), Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::TooLong {
            bytes: text.len(),
            most: MAX_BYTES,
        });
    }
    let root = parse(text.trim_start_matches('\u{feff}'))?;
    let (kind, mut import) = if openapi::is_document(&root) {
        (FileKind::OpenApi, openapi::read(&root))
    } else if postman::is_collection(&root) {
        (FileKind::Postman, postman::read(&root))
    } else if catalogue::is_catalogue(&root) {
        (FileKind::Catalogue, catalogue::read(&root))
    } else {
        return Err(Error::UnknownKind);
    };
    import.rename(&|_| false);
    Ok((kind, import))
}

/// A manifest of the open format out of an OpenAPI document: a stream for each list that can be read
/// without knowing anything more.
///
/// # Errors
/// [`Error::TooLong`], [`Error::Unreadable`] with the line, [`Error::UnknownKind`] for a document that
/// describes no list.
pub fn manifest(text: &str) -> Result<serde_json::Value, Error> {
    if text.len() > MAX_BYTES {
        return Err(Error::TooLong {
            bytes: text.len(),
            most: MAX_BYTES,
        });
    }
    let root = parse(text.trim_start_matches('\u{feff}'))?;
    let found = openapi::is_document(&root).then(|| openapi::manifest(&root));
    found.flatten().ok_or(Error::UnknownKind)
}

fn parse(text: &str) -> Result<Rc<node::Node>, Error> {
    match text.trim_start().starts_with(['{', '[']) {
        true => json::parse(text),
        false => yaml::parse(text),
    }
}
