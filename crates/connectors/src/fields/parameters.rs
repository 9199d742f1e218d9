//! `$parameters`: values that come down from a component to all components inside of it.

use std::sync::Arc;

use serde_json::Value;

use crate::expression::Bound;
use crate::node::Entries;

/// The `$parameters` in force.
#[derive(Clone, Default)]
pub(crate) struct Parameters {
    pub(super) nodes: Arc<Entries>,
    /// The same as expressions see them.
    pub(super) bound: Arc<Bound>,
    /// Whether those of the parents win over a component's own, as in streams made from a template.
    parents_win: bool,
}

impl Parameters {
    /// No parameters yet, for a stream made from a template.
    pub(crate) fn parents_win() -> Parameters {
        Parameters {
            parents_win: true,
            ..Parameters::default()
        }
    }

    /// They as JSON.
    pub(crate) fn json(&self) -> serde_json::Map<String, Value> {
        match self.bound.json() {
            Value::Object(map) => map.clone(),
            _ => serde_json::Map::new(),
        }
    }

    fn new(nodes: Entries, parents_win: bool) -> Parameters {
        let json: serde_json::Map<_, _> = nodes
            .iter()
            .map(|(key, node)| (key.clone(), node.to_json()))
            .collect();
        Parameters {
            nodes: Arc::new(nodes),
            bound: Arc::new(Value::Object(json).into()),
            parents_win,
        }
    }

    /// Those in force inside a component that has `own` parameters.
    pub(crate) fn inside(&self, own: Option<&Entries>) -> Parameters {
        let Some(own) = own.filter(|own| !own.is_empty()) else {
            return self.clone();
        };
        let mut nodes = Entries::clone(&self.nodes);
        for (key, node) in own {
            if !(self.parents_win && nodes.contains_key(key)) {
                nodes.insert(key.clone(), node.clone());
            }
        }
        Parameters::new(nodes, self.parents_win)
    }

    /// Those handed down to a field: a parameter is not handed to the field it is itself.
    pub(crate) fn below(&self, field: &str) -> Parameters {
        if !self.nodes.contains_key(field) {
            return self.clone();
        }
        let mut nodes = Entries::clone(&self.nodes);
        nodes.shift_remove(field);
        Parameters::new(nodes, self.parents_win)
    }
}
