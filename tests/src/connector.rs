//! Connectors of the bench's own, in folders as a catalogue has them, for journeys that say themselves how a provider
//! signs in.

use std::path::Path;

use crate::error::{During, Result};

/// The catalogue of the product.
const BUNDLED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../catalogue");

/// What follows the name, up to the scopes.
const CONNECTOR: &str = "name: Acme
category: Bench
summary: A provider of the bench.
maturity: new
entity: Note
auth: oauth
inputs:
  - { name: address, title: Address, required: true }
config: { address: '{{ address }}' }
recommended: [notes]
scopes:
";

const MANIFEST: &str = "version: 7.39.1
type: DeclarativeSource
check: { type: CheckStream, stream_names: [notes] }
streams:
  - type: DeclarativeStream
    name: notes
    primary_key: id
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: \"{{ config['address'] }}\"
        path: /api/notes
        http_method: GET
        authenticator: { type: OAuthAuthenticator }
      record_selector:
        type: RecordSelector
        extractor: { type: DpathExtractor, field_path: [data] }
    schema_loader:
      type: InlineSchemaLoader
      schema: { type: object, properties: { id: { type: integer } } }
";

const ICON: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 48 48"/>"#;

/// Writes a connector that asks for an `address` and reads `/api/notes` there. It needs each of `scopes`; `oauth2` is that
/// part of it, as YAML.
/// Errors: the folder cannot be written.
pub fn notes(folder: &Path, scopes: &[&str], oauth2: &str) -> Result<()> {
    let scopes: String = scopes
        .iter()
        .map(|scope| {
            format!(
                "  - {{ scope: {scope}, says: Read the notes, access: read, required: true }}\n"
            )
        })
        .collect();
    let oauth2: String = oauth2.lines().map(|line| format!("  {line}\n")).collect();
    let connector = format!("{CONNECTOR}{scopes}oauth2:\n{oauth2}");
    write(folder, &connector, MANIFEST, "# Acme\n", ICON)
}

/// Writes a connector of the catalogue, its `connector.yaml` changed.
/// Errors: the folder cannot be written, or the catalogue has no such connector.
pub fn changed(folder: &Path, id: &str, change: impl FnOnce(String) -> String) -> Result<()> {
    let read = |file: &str| {
        let path = Path::new(BUNDLED).join(id).join(file);
        std::fs::read_to_string(&path).during(path.display().to_string())
    };
    write(
        folder,
        &change(read("connector.yaml")?),
        &read("manifest.yaml")?,
        &read("guide.md")?,
        &read("icon.svg")?,
    )
}

fn write(folder: &Path, connector: &str, manifest: &str, guide: &str, icon: &str) -> Result<()> {
    let doing = || format!("connector in {}", folder.display());
    std::fs::create_dir_all(folder).during(doing())?;
    for (name, text) in [
        ("connector.yaml", connector),
        ("manifest.yaml", manifest),
        ("guide.md", guide),
        ("icon.svg", icon),
    ] {
        std::fs::write(folder.join(name), text).during(doing())?;
    }
    Ok(())
}
