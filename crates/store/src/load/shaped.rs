//! Records of a stream of which not everything is chosen, on their way into a batch.

use serde_json::value::to_raw_value;

use super::batch::Batch;
use super::record::Record;
use crate::choice::{Choice, Hasher, Unshaped};
use crate::error::{Error, Result};

/// Writes what is chosen of a record.
pub(super) fn write_shaped(
    batch: &mut Batch<'_>,
    record: Record<'_>,
    choice: &Choice,
    hasher: Option<&Hasher>,
) -> Result<()> {
    let number = batch.rows as usize + 1;
    let no_object = |reason: String| Error::Record { number, reason };
    let shaped = match record {
        Record::Raw(text) | Record::Fields(text, _) => choice.shape(text, hasher),
        Record::Map(fields) => {
            let text = to_raw_value(fields).map_err(|error| no_object(error.to_string()))?;
            choice.shape(text.get(), hasher)
        }
    };
    let shaped = shaped.map_err(|error| match error {
        Unshaped::NotAnObject(reason) => no_object(reason),
        Unshaped::NoHasher => Error::NoHasher,
    })?;
    match shaped.wanted {
        true => batch.write(Record::Raw(shaped.record.get())),
        false => batch.drop_row(Record::Raw(shaped.record.get())),
    }
}
