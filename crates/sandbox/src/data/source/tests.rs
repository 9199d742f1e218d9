#![allow(clippy::unwrap_used)]
//! The data is believable, related, and the same every time.

use std::collections::BTreeSet;

use super::*;

fn born() -> Timestamp {
    "2026-11-22T08:00:00Z".parse().unwrap()
}

fn ids(source: &Source, collection: Collection) -> BTreeSet<&str> {
    let rows = source.rows(collection);
    rows.iter().map(|row| row.id.as_str()).collect()
}

#[test]
fn the_same_day_gives_the_same_rows() {
    let (one, two) = (Source::new(born()), Source::new(born()));
    for collection in Collection::ALL {
        let fields = |source: &Source| -> Vec<_> {
            let rows = source.rows(collection).iter();
            rows.map(|row| row.fields.clone()).collect()
        };
        assert_eq!(
            fields(&one),
            fields(&two),
            "{collection} come from numbers only"
        );
    }
}

#[test]
fn every_relation_leads_to_a_row() {
    let source = Source::new(born());
    let targets = [
        ("company_id", ids(&source, Collection::Companies)),
        ("contact_id", ids(&source, Collection::Contacts)),
        ("deal_id", ids(&source, Collection::Deals)),
    ];
    for collection in Collection::ALL {
        for row in source.rows(collection) {
            for (name, target) in &targets {
                if let Some(id) = row.field(name) {
                    assert!(target.contains(id), "{}: {name} {id} is nobody", row.id);
                }
            }
        }
    }
}

#[test]
fn rows_are_different_and_dated_in_the_last_two_years() {
    let source = Source::new(born());
    for (collection, name, count) in [
        (Collection::Contacts, "email", 2_400),
        (Collection::Companies, "name", 480),
        (Collection::Deals, "id", 1_200),
        (Collection::Orders, "number", 3_600),
    ] {
        let rows = source.rows(collection);
        let values: BTreeSet<_> = rows.iter().filter_map(|row| row.field(name)).collect();
        assert_eq!(
            values.len(),
            count,
            "each of the {collection} has a {name} of its own"
        );
        for row in rows {
            let created: Timestamp = row.field("created_at").unwrap().parse().unwrap();
            assert!(created <= row.updated_at && row.updated_at <= born());
            assert_eq!(
                row.field("updated_at"),
                Some(rows::text(row.updated_at).as_str())
            );
            assert!(born().duration_since(created).as_hours() <= 2 * 365 * 24);
        }
    }
}

#[test]
fn a_change_meets_as_many_rows_as_it_names() {
    let mut source = Source::new(born());
    let at = "2026-11-22T09:00:00Z".parse().unwrap();
    let change = Change {
        collection: Collection::Contacts,
        add: 3,
        touch: 5,
        delete: 2,
    };
    let changed = source.apply(&change, at).unwrap();
    assert_eq!(
        (
            changed.added.len(),
            changed.touched.len(),
            changed.deleted.len()
        ),
        (3, 5, 2)
    );
    let contacts = ids(&source, Collection::Contacts);
    assert_eq!(contacts.len(), 2_401);
    assert!(
        changed
            .deleted
            .iter()
            .all(|id| !contacts.contains(id.as_str()))
    );
    let newest: BTreeSet<&str> = source
        .rows(Collection::Contacts)
        .iter()
        .filter(|row| row.updated_at == at)
        .map(|row| row.id.as_str())
        .collect();
    assert_eq!(
        newest.len(),
        8,
        "added and touched rows are the newest, no others"
    );
    let revision =
        |id: &str| find(source.rows(Collection::Contacts), id).unwrap().fields["revision"].clone();
    assert_eq!(revision(&changed.touched[0]), 2);
    assert_eq!(revision(&changed.added[0]), 1);
}

#[test]
fn a_change_that_is_impossible_says_what_is_possible() {
    let mut source = Source::new(born());
    let change = Change {
        collection: Collection::Companies,
        add: 0,
        touch: 0,
        delete: 480,
    };
    let error = source.apply(&change, born()).unwrap_err();
    assert!(
        matches!(error, Error::Change { what: "delete", asked: 480, possible, .. } if possible < 480),
        "contacts work at companies, so not all of these can go: {error}"
    );
}
