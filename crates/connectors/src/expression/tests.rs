//! Expressions against what the reference runtime makes of them.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::json;

use super::*;

fn template(source: &str) -> Template {
    let place = Place {
        file: "m.yaml".into(),
        line: 7,
        path: "streams[0]".into(),
    };
    let parameters = Arc::new(Bound::from(json!({"name": "items", "n": 3})));
    Template::new(source, parameters, place).unwrap_or_else(|reason| panic!("{source} {reason}"))
}

fn bounds() -> Vec<(&'static str, Bound)> {
    vec![
        ("config", json!({"id": "12", "date": "2024-03-05", "list": [1, 2], "null": null, "yes": true, "map": {"k": {"j": "v"}}, "text": "a-b"}).into()),
        ("response", json!({"next": "c1", "more": false, "items": [{"id": 1}, {"id": 2}], "n": 2.0}).into()),
        ("stream_slice", json!({"start_time": "2024-01-01", "id": 5}).into()),
        ("next_page_token", Bound::default()),
        ("gone", Bound::undefined()),
    ]
}

fn eval(source: &str, missing: Missing, takes: Takes) -> Result<Value, Error> {
    let bounds = bounds();
    let scope = bounds
        .iter()
        .fold(Scope::default(), |scope, (name, bound)| {
            scope.with(name, bound)
        });
    template(source).value(&scope, missing, takes)
}

#[test]
fn values_of_expressions() {
    for (source, expected) in [
        // Plain text is a literal too.
        ("hello", json!("hello")),
        ("12", json!(12)),
        ("0012", json!("0012")),
        ("True", json!(true)),
        // Paths.
        ("{{ config.id }}", json!(12)),
        ("{{ config['date'] }}", json!("2024-03-05")),
        ("{{ config['map']['k'].j }}", json!("v")),
        ("{{ response['items'][-1]['id'] }}", json!(2)),
        ("{{ parameters['name'] }}", json!("items")),
        ("{{ config.absent }}", json!("")),
        ("{{ config.null }}", json!(null)),
        ("{{ gone }}", json!("")),
        ("{{ stream_interval.start_time }}", json!("2024-01-01")),
        ("{{ stream_partition['id'] }}", json!(5)),
        ("{{ next_page_token['next_page_token'] }}", json!("")),
        // Expressions.
        ("{{ config['id'] | int + 1 }}", json!(13)),
        ("{{ 1 + 1 }}", json!(2)),
        ("{{ 7 / 2 }}", json!(3.5)),
        ("{{ 'a' ~ 1 }}", json!("a1")),
        ("{{ config.get('absent', 'other') }}", json!("other")),
        ("{{ config['text'].split('-')[1] }}", json!("b")),
        ("{{ ','.join(['x', 'y']) }}", json!("x,y")),
        (
            "{{ {'a': config['id'], 'b': [1, none]} }}",
            json!({"a": "12", "b": [1, null]}),
        ),
        ("{{ config['yes'] }}", json!(true)),
        ("{{ not response['more'] }}", json!(true)),
        ("{{ response['more'] is false }}", json!(true)),
        ("{{ config['null'] is none }}", json!(true)),
        ("{{ config['x'] is defined }}", json!(false)),
        ("{{ gone is defined }}", json!(false)),
        ("{{ 'a' if config['yes'] else 'b' }}", json!("a")),
        ("{{ config['list'] | length }}", json!(2)),
        (
            "{{ response['items'] | map(attribute='id') | list }}",
            json!([1, 2]),
        ),
        (
            "{{ response['items'] | selectattr('id', 'equalto', 2) | map(attribute='id') | first }}",
            json!(2),
        ),
        ("{{ config['list'] | string }}", json!("[1, 2]")),
        ("{{ config['map'] | tojson }}", json!({"k": {"j": "v"}})),
        ("{{ response['n'] }}", json!(2.0)),
        ("{{ '1,2' }}", json!([1, 2])),
        ("{{ \"'12'\" }}", json!("12")),
        // Texts.
        ("{{ config['id'] }}3", json!(123)),
        (
            "/x/{{ config['text'] }}?a={{ stream_slice['id'] }}",
            json!("/x/a-b?a=5"),
        ),
        ("{'after': '{{ response.next }}'}", json!({"after": "c1"})),
        ("{% if config['yes'] %}1{% else %}2{% endif %}", json!(1)),
        ("{% set x = config['id'] %}{{ x }}0", json!(120)),
        (
            "{% for i in config['list'] %}{{ i }}{% endfor %}",
            json!(12),
        ),
        ("{{ config['yes'] }}", json!(true)),
        // Macros and filters of the format.
        ("{{ max(2, 3) }} ", json!(3)),
        ("{{ min([5, 4]) }}", json!(4)),
        (
            "{{ timestamp('2024-01-01T00:00:00Z') }}",
            json!(1_704_067_200.0),
        ),
        ("{{ timestamp(1658505815.223235) }}", json!(1_658_505_815)),
        (
            "{{ format_datetime(config['date'], '%d.%m.%Y') }}",
            json!("05.03.2024"),
        ),
        (
            "{{ format_datetime(config['date'], format='%s', input_format='%Y-%m-%d') }}",
            json!(1_709_596_800),
        ),
        (
            "{{ format_datetime(1709596800, '%Y-%m-%d') }}",
            json!("2024-03-05"),
        ),
        (
            "{{ format_datetime('2024-03-05T01:00:00+02:00', '%Y-%m-%d %H') }}",
            json!("2024-03-04 23"),
        ),
        ("{{ str_to_datetime('2024-03-05').year }}", json!(2024)),
        (
            "{{ str_to_datetime('2024-03-05') - duration('P1D') }}",
            json!("2024-03-04 00:00:00+00:00"),
        ),
        (
            "{{ (str_to_datetime('2024-03-05') + duration('P1M')).strftime('%Y-%m-%d') }}",
            json!("2024-04-05"),
        ),
        (
            "{{ (str_to_datetime('2024-03-05') - str_to_datetime('2024-03-01')).days }}",
            json!(4),
        ),
        (
            "{{ str_to_datetime('2024-03-05').isoformat() }}",
            json!("2024-03-05T00:00:00+00:00"),
        ),
        ("{{ duration('P1DT2H') }}", json!("1 day, 2:00:00")),
        (
            "{{ now_utc() > str_to_datetime('2024-01-01') }}",
            json!(true),
        ),
        ("{{ now_utc().strftime('%Y') | length }}", json!(4)),
        (
            "{{ day_delta(-1, format='%Y-%m-%d') < day_delta(1, '%Y-%m-%d') }}",
            json!(true),
        ),
        ("{{ sanitize_url('a b/c') }}", json!("a+b%2Fc")),
        (
            "{{ camel_case_to_snake_case('camelCase') }}",
            json!("camel_case"),
        ),
        ("{{ generate_uuid() | length }}", json!(36)),
        (
            "{{ 'abc' | hash }}",
            json!("900150983cd24fb0d6963f7d28e17f72"),
        ),
        (
            "{{ 'abc' | hash('sha1') }}",
            json!("a9993e364706816aba3e25717850c26c9cd0d89d"),
        ),
        (
            "{{ 'what do ya want for nothing?' | hmac('Jefe') }}",
            json!("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
        ),
        ("{{ 'u:p' | base64encode }}", json!("dTpw")),
        ("{{ 'dTpw' | base64decode }}", json!("u:p")),
        ("{{ 'x=12;' | regex_search('x=([0-9]+)') }}", json!(12)),
        (
            "{{ 'a1b2' | regex_replace('([0-9])', '<\\\\1>') }}",
            json!("a<1>b<2>"),
        ),
        ("{{ 'x' | int }}", json!(0)),
        ("{{ '2.5' | float }}", json!(2.5)),
        ("{{ 'a b' | urlencode }}", json!("a%20b")),
    ] {
        assert_eq!(
            eval(source, Missing::Fails, Takes::Anything).unwrap(),
            expected,
            "{source}"
        );
    }
}

#[test]
fn missing_values_have_the_fallback_of_their_place() {
    for source in [
        "{{ config.absent.more }}",
        "{{ config['a']['b'] | int }}",
        "x{{ config.a.b }}",
    ] {
        assert!(
            matches!(
                eval(source, Missing::Fails, Takes::Anything),
                Err(Error::Expression { .. })
            ),
            "{source}"
        );
        assert_eq!(
            eval(source, Missing::IsNull, Takes::Anything).unwrap(),
            Value::Null,
            "{source}"
        );
    }
    assert_eq!(
        eval("{{ config.absent }}", Missing::IsNull, Takes::TextOrList).unwrap(),
        Value::Null
    );
}

#[test]
fn places_take_what_they_take() {
    for (source, takes, expected) in [
        ("{{ config.id }}", Takes::TextOrList, json!("12")),
        ("{{ config.list }}", Takes::TextOrList, json!([1, 2])),
        ("{{ '1,2' }}", Takes::TextOrList, json!("1,2")),
        ("{{ config.yes }}", Takes::TextOrList, json!("True")),
        ("{{ config.id }}", Takes::Text, json!("12")),
        ("{{ config.map }}", Takes::Text, json!("{'k': {'j': 'v'}}")),
        ("{{ config.id }}", Takes::Integer, json!(12)),
        ("{{ config.date }}", Takes::Integer, json!("2024-03-05")),
        ("{{ response.n }}", Takes::Float, json!(2.0)),
        ("{{ config.yes }}", Takes::Boolean, json!(true)),
    ] {
        assert_eq!(
            eval(source, Missing::Fails, takes).unwrap(),
            expected,
            "{source} as {takes:?}"
        );
    }
}

#[test]
fn truth_is_pythons() {
    let bounds = bounds();
    let scope = bounds
        .iter()
        .fold(Scope::default(), |scope, (name, bound)| {
            scope.with(name, bound)
        });
    for (source, expected) in [
        ("{{ response.more }}", false),
        ("{{ response.next }}", true),
        ("{{ config.absent }}", false),
        ("{{ config.absent.more }}", false),
        ("{{ 0 }}", false),
        ("{{ [] }}", false),
        ("{{ 'false' }}", false),
        ("{{ config['id'] == '12' and not gone }}", true),
        ("", false),
        ("text", true),
    ] {
        assert_eq!(
            template(source).truth(&scope).unwrap(),
            expected,
            "{source}"
        );
    }
}

#[test]
fn names_that_do_not_exist_are_errors_everywhere() {
    for source in [
        "{{ nobody }}",
        "{{ nobody.x | default('y') }}",
        "{{ range(3) }}",
        "a{{ lipsum }}",
    ] {
        let error = eval(source, Missing::IsNull, Takes::Anything)
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("m.yaml:7 streams[0]") && error.contains(source),
            "{error}"
        );
    }
}

#[test]
fn templates_that_do_not_parse_are_refused_when_they_are_read() {
    let place = Place {
        file: "m.yaml".into(),
        line: 7,
        path: String::new(),
    };
    for source in ["{{ config[ }}", "{% if x %}"] {
        assert!(
            Template::new(source, Arc::default(), place.clone()).is_err(),
            "{source}"
        );
    }
}

/// A stream whose template mentions it is there, and fails when it is read, as in the reference.
#[test]
fn a_variable_that_was_dropped_fails_when_it_is_used() {
    let error = eval("{{ stream_state['a'] }}", Missing::IsNull, Takes::Anything).unwrap_err();
    assert!(error.to_string().contains("stream_interval"), "{error}");
}

#[test]
fn expressions_cannot_run_away() {
    for source in [
        "{% for a in 'x' * 100000 %}{% for b in 'x' * 100000 %}{{ a }}{% endfor %}{% endfor %}",
        "{{ 'x' * 100000000 }}",
        "{% set x = 'x' * 100000 %}{% for a in x %}{{ x }}{% endfor %}",
        "{{ ('x' * 100000).replace('x', 'x' * 100000) }}",
    ] {
        let began = std::time::Instant::now();
        assert!(
            eval(source, Missing::Fails, Takes::Anything).is_err(),
            "{source}"
        );
        assert!(
            began.elapsed() < std::time::Duration::from_secs(20),
            "{source}"
        );
    }
}

/// What the reference makes of the templates of a table, one JSON object on each line: `t` the
/// template, `c` its names, `v` the value or `e` the error. `EXPRESSION_TABLE` names another one.
#[test]
fn a_table_of_the_reference_holds() {
    let own = include_str!("table.jsonl").to_owned();
    let table = std::env::var("EXPRESSION_TABLE")
        .map_or(own, |path| std::fs::read_to_string(path).unwrap());
    let mut wrong = Vec::new();
    let mut context = json!({});
    for line in table.lines() {
        let mut case: Value = serde_json::from_str(line).unwrap();
        let source = case["t"].as_str().unwrap_or_default().to_owned();
        if case.get("c").is_some_and(|names| !names.is_null()) {
            context = case["c"].take();
        }
        if source.is_empty() {
            continue;
        }
        let bounds: Vec<(&str, Bound)> = context
            .as_object()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.as_str(), value.clone().into()))
            .collect();
        let scope = bounds
            .iter()
            .fold(Scope::default(), |scope, (name, bound)| {
                scope.with(name, bound)
            });
        let place = Place {
            file: "table".into(),
            line: 1,
            path: String::new(),
        };
        let parameters = Arc::new(Bound::from(context["parameters"].clone()));
        let given = Template::new(&source, parameters, place).and_then(|template| {
            let given = template.value(&scope, Missing::Fails, Takes::Anything);
            given.map_err(|error| error.to_string())
        });
        let is_right = match (&given, case.get("v")) {
            (Ok(given), Some(value)) => given == value,
            (Err(_), None) => true,
            _ => false,
        };
        if !is_right {
            wrong.push(format!(
                "{source}\n    gives {given:?}\n    not   {}{}",
                case["v"], case["e"]
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}
