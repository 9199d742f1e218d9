//! The files of a project.

use serde_json::{Value, json};

use super::project::Project;
use super::{Files, readme};
use crate::fault::Fault;
use crate::view::{HandoffTarget, ServerSignIn};

const TAP: &str = include_str!("../../../../docs/orchestrators/tap_headwater.py");

/// What must not be published with the project.
const IGNORED: &str = "grant.json\n.grant.json.*\n.env\n*.duckdb\nbegun\n.meltano/\noutput/\n";

/// The files of a project for a target.
///
/// # Errors
/// None that is known: what is written as JSON is JSON already.
pub(super) fn files(project: &Project, target: HandoffTarget) -> Result<Files, Fault> {
    let id = project.connector.id.as_str();
    let mut files = Files::new();
    for (path, content) in &project.files {
        files.insert(format!("connector/{id}/{path}"), content.clone());
    }
    let mut put = |path: &str, text: String| files.insert(path.to_owned(), text.into_bytes());
    put(
        "config.json",
        pretty(&Value::Object(project.config.clone()))?,
    );
    put("catalog.json", pretty(&project.catalog())?);
    put("state.json", pretty(&project.states())?);
    put("README.md", readme::text(project, target));
    put(".gitignore", IGNORED.to_owned());
    match target {
        HandoffTarget::PyAirbyte => {
            put(&format!("source-{id}"), program(project, true));
            put("read.py", read_py(project));
        }
        HandoffTarget::Meltano => {
            put("tap_headwater.py", TAP.to_owned());
            put("tap-headwater", tap());
            put("meltano.yml", meltano(project));
            let state = json!({"singer_state": {"airbyte": project.states()}});
            put("state.meltano.json", pretty(&state)?);
        }
        HandoffTarget::Airbyte => {
            put(&format!("source-{id}"), program(project, false));
            let page = include_str!("templates/Dockerfile").replace("{id}", id);
            put("Dockerfile", page);
        }
    }
    Ok(files)
}

fn pretty(value: &Value) -> Result<String, Fault> {
    Ok(serde_json::to_string_pretty(value)? + "\n")
}

/// The flags that say which connector, and where its grant is.
fn arguments(project: &Project, has_file: bool) -> Vec<String> {
    let mut words = vec![
        "--connector".to_owned(),
        format!("connector/{}", project.connector.id),
    ];
    if has_file && project.sign_in == ServerSignIn::Consent {
        words.extend(["--grant-file".to_owned(), "grant.json".to_owned()]);
    }
    words
}

/// A program that is a source by itself, as orchestrators start it. An image cannot keep a grant's file: there the grant
/// is part of the configuration, which Airbyte keeps.
fn program(project: &Project, has_file: bool) -> String {
    let words: Vec<String> = arguments(project, has_file)
        .into_iter()
        .map(|word| match word.starts_with("--") {
            true => word,
            false => format!("\"$here/{word}\""),
        })
        .collect();
    format!(
        "#!/bin/sh\n# {}, as a source of the Airbyte protocol.\nhere=$(cd \"$(dirname \"$0\")\" && pwd)\nexec headwater \"$@\" {}\n",
        project.connector.name,
        words.join(" ")
    )
}

fn tap() -> String {
    "#!/bin/sh\nhere=$(cd \"$(dirname \"$0\")\" && pwd)\ncd \"$here\" && exec python3 tap_headwater.py \"$@\"\n".to_owned()
}

fn read_py(project: &Project) -> String {
    let streams = json!(project.stream_names()).to_string();
    include_str!("templates/read.py")
        .replace("{name}", &project.connector.name)
        .replace("{id}", &project.connector.id)
        .replace("{streams}", &streams)
}

/// JSON is YAML.
fn meltano(project: &Project) -> String {
    let select: Vec<String> = project
        .stream_names()
        .iter()
        .map(|name| format!("{name}.*"))
        .collect();
    include_str!("templates/meltano.yml")
        .replace("{id}", &project.connector.id)
        .replace("{select}", &json!(select).to_string())
        .replace("{arguments}", &json!(arguments(project, true)).to_string())
        .replace("{connector}", &json!(project.config).to_string())
}
