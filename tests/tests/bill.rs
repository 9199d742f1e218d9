//! The bill of materials, and the list of licences that *About* shows.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::collections::BTreeSet;

use headwater_tests::bill::{self, Component};
use headwater_tests::places;

fn components() -> Vec<Component> {
    bill::components(places::top()).unwrap()
}

/// What *About* shows is what the lock files hold, so that no work is packed whose licence is not shown.
/// `UPDATE=1 cargo test -p headwater-tests --test bill` writes it anew.
#[test]
fn the_licence_list_of_about_is_up_to_date() {
    let path = places::top().join("ui/src/generated/licences.json");
    let rows = bill::list(&components());
    let rows = rows.as_array().unwrap().iter().map(ToString::to_string);
    let wanted = format!("[\n  {}\n]\n", rows.collect::<Vec<_>>().join(",\n  "));
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        kept == wanted,
        "the dependencies changed: UPDATE=1 cargo test -p headwater-tests --test bill"
    );
}

/// A work without a licence may not be given to others.
#[test]
fn every_work_names_its_licence() {
    let all = components();
    let silent: Vec<&str> = all
        .iter()
        .filter(|one| one.licence.is_empty())
        .map(|one| one.purl.as_str())
        .collect();
    assert_eq!(silent, Vec::<&str>::new());
    for name in ["serde", "tauri", "react", "rusqlite"] {
        assert!(all.iter().any(|one| one.name == name), "{name} is packed");
    }
    for name in ["vitest", "thirtyfour", "tauri-build"] {
        assert!(
            !all.iter().any(|one| one.name == name),
            "{name} only builds or tests"
        );
    }
}

/// A reader of the bill can follow every reference, and the same lock files give the same bytes.
#[test]
fn the_bill_is_whole_and_repeatable() {
    let all = components();
    let bill = bill::cyclone_dx(&all, "1.0.0");
    let refs = |key: &str, name: &str| -> BTreeSet<String> {
        let list = bill[key].as_array().unwrap().iter();
        list.map(|one| one[name].as_str().unwrap().to_owned())
            .collect()
    };
    let parts = refs("components", "bom-ref");
    assert_eq!(parts.len(), all.len(), "no reference twice");
    for dependency in bill["dependencies"].as_array().unwrap() {
        for need in dependency["dependsOn"].as_array().unwrap() {
            assert!(
                parts.contains(need.as_str().unwrap()),
                "{need} is not listed"
            );
        }
    }
    assert_eq!(bill, bill::cyclone_dx(&components(), "1.0.0"));
}
