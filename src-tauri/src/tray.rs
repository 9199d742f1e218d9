//! The icon in the tray: how it stands, what needs the person, and the ways in and out. Where no desktop hosts trays there
//! is none, and closing the window ends the program.

use std::sync::{Mutex, PoisonError};

use headwater_engine::{Attention, Light};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry};

use crate::words::Words;
use crate::{link, rpc, window};

const ICON: Image<'_> = tauri::include_image!("icons/32x32.png");

/// What stands before a connection's ID in the name of a menu entry.
const RECONNECT: &str = "reconnect ";

/// The tray's icon once there is one, and what it shows in which words.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<Shown>>);

struct Shown {
    icon: TrayIcon,
    attention: Attention,
    words: &'static Words,
}

/// Shows how it stands; makes the icon where there is none yet and a desktop hosts it.
pub(crate) fn show(app: &AppHandle, attention: Attention, words: &'static Words) {
    let app = app.clone();
    let done = app.clone().run_on_main_thread(move || {
        if let Err(error) = show_here(&app, attention, words) {
            tracing::warn!(%error, "the tray could not be brought up to date");
        }
    });
    if let Err(error) = done {
        tracing::debug!(%error, "the window is closing");
    }
}

/// Whether closing the window leaves the program in the tray: the person wants it so, and the tray is there to come back
/// from.
pub(crate) fn takes(app: &AppHandle) -> bool {
    let Some(engine) = rpc::open_now(app) else {
        return false;
    };
    let wanted = tauri::async_runtime::block_on(engine.general());
    let tray = app.state::<Tray>();
    let is_there = tray
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .is_some();
    wanted.is_ok_and(|settings| settings.close_to_tray) && is_there && is_hosted()
}

/// Whether the desktop shows icons of trays. On Linux a program has to be on the session's bus for it, which not every
/// desktop starts.
#[cfg(target_os = "linux")]
pub(crate) fn is_hosted() -> bool {
    let asked = || -> zbus::Result<bool> {
        let bus = zbus::blocking::Connection::session()?;
        let name = "org.kde.StatusNotifierWatcher".try_into()?;
        Ok(zbus::blocking::fdo::DBusProxy::new(&bus)?.name_has_owner(name)?)
    };
    asked().unwrap_or_default()
}

/// Whether the desktop shows icons of trays: here it always does.
#[cfg(not(target_os = "linux"))]
pub(crate) fn is_hosted() -> bool {
    true
}

fn show_here(app: &AppHandle, attention: Attention, words: &'static Words) -> tauri::Result<()> {
    let tray = app.state::<Tray>();
    let mut shown = tray.0.lock().unwrap_or_else(PoisonError::into_inner);
    match &mut *shown {
        Some(known) if known.attention == attention && known.words == words => {}
        Some(known) => {
            let (light, paused) = (attention.light, attention.schedules_paused);
            known.icon.set_icon(Some(picture(light)))?;
            known.icon.set_tooltip(Some(words.tooltip(light, paused)))?;
            let entries = |of: &Attention| (of.reconnect.clone(), of.schedules_paused);
            if known.words != words || entries(&known.attention) != entries(&attention) {
                known.icon.set_menu(Some(menu(app, &attention, words)?))?;
            }
            (known.attention, known.words) = (attention, words);
        }
        None if is_hosted() => *shown = made(app, attention, words)?,
        None => {}
    }
    Ok(())
}

/// The icon, or none where the desktop's library for it is not installed: that library is looked for only when it is
/// used, and its loader panics without it.
fn made(
    app: &AppHandle,
    attention: Attention,
    words: &'static Words,
) -> tauri::Result<Option<Shown>> {
    let builder = TrayIconBuilder::with_id("main")
        .icon(picture(attention.light))
        .tooltip(words.tooltip(attention.light, attention.schedules_paused))
        .menu(&menu(app, &attention, words)?)
        .on_menu_event(chosen);
    let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.build(app)));
    match built {
        Ok(icon) => Ok(Some(Shown {
            icon: icon?,
            attention,
            words,
        })),
        Err(_) => {
            tracing::info!("this desktop's tray cannot be used");
            Ok(None)
        }
    }
}

fn menu(app: &AppHandle, attention: &Attention, words: &Words) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app).text("open", words.open);
    for (id, name) in &attention.reconnect {
        menu = menu.text(format!("{RECONNECT}{id}"), words.reconnect(name));
    }
    menu.separator()
        .text("pause", words.schedules(attention.schedules_paused))
        .separator()
        .text("quit", words.quit)
        .build()
}

fn chosen(app: &AppHandle, event: MenuEvent) {
    match event.id().as_ref() {
        "open" => window::show(app),
        "quit" => app.exit(0),
        "pause" => pause(app),
        other => {
            if let Some(id) = other.strip_prefix(RECONNECT) {
                reconnect(app, id);
            }
        }
    }
}

fn pause(app: &AppHandle) {
    let Some(engine) = rpc::open_now(app) else {
        return;
    };
    tauri::async_runtime::spawn(async move {
        let turned = async {
            let paused = engine.attention().await?.schedules_paused;
            engine.pause_schedules(!paused).await
        };
        if let Err(fault) = turned.await {
            tracing::warn!(%fault, "the schedules stay as they are");
        }
    });
}

/// Begins a consent, and shows the connection meanwhile: whatever comes of it is said there.
fn reconnect(app: &AppHandle, id: &str) {
    link::open(app, format!("headwater://connection/{id}"));
    let (app, id) = (app.clone(), id.to_owned());
    tauri::async_runtime::spawn(async move {
        let Some(engine) = rpc::open_now(&app) else {
            return;
        };
        if let Err(fault) = engine.authorize(id).await {
            tracing::warn!(%fault, "the consent did not begin");
        }
    });
}

/// The program's icon, with a dot where there is something to say.
fn picture(light: Light) -> Image<'static> {
    let colour = match light {
        Light::Well => return ICON,
        Light::Syncing => [0x2f, 0x7d, 0xe1, 0xff],
        Light::NeedsYou => [0xd9, 0x48, 0x0f, 0xff],
    };
    let (width, height) = (ICON.width(), ICON.height());
    let (x, y, radius) = (
        f64::from(width) * 0.72,
        f64::from(height) * 0.72,
        f64::from(width) * 0.27,
    );
    let mut pixels = ICON.rgba().to_vec();
    for (index, pixel) in pixels.chunks_exact_mut(4).enumerate() {
        let at = u32::try_from(index).unwrap_or_default();
        let (across, down) = (f64::from(at % width) - x, f64::from(at / width) - y);
        if across.hypot(down) <= radius {
            pixel.copy_from_slice(&colour);
        }
    }
    Image::new_owned(pixels, width, height)
}
