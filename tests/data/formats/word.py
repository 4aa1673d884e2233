"""Makes the Word documents of this folder out of the tables of ../clean, with python-docx and LibreOffice.

    python3 word.py

Needs python-docx, openpyxl and soffice with Writer. The documents hold the same records as the tables that they are made of
(tests/reading/word.rs compares them), in the ways that people's documents have them.
"""

import csv
import html
import subprocess
import tempfile
from pathlib import Path

import openpyxl
from docx import Document
from docx.enum.text import WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

HERE = Path(__file__).parent
CLEAN = HERE.parent / "clean"

PROSE = [
    "一、编制依据。根据《中华人民共和国预算法》（2018年修正）和2016年以来历年预算绩效管理办法，编制本文本。",
    "二、总体要求。2017年至2025年各部门应当健全绩效目标管理，项目资金总额与各项来源之和一致。",
] + [f"（{n}）{2010 + n}年度工作要求：加强目标审核，2030年前实现全覆盖。" for n in range(1, 14)]


def tables(name):
    """The sheets of a workbook: rows of texts, and merged areas (from 0)."""
    for sheet in openpyxl.load_workbook(CLEAN / name, data_only=True):
        rows = []
        for row in sheet.iter_rows():
            rows.append([shown(cell) for cell in row])
        merges = [(a.min_row - 1, a.min_col - 1, a.max_row - 1, a.max_col - 1) for a in sheet.merged_cells.ranges]
        yield rows, merges


def shown(cell):
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, (int, float)) and "%" in cell.number_format:
        return f"{value:.{cell.number_format.count('0') - 1}%}"
    if isinstance(value, (int, float)) and "," in cell.number_format:
        return f"{value:,.{2 if '.' in cell.number_format else 0}f}"
    if hasattr(value, "strftime"):
        return value.strftime("%Y-%m-%d")
    return str(value)


def tsv(name):
    with open(CLEAN / name, encoding="utf-8", newline="") as file:
        return [row for row in csv.reader(file, delimiter="\t")]


def write(cell, text, split=False):
    """Writes a cell: its lines as paragraphs, a paragraph in several runs."""
    first, *rest = text.split("\n")
    paragraph = cell.paragraphs[0]
    pieces = [first[:3], first[3:]] if split and len(first) > 4 else [first]
    for piece in pieces:
        paragraph.add_run(piece)
    for line in rest:
        cell.add_paragraph(line)


def table(document, rows, merges, first, last, split=False):
    """Adds the rows from `first` to before `last` as a table."""
    columns = max(len(row) for row in rows)
    made = document.add_table(rows=last - first, cols=columns)
    made.style = "Table Grid"
    for top, left, bottom, right in merges:
        top, bottom = max(top, first), min(bottom, last - 1)
        if top <= bottom and (top, left) != (bottom, right):
            made.cell(top - first, left).merge(made.cell(bottom - first, right))
    for number, row in enumerate(rows[first:last]):
        for column, text in enumerate(row):
            if text:
                write(made.cell(number, column), text, split)
    return made


def change(parent, kind, text):
    """A recorded insertion or deletion."""
    element = OxmlElement(f"w:{kind}")
    element.set(qn("w:id"), "1")
    element.set(qn("w:author"), "审核人")
    run = OxmlElement("w:r")
    written = OxmlElement("w:delText" if kind == "del" else "w:t")
    written.text = text
    run.append(written)
    element.append(run)
    parent.append(element)


def page_break(document):
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)


def forms(document, name, split_at):
    """A document of forms, each under its title."""
    for number, (rows, merges) in enumerate(tables(name)):
        for row in rows[:2]:
            document.add_paragraph(" ".join(text for text in row if text))
        cuts = [2, *split_at(number, rows), len(rows)]
        for nth, (first, last) in enumerate(zip(cuts, cuts[1:])):
            if nth:
                document.add_paragraph()
            table(document, rows, merges, first, last, split=number % 2 == 1)
        page_break(document)


def header_of(rows):
    return next(n for n, row in enumerate(rows) if "三级指标" in row)


def form_88():
    document = Document()
    document.add_heading("项目支出绩效目标管理文本", 1)
    for text in PROSE:
        document.add_paragraph(text)
    document.add_paragraph("附件2")
    # The second form breaks before its table of indicators.
    forms(document, "form-88-2019.xlsx", lambda number, rows: [header_of(rows)] if number == 1 else [])
    for text in PROSE:
        document.add_paragraph(text)
    document.save(HERE / "form-88-2019.docx")


def form_gansu():
    """python-docx, then through LibreOffice, which writes merged cells in its own way."""
    document = Document()
    forms(document, "form-gansu-2023.xlsx", lambda number, rows: [])
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "form-gansu-2023.docx"
        document.save(path)
        convert(path, "odt", folder)
        convert(path.with_suffix(".odt"), "docx", HERE)


def flat():
    """Two tables with the header repeated; a value that was changed with its changes recorded."""
    (rows, merges), = tables("flat-2023.xlsx")
    header = next(n for n, row in enumerate(rows) if "单位名称" in row)
    document = Document()
    for row in rows[:header]:
        for text in filter(None, row):
            document.add_paragraph(text)
    # Where a project begins in the middle of the table.
    middle = next(n for n, row in enumerate(rows) if n > len(rows) // 2 and row[1])
    above = table(document, rows, merges, header, middle)
    page_break(document)
    moved = [(a - 1, b, c - 1, d) for a, b, c, d in merges if a >= middle]
    below = [rows[header], *rows[middle:]]
    moved = [(a - middle + 2, b, c - middle + 2, d) for a, b, c, d in moved]
    table(document, below, moved, 0, len(below))
    value = above.cell(2, 8).paragraphs[0]
    for run in list(value.runs):
        run._r.getparent().remove(run._r)
    text = rows[header + 2][8]
    change(value._p, "del", "1")
    change(value._p, "ins", text)
    document.add_paragraph("注：本表一式两份。")
    document.save(HERE / "flat-2023.docx")


def summary():
    """A table of a web page, opened and saved by LibreOffice."""
    rows = tsv("summary-2020.tsv")
    header = next(n for n, row in enumerate(rows) if row and row[0].startswith("项目单位"))
    width = max(len(row) for row in rows)
    rows = [row + [""] * (width - len(row)) for row in rows]
    lines = [f"<p>{html.escape(text)}</p>" for row in rows[:header] for text in row if text]
    lines.append('<table border="1">')
    covered = set()
    for number, row in enumerate(rows[header:], header):
        lines.append("<tr>")
        for column, text in enumerate(row):
            if (number, column) in covered:
                continue
            across, down = 1, 1
            is_head = header <= number < header + 3
            if text and is_head:
                # 项目资金 over its three columns; 年度目标 over the three rows of the header.
                limit = width if number == header else column + 2
                while number < header + 2 and column + across < limit and not row[column + across] and column > 0:
                    across += 1
                while across == 1 and number + down < header + 3 and not rows[number + down][column]:
                    down += 1
            elif text and column < 5:
                # The project's own cells over its further rows.
                blank = lambda at: at < len(rows) and not any(rows[at][:5])
                while blank(number + down):
                    down += 1
            covered |= {(number + r, column + c) for r in range(down) for c in range(across)}
            lines.append(f'<td colspan="{across}" rowspan="{down}">{html.escape(text)}</td>')
        lines.append("</tr>")
    lines.append("</table>")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "summary-2020.html"
        path.write_text(f'<meta charset="utf-8">{"".join(lines)}', encoding="utf-8")
        # Else LibreOffice takes it for a page of the web, which it does not save as a document.
        convert(path, "docx", HERE, "--infilter=HTML (StarWriter)")


def convert(path, kind, folder, *options):
    subprocess.run(
        ["soffice", "--headless", *options, "--convert-to", kind, "--outdir", str(folder), str(path)],
        check=True,
        stdout=subprocess.DEVNULL,
    )


if __name__ == "__main__":
    form_88()
    form_gansu()
    flat()
    summary()
