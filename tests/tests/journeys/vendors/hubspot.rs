//! HubSpot.

use headwater_engine::view::Mode;
use serde_json::{Value, json};

use super::{Connected, Seen, Vendor};

const CLIENT: &str = "01234567-89ab-cdef-0123-456789abcdef";
const CONTACTS: u64 = 450;

fn answers(_: &Vendor, seen: &Seen) -> Option<Value> {
    if seen.path == "/api/oauth/2026-03/token" {
        return Some(json!({
            "access_token": "CJ-access", "refresh_token": "refresh", "expires_in": 1800, "token_type": "bearer", "token_use": "access_token",
            "hub_id": 62_515, "user_id": 7, "scopes": ["oauth", "crm.objects.contacts.read", "crm.objects.companies.read", "crm.objects.deals.read", "crm.objects.owners.read"],
        }));
    }
    if seen.header("authorization") != "Bearer CJ-access" {
        return None;
    }
    match seen.path.as_str() {
        "/api/account-info/2026-03/details" => {
            Some(json!({ "portalId": 62_515, "accountType": "STANDARD", "timeZone": "US/Eastern" }))
        }
        "/api/crm/owners/2026-03" => Some(
            json!({ "results": [{ "id": "1", "email": "owner@example.com", "archived": false }] }),
        ),
        "/api/crm/objects/2026-03/contacts/search" => Some(search(&seen.json())),
        _ => None,
    }
}

/// The search endpoint: sorted by ID, `GT` on the ID, `BETWEEN` on the time of change; all contacts changed in 2025.
fn search(asked: &Value) -> Value {
    let filters = asked["filterGroups"][0]["filters"].as_array().unwrap();
    let after: u64 = filters[0]["value"]
        .as_str()
        .expect("IDs go as text")
        .parse()
        .unwrap();
    let bound = |name: &str| -> i64 {
        filters[1][name]
            .as_str()
            .expect("times go as text")
            .parse()
            .unwrap()
    };
    let changed = 1_750_000_000_000_i64;
    let limit = asked["limit"].as_u64().unwrap();
    let inside = bound("value") <= changed && changed <= bound("highValue");
    let ids: Vec<u64> = (1..=CONTACTS).filter(|id| inside && *id > after).collect();
    let results: Vec<_> = ids
        .iter()
        .take(limit as usize)
        .map(|id| contact(*id))
        .collect();
    let mut page = json!({ "total": ids.len(), "results": results });
    if ids.len() as u64 > limit {
        page["paging"] = json!({ "next": { "after": limit.to_string() } });
    }
    page
}

fn contact(id: u64) -> Value {
    json!({ "id": id.to_string(), "createdAt": "2025-06-15T15:06:40Z", "updatedAt": "2025-06-15T15:06:40Z", "archived": false, "properties": {
        "hs_object_id": id.to_string(), "email": format!("c{id}@example.com"), "firstname": null, "num_associated_deals": "3",
        "createdate": "2025-06-15T15:06:40.000Z", "lastmodifieddate": "2025-06-15T15:06:40.000Z" } })
}

/// Own credentials in the body, `localhost` with a fixed port, the account's number as account; contacts are read page
/// by page, each once, and the second sync asks only for what changed.
#[tokio::test(flavor = "multi_thread")]
async fn contacts_arrive_once() {
    let vendor = Vendor::start(answers).await;
    let (accounts, api) = (
        format!("{}/accounts", vendor.address),
        format!("{}/api", vendor.address),
    );
    let hubspot =
        Connected::new("hubspot", CLIENT, &[("accounts", &accounts), ("api", &api)]).await;

    let asked = vendor.request_to("/oauth/authorize").query;
    assert!(
        asked["redirect_uri"].starts_with("http://localhost:"),
        "{}",
        asked["redirect_uri"]
    );
    let token = vendor.request_to("/oauth/2026-03/token");
    assert_eq!(
        token.header("authorization"),
        "",
        "the credentials stand in the body and nowhere else"
    );
    let form = token.form();
    assert_eq!(
        (form["client_id"].as_str(), form["client_secret"].as_str()),
        (CLIENT, "own-secret")
    );
    assert_eq!(hubspot.connection.account.as_deref(), Some("62515"));

    assert_eq!(
        hubspot.mode("contacts").await,
        Mode::IncrementalAppendDedupe
    );
    let rows = hubspot.rows(&["contacts"]).await.remove(0);
    assert_eq!(rows.len() as u64, CONTACTS);
    assert_eq!(
        (&rows[0]["email"], &rows[0]["num_associated_deals"]),
        (&json!("c1@example.com"), &json!(3))
    );

    vendor.seen.lock().unwrap().clear();
    let again = hubspot
        .engine
        .sync_to_end(hubspot.connection.id.clone())
        .await
        .unwrap();
    assert_eq!(again.rows, CONTACTS);
    let first = vendor.request_to("/contacts/search").json();
    let from: i64 = first["filterGroups"][0]["filters"][1]["value"]
        .as_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!(
        from > 1_700_000_000_000,
        "the second sync begins where the first ended, not at {from}"
    );
}
