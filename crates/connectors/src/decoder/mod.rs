//! Decoders: what turns an answer's body into JSON documents, one after the other.
//!
//! What comes line by line is read line by line: a decoder holds one record, whatever the body's
//! size. Bodies that are compressed are told by their first bytes, not by their headers, because
//! the network layer may have unpacked them already.

mod csv;
mod items;
mod lines;
mod recode;
mod unpack;
mod xml;
mod zip;

use std::io::{BufReader, Read};

use serde_json::Value;

pub(crate) use self::csv::Csv;
use self::items::Items;
use crate::content::Content;
use crate::fields::{Component, Fields};

/// A decoder of the manifest.
#[derive(Debug, Default)]
pub(crate) enum Decoder {
    /// `JsonDecoder`: the body is one document; the entries of a list count each as one.
    #[default]
    Json,
    /// `JsonlDecoder`: each line is a document. Lines that are no JSON are passed over.
    Lines,
    /// `JsonItemsDecoder`: the entries of lists deep in one document.
    Items(Items),
    /// `CsvDecoder`: each row is a document, under the names of the first row.
    Csv(Csv),
    /// `GzipDecoder`: what another decoder makes of the unpacked body.
    Gzip(Box<Decoder>),
    /// `ZipfileDecoder`: what another decoder makes of each file in the archive.
    Zip(Box<Decoder>),
    /// `XmlDecoder`: the body is one document; see [`xml`].
    Xml,
    /// `IterableDecoder`: each line is a text under `record`.
    Text,
}

/// The documents of a body; an error, told in words, is the last.
pub(crate) type Documents<'a> = Box<dyn Iterator<Item = Result<Value, String>> + Send + 'a>;

/// The longest line, row or entry, in bytes: what is longer does not end, or is no record.
const LONGEST: usize = if cfg!(test) { 1 << 16 } else { 64 << 20 };

/// A body, read from its beginning to its end.
type Body = Box<dyn Read + Send>;

impl Component for Decoder {
    const DEFAULT: Option<&'static str> = Some("JsonDecoder");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(match fields.kind() {
            "JsonDecoder" => Decoder::Json,
            "JsonlDecoder" => Decoder::Lines,
            "JsonItemsDecoder" => Decoder::Items(Items::read(fields)?),
            "CsvDecoder" => Decoder::Csv(Csv::read(fields)?),
            "GzipDecoder" => Decoder::Gzip(Box::new(inner(fields)?)),
            "ZipfileDecoder" => Decoder::Zip(Box::new(inner(fields)?)),
            "XmlDecoder" => Decoder::Xml,
            "IterableDecoder" => Decoder::Text,
            _ => return fields.refuse_kind("decoder"),
        })
    }
}

/// The decoder inside; only those that read a stream of bytes may stand there.
fn inner(fields: &Fields<'_>) -> Option<Decoder> {
    match fields.required("decoder")? {
        Decoder::Zip(_) | Decoder::Xml | Decoder::Text => {
            fields.refuse(format!("its `decoder` cannot stand in a {}", fields.kind()))
        }
        decoder => Some(decoder),
    }
}

impl Decoder {
    /// Whether it is the plain one, for which there is a shorter way.
    pub(crate) fn is_json(&self) -> bool {
        matches!(self, Decoder::Json)
    }

    /// Whether the first document is what expressions see as the response.
    pub(crate) fn has_response(&self) -> bool {
        match self {
            Decoder::Json | Decoder::Xml => true,
            Decoder::Gzip(inner) => inner.has_response(),
            _ => false,
        }
    }

    /// Whether it holds one document at a time, whatever the body's length.
    pub(crate) fn reads_in_pieces(&self) -> bool {
        match self {
            Decoder::Lines | Decoder::Items(_) | Decoder::Csv(_) | Decoder::Text => true,
            Decoder::Gzip(inner) | Decoder::Zip(inner) => inner.reads_in_pieces(),
            Decoder::Json | Decoder::Xml => false,
        }
    }

    /// The documents of a body, read as they are asked for.
    ///
    /// # Errors
    /// In words, what about the body cannot be read from its beginning.
    pub(crate) fn documents<'a>(&'a self, content: &Content) -> Result<Documents<'a>, String> {
        match self {
            Decoder::Zip(inner) => zip::documents(content, inner),
            plain => plain.read_stream(Box::new(content.reader())),
        }
    }

    fn read_stream(&self, body: Body) -> Result<Documents<'_>, String> {
        let mut body = BufReader::with_capacity(64 * 1024, body);
        Ok(match self {
            Decoder::Json => Box::new(json(&unpack::whole(&mut body)?)?.into_iter().map(Ok)),
            Decoder::Lines => Box::new(lines::Lines::new(body)),
            Decoder::Text => Box::new(lines::Texts::new(body)),
            Decoder::Items(items) => items.documents(body)?,
            Decoder::Csv(csv) => Box::new(csv.documents(body)?),
            Decoder::Gzip(inner) => inner.read_stream(unpack::gzip(body)?)?,
            Decoder::Zip(_) => return Err("an archive cannot stand in another body".into()),
            Decoder::Xml => {
                let document = xml::document(&unpack::whole(&mut body)?);
                Box::new(std::iter::once(Ok(document)))
            }
        })
    }
}

/// A body without the packing it may have.
///
/// # Errors
/// In words, why it cannot be read.
pub(crate) fn unpacked(content: &Content) -> Result<impl Read + Send + use<>, String> {
    unpack::gzip(BufReader::new(Box::new(content.reader())))
}

fn json(body: &[u8]) -> Result<Vec<Value>, String> {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    match serde_json::from_slice(body) {
        Ok(Value::Array(items)) => Ok(items),
        Ok(value) => Ok(vec![value]),
        Err(error) => Err(format!("it is no valid JSON: {error}")),
    }
}

#[cfg(test)]
mod tests;
