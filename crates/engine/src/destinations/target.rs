//! The kinds of destinations behind one set of steps. Adding a kind: a variant of each enum here and of
//! [`DestinationSettings`], with its arms.

use std::path::PathBuf;

use arrow_array::RecordBatch;
use headwater_destinations::{Delivery, Result as Done, csv, parquet, xlsx};
use secrecy::SecretString;

use crate::engine::blocking;
use crate::fault::Fault;
use crate::view::DestinationSettings;

/// A destination that can be delivered to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Csv(csv::Folder),
    Parquet(parquet::Folder),
    Xlsx(xlsx::Workbook),
}

/// A delivery on its way; dropped before [`Load::finish`], it leaves the target as it was.
pub(super) enum Load {
    Csv(csv::Load),
    Parquet(Box<parquet::Load>),
    Xlsx(Box<xlsx::Load>),
}

impl DestinationSettings {
    /// Whether this kind has a password.
    pub(super) fn has_secret(&self) -> bool {
        match self {
            Self::Csv { .. } | Self::Parquet { .. } | Self::Xlsx { .. } => false,
        }
    }
}

impl Target {
    /// The destination of these settings.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) where they cannot be meant.
    pub(super) fn of(
        settings: &DestinationSettings,
        secret: Option<SecretString>,
    ) -> Result<Self, Fault> {
        // No kind has a password yet.
        drop(secret);
        Ok(match settings {
            DestinationSettings::Csv {
                folder,
                mark,
                guard,
            } => Self::Csv(csv::Folder {
                path: absolute("The folder", folder)?,
                mark: *mark,
                guard: *guard,
            }),
            DestinationSettings::Parquet { folder, partitions } => Self::Parquet(parquet::Folder {
                path: absolute("The folder", folder)?,
                partitions: *partitions,
            }),
            DestinationSettings::Xlsx { file } => Self::Xlsx(xlsx::Workbook {
                path: workbook("The file", file)?,
            }),
        })
    }

    /// Tries whether it can be written.
    pub(super) async fn test(&self) -> Result<(), Fault> {
        match self.clone() {
            Self::Csv(target) => asked(move || target.test()).await,
            Self::Parquet(target) => asked(move || target.test()).await,
            Self::Xlsx(target) => asked(move || target.test()).await,
        }
    }

    /// How far a table is there; nothing where it has to come whole.
    pub(super) async fn delivered(&self, table: String) -> Result<Option<i64>, Fault> {
        match self.clone() {
            // A CSV file cannot say it.
            Self::Csv(_) => Ok(None),
            Self::Parquet(target) => asked(move || target.delivered(&table)).await,
            Self::Xlsx(target) => asked(move || target.delivered(&table)).await,
        }
    }

    /// Whether it takes what changed; others get all rows each time.
    pub(super) fn takes_changes(&self) -> bool {
        match self {
            Self::Csv(_) | Self::Xlsx(_) => false,
            Self::Parquet(folder) => folder.partitions,
        }
    }

    /// Begins the delivery of a table.
    pub(super) async fn begin(&self, delivery: Delivery) -> Result<Load, Fault> {
        match self.clone() {
            Self::Csv(target) => asked(move || Ok(Load::Csv(target.begin(&delivery)?))).await,
            Self::Parquet(target) => {
                asked(move || Ok(Load::Parquet(Box::new(target.begin(&delivery)?)))).await
            }
            Self::Xlsx(target) => {
                asked(move || Ok(Load::Xlsx(Box::new(target.begin(&delivery)?)))).await
            }
        }
    }
}

impl Load {
    /// Writes a batch and gives the load back.
    pub(super) async fn write(mut self, batch: RecordBatch) -> Result<Self, Fault> {
        asked(move || {
            match &mut self {
                Self::Csv(load) => load.write(&batch)?,
                Self::Parquet(load) => load.write(&batch)?,
                Self::Xlsx(load) => load.write(&batch)?,
            }
            Ok(self)
        })
        .await
    }

    /// Puts the rows at their place.
    pub(super) async fn finish(self) -> Result<(), Fault> {
        match self {
            Self::Csv(load) => asked(move || load.finish()).await,
            Self::Parquet(load) => asked(move || load.finish()).await,
            Self::Xlsx(load) => asked(move || load.finish()).await,
        }
    }
}

async fn asked<T: Send + 'static>(
    work: impl FnOnce() -> Done<T> + Send + 'static,
) -> Result<T, Fault> {
    blocking(move || Ok(work()?)).await
}

/// A path from the root: what a relative one means depends on where the app was started.
fn absolute(field: &str, path: &str) -> Result<PathBuf, Fault> {
    let path = PathBuf::from(path.trim());
    match path.is_absolute() {
        true => Ok(path),
        false => Err(Fault::input(
            field,
            "It has to be a full path, from the root or drive on",
        )),
    }
}

/// The path of a workbook's file.
fn workbook(field: &str, path: &str) -> Result<PathBuf, Fault> {
    let path = absolute(field, path)?;
    let ending = path.extension().unwrap_or_default();
    match ending.eq_ignore_ascii_case("xlsx") {
        true => Ok(path),
        false => Err(Fault::input(field, "Its name has to end with .xlsx")),
    }
}
