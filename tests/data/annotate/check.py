"""Holds annotated workbooks against the ones they were made of, by other programs than the one that made them: openpyxl,
lxml, the rules of the standard (openxml-audit), and LibreOffice where it is there.

    check.py FOLDER PROGRAM

makes workbooks in the folder (make.py), has the program annotate them there, twice, and says what is lost or broken.
"""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
from lxml import etree
from openxml_audit import OpenXmlValidator

HERE = Path(__file__).parent
SUFFIX = "-审核意见"
LIST = re.compile(r"审核意见( \(\d+\))?$")
FILLS = {"FFFFC9C7", "FFFFE8B3", "FFD4E7FA"}
# The parts that may change; all others keep every byte.
CHANGED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/workbook\.xml|xl/_rels/workbook\.xml\.rels|xl/styles\.xml|xl/worksheets/sheet1\.xml"
    r"|xl/worksheets/_rels/sheet1\.xml\.rels|xl/comments/comment1\.xml|xl/comments1\.xml|xl/drawings/(vmlDrawing1|commentsDrawing1)\.vml"
)


def main():
    folder, program = Path(sys.argv[1]), sys.argv[2]
    shutil.rmtree(folder, ignore_errors=True)
    originals, copies, again = folder / "originals", folder / "copies", folder / "again"
    subprocess.run([sys.executable, HERE / "make.py", originals], check=True)
    annotate(program, originals, copies)
    annotate(program, copies, again)
    problems = []
    for original in sorted(originals.glob("*.xlsx")):
        copy = copies / f"{original.stem}{SUFFIX}.xlsx"
        twice = again / f"{original.stem}{SUFFIX}2.xlsx"
        found = parts(original, copy) + reopened(original, copy) + schema(original, copy)
        found += [*reopened(original, twice), *piled_up(copy, twice)]
        problems += [f"{original.name}: {problem}" for problem in found]
    problems += converted([*copies.glob("*.xlsx")], folder / "pdf")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(list(originals.glob('*.xlsx')))} workbooks keep all they have")


def annotate(program, source, target):
    run = [program, "annotate", source, "-o", target, "--format", "json"]
    written = json.loads(subprocess.run(run, check=True, capture_output=True).stdout)
    assert all(file["errors"] and file["warnings"] for file in written), written


def contents(path):
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name) for name in book.namelist()}


def parts(original, copy):
    """Untouched parts, byte for byte, and XML in all others."""
    old, new = contents(original), contents(copy)
    lost = [name for name in old.keys() - new.keys() if not name.startswith("_xmlsignatures/")]
    problems = [f"{name} is lost" for name in lost]
    for name in old.keys() & new.keys():
        if old[name] != new[name] and not CHANGED.fullmatch(name):
            problems.append(f"{name} is changed")
    for name in new.keys() - old.keys():
        if not re.fullmatch(r"xl/(worksheets/(_rels/)?sheet\d+|comments\d+|drawings/vmlDrawing\d+)\.(xml|vml|xml\.rels)", name):
            problems.append(f"{name} is new")
    for name, data in new.items():
        if name.endswith((".xml", ".rels", ".vml")):
            try:
                etree.fromstring(data)
            except etree.XMLSyntaxError as error:
                problems.append(f"{name}: {error}")
    return problems


def reopened(original, copy):
    """What openpyxl reads of both."""
    old, new = openpyxl.load_workbook(original, rich_text=True), openpyxl.load_workbook(copy, rich_text=True)
    problems = []
    if new.sheetnames[:-1] != old.sheetnames or not LIST.match(new.sheetnames[-1]):
        problems.append(f"sheets: {new.sheetnames}")
    if old.active.title != new.active.title:
        problems.append(f"active sheet: {new.active.title}")
    if names(old) != names(new):
        problems.append(f"names: {names(new)}")
    for sheet in old.worksheets:
        problems += compared(sheet, new[sheet.title])
    problems += listed(new, new[new.sheetnames[-1]])
    return problems


def names(book):
    local = {(sheet.title, name): it.attr_text for sheet in book.worksheets for name, it in sheet.defined_names.items()}
    shared = {name: it.attr_text for name, it in book.defined_names.items()}
    ours = {key for key in local if key[1] == "_jichi.findings"}
    return {key: text for key, text in {**local, **shared}.items() if key not in ours}


def compared(old, new):
    problems = []
    for what in [
        "merged_cells", "freeze_panes", "print_title_rows", "print_area", "sheet_state", "protection", "page_setup", "page_margins",
        "sheet_properties", "sheet_format", "views", "auto_filter", "tables", "print_options",
    ]:
        if text(getattr(old, what)) != text(getattr(new, what)):
            problems.append(f"{old.title}: {what}: {text(getattr(new, what))}")
    for what in ["data_validations", "conditional_formatting"]:
        ranges = [sorted(str(it.sqref) for it in each(getattr(sheet, what))) for sheet in (old, new)]
        if ranges[0] != ranges[1]:
            problems.append(f"{old.title}: {what}")
    for kind in ["column_dimensions", "row_dimensions"]:
        sizes = [{key: size(it) for key, it in getattr(sheet, kind).items() if size(it) != (None, False, 0)} for sheet in (old, new)]
        if sizes[0] != sizes[1]:
            problems.append(f"{old.title}: {kind}")
    if old.oddFooter.center.text != new.oddFooter.center.text or old.oddHeader.left.text != new.oddHeader.left.text:
        problems.append(f"{old.title}: head or foot")
    if len(old._charts) != len(new._charts) or len(old._images) != len(new._images):
        problems.append(f"{old.title}: charts or pictures")
    for row in new.iter_rows():
        for cell in row:
            problems += [f"{old.title}!{cell.coordinate}: {it}" for it in different(old[cell.coordinate], cell)]
    return problems


def each(it):
    return it.dataValidation if hasattr(it, "dataValidation") else it


def size(it):
    return getattr(it, "width", None) or getattr(it, "height", None), it.hidden, it.outlineLevel


def text(it):
    return repr(it).replace("\\n", "")


def different(old, new):
    if type(new).__name__ == "MergedCell":
        return
    if text(old.value) != text(new.value) and not hasattr(old.value, "text") or old.data_type != new.data_type:
        yield f"value: {new.value!r}"
    for what in ["font", "border", "alignment", "number_format", "protection"]:
        if text(getattr(old, what)) != text(getattr(new, what)):
            yield what
    if text(old.fill) != text(new.fill) and (new.fill.fill_type != "solid" or new.fill.fgColor.rgb not in FILLS):
        yield "fill"
    said = [cell.comment.text if cell.comment else "" for cell in (old, new)]
    if not said[1].startswith(said[0]):
        yield f"comment: {said[1]!r}"
    if said[0] != said[1] and "—— 绩尺 ——" not in said[1]:
        yield f"comment: {said[1]!r}"
    if (old.hyperlink and old.hyperlink.target) != (new.hyperlink and new.hyperlink.target):
        yield "link"


def listed(book, sheet):
    """The list of findings: its rows lead to cells with a comment that says the same, and hold no formula."""
    rows = [row for row in sheet.iter_rows(min_row=5) if row[0].value]
    if not rows or sheet.auto_filter.ref != f"A4:L{rows[-1][0].row}" or sheet.freeze_panes != "A5":
        yield f"{sheet.title}: filter or panes"
    for row in rows:
        if any(cell.data_type == "f" for cell in row):
            yield f"{sheet.title}!{row[0].coordinate}: formula"
        link = row[7].hyperlink.location
        name, place = re.fullmatch(r"'(.*)'!([A-Z]+\d+)", link).groups()
        cell = book[name.replace("''", "'")][place]
        anchor = next((area.start_cell for area in cell.parent.merged_cells.ranges if place in area), cell)
        comment = anchor.comment
        if comment is None or row[2].value not in comment.text and not comment.author.startswith("tc="):
            yield f"{sheet.title}!{row[0].coordinate}: no comment at {link}"


def piled_up(copy, twice):
    """A copy of a copy says everything once."""
    old, new = openpyxl.load_workbook(copy), openpyxl.load_workbook(twice)
    for sheet in old.worksheets:
        for row in new[sheet.title].iter_rows():
            for cell in row:
                said = [it.comment.text if it.comment else "" for it in (sheet[cell.coordinate], cell)]
                if said[0] != said[1] or text(sheet[cell.coordinate].fill) != text(cell.fill):
                    yield f"{sheet.title}!{cell.coordinate} of the second copy: {said[1]!r}"


def schema(original, copy):
    """Nothing is against the standard that was not before. Texts in cells instead of a table of texts are none of it."""

    def errors(path):
        result = OpenXmlValidator().validate(path)
        found = [(it.part_uri, it.path, it.description) for it in result.errors if "inline-string" not in it.description]
        # Numbers of elements differ where something was put in before.
        return {tuple(re.sub(r"\[\d+\]", "", str(text)) for text in it) for it in found}

    return [f"schema: {error}" for error in errors(copy) - errors(original)]


def converted(books, folder):
    """Where LibreOffice is there, it opens every copy."""
    office = shutil.which("soffice")
    if not office:
        return []
    command = [office, "--headless", "--convert-to", "pdf", "--outdir", folder, *books]
    subprocess.run(command, check=True, capture_output=True)
    return [f"{book.name}: LibreOffice does not open it" for book in books if not (folder / f"{book.stem}.pdf").exists()]


if __name__ == "__main__":
    main()
