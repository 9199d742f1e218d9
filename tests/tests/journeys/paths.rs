//! The generic connector, from its form to rows; the address pasted by hand; a choice after the consent.

use std::collections::BTreeMap;

use headwater_engine::view::{
    AttemptPhase, ConnectionState, ConnectionView, EntityTarget, Mode, Outcome, SecretInput,
    StreamSelection,
};

use headwater_sandbox::OWN_CLIENT_SECRET;

use crate::desk::{Desk, Person};

/// A draft of the generic connector with the sandbox's addresses.
async fn draft(desk: &Desk, paths: &str) -> ConnectionView {
    let draft = desk
        .engine
        .create_draft("rest-oauth2".to_owned())
        .await
        .unwrap();
    let address = desk.sandbox.address();
    let address = address.as_str().trim_end_matches('/');
    let inputs = [
        ("url", format!("{address}/api")),
        ("authorize_url", format!("{address}/oauth/authorize")),
        ("token_url", format!("{address}/oauth/token")),
        (
            "alternative_scope",
            "profile contacts.read orders.read".to_owned(),
        ),
        ("test_url", format!("{address}/oauth/userinfo")),
        ("paths", paths.to_owned()),
    ];
    let inputs: BTreeMap<_, _> = inputs.map(|(name, value)| (name.to_owned(), value)).into();
    desk.engine
        .save_inputs(draft.id.clone(), inputs)
        .await
        .unwrap();
    desk.own(&draft.id, OWN_CLIENT_SECRET).await
}

fn secret(text: &str) -> SecretInput {
    serde_json::from_value(text.into()).unwrap()
}

/// A free port, so that tests do not wait for each other's.
async fn authorize(desk: &Desk, id: &str) {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = free.local_addr().unwrap().port();
    drop(free);
    desk.engine
        .authorize_on(id.to_owned(), Some(port))
        .await
        .unwrap();
}

/// The whole way of the generic connector: the form, the consent, the test with the user's own request, one stream for each
/// path, and every row of all pages.
#[tokio::test(flavor = "multi_thread")]
async fn any_api_by_its_paths() {
    let desk = Desk::new().await;
    let id = draft(&desk, "/contacts\nsold = /orders?limit=200").await.id;
    authorize(&desk, &id).await;
    assert_eq!(desk.after_attempt(&id).await.state, ConnectionState::Active);

    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == Outcome::Passed),
        "{checks:#?}"
    );
    assert!(checks[1].says.contains("accepts it"), "{}", checks[1].says);
    let streams = desk.engine.streams(id.clone()).await.unwrap();
    let names: Vec<_> = streams.iter().map(|stream| stream.name.as_str()).collect();
    assert_eq!(names, ["contacts", "sold"]);

    let selection = streams.iter().map(|stream| StreamSelection {
        name: stream.name.clone(),
        mode: Mode::FullRefreshReplace,
    });
    desk.engine
        .select_streams(id.clone(), selection.collect())
        .await
        .unwrap();
    let target = EntityTarget::New {
        name: "Customer".to_owned(),
    };
    desk.engine.link(id.clone(), target).await.unwrap();
    let ended = desk
        .until(&id, |connection| {
            let sync = connection.last_sync.as_ref();
            sync.is_some_and(|sync| sync.ended_at.is_some())
        })
        .await;
    assert!(ended.trouble.is_none(), "{ended:#?}");
    let mut own = desk.keys("contacts");
    let all = own.len();
    own.dedup();
    assert_eq!(own.len(), all, "no row twice");
    assert!(all > 500, "{all} rows: more than one page was read");
}

/// A line that is no path is refused where it was entered, and nothing is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_no_path_is_refused() {
    let desk = Desk::new().await;
    let draft = draft(&desk, "/contacts").await;
    let inputs = [("paths".to_owned(), "/contacts\norders".to_owned())].into();
    let fault = desk
        .engine
        .save_inputs(draft.id.clone(), inputs)
        .await
        .unwrap_err();
    assert_eq!(fault.code.as_str(), "input_invalid");
    let kept = desk.engine.connection(draft.id).await.unwrap();
    assert_eq!(kept.inputs["paths"], "/contacts");
}

/// The browser is on another machine: the address that it ended at is pasted and goes through the listener's checks. What is
/// refused says why and leaves the attempt as it is.
#[tokio::test(flavor = "multi_thread")]
async fn the_address_is_pasted() {
    let desk = Desk::new().await;
    desk.person(Person::Waits);
    let old = desk.engine.try_sample().await.unwrap();
    let older = old.attempt.unwrap();
    let attempt = desk.engine.authorize(old.id.clone()).await.unwrap();
    let paste = async |address: &str| {
        let pasted = desk
            .engine
            .paste_address(old.id.clone(), secret(address))
            .await;
        pasted.map_err(|fault| fault.values["reason"].clone())
    };
    for (address, reason) in [
        (attempt.url.as_str(), "asks for permission"),
        (
            &format!("{}?code=c&state=s", attempt.redirect_uri),
            "another attempt",
        ),
        (
            &format!("{}?code=c&state=s", older.redirect_uri),
            "not the page",
        ),
        ("nonsense", "the page"),
    ] {
        let refused = paste(address).await.unwrap_err();
        assert!(refused.contains(reason), "{address}: {refused}");
    }
    let still = desk.engine.connection(old.id.clone()).await.unwrap();
    assert_eq!(still.attempt.unwrap().phase, AttemptPhase::Waiting);

    let back = crate::desk::consent_elsewhere(&attempt.url).await;
    paste(&back).await.unwrap();
    assert_eq!(
        desk.after_attempt(&old.id).await.state,
        ConnectionState::Active
    );
    let late = paste(&back).await.unwrap_err();
    assert!(late.contains("No authorization is waiting"), "{late}");
}
