//! Destinations: what a sync brings goes on to where the workbook is delivered, and a place that is gone is its own
//! trouble.

use std::path::Path;

use headwater_engine::ExportFormat;
use headwater_engine::view::{DestinationInput, DestinationSettings, DestinationView, Mode};

use crate::desk::Desk;

fn input(entity: &str, settings: DestinationSettings) -> DestinationInput {
    DestinationInput {
        id: None,
        entity: entity.to_owned(),
        name: "Warehouse".to_owned(),
        settings,
        secret: None,
    }
}

/// The only destination, once its delivery is over.
async fn delivered(desk: &Desk, entity: &str) -> DestinationView {
    // Taking a turn waits for whoever delivers.
    let all = desk.engine.destinations(entity.to_owned()).await.unwrap();
    desk.engine.deliver(all[0].id.clone()).await.unwrap()
}

/// Lines of a CSV file without its head.
fn rows(file: &Path) -> usize {
    std::fs::read_to_string(file).unwrap().lines().count() - 1
}

/// What a sync changes is delivered after it; where the place is gone, the destination says so, the sync stays good, and
/// once the place is back the next delivery brings what was missed.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_delivered_and_a_lost_place_is_no_lost_sync() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("contacts", Mode::IncrementalAppendDedupe)])
        .await;
    let entity = before.entity.clone().unwrap().id;
    let around = tempfile::tempdir().unwrap();
    let stick = around.path().join("stick");
    std::fs::create_dir(&stick).unwrap();
    let settings = DestinationSettings::Csv {
        folder: stick.join("out").display().to_string(),
        mark: false,
        guard: false,
    };
    desk.engine
        .save_destination(input(&entity, settings))
        .await
        .unwrap();
    let first = delivered(&desk, &entity).await;
    assert!(
        first.fault.is_none() && first.delivered_at.is_some(),
        "{first:?}"
    );
    let file = stick.join("out/contacts.csv");
    assert_eq!(rows(&file) as u64, before.rows);

    let away = around.path().join("away");
    std::fs::rename(&stick, &away).unwrap();
    desk.change_contacts(5, 7, 0);
    let after = desk.engine.sync_to_end(before.id.clone()).await.unwrap();
    assert_eq!(after.rows, before.rows + 5, "the sync is good");
    let lost = delivered(&desk, &entity).await;
    assert_eq!(lost.fault.unwrap().code, "destination_gone");
    assert_eq!(
        lost.delivered_at, first.delivered_at,
        "it still tells of the last good one"
    );

    std::fs::rename(&away, &stick).unwrap();
    let again = delivered(&desk, &entity).await;
    assert!(again.fault.is_none(), "{again:?}");
    assert_eq!(rows(&file) as u64, after.rows);
}

/// With partitions each sync's changes are one more folder, by the number of the sync; a delivery without news adds none.
#[tokio::test(flavor = "multi_thread")]
async fn changes_are_partitions() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("contacts", Mode::IncrementalAppendDedupe)])
        .await;
    let entity = before.entity.clone().unwrap().id;
    let around = tempfile::tempdir().unwrap();
    let settings = DestinationSettings::Parquet {
        folder: around.path().display().to_string(),
        partitions: true,
    };
    desk.engine
        .save_destination(input(&entity, settings))
        .await
        .unwrap();
    let partitions = || {
        std::fs::read_dir(around.path().join("contacts"))
            .unwrap()
            .count()
    };
    assert!(delivered(&desk, &entity).await.fault.is_none());
    assert_eq!(partitions(), 1);
    desk.change_contacts(5, 7, 0);
    desk.engine.sync_to_end(before.id).await.unwrap();
    assert!(delivered(&desk, &entity).await.fault.is_none());
    assert!(delivered(&desk, &entity).await.fault.is_none());
    assert_eq!(partitions(), 2);
}

/// A tab becomes one file of each kind with all its rows; what cannot be meant is named, and nothing is written.
#[tokio::test(flavor = "multi_thread")]
async fn a_tab_is_exported() {
    let desk = Desk::new().await;
    let connection = desk.synced(&[("deals", Mode::FullRefreshReplace)]).await;
    let around = tempfile::tempdir().unwrap();
    let file = |name: &str| around.path().join(name);
    let export = |name, format| {
        desk.engine
            .export("Customer/deals".to_owned(), file(name), format)
    };
    assert_eq!(
        export("deals.csv", ExportFormat::Csv).await.unwrap(),
        connection.rows
    );
    assert_eq!(rows(&file("deals.csv")) as u64, connection.rows);
    export("deals.jsonl", ExportFormat::Lines).await.unwrap();
    let lines = std::fs::read_to_string(file("deals.jsonl")).unwrap();
    let mut keys: Vec<String> = lines
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    keys.sort();
    assert_eq!(keys, desk.keys("deals"));
    export("deals.parquet", ExportFormat::Parquet)
        .await
        .unwrap();
    let parquet = std::fs::File::open(file("deals.parquet")).unwrap();
    let parquet = parquet::file::reader::SerializedFileReader::new(parquet).unwrap();
    let metadata = parquet::file::reader::FileReader::metadata(&parquet);
    assert_eq!(metadata.file_metadata().num_rows() as u64, connection.rows);
    // A workbook takes the place of whatever stood there.
    std::fs::write(file("deals.xlsx"), "no workbook").unwrap();
    let xlsx = export("deals.xlsx", ExportFormat::Xlsx).await.unwrap();
    assert_eq!(xlsx, connection.rows);
    let begin = std::fs::read(file("deals.xlsx")).unwrap();
    assert!(begin.starts_with(b"PK"));
    let nowhere = desk
        .engine
        .export("nobody".to_owned(), file("no.csv"), ExportFormat::Csv);
    assert_eq!(nowhere.await.unwrap_err().code.as_str(), "unknown_item");
    let gone = around.path().join("gone/deals.csv");
    let gone = desk
        .engine
        .export("deals".to_owned(), gone, ExportFormat::Csv)
        .await;
    assert_eq!(gone.unwrap_err().code.as_str(), "destination_gone");
}

/// A path that depends on where the app was started, and a name that says nothing, are refused before anything is kept.
#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_meant_is_refused() {
    let desk = Desk::new().await;
    let connection = desk.synced(&[("deals", Mode::FullRefreshReplace)]).await;
    let entity = connection.entity.unwrap().id;
    let settings = DestinationSettings::Parquet {
        folder: "out".to_owned(),
        partitions: false,
    };
    let refused = desk.engine.save_destination(input(&entity, settings)).await;
    assert_eq!(refused.unwrap_err().code.as_str(), "input_invalid");
    assert!(desk.engine.destinations(entity).await.unwrap().is_empty());
}

/// A workbook's file gets a sheet per tab, is left alone where nothing is new, and while a program has it open: then the
/// destination says so, and the next delivery brings what was missed.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_a_file_for_spreadsheets() {
    let desk = Desk::new().await;
    let streams = ["contacts", "deals"].map(|name| (name, Mode::IncrementalAppendDedupe));
    let before = desk.synced(&streams).await;
    let entity = before.entity.clone().unwrap().id;
    let around = tempfile::tempdir().unwrap();
    let file = around.path().join("customers.xlsx");
    let settings = |file: &Path| DestinationSettings::Xlsx {
        file: file.display().to_string(),
    };
    let old = input(&entity, settings(&file.with_extension("xls")));
    let refused = desk.engine.save_destination(old).await.unwrap_err();
    assert_eq!(refused.code.as_str(), "input_invalid");
    let ours = input(&entity, settings(&file));
    desk.engine.save_destination(ours).await.unwrap();
    assert!(delivered(&desk, &entity).await.fault.is_none());
    let book = headwater_destinations::xlsx::Workbook { path: file.clone() };
    let at = |tab: &str| book.delivered(tab).unwrap();
    let first = at("contacts").unwrap();
    assert_eq!(at("deals"), Some(first));
    let bytes = || std::fs::read(&file).unwrap();
    let written = bytes();
    assert!(delivered(&desk, &entity).await.fault.is_none());
    assert_eq!(bytes(), written, "nothing is new");

    let owner = around.path().join("~$customers.xlsx");
    std::fs::write(&owner, "").unwrap();
    desk.change_contacts(5, 7, 0);
    desk.engine.sync_to_end(before.id).await.unwrap();
    let open = delivered(&desk, &entity).await;
    assert_eq!(open.fault.unwrap().code, "destination_open");
    assert_eq!(bytes(), written);
    std::fs::remove_file(&owner).unwrap();
    assert!(delivered(&desk, &entity).await.fault.is_none());
    assert!(at("contacts").unwrap() > first, "what was missed is there");
}
