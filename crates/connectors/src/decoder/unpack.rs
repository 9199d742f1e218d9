//! Packed bodies, with a limit to what comes out of them.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use super::Body;

/// The most that a packed body may hold, in bytes.
pub(super) const MAX_BYTES: u64 = 16 * 1024 * 1024 * 1024;

/// The most that is held at once, in bytes.
const MAX_WHOLE: u64 = 1024 * 1024 * 1024;

/// The unpacked body; one that is not packed stays as it is.
pub(super) fn gzip(mut body: BufReader<Body>) -> Result<Body, String> {
    let is_packed = body
        .fill_buf()
        .map_err(|error| error.to_string())?
        .starts_with(b"\x1f\x8b");
    Ok(match is_packed {
        true => Box::new(Limited::new(MultiGzDecoder::new(body), MAX_BYTES)),
        false => Box::new(body),
    })
}

/// All of a body.
pub(super) fn whole(body: &mut impl Read) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    Limited::new(body, MAX_WHOLE)
        .read_to_end(&mut bytes)
        .map_err(|error| error.to_string())?;
    Ok(bytes)
}

/// A reader that fails after so many bytes: a small body may unpack to more than any memory.
pub(super) struct Limited<R> {
    inner: R,
    left: u64,
    most: u64,
}

impl<R: Read> Limited<R> {
    pub(super) fn new(inner: R, most: u64) -> Limited<R> {
        Limited {
            inner,
            left: most,
            most,
        }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                let reason = format!("it unpacks to more than {} bytes", self.most);
                return Err(io::Error::other(reason));
            }
        }
        Ok(count)
    }
}
