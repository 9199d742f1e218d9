//! A workbook's way to a server, through the engine: what the source has, the server has after each sync, whatever becomes
//! of the server meanwhile.

use std::time::Duration;

use headwater_engine::view::{
    Action, BucketSettings, ClickHouseSettings, DestinationInput, DestinationSettings,
    DestinationTest, DestinationView, Mode, SecretInput,
};
use headwater_tests::servers::Bucket;
use headwater_tests::servers::clickhouse::{self, ClickHouse};
use headwater_tests::servers::postgres::{PASSWORD, Postgres, USER};
use headwater_tests::until;

use crate::bucket::{manifest, rows_of};
use crate::desk::Desk;

/// The schema that the tests deliver to; it is not there before.
const SCHEMA: &str = "crm";

fn postgres(server: &Postgres) -> DestinationSettings {
    server.destination(SCHEMA)
}

fn input(
    id: Option<&str>,
    entity: &str,
    settings: DestinationSettings,
    secret: Option<&str>,
) -> DestinationInput {
    DestinationInput {
        id: id.map(str::to_owned),
        entity: entity.to_owned(),
        name: "Warehouse".to_owned(),
        settings,
        secret: secret.map(|secret| SecretInput(secret.into())),
    }
}

/// A workbook with the contacts, which are compared whole at each sync, so that gone ones are seen.
async fn contacts(desk: &Desk) -> (String, String) {
    let connection = desk.synced(&[("contacts", Mode::FullRefreshReplace)]).await;
    (connection.id, connection.entity.unwrap().id)
}

/// Keeps a destination and waits for its first delivery.
async fn saved(desk: &Desk, destination: DestinationInput) -> DestinationView {
    let saved = desk.engine.save_destination(destination).await.unwrap();
    // Taking a turn waits for whoever delivers.
    desk.engine.deliver(saved.id).await.unwrap()
}

/// The places that a test of a destination named.
fn names(found: &DestinationTest) -> Vec<&str> {
    found.tables.iter().map(|table| &*table.name).collect()
}

/// Changes the source and syncs; the engine begins a delivery by itself.
async fn change(desk: &Desk, connection: &str) {
    desk.change_contacts(5, 7, 3);
    let synced = desk.engine.sync_to_end(connection.to_owned()).await;
    assert!(
        synced
            .unwrap()
            .streams
            .iter()
            .all(|one| one.fault.is_none())
    );
}

/// Rows of the contacts as the app's own file has them: key, sync, sync that found it gone, address.
fn here(desk: &Desk) -> Vec<String> {
    let database = rusqlite::Connection::open(desk.folder.path().join("headwater.db")).unwrap();
    let find = "SELECT \"table\" FROM tabs WHERE title = 'contacts'";
    let table: String = database.query_one(find, [], |row| row.get(0)).unwrap();
    let rows = format!(
        "SELECT concat_ws('|', _hw_key, _hw_sync, coalesce(_hw_deleted, ''), email) FROM \"{table}\""
    );
    let mut statement = database.prepare(&rows).unwrap();
    let rows = statement.query_map([], |row| row.get(0)).unwrap();
    let mut rows: Vec<String> = rows.map(Result::unwrap).collect();
    rows.sort();
    rows
}

/// The same as PostgreSQL has them.
fn there(server: &Postgres) -> Vec<String> {
    let rows = format!("SELECT _hw_key, _hw_sync, _hw_deleted, email FROM {SCHEMA}.contacts");
    let answer = server.ask("postgres", &rows).unwrap();
    let mut rows: Vec<String> = answer.lines().map(str::to_owned).collect();
    rows.sort();
    rows
}

/// Whether a destination is well and the server has each row once, as the workbook has it.
fn same(delivered: &DestinationView, desk: &Desk, server: &Postgres) {
    assert!(delivered.fault.is_none(), "{delivered:?}");
    assert_eq!(there(server), here(desk));
}

/// What a test finds, what is delivered, and what changed at the source since, gone rows included; the password is in no
/// file of ours, is kept through a change of the settings, and goes to no other server by itself.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_goes_on_to_postgres() {
    let (server, desk) = (Postgres::start().await.unwrap(), Desk::new().await);
    let (connection, entity) = contacts(&desk).await;
    let wanted = input(None, &entity, postgres(&server), Some(PASSWORD));
    let found = desk.engine.test_destination(wanted.clone()).await.unwrap();
    assert!(found.server.as_deref().unwrap().starts_with("PostgreSQL "));
    assert_eq!(names(&found), ["crm.contacts"]);

    let first = saved(&desk, wanted).await;
    assert!(first.secret_kept && first.delivered_at.is_some());
    same(&first, &desk, &server);
    change(&desk, &connection).await;
    let second = desk.engine.deliver(first.id.clone()).await.unwrap();
    same(&second, &desk, &server);
    let gone = format!("SELECT count(_hw_deleted) FROM {SCHEMA}.contacts");
    assert_eq!(server.ask("postgres", &gone).unwrap(), "3");

    let state = format!("SELECT upto, delivered_at FROM {SCHEMA}._headwater_state");
    let before = server.ask("postgres", &state).unwrap();
    desk.engine.deliver(first.id.clone()).await.unwrap();
    assert_eq!(
        server.ask("postgres", &state).unwrap(),
        before,
        "no news, no writing"
    );

    let again = input(Some(&first.id), &entity, postgres(&server), None);
    assert!(saved(&desk, again).await.fault.is_none());
    let mut elsewhere = input(Some(&first.id), &entity, postgres(&server), None);
    if let DestinationSettings::Postgres(to) = &mut elsewhere.settings {
        to.host = "localhost".to_owned();
    }
    let refused = desk.engine.test_destination(elsewhere).await.unwrap_err();
    assert_eq!(refused.code.as_str(), "input_invalid");
    for file in ["headwater.db", "headwater.db-wal"] {
        let bytes = std::fs::read(desk.folder.path().join(file)).unwrap_or_default();
        let canary = PASSWORD.as_bytes();
        assert!(
            !bytes.windows(canary.len()).any(|part| part == canary),
            "{file}"
        );
    }
    desk.engine.remove_destination(first.id).await.unwrap();
    assert!(
        !desk
            .vault
            .labels()
            .iter()
            .any(|(_, label)| label.contains("destination"))
    );

    // Added again, it finds its table by what the rows come from.
    let again = input(None, &entity, postgres(&server), Some(PASSWORD));
    let found = desk.engine.test_destination(again.clone()).await.unwrap();
    assert_eq!(names(&found), ["crm.contacts"]);
    assert!(saved(&desk, again.clone()).await.fault.is_none());
    // It comes whole, and so without the rows that are gone at the source.
    let mut present = here(&desk);
    present.retain(|row| row.split('|').nth(2) == Some(""));
    assert_eq!(there(&server), present);
    // Beside it, another one gets a table of its own, and is told why.
    let found = desk.engine.test_destination(again).await.unwrap();
    let place = &found.tables[0];
    assert_eq!(place.name, "crm.contacts_2");
    assert_eq!(place.instead_of.as_deref(), Some("crm.contacts"));
}

/// What is wrong at a server is the destination's own trouble: it names the host and leads to the form, the sync stays
/// good, and the right password mends it.
#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_said_and_mended() {
    let (server, desk) = (Postgres::start().await.unwrap(), Desk::new().await);
    let (_, entity) = contacts(&desk).await;
    let wrong = saved(
        &desk,
        input(None, &entity, postgres(&server), Some("canary")),
    )
    .await;
    let fault = wrong.fault.as_ref().unwrap();
    assert_eq!(fault.code, "destination_sign_in");
    assert_eq!(
        fault.button.as_ref().unwrap().action,
        Action::EditDestination
    );
    assert!(fault.title.contains("127.0.0.1") && !format!("{wrong:?}").contains("canary"));
    let right = input(Some(&wrong.id), &entity, postgres(&server), Some(PASSWORD));
    same(&saved(&desk, right).await, &desk, &server);

    // A table that somebody else made keeps its rows.
    let other = "CREATE SCHEMA other; CREATE TABLE other.contacts (id int)";
    server.ask("postgres", other).unwrap();
    let mut taken = input(None, &entity, postgres(&server), Some(PASSWORD));
    if let DestinationSettings::Postgres(to) = &mut taken.settings {
        to.schema = "other".to_owned();
    }
    let taken = desk.engine.test_destination(taken).await.unwrap_err();
    assert_eq!(taken.code.as_str(), "destination_taken");
    assert_eq!(taken.values["table"], "other.contacts");
}

/// The server crashes while it merges: the table is as it was before; once it is back, the next delivery brings all that is
/// lacking, no row twice.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_crashes_in_a_delivery_loses_and_doubles_nothing() {
    let (mut server, desk) = (Postgres::start().await.unwrap(), Desk::new().await);
    let (connection, entity) = contacts(&desk).await;
    let first = saved(
        &desk,
        input(None, &entity, postgres(&server), Some(PASSWORD)),
    )
    .await;
    same(&first, &desk, &server);
    let before = there(&server);
    // The crash empties the unlogged table, so that no delivery after it is slow.
    let slow = format!(
        "CREATE UNLOGGED TABLE is_slow AS SELECT 1;
         CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS
         'BEGIN IF EXISTS (SELECT FROM public.is_slow) THEN PERFORM pg_sleep(600); END IF; RETURN NEW; END';
         CREATE TRIGGER slow BEFORE INSERT ON {SCHEMA}.contacts FOR EACH ROW EXECUTE FUNCTION slow()"
    );
    server.ask("postgres", &slow).unwrap();
    change(&desk, &connection).await;
    let asleep = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'Headwater' AND wait_event = 'PgSleep'";
    until(
        "a delivery that merges",
        Duration::from_secs(60),
        async || (server.ask("postgres", asleep).unwrap() == "1").then_some(()),
    )
    .await
    .unwrap();
    server.stop().unwrap();

    let lost = desk.engine.deliver(first.id.clone()).await.unwrap();
    assert_eq!(lost.fault.unwrap().code, "destination_unreachable");
    assert_eq!(lost.delivered_at, first.delivered_at);
    assert_ne!(before, here(&desk));
    server.start_again().await.unwrap();
    same(
        &desk.engine.deliver(first.id).await.unwrap(),
        &desk,
        &server,
    );
}

/// A server that is down when a sync ends gets the rows once it is back, without anybody doing anything; the log tells of
/// both, each once. What no wait mends is not tried again.
#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_comes_by_itself_once_the_server_is_back() {
    let (mut server, desk) = (Postgres::start().await.unwrap(), Desk::new().await);
    let (connection, entity) = contacts(&desk).await;
    let wanted = input(None, &entity, postgres(&server), Some(PASSWORD));
    let first = saved(&desk, wanted).await;
    server.stop().unwrap();
    change(&desk, &connection).await;
    let state = async || {
        let mut all = desk.engine.destinations(entity.clone()).await.unwrap();
        all.remove(0)
    };
    let failed = until("a failed delivery", Duration::from_secs(60), async || {
        state().await.fault
    });
    let failed = failed.await.unwrap();
    assert_eq!(failed.code, "destination_unreachable");
    assert!(failed.retry_at.is_some(), "{failed:?}");
    server.start_again().await.unwrap();
    let well = until(
        "a delivery by itself",
        Duration::from_secs(180),
        async || Some(state().await).filter(|one| one.fault.is_none()),
    );
    let well = well.await.unwrap();
    assert_ne!(well.delivered_at, first.delivered_at);
    same(&well, &desk, &server);

    server
        .ask("postgres", &format!("ALTER USER {USER} PASSWORD 'other'"))
        .unwrap();
    change(&desk, &connection).await;
    let refused = desk.engine.deliver(well.id).await.unwrap().fault.unwrap();
    assert_eq!(refused.code, "destination_sign_in");
    assert_eq!(refused.retry_at, None);
    let told = desk.engine.activity(None).await.unwrap();
    let told: Vec<_> = told.iter().map(|entry| &*entry.what).collect();
    let count = |what: &str| told.iter().filter(|told| **told == what).count();
    let counts = ["delivery_waits", "delivery_well", "delivery_failed"].map(count);
    assert_eq!(counts, [1, 1, 1], "{told:?}");
}

/// The other servers get the same workbook, with the places that the test named.
#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_goes_on_to_clickhouse_and_to_object_storage() {
    let desk = Desk::new().await;
    let (connection, entity) = contacts(&desk).await;
    let (columns, storage) = (
        ClickHouse::start().await.unwrap(),
        Bucket::start().await.unwrap(),
    );
    let clickhouse = DestinationSettings::ClickHouse(ClickHouseSettings {
        url: columns.address().to_owned(),
        database: "sales".to_owned(),
        user: clickhouse::USER.to_owned(),
    });
    let bucket = DestinationSettings::Bucket(BucketSettings {
        endpoint: Some(storage.address().to_owned()),
        region: "us-east-1".to_owned(),
        bucket: "lake".to_owned(),
        prefix: "sales".to_owned(),
        access_key: "bench".to_owned(),
    });
    let mut ids = Vec::new();
    for (settings, secret, place) in [
        (clickhouse, clickhouse::PASSWORD, "sales.contacts"),
        (bucket, "bench-secret", "s3://lake/sales/contacts/"),
    ] {
        let wanted = input(None, &entity, settings, Some(secret));
        let found = desk.engine.test_destination(wanted.clone()).await.unwrap();
        assert_eq!(names(&found), [place]);
        let first = saved(&desk, wanted).await;
        assert!(first.fault.is_none(), "{first:?}");
        ids.push(first.id);
    }
    let before = here(&desk);
    change(&desk, &connection).await;
    for id in ids {
        let second = desk.engine.deliver(id).await.unwrap();
        assert!(second.fault.is_none(), "{second:?}");
    }
    let rows = "SELECT concat(_hw_key, '|', toString(_hw_sync), '|', ifNull(toString(_hw_deleted), ''), '|', email)
                FROM sales.contacts FINAL";
    let mut rows: Vec<String> = columns
        .ask(rows)
        .await
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect();
    rows.sort();
    let after = here(&desk);
    assert_eq!(rows, after);
    let changed = after.iter().filter(|row| !before.contains(row)).count();
    let manifest = manifest(&storage, "contacts").await.unwrap();
    assert_eq!(
        rows_of(&storage, "contacts", &manifest).await,
        (before.len() + changed) as i64,
        "all rows, then those that changed"
    );
}
