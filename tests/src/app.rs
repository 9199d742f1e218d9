//! The app under test: its programs, its own data folder, the "system browser" that only notes what it is asked to open.

use std::cell::Cell;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::error::{During, Result};
use crate::places;
use crate::process::until;
use crate::session::Session;

/// Stands in for the system browser: adds the address that it gets to a file beside itself.
const OPENER: &str = "#!/bin/sh\nprintf '%s\\n' \"$1\" >>\"$0.opened\"\n";

/// One installation of the app in a session. Window and command line started from it share its data folder.
#[derive(Debug)]
pub struct App<'session> {
    session: &'session Session,
    home: PathBuf,
    opener: PathBuf,
    catalogue: Option<PathBuf>,
    log_level: &'static str,
    taken: Cell<usize>,
}

impl<'session> App<'session> {
    /// A fresh one, with an empty data folder.
    pub fn new(session: &'session Session) -> Result<App<'session>> {
        let home = session.folder().join("headwater");
        let opener = session.folder().join("opener");
        std::fs::create_dir(&home).during("data folder of the app")?;
        std::fs::write(&opener, OPENER).during("the app's browser")?;
        std::fs::set_permissions(&opener, PermissionsExt::from_mode(0o755))
            .during("the app's browser")?;
        Ok(App {
            session,
            home,
            opener,
            catalogue: None,
            log_level: "trace",
            taken: Cell::new(0),
        })
    }

    /// With a folder of further connectors.
    pub fn with_catalogue(mut self, folder: PathBuf) -> App<'session> {
        self.catalogue = Some(folder);
        self
    }

    /// As people start it: a log of what matters, which costs nothing worth measuring.
    pub fn with_short_log(mut self) -> App<'session> {
        self.log_level = "info";
        self
    }

    /// The session it lives in.
    pub fn session(&self) -> &'session Session {
        self.session
    }

    /// Its data folder, with the database.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// Its log, everything down to trace unless told otherwise.
    pub fn log(&self) -> PathBuf {
        self.session.log("headwater.log")
    }

    /// What its programs get beyond the session's environment.
    pub fn environment(&self) -> Vec<(&'static str, PathBuf)> {
        let mut environment = vec![
            ("HEADWATER_HOME", self.home.clone()),
            ("HEADWATER_BROWSER", self.opener.clone()),
            ("HEADWATER_LOG", PathBuf::from(self.log_level)),
            ("HEADWATER_LOG_FILE", self.log()),
        ];
        environment.extend(
            self.catalogue
                .clone()
                .map(|folder| ("HEADWATER_CATALOGUE", folder)),
        );
        environment
    }

    /// The `headwater` command over the same data; arguments are the caller's.
    /// Errors: it is not built.
    pub fn command_line(&self) -> Result<Command> {
        let mut command = self.session.command(places::program("headwater")?);
        command.envs(self.environment());
        Ok(command)
    }

    /// The next address that the app opens in the system browser, in order; waits for it.
    pub async fn opened(&self) -> Result<String> {
        let file = self.opener.with_extension("opened");
        let next = || {
            std::fs::read_to_string(&file)
                .ok()?
                .lines()
                .nth(self.taken.get())
                .map(str::to_owned)
        };
        let url = until(
            "the app to open the browser",
            Duration::from_secs(30),
            async || next(),
        )
        .await?;
        self.taken.set(self.taken.get() + 1);
        Ok(url)
    }

    /// Process ids of all that runs over this data folder: window, its web processes, command line.
    pub fn processes(&self) -> Vec<u32> {
        let ours = format!("HEADWATER_HOME={}", self.home.display());
        let has_ours = |id: &u32| {
            let environment = std::fs::read(format!("/proc/{id}/environ")).unwrap_or_default();
            environment
                .split(|&byte| byte == 0)
                .any(|variable| variable == ours.as_bytes())
        };
        let Ok(all) = std::fs::read_dir("/proc") else {
            return Vec::new();
        };
        all.flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(has_ours)
            .collect()
    }

    /// Allows this test to have access tokens of a connection, as its owner does.
    /// Errors: there is no such connection.
    pub fn allow(&self, connection: &str) -> Result<()> {
        let own = std::env::current_exe().during("own program")?;
        let own = own.display().to_string();
        self.said(&["allow", connection, &own]).map(drop)
    }

    /// A fresh access token of a connection, from the `headwater` command, which is allowed first.
    /// Errors: it has none; its words are in the error.
    pub fn token(&self, connection: &str) -> Result<String> {
        self.allow(connection)?;
        self.said(&["token", connection])
    }

    /// What the `headwater` command prints.
    fn said(&self, words: &[&str]) -> Result<String> {
        let mut command = self.command_line()?;
        let answer = command.args(words).output();
        let answer = answer.during("run the command line")?;
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
        match answer.status.success() {
            true => Ok(text(&answer.stdout)),
            false => Err(crate::Error::Ended {
                what: format!("headwater {}", words[0]),
                why: format!("failed ({})", answer.status),
                log: text(&answer.stderr),
            }),
        }
    }

    /// Ends the app's window as a power cut would: SIGKILL, nothing written, nothing said.
    /// Errors: no window runs.
    pub fn kill_window(&self) -> Result<()> {
        self.signal_window("KILL")
    }

    /// Sends a signal, such as `STOP`, to the program of the app's window.
    /// Errors: no window runs.
    pub fn signal_window(&self, signal: &str) -> Result<()> {
        let program = places::program("headwater-app")?;
        let runs_it = |id: &u32| {
            std::fs::read_link(format!("/proc/{id}/exe")).is_ok_and(|path| path == program)
        };
        let windows: Vec<String> = self
            .processes()
            .into_iter()
            .filter(runs_it)
            .map(|id| id.to_string())
            .collect();
        let status = Command::new("sh")
            .args(["-c", r#"kill -"$0" "$@""#, signal])
            .args(windows)
            // Without a window it shows how it is called.
            .stderr(Stdio::null())
            .status();
        match status.during("send a signal to the app")?.success() {
            true => Ok(()),
            false => Err(crate::Error::Missing {
                what: "the app's window".to_owned(),
                fix: "start it before",
            }),
        }
    }
}
