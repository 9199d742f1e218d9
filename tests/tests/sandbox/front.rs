//! Who lies in front: the window, after the browser.

use std::time::Duration;

use headwater_tests::{
    Answer, App, Browser, Keyring, Session, Window, WindowManager, testid, until,
};

/// Point 13. The browser opens over the window. With the answer the window is in front again and has the keyboard, so
/// that Enter goes on; nobody looks for it behind the browser.
#[tokio::test]
async fn window_is_in_front_again_after_the_consent() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let manager = WindowManager::start(&session).await.unwrap();
    let app = App::new(&session).unwrap();
    let window = Window::start(&app, &crate::screens()).await.unwrap();
    let front = async |wanted: &str| {
        until(wanted, Duration::from_secs(20), async || {
            let (top, keyboard) = manager.front()?;
            (top.contains(wanted) && keyboard == top).then_some(())
        })
        .await
        .unwrap();
    };
    front("Headwater").await;
    window.click(&testid("try-sample")).await.unwrap();
    let url = app.opened().await.unwrap();
    let browser = Browser::start_in_window(&session).await.unwrap();
    front("Chromium").await;
    browser
        .consent_at_sandbox(&url, Answer::Allow)
        .await
        .unwrap();
    front("Headwater").await;
    window.quit().await.unwrap();
    browser.quit().await.unwrap();
}
