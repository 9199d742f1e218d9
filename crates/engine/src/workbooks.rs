//! Entities and their workbooks.

use headwater_store as store;
use headwater_store::{Change, ConnectionState, Step};
use jiff::civil::Date;
use serde_json::value::RawValue;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::life::text;
use crate::view::{
    CellType, ColumnView, EntityTarget, EntityView, Filter, FilterOp, RowQuery, RowWindow, TabView,
    Topic, UserColumnView, UserKind,
};

impl Engine {
    /// Links the ticked streams of a connection to an entity, which finishes the wizard, and starts the first sync.
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for an empty name, [`Code::NotNow`] where no stream is ticked.
    pub async fn link(&self, id: String, target: EntityTarget) -> Result<EntityView, Fault> {
        let connection = self.stored(&id).await?;
        if connection.state == ConnectionState::Draft {
            return Err(Fault::not_now(
                "This connection is not authorized yet",
                "Authorize it first.",
            ));
        }
        let (now, connection_id) = (self.now(), id.clone());
        let entity = match target {
            EntityTarget::Existing { id } => number(&id, "entity")?,
            EntityTarget::New { name } => self.entity_named(&name).await?,
        };
        let linked = self
            .store(move |store| {
                if !store
                    .streams(&connection_id)?
                    .iter()
                    .any(|stream| stream.selected)
                {
                    return Ok(false);
                }
                store.link(&connection_id, entity)?;
                store.change_connection(&connection_id, &[Change::Step(Step::Done)])?;
                store.add_activity(
                    now,
                    Some(&connection_id),
                    "linked",
                    &serde_json::json!({ "entity": entity }),
                )?;
                Ok(true)
            })
            .await?;
        if !linked {
            return Err(Fault::not_now(
                "No stream is ticked",
                "Tick at least one stream.",
            ));
        }
        self.events.changed(Topic::Workbooks);
        self.connections_changed();
        if connection.state == ConnectionState::Active {
            self.sync(id).await?;
        }
        self.entity(entity).await
    }

    /// All entities with their tabs.
    ///
    /// # Errors
    /// The store's faults.
    pub async fn entities(&self) -> Result<Vec<EntityView>, Fault> {
        let entities = self
            .store(|store| {
                store
                    .entities()?
                    .into_iter()
                    .map(|entity| Ok((store.tabs(entity.id)?, entity)))
                    .collect::<Result<Vec<_>, _>>()
            })
            .await?;
        Ok(entities
            .into_iter()
            .map(|(tabs, entity)| self.seen_entity(entity, tabs))
            .collect())
    }

    /// A window over a tab's rows.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a tab that is gone, [`Code::InputInvalid`] for a column that is not there.
    pub async fn rows(&self, tab: String, query: RowQuery) -> Result<RowWindow, Fault> {
        let tab = number(&tab, "tab")?;
        let query = stored_query(query, self.today());
        let window = self.store(move |store| store.window(tab, &query));
        let window = self.telling(tab, window).await?;
        Ok(RowWindow {
            offset: window.offset,
            total: window.total,
            keys: window.keys,
            rows: RawValue::from_string(window.rows)
                .map_err(|error| store::Error::Unreadable(error.to_string()))?,
            deleted: window.deleted,
        })
    }

    /// Removes the rows of a tab that are marked as gone at the source, and tells how many there were.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a tab that is gone.
    pub async fn drop_deleted(&self, tab: String) -> Result<u64, Fault> {
        let (number, now) = (number(&tab, "tab")?, self.now());
        let dropped = self.store(move |store| store.drop_deleted(number, now));
        let dropped = dropped.await?;
        self.rows_changed(tab);
        Ok(dropped)
    }

    /// Brings back the rows of a tab that were removed last, and tells how many. They are kept for a day.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a tab that is gone.
    pub async fn restore_rows(&self, tab: String) -> Result<u64, Fault> {
        let number = number(&tab, "tab")?;
        let restored = self.store(move |store| store.restore_rows(number)).await?;
        self.rows_changed(tab);
        Ok(restored)
    }

    fn rows_changed(&self, tab: String) {
        self.events.changed(Topic::Rows { tab });
        self.events.changed(Topic::Workbooks);
        self.connections_changed();
    }

    async fn entity(&self, id: i64) -> Result<EntityView, Fault> {
        let (entity, tabs) = self
            .store(move |store| Ok((entity_of(store, id)?, store.tabs(id)?)))
            .await?;
        Ok(self.seen_entity(entity, tabs))
    }

    /// The entity of this name, made where there is none: two entities of one name would only confuse.
    async fn entity_named(&self, name: &str) -> Result<i64, Fault> {
        let name = name.trim().to_owned();
        if name.is_empty() {
            return Err(Fault::new(Code::InputInvalid)
                .with("field", "The entity")
                .with("reason", "It needs a name"));
        }
        let now = self.now();
        self.store(move |store| {
            let same = store
                .entities()?
                .into_iter()
                .find(|entity| entity.name.eq_ignore_ascii_case(&name));
            same.map_or_else(
                || Ok(store.add_entity(&name, now)?.id),
                |entity| Ok(entity.id),
            )
        })
        .await
    }

    fn seen_entity(&self, entity: store::Entity, tabs: Vec<store::Tab>) -> EntityView {
        EntityView {
            id: entity.id.to_string(),
            name: entity.name,
            tabs: tabs.into_iter().map(|tab| self.seen_tab(tab)).collect(),
        }
    }

    fn seen_tab(&self, tab: store::Tab) -> TabView {
        TabView {
            id: tab.id.to_string(),
            title: tab.title,
            connection: tab.connection,
            connection_name: tab.connection_name,
            icon: self.connectors.icon_of(&tab.connector),
            rows: tab.rows,
            deleted: tab.deleted,
            synced_at: text(tab.synced_at),
            columns: (tab.columns.into_iter().map(seen_column))
                .chain(tab.user_columns.into_iter().map(seen_user_column))
                .collect(),
        }
    }
}

fn seen_column(column: store::Column) -> ColumnView {
    ColumnView {
        cell: cell(column.cell),
        key: column.key,
        title: column.title,
        name: column.name,
        user: None,
    }
}

fn seen_user_column(column: store::UserColumn) -> ColumnView {
    ColumnView {
        cell: cell(column.cell),
        key: false,
        title: None,
        name: column.name,
        user: Some(UserColumnView {
            id: column.id.to_string(),
            kind: match column.kind {
                store::UserKind::Note => UserKind::Note,
                store::UserKind::Tags => UserKind::Tags,
                store::UserKind::Formula => UserKind::Formula,
            },
            formula: column.formula,
        }),
    }
}

/// What the window asks, as the store takes it.
pub(crate) fn stored_query(query: RowQuery, today: Date) -> store::Query {
    store::Query {
        offset: query.offset,
        limit: query.limit,
        sort: query.sort.map(|sort| store::Sort {
            column: sort.column,
            descending: sort.descending,
        }),
        filters: query.filters.into_iter().map(stored_filter).collect(),
        hide_deleted: query.hide_deleted,
        today,
    }
}

/// The entity of this number.
pub(crate) fn entity_of(store: &store::Store, id: i64) -> Result<store::Entity, store::Error> {
    store
        .entities()?
        .into_iter()
        .find(|entity| entity.id == id)
        .ok_or(store::Error::NoEntity(id))
}

/// The store counts its items; the window sees opaque text.
pub(crate) fn number(id: &str, what: &str) -> Result<i64, Fault> {
    id.parse().map_err(|_| Fault::unknown(what, id))
}

/// Whole numbers beyond 2^53 go as text: as numbers the window would round them, and an ID would be another's.
pub(crate) fn hold_in_javascript(cell: &mut serde_json::Value) {
    if let Some(number) = cell.as_i64()
        && number.unsigned_abs() > store::EXACT
    {
        *cell = serde_json::Value::String(number.to_string());
    }
}

pub(crate) fn cell(cell: store::CellType) -> CellType {
    match cell {
        store::CellType::Text => CellType::Text,
        store::CellType::Integer => CellType::Integer,
        store::CellType::Number => CellType::Number,
        store::CellType::Boolean => CellType::Boolean,
        store::CellType::Time => CellType::Time,
        store::CellType::Json => CellType::Json,
    }
}

pub(crate) fn stored_filter(Filter { column, op, value }: Filter) -> store::Filter {
    let op = stored_op(op);
    store::Filter { column, op, value }
}

pub(crate) fn seen_filter(filter: &store::Filter) -> Filter {
    let store::Filter { column, op, value } = filter.clone();
    let op = match op {
        store::FilterOp::Contains => FilterOp::Contains,
        store::FilterOp::Equals => FilterOp::Equals,
        store::FilterOp::NotEquals => FilterOp::NotEquals,
        store::FilterOp::Greater => FilterOp::Greater,
        store::FilterOp::Less => FilterOp::Less,
        store::FilterOp::Empty => FilterOp::Empty,
        store::FilterOp::NotEmpty => FilterOp::NotEmpty,
    };
    Filter { column, op, value }
}

fn stored_op(op: FilterOp) -> store::FilterOp {
    match op {
        FilterOp::Contains => store::FilterOp::Contains,
        FilterOp::Equals => store::FilterOp::Equals,
        FilterOp::NotEquals => store::FilterOp::NotEquals,
        FilterOp::Greater => store::FilterOp::Greater,
        FilterOp::Less => store::FilterOp::Less,
        FilterOp::Empty => store::FilterOp::Empty,
        FilterOp::NotEmpty => store::FilterOp::NotEmpty,
    }
}
