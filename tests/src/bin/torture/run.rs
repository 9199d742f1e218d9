//! The run: grants by consent, processes, chaos, and the account of each grant that ended.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use headwater_engine::Engine;
use headwater_engine::clock::SystemClock;
use headwater_engine::view::ConnectionState;
use headwater_tests::servers::{Oidc, oidc};
use headwater_vault::Vault;
use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

use crate::Result;
use crate::consent::Person;
use crate::crew::{Crew, Recipe};
use crate::ends::{End, Evidence, end};
use crate::proxy::Proxy;
use crate::report::Report;
use crate::vault::{kept_token, open};
use crate::worker::engine;

/// Says that the private desktop is there already.
pub(crate) const IN_SESSION: &str = "--in-session";
/// How long nothing may go forward.
const PATIENCE: Duration = Duration::from_secs(120);
/// Short lives, so that the window's timer has work too.
const ACCESS_TTL: u32 = 20;

/// What to do.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub rotations: u64,
    pub processes: usize,
    pub grants: usize,
    pub seed: u64,
    pub keyring: bool,
}

impl Plan {
    /// Reads the command line; nothing where it cannot be read.
    pub(crate) fn of(words: &[&str]) -> Option<Self> {
        let mut plan = Self {
            rotations: 10_000,
            processes: 4,
            grants: 8,
            seed: 1,
            keyring: false,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut number = || words.next()?.parse::<u32>().ok();
            match *word {
                "--rotations" => plan.rotations = number()?.into(),
                "--processes" => plan.processes = number()?.max(1) as usize,
                "--grants" => plan.grants = number()?.max(1) as usize,
                "--seed" => plan.seed = number()?.into(),
                "--keyring" => plan.keyring = true,
                IN_SESSION => {}
                _ => return None,
            }
        }
        Some(plan)
    }
}

/// Everything around the processes.
struct Bench {
    folder: TempDir,
    proxy: Proxy,
    provider: Oidc,
    vault: Arc<dyn Vault>,
    person: Arc<Person>,
    engine: Engine,
    connections: Vec<String>,
}

/// Runs the plan.
pub(crate) async fn run(plan: &Plan) -> Result<Report> {
    let mut bench = Bench::new(plan).await?;
    for number in 0..plan.grants {
        bench.connect(number).await?;
    }
    let (ended, mut news) = unbounded_channel();
    let recipe = Recipe {
        folder: bench.folder.path().to_owned(),
        keychain: if plan.keyring { "keyring" } else { "file" },
        connections: bench.connections.clone(),
        seed: plan.seed,
    };
    let began = Instant::now();
    let mut crew = Crew::start(recipe, plan.processes, ended)?;
    bench.proxy.chaos(true);
    let mut ends = bench.torture(plan, &mut crew, &mut news).await?;
    bench.proxy.chaos(false);
    crew.stop()?;
    let took = began.elapsed();
    let last = bench.look_at_each(&crew).await?;
    let alive = plan.grants - last.len();
    ends.extend(last);
    let rotations = bench.provider.seen().await?.refreshed;
    let (ledger, said) = (bench.proxy.ledger(), crew.said());
    Ok(Report {
        plan: plan.clone(),
        took,
        rotations: rotations.into(),
        killed: crew.killed.len(),
        answers_lost: ledger.lost,
        cut_before: ledger.cut_before,
        unavailable: ledger.unavailable,
        slow: ledger.slow,
        jumps: said.jumps,
        later: said.later.clone(),
        ends,
        alive,
    })
}

impl Bench {
    async fn new(plan: &Plan) -> Result<Self> {
        let folder = TempDir::with_prefix("hw-torture-")?;
        let (proxy, listener) = Proxy::bind(plan.seed).await?;
        let provider = Oidc::start(&oidc::Options {
            access_ttl: ACCESS_TTL,
            issuer: Some(proxy.address().to_owned()),
            ..oidc::Options::default()
        })
        .await?;
        proxy.serve(listener, provider.address());
        let (vault, person) = (
            open(folder.path(), plan.keyring)?,
            Arc::new(Person::default()),
        );
        let engine = fresh(folder.path(), &vault, &person).await?;
        Ok(Self {
            folder,
            proxy,
            provider,
            vault,
            person,
            engine,
            connections: Vec::new(),
        })
    }

    /// A new connection with a grant of an account of its own.
    async fn connect(&mut self, number: usize) -> Result<()> {
        let id = self.engine.create_draft("oidc".to_owned()).await?.id;
        let client = oidc::Options::default();
        let inputs = json!({"id": id, "inputs": {"address": self.proxy.address()}});
        self.call("save_inputs", inputs).await?;
        let own = json!({"kind": "own", "clientId": client.client_id, "clientSecret": client.client_secret});
        self.call("save_client", json!({"id": id, "client": own}))
            .await?;
        self.connections.push(id);
        self.consent(number).await
    }

    async fn call(&self, command: &str, arguments: Value) -> Result<Value> {
        let call = headwater_engine::commands::call(&self.engine, command, arguments);
        Ok(serde_json::from_str(call.await?.get())?)
    }

    /// Consents, anew where there was a grant.
    async fn consent(&self, number: usize) -> Result<()> {
        let id = &self.connections[number];
        self.person.is(&format!("person-{number}"));
        self.proxy.consenting(id);
        self.engine.authorize(id.clone()).await?;
        tokio::time::timeout(PATIENCE, self.engine.authorized(id.clone())).await??;
        Ok(())
    }

    /// Until the provider has rotated often enough: kills, and consents anew to what ended.
    async fn torture(
        &self,
        plan: &Plan,
        crew: &mut Crew,
        news: &mut UnboundedReceiver<String>,
    ) -> Result<Vec<End>> {
        let mut dice = StdRng::seed_from_u64(plan.seed.wrapping_add(7));
        let (mut rotated, mut ends) = (self.proxy.rotated(), Vec::new());
        let (mut next_kill, mut tenths) = (10, 1);
        loop {
            let rotations = *rotated.borrow_and_update();
            if rotations * 10 >= plan.rotations * tenths {
                tenths += 1;
                eprintln!("… {rotations} rotations, {} kills", crew.killed.len());
            }
            if rotations >= plan.rotations {
                return Ok(ends);
            }
            if rotations >= next_kill {
                next_kill = rotations + dice.random_range(8..40);
                // Right after a rotation somebody has an answer to lose.
                tokio::time::sleep(Duration::from_millis(dice.random_range(0..8))).await;
                crew.kill(dice.random_range(0..plan.processes))?;
            }
            tokio::select! {
                changed = rotated.changed() => changed?,
                Some(id) = news.recv() => ends.extend(self.mend(&id, crew).await?),
                () = tokio::time::sleep(PATIENCE) => return Err("nothing goes forward".into()),
            }
            crew.look_after()?;
        }
    }

    /// Looks why a grant ended and consents anew. Nothing where that is over already.
    async fn mend(&self, id: &str, crew: &Crew) -> Result<Option<End>> {
        let state = self.engine.connection(id.to_owned()).await?.state;
        let number = self.connections.iter().position(|this| this == id);
        let (ConnectionState::Reauthorize, Some(number)) = (state, number) else {
            return Ok(None);
        };
        let end = self.why(id, crew).await?;
        self.consent(number).await?;
        Ok(Some(end))
    }

    async fn why(&self, id: &str, crew: &Crew) -> Result<End> {
        let good = self.provider.good_refresh_tokens().await?;
        let kept = kept_token(&*self.vault, id)?;
        let newest = self.proxy.ledger().newest.get(id).cloned();
        let why = end(&Evidence {
            connection: id,
            kept: kept.as_deref(),
            good: &good,
            newest: newest.as_ref(),
            killed: &crew.killed,
        });
        if matches!(why, End::Lost | End::Ours) {
            let trouble = self.engine.connection(id.to_owned()).await?.trouble;
            let trouble = trouble.map(|fault| format!("{}: {}", fault.code, fault.details));
            eprintln!("{id} ended, and need not have ({why:?}): {trouble:?}");
        }
        Ok(why)
    }

    /// Renews each grant once more, in peace; gives those that had ended.
    async fn look_at_each(&mut self, crew: &Crew) -> Result<Vec<End>> {
        // A new engine, that has no token in memory.
        self.engine = fresh(self.folder.path(), &self.vault, &self.person).await?;
        let mut ends = Vec::new();
        for id in &self.connections {
            match self.engine.renew(id.clone()).await {
                Ok(()) => {}
                Err(fault) if fault.needs_consent() => ends.push(self.why(id, crew).await?),
                Err(fault) => {
                    return Err(format!("{id} cannot be renewed in peace: {fault:?}").into());
                }
            }
        }
        Ok(ends)
    }
}

async fn fresh(folder: &Path, vault: &Arc<dyn Vault>, person: &Arc<Person>) -> Result<Engine> {
    engine(
        folder,
        vault.clone(),
        person.clone(),
        Arc::new(SystemClock),
        false,
    )
    .await
}
