//! Which page comes next.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::{Map, Value};

use crate::answer::Answer;
use crate::error::Error;
use crate::expression::{Bound, Missing, Scope, Takes, Template, python_text};
use crate::fields::{Component, Fields};
use crate::next_link;
use crate::page::Page;
use crate::record::Record;
use crate::request::{Parts, RequestOption};
use crate::session::Session;

/// `DefaultPaginator`. `NoPagination` is one without a strategy.
#[derive(Debug)]
pub(crate) struct Paginator {
    strategy: Option<Strategy>,
    size_option: Option<RequestOption>,
    token_option: Option<TokenOption>,
}

#[derive(Debug)]
enum Strategy {
    Cursor {
        value: Template,
        stop: Option<Template>,
        size: Option<Template>,
    },
    Offset {
        size: Option<Template>,
        from_first: bool,
    },
    Page {
        size: Option<Template>,
        start: i64,
        from_first: bool,
    },
    /// `NextLinkPagination`, an extension of ours.
    NextLink,
}

/// Where the next page's token goes.
#[derive(Debug)]
enum TokenOption {
    /// It is the address.
    Path,
    Option(RequestOption),
}

/// What is known at the end of a page.
pub(crate) struct PageEnd<'a> {
    pub(crate) answer: &'a Answer,
    pub(crate) page: &'a Page,
    /// Records the answer held, before any filter.
    pub(crate) extracted: usize,
    /// The page size that was asked for, where it was another than the manifest's.
    pub(crate) size: Option<i64>,
    /// Records after filter, and the last of them.
    pub(crate) emitted: usize,
    pub(crate) last: Option<&'a Record>,
}

/// The tokens of a slice's pages, so that pages that go in a circle are noticed.
#[derive(Default)]
pub(crate) struct SeenTokens(HashSet<u64>);

impl SeenTokens {
    /// Whether a token was not there before.
    pub(crate) fn is_new(&mut self, token: &Value) -> bool {
        let mut hasher = DefaultHasher::new();
        token.to_string().hash(&mut hasher);
        self.0.insert(hasher.finish())
    }
}

impl Component for Paginator {
    const DEFAULT: Option<&'static str> = Some("NoPagination");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "NoPagination" => Some(Paginator {
                strategy: None,
                size_option: None,
                token_option: None,
            }),
            "DefaultPaginator" => {
                // Older manifests repeat the requester's address and decoder here.
                fields.accept(&["url_base"]);
                let _: Option<crate::decoder::Decoder> = fields.optional("decoder")?;
                let strategy: Option<Strategy> = fields.required("pagination_strategy");
                let size_option: Option<Option<RequestOption>> =
                    fields.optional("page_size_option");
                let token_option = fields.optional("page_token_option");
                let (strategy, size_option) = (strategy?, size_option?);
                if size_option.is_some() && strategy.size().is_none() {
                    return fields.refuse("`page_size_option` needs a `page_size` in the strategy");
                }
                Some(Paginator {
                    strategy: Some(strategy),
                    size_option,
                    token_option: token_option?,
                })
            }
            _ => fields.refuse_kind("paginator"),
        }
    }
}

impl Component for Strategy {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        let _: Option<crate::decoder::Decoder> = fields.optional("decoder")?;
        match fields.kind() {
            "CursorPagination" => Some(Strategy::Cursor {
                value: fields.required_template("cursor_value")?,
                stop: fields.template("stop_condition")?,
                size: fields.template("page_size")?,
            }),
            "OffsetIncrement" => Some(Strategy::Offset {
                size: fields.template("page_size")?,
                from_first: fields.flag("inject_on_first_request")?,
            }),
            "PageIncrement" => Some(Strategy::Page {
                size: fields.template("page_size")?,
                start: fields.integer("start_from_page")?.unwrap_or(0),
                from_first: fields.flag("inject_on_first_request")?,
            }),
            "NextLinkPagination" => Some(Strategy::NextLink),
            _ => fields.refuse_kind("pagination strategy"),
        }
    }
}

impl Component for TokenOption {
    fn read(fields: &Fields<'_>) -> Option<Self> {
        match fields.kind() {
            "RequestPath" => {
                // Older manifests name the address's part, of which there is one.
                fields.accept(&["inject_into", "field_name"]);
                Some(TokenOption::Path)
            }
            "RequestOption" => RequestOption::read(fields).map(TokenOption::Option),
            _ => fields.refuse_kind("page token option"),
        }
    }
}

impl Strategy {
    fn size(&self) -> Option<&Template> {
        match self {
            Strategy::Cursor { size, .. }
            | Strategy::Offset { size, .. }
            | Strategy::Page { size, .. } => size.as_ref(),
            Strategy::NextLink => None,
        }
    }
}

impl Paginator {
    /// Whether its expressions may look at records inside the response.
    pub(crate) fn reads_records(&self, records: &[String]) -> bool {
        let Some(strategy) = &self.strategy else {
            return false;
        };
        let size = strategy
            .size()
            .filter(|_| matches!(strategy, Strategy::Offset { .. }));
        let templates = match strategy {
            Strategy::Cursor { value, stop, .. } => vec![Some(value), stop.as_ref()],
            _ => vec![size],
        };
        templates
            .into_iter()
            .flatten()
            .any(|template| template.reads_records(records))
    }

    /// Whether tokens come from answers, so that a provider may repeat one.
    pub(crate) fn takes_tokens_from_answers(&self) -> bool {
        matches!(
            self.strategy,
            Some(Strategy::Cursor { .. } | Strategy::NextLink)
        )
    }

    /// Whether a page's address is its number, so that all pages must be of one size.
    pub(crate) fn counts_pages(&self) -> bool {
        matches!(self.strategy, Some(Strategy::Page { .. }))
    }

    /// The manifest's page size.
    pub(crate) fn size(&self, scope: &Scope<'_>) -> Result<Option<i64>, Error> {
        match (&self.size_option, &self.strategy) {
            (Some(_), Some(strategy)) => number(strategy.size(), scope),
            _ => Ok(None),
        }
    }

    /// The token of the first page.
    pub(crate) fn first(&self) -> Option<Value> {
        match self.strategy {
            Some(Strategy::Offset {
                from_first: true, ..
            }) => Some(0.into()),
            Some(Strategy::Page {
                from_first: true,
                start,
                ..
            }) => Some(start.into()),
            _ => None,
        }
    }

    /// The token of the page after the one that ended; `token` led to that one.
    pub(crate) fn next(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        end: &PageEnd<'_>,
        token: Option<&Value>,
    ) -> Result<Option<Value>, Error> {
        let Some(strategy) = &self.strategy else {
            return Ok(None);
        };
        let response = first_value(&end.page.response);
        let response: &Bound = response.as_ref().unwrap_or(&end.page.response);
        let count = i64::try_from(end.extracted).unwrap_or(i64::MAX);
        let is_last = |size: Option<i64>| count == 0 || size.is_some_and(|size| count < size);
        let next = match strategy {
            Strategy::Cursor { value, stop, size } => {
                let size = match end.size {
                    Some(size) => Some(size),
                    None => number(size.as_ref(), scope)?,
                };
                return after_cursor(scope, end, response, value, stop.as_ref(), size);
            }
            Strategy::NextLink => {
                return next_link::next(session, end.answer, end.page.response.json());
            }
            Strategy::Offset { size, .. } => {
                let size = match end.size {
                    Some(size) => Some(size),
                    None => number(size.as_ref(), &scope.with("response", response))?,
                };
                if is_last(size) {
                    return Ok(None);
                }
                token.and_then(Value::as_i64).unwrap_or(0) + count
            }
            Strategy::Page { size, start, .. } => {
                if is_last(number(size.as_ref(), scope)?) {
                    return Ok(None);
                }
                token.and_then(Value::as_i64).unwrap_or(*start) + 1
            }
        };
        Ok((next != 0).then(|| next.into()))
    }

    /// Puts token and page size into a request; `size` where it is another than the manifest's.
    pub(crate) fn options(
        &self,
        scope: &Scope<'_>,
        token: Option<&Value>,
        size: Option<i64>,
        parts: &mut Parts,
    ) -> Result<(), Error> {
        if let (Some(TokenOption::Option(option)), Some(token)) = (&self.token_option, token) {
            option.put(parts, scope, token.clone())?;
        }
        if let Some(option) = &self.size_option
            && let Some(size) = size.or(self.size(scope)?)
        {
            option.put(parts, scope, size.into())?;
        }
        Ok(())
    }

    /// The address of the next page, where its token is one.
    pub(crate) fn path(&self, token: Option<&Value>) -> Option<String> {
        match self.token_option {
            Some(TokenOption::Path) => token.map(python_text),
            _ => None,
        }
    }
}

/// What expressions of a paginator see of an answer that is a list: its first entry.
fn first_value(response: &Bound) -> Option<Bound> {
    match response.json() {
        Value::Array(items) => {
            let first = items.first().cloned();
            Some(first.unwrap_or_else(|| Value::Object(Map::new())).into())
        }
        _ => None,
    }
}

fn after_cursor(
    scope: &Scope<'_>,
    end: &PageEnd<'_>,
    response: &Bound,
    value: &Template,
    stop: Option<&Template>,
    size: Option<i64>,
) -> Result<Option<Value>, Error> {
    let mentions =
        |name: &str| value.mentions(name) || stop.is_some_and(|stop| stop.mentions(name));
    let headers = if mentions("headers") {
        end.answer.headers()
    } else {
        Bound::default()
    };
    let last: Bound = match end.last {
        Some(record) if mentions("last_record") => record.to_value().into(),
        _ => Bound::default(),
    };
    let count: Bound = Value::from(end.emitted).into();
    let size: Bound = size.map_or(Value::Null, Value::from).into();
    let scope = scope
        .with("response", response)
        .with("headers", &headers)
        .with("last_record", &last)
        .with("last_page_size", &count)
        .with("page_size", &size);
    if let Some(stop) = stop
        && stop.truth(&scope)?
    {
        return Ok(None);
    }
    let token = value.value(&scope, Missing::Fails, Takes::Anything)?;
    let is_empty = match &token {
        Value::Null | Value::Bool(false) => true,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(map) => map.is_empty(),
        Value::Bool(true) => false,
    };
    Ok((!is_empty).then_some(token))
}

/// A page size: whole and above zero.
fn number(template: Option<&Template>, scope: &Scope<'_>) -> Result<Option<i64>, Error> {
    let Some(template) = template else {
        return Ok(None);
    };
    let value = template.value(scope, Missing::Fails, Takes::Anything)?;
    let size = match &value {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    match size {
        Some(size) if size > 0 => Ok(Some(size)),
        _ => Err(Error::Expression {
            template: template.source().to_owned(),
            place: template.place().clone(),
            reason: format!("gives {}, which is no page size", python_text(&value)),
        }),
    }
}
