//! Partition routers: the parts a stream is read in.

mod grouping;
mod list;
mod product;
mod union;

use std::collections::HashSet;
use std::sync::Arc;

use futures::stream::{self, BoxStream};
use futures::{FutureExt, StreamExt, TryStreamExt};
use serde_json::Value;

use self::grouping::{Group, Grouping};
use self::list::ListRouter;
use self::product::Combinations;
use self::union::Union;
use crate::error::Error;
use crate::expression::{Scope, Template};
use crate::fields::{Component, Fields};
use crate::parent::{Parent, ParentStates};
use crate::request::{Parts, RequestOption};
use crate::session::Session;
use crate::slice::{Partition, Slice};
use crate::stream::Stream;

/// A partition router of the manifest, or the product of several.
#[derive(Debug)]
pub(crate) enum PartitionRouter {
    List(ListRouter),
    Substream(Vec<Parent>),
    Product(Vec<Arc<PartitionRouter>>),
    Grouping(Grouping),
    Union(Union),
}

/// What a router gives, in order.
#[derive(Debug)]
pub(crate) enum Routed {
    Partition(Partition),
    /// Every partition of this parent's records so far was given; its state may be kept once they
    /// are read.
    ParentState(String, Value),
}

/// What a router gives, as it gives it.
pub(crate) type Partitions = BoxStream<'static, Result<Routed, Error>>;

impl Component for PartitionRouter {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "ListPartitionRouter" => ListRouter::read(fields).map(PartitionRouter::List),
            "SubstreamPartitionRouter" => {
                let parents: Vec<Parent> = fields.list("parent_stream_configs")?;
                if parents.is_empty() {
                    return fields.refuse("`parent_stream_configs` is empty");
                }
                Some(PartitionRouter::Substream(parents))
            }
            "GroupingPartitionRouter" => Grouping::read(fields).map(PartitionRouter::Grouping),
            "UnionPartitionRouter" => Union::read(fields).map(PartitionRouter::Union),
            _ => fields.refuse_kind("partition router"),
        }
    }
}

impl PartitionRouter {
    /// The partitions, in order; parents are read as they are needed. `states` are the parents'
    /// states of the last sync.
    pub(crate) fn partitions(
        self: &Arc<Self>,
        session: &Session,
        states: &ParentStates,
    ) -> Partitions {
        let (router, session, states) = (self.clone(), session.clone(), states.clone());
        match &**self {
            PartitionRouter::List(list) => stream::iter(match list.partitions(&session) {
                Ok(partitions) => partitions
                    .into_iter()
                    .map(|one| Ok(Routed::Partition(one)))
                    .collect(),
                Err(error) => vec![Err(error)],
            })
            .boxed(),
            PartitionRouter::Substream(parents) => stream::iter(0..parents.len())
                .flat_map(move |index| match &*router {
                    PartitionRouter::Substream(parents) => {
                        parents[index].partitions(&session, &states)
                    }
                    _ => stream::empty().boxed(),
                })
                .boxed(),
            PartitionRouter::Product(_) => {
                let combinations = async move {
                    match &*router {
                        PartitionRouter::Product(routers) => {
                            Combinations::of(routers, &session, &states).await
                        }
                        _ => Combinations::of(&[], &session, &states).await,
                    }
                };
                stream::once(FutureExt::boxed(combinations))
                    .map_ok(|all| stream::iter(all.map(|one| Ok(Routed::Partition(one)))))
                    .try_flatten()
                    .boxed()
            }
            PartitionRouter::Grouping(grouping) => {
                let others = grouping.router.partitions(&session, &states);
                grouped(router, others)
            }
            PartitionRouter::Union(union) => match union.field(&session) {
                Ok(field) => united(router, field, session, states),
                Err(error) => stream::iter([Err(error)]).boxed(),
            },
        }
    }

    /// The streams whose records make its partitions.
    pub(crate) fn parents(&self) -> Vec<&Stream> {
        match self {
            PartitionRouter::List(_) => Vec::new(),
            PartitionRouter::Substream(parents) => parents.iter().map(Parent::stream).collect(),
            PartitionRouter::Grouping(grouping) => grouping.router.parents(),
            PartitionRouter::Product(routers) => all_parents(routers),
            PartitionRouter::Union(union) => all_parents(&union.routers),
        }
    }

    /// The parents whose state is part of the stream's state; `None` where there is none to keep.
    pub(crate) fn followed(&self) -> Option<Vec<&str>> {
        match self {
            PartitionRouter::Substream(parents) => {
                Some(parents.iter().filter_map(Parent::followed).collect())
            }
            PartitionRouter::List(_) | PartitionRouter::Product(_) => None,
            PartitionRouter::Grouping(grouping) => grouping.router.followed(),
            PartitionRouter::Union(union) => {
                let all = union.routers.iter().filter_map(|router| router.followed());
                Some(all.flatten().collect())
            }
        }
    }

    /// Whether partitions are groups, which are others each time and have no states of their own.
    pub(crate) fn groups(&self) -> bool {
        matches!(self, PartitionRouter::Grouping(_))
    }

    /// Whether first pages come with the parents' records.
    pub(crate) fn is_lazy(&self) -> bool {
        match self {
            PartitionRouter::Substream(parents) => parents.iter().any(Parent::is_lazy),
            _ => false,
        }
    }

    /// Whether its kind of partitions may be told apart by one field.
    pub(crate) fn tells_by_one_field(&self) -> bool {
        matches!(
            self,
            PartitionRouter::Union(_) | PartitionRouter::Substream(_)
        )
    }

    /// The one field by which partitions are told apart, where there is one.
    pub(crate) fn field(&self) -> Option<&Template> {
        match self {
            PartitionRouter::Union(union) => Some(&union.field),
            PartitionRouter::Substream(parents) => match parents.as_slice() {
                [parent] => Some(&parent.field),
                _ => None,
            },
            _ => None,
        }
    }

    /// The fields of its partitions, where the manifest says them.
    fn fields(&self, session: &Session) -> Result<Vec<String>, Error> {
        let scope = session.scope();
        match self {
            PartitionRouter::List(list) => Ok(vec![list.field.text(&scope)?]),
            PartitionRouter::Substream(parents) => parents
                .iter()
                .map(|parent| parent.field.text(&scope))
                .collect(),
            PartitionRouter::Union(union) => Ok(vec![union.field.text(&scope)?]),
            PartitionRouter::Product(_) | PartitionRouter::Grouping(_) => Ok(Vec::new()),
        }
    }

    /// Whether it puts values into requests itself.
    fn has_options(&self) -> bool {
        match self {
            PartitionRouter::List(list) => list.option.is_some(),
            PartitionRouter::Substream(parents) => {
                parents.iter().any(|parent| parent.option.is_some())
            }
            PartitionRouter::Product(routers) => routers.iter().any(|router| router.has_options()),
            PartitionRouter::Grouping(_) | PartitionRouter::Union(_) => false,
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
                .rev()
                .try_for_each(|router| router.options(scope, slice, parts)),
            PartitionRouter::Grouping(_) | PartitionRouter::Union(_) => Ok(()),
        }
    }
}

fn all_parents(routers: &[Arc<PartitionRouter>]) -> Vec<&Stream> {
    routers.iter().flat_map(|router| router.parents()).collect()
}

/// The partitions of another router in groups.
fn grouped(router: Arc<PartitionRouter>, others: Partitions) -> Partitions {
    let others = others.map_ok(Some).chain(stream::iter([Ok(None)]));
    let mut group = Group::new(router);
    others
        .map(move |next| group.take(next?))
        .map_ok(|given| stream::iter(given.into_iter().map(Ok)))
        .try_flatten()
        .boxed()
}

/// The partitions of several routers, each value once.
fn united(
    router: Arc<PartitionRouter>,
    field: String,
    session: Session,
    states: ParentStates,
) -> Partitions {
    let PartitionRouter::Union(union) = &*router else {
        return stream::empty().boxed();
    };
    let routers = union.routers.clone();
    let all = stream::iter(routers).flat_map(move |one| one.partitions(&session, &states));
    let mut seen = HashSet::new();
    all.map(move |routed| match (routed?, &*router) {
        (Routed::Partition(partition), PartitionRouter::Union(union)) => {
            union.only(&field, partition, &mut seen)
        }
        (other, _) => Ok(Some(other)),
    })
    .try_filter_map(|routed| async move { Ok(routed) })
    .boxed()
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
