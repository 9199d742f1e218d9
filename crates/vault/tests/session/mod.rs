//! A private session for a test: its own home, runtime folder and D-Bus, and in it a real keyring.
//!
//! A test calls [`within`] with its own name. Outside a session that starts one, in which this test program
//! runs the same test again; there `within` does the work.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const INSIDE: &str = "HEADWATER_VAULT_INSIDE";

/// Runs `work` in a private session; `name` is the test's own name. `prompter` is the shell script that the bus runs
/// when the keyring wants to ask for its password; without one nothing can ask.
pub fn within(name: &str, prompter: Option<&str>, work: impl FnOnce()) {
    if std::env::var_os(INSIDE).is_some() {
        return work();
    }
    for (program, package) in [
        ("dbus-run-session", "dbus"),
        ("dbus-send", "dbus"),
        ("gnome-keyring-daemon", "gnome-keyring"),
    ] {
        let found = Command::new(program).arg("--version").output().is_ok();
        assert!(
            found,
            "{program} is needed for this test: install the package {package} (Debian)"
        );
    }
    let home = tempfile::tempdir().unwrap();
    let runtime = home.path().join("run");
    std::fs::create_dir(&runtime).unwrap();
    std::fs::set_permissions(&runtime, std::fs::Permissions::from_mode(0o700)).unwrap();

    let config = home.path().join("bus.conf");
    std::fs::write(
        &config,
        BUS.replace("FOLDER", &home.path().to_string_lossy()),
    )
    .unwrap();
    if let Some(script) = prompter {
        let name = "org.gnome.keyring.SystemPrompter";
        let service = format!("[D-BUS Service]\nName={name}\nExec=/bin/sh -c '{script}'\n");
        std::fs::write(home.path().join(format!("{name}.service")), service).unwrap();
    }
    let output = Command::new("dbus-run-session")
        .arg("--config-file")
        .arg(config)
        .arg("--")
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", name, "--nocapture"])
        .env(INSIDE, "1")
        .env("HOME", home.path())
        .env("XDG_RUNTIME_DIR", &runtime)
        .env_remove("XDG_DATA_HOME")
        .output()
        .unwrap();
    assert!(
        output.status.success() && String::from_utf8_lossy(&output.stdout).contains("1 passed"),
        "in the session:\n{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

/// A bus of our own that starts nothing but what the test puts in FOLDER.
const BUS: &str = r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir=FOLDER</listen>
  <servicedir>FOLDER</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// A running gnome-keyring; ended when dropped.
pub struct Keyring(Child);

impl Keyring {
    /// Starts it, and unlocks the login keyring, which it makes the first time.
    pub fn unlocked() -> Keyring {
        Keyring::start(true)
    }

    /// Starts it as it is after a login without a password: the login keyring is locked.
    pub fn locked() -> Keyring {
        Keyring::start(false)
    }

    fn start(unlock: bool) -> Keyring {
        let mut command = Command::new("gnome-keyring-daemon");
        command.args(["--foreground", "--components=secrets"]);
        if unlock {
            command.arg("--unlock");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // The password; the daemon reads to the end.
        let mut stdin = child.stdin.take().unwrap();
        if unlock {
            stdin.write_all(b"a login password").unwrap();
        }
        drop(stdin);
        let keyring = Keyring(child);
        keyring.wait_until_it_answers();
        keyring
    }

    fn wait_until_it_answers(&self) {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(10) {
            let mut ask = Command::new("dbus-send");
            ask.args([
                "--session",
                "--print-reply",
                "--dest=org.freedesktop.DBus",
                "/org/freedesktop/DBus",
            ]);
            ask.args([
                "org.freedesktop.DBus.NameHasOwner",
                "string:org.freedesktop.secrets",
            ]);
            let answer = ask.output().unwrap();
            if String::from_utf8_lossy(&answer.stdout).contains("boolean true") {
                return;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("gnome-keyring-daemon does not answer");
    }
}

impl Drop for Keyring {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
