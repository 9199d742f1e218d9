//! Connectors as folders: `ID/connector.yaml`, `guide.md`, `icon.svg`, and `manifest.yaml` where
//! there is one.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::connector::folder_name;
use crate::draft::Imported;
use crate::error::Error;

/// What became of a connector's folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// It is new.
    New,
    /// It was there, and is as the file says now.
    Replaced,
    /// It was there and was left alone.
    Kept,
}

/// Writes a connector's folder into a folder of connectors. It appears whole or not at all. `replace`
/// says what happens to one of the same name.
///
/// # Errors
/// [`Error::Unwritable`], also for a name that is no name of a folder.
pub fn write(folder: &Path, connector: &Imported, replace: bool) -> Result<Written, Error> {
    let wrong = |path: &Path, reason: String| Error::Unwritable {
        path: path.to_owned(),
        reason,
    };
    let place = folder.join(&connector.id);
    if folder_name(&connector.id) != connector.id {
        return Err(wrong(
            folder,
            format!("`{}` is no name of a folder", connector.id),
        ));
    }
    let there = fs::symlink_metadata(&place).is_ok();
    if there && !replace {
        return Ok(Written::Kept);
    }
    let failed = |error: std::io::Error| wrong(&place, error.to_string());
    let beside = folder.join(format!(".{}.new", connector.id));
    fs::create_dir_all(folder).map_err(failed)?;
    clear(&beside).map_err(failed)?;
    fs::create_dir(&beside).map_err(failed)?;
    let yaml = text(&connector.connector);
    let manifest = connector.manifest.as_ref().map(text);
    let files = [
        ("connector.yaml", Some(yaml)),
        ("manifest.yaml", manifest),
        ("guide.md", Some(connector.guide.clone())),
        ("icon.svg", Some(connector.icon.clone())),
    ];
    for (name, text) in files {
        if let Some(text) = text {
            fs::write(beside.join(name), text).map_err(failed)?;
        }
    }
    put(&beside, &place).map_err(failed)?;
    Ok(if there {
        Written::Replaced
    } else {
        Written::New
    })
}

/// Takes the folder of an imported connector away, if it is there.
///
/// # Errors
/// [`Error::Unwritable`].
pub fn remove(folder: &Path, id: &str) -> Result<(), Error> {
    let place = folder.join(folder_name(id));
    clear(&place).map_err(|error| Error::Unwritable {
        path: place.clone(),
        reason: error.to_string(),
    })
}

/// Puts a finished folder in the place of what has its name. That stands aside, hidden, until the new one is in place, and
/// comes back where it cannot be put there.
///
/// # Errors
/// Those of the file system.
pub fn put(finished: &Path, place: &Path) -> Result<(), std::io::Error> {
    let name = place.file_name().unwrap_or_default();
    let aside = place.with_file_name(format!(".{}.old", name.to_string_lossy()));
    clear(&aside)?;
    match fs::rename(place, &aside) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    if let Err(error) = fs::rename(finished, place) {
        // The error to tell is the first one.
        let _ = fs::rename(&aside, place);
        return Err(error);
    }
    clear(&aside)
}

/// Takes a folder away. A link in its place is taken away itself, never what it leads to.
///
/// # Errors
/// Those of the file system; that nothing is there is none.
pub fn clear(path: &Path) -> Result<(), std::io::Error> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
    }
}

/// A value as YAML, in block style, with everything in quotation marks that could be read as
/// something else.
pub fn text(value: &Value) -> String {
    let mut text = String::new();
    block(value, 0, &mut text);
    text
}

fn block(value: &Value, depth: usize, text: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                // Writing to a String cannot fail.
                let _ = write!(text, "{indent}{}:", scalar(key));
                inside(value, depth + 1, text);
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut inner = String::new();
                block(item, depth + 1, &mut inner);
                let nested = matches!(item, Value::Object(_) | Value::Array(_));
                match nested && !inner.is_empty() {
                    // The first line stands behind the dash.
                    true => {
                        let _ = write!(text, "{indent}- {}", inner.trim_start());
                    }
                    false => {
                        let _ = writeln!(text, "{indent}- {}", line(item));
                    }
                }
            }
        }
        other => {
            let _ = writeln!(text, "{indent}{}", line(other));
        }
    }
}

fn inside(value: &Value, depth: usize, text: &mut String) {
    let empty = match value {
        Value::Object(entries) => entries.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => true,
    };
    if empty {
        let _ = writeln!(text, " {}", line(value));
    } else {
        text.push('\n');
        block(value, depth, text);
    }
}

fn line(value: &Value) -> String {
    match value {
        Value::String(text) => scalar(text),
        other => other.to_string(),
    }
}

/// A text, plain where nobody could mistake it.
fn scalar(text: &str) -> String {
    const WORDS: [&str; 11] = [
        "false", "n", "no", "null", "off", "on", "true", "y", "yes", "inf", "nan",
    ];
    let first = text
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '_');
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    let word = first && text.chars().all(plain);
    let sentence = first
        && text.chars().all(|c| plain(c) || " ,()".contains(c))
        && !text.ends_with([' ', ','])
        && !text.contains("  ");
    let address = text.strip_prefix("https://").is_some_and(|rest| {
        !rest.is_empty() && rest.chars().all(|c| plain(c) || "?&=%~+@".contains(c))
    });
    match (word || sentence || address) && !WORDS.contains(&text.to_ascii_lowercase().as_str()) {
        true => text.to_owned(),
        false => Value::from(text).to_string(),
    }
}
