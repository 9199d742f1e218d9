//! Quoted texts of Python: quotes of one and three, prefixes, escapes.

use super::Parser;

impl Parser<'_> {
    /// One string, or several one after the other, which Python joins.
    pub(super) fn strings(&mut self) -> Option<String> {
        let mut text = self.string()?;
        loop {
            let before = self.rest;
            self.blank(false);
            if !matches!(self.rest.bytes().next(), Some(b'\'' | b'"')) {
                self.rest = before;
                return Some(text);
            }
            text += &self.string()?;
        }
    }

    fn string(&mut self) -> Option<String> {
        let raw = self.take("r") || self.take("R");
        if !raw {
            let _ = self.take("u") || self.take("U");
        }
        let quote = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|quote| self.rest.starts_with(quote))?;
        self.rest = &self.rest[quote.len()..];
        let mut text = String::new();
        loop {
            if self.take(quote) {
                return Some(text);
            }
            let char = self.rest.chars().next()?;
            self.rest = &self.rest[char.len_utf8()..];
            match char {
                '\n' if quote.len() == 1 => return None,
                '\\' if raw => {
                    text.push('\\');
                    let next = self.rest.chars().next()?;
                    text.push(next);
                    self.rest = &self.rest[next.len_utf8()..];
                }
                '\\' => self.escape(&mut text)?,
                char => text.push(char),
            }
        }
    }

    fn escape(&mut self, text: &mut String) -> Option<()> {
        let char = self.rest.chars().next()?;
        self.rest = &self.rest[char.len_utf8()..];
        match char {
            '\n' => {}
            '\\' | '\'' | '"' => text.push(char),
            'n' => text.push('\n'),
            't' => text.push('\t'),
            'r' => text.push('\r'),
            'a' => text.push('\x07'),
            'b' => text.push('\x08'),
            'f' => text.push('\x0c'),
            'v' => text.push('\x0b'),
            'x' => text.push(self.code(2)?),
            'u' => text.push(self.code(4)?),
            'U' => text.push(self.code(8)?),
            '0'..='7' => {
                let more = self
                    .rest
                    .bytes()
                    .take(2)
                    .take_while(|byte| matches!(byte, b'0'..=b'7'))
                    .count();
                let digits = format!("{char}{}", &self.rest[..more]);
                self.rest = &self.rest[more..];
                text.push(char::from_u32(u32::from_str_radix(&digits, 8).ok()?)?);
            }
            // Python keeps the backslash of an escape it does not know.
            other => text.extend(['\\', other]),
        }
        Some(())
    }

    fn code(&mut self, digits: usize) -> Option<char> {
        let code = u32::from_str_radix(self.rest.get(..digits)?, 16).ok()?;
        self.rest = &self.rest[digits..];
        char::from_u32(code)
    }
}
