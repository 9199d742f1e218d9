//! Seeing an authorization through from a terminal: the link or the code is shown, questions on the way are answered by
//! flags or on standard input. All of it goes to standard error, so that the result stays alone on standard output.

use std::io::IsTerminal as _;
use std::time::Duration;

use clap::ValueEnum;
use headwater_engine::fault::Code;
use headwater_engine::view::{
    AccountDecision, AttemptPhase, AttemptView, ChoiceView, ConnectionView, SecretInput,
};
use headwater_engine::{Engine, Fault};
use secrecy::SecretString;
use tokio::sync::oneshot;

/// How often the attempt is looked at.
const LOOK: Duration = Duration::from_millis(150);

/// The browser's page asks how it went until the listener closes, a second after the end.
const LINGER: Duration = Duration::from_millis(1_200);

/// Answers to what may be asked on the way.
#[derive(clap::Args)]
pub(crate) struct Answers {
    /// Do not wait for the browser to come back: read the address that it ended at from standard input.
    #[arg(long)]
    paste: bool,
    /// Which workspace, portal or site, where the account has several: its value or its title.
    #[arg(long, value_name = "VALUE")]
    choose: Option<String>,
    /// What to do when another account than before consents.
    #[arg(long, value_enum)]
    account: Option<Account>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Account {
    /// The connection belongs to the new account from now on.
    Replace,
    /// The new account becomes a connection of its own.
    Add,
    /// Everything stays as it was.
    Cancel,
}

/// Waits for the end of an authorization that has just begun, and gives the connection.
pub(crate) async fn see_through(
    engine: &Engine,
    id: &str,
    begun: &AttemptView,
    answers: &Answers,
) -> Result<ConnectionView, Fault> {
    tell(begun);
    let outcome = go_along(engine, id, begun, answers).await;
    if !begun.redirect_uri.is_empty() {
        tokio::time::sleep(LINGER).await;
    }
    outcome
}

fn tell(attempt: &AttemptView) {
    match &attempt.device {
        Some(device) => eprintln!(
            "Open this page on any device and enter the code {}:\n\n  {}\n",
            device.user_code, device.verification_uri
        ),
        None if attempt.url.is_empty() => {}
        None => eprintln!(
            "Callback: {}\nIf no browser opens, open this link:\n\n  {}\n",
            attempt.redirect_uri, attempt.url
        ),
    }
}

async fn go_along(
    engine: &Engine,
    id: &str,
    begun: &AttemptView,
    answers: &Answers,
) -> Result<ConnectionView, Fault> {
    let pastes = (begun.paste || answers.paste) && begun.device.is_none();
    let mut pasted = pastes.then(|| line("Paste the address that the browser ended at:"));
    let mut noticed = 0;
    loop {
        let Some(attempt) = engine.connection(id.to_owned()).await?.attempt else {
            return engine.authorized(id.to_owned()).await;
        };
        for notice in attempt.notices.iter().skip(noticed) {
            eprintln!("{notice}");
        }
        noticed = attempt.notices.len();
        match attempt.phase {
            AttemptPhase::Waiting | AttemptPhase::Exchanging => {
                wait(engine, id, &mut pasted).await?;
            }
            AttemptPhase::Choosing => {
                let value = chosen(attempt.choice.as_ref(), answers).await?;
                engine.choose(id.to_owned(), value).await?;
            }
            AttemptPhase::AccountDiffers => return decide(engine, id, &attempt, answers).await,
            AttemptPhase::Done | AttemptPhase::Failed | AttemptPhase::Cancelled => {
                return engine.authorized(id.to_owned()).await;
            }
        }
    }
}

/// Waits a moment, or until an address was pasted, which is handed on.
async fn wait(
    engine: &Engine,
    id: &str,
    pasted: &mut Option<oneshot::Receiver<String>>,
) -> Result<(), Fault> {
    let Some(address) = pasted else {
        tokio::time::sleep(LOOK).await;
        return Ok(());
    };
    let Ok(read) = tokio::time::timeout(LOOK, address).await else {
        return Ok(());
    };
    *pasted = None;
    let address = read.ok().filter(|text| !text.is_empty()).ok_or_else(|| {
        needed(
            "The address that the browser ended at was not entered",
            "Run the command again and paste the whole address, with everything behind the question mark.",
        )
    })?;
    engine
        .paste_address(id.to_owned(), SecretInput(SecretString::from(address)))
        .await?;
    Ok(())
}

async fn chosen(choice: Option<&ChoiceView>, answers: &Answers) -> Result<String, Fault> {
    let Some(choice) = choice else {
        return Err(needed(
            "There is a choice to be made",
            "Make it in Headwater's window.",
        ));
    };
    let named = |text: &str| {
        let fits = |option: &&headwater_engine::view::InputOption| {
            option.value == text || option.title == text
        };
        choice
            .options
            .iter()
            .find(fits)
            .map(|option| option.value.clone())
    };
    if let Some(value) = &answers.choose {
        return named(value).ok_or_else(|| {
            Fault::not_now(
                &format!("{} “{value}” is not among the choices", choice.title),
                "Leave `--choose` out to see them.",
            )
        });
    }
    eprintln!("{}:", choice.title);
    for (number, option) in (1..).zip(&choice.options) {
        eprintln!("  {number}  {} ({})", option.title, option.value);
    }
    let text = answer("Which one? Number or value:")
        .await
        .unwrap_or_default();
    let by_number = || {
        let index = text.parse::<usize>().ok()?.checked_sub(1)?;
        choice.options.get(index).map(|option| option.value.clone())
    };
    named(&text).or_else(by_number).ok_or_else(|| {
        let fix = "Run the command again with `--choose` and the value.";
        needed(&format!("{} was not chosen", choice.title), fix)
    })
}

async fn decide(
    engine: &Engine,
    id: &str,
    attempt: &AttemptView,
    answers: &Answers,
) -> Result<ConnectionView, Fault> {
    let account = match answers.account {
        Some(account) => account,
        None => {
            if let Some(change) = &attempt.account_change {
                eprintln!("{} consented instead of {}.", change.found, change.expected);
            }
            let text = answer("Type replace, add or cancel:")
                .await
                .unwrap_or_default();
            Account::from_str(&text, true).map_err(|_| {
                needed(
                    "Another account than before consented",
                    "Run the command again with `--account replace`, `--account add` or `--account cancel`.",
                )
            })?
        }
    };
    let decision = match account {
        Account::Replace => AccountDecision::Replace,
        Account::Add => AccountDecision::AddAsNew,
        Account::Cancel => AccountDecision::Cancel,
    };
    let connection = engine.decide_account(id.to_owned(), decision).await?;
    match account {
        Account::Cancel => Err(Fault::new(Code::Cancelled)),
        Account::Replace | Account::Add => Ok(connection),
    }
}

/// One line from standard input; nothing for an empty one and at the end.
pub(crate) async fn answer(question: &str) -> Option<String> {
    line(question).await.ok().filter(|text| !text.is_empty())
}

/// Reads one line in a thread of its own: one that never comes must not keep the program from ending.
fn line(question: &str) -> oneshot::Receiver<String> {
    if std::io::stdin().is_terminal() {
        eprintln!("{question}");
    }
    let (tell, told) = oneshot::channel();
    std::thread::spawn(move || {
        let mut text = String::new();
        if std::io::stdin().read_line(&mut text).is_ok() {
            let _ = tell.send(text.trim().to_owned());
        }
    });
    told
}

fn needed(reason: &str, fix: &str) -> Fault {
    Fault::new(Code::AnswerNeeded)
        .with("reason", reason)
        .with("fix", fix)
}
