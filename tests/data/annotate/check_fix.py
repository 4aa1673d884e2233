"""Holds workbooks that were fixed against what they were before, by other programs than the one that fixed them.

    check_fix.py FOLDER PROGRAM

makes workbooks in the folder (make.py), has the program mark every cell that a rule can change (mark.toml), and says what is
lost or broken besides.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import openpyxl
from check import HERE, compared, contents, converted, names, schema, text


def main():
    folder, program = Path(sys.argv[1]), sys.argv[2]
    shutil.rmtree(folder, ignore_errors=True)
    originals, fixed = folder / "originals", folder / "fixed"
    subprocess.run([sys.executable, HERE / "make.py", originals], check=True)
    shutil.copy(HERE / "libreoffice.xlsx", originals)
    shutil.copytree(originals, fixed)
    run = [program, "check", fixed, "--isolated", "--rules", HERE / "mark.toml", "--select", "ZZ901", "--format", "json"]
    edits = json.loads(subprocess.run([*run, "--diff"], capture_output=True).stdout)
    subprocess.run([*run, "--fix"], check=True, capture_output=True)
    problems, books = [], sorted(originals.glob("*.xlsx"))
    for original in books:
        copy = fixed / original.name
        own = {(it["location"]["sheet"], it["location"]["cell"]): it for it in edits if it["file"] == str(copy)}
        if original.name == "signed.xlsx":
            found = ["a signed workbook is changed"] if own or original.read_bytes() != copy.read_bytes() else []
        else:
            found = [*parts(original, copy), *reopened(original, copy, own), *schema(original, copy)]
            found += [] if len(own) > 10 else ["nothing is fixed"]
        problems += [f"{original.name}: {problem}" for problem in found]
    problems += converted([fixed / original.name for original in books], folder / "pdf")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{len(edits)} cells of {len(books)} workbooks are fixed, and nothing else")


def parts(original, copy):
    """All parts but the sheet keep every byte."""
    old, new = contents(original), contents(copy)
    if list(old) != list(new):
        yield f"parts: {list(new)}"
    changed = [name for name in old if old[name] != new.get(name)]
    if changed != ["xl/worksheets/sheet1.xml"]:
        yield f"changed: {changed}"


def reopened(original, copy, edits):
    """What openpyxl reads of both."""
    old, new = openpyxl.load_workbook(original, rich_text=True), openpyxl.load_workbook(copy, rich_text=True)
    if new.sheetnames != old.sheetnames or names(old) != names(new):
        yield f"sheets or names: {new.sheetnames}"
    for sheet in old.worksheets:
        for (_, cell), edit in ((place, edit) for place, edit in edits.items() if place[0] == sheet.title):
            fixed = new[sheet.title][cell]
            if str(fixed.value) != edit["new"] or fixed.data_type == "f":
                yield f"{cell}: {fixed.value!r}"
            if text(fixed.style_id) != text(sheet[cell].style_id):
                yield f"{cell}: style"
            # The rest of both is to be the same.
            sheet[cell].value = fixed.value = None
        yield from compared(sheet, new[sheet.title])


if __name__ == "__main__":
    main()
