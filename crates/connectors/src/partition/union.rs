//! `UnionPartitionRouter`: the partitions of several routers, each value once.

use std::collections::HashSet;
use std::sync::Arc;

use super::{PartitionRouter, Routed};
use crate::error::{Error, Place, Problem};
use crate::expression::Template;
use crate::fields::Fields;
use crate::session::Session;
use crate::slice::Partition;

/// Routers whose partitions all have one field.
#[derive(Debug)]
pub(crate) struct Union {
    pub(super) routers: Vec<Arc<PartitionRouter>>,
    pub(crate) field: Template,
    place: Place,
}

impl Union {
    pub(super) fn read(fields: &Fields<'_>) -> Option<Union> {
        let routers: Option<Vec<PartitionRouter>> = fields.list("partition_routers");
        let field = fields.required_template("partition_field");
        let (routers, field) = (routers?, field?);
        if routers.len() < 2 {
            return fields.refuse("`partition_routers` must name two routers at least");
        }
        if routers.iter().any(PartitionRouter::has_options) {
            return fields.refuse("request options are not supported for UnionPartitionRouter");
        }
        Some(Union {
            routers: routers.into_iter().map(Arc::new).collect(),
            field,
            place: fields.place(),
        })
    }

    /// The field all partitions have.
    ///
    /// # Errors
    /// [`Error::Manifest`] where a router has another one.
    pub(super) fn field(&self, session: &Session) -> Result<String, Error> {
        let field = self.field.text(&session.scope())?;
        for router in &self.routers {
            for other in router.fields(session)? {
                if other != field {
                    return Err(self.problem(format!(
                        "its partitions are told by `{field}`, those of one of its routers by `{other}`"
                    )));
                }
            }
        }
        Ok(field)
    }

    /// The partition with nothing but the field as its key; `None` where its value was there before.
    pub(super) fn only(
        &self,
        field: &str,
        mut partition: Partition,
        seen: &mut HashSet<String>,
    ) -> Result<Option<Routed>, Error> {
        let Some(value) = partition.key.shift_remove(field) else {
            return Err(self.problem(format!("a partition lacks `{field}`")));
        };
        if !seen.insert(value.to_string()) {
            return Ok(None);
        }
        let mut extra = partition.extra;
        extra.extend(partition.key);
        Ok(Some(Routed::Partition(Partition {
            key: [(field.to_owned(), value)].into_iter().collect(),
            extra,
            page: None,
        })))
    }

    fn problem(&self, reason: String) -> Error {
        Error::Manifest(Problem {
            place: self.place.clone(),
            component: "UnionPartitionRouter".into(),
            reason,
        })
    }
}
