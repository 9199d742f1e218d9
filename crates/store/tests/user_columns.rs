//! Notes, tags and formulas: bound to keys, sorted and filtered like any other column.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Error, Filter, FilterOp, Find, Mode, Query, Reason, Sort, UserKind};
use jiff::civil::date;
use serde_json::{Value, json};
use support::{Bench, at, cells, schema};

fn bench() -> Bench {
    let fields = [("id", "integer"), ("name", "string"), ("amount", "number")];
    Bench::new(&[&["id"]], schema(&fields))
}

fn people(ids: &[i64]) -> Vec<Value> {
    ids.iter()
        .map(|id| json!({"id": id, "name": format!("P{id}"), "amount": *id as f64 / 2.0}))
        .collect()
}

/// The column's cells, by the ID of the row.
fn by_id(bench: &Bench, name: &str, query: Query) -> Vec<(i64, Value)> {
    let query = Query {
        limit: 100,
        ..query
    };
    let window = bench.store.window(bench.tab, &query).unwrap();
    let at =
        window.columns.len() + (window.user_columns.iter().position(|c| c.name == name)).unwrap();
    cells(&window)
        .iter()
        .map(|row| (row[0].as_i64().unwrap(), row[at].clone()))
        .collect()
}

/// Must show: notes survive a sync, a resort, a deletion at the source and the row's return.
#[test]
fn a_note_stays_with_its_row_whatever_happens_to_it() {
    let bench = bench();
    bench.sync(Mode::FullRefreshReplace, &people(&[1, 2, 3]));
    let store = &bench.store;
    let note = store
        .add_user_column(bench.tab, "Remark", UserKind::Note, None)
        .unwrap();
    assert_eq!(
        store
            .set_user_cell(note.id, "2", Some("call back"))
            .unwrap(),
        None
    );
    let notes = || by_id(&bench, "Remark", Query::default());
    let kept = json!("call back");
    assert_eq!(
        notes(),
        [(1, Value::Null), (2, kept.clone()), (3, Value::Null)]
    );

    let descending = Query {
        sort: Some(Sort {
            column: "id".into(),
            descending: true,
        }),
        ..Query::default()
    };
    assert_eq!(
        by_id(&bench, "Remark", descending)[1],
        (2, kept.clone()),
        "after a resort"
    );
    bench.sync(Mode::FullRefreshReplace, &people(&[3, 2, 1]));
    assert_eq!(notes()[1], (2, kept.clone()), "after a sync");
    // A text in a column of numbers: the table is written anew.
    bench.sync(
        Mode::IncrementalAppendDedupe,
        &[json!({"id": 3, "amount": "much"})],
    );
    assert_eq!(notes()[1], (2, kept.clone()), "after a column was widened");
    bench.sync(Mode::FullRefreshReplace, &people(&[1, 3]));
    bench.sync(Mode::FullRefreshReplace, &people(&[1, 2, 3]));
    assert!(notes().contains(&(2, kept)), "the row went and came back");

    let before = store.set_user_cell(note.id, "2", Some("  ")).unwrap();
    assert_eq!(before.as_deref(), Some("call back"), "what an undo needs");
    assert!(notes().iter().all(|(_, note)| note.is_null()));
    store.remove_user_column(note.id, at()).unwrap();
    assert!(matches!(
        store.remove_user_column(note.id, at()),
        Err(Error::NoUserColumn(_))
    ));
    assert!(store.tab(bench.tab).unwrap().user_columns.is_empty());
}

/// An order by a user column is made anew after an edit; one that does not look at it is kept.
#[test]
fn user_columns_are_sorted_filtered_and_found() {
    let bench = bench();
    bench.sync(Mode::FullRefreshReplace, &people(&[1, 2, 3, 4]));
    let store = &bench.store;
    let tags = store
        .add_user_column(bench.tab, "Tags", UserKind::Tags, None)
        .unwrap();
    store
        .set_user_cell(tags.id, "3", Some("vip, Late ,late,, VIP"))
        .unwrap();
    store.set_user_cell(tags.id, "1", Some("late")).unwrap();
    let having = |word: &str| Query {
        filters: vec![Filter {
            column: Some("Tags".into()),
            op: FilterOp::Contains,
            value: word.into(),
        }],
        ..Query::default()
    };
    let late = by_id(&bench, "Tags", having("LATE"));
    assert_eq!(
        late,
        [(1, json!("late")), (3, json!("vip, Late"))],
        "each tag once"
    );
    store.set_user_cell(tags.id, "4", Some("late")).unwrap();
    assert_eq!(
        by_id(&bench, "Tags", having("late")).len(),
        3,
        "an edit is seen"
    );

    let sorted = Query {
        sort: Some(Sort {
            column: "Tags".into(),
            descending: true,
        }),
        ..Query::default()
    };
    let ids: Vec<i64> = by_id(&bench, "Tags", sorted)
        .iter()
        .map(|(id, _)| *id)
        .collect();
    assert_eq!(ids, [3, 1, 4, 2], "nulls last");

    let find = |text: &str, from, backwards| {
        let find = Find {
            text: text.into(),
            from,
            backwards,
        };
        let found = store.find(bench.tab, &Query::default(), &find).unwrap();
        found.map(|found| (found.row, found.index, found.total, found.columns.join(" ")))
    };
    assert_eq!(find("LATE", 0, false), Some((0, 1, 3, "Tags".into())));
    assert_eq!(find("late", 1, false), Some((2, 2, 3, "Tags".into())));
    assert_eq!(
        find("vip", 3, false),
        Some((2, 1, 1, "Tags".into())),
        "around the end"
    );
    assert_eq!(find("late", 1, true), Some((0, 1, 3, "Tags".into())));
    assert_eq!(find("P4", 0, true), Some((3, 1, 1, "name".into())));
    assert_eq!(find("nothing", 0, false), None);
}

/// A formula is a column like any other, follows a rename, and shows what a row makes impossible.
#[test]
fn formulas_are_computed_where_rows_are_sorted() {
    let bench = bench();
    bench.sync(Mode::FullRefreshReplace, &people(&[1, 2, 3]));
    let store = &bench.store;
    let formula = |name: &str, text: &str| {
        store.add_user_column(bench.tab, name, UserKind::Formula, Some(text))
    };
    store
        .add_user_column(bench.tab, "Share", UserKind::Note, None)
        .unwrap();
    let inverse = formula("Inverse", "=1 / ([amount] - 1)").unwrap();
    formula("Label", "[name] & \"/\" & [Inverse] & \"/\" & [Share]").unwrap();
    formula("Left", "days(date(2026, 5, 10), today())").unwrap();
    let query = || Query {
        sort: Some(Sort {
            column: "Inverse".into(),
            descending: true,
        }),
        today: date(2026, 5, 4),
        ..Query::default()
    };
    let inverses = by_id(&bench, "Inverse", query());
    assert_eq!(
        inverses,
        [(2, json!("#DIV/0!")), (3, json!(2.0)), (1, json!(-2.0))]
    );
    assert_eq!(by_id(&bench, "Left", query())[0].1, json!(6.0));
    let greater = Query {
        filters: vec![Filter {
            column: Some("Inverse".into()),
            op: FilterOp::Equals,
            value: "2".into(),
        }],
        ..query()
    };
    assert_eq!(by_id(&bench, "Label", greater), [(3, json!("P3/2/"))]);

    store.change_user_column(inverse.id, "a]b", None).unwrap();
    assert_eq!(
        by_id(&bench, "Label", Query::default())[2].1,
        json!("P3/2/"),
        "it follows"
    );
    let circle = store.change_user_column(inverse.id, "Inverse", Some("[Label]"));
    assert!(
        matches!(&circle, Err(Error::Formula(mistake)) if mistake.reason == Reason::Circular),
        "{circle:?}"
    );
    store.remove_user_column(inverse.id, at()).unwrap();
    assert_eq!(
        by_id(&bench, "Label", Query::default())[0].1,
        json!("#NAME?")
    );

    let unknown = formula("Bad", "1 + [nome]").unwrap_err();
    let Error::Formula(mistake) = unknown else {
        panic!("{unknown:?}")
    };
    assert_eq!((mistake.at, mistake.length), (4, 6));
    assert!(matches!(formula("NAME", "1"), Err(Error::NameTaken(_))));
    let tried = store
        .try_formula(bench.tab, "[amount] * 2", date(2026, 5, 4))
        .unwrap();
    assert_eq!(tried, ["1", "2", "3"].map(|text| Some(text.to_owned())));
    assert!(store.set_user_cell(inverse.id, "1", Some("x")).is_err());
}

#[test]
fn rows_without_a_key_take_no_notes() {
    let bench = Bench::new(&[], schema(&[("name", "string")]));
    let refused = bench
        .store
        .add_user_column(bench.tab, "Remark", UserKind::Note, None);
    assert!(matches!(refused, Err(Error::NoKey(_))), "{refused:?}");
}
