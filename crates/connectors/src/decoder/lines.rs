//! Bodies of lines: JSON lines, and plain text.

use std::io::BufRead;

use serde_json::{Value, json};

use super::LONGEST;

/// `JsonlDecoder`.
pub(super) struct Lines<R>(R);

impl<R: BufRead> Lines<R> {
    pub(super) fn new(body: R) -> Lines<R> {
        Lines(body)
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Value, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match line(&mut self.0)? {
                Ok(line) => line,
                Err(reason) => return Some(Err(reason)),
            };
            match serde_json::from_slice(&line) {
                Ok(value) => return Some(Ok(value)),
                Err(_) if line.trim_ascii().is_empty() => {}
                Err(error) => tracing::warn!("a line is no JSON and is passed over: {error}"),
            }
        }
    }
}

/// `IterableDecoder`.
pub(super) struct Texts<R>(R);

impl<R: BufRead> Texts<R> {
    pub(super) fn new(body: R) -> Texts<R> {
        Texts(body)
    }
}

impl<R: BufRead> Iterator for Texts<R> {
    type Item = Result<Value, String>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = line(&mut self.0)?.and_then(|mut line| {
            if line.last() == Some(&b'\n') {
                line.pop();
            }
            if line.last() == Some(&b'\r') {
                line.pop();
            }
            String::from_utf8(line).map_err(|_| "a line is not in UTF-8".to_owned())
        });
        Some(line.map(|line| json!({ "record": line })))
    }
}

/// The next line with its end; none after the last.
fn line(body: &mut impl BufRead) -> Option<Result<Vec<u8>, String>> {
    let mut line = Vec::new();
    let mut limited = std::io::Read::take(&mut *body, LONGEST as u64);
    match limited.read_until(b'\n', &mut line) {
        Ok(0) => None,
        Ok(LONGEST) => Some(Err("it has a line that does not end".to_owned())),
        Ok(_) => Some(Ok(line)),
        Err(error) => Some(Err(error.to_string())),
    }
}
