//! Partition routers: the parts a stream is read in.

use std::sync::Arc;

use futures::StreamExt;
use futures::stream::{self, BoxStream};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::expression::{Missing, Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::node::Item;
use crate::parent::{Parent, ParentStates};
use crate::request::{Parts, RequestOption};
use crate::session::Session;
use crate::slice::{Partition, Slice};

/// A partition router of the manifest, or the product of several.
#[derive(Debug)]
pub(crate) enum PartitionRouter {
    List(ListRouter),
    Substream(Vec<Parent>),
    Product(Vec<PartitionRouter>),
}

/// `ListPartitionRouter`: one partition for each value.
#[derive(Debug)]
pub(crate) struct ListRouter {
    field: Template,
    values: Values,
    option: Option<RequestOption>,
}

#[derive(Debug)]
enum Values {
    Fixed(Vec<Value>),
    Template(Template),
}

/// What a router gives, in order.
#[derive(Debug)]
pub(crate) enum Routed {
    Partition(Partition),
    /// Every partition of this parent's records so far was given; its state may be kept once they
    /// are read.
    ParentState(String, Value),
}

impl Component for PartitionRouter {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "ListPartitionRouter" => list(fields).map(PartitionRouter::List),
            "SubstreamPartitionRouter" => {
                let parents: Vec<Parent> = fields.list("parent_stream_configs")?;
                if parents.is_empty() {
                    return fields.refuse("`parent_stream_configs` is empty");
                }
                Some(PartitionRouter::Substream(parents))
            }
            _ => fields.refuse_kind("partition router"),
        }
    }
}

fn list(fields: &Fields<'_>) -> Option<ListRouter> {
    let values = match fields.node("values") {
        None => return fields.refuse("`values` is missing"),
        Some(node) => match &node.item {
            Item::Text(text) => Values::Template(fields.compile("values", &node, text)?),
            Item::List(items) => Values::Fixed(items.iter().map(|item| item.to_json()).collect()),
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

impl PartitionRouter {
    /// The partitions, in order; parents are read as they are needed. `states` are the parents'
    /// states of the last sync.
    pub(crate) fn partitions(
        self: &Arc<Self>,
        session: &Session,
        states: &ParentStates,
    ) -> BoxStream<'static, Result<Routed, Error>> {
        match &**self {
            PartitionRouter::List(list) => stream::iter(match list.partitions(session) {
                Ok(partitions) => partitions
                    .into_iter()
                    .map(|one| Ok(Routed::Partition(one)))
                    .collect(),
                Err(error) => vec![Err(error)],
            })
            .boxed(),
            PartitionRouter::Substream(parents) => {
                let (router, session, states) = (self.clone(), session.clone(), states.clone());
                stream::iter(0..parents.len())
                    .flat_map(move |index| match &*router {
                        PartitionRouter::Substream(parents) => {
                            parents[index].partitions(&session, &states)
                        }
                        _ => stream::empty().boxed(),
                    })
                    .boxed()
            }
            PartitionRouter::Product(_) => {
                let (router, session) = (self.clone(), session.clone());
                stream::once(async move { router.product(&session).await })
                    .flat_map(|product| {
                        stream::iter(match product {
                            Ok(partitions) => partitions
                                .into_iter()
                                .map(|one| Ok(Routed::Partition(one)))
                                .collect(),
                            Err(error) => vec![Err(error)],
                        })
                    })
                    .boxed()
            }
        }
    }

    /// Every combination, the last router's partitions changing fastest.
    async fn product(&self, session: &Session) -> Result<Vec<Partition>, Error> {
        let PartitionRouter::Product(routers) = self else {
            return Ok(Vec::new());
        };
        let mut product = vec![Partition::default()];
        for router in routers {
            let partitions = Box::pin(router.collect(session)).await?;
            let joined = product
                .iter()
                .flat_map(|left| partitions.iter().map(|right| left.clone().join(right)));
            product = joined.collect();
        }
        Ok(product)
    }

    async fn collect(&self, session: &Session) -> Result<Vec<Partition>, Error> {
        match self {
            PartitionRouter::List(list) => list.partitions(session),
            PartitionRouter::Product(_) => self.product(session).await,
            PartitionRouter::Substream(parents) => {
                let mut all = Vec::new();
                for parent in parents {
                    let mut partitions = parent.partitions(session, &ParentStates::default());
                    while let Some(routed) = partitions.next().await {
                        if let Routed::Partition(partition) = routed? {
                            all.push(partition);
                        }
                    }
                }
                Ok(all)
            }
        }
    }

    /// The parents whose state is part of the stream's state; `None` where there are no parents.
    pub(crate) fn followed(&self) -> Option<Vec<&str>> {
        match self {
            PartitionRouter::Substream(parents) => {
                Some(parents.iter().filter_map(Parent::followed).collect())
            }
            PartitionRouter::List(_) | PartitionRouter::Product(_) => None,
        }
    }

    /// Puts a slice's values into a request.
    pub(crate) fn options(
        &self,
        scope: &Scope<'_>,
        slice: &Slice,
        parts: &mut Parts,
    ) -> Result<(), Error> {
        match self {
            PartitionRouter::List(list) => {
                option(scope, slice, &list.field, list.option.as_ref(), parts)
            }
            PartitionRouter::Substream(parents) => parents.iter().try_for_each(|parent| {
                option(scope, slice, &parent.field, parent.option.as_ref(), parts)
            }),
            PartitionRouter::Product(routers) => routers
                .iter()
                .try_for_each(|router| router.options(scope, slice, parts)),
        }
    }
}

fn option(
    scope: &Scope<'_>,
    slice: &Slice,
    field: &Template,
    option: Option<&RequestOption>,
    parts: &mut Parts,
) -> Result<(), Error> {
    let Some(option) = option else { return Ok(()) };
    match slice.get(&field.text(scope)?) {
        Some(Value::Null | Value::Bool(false)) | None => Ok(()),
        Some(Value::String(text)) if text.is_empty() => Ok(()),
        Some(Value::Number(number)) if number.as_f64() == Some(0.0) => Ok(()),
        Some(value) => option.put(parts, scope, value.clone()),
    }
}

impl ListRouter {
    fn partitions(&self, session: &Session) -> Result<Vec<Partition>, Error> {
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
            extra: Map::new(),
        };
        Ok(values.into_iter().map(partition).collect())
    }
}

impl Partition {
    /// Both together; where they have the same key, the earlier router's value stays.
    fn join(mut self, other: &Partition) -> Partition {
        for (key, value) in &other.key {
            self.key.entry(key.clone()).or_insert_with(|| value.clone());
        }
        for (key, value) in &other.extra {
            self.extra
                .entry(key.clone())
                .or_insert_with(|| value.clone());
        }
        self
    }
}
