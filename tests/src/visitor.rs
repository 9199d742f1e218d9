//! A person at a provider's pages, without a browser around: follows redirects, keeps cookies, fills forms, presses
//! buttons. For journeys that are about what comes after the consent.

use std::collections::HashMap;
use std::sync::LazyLock;

use regex::Regex;
use reqwest::{Client, Url, header, redirect};

use crate::browser::Answer;
use crate::error::{Error, Result};

/// The most pages and redirects between a link and the answer.
const MOST: usize = 20;

static TAG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"<(/?[a-zA-Z]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>"#).ok());
static ATTRIBUTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"([a-zA-Z_-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?"#).ok()
});

/// A person with cookies of their own, who always answers the same.
#[derive(Debug)]
pub struct Visitor {
    http: Client,
    answer: Answer,
    knows: Vec<(&'static str, String)>,
}

impl Visitor {
    /// Somebody who gives this answer where a page asks for permission.
    /// Errors: no HTTP client can be made.
    pub fn new(answer: Answer) -> Result<Visitor> {
        let http = Client::builder()
            .redirect(redirect::Policy::none())
            .cookie_store(true);
        Ok(Visitor {
            http: http.build()?,
            answer,
            knows: Vec::new(),
        })
    }

    /// The same, who types `value` where a form has a field of this name.
    #[must_use]
    pub fn knowing(mut self, field: &'static str, value: impl Into<String>) -> Visitor {
        self.knows.push((field, value.into()));
        self
    }

    /// Answers the pages at `link`, and comes back to the program that sent the browser there, where the pages lead back.
    /// Errors: those of [`Visitor::decide`].
    pub async fn consent(&self, link: &Url) -> Result<()> {
        if let Some(back) = self.decide(link).await? {
            reqwest::get(back).await?;
        }
        Ok(())
    }

    /// Answers the pages at `link`. Gives the address that leads away from the provider, without going there; none where
    /// the pages end, as those of a device code do.
    /// Errors: a page does not load, or the pages do not end.
    pub async fn decide(&self, link: &Url) -> Result<Option<Url>> {
        let (mut place, mut request) = (link.clone(), self.http.get(link.clone()));
        let mut typed: Vec<&str> = Vec::new();
        for _ in 0..MOST {
            let page = request.send().await?;
            let location = page.headers().get(header::LOCATION);
            if let Some(next) = location.and_then(|next| place.join(next.to_str().ok()?).ok()) {
                if next.origin() != link.origin() {
                    return Ok(Some(next));
                }
                request = self.http.get(next.clone());
                place = next;
                continue;
            }
            let Some(form) = self.due(&page.text().await?) else {
                return Ok(None);
            };
            let known = self.knows.iter().map(|(name, _)| *name);
            let asked: Vec<&str> = known.filter(|name| form.asks_for(name)).collect();
            if asked.iter().any(|name| typed.contains(name)) {
                // It was not what the page wanted.
                return Ok(None);
            }
            typed.extend(asked);
            place = place.join(&form.action).unwrap_or(place);
            let filled = self.filled(form);
            request = self
                .http
                .post(place.clone())
                // Some frameworks want to see where a form stood.
                .header(header::REFERER, place.as_str())
                .form(&filled);
        }
        Err(Error::NotSeen {
            what: format!("the end of the pages at {link}"),
            seconds: 0,
            instead: format!("{MOST} pages came, the last at {place}"),
        })
    }

    /// The form that a page is about: the one that asks for permission, else one with a field that we know, else the first.
    fn due(&self, page: &str) -> Option<Form> {
        let mut forms = forms(page);
        let asks = |form: &Form| form.buttons.iter().any(|button| button.says("allow"));
        let knows = |form: &Form| self.knows.iter().any(|(name, _)| form.asks_for(name));
        let place = (forms.iter().position(asks))
            .or_else(|| forms.iter().position(knows))
            .unwrap_or(0);
        (place < forms.len()).then(|| forms.swap_remove(place))
    }

    /// What a form sends: its fields, and the button that is pressed.
    fn filled(&self, form: Form) -> Vec<(String, String)> {
        let typed = self.knows.iter().filter(|(name, _)| form.asks_for(name));
        let mut filled: Vec<_> = typed
            .map(|(name, text)| ((*name).to_owned(), text.clone()))
            .collect();
        for field in form.fields {
            if filled.iter().all(|(name, _)| *name != field.name) {
                filled.push((field.name, field.value));
            }
        }
        let asks = form.buttons.iter().any(|button| button.says("allow"));
        let pressed = form.buttons.iter().find(|button| match self.answer {
            Answer::Allow => !asks || button.says("allow"),
            Answer::Deny => !asks || !button.says("allow"),
        });
        filled
            .extend(pressed.and_then(|button| Some((button.name.clone()?, button.value.clone()))));
        filled
    }
}

/// A form that is sent by POST.
#[derive(Debug, Default)]
struct Form {
    action: String,
    fields: Vec<Field>,
    buttons: Vec<Button>,
}

#[derive(Debug)]
struct Field {
    name: String,
    value: String,
    hidden: bool,
}

#[derive(Debug)]
struct Button {
    id: String,
    name: Option<String>,
    value: String,
}

impl Button {
    fn says(&self, word: &str) -> bool {
        let name = self.name.as_deref().unwrap_or_default();
        [self.id.as_str(), name, &self.value]
            .iter()
            .any(|text| text.eq_ignore_ascii_case(word))
    }
}

/// The forms of a page, in its order.
fn forms(page: &str) -> Vec<Form> {
    let mut all = Vec::new();
    let mut open: Option<Form> = None;
    for tag in TAG.iter().flat_map(|tag| tag.captures_iter(page)) {
        let mut has = attributes(&tag[2]);
        match (tag[1].to_ascii_lowercase().as_str(), &mut open) {
            ("form", _) => {
                let posts = has
                    .get("method")
                    .is_some_and(|method| method.eq_ignore_ascii_case("post"));
                open = posts.then(|| Form {
                    action: has.remove("action").unwrap_or_default(),
                    ..Form::default()
                });
            }
            ("/form", _) => all.extend(open.take()),
            ("button" | "input", Some(form)) => form.add(&tag[1], has),
            _ => {}
        }
    }
    all
}

impl Form {
    /// Whether it has a field of this name for a person to fill.
    fn asks_for(&self, name: &str) -> bool {
        self.fields
            .iter()
            .any(|field| field.name == name && !field.hidden)
    }

    fn add(&mut self, tag: &str, mut has: HashMap<String, String>) {
        let kind = has.remove("type").unwrap_or_default();
        let value = has.remove("value").unwrap_or_default();
        let name = has.remove("name");
        if tag.eq_ignore_ascii_case("button") || kind.eq_ignore_ascii_case("submit") {
            let id = has.remove("id").unwrap_or_default();
            self.buttons.push(Button { id, name, value });
        } else {
            let hidden = kind.eq_ignore_ascii_case("hidden");
            self.fields.extend(name.map(|name| Field {
                name,
                value,
                hidden,
            }));
        }
    }
}

/// The attributes of a tag, their names in lower case.
fn attributes(text: &str) -> HashMap<String, String> {
    let found = ATTRIBUTE.iter().flat_map(|one| one.captures_iter(text));
    let pairs = found.map(|one| {
        let value = (2..5).find_map(|group| one.get(group));
        let value = value.map(|value| unescaped(value.as_str()));
        (one[1].to_ascii_lowercase(), value.unwrap_or_default())
    });
    pairs.collect()
}

fn unescaped(text: &str) -> String {
    let signs = [
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ];
    signs.iter().fold(text.to_owned(), |text, (written, sign)| {
        text.replace(written, sign)
    })
}
