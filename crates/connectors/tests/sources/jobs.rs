//! Asynchronous retrievers: a job is created, asked about, downloaded.

use std::sync::atomic::{AtomicUsize, Ordering};

use headwater_connectors::{Error, Manifest};
use serde_json::{Value, json};

use crate::server::{Asked, Reply, Server};
use crate::{ids, lay_over, manifest, read, source};

/// A stream `items` whose records come from jobs at `/jobs`; `changes` are laid over its retriever.
fn stream(server: &Server, changes: Value) -> Value {
    let to = |path: &str, method: &str| {
        json!({
            "type": "HttpRequester",
            "url_base": server.url(),
            "path": path,
            "http_method": method,
        })
    };
    let mut download = to("", "GET");
    download["url_base"] = json!("");
    download["path"] = json!("{{ download_target }}");
    let mut retriever = json!({
        "type": "AsyncRetriever",
        "status_mapping": {
            "type": "AsyncJobStatusMap",
            "running": ["queued", "running"],
            "completed": ["done"],
            "failed": ["failed"],
            "timeout": ["lost"],
            "skipped": ["empty"],
        },
        "status_extractor": {"type": "DpathExtractor", "field_path": ["state"]},
        "download_target_extractor": {"type": "DpathExtractor", "field_path": ["urls"]},
        "creation_requester": to("/jobs", "POST"),
        "polling_requester": to("/jobs/{{ creation_response['id'] }}", "GET"),
        "download_requester": download,
        "record_selector": {
            "type": "RecordSelector",
            "extractor": {"type": "DpathExtractor", "field_path": []},
        },
    });
    lay_over(&mut retriever, changes);
    json!({"type": "DeclarativeStream", "name": "items", "retriever": retriever})
}

/// A provider whose job number N is done at the second look and has two results.
fn provider(asked: &Asked) -> Reply {
    let here = format!("http://{}", asked.header("host"));
    match asked.path.as_str() {
        "/jobs" => Reply::json(json!({"id": "j7", "owner": {"id": 9}})),
        "/jobs/j7" if asked.index < 2 => Reply::json(json!({"state": "queued"})),
        "/jobs/j7" => Reply::json(json!({
            "state": "done",
            "urls": [format!("{here}/results/1?key=a%2Fb"), format!("{here}/results/2")],
        })),
        "/results/1" => Reply::json(json!([{"id": 1}, {"id": 2}])),
        "/results/2" => Reply::json(json!([{"id": 3}])),
        other => panic!("nobody asks for {other}"),
    }
}

/// The whole way: created once, asked until it is done, both results downloaded in order.
#[tokio::test]
async fn a_job_is_created_polled_and_downloaded() {
    let server = Server::start(provider).await;
    let source = source(vec![stream(&server, json!({}))], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(ids(&records), [1, 2, 3]);
    assert_eq!(
        server.lines(),
        [
            "/jobs",
            "/jobs/j7",
            "/jobs/j7",
            "/results/1?key=a/b",
            "/results/2"
        ]
    );
}

/// Later requests see what the earlier ones answered, the record selector filters and transforms
/// what was downloaded, and the job is deleted at the end.
#[tokio::test]
async fn answers_are_seen_by_later_requests() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/jobs" => Reply::json(json!({"id": "j7"})).with("x-job", "head"),
        "/jobs/j7" => Reply::json(json!({"state": "done", "file": 5})),
        "/files" => Reply::json(json!({"parts": [{"n": 1}, {"n": 2}]})),
        "/delete" => Reply::json(json!({})),
        _ => Reply::json(json!({"rows": [{"id": 1, "keep": true}, {"id": 2, "keep": false}]})),
    })
    .await;
    let url = server.url();
    let changes = json!({
        "creation_requester": {"request_headers": {"X-Account": "acme"}},
        "polling_requester": {"request_headers": {
            "X-Head": "{{ creation_response['headers']['x-job'] }}",
            "X-Account": "{{ stream_slice.extra_fields['creation_response'].request.headers['X-Account'] }}",
        }},
        "download_target_requester": {
            "type": "HttpRequester", "url_base": url, "path": "/files",
            "request_parameters": {"file": "{{ polling_response['file'] }}"},
        },
        "download_target_extractor": {"field_path": ["parts"]},
        "download_requester": {
            "url_base": url, "path": "/parts/{{ download_target['n'] }}",
            "request_parameters": {"job": "{{ creation_response['id'] }}"},
        },
        "download_extractor": {"type": "DpathExtractor", "field_path": ["rows"]},
        "delete_requester": {
            "type": "HttpRequester", "url_base": url, "path": "/delete", "http_method": "POST",
            "request_parameters": {"id": "{{ creation_response['id'] }}"},
        },
        "record_selector": {"record_filter": {"condition": "{{ record['keep'] }}"}},
    });
    let mut stream = stream(&server, changes);
    stream["transformations"] = json!([{"type": "RemoveFields", "field_pointers": [["keep"]]}]);
    let source = source(vec![stream], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert_eq!(records, [json!({"id": 1}), json!({"id": 1})]);
    assert_eq!(
        server.lines(),
        [
            "/jobs",
            "/jobs/j7",
            "/files?file=5",
            "/parts/1?job=j7",
            "/parts/2?job=j7",
            "/delete?id=j7",
        ]
    );
    let polled = &server.asked()[1];
    assert_eq!(
        (polled.header("x-head"), polled.header("x-account")),
        ("head", "acme")
    );
}

/// Each window of each partition has a job of its own, whose body names them; what cursor and
/// router would inject is the job's own business. The state moves on as with any other stream.
#[tokio::test]
async fn every_slice_has_a_job_of_its_own() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/jobs" => Reply::json(json!({
            "id": format!("{}-{}", asked.json()["shop"].as_str().unwrap(), asked.json()["from"].as_str().unwrap()),
        })),
        path if path.starts_with("/jobs/") => {
            let here = format!("http://{}", asked.header("host"));
            Reply::json(json!({"state": "done", "urls": [format!("{here}/get{path}")]}))
        }
        path => {
            let day = path.rsplit_once("-2024-").unwrap().1;
            Reply::json(json!([{"id": 1, "day": format!("2024-{day}")}]))
        }
    })
    .await;
    let changes = json!({
        "partition_router": {
            "type": "ListPartitionRouter", "values": ["a", "b"], "cursor_field": "shop",
            "request_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "shop"},
        },
        "creation_requester": {"request_body_json": {
            "shop": "{{ stream_partition['shop'] }}", "from": "{{ stream_interval['start_time'] }}",
        }},
    });
    let mut stream = stream(&server, changes);
    stream["incremental_sync"] = json!({
        "type": "DatetimeBasedCursor", "cursor_field": "day", "datetime_format": "%Y-%m-%d",
        "start_datetime": "2024-01-01", "end_datetime": "2024-01-03",
        "step": "P1D", "cursor_granularity": "P1D",
        "start_time_option": {"type": "RequestOption", "inject_into": "request_parameter", "field_name": "since"},
    });
    let source = source(vec![stream], json!({}));
    let (records, state) = read(&source, "items", None).await.unwrap();
    assert_eq!(records.len(), 4, "{:?}", server.lines());
    let lines = server.lines();
    let creations = lines
        .iter()
        .filter(|line| line.starts_with("/jobs"))
        .count();
    assert_eq!((creations, lines.len()), (8, 12), "{lines:?}");
    assert!(lines.iter().all(|line| !line.contains('?')), "{lines:?}");
    let state = state.unwrap();
    assert_eq!(state["states"][1]["cursor"]["day"], "2024-01-02", "{state}");
}

/// A job that fails is created anew, three times in all; then the error names stream, place and
/// the provider's own word.
#[tokio::test]
async fn a_job_that_fails_is_created_anew() {
    let jobs = AtomicUsize::new(0);
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/jobs" => Reply::json(json!({"id": jobs.fetch_add(1, Ordering::SeqCst)})),
        "/jobs/0" => Reply::json(json!({"state": "failed"})),
        "/jobs/1" => Reply::json(json!({"state": "lost"})),
        "/jobs/2" => Reply::json(json!({"state": "done", "urls": []})),
        "/abort" => Reply::json(json!({})),
        _ => Reply::json(json!({"state": "failed"})),
    })
    .await;
    let changes = json!({"abort_requester": {
        "type": "HttpRequester", "url_base": server.url(), "path": "/abort",
        "request_parameters": {"id": "{{ creation_response['id'] }}"},
    }});
    let source = source(vec![stream(&server, changes)], json!({}));
    let (records, _) = read(&source, "items", None).await.unwrap();
    assert!(records.is_empty());
    assert_eq!(
        server.lines(),
        [
            "/jobs",
            "/jobs/0",
            "/jobs",
            "/jobs/1",
            "/abort?id=1",
            "/jobs",
            "/jobs/2"
        ],
        "a job that was lost is ended at the provider"
    );
    let error = read(&source, "items", None).await.unwrap_err();
    let text = error.to_string();
    assert!(matches!(error, Error::Job { .. }), "{text}");
    assert!(
        text.contains("m.yaml:1") && text.contains("`items`") && text.contains("`failed`, 3 times"),
        "{text}"
    );
    assert_eq!(server.lines().len(), 7 + 6);
}

/// A status that says that there is nothing ends the slice without a record; one that nobody
/// knows is an error that names it.
#[tokio::test]
async fn statuses_mean_what_the_manifest_says() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/jobs" => Reply::json(json!({"id": asked.param("kind")})),
        "/jobs/none" => Reply::json(json!({"state": "empty"})),
        _ => Reply::json(json!({"state": "on fire"})),
    })
    .await;
    let kind = |kind: &str| {
        let changes = json!({"creation_requester": {"request_parameters": {"kind": kind}}});
        source(vec![stream(&server, changes)], json!({}))
    };
    let (records, _) = read(&kind("none"), "items", None).await.unwrap();
    assert!(records.is_empty());
    let error = read(&kind("odd"), "items", None).await.unwrap_err();
    assert!(error.to_string().contains("`on fire`"), "{error}");
}

/// Credentials that are refused are not tried three times, and an asynchronous retriever that
/// lacks half of its parts is refused with all of them named.
#[tokio::test]
async fn refusals_are_said_at_once() {
    let server = Server::start(|_| Reply::status(401, json!({"message": "who are you?"}))).await;
    let source = source(vec![stream(&server, json!({}))], json!({}));
    let error = read(&source, "items", None).await.unwrap_err();
    assert!(matches!(error, Error::Unauthorized { .. }), "{error}");
    assert_eq!(server.lines(), ["/jobs"]);

    let mut whole = manifest(vec![stream(&server, json!({}))]);
    let retriever = whole["streams"][0]["retriever"].as_object_mut().unwrap();
    retriever.remove("polling_requester");
    retriever["status_mapping"]["failed"] = json!(["done"]);
    let loaded = Manifest::load(&whole.to_string(), "m.yaml").unwrap();
    let problems = loaded.refused()[0]
        .problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(
        problems.contains("`polling_requester` is missing"),
        "{problems}"
    );
    assert!(problems.contains("`done` has two meanings"), "{problems}");
}
