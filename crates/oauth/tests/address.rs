//! Addresses and templates (requirements 3, 8 and 9).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::HashSet;

use headwater_oauth::{Attempt, AttemptOptions, Error, Profile, Provider, Values};
use serde_json::{Value, json};
use support::*;
use url::Url;

/// The address that a template opens with the input `x`.
async fn opened(template: &str, x: &str) -> Result<Url, String> {
    let profile = Profile::parse(json!({
        "step1_authorize_url": template,
        "step3_access_url": "https://p.example/token",
    }))
    .map_err(|error| error.to_string())?;
    let values = Values::from([("x".to_owned(), x.to_owned())]);
    let provider = Provider::new(profile, &values, client(None)).map_err(|error| {
        assert!(
            matches!(&error, Error::BadAddress { field, .. } if field == "step1_authorize_url"),
            "the error names the key: {error}"
        );
        error.to_string()
    })?;
    let attempt = Attempt::begin(&http(), provider, AttemptOptions::default())
        .await
        .unwrap();
    Ok(attempt.authorize_url().clone())
}

/// Requirement 8: an input fills its slot of the address and never changes what stands around it.
#[tokio::test]
async fn inputs_keep_the_shape_of_an_address() {
    let label = "https://{{ x }}.example.com/authorize";
    let whole = "https://{{ x }}/authorize";
    let end = "https://accounts.example.{{ x }}/authorize";
    let base = "{{ x }}/authorize";
    let path = "https://p.example/{{ x }}/authorize";
    let query = "https://p.example/authorize?shop={{ x }}";
    for (template, x, wanted) in [
        (label, "acme", "https://acme.example.com/authorize"),
        (label, "eu.acme", "https://eu.acme.example.com/authorize"),
        (whole, "git.acme.org", "https://git.acme.org/authorize"),
        (
            whole,
            "git.acme.org:8443",
            "https://git.acme.org:8443/authorize",
        ),
        (end, "eu", "https://accounts.example.eu/authorize"),
        (end, "com.au", "https://accounts.example.com.au/authorize"),
        (base, "https://acme.org", "https://acme.org/authorize"),
        (
            base,
            "https://acme.org/git/",
            "https://acme.org/git/authorize",
        ),
        (
            base,
            "http://127.0.0.1:8080",
            "http://127.0.0.1:8080/authorize",
        ),
        (base, "http://[::1]:8080", "http://[::1]:8080/authorize"),
        (
            base,
            "http://localhost:8080",
            "http://localhost:8080/authorize",
        ),
        (path, "my team", "https://p.example/my%20team/authorize"),
        (path, "a/b?c#d", "https://p.example/a%2Fb%3Fc%23d/authorize"),
        (path, "a%2e%2e", "https://p.example/a%252e%252e/authorize"),
        (
            query,
            "a&state=b c",
            "https://p.example/authorize?shop=a%26state%3Db%20c",
        ),
        (
            "https://{{ x | default('www') }}.example.com/a",
            "eu",
            "https://eu.example.com/a",
        ),
        (
            "{{ y | default('https://' ~ x) }}/a",
            "acme.org",
            "https://acme.org/a",
        ),
        (
            "{{ y | default('https://p.example') }}/a",
            "",
            "https://p.example/a",
        ),
        (
            "https://p.example/a?shop={{ x | urlencode }}",
            "a b",
            "https://p.example/a?shop=a%20b",
        ),
        (
            "https://{% if x is defined and x == 'Sandbox' %}sandbox{% else %}business{% endif %}.p.example/a",
            "Sandbox",
            "https://sandbox.p.example/a",
        ),
    ] {
        let url = opened(template, x)
            .await
            .unwrap_or_else(|error| panic!("{template} with {x:?}: {error}"));
        assert!(
            url.as_str().starts_with(wanted),
            "{template} with {x:?} gave {url}"
        );
    }
    for (template, x) in [
        (label, "x.evil.com/"),
        (label, "a@b"),
        (label, "a%0d%0ab"),
        (label, "a\r\nb"),
        (label, ".."),
        (label, "a..b"),
        (label, ""),
        (label, "evil.com#"),
        (label, "evil.com?"),
        (label, "evil.com\\"),
        (label, "evil.com:443/"),
        (label, "gооgle"), // Cyrillic о
        (whole, "user@evil.com"),
        (whole, "evil.com/.p.example"),
        (whole, "a.org:99999"),
        (end, "evil.com"),
        (end, "com.evil.com"),
        (end, "com/evil"),
        (base, "acme.org"),
        (base, "javascript:alert(1)//"),
        (base, "file:///etc/passwd"),
        (base, "cmd|calc"),
        (base, "http://acme.org"),
        (base, "https://user:word@acme.org"),
        (base, "https://acme.org?x=1"),
        (base, "https://gооgle.com"),
        (base, "https://acme.org/../x"),
        ("{{ 'https://' ~ x ~ '.example.com' }}/a", "evil.com/"),
        ("{{ x }}.example.com/a", "https://evil"),
        ("{{ x }}://p.example/a", "https"),
        (path, ".."),
        (path, "a\u{E001}"),
        ("https://{{ y }}.example.com/a", "unused"),
    ] {
        assert!(
            opened(template, x).await.is_err(),
            "{template} with {x:?} must be refused"
        );
    }
}

/// Requirement 8: an existing query is kept, parameters are encoded once, and no name comes twice.
#[tokio::test]
async fn the_authorization_address_has_each_parameter_once() {
    let options = AttemptOptions {
        scopes: vec!["read:all".to_owned(), "a&b".to_owned()],
        login_hint: Some("ada@example.org".to_owned()),
        ..AttemptOptions::default()
    };
    let profile = profile(
        "https://p.example",
        json!({
            "step1_authorize_url": "https://p.example/authorize?audience=api",
            "extra_authorization_url": {"prompt": "consent", "days": 90, "region": "{{ x }}", "scope": "unused"},
            "scopes": {"offline": ["offline_access"]},
        }),
    );
    let values = Values::from([("x".to_owned(), "{{ 7 * 7 }} é".to_owned())]);
    let provider = Provider::new(profile, &values, client(None)).unwrap();
    let attempt = Attempt::begin(&http(), provider, options).await.unwrap();

    let pairs: Vec<_> = attempt.authorize_url().query_pairs().into_owned().collect();
    let names: HashSet<_> = pairs.iter().map(|(name, _)| name).collect();
    assert_eq!(names.len(), pairs.len(), "no name comes twice: {names:?}");
    for (name, value) in [
        ("audience", "api"),
        ("prompt", "consent"),
        ("days", "90"),
        ("region", "{{ 7 * 7 }} é"),
        ("scope", "read:all a&b offline_access"),
        ("login_hint", "ada@example.org"),
        ("response_type", "code"),
        ("client_id", "client-1"),
        ("code_challenge_method", "S256"),
    ] {
        assert_eq!(parameter(&attempt, name).as_deref(), Some(value), "{name}");
    }

    let twice = json!({"step1_authorize_url": "https://p.example/authorize?state=mine"});
    let error = Attempt::begin(&http(), provider_of(twice), AttemptOptions::default())
        .await
        .err()
        .unwrap();
    assert!(error.to_string().contains("state"), "{error}");
}

/// Another account is asked for beside what the profile asks already, each word once; a profile may do it otherwise, or
/// not at all.
#[tokio::test]
async fn another_account_can_be_chosen() {
    let other = |rule: Value| json!({"authorize": {"other_account": rule}});
    let http = http();
    for (more, name, wanted) in [
        (json!({}), "prompt", Some("select_account")),
        (
            json!({"extra_authorization_url": {"prompt": "consent"}}),
            "prompt",
            Some("consent select_account"),
        ),
        (
            json!({"extra_authorization_url": {"prompt": "select_account"}}),
            "prompt",
            Some("select_account"),
        ),
        (
            other(json!({"auth_type": "reauthenticate"})),
            "auth_type",
            Some("reauthenticate"),
        ),
        (other(json!({})), "prompt", None),
    ] {
        let options = AttemptOptions {
            other_account: true,
            ..AttemptOptions::default()
        };
        let attempt = Attempt::begin(&http, provider_of(more.clone()), options).await;
        let attempt = attempt.unwrap();
        let found = parameter(&attempt, name);
        assert_eq!(found.as_deref(), wanted, "{more}");
        let plain = Attempt::begin(&http, provider_of(json!({})), AttemptOptions::default());
        let plain = plain.await.unwrap();
        assert_eq!(parameter(&plain, "prompt"), None, "unless it is asked for");
    }
}

fn provider_of(more: Value) -> Provider {
    provider("https://p.example", more)
}

/// How scopes are written is the provider's matter; without any the profile's own are asked.
#[tokio::test]
async fn scopes_follow_the_profile() {
    let own = json!({"extra_authorization_url": {"scope": "a, b"}, "scopes": {"separator": ","}});
    for (more, scopes, name, wanted) in [
        (json!({}), vec!["a", "b", "a"], "scope", Some("a b")),
        (
            json!({"scopes": {"separator": ",", "param": "user_scope"}}),
            vec!["a", "b"],
            "user_scope",
            Some("a,b"),
        ),
        (own.clone(), vec![], "scope", Some("a,b")),
        (own, vec!["c"], "scope", Some("c")),
        (json!({}), vec![], "scope", None),
    ] {
        let scopes = scopes.into_iter().map(str::to_owned).collect();
        let options = AttemptOptions {
            scopes,
            ..AttemptOptions::default()
        };
        let attempt = Attempt::begin(&http(), provider_of(more), options)
            .await
            .unwrap();
        assert_eq!(parameter(&attempt, name).as_deref(), wanted);
    }
}

/// Requirement 3: a fresh S256 proof key for each attempt; `plain` and none only where the profile
/// says so.
#[tokio::test]
async fn proof_keys_are_fresh() {
    let provider = provider_of(json!({}));
    let mut challenges = HashSet::new();
    for _ in 0..10 {
        let attempt = begin(&provider).await;
        assert_eq!(
            parameter(&attempt, "code_challenge_method").as_deref(),
            Some("S256")
        );
        challenges.insert(parameter(&attempt, "code_challenge").unwrap());
    }
    assert_eq!(challenges.len(), 10, "none is used twice");
    assert!(
        challenges.iter().all(|challenge| challenge.len() == 43),
        "SHA-256 in base64url"
    );

    let plain = begin(&provider_of(json!({"pkce": {"method": "plain"}}))).await;
    assert_eq!(
        parameter(&plain, "code_challenge_method").as_deref(),
        Some("plain")
    );
    let off = begin(&provider_of(json!({"pkce": {"mode": "off"}}))).await;
    assert_eq!(parameter(&off, "code_challenge"), None);
}

/// Requirement 9: templates are bounded and closed: no loops without end, no files, no environment,
/// no functions.
#[tokio::test]
async fn templates_are_bounded_and_closed() {
    for template in [
        "https://p.example/{% for a in 'aaaaaaaaaaaaaaaaaaaa' * 1000 %}{% for b in 'bbbbbbbbbbbbbbbbbbbb' * 1000 %}x{% endfor %}{% endfor %}",
        "https://p.example/{% for i in range(1000000) %}x{% endfor %}",
        "https://p.example/{{ 'x' * 100000 }}",
        "https://p.example/{% include '/etc/passwd' %}",
        "https://p.example/{{ env.HOME }}",
        "https://p.example/{{ debug() }}",
        "https://p.example/{{ x.__class__ }}",
        "https://p.example/{{ missing }}",
        "https://p.example/{{ x | nosuchfilter }}",
        "https://p.example/{{ x",
    ] {
        assert!(
            opened(template, "x").await.is_err(),
            "{template} must be refused"
        );
    }
    let literal = opened("https://p.example/{{ x }}", "{{7*7}}{% for %}")
        .await
        .unwrap();
    assert!(
        literal.path().contains("%7B%7B7%2A7%7D%7D"),
        "an input is never a template: {literal}"
    );
}
