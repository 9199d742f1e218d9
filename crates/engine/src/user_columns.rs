//! Columns that people add to a tab, and finding in it.

use headwater_store as store;
use headwater_store::{Mistake, Reason};
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::engine::Engine;
use crate::fault::{Code, Fault};
use crate::view::{
    CellType, FindQuery, FormulaCheck, FormulaMistake, FoundRow, MistakeKind, RowQuery, Topic,
    UserKind,
};
use crate::workbooks::{cell, number, stored_query};

impl Engine {
    /// Adds a column to a tab. `formula` is for [`UserKind::Formula`].
    ///
    /// # Errors
    /// [`Code::InputInvalid`] for a name that is empty or taken or a formula with a mistake, [`Code::NotNow`] where the
    /// rows have no key.
    pub async fn add_user_column(
        &self,
        tab: String,
        name: String,
        kind: UserKind,
        formula: Option<String>,
    ) -> Result<(), Fault> {
        let (id, name) = (number(&tab, "tab")?, named(&name)?);
        let kind = stored_kind(kind);
        self.store(move |store| store.add_user_column(id, &name, kind, formula.as_deref()))
            .await?;
        self.columns_changed(tab);
        Ok(())
    }

    /// Gives a user column another name and, where one is given, another formula.
    ///
    /// # Errors
    /// As [`Engine::add_user_column`]; [`Code::UnknownItem`].
    pub async fn change_user_column(
        &self,
        tab: String,
        column: String,
        name: String,
        formula: Option<String>,
    ) -> Result<(), Fault> {
        let (id, name) = (number(&column, "column")?, named(&name)?);
        self.store(move |store| store.change_user_column(id, &name, formula.as_deref()))
            .await?;
        self.columns_changed(tab);
        Ok(())
    }

    /// Removes a user column with its cells.
    ///
    /// # Errors
    /// [`Code::UnknownItem`].
    pub async fn remove_user_column(&self, tab: String, column: String) -> Result<(), Fault> {
        let (id, now) = (number(&column, "column")?, self.now());
        self.store(move |store| store.remove_user_column(id, now))
            .await?;
        self.columns_changed(tab);
        Ok(())
    }

    /// Brings back a user column that was removed, with its cells. It is kept for a day.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] where it is forgotten, [`Code::InputInvalid`] where another column has its name now.
    pub async fn restore_user_column(&self, tab: String, column: String) -> Result<(), Fault> {
        let id = number(&column, "column")?;
        self.store(move |store| store.restore_user_column(id))
            .await?;
        self.columns_changed(tab);
        Ok(())
    }

    /// Sets a note or the tags of the row of a key, and gives what was there before.
    ///
    /// # Errors
    /// [`Code::UnknownItem`], also for a formula.
    pub async fn set_user_cell(
        &self,
        tab: String,
        column: String,
        key: String,
        value: Option<String>,
    ) -> Result<Option<String>, Fault> {
        let id = number(&column, "column")?;
        let before = self
            .store(move |store| store.set_user_cell(id, &key, value.as_deref()))
            .await?;
        self.events.changed(Topic::Rows { tab });
        Ok(before)
    }

    /// What a formula would give, or its first mistake. `column` is the one that is being changed, if one is.
    ///
    /// # Errors
    /// [`Code::UnknownItem`] for a tab that is gone.
    pub async fn check_formula(
        &self,
        tab: String,
        formula: String,
        column: Option<String>,
    ) -> Result<FormulaCheck, Fault> {
        let id = number(&tab, "tab")?;
        let column = column.map(|column| number(&column, "column")).transpose()?;
        let today = self.today();
        self.store(move |store| {
            let checked = store.check_formula(id, &formula, column).and_then(|cell| {
                let examples = store.try_formula(id, &formula, today)?;
                Ok((cell, examples))
            });
            match checked {
                Ok((holds, examples)) => Ok(FormulaCheck {
                    mistake: None,
                    cell: cell(holds),
                    examples,
                }),
                Err(store::Error::Formula(mistake)) => Ok(FormulaCheck {
                    mistake: Some(seen(&formula, mistake)),
                    cell: CellType::Text,
                    examples: Vec::new(),
                }),
                Err(other) => Err(other),
            }
        })
        .await
    }

    /// Finds the next row of a window that holds a text; absent where none does.
    ///
    /// # Errors
    /// As [`Engine::rows`].
    pub async fn find_row(
        &self,
        tab: String,
        query: RowQuery,
        find: FindQuery,
    ) -> Result<Option<FoundRow>, Fault> {
        let id = number(&tab, "tab")?;
        let query = stored_query(query, self.today());
        let find = store::Find {
            text: find.text,
            from: find.from,
            backwards: find.backwards,
        };
        let found = self.store(move |store| store.find(id, &query, &find));
        let found = self.telling(id, found).await?;
        Ok(found.map(|found| FoundRow {
            row: found.row,
            columns: found.columns,
            index: found.index,
            total: found.total,
        }))
    }

    /// Today, where this computer is.
    pub(crate) fn today(&self) -> Date {
        self.now().to_zoned(TimeZone::system()).date()
    }

    fn columns_changed(&self, tab: String) {
        self.events.changed(Topic::Workbooks);
        self.events.changed(Topic::Rows { tab });
    }
}

fn named(name: &str) -> Result<String, Fault> {
    match name.trim() {
        "" => Err(Fault::new(Code::InputInvalid)
            .with("field", "The column")
            .with("reason", "It needs a name")),
        name => Ok(name.to_owned()),
    }
}

fn stored_kind(kind: UserKind) -> store::UserKind {
    match kind {
        UserKind::Note => store::UserKind::Note,
        UserKind::Tags => store::UserKind::Tags,
        UserKind::Formula => store::UserKind::Formula,
    }
}

/// The store counts bytes, the window UTF-16 units.
fn seen(formula: &str, mistake: Mistake) -> FormulaMistake {
    let units = |from: usize, to: usize| {
        let part = formula.get(from..to).unwrap_or_default();
        u32::try_from(part.encode_utf16().count()).unwrap_or(u32::MAX)
    };
    let (kind, name) = match mistake.reason {
        Reason::Ends => (MistakeKind::Ends, None),
        Reason::Unexpected => (MistakeKind::Unexpected, None),
        Reason::Unclosed => (MistakeKind::Unclosed, None),
        Reason::BadNumber => (MistakeKind::BadNumber, None),
        Reason::UnknownFunction(name) => (MistakeKind::UnknownFunction, Some(name)),
        Reason::UnknownColumn(name) => (MistakeKind::UnknownColumn, Some(name)),
        Reason::Arguments { function } => {
            (MistakeKind::Arguments, Some(function.name().to_owned()))
        }
        Reason::Circular => (MistakeKind::Circular, None),
        Reason::TooLarge => (MistakeKind::TooLarge, None),
    };
    FormulaMistake {
        at: units(0, mistake.at),
        length: units(mistake.at, mistake.at + mistake.length),
        kind,
        name,
    }
}
