//! One process of the torture: the whole engine on the shared folder, asking for tokens and renewing them as fast as it
//! can, on a clock that jumps. It ends when its standard input does, or when it is killed.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use headwater_engine::browser::{Browser, NoBrowser};
use headwater_engine::clock::{Clock, SystemClock};
use headwater_engine::{Engine, Fault, OpenOptions};
use headwater_tests::places;
use headwater_vault::Vault;
use jiff::{SignedDuration, Timestamp};
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use tokio::sync::oneshot;

use crate::Result;
use crate::vault::{Journaled, open, say};

/// The farthest jump of a clock, in seconds.
const DAY: i64 = 86_400;

/// A clock that can be set.
#[derive(Default)]
struct Jumping(AtomicI64);

impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        SystemClock.now() + SignedDuration::from_secs(self.0.load(Ordering::Relaxed))
    }
}

/// An engine on the shared folder.
pub(crate) async fn engine(
    folder: &Path,
    vault: Arc<dyn Vault>,
    browser: Arc<dyn Browser>,
    clock: Arc<dyn Clock>,
    timer: bool,
) -> Result<Engine> {
    let options = OpenOptions {
        folder: folder.join("data"),
        vault,
        browser,
        clock,
        catalogues: vec![places::stand_in_sources("oidc").join("catalogue")],
        timer,
    };
    Ok(Engine::open(options).await?)
}

/// `FOLDER SEED window|command file|keyring CONNECTION…`
pub(crate) async fn run(words: &[&str]) -> Result<()> {
    let [folder, seed, kind, keychain, connections @ ..] = words else {
        return Err("worker: too few words".into());
    };
    let (folder, mut dice) = (
        PathBuf::from(folder),
        StdRng::seed_from_u64(seed.parse::<u64>()?),
    );
    let vault = Arc::new(Journaled(open(&folder, *keychain == "keyring")?));
    let clock = Arc::new(Jumping::default());
    // One of the processes is the window, whose timer renews as well; the others are commands.
    let is_window = *kind == "window";
    let engine = engine(
        &folder,
        vault,
        Arc::new(NoBrowser),
        clock.clone(),
        is_window,
    )
    .await?;
    say("ready");
    let leash = leash();
    let work = async {
        loop {
            if dice.random_bool(0.02) {
                let jump = dice.random_range(-DAY..=DAY);
                clock.0.store(jump, Ordering::Relaxed);
                say("jumped");
            } else if dice.random_bool(0.02) {
                clock.0.store(0, Ordering::Relaxed);
            }
            let id = connections[dice.random_range(0..connections.len())];
            let asked = match dice.random_bool(0.8) {
                true => engine.renew(id.to_owned()).await,
                false => engine.token(id.to_owned()).await.map(|_| ()),
            };
            if let Err(fault) = asked {
                tell(id, &fault);
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    };
    tokio::select! {
        () = work => {}
        _ = leash => {}
    }
    engine.close();
    engine.settled().await;
    Ok(())
}

/// Ends when standard input does.
fn leash() -> oneshot::Receiver<()> {
    let (sender, leash) = oneshot::channel();
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin(), &mut std::io::sink());
        drop(sender);
    });
    leash
}

fn tell(id: &str, fault: &Fault) {
    let what = match fault.needs_consent() {
        true => "ended",
        false => "later",
    };
    say(&format!("{what} {id} {}", fault.code.as_str()));
}
