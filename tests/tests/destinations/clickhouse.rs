//! ClickHouse: its own engine, behind a small server with its HTTP interface.

use std::sync::Arc;

use arrow_array::{ArrayRef, Float64Array, Int64Array, StringArray};
use arrow_schema::{DataType, Field};
use headwater_destinations::clickhouse::{ClickHouse, Settings};
use headwater_destinations::{Delivery, Error, Rows, Table};
use headwater_tests::servers::clickhouse::{ClickHouse as Server, PASSWORD, USER};

use crate::tables::{Source, batch, deliver, typed};

fn destination(server: &Server, database: &str, password: &str) -> ClickHouse {
    let settings = Settings {
        url: server.address().parse().unwrap(),
        database: database.to_owned(),
        user: USER.to_owned(),
    };
    ClickHouse::new(
        settings,
        Some(password.into()),
        "book",
        reqwest::Client::new(),
    )
}

/// Each type arrives as the server's own, changes are merged, columns are added and widened, and a whole delivery replaces
/// what was there.
#[tokio::test]
async fn tables_follow_the_workbook() {
    let server = Server::start().await.unwrap();
    let to = destination(&server, "sales", PASSWORD);
    assert!(to.test().await.unwrap().starts_with("ClickHouse "));
    let (table, rows) = typed();
    deliver!(to, table, Rows::Whole, 1, &[rows]);
    let values = "SELECT firstName = 'Zoë \"Z\"\\0', `order`, Order, `is active?`, day, at, JSONExtractInt(address, 'no', 2)
                  FROM sales.`Order Lines` WHERE _hw_key = 'a'";
    assert_eq!(
        server.ask(values).await.unwrap(),
        "1\t-9223372036854775808\t0.1\ttrue\t2026-03-01\t2026-03-01 12:00:00.000001\t2"
    );

    let number = Table::new(
        "deals",
        true,
        vec![Field::new("amount", DataType::Int64, true)],
    );
    let amounts =
        |amounts: &[i64]| -> Vec<ArrayRef> { vec![Arc::new(Int64Array::from(amounts.to_vec()))] };
    let first = batch(
        &number,
        amounts(&[1, 2, 3]),
        &[("a", 1, None), ("b", 1, None), ("c", 1, None)],
    );
    deliver!(to, number, Rows::Whole, 1, &[first]);
    let wide = vec![
        Field::new("amount", DataType::Float64, true),
        Field::new("note", DataType::Utf8, true),
    ];
    let wide = Table::new("deals", true, wide);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Float64Array::from(vec![1.5, 3.0])),
        Arc::new(StringArray::from(vec![Some("half"), None])),
    ];
    let second = batch(&wide, columns, &[("a", 2, None), ("c", 1, Some(2))]);
    deliver!(to, wide, Rows::Since(1), 2, &[second]);
    let rows = "SELECT _hw_key, amount, note, _hw_sync, _hw_deleted FROM sales.deals FINAL ORDER BY _hw_key";
    assert_eq!(
        server.ask(rows).await.unwrap(),
        "a\t1.5\thalf\t2\t\\N\nb\t2\t\\N\t1\t\\N\nc\t3\t\\N\t1\t2"
    );
    let third = batch(&number, amounts(&[7]), &[("b", 3, None)]);
    deliver!(to, number, Rows::Whole, 3, &[third]);
    assert_eq!(server.ask(rows).await.unwrap(), "b\t7\t\\N\t3\t\\N");
    assert_eq!(to.delivered("deals").await.unwrap(), Some(3));
    let left = "SELECT count() FROM system.tables WHERE name LIKE '%staging%'";
    assert_eq!(server.ask(left).await.unwrap(), "0");

    server
        .ask("CREATE TABLE sales.other (n Int64) ENGINE = MergeTree ORDER BY n")
        .await
        .unwrap();
    assert!(matches!(
        to.delivered("other").await,
        Err(Error::Taken { .. })
    ));
    let wrong = destination(&server, "sales", "canary-password")
        .test()
        .await
        .unwrap_err();
    assert!(matches!(wrong, Error::SignIn { .. }), "{wrong:?}");
    let missing = destination(&server, "nowhere", PASSWORD)
        .test()
        .await
        .unwrap_err();
    assert!(matches!(missing, Error::Missing { .. }), "{missing:?}");
}

/// A delivery that ends anywhere, its last step included, is done again from what the target says: no row is there twice
/// and none is missing.
#[tokio::test]
async fn an_ended_delivery_loses_and_doubles_nothing() {
    let server = Server::start().await.unwrap();
    let to = destination(&server, "sales", PASSWORD);
    let table = Source::table();
    for upto in 1..=4 {
        let since = to.delivered(&table.name).await.unwrap();
        let rows = since.map_or(Rows::Whole, Rows::Since);
        let delivery = Delivery {
            table: table.clone(),
            rows,
            upto,
        };
        let batches = Source::batches(since.unwrap_or(0), upto);
        let mut ended = to.begin(&delivery).await.unwrap();
        ended.write(&batches[0]).await.unwrap();
        drop(ended);
        deliver!(to, table, rows, upto, &batches);
        if let Some(since) = since {
            // As if the end had come after the rows and before the note of how far they go.
            let comment = format!("{{\"headwater\":{{\"workbook\":\"book\",\"upto\":{since}}}}}");
            server
                .ask(&format!(
                    "ALTER TABLE sales.counted MODIFY COMMENT '{comment}'"
                ))
                .await
                .unwrap();
            deliver!(to, table, rows, upto, &batches);
        }
    }
    let (rows, keys, sum) = Source::expected(4);
    let select = "SELECT count(), uniqExact(_hw_key), sum(n) FROM sales.counted FINAL";
    assert_eq!(
        server.ask(select).await.unwrap(),
        format!("{rows}\t{keys}\t{sum}")
    );
}
