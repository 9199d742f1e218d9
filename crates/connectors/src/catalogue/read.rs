//! How `connector.yaml` is read: with the same machinery as a manifest, so that unknown keys are
//! named with file and line.

use std::sync::Arc;

use regex::Regex;

use super::connector::{Access, Auth, ClientRule, Connector, Maturity, Scope, Source};
use super::given::Given;
use super::input::{Choice, Input};
use super::paths;
use super::specification::Specification;
use crate::error::Problem;
use crate::expression::Template;
use crate::fields::{Component, Fields, Parameters, Reading};
use crate::files::Files;
use crate::manifest::Manifest;
use crate::node::Item;
use crate::{reference, yaml};

/// A connector as its `connector.yaml` describes it, awaiting its other files.
pub(super) struct Described {
    /// Whether its streams come from paths instead of a manifest.
    pub(super) takes_paths: bool,
    pub(super) complete: Box<dyn FnOnce(Others) -> Connector>,
}

/// The files beside `connector.yaml`.
pub(super) struct Others {
    pub(super) id: String,
    pub(super) guide_md: String,
    pub(super) icon_svg: String,
    pub(super) manifest: Arc<Manifest>,
    pub(super) files: Files,
}

impl Others {
    /// What the manifest asks for, where the connector takes that over.
    fn specification(&self, wanted: bool) -> Specification {
        let spec = self.manifest.spec().filter(|_| wanted);
        let schema = spec.map(|spec| &spec.connection_specification);
        schema.map(Specification::read).unwrap_or_default()
    }
}

/// Reads the text of a `connector.yaml`.
pub(super) fn read(text: &str, name: &str, files: &Files) -> Result<Described, Vec<Problem>> {
    let file: Arc<str> = name.into();
    let root = yaml::parse(text, &file)
        .and_then(|root| reference::resolve(&root, &file))
        .map_err(|problem| vec![problem])?;
    let reading = Reading::new(file, files);
    let connector = Fields::component(&reading, &root, String::new(), &Parameters::default());
    // This file is in a format of our own: a key that nobody knows is a mistake.
    let mut problems = reading.take_problems();
    problems.extend(reading.take_warnings());
    connector.filter(|_| problems.is_empty()).ok_or(problems)
}

/// A word of a fixed list.
fn word<T: Copy>(fields: &Fields<'_>, key: &'static str, words: &[(&str, T)]) -> Option<T> {
    let text = fields.required_text(key)?;
    match words.iter().find(|(word, _)| *word == text) {
        Some((_, value)) => Some(*value),
        None => {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            fields.refuse(format!(
                "`{key}` is `{text}`; it may be {}",
                known.join(", ")
            ))
        }
    }
}

fn pattern(fields: &Fields<'_>, key: &'static str) -> Option<Option<String>> {
    let pattern = fields.text(key)?;
    match pattern.as_ref().map(|pattern| Regex::new(pattern)) {
        Some(Err(error)) => fields.refuse(format!("`{key}` is no regular expression: {error}")),
        _ => Some(pattern),
    }
}

/// A date as in `2026-11-22`.
fn date(fields: &Fields<'_>, key: &'static str) -> Option<Option<String>> {
    let text = fields.text(key)?;
    match text.as_deref().map(str::parse::<jiff::civil::Date>) {
        Some(Err(_)) => fields.refuse(format!("`{key}` is no date as in 2026-11-22")),
        _ => Some(text),
    }
}

impl Component for Described {
    const DEFAULT: Option<&'static str> = Some("connector");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        let (name, category, summary) = (
            fields.required_text("name"),
            fields.required_text("category"),
            fields.required_text("summary"),
        );
        let maturity = word(
            fields,
            "maturity",
            &[
                ("verified", Maturity::Verified),
                ("checked", Maturity::Checked),
                ("new", Maturity::New),
            ],
        );
        let auth = word(
            fields,
            "auth",
            &[("oauth", Auth::Oauth), ("key", Auth::Key)],
        );
        let (inputs, scopes, client) = (
            fields.list("inputs"),
            fields.list("scopes"),
            fields.optional("client"),
        );
        let (aliases, recommended, entity) = (
            fields.texts("aliases"),
            fields.texts("recommended"),
            fields.text("entity"),
        );
        let admin_approval = fields.optional("admin_approval");
        let (oauth2, config) = (fields.json("oauth2"), config(fields));
        let paths = paths::Rule::read(fields);
        let (specification, given) = (fields.flag("specification"), given(fields));
        let (guide_checked, sources, unconfirmed) = (
            date(fields, "guide_checked"),
            fields.list("sources"),
            fields.texts("unconfirmed"),
        );
        let (name, category, summary, aliases) = (name?, category?, summary?, aliases?);
        let (maturity, entity, auth, recommended) = (maturity?, entity?, auth?, recommended?);
        let (mut inputs, scopes, client, config) = (inputs?, scopes?, client?, config?);
        let (paths, admin_approval) = (paths?, admin_approval?);
        let (specification, given) = (specification?, given?);
        // A connector that says nothing of its own asks for what its manifest asks for.
        let specification = specification || (inputs.is_empty() && config.is_empty());
        let (guide_checked, sources, unconfirmed) = (guide_checked?, sources?, unconfirmed?);
        if let Some(rule) = &paths {
            if auth != Auth::Oauth {
                return fields.refuse("`streams: paths` needs `auth: oauth`");
            }
            if let Some((key, _)) = config.iter().find(|(key, _)| paths::is_own(key)) {
                return fields.refuse(format!(
                    "`config` may not set `{key}` with `streams: paths`"
                ));
            }
            rule.ask(&mut inputs);
        }
        let takes_paths = paths.is_some();
        let complete = Box::new(move |others: Others| {
            let specification = others.specification(specification);
            let mut connector = Connector {
                id: others.id,
                name,
                category,
                summary,
                aliases,
                maturity,
                entity,
                auth,
                inputs,
                scopes,
                client,
                admin_approval,
                oauth2,
                recommended,
                guide_checked,
                sources,
                unconfirmed,
                guide_md: others.guide_md,
                icon_svg: others.icon_svg,
                manifest: others.manifest,
                files: others.files,
                paths,
                config,
                specification,
                given,
            };
            connector.ask_specified();
            connector
        });
        Some(Described {
            takes_paths,
            complete,
        })
    }
}

fn config(fields: &Fields<'_>) -> Option<Vec<(String, Template)>> {
    let Some(node) = fields.node("config") else {
        return Some(Vec::new());
    };
    let Item::Map(entries) = &node.item else {
        return fields.refuse_field("config", &node, "`config` must be a mapping");
    };
    entries
        .iter()
        .map(|(key, value)| Some((key.clone(), fields.template_of("config", value)?)))
        .collect()
}

/// Which values of the configuration the consent gives.
fn given(fields: &Fields<'_>) -> Option<Vec<(String, Given)>> {
    let Some(node) = fields.node("given") else {
        return Some(Vec::new());
    };
    let Item::Map(entries) = &node.item else {
        return fields.refuse_field("given", &node, "`given` must be a mapping");
    };
    let one = |(path, word): (&String, &Arc<crate::node::Node>)| {
        let found = Given::WORDS
            .iter()
            .find(|(known, _)| word.text() == Some(known));
        match found {
            Some((_, given)) => Some((path.clone(), *given)),
            None => {
                let known: Vec<&str> = Given::WORDS.iter().map(|(word, _)| *word).collect();
                let reason = format!("`{path}` may be given {}", known.join(", "));
                fields.refuse_field("given", &node, reason)
            }
        }
    };
    entries.iter().map(one).collect()
}

impl Component for Input {
    const DEFAULT: Option<&'static str> = Some("input");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Input {
            name: fields.required_text("name")?,
            title: fields.required_text("title")?,
            hint: fields.text("hint")?,
            example: fields.text("example")?,
            pattern: pattern(fields, "pattern")?,
            pattern_says: fields.text("pattern_says")?,
            default: fields.text("default")?,
            required: fields.flag("required")?,
            secret: fields.flag("secret")?,
            hidden: fields.flag("hidden")?,
            lines: fields.flag("lines")?,
            options: fields.list("options")?,
        })
    }
}

impl Component for Choice {
    const DEFAULT: Option<&'static str> = Some("option");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Choice {
            value: fields.required_text("value")?,
            title: fields.required_text("title")?,
        })
    }
}

impl Component for Source {
    const DEFAULT: Option<&'static str> = Some("source");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Source {
            url: fields.required_text("url")?,
            says: fields.required_text("says")?,
        })
    }
}

impl Component for Scope {
    const DEFAULT: Option<&'static str> = Some("scope");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(Scope {
            scope: fields.required_text("scope")?,
            says: fields.required_text("says")?,
            access: word(
                fields,
                "access",
                &[
                    ("read", Access::Read),
                    ("write", Access::Write),
                    ("identity", Access::Identity),
                    ("offline", Access::Offline),
                ],
            )?,
            required: fields.flag("required")?,
            streams: fields.texts("streams")?,
            aliases: fields.texts("aliases")?,
        })
    }
}

impl Component for ClientRule {
    const DEFAULT: Option<&'static str> = Some("client");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        Some(ClientRule {
            console_url: fields.text("console_url")?,
            file: fields.text("file")?,
            app_type: fields.text("app_type")?,
            id_pattern: pattern(fields, "id_pattern")?,
            id_example: fields.text("id_example")?,
            id_hint: fields.text("id_hint")?,
            secret_hint: fields.text("secret_hint")?,
        })
    }
}
