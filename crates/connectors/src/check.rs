//! The manifest's own check of a connection.

use serde_json::Value;

use crate::error::Error;
use crate::fields::{Component, Fields};
use crate::manifest::{Made, Manifest};
use crate::reader;
use crate::session::Session;
use crate::stream::Stream;

use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};

/// The key of a configuration that names other streams to check than the manifest does.
const NAMES: &str = "__airbyte_check_stream_names";

/// `CheckStream` or `CheckDynamicStream`.
#[derive(Debug)]
pub(crate) enum Check {
    Streams {
        /// Streams whose first page must come.
        names: Vec<String>,
        dynamic: Vec<DynamicCheck>,
    },
    /// The first streams of all, in the order of the manifest.
    First {
        count: usize,
        /// Whether their first page must come, or their being there is enough.
        read: bool,
    },
}

/// `DynamicStreamCheckConfig`: how many streams of a dynamic stream to check.
#[derive(Debug)]
pub(crate) struct DynamicCheck {
    name: String,
    /// All of them where it is not set.
    count: Option<usize>,
}

impl Component for DynamicCheck {
    const DEFAULT: Option<&'static str> = Some("DynamicStreamCheckConfig");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(DynamicCheck {
            name: fields.required_text("dynamic_stream_name")?,
            count: count(fields)?,
        })
    }
}

fn count(fields: &Fields<'_>) -> Option<Option<usize>> {
    let count = fields.integer("stream_count")?;
    Some(count.and_then(|count| usize::try_from(count).ok()))
}

impl Component for Check {
    const DEFAULT: Option<&'static str> = Some("CheckStream");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        fields.unsupported(&["config_overrides"])?;
        match fields.kind() {
            "CheckStream" => {
                let names = fields.texts("stream_names")?;
                let dynamic: Vec<DynamicCheck> = fields.list("dynamic_streams_check_configs")?;
                Some(Check::Streams { names, dynamic })
            }
            "CheckDynamicStream" => {
                let read = match fields.node("use_check_availability") {
                    None => true,
                    Some(_) => fields.flag("use_check_availability")?,
                };
                Some(Check::First {
                    count: count(fields)?.unwrap_or(1),
                    read,
                })
            }
            _ => fields.refuse_kind("check"),
        }
    }
}

impl Check {
    /// Reads the first records of the streams it names.
    ///
    /// # Errors
    /// The first thing that goes wrong.
    pub(crate) async fn run(&self, manifest: &Manifest, session: &Session) -> Result<(), Error> {
        match self {
            Check::Streams { names, dynamic } => {
                let names = wanted(session, names)?;
                let known = manifest.streams(session)?;
                let is_known = |name: &String| known.iter().any(|stream| stream.name() == name);
                // Nobody asks for dynamic streams that no name needs.
                let all_known =
                    dynamic.is_empty() && !names.is_empty() && names.iter().all(is_known);
                let made = match all_known {
                    true => Vec::new(),
                    false => manifest.dynamic_streams(session).await?,
                };
                if known.is_empty() && made.is_empty() {
                    return Err(Error::NoStreams);
                }
                for name in &names {
                    let all = known.iter().chain(made.iter().map(|made| &made.stream));
                    let found = all.filter(|stream| stream.name() == name).last();
                    let stream = found.ok_or_else(|| manifest.unknown(name))?;
                    available(session, stream).await?;
                }
                for check in dynamic {
                    check.run(manifest, session, &made).await?;
                }
                Ok(())
            }
            Check::First { count, read } => {
                let mut streams = manifest.streams(session)?;
                let made = manifest.dynamic_streams(session).await?;
                streams.extend(made.into_iter().map(|made| made.stream));
                if streams.is_empty() {
                    return Err(Error::NoStreams);
                }
                for stream in streams.iter().take(*count).filter(|_| *read) {
                    available(session, stream).await?;
                }
                Ok(())
            }
        }
    }
}

/// The names that the manifest asks for, or those that the configuration asks for instead.
fn wanted(session: &Session, own: &[String]) -> Result<Vec<String>, Error> {
    let wrong = || Error::Input {
        input: NAMES.into(),
        reason: "must be a list of the names of streams".into(),
    };
    match session.shared.config.json().get(NAMES) {
        None => Ok(own.to_vec()),
        Some(Value::Array(names)) if names.is_empty() => Ok(own.to_vec()),
        Some(Value::Array(names)) => names
            .iter()
            .map(|name| name.as_str().map(str::to_owned).ok_or_else(wrong))
            .collect(),
        Some(_) => Err(wrong()),
    }
}

impl DynamicCheck {
    async fn run(
        &self,
        manifest: &Manifest,
        session: &Session,
        made: &[Made],
    ) -> Result<(), Error> {
        if !manifest.has_dynamic(&self.name) {
            return Err(manifest.unknown(&self.name));
        }
        let own = made.iter().filter(|made| made.from == self.name);
        for made in own.take(self.count.unwrap_or(usize::MAX)) {
            available(session, &made.stream).await?;
        }
        Ok(())
    }
}

/// Whether the first record of a stream can be had. A stream that could have partitions and has
/// none says nothing about the connection, and so is no success.
async fn available(session: &Session, stream: &Arc<Stream>) -> Result<(), Error> {
    if let Some(router) = &stream.retriever.router {
        let mut partitions = router.partitions(session, &Default::default());
        if partitions.try_next().await?.is_none() {
            return Err(Error::NoPartitions(stream.name().to_owned()));
        }
    }
    match reader::open(session, stream.clone(), None).next().await {
        Some(Err(error)) => Err(error),
        Some(Ok(_)) | None => Ok(()),
    }
}
