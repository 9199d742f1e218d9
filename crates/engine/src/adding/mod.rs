//! Connectors are added: inspected first, so that what will happen is seen before it does.

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{
    ConnectorPlan, ConnectorSource, ConnectorView, Form, ManifestProblem, StreamTrial, TrialAccess,
    TrialLimits, TrialTarget,
};

impl Engine {
    /// Reads a manifest, a connector's folder or a pack, and says what adding it would do.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for what cannot be read.
    pub async fn inspect_connector(
        &self,
        _source: ConnectorSource,
    ) -> Result<ConnectorPlan, Fault> {
        Err(soon())
    }

    /// Adds what was inspected; it can be used at once.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem) for a plan that is not known.
    pub async fn add_connector(&self, _plan: String) -> Result<ConnectorView, Fault> {
        Err(soon())
    }

    /// Takes an added connector away.
    ///
    /// # Errors
    /// [`Code::NotNow`](crate::fault::Code::NotNow) while a connection uses it.
    pub async fn remove_connector(&self, _connector: String) -> Result<(), Fault> {
        Err(soon())
    }

    /// What a connector asks for, as a form.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem).
    pub async fn connector_form(&self, _connector: String) -> Result<Form, Fault> {
        Err(soon())
    }

    /// Reads the first pages of a stream and tells each step.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem); what goes wrong at the provider is in the answer.
    pub async fn test_stream(
        &self,
        _target: TrialTarget,
        _stream: String,
        _access: TrialAccess,
        _limits: TrialLimits,
    ) -> Result<StreamTrial, Fault> {
        Err(soon())
    }

    /// What is wrong with the text of a manifest.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn check_manifest(&self, _text: String) -> Result<Vec<ManifestProblem>, Fault> {
        Err(soon())
    }

    /// A manifest to begin with.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a document that cannot be read.
    pub async fn new_manifest(
        &self,
        _name: String,
        _openapi: Option<String>,
    ) -> Result<String, Fault> {
        Err(soon())
    }
}

fn soon() -> Fault {
    Fault::not_now("This is being built", "Come back later.")
}
