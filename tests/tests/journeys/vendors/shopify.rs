//! Shopify.

use aws_lc_rs::hmac;
use headwater_engine::Url;
use serde_json::{Value, json};

use super::{Connected, Seen, Vendor};

const CLIENT: &str = "0123456789abcdef0123456789abcdef";

/// What the connector asks for, all of it optional.
const SCOPES: &str = "read_orders,read_customers,read_products,read_inventory,read_locations,read_draft_orders,read_discounts";

/// Signs a callback as Shopify does.
pub fn sign(back: &mut Url) {
    let now = jiff::Timestamp::now().as_second().to_string();
    back.query_pairs_mut()
        .append_pair("shop", "blue-lake.myshopify.com")
        .append_pair("timestamp", &now);
    let mut pairs: Vec<_> = back.query_pairs().into_owned().collect();
    pairs.sort();
    let signed = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs(pairs)
        .finish();
    let key = hmac::Key::new(hmac::HMAC_SHA256, b"own-secret");
    let tag = hmac::sign(&key, signed.as_bytes());
    let hex: String = tag
        .as_ref()
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    back.query_pairs_mut().append_pair("hmac", &hex);
}

fn answers(_: &Vendor, seen: &Seen) -> Option<Value> {
    if seen.path == "/admin/oauth/access_token" {
        return Some(json!({
            "access_token": "shpua_access", "scope": SCOPES, "expires_in": 3600,
            "refresh_token": "shprt_refresh", "refresh_token_expires_in": 7_776_000,
        }));
    }
    if seen.header("x-shopify-access-token") != "shpua_access" {
        return None;
    }
    match seen.path.as_str() {
        "/admin/api/2026-07/shop.json" => Some(
            json!({ "shop": { "id": 548, "name": "Blue Lake", "email": "owner@blue-lake.example", "myshopify_domain": "blue-lake.myshopify.com" } }),
        ),
        "/admin/api/2026-07/graphql.json" => Some(products(&seen.json())),
        _ => None,
    }
}

/// Twelve products in pages of five, all changed in 2025; `query` is honoured by its year.
fn products(asked: &Value) -> Value {
    let filter = asked["variables"]["filter"].as_str().unwrap();
    let inside = filter.contains("'2025-") && filter.starts_with("updated_at:>='2025")
        || filter.contains("updated_at:>='2024") && filter.contains("<='2025");
    let from: usize = asked["variables"]["after"].as_str().map_or(0, |after| {
        after.strip_prefix("after-").unwrap().parse().unwrap()
    });
    let all: Vec<usize> = if inside {
        (0..12).collect()
    } else {
        Vec::new()
    };
    let end = (from + 5).min(all.len());
    let price = json!({ "minVariantPrice": { "amount": "12.50", "currencyCode": "EUR" }, "maxVariantPrice": { "amount": "20.0" } });
    let node = |number: &usize| json!({ "prices": price, "category": null, "variants": null, "id": format!("gid://shopify/Product/{number}"), "title": format!("Product {number}"), "created_at": "2025-12-30T10:00:00Z", "updated_at": "2025-12-30T10:00:00Z" });
    let nodes: Vec<_> = all
        .get(from..end)
        .unwrap_or_default()
        .iter()
        .map(node)
        .collect();
    json!({ "data": { "products": { "nodes": nodes, "pageInfo": { "hasNextPage": end < all.len(), "endCursor": format!("after-{end}") } } }, "extensions": { "cost": { "requestedQueryCost": 12 } } })
}

/// Comma between the scopes, no code challenge, an expiring token asked for, the shop's own header; products are read
/// page by page, each once.
#[tokio::test(flavor = "multi_thread")]
async fn products_arrive_once() {
    let vendor = Vendor::start(answers).await;
    let inputs = [
        ("shop", "blue-lake.myshopify.com"),
        ("origin", vendor.address.as_str()),
    ];
    let shopify = Connected::new("shopify", CLIENT, &inputs).await;

    let asked = vendor.request_to("/admin/oauth/authorize").query;
    assert_eq!(asked["scope"], SCOPES);
    assert!(!asked.contains_key("code_challenge"), "Shopify knows none");
    let form = vendor.request_to("/admin/oauth/access_token").form();
    assert_eq!(
        (form["expiring"].as_str(), form["client_secret"].as_str()),
        ("1", "own-secret")
    );
    assert_eq!(
        shopify.connection.account.as_deref(),
        Some("owner@blue-lake.example")
    );
    assert_eq!(shopify.connection.name, "Shopify – blue-lake.myshopify.com");

    let rows = shopify.rows(&["products"]).await.remove(0);
    assert_eq!(rows.len(), 12);
    assert_eq!(
        (
            &rows[11]["title"],
            &rows[11]["lowest_price"],
            &rows[11]["currency"]
        ),
        (&json!("Product 11"), &json!(12.5), &json!("EUR"))
    );
}
