"""Word documents by python-docx: a table for each sheet, and paragraphs for its titles and notes."""

import datetime

import docx
from docx.oxml.ns import qn

DATE = datetime.datetime(2021, 1, 1)


def write_docx(variant, path):
    document = docx.Document()
    properties = document.core_properties
    properties.author, properties.created, properties.modified = "填报人", DATE, DATE
    for sheet in variant.shown():
        first, last = body(sheet) if variant.paragraphs else (0, sheet.height)
        lines = list(sheet.lines())
        paragraphs(document, lines[:first])
        if first < last:
            table(document, sheet, first, last)
        paragraphs(document, lines[last:])
        # Word puts tables that touch into one.
        document.add_paragraph()
    slim(document)
    document.save(path)


def slim(document):
    """Leaves out what python-docx's empty document brings along and nobody needs: 35 KB of styles."""
    kept = {"Normal", "Normal Table", "Table Grid"}
    styles = document.styles.element
    for style in list(styles):
        if style.tag != qn("w:style") and style.tag != qn("w:latentStyles"):
            continue
        name = style.find(qn("w:name"))
        if name is None or name.get(qn("w:val")) not in kept:
            styles.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key, rel in list(rels.items()):
            if rel.reltype.rsplit("/", 1)[-1] in {"stylesWithEffects", "theme", "customXml", "numbering", "thumbnail"}:
                del rels[key]


def body(sheet):
    """The rows between the titles and the notes: lines of one text are none of the table."""
    def is_line(row):
        cells = [(column, cell) for (at, column), cell in sheet.cells.items() if at == row]
        whole = any(cell.columns == sheet.width for _, cell in cells)
        return not cells or (len(cells) == 1 and (whole or cells[0][1].columns == 1))

    rows = [row for row in range(sheet.height) if not is_line(row)]
    return (rows[0], rows[-1] + 1) if rows else (sheet.height, sheet.height)


def paragraphs(document, lines):
    for line in lines:
        document.add_paragraph("\t".join(text for text in line if text))


def table(document, sheet, first, last):
    table = document.add_table(last - first, sheet.width)
    table.style = "Table Grid"
    for first_row, left, last_row, right in sheet.merges():
        if first <= first_row < last:
            table.cell(first_row - first, left).merge(table.cell(last_row - first, right))
    for (row, column), cell in sorted(sheet.cells.items()):
        if not first <= row < last:
            continue
        paragraph = table.cell(row - first, column).paragraphs[0]
        if cell.runs:
            for run, heavy in cell.runs:
                paragraph.add_run(run).bold = heavy
            continue
        # Enter begins a paragraph.
        paragraph.text, *more = cell.shown.split("\n")
        for line in more:
            table.cell(row - first, column).add_paragraph(line)
