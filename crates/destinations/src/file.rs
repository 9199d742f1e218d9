//! Files that appear whole: written under another name beside their place, kept durably, then renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

/// A file that is being written. Dropped before [`Draft::place`], it vanishes, and what stood at its place stays. What a
/// killed process left behind is overwritten by the next draft of the same place.
#[derive(Debug)]
pub(crate) struct Draft {
    file: Option<BufWriter<File>>,
    draft: PathBuf,
    place: PathBuf,
}

impl Draft {
    /// Begins a file that will stand at `place`, readable by its owner's group as any other of their files.
    pub fn begin(place: &Path) -> Result<Self> {
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        // The dot hides it from people, the ending from whoever reads `*.parquet` or `*.csv`.
        let draft = place.with_file_name(format!(".{name}.writing"));
        let file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&draft)
            .map_err(|error| Error::io(&draft, error))?;
        Ok(Self {
            file: Some(BufWriter::with_capacity(1 << 16, file)),
            draft,
            place: place.into(),
        })
    }

    /// Where the file will stand.
    pub fn at(&self) -> &Path {
        &self.place
    }

    /// Puts the file at its place, in one step, after its bytes are durable.
    pub fn place(mut self) -> Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let placed = file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| fs::rename(&self.draft, &self.place));
        placed.map_err(|error| {
            let _ = fs::remove_file(&self.draft);
            match (cfg!(windows), error.kind()) {
                // Windows keeps others from replacing a file that a program has open.
                (true, io::ErrorKind::PermissionDenied) => Error::Open(self.place.clone()),
                _ => Error::io(&self.place, error),
            }
        })
    }

    fn file(&mut self) -> io::Result<&mut BufWriter<File>> {
        self.file
            .as_mut()
            .ok_or_else(|| io::Error::other("the file is placed"))
    }
}

impl Write for Draft {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.file()?.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file()?.flush()
    }
}

impl Seek for Draft {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.file()?.seek(to)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            let _ = fs::remove_file(&self.draft);
        }
    }
}

/// Makes a folder in one that must be there: a drive that is not mounted is no place to begin a tree.
pub(crate) fn make_folder(folder: &Path) -> Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(Error::io(folder, error)),
        Ok(()) => Ok(()),
    }
}

/// Tries whether files can be written in a folder.
pub(crate) fn try_folder(folder: &Path) -> Result<()> {
    make_folder(folder)?;
    let draft = Draft::begin(&folder.join("headwater-test"))?;
    drop(draft);
    Ok(())
}
