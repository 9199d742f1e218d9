//! The content of an answer: in memory, or, where it is long and is read piece by piece, in a file.
//!
//! A report may be larger than any memory. One whose decoder reads it in pieces goes to a file without a name in the
//! system's folder for temporary files, which is gone with its last reader.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::sync::{Arc, Mutex, PoisonError};

use bytes::{Bytes, BytesMut};

/// The most that is held in memory, in bytes.
const MOST_HELD: u64 = 256 * 1024 * 1024;

/// The most that is held in memory of what may go to a file, in bytes.
const MOST_BEFORE_FILE: u64 = 16 * 1024 * 1024;

/// The most that a file may hold, in bytes.
const MOST_FILED: u64 = 16 * 1024 * 1024 * 1024;

/// The content of an answer.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Held(Bytes),
    Filed(Arc<Filed>),
}

/// A content in a file.
#[derive(Debug)]
pub(crate) struct Filed {
    file: Mutex<File>,
    length: u64,
}

/// What a content in a file is to whoever wants it whole.
static NOT_HELD: Bytes = Bytes::new();

impl Content {
    /// All of it; nothing where it is in a file.
    pub(crate) fn bytes(&self) -> &Bytes {
        match self {
            Content::Held(bytes) => bytes,
            Content::Filed(_) => &NOT_HELD,
        }
    }

    /// Its first bytes, so many at most of one in a file.
    pub(crate) fn beginning(&self, most: usize) -> Cow<'_, [u8]> {
        match self {
            Content::Held(bytes) => Cow::Borrowed(bytes),
            Content::Filed(_) => {
                let mut bytes = Vec::new();
                let read = self.reader().take(most as u64).read_to_end(&mut bytes);
                Cow::Owned(read.map(|_| bytes).unwrap_or_default())
            }
        }
    }

    /// Its length in bytes.
    pub(crate) fn length(&self) -> u64 {
        match self {
            Content::Held(bytes) => bytes.len() as u64,
            Content::Filed(filed) => filed.length,
        }
    }

    /// Reads it from its beginning, beside any other reader.
    pub(crate) fn reader(&self) -> Reader {
        let (content, at) = (self.clone(), 0);
        Reader { content, at }
    }
}

/// A reader of a content, which keeps it.
#[derive(Clone)]
pub(crate) struct Reader {
    content: Content,
    at: u64,
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = match &self.content {
            Content::Held(bytes) => {
                let from = usize::try_from(self.at).unwrap_or(usize::MAX);
                let rest = bytes.get(from..).unwrap_or_default();
                let count = rest.len().min(buffer.len());
                buffer[..count].copy_from_slice(&rest[..count]);
                count
            }
            Content::Filed(filed) => {
                let mut file = filed.file.lock().unwrap_or_else(PoisonError::into_inner);
                file.seek(SeekFrom::Start(self.at))?;
                file.read(buffer)?
            }
        };
        self.at += count as u64;
        Ok(count)
    }
}

impl Seek for Reader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(off) => self.content.length().checked_add_signed(off),
            SeekFrom::Current(off) => self.at.checked_add_signed(off),
        };
        self.at = place.ok_or_else(|| io::Error::other("there is nothing before the beginning"))?;
        Ok(self.at)
    }
}

/// A content that comes in.
pub(crate) struct Intake {
    held: BytesMut,
    file: Option<File>,
    length: u64,
    may_file: bool,
}

impl Intake {
    /// Of a content of a length that may be known; `may_file` where whoever reads it does so in pieces.
    pub(crate) fn new(expected: Option<u64>, may_file: bool) -> Intake {
        let most = if may_file {
            MOST_BEFORE_FILE
        } else {
            MOST_HELD
        };
        let expected = usize::try_from(expected.unwrap_or(0).min(most)).unwrap_or(0);
        Intake {
            held: BytesMut::with_capacity(expected),
            file: None,
            length: 0,
            may_file,
        }
    }

    /// Takes the next piece in.
    ///
    /// # Errors
    /// In words, why it cannot be kept.
    pub(crate) fn push(&mut self, piece: &[u8]) -> Result<(), String> {
        self.length += piece.len() as u64;
        let most = if self.may_file { MOST_FILED } else { MOST_HELD };
        if self.length > most {
            return Err(format!("the answer is longer than {most} bytes"));
        }
        if self.file.is_none() && !(self.may_file && self.length > MOST_BEFORE_FILE) {
            self.held.extend_from_slice(piece);
            return Ok(());
        }
        self.file(piece)
            .map_err(|error| format!("the answer cannot be kept in a temporary file: {error}"))
    }

    fn file(&mut self, piece: &[u8]) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => {
                let file = none.insert(tempfile::tempfile()?);
                file.write_all(&std::mem::take(&mut self.held))?;
                file
            }
        };
        file.write_all(piece)
    }

    /// All that came in.
    pub(crate) fn content(self) -> Content {
        match self.file {
            None => Content::Held(self.held.freeze()),
            Some(file) => Content::Filed(Arc::new(Filed {
                file: Mutex::new(file),
                length: self.length,
            })),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// A long content that may go to a file does, and is the same to its readers, each of which keeps its own place; one that
    /// must be held is held.
    #[test]
    fn a_long_content_is_in_a_file() {
        let piece: Vec<u8> = (0..=u8::MAX).cycle().take(1_000_003).collect();
        for (may_file, is_filed) in [(true, true), (false, false)] {
            let mut intake = Intake::new(None, may_file);
            let mut whole = Vec::new();
            for _ in 0..20 {
                intake.push(&piece).unwrap();
                whole.extend_from_slice(&piece);
            }
            let content = intake.content();
            assert_eq!(matches!(content, Content::Filed(_)), is_filed);
            assert_eq!(content.length(), whole.len() as u64);
            let (mut one, mut other) = (content.reader(), content.reader());
            other.seek(SeekFrom::End(-5)).unwrap();
            let mut read = Vec::new();
            one.read_to_end(&mut read).unwrap();
            assert!(read == whole, "the bytes are the same");
            read.clear();
            other.read_to_end(&mut read).unwrap();
            assert_eq!(read, whole[whole.len() - 5..]);
        }
    }
}
