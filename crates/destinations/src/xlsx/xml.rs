//! Small documents of a package, edited in place: elements are found with the place of their bytes, so that what nobody
//! changes stays as it is, to the byte.

use std::fmt::Write as _;
use std::ops::Range;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

/// The namespace of workbooks, sheets, styles and tables.
pub(super) const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
/// The namespace of the attributes that name relations.
pub(super) const RELATIONS: &str =
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// How every part begins.
pub(super) const BEGIN: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// An element, and where its bytes are.
#[derive(Clone, Debug)]
pub(super) struct Element<'x> {
    tag: BytesStart<'x>,
    empty: bool,
    /// All of it.
    pub whole: Range<usize>,
    /// What is between its tags.
    pub inner: Range<usize>,
}

/// The elements right inside of a range of a document.
///
/// # Errors
/// What is wrong with it, as a text for people.
pub(super) fn elements(xml: &str, within: Range<usize>) -> Result<Vec<Element<'_>>, String> {
    let mut reader = Reader::from_str(&xml[within.clone()]);
    let mut found: Vec<Element<'_>> = Vec::new();
    let mut depth = 0_usize;
    let place = |reader: &Reader<&[u8]>| {
        within.start + usize::try_from(reader.buffer_position()).unwrap_or_default()
    };
    loop {
        let from = place(&reader);
        let event = reader.read_event().map_err(|error| error.to_string())?;
        let to = place(&reader);
        let begins = |tag, empty| Element {
            tag,
            empty,
            whole: from..to,
            inner: to..to,
        };
        match event {
            Event::Eof => return Ok(found),
            Event::Start(tag) => {
                if depth == 0 {
                    found.push(begins(tag, false));
                }
                depth += 1;
            }
            Event::Empty(tag) if depth == 0 => found.push(begins(tag, true)),
            Event::End(_) => {
                depth = depth.saturating_sub(1);
                if let (0, Some(last)) = (depth, found.last_mut()) {
                    last.inner.end = from;
                    last.whole.end = to;
                }
            }
            _ => {}
        }
    }
}

/// The outermost element of a document.
///
/// # Errors
/// What is wrong with it.
pub(super) fn root(xml: &str) -> Result<Element<'_>, String> {
    let mut all = elements(xml, 0..xml.len())?;
    match all.len() {
        1 => Ok(all.remove(0)),
        _ => Err("it has no single root".to_owned()),
    }
}

/// The first element of that name right inside of another.
///
/// # Errors
/// What is wrong with the document.
pub(super) fn child<'x>(
    xml: &'x str,
    of: &Element<'_>,
    name: &str,
) -> Result<Option<Element<'x>>, String> {
    let all = elements(xml, of.inner.clone())?;
    Ok(all.into_iter().find(|one| one.is(name)))
}

impl Element<'_> {
    /// Whether it is called so, whatever its prefix.
    pub fn is(&self, name: &str) -> bool {
        self.tag.local_name().as_ref() == name
    }

    /// Its name with its prefix.
    pub fn name(&self) -> &str {
        self.tag.name().0
    }

    /// An attribute's value, by its name without prefix.
    pub fn attribute(&self, name: &str) -> Option<String> {
        let found = self.tag.attributes().flatten();
        let mut found = found.filter(|one| one.key.local_name().as_ref() == name);
        let value = found
            .next()?
            .normalized_value(quick_xml::XmlVersion::Explicit1_0);
        Some(value.ok()?.into_owned())
    }

    /// A number in an attribute.
    pub fn number(&self, name: &str) -> Option<u32> {
        self.attribute(name)?.trim().parse().ok()
    }

    /// What an element without prefix that is put into this one has to declare: its namespace, unless it has it already.
    pub fn namespace(&self) -> String {
        match self.tag.name().prefix() {
            None => String::new(),
            Some(_) => format!(" xmlns=\"{MAIN}\""),
        }
    }

    /// Its text with an attribute set.
    pub fn with_attribute(&self, xml: &str, name: &str, value: &str) -> String {
        let mut text = format!("<{}", self.tag.name().as_ref());
        for one in self.tag.attributes().flatten() {
            if one.key.as_ref() != name {
                let raw = one.value.replace('"', "&quot;");
                let _ = write!(text, " {}=\"{raw}\"", one.key.as_ref());
            }
        }
        let _ = write!(text, " {name}=\"{}\"", attribute_text(value));
        text.push_str(if self.empty { "/>" } else { ">" });
        text.push_str(&xml[self.inner.start..self.whole.end.max(self.inner.start)]);
        text
    }

    /// Its text with more before its end.
    pub fn with_child(&self, xml: &str, child: &str) -> String {
        let text = &xml[self.whole.clone()];
        if !self.empty {
            let at = self.inner.end - self.whole.start;
            return format!("{}{child}{}", &text[..at], &text[at..]);
        }
        let open = text.trim_end_matches("/>");
        format!("{open}>{child}</{}>", self.tag.name().as_ref())
    }
}

/// A document with some of its ranges replaced; they must not overlap.
pub(super) fn edited(xml: &str, mut edits: Vec<(Range<usize>, String)>) -> String {
    edits.sort_by_key(|(range, _)| range.start);
    let mut text = String::with_capacity(xml.len() + 256);
    let mut at = 0;
    for (range, new) in edits {
        text.push_str(&xml[at..range.start]);
        text.push_str(&new);
        at = range.end;
    }
    text.push_str(&xml[at..]);
    text
}

/// A text as it stands between quotes.
pub(super) fn attribute_text(text: &str) -> String {
    let mut escaped = Vec::with_capacity(text.len() + 8);
    write_text(&mut escaped, text);
    String::from_utf8_lossy(&escaped).replace('"', "&quot;")
}

/// Writes a text as the format wants it: what XML cannot hold, or would change, as `_x0001_`, and what looks like that
/// with its first `_` as `_x005F_`.
pub(super) fn write_text(to: &mut Vec<u8>, text: &str) {
    let bytes = text.as_bytes();
    let mut plain = 0;
    for (at, byte) in bytes.iter().enumerate() {
        let special: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'_' if is_escape(&bytes[at..]) => b"_x005F_",
            b'\t' | b'\n' => continue,
            0..0x20 => {
                to.extend_from_slice(&bytes[plain..at]);
                let _ = std::io::Write::write_fmt(to, format_args!("_x{byte:04X}_"));
                plain = at + 1;
                continue;
            }
            // U+FFFE and U+FFFF are no characters of XML.
            0xBE | 0xBF if at >= 2 && bytes[at - 2..at] == [0xEF, 0xBF] => {
                to.extend_from_slice(&bytes[plain..at - 2]);
                plain = at + 1;
                match byte {
                    0xBE => to.extend_from_slice(b"_xFFFE_"),
                    _ => to.extend_from_slice(b"_xFFFF_"),
                }
                continue;
            }
            _ => continue,
        };
        to.extend_from_slice(&bytes[plain..at]);
        to.extend_from_slice(special);
        plain = at + 1;
    }
    to.extend_from_slice(&bytes[plain..]);
}

/// Whether bytes begin with what a reader would take for an escaped character.
fn is_escape(bytes: &[u8]) -> bool {
    bytes.len() >= 7
        && bytes[1] == b'x'
        && bytes[6] == b'_'
        && bytes[2..6].iter().all(u8::is_ascii_hexdigit)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut to = Vec::new();
        write_text(&mut to, text);
        String::from_utf8(to).unwrap()
    }

    /// Every character arrives: those of markup, those that XML cannot hold, and a text that only looks escaped.
    #[test]
    fn every_character_can_be_written() {
        assert_eq!(written("a<b & c>d"), "a&lt;b &amp; c&gt;d");
        assert_eq!(written("a\u{1}b\r\nc\td"), "a_x0001_b_x000D_\nc\td");
        assert_eq!(written("_x0041_ _x41_"), "_x005F_x0041_ _x41_");
        assert_eq!(
            written("é\u{FFFE}\u{FFFF}\u{FFFD}"),
            "é_xFFFE__xFFFF_\u{FFFD}"
        );
        assert_eq!(attribute_text("\"a\"&"), "&quot;a&quot;&amp;");
    }

    /// What is edited changes, and nothing else: comments, prefixes, quotes and white space stay.
    #[test]
    fn edits_leave_the_rest_as_it_is() {
        let xml = "<?xml version='1.0'?><!-- c --><x:a xmlns:x='u'>\n<x:b n='1'/><x:c>t<x:b/></x:c></x:a>";
        let a = root(xml).unwrap();
        let b = child(xml, &a, "b").unwrap().unwrap();
        let c = child(xml, &a, "c").unwrap().unwrap();
        assert_eq!(b.number("n"), Some(1));
        assert_eq!(&xml[c.inner.clone()], "t<x:b/>");
        let with = edited(
            xml,
            vec![
                (b.whole.clone(), b.with_child(xml, "<d/>")),
                (c.whole.clone(), c.with_attribute(xml, "m", "\"")),
            ],
        );
        assert_eq!(
            with,
            "<?xml version='1.0'?><!-- c --><x:a xmlns:x='u'>\n<x:b n='1'><d/></x:b><x:c m=\"&quot;\">t<x:b/></x:c></x:a>"
        );
    }
}
