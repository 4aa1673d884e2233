"""Opens what the self-check page has given back with other programs than it, and holds it against the originals and the program.

    downloads.py FOLDER PROGRAM

FOLDER is where self_check.mjs left its downloads. Needs the packages of tests/data/layouts/requirements.txt.
"""

import csv
import io
import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import docx
import openpyxl

ENCODINGS = {"gb18030.csv": "gb18030", "utf-16.txt": "utf-16", "utf-8.tsv": "utf-8"}
PROBLEMS = []


def main():
    folder, program = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    ones = json.loads((folder / "one.json").read_text(encoding="utf-8"))
    for one in ones:
        corrected(one)
        annotated(one["name"], one["files"]["annotated"], one["files"]["json"])
        review(one["name"], one["files"]["review"])
        reports(one, program)
    many(json.loads((folder / "many.json").read_text(encoding="utf-8")), program)
    if PROBLEMS:
        sys.exit("\n".join(PROBLEMS))
    print(f"downloads of {len(ones)} formats and of several files are as they should be")


def holds(what, is_so, told=""):
    if not is_so:
        PROBLEMS.append(f"{what}: {told}")


def corrected(one):
    """Only the changed cells differ, and a text keeps its encoding."""
    name, path = one["name"], Path(one["files"]["corrected"])
    changes = {(row, column): text for row, column, text in one["changes"]}
    if name in ENCODINGS:
        holds(f"{name}: the name", path.suffix == Path(name).suffix, path.name)
        old, new = texts(name, Path(one["original"]).read_bytes()), texts(name, path.read_bytes())
    elif name.endswith(".xlsx"):
        old, new = workbook(one["original"]), workbook(path)
        parts = [contents(one["original"]), contents(path)]
        holds(f"{name}: parts", list(parts[0]) == list(parts[1]), list(parts[1]))
        changed = [part for part in parts[0] if parts[0][part] != parts[1].get(part)]
        holds(f"{name}: parts that differ", changed == ["xl/worksheets/sheet1.xml"], changed)
    else:
        # These become a workbook. What they held is what every format of the form holds.
        old, new = form(one["original"]), workbook(path)
    for row, column in set(old) | set(new):
        wanted = changes.get((row, column), old.get((row, column)))
        holds(f"{name}: row {row}, column {column}", new.get((row, column)) == wanted, f"{new.get((row, column))!r}, not {wanted!r}")
    holds(f"{name}: changes", all(old.get(place) != text for place, text in changes.items()))


def texts(name, data):
    text = data.decode(ENCODINGS[name])
    holds(f"{name}: mark of its encoding", (data[:2] == b"\xff\xfe") == (name == "utf-16.txt"), data[:3])
    delimiter = "," if name.endswith(".csv") else "\t"
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    return {(row, column): cell for row, cells in enumerate(rows, 1) for column, cell in enumerate(cells, 1) if cell}


def workbook(path):
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {(cell.row, cell.column): str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None}


def form(original):
    path = Path(original).parent / "utf-8.tsv"
    return texts(path.name, path.read_bytes())


def contents(path):
    with zipfile.ZipFile(path) as file:
        return {name: file.read(name) for name in file.namelist()}


def annotated(name, path, findings):
    """A comment on every cell with a finding, which says what was found, and on no other."""
    books = openpyxl.load_workbook(path)
    comments = {(sheet.title, cell.coordinate): cell.comment.text for sheet in books for row in sheet.iter_rows() for cell in row if cell.comment}
    findings = json.loads(Path(findings).read_text(encoding="utf-8"))
    first = books.worksheets[0].title
    cells = {(it["location"]["sheet"] or first, it["location"]["cell"]) for it in findings}
    holds(f"{name}: cells with comments", set(comments) == cells, set(comments) ^ cells)
    for it in findings:
        text = comments.get((it["location"]["sheet"] or first, it["location"]["cell"]), "")
        holds(f"{name}: the comment on {it['location']['cell']}", it["message"] in text and it["code"] in text, text)


def review(name, path):
    document = docx.Document(path)
    text = "\n".join([*(it.text for it in document.paragraphs), *(cell.text for table in document.tables for cell in table._cells)])
    for wanted in ["县域商业体系建设专项", "省商务厅"]:
        holds(f"{name}: the review", wanted in text, f"{wanted} is not in it")


def reports(one, program):
    """The same bytes in, the same findings out: those of the corrected file, under the name of the original."""
    with tempfile.TemporaryDirectory() as folder:
        name, path = one["name"], Path(one["files"]["corrected"])
        shutil.copy(path, Path(folder) / name)
        is_own = path.suffix == Path(name).suffix
        if not is_own:
            # A workbook now, with a workbook's name.
            name = f"{Path(name).stem}.xlsx"
            shutil.copy(path, Path(folder) / name)
        check = [program, "check", "--isolated", "--fail-on", "never", "--lang", "zh", name, "--format"]
        told = {kind: subprocess.run([*check, kind], cwd=folder, capture_output=True, check=True).stdout for kind in ["json", "csv"]}
        for kind, expected in told.items():
            found = Path(one["files"][kind]).read_bytes()
            if is_own:
                holds(f"{name}: {kind} as the program's", found == expected, f"{len(found)} bytes, not {len(expected)}")
            else:
                holds(f"{name}: {kind} with the program's findings", rows(kind, found) == rows(kind, expected))


def rows(kind, data):
    text = data.decode("utf-8-sig")
    if kind == "json":
        return [(it["code"], it["location"]["cell"], it["message"], it["help"]) for it in json.loads(text)]
    return [[cell for name, cell in row.items() if name not in {"文件", "工作表", "行"}] for row in csv.DictReader(io.StringIO(text))]


def many(all_files, program):
    files = all_files["files"]
    for kind in ["corrected", "annotated"]:
        with zipfile.ZipFile(files[kind]) as archive:
            holds(f"{kind}: what is in the archive", archive.testzip() is None and len(archive.namelist()) >= 1, archive.namelist())
            names = archive.namelist()
            for name in names:
                if name.endswith(".xlsx"):
                    openpyxl.load_workbook(io.BytesIO(archive.read(name)))
            if kind == "annotated":
                holds("annotated: one for each", len(names) == len(all_files["names"]), names)
            changed = [name for name in names if Path(all_files["changed"]).stem in name]
            holds(f"{kind}: the changed file", len(changed) == 1, names)
    review("several", files["review"])
    findings = json.loads(Path(files["json"]).read_text(encoding="utf-8"))
    holds("several: files", {it["file"] for it in findings} == set(all_files["names"]), {it["file"] for it in findings})
    # All corrected files under their own names have the findings that the page tells of all.
    with tempfile.TemporaryDirectory() as folder, zipfile.ZipFile(files["corrected"]) as archive:
        for original in all_files["originals"]:
            path = Path(original)
            (own,) = [name for name in archive.namelist() if name.startswith(f"{path.stem}-")]
            data = archive.read(own)
            holds(f"several: {path.name} is as it was", (data == path.read_bytes()) == (path.name != all_files["changed"]))
            (Path(folder) / path.name).write_bytes(data)
        check = [program, "check", "--isolated", "--fail-on", "never", "--lang", "zh", "--format", "json", *all_files["names"]]
        expected = subprocess.run(check, cwd=folder, capture_output=True, check=True).stdout
        holds("several: as the program's", Path(files["json"]).read_bytes() == expected)


if __name__ == "__main__":
    main()
