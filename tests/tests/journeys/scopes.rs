//! Scopes: declined ones are not asked, ungranted ones disable their streams and no others.

use headwater_engine::view::{
    Action, CheckName, ConnectionState, ConnectionView, Mode, Outcome, Status,
};
use headwater_sandbox::Switches;

use headwater_tests::connector;

use crate::desk::{Desk, Person};

fn unticked(scopes: &[&str]) -> Switches {
    Switches {
        untick: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..Switches::default()
    }
}

fn asked(url: &str) -> Vec<String> {
    let url: headwater_engine::Url = url.parse().unwrap();
    let scope = url
        .query_pairs()
        .find(|(name, _)| name == "scope")
        .unwrap()
        .1
        .into_owned();
    scope.split(' ').map(str::to_owned).collect()
}

/// Requirement 37: who unticks a permission at the provider has an active connection that names it, with the stream that
/// it costs; that stream alone fails, and nothing is asked for it in vain.
#[tokio::test(flavor = "multi_thread")]
async fn an_unticked_scope_disables_its_stream_only() {
    let desk = Desk::new().await;
    let connection = without_deals(&desk).await;
    assert_eq!(connection.state, ConnectionState::Active);
    let grant = connection.grant.as_ref().unwrap();
    let missing: Vec<_> = grant
        .missing
        .iter()
        .map(|one| (one.scope.as_str(), &one.streams[..]))
        .collect();
    assert_eq!(missing, [("deals.read", &["deals".to_owned()][..])]);
    assert!(!grant.missing[0].says.is_empty());
    assert!(!grant.scopes.contains(&"deals.read".to_owned()));
    let faults: Vec<_> = connection
        .streams
        .iter()
        .map(|stream| stream.fault.as_ref().map(|fault| fault.code.as_str()))
        .collect();
    assert_eq!(faults, [None, Some("missing_scope")]);
    assert!(connection.rows > 0 && connection.trouble.is_none());
    let requests = desk.sandbox.counters().unwrap().requests;
    assert_eq!(requests.get("/api/deals"), None);
}

/// The stream list and the test say it as well, with *Grant*; after a consent to all of it every stream is read, under the
/// same ID.
#[tokio::test(flavor = "multi_thread")]
async fn a_missing_scope_is_granted_later() {
    let desk = Desk::new().await;
    let before = without_deals(&desk).await;
    let streams = desk.engine.streams(before.id.clone()).await.unwrap();
    for stream in streams {
        let fault = stream
            .unavailable
            .map(|fault| (fault.code, fault.button.unwrap().action));
        let expected = ("missing_scope".to_owned(), Action::Grant);
        assert_eq!(
            fault,
            (stream.name == "deals").then_some(expected),
            "{}",
            stream.name
        );
    }
    let checks = desk.engine.test(before.id.clone()).await.unwrap();
    let scopes = checks
        .iter()
        .find(|check| check.name == CheckName::Scopes)
        .unwrap();
    assert_eq!(scopes.outcome, Outcome::Passed, "{checks:#?}");
    assert!(
        scopes.says.contains("Read the sample deals"),
        "{}",
        scopes.says
    );

    desk.switch(Switches::default());
    let attempt = desk.engine.authorize(before.id.clone()).await.unwrap();
    assert!(asked(&attempt.url).contains(&"deals.read".to_owned()));
    let whole = desk
        .until(&before.id, |connection| {
            connection.status == Status::Active
                && connection.streams.iter().all(|stream| stream.rows > 0)
        })
        .await;
    assert_eq!(whole.id, before.id);
    assert!(whole.grant.unwrap().missing.is_empty());
}

/// A synced connection whose person unticked the deals.
async fn without_deals(desk: &Desk) -> ConnectionView {
    desk.switch(unticked(&["deals.read"]));
    desk.synced(&[
        ("companies", Mode::FullRefreshReplace),
        ("deals", Mode::FullRefreshReplace),
    ])
    .await
}

/// A stream that the connector's check would read and that was not granted fails no test: another one is read.
#[tokio::test(flavor = "multi_thread")]
async fn the_test_reads_what_was_granted() {
    let desk = Desk::new().await;
    desk.switch(unticked(&["companies.read"]));
    let id = desk.consented().await.id;
    let checks = desk.engine.test(id.clone()).await.unwrap();
    assert!(
        checks.iter().all(|check| check.outcome == Outcome::Passed),
        "{checks:#?}"
    );
    let streams = desk.engine.streams(id).await.unwrap();
    let companies = streams
        .iter()
        .find(|stream| stream.name == "companies")
        .unwrap();
    assert!(!companies.selected, "what cannot be read is not proposed");
}

/// Where nothing at all can be read, the test says so instead of letting the wizard go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_consent_to_nothing_fails_the_test() {
    let desk = Desk::new().await;
    desk.switch(unticked(&[
        "contacts.read",
        "companies.read",
        "deals.read",
        "orders.read",
    ]));
    let id = desk.consented().await.id;
    let checks = desk.engine.test(id).await.unwrap();
    let scopes = checks
        .iter()
        .find(|check| check.name == CheckName::Scopes)
        .unwrap();
    assert_eq!(
        scopes.fault.as_ref().unwrap().code,
        "scope_missing",
        "{checks:#?}"
    );
}

/// A declined scope is not asked, a required one cannot be declined, and a stream that is ticked later asks for what it
/// needs, beside all that was granted before.
#[tokio::test(flavor = "multi_thread")]
async fn declined_scopes_are_asked_when_a_stream_needs_them() {
    let desk = Desk::new().await;
    desk.person(Person::Waits);
    let draft = desk.engine.try_sample().await.unwrap();
    let id = draft.id.clone();
    let decline = |scopes: &[&str]| {
        let scopes = scopes.iter().map(|scope| (*scope).to_owned()).collect();
        desk.engine.decline_scopes(draft.id.clone(), scopes)
    };
    let refused = decline(&["profile"]).await.unwrap_err().seen_now();
    assert_eq!(refused.code, "input_invalid");
    assert!(decline(&["no.such"]).await.is_err());
    let kept = decline(&["orders.read", "deals.read"]).await.unwrap();
    assert_eq!(kept.declined, ["orders.read", "deals.read"]);

    desk.person(Person::Allows);
    let attempt = desk.engine.authorize(id.clone()).await.unwrap();
    assert_eq!(
        asked(&attempt.url),
        ["profile", "contacts.read", "companies.read"]
    );
    let connected = desk.after_attempt(&id).await;
    assert!(
        connected.grant.unwrap().missing.is_empty(),
        "what was not asked is not missing"
    );
    desk.engine.streams(id.clone()).await.unwrap();
    let ticked = ["companies", "orders"].map(|name| headwater_engine::view::StreamSelection {
        name: name.to_owned(),
        mode: Mode::FullRefreshReplace,
    });
    desk.engine
        .select_streams(id.clone(), ticked.to_vec())
        .await
        .unwrap();
    let streams = desk.engine.streams(id.clone()).await.unwrap();
    let codes: Vec<_> = streams
        .iter()
        .map(|stream| stream.unavailable.as_ref().map(|fault| fault.code.as_str()))
        .collect();
    assert_eq!(
        codes,
        [None, None, Some("missing_scope"), Some("missing_scope")]
    );
    let attempt = desk.engine.authorize(id).await.unwrap();
    assert_eq!(
        asked(&attempt.url),
        ["profile", "contacts.read", "companies.read", "orders.read"]
    );
}

/// A connector that gets another permission later: *Reconnect* does not ask for it, since an own app may not have it and
/// the provider would refuse everything. Whoever wants it takes it out of what is declined.
#[tokio::test(flavor = "multi_thread")]
async fn a_scope_that_came_later_is_asked_when_it_is_wanted() {
    let mut desk = Desk::new().await;
    let id = desk.consented().await.id;
    let before = asked(&desk.engine.authorize(id.clone()).await.unwrap().url);
    desk.after_attempt(&id).await;

    let later = "scopes:\n  - { scope: notes.read, says: Read notes, access: read, required: false, streams: [notes] }\n";
    let place = desk.folder.path().join("catalogue/sandbox");
    connector::changed(&place, "sandbox", |text| text.replace("scopes:\n", later)).unwrap();
    desk.restart().await;
    let connection = desk.engine.connection(id.clone()).await.unwrap();
    assert_eq!(connection.declined, ["notes.read"]);
    assert_eq!(
        asked(&desk.engine.authorize(id.clone()).await.unwrap().url),
        before
    );
    desk.after_attempt(&id).await;

    let wanted = desk.engine.decline_scopes(id.clone(), Vec::new()).await;
    assert!(wanted.unwrap().declined.is_empty());
    let all = asked(&desk.engine.authorize(id.clone()).await.unwrap().url);
    assert!(all.contains(&"notes.read".to_owned()), "{all:?}");
}

/// What the wizard shows before the consent names the streams of each scope.
#[tokio::test(flavor = "multi_thread")]
async fn scopes_name_their_streams() {
    let desk = Desk::new().await;
    let detail = desk.engine.connector("sandbox".to_owned()).await.unwrap();
    let orders = detail
        .scopes
        .iter()
        .find(|scope| scope.scope == "orders.read")
        .unwrap();
    assert_eq!(
        (&orders.streams[..], orders.required),
        (&["orders".to_owned()][..], false)
    );
    let profile = detail
        .scopes
        .iter()
        .find(|scope| scope.scope == "profile")
        .unwrap();
    assert!(profile.required && profile.streams.is_empty());
}
