//! Filters of lists and mappings.

use std::rc::Rc;

use super::super::MAX_OUTPUT;
use super::super::python::{
    Arguments, Failure, Outcome, Value, containers, operators, value::Entries,
};
use super::{Run, checks};

/// Lays a filter on a value; `None` where it is no filter of lists and mappings.
pub(super) fn filter<'a>(
    run: &mut Run<'a>,
    value: &Value<'a>,
    name: &str,
    args: &Arguments<'a>,
) -> Option<Outcome<Value<'a>>> {
    Some(match name {
        "length" | "count" => match value.length() {
            Some(length) => Ok(Value::Int(length as i128)),
            None => Err(Failure::Type(format!(
                "object of type '{}' has no len()",
                value.kind()
            ))),
        },
        "list" => value.items().map(Value::list),
        "first" => value
            .items()
            .map(|items| end(items.into_iter().next(), "first")),
        "last" => last(value),
        "join" => join(value, args),
        "sum" => sum(value, args),
        "max" | "min" => extreme(value, name, args),
        "sort" => sort(value, args),
        "reverse" => reverse(value),
        "unique" => unique(value, args),
        "map" => map(run, value, args),
        "select" | "reject" => selected(value, name == "select", None, &args.positional, args),
        "selectattr" | "rejectattr" => args.str(0, "attribute").and_then(|attribute| {
            let rest = args.positional.get(1..).unwrap_or_default();
            selected(value, name == "selectattr", Some(&attribute), rest, args)
        }),
        "groupby" => group_by(value, args),
        "batch" => batch(value, args),
        "items" => match value {
            Value::Undefined(_) => Ok(Value::Generator(Rc::default())),
            mapping if mapping.is_mapping() => {
                containers::call(mapping, "items", &Arguments::default())
            }
            _ => Err(Failure::Type(
                "Can only get item pairs from a mapping.".into(),
            )),
        },
        "dictsort" => dict_sort(value, args),
        _ => return None,
    })
}

fn end<'a>(found: Option<Value<'a>>, which: &str) -> Value<'a> {
    found.unwrap_or_else(|| Value::undefined(&format!("the {which} item of nothing")))
}

fn last<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    if matches!(value, Value::Generator(_)) {
        return Err(Failure::Type("'generator' object is not reversible".into()));
    }
    Ok(end(value.items()?.pop(), "last"))
}

/// The value at a path of names and positions with dots between.
fn at_path<'a>(value: &Value<'a>, path: &Value<'a>) -> Outcome<Value<'a>> {
    let Some(path) = path.as_str() else {
        return operators::item(value, path);
    };
    let mut value = value.clone();
    for part in path.split('.') {
        let key = part.parse().map_or_else(|_| Value::text(part), Value::Int);
        let found = operators::item(&value, &key)?;
        value = match super::attribute_only(&value, part) {
            Some(attribute) if found.is_undefined() => attribute,
            _ => found,
        };
    }
    Ok(value)
}

fn by_attribute<'a>(item: Value<'a>, attribute: Option<&Value<'a>>) -> Outcome<Value<'a>> {
    match attribute {
        None | Some(Value::None) => Ok(item),
        Some(path) => at_path(&item, path),
    }
}

fn join<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let separator = args
        .get(0, "d")
        .map_or_else(String::new, |separator| separator.to_text());
    let attribute = args.get(1, "attribute");
    let mut out = String::new();
    for (index, item) in value.items()?.into_iter().enumerate() {
        out += if index > 0 { &separator } else { "" };
        out += &by_attribute(item, attribute.as_ref())?.to_text();
        if out.len() > MAX_OUTPUT {
            return Err(operators::too_long());
        }
    }
    Ok(Value::text(out))
}

fn sum<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let attribute = args.get(0, "attribute");
    let start = args.get(1, "start").unwrap_or(Value::Int(0));
    if matches!(start, Value::Text(_)) {
        return Err(Failure::Type("sum() can't sum strings".into()));
    }
    value.items()?.into_iter().try_fold(start, |sum, item| {
        operators::binary("+", &sum, &by_attribute(item, attribute.as_ref())?)
    })
}

/// What texts are compared by, unless their case counts.
fn folded<'a>(value: Value<'a>, case_sensitive: bool) -> Value<'a> {
    match &value {
        Value::Text(text) if !case_sensitive => Value::text(text.to_lowercase()),
        _ => value,
    }
}

fn extreme<'a>(value: &Value<'a>, name: &str, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let case = args
        .get(0, "case_sensitive")
        .is_some_and(|yes| yes.is_true());
    let attribute = args.get(1, "attribute");
    let mut best: Option<(Value<'a>, Value<'a>)> = None;
    let (sign, wanted) = match name {
        "max" => (">", std::cmp::Ordering::Greater),
        _ => ("<", std::cmp::Ordering::Less),
    };
    for item in value.items()? {
        let key = folded(by_attribute(item.clone(), attribute.as_ref())?, case);
        let is_better = match &best {
            None => true,
            Some((known, _)) => operators::order(&key, known, sign)? == Some(wanted),
        };
        if is_better {
            best = Some((key, item));
        }
    }
    Ok(end(best.map(|(_, item)| item), name))
}

fn sort<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let reverse = args.get(0, "reverse").is_some_and(|yes| yes.is_true());
    let case = args
        .get(1, "case_sensitive")
        .is_some_and(|yes| yes.is_true());
    let attribute = args.get(2, "attribute");
    let key = |item| Ok(folded(by_attribute(item, attribute.as_ref())?, case));
    containers::sorted(value.items()?, reverse, key).map(Value::list)
}

fn reverse<'a>(value: &Value<'a>) -> Outcome<Value<'a>> {
    let mut items = value.items()?;
    items.reverse();
    Ok(match value {
        Value::Text(_) => Value::text(items.iter().map(Value::to_text).collect::<String>()),
        _ => Value::Generator(items.into()),
    })
}

fn unique<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let case = args
        .get(0, "case_sensitive")
        .is_some_and(|yes| yes.is_true());
    let attribute = args.get(1, "attribute");
    let mut keys: Vec<Value<'a>> = Vec::new();
    let mut kept = Vec::new();
    for item in value.items()? {
        let key = folded(by_attribute(item.clone(), attribute.as_ref())?, case);
        if !keys.iter().any(|known| known.equals(&key)) {
            keys.push(key);
            kept.push(item);
        }
    }
    Ok(Value::Generator(kept.into()))
}

fn map<'a>(run: &mut Run<'a>, value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let attribute = args.named.iter().find(|(name, _)| name == "attribute");
    let default = args.named.iter().find(|(name, _)| name == "default");
    let mut mapped = Vec::new();
    for item in value.items()? {
        mapped.push(match (attribute, args.positional.split_first()) {
            (Some((_, path)), _) => {
                let found = at_path(&item, path)?;
                match default {
                    Some((_, default)) if found.is_undefined() => default.clone(),
                    _ => found,
                }
            }
            (None, Some((name, rest))) => {
                let inner = Arguments {
                    positional: rest.to_vec(),
                    named: args.named.clone(),
                };
                run.filter(item, &name.to_text(), &inner)?
            }
            (None, None) => {
                return Err(Failure::Invalid("uses `map` without a filter".into()));
            }
        });
    }
    Ok(Value::Generator(mapped.into()))
}

fn selected<'a>(
    value: &Value<'a>,
    wanted: bool,
    attribute: Option<&str>,
    test: &[Value<'a>],
    args: &Arguments<'a>,
) -> Outcome<Value<'a>> {
    let mut kept = Vec::new();
    for item in value.items()? {
        let subject = match attribute {
            Some(path) => at_path(&item, &Value::text(path))?,
            None => item.clone(),
        };
        let passes = match test.split_first() {
            None => subject.is_true(),
            Some((name, rest)) => {
                let inner = Arguments {
                    positional: rest.to_vec(),
                    named: args.named.clone(),
                };
                checks::check(&subject, &name.to_text(), &inner)?
            }
        };
        if passes == wanted {
            kept.push(item);
        }
    }
    Ok(Value::Generator(kept.into()))
}

fn group_by<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let path = args.required(0, "attribute")?;
    let default = args.get(1, "default");
    let key = |item: Value<'a>| {
        let found = at_path(&item, &path)?;
        Ok(match &default {
            Some(default) if found.is_undefined() => default.clone(),
            _ => found,
        })
    };
    let fold = |item: Value<'a>| Ok(folded(key(item)?, false));
    let mut groups: Vec<(Value<'a>, Vec<Value<'a>>)> = Vec::new();
    for item in containers::sorted(value.items()?, false, fold)? {
        let own = key(item.clone())?;
        match groups.last_mut() {
            Some((known, items))
                if folded(known.clone(), false).equals(&folded(own.clone(), false)) =>
            {
                items.push(item);
            }
            _ => groups.push((own, vec![item])),
        }
    }
    let groups = groups
        .into_iter()
        .map(|(key, items)| Value::tuple(vec![key, Value::list(items)]));
    Ok(Value::list(groups.collect()))
}

fn batch<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let size = usize::try_from(args.int_or(0, "linecount", 1)?)
        .unwrap_or(1)
        .max(1);
    let fill = args
        .get(1, "fill_with")
        .filter(|fill| !matches!(fill, Value::None));
    let mut batches = Vec::new();
    for chunk in value.items()?.chunks(size) {
        let mut chunk = chunk.to_vec();
        if let Some(fill) = &fill {
            chunk.resize(size.min(MAX_OUTPUT / 16), fill.clone());
        }
        batches.push(Value::list(chunk));
    }
    Ok(Value::Generator(batches.into()))
}

fn dict_sort<'a>(value: &Value<'a>, args: &Arguments<'a>) -> Outcome<Value<'a>> {
    let case = args
        .get(0, "case_sensitive")
        .is_some_and(|yes| yes.is_true());
    let by_value = args
        .get(1, "by")
        .is_some_and(|by| by.as_str() == Some("value"));
    let reverse = args.get(2, "reverse").is_some_and(|yes| yes.is_true());
    let entries: Entries<'a> = value.entries().ok_or_else(|| {
        Failure::Invalid(format!(
            "sorts the entries of {}, which has none",
            value.kind()
        ))
    })?;
    let pairs = entries
        .into_iter()
        .map(|(key, value)| Value::tuple(vec![key, value]))
        .collect();
    let index = Value::Int(i128::from(by_value));
    let key = |pair: Value<'a>| Ok(folded(operators::item(&pair, &index)?, case));
    containers::sorted(pairs, reverse, key).map(Value::list)
}
