//! What stands at the target: how far it is with a table, which table that is, which columns it has.

use std::collections::{HashMap, HashSet};

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::Postgres;
use super::columns::ColumnType;
use super::names::{identifier, literal, quoted};
use super::refusal::At as _;
use crate::error::{Error, Result};
use crate::table::{KEY, Table};

/// How far the target is, one row per table that was ever delivered.
pub(super) const STATE: &str = "_headwater_state";

/// What the target says of a table of ours.
pub(super) struct Known {
    /// Its name there.
    pub(super) name: String,
    /// The last sync whose rows it has.
    pub(super) upto: i64,
}

/// A table that is ready to take rows.
pub(super) struct Target {
    /// Its name, quoted, with its schema.
    pub(super) name: String,
    /// Its name as the state has it.
    pub(super) plain: String,
    /// Its columns in the order of the delivered ones.
    pub(super) columns: Vec<TargetColumn>,
}

/// One of its columns.
pub(super) struct TargetColumn {
    /// Its name, quoted.
    pub(super) name: String,
    /// The type that values are sent in.
    pub(super) sent: ColumnType,
    /// The type that it has.
    pub(super) kept: String,
}

/// What is known of a table; none where it was never delivered or has been dropped since.
pub(super) async fn known(client: &Client, of: &Postgres, table: &str) -> Result<Option<Known>> {
    if !is_there(client, of, STATE).await? {
        return Ok(None);
    }
    let select = format!(
        "SELECT table_name, upto FROM {} WHERE workbook = $1 AND stream = $2",
        of.named(STATE)
    );
    let key: [(&(dyn ToSql + Sync), Type); 2] = [(&of.workbook, Type::TEXT), (&table, Type::TEXT)];
    let rows = client.query_typed(&select, &key).await.at(of)?;
    let Some(row) = rows.first() else {
        return Ok(None);
    };
    let known = Known {
        name: row.try_get(0).at(of)?,
        upto: row.try_get(1).at(of)?,
    };
    Ok(is_ours(client, of, &known.name).await?.then_some(known))
}

/// Makes schema and state where they are not there.
pub(super) async fn prepare(client: &Client, of: &Postgres) -> Result<()> {
    let schema = &of.settings.schema;
    let find = "SELECT 1 FROM pg_namespace WHERE nspname = $1";
    let found = client
        .query_typed(find, &[(schema, Type::TEXT)])
        .await
        .at(of)?;
    let mut make = String::new();
    // `IF NOT EXISTS` alone asks for the right to make one even where it is there.
    if found.is_empty() {
        make += &format!("CREATE SCHEMA IF NOT EXISTS {};", quoted(schema));
    }
    make += &format!(
        "CREATE TABLE IF NOT EXISTS {} (workbook text, stream text, table_name text NOT NULL,
             upto bigint NOT NULL, delivered_at timestamptz NOT NULL, PRIMARY KEY (workbook, stream))",
        of.named(STATE)
    );
    client.batch_execute(&make).await.at(of)
}

/// Makes the table, or gives it the columns and types that it lacks.
pub(super) async fn ready(
    client: &Client,
    of: &Postgres,
    table: &Table,
    known: Option<&Known>,
) -> Result<Target> {
    let plain = match known {
        Some(known) => known.name.clone(),
        None => {
            let taken = names_of_others(client, of, &table.name).await?;
            free_name(client, of, &table.name, &taken).await?
        }
    };
    let there = match known {
        Some(_) => columns(client, of, &plain).await?,
        None => Vec::new(),
    };
    let planned = plan(table, &there);
    let name = of.named(&plain);
    let mut changes = String::new();
    if known.is_none() {
        let of_columns: Vec<String> = planned.iter().map(declaration).collect();
        changes += &format!("CREATE TABLE {name} ({});", of_columns.join(", "));
    }
    for Planned {
        source,
        name: column,
        change,
        column: target,
    } in &planned
    {
        let (kept, column_name) = (&target.kept, &target.name);
        match change {
            Change::None => continue,
            Change::Add if known.is_some() => {
                changes += &format!("ALTER TABLE {name} ADD COLUMN {column_name} {kept};");
            }
            Change::Add => {}
            Change::Widen => {
                changes += &format!(
                    "ALTER TABLE {name} ALTER COLUMN {column_name} TYPE {kept} USING {column_name}::{kept};"
                );
                continue;
            }
        }
        // What the column is called at the source is how it is found again.
        if column != source {
            changes += &format!(
                "COMMENT ON COLUMN {name}.{column_name} IS {};",
                literal(source)
            );
        }
    }
    client.batch_execute(&changes).await.at(of)?;
    let columns = planned.into_iter().map(|planned| planned.column).collect();
    Ok(Target {
        name,
        plain,
        columns,
    })
}

enum Change {
    None,
    Add,
    Widen,
}

struct Planned {
    source: String,
    name: String,
    change: Change,
    column: TargetColumn,
}

fn declaration(planned: &Planned) -> String {
    let key = if planned.source == KEY {
        " PRIMARY KEY"
    } else {
        ""
    };
    format!("{} {}{key}", planned.column.name, planned.column.kept)
}

/// A column as it is there: its name, its type, and what it is called at the source.
struct There {
    name: String,
    kept: String,
    source: String,
}

/// What each delivered column needs at the target.
fn plan(table: &Table, there: &[There]) -> Vec<Planned> {
    let by_source: HashMap<&str, &There> = there
        .iter()
        .map(|there| (there.source.as_str(), there))
        .collect();
    let mut taken: HashSet<String> = there.iter().map(|there| there.name.clone()).collect();
    // Our own columns keep their names whatever the source calls its own.
    taken.extend(crate::table::OWN_COLUMNS.map(str::to_owned));
    let fields = table.schema.fields().iter();
    fields
        .map(|field| {
            let (source, sent) = (field.name().clone(), ColumnType::of(field));
            let own = crate::table::OWN_COLUMNS.contains(&source.as_str());
            let (name, kept, change) = match by_source.get(source.as_str()) {
                Some(there) => match sent.widens(&there.kept) {
                    Some(wider) => (there.name.clone(), wider.name().to_owned(), Change::Widen),
                    None => (there.name.clone(), there.kept.clone(), Change::None),
                },
                None if own => (source.clone(), sent.name().to_owned(), Change::Add),
                None => {
                    let name = identifier(&source, &taken);
                    (name, sent.name().to_owned(), Change::Add)
                }
            };
            taken.insert(name.clone());
            let column = TargetColumn {
                name: quoted(&name),
                sent,
                kept,
            };
            Planned {
                source,
                name,
                change,
                column,
            }
        })
        .collect()
}

async fn columns(client: &Client, of: &Postgres, table: &str) -> Result<Vec<There>> {
    let select = "SELECT attname::text, format_type(atttypid, atttypmod), coalesce(col_description(attrelid, attnum), attname)
                  FROM pg_attribute
                  WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum";
    let rows = client
        .query_typed(select, &[(&of.named(table), Type::TEXT)])
        .await
        .at(of)?;
    rows.iter()
        .map(|row| {
            Ok(There {
                name: row.try_get(0).at(of)?,
                kept: row.try_get(1).at(of)?,
                source: row.try_get(2).at(of)?,
            })
        })
        .collect()
}

/// The names that the tables of a workbook have, or would get if they were delivered now, one after the other.
pub(super) async fn names(
    client: &Client,
    of: &Postgres,
    tables: &[String],
) -> Result<Vec<String>> {
    let state = is_there(client, of, STATE).await?;
    let mut names: Vec<String> = Vec::new();
    for table in tables {
        if let Some(known) = known(client, of, table).await? {
            names.push(known.name);
            continue;
        }
        let mut taken = match state {
            true => names_of_others(client, of, table).await?,
            false => HashSet::from([STATE.to_owned()]),
        };
        taken.extend(names.iter().cloned());
        names.push(free_name(client, of, table, &taken).await?);
    }
    Ok(names)
}

/// The names of all tables of ours in the schema but this one, whichever workbook they are of.
async fn names_of_others(client: &Client, of: &Postgres, table: &str) -> Result<HashSet<String>> {
    let select = format!(
        "SELECT table_name FROM {} WHERE workbook <> $1 OR stream <> $2",
        of.named(STATE)
    );
    let key: [(&(dyn ToSql + Sync), Type); 2] = [(&of.workbook, Type::TEXT), (&table, Type::TEXT)];
    let rows = client.query_typed(&select, &key).await.at(of)?;
    let mut taken = HashSet::from([STATE.to_owned()]);
    for row in rows {
        taken.insert(row.try_get(0).at(of)?);
    }
    Ok(taken)
}

/// A name for a new table that is none of those `taken`. One that we did not make is not touched.
async fn free_name(
    client: &Client,
    of: &Postgres,
    table: &str,
    taken: &HashSet<String>,
) -> Result<String> {
    let name = identifier(table, taken);
    match is_there(client, of, &name).await? {
        false => Ok(name),
        true => Err(Error::Taken {
            host: of.settings.host.clone(),
            table: format!("{}.{name}", of.settings.schema),
        }),
    }
}

/// Whether a table is there and has our key: one of the same name that somebody made in its place has not.
async fn is_ours(client: &Client, of: &Postgres, name: &str) -> Result<bool> {
    let columns = columns(client, of, name).await?;
    Ok(columns.iter().any(|column| column.name == KEY))
}

async fn is_there(client: &Client, of: &Postgres, name: &str) -> Result<bool> {
    let find = "SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = $1 AND c.relname = $2";
    let (schema, name) = (&of.settings.schema, name.to_owned());
    let key: [(&(dyn ToSql + Sync), Type); 2] = [(schema, Type::TEXT), (&name, Type::TEXT)];
    let found = client.query_typed(find, &key).await.at(of)?;
    Ok(!found.is_empty())
}

impl Postgres {
    /// A name within the schema, quoted.
    pub(super) fn named(&self, name: &str) -> String {
        format!("{}.{}", quoted(&self.settings.schema), quoted(name))
    }
}
