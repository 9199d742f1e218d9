//! Reading from a moment on, where nobody wants what is older.

use futures::StreamExt;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::cursors::{cursor, days};
use crate::server::Server;
use crate::{source, stream};

/// What nobody wants is not asked for: the first window begins later, and a state that is later still counts. Windows of
/// whole months begin where they did, as the next one up would leave out what is wanted.
#[tokio::test]
async fn what_is_too_old_is_not_asked_for() {
    let months = json!({"step": "P1M", "cursor_granularity": "P1D", "clamping": {"target": "MONTH"}, "end_datetime": "2024-02-02"});
    let steps = json!({"step": "P10D", "cursor_granularity": "P1D"});
    for (changes, state, lines) in [
        (
            json!({}),
            None,
            vec!["/items?from=2024-01-15&to=2024-01-31"],
        ),
        (
            json!({}),
            Some(json!({"updated_at": "2024-01-20"})),
            vec!["/items?from=2024-01-20&to=2024-01-31"],
        ),
        (
            json!({}),
            Some(json!({"updated_at": "2024-01-03"})),
            vec!["/items?from=2024-01-15&to=2024-01-31"],
        ),
        (
            steps,
            None,
            vec![
                "/items?from=2024-01-15&to=2024-01-24",
                "/items?from=2024-01-25&to=2024-01-31",
            ],
        ),
        (months, None, vec!["/items?from=2024-01-01&to=2024-01-31"]),
    ] {
        let server = Server::start(days).await;
        let source = source(vec![stream(&server, cursor(changes))], json!({}));
        let from = "2024-01-15T00:00:00Z".parse().unwrap();
        let batches = source.read_from("items", state, Some(from), CancellationToken::new());
        let batches: Vec<_> = batches.collect().await;
        assert!(batches.iter().all(Result::is_ok));
        let mut asked = server.lines();
        asked.sort();
        assert_eq!(asked, lines);
    }
}
