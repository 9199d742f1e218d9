//! Types of columns, and what becomes of a column whose type at the source has changed.

use arrow_schema::{DataType, Field};

/// The type that a column is sent in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ColumnType {
    Boolean,
    Bigint,
    Double,
    Date,
    Timestamp,
    Text,
    Json,
}

impl ColumnType {
    /// The type of a column of a tab.
    pub(super) fn of(field: &Field) -> ColumnType {
        match field.data_type() {
            DataType::Boolean => ColumnType::Boolean,
            DataType::Int64 => ColumnType::Bigint,
            DataType::Float64 => ColumnType::Double,
            DataType::Date32 => ColumnType::Date,
            DataType::Timestamp(..) => ColumnType::Timestamp,
            _ if crate::table::is_json(field) => ColumnType::Json,
            _ => ColumnType::Text,
        }
    }

    /// Its name at the server, as `format_type` has it.
    pub(super) fn name(self) -> &'static str {
        match self {
            ColumnType::Boolean => "boolean",
            ColumnType::Bigint => "bigint",
            ColumnType::Double => "double precision",
            ColumnType::Date => "date",
            ColumnType::Timestamp => "timestamp with time zone",
            ColumnType::Text => "text",
            ColumnType::Json => "jsonb",
        }
    }

    /// The type that a column of type `there` has to become to take values of this one; none where it takes them as it
    /// is. A type that we never gave was chosen by a person and stays.
    pub(super) fn widens(self, there: &str) -> Option<ColumnType> {
        use ColumnType as T;
        let known = [
            T::Boolean,
            T::Bigint,
            T::Double,
            T::Date,
            T::Timestamp,
            T::Text,
            T::Json,
        ];
        let there = known.into_iter().find(|known| known.name() == there)?;
        match (there, self) {
            (one, other) if one == other => None,
            (T::Text, _) | (T::Double, T::Bigint) | (T::Timestamp, T::Date) => None,
            (T::Bigint, T::Double) => Some(T::Double),
            (T::Date, T::Timestamp) => Some(T::Timestamp),
            _ => Some(T::Text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column grows until it holds what comes and never shrinks: what is there stays readable as what it was.
    #[test]
    fn columns_widen_and_never_narrow() {
        use ColumnType as T;
        assert_eq!(T::Double.widens("bigint"), Some(T::Double));
        assert_eq!(T::Bigint.widens("double precision"), None);
        assert_eq!(T::Timestamp.widens("date"), Some(T::Timestamp));
        assert_eq!(T::Json.widens("boolean"), Some(T::Text));
        assert_eq!(T::Boolean.widens("text"), None);
        assert_eq!(T::Text.widens("numeric(10,2)"), None, "a person's choice");
    }
}
