//! The parts of a workbook that holds nothing yet.

use super::xml::{BEGIN, MAIN, RELATIONS};

/// The content type of a workbook.
pub(super) const BOOK: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
/// The content type of styles.
pub(super) const STYLES: &str =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml";

/// Each part with its name.
pub(super) fn parts() -> [(&'static str, String); 5] {
    let types = format!(
        "{BEGIN}<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">\
         <Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
         <Default Extension=\"xml\" ContentType=\"application/xml\"/>\
         <Override PartName=\"/xl/workbook.xml\" ContentType=\"{BOOK}\"/>\
         <Override PartName=\"/xl/styles.xml\" ContentType=\"{STYLES}\"/></Types>"
    );
    let related = |kind: &str, target: &str| {
        relations(&format!(
            "<Relationship Id=\"rId1\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/>"
        ))
    };
    let book = format!(
        "{BEGIN}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{RELATIONS}\"><bookViews><workbookView/></bookViews>\
         <sheets></sheets><definedNames></definedNames><calcPr/></workbook>"
    );
    [
        ("[Content_Types].xml", types),
        ("_rels/.rels", related("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        (
            "xl/_rels/workbook.xml.rels",
            related("styles", "styles.xml"),
        ),
        ("xl/styles.xml", styles()),
    ]
}

/// A list of relations.
pub(super) fn relations(entries: &str) -> String {
    format!(
        "{BEGIN}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{entries}</Relationships>"
    )
}

/// The styles that every workbook has.
pub(super) fn styles() -> String {
    format!(
        "{BEGIN}<styleSheet xmlns=\"{MAIN}\">\
         <fonts count=\"1\"><font><sz val=\"11\"/><name val=\"Calibri\"/><family val=\"2\"/></font></fonts>\
         <fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>\
         <fill><patternFill patternType=\"gray125\"/></fill></fills>\
         <borders count=\"1\"><border><left/><right/><top/><bottom/><diagonal/></border></borders>\
         <cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>\
         <cellXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\" xfId=\"0\"/></cellXfs>\
         <cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
    )
}
