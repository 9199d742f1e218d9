//! The manifest's own check of a connection.

use crate::fields::{Component, Fields};

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
    pub(crate) name: String,
    /// All of them where it is not set.
    pub(crate) count: Option<usize>,
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
        // The manifest as a whole reads them, because what else stands in it counts.
        fields.accept(&["config_overrides"]);
        match fields.kind() {
            "CheckStream" => {
                let names = fields.texts("stream_names")?;
                let dynamic: Vec<DynamicCheck> = fields.list("dynamic_streams_check_configs")?;
                if names.is_empty() && dynamic.is_empty() {
                    return fields.refuse("it names no stream to check");
                }
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
