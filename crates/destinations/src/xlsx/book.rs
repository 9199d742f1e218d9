//! The workbook's own part: its sheets and names. Our sheets are found by hidden names, so that they may be renamed,
//! moved and reordered; the names also say up to which sync their rows are.

use super::blank;
use super::names::{self, Area};
use super::package::Package;
use super::xml::{self, Element, MAIN, RELATIONS, attribute_text, child, edited, elements};
use crate::error::Result;

/// What hidden names of ours begin with: that of a head, of its columns when it was written, and of the last sync.
const AT: &str = "_hw_at_";
const WIDTH: &str = "_hw_width_";
const UPTO: &str = "_hw_upto_";

/// A workbook as it is.
pub(super) struct Book {
    /// The part's name.
    pub part: String,
    xml: String,
    pub sheets: Vec<Sheet>,
    names: Vec<(String, String)>,
    /// Whether days are counted from 1904 on, as old programs for the Mac did.
    pub since_1904: bool,
}

/// A sheet of a workbook.
pub(super) struct Sheet {
    pub name: String,
    id: u32,
    pub part: String,
}

/// A table of ours in a workbook.
pub(super) struct Known<'b> {
    pub sheet: &'b Sheet,
    pub area: Area,
    /// How many columns were written; the area has more where the user put some in between.
    pub width: u32,
    /// The last sync whose rows are there.
    pub upto: Option<i64>,
}

impl Book {
    /// Reads the workbook of a package.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where it is none that can be written to.
    pub fn read(package: &mut Package) -> Result<Self> {
        let all = package.relations("")?;
        let part = all
            .into_iter()
            .find(|one| one.kind.ends_with("/officeDocument"))
            .map(|one| one.part)
            .ok_or_else(|| package.foreign("there is no workbook in it"))?;
        let xml = package.text(&part)?;
        let root = package.read(&part, xml::root(&xml))?;
        if !root.is("workbook") {
            return Err(package.foreign("it is no workbook of spreadsheets"));
        }
        if !xml.contains(MAIN) {
            return Err(
                package.foreign("it is a \"Strict Open XML\" file; save it as a normal .xlsx")
            );
        }
        let parts = package.relations(&part)?;
        let part_of = |id: &str| {
            parts
                .iter()
                .find(|one| one.id == id)
                .map(|one| one.part.clone())
        };
        let read = |of: &str| -> Result<Vec<Element<'_>>> {
            let list = package.read(&part, child(&xml, &root, of))?;
            let inner = list.map_or(0..0, |list| list.inner);
            package.read(&part, elements(&xml, inner))
        };
        let sheets = read("sheets")?;
        let sheets = sheets.iter().filter_map(|one| {
            Some(Sheet {
                name: one.attribute("name")?,
                id: one.number("sheetId")?,
                part: part_of(&one.attribute("id")?)?,
            })
        });
        let names = read("definedNames")?;
        let names = names.iter().filter_map(|one| {
            let text = quick_xml::escape::unescape(&xml[one.inner.clone()]).ok()?;
            Some((one.attribute("name")?, text.into_owned()))
        });
        let (sheets, names) = (sheets.collect(), names.collect());
        let properties = package.read(&part, child(&xml, &root, "workbookPr"))?;
        let since_1904 = properties
            .and_then(|one| one.attribute("date1904"))
            .is_some_and(|value| value == "1" || value == "true");
        drop(root);
        Ok(Self {
            part,
            xml,
            sheets,
            names,
            since_1904,
        })
    }

    /// A table of ours, where its sheet is there.
    pub fn known(&self, table: &str) -> Option<Known<'_>> {
        let mark = names::mark(table);
        let (sheet, area) = names::reference(self.named(AT, &mark)?)?;
        let sheet = self
            .sheets
            .iter()
            .find(|one| one.name.to_lowercase() == sheet.to_lowercase())?;
        let width = self
            .named(WIDTH, &mark)
            .and_then(|text| text.trim().parse().ok());
        let upto = self
            .named(UPTO, &mark)
            .and_then(|text| text.trim().parse().ok());
        Some(Known {
            sheet,
            area,
            width: width.unwrap_or(area.width),
            upto,
        })
    }

    fn named(&self, before: &str, mark: &str) -> Option<&str> {
        let name = format!("{before}{mark}");
        let found = self
            .names
            .iter()
            .find(|(one, _)| one.eq_ignore_ascii_case(&name));
        found.map(|(_, text)| text.as_str())
    }

    /// All names that stand for something in formulas.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// Adds a sheet: its part, to be written later, its relation, and its entry behind the last one. Gives its name.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable.
    pub fn add_sheet(&mut self, package: &mut Package, wanted: &str) -> Result<(String, String)> {
        let taken: Vec<String> = self.sheets.iter().map(|one| one.name.clone()).collect();
        let name = names::sheet(wanted, &taken);
        let part = package.free("xl/worksheets/sheet");
        let content = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml";
        let relation = package.add(
            &part,
            content,
            &self.part,
            &format!("{RELATIONS}/worksheet"),
        )?;
        let id = self.sheets.iter().map(|one| one.id).max().unwrap_or(0) + 1;
        let root = package.read(&self.part, xml::root(&self.xml))?;
        let list = package.read(&self.part, child(&self.xml, &root, "sheets"))?;
        let list = list.ok_or_else(|| package.foreign("it has no list of sheets"))?;
        let entry = format!(
            "<sheet{} xmlns:r=\"{RELATIONS}\" name=\"{}\" sheetId=\"{id}\" r:id=\"{relation}\"/>",
            root.namespace(),
            attribute_text(&name),
        );
        let text = list.with_child(&self.xml, &entry);
        self.xml = edited(&self.xml, vec![(list.whole.clone(), text)]);
        self.sheets.push(Sheet {
            name: name.clone(),
            id,
            part: part.clone(),
        });
        Ok((name, part))
    }

    /// Notes a table of ours in hidden names.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable.
    pub fn note(
        &mut self,
        package: &Package,
        table: &str,
        (sheet, area): (&str, &Area),
        upto: i64,
    ) -> Result<()> {
        let mark = names::mark(table);
        let ours = [
            (format!("{AT}{mark}"), names::referring(sheet, area)),
            (format!("{WIDTH}{mark}"), area.width.to_string()),
            (format!("{UPTO}{mark}"), upto.to_string()),
        ];
        self.forget(package, &ours.each_ref().map(|(name, _)| name.as_str()))?;
        let xml = &self.xml;
        let root = package.read(&self.part, xml::root(xml))?;
        let all = package.read(&self.part, elements(xml, root.inner.clone()))?;
        let space = root.namespace();
        let entries: String = ours
            .iter()
            .map(|(name, text)| {
                let text = attribute_text(text);
                format!("<definedName{space} name=\"{name}\" hidden=\"1\">{text}</definedName>")
            })
            .collect();
        let find = |name: &str| all.iter().find(|one| one.is(name));
        let before = ["externalReferences", "functionGroups", "sheets"];
        let before = before.iter().find_map(|name| find(name));
        let end = before.map_or(root.inner.end, |one| one.whole.end);
        let edit = match find("definedNames") {
            Some(list) => (list.whole.clone(), list.with_child(xml, &entries)),
            None => {
                let list = format!("<definedNames{space}>{entries}</definedNames>");
                (end..end, list)
            }
        };
        self.xml = edited(xml, vec![edit]);
        Ok(())
    }

    /// Puts the workbook's part into the package, so that formulas over our tables are computed anew when the file is
    /// opened.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable.
    pub fn put(&self, package: &mut Package) -> Result<()> {
        let xml = &self.xml;
        let root = package.read(&self.part, xml::root(xml))?;
        let all = package.read(&self.part, elements(xml, root.inner.clone()))?;
        let find = |name: &str| all.iter().find(|one| one.is(name));
        let edit = match (find("calcPr"), find("definedNames")) {
            (Some(calculation), _) => {
                let text = calculation.with_attribute(xml, "fullCalcOnLoad", "1");
                (calculation.whole.clone(), text)
            }
            (None, names) => {
                let at = names.map_or(root.inner.end, |names| names.whole.end);
                let text = format!("<calcPr{} fullCalcOnLoad=\"1\"/>", root.namespace());
                (at..at, text)
            }
        };
        let text = edited(xml, vec![edit]);
        package.put(&self.part, text);
        // The order in which cells were computed last; with formulas in it that are no more, a program takes the file
        // for damaged. It is made anew from the cells.
        let order = package.relations(&self.part)?;
        if let Some(order) = order.iter().find(|one| one.kind.ends_with("/calcChain")) {
            package.remove(&order.part, &self.part)?;
        }
        Ok(())
    }

    fn forget(&mut self, package: &Package, gone: &[&str]) -> Result<()> {
        let root = package.read(&self.part, xml::root(&self.xml))?;
        let Some(list) = package.read(&self.part, child(&self.xml, &root, "definedNames"))? else {
            return Ok(());
        };
        let all = package.read(&self.part, elements(&self.xml, list.inner.clone()))?;
        let old = all.iter().filter(|one| {
            let name = one.attribute("name").unwrap_or_default();
            gone.iter().any(|gone| gone.eq_ignore_ascii_case(&name))
        });
        let edits = old.map(|one| (one.whole.clone(), String::new())).collect();
        self.xml = edited(&self.xml, edits);
        Ok(())
    }
}

/// The formats of cells that our columns need: the ones that are there, or new ones behind them.
pub(super) fn formats(package: &mut Package, book: &str) -> Result<super::cells::Formats> {
    let all = package.relations(book)?;
    let part = match all.into_iter().find(|one| one.kind.ends_with("/styles")) {
        Some(found) => found.part,
        None => {
            let part = "xl/styles.xml";
            package.put(part, blank::styles());
            package.add(part, blank::STYLES, book, &format!("{RELATIONS}/styles"))?;
            part.to_owned()
        }
    };
    let text = package.text(&part)?;
    let merged = super::styles::merged(&text);
    let (text, formats) = package.read(&part, merged)?;
    package.put(&part, text);
    Ok(formats)
}
