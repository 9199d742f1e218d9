//! One tab as one file.

use std::path::PathBuf;

use headwater_destinations::{Export, Format};
use headwater_store::Tab;
use tokio::sync::mpsc;

use super::deliver::BETWEEN;
use super::rows::{self, Part};
use crate::engine::{Engine, blocking};
use crate::fault::Fault;

impl Engine {
    /// Writes all rows of a tab into a file, on one snapshot; gives how many there were. The tab is named by its ID, by its
    /// title, or as `WORKBOOK/TITLE`.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem), [`Code::InputInvalid`](crate::fault::Code::InputInvalid)
    /// where several tabs have the title, those of a destination.
    pub async fn export(&self, tab: String, file: PathBuf, format: Format) -> Result<u64, Fault> {
        let tab = self.tab_called(&tab).await?;
        let (send, mut receive) = mpsc::channel(BETWEEN);
        let (store, id, name) = (self.store.clone(), tab.id, tab.title);
        let reading = tokio::spawn(blocking(move || {
            rows::read(&store, id, (name, None), None, false, &send)
        }));
        let written = blocking(move || {
            let (mut export, mut rows) = (None, 0);
            while let Some(part) = receive.blocking_recv() {
                match (part, &mut export) {
                    (Part::Begin(delivery), _) => {
                        export = Some(Export::begin(&file, format, &delivery)?);
                    }
                    (Part::Rows(batch), Some(export)) => {
                        rows += batch.num_rows() as u64;
                        export.write(&batch)?;
                    }
                    (Part::Rows(_), None) => {}
                }
            }
            Ok((export, rows))
        })
        .await;
        // The writer's fault is the cause where both have one: the reader stops because nobody listens.
        let (export, rows) = written?;
        // Only what was read to its end may be put at its place.
        reading.await.map_err(Fault::abnormal)??;
        blocking(move || Ok(export.map(Export::finish).transpose()?)).await?;
        Ok(rows)
    }

    async fn tab_called(&self, name: &str) -> Result<Tab, Fault> {
        let all = self.store(|store| {
            let mut all = Vec::new();
            for entity in store.entities()? {
                let tabs = store.tabs(entity.id)?.into_iter();
                all.extend(tabs.map(|tab| (format!("{}/{}", entity.name, tab.title), tab)));
            }
            Ok(all)
        });
        let mut found: Vec<_> = all.await?;
        found.retain(|(full, tab)| tab.id.to_string() == name || tab.title == name || full == name);
        let names: Vec<_> = found
            .iter()
            .map(|(full, tab)| format!("{} ({full} of {})", tab.id, tab.connection_name))
            .collect();
        match (found.pop(), names.len()) {
            (Some((_, tab)), 1) => Ok(tab),
            (None, _) => Err(Fault::unknown("tab", name)),
            (Some(_), _) => Err(Fault::input(
                "The tab",
                format!(
                    "Several are called {name}. Name one by its number: {}",
                    names.join(", ")
                ),
            )),
        }
    }
}
