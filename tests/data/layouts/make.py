#!/usr/bin/env python3
"""Makes the files of all variants beside this script, or in the folder that is named.

    python make.py [FOLDER]
"""

import json
import re
import sys
import zipfile
from pathlib import Path

import documents
import spreadsheets
import text
from variants import VARIANTS

WRITERS = {
    "xlsx": spreadsheets.xlsx,
    "xls": spreadsheets.xls,
    "ods": spreadsheets.ods,
    "docx": documents.write_docx,
    "csv": text.write_csv,
    "tsv": text.write_tsv,
    "html.xls": text.write_html,
}


def undated(path):
    """Rewrites a zip without the time at which it was made, so that the same description gives the same file."""
    with zipfile.ZipFile(path) as source:
        parts = [(entry, source.read(entry)) for entry in source.infolist()]
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


def main(folder):
    for variant in VARIANTS:
        base = folder / variant.layout
        base.mkdir(parents=True, exist_ok=True)
        (base / f"{variant.name}.json").write_text(records(variant), encoding="utf-8")
        for ending, write in WRITERS.items():
            path = base / f"{variant.name}.{ending}"
            write(variant, path)
            if zipfile.is_zipfile(path):
                undated(path)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
