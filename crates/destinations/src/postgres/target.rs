//! What stands at the target: how far it is with a table, which table that is, which columns it has.

use std::collections::{HashMap, HashSet};

use tokio_postgres::Client;
use tokio_postgres::types::{ToSql, Type};

use super::Postgres;
use super::columns::ColumnType;
use super::names::{identifier, literal, quoted};
use super::refusal::At as _;
use crate::error::{Error, Result};
use crate::table::{Delivery, KEY, Place, Table};

/// How far the target is, one row per table that was ever delivered.
pub(super) const STATE: &str = "_headwater_state";

/// The column of the state that came later than the others.
const ORIGIN: &str = "origin";

/// What the target says of a table of ours.
pub(super) struct Known {
    /// Its name there.
    pub(super) name: String,
    /// The last sync whose rows it has; none where its rows are of another tab or destination, and all are to be replaced.
    pub(super) upto: Option<i64>,
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

/// What is known of a table; none where it was never delivered or has been dropped since. It is found by its origin, and by
/// its name in this workbook.
pub(super) async fn known(
    client: &Client,
    of: &Postgres,
    table: &str,
    origin: Option<&str>,
) -> Result<Option<Known>> {
    let state = columns(client, of, STATE).await?;
    if state.is_empty() {
        return Ok(None);
    }
    let has_origin = state.iter().any(|column| column.name == ORIGIN);
    let kept = if has_origin { ORIGIN } else { "NULL::text" };
    let select = format!(
        "SELECT table_name,
                CASE WHEN workbook = $1 AND stream = $2 AND ($3 IS NULL OR {kept} IS NULL OR {kept} = $3) THEN upto END
         FROM {} WHERE (workbook = $1 AND stream = $2) OR ({kept} = $3 AND NOT workbook = ANY ($4))
         ORDER BY coalesce({kept} = $3, false) DESC, workbook = $1 DESC, delivered_at DESC",
        of.named(STATE)
    );
    let key: [(&(dyn ToSql + Sync), Type); 4] = [
        (&of.workbook, Type::TEXT),
        (&table, Type::TEXT),
        (&origin, Type::TEXT),
        (&of.others, Type::TEXT_ARRAY),
    ];
    for row in client.query_typed(&select, &key).await.at(of)? {
        let known = Known {
            name: row.try_get(0).at(of)?,
            upto: row.try_get(1).at(of)?,
        };
        if is_ours(client, of, &known.name).await? {
            return Ok(Some(known));
        }
    }
    Ok(None)
}

/// Notes how far a table is now, and that it is this workbook's.
pub(super) async fn note(
    client: &Client,
    of: &Postgres,
    Delivery { table, upto, .. }: &Delivery,
    name: &str,
) -> Result<()> {
    let state = of.named(STATE);
    let values: [(&(dyn ToSql + Sync), Type); 3] = [
        (&of.workbook, Type::TEXT),
        (&table.name, Type::TEXT),
        (&name, Type::TEXT),
    ];
    let before =
        format!("DELETE FROM {state} WHERE table_name = $3 AND (workbook <> $1 OR stream <> $2)");
    client.query_typed(&before, &values).await.at(of)?;
    let now = format!(
        "INSERT INTO {state} AS s (workbook, stream, table_name, upto, origin, delivered_at)
         VALUES ($1, $2, $3, $4, $5, now())
         ON CONFLICT (workbook, stream) DO UPDATE
         SET table_name = excluded.table_name, upto = excluded.upto, delivered_at = excluded.delivered_at,
             origin = coalesce(excluded.origin, s.origin)"
    );
    let more: [(&(dyn ToSql + Sync), Type); 2] = [(upto, Type::INT8), (&table.origin, Type::TEXT)];
    let values: Vec<_> = values.into_iter().chain(more).collect();
    client.query_typed(&now, &values).await.at(of)?;
    Ok(())
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
             upto bigint NOT NULL, delivered_at timestamptz NOT NULL, origin text, PRIMARY KEY (workbook, stream))",
        of.named(STATE)
    );
    client.batch_execute(&make).await.at(of)?;
    let state = columns(client, of, STATE).await?;
    // `IF NOT EXISTS` would ask for the owner even where it is there.
    if !state.iter().any(|column| column.name == ORIGIN) {
        let add = format!("ALTER TABLE {} ADD COLUMN {ORIGIN} text", of.named(STATE));
        client.batch_execute(&add).await.at(of)?;
    }
    Ok(())
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

/// Where the tables of a workbook are, or would be if they were delivered now, one after the other.
pub(super) async fn places(
    client: &Client,
    of: &Postgres,
    tables: &[(String, Option<String>)],
) -> Result<Vec<Place>> {
    let state = is_there(client, of, STATE).await?;
    let mut names: HashSet<String> = HashSet::new();
    let mut places = Vec::new();
    for (table, origin) in tables {
        let of_others = match state {
            true => names_of_others(client, of, table).await?,
            false => HashSet::from([STATE.to_owned()]),
        };
        let name = match known(client, of, table, origin.as_deref()).await? {
            Some(known) => known.name,
            None => {
                let taken = of_others.union(&names).cloned().collect();
                free_name(client, of, table, &taken).await?
            }
        };
        let wanted = identifier(table, &names);
        let schema = &of.settings.schema;
        places.push(Place {
            name: format!("{schema}.{name}"),
            instead_of: (wanted != name && of_others.contains(&wanted))
                .then(|| format!("{schema}.{wanted}")),
        });
        names.insert(name);
    }
    Ok(places)
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
