//! `HttpRequester`: builds and signs the requests of a stream.

use reqwest::header::CONTENT_TYPE;
use secrecy::SecretString;
use serde_json::{Map, Value, json};
use url::Url;

use crate::address::quoted;
use crate::answer::Answer;
use crate::authenticator::{Authenticator, Signature, Unsigned};
use crate::body::Body;
use crate::error::{Error, Place, Wanted};
use crate::error_handler::ErrorHandler;
use crate::exchange::Exchange;
use crate::expression::{Scope, Takes, Template};
use crate::fields::{Component, Fields};
use crate::hosts;
use crate::query_properties::QueryProperties;
use crate::request::{Inputs, Parts, add_query, encoded, header_map, pairs};
use crate::session::Session;

/// How requests of a stream are made.
#[derive(Debug)]
pub(crate) struct HttpRequester {
    place: Place,
    /// `url_base` or `url`.
    base: Template,
    path: Option<Template>,
    post: bool,
    /// Whether an answer may serve several readings in a sync.
    keeps: bool,
    authenticator: Option<Authenticator>,
    query: Inputs,
    headers: Inputs,
    body: Body,
    handler: ErrorHandler,
    properties: Option<QueryProperties>,
    /// Whether whoever reads the answers does so piece by piece.
    in_pieces: bool,
}

/// Whether `http_method` says `POST`, the only method beside `GET`.
pub(crate) fn is_post(fields: &Fields<'_>) -> Option<bool> {
    match fields.text("http_method")?.as_deref() {
        None | Some("GET") => Some(false),
        Some("POST") => Some(true),
        Some(other) => fields.refuse(format!("the method {other} is not supported")),
    }
}

impl Component for HttpRequester {
    const DEFAULT: Option<&'static str> = Some("HttpRequester");

    fn read(fields: &Fields<'_>) -> Option<Self> {
        if fields.kind() != "HttpRequester" {
            return fields.refuse_kind("requester");
        }
        // A kept connection changes nothing that is read.
        // Answers have time limits of their own.
        fields.accept(&[
            "use_tcp_keepalive",
            "name",
            "connect_timeout_in_seconds",
            "read_timeout_in_seconds",
        ]);
        let post = is_post(fields)?;
        let keeps = match fields.node("use_cache") {
            None => Some(true),
            Some(_) => fields.flag("use_cache"),
        };
        let base = match fields.template("url_base")? {
            Some(base) => {
                fields.accept(&["url"]);
                Some(base)
            }
            None => fields.template("url")?,
        };
        let path = fields.template("path");
        let authenticator = fields.optional("authenticator");
        let query = Inputs::read(fields, "request_parameters");
        let headers = Inputs::read(fields, "request_headers");
        let body = Body::read(fields);
        let handler = fields.optional("error_handler");
        let properties = QueryProperties::of_requester(fields);
        let Some(base) = base else {
            return fields.refuse("`url` is missing");
        };
        Some(HttpRequester {
            place: fields.place(),
            base,
            path: path?,
            post,
            keeps: keeps?,
            authenticator: authenticator?,
            query: query?,
            headers: headers?,
            body: body?,
            handler: handler?.unwrap_or_default(),
            properties: properties?,
            in_pieces: false,
        })
    }
}

impl HttpRequester {
    /// The same requester for whoever reads answers piece by piece, or not.
    pub(crate) fn reading(self, in_pieces: bool) -> HttpRequester {
        HttpRequester { in_pieces, ..self }
    }

    /// Whether whoever reads the answers does so piece by piece.
    pub(crate) fn reads_in_pieces(&self) -> bool {
        self.in_pieces
    }

    /// Whether expressions look at bodies before the extractor does.
    pub(crate) fn reads_bodies(&self) -> bool {
        self.handler.reads_bodies()
    }

    /// The fields it asks for by name, where it does.
    pub(crate) fn properties(&self) -> Option<&QueryProperties> {
        self.properties.as_ref()
    }

    /// Sends one request until it is answered: `path` replaces the manifest's (the next page's
    /// address), `extra` comes from paginator, partition and cursor.
    ///
    /// Gives `None` where the manifest ignores a refusal.
    ///
    /// # Errors
    /// Everything of [`Error`] that has to do with a request.
    pub(crate) async fn send(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        path: Option<&str>,
        extra: Parts,
    ) -> Result<Option<Answer>, Error> {
        let (url, parts) = self.asked(session, scope, path, extra)?;
        Exchange::new(self, session, scope, url, parts).run().await
    }

    /// The same, but what another reading has asked for in this sync is not asked for again.
    pub(crate) async fn send_once(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        path: Option<&str>,
        extra: Parts,
    ) -> Result<Option<Answer>, Error> {
        // Whoever begins again at the first page wants another answer than before.
        if self.post || !self.keeps || self.handler.wants(Wanted::FirstPage) {
            return self.send(session, scope, path, extra).await;
        }
        let (url, parts) = self.asked(session, scope, path, extra)?;
        let key = format!("{url} {parts:?}");
        let ask = Exchange::new(self, session, scope, url, parts).run();
        session.shared.repeats.get(key, ask).await
    }

    /// The address of a request and its parts, unsigned.
    fn asked(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        path: Option<&str>,
        extra: Parts,
    ) -> Result<(Url, Parts), Error> {
        let url = self.url(session, scope, path)?;
        let mut parts = self.parts(scope)?;
        parts.merge(extra).map_err(|reason| self.refused(reason))?;
        Ok((url, parts))
    }

    /// What a request with this scope is like, for expressions of later requests: `url`, `method`
    /// and `headers`, without what an authenticator adds.
    pub(crate) fn outline(&self, session: &Session, scope: &Scope<'_>) -> Result<Value, Error> {
        let url = self.url(session, scope, None)?;
        let headers = self.headers.eval(scope, Takes::Anything)?;
        let headers: Map<String, Value> = pairs(&headers)
            .into_iter()
            .map(|(name, text)| (name.to_owned(), text.into()))
            .collect();
        let method = if self.post { "POST" } else { "GET" };
        Ok(json!({"url": url.as_str(), "method": method, "headers": headers}))
    }

    /// The error for an answer that the manifest ignores where one is needed.
    pub(crate) fn ignored(&self) -> Error {
        self.refused("the answer is ignored by its error handler, but it is needed")
    }

    /// What to do with answers.
    pub(crate) fn handler(&self) -> &ErrorHandler {
        &self.handler
    }

    /// Signs a request; `refused` is the header value that was refused just now.
    pub(crate) async fn sign(
        &self,
        session: &Session,
        refused: Option<&SecretString>,
        unsigned: Unsigned<'_>,
    ) -> Result<Signature, Error> {
        match &self.authenticator {
            Some(authenticator) => {
                Box::pin(authenticator.sign(session, &self.base, refused, unsigned)).await
            }
            None => Ok(Signature::default()),
        }
    }

    /// The address of a request, by the rules of relative references (RFC 3986, section 5).
    pub(crate) fn url(
        &self,
        session: &Session,
        scope: &Scope<'_>,
        path: Option<&str>,
    ) -> Result<Url, Error> {
        let base = self.base.text(scope)?;
        let own = match &self.path {
            Some(own) => own.text(scope)?.trim_start_matches('/').to_owned(),
            None => String::new(),
        };
        let wrong = |text: &str| {
            self.refused(format!(
                "`{}` is no address",
                session.scrub(text.split('?').next().unwrap_or(text), &[])
            ))
        };
        let parse = |text: &str| Url::parse(text).map(quoted).map_err(|_| wrong(text));
        let path = path.filter(|path| !path.is_empty()).unwrap_or(&own);
        if path.is_empty() {
            return parse(&base);
        }
        if base.is_empty() {
            return parse(path);
        }
        let mut base = base;
        if !base.ends_with('/') {
            base.push('/');
        }
        let base = parse(&base)?;
        let url = base.join(path).map(quoted).map_err(|_| wrong(path))?;
        // The next page's address comes from an answer. Credentials go to no other origin than the
        // one the manifest names, but for a change from http to https.
        let secured = base.scheme() == "http" && url.scheme() == "https";
        let secured = secured && base.port().is_none() && url.port().is_none();
        let same_origin = url.origin() == base.origin() || secured && url.host() == base.host();
        if !same_origin && path != own {
            return Err(Error::BadAnswer {
                url: session.shown(&base),
                reason: format!("the next page is at another host, {}", hosts::named(&url)),
            });
        }
        Ok(url)
    }

    fn parts(&self, scope: &Scope<'_>) -> Result<Parts, Error> {
        let mut parts = Parts {
            query: self.query.eval(scope, Takes::TextOrList)?,
            headers: self.headers.eval(scope, Takes::Anything)?,
            ..Parts::default()
        };
        if let Some(properties) = &self.properties {
            properties.put(scope, &mut parts);
        }
        self.body.put(scope, &mut parts)?;
        Ok(parts)
    }

    /// A request of these parts, signed.
    pub(crate) fn request(
        &self,
        session: &Session,
        url: &Url,
        mut parts: Parts,
        signature: &Signature,
    ) -> Result<reqwest::RequestBuilder, Error> {
        parts
            .merge(signature.parts.clone())
            .map_err(|reason| self.refused(reason))?;
        let mut url = url.clone();
        add_query(&mut url, &parts.query);
        let http = &session.shared.http;
        let mut request = if self.post {
            http.post(url)
        } else {
            http.get(url)
        };
        let headers = header_map(&parts.headers, |name| {
            signature.parts.headers.contains_key(name)
        });
        request =
            request
                .headers(headers.map_err(|name| {
                    self.refused(format!("`{name}` cannot be sent as a header"))
                })?);
        let form = pairs(&parts.form);
        let bodies = [
            !parts.json.is_empty(),
            !form.is_empty(),
            parts.text.is_some(),
        ];
        if bodies.iter().filter(|body| **body).count() > 1 {
            return Err(self.refused("the request would have two bodies"));
        }
        Ok(match parts.text {
            Some(text) => request.body(text),
            None if !parts.json.is_empty() => request.json(&parts.json),
            None if !form.is_empty() => request
                .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
                .body(encoded(form)),
            None => request,
        })
    }

    fn refused(&self, reason: impl Into<String>) -> Error {
        Error::Request {
            place: self.place.clone(),
            reason: reason.into(),
        }
    }
}
