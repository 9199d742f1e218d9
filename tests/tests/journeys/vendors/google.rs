//! Google Sheets.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Connected, Seen, Vendor};

const CLIENT: &str = "123456789012-abc.apps.googleusercontent.com";
const SHEET: &str = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789abcdEFGH";

fn answers(vendor: &Vendor, seen: &Seen) -> Option<Value> {
    let path = seen.path.as_str();
    if path == "/tokens/token" {
        return Some(json!({
            "access_token": "ya29.access", "refresh_token": "1//refresh", "expires_in": 3599, "token_type": "Bearer",
            "scope": "openid https://www.googleapis.com/auth/userinfo.email https://www.googleapis.com/auth/spreadsheets.readonly",
            "id_token": id_token(vendor),
        }));
    }
    if seen.header("authorization") != "Bearer ya29.access" {
        return None;
    }
    let grid = |title: &str, rows: u64| json!({ "properties": { "title": title, "sheetType": "GRID", "gridProperties": { "rowCount": rows } } });
    let spreadsheet = format!("/api/v4/spreadsheets/{SHEET}");
    let rest = path.strip_prefix(&spreadsheet)?;
    match rest {
        "" => Some(
            json!({ "sheets": [grid("Orders 2026", 1_000), grid("Ann's 50%", 3), { "properties": { "title": "Chart", "sheetType": "OBJECT" } }] }),
        ),
        _ => Some(values(seen)),
    }
}

/// Rows of both sheets: a duplicate and an empty header, a short row, numbers and booleans as such.
fn values(seen: &Seen) -> Value {
    let header = json!(["Order", "Amount", "Amount", "", "Paid"]);
    let rows = json!([["A-1", 12.5, 13, "x", true], ["A-2", 7]]);
    let whole = format!(
        "{}?{}",
        seen.path,
        seen.query.values().cloned().collect::<Vec<_>>().join("&")
    );
    if seen.path.ends_with("values:batchGet") {
        let range = seen.query.get("ranges").cloned().unwrap_or_default();
        let (sheet, window) = range.rsplit_once('!').unwrap_or(("", "2:2001"));
        let last = window.rsplit_once(':').map_or("2001", |(_, last)| last);
        return json!({ "spreadsheetId": SHEET, "valueRanges": [
            { "range": format!("{sheet}!A1:E1"), "majorDimension": "ROWS", "values": [header] },
            { "range": format!("{sheet}!A2:E{last}"), "majorDimension": "ROWS", "values": rows },
        ] });
    }
    json!({ "range": whole, "majorDimension": "ROWS", "values": [header, rows[0], rows[1]] })
}

/// As Google's token endpoint gives it; the signature is not looked at on this way (OpenID Connect Core 3.1.3.7, rule 6).
fn id_token(vendor: &Vendor) -> String {
    let nonce = vendor.request_to("/o/oauth2/v2/auth").query["nonce"].clone();
    let expires = seconds_now() + 3_600;
    let claims = json!({ "iss": format!("{}/accounts", vendor.address), "aud": CLIENT, "azp": CLIENT, "sub": "1122334455", "email": "ada@example.com", "nonce": nonce, "iat": seconds_now(), "exp": expires });
    let part = |value: Value| BASE64_URL_SAFE_NO_PAD.encode(value.to_string());
    format!(
        "{}.{}.c2ln",
        part(json!({ "alg": "RS256", "typ": "JWT" })),
        part(claims)
    )
}

fn seconds_now() -> u64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// A spreadsheet's address pasted whole, a desktop client: each sheet with a grid becomes a tab with the columns of its
/// header row.
#[tokio::test(flavor = "multi_thread")]
async fn each_sheet_becomes_a_tab() {
    let vendor = Vendor::start(answers).await;
    let pasted = format!("https://docs.google.com/spreadsheets/d/{SHEET}/edit?gid=0#gid=0");
    let address = |part: &str| format!("{}/{part}", vendor.address);
    let (accounts, tokens, api) = (address("accounts"), address("tokens"), address("api"));
    let inputs = [
        ("spreadsheet", pasted.as_str()),
        ("accounts", &accounts),
        ("tokens", &tokens),
        ("api", &api),
    ];
    let google = Connected::new("google-sheets", CLIENT, &inputs).await;

    let asked = vendor.request_to("/o/oauth2/v2/auth").query;
    assert_eq!(
        (
            asked["access_type"].as_str(),
            asked["code_challenge_method"].as_str()
        ),
        ("offline", "S256")
    );
    assert!(
        asked["redirect_uri"].starts_with("http://127.0.0.1:"),
        "{}",
        asked["redirect_uri"]
    );
    assert!(asked["scope"].contains("spreadsheets.readonly"));
    let token = vendor.request_to("/tokens/token").form();
    assert_eq!(
        (
            token["client_secret"].as_str(),
            token["redirect_uri"].as_str()
        ),
        ("own-secret", asked["redirect_uri"].as_str())
    );
    assert_eq!(
        google.connection.account.as_deref(),
        Some("ada@example.com")
    );

    assert_eq!(google.streams().await, ["Orders 2026", "Ann's 50%"]);
    let rows = google.rows(&["Orders 2026"]).await.remove(0);
    assert_eq!(rows.len(), 2);
    assert_eq!(
        (&rows[0]["Order"], &rows[0]["Amount"], &rows[0]["Amount_2"]),
        (&json!("A-1"), &json!(12.5), &json!(13.0))
    );
    assert_eq!(
        (&rows[1]["Amount"], &rows[1]["Paid"]),
        (&json!(7.0), &Value::Null),
        "a short row is filled with nulls"
    );
}
