//! The kinds of destinations behind one set of steps. Adding a kind: a variant of each enum here and of
//! [`DestinationSettings`], with its arms.

use std::path::PathBuf;

use arrow_array::RecordBatch;
use headwater_destinations::{
    Delivery, Place, Result as Done, bucket, clickhouse, csv, parquet, postgres, xlsx,
};
use secrecy::SecretString;
use url::Url;

use super::deliver::Name;
use super::kept::Kept;
use crate::engine::{Engine, blocking};
use crate::fault::Fault;
use crate::view::{BucketSettings, ClickHouseSettings, DestinationSettings, PostgresSettings};

/// A destination that can be delivered to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    Csv(csv::Folder),
    Parquet(parquet::Folder),
    Xlsx(xlsx::Workbook),
    Postgres(Box<postgres::Postgres>),
    ClickHouse(Box<clickhouse::ClickHouse>),
    Bucket(Box<bucket::Bucket>),
}

/// A delivery on its way; dropped before [`Load::finish`], it leaves the target as it was.
pub(super) enum Load {
    Csv(csv::Load),
    Parquet(Box<parquet::Load>),
    Xlsx(Box<xlsx::Load>),
    Postgres(Box<postgres::Load>),
    ClickHouse(Box<clickhouse::Load>),
    Bucket(Box<bucket::Load>),
}

impl Engine {
    /// The destination of these particulars, with the password that was entered or else the kept one. Requests go the
    /// way of all others, by the network settings; PostgreSQL has a protocol of its own, to which their authorities apply
    /// and their proxies do not.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) where they cannot be meant; the network settings' faults.
    pub(super) async fn target(
        &self,
        kept: &Kept,
        entered: Option<SecretString>,
    ) -> Result<Target, Fault> {
        let workbook = kept.workbook.as_str();
        let secret = match entered {
            None if kept.secret => self.keychain.get(kept.item()?).await?,
            entered => entered,
        };
        Ok(match kept.settings.clone() {
            DestinationSettings::Csv {
                folder,
                mark,
                guard,
            } => Target::Csv(csv::Folder {
                path: absolute("The folder", &folder)?,
                mark,
                guard,
            }),
            DestinationSettings::Parquet { folder, partitions } => {
                Target::Parquet(parquet::Folder {
                    path: absolute("The folder", &folder)?,
                    partitions,
                })
            }
            DestinationSettings::Postgres(entered) => {
                let authorities = self.network().await?.ca_file.map(PathBuf::from);
                let to = postgres::Postgres::new(
                    postgres_settings(entered)?,
                    secret,
                    workbook,
                    authorities.into_iter().collect(),
                );
                Target::Postgres(Box::new(to.beside(self.other_workbooks(workbook).await?)))
            }
            DestinationSettings::ClickHouse(entered) => {
                let (settings, http) = (clickhouse_settings(entered)?, self.http().await?);
                let to = clickhouse::ClickHouse::new(settings, secret, workbook, http);
                Target::ClickHouse(Box::new(to))
            }
            DestinationSettings::Bucket(entered) => {
                let (settings, http) = (bucket_settings(entered)?, self.http().await?);
                let secret = secret.unwrap_or_default();
                Target::Bucket(Box::new(bucket::Bucket::new(
                    settings, &secret, workbook, http,
                )?))
            }
            DestinationSettings::Xlsx { file } => Target::Xlsx(xlsx::Workbook {
                path: file_for_excel("The file", &file)?,
            }),
        })
    }

    /// What the targets know the workbooks of all other destinations by.
    async fn other_workbooks(&self, workbook: &str) -> Result<Vec<String>, Fault> {
        let all = self.store(|store| store.all_destinations()).await?;
        let words = all.into_iter().filter_map(|one| Kept::of(&one).ok());
        let words = words.map(|kept| kept.workbook);
        Ok(words.filter(|word| word != workbook).collect())
    }
}

impl Target {
    /// Tries whether it can be written, and says which server it is.
    pub(super) async fn test(&self) -> Result<Option<String>, Fault> {
        match self.clone() {
            Self::Csv(target) => asked(move || target.test()).await.map(|()| None),
            Self::Parquet(target) => asked(move || target.test()).await.map(|()| None),
            Self::Xlsx(target) => asked(move || target.test()).await.map(|()| None),
            Self::Postgres(target) => Ok(Some(target.test().await?)),
            Self::ClickHouse(target) => Ok(Some(target.test().await?)),
            Self::Bucket(target) => Ok(Some(target.test().await?)),
        }
    }

    /// Where the rows of each table go, in words of its own kind.
    pub(super) async fn tables(&self, tables: &[Name]) -> Result<Vec<Place>, Fault> {
        let names: Vec<String> = tables.iter().map(|(name, _)| name.clone()).collect();
        let shown = |paths: Vec<PathBuf>| {
            let paths = paths.into_iter();
            paths.map(|path| path.display().to_string()).collect()
        };
        let places: Vec<String> = match self {
            Self::Postgres(target) => return Ok(target.tables(tables).await?),
            Self::Csv(target) => shown(target.tables(&names)),
            Self::Parquet(target) => shown(target.tables(&names)),
            Self::Xlsx(target) => names
                .iter()
                .map(|name| format!("{}: {name}", target.path.display()))
                .collect(),
            Self::ClickHouse(target) => target.tables(&names).await?,
            Self::Bucket(target) => target.tables(&names).await?,
        };
        let places = places.into_iter().map(|name| Place {
            name,
            instead_of: None,
        });
        Ok(places.collect())
    }

    /// How far a table is there; nothing where it has to come whole.
    pub(super) async fn delivered(&self, (table, origin): Name) -> Result<Option<i64>, Fault> {
        Ok(match self.clone() {
            // A CSV file cannot say it.
            Self::Csv(_) => None,
            Self::Parquet(target) => asked(move || target.delivered(&table)).await?,
            Self::Xlsx(target) => asked(move || target.delivered(&table)).await?,
            Self::Postgres(target) => target.delivered(&table, origin.as_deref()).await?,
            Self::ClickHouse(target) => target.delivered(&table).await?,
            Self::Bucket(target) => target.delivered(&table).await?,
        })
    }

    /// Whether it takes what changed; others get all rows each time.
    pub(super) fn takes_changes(&self) -> bool {
        match self {
            Self::Csv(_) | Self::Xlsx(_) => false,
            Self::Parquet(folder) => folder.partitions,
            Self::Postgres(_) | Self::ClickHouse(_) | Self::Bucket(_) => true,
        }
    }

    /// Begins the delivery of a table, in the load that is open where there is one.
    pub(super) async fn begin(
        &self,
        open: Option<Load>,
        delivery: Delivery,
    ) -> Result<Load, Fault> {
        if let Some(Load::Xlsx(load)) = open {
            let next = asked(move || load.next(&delivery).map(Box::new)).await;
            return next.map(Load::Xlsx);
        }
        Ok(match self.clone() {
            Self::Csv(target) => Load::Csv(asked(move || target.begin(&delivery)).await?),
            Self::Parquet(target) => {
                Load::Parquet(asked(move || target.begin(&delivery).map(Box::new)).await?)
            }
            Self::Xlsx(target) => {
                Load::Xlsx(asked(move || target.begin(&delivery).map(Box::new)).await?)
            }
            Self::Postgres(target) => Load::Postgres(Box::new(target.begin(&delivery).await?)),
            Self::ClickHouse(target) => Load::ClickHouse(Box::new(target.begin(&delivery).await?)),
            Self::Bucket(target) => Load::Bucket(Box::new(target.begin(&delivery).await?)),
        })
    }
}

impl Load {
    /// Writes a batch and gives the load back.
    pub(super) async fn write(self, batch: RecordBatch) -> Result<Self, Fault> {
        match self {
            Self::Csv(mut load) => {
                asked(move || load.write(&batch).map(|()| Self::Csv(load))).await
            }
            Self::Parquet(mut load) => {
                asked(move || load.write(&batch).map(|()| Self::Parquet(load))).await
            }
            Self::Xlsx(mut load) => {
                asked(move || load.write(&batch).map(|()| Self::Xlsx(load))).await
            }
            Self::Postgres(mut load) => {
                load.write(&batch).await?;
                Ok(Self::Postgres(load))
            }
            Self::ClickHouse(mut load) => {
                load.write(&batch).await?;
                Ok(Self::ClickHouse(load))
            }
            Self::Bucket(mut load) => {
                load.write(&batch).await?;
                Ok(Self::Bucket(load))
            }
        }
    }

    /// Puts the rows at their place, where that is not done for all tables at once: then the load stays open.
    pub(super) async fn end_table(self) -> Result<Option<Self>, Fault> {
        match self {
            Self::Xlsx(_) => Ok(Some(self)),
            load => load.finish().await.map(|()| None),
        }
    }

    /// Puts the rows at their place.
    pub(super) async fn finish(self) -> Result<(), Fault> {
        match self {
            Self::Csv(load) => asked(move || load.finish()).await,
            Self::Parquet(load) => asked(move || load.finish()).await,
            Self::Xlsx(load) => asked(move || load.finish()).await,
            Self::Postgres(load) => Ok(load.finish().await?),
            Self::ClickHouse(load) => Ok(load.finish().await?),
            Self::Bucket(load) => Ok(load.finish().await?),
        }
    }
}

async fn asked<T: Send + 'static>(
    work: impl FnOnce() -> Done<T> + Send + 'static,
) -> Result<T, Fault> {
    blocking(move || Ok(work()?)).await
}

fn postgres_settings(entered: PostgresSettings) -> Result<postgres::Settings, Fault> {
    let ca_file = entered.ca_file.as_deref();
    let ca_file = ca_file.map(|file| absolute("The file of authorities", file));
    Ok(postgres::Settings {
        host: given("The host", &entered.host)?,
        port: entered.port,
        database: given("The database", &entered.database)?,
        user: given("The user", &entered.user)?,
        schema: given("The schema", &entered.schema)?,
        tls: entered.tls,
        ca_file: ca_file.transpose()?,
    })
}

fn clickhouse_settings(entered: ClickHouseSettings) -> Result<clickhouse::Settings, Fault> {
    Ok(clickhouse::Settings {
        url: address(&entered.url)?,
        database: given("The database", &entered.database)?,
        user: given("The user", &entered.user)?,
    })
}

fn bucket_settings(entered: BucketSettings) -> Result<bucket::Settings, Fault> {
    Ok(bucket::Settings {
        endpoint: entered.endpoint.as_deref().map(address).transpose()?,
        region: given("The region", &entered.region)?,
        bucket: given("The bucket", &entered.bucket)?,
        prefix: entered.prefix.trim().trim_matches('/').to_owned(),
        access_key: given("The access key", &entered.access_key)?,
    })
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

/// A text that has to be given.
fn given(field: &str, text: &str) -> Result<String, Fault> {
    match text.trim() {
        "" => Err(Fault::input(field, "It is empty")),
        trimmed => Ok(trimmed.to_owned()),
    }
}

/// A server's address over HTTP. One with a password in it would be kept and shown as it stands.
fn address(text: &str) -> Result<Url, Fault> {
    let refuse = |reason: &str| Fault::input("The address", reason);
    let url: Url = text
        .trim()
        .parse()
        .map_err(|_| refuse("Write it like https://host:8443"))?;
    if !matches!(url.scheme(), "https" | "http") || url.host_str().is_none_or(str::is_empty) {
        return Err(refuse(
            "It begins with https:// or http:// and names a host",
        ));
    }
    if url.password().is_some() || !url.username().is_empty() || url.query().is_some() {
        return Err(refuse(
            "Leave user, password and what follows a question mark out of it",
        ));
    }
    Ok(url)
}

/// The path of a workbook's file.
fn file_for_excel(field: &str, path: &str) -> Result<PathBuf, Fault> {
    let path = absolute(field, path)?;
    let ending = path.extension().unwrap_or_default();
    match ending.eq_ignore_ascii_case("xlsx") {
        true => Ok(path),
        false => Err(Fault::input(field, "Its name has to end with .xlsx")),
    }
}
