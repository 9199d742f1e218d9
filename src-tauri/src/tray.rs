//! The icon in the tray: how it stands, what needs the person, and the ways in and out. Where no desktop hosts trays there
//! is none, and closing the window ends the program.

use std::sync::{Mutex, PoisonError};

use headwater_engine::{Attention, Light};
use tauri::image::Image;
use tauri::menu::{Menu, MenuBuilder, MenuEvent};
use tauri::tray::{TrayIcon, TrayIconBuilder};
use tauri::{AppHandle, Manager as _, Wry};

use crate::{link, rpc, window};

const ICON: Image<'_> = tauri::include_image!("icons/32x32.png");

/// What stands before a connection's ID in the name of a menu entry.
const RECONNECT: &str = "reconnect ";

/// The tray's icon once there is one, and what it shows.
#[derive(Default)]
pub(crate) struct Tray(Mutex<Option<(TrayIcon, Attention)>>);

/// Shows how it stands; makes the icon where there is none yet and a desktop hosts it.
pub(crate) fn show(app: &AppHandle, attention: Attention) {
    let app = app.clone();
    let done = app.clone().run_on_main_thread(move || {
        if let Err(error) = show_here(&app, attention) {
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

fn show_here(app: &AppHandle, attention: Attention) -> tauri::Result<()> {
    let tray = app.state::<Tray>();
    let mut shown = tray.0.lock().unwrap_or_else(PoisonError::into_inner);
    match &mut *shown {
        Some((_, known)) if *known == attention => {}
        Some((icon, known)) => {
            icon.set_icon(Some(picture(attention.light)))?;
            icon.set_tooltip(Some(words(&attention)))?;
            if (&known.reconnect, known.schedules_paused)
                != (&attention.reconnect, attention.schedules_paused)
            {
                icon.set_menu(Some(menu(app, &attention)?))?;
            }
            *known = attention;
        }
        None if is_hosted() => *shown = made(app, attention)?,
        None => {}
    }
    Ok(())
}

/// The icon, or none where the desktop's library for it is not installed: that library is looked for only when it is
/// used, and its loader panics without it.
fn made(app: &AppHandle, attention: Attention) -> tauri::Result<Option<(TrayIcon, Attention)>> {
    let builder = TrayIconBuilder::with_id("main")
        .icon(picture(attention.light))
        .tooltip(words(&attention))
        .menu(&menu(app, &attention)?)
        .on_menu_event(chosen);
    let built = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| builder.build(app)));
    match built {
        Ok(icon) => Ok(Some((icon?, attention))),
        Err(_) => {
            tracing::info!("this desktop's tray cannot be used");
            Ok(None)
        }
    }
}

fn menu(app: &AppHandle, attention: &Attention) -> tauri::Result<Menu<Wry>> {
    let mut menu = MenuBuilder::new(app).text("open", "Open Headwater");
    for (id, name) in &attention.reconnect {
        menu = menu.text(format!("{RECONNECT}{id}"), format!("Reconnect {name}"));
    }
    let pause = match attention.schedules_paused {
        true => "Let schedules go on",
        false => "Pause all schedules",
    };
    menu.separator()
        .text("pause", pause)
        .separator()
        .text("quit", "Quit")
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

fn words(attention: &Attention) -> &'static str {
    match (attention.light, attention.schedules_paused) {
        (Light::NeedsYou, _) => "Headwater: a connection needs you",
        (Light::Syncing, _) => "Headwater: syncing",
        (Light::Well, true) => "Headwater: schedules are paused",
        (Light::Well, false) => "Headwater",
    }
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
