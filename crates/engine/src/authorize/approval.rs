//! A provider that wants an administrator's approval before a person's consent: the connection waits, with a message
//! ready to be sent. The next consent that succeeds ends the waiting.

use headwater_connectors::Connector;
use headwater_oauth::Provider;
use headwater_store::{Change, Connection};
use serde_json::{Map, Value};
use url::Url;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::life::chosen_client;
use crate::view::{ApprovalView, ClientView};

/// The approval that a connection waits for.
pub(crate) fn approval(connection: &Connection) -> Option<ApprovalView> {
    serde_json::from_value(connection.approval.clone()?).ok()
}

impl Engine {
    /// Keeps that a connection waits for an administrator; gives the fault with what to do about it.
    pub(super) async fn note_approval(&self, connection: &Connection, fault: Fault) -> Fault {
        if fault.code != Code::AdminApproval {
            return fault;
        }
        let wanted = match self.approval_of(connection).await {
            Ok(wanted) => wanted,
            Err(other) => {
                tracing::warn!(connection = %connection.id, fault = %other, "no message for the administrator");
                return fault;
            }
        };
        let kept = Change::Approval(serde_json::to_value(&wanted).ok());
        if let Err(other) = self.change(&connection.id, vec![kept]).await {
            tracing::warn!(connection = %connection.id, fault = %other, "the approval is not kept");
        }
        let link = wanted.link.unwrap_or_default();
        fault.with("message", wanted.message).with("link", link)
    }

    async fn approval_of(&self, connection: &Connection) -> Result<ApprovalView, Fault> {
        let connector = self.connectors.get(&connection.connector)?;
        let secrets = self.keychain.read(&connection.id).await?;
        let provider = self.provider_with(connection, &secrets).await?;
        let asked = self.scopes_to_ask(connection).await?;
        let client_id = client_id(connection, &provider);
        let mut values: Map<String, Value> = self
            .values(connection)
            .await?
            .into_iter()
            .map(|(name, value)| (name, Value::String(value)))
            .collect();
        values.insert("client_id".to_owned(), Value::String(client_id.clone()));
        let link = match &connector.admin_approval {
            Some(approval) => approval.link(&values)?.filter(|link| is_web(link)),
            None => None,
        };
        let since = approval(connection).map(|former| former.since);
        Ok(ApprovalView {
            message: message(&connector, &client_id, &asked, link.as_deref()),
            link,
            since: since.unwrap_or_else(|| self.now().to_string()),
        })
    }
}

/// The ID that the administrator looks for: the own client's, or the one in use.
fn client_id(connection: &Connection, provider: &Provider) -> String {
    match chosen_client(connection) {
        Some(ClientView::Own { client_id, .. }) => client_id,
        _ => provider.client_id().to_owned(),
    }
}

fn is_web(link: &str) -> bool {
    link.parse::<Url>()
        .is_ok_and(|link| link.scheme() == "https")
}

/// What to send to the administrator, in plain words.
fn message(connector: &Connector, client_id: &str, asked: &[String], link: Option<&str>) -> String {
    let mut lines = vec![
        "Hello,".to_owned(),
        String::new(),
        format!(
            "I would like to connect my {} account to Headwater, a program on my computer. Our organisation lets only approved apps do that. Please approve this one:",
            connector.name
        ),
        String::new(),
        "App: Headwater".to_owned(),
        format!("Provider: {}", connector.name),
        format!("Client ID: {client_id}"),
    ];
    let scopes: Vec<_> = (connector.scopes.iter())
        .filter(|scope| asked.contains(&scope.scope))
        .map(|scope| format!("- {} ({})", scope.says, scope.scope))
        .collect();
    if !scopes.is_empty() {
        lines.push("It asks to:".to_owned());
        lines.extend(scopes);
    }
    if let Some(link) = link {
        lines.extend([String::new(), format!("You can approve it here: {link}")]);
    }
    let note = connector.admin_approval.as_ref();
    if let Some(note) = note.and_then(|approval| approval.note.as_ref()) {
        lines.extend([String::new(), note.clone()]);
    }
    lines.extend([
        String::new(),
        "Headwater reads the data for me only; tokens and rows stay on my computer. Thank you!"
            .to_owned(),
    ]);
    lines.join("\n")
}
