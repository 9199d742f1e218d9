//! The system browser, opened through the shell plugin.

use headwater_engine::browser::{Browser, Program};
use tauri::AppHandle;
use tauri_plugin_shell::ShellExt as _;

/// Opens links by the shell plugin, or by the program that `HEADWATER_BROWSER` names.
pub(crate) struct ShellBrowser(pub AppHandle);

impl Browser for ShellBrowser {
    fn open(&self, url: &headwater_engine::Url) -> Result<(), String> {
        if let Some(program) = Program::from_environment() {
            return program.open(url);
        }
        // The opener plugin would be the successor; the owner's card names the shell plugin, and it takes the link as
        // one argument too.
        #[allow(deprecated)]
        self.0
            .shell()
            .open(url.as_str(), None)
            .map_err(|error| error.to_string())
    }
}
