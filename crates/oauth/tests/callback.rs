//! What comes back from the browser, and what the browser is shown (requirements 1, 2, 6, 16 and 21
//! to 25).
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::sync::Mutex;
use std::time::Duration;

use headwater_oauth::{Error, Notice, Outcome};
use serde_json::json;
use support::*;
use tokio_util::sync::CancellationToken;

/// Requirement 1: an answer with a missing, wrong or truncated state changes nothing and is told.
#[tokio::test]
async fn foreign_answers_are_told_and_do_not_end_the_attempt() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, state, yes) = (port(&attempt), state(&attempt), yes(&attempt));
    assert!(
        state.len() >= 22,
        "128 bits take at least 22 base64 characters: {state}"
    );

    let notices = Mutex::new(Vec::new());
    let waiting = attempt.wait(CancellationToken::new(), |notice| {
        notices.lock().unwrap().push(notice)
    });
    let browser = async {
        for query in [
            "code=stolen".to_owned(),
            "code=stolen&state=".to_owned(),
            "code=stolen&state=wrong".to_owned(),
            format!("code=stolen&state={}", &state[..20]),
            format!("code=stolen&state={state}&state=wrong"),
            "error=access_denied&state=wrong".to_owned(),
        ] {
            let answered = get(port, &format!("/callback?{query}")).await;
            assert_eq!(answered.status, 400, "{query} is not our answer");
            assert!(
                !answered.body.contains(&state),
                "the expected state is never echoed"
            );
        }
        get(port, &yes).await
    };
    let (arrival, last) = tokio::join!(waiting, browser);
    assert!(arrival.is_ok(), "the right answer still arrives");
    assert_eq!(last.status, 303);
    assert_eq!(
        notices.into_inner().unwrap(),
        [Notice::Foreign; 6],
        "each foreign answer is told once"
    );
}

/// Requirement 2: the state of one attempt is foreign to another; both can finish.
#[tokio::test]
async fn two_attempts_do_not_mix() {
    let provider = anyone(json!({}));
    let (one, other) = (begin(&provider).await, begin(&provider).await);
    assert_ne!(state(&one), state(&other));
    assert_eq!(get(port(&other), &yes(&one)).await.status, 400);
    assert_eq!(get(port(&one), &yes(&other)).await.status, 400);
    arrive(one).await;
    arrive(other).await;
}

/// Requirement 6: the issuer is compared character by character, before any token request.
#[tokio::test]
async fn answers_of_another_issuer_are_refused() {
    let issuer = "https://provider.example";
    let promised =
        json!({"issuer": issuer, "authorization_response_iss_parameter_supported": true});
    let silent = json!({"issuer": issuer});
    for (rule, iss, accepted) in [
        (&promised, Some(issuer), true),
        (&promised, None, false),
        (&promised, Some("https://provider.example/"), false),
        (&promised, Some("https://PROVIDER.example"), false),
        (&promised, Some("https://evil.example"), false),
        (&silent, None, true),
        (&silent, Some(issuer), true),
        (&silent, Some("https://evil.example"), false),
    ] {
        let attempt = begin(&anyone(rule.clone())).await;
        let iss = iss.map_or_else(String::new, |iss| format!("&iss={iss}"));
        get(port(&attempt), &format!("{}{iss}", yes(&attempt))).await;
        match wait(attempt).await {
            Ok(_) => assert!(accepted, "{iss:?} must be refused under {rule}"),
            Err(error) => {
                assert!(matches!(error, Error::IssuerMismatch { .. }), "{error}");
                assert!(!accepted, "{iss:?} must be accepted under {rule}");
            }
        }
    }
}

/// Requirement 21: of many answers, even at the same instant, one counts; the others are told so.
#[tokio::test]
async fn one_answer_counts() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, yes) = (port(&attempt), yes(&attempt));
    let answers = futures::future::join_all((0..20).map(|_| get(port, &yes))).await;
    let taken = answers
        .iter()
        .filter(|answered| answered.status == 303)
        .count();
    assert_eq!(taken, 1, "exactly one is taken");
    assert!(
        answers
            .iter()
            .filter(|answered| answered.status != 303)
            .all(|answered| answered.body.contains("Already used"))
    );
    let _arrival = wait(attempt).await.unwrap();
    assert_eq!(
        get(port, &yes).await.status,
        409,
        "a reload is told the same"
    );
}

/// Requirements 16 and 22: a denial with our state ends the attempt with its reason, and the page
/// says so.
#[tokio::test]
async fn a_denial_ends_the_attempt_with_its_reason() {
    for code in [
        "access_denied",
        "consent_required",
        "temporarily_unavailable",
    ] {
        let attempt = begin(&anyone(json!({}))).await;
        let (port, state) = (port(&attempt), state(&attempt));
        let answered = get(
            port,
            &format!(
                "/callback?error={code}&error_description=Because%0D%0Ait+is+so&state={state}"
            ),
        )
        .await;
        assert_eq!(answered.status, 303);
        let error = wait(attempt).await.err().unwrap();
        let description = Some("Because it is so".to_owned());
        assert_eq!(
            error,
            Error::Denied {
                error: code.to_owned(),
                description
            }
        );
        assert!(
            get(port, "/callback/finish")
                .await
                .body
                .contains("Not connected"),
            "the page is there although the attempt is over"
        );
        closes_within_a_second(port).await;
    }
}

/// Requirement 23: what contradicts itself or cannot be read is refused, and the attempt goes on.
#[tokio::test]
async fn contradictory_answers_are_refused() {
    let attempt = begin(&anyone(json!({}))).await;
    let (port, state) = (port(&attempt), state(&attempt));
    let long = "x".repeat(4097);
    for query in [
        format!("code=a&error=access_denied&state={state}"),
        format!("code=a&code=b&state={state}"),
        format!("code=&state={state}"),
        format!("code={long}&state={state}"),
        format!("state={state}"),
        format!("code=a%zz&state={state}"),
        format!("code=a%&state={state}"),
        format!("code=a%00&state={state}"),
        format!("code=a%0d%0a&state={state}"),
        format!("code=%ff&state={state}"),
    ] {
        let answered = get(port, &format!("/callback?{query}")).await;
        assert_eq!(answered.status, 400, "{}", &query[..query.len().min(60)]);
    }
    arrive(attempt).await;
}

/// Requirement 24: what others write is never markup in our pages, and the pages may load and run
/// nothing.
#[tokio::test]
async fn pages_are_inert() {
    let attempt = begin(&anyone(json!({}))).await;
    let (bound, state) = (port(&attempt), state(&attempt));
    let denial = format!(
        "/callback?error=%3Cscript%3E&error_description=%3Cscript%3Ealert(1)%3C/script%3E&state={state}"
    );
    get(bound, &denial).await;
    let denied = get(bound, "/callback/finish").await;
    assert!(!denied.body.contains("<script") && !denied.body.contains("alert"));
    for header in [
        "content-security-policy: default-src 'none'; style-src 'sha256-",
        "frame-ancestors 'none'",
        "x-content-type-options: nosniff",
        "referrer-policy: no-referrer",
        "cache-control: no-store",
    ] {
        assert!(
            denied.head.contains(header),
            "{header} is missing in {}",
            denied.head
        );
    }

    let attempt = begin(&anyone(json!({}))).await;
    let port = port(&attempt);
    let account = Some("<img src=x>\"'&".to_owned());
    arrive(attempt).await.tell(Outcome::Connected { account });
    let page = get(port, "/callback/finish").await.body;
    assert!(
        page.contains("&lt;img src=x&gt;&quot;&#39;&amp;") && !page.contains("<img"),
        "{page}"
    );
}

/// Requirements 16 and 25: the browser leaves the address with the code at once, and the page
/// behind it tells how it ended, once that is known; then the listener closes.
#[tokio::test]
async fn the_browser_waits_for_the_truth() {
    let outcomes = [
        (
            Outcome::Connected {
                account: Some("ada@example.org".to_owned()),
            },
            "connected to ada@example.org",
        ),
        (
            Outcome::Failed {
                title: "The secret is wrong".to_owned(),
                fix: "Check it.".to_owned(),
            },
            "The secret is wrong",
        ),
    ];
    for (outcome, words) in outcomes {
        let attempt = begin(&anyone(json!({}))).await;
        let (port, yes) = (port(&attempt), yes(&attempt));
        let answered = get(port, &yes).await;
        assert!(
            answered.head.contains("location: /callback/finish\r\n"),
            "no code, no state: {}",
            answered.head
        );
        let arrival = wait(attempt).await.unwrap();
        let browser = tokio::spawn(async move { get(port, "/callback/finish").await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert!(
            !browser.is_finished(),
            "nothing is claimed before the outcome is known"
        );
        arrival.tell(outcome);
        let page = browser.await.unwrap().body;
        assert!(page.contains(words), "{page}");
        assert!(!page.contains("code-1"));
        closes_within_a_second(port).await;
    }
}

/// Requirement 25: a long exchange shows a page that says where to look, and that asks again.
#[tokio::test]
async fn a_long_exchange_shows_where_to_look() {
    let attempt = begin(&anyone(json!({}))).await;
    let port = port(&attempt);
    let arrival = arrive(attempt).await;
    let page = get(port, "/callback/finish").await;
    assert!(
        page.body.contains("Finish in Headwater") && page.head.contains("refresh: 0"),
        "{page:?}"
    );
    drop(arrival);
    closes_within_a_second(port).await;
}
