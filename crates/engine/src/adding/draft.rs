//! A connector out of a bare manifest: the `connector.yaml`, the guide and the icon that it lacks.

use headwater_connectors::{Asked, Manifest, SignIn, Spec, Survey};
use serde_json::{Map, Value, json};

use super::consent::{self, Consent};
use super::files::{Files, refused};
use crate::connectors::Profiled;
use crate::fault::Fault;

/// A manifest's connector in the making.
pub(super) struct Draft {
    pub id: String,
    pub files: Files,
    /// The way it signs requests, and why.
    pub consent: Option<Consent>,
}

/// Makes the files that a manifest lacks. `named` is what its file or folder is called.
///
/// # Errors
/// [`Code::InputInvalid`](crate::fault::Code::InputInvalid) with file, line and path of what is wrong with the manifest as a whole.
pub(super) fn draft(mut files: Files, named: &str, catalogue: &[Profiled]) -> Result<Draft, Fault> {
    let text = files.get("manifest.yaml").cloned().unwrap_or_default();
    let text = String::from_utf8(text).map_err(|_| refused("the manifest is no text in UTF-8"))?;
    let manifest = Manifest::load(&text, "manifest.yaml").map_err(unreadable)?;
    let survey = headwater_connectors::survey(&text).map_err(|one| unreadable(vec![one]))?;
    let spec = manifest.spec();
    let asked = spec.map(|spec| headwater_connectors::asked(&spec.connection_specification));
    let asked = asked.unwrap_or_default();
    let name = name(named, &survey, spec);
    let consent = consent::find(&name, &survey, spec, &asked, catalogue);
    let connector = description(&name, &survey, spec, &asked, consent.as_ref());
    let provider = consent
        .as_ref()
        .and_then(|consent| consent.provider.as_ref());
    let guide = guide(
        &name,
        spec,
        provider.map(|one| one.guide_md.as_str()),
        &asked,
    );
    let icon = provider.map(|one| one.icon_svg.clone());
    let icon = icon.unwrap_or_else(|| headwater_import::letter(&name));
    files.insert(
        "connector.yaml".into(),
        headwater_import::yaml_text(&connector).into_bytes(),
    );
    files.insert("guide.md".into(), guide.into_bytes());
    files.insert("icon.svg".into(), icon.into_bytes());
    Ok(Draft {
        id: headwater_import::folder_name(&name),
        files,
        consent,
    })
}

/// What is wrong with a manifest as a whole.
pub(super) fn unreadable(problems: Vec<headwater_connectors::Problem>) -> Fault {
    let all: Vec<_> = problems.iter().map(ToString::to_string).collect();
    let first = all.first().cloned().unwrap_or_default();
    Fault::input("The manifest", first).detail(all.join("\n"))
}

/// A name for people: the folder's or file's, else what the manifest says of itself.
fn name(named: &str, survey: &Survey, spec: Option<&Spec>) -> String {
    let plain = |text: &str| {
        let words = text.split(['-', '_', ' ']).filter(|word| {
            let lower = word.to_lowercase();
            !matches!(
                lower.as_str(),
                "" | "source" | "spec" | "specification" | "configuration" | "airbyte"
            )
        });
        let capital = |word: &str| {
            let mut letters = word.chars();
            letters.next().map_or_else(String::new, |first| {
                first.to_uppercase().collect::<String>() + letters.as_str()
            })
        };
        words.map(capital).collect::<Vec<_>>().join(" ")
    };
    let page = spec.and_then(|spec| spec.documentation_url.as_deref());
    let page = page.and_then(|page| page.trim_end_matches('/').rsplit('/').next());
    let from_file = Some(named).filter(|name| !matches!(*name, "" | "manifest" | "tmp"));
    [from_file, survey.name.as_deref(), page]
        .into_iter()
        .flatten()
        .map(plain)
        .find(|name| !name.is_empty() && name.len() <= 80)
        .unwrap_or_else(|| "Added connector".to_owned())
}

fn description(
    name: &str,
    survey: &Survey,
    spec: Option<&Spec>,
    asked: &[Asked],
    consent: Option<&Consent>,
) -> Value {
    let mut value = Map::new();
    let provider = consent.and_then(|consent| consent.provider.as_ref());
    let category = provider.map_or("Added", |one| one.category.as_str());
    let auth = if consent.is_some() { "oauth" } else { "key" };
    for (key, text) in [
        ("name", name),
        ("category", category),
        (
            "summary",
            &format!("Data of {name}, read as its manifest says."),
        ),
        ("maturity", "new"),
        ("auth", auth),
    ] {
        value.insert(key.into(), text.into());
    }
    if !asked.is_empty() {
        value.insert("specification".into(), true.into());
    }
    if let Some(page) = spec.and_then(|spec| spec.documentation_url.as_deref()) {
        value.insert(
            "sources".into(),
            json!([{"url": page, "says": "the manifest's own page"}]),
        );
    }
    let kept = kept(survey, asked);
    let Some(consent) = consent else {
        if !kept.is_empty() {
            value.insert("config".into(), Value::Object(kept));
        }
        return Value::Object(value);
    };
    value.insert("inputs".into(), consent.inputs.clone().into());
    let mut config = kept;
    let set = consent.config.iter();
    config.extend(set.map(|(path, text)| (path.clone(), text.as_str().into())));
    value.insert("config".into(), Value::Object(config));
    value.insert("given".into(), json!(consent.given));
    value.insert("scopes".into(), consent.scopes.clone().into());
    if let Some(provider) = provider {
        let rule = serde_json::to_value(&provider.client).unwrap_or_default();
        value.insert("client".into(), consent::clean(rule));
        if let Some(approval) = &provider.admin_approval {
            value.insert("admin_approval".into(), approval.value());
        }
    }
    value.insert("oauth2".into(), consent.oauth2.clone());
    value.retain(|_, part| match part {
        Value::Object(entries) => !entries.is_empty(),
        Value::Array(items) => !items.is_empty(),
        Value::Null => false,
        _ => true,
    });
    Value::Object(value)
}

/// What an authenticator writes into its configuration by itself, and nobody has to enter: to begin with, a token that has
/// ended long ago.
fn kept(survey: &Survey, asked: &[Asked]) -> Map<String, Value> {
    let kept = survey.sign_ins.iter().filter_map(|one| one.kept.as_ref());
    let values = kept.flat_map(|(token, end)| [(token, "none yet"), (end, "2000-01-01T00:00:00Z")]);
    let values = values.map(|(path, value)| (path.join("."), Value::from(value)));
    let is_asked = |path: &String| asked.iter().any(|asked| asked.input.name == *path);
    values.filter(|(path, _)| is_asked(path)).collect()
}

fn guide(name: &str, spec: Option<&Spec>, provider: Option<&str>, asked: &[Asked]) -> String {
    if let Some(guide) = provider {
        return guide.to_owned();
    }
    let mut guide = format!("# {name}\n\nThis connector was added from a manifest.\n");
    for (number, asked) in asked.iter().filter(|one| one.required).enumerate() {
        let hint = asked.input.hint.as_deref().unwrap_or("");
        guide += &format!("{}. **{}** {hint}\n", number + 1, asked.input.title);
    }
    if let Some(page) = spec.and_then(|spec| spec.documentation_url.as_deref()) {
        guide += &format!("\nIts own page: [{page}]({page})\n");
    }
    guide += "\nNot yet compared with the pages below.\n";
    guide
}

/// The first way of signing in that a person has to do something for.
pub(super) fn main_sign_in(survey: &Survey) -> Option<&SignIn> {
    let rank = |one: &&SignIn| match one.kind.as_str() {
        "NoAuth" => 2,
        kind if kind.starts_with("Custom") => 1,
        _ => 0,
    };
    survey.sign_ins.iter().min_by_key(rank)
}
