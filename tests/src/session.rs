//! A private desktop session: its own home, display, message bus and keychain, on any machine, without a screen.

use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use crate::error::{During, Error, Result};
use crate::process::{Process, leashed, until};

/// Password of the session's keyring. Not a secret: the keyring is made for one test and thrown away.
const KEYRING_PASSWORD: &str = "bench";

/// A bus that starts no services by itself. Without the service files of the machine nothing foreign answers in a test,
/// and a session without keychain stays one: the usual configuration would start the keyring on the first question.
const BUS: &str = r#"<busconfig>
  <type>session</type>
  <listen>unix:path=SOCKET</listen>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#;

/// What the session's keychain is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keyring {
    /// Unlocked, as after signing in.
    Unlocked,
    /// There, and locked. Nothing can show a prompt in this session, so it stays so until [`Session::unlock_keyring`].
    Locked,
    /// No Secret Service on the bus.
    Absent,
}

/// The session. Everything started in it ends when it is dropped, and its files go.
#[derive(Debug)]
pub struct Session {
    // Dropped in this order: the keyring, the bus, the display, and the folder at last.
    keyring: Mutex<Option<Process>>,
    accessibility: Option<Process>,
    _bus: Process,
    _display: Process,
    display: String,
    folder: TempDir,
}

impl Session {
    /// Starts display, bus and keyring.
    /// Errors: a program is not installed (`cargo xtask test` installs them) or did not come up.
    pub async fn start(keyring: Keyring) -> Result<Session> {
        let folder = TempDir::with_prefix("hw-").during("folder of the session")?;
        for (name, mode) in [
            ("home", 0o700),
            ("run", 0o700),
            ("tmp", 0o700),
            ("log", 0o755),
        ] {
            let made = std::fs::DirBuilder::new()
                .mode(mode)
                .create(folder.path().join(name));
            made.during("folders of the session")?;
        }
        let (display, display_name) = start_display(folder.path()).await?;
        let bus = start_bus(folder.path()).await?;
        let session = Session {
            keyring: Mutex::default(),
            accessibility: None,
            _bus: bus,
            _display: display,
            display: display_name,
            folder,
        };
        if keyring != Keyring::Absent {
            session.unlock_keyring().await?;
        }
        if keyring == Keyring::Locked {
            session.lock_keyring().await?;
        }
        Ok(session)
    }

    /// The session's folder, in it `home` and `log`.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Where its message bus is.
    pub fn bus_address(&self) -> String {
        bus_address(self.folder())
    }

    /// The log file that a program of the session writes to.
    pub fn log(&self, name: &str) -> PathBuf {
        self.folder().join("log").join(name)
    }

    /// The environment of a program of this session, whole: nothing of the surrounding one but `PATH`.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        let inside = |name: &str| self.folder().join(name).display().to_string();
        let mut environment = vec![
            ("PATH", std::env::var("PATH").unwrap_or_default()),
            ("LANG", "C.UTF-8".to_owned()),
            ("HOME", inside("home")),
            ("TMPDIR", inside("tmp")),
            ("XDG_RUNTIME_DIR", inside("run")),
            ("DISPLAY", self.display.clone()),
            ("GDK_BACKEND", "x11".to_owned()),
            ("DBUS_SESSION_BUS_ADDRESS", self.bus_address()),
        ];
        if self.accessibility.is_none() {
            // GTK would wait for an accessibility bus.
            environment.push(("NO_AT_BRIDGE", "1".to_owned()));
        }
        environment
    }

    /// With what a screen reader asks: what is started from now on tells it what it shows.
    /// Errors: `at-spi2-core` is not installed.
    pub async fn with_accessibility(mut self) -> Result<Session> {
        let mut command = self.leashed("/usr/libexec/at-spi-bus-launcher");
        command
            .arg("--launch-immediately")
            .env_remove("NO_AT_BRIDGE");
        let log = self.log("accessibility.log");
        let launcher = Process::start("at-spi-bus-launcher", &mut command, log)?;
        until(
            "the accessibility bus",
            Duration::from_secs(20),
            async || self.is_on_bus("org.a11y.Bus").then_some(()),
        )
        .await?;
        self.accessibility = Some(launcher);
        Ok(self)
    }

    /// A [`leashed`] command in this session.
    pub fn leashed(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = leashed(program);
        command.env_clear().envs(self.environment());
        command
    }

    /// A command in this session that the caller waits for.
    pub fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().envs(self.environment());
        command
    }

    /// Locks the keyring. What is in it stays.
    pub async fn lock_keyring(&self) -> Result<()> {
        let login = "/org/freedesktop/secrets/collection/login";
        let mut lock = self.command("dbus-send");
        lock.args([
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.secrets",
            "/org/freedesktop/secrets",
        ])
        .arg("org.freedesktop.Secret.Service.Lock")
        .arg(format!("array:objpath:{login}"));
        let answer = lock.output().during("lock the keyring")?;
        match String::from_utf8_lossy(&answer.stdout).contains(login) {
            true => Ok(()),
            false => Err(Error::Ended {
                what: "lock of the keyring".to_owned(),
                why: "was refused".to_owned(),
                log: String::from_utf8_lossy(&answer.stderr).into_owned(),
            }),
        }
    }

    /// Makes the keyring available and unlocked, whatever it was. What is in it stays. Its daemon starts anew, since a
    /// running one only unlocks through a prompt.
    pub async fn unlock_keyring(&self) -> Result<()> {
        self.remove_keyring();
        let mut command = self.leashed("sh");
        command
            .args(["-c", r#"printf %s "$0" | exec gnome-keyring-daemon --foreground --unlock --components=secrets"#])
            .arg(KEYRING_PASSWORD);
        let keyring = Process::start(
            "gnome-keyring-daemon",
            &mut command,
            self.log("keyring.log"),
        )?;
        until(
            "the keyring on the bus",
            Duration::from_secs(20),
            async || self.is_on_bus("org.freedesktop.secrets").then_some(()),
        )
        .await?;
        self.hold(Some(keyring));
        Ok(())
    }

    /// Takes the keychain away: no Secret Service on the bus. What is in it comes back with [`Session::unlock_keyring`].
    pub fn remove_keyring(&self) {
        self.hold(None);
    }

    /// Puts another keyring, or none, in the place of the one before, which ends.
    fn hold(&self, keyring: Option<Process>) {
        *self.keyring.lock().unwrap_or_else(PoisonError::into_inner) = keyring;
    }

    fn is_on_bus(&self, name: &str) -> bool {
        let mut ask = self.command("dbus-send");
        ask.args([
            "--session",
            "--print-reply=literal",
            "--dest=org.freedesktop.DBus",
            "/",
        ])
        .arg("org.freedesktop.DBus.NameHasOwner")
        .arg(format!("string:{name}"));
        ask.output()
            .is_ok_and(|answer| String::from_utf8_lossy(&answer.stdout).contains("true"))
    }
}

fn bus_address(folder: &Path) -> String {
    format!("unix:path={}", folder.join("run/bus").display())
}

async fn start_display(folder: &Path) -> Result<(Process, String)> {
    let mut command = leashed("Xvfb");
    // The server picks a free number itself and says which, so that two sessions never race for one.
    command.args([
        "-displayfd",
        "1",
        "-screen",
        "0",
        "1400x1000x24",
        "-nolisten",
        "tcp",
        "-noreset",
    ]);
    let mut display = Process::start("Xvfb", &mut command, folder.join("log/display.log"))?;
    let number = display.says(|line| line.trim().parse::<u32>().ok()).await?;
    Ok((display, format!(":{number}")))
}

async fn start_bus(folder: &Path) -> Result<Process> {
    let socket = folder.join("run/bus").display().to_string();
    let configuration = folder.join("bus.conf");
    std::fs::write(&configuration, BUS.replace("SOCKET", &socket))
        .during("configuration of the bus")?;
    let mut command = leashed("dbus-daemon");
    command
        .args(["--nofork", "--nopidfile", "--print-address=1"])
        .arg("--config-file")
        .arg(&configuration);
    let mut bus = Process::start("dbus-daemon", &mut command, folder.join("log/bus.log"))?;
    bus.says(|line| line.starts_with("unix:path=").then_some(()))
        .await?;
    Ok(bus)
}
