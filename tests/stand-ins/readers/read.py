"""What programs of analysts make of our files: each command prints one JSON value."""

import hashlib
import json
import sys
import zipfile


def sheets(path):
    """Each sheet of a workbook as openpyxl reads it: its head, its rows with types, its tables, its frozen cell."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    found = {}
    for sheet in book.worksheets:
        rows = [[[type(cell.value).__name__, str(cell.value)] for cell in row] for row in sheet.iter_rows()]
        found[sheet.title] = {
            "rows": rows,
            "tables": {table.displayName: table.ref for table in sheet.tables.values()},
            "frozen": sheet.freeze_panes,
            "charts": [chart.series[0].val.numRef.f for chart in sheet._charts],
            "formats": [str(range.sqref) for range in sheet.conditional_formatting],
        }
    names = {name: one.attr_text for name, one in book.defined_names.items() if not name.startswith("_hw_")}
    return {"sheets": found, "names": names}


def work(path):
    """What an analyst does to a workbook: a sheet with formulas, a chart, a conditional format and a name."""
    import openpyxl
    from openpyxl.chart import BarChart, Reference
    from openpyxl.formatting.rule import CellIsRule
    from openpyxl.styles import Font, PatternFill
    from openpyxl.workbook.defined_name import DefinedName

    book = openpyxl.load_workbook(path)
    ours = book.worksheets[0]
    # A spreadsheet changes what names it when a sheet gets another name; openpyxl leaves that to its caller.
    for name in book.defined_names.values():
        name.attr_text = name.attr_text.replace(f"'{ours.title}'!", "'Raw data'!")
    ours.title = "Raw data"
    ours["L2"] = "=B2*2"
    mine = book.create_sheet("Report", 0)
    mine["A1"], mine["B1"] = "total", "=SUM(Order_Lines[order])"
    mine["A2"], mine["B2"] = "first", "='Raw data'!B2"
    mine["A1"].font = Font(bold=True, color="FF0000")
    red = PatternFill("solid", bgColor="FFC7CE")
    mine.conditional_formatting.add("B1:B9", CellIsRule(operator="lessThan", formula=["0"], fill=red))
    chart = BarChart()
    chart.add_data(Reference(ours, min_col=3, min_row=1, max_row=3), titles_from_data=True)
    mine.add_chart(chart, "D2")
    book.defined_names["rate"] = DefinedName("rate", attr_text="Report!$B$2")
    book.save(path)


def total(path):
    """An analyst's own sheet with formulas over a table of ours."""
    import openpyxl

    book = openpyxl.load_workbook(path)
    mine = book.create_sheet("Mine")
    mine["A1"], mine["B1"] = "sum", "=SUM(counted[n])"
    mine["A2"], mine["B2"] = "rows", "=COUNT(counted[n])"
    book.save(path)


def values(path, sheet):
    """What the formulas of a sheet gave when the file was last saved, and how many sheets and tables there are."""
    import openpyxl

    book = openpyxl.load_workbook(path, data_only=True)
    tables = {table.displayName: table.ref for one in book.worksheets for table in one.tables.values()}
    return {"cells": [cell.value for cell in book[sheet]["B"]], "sheets": book.sheetnames, "tables": tables}


def parts(path):
    """A digest of each part of a workbook's file."""
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return {name: hashlib.sha256(package.read(name)).hexdigest() for name in package.namelist()}


def query(sql):
    """Columns and types of a query to DuckDB, and how many rows it gives."""
    import duckdb

    answer = duckdb.sql(sql)
    return {"types": [str(one) for one in answer.types], "rows": answer.shape[0]}


def frame(code, name):
    """Columns and types of a frame that a piece of code makes."""
    made = {}
    exec(code, made)
    return {"types": {column: str(one) for column, one in made[name].dtypes.items()}, "rows": len(made[name])}


if __name__ == "__main__":
    command, *words = sys.argv[1:]
    print(json.dumps(globals()[command](*words)))
