//! Object storage: moto's S3 over HTTP.

use headwater_destinations::bucket::{Bucket, Settings};
use headwater_destinations::{Delivery, Error, Rows};
use headwater_tests::servers::Bucket as Server;
use parquet::file::reader::{FileReader as _, SerializedFileReader};
use serde_json::Value;

use crate::tables::Source;

/// The table of [`Source`].
const COUNTED: &str = "counted";

fn settings(server: &Server) -> Settings {
    Settings {
        endpoint: Some(server.address().parse().unwrap()),
        region: "us-east-1".to_owned(),
        bucket: "lake".to_owned(),
        prefix: "sales".to_owned(),
        access_key: "bench".to_owned(),
    }
}

fn destination(settings: Settings) -> Bucket {
    Bucket::new(
        settings,
        &"bench-secret".into(),
        "book",
        reqwest::Client::new(),
    )
    .unwrap()
}

/// The double asks for a signature and believes each.
const SIGNED: &str = "AWS4-HMAC-SHA256 Credential=bench/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0";

/// An object of a table as it is.
async fn get(server: &Server, table: &str, name: &str) -> reqwest::Response {
    let url = format!("{}/lake/sales/{table}/{name}", server.address());
    let request = reqwest::Client::new().get(url);
    request
        .header("Authorization", SIGNED)
        .send()
        .await
        .unwrap()
}

/// What a table's manifest says.
pub async fn manifest(server: &Server, table: &str) -> Option<Value> {
    let answer = get(server, table, "_headwater.json").await;
    answer.status().is_success().then_some(())?;
    Some(answer.json().await.unwrap())
}

/// Rows of the objects that a table's manifest names.
pub async fn rows_of(server: &Server, table: &str, manifest: &Value) -> i64 {
    let mut rows = 0;
    for part in manifest["parts"].as_array().unwrap() {
        let object = get(server, table, part.as_str().unwrap())
            .await
            .bytes()
            .await
            .unwrap();
        rows += SerializedFileReader::new(object)
            .unwrap()
            .metadata()
            .file_metadata()
            .num_rows();
    }
    rows
}

/// Rows of all deliveries up to a sync, each of which brought what changed.
fn delivered(upto: i64) -> i64 {
    let of_sync = |sync| {
        Source::batches(sync - 1, sync)
            .iter()
            .map(|batch| batch.num_rows() as i64)
            .sum::<i64>()
    };
    (1..=upto).map(of_sync).sum()
}

/// The manifest names whole loads only: nothing before the first is finished, the old one until the next is, and then
/// all parts of it; an older one that comes late is refused.
#[tokio::test]
async fn the_manifest_names_whole_loads() {
    let server = Server::start().await.unwrap();
    let to = destination(settings(&server));
    to.test().await.unwrap();
    let table = Source::table();
    assert_eq!(to.delivered(&table.name).await.unwrap(), None);
    let mut since = None;
    for upto in 1..=3 {
        let rows = since.map_or(Rows::Whole, Rows::Since);
        let delivery = Delivery {
            table: table.clone(),
            rows,
            upto,
        };
        let before = manifest(&server, COUNTED).await;
        let mut load = to.begin(&delivery).await.unwrap();
        let slow = to.begin(&delivery).await.unwrap();
        for batch in Source::batches(since.unwrap_or(0), upto) {
            load.write(&batch).await.unwrap();
        }
        assert_eq!(manifest(&server, COUNTED).await, before);
        load.finish().await.unwrap();
        let after = manifest(&server, COUNTED).await.unwrap();
        assert_eq!(after["parts"].as_array().unwrap().len(), upto as usize);
        assert_eq!(rows_of(&server, COUNTED, &after).await, delivered(upto));
        // Somebody who began at the same time and ends later.
        assert!(matches!(slow.finish().await, Err(Error::Raced)));
        assert_eq!(manifest(&server, COUNTED).await.unwrap(), after);
        assert_eq!(rows_of(&server, COUNTED, &after).await, delivered(upto));
        assert_eq!(to.delivered(&table.name).await.unwrap(), Some(upto));
        since = Some(upto);
    }
    let nowhere = Settings {
        bucket: "nowhere".to_owned(),
        ..settings(&server)
    };
    let missing = destination(nowhere).test().await.unwrap_err();
    assert!(matches!(missing, Error::Missing { .. }), "{missing:?}");
    drop(server);
}
