//! Refusals at the token endpoint and at the API: whose fault each is, whom it concerns, and what it leaves alone.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use headwater_engine::view::{ConnectionState, ConnectionView, Mode, Revocation, TableFate};
use headwater_engine::{Engine, OpenOptions};
use headwater_sandbox::{Fault, Options, Rule, Sandbox, Switches};
use headwater_vault::{Error as VaultError, ItemName, Memory, Vault};
use secrecy::SecretString;

use crate::acme::{self, BY_CLIENT, Bench};
use crate::desk::{Consents, Desk, Person, options};

fn answering(path: &str, status: u16, body: &str) -> Switches {
    let answer = Fault::Answer {
        status,
        body: body.to_owned(),
    };
    Switches {
        expire_access: true,
        faults: vec![Rule::new(path, answer)],
        ..Switches::default()
    }
}

async fn tried(engine: &Engine, id: &str) -> ConnectionView {
    engine.test(id.to_owned()).await.unwrap();
    engine.connection(id.to_owned()).await.unwrap()
}

/// Requirement 49: a refusal with status 400 and nothing else passes at first. After three in more than ten minutes the
/// grant counts as dead, and what is stored stays until the person reconnects.
#[tokio::test(flavor = "multi_thread")]
async fn a_refusal_without_a_word_is_temporary_at_first() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.switch(answering("/oauth/token", 400, ""));
    let first = tried(&desk.engine, &id).await;
    assert_eq!(
        (first.state, first.trouble.unwrap().code.as_str()),
        (ConnectionState::Active, "unavailable")
    );
    desk.clock.forward(660);
    tried(&desk.engine, &id).await;
    let third = tried(&desk.engine, &id).await;
    assert_eq!(
        (third.state, third.trouble.unwrap().code.as_str()),
        (ConnectionState::Reauthorize, "grant_rejected")
    );
    assert_eq!(desk.vault.labels().len(), 1);
}

/// Requirement 50: a client that the provider refuses is named once, with all connections that use it; none of them needs
/// a new consent, and all are well when it is accepted again.
#[tokio::test(flavor = "multi_thread")]
async fn a_refused_client_names_its_connections() {
    let desk = Desk::new().await;
    let first = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    let second = desk.consented().await;
    assert_ne!(first.id, second.id);
    desk.switch(answering(
        "/oauth/token",
        401,
        r#"{"error":"invalid_client"}"#,
    ));
    let refused = tried(&desk.engine, &first.id).await;
    let fault = refused.trouble.unwrap();
    assert_eq!(
        (refused.state, fault.code.as_str()),
        (ConnectionState::Active, "client_rejected")
    );
    assert_eq!(
        fault.values["connections"],
        format!("{}, {}", first.name, second.name)
    );
    assert!(fault.cause.contains(&second.name), "{}", fault.cause);
    desk.switch(Switches::default());
    let healed = tried(&desk.engine, &first.id).await;
    assert_eq!(
        (healed.state, healed.trouble),
        (ConnectionState::Active, None)
    );
}

/// Requirement 51: a 403 is a missing permission of that stream; the token is not renewed for it and the others go on.
#[tokio::test(flavor = "multi_thread")]
async fn a_403_is_a_missing_permission_of_one_stream() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[
            ("companies", Mode::FullRefreshReplace),
            ("deals", Mode::FullRefreshReplace),
        ])
        .await;
    desk.switch(Switches {
        expire_access: false,
        ..answering(
            "/api/deals",
            403,
            r#"{"error":{"code":"insufficient_scope"}}"#,
        )
    });
    let after = desk.engine.sync_to_end(before.id).await.unwrap();
    let codes: Vec<_> = after
        .streams
        .iter()
        .map(|stream| stream.fault.as_ref().map(|fault| fault.code.as_str()))
        .collect();
    assert_eq!(codes, [None, Some("permission_missing")]);
    assert_eq!(
        (after.state, after.rows),
        (ConnectionState::Active, before.rows)
    );
    assert_eq!(desk.sandbox.counters().unwrap().refreshes, 0);
}

/// Requirement 51: an API that refuses every token is asked once more with a renewed one and not again.
#[tokio::test(flavor = "multi_thread")]
async fn a_401_causes_one_renewal() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[("companies", Mode::FullRefreshReplace)])
        .await;
    desk.switch(Switches {
        expire_access: false,
        ..answering("/api/companies", 401, "{}")
    });
    let after = desk.engine.sync_to_end(before.id).await.unwrap();
    assert_eq!(
        after.streams[0].fault.as_ref().unwrap().code,
        "token_not_accepted"
    );
    assert_eq!(desk.sandbox.counters().unwrap().refreshes, 1);
}

/// What keeps all streams from being read is the connection's trouble: no stream is called failed for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_grant_fails_no_stream() {
    let desk = Desk::new().await;
    let before = desk
        .synced(&[
            ("companies", Mode::FullRefreshReplace),
            ("deals", Mode::FullRefreshReplace),
        ])
        .await;
    desk.switch(Switches {
        revoke_grants: true,
        ..Switches::default()
    });
    let after = desk.engine.sync_to_end(before.id).await.unwrap();
    assert_eq!(
        (after.state, after.last_sync.unwrap().failed),
        (ConnectionState::Reauthorize, 0)
    );
}

/// Requirement 48: a grant that the provider has ended is not asked for again by itself, and what is stored stays until the
/// person reconnects.
#[tokio::test(flavor = "multi_thread")]
async fn a_dead_grant_is_left_alone() {
    let desk = Desk::new().await;
    let id = desk.consented().await.id;
    desk.switch(Switches {
        revoke_grants: true,
        ..Switches::default()
    });
    let dead = tried(&desk.engine, &id).await;
    assert_eq!(dead.state, ConnectionState::Reauthorize);
    let asked = || desk.sandbox.counters().unwrap().requests["/oauth/token"];
    let before = asked();
    desk.clock.forward(86_400);
    for _ in 0..3 {
        let fault = desk.engine.token(id.clone()).await.unwrap_err();
        assert_eq!(fault.seen_now().code, "grant_rejected");
        tried(&desk.engine, &id).await;
    }
    assert_eq!((asked(), desk.vault.labels().len()), (before, 1));
}

/// Requirement 38: a grant without a refresh token says until when it works; then the connection asks for its person, and
/// the provider is not asked for what it cannot give.
#[tokio::test(flavor = "multi_thread")]
async fn a_grant_that_cannot_be_renewed_says_when_it_ends() {
    let desk = Desk::with_profile("  response: { refresh_token_path: none.such }\n").await;
    let connection = desk.consented().await;
    let grant = connection.grant.unwrap();
    assert!(!grant.renewable);
    assert_eq!(Some(grant.end.unwrap().at), connection.token_expires_at);
    assert_eq!(connection.trouble.unwrap().code, "grant_ends");
    desk.clock.forward(7_200);
    let ended = desk
        .until(&connection.id, |connection| {
            connection.state == ConnectionState::Reauthorize
        })
        .await;
    assert_eq!(ended.trouble.unwrap().code, "cannot_renew");
    assert_eq!(desk.sandbox.counters().unwrap().requests["/oauth/token"], 1);
}

/// Requirement 41: however many tokens are due when a machine wakes up, four are renewed at once and the others wait.
#[tokio::test(flavor = "multi_thread")]
async fn four_are_renewed_at_once() {
    let desk = Desk::new().await;
    for _ in 0..6 {
        let connection = desk.consented().await;
        assert_eq!(connection.state, ConnectionState::Active);
    }
    let asked = || desk.sandbox.counters().unwrap().requests["/oauth/token"];
    let before = asked();
    desk.switch(Switches {
        faults: vec![Rule::new("/oauth/token", Fault::Stall)],
        ..Switches::default()
    });
    desk.clock.forward(28_800);
    for _ in 0..600 {
        if asked() >= before + 4 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    // None is answered, so a fifth could come at any moment now.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(asked(), before + 4);
}

/// A keychain that takes nothing new.
#[derive(Default)]
struct Unwritable {
    items: Memory,
    refuses: AtomicBool,
}

impl Vault for Unwritable {
    fn get(&self, item: &ItemName) -> Result<Option<SecretString>, VaultError> {
        self.items.get(item)
    }

    fn put(&self, item: &ItemName, label: &str, secret: &SecretString) -> Result<(), VaultError> {
        match self.refuses.load(Ordering::Relaxed) {
            true => Err(VaultError::Denied),
            false => self.items.put(item, label, secret),
        }
    }

    fn delete(&self, item: &ItemName) -> Result<(), VaultError> {
        self.items.delete(item)
    }

    fn name(&self) -> &'static str {
        "Test keychain"
    }

    fn ready(&self) -> Result<(), VaultError> {
        Ok(())
    }
}

/// Requirement 45: a renewed token that the keychain does not take is kept in memory, shown as not saved, never used before
/// it is written, and written by itself as soon as that works; the provider is not asked again for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_saved_is_kept_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let sandbox = Sandbox::start(&folder.path().join("sandbox"), Options::default())
        .await
        .unwrap();
    let vault = Arc::new(Unwritable::default());
    let person = Arc::new(Consents::new(Person::Allows));
    let engine = Engine::open(OpenOptions {
        timer: true,
        ..options(folder.path(), vault.clone(), person)
    })
    .await
    .unwrap();
    let id = engine.try_sample().await.unwrap().id;
    engine.authorized(id.clone()).await.unwrap();
    vault.refuses.store(true, Ordering::Relaxed);
    sandbox
        .switch(Switches {
            expire_access: true,
            ..Switches::default()
        })
        .unwrap();
    let unsaved = tried(&engine, &id).await;
    let fault = unsaved.trouble.unwrap();
    assert_eq!(
        (unsaved.state, fault.code.as_str()),
        (ConnectionState::Active, "token_not_saved")
    );
    assert!(fault.retry_at.is_some() && !fault.fix.is_empty());
    assert!(
        engine.token(id.clone()).await.is_err(),
        "no use before the write"
    );
    vault.refuses.store(false, Ordering::Relaxed);
    for _ in 0..600 {
        if engine
            .connection(id.clone())
            .await
            .unwrap()
            .trouble
            .is_none()
        {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let saved = tried(&engine, &id).await;
    assert_eq!(
        (saved.state, saved.trouble),
        (ConnectionState::Active, None)
    );
    let counters = sandbox.counters().unwrap();
    assert_eq!((counters.refreshes, counters.reuses), (1, 0));
    engine.close();
}

/// A renewed token that the keychain did not take is the one that is given back when its connection is deleted: the former
/// one has ended by then, and revoking it may leave the new one alive.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_saved_is_revoked() {
    let oauth2 = format!("{BY_CLIENT}\nrevoke: {{ url: '{{{{ address }}}}/revoke' }}");
    let bench = Bench::new(&oauth2).await;
    let vault = Arc::new(Unwritable::default());
    let engine = acme::engine(bench.folder.path(), vault.clone()).await;
    let id = acme::draft(&engine, &bench.acme).await;
    acme::own(&engine, &id, "client-1", "secret").await;
    let answers = [acme::token("one"), acme::token("two")];
    bench.acme.answers("/token", answers);
    bench
        .acme
        .answers("/revoke", [(200, serde_json::json!({}))]);
    engine.authorize(id.clone()).await.unwrap();
    engine.authorized(id.clone()).await.unwrap();
    vault.refuses.store(true, Ordering::Relaxed);
    let unsaved = engine.renew(id.clone()).await.unwrap_err();
    assert_eq!(unsaved.code.as_str(), "token_not_saved");
    let deleted = engine.delete(id, TableFate::Drop).await.unwrap();
    assert_eq!(deleted.revocation, Revocation::Revoked);
    let revoked = bench.acme.bodies("/revoke");
    assert!(revoked[0].contains("token=two"), "{revoked:?}");
}
