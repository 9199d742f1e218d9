//! Which provider of the catalogue a manifest's token endpoint belongs to.
//!
//! Both are templates: a manifest's over its configuration, a profile's over its inputs. They meet
//! where host and path agree, part by part; a part that depends on what is entered fits any other.

use std::collections::BTreeMap;
use std::sync::Arc;

use headwater_connectors::{Connector, patterns};

use crate::connectors::Profiled;

/// A provider whose token endpoint is that of a manifest.
#[derive(Clone, Debug)]
pub(super) struct Match {
    /// The connector of the catalogue that has its profile.
    pub connector: Arc<Connector>,
    /// Values of the provider's inputs that the manifest's endpoint tells.
    pub values: BTreeMap<String, String>,
    /// Inputs of the provider that the manifest's configuration holds: name and dotted path.
    pub shared: Vec<(String, String)>,
    /// How sure it is: parts of the host and the path that agree to the letter.
    agreeing: usize,
}

/// What stands for an input without a known value; no real name holds it.
const ANY: &str = "hw-any-";

/// The best provider for a token endpoint. Between equals, the one whose name the connector's name
/// holds, else the one that is for any data of the provider.
pub(super) fn provider(endpoint: &str, name: &str, catalogue: &[Profiled]) -> Option<Match> {
    let wanted: Vec<Parts> = patterns(endpoint)
        .iter()
        .filter_map(|one| parts(one))
        .collect();
    let mut found: Vec<Match> = Vec::new();
    for (connector, profile) in catalogue {
        for values in assignments(connector) {
            let Some(address) = profile.token_address(&values) else {
                continue;
            };
            let Some(offered) = parts(&address) else {
                continue;
            };
            let meets = wanted.iter().filter_map(|wanted| meet(wanted, &offered));
            if let Some(agreeing) = meets.max() {
                found.push(Match {
                    connector: Arc::clone(connector),
                    values: told(connector, &values),
                    shared: Vec::new(),
                    agreeing,
                });
            }
        }
    }
    let name = name.to_lowercase().replace(' ', "-");
    let mut best = found.into_iter().max_by_key(|one| {
        let id = &one.connector.id;
        let named = if name.contains(id.as_str()) {
            id.len()
        } else {
            0
        };
        let general = one.connector.manifest.stream_names().is_empty();
        // Of one connector, the way that leaves least open.
        (one.agreeing, named, general, one.values.len())
    })?;
    let profile = catalogue
        .iter()
        .find(|(one, _)| one.id == best.connector.id);
    let offered = assignments(&best.connector)
        .into_iter()
        .filter_map(|values| {
            let (_, profile) = profile?;
            parts(&profile.token_address(&values)?)
        });
    for offered in offered {
        for pair in wanted.iter().flat_map(|wanted| shared(wanted, &offered)) {
            if !best.shared.contains(&pair) {
                best.shared.push(pair);
            }
        }
    }
    Some(best)
}

/// The provider that a connector is named after, where the connector sends its requests to the same
/// registered name as the provider has its token endpoint at. For manifests that want a token and do
/// not say from where.
pub(super) fn namesake(name: &str, hosts: &[String], catalogue: &[Profiled]) -> Option<Match> {
    let id = headwater_import::folder_name(name);
    let (connector, profile) = catalogue.iter().find(|(one, _)| one.id == id)?;
    let values = assignments(connector).into_iter().next()?;
    let offered = parts(&profile.token_address(&values)?)?;
    let registered = |host: &[String]| host.iter().rev().take(2).cloned().collect::<Vec<_>>();
    let same = |host: &String| {
        let host = parts(&format!("https://{host}/"));
        host.is_some_and(|one| registered(&one.host) == registered(&offered.host))
    };
    hosts.iter().any(same).then(|| Match {
        connector: Arc::clone(connector),
        values: BTreeMap::new(),
        shared: Vec::new(),
        agreeing: 2,
    })
}

/// The values that a provider's inputs may have: its defaults, each choice of a pick-list, and
/// anything for an input that is free.
fn assignments(connector: &Connector) -> Vec<BTreeMap<String, String>> {
    let any = |name: &str| format!("{ANY}{}", name.replace('_', "-"));
    let mut first = BTreeMap::new();
    for input in connector.inputs.iter() {
        let value = input.default.clone();
        let choice = input.options.first().map(|choice| choice.value.clone());
        let value = value.or(choice).unwrap_or_else(|| any(&input.name));
        first.insert(input.name.clone(), value);
    }
    let mut all = vec![first.clone()];
    for input in connector.inputs.iter().filter(|input| !input.hidden) {
        let choices = input.options.iter().map(|choice| choice.value.clone());
        let free = input.options.is_empty().then(|| any(&input.name));
        for value in choices.chain(free) {
            let mut values = first.clone();
            values.insert(input.name.clone(), value);
            all.push(values);
        }
    }
    all
}

/// Of the values, those of inputs that are asked for and differ from the default.
fn told(connector: &Connector, values: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let asked = connector.inputs.iter().filter(|input| !input.hidden);
    let told = asked.filter_map(|input| {
        let value = values.get(&input.name)?;
        let known = !value.starts_with(ANY) && input.default.as_ref() != Some(value);
        known.then(|| (input.name.clone(), value.clone()))
    });
    told.collect()
}

/// The labels of the host and the segments of the path.
struct Parts {
    host: Vec<String>,
    path: Vec<String>,
}

fn parts(address: &str) -> Option<Parts> {
    let rest = address.split_once("://")?.1;
    let rest = rest.split(['?', '#']).next()?;
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    // The braces of a pattern may hold dots: a path in the configuration.
    let mut labels = vec![String::new()];
    let mut inside = false;
    for letter in host.chars() {
        inside = (inside || letter == '{') && letter != '}';
        match (letter, labels.last_mut()) {
            ('.', _) if !inside => labels.push(String::new()),
            (letter, Some(label)) => label.push(letter),
            (_, None) => {}
        }
    }
    let path = path.split('/').filter(|part| !part.is_empty());
    Some(Parts {
        host: labels,
        path: path.map(str::to_owned).collect(),
    })
}

/// How many parts agree to the letter; none where a part differs, or where too little of the host is
/// known to tell.
fn meet(wanted: &Parts, offered: &Parts) -> Option<usize> {
    if !fit(wanted, offered) {
        return None;
    }
    let same = |one: &[String], other: &[String]| {
        let pairs = one.iter().zip(other);
        pairs
            .filter(|(one, other)| one.eq_ignore_ascii_case(other))
            .count()
    };
    let host = same(&wanted.host, &offered.host);
    // At least the registered name, as in `example.com`.
    (host >= 2).then(|| host + same(&wanted.path, &offered.path))
}

/// Inputs of the provider that stand where the manifest's configuration does.
fn shared(wanted: &Parts, offered: &Parts) -> Vec<(String, String)> {
    if !fit(wanted, offered) {
        return Vec::new();
    }
    let pairs = wanted.host.iter().chain(&wanted.path);
    let pairs = pairs.zip(offered.host.iter().chain(&offered.path));
    let shared = pairs.filter_map(|(one, other)| {
        let path = one.strip_prefix('{')?.strip_suffix('}')?;
        let input = other.strip_prefix(ANY)?;
        Some((input.replace('-', "_"), path.to_owned()))
    });
    shared.collect()
}

fn fit(wanted: &Parts, offered: &Parts) -> bool {
    let fit = |one: &[String], other: &[String]| {
        let fits = |(one, other): (&String, &String)| {
            one.eq_ignore_ascii_case(other) || is_open(one) || is_open(other)
        };
        one.len() == other.len() && one.iter().zip(other).all(fits)
    };
    fit(&wanted.host, &offered.host) && fit(&wanted.path, &offered.path)
}

fn is_open(part: &str) -> bool {
    part.contains(ANY) || (part.contains('{') && part.contains('}'))
}
