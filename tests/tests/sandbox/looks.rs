//! How the catalogue is searched, and what a screen reader is told of the wizard.

use headwater_tests::{App, Window, accessible, testid};

pub async fn catalogue_is_searched(window: &Window) {
    window.click(&testid("nav-catalogue")).await.unwrap();
    window.wait_for(&testid("tile-hubspot")).await.unwrap();
    window.pictures("catalogue").await.unwrap();
    window
        .fill(&testid("catalogue-search"), "contacts")
        .await
        .unwrap();
    window.wait_gone(&testid("tile-shopify")).await.unwrap();
    window.wait_for(&testid("tile-hubspot")).await.unwrap();
    window.pictures("catalogue-search").await.unwrap();
    window
        .fill(&testid("catalogue-search"), "zeppelin")
        .await
        .unwrap();
    window.wait_for(&testid("catalogue-none")).await.unwrap();
    window.pictures("catalogue-none").await.unwrap();
    window.click(&testid("catalogue-none-clear")).await.unwrap();
}

/// A screen reader is told each field by its label, the secret as one, the step that is open, and where the focus is.
pub fn wizard_is_read(app: &App<'_>) {
    let tree = accessible::tree(app.session()).unwrap();
    let find = |role: &str, name: &str| {
        let place = tree
            .iter()
            .position(|node| node.role == role && node.name.contains(name));
        place.unwrap_or_else(|| panic!("no {role} {name:?} in {tree:#?}"))
    };
    let order = [
        find("heading", "Connect HubSpot"),
        find("entry", "Client ID"),
        find("password text", "Client secret"),
        find("push button", "Continue to "),
    ];
    assert!(
        order.is_sorted(),
        "read in the order of the screen: {order:?}"
    );
    assert!(tree[order[2]].focused, "one is where one typed: {tree:#?}");
    assert!(tree[order[3]].focusable, "the keyboard gets there");
    assert!(
        tree.iter().any(|node| node.role == "status bar"),
        "news are told"
    );
}
