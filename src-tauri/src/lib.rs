//! The shell: one window, one command, two events. It holds no rule and no data; everything it is asked for goes to the
//! engine by name, and everything the engine says goes to the window.

mod browser;
mod rpc;
mod window;

use std::process::ExitCode;

use tauri::Manager as _;

/// Opens the window and runs until it is closed.
pub fn run() -> ExitCode {
    headwater_engine::log::start("info");
    let outcome = tauri::Builder::default()
        .plugin(tauri_plugin_shell::init())
        .invoke_handler(tauri::generate_handler![rpc::rpc])
        .setup(|app| {
            app.manage(rpc::EngineSlot::default());
            window::open(app)?;
            // The engine opens while the window already paints; commands wait for it.
            tauri::async_runtime::spawn(rpc::open_engine(app.handle().clone()));
            Ok(())
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
