//! The collections, and how they change.

use std::collections::BTreeSet;
use std::fmt;

use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use serde::{Deserialize, Serialize};

use super::dice::Dice;
use super::rows::{self, Life, Row};
use crate::Error;

/// What the API serves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Collection {
    /// People: 2,400.
    Contacts,
    /// Where they work: 480.
    Companies,
    /// What may be sold to them: 1,200.
    Deals,
    /// What they bought: 3,600.
    Orders,
}

impl Collection {
    pub(crate) const ALL: [Collection; 4] = [
        Collection::Contacts,
        Collection::Companies,
        Collection::Deals,
        Collection::Orders,
    ];

    /// The name in addresses, scopes and switches.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Collection::Contacts => "contacts",
            Collection::Companies => "companies",
            Collection::Deals => "deals",
            Collection::Orders => "orders",
        }
    }

    /// Identifiers have a fixed width, so that their text sorts as their numbers.
    fn id(self, number: usize) -> String {
        let prefix = match self {
            Collection::Contacts => "con",
            Collection::Companies => "com",
            Collection::Deals => "dea",
            Collection::Orders => "ord",
        };
        format!("{prefix}_{:08}", number + 1)
    }
}

impl fmt::Display for Collection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A change of the sample data, all at one moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// Of which collection.
    pub collection: Collection,
    /// Rows that are new.
    #[serde(default)]
    pub add: usize,
    /// Rows that are edited: `revision` and `updated_at` change.
    #[serde(default)]
    pub touch: usize,
    /// Rows that go. Only such as no other row refers to.
    #[serde(default)]
    pub delete: usize,
}

/// The identifiers of the rows that a [`Change`] met.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changed {
    /// Of which collection.
    pub collection: Collection,
    /// New rows.
    pub added: Vec<String>,
    /// Edited rows.
    pub touched: Vec<String>,
    /// Rows that are gone.
    pub deleted: Vec<String>,
}

/// `at`, cut to the milliseconds that the API writes.
pub(crate) fn milliseconds(at: Timestamp) -> Timestamp {
    let cut = TimestampRound::new()
        .smallest(Unit::Millisecond)
        .mode(RoundMode::Trunc);
    at.round(cut).unwrap_or(at)
}

/// All rows, each collection in the order of identifiers.
#[derive(Clone)]
pub(crate) struct Source {
    contacts: Table,
    companies: Table,
    deals: Table,
    orders: Table,
    /// Changes so far: the next one falls out differently.
    changes: usize,
}

#[derive(Clone, Default)]
struct Table {
    rows: Vec<Row>,
    /// Rows ever made; identifiers do not come again.
    made: usize,
}

impl Source {
    /// The data as it was when the folder was new, at `born`.
    pub(crate) fn new(born: Timestamp) -> Source {
        let mut source = Source {
            contacts: Table::default(),
            companies: Table::default(),
            deals: Table::default(),
            orders: Table::default(),
            changes: 0,
        };
        let counts = [
            (Collection::Companies, 480),
            (Collection::Contacts, 2_400),
            (Collection::Deals, 1_200),
            (Collection::Orders, 3_600),
        ];
        for (collection, count) in counts {
            for _ in 0..count {
                source.make(collection, |dice, parent| Life::past(dice, parent, born));
            }
        }
        source
    }

    pub(super) fn rows(&self, collection: Collection) -> &[Row] {
        &self.table(collection).rows
    }

    fn table(&self, collection: Collection) -> &Table {
        match collection {
            Collection::Contacts => &self.contacts,
            Collection::Companies => &self.companies,
            Collection::Deals => &self.deals,
            Collection::Orders => &self.orders,
        }
    }

    fn table_mut(&mut self, collection: Collection) -> &mut Table {
        match collection {
            Collection::Contacts => &mut self.contacts,
            Collection::Companies => &mut self.companies,
            Collection::Deals => &mut self.deals,
            Collection::Orders => &mut self.orders,
        }
    }

    /// Makes the next row of `collection`, related to rows that exist.
    fn make(
        &mut self,
        collection: Collection,
        life: impl Fn(&mut Dice, Option<&Row>) -> Life,
    ) -> String {
        let number = self.table(collection).made;
        let id = collection.id(number);
        let dice = &mut Dice::new(collection.name(), number);
        let row = match collection {
            Collection::Companies => rows::company(id.clone(), number, life(dice, None)),
            Collection::Contacts => {
                let company = dice.chance(92).then(|| dice.pick(&self.companies.rows));
                rows::contact(id.clone(), number, life(dice, company), company)
            }
            Collection::Deals => {
                let contact = dice.pick(&self.contacts.rows);
                rows::deal(id.clone(), number, life(dice, Some(contact)), contact)
            }
            Collection::Orders => {
                let deal = dice.chance(25).then(|| dice.pick(&self.deals.rows));
                let buyer = deal.and_then(|deal| deal.field("contact_id"));
                let buyer = buyer.and_then(|id| find(&self.contacts.rows, id));
                let contact = buyer.unwrap_or_else(|| dice.pick(&self.contacts.rows));
                let parent = deal.unwrap_or(contact);
                rows::order(id.clone(), number, life(dice, Some(parent)), contact, deal)
            }
        };
        let table = self.table_mut(collection);
        table.rows.push(row);
        table.made += 1;
        id
    }

    /// Deletes, touches and adds, in this order, so that each row is met once.
    pub(crate) fn apply(&mut self, change: &Change, at: Timestamp) -> Result<Changed, Error> {
        let collection = change.collection;
        self.changes += 1;
        let mut dice = Dice::new("change", self.changes);

        let refused = |what, asked, possible| Error::Change {
            what,
            collection,
            asked,
            possible,
        };
        let free = self.unreferenced(collection);
        if free.len() < change.delete {
            return Err(refused("delete", change.delete, free.len()));
        }
        let left = self.rows(collection).len() - change.delete;
        if left < change.touch {
            return Err(refused("touch", change.touch, left));
        }

        let deleted: Vec<String> = dice
            .sample(free.len(), change.delete)
            .into_iter()
            .map(|index| free[index].clone())
            .collect();
        let rows = &mut self.table_mut(collection).rows;
        rows.retain(|row| deleted.binary_search(&row.id).is_err());

        let mut touched = Vec::new();
        for index in dice.sample(rows.len(), change.touch) {
            rows[index].touch(at);
            touched.push(rows[index].id.clone());
        }
        let added = (0..change.add)
            .map(|_| self.make(collection, |_, _| Life::begins(at)))
            .collect();
        Ok(Changed {
            collection,
            added,
            touched,
            deleted,
        })
    }

    /// Identifiers of the rows of `collection` that no row refers to, in order.
    fn unreferenced(&self, collection: Collection) -> Vec<String> {
        let others = Collection::ALL
            .into_iter()
            .flat_map(|other| self.rows(other));
        let named: BTreeSet<&str> = others
            .flat_map(|row| ["company_id", "contact_id", "deal_id"].map(|name| row.field(name)))
            .flatten()
            .collect();
        self.rows(collection)
            .iter()
            .filter(|row| !named.contains(row.id.as_str()))
            .map(|row| row.id.clone())
            .collect()
    }
}

fn find<'a>(rows: &'a [Row], id: &str) -> Option<&'a Row> {
    let index = rows.binary_search_by(|row| row.id.as_str().cmp(id)).ok()?;
    rows.get(index)
}

#[cfg(test)]
mod tests;
