"""Text files: .csv as a Chinese Excel saves it, .tsv, and HTML tables under the name .xls as systems export them.

They show one sheet after another: what is hidden is not in them.
"""

import csv
import html as markup
import io
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText


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


def html(variant):
    label = {"gb18030": "gb2312", "utf-8": "utf-8"}[variant.html]
    parts = [
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"'
        ' xmlns="http://www.w3.org/TR/REC-html40">\n<head>\n'
        f'<meta http-equiv="Content-Type" content="text/html; charset={label}">\n'
        '<style>td{mso-number-format:"\\@";} br{mso-data-placement:same-cell;}</style>\n</head>\n<body>\n'
    ]
    for sheet in variant.shown():
        parts.append('<table border="1">\n')
        inside = {
            (row, column)
            for first_row, first, last_row, last in sheet.merges()
            for row in range(first_row, last_row + 1)
            for column in range(first, last + 1)
        }
        for row in range(sheet.height):
            places = [(row, column) for column in range(sheet.width)]
            cells = [html_cell(sheet.cells.get(at)) for at in places if at in sheet.cells or at not in inside]
            parts.append("<tr>" + "".join(cells) + "</tr>\n")
        parts.append("</table>\n")
    parts.append("</body>\n</html>\n")
    return "".join(parts)


def html_cell(cell):
    if cell is None:
        return "<td>&nbsp;</td>"
    spans = f' rowspan="{cell.rows}"' if cell.rows > 1 else ""
    spans += f' colspan="{cell.columns}"' if cell.columns > 1 else ""
    if cell.number is not None:
        spans += f' x:num="{cell.number}"'
    runs = cell.runs or [(cell.shown, False)]
    text = "".join(f"<b>{markup.escape(run)}</b>" if heavy else markup.escape(run) for run, heavy in runs)
    return f"<td{spans}>{text.replace(chr(10), '<br>')}</td>"


def write_html(variant, path):
    path.write_bytes(html(variant).encode(variant.html))


def write_mht(variant, path):
    """A web page in a single file, as some systems export it."""
    page = MIMEText(html(variant), "html", variant.html)
    page.add_header("Content-Location", "file:///C:/export/sheet.htm")
    message = MIMEMultipart("related", boundary="----=_NextPart_01", _subparts=[page])
    path.write_bytes(message.as_bytes())
