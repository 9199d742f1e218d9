//! Writing a connector: what is wrong with a manifest, and one to begin with.

use headwater_connectors::Manifest;

use super::plan::problem;
use crate::engine::{Engine, blocking};
use crate::fault::Fault;
use crate::view::ManifestProblem;

impl Engine {
    /// What is wrong with the text of a manifest: as a whole, or in a stream.
    ///
    /// # Errors
    /// None today; a command may fail.
    pub async fn check_manifest(&self, text: String) -> Result<Vec<ManifestProblem>, Fault> {
        blocking(move || Ok(problems(&text))).await
    }

    /// A manifest to begin with: one stream to fill in, or the lists that an OpenAPI document describes.
    ///
    /// # Errors
    /// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a document that cannot be read.
    pub async fn new_manifest(
        &self,
        name: String,
        openapi: Option<String>,
    ) -> Result<String, Fault> {
        blocking(move || begin(&name, openapi.as_deref())).await
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

/// A manifest to begin with.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) for a document that cannot be read.
pub fn begin(name: &str, openapi: Option<&str>) -> Result<String, Fault> {
    match openapi {
        None => Ok(EMPTY.replace("NAME", &name.replace(['"', '\n'], " "))),
        Some(document) => {
            let manifest = headwater_import::manifest(document)?;
            Ok(headwater_import::yaml_text(&manifest))
        }
    }
}

/// One stream that reads a list with a key, to be changed from the top down.
const EMPTY: &str = include_str!("empty.yaml");

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What one begins with runs as it stands, and a mistake in it is told by its line.
    #[test]
    fn what_one_begins_with_is_whole() {
        let text = begin("My API", None).unwrap();
        assert_eq!(problems(&text), []);
        let broken = text.replace("type: PageIncrement", "type: PageIncrease");
        let problems = problems(&broken);
        let line = broken
            .lines()
            .position(|line| line.contains("PageIncrease"))
            .unwrap()
            + 1;
        assert!(
            problems.iter().any(|one| one.line as usize == line),
            "{problems:?}"
        );
        assert_eq!(problems[0].stream.as_deref(), Some("items"));
    }
}
