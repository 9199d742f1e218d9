//! From the browser's callback to an active connection.

use std::sync::Arc;
use std::time::{Duration, Instant};

use headwater_engine::view::ConnectionState;
use headwater_vault::Memory;

use crate::desk::{self, Link};
use crate::{Result, bare, median, provider, runtime};

/// Measures as many consents as asked, each beside a bare exchange.
pub(crate) fn measure(consents: u64) -> Result<()> {
    runtime()?.block_on(async {
        let folder = tempfile::tempdir()?;
        let (provider, _) = provider::start(Duration::ZERO)?;
        let link = Arc::new(Link::default());
        let vault = Arc::new(Memory::new());
        let engine = desk::open(folder.path(), vault, link.clone(), false).await?;
        let (browser, http) = (reqwest::Client::new(), reqwest::Client::new());
        let (mut ours, mut bares) = (Vec::new(), Vec::new());
        for _ in 0..consents {
            let id = desk::draft(&engine, &provider).await?;
            engine.authorize(id.clone()).await?;
            let back = link.back()?;
            let began = Instant::now();
            let callback = tokio::spawn(browser.get(back).send());
            let connection = engine.authorized(id).await?;
            ours.push(began.elapsed());
            callback.await??;
            if connection.state != ConnectionState::Active {
                return Err("a consent that did not end in an active connection".into());
            }
            let began = Instant::now();
            bare::exchange(&http, &provider, &folder.path().join("bare")).await?;
            bares.push(began.elapsed());
        }
        engine.close();
        let (ours, bare) = (median(ours), median(bares));
        println!("authorization, median of {consents} on loopback");
        println!(
            "  bare token request and file write   {:>8.2} ms",
            milliseconds(bare)
        );
        println!(
            "  from callback to Active             {:>8.2} ms",
            milliseconds(ours)
        );
        println!(
            "  times the bare loop                 {:>8.1}",
            ours.as_secs_f64() / bare.as_secs_f64()
        );
        Ok(())
    })
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}
