//! Writing a connector: what is wrong with a manifest, one to begin with, and a stream tried out.

use headwater_connectors::Manifest;

use super::plan::problem;
use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{ManifestProblem, StreamTrial, TrialAccess, TrialLimits, TrialTarget};

impl Engine {
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
        Err(Fault::not_now("This is being built", "Come back later."))
    }

    /// What is wrong with the text of a manifest: as a whole, or in a stream.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn check_manifest(&self, text: String) -> Result<Vec<ManifestProblem>, Fault> {
        crate::engine::blocking(move || Ok(problems(&text))).await
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
        Err(Fault::not_now("This is being built", "Come back later."))
    }
}

/// What is wrong with a manifest.
pub(super) fn problems(text: &str) -> Vec<ManifestProblem> {
    match Manifest::load(text, "manifest.yaml") {
        Err(problems) => problems.iter().map(|one| problem(one, None)).collect(),
        Ok(manifest) => manifest
            .refused()
            .iter()
            .flat_map(|refusal| {
                let problems = refusal.problems.iter();
                problems.map(|one| problem(one, Some(&refusal.stream)))
            })
            .collect(),
    }
}
