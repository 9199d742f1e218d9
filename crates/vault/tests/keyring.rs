#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(all(unix, not(target_os = "macos")))]
//! The keychain against a real GNOME Keyring in a private session.

mod session;

use std::time::{Duration, Instant};

use headwater_vault::{Error, ItemName, Keychain, Vault};
use secrecy::{ExposeSecret, SecretString};
use session::{Keyring, within};

const SERVICE: &str = "Headwater test";

fn item() -> ItemName {
    ItemName::new("connection/01JTEST").unwrap()
}

fn open() -> Keychain {
    Keychain::open(SERVICE).unwrap()
}

fn text(secret: Option<SecretString>) -> Option<String> {
    secret.map(|secret| secret.expose_secret().to_owned())
}

/// What another program finds under the attributes of our item.
fn secret_tool(arguments: &[&str]) -> String {
    let output = std::process::Command::new("secret-tool")
        .args(arguments)
        .output();
    let output =
        output.expect("secret-tool is needed for this test: install libsecret-tools (Debian)");
    let text = [output.stdout, output.stderr].concat();
    String::from_utf8(text).unwrap()
}

#[test]
fn a_secret_is_kept_given_back_and_forgotten() {
    within("a_secret_is_kept_given_back_and_forgotten", None, || {
        let _keyring = Keyring::unlocked();
        let keychain = open();
        assert_eq!(keychain.name(), "Secret Service");
        keychain.ready().unwrap();
        assert_eq!(text(keychain.get(&item()).unwrap()), None);
        for secret in ["first", "second — with ünïcode", ""] {
            keychain
                .put(&item(), "Headwater: a test", &secret.into())
                .unwrap();
            assert_eq!(
                text(keychain.get(&item()).unwrap()).as_deref(),
                Some(secret)
            );
        }
        let long: String = (0..8192)
            .map(|number| char::from(b'a' + (number % 26) as u8))
            .collect();
        keychain
            .put(&item(), "Headwater: a test", &long.as_str().into())
            .unwrap();
        assert_eq!(
            text(keychain.get(&item()).unwrap()),
            Some(long),
            "tokens of 8 KB exist (requirement 60)"
        );
        let other = Keychain::open("Headwater other test").unwrap();
        assert_eq!(
            text(other.get(&item()).unwrap()),
            None,
            "services are kept apart"
        );
        keychain.delete(&item()).unwrap();
        assert_eq!(text(keychain.get(&item()).unwrap()), None);
        keychain.delete(&item()).unwrap();
    });
}

#[test]
fn people_see_a_label_and_it_follows_a_new_name() {
    within("people_see_a_label_and_it_follows_a_new_name", None, || {
        let _keyring = Keyring::unlocked();
        let keychain = open();
        for label in [
            "Headwater: HubSpot – Marketing",
            "Headwater: HubSpot – Sales",
        ] {
            keychain.put(&item(), label, &"token".into()).unwrap();
            let found = secret_tool(&[
                "search",
                "service",
                SERVICE,
                "username",
                "connection/01JTEST",
            ]);
            assert!(found.contains(&format!("label = {label}\n")), "{found}");
            assert_eq!(
                found.matches("label = ").count(),
                1,
                "one item, not two: {found}"
            );
        }
        keychain.ready().unwrap();
        let all = secret_tool(&["search", "--all", "service", SERVICE]);
        assert_eq!(
            all.matches("label = ").count(),
            1,
            "looking whether it is ready leaves nothing: {all}"
        );
    });
}

/// Write before use: what `put` has said is kept outlives the keyring's own process.
#[test]
fn what_is_kept_outlives_the_keyring_and_its_session() {
    within(
        "what_is_kept_outlives_the_keyring_and_its_session",
        None,
        || {
            let keyring = Keyring::unlocked();
            let keychain = open();
            keychain
                .put(&item(), "Headwater: a test", &"token".into())
                .unwrap();
            drop(keyring); // Killed, not asked to end.
            let _keyring = Keyring::unlocked();
            assert_eq!(
                text(keychain.get(&item()).unwrap()).as_deref(),
                Some("token"),
                "the session was opened again by itself"
            );
        },
    );
}

#[test]
fn a_locked_keyring_is_said_to_be_locked() {
    within("a_locked_keyring_is_said_to_be_locked", None, || {
        let keyring = Keyring::unlocked();
        let keychain = open();
        keychain
            .put(&item(), "Headwater: a test", &"token".into())
            .unwrap();
        drop(keyring);
        let keyring = Keyring::locked();
        let secret: SecretString = "canary".into();
        for error in [
            keychain.get(&item()).unwrap_err(),
            keychain
                .put(&item(), "Headwater: a test", &secret)
                .unwrap_err(),
            keychain.ready().unwrap_err(),
            keychain.delete(&item()).unwrap_err(),
        ] {
            assert!(matches!(error, Error::Locked { .. }), "{error:?}");
            assert!(!format!("{error:?} {error}").contains("canary"));
        }
        drop(keyring);
        let _keyring = Keyring::unlocked();
        assert_eq!(
            text(keychain.get(&item()).unwrap()).as_deref(),
            Some("token"),
            "unlocked, it works, and what was kept is whole"
        );
    });
}

#[test]
fn no_keyring_on_the_bus_is_absent_until_there_is_one() {
    within(
        "no_keyring_on_the_bus_is_absent_until_there_is_one",
        None,
        || {
            let keychain = open();
            for error in [
                keychain.get(&item()).unwrap_err(),
                keychain.ready().unwrap_err(),
            ] {
                assert!(matches!(error, Error::Absent { .. }), "{error:?}");
            }
            let _keyring = Keyring::unlocked();
            keychain
                .put(&item(), "Headwater: a test", &"token".into())
                .unwrap();
            assert_eq!(
                text(keychain.get(&item()).unwrap()).as_deref(),
                Some("token"),
                "a keyring that comes later is found without a restart"
            );
        },
    );
}

#[test]
fn no_session_bus_is_absent() {
    within("no_session_bus_is_absent", None, || {
        // In a session, so that no other bus of this machine can be found; then without its address.
        let output = std::process::Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "without_a_bus", "--ignored"])
            .env_remove("DBUS_SESSION_BUS_ADDRESS")
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success() && said.contains("1 passed"),
            "{said}"
        );
    });
}

#[test]
#[ignore = "run by no_session_bus_is_absent, in its session"]
fn without_a_bus() {
    let error = open().ready().unwrap_err();
    assert!(matches!(error, Error::Absent { .. }), "{error:?}");
}

/// zbus blocks; inside an async runtime that would panic or stall.
#[test]
fn it_may_be_called_from_inside_a_runtime() {
    within("it_may_be_called_from_inside_a_runtime", None, || {
        let _keyring = Keyring::unlocked();
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let keychain = open();
            keychain
                .put(&item(), "Headwater: a test", &"token".into())
                .unwrap();
            let kept = tokio::task::spawn_blocking(move || keychain.get(&item()))
                .await
                .unwrap();
            assert_eq!(text(kept.unwrap()).as_deref(), Some("token"));
        });
    });
}

#[test]
fn a_dismissed_prompt_is_a_refusal() {
    // A prompter that fails after a second: the service calls that a dismissal.
    within(
        "a_dismissed_prompt_is_a_refusal",
        Some("sleep 1; exit 1"),
        || {
            make_item_and_lock();
            let _keyring = Keyring::locked();
            assert_eq!(open().get(&item()).unwrap_err(), Error::Denied);
        },
    );
}

#[test]
fn a_prompt_that_nobody_answers_is_not_waited_for() {
    let name = "a_prompt_that_nobody_answers_is_not_waited_for";
    within(name, Some("sleep 3; exit 1"), || {
        make_item_and_lock();
        let _keyring = Keyring::locked();
        let patience = Duration::from_millis(700);
        let keychain = open().patience(patience);
        let ask = || {
            let begun = Instant::now();
            let error = keychain.get(&item()).unwrap_err();
            assert!(matches!(error, Error::Locked { .. }), "{error:?}");
            begun.elapsed()
        };
        assert!(ask() >= patience, "the user has some time");
        assert!(
            ask() < patience,
            "while the prompt stands open, nobody queues behind it"
        );
        let begun = Instant::now();
        while ask() < patience {
            assert!(
                begun.elapsed() < Duration::from_secs(20),
                "the prompt has ended long ago"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        // The last call waited: the keychain was asked again.
    });
}

/// A keyring with our item in it, ended.
fn make_item_and_lock() {
    let _keyring = Keyring::unlocked();
    open()
        .put(&item(), "Headwater: a test", &"token".into())
        .unwrap();
}
