"""Makes what the self-check page is to open, written by other programs than it.

    make.py FOLDER

One form as each of the formats in `one`, and the sheets of 80 departments in `many`. Needs the packages of
tests/data/layouts/requirements.txt.
"""

import csv
import re
import shutil
import sys
import zipfile
from pathlib import Path

import docx
import odf.table
import odf.text
import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet

DATA = Path(__file__).resolve().parent.parent / "data"
DEPARTMENTS = 80


def main():
    folder = Path(sys.argv[1])
    shutil.rmtree(folder, ignore_errors=True)
    one, many = folder / "one", folder / "many"
    one.mkdir(parents=True)
    many.mkdir()
    rows = table((DATA / "fresh-form.tsv").read_text(encoding="utf-8"))
    for name, write in WRITERS.items():
        write(rows, one / name)
    archive(rows, one / "nested.zip")
    for nth, (name, sheet) in enumerate(departments(), 1):
        path = many / ("甲组" if nth % 2 else "乙组") / f"{nth:02} {name}"
        path.parent.mkdir(exist_ok=True)
        ending, write = [(".tsv", tsv), (".xlsx", by_openpyxl), (".csv", gb18030)][nth % 3]
        write(sheet, path.with_name(path.name + ending))
    # What office programs and systems leave in folders.
    (many / "甲组" / "~$01.xlsx").write_bytes(b"lock")
    (many / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    (many / "说明.pdf").write_bytes(b"%PDF-1.4")
    (many / "读我.md").write_text("# 不是表", encoding="utf-8")


def table(text):
    return [line.split("\t") for line in text.split("\n")]


def departments():
    """Parts of the sample sheet, each with its title and a department of its own."""
    lines = (DATA / "jialing-2020.tsv").read_text(encoding="utf-8").split("\n")
    starts = [nth for nth, line in enumerate(lines) if re.match(r"\d{6}-", line)]
    parts = [lines[start:end] for start, end in zip(starts, [*starts[1:], len(lines)])]
    for nth in range(DEPARTMENTS):
        first, *rest = parts[nth % len(parts)]
        code, name = re.match(r"(\d{6})-([^\t]*)", first).groups()
        name = f"{name}第{nth + 1}分局"
        first = f"{int(code) % 1000 + 600000 + nth * 1000}-{name}" + first[first.index("\t") :]
        yield name, table("\n".join([*lines[: starts[0]], first, *rest]))


def by_openpyxl(rows, path):
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    sheet.title = "申报表"
    for row, texts in enumerate(rows, 1):
        for column, text in enumerate(texts, 1):
            if text:
                cell = sheet.cell(row, column, text)
                # What begins with an equals sign is no formula here.
                cell.data_type = "s"
    workbook.save(path)


def by_xlsxwriter(rows, path):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False}) as workbook:
        sheet = workbook.add_worksheet("申报表")
        other = workbook.add_worksheet("说明")
        other.write_string(0, 0, "本表由填报单位填写")
        for row, texts in enumerate(rows):
            for column, text in enumerate(texts):
                if text:
                    sheet.write_string(row, column, text)


def by_xlwt(rows, path):
    workbook = xlwt.Workbook()
    sheet = workbook.add_sheet("申报表")
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            if text:
                sheet.write(row, column, text)
    workbook.save(str(path))


def by_odfpy(rows, path):
    document = OpenDocumentSpreadsheet()
    sheet = odf.table.Table(name="申报表")
    for texts in rows:
        row = odf.table.TableRow()
        for text in texts:
            cell = odf.table.TableCell(valuetype="string") if text else odf.table.TableCell()
            if text:
                cell.addElement(odf.text.P(text=text))
            row.addElement(cell)
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    document.save(str(path))


def by_python_docx(rows, path):
    document = docx.Document()
    document.add_heading("关于报送绩效目标表的函", 1)
    width = max(len(texts) for texts in rows)
    grid = document.add_table(len(rows), width)
    cells = grid._cells  # looking each cell up by itself takes minutes
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cells[row * width + column].text = text
    document.save(str(path))


def tsv(rows, path):
    path.write_text("\n".join("\t".join(texts) for texts in rows), encoding="utf-8")


def utf16(rows, path):
    """As a workbook is saved as "Unicode text"."""
    path.write_text("\r\n".join("\t".join(texts) for texts in rows), encoding="utf-16", newline="")


def gb18030(rows, path):
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)


def archive(rows, path):
    """Folders in an archive, and beside the sheets what nobody can check."""
    text = "\n".join("\t".join(texts) for texts in rows)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("一局/二科/绩效目标表.tsv", text)
        file.write(DATA / "formats" / "sheetjs.xls", "一局/旧表.xls")
        file.writestr("__MACOSX/一局/._旧表.xls", b"\0")
        file.writestr("说明.pdf", b"%PDF-1.4")


WRITERS = {
    "openpyxl.xlsx": by_openpyxl,
    "xlsxwriter.xlsx": by_xlsxwriter,
    "xlwt.xls": by_xlwt,
    "odfpy.ods": by_odfpy,
    "python-docx.docx": by_python_docx,
    "gb18030.csv": gb18030,
    "utf-8.tsv": tsv,
    "utf-16.txt": utf16,
}


if __name__ == "__main__":
    main()
