//! Shopify's order lines: pages inside pages.

use std::collections::BTreeSet;
use std::path::Path;

use futures::StreamExt;
use headwater_connectors::Source;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::server::{Asked, Reply, Server};
use crate::{service, signed};

const ORDERS: u64 = 45;
/// Lines on a page of one order.
const LINES: u64 = 50;

/// Most orders have a few lines, some have none, and some have more than a page holds.
fn lines_of(order: u64) -> u64 {
    match order {
        _ if order % 7 == 3 || order == ORDERS => 130,
        _ => order % 4,
    }
}

/// Shopify's answer, by number and window of the filter and by the cursor of the lines.
fn answer(asked: &Asked) -> Reply {
    let asked = asked.json();
    let variables = &asked["variables"];
    let filter = variables["filter"].as_str().unwrap();
    let number = |sign: &str| -> Option<u64> { filter.split_once(sign)?.1.parse().ok() };
    let fits = |order: &u64| match (number("id:>"), number("id:")) {
        (Some(after), _) => *order > after,
        (None, Some(alone)) => *order == alone,
        // All orders changed in one year.
        _ => filter.starts_with("updated_at:>='2024"),
    };
    let from = variables["lines"].as_str().map_or(0, |cursor| {
        cursor.strip_prefix("from-").unwrap().parse().unwrap()
    });
    let first = variables["first"].as_u64().unwrap() as usize;
    let nodes: Vec<Value> = (1..=ORDERS)
        .filter(fits)
        .take(first)
        .map(|order| node(order, from))
        .collect();
    Reply::json(json!({"data": {"orders": {"nodes": nodes}}}))
}

fn node(order: u64, from: u64) -> Value {
    let money = json!({"shopMoney": {"amount": "1.50"}});
    let end = (from + LINES).min(lines_of(order));
    let line = |line: u64| {
        json!({"id": format!("{order}/{line}"), "product": null, "variant": null,
               "unit_price": money, "total": money, "discount": money})
    };
    json!({
        "id": format!("gid://shopify/Order/{order}"), "number": order.to_string(),
        "updated_at": "2024-07-01T10:00:00Z",
        "lines": {
            "pageInfo": {"hasNextPage": end < lines_of(order), "endCursor": format!("from-{end}")},
            "nodes": (from..end).map(line).collect::<Vec<_>>(),
        },
    })
}

/// No line is missing where orders have more lines than a page of theirs holds, nor an order after them: such orders
/// stand in the middle of a page, one after the other, and at the end.
#[tokio::test]
async fn every_line_of_every_order_is_read() {
    let server = Server::start(answer).await;
    let shopify = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/shopify");
    let source = Source::new(
        service(&shopify).manifest,
        json!({"origin": server.url()}),
        Some(signed()),
        reqwest::Client::new(),
    );
    let batches: Vec<_> = source
        .unwrap()
        .read("order_lines", None, CancellationToken::new())
        .collect()
        .await;
    let mut read = BTreeSet::new();
    for batch in batches {
        for record in &batch.unwrap().records {
            let record = record.to_value();
            let id = record["id"].as_str().unwrap().to_owned();
            let order = id.split('/').next().unwrap();
            assert_eq!(record["order_id"], format!("gid://shopify/Order/{order}"));
            read.insert(id);
        }
    }
    let lines = |order: u64| (0..lines_of(order)).map(move |line| format!("{order}/{line}"));
    let all: BTreeSet<String> = (1..=ORDERS).flat_map(lines).collect();
    assert_eq!(read, all);
}
