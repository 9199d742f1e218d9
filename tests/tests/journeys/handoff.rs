//! Moving to a server: the project holds no secret, the server has an access of its own, and it goes on where the desktop
//! is.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use headwater_engine::protocol::{self, Described, Ended, ServerConsent, Verb};
use headwater_engine::view::{ConnectionView, HandoffTarget, Mode, ServerSignIn};
use headwater_sandbox::{OWN_CLIENT_ID, OWN_CLIENT_SECRET};
use headwater_tests::connector;
use headwater_vault::{ItemName, Vault as _};
use secrecy::ExposeSecret as _;
use serde_json::Value;

use crate::desk::{Consents, Desk, Person};

/// A desk whose catalogue also has the sandbox under another name: as a service that a server can reach.
async fn desk() -> (Desk, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let crm = folder.path().join("crm");
    connector::changed(&crm, "sandbox", |text| text.replace("Sandbox", "Crm")).unwrap();
    // The sandbox's own tells its secret, which is none.
    std::fs::write(crm.join("guide.md"), "# Crm\n").unwrap();
    let desk = Desk::with_catalogues(vec![folder.path().to_owned()]).await;
    (desk, folder)
}

/// A connection to it with the user's own client, its contacts read once.
async fn connected(desk: &Desk) -> ConnectionView {
    let id = desk.engine.create_draft("crm".to_owned()).await.unwrap().id;
    let address = desk.sandbox.address().to_string();
    let inputs = BTreeMap::from([("address".to_owned(), address)]);
    desk.engine.save_inputs(id.clone(), inputs).await.unwrap();
    desk.own(&id, OWN_CLIENT_SECRET).await;
    desk.engine.authorize(id.clone()).await.unwrap();
    desk.after_attempt(&id).await;
    let modes = [
        ("contacts", Mode::IncrementalAppendDedupe),
        ("deals", Mode::FullRefreshReplace),
    ];
    desk.finish(&id, &modes).await
}

/// Every secret that the keychain holds of a connection.
fn secrets(desk: &Desk, id: &str) -> Vec<String> {
    let item = ItemName::new(format!("connection/{id}")).unwrap();
    let item = desk.vault.get(&item).unwrap().unwrap();
    let item: Value = serde_json::from_str(item.expose_secret()).unwrap();
    let places = [
        "/grant/access_token",
        "/grant/refresh_token",
        "/client_secret",
    ];
    let found = places.map(|place| item.pointer(place).unwrap().as_str().unwrap().to_owned());
    found.to_vec()
}

/// The texts of all files below a folder, by their paths.
fn texts(folder: &Path) -> BTreeMap<PathBuf, String> {
    let mut texts = BTreeMap::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => texts.extend(self::texts(&path)),
            false => {
                let text = std::fs::read_to_string(&path).unwrap();
                texts.insert(path, text);
            }
        }
    }
    texts
}

fn described(project: &Path) -> Described {
    Described {
        connector: Some(project.join("connector/crm").display().to_string()),
        config: Some(project.join("filled.json")),
        catalog: Some(project.join("catalog.json")),
        state: Some(project.join("state.json")),
        grant: Some(project.join("grant.json")),
        ..Described::default()
    }
}

/// The IDs of the records of a stream that a server reads.
async fn read(project: &Path, stream: &str) -> Vec<String> {
    let mut out = Vec::new();
    let ended = protocol::run(Verb::Read, &described(project), &mut out).await;
    let text = String::from_utf8(out).unwrap();
    assert_eq!(ended.unwrap(), Ended::Done, "{text}");
    let messages = text
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap());
    messages
        .filter(|one| one["type"] == "RECORD" && one["record"]["stream"] == stream)
        .map(|one| one["record"]["data"]["id"].as_str().unwrap().to_owned())
        .collect()
}

/// The whole way. No secret of the connection is in any file of any kind of project; a consent gives the server a grant of
/// its own, for its owner's eyes alone; the first read brings what changed since the desktop's last sync and nothing
/// older; the grant is renewed in its file, and the desktop's is none the worse for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_goes_on_with_an_access_of_its_own() {
    let (desk, folder) = desk().await;
    let before = connected(&desk).await;
    let plan = desk.engine.handoff_plan(before.id.clone()).await.unwrap();
    assert_eq!(plan.variables, ["CRM_CLIENT_SECRET"]);
    assert_eq!(plan.sign_in, ServerSignIn::Consent);
    let going_on: Vec<_> = plan
        .streams
        .iter()
        .map(|stream| (stream.name.as_str(), stream.goes_on))
        .collect();
    assert_eq!(going_on, [("contacts", true), ("deals", false)]);

    let projects = folder.path().join("projects");
    std::fs::create_dir(&projects).unwrap();
    for (name, target) in [
        ("pyairbyte", HandoffTarget::PyAirbyte),
        ("meltano", HandoffTarget::Meltano),
        ("airbyte", HandoffTarget::Airbyte),
    ] {
        let place = projects.join(name).display().to_string();
        let written = desk
            .engine
            .hand_off(before.id.clone(), target, place.clone());
        assert!(
            written
                .await
                .unwrap()
                .files
                .contains(&"README.md".to_owned())
        );
        let again = desk.engine.hand_off(before.id.clone(), target, place).await;
        assert_eq!(
            again.unwrap_err().code.as_str(),
            "input_invalid",
            "it is not empty"
        );
    }
    let texts = texts(&projects);
    let holding = |value: &str| texts.iter().find(|(_, text)| text.contains(value));
    for secret in secrets(&desk, &before.id) {
        assert_eq!(holding(&secret), None);
    }
    assert!(
        holding(OWN_CLIENT_ID).is_some(),
        "the search finds what is there"
    );
    let manifest = |place: PathBuf| std::fs::read(place.join("crm/manifest.yaml")).unwrap();
    let project = projects.join("pyairbyte");
    assert_eq!(
        manifest(project.join("connector")),
        manifest(folder.path().to_owned()),
        "to the byte"
    );

    consent(&project).await;
    let mut all: BTreeSet<String> = desk.keys("contacts").into_iter().collect();
    let here = all.len();
    desk.change_contacts(5, 7, 0);
    let new = read(&project, "contacts").await;
    // The record of the state's very moment comes again: another one may have changed in the same moment.
    assert_eq!(new.len(), 5 + 7 + 1, "older ones are not read again");
    assert_eq!(new.iter().collect::<BTreeSet<_>>().len(), new.len());
    all.extend(new);
    assert_eq!(all.len(), here + 5, "together they are the source's");

    let kept = || std::fs::read_to_string(project.join("grant.json")).unwrap();
    let first = kept();
    desk.switch(headwater_sandbox::Switches {
        expire_access: true,
        ..Default::default()
    });
    assert_eq!(
        read(&project, "deals").await.len() as u64,
        desk.keys("deals").len() as u64
    );
    assert_ne!(kept(), first, "the next refresh token is kept");
    read(&project, "deals").await;
    let after = desk.engine.sync_to_end(before.id).await.unwrap();
    assert!(after.trouble.is_none(), "{after:#?}");
    assert_eq!(after.rows, before.rows + 5);
}

/// Gives the server's project a grant, and its configuration the client's secret.
async fn consent(project: &Path) {
    let config = std::fs::read_to_string(project.join("config.json")).unwrap();
    let filled = config.replace("${CRM_CLIENT_SECRET}", OWN_CLIENT_SECRET);
    assert_ne!(filled, config);
    std::fs::write(project.join("filled.json"), filled).unwrap();
    let (described, file) = (described(project), project.join("grant.json"));
    let browser = Arc::new(Consents::new(Person::Allows));
    let consent = ServerConsent::prepare(&described, &file, browser)
        .await
        .unwrap();
    let (engine, id) = (consent.engine.clone(), consent.connection.clone());
    engine.authorize(id.clone()).await.unwrap();
    while engine
        .connection(id.clone())
        .await
        .unwrap()
        .attempt
        .is_some_and(|attempt| !matches!(attempt.phase, headwater_engine::view::AttemptPhase::Done))
    {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    drop(engine);
    consent.keep().await.unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(&file).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
    let scopes: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
    let asked = scopes["grant"]["asked"].to_string();
    assert!(
        asked.contains("contacts.read") && !asked.contains("companies.read"),
        "{asked}"
    );
    let left = std::fs::read_dir(project)
        .unwrap()
        .map(|one| one.unwrap().file_name());
    let left: Vec<_> = left
        .filter(|name| name.to_string_lossy().contains("authorize"))
        .collect();
    assert!(left.is_empty(), "the engine's folder is gone: {left:?}");
}

/// A secret that was typed where none belongs is found before anything is written; the sample data has no server.
#[tokio::test(flavor = "multi_thread")]
async fn what_must_not_go_is_refused() {
    let (desk, folder) = desk().await;
    let connection = connected(&desk).await;
    let secret = secrets(&desk, &connection.id).remove(2);
    let name = format!("Customers {secret}");
    desk.engine
        .rename(connection.id.clone(), name)
        .await
        .unwrap();
    let place = folder.path().join("project");
    let target = HandoffTarget::PyAirbyte;
    let written = desk
        .engine
        .hand_off(connection.id, target, place.display().to_string());
    let fault = written.await.unwrap_err();
    assert_eq!(fault.code.as_str(), "input_invalid");
    assert!(!fault.seen_now().cause.contains(&secret), "{fault:?}");
    assert!(!place.exists());

    let sample = desk.synced(&[("deals", Mode::FullRefreshReplace)]).await;
    let refused = desk.engine.handoff_plan(sample.id).await.unwrap_err();
    assert_eq!(refused.code.as_str(), "not_now");
}

/// Other programs on the desktop read with the connection's own grant: all records, a renewal on the way, which is kept
/// in the keychain, and no token in any message.
#[tokio::test(flavor = "multi_thread")]
async fn other_programs_read_with_the_desktops_grant() {
    let (desk, folder) = desk().await;
    let connection = connected(&desk).await;
    let catalog = folder.path().join("catalog.json");
    let asked = serde_json::json!({"streams": [{"stream": {"name": "deals"}, "sync_mode": "full_refresh"}]});
    std::fs::write(&catalog, asked.to_string()).unwrap();
    let before = secrets(&desk, &connection.id);
    desk.switch(headwater_sandbox::Switches {
        expire_access: true,
        ..Default::default()
    });
    let described = Described {
        catalog: Some(catalog),
        ..Described::default()
    };
    let mut out = Vec::new();
    let ended = desk
        .engine
        .protocol(Verb::Read, &connection.id, &described, &mut out);
    assert_eq!(ended.await.unwrap(), Ended::Done);
    let text = String::from_utf8(out).unwrap();
    let records = text.matches("\"RECORD\"").count();
    assert_eq!(records, desk.keys("deals").len());
    let after = secrets(&desk, &connection.id);
    assert_ne!(after[1], before[1], "the next refresh token is kept");
    for secret in before.iter().chain(&after) {
        assert!(!text.contains(secret));
    }
}
