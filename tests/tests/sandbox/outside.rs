//! What reaches the window from outside it: opened files and links, the tray, its size from the last time.

use std::path::{Path, PathBuf};
use std::time::Duration;

use headwater_engine::adding;
use headwater_tests::{App, Desktop, Window, connector, places, testid, until};

/// How long what is asked for may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);

/// Two packs of the bench, as somebody sends them: `first.hwpack` and `second.hwpack`.
pub fn packs(folder: &Path) -> [PathBuf; 2] {
    ["first", "second"].map(|name| {
        let source = folder.join(name);
        connector::changed(&source, "sandbox", |text| {
            text.replace("name: Sandbox", &format!("name: The {name}"))
        })
        .unwrap();
        let pack = source.with_extension("hwpack");
        adding::pack(&source, &pack, None, None).unwrap();
        pack
    })
}

/// Started by a double click on a pack, the window shows what that would add, and adds nothing. A second start hands its
/// file over to the window that is there, and ends. The size of a window that was ended from the tray is kept.
pub async fn files_are_opened(app: &App<'_>, desktop: &Desktop, pictures: &Path) -> Window {
    let [first, second] = packs(app.session().folder());
    let program = places::program("headwater-app").unwrap();
    let file = first.display().to_string();
    let window = Window::of_program(app, &program, &[&file], pictures).await;
    let window = window.unwrap();
    plan_of(&window, "The first").await;
    handed_over(app, &second.display().to_string());
    plan_of(&window, "The second").await;

    window.resize(1_000, 700).await.unwrap();
    drawn_larger(&window).await;
    in_german(&window, desktop).await;
    desktop.press("Quit").await.unwrap();
    let ended = async || app.signal_window("0").is_err().then_some(());
    until("the app to end", PATIENCE, ended).await.unwrap();
    drop(window);
    desktop.forget_icons();
    let window = Window::start(app, pictures).await.unwrap();
    window.wait_for(&testid("try-sample")).await.unwrap();
    assert_eq!(window.size().await.unwrap(), (1_000, 700));
    window.resize(1_180, 780).await.unwrap();
    window
}

/// Ctrl with + makes all that is drawn larger, so that the same window holds fewer CSS pixels; Ctrl with 0 as it was.
async fn drawn_larger(window: &Window) {
    let body = testid("palette-open");
    for (keys, width) in [("\u{e009}=", 909), ("\u{e009}0", 1_000)] {
        window.press(&body, keys).await.unwrap();
        let is_so = async || (window.size().await.ok()?.0 == width).then_some(());
        until(&format!("a width of {width}"), PATIENCE, is_so)
            .await
            .unwrap();
    }
}

/// The tray speaks the language of the window, whenever another one is chosen there.
async fn in_german(window: &Window, desktop: &Desktop) {
    for (language, open) in [("de", "Headwater öffnen"), ("en", "Open Headwater")] {
        let choose = format!("localStorage.setItem('language', '{language}'); location.reload()");
        window.run(&choose).await.unwrap();
        desktop.press(open).await.unwrap();
    }
}

async fn plan_of(window: &Window, name: &str) {
    window.wait_for(&testid("plan")).await.unwrap();
    let says = |text: &str| text.contains(name);
    window.wait_text(&testid("heading"), says).await.unwrap();
}

/// Starts the program once more with an argument: it ends at once, and well.
fn handed_over(app: &App<'_>, argument: &str) {
    let program = places::program("headwater-app").unwrap();
    let mut second = app.session().command(program);
    let ended = second.envs(app.environment()).arg(argument).status();
    assert!(ended.unwrap().success(), "a second start ends well");
}

/// A link leads to its connection.
pub async fn link_is_followed(app: &App<'_>, window: &Window, id: &str) {
    handed_over(app, &format!("headwater://connection/{id}"));
    window.wait_for(&testid("access-facts")).await.unwrap();
}

/// A grant has died. The desktop shows it once, the tray offers *Reconnect*, and pressing it begins the consent.
pub async fn reconnect_from_the_tray(desktop: &Desktop) {
    let told = desktop.notification().await.unwrap();
    let name = told.title.strip_suffix(" needs you to reconnect");
    let name = name.unwrap_or_else(|| panic!("{told:?}"));
    assert!(
        told.from == "Headwater" && !told.text.is_empty(),
        "{told:?}"
    );
    desktop.press(&format!("Reconnect {name}")).await.unwrap();
}
