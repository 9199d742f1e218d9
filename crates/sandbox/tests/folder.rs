#![allow(clippy::unwrap_used)]
//! One provider per folder, and what it remembers.

mod support;

use headwater_sandbox::{Change, Collection, Error, Options, Sandbox, Switches};
use reqwest::StatusCode;
use support::Bench;
use tempfile::TempDir;

#[tokio::test]
async fn grants_address_and_data_survive_a_restart() {
    let bench = Bench::start().await;
    let (access, refresh) = bench.sign_in().await;
    let (used, _) = (refresh.clone(), ());
    let (_, refresh) = support::pair(&bench.refresh(&refresh).await.1);
    let change = Change {
        collection: Collection::Deals,
        add: 5,
        touch: 7,
        delete: 3,
    };
    let switches = Switches {
        data: vec![change],
        ..Switches::default()
    };
    bench.sandbox.switch(switches).unwrap();
    let before = bench.read("/api/deals?limit=500", &access).await;
    let address = bench.sandbox.address().clone();

    let bench = bench.restart().await;
    assert_eq!(
        *bench.sandbox.address(),
        address,
        "the port of the last time is free"
    );
    let after = bench.read("/api/deals?limit=500", &access).await;
    assert_eq!(
        before, after,
        "the access token is good, the rows are the same"
    );
    assert_eq!(bench.refresh(&refresh).await.0, StatusCode::OK);
    assert_eq!(
        bench.refresh(&used).await.0,
        StatusCode::BAD_REQUEST,
        "a used token stays used"
    );
}

#[tokio::test]
async fn no_token_is_written_down() {
    let bench = Bench::start().await;
    let (access, refresh) = bench.sign_in().await;
    let text = std::fs::read_to_string(bench.folder.path().join("sandbox.json")).unwrap();
    assert!(text.contains("\"refresh\""), "this is the file");
    assert!(
        !text.contains(&access) && !text.contains(&refresh),
        "hashes only"
    );
}

#[tokio::test]
async fn a_second_start_joins_the_first() {
    let bench = Bench::start().await;
    let second = Sandbox::start(bench.folder.path(), Options::default())
        .await
        .unwrap();
    assert!(bench.sandbox.owns() && !second.owns());
    assert_eq!(second.address(), bench.sandbox.address());
    assert!(matches!(second.counters(), Err(Error::NotOwner)));
    second.stop().await;
    let (access, _) = bench.sign_in().await;
    assert_eq!(
        bench.get("/api/deals", &access).await.0,
        StatusCode::OK,
        "who joined cannot end it"
    );
    bench.sandbox.stop().await;
    let third = Sandbox::start(bench.folder.path(), Options::default())
        .await
        .unwrap();
    assert!(third.owns(), "the folder is free again");
}

#[tokio::test]
async fn a_taken_port_is_left_for_another() {
    let bench = Bench::start().await;
    let port = bench.sandbox.address().port().unwrap();
    bench.sandbox.stop().await;
    let _squatter = std::net::TcpListener::bind(("127.0.0.1", port)).unwrap();
    let again = Sandbox::start(bench.folder.path(), Options::default())
        .await
        .unwrap();
    assert_ne!(again.address().port(), Some(port));

    let other = TempDir::new().unwrap();
    let options = Options {
        port: Some(port),
        ..Options::default()
    };
    match Sandbox::start(other.path(), options).await {
        Err(Error::Port { port: named, .. }) => assert_eq!(named, port),
        _ => panic!("a port that was asked for is not silently another"),
    }
}

#[tokio::test]
async fn a_damaged_register_is_named_with_its_line() {
    let folder = TempDir::new().unwrap();
    std::fs::write(folder.path().join("sandbox.json"), "{\n  \"nonce\": 1").unwrap();
    let Err(error) = Sandbox::start(folder.path(), Options::default()).await else {
        panic!("nothing can be made of it");
    };
    let text = error.to_string();
    assert!(
        text.contains("sandbox.json") && text.contains("line 2"),
        "{text}"
    );
}

/// The program beside the library: one line, then it serves until it is told to end.
#[cfg(unix)]
#[tokio::test]
async fn the_program_tells_its_address_in_one_line() {
    use std::io::{BufRead, BufReader};
    use std::process::{Command, Stdio};

    let folder = TempDir::new().unwrap();
    let run = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_headwater-sandbox"));
        command
            .arg("--folder")
            .arg(folder.path())
            .stdout(Stdio::piped());
        command
    };
    let mut child = run().spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    assert_eq!(told["owns"], true);

    let joined = Sandbox::start(folder.path(), Options::default())
        .await
        .unwrap();
    assert_eq!(
        told["address"],
        joined.address().as_str(),
        "it serves there"
    );
    let output = run().output().unwrap();
    let second: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(
        (&second["owns"], &second["admin_token"]),
        (&false.into(), &serde_json::Value::Null)
    );

    let counters = reqwest::Client::new()
        .get(joined.address().join("/counters").unwrap())
        .bearer_auth(told["admin_token"].as_str().unwrap());
    assert_eq!(counters.send().await.unwrap().status(), StatusCode::OK);

    let id = child.id().to_string();
    assert!(Command::new("kill").arg(id).status().unwrap().success());
    assert!(child.wait().unwrap().success(), "SIGTERM is a regular end");
}
