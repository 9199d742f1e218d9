//! Filters of one value: the format's own, and Jinja's for texts and numbers.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use md5::Md5;
use regex::Regex;
use sha1::Sha1;
use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

use super::super::python::{
    Arguments, Failure, Outcome, Str, Value, format, operators, strings, text,
};

/// Lays a filter on a value.
pub(super) fn filter<'a>(
    value: &Value<'a>,
    name: &str,
    args: &Arguments<'a>,
) -> Outcome<Value<'a>> {
    let plain = || value.to_text();
    Ok(match name {
        "default" | "d" => {
            let is_missing = value.is_undefined()
                || (!value.is_true() && args.get(1, "boolean").is_some_and(|yes| yes.is_true()));
            if is_missing {
                args.get(0, "default_value")
                    .unwrap_or_else(|| Value::text(""))
            } else {
                value.clone()
            }
        }
        "int" => to_int(value, args)?,
        "float" => to_float(value, args)?,
        "abs" => absolute(value)?,
        "round" => round(value, args)?,
        "string" => match value {
            Value::Text(_) => value.clone(),
            other => {
                let json = text::json(other).ok_or_else(|| {
                    Failure::Type(format!(
                        "Object of type {} is not JSON serializable",
                        other.kind()
                    ))
                })?;
                // The evaluation of the result takes the quotes off again.
                Value::text(format!("\"\"\"{json}\"\"\""))
            }
        },
        "tojson" => Value::text(to_json(value)?),
        "lower" => Value::text(plain().to_lowercase()),
        "upper" => Value::text(plain().to_uppercase()),
        "title" => Value::text(words_titled(&plain())),
        "capitalize" => Value::text(strings::capitalize(&plain())),
        "trim" => strings::call(&Str::Shared(plain().into()), "strip", args)?,
        "replace" => {
            let (from, to) = (
                args.required(0, "old")?.to_text(),
                args.required(1, "new")?.to_text(),
            );
            let count = match args.get(2, "count") {
                None | Some(Value::None) => -1,
                Some(_) => args.int_or(2, "count", -1)?,
            };
            Value::text(strings::replace(&plain(), &from, &to, count)?)
        }
        "format" => {
            let values = Value::tuple(args.positional.clone());
            Value::text(format::percent(&plain(), &values)?)
        }
        "center" => strings::call(&Str::Shared(plain().into()), "center", args)?,
        "wordcount" => Value::Int(plain().split_whitespace().count() as i128),
        "escape" | "e" | "forceescape" => Value::text(escaped(&plain())),
        "safe" => Value::text(plain()),
        "truncate" => truncate(value, args)?,
        "urlencode" => Value::text(url_encoded(value)?),
        "hash" => Value::text(hash(value, args)?),
        "hmac" => Value::text(hmac(value, args)?),
        "base64encode" => Value::text(STANDARD.encode(subject(value, "encode")?)),
        "base64binascii_decode" => Value::text(STANDARD.encode(subject(value, "encode")?)),
        "base64decode" => Value::text(base64_decoded(subject(value, "encode")?)?),
        "regex_search" => Value::text(regex_search(value, &args.str(0, "regex")?)?),
        "regex_replace" => Value::text(regex_replace(
            value,
            &args.str(0, "regex")?,
            &args.str(1, "replacement")?,
        )?),
        "attr" => {
            let name = args.str(0, "name")?;
            super::attribute_only(value, &name).unwrap_or_else(|| Value::undefined(&name))
        }
        other => {
            return Err(Failure::Invalid(format!(
                "uses the filter `{other}`, which does not exist"
            )));
        }
    })
}

/// The text that a method is called on.
fn subject<'v>(value: &'v Value<'_>, method: &str) -> Outcome<&'v str> {
    match value {
        Value::Text(text) => Ok(text),
        Value::Undefined(what) => Err(operators::undefined(what)),
        other => Err(Failure::Invalid(format!(
            "calls `{method}` of {}, which has none",
            other.kind()
        ))),
    }
}

/// Jinja's `int`: 0, or the default, where there is no number.
fn to_int<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let default = || args.get(0, "default").unwrap_or(Value::Int(0));
    Ok(match value {
        Value::Undefined(what) => return Err(operators::undefined(what)),
        Value::Text(text) => {
            let base = u32::try_from(args.int_or(1, "base", 10)?).unwrap_or(10);
            let text = text.trim().replace('_', "");
            let unprefixed = match base {
                16 => text.trim_start_matches("0x").trim_start_matches("0X"),
                8 => text.trim_start_matches("0o"),
                2 => text.trim_start_matches("0b"),
                _ => &text,
            };
            let whole = i128::from_str_radix(unprefixed, base.clamp(2, 36)).ok();
            let number = || python_float(&text).filter(|number| number.is_finite());
            match whole.or_else(|| number().map(|number| number.trunc() as i128)) {
                Some(number) => Value::Int(number),
                None => default(),
            }
        }
        Value::Float(number) if number.is_finite() => Value::Int(number.trunc() as i128),
        other => other.as_int().map_or_else(default, Value::Int),
    })
}

/// Jinja's `float`: 0.0, or the default, where there is no number.
fn to_float<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let number = match value {
        Value::Undefined(what) => return Err(operators::undefined(what)),
        Value::Text(text) => python_float(&text.trim().replace('_', "")),
        other => other.as_number(),
    };
    Ok(match number {
        Some(number) => Value::Float(number),
        None => args.get(0, "default").unwrap_or(Value::Float(0.0)),
    })
}

fn python_float(text: &str) -> Option<f64> {
    text.parse().ok()
}

fn absolute<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    match value {
        Value::Undefined(what) => Err(Failure::Type(format!("bad operand type for abs(): {what}"))),
        Value::Float(number) => Ok(Value::Float(number.abs())),
        other => match other.as_int() {
            Some(number) => Ok(Value::Int(number.abs())),
            None => Err(Failure::Type(format!(
                "bad operand type for abs(): '{}'",
                other.kind()
            ))),
        },
    }
}

fn round<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let precision = i32::try_from(args.int_or(0, "precision", 0)?).unwrap_or(0);
    let number = match value {
        Value::Undefined(what) => return Err(operators::undefined(what)),
        other => other.as_number().ok_or_else(|| {
            Failure::Type(format!(
                "type {} doesn't define __round__ method",
                other.kind()
            ))
        })?,
    };
    let factor = 10_f64.powi(precision);
    let method = args
        .get(1, "method")
        .map_or_else(|| "common".to_owned(), |method| method.to_text());
    Ok(match method.as_str() {
        "ceil" => Value::Float((number * factor).ceil() / factor),
        "floor" => Value::Float((number * factor).floor() / factor),
        _ => match (value.as_int(), precision) {
            (Some(whole), 0..) => Value::Int(whole),
            _ => {
                let decimals = usize::try_from(precision).unwrap_or(0);
                // The decimal text is rounded half to even, as Python rounds.
                let rounded = format!("{number:.decimals$}").parse().unwrap_or(number);
                Value::Float(rounded)
            }
        },
    })
}

/// JSON that may stand in a page: `<`, `>`, `&` and `'` are escaped.
fn to_json(value: &Value<'_>) -> Outcome<String> {
    let json = text::json(value).ok_or_else(|| {
        Failure::Type(format!(
            "Object of type {} is not JSON serializable",
            value.kind()
        ))
    })?;
    Ok(json
        .replace('<', "\\u003c")
        .replace('>', "\\u003e")
        .replace('&', "\\u0026")
        .replace('\'', "\\u0027"))
}

/// Jinja's `title`: only blanks and brackets begin a word.
fn words_titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut begins = true;
    for char in text.chars() {
        if begins {
            out.extend(char.to_uppercase());
        } else {
            out.extend(char.to_lowercase());
        }
        begins = char.is_whitespace() || matches!(char, '-' | '(' | '{' | '[' | '<');
    }
    out
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('>', "&gt;")
        .replace('<', "&lt;")
        .replace('\'', "&#39;")
        .replace('"', "&#34;")
}

fn truncate<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let text = value.to_text();
    let length = usize::try_from(args.int_or(0, "length", 255)?).unwrap_or(0);
    let kills_words = args.get(1, "killwords").is_some_and(|yes| yes.is_true());
    let end = args
        .get(2, "end")
        .map_or_else(|| "...".to_owned(), |end| end.to_text());
    let leeway = usize::try_from(args.int_or(3, "leeway", 5)?).unwrap_or(0);
    if text.chars().count() <= length + leeway {
        return Ok(Value::text(text));
    }
    let cut: String = text
        .chars()
        .take(length.saturating_sub(end.chars().count()))
        .collect();
    let cut = match cut.rsplit_once(' ') {
        Some((words, _)) if !kills_words => words,
        _ => &cut,
    };
    Ok(Value::text(format!("{cut}{end}")))
}

/// Jinja's `urlencode`: a text in percents (a slash stays), or pairs as a query.
fn url_encoded(value: &Value<'_>) -> Outcome<String> {
    let quote = |text: &str, is_query: bool| {
        let mut out = crate::request::encoded([(text, String::new())]);
        out.pop();
        if is_query {
            out
        } else {
            out.replace('+', "%20").replace("%2F", "/")
        }
    };
    let pairs = match value {
        Value::Text(text) => return Ok(quote(text, false)),
        mapping if mapping.is_mapping() => mapping.entries().unwrap_or_default(),
        other => match other.items() {
            Ok(items) => items
                .iter()
                .map(|pair| match pair.items()?.as_slice() {
                    [key, value] => Ok((key.clone(), value.clone())),
                    _ => Err(Failure::Invalid("encodes something that is no pair".into())),
                })
                .collect::<Outcome<_>>()?,
            Err(_) => return Ok(quote(&other.to_text(), false)),
        },
    };
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(key, value)| {
            format!(
                "{}={}",
                quote(&key.to_text(), true),
                quote(&value.to_text(), true)
            )
        })
        .collect();
    Ok(pairs.join("&"))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn hash(value: &Value<'_>, args: &Arguments<'_>) -> Outcome<String> {
    let kind = args
        .get(0, "hash_type")
        .map_or_else(|| "md5".to_owned(), |kind| kind.to_text());
    let salt = args.get(1, "salt").filter(Value::is_true);
    let text = value.to_text() + &salt.map(|salt| salt.to_text()).unwrap_or_default();
    Ok(match kind.as_str() {
        "md5" => hex(&Md5::digest(text)),
        "sha1" => hex(&Sha1::digest(text)),
        "sha224" => hex(&Sha224::digest(text)),
        "sha256" => hex(&Sha256::digest(text)),
        "sha384" => hex(&Sha384::digest(text)),
        "sha512" => hex(&Sha512::digest(text)),
        other => {
            return Err(Failure::Invalid(format!(
                "uses the hash `{other}`, which does not exist"
            )));
        }
    })
}

/// HMAC-SHA-256 (RFC 2104) of the value, in hexadecimal.
fn hmac(value: &Value<'_>, args: &Arguments<'_>) -> Outcome<String> {
    let kind = args
        .get(1, "hash_type")
        .map_or_else(|| "sha256".to_owned(), |kind| kind.to_text());
    if kind != "sha256" {
        return Err(Failure::Invalid("knows `hmac` with sha256 only".into()));
    }
    let key = args.required(0, "key")?.to_text();
    let key = aws_lc_rs::hmac::Key::new(aws_lc_rs::hmac::HMAC_SHA256, key.as_bytes());
    Ok(hex(
        aws_lc_rs::hmac::sign(&key, value.to_text().as_bytes()).as_ref()
    ))
}

fn base64_decoded(text: &str) -> Outcome<String> {
    // Python passes over what is no letter of the alphabet.
    let clean: String = text
        .chars()
        .filter(|char| char.is_ascii_alphanumeric() || matches!(char, '+' | '/' | '='))
        .collect();
    let bytes = STANDARD
        .decode(clean)
        .map_err(|_| Failure::Invalid("decodes a text that is no base64".into()))?;
    String::from_utf8(bytes).map_err(|_| Failure::Invalid("decodes a text that is no UTF-8".into()))
}

/// The text that a pattern is looked for in.
fn searched<'v>(value: &'v Value<'_>) -> Outcome<&'v str> {
    let not_text = || Failure::Type("expected string or bytes-like object".into());
    value.as_str().ok_or_else(not_text)
}

fn pattern(regex: &str) -> Outcome<Regex> {
    Regex::new(regex).map_err(|_| {
        Failure::Invalid(format!(
            "uses `{regex}`, which is no regular expression here"
        ))
    })
}

fn regex_search(value: &Value<'_>, regex: &str) -> Outcome<String> {
    let (text, regex) = (searched(value)?, pattern(regex)?);
    let found = regex.captures(text).and_then(|captures| captures.get(1));
    Ok(found.map_or_else(String::new, |group| group.as_str().to_owned()))
}

fn regex_replace(value: &Value<'_>, regex: &str, replacement: &str) -> Outcome<String> {
    let (text, regex) = (searched(value)?, pattern(regex)?);
    // Python writes groups as `\1` and `\g<name>`.
    let groups = pattern(r"\\(?:(\d+)|g<(\w+)>)")?;
    let replacement = replacement.replace('$', "$$");
    let replacement = groups.replace_all(&replacement, "$${$1$2}").into_owned();
    let most = (text.len() + 1).checked_mul(replacement.len() + 1);
    if most.is_none_or(|most| most > super::super::MAX_OUTPUT * 16) {
        return Err(operators::too_long());
    }
    Ok(regex.replace_all(text, replacement.as_str()).into_owned())
}
