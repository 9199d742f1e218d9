//! Links of the form `headwater://…` and files of packs, passed on to the engine, which knows what they may do.

use std::path::{Path, PathBuf};

use tauri::{App, AppHandle, Manager as _};
use tauri_plugin_deep_link::DeepLinkExt as _;

use crate::{rpc, window};

/// Listens for links, and takes the one that the program was started with.
pub(crate) fn listen(app: &App) {
    let handle = app.handle().clone();
    app.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            open(&handle, link.to_string());
        }
    });
    for link in app
        .deep_link()
        .get_current()
        .ok()
        .flatten()
        .unwrap_or_default()
    {
        open(app.handle(), link.to_string());
    }
    let folder = std::env::current_dir().unwrap_or_default();
    open_pack(app.handle(), std::env::args(), &folder);
}

/// Shows what the pack among a program's arguments would add, where there is one. The program was started in `folder`.
pub(crate) fn open_pack(app: &AppHandle, arguments: impl Iterator<Item = String>, folder: &Path) {
    let Some(file) = pack_among(arguments, folder) else {
        return;
    };
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(engine) = app.state::<rpc::EngineSlot>().engine().await {
            engine.open_pack(&file);
        }
    });
}

/// The file of a pack that a desktop hands over as an argument, as a whole path.
fn pack_among(mut arguments: impl Iterator<Item = String>, folder: &Path) -> Option<PathBuf> {
    let is_pack = |argument: &String| {
        let ending = Path::new(argument).extension();
        ending.is_some_and(|ending| ending.eq_ignore_ascii_case("hwpack"))
    };
    Some(folder.join(arguments.find(is_pack)?))
}

/// Shows what a link names.
pub(crate) fn open(app: &AppHandle, link: String) {
    window::show(app);
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        if let Ok(engine) = app.state::<rpc::EngineSlot>().engine().await {
            engine.open_link(&link);
        }
    });
}

#[cfg(test)]
mod tests {
    use super::{Path, PathBuf, pack_among};

    /// A desktop hands over a whole path, a shell one from where the person is; a link or a switch is no pack.
    #[test]
    fn a_pack_is_found_among_the_arguments() {
        let among = |arguments: &[&str]| {
            let arguments = arguments.iter().map(|&argument| argument.to_owned());
            pack_among(arguments, Path::new("/home/ada"))
        };
        assert_eq!(
            among(&["headwater-app", "--background", "my.HWPACK"]),
            Some(PathBuf::from("/home/ada/my.HWPACK"))
        );
        assert_eq!(
            among(&["headwater-app", "/media/stick/a b.hwpack"]),
            Some(PathBuf::from("/media/stick/a b.hwpack"))
        );
        assert_eq!(among(&["headwater-app", "headwater://connection/a"]), None);
    }
}
