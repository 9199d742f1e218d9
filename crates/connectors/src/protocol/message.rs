//! The messages of the protocol, one JSON line each.

use std::io::{self, Write};
use std::time::{SystemTime, UNIX_EPOCH};

use serde::Serializer as _;
use serde_json::{Value, json};

use crate::config_changes::ConfigChanges;
use crate::error::Error;
use crate::file_uploader::FileReference;
use crate::record::Record;

/// So many bytes are written at once, and the line that they end with: a pipe holds 64 KiB on most systems, and whoever
/// writes more has to wait for who reads.
const TOGETHER: usize = 48 * 1024;

/// Writes messages, whole lines at a time: standard output would hold back the part of a line and write it apart.
pub(super) struct Messages<'out> {
    out: &'out mut dyn Write,
    lines: Vec<u8>,
}

impl<'out> Messages<'out> {
    pub(super) fn new(out: &'out mut dyn Write) -> Messages<'out> {
        Messages {
            out,
            lines: Vec::with_capacity(TOGETHER + TOGETHER / 4),
        }
    }

    /// One message.
    pub(super) fn say(&mut self, message: &Value) -> io::Result<()> {
        serde_json::to_writer(&mut self.lines, message)?;
        self.end_line()
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.lines.push(b'\n');
        match self.lines.len() < TOGETHER {
            true => Ok(()),
            false => self.write(),
        }
    }

    fn write(&mut self) -> io::Result<()> {
        self.out.write_all(&self.lines)?;
        self.lines.clear();
        Ok(())
    }

    /// A line for people.
    pub(super) fn log(&mut self, level: &str, message: &str) -> io::Result<()> {
        self.say(&json!({"type": "LOG", "log": {"level": level, "message": message}}))
    }

    /// An error; of a stream, where it is one's.
    pub(super) fn error(
        &mut self,
        stream: Option<&str>,
        message: &str,
        failure_type: &str,
    ) -> io::Result<()> {
        let mut error = json!({"message": message, "failure_type": failure_type});
        if let Some(name) = stream {
            error["stream_descriptor"] = json!({"name": name});
        }
        self.trace("ERROR", "error", error)
    }

    /// Where a stream stands: `STARTED`, `RUNNING`, `COMPLETE` or `INCOMPLETE`.
    pub(super) fn status(&mut self, stream: &str, status: &str) -> io::Result<()> {
        let status = json!({"stream_descriptor": {"name": stream}, "status": status});
        self.trace("STREAM_STATUS", "stream_status", status)
    }

    /// The configuration as it is to be kept from now on, where it changed.
    pub(super) fn changed(&mut self, changes: &ConfigChanges) -> io::Result<()> {
        let Some(config) = changes.take() else {
            return Ok(());
        };
        self.say(&json!({"type": "CONTROL", "control": {
            "type": "CONNECTOR_CONFIG",
            "emitted_at": now(),
            "connectorConfig": {"config": config},
        }}))?;
        self.flush()
    }

    fn trace(&mut self, kind: &str, key: &str, value: Value) -> io::Result<()> {
        let mut trace = json!({"type": kind, "emitted_at": now()});
        trace[key] = value;
        self.say(&json!({"type": "TRACE", "trace": trace}))
    }

    /// A stream's state, which covers `records` records since the one before.
    pub(super) fn state(&mut self, stream: &str, state: &Value, records: u64) -> io::Result<()> {
        self.say(&json!({"type": "STATE", "state": {
            "type": "STREAM",
            "stream": {"stream_descriptor": {"name": stream}, "stream_state": state},
            "sourceStats": {"recordCount": records as f64},
        }}))
    }

    /// Records of one stream, with the files that they stand for, where there are any. Those that were not parsed go out
    /// as they came in. Fields that are null are left out, as the reference runtime leaves them out; nulls further inside
    /// stay.
    pub(super) fn records(
        &mut self,
        stream: &str,
        records: &[Record],
        files: &[FileReference],
    ) -> io::Result<()> {
        let begin = format!(
            r#"{{"type":"RECORD","record":{{"stream":{},"data":"#,
            json!(stream)
        );
        let end = format!(",\"emitted_at\":{}", now());
        for (index, record) in records.iter().enumerate() {
            self.lines.extend_from_slice(begin.as_bytes());
            match record {
                Record::Raw(raw) => raw.write_line(&mut self.lines)?,
                Record::Map(map) => {
                    let fields = map.iter().filter(|(_, value)| !value.is_null());
                    serde_json::Serializer::new(&mut self.lines).collect_map(fields)?;
                }
            }
            self.lines.extend_from_slice(end.as_bytes());
            if let Some(file) = files.get(index) {
                write!(self.lines, ",\"file_reference\":{}", file.json())?;
            }
            self.lines.extend_from_slice(b"}}");
            self.end_line()?;
        }
        Ok(())
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.write()?;
        self.out.flush()
    }
}

/// Milliseconds since 1970.
fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis() as u64)
}

/// Whose fault an error is, in the protocol's words.
pub(super) fn failure_type(error: &Error) -> &'static str {
    match error {
        Error::RateLimited { .. } | Error::Unavailable { .. } | Error::Unreachable { .. } => {
            "transient_error"
        }
        Error::Unauthorized { .. } | Error::Forbidden { .. } | Error::NotFound { .. } => {
            "config_error"
        }
        Error::Refusal(_) | Error::UnknownStream(_) | Error::State { .. } => "config_error",
        _ => "system_error",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::record::Raw;

    /// A record that a provider printed over several lines is one line, without its null fields and otherwise untouched.
    #[test]
    fn a_record_is_one_line() {
        let texts = [
            (
                r#"{"none": null, "a": "x\ny,null", "n": {"inner": null}, "last": null}"#,
                json!({"a": "x\ny,null", "n": {"inner": null}}),
            ),
            (r#"{"none": null}"#, json!({})),
            ("{}", json!({})),
        ];
        for (text, expected) in texts {
            let spread = text.replace(", ", ",\r\n  ").replace(": ", " :\n ");
            let raw = Raw::parsed(serde_json::from_str(&spread).unwrap()).unwrap();
            let mut out: Vec<u8> = Vec::new();
            let mut messages = Messages::new(&mut out);
            messages.records("s", &[Record::Raw(raw)], &[]).unwrap();
            messages.flush().unwrap();
            drop(messages);
            let text = String::from_utf8(out).unwrap();
            assert_eq!(text.lines().count(), 1, "{text}");
            let message: Value = serde_json::from_str(&text).unwrap();
            assert_eq!(message["record"]["data"], expected);
        }
    }
}
