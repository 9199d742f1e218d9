//! A stand-in of a service, made of the plans of its streams.

use regex::Regex;
use serde_json::{Map, Value, json};

use crate::PAGE;
use crate::plan::{Paging, Plan, chain};
use crate::server::{Asked, Reply};

/// Marks the cursor that leads to a page; it stands in an address, a body or an ID.
const NEXT: &str = "NEXT-";

/// What no schema tells of an answer: connector, stream or `*`, and what lies inside its records.
const INSIDE: [(&str, &str, &str); 33] = [
    ("box", "folders", r#"{"type": "folder"}"#),
    (
        "github",
        "commits",
        r#"{"commit": {"committer": {"date": "2026-11-20T10:00:00Z"}, "message": "m"}}"#,
    ),
    (
        "gmail",
        "messages",
        r#"{"internalDate": "1763632800000", "payload": {"mimeType": "text/plain", "headers": [{"name": "From", "value": "a@example.com"}, {"name": "Subject", "value": "2024"}]}}"#,
    ),
    (
        "google-analytics",
        "*",
        r#"{"dimensionValues": [{"value": "20261120"}, {"value": "a"}, {"value": "b"}, {"value": "c"}, {"value": "d"}], "metricValues": [{"value": "1"}, {"value": "2"}, {"value": "3"}, {"value": "4"}, {"value": "5"}, {"value": "6"}, {"value": "7"}, {"value": "8.5"}, {"value": "9"}, {"value": "10"}, {"value": "11"}, {"value": "12"}]}"#,
    ),
    (
        "google-drive",
        "account",
        r#"{"user": {"permissionId": "p", "emailAddress": "a@example.com", "displayName": "A"}}"#,
    ),
    (
        "google-search-console",
        "*",
        r#"{"keys": ["2026-11-20", "2024"]}"#,
    ),
    (
        "hubspot",
        "deal_stages",
        r#"{"id": "P1", "stages": [{"id": "S1", "metadata": {"probability": "0.2", "isClosed": "false"}}]}"#,
    ),
    (
        "hubspot",
        "ticket_stages",
        r#"{"id": "P1", "stages": [{"id": "S1", "metadata": {"ticketState": "OPEN"}}]}"#,
    ),
    (
        "hubspot",
        "marketing_emails",
        r#"{"stats": {"counters": {"sent": 3, "open": 2}}}"#,
    ),
    (
        "hubspot",
        "form_submissions",
        r#"{"submittedAt": 1763632800000, "values": [{"name": "email", "value": "2024"}]}"#,
    ),
    // Of histories and associations.
    (
        "hubspot",
        "*",
        r#"{"id": "R1", "propertiesWithHistory": {"stage": [{"value": "won", "timestamp": "2026-11-20T10:00:00Z", "sourceType": "CRM_UI", "updatedByUserId": 7}]}, "associations": {"companies": {"results": [{"id": "5", "type": "to_company"}]}}}"#,
    ),
    (
        "jira",
        "issues",
        r#"{"fields": {"summary": "s", "updated": "2026-11-20T10:00:00.000+0000", "assignee": null, "status": {"name": "Done"}}}"#,
    ),
    (
        "jira",
        "*",
        r#"{"updated": "2026-11-20T10:00:00.000+0000"}"#,
    ),
    (
        "klaviyo",
        "*",
        r#"{"attributes": {"updated": "2026-11-20T10:00:00+00:00", "datetime": "2026-11-20T10:00:00+00:00", "email": null, "name": "2024"}}"#,
    ),
    (
        "paypal",
        "transactions",
        r#"{"transaction_info": {"transaction_id": "T1", "transaction_initiation_date": "2026-11-20T10:00:00+0000"}}"#,
    ),
    (
        "quickbooks",
        "*",
        r#"{"MetaData": {"LastUpdatedTime": "2026-11-20T10:00:00-07:00"}}"#,
    ),
    (
        "review-board",
        "*",
        r#"{"links": {"submitter": {"title": "2024"}}}"#,
    ),
    (
        "shopify",
        "order_lines",
        r#"{"updated_at": "2026-11-20T10:00:00Z", "lines": {"pageInfo": {"hasNextPage": false}, "nodes": [{"id": "L1", "unit_price": {"shopMoney": {"amount": "1.50"}}, "total": {"shopMoney": {"amount": "1.50"}}, "discount": {"shopMoney": {"amount": "0.0"}}, "product": {"id": "P1"}, "variant": null, "sku": "2024"}]}}"#,
    ),
    (
        "shopify",
        "order_transactions",
        r#"{"updated_at": "2026-11-20T10:00:00Z", "children": [{"id": "T1", "parent": null, "amounts": {"shopMoney": {"amount": "1.50", "currencyCode": "EUR"}}}]}"#,
    ),
    (
        "shopify",
        "refunds",
        r#"{"updated_at": "2026-11-20T10:00:00Z", "children": [{"id": "R1", "totals": {"shopMoney": {"amount": "1.50", "currencyCode": "EUR"}}}]}"#,
    ),
    (
        "shopify",
        "fulfillments",
        r#"{"updated_at": "2026-11-20T10:00:00Z", "children": [{"id": "F1", "quantity": 2}]}"#,
    ),
    (
        "shopify",
        "abandoned_checkouts",
        r#"{"totals": {"shopMoney": {"amount": "1.50", "currencyCode": "EUR"}}, "subtotal": {"shopMoney": {"amount": "1.50"}}, "tax": null, "discounts": {"shopMoney": {"amount": "1.50"}}}"#,
    ),
    (
        "shopify",
        "product_variants",
        r#"{"inventory_item": {"id": "I1"}, "price": "1.50", "compare_at_price": null}"#,
    ),
    (
        "shopify",
        "discounts",
        r#"{"first_codes": {"nodes": [{"code": "2024"}]}, "codes": {"count": 1}, "sales": {"amount": "1.50"}}"#,
    ),
    ("shopify", "collections", r#"{"products": {"count": 3}}"#),
    (
        "shopify",
        "inventory_items",
        r#"{"cost": {"amount": "1.50", "currencyCode": "EUR"}}"#,
    ),
    (
        "shopify",
        "inventory_levels",
        r#"{"item": {"id": "I1"}, "quantities": [{"name": "available", "quantity": 3}]}"#,
    ),
    (
        "shopify",
        "products",
        r#"{"prices": {"minVariantPrice": {"amount": "1.50", "currencyCode": "EUR"}, "maxVariantPrice": {"amount": "2.50"}}, "variants": {"count": 3}}"#,
    ),
    (
        "shopify",
        "customers",
        r#"{"spent": {"amount": "1.50", "currencyCode": "EUR"}}"#,
    ),
    // Of orders and draft orders.
    (
        "shopify",
        "*",
        r#"{"current_total": {"shopMoney": {"amount": "1.50"}}, "current_subtotal": {"shopMoney": {"amount": "1.50"}}, "current_tax": {"shopMoney": {"amount": "1.50"}}, "current_discounts": {"shopMoney": {"amount": "1.50"}}, "outstanding": {"shopMoney": {"amount": "1.50"}}, "refunded": {"shopMoney": {"amount": "1.50"}}, "total": {"shopMoney": {"amount": "1.50"}}, "subtotal": {"shopMoney": {"amount": "1.50"}}, "tax": {"shopMoney": {"amount": "1.50"}}, "shipping": {"shopMoney": {"amount": "1.50"}}, "discounts": {"shopMoney": {"amount": "1.50"}}}"#,
    ),
    ("slack", "messages", r#"{"ts": "1763632800.000100"}"#),
    (
        "salesforce",
        "*",
        r#"{"attributes": {"type": "T"}, "SystemModstamp": "2026-11-20T10:00:00.000+0000"}"#,
    ),
    (
        "xero",
        "*",
        r#"{"UpdatedDateUTC": "/Date(1763632800000+0000)/"}"#,
    ),
];

pub struct StandIn {
    connector: String,
    plans: Vec<Plan>,
}

impl StandIn {
    /// Answers this stream and its parents.
    pub fn new(connector: &str, plan: &Plan) -> StandIn {
        let mut plans = vec![plan.clone()];
        let mut at = 0;
        while at < plans.len() {
            let parents = plans[at].parents.clone();
            plans.extend(parents);
            at += 1;
        }
        StandIn {
            connector: connector.to_owned(),
            plans,
        }
    }

    pub fn answer(&self, asked: &Asked) -> Reply {
        // All of GraphQL has one address: there the query tells a stream from its parent.
        let body = String::from_utf8_lossy(&asked.body);
        let fits = self.plans.iter().filter(|plan| {
            let is_named = |root: &String| body.contains(&format!("{root}("));
            let graphql = asked.path.ends_with("graphql.json") && self.plans.len() > 1;
            plan.path.is_match(&asked.path)
                && (!graphql || plan.records.get(1).is_some_and(is_named))
        });
        match fits.max_by_key(|plan| plan.literal) {
            Some(plan) => self.page(plan, asked),
            None => Reply::status(
                404,
                json!({"stand_in": format!("nobody asks {}", asked.line())}),
            ),
        }
    }

    fn page(&self, plan: &Plan, asked: &Asked) -> Reply {
        let page = page_of(plan, asked);
        let count = match (&plan.paging, page) {
            (_, 1) => PAGE,
            (Paging::None, _) | (_, 2) => 1,
            _ => 0,
        };
        let records: Vec<Value> = (0..count)
            .map(|index| self.record(plan, page, index, index + 1 == count))
            .collect();
        let mut answer = lay(&plan.records, records);
        let mut headers = Vec::new();
        if let Paging::Cursor {
            at, stop, is_path, ..
        } = &plan.paging
        {
            let cursor = match is_path {
                true => format!(
                    "http://{}{}?marker={NEXT}{}",
                    asked.header("host"),
                    asked.path,
                    page + 1
                ),
                false => format!("{NEXT}{}", page + 1),
            };
            for keys in stop.split(" or ").filter_map(chain) {
                let ends = keys.last().is_some_and(|key| key.starts_with("end"));
                if pointer(&answer, &keys).is_none() {
                    put(&mut answer, &keys, json!((page == 1) != ends));
                }
            }
            match at {
                Some(keys) if keys.is_empty() && page == 1 => {
                    headers.push(format!("<{cursor}>; rel=\"next\""))
                }
                // A list of links by their relation.
                Some(keys) if page == 1 && keys[..] == ["links"] => {
                    put(&mut answer, keys, json!([{"rel": "next", "href": cursor}]));
                }
                Some(keys) if page == 1 => put(&mut answer, keys, json!(cursor)),
                Some(keys) if !keys.is_empty() && plan.records.first() != keys.first() => {
                    remove(&mut answer, keys)
                }
                _ => {}
            }
        }
        let reply = Reply::json(answer);
        headers
            .into_iter()
            .fold(reply, |reply, link| reply.with("link", link))
    }

    /// A record in the schema's types, with a key of its own.
    fn record(&self, plan: &Plan, page: usize, index: usize, is_last: bool) -> Value {
        let number = page * 10 + index;
        let properties = plan.schema["properties"].as_object();
        let mut record = Map::new();
        for (name, property) in properties.into_iter().flatten() {
            record.insert(name.clone(), value(name, property, number));
        }
        let inside = INSIDE.iter().filter(|(connector, stream, _)| {
            *connector == self.connector && (*stream == plan.name || *stream == "*")
        });
        for (_, _, more) in inside.rev() {
            let more: Value = serde_json::from_str(more).unwrap();
            record.extend(more.as_object().unwrap().clone());
        }
        if let Paging::Cursor {
            last_field: Some(field),
            ..
        } = &plan.paging
            && is_last
        {
            let marked = format!("{NEXT}{}", page + 1);
            record.insert(field.clone(), marked.into());
        }
        match plan.records.iter().position(|key| key == "*") {
            Some(at) => lay_value(&plan.records[at + 1..], Value::Object(record)),
            None => Value::Object(record),
        }
    }
}

/// Which page a request asks for.
pub fn page_of(plan: &Plan, asked: &Asked) -> usize {
    let said = format!("{} {}", asked.line(), String::from_utf8_lossy(&asked.body));
    let number = |name: &str| {
        let own = asked.param(name).parse().ok();
        own.or_else(|| asked.json()[name].as_u64()).unwrap_or(0)
    };
    let page = match &plan.paging {
        Paging::None => 1,
        Paging::Cursor { .. } => said
            .find(NEXT)
            .map_or(1, |at| said[at + NEXT.len()..][..1].parse().unwrap_or(1)),
        Paging::Page(name, first) => (number(name).max(*first) - first + 1) as usize,
        Paging::Offset(Some(name)) => number(name) as usize / PAGE + 1,
        Paging::Offset(None) => {
            let position = Regex::new(r"startposition (\d+)").unwrap();
            let position = position
                .captures(&said)
                .map_or(1, |found| found[1].parse().unwrap());
            (position - 1) / PAGE + 1
        }
    };
    page.max(1)
}

fn value(name: &str, property: &Value, number: usize) -> Value {
    let kinds = match &property["type"] {
        Value::Array(kinds) => kinds.clone(),
        kind => vec![kind.clone()],
    };
    match (kinds[0].as_str(), property["format"].as_str()) {
        (Some("string"), Some("date-time")) => json!("2026-11-20T10:00:00Z"),
        (Some("string"), Some("date")) => json!("2026-11-20"),
        (Some("string"), _) => json!(format!("{name} {number}")),
        (Some("integer"), _) => json!(1_763_632_800 + number),
        (Some("number"), _) => json!(number as f64 + 0.5),
        (Some("boolean"), _) => json!(number.is_multiple_of(2)),
        (Some("array"), _) if property["items"]["type"] == "string" => json!(["a"]),
        (Some("array"), _) => json!([]),
        (Some("object"), _) => json!({}),
        _ => Value::Null,
    }
}

/// The records where the extractor looks for them.
fn lay(path: &[String], records: Vec<Value>) -> Value {
    let stem = path
        .iter()
        .position(|key| key == "*")
        .map_or(path, |at| &path[..at]);
    lay_value(stem, Value::Array(records))
}

fn lay_value(path: &[String], inner: Value) -> Value {
    path.iter()
        .rev()
        .fold(inner, |inner, key| json!({ key: inner }))
}

fn pointer<'a>(value: &'a Value, keys: &[String]) -> Option<&'a Value> {
    keys.iter().try_fold(value, |value, key| value.get(key))
}

fn put(value: &mut Value, keys: &[String], what: Value) {
    if value.is_array() {
        return;
    }
    let mut at = value;
    for key in keys {
        if !at.is_object() {
            *at = json!({});
        }
        at = &mut at[key];
    }
    *at = what;
}

fn remove(value: &mut Value, keys: &[String]) {
    let Some((last, stem)) = keys.split_last() else {
        return;
    };
    let mut at = value;
    for key in stem {
        match at.get_mut(key) {
            Some(inner) => at = inner,
            None => return,
        }
    }
    if let Some(entries) = at.as_object_mut() {
        entries.remove(last);
    }
}
