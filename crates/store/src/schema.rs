//! What a source has changed about a stream that has a tab: noticed at each discovery, and kept until somebody has
//! looked at it. Nothing is lost meanwhile: new fields get columns, columns of gone fields stay, a column whose values
//! no longer fit is widened, and rows stay known by the key that they were written with.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cell::CellType;
use crate::database::Store;
use crate::error::Result;
use crate::stream::{self, Discovered, Stream};

/// A change of a stream at the source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum SchemaChange {
    /// A field that was not there before.
    FieldNew {
        /// Its name.
        field: String,
    },
    /// A field that is no longer there.
    FieldGone {
        /// Its name.
        field: String,
    },
    /// A field of another type.
    FieldRetyped {
        /// Its name.
        field: String,
        /// The type's word before.
        from: String,
        /// The type's word now.
        to: String,
    },
    /// Records are known by another key. Until somebody decides, rows keep the one that they have.
    KeyChanged {
        /// Fields of the key that rows have.
        from: Vec<String>,
        /// Fields of the key that the source names.
        to: Vec<String>,
    },
    /// The source no longer offers the stream.
    StreamGone,
}

impl SchemaChange {
    /// Whether both are about the same thing, so that the later one stands for both.
    fn concerns_same(&self, other: &Self) -> bool {
        match (self.field(), other.field()) {
            (None, None) => std::mem::discriminant(self) == std::mem::discriminant(other),
            (one, two) => one == two,
        }
    }

    fn field(&self) -> Option<&str> {
        match self {
            Self::FieldNew { field }
            | Self::FieldGone { field }
            | Self::FieldRetyped { field, .. } => Some(field),
            Self::KeyChanged { .. } | Self::StreamGone => None,
        }
    }
}

/// What nobody has looked at yet, once the stream was found again.
pub(crate) fn noted(known: &Stream, found: &Discovered) -> Vec<SchemaChange> {
    let mut noted: Vec<SchemaChange> = known
        .changes
        .iter()
        .filter(|change| **change != SchemaChange::StreamGone)
        .filter(|change| {
            !matches!(change, SchemaChange::KeyChanged { .. }) || known.key != found.key
        })
        .cloned()
        .collect();
    for change in of_fields(&known.schema, &found.schema) {
        add(&mut noted, change);
    }
    let offered = known.offered_key.as_ref().unwrap_or(&known.key);
    if *offered != found.key && known.key != found.key {
        let names = |key: &[Vec<String>]| key.iter().map(|path| path.join(".")).collect();
        let change = SchemaChange::KeyChanged {
            from: names(&known.key),
            to: names(&found.key),
        };
        add(&mut noted, change);
    }
    noted
}

/// Notes a change in the place of one about the same thing.
pub(crate) fn add(noted: &mut Vec<SchemaChange>, change: SchemaChange) {
    noted.retain(|old| !old.concerns_same(&change));
    noted.push(change);
}

fn of_fields(before: &Value, after: &Value) -> Vec<SchemaChange> {
    let (before, after) = (types(before), types(after));
    // A source that names no fields says nothing about them.
    if before.is_empty() || after.is_empty() {
        return Vec::new();
    }
    let gone = before
        .keys()
        .filter(|field| !after.contains_key(*field))
        .map(|field| SchemaChange::FieldGone {
            field: (*field).to_owned(),
        });
    let others = after.iter().filter_map(|(field, now)| {
        let field = (*field).to_owned();
        match (before.get(field.as_str()), now) {
            (None, _) => Some(SchemaChange::FieldNew { field }),
            (Some(Some(then)), Some(now)) if then != now => Some(SchemaChange::FieldRetyped {
                field,
                from: then.word().into(),
                to: now.word().into(),
            }),
            _ => None,
        }
    });
    gone.chain(others).collect()
}

fn types(schema: &Value) -> BTreeMap<&str, Option<CellType>> {
    let fields = schema["properties"].as_object().into_iter().flatten();
    fields
        .map(|(name, schema)| (name.as_str(), CellType::of_schema(schema)))
        .collect()
}

impl Store {
    /// Settles what the source has changed about a stream. `accept`: rows get the new key, for which the next sync reads
    /// everything again, and a stream that is gone is no longer synced. Otherwise all stays as it is. Either way it is not asked
    /// again.
    ///
    /// # Errors
    /// [`Error::NoStream`](crate::Error::NoStream).
    pub fn settle_schema(&self, connection: &str, stream: &str, accept: bool) -> Result<()> {
        self.write(|tx| {
            let known = stream::read(tx, connection, stream)?;
            for change in known.changes.iter().filter(|_| accept) {
                match change {
                    SchemaChange::KeyChanged { .. } => {
                        stream::take_offered_key(tx, connection, stream)?
                    }
                    SchemaChange::StreamGone => {
                        tx.execute(
                            "UPDATE streams SET selected = 0 WHERE connection = ?1 AND name = ?2",
                            [connection, stream],
                        )?;
                    }
                    _ => {}
                }
            }
            tx.execute(
                "UPDATE streams SET changes = NULL WHERE connection = ?1 AND name = ?2",
                params![connection, stream],
            )?;
            Ok(())
        })
    }
}
