//! The private session: its keychain in all three conditions, and that nothing of it stays.

use std::io::Write;
use std::process::{Command, Stdio};

use headwater_tests::{Keyring, Session};

/// Runs secret-tool in the session: whether it succeeded, and what it printed.
fn secret_tool(session: &Session, args: &[&str], input: &str) -> (bool, String) {
    let mut command = session.command("timeout");
    command
        .arg("20")
        .arg("secret-tool")
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut child = command.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(input.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    (
        output.status.success(),
        String::from_utf8(output.stdout).unwrap(),
    )
}

const STORE: [&str; 4] = ["store", "--label=bench", "kind", "bench"];
const LOOKUP: [&str; 3] = ["lookup", "kind", "bench"];

#[tokio::test]
async fn keyring_keeps_a_secret_through_being_locked_and_taken_away() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    assert!(
        secret_tool(&session, &STORE, "canary").0,
        "an unlocked keyring takes a secret without a prompt"
    );
    assert_eq!(
        secret_tool(&session, &LOOKUP, ""),
        (true, "canary".to_owned())
    );

    session.lock_keyring().await.unwrap();
    assert_eq!(
        secret_tool(&session, &LOOKUP, ""),
        (false, String::new()),
        "locked: no secret"
    );
    session.remove_keyring();
    assert_eq!(
        secret_tool(&session, &LOOKUP, ""),
        (false, String::new()),
        "absent: no secret"
    );
    session.unlock_keyring().await.unwrap();
    assert_eq!(
        secret_tool(&session, &LOOKUP, ""),
        (true, "canary".to_owned()),
        "and it is still there"
    );
}

#[tokio::test]
async fn keyring_can_be_locked_or_absent_from_the_start() {
    let locked = Session::start(Keyring::Locked).await.unwrap();
    assert!(
        !secret_tool(&locked, &STORE, "canary").0,
        "a locked keyring takes nothing"
    );
    let absent = Session::start(Keyring::Absent).await.unwrap();
    assert!(
        !secret_tool(&absent, &STORE, "canary").0,
        "there is none to take it"
    );
}

#[tokio::test]
async fn two_sessions_share_nothing() {
    let one = Session::start(Keyring::Unlocked).await.unwrap();
    let other = Session::start(Keyring::Unlocked).await.unwrap();
    assert!(secret_tool(&one, &STORE, "canary").0);
    assert_eq!(
        secret_tool(&other, &LOOKUP, ""),
        (false, String::new()),
        "the other's keyring knows nothing of it"
    );
}

/// Command lines of all processes that mention `folder`.
fn processes_of(folder: &str) -> Vec<String> {
    let lines = std::fs::read_dir("/proc").unwrap().flatten();
    let lines = lines.filter_map(|entry| std::fs::read(entry.path().join("environ")).ok());
    lines
        .map(|text| String::from_utf8_lossy(&text).into_owned())
        .filter(|text| text.contains(folder))
        .collect()
}

#[tokio::test]
async fn session_takes_its_programs_and_files_with_it() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let folder = session.folder().to_owned();
    assert!(
        !processes_of(folder.to_str().unwrap()).is_empty(),
        "its programs run, the keyring at least"
    );
    drop(session);
    assert_eq!(
        processes_of(folder.to_str().unwrap()),
        Vec::<String>::new(),
        "and have ended with it"
    );
    assert!(!folder.exists(), "with the files");
}

/// The leash: also a killed test leaves nothing behind.
#[test]
fn killed_owner_takes_what_it_started_with_it() {
    // A shell in the place of the test owns the pipe; it is killed as the kernel kills a process out of memory.
    let mark = format!("HW_LEASH_TEST={}", std::process::id());
    let mut leashed = headwater_tests::leashed("sh");
    leashed
        .args(["-c", "sleep 600 & wait"])
        .env("HW_LEASH_TEST", std::process::id().to_string());
    leashed
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let mut child = leashed.spawn().unwrap();
    let pipe = child.stdin.take().unwrap();
    let mut owner = Command::new("sleep")
        .arg("600")
        .stdout(pipe)
        .spawn()
        .unwrap();
    assert!(!processes_of(&mark).is_empty(), "it runs");
    owner.kill().unwrap();
    owner.wait().unwrap();
    child.wait().unwrap();
    let gone = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        processes_of(&mark).is_empty()
    });
    assert!(gone, "with the grandchild: {:?}", processes_of(&mark));
}
