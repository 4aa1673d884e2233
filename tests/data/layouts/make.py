#!/usr/bin/env python3
"""Makes the files of all variants in all formats, and beside them the records that they hold.

    python make.py            beside this script
    python make.py FOLDER     in a folder, and compares them with those beside this script

Needs the packages of requirements.txt. What LibreOffice writes is made where it is there, else taken as it is; it
is not compared, since each version writes it another way. The .xlsb are taken as make_xlsb.mjs has written them.
"""

import json
import re
import shutil
import sys
import zipfile
from pathlib import Path

import documents
import libreoffice
import spreadsheets
import text
from variants import VARIANTS

HERE = Path(__file__).resolve().parent
WRITERS = {
    "xlsx": spreadsheets.xlsx,
    "xls": spreadsheets.xls,
    "ods": spreadsheets.ods,
    "docx": documents.write_docx,
    "csv": text.write_csv,
    "tsv": text.write_tsv,
    "html.xls": text.write_html,
}


def make(folder):
    def base(variant, ending):
        return folder / variant.layout / f"{variant.name}.{ending}"

    for variant in VARIANTS:
        base(variant, "json").parent.mkdir(parents=True, exist_ok=True)
        base(variant, "json").write_text(records(variant), encoding="utf-8")
        others = libreoffice.endings(variant)
        for ending, write in WRITERS.items():
            if ending not in others:
                write(variant, base(variant, ending))
        if variant.mht:
            text.write_mht(variant, base(variant, "mht.xls"))
    if libreoffice.program():
        libreoffice.write(VARIANTS, base)
    else:
        print("no LibreOffice: its files are taken as they are")
        if folder != HERE:
            for variant in VARIANTS:
                for ending in libreoffice.endings(variant):
                    path = base(variant, ending)
                    shutil.copy(HERE / path.relative_to(folder), path)
    if folder != HERE:
        for path in HERE.glob("*/*.xlsb"):
            shutil.copy(path, folder / path.relative_to(HERE))
    for path in files(folder).values():
        if zipfile.is_zipfile(path):
            undated(path)


def files(folder):
    """The files of all variants in a folder, by their names in it."""
    names = {variant.layout for variant in VARIANTS}
    return {path.relative_to(folder): path for name in names for path in sorted((folder / name).iterdir())}


def undated(path):
    """Rewrites a zip without the time at which it was made, so that the same description gives the same file, and
    without LibreOffice's picture of it, which is as large as the rest."""
    with zipfile.ZipFile(path) as source:
        entries = [entry for entry in source.infolist() if not entry.filename.startswith("Thumbnails/")]
        parts = [(entry, source.read(entry)) for entry in entries]
    with zipfile.ZipFile(path, "w", compresslevel=9) as target:
        for entry, content in parts:
            if entry.filename == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:(created|modified)[^>]*>)[^<]*", rb"\g<1>2021-01-01T00:00:00Z", content)
            # A ZipInfo of the name alone is of 1980.
            target.writestr(zipfile.ZipInfo(entry.filename), content, entry.compress_type, 9)


def records(variant):
    """The records as JSON, with a line for each indicator."""
    projects = []
    for record in variant.records():
        fields = [f'"{name}": {to_json(value)}' for name, value in record.items() if name != "indicators"]
        indicators = ",\n".join(f"    {to_json(indicator)}" for indicator in record["indicators"])
        fields.append(f'"indicators": [\n{indicators}\n  ]')
        projects.append("{\n  " + ",\n  ".join(fields) + "\n}")
    return f"[{', '.join(projects)}]\n"


def to_json(value):
    return json.dumps(value, ensure_ascii=False)


def different(folder):
    """The files that are in one of the two folders only, or not the same in both."""
    others = {
        Path(variant.layout) / f"{variant.name}.{ending}"
        for variant in VARIANTS
        for ending in libreoffice.endings(variant)
    }
    made, known = files(folder), files(HERE)
    compared = made.keys() & known.keys() - others
    changed = {name for name in compared if contents(made[name]) != contents(known[name])}
    return sorted(changed | (made.keys() ^ known.keys()))


def contents(path):
    """The bytes of a file, or those of its parts: how they are compressed is no matter."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as source:
        return [(entry.filename, source.read(entry)) for entry in source.infolist()]


def main():
    if len(sys.argv) == 1:
        return make(HERE)
    folder = Path(sys.argv[1]).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    make(folder)
    if names := different(folder):
        sys.exit("not what make.py makes:\n" + "\n".join(map(str, names)))
    print(f"{len(files(folder))} files as they are in the repository")


if __name__ == "__main__":
    main()
