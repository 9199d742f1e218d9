//! Must show 4: the real app, killed in mid-sync and in mid-refresh, loses and doubles nothing.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::time::Duration;

use headwater_sandbox::{Change, Collection, Fault, Rule, Switches};
use headwater_tests::data::{Data, difference};
use headwater_tests::servers::Sandbox;
use headwater_tests::servers::sandbox::COLLECTIONS;
use headwater_tests::wizard;
use headwater_tests::{Answer, App, Browser, Keyring, Session, Window, testid, until};

/// In this time a used refresh token may be used again: as with many providers, an answer that was lost can be asked for
/// once more.
const GRACE: u64 = 120;

/// An app over a sandbox that outlives it. Each kill comes while a request is certainly unanswered: the provider was
/// asked, and stalls.
struct Bench<'app> {
    app: &'app App<'app>,
    sandbox: Sandbox,
    window: Option<Window>,
    kills: usize,
}

impl Bench<'_> {
    fn window(&self) -> &Window {
        self.window.as_ref().unwrap()
    }

    async fn switch(&self, faults: Vec<Rule>) {
        self.switches(Switches {
            faults,
            ..Switches::default()
        })
        .await;
    }

    async fn switches(&self, switches: Switches) {
        let switches = Switches {
            grace: GRACE,
            ..switches
        };
        self.sandbox.switch(&switches).await.unwrap();
    }

    fn data(&self) -> Data {
        Data::of(self.app).unwrap()
    }

    /// Kills the app once `path` was asked `times` in all.
    async fn kill_when_asked(&mut self, path: &str, times: u64) {
        self.sandbox.until_asked(path, times).await.unwrap();
        assert!(
            self.data().sync_is_open().unwrap() || path == "/oauth/token",
            "a sync is interrupted"
        );
        self.app.kill_window().unwrap();
        self.window = None;
        self.kills += 1;
        println!(
            "  kill {}: {path} was asked, {} rows kept",
            self.kills,
            self.row_count()
        );
    }

    fn row_count(&self) -> usize {
        let data = self.data();
        let rows = |stream: &&str| data.rows(stream).unwrap().len();
        COLLECTIONS.iter().map(rows).sum()
    }

    async fn start(&mut self) {
        let pictures = self.app.session().folder().join("pictures");
        self.window = Some(Window::start(self.app, &pictures).await.unwrap());
    }

    /// *Sync now* in the list of connections.
    async fn sync(&self, id: &str) {
        self.window()
            .click(&testid("nav-connections"))
            .await
            .unwrap();
        self.window()
            .click(&testid(&format!("menu-{id}")))
            .await
            .unwrap();
        self.window().click(&testid("menu-sync")).await.unwrap();
    }

    /// Waits in the list until the interrupted sync, which nobody started again, has ended well; then every tab holds
    /// exactly what the source has, and the command line's token is one that the source accepts.
    async fn assert_whole(&self, id: &str) {
        let status = testid(&format!("status-{id}"));
        self.window()
            .wait_attribute(&status, "data-status", |status| status == "active")
            .await
            .unwrap();
        let data = self.data();
        assert!(!data.sync_is_open().unwrap(), "the sync has ended");
        let kept = data.connection().unwrap();
        assert_eq!(
            (kept.id.as_str(), kept.state.as_str(), kept.trouble),
            (id, "active", None)
        );
        let token = self.app.token(id).unwrap();
        for collection in COLLECTIONS {
            let source = self.sandbox.rows(collection, &token).await.unwrap();
            let tab = data.rows(collection).unwrap();
            assert_eq!(difference(tab, source), None, "{collection}");
        }
    }
}

/// SIGKILL in the middle of the first sync, at three places of it, then of an incremental and of a full one; and in the
/// middle of a refresh: before the provider has renewed, after it has and the answer is lost, and by the timer. Every time
/// the app, started again, goes on by itself.
#[tokio::test]
async fn killed_in_mid_sync_and_in_mid_refresh_nothing_is_lost_or_doubled() {
    let session = Session::start(Keyring::Unlocked).await.unwrap();
    let app = App::new(&session).unwrap();
    let sandbox = Sandbox::start(&app).await.unwrap();
    let mut bench = Bench {
        app: &app,
        sandbox,
        window: None,
        kills: 0,
    };
    bench.start().await;
    let id = first_sync(&mut bench).await;
    incremental_sync(&mut bench, &id).await;
    full_sync(&mut bench, &id).await;
    refresh_before_it_counts(&mut bench, &id).await;
    refresh_whose_answer_is_lost(&mut bench, &id).await;
    refresh_by_the_timer(&mut bench, &id).await;
    assert_eq!(bench.kills, 8);
    slept_through_its_schedule(&mut bench, &id).await;
    bench.window.take().unwrap().quit().await.unwrap();
}

fn stall(collection: &str, after: u64) -> Rule {
    Rule::new(format!("/api/{collection}"), Fault::Stall).after(after)
}

/// The consent, and a first sync that is killed in three streams one after the other.
async fn first_sync(bench: &mut Bench<'_>) -> String {
    let places = [("contacts", 2), ("deals", 0), ("orders", 3)];
    bench.switch(vec![stall("contacts", 2)]).await;
    let browser = Browser::start(bench.app.session()).await.unwrap();
    bench.window().click(&testid("try-sample")).await.unwrap();
    let url = bench.app.opened().await.unwrap();
    browser
        .consent_at_sandbox(&url, Answer::Allow)
        .await
        .unwrap();
    wizard::accept(bench.window()).await.unwrap();
    browser.quit().await.unwrap();
    for (nth, (collection, pages)) in places.into_iter().enumerate() {
        let path = format!("/api/{collection}");
        bench.kill_when_asked(&path, pages + 1).await;
        let next = places.get(nth + 1);
        bench
            .switch(
                next.map(|(name, after)| stall(name, *after))
                    .into_iter()
                    .collect(),
            )
            .await;
        if nth == 0 {
            let rows = bench.data().rows("contacts").unwrap().len();
            assert!(rows >= 500, "the first page was kept: {rows}");
        }
        bench.start().await;
    }
    let id = bench.data().connection().unwrap().id;
    bench.assert_whole(&id).await;
    id
}

/// New and changed rows at the source, and a kill among them.
async fn incremental_sync(bench: &mut Bench<'_>, id: &str) {
    let changes = Change {
        collection: Collection::Contacts,
        add: 700,
        touch: 900,
        delete: 0,
    };
    let path = "/api/contacts";
    let before = bench.sandbox.asked(path).await.unwrap();
    bench
        .switches(Switches {
            data: vec![changes],
            faults: vec![stall("contacts", 2)],
            ..Switches::default()
        })
        .await;
    bench.sync(id).await;
    bench.kill_when_asked(path, before + 3).await;
    bench.switch(Vec::new()).await;
    bench.start().await;
    bench.assert_whole(id).await;
}

/// A full sync, which removes what the source no longer has: killed before its end it must not have removed the rest.
async fn full_sync(bench: &mut Bench<'_>, id: &str) {
    let window = bench.window();
    wizard::go(window, &format!("/connect/{id}/streams"))
        .await
        .unwrap();
    window.click(&testid("mode-all-full")).await.unwrap();
    window.click(&testid("continue-streams")).await.unwrap();
    window.wait_for(&testid("finish")).await.unwrap();
    let modes = bench.data().connection().unwrap().streams;
    assert!(
        modes.iter().all(|(_, mode)| mode == "full_refresh_replace"),
        "{modes:?}"
    );

    let rows = bench.data().rows("contacts").unwrap().len();
    let path = "/api/contacts";
    let before = bench.sandbox.asked(path).await.unwrap();
    let changes = Change {
        collection: Collection::Contacts,
        add: 10,
        touch: 10,
        delete: 200,
    };
    bench
        .switches(Switches {
            data: vec![changes],
            faults: vec![stall("contacts", 2)],
            ..Switches::default()
        })
        .await;
    bench.sync(id).await;
    bench.kill_when_asked(path, before + 3).await;
    let left = bench.data().rows("contacts").unwrap().len();
    assert!(
        left >= rows,
        "nothing is removed before the end: {left} of {rows}"
    );
    bench.switch(Vec::new()).await;
    bench.start().await;
    bench.assert_whole(id).await;
}

/// The token is asked for and the provider has not yet looked at the request.
async fn refresh_before_it_counts(bench: &mut Bench<'_>, id: &str) {
    let before = bench.sandbox.asked("/oauth/token").await.unwrap();
    bench
        .switches(Switches {
            expire_access: true,
            faults: vec![Rule::new("/oauth/token", Fault::Stall)],
            ..Switches::default()
        })
        .await;
    bench.sync(id).await;
    bench.kill_when_asked("/oauth/token", before + 1).await;
    bench.switch(Vec::new()).await;
    bench.start().await;
    bench.assert_whole(id).await;
}

/// The provider has renewed the token and its answer never arrived: what the keychain holds is spent. The provider's grace
/// is what heals it, and the app must ask once more instead of giving the connection up.
async fn refresh_whose_answer_is_lost(bench: &mut Bench<'_>, id: &str) {
    let before = bench.sandbox.asked("/oauth/token").await.unwrap();
    bench
        .switches(Switches {
            expire_access: true,
            faults: vec![
                Rule::new("/oauth/token", Fault::DropAnswer).times(1),
                Rule::new("/oauth/token", Fault::Stall),
            ],
            ..Switches::default()
        })
        .await;
    bench.sync(id).await;
    bench.kill_when_asked("/oauth/token", before + 2).await;
    bench.switch(Vec::new()).await;
    bench.start().await;
    bench.assert_whole(id).await;
}

/// Nobody asks but the timer: a token of a few seconds is had, and its renewal stalls after the sync has ended.
async fn refresh_by_the_timer(bench: &mut Bench<'_>, id: &str) {
    let before = bench.sandbox.asked("/oauth/token").await.unwrap();
    bench
        .switches(Switches {
            expire_access: true,
            access_ttl: 8,
            faults: vec![Rule::new("/oauth/token", Fault::Stall).after(1)],
            ..Switches::default()
        })
        .await;
    bench.sync(id).await;
    bench.kill_when_asked("/oauth/token", before + 2).await;
    assert!(
        !bench.data().sync_is_open().unwrap(),
        "no sync asked for the token, the timer did"
    );
    bench.switch(Vec::new()).await;
    bench.start().await;
    bench.assert_whole(id).await;
}

/// A machine that slept through several times of a schedule: the window, once it is there again, makes up for all of them
/// with one sync, without anybody's doing.
async fn slept_through_its_schedule(bench: &mut Bench<'_>, id: &str) {
    let window = bench.window();
    wizard::go(window, &format!("/connection/{id}/schedule"))
        .await
        .unwrap();
    window.click(&testid("schedule-every")).await.unwrap();
    window.pictures("connection-schedule").await.unwrap();
    window.enter(&testid("schedule-minutes")).await.unwrap();
    window.wait_for(&testid("schedule-next")).await.unwrap();
    bench.app.kill_window().unwrap();
    bench.window = None;

    Data::sleep_through_schedules(bench.app, 100).unwrap();
    let changes = Change {
        collection: Collection::Deals,
        add: 5,
        touch: 5,
        delete: 0,
    };
    bench
        .switches(Switches {
            data: vec![changes],
            ..Switches::default()
        })
        .await;
    let syncs = bench.data().syncs().unwrap();
    bench.start().await;
    let ended = async || {
        let data = bench.data();
        (data.syncs().unwrap() > syncs && !data.sync_is_open().unwrap()).then_some(())
    };
    until("the sync after the sleep", Duration::from_secs(60), ended)
        .await
        .unwrap();
    bench.assert_whole(id).await;
    assert_eq!(bench.data().syncs().unwrap(), syncs + 1);
}
