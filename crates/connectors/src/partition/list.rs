//! `ListPartitionRouter`: one partition for each value.

use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Missing, Takes, Template};
use crate::fields::Fields;
use crate::node::Item;
use crate::request::RequestOption;
use crate::session::Session;
use crate::slice::Partition;

/// A router over values that the manifest or the configuration names.
#[derive(Debug)]
pub(crate) struct ListRouter {
    pub(super) field: Template,
    values: Values,
    pub(super) option: Option<RequestOption>,
}

#[derive(Debug)]
enum Values {
    Fixed(Vec<Value>),
    Template(Template),
}

impl ListRouter {
    pub(super) fn read(fields: &Fields<'_>) -> Option<ListRouter> {
        let values = match fields.node("values") {
            None => return fields.refuse("`values` is missing"),
            Some(node) => match &node.item {
                Item::Text(text) => Values::Template(fields.compile("values", &node, text)?),
                Item::List(items) => {
                    Values::Fixed(items.iter().map(|item| item.to_json()).collect())
                }
                _ => {
                    return fields.refuse_field(
                        "values",
                        &node,
                        "`values` must be a list or a template that gives one",
                    );
                }
            },
        };
        Some(ListRouter {
            field: fields.required_template("cursor_field")?,
            values,
            option: fields.optional("request_option")?,
        })
    }

    pub(super) fn partitions(&self, session: &Session) -> Result<Vec<Partition>, Error> {
        let scope = session.scope();
        let field = self.field.text(&scope)?;
        let values = match &self.values {
            Values::Fixed(values) => values.clone(),
            Values::Template(template) => {
                match template.value(&scope, Missing::Fails, Takes::Anything)? {
                    Value::Array(values) => values,
                    other => {
                        return Err(Error::Expression {
                            template: template.source().to_owned(),
                            place: template.place().clone(),
                            reason: format!("gives {other}, which is no list"),
                        });
                    }
                }
            }
        };
        let partition = |value| Partition {
            key: Map::from_iter([(field.clone(), value)]),
            ..Partition::default()
        };
        Ok(values.into_iter().map(partition).collect())
    }
}
