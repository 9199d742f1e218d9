//! Going through JSON text without making anything of it: where records begin and end, and where
//! their fields do.
//!
//! Most records are never looked into: from the answer to the output or the cells they stay the
//! text that they came as. Text is checked on the way, so that what is handed on is JSON. Whoever
//! finds that something is wrong says so by a parser, which knows the words for it; here nothing
//! comes back then.

use std::ops::Range;

use wide::u8x16;

/// How deep values may be nested. What is nested deeper is left to the parser.
const DEEPEST: u8 = 250;

/// A place in JSON text.
pub(crate) struct Scan<'a> {
    text: &'a [u8],
    at: usize,
    /// Whether there was a line break between values.
    breaks: bool,
}

/// What was found out about the text of an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Whether a field of the object itself is null.
    pub(crate) has_null: bool,
    /// Whether the text goes over several lines.
    pub(crate) breaks: bool,
}

/// Where a field of an object is in the object's text, in bytes: its name, with the quotes, and its value.
pub type Field = (Range<u32>, Range<u32>);

/// A list of objects: where it stands, and each of them.
pub(crate) struct List {
    pub(crate) place: Range<usize>,
    pub(crate) objects: Vec<Object>,
    /// The fields of all of them, one object after the other.
    pub(crate) fields: Vec<Field>,
}

/// An object of a list.
pub(crate) struct Object {
    pub(crate) place: Range<usize>,
    pub(crate) found: Found,
    /// Which of the list's fields are its own.
    pub(crate) fields: Range<usize>,
}

impl<'a> Scan<'a> {
    /// Begins at the beginning of a text, which is UTF-8.
    pub(crate) fn new(text: &'a [u8]) -> Scan<'a> {
        Scan {
            text,
            at: 0,
            breaks: false,
        }
    }

    /// The list of objects at a path of keys; nothing where there is none, or anything else in it.
    pub(crate) fn objects(mut self, path: &[String]) -> Option<List> {
        for key in path {
            self.space();
            self.descend(key)?;
        }
        self.space();
        let start = self.at;
        self.take(b'[')?;
        let (mut objects, mut fields) = (Vec::new(), Vec::new());
        self.space();
        if self.take(b']').is_none() {
            loop {
                self.space();
                let (start, first) = (self.at, fields.len());
                let found = self.object(&mut fields)?;
                objects.push(Object {
                    place: start..self.at,
                    found,
                    fields: first..fields.len(),
                });
                self.space();
                if self.take(b',').is_none() {
                    break self.take(b']')?;
                }
            }
        }
        Some(List {
            place: start..self.at,
            objects,
            fields,
        })
    }

    /// Goes into an object, up to the value of a key.
    fn descend(&mut self, key: &str) -> Option<()> {
        self.take(b'{')?;
        loop {
            self.space();
            let name = self.name()?;
            if self.text.get(name.start + 1..name.end - 1) == Some(key.as_bytes()) {
                return Some(());
            }
            self.value(1)?;
            self.space();
            self.take(b',')?;
        }
    }

    /// Goes over the object that stands here; its fields are added to `fields`.
    pub(crate) fn object(&mut self, fields: &mut Vec<Field>) -> Option<Found> {
        self.breaks = false;
        let (text, start) = (self.text, self.at);
        let mut has_null = false;
        // No answer is longer than that; a place beyond it is none.
        let at = |place: usize| u32::try_from(place - start).unwrap_or(u32::MAX);
        let within = |place: Range<usize>| at(place.start)..at(place.end);
        self.members(0, |name, value| {
            has_null |= text.get(value.start) == Some(&b'n');
            fields.push((within(name), within(value)));
        })?;
        Some(Found {
            has_null,
            breaks: self.breaks,
        })
    }

    /// Goes over the object that stands here, and tells where the name and the value of each field are.
    fn members(
        &mut self,
        depth: u8,
        mut tell: impl FnMut(Range<usize>, Range<usize>),
    ) -> Option<()> {
        self.take(b'{')?;
        self.space();
        if self.take(b'}').is_some() {
            return Some(());
        }
        loop {
            self.space();
            let name = self.name()?;
            let start = self.at;
            self.value(depth + 1)?;
            tell(name, start..self.at);
            self.space();
            if self.take(b',').is_none() {
                return self.take(b'}');
            }
        }
    }

    fn list(&mut self, depth: u8) -> Option<()> {
        self.take(b'[')?;
        self.space();
        if self.take(b']').is_some() {
            return Some(());
        }
        loop {
            self.space();
            self.value(depth + 1)?;
            self.space();
            if self.take(b',').is_none() {
                return self.take(b']');
            }
        }
    }

    /// A name, its colon, and the space up to its value.
    fn name(&mut self) -> Option<Range<usize>> {
        let start = self.at;
        self.string()?;
        let name = start..self.at;
        self.space();
        self.take(b':')?;
        self.space();
        Some(name)
    }

    fn value(&mut self, depth: u8) -> Option<()> {
        match *self.text.get(self.at)? {
            b'"' => self.string(),
            b'{' if depth < DEEPEST => self.members(depth, |_, _| ()),
            b'[' if depth < DEEPEST => self.list(depth),
            b't' => self.word(b"true"),
            b'f' => self.word(b"false"),
            b'n' => self.word(b"null"),
            b'-' | b'0'..=b'9' => self.number(),
            _ => None,
        }
    }

    fn take(&mut self, byte: u8) -> Option<()> {
        let found = *self.text.get(self.at)? == byte;
        self.at += usize::from(found);
        found.then_some(())
    }

    fn space(&mut self) {
        while let Some(&byte) = self.text.get(self.at)
            && matches!(byte, b' ' | b'\t' | b'\n' | b'\r')
        {
            self.breaks |= byte == b'\n' || byte == b'\r';
            self.at += 1;
        }
    }

    fn word(&mut self, word: &[u8]) -> Option<()> {
        let end = self.at + word.len();
        let found = self.text.get(self.at..end)? == word;
        self.at = end;
        found.then_some(())
    }

    fn digits(&mut self) -> Option<()> {
        let start = self.at;
        while self.text.get(self.at).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
        }
        (self.at > start).then_some(())
    }

    fn number(&mut self) -> Option<()> {
        let _ = self.take(b'-');
        if self.take(b'0').is_none() {
            self.digits()?;
        }
        if self.take(b'.').is_some() {
            self.digits()?;
        }
        if self.take(b'e').or_else(|| self.take(b'E')).is_some() {
            let _ = self.take(b'+').or_else(|| self.take(b'-'));
            self.digits()?;
        }
        Some(())
    }

    fn string(&mut self) -> Option<()> {
        self.take(b'"')?;
        loop {
            let mut rest = self.text.get(self.at..)?;
            while let Some((sixteen, after)) = rest.split_first_chunk() {
                let ends = ends(*sixteen);
                if ends != 0 {
                    rest = rest.get(ends.trailing_zeros() as usize..)?;
                    break;
                }
                rest = after;
            }
            let (&byte, after) = rest.split_first()?;
            self.at = self.text.len() - after.len();
            match byte {
                b'"' => return Some(()),
                b'\\' => self.escape()?,
                0..=0x1f => return None,
                _ => {}
            }
        }
    }

    fn escape(&mut self) -> Option<()> {
        let byte = *self.text.get(self.at)?;
        self.at += 1;
        match byte {
            b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't' => Some(()),
            b'u' => {
                let digits = self.text.get(self.at..self.at + 4)?;
                self.at += 4;
                digits.iter().all(u8::is_ascii_hexdigit).then_some(())
            }
            _ => None,
        }
    }
}

/// A bit for each of sixteen bytes that ends a run of plain text: a quote, a backslash or a control character.
fn ends(sixteen: [u8; 16]) -> u32 {
    let each = u8x16::new(sixteen);
    let control = each.min(u8x16::splat(0x1f)).simd_eq(each);
    let quote = each.simd_eq(u8x16::splat(b'"'));
    let backslash = each.simd_eq(u8x16::splat(b'\\'));
    (control | quote | backslash).to_bitmask()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde::de::IgnoredAny;

    use super::*;

    fn is_object(text: &str) -> bool {
        let mut scan = Scan::new(text.as_bytes());
        scan.object(&mut Vec::new()).is_some() && scan.at == text.len()
    }

    /// What is gone over is JSON, and what is JSON is gone over: in each text, cut and changed at
    /// every place, the parser agrees.
    #[test]
    fn it_agrees_with_the_parser() {
        let texts = [
            r#"{"a":"plain text of some length","b":[1,-0.5e+10,2E-3,true,false,null,{}],"c":{"d":[]}}"#,
            "{ \"ä\u{1F600}\" : \"\\u00e4\\n\\\"\\\\/\" ,\r\n \"\" : [ [ ] , { } ] }",
            r#"{"0":0,"1":10,"2":0.1,"3":-1}"#,
        ];
        let put = b"\"\\{}[]:,0-.eun\n\x01 ";
        let mut asked = 0;
        for text in texts {
            for at in 0..text.len() {
                for byte in put {
                    let mut changed = text.as_bytes().to_vec();
                    changed[at] = *byte;
                    let cut = text.as_bytes()[..at].to_vec();
                    for bytes in [changed, cut] {
                        let Ok(text) = String::from_utf8(bytes) else {
                            continue;
                        };
                        let parsed = serde_json::from_str::<IgnoredAny>(&text).is_ok();
                        let expected = parsed && text.starts_with('{') && text.ends_with('}');
                        assert_eq!(is_object(&text), expected, "{text}");
                        asked += 1;
                    }
                }
            }
            assert!(is_object(text), "{text}");
        }
        assert!(asked > 1000);
    }

    /// Records are found where the path leads, and it is known what they hold; anything else is
    /// left to the parser.
    #[test]
    fn records_are_found() {
        let path = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
        let text = r#"{"n":[{"data":[]}],"x":{"data":[{"a":null}, {"b":{"c":null},
            "d":1},{}]},"end":1}"#;
        let list = Scan::new(text.as_bytes())
            .objects(&path(&["x", "data"]))
            .unwrap();
        let objects = list.objects;
        let texts: Vec<&str> = objects.iter().map(|one| &text[one.place.clone()]).collect();
        assert_eq!(texts[0], r#"{"a":null}"#);
        assert_eq!(texts[2], "{}");
        let found = objects.iter().map(|one| one.found);
        let known: Vec<(bool, bool)> = found.map(|found| (found.has_null, found.breaks)).collect();
        assert_eq!(known, [(true, false), (false, true), (false, false)]);
        assert_eq!(&text[list.place.end..], r#"},"end":1}"#);
        let own: Vec<Range<usize>> = objects.iter().map(|one| one.fields.clone()).collect();
        assert_eq!(own, [0..1, 1..3, 3..3]);
        let part = |at: &Range<u32>| &texts[1][at.start as usize..at.end as usize];
        let fields = list.fields[1..3].iter();
        let fields: Vec<_> = fields
            .map(|(name, value)| (part(name), part(value)))
            .collect();
        assert_eq!(fields, [(r#""b""#, r#"{"c":null}"#), (r#""d""#, "1")]);
        for (text, keys) in [
            (r#"{"data":{"a":1}}"#, vec!["data"]),
            (r#"{"data":[1]}"#, vec!["data"]),
            (r#"{"data":[{}"#, vec!["data"]),
            (r#"{"other":[{}]}"#, vec!["data"]),
            (r#"[{"data":[{}]}]"#, vec!["data"]),
        ] {
            assert!(
                Scan::new(text.as_bytes()).objects(&path(&keys)).is_none(),
                "{text}"
            );
        }
    }
}
