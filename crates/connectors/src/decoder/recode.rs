//! Bodies in other encodings, as UTF-8.

use std::io::{self, Read};

use encoding_rs::{CoderResult, Encoding, UTF_8};

use super::Body;

/// An encoding by the name that a manifest gives it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Charset {
    Utf8,
    /// Each byte is the character of that number, which no browser's encoding is.
    Latin1,
    Other(&'static Encoding),
}

impl Charset {
    pub(super) fn named(name: &str) -> Option<Charset> {
        let name = name.trim().to_ascii_lowercase().replace('_', "-");
        Some(match name.as_str() {
            "utf-8" | "utf8" | "ascii" | "us-ascii" => Charset::Utf8,
            "latin-1" | "latin1" | "iso-8859-1" | "iso8859-1" | "l1" => Charset::Latin1,
            "cp1252" => Charset::Other(encoding_rs::WINDOWS_1252),
            "utf-16" => Charset::Other(encoding_rs::UTF_16LE),
            "utf-8-sig" => Charset::Other(UTF_8),
            other => Charset::Other(Encoding::for_label(other.as_bytes())?),
        })
    }

    /// The same bytes as UTF-8.
    pub(super) fn reader(self, inner: impl Read + Send + 'static) -> Body {
        match self {
            Charset::Utf8 => Box::new(inner),
            Charset::Latin1 => Box::new(Recoded::new(inner, Coder::Latin1)),
            Charset::Other(encoding) => {
                let coder = Coder::Decoder(Box::new(encoding.new_decoder()));
                Box::new(Recoded::new(inner, coder))
            }
        }
    }
}

enum Coder {
    Latin1,
    Decoder(Box<encoding_rs::Decoder>),
}

struct Recoded<R> {
    inner: R,
    coder: Coder,
    /// What is ready, and how much of it was given out.
    ready: String,
    given: usize,
    is_over: bool,
}

impl<R: Read> Recoded<R> {
    fn new(inner: R, coder: Coder) -> Recoded<R> {
        Recoded {
            inner,
            coder,
            ready: String::new(),
            given: 0,
            is_over: false,
        }
    }

    fn more(&mut self) -> io::Result<()> {
        let mut bytes = [0; 16 * 1024];
        let count = self.inner.read(&mut bytes)?;
        self.is_over = count == 0;
        self.ready.clear();
        self.given = 0;
        match &mut self.coder {
            Coder::Latin1 => self
                .ready
                .extend(bytes[..count].iter().map(|byte| char::from(*byte))),
            Coder::Decoder(decoder) => {
                let room = decoder.max_utf8_buffer_length(count).unwrap_or(64 * 1024);
                self.ready.reserve(room);
                let (result, _, had_errors) =
                    decoder.decode_to_string(&bytes[..count], &mut self.ready, self.is_over);
                if had_errors || result == CoderResult::OutputFull {
                    return Err(io::Error::other("it is not in the encoding that is named"));
                }
            }
        }
        Ok(())
    }
}

impl<R: Read> Read for Recoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.ready.len() {
            if self.is_over {
                return Ok(0);
            }
            self.more()?;
        }
        let rest = &self.ready.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}
