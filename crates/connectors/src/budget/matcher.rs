//! `HttpRequestRegexMatcher`: which requests a policy is about.

use regex::Regex;

use crate::error::{Error, Problem};
use crate::expression::{Scope, Template, python_text};
use crate::fields::{Component, Fields};
use crate::job::whole;

/// What a request must be like.
#[derive(Clone, Debug)]
pub(crate) struct Matcher {
    method: Option<String>,
    /// Scheme and host, without a slash at the end.
    base: Option<String>,
    path: Option<Regex>,
    params: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    /// How much such a request counts.
    pub(crate) weight: u64,
}

/// A matcher as the manifest has it: its weight may depend on the configuration.
#[derive(Debug)]
pub(crate) struct MatcherTemplate {
    matcher: Matcher,
    weight: Option<Template>,
}

impl Component for MatcherTemplate {
    const DEFAULT: Option<&'static str> = Some("HttpRequestRegexMatcher");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "HttpRequestRegexMatcher" {
            return fields.refuse_kind("request matcher");
        }
        let path = match fields.text("url_path_pattern")? {
            Some(pattern) if !pattern.is_empty() => match Regex::new(&pattern) {
                Ok(regex) => Some(regex),
                Err(_) => {
                    return fields.refuse(format!("`{pattern}` is no regular expression"));
                }
            },
            _ => None,
        };
        let base = fields.text("url_base")?.filter(|base| !base.is_empty());
        Some(MatcherTemplate {
            matcher: Matcher {
                method: fields.text("method")?.map(|method| method.to_uppercase()),
                base: base.map(|base| base.trim_end_matches('/').to_owned()),
                path,
                params: pairs(fields, "params"),
                headers: pairs(fields, "headers"),
                weight: 1,
            },
            weight: fields.template("weight")?,
        })
    }
}

fn pairs(fields: &Fields<'_>, key: &'static str) -> Vec<(String, String)> {
    match fields.json(key) {
        Some(serde_json::Value::Object(map)) => map
            .iter()
            .map(|(name, value)| (name.clone(), python_text(value)))
            .collect(),
        _ => Vec::new(),
    }
}

impl MatcherTemplate {
    /// The matcher with its weight.
    pub(crate) fn open(&self, scope: &Scope<'_>) -> Result<Matcher, Error> {
        let mut matcher = self.matcher.clone();
        if let Some(weight) = &self.weight {
            matcher.weight = match whole(weight, scope)? {
                Some(number) if number > 0 => number,
                _ => return Err(too_small(weight, "HttpRequestRegexMatcher", "`weight`")),
            };
        }
        Ok(matcher)
    }
}

/// The problem of a number that must be 1 or more.
pub(super) fn too_small(template: &Template, component: &str, what: &str) -> Error {
    Error::Manifest(Problem {
        place: template.place().clone(),
        component: component.to_owned(),
        reason: format!("{what} must be a whole number of 1 or more"),
    })
}

impl Matcher {
    /// Whether a request is like this.
    pub(crate) fn matches(&self, request: &reqwest::Request) -> bool {
        let url = request.url();
        let method = self.method.as_ref();
        if method.is_some_and(|method| method != request.method().as_str()) {
            return false;
        }
        let base = || url.origin().ascii_serialization();
        if self.base.as_ref().is_some_and(|own| *own != base()) {
            return false;
        }
        let path = url.path().trim_end_matches('/');
        if self.path.as_ref().is_some_and(|own| !own.is_match(path)) {
            return false;
        }
        let has_param = |(name, value): &(String, String)| {
            url.query_pairs()
                .any(|(key, own)| key == name.as_str() && own == value.as_str())
        };
        let has_header = |(name, value): &(String, String)| {
            let own = request.headers().get(name.as_str());
            own.is_some_and(|own| own.as_bytes() == value.as_bytes())
        };
        self.params.iter().all(has_param) && self.headers.iter().all(has_header)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use super::*;

    /// Each part of a matcher must fit: method, scheme with host, path, parameters, headers.
    #[test]
    fn every_part_must_fit() {
        let request = reqwest::Client::new()
            .get("https://api.example.com/v1/items/?kind=a&x=1")
            .header("X-Plan", "free")
            .build()
            .unwrap();
        let any = Matcher {
            method: None,
            base: None,
            path: None,
            params: Vec::new(),
            headers: Vec::new(),
            weight: 1,
        };
        let pair = |name: &str, value: &str| vec![(name.to_owned(), value.to_owned())];
        let with = |change: &dyn Fn(&mut Matcher)| {
            let mut matcher = any.clone();
            change(&mut matcher);
            matcher.matches(&request)
        };
        assert!(with(&|_| {}));
        assert!(with(&|one| one.method = Some("GET".into())));
        assert!(!with(&|one| one.method = Some("POST".into())));
        assert!(with(
            &|one| one.base = Some("https://api.example.com".into())
        ));
        assert!(!with(&|one| one.base = Some("https://example.com".into())));
        assert!(with(&|one| one.path = Regex::new("/items$").ok()));
        assert!(!with(&|one| one.path = Regex::new("^/items").ok()));
        assert!(with(&|one| one.params = pair("kind", "a")));
        assert!(!with(&|one| one.params = pair("kind", "b")));
        assert!(with(&|one| one.headers = pair("x-plan", "free")));
        assert!(!with(&|one| one.headers = pair("x-plan", "paid")));
    }
}
