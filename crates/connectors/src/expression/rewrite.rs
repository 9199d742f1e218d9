//! Arithmetic with points in time.
//!
//! `now_utc() - duration('P1D')` is common in manifests, but the template engine has no hook for
//! operators on objects. Where the right operand of `+` or `-` is a call that gives a point in
//! time or a duration, the operator is rewritten into a filter of ours: `a - duration(x)` becomes
//! `a | minus(duration(x))`. Filters bind tighter than operators and the right operand is taken
//! with all its postfixes, so the meaning stays.

/// Calls whose results the engine cannot add or subtract itself.
const CALLS: [&str; 5] = [
    "duration",
    "now_utc",
    "today_utc",
    "today_with_timezone",
    "str_to_datetime",
];

/// The template with its time arithmetic in the form the engine can run.
pub(crate) fn time_arithmetic(source: &str) -> String {
    let mut out = String::with_capacity(source.len());
    let mut rest = source;
    let mut inside = false;
    while let Some(char) = rest.chars().next() {
        if !inside {
            inside = rest.starts_with("{{") || rest.starts_with("{%");
        } else if rest.starts_with("}}") || rest.starts_with("%}") {
            inside = false;
        } else if char == '\'' || char == '"' {
            let end = quoted(rest);
            out.push_str(&rest[..end]);
            rest = &rest[end..];
            continue;
        } else if (char == '+' || char == '-')
            && let Some((operand, after)) = operand(&rest[1..])
        {
            let name = if char == '+' { "plus" } else { "minus" };
            out.push_str(&format!("| {name}({}) ", time_arithmetic_within(operand)));
            rest = after;
            continue;
        }
        out.push(char);
        rest = &rest[char.len_utf8()..];
    }
    out
}

/// The same inside an operand, which has no braces around it.
fn time_arithmetic_within(operand: &str) -> String {
    let whole = time_arithmetic(&format!("{{{{{operand}}}}}"));
    whole[2..whole.len() - 2].to_owned()
}

/// Length of the quoted text at the beginning.
fn quoted(text: &str) -> usize {
    let mut chars = text.char_indices();
    let Some((_, quote)) = chars.next() else {
        return 0;
    };
    let mut escaped = false;
    for (index, char) in chars {
        match char {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            char if char == quote => return index + 1,
            _ => {}
        }
    }
    text.len()
}

/// A call of [`CALLS`] with its postfixes at the beginning of `text`, and what follows it.
fn operand(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start();
    let name = CALLS.iter().find(|name| {
        text.strip_prefix(**name)
            .is_some_and(|rest| rest.trim_start().starts_with('('))
    })?;
    let mut end = name.len();
    loop {
        let rest = &text[end..];
        let gap = rest.len() - rest.trim_start().len();
        let next = rest.trim_start();
        if next.starts_with(['(', '[']) {
            end += gap + bracketed(next)?;
        } else if let Some(attribute) = next.strip_prefix('.') {
            let length = attribute
                .find(|char: char| !char.is_alphanumeric() && char != '_')
                .unwrap_or(attribute.len());
            end += gap + 1 + length;
        } else {
            return Some((&text[..end], rest));
        }
    }
}

/// Length of the bracketed text at the beginning; `None` where it is never closed.
fn bracketed(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut index = 0;
    while let Some(char) = text[index..].chars().next() {
        match char {
            '\'' | '"' => {
                index += quoted(&text[index..]);
                continue;
            }
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        index += char.len_utf8();
        if depth == 0 {
            return Some(index);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::time_arithmetic;

    #[test]
    fn operators_before_time_calls_become_filters() {
        for (source, expected) in [
            (
                "{{ now_utc() - duration('P1D') }}",
                "{{ now_utc() | minus(duration('P1D'))  }}",
            ),
            (
                "{{ (now_utc() - duration('P1D')).strftime('%Y') }}",
                "{{ (now_utc() | minus(duration('P1D')) ).strftime('%Y') }}",
            ),
            (
                "{{ str_to_datetime(a) + duration(b[')']) - now_utc().x }}",
                "{{ str_to_datetime(a) | plus(duration(b[')']))  | minus(now_utc().x)  }}",
            ),
        ] {
            assert_eq!(time_arithmetic(source), expected);
        }
    }

    #[test]
    fn all_else_is_left_alone() {
        for source in [
            "a - duration('P1D')",
            "{{ a - b }}",
            "{{ '- duration(x)' }}",
            "{{ 1 - durations(2) }}",
            "{{- a -}}",
        ] {
            assert_eq!(time_arithmetic(source), source);
        }
    }
}
