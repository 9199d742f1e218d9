//! Methods of texts.

use super::{Arguments, Failure, Outcome, Str, Value, format, operators};
use crate::expression::MAX_OUTPUT;

/// The methods a text has here.
pub(crate) const METHODS: [&str; 42] = [
    "capitalize",
    "casefold",
    "center",
    "count",
    "encode",
    "endswith",
    "find",
    "format",
    "index",
    "isalnum",
    "isalpha",
    "isascii",
    "isdecimal",
    "isdigit",
    "islower",
    "isnumeric",
    "isspace",
    "istitle",
    "isupper",
    "join",
    "ljust",
    "lower",
    "lstrip",
    "partition",
    "removeprefix",
    "removesuffix",
    "replace",
    "rfind",
    "rindex",
    "rjust",
    "rpartition",
    "rsplit",
    "rstrip",
    "split",
    "splitlines",
    "startswith",
    "strip",
    "swapcase",
    "title",
    "translate",
    "upper",
    "zfill",
];

/// Calls a method of a text.
pub(crate) fn call<'a>(text: &Str<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let string: &str = text;
    let all = |is: fn(char) -> bool| Value::Bool(!string.is_empty() && string.chars().all(is));
    let cased = |is: fn(char) -> bool, other: fn(char) -> bool| {
        Value::Bool(string.chars().any(is) && !string.chars().any(other))
    };
    Ok(match name {
        "lower" | "casefold" => Value::text(string.to_lowercase()),
        "upper" => Value::text(string.to_uppercase()),
        "title" => Value::text(title(string)),
        "capitalize" => Value::text(capitalize(string)),
        "swapcase" => Value::text(string.chars().map(swapped).collect::<String>()),
        "strip" | "lstrip" | "rstrip" => Value::text(strip(string, name, args)?),
        "split" | "rsplit" => split(string, name == "rsplit", args)?,
        "splitlines" => Value::list(string.lines().map(Value::text).collect()),
        "join" => join(string, &args.required(0, "iterable")?)?,
        "replace" => {
            let (from, to) = (args.str(0, "old")?, args.str(1, "new")?);
            Value::text(replace(string, &from, &to, args.int_or(2, "count", -1)?)?)
        }
        "startswith" => Value::Bool(affix(args, |part| string.starts_with(part))?),
        "endswith" => Value::Bool(affix(args, |part| string.ends_with(part))?),
        "removeprefix" => {
            let part = args.str(0, "prefix")?;
            Value::text(string.strip_prefix(part.as_str()).unwrap_or(string))
        }
        "removesuffix" => {
            let part = args.str(0, "suffix")?;
            Value::text(string.strip_suffix(part.as_str()).unwrap_or(string))
        }
        "find" | "rfind" | "index" | "rindex" => find(string, name, &args.str(0, "sub")?)?,
        "count" => {
            let part = args.str(0, "sub")?;
            let count = if part.is_empty() {
                string.chars().count() + 1
            } else {
                string.matches(part.as_str()).count()
            };
            Value::Int(count as i128)
        }
        "partition" | "rpartition" => partition(string, name, &args.str(0, "sep")?)?,
        "format" => Value::text(format::format(string, args)?),
        "zfill" | "ljust" | "rjust" | "center" => Value::text(padded(string, name, args)?),
        "isdigit" | "isdecimal" | "isnumeric" => all(char::is_numeric),
        "isalpha" => all(char::is_alphabetic),
        "isalnum" => all(char::is_alphanumeric),
        "isspace" => all(char::is_whitespace),
        "isascii" => Value::Bool(string.is_ascii()),
        "isupper" => cased(char::is_uppercase, char::is_lowercase),
        "islower" => cased(char::is_lowercase, char::is_uppercase),
        "istitle" => Value::Bool(!string.is_empty() && title(string) == string),
        _ => {
            return Err(Failure::Invalid(format!(
                "calls `{name}` of a text, which is not supported"
            )));
        }
    })
}

fn swapped(char: char) -> String {
    if char.is_uppercase() {
        char.to_lowercase().collect()
    } else {
        char.to_uppercase().collect()
    }
}

/// Each word with a capital letter; a word begins after whatever is no letter.
pub(crate) fn title(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut inside = false;
    for char in text.chars() {
        if inside {
            out.extend(char.to_lowercase());
        } else {
            out.extend(char.to_uppercase());
        }
        inside = char.is_alphabetic();
    }
    out
}

/// The first letter a capital, the others small.
pub(crate) fn capitalize(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first
            .to_uppercase()
            .chain(chars.as_str().to_lowercase().chars())
            .collect(),
        None => String::new(),
    }
}

fn strip(text: &str, name: &str, args: &Arguments<'_>) -> Outcome<String> {
    let set: Option<String> = match args.get(0, "chars") {
        None | Some(Value::None) => None,
        Some(_) => Some(args.str(0, "chars")?),
    };
    let is = |char: char| match &set {
        None => char.is_whitespace(),
        Some(set) => set.contains(char),
    };
    Ok(match name {
        "strip" => text.trim_matches(is),
        "lstrip" => text.trim_start_matches(is),
        _ => text.trim_end_matches(is),
    }
    .to_owned())
}

fn split<'a>(text: &str, from_end: bool, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let most = args.int_or(1, "maxsplit", -1)?;
    let most = usize::try_from(most).unwrap_or(usize::MAX);
    let parts: Vec<&str> = match args.get(0, "sep") {
        None | Some(Value::None) => blanks(text, from_end, most),
        Some(_) => {
            let separator = args.str(0, "sep")?;
            if separator.is_empty() {
                return Err(Failure::Invalid("splits by an empty text".into()));
            }
            if from_end {
                let mut parts: Vec<&str> = text
                    .rsplitn(most.saturating_add(1), separator.as_str())
                    .collect();
                parts.reverse();
                parts
            } else {
                text.splitn(most.saturating_add(1), separator.as_str())
                    .collect()
            }
        }
    };
    Ok(Value::list(parts.into_iter().map(Value::text).collect()))
}

/// Words between blanks, `most` of them cut off.
fn blanks(text: &str, from_end: bool, most: usize) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text.trim();
    while !rest.is_empty() {
        let at = if from_end {
            rest.rfind(char::is_whitespace)
        } else {
            rest.find(char::is_whitespace)
        };
        let Some(at) = at.filter(|_| parts.len() < most) else {
            parts.push(rest);
            break;
        };
        if from_end {
            parts.push(rest[at..].trim_start());
            rest = rest[..at].trim_end();
        } else {
            parts.push(&rest[..at]);
            rest = rest[at..].trim_start();
        }
    }
    if from_end {
        parts.reverse();
    }
    parts
}

fn join<'a>(separator: &str, items: &Value<'a>) -> Outcome<Value<'a>> {
    let items = match items {
        // A missing list is an empty one.
        Value::Undefined(_) => Vec::new(),
        items => items.items()?,
    };
    let mut out = String::new();
    for (index, item) in items.iter().enumerate() {
        let Some(text) = item.as_str() else {
            return Err(Failure::Type(format!(
                "sequence item {index}: expected str instance, {} found",
                item.kind()
            )));
        };
        out += if index > 0 { separator } else { "" };
        out += text;
        if out.len() > MAX_OUTPUT {
            return Err(operators::too_long());
        }
    }
    Ok(Value::text(out))
}

/// `replace`, of the first `count` where that is not negative.
pub(crate) fn replace(text: &str, from: &str, to: &str, count: i128) -> Outcome<String> {
    let most = (text.len() + 1).checked_mul(to.len() + 1);
    if most.is_none_or(|most| most > MAX_OUTPUT * 16) {
        return Err(operators::too_long());
    }
    Ok(match usize::try_from(count) {
        Ok(count) => text.replacen(from, to, count),
        Err(_) => text.replace(from, to),
    })
}

fn affix(args: &Arguments<'_>, fits: impl Fn(&str) -> bool) -> Outcome<bool> {
    match args.required(0, "prefix")? {
        Value::Tuple(parts) => Ok(parts.iter().filter_map(Value::as_str).any(fits)),
        _ => Ok(fits(&args.str(0, "prefix")?)),
    }
}

fn find<'a>(text: &str, name: &str, part: &str) -> Outcome<Value<'a>> {
    let at = if name.starts_with('r') {
        text.rfind(part)
    } else {
        text.find(part)
    };
    match at {
        Some(at) => Ok(Value::Int(text[..at].chars().count() as i128)),
        None if name.ends_with("find") => Ok(Value::Int(-1)),
        None => Err(Failure::Invalid("looks for a part that is missing".into())),
    }
}

fn partition<'a>(text: &str, name: &str, separator: &str) -> Outcome<Value<'a>> {
    let from_end = name.starts_with('r');
    let found = if from_end {
        text.rsplit_once(separator)
    } else {
        text.split_once(separator)
    };
    let parts = match found {
        Some((before, after)) => [before, separator, after],
        None if from_end => ["", "", text],
        None => [text, "", ""],
    };
    Ok(Value::tuple(parts.into_iter().map(Value::text).collect()))
}

fn padded(text: &str, name: &str, args: &Arguments<'_>) -> Outcome<String> {
    let width = usize::try_from(args.int_or(0, "width", 0)?.max(0)).unwrap_or(usize::MAX);
    if width > MAX_OUTPUT {
        return Err(operators::too_long());
    }
    let fill = match args.get(1, "fillchar") {
        Some(_) => args.str(1, "fillchar")?,
        None => " ".into(),
    };
    let missing = width.saturating_sub(text.chars().count());
    Ok(match name {
        "ljust" => format!("{text}{}", fill.repeat(missing)),
        "rjust" => format!("{}{text}", fill.repeat(missing)),
        "center" => {
            let left = missing / 2 + (missing & width & 1);
            format!("{}{text}{}", fill.repeat(left), fill.repeat(missing - left))
        }
        _ => match text.strip_prefix(['-', '+']) {
            Some(digits) => format!("{}{}{digits}", &text[..1], "0".repeat(missing)),
            None => format!("{}{text}", "0".repeat(missing)),
        },
    })
}
