//! Imports into a folder of their own, read as the next start would.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::connectors::Connectors;

/// Every kind of entry, as the importer's own tests have them.
const CATALOGUE: &str = include_str!("../../../import/tests/files/providers.yaml");

fn home_with(text: &str) -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("providers.yaml");
    std::fs::write(&file, text).unwrap();
    (home, file)
}

fn loaded(home: &Path) -> Connectors {
    Connectors::load(&[], &folder(home)).unwrap()
}

/// What the importer writes is what the catalogue and the profiles read: both sides are ours, and
/// only the engine knows both.
#[test]
fn what_is_imported_can_be_used() {
    let (home, file) = home_with(CATALOGUE);
    let report = import(home.path(), &file, false).unwrap();
    // The one entry whose addresses nothing gives.
    let refused: Vec<_> = report.refused.iter().map(|one| one.file.as_str()).collect();
    assert_eq!(
        refused,
        ["scripted/connector.yaml"],
        "{:#?}",
        report.refused
    );
    let all = loaded(home.path());
    assert_eq!(all.refused(), []);
    for connector in &report.connectors {
        assert_eq!(connector.outcome, "new", "{}", connector.id);
        assert!(all.get(&connector.id).is_ok(), "{}", connector.id);
    }
    assert_eq!(report.connectors.len(), 9);
    let text = report.to_string();
    assert!(text.starts_with("9 connectors written to "), "{text}");
    assert!(
        text.contains("OAUTH2: 4 whole, 1 in part, 0 not translated"),
        "{text}"
    );
    assert!(text.contains("two-steps, auth_mode: "), "{text}");
    assert!(
        text.contains("not kept: scripted/connector.yaml:"),
        "{text}"
    );
    assert!(all.profile("tenantly").is_some());
    let left = std::fs::read_dir(home.path()).unwrap().count();
    assert_eq!(left, 2, "the file and the folder; the trial is gone");
}

/// A folder that somebody broke by hand is named, with line and reason, and the rest is there.
#[test]
fn a_broken_connector_stops_nothing() {
    let (home, file) = home_with(CATALOGUE);
    import(home.path(), &file, false).unwrap();
    let broken = folder(home.path()).join("keyed/connector.yaml");
    let text = std::fs::read_to_string(&broken).unwrap();
    std::fs::write(&broken, format!("{text}nonsense: true\n")).unwrap();
    let half = folder(home.path()).join(".half-done");
    std::fs::create_dir(half).unwrap();
    let all = loaded(home.path());
    assert!(all.get("keyed").is_err());
    assert!(all.get("passworded").is_ok());
    let refused = all.refused();
    let [refused] = &refused[..] else {
        panic!("one is refused: {:?}", all.refused())
    };
    assert_eq!(refused.file, "keyed/connector.yaml");
    assert!(
        refused.line > 1 && refused.reason.contains("nonsense"),
        "{refused:?}"
    );
}

/// Importing again leaves alone what is there unless it is to be replaced; and a connector that
/// comes with Headwater is never replaced.
#[test]
fn names_that_are_taken_are_respected() {
    let text = CATALOGUE.replace("keyed:\n", "hubspot:\n");
    let (home, file) = home_with(&text);
    let outcome = |replace: bool| {
        let report = import(home.path(), &file, replace).unwrap();
        let found = report
            .connectors
            .iter()
            .find(|one| one.id == "hubspot-imported");
        found.unwrap().outcome
    };
    assert_eq!(outcome(false), "new");
    assert_eq!(outcome(false), "kept");
    assert_eq!(outcome(true), "replaced");
    assert!(loaded(home.path()).profile("hubspot").is_some(), "ours");
}

/// A file that is no file of a known kind is refused in words that help.
#[test]
fn files_that_cannot_be_read_are_refused() {
    let (home, file) = home_with("a: [1, 2");
    let said = |file: &Path| {
        import(home.path(), file, false)
            .unwrap_err()
            .seen_now()
            .cause
    };
    assert!(said(&file).contains("line"), "{}", said(&file));
    assert!(!said(&home.path().join("nowhere.yaml")).is_empty());
    std::fs::write(&file, "a: 1").unwrap();
    assert!(said(&file).contains("no catalogue of providers"));
    std::fs::write(&file, [0xff, 0xfe, 0]).unwrap();
    assert!(said(&file).contains("UTF-8"));
}
