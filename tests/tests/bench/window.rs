//! Driving a WebKit window, shown with WebKit's own small browser in the place of the app.

use std::path::Path;

use headwater_tests::{App, Keyring, Session, Theme, Window, testid};

const PAGE: &str = r#"<!doctype html><title>bench</title>
<style>[data-theme=dark] { background: #111; color: #eee }</style>
<input data-testid="field" value="before"><button data-testid="press" disabled>Press</button>
<output data-testid="told"></output>
<script>
  const at = (name) => document.querySelector(`[data-testid=${name}]`)
  setTimeout(() => { at('press').disabled = false }, 300)
  at('press').onclick = () => setTimeout(() => { at('told').textContent = `pressed with ${at('field').value}` }, 300)
</script>"#;

#[tokio::test]
async fn window_is_driven_by_test_ids_and_pictured_in_both_themes() {
    let session = Session::start(Keyring::Absent).await.unwrap();
    let app = App::new(&session).unwrap();
    let pictures = session.folder().join("pictures");
    let page = session.folder().join("page.html");
    std::fs::write(&page, PAGE).unwrap();
    let window = Window::of_program(&app, mini_browser(), &["--automation"], &pictures)
        .await
        .unwrap();
    window
        .go(&format!("file://{}", page.display()))
        .await
        .unwrap();

    window.fill(&testid("field"), "after").await.unwrap();
    window.click(&testid("press")).await.unwrap();
    let told = window
        .wait_text(&testid("told"), |text| !text.is_empty())
        .await
        .unwrap();
    assert_eq!(
        told, "pressed with after",
        "waited for the button, typed in place of what was there"
    );
    assert!(
        window.document().await.unwrap().contains("\nafter"),
        "a field's value is part of what a canary search sees"
    );

    window.pictures("page").await.unwrap();
    let [light, dark] = ["light", "dark"]
        .map(|theme| std::fs::read(pictures.join(format!("page-{theme}.png"))).unwrap());
    assert!(
        light.starts_with(b"\x89PNG") && dark.starts_with(b"\x89PNG"),
        "both are pictures"
    );
    assert_ne!(light, dark, "and look different");
    window.theme(Theme::Dark).await.unwrap();
    window.quit().await.unwrap();
}

/// A small browser that comes with the library itself.
fn mini_browser() -> &'static Path {
    Path::new("/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser")
}
