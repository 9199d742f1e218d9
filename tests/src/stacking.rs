//! Which window lies in front of the others: a session has an order of windows once something manages them.

use std::time::Duration;

use crate::error::Result;
use crate::process::{Process, until};
use crate::session::Session;

/// Openbox, in a session. It ends when this is dropped.
#[derive(Debug)]
pub struct WindowManager<'session> {
    session: &'session Session,
    _openbox: Process,
}

impl WindowManager<'_> {
    /// Starts it.
    /// Errors: `openbox` or `x11-utils` is not installed.
    pub async fn start(session: &Session) -> Result<WindowManager<'_>> {
        let mut command = session.leashed("openbox");
        command.arg("--sm-disable");
        let openbox = Process::start("openbox", &mut command, session.log("openbox.log"))?;
        let manager = WindowManager {
            session,
            _openbox: openbox,
        };
        until("a window manager", Duration::from_secs(20), async || {
            let named = manager.property(&["-root"], "_NET_SUPPORTING_WM_CHECK");
            named.map(|_| ())
        })
        .await?;
        Ok(manager)
    }

    /// The class of the topmost window, such as `Headwater-app`, and that of the one that has the keyboard.
    pub fn front(&self) -> Option<(String, String)> {
        let stacked = self.property(&["-root"], "_NET_CLIENT_LIST_STACKING")?;
        let active = self.property(&["-root"], "_NET_ACTIVE_WINDOW")?;
        let last = |ids: &str| ids.rsplit([' ', ',']).next().map(str::to_owned);
        Some((self.class(&last(&stacked)?)?, self.class(&last(&active)?)?))
    }

    fn class(&self, window: &str) -> Option<String> {
        let names = self.property(&["-id", window], "WM_CLASS")?;
        let (_, class) = names.trim_matches('"').rsplit_once('"')?;
        Some(class.to_owned())
    }

    /// What a window says under a name, as `xprop` prints it.
    fn property(&self, of: &[&str], name: &str) -> Option<String> {
        let mut ask = self.session.command("xprop");
        let answer = ask.args(of).arg(name).output().ok()?;
        let answer = String::from_utf8(answer.stdout).ok()?;
        let (_, value) = answer.split_once(['=', '#'])?;
        Some(value.trim().to_owned())
    }
}
