//! Python's `str` and `repr`.

use super::{Str, Value};

/// `str` of a value.
pub(crate) fn plain(value: &Value<'_>) -> String {
    match value {
        Value::Undefined(_) => String::new(),
        Value::Text(text) => text.to_string(),
        Value::Time(time) => time.to_string(),
        other => repr(other),
    }
}

/// `repr` of a value.
pub(crate) fn repr(value: &Value<'_>) -> String {
    let mut out = String::new();
    write(value, &mut out, 0);
    out
}

fn write(value: &Value<'_>, out: &mut String, depth: usize) {
    // A list may hold itself.
    if depth > 64 {
        out.push_str("...");
        return;
    }
    match value {
        Value::Undefined(_) => out.push_str("Undefined"),
        Value::None => out.push_str("None"),
        Value::Bool(true) => out.push_str("True"),
        Value::Bool(false) => out.push_str("False"),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&float(*number)),
        Value::Text(text) => quoted(text, out),
        Value::Time(time) => out.push_str(&time.repr()),
        Value::Tuple(items) => {
            let end = if items.len() == 1 { ",)" } else { ")" };
            sequence("(", items, end, out, depth);
        }
        Value::View(kind, items) => {
            out.push_str(kind);
            sequence("([", items, "])", out, depth);
        }
        Value::Generator(_) => out.push_str("<generator object>"),
        Value::Method(method) => {
            out.push_str(&format!(
                "<built-in method {} of {} object>",
                method.1,
                method.0.kind()
            ));
        }
        Value::Function(name) => out.push_str(&format!("<function {name}>")),
        Value::Namespace(entries) => {
            out.push_str("<Namespace ");
            write(&Value::Dict(entries.clone()), out, depth + 1);
            out.push('>');
        }
        other => match other.entries() {
            Some(entries) => {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    write(key, out, depth + 1);
                    out.push_str(": ");
                    write(value, out, depth + 1);
                }
                out.push('}');
            }
            None => sequence("[", &other.items().unwrap_or_default(), "]", out, depth),
        },
    }
}

fn sequence(open: &str, items: &[Value<'_>], close: &str, out: &mut String, depth: usize) {
    out.push_str(open);
    for (index, item) in items.iter().enumerate() {
        out.push_str(if index > 0 { ", " } else { "" });
        write(item, out, depth + 1);
    }
    out.push_str(close);
}

/// `repr` of a text: single quotes, unless it has some and no double ones.
fn quoted(text: &str, out: &mut String) {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    out.push(quote);
    for char in text.chars() {
        match char {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            char if char == quote => out.extend(['\\', char]),
            char if (char as u32) < 0x20
                || (0x7f..0xa1).contains(&(char as u32))
                || char == '\u{ad}' =>
            {
                out.push_str(&format!("\\x{:02x}", char as u32));
            }
            char if unprintable(char) => {
                let code = char as u32;
                out.push_str(&if code > 0xffff {
                    format!("\\U{code:08x}")
                } else {
                    format!("\\u{code:04x}")
                });
            }
            char => out.push(char),
        }
    }
    out.push(quote);
}

/// Separators, marks of direction and unassigned codes, which Python writes as escapes.
fn unprintable(char: char) -> bool {
    matches!(
        char,
        '\u{1680}' | '\u{2000}'..='\u{200f}' | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}'
            | '\u{3000}' | '\u{e000}'..='\u{f8ff}' | '\u{feff}' | '\u{fff0}'..='\u{fffb}'
    )
}

/// Python's text of a float: `1.0`, `0.1`, `1e+16`.
pub(crate) fn float(number: f64) -> String {
    if number.is_nan() {
        return "nan".into();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "inf".into()
        } else {
            "-inf".into()
        };
    }
    let size = number.abs();
    if size != 0.0 && !(1e-4..1e16).contains(&size) {
        let text = format!("{number:e}");
        let Some((mantissa, exponent)) = text.split_once('e') else {
            return text;
        };
        let (sign, digits) = match exponent.strip_prefix('-') {
            Some(digits) => ('-', digits),
            None => ('+', exponent),
        };
        return format!("{mantissa}e{sign}{digits:0>2}");
    }
    let text = number.to_string();
    if text.contains('.') {
        text
    } else {
        text + ".0"
    }
}

/// Python's `json.dumps`: a blank after each comma and colon, all but ASCII escaped, floats as
/// Python writes them. `None` where JSON has no such value.
pub(crate) fn json(value: &Value<'_>) -> Option<String> {
    let mut out = String::new();
    write_json(value, &mut out, 0)?;
    Some(out)
}

fn write_json(value: &Value<'_>, out: &mut String, depth: usize) -> Option<()> {
    if depth > 64 {
        return None;
    }
    match value {
        Value::None => out.push_str("null"),
        Value::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Value::Int(number) => out.push_str(&number.to_string()),
        Value::Float(number) => out.push_str(&float(*number)),
        Value::Text(text) => json_text(text, out),
        other => {
            if let Some(entries) = other.entries() {
                out.push('{');
                for (index, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    match key {
                        Value::Text(text) => json_text(text, out),
                        Value::None | Value::Bool(_) | Value::Int(_) | Value::Float(_) => {
                            out.push('"');
                            write_json(key, out, depth + 1)?;
                            out.push('"');
                        }
                        _ => return None,
                    }
                    out.push_str(": ");
                    write_json(value, out, depth + 1)?;
                }
                out.push('}');
                return Some(());
            }
            if !matches!(other, Value::Json(_) | Value::List(_) | Value::Tuple(_)) {
                return None;
            }
            out.push('[');
            for (index, item) in other.items().ok()?.iter().enumerate() {
                out.push_str(if index > 0 { ", " } else { "" });
                write_json(item, out, depth + 1)?;
            }
            out.push(']');
        }
    }
    Some(())
}

fn json_text(text: &Str<'_>, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        match char {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(char),
            char => {
                for unit in char.encode_utf16(&mut [0; 2]) {
                    out.push_str(&format!("\\u{unit:04x}"));
                }
            }
        }
    }
    out.push('"');
}
