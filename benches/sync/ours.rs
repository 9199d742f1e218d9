//! Ours: the whole engine as the command line runs it, with a connector of its own, from the wizard's steps to the last row.

use std::path::Path;
use std::sync::Arc;

use headwater_engine::browser::NoBrowser;
use headwater_engine::clock::SystemClock;
use headwater_engine::view::{EntityTarget, Mode, StreamSelection};
use headwater_engine::{Engine, OpenOptions};

use headwater_benches::Result;
use headwater_benches::server::TOKEN;
use headwater_benches::source::MANIFEST;

const CONNECTOR: &str = "\
name: Bench
category: Bench
summary: Records of the bench server
maturity: new
entity: Contact
auth: key
inputs:
  - {name: address, title: Address, required: true}
  - {name: token, title: Token, required: true, secret: true}
config: {address: '{{ address }}', token: '{{ token }}'}
recommended: [contacts]
";

/// What a reshaped stream has besides: fields that look at the record.
const TRANSFORMATIONS: &str = r#"    transformations:
      - type: AddFields
        fields:
          - {type: AddedFieldDefinition, path: [email], value: "{{ record['properties']['email'] }}"}
          - {type: AddedFieldDefinition, path: [company], value: "{{ record['properties']['company'] }}"}
"#;

/// Syncs all records as they come and gives the number of rows.
pub(crate) fn run(address: &str, records: u64) -> Result<u64> {
    sync(address, records, MANIFEST)
}

/// Syncs all records with fields computed from each.
pub(crate) fn run_shaped(address: &str, records: u64) -> Result<u64> {
    sync(
        address,
        records,
        &MANIFEST.replace(
            "    schema_loader:\n",
            &format!("{TRANSFORMATIONS}    schema_loader:\n"),
        ),
    )
}

fn sync(address: &str, records: u64, manifest: &str) -> Result<u64> {
    let folder = tempfile::tempdir()?;
    write_connector(&folder.path().join("catalogue/bench"), manifest)?;
    // One thread, as the command line has; the window has more.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let engine = Engine::open(OpenOptions {
            folder: folder.path().join("data"),
            vault: Arc::new(headwater_vault::Memory::new()),
            browser: Arc::new(NoBrowser),
            clock: Arc::new(SystemClock),
            catalogues: vec![folder.path().join("catalogue")],
            timer: false,
        })
        .await?;
        let id = engine.create_draft("bench".to_owned()).await?.id;
        let inputs = [
            ("address", format!("{address}/{records}")),
            ("token", TOKEN.to_owned()),
        ];
        engine
            .save_inputs(
                id.clone(),
                inputs.map(|(name, value)| (name.to_owned(), value)).into(),
            )
            .await?;
        engine.test(id.clone()).await?;
        engine.streams(id.clone()).await?;
        engine
            .select_streams(
                id.clone(),
                vec![StreamSelection {
                    name: "contacts".to_owned(),
                    mode: Mode::FullRefreshReplace,
                }],
            )
            .await?;
        engine
            .link(
                id.clone(),
                EntityTarget::New {
                    name: "Contact".to_owned(),
                },
            )
            .await?;
        let connection = engine.sync_to_end(id).await?;
        engine.close();
        if let Some(fault) = connection
            .streams
            .iter()
            .find_map(|stream| stream.fault.as_ref())
            .or(connection.trouble.as_ref())
        {
            return Err(format!("{}: {} {}", fault.title, fault.cause, fault.details).into());
        }
        Ok(connection.rows)
    })
}

fn write_connector(folder: &Path, manifest: &str) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    std::fs::write(folder.join("connector.yaml"), CONNECTOR)?;
    std::fs::write(folder.join("manifest.yaml"), manifest)?;
    std::fs::write(folder.join("guide.md"), "# Bench\n")?;
    std::fs::write(
        folder.join("icon.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    )?;
    Ok(())
}
