//! Connectors are added: inspected first, so that what will happen is seen before it does.

mod authoring;
mod consent;
mod declared;
mod draft;
mod endpoint;
pub(crate) mod files;
mod form;
mod origin;
pub(crate) mod pack;
mod plan;
mod schema;
mod trial;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use headwater_connectors::{Catalogue, Connector};

use self::files::{Files, refused};
use self::origin::Origin;
use crate::engine::{Engine, blocking, locked};
use crate::fault::Fault;
use crate::imported;
use crate::view::{ConnectorPlan, ConnectorSource, ConnectorView, Form, Topic};

pub use self::authoring::begin;
pub use self::pack::{Packed, pack};

/// What was inspected and may be added: exactly the files that were shown.
#[derive(Default)]
pub(crate) struct Plans(Mutex<HashMap<String, Planned>>);

#[derive(Clone)]
struct Planned {
    id: String,
    files: Files,
}

/// The most plans that are kept; who inspects more has to inspect again.
const MOST_PLANS: usize = 50;

impl Engine {
    /// Reads a manifest, a connector's folder or a pack, and says what adding it would do. Nothing is kept.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) naming what cannot be read, with file and line; what the policy forbids; the network's faults.
    pub async fn inspect_connector(&self, source: ConnectorSource) -> Result<ConnectorPlan, Fault> {
        let origin = self.origin(source).await?;
        self.policy.packs.allows(origin.signed_by.as_deref())?;
        let engine = self.clone();
        let (plan, planned) = blocking(move || engine.planned(origin)).await?;
        let mut plans = locked(&self.plans.0);
        if plans.len() >= MOST_PLANS {
            plans.clear();
        }
        plans.insert(plan.plan.clone(), planned);
        Ok(plan)
    }

    fn planned(&self, origin: Origin) -> Result<(ConnectorPlan, Planned), Fault> {
        let (kind, signed_by) = (origin.kind, origin.signed_by.clone());
        let whole = origin.files.contains_key("connector.yaml");
        let (wanted, files, consent) = match whole {
            true => (
                headwater_import::folder_name(&origin.name),
                origin.files,
                None,
            ),
            false => {
                let bundled = self.connectors.bundled();
                let draft = draft::draft(origin.files, &origin.name, &bundled)?;
                (draft.id, draft.files, draft.consent)
            }
        };
        let id = self.free_id(&wanted);
        let connector = self.tried(&id, &files)?;
        let replaces = (self.connectors.is_added(&id)).then(|| self.connectors.name_of(&id));
        let facts = plan::Facts {
            connector: &connector,
            files: &files,
            provider: consent.as_ref().and_then(|one| one.provider.as_deref()),
            origin: kind,
            signed_by,
            replaces,
        };
        let plan = plan::plan(facts)?;
        Ok((plan, Planned { id, files }))
    }

    /// The name of the folder: as wanted, or another where a connector of that name comes with the program.
    fn free_id(&self, wanted: &str) -> String {
        let bundled = |id: &str| self.connectors.get(id).is_ok() && !self.connectors.is_added(id);
        let mut id = wanted.to_owned();
        let mut number = 2;
        while bundled(&id) {
            id = match number {
                2 => format!("{wanted}-added"),
                number => format!("{wanted}-added-{number}"),
            };
            number += 1;
        }
        id
    }

    /// The connector as it will be loaded, tried in a folder beside so that no broken one is ever in the folder that
    /// counts.
    fn tried(&self, id: &str, files: &Files) -> Result<Arc<Connector>, Fault> {
        let trial = self
            .folder
            .join(format!(".trial-{}", crate::life::new_id()));
        let written = files::write(&trial, id, files);
        let (catalogue, problems) = Catalogue::readable(&trial);
        // What cannot be taken away now is in nobody's way.
        let _ = headwater_import::clear(&trial);
        written?;
        let Some(connector) = catalogue.get(id) else {
            return Err(draft::unreadable(problems));
        };
        match imported::profile(connector) {
            Ok(_) => Ok(Arc::clone(connector)),
            Err(problem) => Err(refused(format!(
                "{}:{}: {}",
                problem.file, problem.line, problem.reason
            ))),
        }
    }

    /// Adds what was inspected; it can be used at once.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem) for a plan that is not known, and where nothing can be written.
    pub async fn add_connector(&self, plan: String) -> Result<ConnectorView, Fault> {
        let planned = locked(&self.plans.0).remove(&plan);
        let Planned { id, files } = planned.ok_or_else(|| Fault::unknown("plan", &plan))?;
        let engine = self.clone();
        let added = id.clone();
        blocking(move || {
            let folder = engine.connectors.folder();
            std::fs::create_dir_all(folder)?;
            files::write(folder, &added, &files)?;
            engine.connectors.reload();
            Ok(())
        })
        .await?;
        self.events.changed(Topic::Catalogue);
        let connector = self.connectors.get(&id)?;
        Ok(self.tile(&connector, &std::collections::BTreeMap::new()))
    }

    /// Takes an added connector away.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) while a connection uses it and for one that comes with the program.
    pub async fn remove_connector(&self, connector: String) -> Result<(), Fault> {
        let name = self.connectors.name_of(&connector);
        if !self.connectors.is_added(&connector) {
            self.connectors.get(&connector)?;
            return Err(Fault::not_now(
                &format!("{name} comes with Headwater"),
                "Only connectors that were added can be removed.",
            ));
        }
        let used = self.store(|store| store.connections()).await?;
        if used
            .iter()
            .any(|one| one.connector == connector && !crate::life::is_empty_draft(one))
        {
            return Err(Fault::not_now(
                &format!("A connection uses {name}"),
                "Delete the connection first.",
            ));
        }
        let engine = self.clone();
        blocking(move || {
            headwater_import::clear(&engine.connectors.folder().join(&connector))?;
            engine.connectors.reload();
            Ok(())
        })
        .await?;
        self.events.changed(Topic::Catalogue);
        Ok(())
    }

    /// What a connector asks for, as a form.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn connector_form(&self, connector: String) -> Result<Form, Fault> {
        Ok(form::form(&*self.connectors.get(&connector)?))
    }
}
