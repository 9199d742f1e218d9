//! The doctor: looks at what a consent and a sync need of this machine and says what mends what is wrong.

mod machine;
mod reach;

use crate::engine::Engine;
use crate::fault::Fault;
use crate::view::{Finding, Outcome};

impl Engine {
    /// Looks at keychain, browser, ports, proxy, certificates, data folder, disk and the whole database; with a connector
    /// also at the ports of its redirect and at the clock, by the time that its token host sends. Nothing is changed; a
    /// damaged database is recovered by whoever opens it next.
    ///
    /// # Errors
    /// [`Code::UnknownItem`](crate::fault::Code::UnknownItem) for a connector that is not there. What is wrong with the
    /// machine is a finding, not an error.
    pub async fn doctor(&self, connector: Option<String>) -> Result<Vec<Finding>, Fault> {
        let profile = match &connector {
            Some(id) => {
                self.connectors.get(id)?;
                self.connectors.profile(id)
            }
            None => None,
        };
        let host = match (&connector, &profile) {
            (Some(id), Some(profile)) => Some(self.token_host(id, profile).await),
            _ => None,
        };
        let url = host.clone().flatten();
        let mut findings = vec![self.keychain_finding().await, self.browser_finding()];
        findings.extend(machine::callback(
            profile.as_ref().map(|profile| &profile.redirect),
        ));
        findings.push(self.proxy_finding(url.as_ref()).await);
        findings.extend(self.certificate_findings().await);
        if let Some(host) = host {
            findings.push(self.clock_finding(host).await);
        }
        let folder = self.folder.clone();
        findings.extend(
            crate::engine::blocking(move || {
                Ok(vec![machine::folder(&folder), machine::disk(&folder)])
            })
            .await?,
        );
        findings.push(self.database_finding().await);
        Ok(findings)
    }

    async fn database_finding(&self) -> Finding {
        match self.store(|store| store.check()).await {
            Ok(()) => passed("Database", "It was read through and is whole"),
            Err(fault) => self.finding("Database", &fault),
        }
    }

    async fn keychain_finding(&self) -> Finding {
        let name = self.keychain.name();
        match self.keychain.ready().await {
            Ok(()) => passed("Keychain", format!("{name} can be used")),
            Err(fault) => self.finding("Keychain", &fault),
        }
    }

    fn browser_finding(&self) -> Finding {
        match self.browser.ready() {
            Ok(opener) => passed("Browser", format!("Links are opened by {opener}")),
            Err(reason) => failed(
                "Browser",
                format!("Links cannot be opened: {reason}"),
                "Copy the link that is shown into a browser. To have it opened, choose a default browser in the system's settings.",
            ),
        }
    }

    /// A fault as a finding, with its texts and its button.
    fn finding(&self, name: &str, fault: &Fault) -> Finding {
        let view = self.seen(fault);
        Finding {
            name: name.to_owned(),
            outcome: Outcome::Failed,
            says: format!("{}. {}", view.title, view.cause),
            fix: view.fix,
            button: view.button,
        }
    }
}

fn passed(name: impl Into<String>, says: impl Into<String>) -> Finding {
    Finding {
        name: name.into(),
        outcome: Outcome::Passed,
        says: says.into(),
        fix: String::new(),
        button: None,
    }
}

fn skipped(name: impl Into<String>, says: impl Into<String>) -> Finding {
    Finding {
        outcome: Outcome::Skipped,
        ..passed(name, says)
    }
}

fn failed(name: impl Into<String>, says: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding {
        outcome: Outcome::Failed,
        fix: fix.into(),
        ..passed(name, says)
    }
}
