//! A person who allows, at the provider's pages, without a browser.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use headwater_engine::Url;
use headwater_engine::browser::Browser;
use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::redirect::Policy;

use crate::Result;

/// More steps than any consent has.
const STEPS: usize = 16;

/// Signs in as the account named and allows what is asked.
#[derive(Default)]
pub(crate) struct Person(Mutex<String>);

impl Person {
    /// Who consents from now on.
    pub(crate) fn is(&self, account: &str) {
        account.clone_into(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }
}

impl Browser for Person {
    fn open(&self, url: &Url) -> std::result::Result<(), String> {
        let account = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        let url = url.clone();
        tokio::spawn(async move {
            if let Err(error) = consent(url, &account).await {
                eprintln!("consent of {account}: {error}");
            }
        });
        Ok(())
    }
}

async fn consent(mut at: Url, account: &str) -> Result<()> {
    let http = reqwest::Client::builder()
        .redirect(Policy::none())
        .no_proxy()
        .build()?;
    let mut cookies = BTreeMap::new();
    let mut form: Option<(&str, &str)> = None;
    for _ in 0..STEPS {
        let request = match form.take() {
            Some(field) => http.post(at.clone()).form(&[field]),
            None => http.get(at.clone()),
        };
        let answer = request.header(COOKIE, line(&cookies)).send().await?;
        for cookie in answer.headers().get_all(SET_COOKIE) {
            keep(&mut cookies, cookie.to_str()?);
        }
        if let Some(location) = answer.headers().get(LOCATION) {
            at = at.join(location.to_str()?)?;
            continue;
        }
        let page = answer.text().await?;
        if page.contains("id=\"sign-in\"") {
            (at, form) = (step(&at, "sign-in")?, Some(("name", account)));
        } else if page.contains("id=\"allow\"") {
            (at, form) = (step(&at, "consent")?, Some(("answer", "allow")));
        } else {
            // The last page: that of our own listener.
            return Ok(());
        }
    }
    Err("the consent goes round in circles".into())
}

fn step(page: &Url, name: &str) -> Result<Url> {
    Ok(page.join(&format!("{}/{name}", page.path()))?)
}

fn keep(cookies: &mut BTreeMap<String, String>, cookie: &str) {
    let pair = cookie.split(';').next().unwrap_or_default();
    if let Some((name, value)) = pair.split_once('=') {
        match value {
            "" => cookies.remove(name),
            value => cookies.insert(name.to_owned(), value.to_owned()),
        };
    }
}

fn line(cookies: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = cookies
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    pairs.join("; ")
}
