"""Workbooks: .xlsx by openpyxl (by XlsxWriter where formulas have results), .xls by xlwt, .ods by odfpy."""

import datetime

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Alignment, Border, Font, Side

DATE = datetime.datetime(2021, 1, 1)


def number(cell):
    return int(cell.number) if cell.number == int(cell.number) else float(cell.number)


def xlsx(variant, path):
    # openpyxl cannot store what a formula comes to.
    if any(cell.formula for sheet in variant.sheets for cell in sheet.cells.values()):
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
            else:
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
            else:
                table.write_string(row, column, cell.shown, look)
        for row in sheet.hidden_rows:
            table.set_row(row, None, None, {"hidden": True})
    workbook.close()
