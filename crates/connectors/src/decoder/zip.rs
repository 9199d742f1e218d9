//! Archives: the files of a ZIP body (PKWARE APPNOTE 6.3), stored or deflated. Of the archive its directory is held, and
//! of its files what their decoder holds.

use std::io::{self, BufReader, Read, Seek, SeekFrom};

use flate2::bufread::DeflateDecoder;

use super::unpack::{Limited, MAX_BYTES};
use super::{Body, Decoder, Documents};
use crate::content::{Content, Reader};

/// Bytes of the record at an archive's end, without its comment.
const END: u64 = 22;

/// Bytes of the place of a large archive's record, which is before the end's.
const LOCATOR: u64 = 20;

/// The longest directory that is read, in bytes.
const MAX_DIRECTORY: u64 = 256 * 1024 * 1024;

/// A file in the archive.
struct Entry {
    name: String,
    method: u16,
    packed: u64,
    offset: u64,
}

/// The documents of all files, in the order of the archive's directory.
pub(super) fn documents<'a>(
    archive: &Content,
    inner: &'a Decoder,
) -> Result<Documents<'a>, String> {
    let mut archive = archive.reader();
    let entries = directory(&mut archive).ok_or("it is no ZIP archive")?;
    let documents = entries.into_iter().flat_map(move |entry| {
        let unpacked = unpack(&archive, &entry).and_then(|body| inner.read_stream(body));
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

/// So many bytes from a place.
fn bytes(archive: &mut Reader, from: u64, count: u64) -> io::Result<Vec<u8>> {
    archive.seek(SeekFrom::Start(from))?;
    let mut bytes = Vec::new();
    archive.by_ref().take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The directory at the archive's end.
fn directory(archive: &mut Reader) -> Option<Vec<Entry>> {
    let length = archive.seek(SeekFrom::End(0)).ok()?;
    let tail_from = length.saturating_sub(LOCATOR + END + 0xffff);
    let tail = bytes(archive, tail_from, length - tail_from).ok()?;
    let last = tail.len().checked_sub(place(END)?)?;
    let end = (0..=last)
        .rev()
        .find(|at| tail[*at..].starts_with(b"PK\x05\x06"))?;
    let (mut count, mut from) = (number(&tail, end + 10, 2)?, number(&tail, end + 16, 4)?);
    if count == 0xffff || from == 0xffff_ffff {
        let locator = end.checked_sub(place(LOCATOR)?)?;
        let large = bytes(archive, number(&tail, locator + 8, 8)?, 56).ok()?;
        if large.starts_with(b"PK\x06\x06") {
            count = number(&large, 32, 8)?;
            from = number(&large, 48, 8)?;
        }
    }
    let until = tail_from + end as u64;
    let size = until.checked_sub(from)?.min(MAX_DIRECTORY);
    let directory = bytes(archive, from, size).ok()?;
    let mut at = 0;
    let mut entries = Vec::new();
    for _ in 0..count {
        if !directory.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        let length = |offset| number(&directory, at + offset, 2).and_then(place);
        let (name, extra, comment) = (length(28)?, length(30)?, length(32)?);
        let text = directory.get(at + 46..at + 46 + name)?;
        let extra_bytes = directory.get(at + 46 + name..at + 46 + name + extra)?;
        let mut entry = Entry {
            name: String::from_utf8_lossy(text).into_owned(),
            method: u16::try_from(number(&directory, at + 10, 2)?).ok()?,
            packed: number(&directory, at + 20, 4)?,
            offset: number(&directory, at + 42, 4)?,
        };
        entry.widen(extra_bytes, number(&directory, at + 24, 4)?)?;
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

/// What a file holds, unpacked as it is read.
fn unpack(archive: &Reader, entry: &Entry) -> Result<Body, String> {
    let packed = packed(archive.clone(), entry).ok_or("it is cut short")?;
    match entry.method {
        0 => Ok(Box::new(packed)),
        8 => {
            let unpacked = DeflateDecoder::new(BufReader::new(packed));
            Ok(Box::new(Limited::new(unpacked, MAX_BYTES)))
        }
        other => Err(format!(
            "it is packed by method {other}, which is not supported"
        )),
    }
}

fn packed(mut archive: Reader, entry: &Entry) -> Option<io::Take<Reader>> {
    let head = bytes(&mut archive, entry.offset, 30).ok()?;
    if !head.starts_with(b"PK\x03\x04") {
        return None;
    }
    let (name, extra) = (number(&head, 26, 2)?, number(&head, 28, 2)?);
    let from = entry.offset.checked_add(30 + name + extra)?;
    let length = archive.seek(SeekFrom::End(0)).ok()?;
    if from.checked_add(entry.packed)? > length {
        return None;
    }
    archive.seek(SeekFrom::Start(from)).ok()?;
    Some(archive.take(entry.packed))
}
