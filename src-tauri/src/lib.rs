//! The shell: one window, one command of the engine, two events, and what is seen of it outside: tray, notifications,
//! links. It holds no rule and no data; everything it is asked for goes to the engine by name, and everything the engine
//! says goes to the window. Two commands are the shell's own: how large the window is drawn, and the language that it
//! speaks, since tray and notifications speak it too.

mod browser;
mod link;
mod outside;
mod rpc;
mod tray;
mod window;
mod words;

use std::process::ExitCode;

use tauri::Manager as _;

/// Opens the window and runs until it is closed.
pub fn run() -> ExitCode {
    headwater_engine::log::start("info");
    let outcome = tauri::Builder::default()
        // First of all: a second start ends here, before it has opened anything, and brings this window up.
        .plugin(tauri_plugin_single_instance::init(
            |app, arguments, folder| {
                window::show(app);
                link::open_pack(app, arguments.into_iter(), folder.as_ref());
            },
        ))
        .plugin(tauri_plugin_deep_link::init())
        .plugin(tauri_plugin_shell::init())
        .plugin(outside::autostart())
        .plugin(window::remembers())
        .invoke_handler(tauri::generate_handler![
            rpc::rpc,
            window::zoom,
            words::speak
        ])
        .setup(|app| {
            app.manage(rpc::EngineSlot::default());
            app.manage(tray::Tray::default());
            app.manage(words::Spoken::default());
            window::open(app)?;
            link::listen(app);
            // The engine opens while the window already paints; commands wait for it.
            tauri::async_runtime::spawn(rpc::open_engine(app.handle().clone()));
            Ok(())
        })
        .on_window_event(|window, event| {
            if let tauri::WindowEvent::CloseRequested { api, .. } = event
                && tray::takes(window.app_handle())
            {
                api.prevent_close();
                window::hide(window.app_handle());
            }
        })
        .build(tauri::generate_context!());
    match outcome {
        Ok(app) => {
            app.run(|app, event| {
                if let tauri::RunEvent::Exit = event {
                    rpc::close_engine(app);
                }
            });
            ExitCode::SUCCESS
        }
        Err(error) => {
            tracing::error!(%error, "the window could not be opened");
            ExitCode::FAILURE
        }
    }
}
