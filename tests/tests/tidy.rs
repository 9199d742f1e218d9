//! The rules of the house that a program can check. Each failure names the file and the rule.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

/// Folders of ours with code in them.
const CODE: &[&str] = &["benches", "crates", "src-tauri", "tests", "ui", "xtask"];

/// What others wrote or a program made.
const NOT_OURS: &[&str] = &["node_modules", "dist", "generated", "target", "coverage"];

/// A file says one thing; past this length it usually says two.
const LONGEST: usize = 400;

/// Files that may be longer, and how long: they may shrink, not grow.
const LONGER: &[(&str, usize)] = &[("crates/sandbox/tests/oauth.rs", 460)];

/// Names that say nothing about what is inside.
const EMPTY_NAMES: &[&str] = &[
    "common", "core", "util", "utils", "helper", "helpers", "manager", "service", "misc",
];

/// Who may depend on whom among our packages; xtask on nobody. What is not listed is forbidden.
const DEPENDENCIES: &[(&str, &[&str])] = &[
    ("Cargo.toml", &["headwater-engine"]),
    (
        "benches/Cargo.toml",
        &[
            "headwater-destinations",
            "headwater-engine",
            "headwater-vault",
        ],
    ),
    ("crates/cli/Cargo.toml", &["headwater-engine"]),
    ("crates/connectors/Cargo.toml", &[]),
    ("crates/destinations/Cargo.toml", &[]),
    (
        "crates/engine/Cargo.toml",
        &[
            "headwater-connectors",
            "headwater-destinations",
            "headwater-import",
            "headwater-oauth",
            "headwater-sandbox",
            "headwater-store",
            "headwater-vault",
        ],
    ),
    ("crates/import/Cargo.toml", &[]),
    ("crates/oauth/Cargo.toml", &[]),
    ("crates/sandbox/Cargo.toml", &[]),
    ("crates/store/Cargo.toml", &[]),
    ("crates/vault/Cargo.toml", &[]),
    (
        "tests/Cargo.toml",
        &[
            "headwater-destinations",
            "headwater-engine",
            "headwater-sandbox",
            "headwater-vault",
        ],
    ),
    ("xtask/Cargo.toml", &[]),
];

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// Our files with one of the endings, by path from the top, with their text.
fn files(endings: &[&str]) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = CODE.iter().map(|folder| top().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && !NOT_OURS.contains(&name) {
                folders.push(path);
            } else if endings.iter().any(|ending| name.ends_with(ending)) && path.is_file() {
                let text = fs::read_to_string(&path).unwrap();
                found.push((
                    path.strip_prefix(top())
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .to_owned(),
                    text,
                ));
            }
        }
    }
    found
}

/// Fails with all offences at once.
fn none(offences: Vec<String>, rule: &str) {
    assert!(offences.is_empty(), "{rule}\n  {}\n", offences.join("\n  "));
}

#[test]
fn packages_depend_in_one_direction() {
    let mut offences = Vec::new();
    for (manifest, allowed) in DEPENDENCIES {
        let text = fs::read_to_string(top().join(manifest)).unwrap();
        // The workspace's table in the root manifest only says where the packages are.
        let lines = text
            .lines()
            .filter(|line| !line.contains("path = \"crates/"));
        let names = lines.filter_map(|line| line.split(['.', ' ', '=']).next());
        let ours = names.filter(|name| name.starts_with("headwater-"));
        let wrong = ours.filter(|name| !allowed.contains(name));
        offences.extend(wrong.map(|name| format!("{manifest}: {name}")));
    }
    none(offences, "A package depends on one that it must not know.");
    let listed = |name: &str| {
        DEPENDENCIES
            .iter()
            .any(|(manifest, _)| *manifest == format!("crates/{name}/Cargo.toml"))
    };
    let crates = fs::read_dir(top().join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name());
    let unlisted = crates
        .filter_map(|name| name.into_string().ok())
        .filter(|name| !listed(name))
        .collect();
    none(
        unlisted,
        "A new package: say in DEPENDENCIES of this file whom it may depend on.",
    );
}

#[test]
fn only_the_shell_knows_tauri() {
    let manifests = files(&["Cargo.toml"]).into_iter();
    let knows = |text: &str| text.lines().any(|line| line.starts_with("tauri"));
    none(
        manifests
            .filter(|(_, text)| knows(text))
            .map(|(path, _)| path)
            .collect(),
        "Tauri belongs to the root package alone.",
    );
    let screens = files(&[".ts", ".tsx", ".mjs", ".js"])
        .into_iter()
        .filter(|(path, _)| path.starts_with("ui/src/"));
    let outside = screens
        .filter(|(path, text)| !path.starts_with("ui/src/host/") && text.contains("@tauri-apps/"));
    none(
        outside.map(|(path, _)| path).collect(),
        "Only ui/src/host may import @tauri-apps.",
    );
}

#[test]
fn files_stay_short() {
    let mut offences = Vec::new();
    for (path, text) in files(&[".rs", ".ts", ".tsx", ".css", ".mjs", ".py"]) {
        let allowed = LONGER
            .iter()
            .find(|(longer, _)| *longer == path)
            .map_or(LONGEST, |(_, lines)| *lines);
        let lines = text.lines().count();
        if lines > allowed {
            offences.push(format!("{path}: {lines} lines, {allowed} allowed"));
        }
    }
    none(offences, "A file is too long: it says two things.");
}

#[test]
fn every_rust_file_says_what_it_is_for() {
    let first = |text: &str| {
        text.lines()
            .find(|line| !line.starts_with("#!["))
            .map(str::to_owned)
    };
    let says = |text: &str| first(text).is_some_and(|line| line.starts_with("//!"));
    let silent = files(&[".rs"]).into_iter().filter(|(_, text)| !says(text));
    none(
        silent.map(|(path, _)| path).collect(),
        "A file begins with `//!` and what it is for.",
    );
}

#[test]
fn names_say_what_is_inside() {
    let empty = |path: &str| {
        path.split('/')
            .any(|part| EMPTY_NAMES.contains(&part.split('.').next().unwrap_or(part)))
    };
    let code = files(&[".rs", ".ts", ".tsx", ".css", ".mjs", ".py"]).into_iter();
    none(
        code.filter(|(path, _)| empty(path))
            .map(|(path, _)| path)
            .collect(),
        "A name that says nothing.",
    );
}

/// Clippy finds each `unwrap` and `expect` of shipped code; this finds what would keep it from looking.
#[test]
fn nobody_evades_the_lints() {
    let packages = files(&["Cargo.toml"]).into_iter();
    let deaf = packages.filter(|(_, text)| !text.contains("[lints]\nworkspace = true"));
    none(
        deaf.map(|(path, _)| path).collect(),
        "A package takes its lints from the workspace.",
    );

    let ships = |path: &str| path.contains("src/") && !path.contains("tests");
    let mut offences = Vec::new();
    for (path, text) in files(&[".rs"]).into_iter().filter(|(path, _)| ships(path)) {
        let shipped = text
            .lines()
            .take_while(|line| !line.contains("#[cfg(test)]"))
            .enumerate();
        let evades = |line: &str| line.contains("allow(clippy::") && !line.contains("reason = ");
        offences.extend(
            shipped
                .filter(|(_, line)| evades(line))
                .map(|(number, _)| format!("{path}:{}", number + 1)),
        );
    }
    none(
        offences,
        "An exception from a lint in shipped code gives its reason.",
    );
}

#[test]
fn lock_files_name_no_host() {
    let locks = files(&["package-lock.json"]).into_iter();
    let names_one = |text: &str| text.contains("\"resolved\"");
    none(
        locks
            .filter(|(_, text)| names_one(text))
            .map(|(path, _)| path)
            .collect(),
        "A lock file records where packages came from: `omit-lockfile-registry-resolved=true` belongs in .npmrc.",
    );
}

/// Folders of the crates that `docs/oauth-requirements.md` names.
const NAMED: &[(&str, &str)] = &[
    ("cli", "crates/cli/"),
    ("connectors", "crates/connectors/"),
    ("engine", "crates/engine/"),
    ("oauth", "crates/oauth/"),
    ("sandbox", "crates/sandbox/"),
    ("store", "crates/store/"),
    ("tests", "tests/"),
    ("vault", "crates/vault/"),
];

/// Whether a text has a test of this name: its attribute stands at most three lines above it.
fn has_test(text: &str, name: &str) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let is_it = |line: &str| {
        let rest = line.strip_prefix("async ").unwrap_or(line);
        rest.strip_prefix("fn ")
            .and_then(|rest| rest.strip_prefix(name))
            .is_some_and(|rest| rest.starts_with('('))
    };
    let is_test = |line: &&str| line.starts_with("#[test]") || line.starts_with("#[tokio::test");
    (0..lines.len())
        .any(|at| is_it(lines[at]) && lines[at.saturating_sub(3)..at].iter().any(is_test))
}

#[test]
fn each_requirement_names_tests_that_exist() {
    let page = fs::read_to_string(top().join("docs/oauth-requirements.md")).unwrap();
    let sources = files(&[".rs"]);
    let rows: Vec<Vec<&str>> = page
        .lines()
        .map(|line| line.split(" | ").collect::<Vec<_>>())
        .filter(|row| row.len() == 5 && row[0].trim_start_matches("| ").parse::<u32>().is_ok())
        .collect();
    assert_eq!(rows.len(), 60, "sixty requirements, a line each");
    let mut offences = Vec::new();
    for row in &rows {
        let names: Vec<&str> = row[3]
            .split('`')
            .filter(|name| name.contains("::"))
            .collect();
        if names.is_empty() {
            offences.push(format!("{}: no test", row[0]));
        }
        for name in names {
            let parts: Vec<&str> = name.split("::").collect();
            let there = |(path, text): &(String, String)| {
                let folder = NAMED.iter().find(|(this, _)| *this == parts[0]);
                let place = path
                    .trim_end_matches(".rs")
                    .split('/')
                    .any(|part| part == parts[1]);
                folder.is_some_and(|(_, folder)| path.starts_with(folder))
                    && place
                    && has_test(text, parts[2])
            };
            if parts.len() != 3 || !sources.iter().any(there) {
                offences.push(format!("{}: {name}", row[0]));
            }
        }
    }
    none(
        offences,
        "docs/oauth-requirements.md names a test that is not there.",
    );
}
