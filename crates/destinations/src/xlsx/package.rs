//! The package around a workbook: parts in a zip archive, with their types and relations. What nobody changes is copied
//! as it is, without being unpacked.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufReader, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use zip::read::ZipFile;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::blank;
use super::xml::{self, attribute_text, edited, elements};
use crate::error::{Error, Result};
use crate::file::Draft;

/// The part that says what each part is.
const TYPES: &str = "[Content_Types].xml";
/// Larger ones than this of the parts that are read whole are no work of a spreadsheet.
const LARGEST: u64 = 256 << 20;

/// A package: the file as it is, and the parts that are to change.
pub(super) struct Package {
    path: PathBuf,
    archive: Option<ZipArchive<BufReader<File>>>,
    stamp: Option<Stamp>,
    /// New parts and new texts of old ones; nothing: the part goes.
    changed: BTreeMap<String, Option<String>>,
}

/// By what one sees that a file is still the one that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    size: u64,
    modified: Option<SystemTime>,
}

/// One part's relation to another.
pub(super) struct Relation {
    pub id: String,
    pub kind: String,
    pub part: String,
}

impl Stamp {
    /// The stamp of what stands there now.
    pub fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self {
            size: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }
}

impl Package {
    /// An empty workbook, in the place of what stands there.
    pub fn new(path: &Path) -> Self {
        let parts = blank::parts().map(|(name, text)| (name.to_owned(), Some(text)));
        Self {
            path: path.into(),
            archive: None,
            stamp: Stamp::of(path),
            changed: parts.into_iter().collect(),
        }
    }

    /// Opens a file, or begins an empty workbook where there is none.
    ///
    /// # Errors
    /// [`Error::Foreign`] where it is no workbook that can be written to; [`Error::Denied`] and its kin.
    pub fn open(path: &Path) -> Result<Self> {
        let mut package = Self::new(path);
        let mut file = match File::open(path) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(package),
            Err(error) => return Err(Error::io(path, error)),
            Ok(file) => file,
        };
        let mut begin = [0; 4];
        let read = file
            .read(&mut begin)
            .map_err(|error| Error::io(path, error))?;
        if begin == [0xD0, 0xCF, 0x11, 0xE0] {
            return Err(package.foreign("it has a password, or is in the format from before 2007"));
        }
        if read < 4 || !begin.starts_with(b"PK") {
            return Err(package.foreign("it is no .xlsx file"));
        }
        file.rewind().map_err(|error| Error::io(path, error))?;
        let archive = ZipArchive::new(BufReader::with_capacity(1 << 16, file))
            .map_err(|error| broken(path, error))?;
        if archive
            .file_names_raw()
            .any(|name| name.starts_with(b"_xmlsignatures/"))
        {
            return Err(
                package.foreign("it is signed, and writing to it would break the signature")
            );
        }
        package.archive = Some(archive);
        package.changed.clear();
        Ok(package)
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The stamp of the file that was read; nothing where there was none.
    pub fn stamp(&self) -> Option<Stamp> {
        self.stamp.clone()
    }

    /// That the file cannot be written to.
    pub fn foreign(&self, reason: impl Into<String>) -> Error {
        Error::Foreign {
            path: self.path.clone(),
            reason: reason.into(),
        }
    }

    /// Whether there is such a part.
    pub fn has(&self, part: &str) -> bool {
        match self.changed.get(part) {
            Some(changed) => changed.is_some(),
            None => self
                .archive
                .as_ref()
                .is_some_and(|archive| archive.index_for_name(part).is_some()),
        }
    }

    /// The text of a part.
    ///
    /// # Errors
    /// [`Error::Foreign`] where there is none.
    pub fn text(&mut self, part: &str) -> Result<String> {
        if let Some(Some(text)) = self.changed.get(part) {
            return Ok(text.clone());
        }
        let unread = self.foreign(format!("its part {part} cannot be read"));
        let Ok(file) = self.stream(part) else {
            return Err(unread);
        };
        let mut text = String::new();
        match file.take(LARGEST).read_to_string(&mut text) {
            Ok(_) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
            Err(_) => Err(unread),
        }
    }

    /// A part of the file as a stream.
    ///
    /// # Errors
    /// [`Error::Foreign`] where there is none.
    pub fn stream(&mut self, part: &str) -> Result<ZipFile<'_, BufReader<File>>> {
        let missing = self.foreign(format!("its part {part} is missing"));
        let archive = self.archive.as_mut().ok_or(missing)?;
        archive
            .by_name(part)
            .map_err(|error| broken(&self.path, error))
    }

    /// Gives a part a text.
    pub fn put(&mut self, part: &str, text: String) {
        self.changed.insert(part.to_owned(), Some(text));
    }

    /// A part's name that is free: `before`, a number, `.xml`.
    pub fn free(&self, before: &str) -> String {
        let mut number = 1;
        loop {
            let part = format!("{before}{number}.xml");
            if !self.has(&part) {
                return part;
            }
            number += 1;
        }
    }

    /// Adds a part whose text comes later: its name, its type, and a relation to it. Gives the relation's ID.
    ///
    /// # Errors
    /// [`Error::Foreign`] where the package is not readable.
    pub fn add(&mut self, part: &str, content: &str, from: &str, kind: &str) -> Result<String> {
        let types = self.text(TYPES)?;
        let root = self.read(TYPES, xml::root(&types))?;
        let entry = format!("<Override PartName=\"/{part}\" ContentType=\"{content}\"/>");
        let entries = self.read(TYPES, elements(&types, root.inner.clone()))?;
        let stale = entries.iter().find(|one| {
            one.attribute("PartName")
                .is_some_and(|name| name == format!("/{part}"))
        });
        let edit = match stale {
            Some(stale) => (stale.whole.clone(), entry),
            None => (root.whole.clone(), root.with_child(&types, &entry)),
        };
        let types = edited(&types, vec![edit]);
        self.put(TYPES, types);
        if !self.has(part) {
            self.put(part, String::new());
        }
        self.relate(from, kind, part)
    }

    fn relate(&mut self, from: &str, kind: &str, to: &str) -> Result<String> {
        let taken = self.relations(from)?;
        let mut number = taken.len() + 1;
        let free = |id: &str| taken.iter().all(|one| one.id != id);
        while !free(&format!("rId{number}")) {
            number += 1;
        }
        let id = format!("rId{number}");
        let at = relations_of(from);
        let text = match self.has(&at) {
            true => self.text(&at)?,
            false => blank::relations(""),
        };
        let entry = format!(
            "<Relationship Id=\"{id}\" Type=\"{kind}\" Target=\"/{}\"/>",
            attribute_text(to)
        );
        let root = self.read(&at, xml::root(&text))?;
        let text = edited(
            &text,
            vec![(root.whole.clone(), root.with_child(&text, &entry))],
        );
        self.put(&at, text);
        Ok(id)
    }

    /// What a part is related to inside of the package.
    ///
    /// # Errors
    /// [`Error::Foreign`] where that is not readable.
    pub fn relations(&mut self, from: &str) -> Result<Vec<Relation>> {
        let at = relations_of(from);
        if !self.has(&at) {
            return Ok(Vec::new());
        }
        let text = self.text(&at)?;
        let root = self.read(&at, xml::root(&text))?;
        let all = self.read(&at, elements(&text, root.inner.clone()))?;
        let inside = all.iter().filter(|one| {
            one.attribute("TargetMode")
                .is_none_or(|mode| mode != "External")
        });
        let read = inside.filter_map(|one| {
            Some(Relation {
                id: one.attribute("Id")?,
                kind: one.attribute("Type")?,
                part: resolved(from, &one.attribute("Target")?),
            })
        });
        Ok(read.collect())
    }

    /// Takes a part away, with its type and the relation to it.
    ///
    /// # Errors
    /// [`Error::Foreign`] where the package is not readable.
    pub fn remove(&mut self, part: &str, from: &str) -> Result<()> {
        let at = relations_of(from);
        for (document, name) in [(TYPES, "PartName"), (at.as_str(), "Target")] {
            let text = self.text(document)?;
            let root = self.read(document, xml::root(&text))?;
            let all = self.read(document, elements(&text, root.inner.clone()))?;
            let gone = all.iter().filter(|one| {
                let target = one.attribute(name);
                target.is_some_and(|target| resolved(from, &target) == part)
            });
            let edits = gone.map(|one| (one.whole.clone(), String::new())).collect();
            let text = edited(&text, edits);
            self.put(document, text);
        }
        self.changed.insert(part.to_owned(), None);
        Ok(())
    }

    /// What was found in a part, or that the part cannot be read.
    ///
    /// # Errors
    /// [`Error::Foreign`].
    pub fn read<T>(&self, part: &str, found: std::result::Result<T, String>) -> Result<T> {
        found.map_err(|reason| unread(&self.path, part, &reason))
    }

    /// Begins the archive with the part by which programs know that it is a package.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin.
    pub fn begin(&mut self, zip: &mut ZipWriter<Draft>) -> Result<()> {
        let at = relations_of("");
        let text = self.text(&at)?;
        self.add_text(zip, &at, &text)
    }

    /// Starts a part in the archive, whose text is written by the caller.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin.
    pub fn start(&self, zip: &mut ZipWriter<Draft>, part: &str) -> Result<()> {
        zip.start_file(part, options())
            .map_err(|error| broken(&self.path, error))
    }

    fn add_text(&self, zip: &mut ZipWriter<Draft>, part: &str, text: &str) -> Result<()> {
        self.start(zip, part)?;
        zip.write_all(text.as_bytes())
            .map_err(|error| Error::io(&self.path, error))
    }

    /// Writes all parts but those that are `written`: what did not change byte for byte.
    ///
    /// # Errors
    /// [`Error::Full`] and its kin.
    pub fn write(&mut self, zip: &mut ZipWriter<Draft>, written: &[String]) -> Result<()> {
        let mut changed = std::mem::take(&mut self.changed);
        changed.insert(relations_of(""), None);
        changed.extend(written.iter().map(|name| (name.clone(), None)));
        for (name, text) in &changed {
            if let Some(text) = text {
                self.add_text(zip, name, text)?;
            }
        }
        let Some(archive) = &mut self.archive else {
            return Ok(());
        };
        for at in 0..archive.len() {
            let file = archive
                .by_index_raw(at)
                .map_err(|error| broken(&self.path, error))?;
            let known = file
                .name()
                .is_ok_and(|name| changed.contains_key(name.as_ref()));
            if !known {
                zip.raw_copy_file(file)
                    .map_err(|error| broken(&self.path, error))?;
            }
        }
        Ok(())
    }
}

/// How our parts are packed: quickly. Most of their size is names of elements, which every level packs well.
fn options() -> SimpleFileOptions {
    SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .compression_level(Some(2))
}

/// That a part cannot be read.
pub(super) fn unread(path: &Path, part: &str, reason: &str) -> Error {
    Error::Foreign {
        path: path.into(),
        reason: format!("its part {part} cannot be read: {reason}"),
    }
}

/// An error of the archive.
pub(super) fn broken(path: &Path, error: ZipError) -> Error {
    match error {
        ZipError::Io(error) if error.raw_os_error().is_some() => Error::io(path, error),
        other => Error::Foreign {
            path: path.into(),
            reason: format!("it is damaged ({other})"),
        },
    }
}

/// The part with the relations of a part; of the package itself where it is empty.
fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

/// The part that a relation's target names.
fn resolved(from: &str, target: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut path: Vec<&str> = match target.starts_with('/') {
        true => Vec::new(),
        false => folder.split('/').collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(path.pop()),
            step => path.push(step),
        }
    }
    path.retain(|step| !step.is_empty());
    path.join("/")
}
