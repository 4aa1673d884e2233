"""Text files: .csv as a Chinese Excel saves it, .tsv, and HTML tables under the name .xls as systems export them.

They show one sheet after another: what is hidden is not in them.
"""

import csv
import html as markup
import io


def lines(variant):
    for index, sheet in enumerate(variant.shown()):
        if index:
            yield []
        yield from sheet.lines()


def delimited(variant, delimiter):
    text = io.StringIO(newline="")
    # As Excel writes: a cell is quoted where it has to be, and lines inside of cells end with LF.
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(lines(variant))
    return text.getvalue()


def write_csv(variant, path):
    path.write_bytes(delimited(variant, ",").encode("gb18030"))


def write_tsv(variant, path):
    text = delimited(variant, "\t")
    # Unicode text of Excel is UTF-16 with a byte order mark.
    path.write_bytes(b"\xff\xfe" + text.encode("utf-16-le") if variant.tsv == "utf-16" else text.encode("utf-8"))
