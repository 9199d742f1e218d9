//! Profiles, totals and charts against sums done by hand.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use headwater_store::{Chart, Error, Filter, FilterOp, Mode, Query, Sort, Span};
use serde_json::{Value, json};
use support::{Bench, schema};

fn bench(records: &[Value]) -> Bench {
    let fields = [
        ("name", "string"),
        ("age", "integer"),
        ("score", "number"),
        ("seen", "time"),
    ];
    let bench = Bench::new(&[], schema(&fields));
    bench.sync(Mode::FullRefreshReplace, records);
    bench
}

fn only(column: &str, op: FilterOp, value: &str) -> Query {
    let filters = vec![Filter {
        column: Some(column.into()),
        op,
        value: value.into(),
    }];
    Query {
        filters,
        ..Query::default()
    }
}

/// Null, empty text and values are told apart; numbers are compared as numbers; the most frequent come first; the bars
/// of whole numbers cover each row once.
#[test]
fn a_profile_tells_what_the_filtered_rows_hold() {
    let mut records: Vec<Value> = (0..90)
        .map(|n| (["b", "A", ""][n % 3], n))
        .map(|(name, n)| json!({"name": name, "age": n}))
        .collect();
    records.push(json!({"name": null, "age": -10}));
    records.push(json!({"name": "b", "age": null}));
    let bench = bench(&records);

    let name = bench
        .store
        .profile(bench.tab, &Query::default(), "name")
        .unwrap();
    assert_eq!(
        (name.rows, name.every, name.nulls, name.empty, name.distinct),
        (92, 1, 1, 30, 2)
    );
    assert_eq!(
        (name.least, name.greatest),
        (json!("A"), json!("b")),
        "without case"
    );
    let frequent: Vec<_> = name
        .frequent
        .iter()
        .map(|one| (one.value.clone(), one.rows))
        .collect();
    assert_eq!(frequent, [(json!("b"), 31), (json!("A"), 30)]);
    assert_eq!(
        (name.bars.len(), name.mean),
        (0, None),
        "text is on no line"
    );

    let age = bench
        .store
        .profile(bench.tab, &Query::default(), "age")
        .unwrap();
    assert_eq!(
        (age.least, age.greatest, age.nulls),
        (json!(-10), json!(89), 1)
    );
    assert_eq!(age.mean, Some((4005.0 - 10.0) / 91.0));
    assert_eq!(age.bars.iter().map(|bar| bar.rows).sum::<u64>(), 91);
    assert_eq!(
        (&age.bars[0].from, &age.bars[0].to),
        (&json!(-10), &json!(-6))
    );
    assert_eq!(
        (age.bars.len(), age.bars[0].rows, age.bars[2].rows),
        (20, 1, 5)
    );

    let few = bench
        .store
        .profile(bench.tab, &only("age", FilterOp::Less, "3"), "age")
        .unwrap();
    assert_eq!((few.rows, few.distinct, few.greatest), (4, 4, json!(2)));
}

/// Times are compared as instants, whatever their zone; what is no time is counted as odd and is in no bar.
#[test]
fn a_profile_of_times_goes_by_the_instant() {
    let seen = [
        "2026-03-01T00:00:00+02:00",
        "2026-02-28T23:00:00Z",
        "2026-03-20",
        "soon",
    ];
    let records: Vec<Value> = seen.iter().map(|seen| json!({"seen": seen})).collect();
    let bench = bench(&records);
    let profile = bench
        .store
        .profile(bench.tab, &Query::default(), "seen")
        .unwrap();
    assert_eq!(profile.least, json!(seen[0]), "22:00 in UTC is the first");
    assert_eq!((profile.greatest, profile.odd), (json!("2026-03-20"), 1));
    assert_eq!(profile.bars.iter().map(|bar| bar.rows).sum::<u64>(), 3);
    assert_eq!(profile.bars[0].from, json!("2026-02-28T22:00:00Z"));
}

/// A part of a sorted window and the whole tab give what the same cells come to by hand; whole numbers stay exact.
#[test]
fn totals_are_those_of_the_selected_cells() {
    let large = 9_007_199_254_740_993_i64;
    let bench = bench(&[
        json!({"name": "7", "age": 3, "score": 0.1}),
        json!({"name": "", "age": 1, "score": 0.2}),
        json!({"name": null, "age": large, "score": 0.3}),
    ]);
    let sort = Some(Sort {
        column: "age".into(),
        descending: false,
    });
    let two = Query {
        offset: 1,
        limit: 2,
        sort,
        ..Query::default()
    };
    let totals = bench
        .store
        .totals(bench.tab, &two, &["name".into(), "age".into()])
        .unwrap();
    assert_eq!(
        (totals.filled, totals.numbers),
        (3, 2),
        "a text of digits is no number"
    );
    assert_eq!(totals.sum, json!(large + 3), "exact");
    assert_eq!((totals.least, totals.greatest), (json!(3), json!(large)));

    let all = Query {
        limit: u32::MAX,
        ..Query::default()
    };
    let totals = bench
        .store
        .totals(bench.tab, &all, &["score".into()])
        .unwrap();
    assert_eq!(totals.sum, json!(0.6), "what rounding loses is kept");
    assert_eq!(totals.mean, Some(0.6 / 3.0));
    let none = bench
        .store
        .totals(bench.tab, &all, &["name".into()])
        .unwrap();
    assert_eq!(
        (none.numbers, none.mean, none.least),
        (0, None, Value::Null)
    );
}

/// Over time there is no gap, a week begins on Monday, and a span that would make too many bars becomes a longer one.
#[test]
fn a_chart_over_time_has_no_gap() {
    let seen = [
        "2026-03-01T10:00:00Z",
        "2026-03-01T23:30:00-02:00",
        "2026-03-04",
        "never",
    ];
    let records: Vec<Value> = seen
        .iter()
        .map(|seen| json!({"seen": seen, "score": 1.5}))
        .collect();
    let bench = bench(&records);
    let chart = |span, sum: Option<&str>| {
        let chart = Chart {
            by: "seen".into(),
            span,
            sum: sum.map(str::to_owned),
        };
        bench
            .store
            .chart(bench.tab, &Query::default(), &chart)
            .unwrap()
    };
    let days = chart(Span::Day, None);
    let counts = [
        ("2026-03-01", 1),
        ("2026-03-02", 1),
        ("2026-03-03", 0),
        ("2026-03-04", 1),
    ];
    assert_eq!(
        days.bars,
        counts.map(|(day, count)| (json!(day), json!(count)))
    );
    assert_eq!((days.span, days.undated), (Some(Span::Day), json!(1)));
    let weeks = chart(Span::Week, Some("score"));
    let sums = [("2026-02-23", 1.5), ("2026-03-02", 3.0)];
    assert_eq!(weeks.bars, sums.map(|(day, sum)| (json!(day), json!(sum))));

    bench.sync(
        Mode::FullRefreshAppend,
        &[json!({"seen": "2024-01-15T00:00:00Z"})],
    );
    let wide = chart(Span::Day, None);
    assert_eq!(wide.span, Some(Span::Week), "more than 200 days");
    assert_eq!(wide.bars.len(), 112, "with those that have nothing");
}

/// The largest values have a bar each, the others one together, and null is a value of its own.
#[test]
fn a_chart_by_value_adds_the_others_up() {
    let mut records: Vec<Value> = (0..25)
        .flat_map(|n| vec![json!({"name": format!("n{n:02}"), "age": n}); n + 1])
        .collect();
    records.extend(vec![json!({"name": null, "age": 1000}); 2]);
    let bench = Bench::new(&[], schema(&[("name", "string"), ("age", "integer")]));
    // Records that are equal are one row where the stream has no key and is replaced.
    bench.sync(Mode::FullRefreshAppend, &records);
    let chart = |sum: Option<&str>| Chart {
        by: "name".into(),
        span: Span::Day,
        sum: sum.map(str::to_owned),
    };
    let counted = bench
        .store
        .chart(bench.tab, &Query::default(), &chart(None))
        .unwrap();
    assert_eq!(counted.bars[0], (json!("n24"), json!(25)));
    assert_eq!(
        (counted.bars.len(), counted.others),
        (20, Some((6, json!(17)))),
        "1 + 2 + 2 + 3 + 4 + 5"
    );
    let summed = bench
        .store
        .chart(bench.tab, &Query::default(), &chart(Some("age")))
        .unwrap();
    assert_eq!(summed.bars[0], (Value::Null, json!(2000)));
    let refused = bench
        .store
        .chart(bench.tab, &Query::default(), &chart(Some("name")))
        .unwrap_err();
    assert!(matches!(refused, Error::NoColumn(_)), "{refused}");
}

/// While an order is made, whoever asks is told how many rows were read; before and after there is nothing to tell. The
/// making is short here, so it is made anew until somebody has looked in the middle of it.
#[test]
fn an_order_that_is_being_made_says_how_far_it_is() {
    let source: Vec<Value> = (0..3_000)
        .map(|age| json!({"age": age, "name": format!("n{age}")}))
        .collect();
    let bench = bench(&source);
    assert_eq!(bench.store.ordering(bench.tab), None);
    let (store, tab) = (bench.store.clone(), bench.tab);
    let seen = std::thread::spawn(move || {
        loop {
            match store.ordering(tab) {
                Some(ordering) if ordering.read > 0 => break ordering,
                _ => std::thread::yield_now(),
            }
        }
    });
    let mut number = 0;
    while !seen.is_finished() {
        number += 1;
        let filters = vec![Filter {
            column: Some("name".into()),
            op: FilterOp::NotEquals,
            value: number.to_string(),
        }];
        let sort = Some(Sort {
            column: "name".into(),
            descending: true,
        });
        let query = Query {
            limit: 1,
            sort,
            filters,
            ..Query::default()
        };
        bench.store.window(bench.tab, &query).unwrap();
    }
    let seen = seen.join().unwrap();
    assert!(seen.read <= 3_000 && seen.rows == 3_000, "{seen:?}");
    assert_eq!(bench.store.ordering(bench.tab), None);
    assert_eq!(bench.store.ordering(bench.tab + 1), None);
}
