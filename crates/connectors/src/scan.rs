//! Going through JSON text without making anything of it: where records begin and end, and where
//! their fields do.
//!
//! Most records are never looked into: from the answer to the output or the cells they stay the
//! text that they came as. Text is checked on the way, so that what is handed on is JSON. Whoever
//! finds that something is wrong says so by a parser, which knows the words for it; here nothing
//! comes back then.

use std::ops::Range;

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

/// A list of objects: where it stands, and each of them.
pub(crate) struct List {
    pub(crate) place: Range<usize>,
    pub(crate) objects: Vec<(Range<usize>, Found)>,
}

/// A field: where its name stands, with the quotes, and its value.
pub(crate) struct Member {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
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
        let mut objects = Vec::new();
        self.space();
        if self.take(b']').is_none() {
            loop {
                self.space();
                let start = self.at;
                let about = self.object()?;
                objects.push((start..self.at, about));
                self.space();
                if self.take(b',').is_none() {
                    break self.take(b']')?;
                }
            }
        }
        let place = start..self.at;
        Some(List { place, objects })
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

    /// Goes over the object that stands here.
    pub(crate) fn object(&mut self) -> Option<Found> {
        self.breaks = false;
        let mut has_null = false;
        self.members(0, |text, member| {
            has_null |= text.get(member.value.start) == Some(&b'n');
        })?;
        Some(Found {
            has_null,
            breaks: self.breaks,
        })
    }

    /// Goes over the object that stands here, field by field.
    pub(crate) fn members(
        &mut self,
        depth: u8,
        mut tell: impl FnMut(&'a [u8], Member),
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
            let value = start..self.at;
            tell(self.text, Member { name, value });
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
            while let Some(eight) = self.text.get(self.at..self.at + 8) {
                let marks = marks(u64::from_le_bytes(eight.try_into().ok()?));
                if marks != 0 {
                    self.at += marks.trailing_zeros() as usize / 8;
                    break;
                }
                self.at += 8;
            }
            let byte = *self.text.get(self.at)?;
            self.at += 1;
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

/// A bit in each of eight bytes that ends a run of plain text: a quote, a backslash or a control
/// character. The lowest is right; those above it may be borrowed from it.
fn marks(eight: u64) -> u64 {
    const ONES: u64 = u64::MAX / 255;
    const fn each(byte: u8) -> u64 {
        ONES * byte as u64
    }
    let is_zero = |bytes: u64| bytes.wrapping_sub(ONES) & !bytes;
    let control = eight.wrapping_sub(each(0x20)) & !eight;
    let quote = is_zero(eight ^ each(b'"'));
    let backslash = is_zero(eight ^ each(b'\\'));
    (control | quote | backslash) & each(0x80)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use serde::de::IgnoredAny;

    use super::*;

    fn is_object(text: &str) -> bool {
        let mut scan = Scan::new(text.as_bytes());
        scan.object().is_some() && scan.at == text.len()
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
        let found = list.objects;
        let texts: Vec<&str> = found.iter().map(|(at, _)| &text[at.clone()]).collect();
        assert_eq!(texts[0], r#"{"a":null}"#);
        assert_eq!(texts[2], "{}");
        let known: Vec<(bool, bool)> = found
            .iter()
            .map(|(_, about)| (about.has_null, about.breaks))
            .collect();
        assert_eq!(known, [(true, false), (false, true), (false, false)]);
        assert_eq!(&text[list.place.end..], r#"},"end":1}"#);
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
