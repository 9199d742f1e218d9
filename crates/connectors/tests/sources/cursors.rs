//! Windows of time, and the states they leave.

use futures::StreamExt;
use headwater_connectors::Error;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Asked, Reply, Server};
use crate::{batches, ids, read, source, stream};

pub fn cursor(changes: Value) -> Value {
    let mut cursor = json!({
        "type": "DatetimeBasedCursor",
        "cursor_field": "updated_at",
        "datetime_format": "%Y-%m-%d",
        "start_datetime": "2024-01-01",
        "end_datetime": "2024-01-31",
        "start_time_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "from"},
        "end_time_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "to"},
    });
    crate::lay_over(&mut cursor, changes);
    json!({ "incremental_sync": cursor })
}

/// One record a day, whose number is its day.
pub fn days(asked: &Asked) -> Reply {
    let day = |name: &str, other: i64| {
        asked
            .param(name)
            .get(8..10)
            .and_then(|day| day.parse().ok())
            .unwrap_or(other)
    };
    let data: Vec<Value> = (day("from", 1)..=day("to", 31))
        .map(|day| json!({"id": day, "updated_at": format!("2024-01-{day:02}")}))
        .collect();
    Reply::json(json!({ "data": data }))
}

#[tokio::test]
async fn one_window_without_step() {
    let server = Server::start(days).await;
    let source = source(vec![stream(&server, cursor(json!({})))], json!({}));
    let (records, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(records.len(), 31);
    assert_eq!(server.lines(), ["/items?from=2024-01-01&to=2024-01-31"]);
    assert_eq!(state, Some(json!({"updated_at": "2024-01-31"})));
}

#[tokio::test]
async fn steps_cut_windows_that_do_not_overlap_and_each_leaves_a_state() {
    let server = Server::start(days).await;
    let source = source(
        vec![stream(
            &server,
            cursor(json!({"step": "P{{ config['days'] }}D", "cursor_granularity": "P1D"})),
        )],
        json!({"days": 10}),
    );
    let batches = batches(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "/items?from=2024-01-01&to=2024-01-10",
            "/items?from=2024-01-11&to=2024-01-20",
            "/items?from=2024-01-21&to=2024-01-31",
        ],
        "the last window takes in the end"
    );
    let states: Vec<Value> = batches
        .into_iter()
        .filter_map(|batch| batch.state)
        .collect();
    assert_eq!(
        states,
        [
            json!({"updated_at": "2024-01-10"}),
            json!({"updated_at": "2024-01-20"}),
            json!({"updated_at": "2024-01-31"}),
        ]
    );
}

#[tokio::test]
async fn the_next_sync_begins_at_the_state_less_the_lookback() {
    let server = Server::start(days).await;
    let changes = json!({"lookback_window": "{{ config['back'] }}"});
    let source = source(
        vec![stream(&server, cursor(changes))],
        json!({"back": "P3D"}),
    );
    let (records, state) = read(
        &source,
        "items",
        Some(json!({"updated_at": "2024-01-28", "kept": 1})),
    )
    .await
    .unwrap();
    assert_eq!(ids(&records), [25, 26, 27, 28, 29, 30, 31]);
    assert_eq!(
        state,
        Some(json!({"updated_at": "2024-01-31", "kept": 1})),
        "what else is in a state is kept"
    );
    read(&source, "items", Some(json!({"updated_at": "2024-01-02"})))
        .await
        .unwrap();
    assert_eq!(
        server.lines()[1],
        "/items?from=2024-01-01&to=2024-01-31",
        "the lookback ends at the start"
    );
}

#[tokio::test]
async fn a_state_never_goes_back_and_an_empty_window_keeps_it() {
    let server = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let source = source(vec![stream(&server, cursor(json!({})))], json!({}));
    let state = json!({"updated_at": "2024-01-20"});
    assert_eq!(
        read(&source, "items", Some(state.clone())).await.unwrap().1,
        Some(state)
    );
    // The end lies before the state: nothing is asked, and a state still comes.
    let later = json!({"updated_at": "2024-03-01"});
    assert_eq!(
        read(&source, "items", Some(later.clone())).await.unwrap().1,
        Some(later)
    );
    assert_eq!(server.asked().len(), 1);
}

#[tokio::test]
async fn states_come_only_when_a_window_is_whole() {
    let server = Server::start(|asked| {
        let page: i64 = asked.param("page").parse().unwrap_or(0);
        // Newest first: after the first page a state would lose the second.
        Reply::json(json!({"data": [{"id": page, "updated_at": format!("2024-01-{:02}", 20 - page)}], "next": (page < 2).then(|| page + 1)}))
    })
    .await;
    let mut changes = cursor(json!({}));
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"paginator": {"type": "DefaultPaginator",
        "pagination_strategy": {"type": "CursorPagination", "cursor_value": "{{ response.next }}"},
        "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"}}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    let states: Vec<Option<Value>> = batches(&source, "items", None)
        .await
        .unwrap()
        .into_iter()
        .map(|batch| batch.state)
        .collect();
    assert_eq!(
        states,
        [None, None, Some(json!({"updated_at": "2024-01-20"}))]
    );
}

#[tokio::test]
async fn formats_of_records_states_and_requests_may_differ() {
    let server = Server::start(|_| Reply::json(json!({"data": [{"id": 1, "updated_at": "2024-01-05T10:00:00.500Z"}, {"id": 2, "updated_at": "2024-01-04T00:00:00Z"}, {"id": 3}]}))).await;
    let changes = json!({
        "datetime_format": "%ms",
        "cursor_datetime_formats": ["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"],
        "start_datetime": {"type": "MinMaxDatetime", "datetime": "{{ config['start'] }}", "datetime_format": "%Y-%m-%d", "min_datetime": "2024-01-02"},
        "end_datetime": {"type": "MinMaxDatetime", "datetime": "{{ now_utc().strftime('%Y-%m-%d') }}", "datetime_format": "%Y-%m-%d", "max_datetime": "2024-01-31"},
    });
    let source = source(
        vec![stream(&server, cursor(changes))],
        json!({"start": "2023-01-01"}),
    );
    let (records, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(records.len(), 3, "a record without cursor is a record");
    assert_eq!(
        server.lines(),
        ["/items?from=1704153600000&to=1706659200000"]
    );
    assert_eq!(state, Some(json!({"updated_at": "1704448800500"})));
    assert!(
        read(&source, "items", state).await.is_ok(),
        "the state that was written can be read"
    );
}

#[tokio::test]
async fn a_feed_ends_at_the_first_record_that_is_known() {
    let server = Server::start(|asked| {
        let page: i64 = asked.param("page").parse().unwrap_or(0);
        let data: Vec<Value> = (0..2)
            .map(|index| 30 - page * 2 - index)
            .map(|day| json!({"id": day, "updated_at": format!("2024-01-{day:02}")}))
            .collect();
        Reply::json(json!({ "data": data }))
    })
    .await;
    let mut changes =
        cursor(json!({"is_data_feed": true, "start_time_option": null, "end_time_option": null}));
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"paginator": {"type": "DefaultPaginator",
        "pagination_strategy": {"type": "PageIncrement", "page_size": 2},
        "page_token_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "page"}}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    let (records, state) = read(&source, "items", Some(json!({"updated_at": "2024-01-27"})))
        .await
        .unwrap();
    assert_eq!(
        ids(&records),
        [30, 29, 28, 27],
        "what is older than the state is dropped"
    );
    assert_eq!(
        server.asked().len(),
        3,
        "and after the page that ends with an older one no more are asked for"
    );
    assert_eq!(state, Some(json!({"updated_at": "2024-01-30"})));
}

#[tokio::test]
async fn where_the_provider_cannot_filter_we_do() {
    let server = Server::start(|_| Reply::json(json!({"data": [
        {"id": 1, "updated_at": "2024-01-10"}, {"id": 2, "updated_at": "2024-01-20"}, {"id": 3, "updated_at": "2024-02-20"}, {"id": 4},
    ]}))).await;
    let source = source(
        vec![stream(
            &server,
            cursor(json!({"is_client_side_incremental": true})),
        )],
        json!({}),
    );
    let (records, state) = read(&source, "items", Some(json!({"updated_at": "2024-01-15"})))
        .await
        .unwrap();
    assert_eq!(
        ids(&records),
        [2, 4],
        "older and later ones are dropped, one without a time is kept"
    );
    assert_eq!(state, Some(json!({"updated_at": "2024-01-20"})));
}

#[tokio::test]
async fn expressions_see_the_window() {
    let server = Server::start(days).await;
    let changes = json!({"start_time_option": null, "end_time_option": null, "partition_field_start": "since"});
    let mut changes = cursor(changes);
    crate::lay_over(
        &mut changes,
        json!({"retriever": {"requester": {"request_parameters": {
        "from": "{{ stream_interval['since'] }}", "to": "{{ stream_slice.end_time }}"}}}}),
    );
    let source = source(vec![stream(&server, changes)], json!({}));
    read(&source, "items", None).await.unwrap();
    assert_eq!(server.lines(), ["/items?from=2024-01-01&to=2024-01-31"]);
}

#[tokio::test]
async fn states_that_do_not_fit_are_refused_by_name() {
    let server = Server::start(days).await;
    let source = source(vec![stream(&server, cursor(json!({})))], json!({}));
    for state in [json!({"updated_at": "yesterday"}), json!("2024-01-01")] {
        let error = read(&source, "items", Some(state)).await.unwrap_err();
        assert!(
            matches!(&error, Error::State { stream, .. } if stream == "items"),
            "{error}"
        );
    }
    let ranges = json!({"state_type": "date-range", "slices": [{"start": "2024-01-01", "end": "2024-01-20", "most_recent_cursor_value": "2024-01-18"}]});
    let (records, state) = read(&source, "items", Some(ranges)).await.unwrap();
    assert_eq!(
        (ids(&records)[0], state),
        (20, Some(json!({"updated_at": "2024-01-31"}))),
        "a state of spans is understood: it goes on from the end of the last"
    );
}

/// A state may say several spans that were read; then those between are read, and the rest.
#[tokio::test]
async fn what_lies_between_the_spans_of_a_state_is_read() {
    let server = Server::start(days).await;
    let steps = json!({"step": "P10D", "cursor_granularity": "P1D"});
    let source = source(vec![stream(&server, cursor(steps))], json!({}));
    let spans = json!({"state_type": "date-range", "slices": [
        {"start": "2024-01-20", "end": "2024-01-25"}, {"start": "2024-01-03", "end": "2024-01-05"}
    ]});
    let (_, state) = read(&source, "items", Some(spans)).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "/items?from=2024-01-01&to=2024-01-02",
            "/items?from=2024-01-06&to=2024-01-15",
            "/items?from=2024-01-16&to=2024-01-19",
            "/items?from=2024-01-25&to=2024-01-31",
        ]
    );
    assert_eq!(state, Some(json!({"updated_at": "2024-01-31"})));
}

/// A window that fails is a gap: later ones are read, the state stays before it, the error is last.
#[tokio::test]
async fn the_state_stays_before_a_window_that_failed() {
    let server = Server::start(|asked| match asked.param("from") {
        "2024-01-11" => Reply::status(400, json!({"message": "no"})),
        _ => days(asked),
    })
    .await;
    let steps = json!({"step": "P10D", "cursor_granularity": "P1D"});
    let source = source(vec![stream(&server, cursor(steps))], json!({}));
    let (mut last, mut count, mut failed) = (None, 0, false);
    let mut batches = source.read("items", None, CancellationToken::new());
    while let Some(batch) = batches.next().await {
        assert!(!failed, "the error comes last");
        match batch {
            Ok(batch) => {
                count += batch.records.len();
                last = batch.state.or(last);
            }
            Err(error) => failed = matches!(error, Error::Refused { status: 400, .. }),
        }
    }
    assert!(failed, "the failure is told");
    assert_eq!(count, 21, "the first ten days and the last eleven");
    assert_eq!(last, Some(json!({"updated_at": "2024-01-10"})));
}

/// Clamped windows begin and end with a month, and the month that is not over is left out.
#[tokio::test]
async fn windows_are_clamped_to_months() {
    let server = Server::start(|_| Reply::json(json!({"data": []}))).await;
    let changes = json!({
        "start_datetime": "2024-01-15", "end_datetime": "2024-05-20",
        "step": "P1M", "cursor_granularity": "P1D", "clamping": {"target": "MONTH"},
    });
    let source = source(vec![stream(&server, cursor(changes))], json!({}));
    read(&source, "items", None).await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "/items?from=2024-02-01&to=2024-02-29",
            "/items?from=2024-03-01&to=2024-03-31",
            "/items?from=2024-04-01&to=2024-04-30",
        ]
    );
}

/// A counting cursor asks from the highest number on, and a smaller one never becomes the state.
#[tokio::test]
async fn counts_go_on_from_the_highest() {
    let server =
        Server::start(|_| Reply::json(json!({"data": [{"id": 9, "n": 9}, {"id": 7, "n": 7}]})))
            .await;
    let changes = json!({"incremental_sync": {
        "type": "IncrementingCountCursor", "cursor_field": "n", "start_value": "{{ config['first'] }}",
        "start_value_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "since"},
    }});
    let source = source(vec![stream(&server, changes)], json!({"first": 5}));
    let (_, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(state, Some(json!({"n": 9})));
    let (_, state) = read(&source, "items", Some(json!({"n": 12})))
        .await
        .unwrap();
    assert_eq!(state, Some(json!({"n": 12})));
    assert_eq!(server.lines(), ["/items?since=5", "/items?since=12"]);
}
