//! Tables at the server: what stands there, and what a delivery needs.

use arrow_schema::{DataType, Field};
use serde::{Deserialize, Serialize};

use super::ClickHouse;
use crate::error::{Error, Result};
use crate::table::{DELETED, KEY, SYNC, Table};

/// Which of two rows with a key counts: the one whose sync is later, deletions included.
const VERSION: &str = "_hw_version";

/// What stands in a table's comment.
#[derive(Serialize, Deserialize)]
struct Comment {
    headwater: Ours,
}

#[derive(Serialize, Deserialize)]
struct Ours {
    workbook: String,
    upto: i64,
}

/// A table of ours that stands there.
pub(super) struct There {
    /// The last sync whose rows it has.
    pub(super) upto: i64,
    /// Its columns and their types.
    pub(super) columns: Vec<(String, String)>,
}

impl ClickHouse {
    /// What stands there under a table's name.
    ///
    /// # Errors
    /// [`Error::Taken`] where it is not ours.
    pub(super) async fn there(&self, table: &str) -> Result<Option<There>> {
        let place = format!(
            "database = {} AND {{}} = {}",
            literal(&self.settings.database),
            literal(table)
        );
        let find = format!(
            "SELECT comment FROM system.tables WHERE {}",
            place.replace("{}", "name")
        );
        // One more line tells a table without a comment from none.
        let found = self
            .ask(&format!(
                "{find} UNION ALL SELECT 'end' FORMAT JSONCompactColumns"
            ))
            .await?;
        let [comments]: [Vec<String>; 1] =
            serde_json::from_str(&found).map_err(|_| self.unread())?;
        let Some(comment) = comments.into_iter().find(|comment| comment != "end") else {
            return Ok(None);
        };
        let ours = serde_json::from_str(&comment)
            .ok()
            .filter(|comment: &Comment| comment.headwater.workbook == self.workbook);
        let Some(ours) = ours else {
            return Err(Error::Taken {
                host: self.host(),
                table: format!("{}.{table}", self.settings.database),
            });
        };
        let list = format!(
            "SELECT name, type FROM system.columns WHERE {} AND default_kind = '' ORDER BY position FORMAT JSONCompactColumns",
            place.replace("{}", "table")
        );
        let [names, types]: [Vec<String>; 2] =
            serde_json::from_str(&self.ask(&list).await?).map_err(|_| self.unread())?;
        Ok(Some(There {
            upto: ours.headwater.upto,
            columns: names.into_iter().zip(types).collect(),
        }))
    }

    fn unread(&self) -> Error {
        Error::Refused {
            host: self.host(),
            reason: "its answer is not the one of ClickHouse".to_owned(),
        }
    }

    /// The comment of a table that has the rows of a sync, as SQL.
    pub(super) fn comment(&self, upto: i64) -> String {
        let ours = Ours {
            workbook: self.workbook.clone(),
            upto,
        };
        let text = serde_json::to_string(&Comment { headwater: ours });
        literal(&text.unwrap_or_default())
    }
}

/// The columns that a table has after a delivery: those that are there, widened where that is needed, and the new ones.
pub(super) fn plan(table: &Table, there: &[(String, String)]) -> Vec<(String, String)> {
    let mut columns = there.to_vec();
    for field in table.schema.fields() {
        let comes = type_of(field);
        match columns.iter_mut().find(|(name, _)| name == field.name()) {
            Some((_, kept)) => *kept = widened(kept, &comes),
            None => columns.push((field.name().clone(), comes)),
        }
    }
    columns
}

/// The declaration of columns and engine of a table.
pub(super) fn declaration(columns: &[(String, String)]) -> String {
    let columns = columns
        .iter()
        .map(|(name, of)| format!("{} {of}", quoted(name)));
    let columns: Vec<String> = columns.collect();
    format!(
        "({}, {VERSION} UInt64 MATERIALIZED greatest({SYNC}, ifNull({DELETED}, 0)))
         ENGINE = ReplacingMergeTree({VERSION}) ORDER BY {KEY}
         SETTINGS non_replicated_deduplication_window = 1000",
        columns.join(", ")
    )
}

fn type_of(field: &Field) -> String {
    let of = match field.data_type() {
        DataType::Boolean => "Bool",
        DataType::Int64 => "Int64",
        DataType::Float64 => "Float64",
        DataType::Date32 => "Date32",
        DataType::Timestamp(..) => "DateTime64(6, 'UTC')",
        _ => "String",
    };
    match field.is_nullable() {
        true => format!("Nullable({of})"),
        false => of.to_owned(),
    }
}

/// The type that holds what both hold. A type that we never gave was chosen by a person and stays.
fn widened(kept: &str, comes: &str) -> String {
    let inner = |of: &str| {
        of.trim_start_matches("Nullable(")
            .trim_end_matches(')')
            .to_owned()
    };
    let stays = match (inner(kept).as_str(), inner(comes).as_str()) {
        (one, other) if one == other => true,
        ("Int64", "Float64") => false,
        ("Float64", "Int64") => true,
        ("Date32", at) if at.starts_with("DateTime64") => false,
        (at, "Date32") if at.starts_with("DateTime64") => true,
        ("Bool" | "Int64" | "Float64" | "Date32", _) => return "Nullable(String)".to_owned(),
        (at, _) if at.starts_with("DateTime64(6") => return "Nullable(String)".to_owned(),
        _ => true,
    };
    if stays { kept } else { comes }.to_owned()
}

/// A name as SQL has it.
pub(super) fn quoted(name: &str) -> String {
    format!("`{}`", name.replace('\\', "\\\\").replace('`', "\\`"))
}

/// A text as SQL has it.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column grows until it holds what comes, never shrinks, and keeps a type that a person gave it.
    #[test]
    fn columns_widen_and_never_narrow() {
        let widened = |kept, comes| widened(kept, comes);
        assert_eq!(
            widened("Nullable(Int64)", "Nullable(Float64)"),
            "Nullable(Float64)"
        );
        assert_eq!(
            widened("Nullable(Float64)", "Nullable(Int64)"),
            "Nullable(Float64)"
        );
        assert_eq!(
            widened("Nullable(Bool)", "Nullable(Int64)"),
            "Nullable(String)"
        );
        assert_eq!(
            widened("Nullable(String)", "Nullable(Int64)"),
            "Nullable(String)"
        );
        let time = "Nullable(DateTime64(6, 'UTC'))";
        assert_eq!(widened(time, time), time);
        assert_eq!(widened(time, "Nullable(Date32)"), time);
        assert_eq!(widened("Nullable(Date32)", time), time);
        assert_eq!(widened(time, "Nullable(String)"), "Nullable(String)");
        assert_eq!(
            widened("Decimal(9, 2)", "Nullable(Float64)"),
            "Decimal(9, 2)"
        );
    }

    /// What a source calls its fields never ends a quoted name early.
    #[test]
    fn names_and_texts_stay_inside_their_quotes() {
        assert_eq!(quoted("a`b\\"), "`a\\`b\\\\`");
        assert_eq!(literal("it's \\"), "'it\\'s \\\\'");
    }
}
