"""Makes the files of this folder: one table as a workbook, and as the formats that other programs write.

Needs openpyxl, odfpy and LibreOffice; `make.mjs` beside it, run at the end, needs node with SheetJS (`xlsx`).

    python3 make.py
"""

import base64
import datetime
import html
import pathlib
import quopri
import subprocess
import zipfile

import openpyxl
from openpyxl.comments import Comment
from odf.office import Annotation
from odf.opendocument import OpenDocumentSpreadsheet, OpenDocumentText
from odf.style import Style, TableProperties
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import LineBreak, P, S, Span

HERE = pathlib.Path(__file__).resolve().parent

TITLE = "汇总'表'&<1>"
HEADER = ["单位名称", "项目名称", "预算数", "年度目标", "一级指标", "二级指标", "三级指标", "指标值"]
GOAL = "购置图书2000册；\n开放300天，接待  读者"
DAY = datetime.date(2023, 6, 30)
# Level 1, level 2, name, value: text, or a number and its format.
INDICATORS = [
    [
        ("产出指标", "数量指标", "购书册数", "≥2000册"),
        ("产出指标", "质量指标", "验收合格率 A&B < 5", (0.95, "0%")),
        ("产出指标", "时效指标", "完成时间", (DAY, 'yyyy"年"m"月"d"日"')),
        ("产出指标", "成本指标", "购书经费", (3309840, '#,##0"元"')),
        ("效益指标", "社会效益指标", "借阅增长率", (0.055, "0.0%")),
        ("满意度指标", "服务对象满意度指标", "读者满意度", "≥95%"),
    ],
    [
        ("产出指标", "数量指标", "培训人数", (58, '0"人"')),
        ("产出指标", "时效指标", "培训时间", (DAY, "yyyy/m/d")),
        ("满意度指标", "服务对象满意度指标", "学员满意度", "≥90%"),
    ],
]
NAMES = ["购书经费", "培训经费"]
MONEY = [3309840, 12345.6]


def workbook():
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = TITLE
    sheet["A1"] = "2023年某县部门预算项目绩效目标表"
    sheet.merge_cells("A1:H1")
    sheet["H2"] = "金额单位：元"
    for column, text in enumerate(HEADER, 1):
        sheet.cell(3, column, text)
    row = 4
    for name, money, indicators in zip(NAMES, MONEY, INDICATORS):
        last = row + len(indicators) - 1
        sheet.cell(row, 1, "某县图书馆")
        sheet.cell(row, 2, name).comment = Comment("这是批注", "审核人")
        sheet.cell(row, 3, money if name == "购书经费" else "=12345.6*1").number_format = "#,##0.00"
        sheet.cell(row, 4, GOAL)
        for column in range(1, 5):
            sheet.merge_cells(start_row=row, end_row=last, start_column=column, end_column=column)
        for level1, level2, title, value in indicators:
            sheet.cell(row, 5, level1)
            sheet.cell(row, 6, level2)
            sheet.cell(row, 7, title)
            cell = sheet.cell(row, 8)
            if isinstance(value, tuple):
                cell.value, cell.number_format = value
            else:
                cell.value = value
            row += 1
    hidden = book.create_sheet("草稿")
    hidden["A1"] = "不应读取"
    hidden.sheet_state = "hidden"
    return book


def convert(source, target, filter_name=None):
    kind = target.suffix[1:]
    kind = f"{kind}:{filter_name}" if filter_name else kind
    folder = HERE / "converted"
    subprocess.run(
        ["soffice", "--headless", "--convert-to", kind, "--outdir", folder, source], check=True, capture_output=True
    )
    made = folder / (source.stem + target.suffix)
    made.replace(target)
    folder.rmdir()


def shown(value):
    """A value as a spreadsheet shows it."""
    if not isinstance(value, tuple):
        return value
    number, code = value
    if code in ("0%", "0.0%"):
        return f"{number:.{code.count('0') - 1}%}"
    if isinstance(number, datetime.date):
        return "2023年6月30日" if "年" in code else "2023/6/30"
    return f"{number:,}元" if "元" in code else f"{number}人"


def rows():
    """The rows as they are shown: lists of (text, columns, rows); None where a cell is covered."""
    yield [("2023年某县部门预算项目绩效目标表", 8, 1)]
    yield [("", 1, 1)] * 7 + [("金额单位：元", 1, 1)]
    yield [(text, 1, 1) for text in HEADER]
    for name, money, indicators in zip(NAMES, MONEY, INDICATORS):
        for index, (level1, level2, title, value) in enumerate(indicators):
            left = ["某县图书馆", name, f"{money:,.2f}", GOAL]
            left = [(text, 1, len(indicators)) for text in left] if index == 0 else [None] * 4
            yield left + [(text, 1, 1) for text in (level1, level2, title, shown(value))]


def odfpy():
    """As a program writes it: no shown text where there is a value, repeats, notes, spaces, text that is covered."""
    document = OpenDocumentSpreadsheet()
    hidden = Style(name="hidden", family="table")
    hidden.addElement(TableProperties(display="false"))
    document.automaticstyles.addElement(hidden)
    draft = Table(name="草稿", stylename="hidden")
    document.spreadsheet.addElement(draft)
    row = TableRow()
    draft.addElement(row)
    cell = TableCell(valuetype="string")
    cell.addElement(P(text="不应读取"))
    row.addElement(cell)
    sheet = Table(name=TITLE)
    document.spreadsheet.addElement(sheet)
    values = {shown(value): value for group in INDICATORS for *_, value in group if isinstance(value, tuple)}
    for number, cells in enumerate(rows(), 1):
        row = TableRow()
        sheet.addElement(row)
        for cell in cells:
            if cell is None:
                covered = CoveredTableCell(valuetype="string")
                covered.addElement(P(text="合并单元格下面的字"))
                row.addElement(covered)
                continue
            text, columns, height = cell
            if not text:
                # Blank cells all together, in the first of them.
                if row.firstChild is None:
                    row.addElement(TableCell(numbercolumnsrepeated=7))
                continue
            span = {}
            if (columns, height) != (1, 1):
                span = {"numbercolumnsspanned": columns, "numberrowsspanned": height}
            value = values.get(text)
            number_of = text.replace(",", "")
            if value and text.endswith("%"):
                made = TableCell(valuetype="percentage", value=value[0], **span)
            elif number_of.replace(".", "").isdigit():
                made = TableCell(valuetype="float", value=float(number_of), **span)
            elif text == "2023/6/30":
                # A date that only its value makes clear.
                made = TableCell(valuetype="date", datevalue="2023-06-30", **span)
                made.addElement(P(text="06/30/23"))
            else:
                made = TableCell(valuetype="string", **span)
                if text == NAMES[0]:
                    note = Annotation()
                    note.addElement(P(text="这是批注"))
                    made.addElement(note)
                paragraph = P()
                for index, piece in enumerate(text.split("\n")):
                    if index:
                        paragraph.addElement(LineBreak())
                    words = piece.split("  ")
                    paragraph.addElement(Span(text=words[0]))
                    for word in words[1:]:
                        paragraph.addElement(S(c=2))
                        paragraph.addText(word)
                made.addElement(paragraph)
            row.addElement(made)
            if columns > 1:
                row.addElement(CoveredTableCell(numbercolumnsrepeated=columns - 1))
        row.addElement(TableCell(numbercolumnsrepeated=16384 - 8))
    tail = TableRow(numberrowsrepeated=1048576 - 12)
    tail.addElement(TableCell(numbercolumnsrepeated=16384))
    sheet.addElement(tail)
    document.save(str(HERE / "odfpy.ods"))

    letter = OpenDocumentText()
    letter.text.addElement(P(text="关于绩效目标的说明"))
    letter.save(str(HERE / "letter.odt"))


def markup(text):
    return html.escape(text, quote=False).replace("\n", "<br/>").replace("  ", "&nbsp; ")


def php():
    """As systems export it: a page without a frame in GBK, tags left open, under the name .xls."""
    lines = ['<meta http-equiv="Content-Type" content="text/html; charset=gb2312">', "<style>td{mso-number-format:'\\@'}</style>"]
    lines.append("<!-- 导出 --><table border=1>")
    for cells in rows():
        line = "<tr>"
        for cell in cells:
            if cell is None:
                continue
            text, columns, height = cell
            line += "<td"
            line += f" colspan={columns}" if columns > 1 else ""
            line += f" rowspan={height}" if height > 1 else ""
            line += f">{markup(text) or '&nbsp;'}\n"
        line += "<td style='display: none'>内部编号</td>"
        lines.append(line)
    lines.append("</table>")
    (HERE / "php.xls").write_bytes("\n".join(lines).encode("gbk"))


def page(name, body, settings=""):
    return (
        '<html xmlns:x="urn:schemas-microsoft-com:office:excel">\r\n<head>\r\n'
        '<meta http-equiv=Content-Type content="text/html; charset=gb2312">\r\n'
         f"<title>{html.escape(name)}</title>\r\n<!--[if gte mso 9]><xml>{settings}</xml><![endif]-->\r\n"
        f"</head>\r\n<body>\r\n{body}\r\n</body>\r\n</html>\r\n"
    )


def excel_table():
    lines = ["<table border=0 cellpadding=0 cellspacing=0 width=1024 style='border-collapse:collapse'>"]
    for cells in rows():
        lines.append(" <tr height=18 style='height:13.5pt'>")
        for cell in cells:
            if cell is None:
                continue
            text, columns, height = cell
            span = (f" colspan={columns}" if columns > 1 else "") + (f" rowspan={height}" if height > 1 else "")
            inner = html.escape(text, quote=False)
            inner = inner.replace("  ", "<span style='mso-spacerun:yes'>&nbsp; </span>").replace("\n", "<br>\r\n    ")
            if text == NAMES[0]:
                inner += "<![if !supportAnnotations]><span class=msocomanchor>[1]</span><![endif]>"
            lines.append(f"  <td{span} class=xl24>{inner}</td>")
        lines.append(" </tr>")
    lines.append(" <![if supportMisalignedColumns]>\r\n <tr height=0 style='display:none'>\r\n  <td width=72></td>\r\n </tr>\r\n <![endif]>")
    lines.append("</table>")
    lines.append("<div style='mso-element:comment-list'><hr class=msocomhide><div style='mso-element:comment'>审核人：这是批注</div></div>")
    return "\r\n".join(lines)


def mhtml():
    """As Excel writes a single file web page: frames and a page for each sheet."""
    sheets = [("草稿", "sheet001.htm"), (TITLE, "sheet002.htm")]
    worksheets = "".join(
        f'<x:ExcelWorksheet>\r\n    <x:Name>{html.escape(name, quote=False)}</x:Name>\r\n'
        f'    <x:WorksheetSource HRef="book.files/{file}"/>\r\n   </x:ExcelWorksheet>'
        for name, file in sheets
    )
    settings = f"<x:ExcelWorkbook><x:ExcelWorksheets>{worksheets}</x:ExcelWorksheets></x:ExcelWorkbook>"
    frames = '<frameset rows="*,39" border=0><frame src="book.files/sheet002.htm" name="frSheet"></frameset>'
    hidden = "<x:WorksheetOptions><x:Visible>SheetHidden</x:Visible></x:WorksheetOptions>"
    parts = [
        ("book.htm", "text/html", page("book", frames, settings), "quoted-printable"),
        ("book.files/tabstrip.htm", "text/html", page("tabs", "<table><tr><td>标签</td></tr></table>"), "quoted-printable"),
        ("book.files/sheet001.htm", "text/html", page("草稿", "<table><tr><td>不应读取</td></tr></table>", hidden), "quoted-printable"),
        ("book.files/sheet002.htm", "text/html", page(TITLE, excel_table()), "base64"),
        ("book.files/filelist.xml", "text/xml", "<xml></xml>", "quoted-printable"),
    ]
    text = "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\n"
    text += 'Content-Type: multipart/related; boundary="----=_NextPart_01DA.5A3B"\r\n\r\n'
    text += "本文档为“单个文件网页”，也称为“Web 档案”文件。\r\n\r\n"
    body = text.encode("gbk")
    for name, kind, content, coding in parts:
        charset = '; charset="gb2312"' if kind == "text/html" else '; charset="utf-8"'
        body += f"------=_NextPart_01DA.5A3B\r\nContent-Location: file:///C:/1A2B/{name}\r\n".encode()
        body += f"Content-Transfer-Encoding: {coding}\r\nContent-Type: {kind}{charset}\r\n\r\n".encode()
        raw = content.encode("gbk")
        body += quopri.encodestring(raw) if coding == "quoted-printable" else base64.encodebytes(raw)
        body += b"\r\n"
    body += b"------=_NextPart_01DA.5A3B--\r\n"
    (HERE / "frames.mht").write_bytes(body)


def excel_xml():
    """As Excel writes XML Spreadsheet 2003: styles, indexes instead of covered cells, a hidden sheet at the end."""
    styles = {"General": "Default"}
    cells_of = []
    title = '<Row><Cell ss:MergeAcross="7"><Data ss:Type="String">2023年某县部门预算项目绩效目标表</Data></Cell></Row>'
    unit = '<Row ss:Index="2"><Cell ss:Index="8"><Data ss:Type="String">金额单位：元</Data></Cell></Row>'
    cells_of += [title, unit, "<Row>" + "".join(string(text) for text in HEADER) + "</Row>"]
    for name, money, indicators in zip(NAMES, MONEY, INDICATORS):
        for index, (level1, level2, text, value) in enumerate(indicators):
            line = "<Row>"
            down = f' ss:MergeDown="{len(indicators) - 1}"'
            if index == 0:
                comment = '<Comment ss:Author="审核人"><ss:Data xmlns="http://www.w3.org/TR/REC-html40"><Font>这是批注</Font></ss:Data></Comment>'
                line += string("某县图书馆", down) + string(name, down, comment)
                style = styles.setdefault("Standard", "s1")
                formula = "" if name == "购书经费" else ' ss:Formula="=12345.6*1"'
                line += f'<Cell ss:StyleID="{style}"{down}{formula}><Data ss:Type="Number">{money}</Data></Cell>'
                line += string(GOAL, down)
            line += string(level1, ' ss:Index="5"') + string(level2)
            rich = f'<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><B>{html.escape(text[:2])}</B><Font html:Color="#FF0000">{html.escape(text[2:])}</Font></ss:Data></Cell>'
            line += rich
            if isinstance(value, tuple):
                number, code = value
                code = {"yyyy/m/d": "Short Date"}.get(code, code)
                style = styles.setdefault(code, f"s{len(styles)}")
                kind, data = ("DateTime", f"{number}T00:00:00.000") if isinstance(number, datetime.date) else ("Number", number)
                line += f'<Cell ss:StyleID="{style}"><Data ss:Type="{kind}">{data}</Data></Cell>'
            else:
                line += string(value)
            cells_of.append(line + "</Row>")
    formats = "".join(
        f'<Style ss:ID="{name}"><NumberFormat ss:Format="{html.escape(code)}"/></Style>' for code, name in styles.items()
    )
    text = (
        '<?xml version="1.0" encoding="GBK"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="urn:schemas-microsoft-com:office:office" '
        'xmlns:x="urn:schemas-microsoft-com:office:excel" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:html="http://www.w3.org/TR/REC-html40">\n'
        f"<Styles>{formats}</Styles>\n"
        f'<Worksheet ss:Name="{html.escape(TITLE, quote=False)}"><Table>' + "\n".join(cells_of) + "</Table></Worksheet>\n"
        '<Worksheet ss:Name="草稿"><Table><Row><Cell><Data ss:Type="String">不应读取</Data></Cell></Row></Table>'
        '<WorksheetOptions xmlns="urn:schemas-microsoft-com:office:excel"><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>\n'
        "</Workbook>\n"
    )
    (HERE / "excel-2003.xml").write_bytes(text.encode("gbk"))


def string(text, attributes="", comment=""):
    data = html.escape(text, quote=False).replace("\n", "&#10;")
    return f'<Cell{attributes}><Data ss:Type="String">{data}</Data>{comment}</Cell>'


def encrypted():
    """Only the list of parts says that a part is encrypted; its content is noise."""
    with zipfile.ZipFile(HERE / "encrypted.ods", "w") as file:
        file.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        file.writestr("content.xml", bytes(range(256)))
        file.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml">'
            "<manifest:encryption-data/></manifest:file-entry></manifest:manifest>",
        )


if __name__ == "__main__":
    plain = HERE / "plain.xlsx"
    workbook().save(plain)
    # LibreOffice calculates the formulas.
    convert(plain, HERE / "table.xlsx", "Calc MS Excel 2007 XML")
    convert(plain, HERE / "libreoffice.ods")
    book = workbook()
    book.remove(book["草稿"])
    book.save(plain)
    convert(plain, HERE / "libreoffice.html", "HTML (StarCalc)")
    plain.unlink()
    odfpy()
    php()
    mhtml()
    excel_xml()
    encrypted()
    subprocess.run(["node", HERE / "make.mjs"], check=True)
