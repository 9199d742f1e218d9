//! A consent for a server: the journey of the window, by an engine that is there for it alone. What it yields goes into a
//! file; this machine's keychain and connections are not touched.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use headwater_vault::Memory;
use secrecy::SecretString;
use serde_json::Value;

use super::grant::{CLIENT_ID, CLIENT_SECRET};
use super::grant_file::GrantFile;
use super::{Described, Refused, configuration, json, named};
use crate::adding::files;
use crate::browser::Browser;
use crate::clock::SystemClock;
use crate::connectors;
use crate::engine::{Engine, OpenOptions};
use crate::fault::{Code, Fault};
use crate::secrets::Secrets;
use crate::view::ClientInput;

/// A consent for a server, on its way.
pub struct ServerConsent {
    /// What sees it through.
    pub engine: Engine,
    /// The connection that is authorized; it vanishes with the engine.
    pub connection: String,
    file: GrantFile,
    _folder: Vanishing,
}

/// A folder that is taken away when it is no longer needed.
struct Vanishing(PathBuf);

impl Drop for Vanishing {
    fn drop(&mut self) {
        // What cannot be taken away now holds no secret.
        let _ = headwater_import::clear(&self.0);
    }
}

impl ServerConsent {
    /// Prepares a consent for what is described: a connector, its configuration and, where a catalog is given, no scope that
    /// only other streams need. The grant will stand in `file`.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for what cannot be used; those of opening an engine.
    pub async fn prepare(
        described: &Described,
        file: &Path,
        browser: Arc<dyn Browser>,
    ) -> Result<Self, Fault> {
        let refused = |reason: Refused| Fault::input("What is to be authorized", reason);
        let name = described.connector.as_deref().unwrap_or_default();
        let connector = named(name).map_err(refused)?;
        let config = configuration(described).map_err(refused)?;
        let file = GrantFile::at(file);
        let place = file
            .folder()
            .join(format!(".authorize-{}", std::process::id()));
        std::fs::create_dir_all(&place)?;
        let folder = Vanishing(place.clone());
        let catalogue = place.join("catalogue");
        files::write(&catalogue, &connector.id, &connectors::files(&connector)?)?;
        let engine = Engine::open(OpenOptions {
            folder: place,
            vault: Arc::new(Memory::new()),
            browser,
            clock: Arc::new(SystemClock),
            catalogues: vec![catalogue],
            timer: false,
        })
        .await?;
        let connection = engine.create_draft(connector.id.clone()).await?.id;
        let consent = Self {
            engine,
            connection,
            file,
            _folder: folder,
        };
        consent.enter(&connector, &config).await?;
        if let Some(catalog) = &described.catalog {
            let catalog = json(Some(catalog), "--catalog").map_err(refused)?;
            consent.ask_only_for(&connector, &catalog).await?;
        }
        Ok(consent)
    }

    /// Enters what the configuration says.
    async fn enter(
        &self,
        connector: &headwater_connectors::Connector,
        config: &Value,
    ) -> Result<(), Fault> {
        let text = |name: &str| match config.get(name)? {
            Value::String(text) => Some(text.clone()),
            Value::Null => None,
            other => Some(other.to_string()),
        };
        let named = connector.inputs.iter().map(|input| input.name.as_str());
        let inputs = named.filter_map(|name| Some((name.to_owned(), text(name)?)));
        let id = || self.connection.clone();
        self.engine.save_inputs(id(), inputs.collect()).await?;
        if let Some(client_id) = text(CLIENT_ID) {
            let secret = text(CLIENT_SECRET).map(SecretString::from);
            let client = ClientInput::own(&client_id, secret);
            self.engine.save_client(id(), client).await?;
        }
        Ok(())
    }

    /// Declines the scopes that no stream of a catalog needs.
    async fn ask_only_for(
        &self,
        connector: &headwater_connectors::Connector,
        catalog: &Value,
    ) -> Result<(), Fault> {
        let streams = catalog["streams"].as_array().into_iter().flatten();
        let streams: Vec<&str> = streams
            .filter_map(|one| one.pointer("/stream/name")?.as_str())
            .collect();
        let needless = connector.scopes.iter().filter(|scope| {
            let needed = |name: &String| name == "*" || streams.contains(&name.as_str());
            !scope.required && !scope.streams.is_empty() && !scope.streams.iter().any(needed)
        });
        let needless = needless.map(|scope| scope.scope.clone()).collect();
        let id = self.connection.clone();
        self.engine.decline_scopes(id, needless).await?;
        Ok(())
    }

    /// Writes the grant into its file.
    ///
    /// # Errors
    /// [`Code::GrantMissing`] where there is none, the file system's faults.
    pub async fn keep(self) -> Result<(), Fault> {
        self.engine.settled().await;
        let secrets = self.engine.keychain.read(&self.connection).await?;
        let kept = Secrets {
            grant: Some(secrets.grant.ok_or(Fault::new(Code::GrantMissing))?),
            registered: secrets.registered,
            ..Secrets::default()
        };
        let _held = self.file.hold().await?;
        self.file.write(&kept).await?;
        self.engine.close();
        Ok(())
    }
}
