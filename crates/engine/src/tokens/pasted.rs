//! Tokens that were pasted, and that the manifest renews by itself: a provider that rotates them makes the old one worthless.

use futures::future::BoxFuture;
use headwater_connectors::{AccessError, Connector, Hold, Keeper};
use headwater_store::Connection;
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use tokio_util::task::task_tracker::TaskTrackerToken;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::lock::Held;
use crate::secrets::Secrets;

/// Keeps them in the keychain, with the connection's other secrets.
#[derive(Clone)]
pub(crate) struct Pasted {
    engine: Engine,
    connection: Connection,
    /// The secret inputs of the connector: where each is in the configuration, its keys joined by dots.
    names: Vec<String>,
}

/// The right to renew them: nobody else reads or writes the secrets, and no process ends meanwhile.
struct Renewal {
    pasted: Pasted,
    secrets: Secrets,
    _held: Held,
    _asked: TaskTrackerToken,
}

impl Pasted {
    /// Those of a connection.
    pub(crate) fn of(engine: &Engine, connection: &Connection, connector: &Connector) -> Pasted {
        let secret = connector.inputs.iter().filter(|input| input.secret);
        Pasted {
            engine: engine.clone(),
            connection: connection.clone(),
            names: secret.map(|input| input.name.clone()).collect(),
        }
    }

    async fn renewal(&self, config: &mut Value) -> Result<Renewal, Fault> {
        let (engine, connection) = (&self.engine, &self.connection);
        let asked = engine.tokens.asked.token();
        let held = engine.locks.hold(&connection.id).await?;
        let secrets = engine.keychain.read(&connection.id).await?;
        for name in &self.names {
            let mut keys = name.split('.');
            let place = keys.try_fold(&mut *config, |value, key| value.get_mut(key));
            if let (Some(place), Some(kept)) = (place, secrets.inputs.get(name)) {
                *place = kept.expose_secret().into();
            }
        }
        Ok(Renewal {
            pasted: self.clone(),
            secrets,
            _held: held,
            _asked: asked,
        })
    }
}

impl Keeper for Pasted {
    fn hold<'a>(
        &'a self,
        config: &'a mut Value,
    ) -> BoxFuture<'a, Result<Box<dyn Hold>, AccessError>> {
        Box::pin(async move {
            let hold: Box<dyn Hold> = Box::new(self.renewal(config).await?);
            Ok(hold)
        })
    }
}

impl Hold for Renewal {
    fn keep<'a>(&'a mut self, config: &'a Value) -> BoxFuture<'a, ()> {
        let renewed = self.pasted.names.iter().filter_map(|name| {
            let value = name
                .split('.')
                .try_fold(config, |value, key| value.get(key))?;
            Some((name.clone(), SecretString::from(value.as_str()?)))
        });
        self.secrets.inputs.extend(renewed);
        Box::pin(async {
            let Pasted {
                engine, connection, ..
            } = &self.pasted;
            let (id, name) = (&connection.id, &connection.name);
            if let Err(fault) = engine.keychain.write(id, name, &self.secrets).await {
                tracing::error!(%fault, connection = id, "a renewed token could not be kept");
            }
        })
    }
}
