//! Archives: the files of a ZIP body (PKWARE APPNOTE 6.3), stored or deflated.

use std::io::{Cursor, Read};

use flate2::read::DeflateDecoder;

use super::unpack::{Limited, MAX_WHOLE};
use super::{Decoder, Documents};

/// A file in the archive.
struct Entry {
    name: String,
    method: u16,
    packed: u64,
    offset: u64,
}

/// The documents of all files, in the order of the archive's directory.
pub(super) fn documents(archive: Vec<u8>, inner: &Decoder) -> Result<Documents<'_>, String> {
    let entries = directory(&archive).ok_or("it is no ZIP archive")?;
    let documents = entries.into_iter().flat_map(move |entry| {
        let unpacked = unpack(&archive, &entry)
            .and_then(|bytes| inner.documents(Box::new(Cursor::new(bytes))));
        let documents: Documents<'_> = match unpacked {
            Ok(documents) => documents,
            Err(reason) => Box::new(std::iter::once(Err(reason))),
        };
        let name = entry.name;
        documents.map(move |document| {
            document.map_err(|reason| format!("the file `{name}` in it: {reason}"))
        })
    });
    Ok(Box::new(documents))
}

fn number(bytes: &[u8], at: usize, width: usize) -> Option<u64> {
    let bytes = bytes.get(at..at.checked_add(width)?)?;
    Some(
        bytes
            .iter()
            .rev()
            .fold(0, |number, byte| (number << 8) | u64::from(*byte)),
    )
}

fn place(number: u64) -> Option<usize> {
    usize::try_from(number).ok()
}

/// The directory at the archive's end.
fn directory(archive: &[u8]) -> Option<Vec<Entry>> {
    let last = archive.len().checked_sub(22)?;
    let first = last.saturating_sub(0xffff);
    let end = (first..=last)
        .rev()
        .find(|at| archive[*at..].starts_with(b"PK\x05\x06"))?;
    let (mut count, mut at) = (number(archive, end + 10, 2)?, number(archive, end + 16, 4)?);
    if count == 0xffff || at == 0xffff_ffff {
        let locator = end.checked_sub(20)?;
        let large = place(number(archive, locator + 8, 8)?)?;
        if archive.get(large..)?.starts_with(b"PK\x06\x06") {
            count = number(archive, large + 32, 8)?;
            at = number(archive, large + 48, 8)?;
        }
    }
    let mut at = place(at)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        if !archive.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |offset| number(archive, at + offset, 2).and_then(place);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let text = archive.get(at + 46..at + 46 + name)?;
        let extra_bytes = archive.get(at + 46 + name..at + 46 + name + extra)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(text).into_owned(),
            method: u16::try_from(number(archive, at + 10, 2)?).ok()?,
            packed: number(archive, at + 20, 4)?,
            offset: number(archive, at + 42, 4)?,
        };
        entry.widen(extra_bytes, number(archive, at + 24, 4)?)?;
        entries.push(entry);
        at += 46 + name + extra + comment;
    }
    Some(entries)
}

impl Entry {
    /// Takes sizes that need more than four bytes from the extra field.
    fn widen(&mut self, extra: &[u8], unpacked: u64) -> Option<()> {
        let mut at = 0;
        while at + 4 <= extra.len() {
            let (id, length) = (number(extra, at, 2)?, place(number(extra, at + 2, 2)?)?);
            at += 4;
            if id == 1 {
                let mut from = at;
                let mut next = |short: u64| -> Option<u64> {
                    if short != 0xffff_ffff {
                        return Some(short);
                    }
                    let long = number(extra, from, 8)?;
                    from += 8;
                    Some(long)
                };
                next(unpacked)?;
                self.packed = next(self.packed)?;
                self.offset = next(self.offset)?;
            }
            at += length;
        }
        Some(())
    }
}

fn unpack(archive: &[u8], entry: &Entry) -> Result<Vec<u8>, String> {
    let packed = packed(archive, entry).ok_or("it is cut short")?;
    let mut bytes = Vec::new();
    let read = match entry.method {
        0 => Limited::new(packed, MAX_WHOLE).read_to_end(&mut bytes),
        8 => Limited::new(DeflateDecoder::new(packed), MAX_WHOLE).read_to_end(&mut bytes),
        other => {
            return Err(format!(
                "it is packed by method {other}, which is not supported"
            ));
        }
    };
    read.map(|_| bytes).map_err(|error| error.to_string())
}

fn packed<'a>(archive: &'a [u8], entry: &Entry) -> Option<&'a [u8]> {
    let at = place(entry.offset)?;
    if !archive.get(at..)?.starts_with(b"PK\x03\x04") {
        return None;
    }
    let name = place(number(archive, at + 26, 2)?)?;
    let extra = place(number(archive, at + 28, 2)?)?;
    let from = at + 30 + name + extra;
    archive.get(from..from.checked_add(place(entry.packed)?)?)
}
