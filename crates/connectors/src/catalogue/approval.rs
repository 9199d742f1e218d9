//! `admin_approval`: how the administrator of an organisation approves an app.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Bound, Missing, Scope as Names, Takes, Template};
use crate::fields::{Component, Fields};

/// Where an administrator approves a client, and what to know about it.
#[derive(Debug)]
pub struct AdminApproval {
    /// The provider's page for it. A template over the inputs and `client_id`.
    link: Option<Template>,
    /// What the administrator has to know, one sentence or two.
    pub note: Option<String>,
}

impl AdminApproval {
    /// As `connector.yaml` has it.
    #[must_use]
    pub fn value(&self) -> Value {
        let link = self.link.as_ref().map(|link| ("link", link.source()));
        let note = self.note.as_deref().map(|note| ("note", note));
        let parts = [link, note].into_iter().flatten();
        Value::Object(
            parts
                .map(|(key, text)| (key.to_owned(), text.into()))
                .collect(),
        )
    }

    /// The page's address with these values; none where the provider has no such page or a value
    /// that it needs is missing.
    ///
    /// # Errors
    /// [`Error::Expression`].
    pub fn link(&self, values: &Map<String, Value>) -> Result<Option<String>, Error> {
        let Some(template) = &self.link else {
            return Ok(None);
        };
        let bound: Vec<(&str, Bound)> = values
            .iter()
            .map(|(name, value)| (name.as_str(), Bound::from(value.clone())))
            .collect();
        let names = bound.iter().fold(Names::default(), |names, (name, value)| {
            names.with(name, value)
        });
        Ok(
            match template.value(&names, Missing::IsNull, Takes::Text)? {
                Value::String(link) => Some(link),
                _ => None,
            },
        )
    }
}

impl Component for AdminApproval {
    const DEFAULT: Option<&'static str> = Some("admin_approval");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(AdminApproval {
            link: fields.template("link")?,
            note: fields.text("note")?,
        })
    }
}
