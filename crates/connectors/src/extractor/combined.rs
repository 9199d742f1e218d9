//! `CombinedExtractor`: what several extractors find in the same answer.

use serde_json::Value;

use super::{Extractor, Found};
use crate::error::Error;
use crate::fields::{Component, Fields};
use crate::session::Session;
use crate::value;

/// `CombinedExtractor`.
#[derive(Debug)]
pub(crate) struct Combined {
    extractors: Vec<Extractor>,
    /// Whether only the first that finds anything counts.
    first_match: bool,
    /// Whether records with nothing in them are left out; a page is as long as with them.
    skips_empty: bool,
}

impl Component for Combined {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let extractors: Vec<Extractor> = fields.list("extractors")?;
        if extractors.is_empty() {
            return fields.refuse("`extractors` is empty");
        }
        let plain = |one: &Extractor| {
            matches!(
                one,
                Extractor::Path(_) | Extractor::Expanded(..) | Extractor::Combined(_)
            )
        };
        if !extractors.iter().all(plain) {
            return fields.refuse("only `DpathExtractor`s can be combined");
        }
        let first_match = match fields.text("mode")?.as_deref() {
            None | Some("union") => false,
            Some("first_match") => true,
            Some(other) => return fields.refuse(format!("`mode` does not know `{other}`")),
        };
        Some(Combined {
            extractors,
            first_match,
            skips_empty: fields.flag("skip_empty_records")?,
        })
    }
}

impl Combined {
    /// The records in the documents of an answer.
    pub(super) async fn find(
        &self,
        session: &Session,
        documents: &[Value],
    ) -> Result<Found, Error> {
        let mut all = Found::default();
        for extractor in &self.extractors {
            let mut found = extractor.find(session, documents).await?;
            if self.skips_empty {
                let before = found.records.len();
                found.records.retain(value::is_truthy);
                found.dropped += before - found.records.len();
            }
            if !self.first_match {
                all.records.append(&mut found.records);
                all.dropped += found.dropped;
            } else if !found.records.is_empty() {
                return Ok(found);
            }
        }
        Ok(all)
    }
}
