//! Object storage with the S3 interface: one folder of Parquet objects per table, and a manifest that names them.
//!
//! `PREFIX/TABLE/_headwater.json` is written last and in one step: it says how far the table is and which objects are its
//! rows. Who reads it sees a load whole or not at all; objects that it does not name are on their way in or out. Those of
//! the load before stay until the next, for readers that have begun.

use std::sync::Arc;

use arrow_array::RecordBatch;
use bytes::Bytes;
use futures::TryStreamExt as _;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::buffered::BufWriter;
use object_store::client::{HttpClient, HttpConnector};
use object_store::path::Path;
use object_store::{
    ClientOptions, ObjectStore as _, ObjectStoreExt as _, PutMode, PutOptions, UpdateVersion,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::io::AsyncWriteExt as _;
use url::Url;

use crate::error::{Error, Result};
use crate::table::{Delivery, Rows};

/// The manifest's name in a table's folder.
const MANIFEST: &str = "_headwater.json";

/// Rows of a row group: what a reader decodes at once, and what is held while writing.
const ROW_GROUP: usize = 100_000;

/// Where the objects go.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// The storage's address where it is not AWS's own, such as `https://minio.example`.
    pub endpoint: Option<Url>,
    /// Region; `us-east-1` where the storage knows none.
    pub region: String,
    /// Bucket. It has to be there.
    pub bucket: String,
    /// The folder in it; may be empty.
    pub prefix: String,
    /// Name of the access key.
    pub access_key: String,
}

/// A bucket, or a folder of it, that tables are delivered to.
#[derive(Clone, Debug)]
pub struct Bucket {
    settings: Settings,
    workbook: String,
    store: Arc<AmazonS3>,
}

/// What a table's manifest says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Manifest {
    workbook: String,
    upto: i64,
    /// Names of objects beside the manifest, oldest first.
    parts: Vec<String>,
}

/// The one client that all requests take.
#[derive(Debug)]
struct Given(reqwest::Client);

impl HttpConnector for Given {
    fn connect(&self, _: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(HttpClient::new(self.0.clone()))
    }
}

impl Bucket {
    /// The destination of a workbook. `workbook` is what the target knows it by, and must stay the same; all requests
    /// go through `http`.
    ///
    /// # Errors
    /// [`Error::Refused`] where the settings do not fit together.
    pub fn new(
        settings: Settings,
        secret: &SecretString,
        workbook: impl Into<String>,
        http: reqwest::Client,
    ) -> Result<Self> {
        let mut builder = AmazonS3Builder::new()
            .with_region(&settings.region)
            .with_bucket_name(&settings.bucket)
            .with_access_key_id(&settings.access_key)
            .with_secret_access_key(secret.expose_secret())
            .with_http_connector(Given(http));
        if let Some(endpoint) = &settings.endpoint {
            builder = builder
                .with_endpoint(endpoint.as_str().trim_end_matches('/'))
                .with_allow_http(endpoint.scheme() == "http");
        }
        let store = builder.build().map_err(|error| said(&settings, &error))?;
        Ok(Self {
            store: Arc::new(store),
            settings,
            workbook: workbook.into(),
        })
    }

    /// Writes an object and takes it away again.
    ///
    /// # Errors
    /// What is wrong: [`Error::Unreachable`], [`Error::SignIn`], [`Error::Missing`], [`Error::Forbidden`].
    pub async fn test(&self) -> Result<String> {
        let probe = self.place("_headwater_test");
        let at = |error| said(&self.settings, &error);
        self.store
            .put(&probe, "a test; may be deleted".into())
            .await
            .map_err(at)?;
        self.store.delete(&probe).await.map_err(at)?;
        Ok(format!(
            "s3://{}/{}",
            self.settings.bucket, self.settings.prefix
        ))
    }

    /// The address of each table's folder.
    ///
    /// # Errors
    /// Those of [`Bucket::delivered`].
    pub async fn tables(&self, names: &[String]) -> Result<Vec<String>> {
        let mut folders = Vec::new();
        for name in names {
            self.manifest(name).await?;
            let place = self.place(&folder(name));
            folders.push(format!("s3://{}/{place}/", self.settings.bucket));
        }
        Ok(folders)
    }

    /// The last sync whose rows the target has of a table; none where it has to be delivered whole.
    ///
    /// # Errors
    /// Those of [`Bucket::test`]; [`Error::Taken`] where the folder belongs to another workbook.
    pub async fn delivered(&self, table: &str) -> Result<Option<i64>> {
        Ok(self
            .manifest(table)
            .await?
            .map(|(manifest, _)| manifest.upto))
    }

    /// Begins a delivery.
    ///
    /// # Errors
    /// Those of [`Bucket::delivered`]; [`Error::Raced`] where somebody else has delivered meanwhile.
    pub async fn begin(&self, delivery: &Delivery) -> Result<Load> {
        let (table, upto) = (&delivery.table, delivery.upto);
        let former = self.manifest(&table.name).await?;
        let at = former.as_ref().map(|(manifest, _)| manifest.upto);
        // A name that no other load has, whose readers may still be reading.
        let own = format!("{upto}-{:016x}.parquet", rand::random::<u64>());
        let part = match delivery.rows {
            Rows::Since(since) if at != Some(since) => return Err(Error::Raced),
            Rows::Since(since) => format!("since-{since}-upto-{own}"),
            Rows::Whole => format!("whole-upto-{own}"),
        };
        let properties = WriterProperties::builder()
            .set_compression(Compression::ZSTD(ZstdLevel::default()))
            .set_max_row_group_row_count(Some(ROW_GROUP))
            .set_created_by(concat!("headwater ", env!("CARGO_PKG_VERSION")).into())
            .build();
        let writer = ArrowWriter::try_new(Vec::new(), Arc::clone(&table.schema), Some(properties));
        let place = self.place(&format!("{}/{part}", folder(&table.name)));
        Ok(Load {
            writer: writer.map_err(|error| Error::Batch(error.to_string()))?,
            object: BufWriter::new(Arc::clone(&self.store) as _, place),
            to: self.clone(),
            delivery: delivery.clone(),
            former,
            part,
        })
    }

    async fn manifest(&self, table: &str) -> Result<Option<(Manifest, UpdateVersion)>> {
        let place = self.place(&format!("{}/{MANIFEST}", folder(table)));
        let at = |error| said(&self.settings, &error);
        let found = match self.store.get(&place).await {
            Ok(found) => found,
            Err(object_store::Error::NotFound { source, .. })
                if !source.to_string().contains("NoSuchBucket") =>
            {
                return Ok(None);
            }
            Err(error) => return Err(at(error)),
        };
        let version = UpdateVersion {
            e_tag: found.meta.e_tag.clone(),
            version: found.meta.version.clone(),
        };
        let text = found.bytes().await.map_err(at)?;
        let manifest: Option<Manifest> = serde_json::from_slice(&text).ok();
        match manifest.filter(|manifest| manifest.workbook == self.workbook) {
            Some(manifest) => Ok(Some((manifest, version))),
            None => Err(Error::Taken {
                host: self.settings.bucket.clone(),
                table: place.to_string(),
            }),
        }
    }

    fn place(&self, name: &str) -> Path {
        Path::from(format!("{}/{name}", self.settings.prefix))
    }
}

/// A delivery on its way. Dropped before [`Load::finish`], it leaves at most an object that no manifest names, which the
/// next delivery takes away.
pub struct Load {
    to: Bucket,
    delivery: Delivery,
    former: Option<(Manifest, UpdateVersion)>,
    part: String,
    writer: ArrowWriter<Vec<u8>>,
    /// Sends what it gets in parts, once there is enough for one.
    object: BufWriter,
}

impl Load {
    /// Takes a batch of the table's rows; full row groups are sent.
    ///
    /// # Errors
    /// Those of [`Bucket::test`]; [`Error::Batch`].
    pub async fn write(&mut self, batch: &RecordBatch) -> Result<()> {
        self.writer
            .write(batch)
            .map_err(|error| Error::Batch(error.to_string()))?;
        let ready = std::mem::take(self.writer.inner_mut());
        self.send(ready.into()).await
    }

    async fn send(&mut self, bytes: Bytes) -> Result<()> {
        let sent = self.object.put(bytes).await;
        sent.map_err(|error| said(&self.to.settings, &error))
    }

    /// Writes the manifest, which makes the load the table's, and takes away what nobody reads any more.
    ///
    /// # Errors
    /// Those of [`Bucket::test`]; [`Error::Raced`] where somebody else delivered meanwhile.
    pub async fn finish(mut self) -> Result<()> {
        self.writer
            .finish()
            .map_err(|error| Error::Batch(error.to_string()))?;
        let rest = std::mem::take(self.writer.inner_mut());
        self.send(rest.into()).await?;
        let settings = &self.to.settings;
        self.object
            .shutdown()
            .await
            .map_err(|error| Error::Unreachable {
                host: host(settings),
                reason: error.to_string(),
            })?;
        let (former, mode) = match self.former {
            Some((manifest, version)) => (manifest.parts, PutMode::Update(version)),
            None => (Vec::new(), PutMode::Create),
        };
        let mut parts = match self.delivery.rows {
            Rows::Whole => Vec::new(),
            Rows::Since(_) => former.clone(),
        };
        parts.push(self.part);
        let manifest = Manifest {
            workbook: self.to.workbook.clone(),
            upto: self.delivery.upto,
            parts,
        };
        let text = serde_json::to_vec_pretty(&manifest)
            .map_err(|error| Error::Batch(error.to_string()))?;
        let folder = self.to.place(&folder(&self.delivery.table.name));
        let place = folder.clone().join(MANIFEST);
        let options = PutOptions {
            mode,
            ..PutOptions::default()
        };
        let put = self.to.store.put_opts(&place, text.into(), options).await;
        put.map_err(|error| said(settings, &error))?;
        let kept: Vec<Path> = manifest
            .parts
            .iter()
            .chain(&former)
            .map(|part| folder.clone().join(part.as_str()))
            .collect();
        // The load is done: what is left behind is taken away by the next.
        let _ = self.to.clear(&folder, &kept).await;
        Ok(())
    }
}

impl Bucket {
    /// Deletes the parts of a table that are not to be kept.
    async fn clear(&self, folder: &Path, kept: &[Path]) -> object_store::Result<()> {
        let found: Vec<_> = self.store.list(Some(folder)).try_collect().await?;
        for object in found {
            let name = object.location.as_ref();
            if name.ends_with(".parquet") && !kept.contains(&object.location) {
                self.store.delete(&object.location).await?;
            }
        }
        Ok(())
    }
}

/// The folder of a table: its name without what would make folders of it.
fn folder(table: &str) -> String {
    let plain = |letter: char| {
        if letter == '/' || letter.is_control() {
            '_'
        } else {
            letter
        }
    };
    table.chars().map(plain).collect()
}

fn host(settings: &Settings) -> String {
    let own = settings
        .endpoint
        .as_ref()
        .and_then(Url::host_str)
        .map(str::to_owned);
    own.unwrap_or_else(|| format!("s3.{}.amazonaws.com", settings.region))
}

/// What the storage said, or the way to it.
fn said(settings: &Settings, error: &object_store::Error) -> Error {
    use object_store::Error as E;
    let host = host(settings);
    let chain = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| {
        error.source()
    });
    let texts: Vec<String> = chain.map(ToString::to_string).collect();
    let has = |word: &str| texts.iter().any(|text| text.contains(word));
    // The last cause is the plainest; the others repeat addresses.
    let reason = || texts.last().cloned().unwrap_or_default();
    match error {
        _ if has("NoSuchBucket") => Error::Missing {
            host,
            what: format!("bucket {}", settings.bucket),
        },
        _ if has("InvalidAccessKeyId") || has("SignatureDoesNotMatch") => Error::SignIn {
            host,
            reason: "the access key or its secret is wrong".to_owned(),
        },
        E::Unauthenticated { .. } => Error::SignIn {
            host,
            reason: reason(),
        },
        E::PermissionDenied { .. } => Error::Forbidden {
            host,
            right: format!("reading and writing objects of bucket {}", settings.bucket),
        },
        E::Precondition { .. } | E::AlreadyExists { .. } => Error::Raced,
        _ if has("error sending request") || has("HTTP error") => Error::Unreachable {
            host,
            reason: reason(),
        },
        _ => Error::Refused {
            host,
            reason: reason(),
        },
    }
}
