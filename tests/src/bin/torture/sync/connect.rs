//! A connection with a tab for each stream, one in each mode, made by a process of its own that lives in the session.

use std::sync::Arc;

use headwater_engine::browser::Browser;
use headwater_engine::clock::SystemClock;
use headwater_engine::view::{
    DestinationInput, DestinationSettings, EntityTarget, SecretInput, StreamSelection,
};
use headwater_engine::{Engine, OpenOptions, Url};
use headwater_tests::servers::postgres::PASSWORD;
use headwater_tests::{Answer, Visitor};

use super::bench::STREAMS;
use crate::Result;

/// A person who allows.
struct Allows;

impl Browser for Allows {
    fn open(&self, url: &Url) -> std::result::Result<(), String> {
        let url = url.clone();
        tokio::spawn(async move {
            let visitor = Visitor::new(Answer::Allow);
            let consented = match visitor {
                Ok(visitor) => visitor.consent(&url).await,
                Err(error) => Err(error),
            };
            if let Err(error) = consented {
                eprintln!("consent: {error}");
            }
        });
        Ok(())
    }
}

/// Makes it, reads it once, and prints its ID. `words` may hold the settings of a destination, whose password is that of the
/// tests' PostgreSQL.
pub(crate) async fn connect(words: &[&str]) -> Result<()> {
    let options = OpenOptions::from_environment(Arc::new(Allows), Arc::new(SystemClock))?;
    let engine = Engine::open(options.without_timer()).await?;
    let id = engine.create_draft("sandbox".to_owned()).await?.id;
    engine.authorize(id.clone()).await?;
    engine.authorized(id.clone()).await?;
    engine.test(id.clone()).await?;
    engine.streams(id.clone()).await?;
    let selection = STREAMS.map(|(name, mode)| StreamSelection {
        name: name.to_owned(),
        mode,
    });
    engine.select_streams(id.clone(), selection.into()).await?;
    let name = "Customer".to_owned();
    let entity = engine
        .link(id.clone(), EntityTarget::New { name })
        .await?
        .id;
    engine.sync_to_end(id.clone()).await?;
    if let Some(settings) = words.first() {
        let settings: DestinationSettings = serde_json::from_str(settings)?;
        let destination = DestinationInput {
            id: None,
            entity,
            name: "Warehouse".to_owned(),
            settings,
            secret: Some(SecretInput(PASSWORD.into())),
        };
        engine.save_destination(destination).await?;
    }
    engine.close();
    engine.settled().await;
    println!("{id}");
    Ok(())
}
