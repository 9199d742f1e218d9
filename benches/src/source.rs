//! The manifest that all of them run, its configuration and its catalog, as files in a folder.

use std::path::{Path, PathBuf};

use serde_json::json;
use tempfile::TempDir;

use crate::Result;
use crate::server::TOKEN;

/// Pages of a hundred behind a bearer token, in the open format; its configuration is `address` and `token`.
pub const MANIFEST: &str = "\
version: 7.0.0
type: DeclarativeSource
check: {type: CheckStream, stream_names: [contacts]}
streams:
  - type: DeclarativeStream
    name: contacts
    primary_key: [id]
    retriever:
      type: SimpleRetriever
      requester:
        type: HttpRequester
        url_base: \"{{ config['address'] }}\"
        path: /contacts
        http_method: GET
        authenticator: {type: BearerAuthenticator, api_token: \"{{ config['token'] }}\"}
      record_selector:
        type: RecordSelector
        extractor: {type: DpathExtractor, field_path: [results]}
      paginator:
        type: DefaultPaginator
        page_size_option: {type: RequestOption, inject_into: request_parameter, field_name: limit}
        page_token_option: {type: RequestOption, inject_into: request_parameter, field_name: after}
        pagination_strategy:
          type: CursorPagination
          page_size: 100
          cursor_value: \"{{ response.get('paging', {}).get('next', {}).get('after') }}\"
          stop_condition: \"{{ not response.get('paging', {}).get('next') }}\"
    schema_loader:
      type: InlineSchemaLoader
      schema:
        type: object
        properties:
          id: {type: string}
          properties: {type: object}
          createdAt: {type: string, format: date-time}
          updatedAt: {type: string, format: date-time}
          archived: {type: boolean}
spec:
  type: Spec
  connection_specification:
    type: object
    required: [address, token]
    properties:
      address: {type: string}
      token: {type: string, airbyte_secret: true}
";

/// How many requests a second the budget of [`Source::in_parts`] allows.
pub const A_SECOND: usize = 60;

/// Partitions of [`Source::in_parts`].
pub const PARTS: u64 = 20;

/// The files of one source.
pub struct Source {
    folder: TempDir,
}

impl Source {
    /// `records` records from the server at `address`, one page after the other.
    ///
    /// # Errors
    /// Those of writing the files.
    pub fn whole(address: &str, records: u64) -> Result<Source> {
        Source::write(&format!("{address}/{records}"), MANIFEST)
    }

    /// The same from each of [`PARTS`] partitions, every answer `wait` milliseconds late, no more
    /// than [`A_SECOND`] requests a second, ten at a time.
    ///
    /// # Errors
    /// Those of writing the files.
    pub fn in_parts(address: &str, records: u64, wait: u64) -> Result<Source> {
        let values: Vec<String> = (1..=PARTS).map(|part| format!("\"{part}\"")).collect();
        let router = format!(
            "    retriever:
      partition_router:
        type: ListPartitionRouter
        cursor_field: part
        values: [{}]
        request_option: {{type: RequestOption, inject_into: request_parameter, field_name: part}}
",
            values.join(", ")
        );
        let limits = format!(
            "concurrency_level: {{type: ConcurrencyLevel, default_concurrency: 10, max_concurrency: 10}}
api_budget:
  type: HTTPAPIBudget
  policies:
    - type: MovingWindowCallRatePolicy
      rates: [{{limit: {A_SECOND}, interval: PT1S}}]
      matchers: []
streams:
"
        );
        let manifest =
            MANIFEST
                .replacen("    retriever:\n", &router, 1)
                .replacen("streams:\n", &limits, 1);
        Source::write(&format!("{address}/{records}/{wait}"), &manifest)
    }

    fn write(address: &str, manifest: &str) -> Result<Source> {
        let folder = tempfile::tempdir()?;
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text);
        write("manifest.yaml", manifest.to_owned())?;
        write(
            "config.json",
            json!({"address": address, "token": TOKEN}).to_string(),
        )?;
        let stream = json!({
            "name": "contacts",
            "json_schema": {"type": "object"},
            "supported_sync_modes": ["full_refresh"],
        });
        let configured = json!({
            "stream": stream,
            "sync_mode": "full_refresh",
            "destination_sync_mode": "append",
        });
        write("catalog.json", json!({"streams": [configured]}).to_string())?;
        Ok(Source { folder })
    }

    /// A program that runs `ours` with this manifest whatever the command is, for callers that name no manifest.
    fn adapter(&self, ours: &str) -> Result<PathBuf> {
        use std::os::unix::fs::PermissionsExt as _;
        let path = self.file("source-bench");
        let manifest = self.file("manifest.yaml");
        let text = format!(
            "#!/bin/sh\nexec '{ours}' \"$@\" --manifest-path '{}'\n",
            manifest.display()
        );
        std::fs::write(&path, text)?;
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755))?;
        Ok(path)
    }

    /// The words that read it into the DuckDB cache of the PyAirbyte that `python` has: by its own runtime of the
    /// manifest, or by `program`.
    ///
    /// # Errors
    /// Those of writing the files.
    pub fn pyairbyte(&self, python: &str, program: Option<&str>) -> Result<Vec<String>> {
        let script = self.file("pyairbyte.py");
        std::fs::write(&script, include_str!("pyairbyte.py"))?;
        let mut words = vec![
            python.to_owned(),
            script.display().to_string(),
            self.folder().display().to_string(),
        ];
        if let Some(program) = program {
            // PyAirbyte gives the program no more than the command and its files: the manifest travels in a program of
            // two lines.
            words.push(self.adapter(program)?.display().to_string());
        }
        Ok(words)
    }

    /// One of its files.
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The folder of its files.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}
