//! `FileUploader`: records that stand for files. The file of each is downloaded into a folder, and
//! the record is given out with where it lies.
//!
//! Only who names a folder gets files ([`crate::source::Source::keep_files`]: the commands of the
//! protocol do); everybody else gets the records.

use std::fs::File;
use std::io;
use std::path::{Component as Part, Path, PathBuf};

use aws_lc_rs::rand;
use serde_json::{Map, Value, json};

use crate::answer::Answer;
use crate::error::{Error, Place};
use crate::expression::{Bound, Template};
use crate::extractor::Extractor;
use crate::fields::{Component, Fields};
use crate::record::Record;
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;
use crate::slice::{Partition, Slice};

/// `FileUploader`.
#[derive(Debug)]
pub(crate) struct FileUploader {
    place: Place,
    requester: HttpRequester,
    /// Where a record says what to download.
    target: Extractor,
    /// What the file is called, below a folder of the stream's name; a random name without it.
    name: Option<Template>,
}

/// The downloaded file of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileReference {
    /// The whole path.
    pub path: PathBuf,
    /// The path below the folder of all files.
    pub relative: PathBuf,
    /// Its length.
    pub bytes: u64,
}

impl Component for FileUploader {
    const DEFAULT: Option<&'static str> = Some("FileUploader");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "FileUploader" {
            return fields.refuse_kind("file uploader");
        }
        let requester: Option<HttpRequester> = fields.required("requester");
        let target = fields.required("download_target_extractor");
        let name = fields.template("filename_extractor");
        Some(FileUploader {
            place: fields.place(),
            requester: requester?.reading(true),
            target: target?,
            name: name?,
        })
    }
}

/// Writes an answer's content to a file.
async fn write(path: &Path, answer: &Answer) -> io::Result<()> {
    let (path, mut content) = (path.to_owned(), answer.content.reader());
    let copied = tokio::task::spawn_blocking(move || {
        io::copy(&mut content, &mut File::create(path)?).map(|_| ())
    });
    copied.await.map_err(io::Error::other)?
}

impl FileReference {
    /// As the protocol has it.
    pub(crate) fn json(&self) -> Value {
        json!({
            "staging_file_url": self.path,
            "source_file_relative_path": self.relative,
            "file_size_bytes": self.bytes,
        })
    }
}

impl FileUploader {
    /// Downloads the files of a stream's records, in their order; none where nobody keeps files.
    ///
    /// # Errors
    /// Those of a request; [`Error::Request`] where a record names nothing to download, or a place
    /// outside of the folder.
    pub(crate) async fn files(
        &self,
        session: &Session,
        stream: &str,
        records: &[Record],
    ) -> Result<Vec<FileReference>, Error> {
        let Some(folder) = session.shared.files.get() else {
            return Ok(Vec::new());
        };
        let mut files = Vec::with_capacity(records.len());
        for record in records {
            files.push(
                self.file(session, stream, record.to_value(), folder)
                    .await?,
            );
        }
        Ok(files)
    }

    async fn file(
        &self,
        session: &Session,
        stream: &str,
        record: Value,
        folder: &Path,
    ) -> Result<FileReference, Error> {
        let found = self.target.find(session, std::slice::from_ref(&record));
        let found = found.await?;
        let Some(target @ Value::String(_)) = found.records.into_iter().next() else {
            return Err(self.refused("a record names nothing to download"));
        };
        let extra = Map::from_iter([("download_target".to_owned(), target)]);
        let partition = Partition {
            extra,
            ..Partition::default()
        };
        let slice = Slice::new(partition, Map::new());
        let scope = session.scope();
        let scope = slice.scope(&scope);
        let answer = self.requester.send(session, &scope, None, Parts::default());
        let answer = answer.await?.filter(|answer| answer.is_success());
        let answer = answer.ok_or_else(|| self.requester.ignored())?;
        let record: Bound = record.into();
        let name = match &self.name {
            Some(name) => name.text(&session.scope().with("record", &record))?,
            None => self.random_name()?,
        };
        let relative = Path::new(stream).join(name.trim_start_matches('/'));
        // The name comes from the provider: it must not lead anywhere else.
        let is_below = |part| matches!(part, Part::Normal(_));
        if name.is_empty() || !relative.components().all(is_below) {
            return Err(self.refused("the name of a file leads out of its folder"));
        }
        let path = folder.join(&relative);
        let written = match path.parent() {
            Some(parent) => tokio::fs::create_dir_all(parent).await,
            None => Ok(()),
        };
        let written = match written {
            Ok(()) => write(&path, &answer).await,
            failed => failed,
        };
        written.map_err(|error| {
            self.refused(&format!("{} cannot be written: {error}", path.display()))
        })?;
        Ok(FileReference {
            path,
            relative,
            bytes: answer.content.length(),
        })
    }

    fn random_name(&self) -> Result<String, Error> {
        let mut bytes = [0; 16];
        rand::fill(&mut bytes).map_err(|_| self.refused("there are no random numbers"))?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    fn refused(&self, reason: &str) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.to_owned(),
        }
    }
}
