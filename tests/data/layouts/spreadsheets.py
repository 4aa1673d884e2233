"""Workbooks: .xlsx by openpyxl (by XlsxWriter where formulas have results), .xls by xlwt, .ods by odfpy."""

import datetime
import re

import odf.number
import odf.style
import odf.table
import odf.text
import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side

DATE = datetime.datetime(2021, 1, 1)


def number(cell):
    return int(cell.number) if cell.number == int(cell.number) else float(cell.number)


def xlsx(variant, path):
    # openpyxl cannot store what a formula comes to.
    if variant.has_formulas():
        by_xlsxwriter(variant, path)
    else:
        by_openpyxl(variant, path)


def by_openpyxl(variant, path):
    workbook = openpyxl.Workbook()
    workbook.remove(workbook.active)
    workbook.properties.creator = "填报人"
    workbook.properties.created = DATE
    thin = Side(style="thin")
    wrapped = Alignment(wrap_text=True, vertical="center")
    for sheet in variant.sheets:
        table = workbook.create_sheet(sheet.name)
        table.sheet_state = "hidden" if sheet.hidden else "visible"
        for (row, column), cell in sorted(sheet.cells.items()):
            at = table.cell(row + 1, column + 1)
            if cell.number is not None:
                at.value = number(cell)
            elif cell.date:
                at.value = cell.date
            elif cell.runs:
                bold = InlineFont(b=True)
                at.value = CellRichText(*(TextBlock(bold, run) if heavy else run for run, heavy in cell.runs))
            elif cell.shown:
                at.value = cell.shown
                # A text that begins with = is no formula.
                at.data_type = "e" if cell.is_error else "s"
            if cell.format:
                at.number_format = cell.format
            at.alignment, at.border = wrapped, Border(thin, thin, thin, thin)
        for first_row, first, last_row, last in sheet.merges():
            table.merge_cells(None, first_row + 1, first + 1, last_row + 1, last + 1)
        for row in sheet.hidden_rows:
            table.row_dimensions[row + 1].hidden = True
        table["A1"].font = Font(bold=True, size=16)
    workbook.save(path)


def by_xlsxwriter(variant, path):
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False})
    workbook.set_properties({"author": "填报人", "created": DATE})
    bold = workbook.add_format({"bold": True})
    formats = {}
    for sheet in variant.sheets:
        table = workbook.add_worksheet(sheet.name)
        if sheet.hidden:
            table.hide()
        for first_row, first, last_row, last in sheet.merges():
            table.merge_range(first_row, first, last_row, last, "")
        for (row, column), cell in sorted(sheet.cells.items()):
            code = cell.format or "General"
            if code not in formats:
                formats[code] = workbook.add_format({"num_format": code, "border": 1, "text_wrap": True})
            look = formats[code]
            if cell.formula:
                table.write_formula(row, column, "=" + cell.formula, look, number(cell))
            elif cell.number is not None:
                table.write_number(row, column, number(cell), look)
            elif cell.date:
                table.write_datetime(row, column, datetime.datetime.combine(cell.date, datetime.time()), look)
            elif cell.is_error:
                # The only way to an error: a formula with it as the result.
                table.write_formula(row, column, "=" + cell.shown, look, cell.shown)
            elif cell.runs and len(cell.runs) > 1:
                parts = [part for run, heavy in cell.runs for part in ([bold, run] if heavy else [run])]
                table.write_rich_string(row, column, *parts, look)
            elif cell.shown:
                table.write_string(row, column, cell.shown, look)
        for row in sheet.hidden_rows:
            table.set_row(row, None, None, {"hidden": True})
    workbook.close()


def xls(variant, path):
    """By xlwt, which leaves formulas without results (see `libreoffice.py`)."""
    workbook = xlwt.Workbook(encoding="utf-8")
    bold = xlwt.easyfont("bold on")
    styles = {}
    for sheet in variant.sheets:
        table = workbook.add_sheet(sheet.name)
        table.visibility = 1 if sheet.hidden else 0
        for first_row, first, last_row, last in sheet.merges():
            table.merge(first_row, last_row, first, last)
        for (row, column), cell in sorted(sheet.cells.items()):
            code = cell.format or "General"
            if code not in styles:
                styles[code] = xlwt.easyxf("alignment: wrap on; borders: left thin, top thin", code)
            if cell.is_error:
                table.row(row).set_cell_error(column, cell.shown, styles[code])
            elif cell.runs:
                runs = [(run, bold) if heavy else run for run, heavy in cell.runs]
                table.write_rich_text(row, column, runs, styles[code])
            else:
                value = number(cell) if cell.number is not None else cell.date or cell.shown
                table.write(row, column, value, styles[code])
        for row in sheet.hidden_rows:
            table.row(row).hidden = True
    workbook.save(str(path))


def ods(variant, path):
    document = OpenDocumentSpreadsheet()
    # The date of the file is none of its contents.
    for element in list(document.meta.childNodes):
        document.meta.removeChild(element)
    styles = OdsStyles(document)
    for sheet in variant.sheets:
        table = odf.table.Table(name=sheet.name, stylename=styles.table(sheet.hidden))
        table.addElement(odf.table.TableColumn(numbercolumnsrepeated=sheet.width))
        covered = {
            (row, column)
            for first_row, first, last_row, last in sheet.merges()
            for row in range(first_row, last_row + 1)
            for column in range(first, last + 1)
        }
        for row in range(sheet.height):
            hidden = {"visibility": "collapse"} if row in sheet.hidden_rows else {}
            line = odf.table.TableRow(**hidden)
            blanks = 0
            for column in range(sheet.width):
                cell = sheet.cells.get((row, column))
                if cell is None and (row, column) not in covered:
                    blanks += 1
                    continue
                if blanks:
                    line.addElement(odf.table.TableCell(numbercolumnsrepeated=blanks))
                    blanks = 0
                line.addElement(ods_cell(cell, styles) if cell else odf.table.CoveredTableCell())
            if blanks:
                line.addElement(odf.table.TableCell(numbercolumnsrepeated=blanks))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    document.save(str(path))


def ods_cell(cell, styles):
    attributes = {"valuetype": "string"}
    if cell.number is not None:
        kind = "percentage" if cell.format and cell.format.endswith("%") else "float"
        attributes = {"valuetype": kind, "value": str(number(cell))}
    elif cell.date:
        attributes = {"valuetype": "date", "datevalue": cell.date.isoformat()}
    if cell.format:
        attributes["stylename"] = styles.cell(cell.format)
    if cell.formula:
        attributes["formula"] = "of:=" + re.sub(r"([A-Z]+\d+)(?::([A-Z]+\d+))?", reference, cell.formula)
    if cell.rows > 1 or cell.columns > 1:
        attributes |= {"numberrowsspanned": cell.rows, "numbercolumnsspanned": cell.columns}
    element = odf.table.TableCell(**attributes)
    if cell.runs:
        paragraph = odf.text.P()
        for run, heavy in cell.runs:
            paragraph.addElement(odf.text.Span(text=run, stylename=styles.bold) if heavy else odf.text.Span(text=run))
        element.addElement(paragraph)
    else:
        for line in cell.shown.split("\n"):
            element.addElement(odf.text.P(text=line))
    return element


def reference(found):
    """A place as a formula of OpenDocument has it: [.C4:.C5]."""
    return f"[.{found[1]}:.{found[2]}]" if found[2] else f"[.{found[1]}]"


class OdsStyles:
    """The styles of a document, each made when it is first asked for."""

    def __init__(self, document):
        self.automatic = document.automaticstyles
        self.cells, self.tables = {}, {}
        self.bold = odf.style.Style(name="bold", family="text")
        self.bold.addElement(odf.style.TextProperties(fontweight="bold"))
        self.automatic.addElement(self.bold)

    def table(self, hidden):
        if hidden not in self.tables:
            style = odf.style.Style(name=f"table{len(self.tables)}", family="table")
            style.addElement(odf.style.TableProperties(display="false" if hidden else "true"))
            self.automatic.addElement(style)
            self.tables[hidden] = style
        return self.tables[hidden]

    def cell(self, code):
        if code not in self.cells:
            name = f"N{len(self.cells)}"
            shape = date_shape(name, code) if "y" in code else number_shape(name, code)
            self.automatic.addElement(shape)
            style = odf.style.Style(name=f"cell{len(self.cells)}", family="table-cell", datastylename=name)
            self.automatic.addElement(style)
            self.cells[code] = style
        return self.cells[code]


def number_shape(name, code):
    plain = code.strip('%"元万 ')
    places = len(plain.partition(".")[2])
    kind = odf.number.PercentageStyle if code.endswith("%") else odf.number.NumberStyle
    shape = kind(name=name)
    grouping = "true" if "," in plain else "false"
    shape.addElement(odf.number.Number(decimalplaces=places, minintegerdigits=1, grouping=grouping))
    if code.endswith("%"):
        shape.addElement(odf.number.Text(text="%"))
    elif suffix := code[len(plain):].replace('"', ""):
        shape.addElement(odf.number.Text(text=suffix))
    return shape


def date_shape(name, code):
    shape = odf.number.DateStyle(name=name)
    fields = {"y": odf.number.Year, "m": odf.number.Month, "d": odf.number.Day}
    for field in re.findall(r"yyyy|mm?|dd?|[^ymd]", code.replace('"', "")):
        if kind := fields.get(field[0]):
            shape.addElement(kind(style="long") if len(field) > 1 else kind())
        else:
            shape.addElement(odf.number.Text(text=field))
    return shape
