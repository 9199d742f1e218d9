//! The choice after the consent: asked once, kept over *Reconnect*.

use std::fs;

use headwater_engine::view::{AttemptPhase, ConnectionState, ConnectionView, Outcome};

use headwater_sandbox::OWN_CLIENT_SECRET;

use crate::desk::Desk;

/// A provider whose account has several companies; the sandbox plays it.
const CONNECTOR: &str = r#"
name: Several companies
category: Test
summary: One account, several companies.
maturity: new
auth: oauth
streams: paths
api: "{{ address | trim('/') }}/api"
paths: [/contacts]
inputs:
  - { name: address, title: Address, required: true }
scopes:
  - { scope: companies.read, says: Read the companies, access: read, required: true }
  - { scope: contacts.read, says: Read the contacts, access: read, required: true }
oauth2:
  step1_authorize_url: "{{ address }}/oauth/authorize"
  step3_access_url: "{{ address }}/oauth/token"
  after_connect:
    - get: "{{ address }}/api/companies?limit=3"
      choose: { list: data, value: id, title: name, label: Company, into: company_id }
  use_token: { extra_headers: { x-company: "{{ captured.company_id }}" } }
"#;

async fn authorized(desk: &Desk, id: &str) -> ConnectionView {
    desk.engine.authorize(id.to_owned()).await.unwrap();
    desk.until(id, |connection| {
        let attempt = connection.attempt.as_ref();
        attempt.is_some_and(|attempt| {
            !matches!(
                attempt.phase,
                AttemptPhase::Waiting | AttemptPhase::Exchanging
            )
        })
    })
    .await
}

/// One of several companies is asked for once the grant is kept; a value that was not offered is refused; the answer makes
/// the connection active and usable, and a *Reconnect* does not ask again while the company is still there.
#[tokio::test(flavor = "multi_thread")]
async fn one_of_several_is_asked_for_once() {
    let catalogue = tempfile::tempdir().unwrap();
    let folder = catalogue.path().join("several");
    fs::create_dir(&folder).unwrap();
    for (name, text) in [
        ("connector.yaml", CONNECTOR),
        ("guide.md", "# Guide"),
        ("icon.svg", "<svg/>"),
    ] {
        fs::write(folder.join(name), text).unwrap();
    }
    let desk = Desk::with_catalogues(vec![catalogue.path().to_owned()]).await;
    let id = desk
        .engine
        .create_draft("several".to_owned())
        .await
        .unwrap()
        .id;
    let address = desk.sandbox.address().as_str().trim_end_matches('/');
    let inputs = [("address".to_owned(), address.to_owned())].into();
    desk.engine.save_inputs(id.clone(), inputs).await.unwrap();
    desk.own(&id, OWN_CLIENT_SECRET).await;

    let attempt = authorized(&desk, &id).await.attempt.unwrap();
    assert_eq!(attempt.phase, AttemptPhase::Choosing, "{attempt:#?}");
    let choice = attempt.choice.unwrap();
    assert_eq!(
        (choice.title.as_str(), choice.options.len()),
        ("Company", 3)
    );
    let wrong = desk
        .engine
        .choose(id.clone(), "another".to_owned())
        .await
        .unwrap_err();
    assert_eq!(wrong.code.as_str(), "input_invalid");
    let second = choice.options[1].value.clone();
    desk.engine.choose(id.clone(), second).await.unwrap();
    assert_eq!(desk.after_attempt(&id).await.state, ConnectionState::Active);
    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == Outcome::Passed),
        "{checks:#?}"
    );

    let again = authorized(&desk, &id).await.attempt.unwrap();
    assert_eq!(again.phase, AttemptPhase::Done, "{again:#?}");
}
