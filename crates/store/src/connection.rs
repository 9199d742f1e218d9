//! Connections.

use jiff::Timestamp;
use rusqlite::types::ToSql;
use rusqlite::{Connection as Database, OptionalExtension, Row, params};
use serde_json::Value;

use crate::database::Store;
use crate::error::{Error, Result};
use crate::table;
use crate::word::words;

words! {
    /// State of a connection.
    pub enum ConnectionState {
        /// Not yet through the wizard.
        Draft = "draft",
        /// Works.
        Active = "active",
        /// The grant is dead and a new consent is needed.
        Reauthorize = "reauthorize",
        /// Paused by the user.
        Paused = "paused",
    }
}

words! {
    /// The step of the wizard at which a connection stands.
    pub enum Step {
        /// Inputs, client, consent.
        Authorize = "authorize",
        /// The checks.
        Test = "test",
        /// Selection of streams.
        Streams = "streams",
        /// Target entity.
        Entity = "entity",
        /// Through.
        Done = "done",
    }
}

words! {
    /// How a connection's grant is had.
    pub enum GrantKind {
        /// A person consents in the browser.
        AuthorizationCode = "authorization_code",
        /// The client asks for itself.
        ClientCredentials = "client_credentials",
        /// A person enters a code on any device.
        DeviceCode = "device_code",
    }
}

/// A connection, without its secrets: those are the vault's. The JSON values are the engine's own; the store keeps them
/// as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Stable ID, chosen by the caller.
    pub id: String,
    /// Name for people.
    pub name: String,
    /// The connector's id.
    pub connector: String,
    /// State.
    pub state: ConnectionState,
    /// Where the wizard goes on.
    pub step: Step,
    /// Inputs that are not secret, by name.
    pub inputs: Value,
    /// Which OAuth client it uses.
    pub client: Option<Value>,
    /// How its grant is had; none: the connector's first way.
    pub grant_kind: Option<GrantKind>,
    /// Who consented.
    pub identity: Option<Value>,
    /// What last went wrong.
    pub trouble: Option<Value>,
    /// When the access token ends.
    pub token_expires_at: Option<Timestamp>,
    /// When the tokens were last renewed.
    pub token_refreshed_at: Option<Timestamp>,
    /// Scopes that the user does not want to be asked for.
    pub declined: Option<Value>,
    /// What the consent gave.
    pub granted: Option<Value>,
    /// The approval of an administrator that it waits for.
    pub approval: Option<Value>,
    /// The entity that its tabs belong to; set by [`Store::link`].
    pub entity: Option<i64>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// A new value for one part of a connection.
#[derive(Clone, Debug, PartialEq)]
pub enum Change {
    /// Name for people. Tables keep the names they were made under.
    Name(String),
    /// State.
    State(ConnectionState),
    /// Step of the wizard.
    Step(Step),
    /// Inputs that are not secret.
    Inputs(Value),
    /// OAuth client in use.
    Client(Option<Value>),
    /// How the grant is had.
    GrantKind(Option<GrantKind>),
    /// Who consented.
    Identity(Option<Value>),
    /// What last went wrong.
    Trouble(Option<Value>),
    /// When the access token ends.
    TokenExpiresAt(Option<Timestamp>),
    /// When the tokens were last renewed.
    TokenRefreshedAt(Option<Timestamp>),
    /// Scopes that are not asked for.
    Declined(Option<Value>),
    /// What the consent gave.
    Granted(Option<Value>),
    /// The approval that it waits for.
    Approval(Option<Value>),
}

impl Change {
    fn column(&self) -> &'static str {
        match self {
            Change::Name(_) => "name",
            Change::State(_) => "state",
            Change::Step(_) => "step",
            Change::Inputs(_) => "inputs",
            Change::Client(_) => "client",
            Change::GrantKind(_) => "grant_kind",
            Change::Identity(_) => "identity",
            Change::Trouble(_) => "trouble",
            Change::TokenExpiresAt(_) => "token_expires_at",
            Change::TokenRefreshedAt(_) => "token_refreshed_at",
            Change::Declined(_) => "declined",
            Change::Granted(_) => "granted",
            Change::Approval(_) => "approval",
        }
    }

    fn value(&self) -> &dyn ToSql {
        match self {
            Change::Name(name) => name,
            Change::State(state) => state,
            Change::Step(step) => step,
            Change::Inputs(value) => value,
            Change::Client(value)
            | Change::Identity(value)
            | Change::Trouble(value)
            | Change::Declined(value)
            | Change::Granted(value)
            | Change::Approval(value) => value,
            Change::GrantKind(kind) => kind,
            Change::TokenExpiresAt(at) | Change::TokenRefreshedAt(at) => at,
        }
    }
}

/// What happens to the tables of a deleted connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableFate {
    /// The tabs stay with their rows, without a connection.
    Keep,
    /// They go.
    Drop,
}

const CONNECTION: &str = "SELECT id, name, connector, state, step, inputs, client, identity, trouble, \
     token_expires_at, token_refreshed_at, entity, created_at, declined, granted, approval, grant_kind FROM connections";

impl Store {
    /// Adds a connection as it is.
    ///
    /// # Errors
    /// [`Error::ConnectionExists`], [`Error::NoEntity`], and those of every write.
    pub fn add_connection(&self, connection: &Connection) -> Result<()> {
        self.write(|tx| {
            if exists(tx, &connection.id)? {
                return Err(Error::ConnectionExists(connection.id.clone()));
            }
            if let Some(entity) = connection.entity {
                crate::workbook::require_entity(tx, entity)?;
            }
            tx.execute(
                "INSERT INTO connections (id, name, connector, state, step, inputs, client, identity, trouble, \
                 token_expires_at, token_refreshed_at, entity, created_at, declined, granted, approval, grant_kind) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                params![
                    connection.id,
                    connection.name,
                    connection.connector,
                    connection.state,
                    connection.step,
                    connection.inputs,
                    connection.client,
                    connection.identity,
                    connection.trouble,
                    connection.token_expires_at,
                    connection.token_refreshed_at,
                    connection.entity,
                    connection.created_at,
                    connection.declined,
                    connection.granted,
                    connection.approval,
                    connection.grant_kind,
                ],
            )?;
            Ok(())
        })
    }

    /// All connections, oldest first.
    ///
    /// # Errors
    /// Those of every read.
    pub fn connections(&self) -> Result<Vec<Connection>> {
        self.read(|tx| {
            let mut statement = tx.prepare_cached(&format!("{CONNECTION} ORDER BY rowid"))?;
            let rows = statement.query_map([], from_row)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
    }

    /// A connection.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn connection(&self, id: &str) -> Result<Connection> {
        self.read(|tx| {
            tx.prepare_cached(&format!("{CONNECTION} WHERE id = ?1"))?
                .query_row([id], from_row)
                .optional()?
                .ok_or_else(|| Error::NoConnection(id.into()))
        })
    }

    /// Changes what `changes` name, in one statement; the rest stays. Of two changes of the same part the last holds.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn change_connection(&self, id: &str, changes: &[Change]) -> Result<()> {
        let mut parts: Vec<&Change> = Vec::new();
        for change in changes {
            parts.retain(|part| part.column() != change.column());
            parts.push(change);
        }
        // Without a change it still tells whether the connection is there.
        let mut assignments = vec!["id = ?1".to_owned()];
        let mut values: Vec<&dyn ToSql> = vec![&id];
        for part in parts {
            values.push(part.value());
            assignments.push(format!("{} = ?{}", part.column(), values.len()));
        }
        let sql = format!(
            "UPDATE connections SET {} WHERE id = ?1",
            assignments.join(", ")
        );
        self.write(|tx| match tx.execute(&sql, values.as_slice())? {
            0 => Err(Error::NoConnection(id.into())),
            _ => Ok(()),
        })
    }

    /// Deletes a connection with its streams, their state and its syncs. Its tabs stay or go with their rows; entities
    /// stay.
    ///
    /// # Errors
    /// [`Error::NoConnection`].
    pub fn delete_connection(&self, id: &str, tables: TableFate) -> Result<()> {
        self.write(|tx| delete(tx, id, tables))
    }
}

/// Deletes a connection in the caller's transaction.
pub(crate) fn delete(database: &Database, id: &str, tables: TableFate) -> Result<()> {
    if !exists(database, id)? {
        return Err(Error::NoConnection(id.into()));
    }
    match tables {
        TableFate::Keep => database.execute(
            "UPDATE tabs SET connection_name = (SELECT name FROM connections WHERE id = ?1) \
             WHERE connection = ?1",
            [id],
        )?,
        TableFate::Drop => {
            table::drop_all(database, id)?;
            database.execute("DELETE FROM tabs WHERE connection = ?1", [id])?
        }
    };
    database.execute("DELETE FROM connections WHERE id = ?1", [id])?;
    Ok(())
}

/// Whether there is a connection `id`.
pub(crate) fn exists(database: &Database, id: &str) -> Result<bool> {
    Ok(database
        .prepare_cached("SELECT 1 FROM connections WHERE id = ?1")?
        .exists([id])?)
}

fn from_row(row: &Row<'_>) -> rusqlite::Result<Connection> {
    Ok(Connection {
        id: row.get(0)?,
        name: row.get(1)?,
        connector: row.get(2)?,
        state: row.get(3)?,
        step: row.get(4)?,
        inputs: row.get(5)?,
        client: row.get(6)?,
        identity: row.get(7)?,
        trouble: row.get(8)?,
        token_expires_at: row.get(9)?,
        token_refreshed_at: row.get(10)?,
        entity: row.get(11)?,
        created_at: row.get(12)?,
        declined: row.get(13)?,
        granted: row.get(14)?,
        approval: row.get(15)?,
        grant_kind: row.get(16)?,
    })
}
