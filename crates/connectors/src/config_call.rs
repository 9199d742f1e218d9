//! `ConfigFromCall`, an extension of ours: values of the configuration that only the provider
//! knows, such as the data centre of an account or the ID of its tenant.
//!
//! Asked for once, before the first stream is looked for; every expression then sees the values
//! under `config`. They are not kept: the next run asks anew.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Missing, Takes, Template};
use crate::fields::{Component, Fields};
use crate::node::Item;
use crate::request::Parts;
use crate::requester::HttpRequester;
use crate::session::Session;

/// - `requester`: asks the provider.
/// - `values`: names in the configuration, each with a template over `response` and `headers`.
#[derive(Debug)]
pub(crate) struct ConfigFromCall {
    requester: HttpRequester,
    values: Vec<(String, Template)>,
}

impl Component for ConfigFromCall {
    const DEFAULT: Option<&'static str> = Some("ConfigFromCall");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "ConfigFromCall" {
            return fields.refuse_kind("configuration");
        }
        let requester = fields.required("requester");
        let Some(node) = fields.node("values") else {
            return fields.refuse("`values` is missing");
        };
        let Item::Map(entries) = &node.item else {
            return fields.refuse_field("values", &node, "`values` must be a mapping of templates");
        };
        let values = entries
            .iter()
            .map(|(name, value)| Some((name.clone(), fields.template_of("values", value)?)))
            .collect::<Option<_>>();
        Some(ConfigFromCall {
            requester: requester?,
            values: values?,
        })
    }
}

impl ConfigFromCall {
    /// Asks the provider.
    ///
    /// # Errors
    /// Everything of [`Error`] that has to do with a request; [`Error::Expression`] where the
    /// answer lacks what a template looks for.
    pub(crate) async fn values(&self, session: &Session) -> Result<Map<String, Value>, Error> {
        let scope = session.scope();
        let requester = &self.requester;
        let answer = requester
            .send(session, &scope, None, Parts::default())
            .await?
            .ok_or_else(|| requester.ignored())?;
        let (response, headers) = (answer.response(), answer.headers());
        let scope = scope.with("response", &response).with("headers", &headers);
        self.values
            .iter()
            .map(|(name, template)| {
                let value = template.value(&scope, Missing::Fails, Takes::Anything)?;
                if value.is_null() || value == "" {
                    return Err(Error::Expression {
                        template: template.source().to_owned(),
                        place: template.place().clone(),
                        reason: "finds nothing in the provider's answer".to_owned(),
                    });
                }
                Ok((name.clone(), value))
            })
            .collect()
    }
}
