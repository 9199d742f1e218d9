//! Lists under names that become records: the streams of the catalogue that are made of them.

use std::sync::Arc;

use headwater_connectors::{AccessToken, Manifest, Source, TokenSource};
use serde_json::json;

use crate::read;
use crate::server::{Reply, Server};

/// HubSpot's history of properties and its associations, over two pages, as the catalogue's own
/// manifest reads them.
#[tokio::test]
async fn hubspot_has_histories_and_associations() {
    let server = Server::start(|asked| {
        let of = |id: &str| match asked.param("associations") {
            "" => json!({"id": id, "propertiesWithHistory": {
                "dealstage": [
                    {"value": "won", "timestamp": "2026-02-01T00:00:00Z", "sourceType": "CRM_UI", "updatedByUserId": 5},
                    {"value": "new", "timestamp": "2026-01-01T00:00:00Z", "sourceType": "FORM"},
                ],
                "amount": [{"value": "10", "timestamp": "2026-01-01T00:00:00Z", "sourceType": "API"}],
            }}),
            _ => json!({"id": id, "associations": {"companies": {"results": [
                {"id": "c1", "type": "deal_to_company"}, {"id": "c1", "type": "deal_to_primary_company"},
            ]}}}),
        };
        assert_eq!((asked.path.as_str(), asked.param("limit")), ("/crm/objects/2026-03/deals", "50"));
        Reply::json(match asked.param("after") {
            "" => json!({"results": [of("1")], "paging": {"next": {"after": "x"}}}),
            _ => json!({"results": [of("2")]}),
        })
    })
    .await;
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../catalogue/hubspot/manifest.yaml"
    );
    let manifest = Manifest::open(std::path::Path::new(path)).unwrap();
    let token: TokenSource = Arc::new(|_| {
        Box::pin(async {
            Ok(AccessToken {
                header: "Authorization".into(),
                value: "Bearer t".into(),
                extra: Vec::new(),
            })
        })
    });
    let config = json!({"api": server.url()});
    let source = Source::new(
        Arc::new(manifest),
        config,
        Some(token),
        reqwest::Client::new(),
    )
    .unwrap();

    let (history, _) = read(&source, "deal_history", None).await.unwrap();
    assert_eq!(history.len(), 6);
    assert_eq!(
        history[0],
        json!({
            "object_id": "1", "property": "dealstage", "value": "won", "timestamp": "2026-02-01T00:00:00Z",
            "sourceType": "CRM_UI", "updatedByUserId": 5,
        })
    );
    assert_eq!(
        (&history[5]["object_id"], &history[5]["property"]),
        (&json!("2"), &json!("amount"))
    );

    let (pairs, _) = read(&source, "deal_associations", None).await.unwrap();
    assert_eq!(pairs.len(), 4);
    assert_eq!(
        pairs[1],
        json!({"from_id": "1", "to": "companies", "id": "c1", "type": "deal_to_primary_company"})
    );
}
