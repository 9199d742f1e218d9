//! Table objects: what makes a range of cells a table with a name that formulas use. An object keeps its number, its name
//! and its look; its range and columns are ours.

use std::fmt::Write as _;

use super::book::Book;
use super::names::{self, Area};
use super::package::Package;
use super::xml::{self, BEGIN, MAIN, RELATIONS, attribute_text, child};
use crate::error::Result;

/// A table object.
pub(super) struct Object {
    pub part: String,
    id: u32,
    name: String,
    display_name: String,
    style: String,
}

/// An object, and the cell that it begins at.
type Placed = (Object, Option<(u32, u32)>);

/// How a new one looks: as in a spreadsheet's own new tables.
const STYLE: &str = "<tableStyleInfo name=\"TableStyleMedium2\" showFirstColumn=\"0\" showLastColumn=\"0\" \
                     showRowStripes=\"1\" showColumnStripes=\"0\"/>";

impl Object {
    /// The objects of a sheet, each with where it begins.
    fn of(package: &mut Package, sheet: &str) -> Result<Vec<Placed>> {
        let mut found = Vec::new();
        for relation in package.relations(sheet)? {
            if !relation.kind.ends_with("/table") {
                continue;
            }
            let text = package.text(&relation.part)?;
            let root = package.read(&relation.part, xml::root(&text))?;
            let style = package.read(&relation.part, child(&text, &root, "tableStyleInfo"))?;
            let display_name = root.attribute("displayName").unwrap_or_default();
            let range = root.attribute("ref").unwrap_or_default();
            let begin = range.split(':').next().and_then(names::cell);
            let object = Self {
                id: root.number("id").unwrap_or_default(),
                name: root
                    .attribute("name")
                    .unwrap_or_else(|| display_name.clone()),
                display_name,
                // With a prefix it would not be understood in a text of ours.
                style: style
                    .filter(|_| root.namespace().is_empty())
                    .map_or(STYLE.to_owned(), |style| text[style.whole].to_owned()),
                part: relation.part,
            };
            found.push((object, begin));
        }
        Ok(found)
    }

    /// The object of a sheet that begins where our table does.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable.
    pub fn find(package: &mut Package, sheet: &str, area: &Area) -> Result<Option<Self>> {
        let all = Self::of(package, sheet)?;
        let ours = all
            .into_iter()
            .find(|(_, begin)| *begin == Some((area.top, area.left)));
        Ok(ours.map(|(object, _)| object))
    }

    /// Adds an object to a sheet: a part to be written later, and the ID of the relation to it.
    ///
    /// # Errors
    /// [`Error::Foreign`](crate::Error::Foreign) where the package is not readable.
    pub fn add(
        package: &mut Package,
        book: &Book,
        sheet: &str,
        wanted: &str,
    ) -> Result<(Self, String)> {
        let mut taken: Vec<String> = book.names().map(str::to_owned).collect();
        let mut last = 0;
        for one in &book.sheets {
            for (object, _) in Self::of(package, &one.part)? {
                taken.push(object.display_name);
                last = last.max(object.id);
            }
        }
        let name = names::object(wanted, &taken);
        let part = package.free("xl/tables/table");
        let content = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml";
        let relation = package.add(&part, content, sheet, &format!("{RELATIONS}/table"))?;
        let object = Self {
            part,
            id: last + 1,
            name: name.clone(),
            display_name: name,
            style: STYLE.to_owned(),
        };
        Ok((object, relation))
    }

    /// Its part's text, with rows down to `bottom`.
    pub fn text(&self, area: &Area, bottom: u32, heads: &[String]) -> String {
        let mut columns = String::new();
        for (at, head) in heads.iter().enumerate() {
            let (number, name) = (at + 1, attribute_text(head));
            let _ = write!(columns, "<tableColumn id=\"{number}\" name=\"{name}\"/>");
        }
        let range = area.down_to(bottom);
        format!(
            "{BEGIN}<table xmlns=\"{MAIN}\" id=\"{}\" name=\"{}\" displayName=\"{}\" ref=\"{range}\" totalsRowShown=\"0\">\
             <autoFilter ref=\"{range}\"/><tableColumns count=\"{}\">{columns}</tableColumns>{}</table>",
            self.id,
            attribute_text(&self.name),
            attribute_text(&self.display_name),
            heads.len(),
            self.style,
        )
    }
}
