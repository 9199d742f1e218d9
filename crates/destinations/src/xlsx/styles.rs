//! Formats of cells: those of ours are found in the user's list, or put behind it, so that no number of theirs changes.

use super::cells::Formats;
use super::xml::{self, Element, child, edited, elements};

/// How dates and times look.
const DATE: &str = r"yyyy\-mm\-dd";
const TIME: &str = r"yyyy\-mm\-dd\ hh:mm:ss";
/// The number of the built-in format for whole numbers, without which long ones look like `1.2E+12`.
const WHOLE: u32 = 1;
/// Formats below are the built-in ones.
const FIRST_OWN: u32 = 164;

/// The text of styles with our formats, and their numbers.
///
/// # Errors
/// What is wrong with the text.
pub(super) fn merged(xml: &str) -> Result<(String, Formats), String> {
    let (xml, date) = with_code(xml, DATE)?;
    let (xml, time) = with_code(&xml, TIME)?;
    let (xml, whole) = with_format(&xml, WHOLE)?;
    let (xml, date) = with_format(&xml, date)?;
    let (xml, instant) = with_format(&xml, time)?;
    let formats = Formats {
        whole,
        date,
        instant,
    };
    Ok((xml, formats))
}

/// Finds or adds the code of a number format.
fn with_code(xml: &str, code: &str) -> Result<(String, u32), String> {
    let root = xml::root(xml)?;
    let list = child(xml, &root, "numFmts")?;
    let known = match &list {
        Some(list) => elements(xml, list.inner.clone())?,
        None => Vec::new(),
    };
    // Programs write the same code with and without backslashes.
    let same = |one: &&Element<'_>| {
        one.attribute("formatCode")
            .is_some_and(|known| known.replace('\\', "") == code.replace('\\', ""))
    };
    if let Some(number) = known
        .iter()
        .find(same)
        .and_then(|one| one.number("numFmtId"))
    {
        return Ok((xml.to_owned(), number));
    }
    let taken = known.iter().filter_map(|one| one.number("numFmtId"));
    let number = taken.max().unwrap_or(0).max(FIRST_OWN - 1) + 1;
    let space = root.namespace();
    let entry = format!("<numFmt{space} numFmtId=\"{number}\" formatCode=\"{code}\"/>");
    let edit = match list {
        Some(list) => grown(xml, &list, &entry, known.len() + 1),
        None => (
            root.inner.start..root.inner.start,
            format!("<numFmts{space} count=\"1\">{entry}</numFmts>"),
        ),
    };
    Ok((edited(xml, vec![edit]), number))
}

/// Finds or adds a format of cells that has a number format and nothing else.
fn with_format(xml: &str, number: u32) -> Result<(String, u32), String> {
    let root = xml::root(xml)?;
    let list = child(xml, &root, "cellXfs")?.ok_or("it has no formats of cells")?;
    let known = elements(xml, list.inner.clone())?;
    let plain = |one: &Element<'_>| {
        let inner = &xml[one.inner.clone()];
        ["fontId", "fillId", "borderId", "xfId"]
            .iter()
            .all(|name| one.number(name).unwrap_or(0) == 0)
            && (!inner.contains("horizontal=") || inner.contains("horizontal=\"general\""))
    };
    let same = |one: &Element<'_>| one.number("numFmtId") == Some(number) && plain(one);
    let at = known.iter().position(same).unwrap_or(known.len());
    let index = u32::try_from(at).map_err(|_| "it has too many formats")?;
    if at < known.len() {
        return Ok((xml.to_owned(), index));
    }
    let space = root.namespace();
    let entry = format!(
        "<xf{space} numFmtId=\"{number}\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\" applyNumberFormat=\"1\"/>"
    );
    let edit = grown(xml, &list, &entry, known.len() + 1);
    Ok((edited(xml, vec![edit]), index))
}

/// A list with one more entry, and its new count.
fn grown(
    xml: &str,
    list: &Element<'_>,
    entry: &str,
    count: usize,
) -> (std::ops::Range<usize>, String) {
    let longer = list.with_child(xml, entry);
    let counted = match xml::root(&longer) {
        Ok(root) if root.attribute("count").is_some() => {
            root.with_attribute(&longer, "count", &count.to_string())
        }
        _ => longer,
    };
    (list.whole.clone(), counted)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The user's formats keep their numbers, ours come behind them, and the next time they are found.
    #[test]
    fn formats_are_added_once_and_move_nothing() {
        let theirs = "<styleSheet xmlns=\"u\"><numFmts count=\"1\"><numFmt numFmtId=\"170\" formatCode=\"0.0\"/></numFmts>\
            <cellXfs count=\"2\"><xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"1\" fontId=\"3\"/></cellXfs></styleSheet>";
        let (once, formats) = merged(theirs).unwrap();
        assert_eq!((formats.whole, formats.date, formats.instant), (2, 3, 4));
        assert!(
            once.contains("<xf numFmtId=\"0\" fontId=\"0\"/><xf numFmtId=\"1\" fontId=\"3\"/><xf")
        );
        assert!(
            once.contains("<cellXfs count=\"5\">") && once.contains("numFmtId=\"171\""),
            "{once}"
        );
        let (twice, again) = merged(&once).unwrap();
        assert_eq!(twice, once);
        assert_eq!(again.instant, formats.instant);
    }
}
