//! Names of tables and columns: readable without quotes, at most 63 bytes, no two the same.

use std::collections::HashSet;

/// The longest name that the server keeps; it cuts longer ones without a word.
const LONGEST: usize = 63;

/// Words that mean something else where a name is expected, so that a name of this kind would have to be quoted.
const RESERVED: &[&str] = &[
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "bigint",
    "binary",
    "bit",
    "boolean",
    "both",
    "case",
    "cast",
    "char",
    "character",
    "check",
    "coalesce",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "dec",
    "decimal",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "extract",
    "false",
    "fetch",
    "float",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "greatest",
    "group",
    "grouping",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "inout",
    "int",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "least",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "national",
    "natural",
    "nchar",
    "none",
    "normalize",
    "not",
    "notnull",
    "null",
    "nullif",
    "numeric",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "out",
    "outer",
    "overlaps",
    "overlay",
    "placing",
    "position",
    "precision",
    "primary",
    "real",
    "references",
    "returning",
    "right",
    "row",
    "select",
    "session_user",
    "setof",
    "similar",
    "smallint",
    "some",
    "substring",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "time",
    "timestamp",
    "to",
    "trailing",
    "treat",
    "trim",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "values",
    "varchar",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
    "xmlattributes",
    "xmlconcat",
    "xmlelement",
    "xmlexists",
    "xmlforest",
    "xmlnamespaces",
    "xmlparse",
    "xmlpi",
    "xmlroot",
    "xmlserialize",
    "xmltable",
    // Columns that every table has.
    "cmax",
    "cmin",
    "ctid",
    "oid",
    "tableoid",
    "xmax",
    "xmin",
];

/// The name that `name` gets, apart from those `taken`: `Order Lines` is `order_lines`, `firstName` is `first_name`,
/// `user` is `user_`, and the second `amount` is `amount_2`.
pub(super) fn identifier(name: &str, taken: &HashSet<String>) -> String {
    let plain = plain(name);
    let free = |candidate: &String| !taken.contains(candidate);
    let first = Some(cut(&plain, "")).filter(free);
    first.unwrap_or_else(|| {
        let numbered =
            (2_u32..).map(|number| cut(plain.trim_end_matches('_'), &format!("_{number}")));
        numbered.into_iter().find(free).unwrap_or_default()
    })
}

/// Lower-case ASCII letters, digits and underscores; never empty, never a digit first, never a reserved word.
fn plain(name: &str) -> String {
    let mut plain = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        let starts_word = letter.is_uppercase() && (before.is_lowercase() || before.is_numeric());
        before = letter;
        if starts_word && !plain.ends_with('_') {
            plain.push('_');
        }
        let ascii = any_ascii::any_ascii_char(letter);
        match ascii.chars().any(|part| part.is_ascii_alphanumeric()) || letter == '_' {
            true => plain.extend(
                ascii
                    .chars()
                    .filter(|part| part.is_ascii_alphanumeric() || *part == '_'),
            ),
            false if plain.ends_with('_') || plain.is_empty() => {}
            false => plain.push('_'),
        }
    }
    let plain = plain.to_ascii_lowercase();
    let plain = match plain.trim_end_matches('_') {
        "" => "column".to_owned(),
        trimmed => trimmed.to_owned(),
    };
    match plain {
        plain if plain.starts_with(|first: char| first.is_ascii_digit()) => format!("_{plain}"),
        plain if RESERVED.contains(&plain.as_str()) => format!("{plain}_"),
        plain => plain,
    }
}

/// The beginning of `plain` that leaves room for `end`, and that.
fn cut(plain: &str, end: &str) -> String {
    let room = LONGEST - end.len();
    let short: String = plain.chars().take(room).collect();
    short + end
}

/// A name as SQL has it.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// A text as SQL has it.
pub(super) fn literal(text: &str) -> String {
    format!("'{}'", text.replace('\0', "").replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names that a person can write without quotes: that is what makes a table pleasant to query.
    #[test]
    fn names_need_no_quotes() {
        let none = HashSet::new();
        let named = |name| identifier(name, &none);
        assert_eq!(named("Order Lines"), "order_lines");
        assert_eq!(named("firstName"), "first_name");
        assert_eq!(named("HTTPStatus"), "httpstatus");
        assert_eq!(named("Größe (cm)"), "grosse_cm");
        assert_eq!(named("2nd"), "_2nd");
        assert_eq!(named("user"), "user_");
        assert_eq!(named("_hw_key"), "_hw_key");
        assert_eq!(named("→"), named(" "));
    }

    /// The server would cut a long name itself, and two fields would then be one column.
    #[test]
    fn long_and_equal_names_stay_apart() {
        let mut taken = HashSet::new();
        let long = "x".repeat(80);
        for number in 0..12 {
            let name = identifier(&format!("{long}{number}"), &taken);
            assert!(name.len() <= LONGEST, "{name}");
            assert!(taken.insert(name.clone()), "{name} twice");
        }
        let taken = HashSet::from(["amount".to_owned()]);
        assert_eq!(identifier("Amount", &taken), "amount_2");
    }
}
