//! Names and places as the format has them: of sheets, table objects, columns and cells.

use std::collections::HashSet;

use arrow_schema::Fields;

/// Most rows of a sheet.
pub(super) const ROWS: u32 = 1_048_576;
/// Most columns of a sheet.
pub(super) const COLUMNS: usize = 16_384;
/// Most characters of a sheet's name, and of a column's.
const SHEET_NAME: usize = 31;
const COLUMN_NAME: usize = 255;

/// Where a table stands: its head's first cell, counted from 1, and its columns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Area {
    pub top: u32,
    pub left: u32,
    pub width: u32,
}

impl Area {
    /// The range from its head down to a row, as `A1:F10`.
    pub fn down_to(&self, bottom: u32) -> String {
        let (from, to) = (letters(self.left), letters(self.left + self.width - 1));
        format!("{from}{}:{to}{bottom}", self.top)
    }

    /// Whether a column is one of its.
    pub fn has(&self, column: u32) -> bool {
        (self.left..self.left + self.width).contains(&column)
    }
}

/// What our hidden names for a table end with: made of its name, so that sheets may be renamed and moved.
pub(super) fn mark(table: &str) -> String {
    // FNV-1a: the same in every version of ours.
    let hash = table
        .to_lowercase()
        .bytes()
        .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
    format!("{hash:016x}")
}

/// What a defined name of ours says of a head: the sheet's name and the place there. Nothing where the sheet or the cells
/// were deleted.
pub(super) fn reference(text: &str) -> Option<(String, Area)> {
    let (sheet, range) = text.trim().rsplit_once('!')?;
    let sheet = match sheet.strip_prefix('\'').and_then(|s| s.strip_suffix('\'')) {
        Some(quoted) => quoted.replace("''", "'"),
        None => sheet.to_owned(),
    };
    let range = range.replace('$', "");
    let (from, to) = range.split_once(':').unwrap_or((&range, &range));
    let ((top, left), (_, right)) = (cell(from)?, cell(to)?);
    let width = (right + 1).checked_sub(left)?;
    Some((sheet, Area { top, left, width }))
}

/// The text of a defined name for a head.
pub(super) fn referring(sheet: &str, area: &Area) -> String {
    let (from, to) = (letters(area.left), letters(area.left + area.width - 1));
    let (sheet, top) = (sheet.replace('\'', "''"), area.top);
    format!("'{sheet}'!${from}${top}:${to}${top}")
}

/// Row and column of a cell's name.
pub(super) fn cell(name: &str) -> Option<(u32, u32)> {
    let split = name.find(|c: char| c.is_ascii_digit())?;
    let (letters, row) = name.split_at(split);
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let mut column = 0;
    for letter in letters.bytes() {
        let place = letter.to_ascii_uppercase().checked_sub(b'A')?;
        column = column * 26 + u32::from(place) + 1;
    }
    let row = row.parse().ok().filter(|row| (1..=ROWS).contains(row))?;
    (column as usize <= COLUMNS).then_some((row, column))
}

/// The letters of a column, counted from 1.
pub(super) fn letters(mut column: u32) -> String {
    let mut reversed = Vec::new();
    while column > 0 {
        let place = u8::try_from((column - 1) % 26).unwrap_or_default();
        reversed.push(char::from(b'A' + place));
        column = (column - 1) / 26;
    }
    reversed.iter().rev().collect()
}

/// A name for a new sheet; `taken` are the others of the workbook.
pub(super) fn sheet(wanted: &str, taken: &[String]) -> String {
    let refused = |c: char| c.is_control() || r"[]:*?/\".contains(c);
    let clean = wanted.replace(refused, "_");
    let clean = clean.trim().trim_matches('\'');
    let clean = match clean {
        "" => "Table",
        // Spreadsheets keep this name for themselves.
        _ if clean.eq_ignore_ascii_case("history") => "History_",
        _ => clean,
    };
    free(clean, SHEET_NAME, " ", |name| {
        taken
            .iter()
            .any(|one| one.to_lowercase() == name.to_lowercase())
    })
}

/// A name for a new table object, as formulas use it.
pub(super) fn object(wanted: &str, taken: &[String]) -> String {
    let mut clean: String = wanted
        .chars()
        .map(|c| {
            if c.is_alphanumeric() || c == '.' {
                c
            } else {
                '_'
            }
        })
        .collect();
    let first = clean.chars().next();
    let wants_more = !first.is_some_and(char::is_alphabetic) || looks_like_cell(&clean);
    if wants_more {
        clean.insert(0, '_');
    }
    free(&clean, COLUMN_NAME, "_", |name| {
        taken
            .iter()
            .any(|one| one.to_lowercase() == name.to_lowercase())
    })
}

/// Whether a formula would read a name as a cell, in either way of naming cells.
fn looks_like_cell(name: &str) -> bool {
    let numbered = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    let lower = name.to_ascii_lowercase();
    let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let in_letters = letters.len() <= 3 && letters.chars().all(|c| c.is_ascii_lowercase());
    let rest = lower.strip_prefix('r').unwrap_or(&lower);
    let (row, column) = rest.split_once('c').unwrap_or((rest, ""));
    in_letters || (numbered(row) && numbered(column))
}

/// The heads of a table's columns: what a cell and a table object both take, each once.
pub(super) fn heads(fields: &Fields) -> Vec<String> {
    let mut taken: HashSet<String> = HashSet::new();
    fields
        .iter()
        .map(|field| {
            let clean = field.name().replace(|c: char| c.is_control(), " ");
            let clean = if clean.trim().is_empty() {
                "column"
            } else {
                &clean
            };
            let head = free(clean, COLUMN_NAME, " ", |name| {
                taken.contains(&name.to_lowercase())
            });
            taken.insert(head.to_lowercase());
            head
        })
        .collect()
}

/// A name that is free and no longer than allowed, with a number behind it where it must.
fn free(wanted: &str, longest: usize, between: &str, taken: impl Fn(&str) -> bool) -> String {
    let short = cut(wanted, longest);
    let mut name = short.clone();
    let mut number = 2;
    while taken(&name) {
        let end = format!("{between}{number}");
        name = cut(&short, longest - end.len()) + &end;
        number += 1;
    }
    name
}

/// The beginning of a text, of at most so many UTF-16 units: what spreadsheets count.
pub(super) fn cut(text: &str, longest: usize) -> String {
    let mut units = 0;
    text.chars()
        .take_while(|c| {
            units += c.len_utf16();
            units <= longest
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use arrow_schema::{DataType, Field};

    /// Columns are counted in letters without a zero.
    #[test]
    fn cells_have_letters() {
        for (column, name) in [
            (1, "A"),
            (26, "Z"),
            (27, "AA"),
            (702, "ZZ"),
            (16_384, "XFD"),
        ] {
            assert_eq!(letters(column), name);
            assert_eq!(cell(&format!("{name}7")), Some((7, column)));
        }
        assert_eq!(cell("XFE1"), None);
        assert_eq!(cell("A1048577"), None);
    }

    /// A sheet's name is one that spreadsheets take, and nobody else's.
    #[test]
    fn sheet_names_are_taken_by_spreadsheets() {
        assert_eq!(sheet("a/b: c?", &[]), "a_b_ c_");
        assert_eq!(sheet("'quoted'", &[]), "quoted");
        assert_eq!(sheet("HISTORY", &[]), "History_");
        let long = "A very long title of a stream, longer than allowed";
        assert_eq!(sheet(long, &[]).len(), 31);
        let taken = ["deals".to_owned(), "Deals 2".to_owned()];
        assert_eq!(sheet("Deals", &taken), "Deals 3");
        let second = sheet(long, &[sheet(long, &[])]);
        assert!(second.len() == 31 && second.ends_with(" 2"), "{second}");
    }

    /// The name of a table object can stand in a formula: it is no cell and has no space.
    #[test]
    fn table_names_stand_in_formulas() {
        assert_eq!(object("Order Lines", &[]), "Order_Lines");
        assert_eq!(object("Q1", &[]), "_Q1");
        assert_eq!(object("r1c1", &[]), "_r1c1");
        assert_eq!(object("2026", &[]), "_2026");
        assert_eq!(object("contacts", &["Contacts".into()]), "contacts_2");
    }

    /// Heads are told apart without regard to case, as table objects demand it.
    #[test]
    fn heads_are_unique() {
        let field = |name: &str| Field::new(name, DataType::Utf8, true);
        let fields: Fields = vec![field("Order"), field("order"), field(""), field("a\nb")].into();
        assert_eq!(heads(&fields), ["Order", "order 2", "column", "a b"]);
    }

    /// What a defined name says is read as programs write it, with quotes or without.
    #[test]
    fn references_are_read() {
        let area = Area {
            top: 3,
            left: 2,
            width: 26,
        };
        let text = referring("It's", &area);
        assert_eq!(text, "'It''s'!$B$3:$AA$3");
        assert_eq!(reference(&text), Some(("It's".into(), area)));
        assert_eq!(reference("Deals!$B$3:$AA$3").unwrap().0, "Deals");
        assert_eq!(
            reference("#REF!$A$1"),
            Some((
                "#REF".into(),
                Area {
                    top: 1,
                    left: 1,
                    width: 1
                }
            ))
        );
        assert_eq!(reference("Deals!#REF!"), None);
    }
}
