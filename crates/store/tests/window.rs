//! Windows against a plain evaluation of the same records.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::cmp::Ordering;

use headwater_store::{Error, Filter, FilterOp, MAX_ROWS, Mode, Query, Sort};
use jiff::Timestamp;
use serde_json::{Value, json};
use support::{Bench, Dice, cells, schema};

const FIELDS: [(&str, &str); 5] = [
    ("name", "string"),
    ("age", "integer"),
    ("score", "number"),
    ("open", "boolean"),
    ("seen", "time"),
];

fn bench() -> Bench {
    Bench::new(&[], schema(&FIELDS))
}

fn record(dice: &mut Dice) -> Value {
    let names = [
        "Ada",
        "ada",
        "ÅSA",
        "åsa",
        "Zoë Smith",
        "",
        "bob",
        "BOB 2",
        "10",
        "9",
    ];
    let zones = ["Z", "+02:00", "-05:30"];
    let mut roll = |sides| dice.roll(sides);
    let name = names
        .get(roll(12) as usize)
        .map_or(Value::Null, |name| json!(name));
    let age = if roll(6) == 0 {
        Value::Null
    } else {
        json!(roll(40) as i64 - 20)
    };
    let score = if roll(6) == 0 {
        Value::Null
    } else {
        json!(roll(2_000) as f64 / 8.0 - 100.0)
    };
    let open = [json!(true), json!(false), Value::Null][roll(3) as usize].clone();
    let (day, hour, zone) = (roll(9) + 1, roll(24), zones[roll(3) as usize]);
    let seen = match roll(6) {
        0 => Value::Null,
        _ => json!(format!("2026-03-0{day}T{hour:02}:00:00{zone}")),
    };
    json!({"name": name, "age": age, "score": score, "open": open, "seen": seen})
}

/// What a cell is compared by, written once more without SQL.
#[derive(Debug, PartialEq, PartialOrd)]
enum Rank {
    Number(f64),
    Instant(Timestamp),
    Text(String),
}

fn rank(field: &str, value: &Value) -> Option<Rank> {
    match (field, value) {
        (_, Value::Null) => None,
        ("seen", Value::String(time)) => Some(Rank::Instant(time.parse().unwrap())),
        (_, Value::String(text)) => Some(Rank::Text(text.to_lowercase())),
        (_, Value::Bool(truth)) => Some(Rank::Number(f64::from(u8::from(*truth)))),
        (_, number) => Some(Rank::Number(number.as_f64().unwrap())),
    }
}

fn holds(filter: &Filter, record: &Value) -> bool {
    let one = |field: &str| {
        let value = &record[field];
        let asked = match field {
            "name" => Some(Rank::Text(filter.value.to_lowercase())),
            "open" => filter
                .value
                .parse::<bool>()
                .ok()
                .map(|b| Rank::Number(f64::from(u8::from(b)))),
            "seen" => filter.value.parse().ok().map(Rank::Instant),
            _ => filter.value.parse().ok().map(Rank::Number),
        };
        let order = rank(field, value)
            .zip(asked)
            .and_then(|(cell, asked)| cell.partial_cmp(&asked));
        let shown = match value {
            Value::Null => return matches!(filter.op, FilterOp::Empty),
            Value::String(text) => text.to_lowercase(),
            Value::Number(number) => number.as_f64().unwrap().to_string(),
            other => other.to_string(),
        };
        match filter.op {
            FilterOp::Contains => shown.contains(&filter.value.to_lowercase()),
            FilterOp::Equals | FilterOp::NotEquals => order == Some(Ordering::Equal),
            FilterOp::Greater => order == Some(Ordering::Greater),
            FilterOp::Less => order == Some(Ordering::Less),
            FilterOp::Empty => shown.is_empty(),
            FilterOp::NotEmpty => !shown.is_empty(),
        }
    };
    let any = match &filter.column {
        Some(field) => one(field),
        None => FIELDS.iter().any(|(field, _)| one(field)),
    };
    any != (filter.op == FilterOp::NotEquals)
}

fn expected(source: &[Value], query: &Query) -> Vec<Vec<Value>> {
    let mut rows: Vec<&Value> = source
        .iter()
        .filter(|record| query.filters.iter().all(|f| holds(f, record)))
        .collect();
    if let Some(sort) = &query.sort {
        rows.sort_by(|a, b| {
            let ranks = [a, b].map(|record| rank(&sort.column, &record[&sort.column]));
            match ranks {
                [Some(a), Some(b)] if sort.descending => b.partial_cmp(&a).unwrap(),
                [Some(a), Some(b)] => a.partial_cmp(&b).unwrap(),
                [a, b] => a.is_none().cmp(&b.is_none()),
            }
        });
    }
    rows.iter()
        .map(|record| {
            FIELDS
                .iter()
                .map(|(field, _)| record[field].clone())
                .collect()
        })
        .collect()
}

fn filter(dice: &mut Dice) -> Filter {
    use FilterOp as Op;
    let ops = [
        Op::Contains,
        Op::Equals,
        Op::NotEquals,
        Op::Greater,
        Op::Less,
        Op::Empty,
        Op::NotEmpty,
    ];
    let cases: [(&str, &[&str]); 5] = [
        ("name", &["ADA", "å", "b", "10", ""]),
        ("age", &["0", "-7", "3.5", "x"]),
        ("score", &["0", "12.5", "-99.875", "5"]),
        ("open", &["true", "false", "ru"]),
        (
            "seen",
            &["2026-03-04T05:00:00Z", "2026-03-02T01:00:00+02:00"],
        ),
    ];
    let (column, values) = cases[dice.roll(5) as usize];
    let column = (dice.roll(5) > 0).then(|| column.to_owned());
    // As a time, `10` is compared by its text; on any column that says nothing that is worth testing.
    let values = if column.is_none() {
        &["ada", "true"]
    } else {
        values
    };
    let op = ops[dice.roll(7) as usize];
    let time = column.as_deref() == Some("seen") && op == Op::Contains;
    let value = if time {
        "t05:"
    } else {
        values[dice.roll(values.len() as u64) as usize]
    };
    let op = if column.is_none() && matches!(op, Op::Greater | Op::Less) {
        Op::Contains
    } else {
        op
    };
    Filter {
        column,
        op,
        value: value.into(),
    }
}

#[test]
fn any_window_is_what_a_plain_evaluation_gives() {
    let bench = bench();
    let mut dice = Dice(3);
    // No two are equal, so that the order of arrival is that of the source.
    let mut source: Vec<Value> = Vec::new();
    while source.len() < 700 {
        let record = record(&mut dice);
        if !source.contains(&record) {
            source.push(record);
        }
    }
    bench.sync(Mode::FullRefreshReplace, &source);
    for _ in 0..600 {
        let sort = (dice.roll(3) > 0).then(|| Sort {
            column: FIELDS[dice.roll(5) as usize].0.into(),
            descending: dice.roll(2) == 0,
        });
        let filters = (0..dice.roll(3)).map(|_| filter(&mut dice)).collect();
        let query = Query {
            offset: dice.roll(800),
            limit: dice.roll(120) as u32,
            sort,
            filters,
            ..Query::default()
        };
        let all = expected(&source, &query);
        let window = bench.store.window(bench.tab, &query).unwrap();
        assert_eq!(window.total, all.len() as u64, "{query:?}");
        let page: Vec<_> = all
            .into_iter()
            .skip(query.offset as usize)
            .take(query.limit as usize)
            .collect();
        assert_eq!(cells(&window), page, "{query:?}");
    }
}

#[test]
fn a_window_shows_what_the_last_commit_left() {
    let bench = bench();
    let query = Query {
        limit: 10,
        sort: Some(Sort {
            column: "age".into(),
            descending: true,
        }),
        filters: vec![Filter {
            column: Some("age".into()),
            op: FilterOp::Greater,
            value: "1".into(),
        }],
        ..Query::default()
    };
    let ages = || {
        let window = bench.store.window(bench.tab, &query).unwrap();
        cells(&window)
            .into_iter()
            .map(|row| row[1].clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(ages(), Vec::<Value>::new());
    bench.sync(
        Mode::FullRefreshReplace,
        &[json!({"age": 3}), json!({"age": 1}), json!({"age": 5})],
    );
    assert_eq!(ages(), [5, 3], "made anew after a commit");
    bench.sync(
        Mode::FullRefreshReplace,
        &[json!({"age": 3}), json!({"age": 4})],
    );
    assert_eq!(ages(), [4, 3], "made anew after rows were removed");
    let arrival = bench
        .store
        .window(
            bench.tab,
            &Query {
                limit: 10,
                ..Query::default()
            },
        )
        .unwrap();
    assert_eq!(
        arrival.total, 2,
        "rows that were removed leave a gap in the numbers, not in the window"
    );
}

#[test]
fn a_partial_time_is_a_bound_too() {
    let bench = bench();
    bench.sync(
        Mode::FullRefreshReplace,
        &[
            json!({"seen": "2026-04-30T23:00:00Z"}),
            json!({"seen": "2026-05-01T00:00:00Z"}),
        ],
    );
    let filters = vec![Filter {
        column: Some("seen".into()),
        op: FilterOp::Greater,
        value: "2026-05".into(),
    }];
    let window = bench
        .store
        .window(
            bench.tab,
            &Query {
                limit: 9,
                filters,
                ..Query::default()
            },
        )
        .unwrap();
    assert_eq!(window.total, 1);
}

#[test]
fn a_wide_tab_is_searched_in_all_its_columns() {
    let bench = Bench::new(&[], json!({}));
    let record: Value = (0..1_900)
        .map(|n| (format!("f{n}"), json!(format!("v{n}"))))
        .collect();
    bench.sync(Mode::FullRefreshReplace, &[record]);
    for (value, total) in [("V1899", 1), ("w", 0)] {
        let filters = vec![Filter {
            column: None,
            op: FilterOp::Contains,
            value: value.into(),
        }];
        let query = Query {
            limit: 1,
            filters,
            ..Query::default()
        };
        assert_eq!(
            bench.store.window(bench.tab, &query).unwrap().total,
            total,
            "{value}"
        );
    }
}

#[test]
fn a_window_is_bounded_and_names_what_it_does_not_know() {
    let bench = bench();
    let source: Vec<Value> = (0..1_200).map(|age| json!({"age": age})).collect();
    bench.sync(Mode::FullRefreshReplace, &source);
    let query = Query {
        limit: u32::MAX,
        ..Query::default()
    };
    assert_eq!(
        bench.store.window(bench.tab, &query).unwrap().keys.len(),
        MAX_ROWS as usize
    );
    let past = Query {
        offset: u64::MAX,
        limit: 10,
        ..Query::default()
    };
    assert_eq!(bench.store.window(bench.tab, &past).unwrap().rows, "[]");

    let unknown = Query {
        sort: Some(Sort {
            column: "size".into(),
            descending: false,
        }),
        ..Query::default()
    };
    let refused = bench.store.window(bench.tab, &unknown).unwrap_err();
    assert!(
        matches!(&refused, Error::NoColumn(column) if column == "size"),
        "{refused}"
    );
    let refused = bench.store.window(99, &Query::default()).unwrap_err();
    assert!(matches!(refused, Error::NoTab(99)), "{refused}");
}
