//! Python's ways to put values into a text: `'%s' % x` and `'{}'.format(x)`.

use super::{Arguments, Failure, Outcome, Value, operators, text};
use crate::expression::MAX_OUTPUT;

/// How a value is written.
#[derive(Default)]
struct Spec {
    fill: Option<char>,
    align: Option<char>,
    sign: Option<char>,
    alternate: bool,
    thousands: bool,
    width: usize,
    precision: Option<usize>,
    kind: Option<char>,
}

fn wrong(reason: &str) -> Failure {
    Failure::Invalid(reason.to_owned())
}

fn mismatch(reason: &str) -> Failure {
    Failure::Type(reason.to_owned())
}

/// `template % values`.
pub(crate) fn percent(template: &str, values: &Value<'_>) -> Outcome<String> {
    let positional = match values {
        Value::Tuple(items) => items.to_vec(),
        other => vec![other.clone()],
    };
    let mut next = positional.iter();
    let mut out = String::new();
    let mut chars = template.chars().peekable();
    let mut by_name = false;
    while let Some(char) = chars.next() {
        if char != '%' {
            out.push(char);
            continue;
        }
        let mut named = None;
        if chars.next_if_eq(&'(').is_some() {
            let name: String = chars.by_ref().take_while(|char| *char != ')').collect();
            by_name = true;
            let found = values.entry(&Value::text(name.as_str()));
            named = Some(found.ok_or_else(|| match values.is_mapping() {
                true => wrong("formats a key that is missing"),
                false => mismatch("format requires a mapping"),
            })?);
        }
        let mut spec = Spec::default();
        while let Some(flag) = chars.next_if(|char| matches!(char, '-' | '+' | ' ' | '0' | '#')) {
            match flag {
                '-' => spec.align = Some('<'),
                '0' => spec.fill = Some('0'),
                '#' => spec.alternate = true,
                sign => spec.sign = Some(sign),
            }
        }
        let digits = |chars: &mut std::iter::Peekable<std::str::Chars<'_>>| {
            let mut number = String::new();
            while let Some(digit) = chars.next_if(char::is_ascii_digit) {
                number.push(digit);
            }
            number
        };
        spec.width = digits(&mut chars).parse().unwrap_or(0);
        if chars.next_if_eq(&'.').is_some() {
            spec.precision = Some(digits(&mut chars).parse().unwrap_or(0));
        }
        let kind = chars
            .next()
            .ok_or_else(|| wrong("has an incomplete format"))?;
        if kind == '%' {
            out.push('%');
            continue;
        }
        let value = match named {
            Some(value) => value,
            None => next
                .next()
                .cloned()
                .ok_or_else(|| mismatch("not enough arguments for format string"))?,
        };
        percent_one(&value, kind, spec, &mut out)?;
        limit(&out)?;
    }
    if next.next().is_some() && !by_name && !values.is_mapping() {
        return Err(mismatch(
            "not all arguments converted during string formatting",
        ));
    }
    Ok(out)
}

fn limit(out: &str) -> Outcome<()> {
    if out.len() > MAX_OUTPUT {
        return Err(operators::too_long());
    }
    Ok(())
}

fn percent_one(value: &Value<'_>, kind: char, mut spec: Spec, out: &mut String) -> Outcome<()> {
    match kind {
        's' | 'r' | 'a' => {
            let mut text = match kind {
                's' => value.to_text(),
                _ => text::repr(value),
            };
            if let Some(precision) = spec.precision.take() {
                text = text.chars().take(precision).collect();
            }
            spec.fill = None;
            spec.align = Some(spec.align.unwrap_or('>'));
            padded(&text, "", &spec, out)
        }
        'd' | 'i' | 'u' => {
            let number = match value {
                Value::Float(number) => Value::Int(number.trunc() as i128),
                other if other.as_int().is_some() => other.clone(),
                other => {
                    return Err(mismatch(&format!(
                        "%d format: a real number is required, not {}",
                        other.kind()
                    )));
                }
            };
            spec.kind = Some('d');
            formatted(&number, &spec, out)
        }
        'x' | 'X' | 'o' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
            spec.kind = Some(kind);
            formatted(value, &spec, out)
        }
        _ => Err(wrong("has a format that Python does not know")),
    }
}

/// `template.format(…)`.
pub(crate) fn format<'a>(template: &str, args: &Arguments<'a>) -> Outcome<String> {
    let mut out = String::new();
    let mut auto = 0;
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        out.push_str(&rest[..at]);
        let (brace, after) = rest[at..].split_at(1);
        if after.starts_with(brace) {
            out.push_str(brace);
            rest = &after[1..];
            continue;
        }
        if brace == "}" {
            return Err(wrong("closes a brace that is not open"));
        }
        let end = after
            .find('}')
            .ok_or_else(|| wrong("opens a brace that is not closed"))?;
        let (field, spec) = after[..end].split_once(':').unwrap_or((&after[..end], ""));
        let (field, conversion) = field.split_once('!').unwrap_or((field, ""));
        let mut value = field_of(field, args, &mut auto)?;
        match conversion {
            "r" | "a" => value = Value::text(text::repr(&value)),
            "s" => value = Value::text(value.to_text()),
            _ => {}
        }
        formatted(&value, &parse(spec)?, &mut out)?;
        limit(&out)?;
        rest = &after[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn field_of<'a>(field: &str, args: &Arguments<'a>, auto: &mut usize) -> Outcome<Value<'a>> {
    let end = field.find(['.', '[']).unwrap_or(field.len());
    let (name, mut path) = field.split_at(end);
    let missing = || wrong("formats an argument that is missing");
    let mut value = if name.is_empty() {
        *auto += 1;
        args.positional
            .get(*auto - 1)
            .cloned()
            .ok_or_else(missing)?
    } else if let Ok(index) = name.parse::<usize>() {
        args.positional.get(index).cloned().ok_or_else(missing)?
    } else {
        let found = args.named.iter().find(|(own, _)| own == name);
        found.map(|(_, value)| value.clone()).ok_or_else(missing)?
    };
    while let Some(inner) = path.strip_prefix('[') {
        let (key, after) = inner.split_once(']').ok_or_else(missing)?;
        let key = key.parse().map_or_else(|_| Value::text(key), Value::Int);
        value = operators::item(&value, &key)?;
        path = after;
    }
    Ok(value)
}

fn parse(text: &str) -> Outcome<Spec> {
    let mut spec = Spec::default();
    let chars: Vec<char> = text.chars().collect();
    let mut at = 0;
    let is_align = |char: Option<&char>| matches!(char, Some('<' | '>' | '^' | '='));
    if is_align(chars.get(1)) {
        spec.fill = chars.first().copied();
        spec.align = chars.get(1).copied();
        at = 2;
    } else if is_align(chars.first()) {
        spec.align = chars.first().copied();
        at = 1;
    }
    if let Some(sign @ ('+' | '-' | ' ')) = chars.get(at) {
        spec.sign = Some(*sign);
        at += 1;
    }
    if chars.get(at) == Some(&'#') {
        spec.alternate = true;
        at += 1;
    }
    if chars.get(at) == Some(&'0') {
        spec.fill = spec.fill.or(Some('0'));
        at += 1;
    }
    let number = |at: &mut usize| {
        let from = *at;
        while chars.get(*at).is_some_and(char::is_ascii_digit) {
            *at += 1;
        }
        chars[from..*at]
            .iter()
            .collect::<String>()
            .parse::<usize>()
            .ok()
    };
    spec.width = number(&mut at).unwrap_or(0);
    if matches!(chars.get(at), Some(',' | '_')) {
        spec.thousands = true;
        at += 1;
    }
    if chars.get(at) == Some(&'.') {
        at += 1;
        spec.precision = number(&mut at);
    }
    spec.kind = chars.get(at).copied();
    if chars.len() > at + 1 {
        return Err(wrong("has a format that Python does not know"));
    }
    Ok(spec)
}

fn formatted(value: &Value<'_>, spec: &Spec, out: &mut String) -> Outcome<()> {
    let is_number =
        value.as_number().is_some() && !(matches!(value, Value::Bool(_)) && spec.kind.is_none());
    if !is_number {
        if matches!(spec.kind, None | Some('s')) {
            let mut text = value.to_text();
            if let Some(precision) = spec.precision {
                text = text.chars().take(precision).collect();
            }
            return padded(&text, "", spec, out);
        }
        return Err(match value {
            Value::Text(_) => wrong("has a format for numbers and a text"),
            _ => mismatch("unsupported format string"),
        });
    }
    let number = value.as_number().unwrap_or_default();
    let negative = number < 0.0;
    let whole = value.as_int().map(i128::unsigned_abs);
    let size = number.abs();
    let precision = spec.precision.unwrap_or(6);
    let mut digits = match (spec.kind, whole) {
        (None | Some('d'), Some(whole)) if spec.precision.is_none() => whole.to_string(),
        (Some('x'), Some(whole)) => format!("{whole:x}"),
        (Some('X'), Some(whole)) => format!("{whole:X}"),
        (Some('o'), Some(whole)) => format!("{whole:o}"),
        (Some('b'), Some(whole)) => format!("{whole:b}"),
        (Some('f' | 'F'), _) => format!("{size:.precision$}"),
        (Some('%'), _) => format!("{:.precision$}%", size * 100.0),
        (Some('e'), _) => exponent(&format!("{size:.precision$e}")),
        (Some('E'), _) => exponent(&format!("{size:.precision$e}")).to_uppercase(),
        (None | Some('g' | 'G'), _) => match spec.precision {
            None if spec.kind.is_none() => text::float(size),
            _ => general(size, precision.max(1)),
        },
        _ => return Err(wrong("has a format that does not fit the number")),
    };
    if spec.thousands {
        digits = thousands(&digits);
    }
    let sign = match (negative, spec.sign) {
        (true, _) => "-",
        (false, Some('+')) => "+",
        (false, Some(' ')) => " ",
        _ => "",
    };
    let prefix = match spec.kind {
        Some('x') if spec.alternate => "0x",
        Some('X') if spec.alternate => "0X",
        Some('o') if spec.alternate => "0o",
        _ => "",
    };
    padded(&digits, &format!("{sign}{prefix}"), spec, out)
}

/// Rust's `1.5e3` as Python's `1.5e+03`.
fn exponent(text: &str) -> String {
    let Some((mantissa, exponent)) = text.split_once('e') else {
        return text.to_owned();
    };
    let (sign, digits) = match exponent.strip_prefix('-') {
        Some(digits) => ('-', digits),
        None => ('+', exponent),
    };
    format!("{mantissa}e{sign}{digits:0>2}")
}

fn general(size: f64, precision: usize) -> String {
    let scientific = format!("{size:.*e}", precision - 1);
    let power: i32 = scientific
        .split_once('e')
        .and_then(|(_, power)| power.parse().ok())
        .unwrap_or(0);
    let trimmed = |text: &str| {
        if text.contains('.') {
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        } else {
            text.to_owned()
        }
    };
    if power < -4 || power >= precision as i32 {
        let text = exponent(&scientific);
        let (mantissa, rest) = text.split_once('e').unwrap_or((&text, "+00"));
        return format!("{}e{rest}", trimmed(mantissa));
    }
    let decimals = usize::try_from(precision as i32 - 1 - power).unwrap_or(0);
    trimmed(&format!("{size:.decimals$}"))
}

fn thousands(digits: &str) -> String {
    let (whole, rest) = digits
        .find('.')
        .map_or((digits, ""), |at| digits.split_at(at));
    let mut out = String::new();
    for (index, char) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(',');
        }
        out.push(char);
    }
    out + rest
}

/// `text` after `head`, filled up to the width.
fn padded(text: &str, head: &str, spec: &Spec, out: &mut String) -> Outcome<()> {
    if spec.width > MAX_OUTPUT {
        return Err(operators::too_long());
    }
    let missing = spec.width.saturating_sub(text.chars().count() + head.len());
    let fill = |count: usize, out: &mut String| {
        out.extend(std::iter::repeat_n(spec.fill.unwrap_or(' '), count));
    };
    let is_number = spec.kind.is_some_and(|kind| kind != 's') || !head.is_empty();
    let align = match (spec.align, spec.fill) {
        (Some(align), _) => align,
        (None, Some('0')) => '=',
        (None, _) if is_number || text.parse::<f64>().is_ok() => '>',
        (None, _) => '<',
    };
    match align {
        '=' => {
            out.push_str(head);
            fill(missing, out);
            out.push_str(text);
        }
        '^' => {
            fill(missing / 2, out);
            out.push_str(head);
            out.push_str(text);
            fill(missing - missing / 2, out);
        }
        '<' => {
            out.push_str(head);
            out.push_str(text);
            fill(missing, out);
        }
        _ => {
            fill(missing, out);
            out.push_str(head);
            out.push_str(text);
        }
    }
    Ok(())
}
