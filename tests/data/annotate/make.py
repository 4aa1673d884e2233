"""Makes workbooks that hold much of what a workbook can hold: nothing of it may be lost or changed when the findings are
written into a copy. Some are made by openpyxl, some by XlsxWriter, and some of these are then written in other ways that
the standard allows.

    make.py FOLDER

Those of the repository are made by it, but for libreoffice.xlsx, which is openpyxl.xlsx as LibreOffice saves it.
"""

import io
import re
import struct
import sys
import zipfile
import zlib
from datetime import datetime
from pathlib import Path

import openpyxl
import xlsxwriter
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import ColorScaleRule, FormulaRule
from openpyxl.styles import Alignment, Border, Font, GradientFill, PatternFill, Protection, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.formula import ArrayFormula
from openpyxl.worksheet.table import Table

HEAD = ["单位名称", "项目名称", "预算数（万元）", "年度目标", "一级指标", "二级指标", "三级指标", "指标值", "备注"]
ROWS = [
    ["某县图书馆", "购书经费", 12.5, "购置图书，办好读者活动", "产出指标", "数量指标", "购书册数", "2000", "=HYPERLINK(\"x\")"],
    ["", "", "", "", "产出指标", "质量指标", "验收合格率", "≤100%", "+1"],
    ["", "", "", "", "产出指标", "时效指标", "完成时间", "及时", "-1"],
    ["", "", "", "", "效益指标", "社会效益指标", "借阅量", "显著提高", "@x"],
    ["某县图书馆", "馆舍维修", 30, "=cmd|'/C calc'!A0", "产出指标", "数量指标", "维修处数", "3", "控制\x07字符_x000A_"],
    ["", "", "", "", "满意度指标", "服务对象满意度指标", "读者满意度", "90%", ""],
]
AREAS = ["A4:A7", "B4:B7", "C4:C7", "D4:D7", "A8:A9", "B8:B9", "C8:C9", "D8:D9"]


def picture():
    """A picture of 8 × 8 red points (PNG)."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xd0\x20\x20" * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def by_openpyxl(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "目标 '24"
    sheet["A1"] = "项目支出绩效目标申报表（2024年度）"
    sheet.merge_cells("A1:I1")
    sheet["A1"].font = Font(name="黑体", size=16, bold=True)
    sheet["A1"].alignment = Alignment(horizontal="center")
    sheet["A2"] = "金额单位：万元"
    thin = Side(style="thin", color="FF336699")
    for column, name in enumerate(HEAD, 1):
        cell = sheet.cell(3, column, name)
        cell.font = Font(bold=True, color="FFFFFFFF")
        cell.fill = PatternFill("solid", fgColor="FF1F4E78")
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
    for row, values in enumerate(ROWS, 4):
        for column, value in enumerate(values, 1):
            if value == "":
                continue
            cell = sheet.cell(row, column)
            cell.value = re.sub("[\x00-\x08]", "", value) if isinstance(value, str) else value
            if isinstance(value, str):
                cell.data_type = "s"
            cell.font = Font(name="仿宋", size=12, italic=column == 7)
            cell.border = Border(top=thin, bottom=thin)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for area in AREAS:
        sheet.merge_cells(area)
    sheet["B4"].fill = PatternFill("solid", fgColor="FFDDEBF7")
    sheet["H5"].fill = GradientFill(stop=("FFFFFFFF", "FF99CCFF"))
    sheet["H6"].protection = Protection(locked=False)
    sheet["C4"].number_format = '#,##0.00"万元"'
    sheet["G7"] = CellRichText("借阅", TextBlock(InlineFont(b=True, color="FFFF0000"), "量"))
    sheet["C10"] = "=SUM(C4:C9)"
    sheet["H11"] = ArrayFormula("H11:H11", "=SUM(C4:C9*1)")
    sheet["H5"].comment = Comment("请再核实<&>", "王老师", width=300, height=120)
    sheet["A2"].comment = Comment("与本表有关的说明", "李")
    sheet["A12"] = "主页"
    sheet["A12"].hyperlink = "https://example.com/"
    listed = DataValidation(type="list", formula1='"产出指标,效益指标"', allow_blank=True)
    sheet.add_data_validation(listed)
    listed.add("E4:E9")
    sheet.conditional_formatting.add("C4:C9", ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="FF0000"))
    sheet.conditional_formatting.add("H4:H9", FormulaRule(formula=['H4=""'], fill=PatternFill(bgColor="FFFF00")))
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "A3:I9"
    sheet.print_title_rows = "3:3"
    sheet.print_area = "A1:I10"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = 9
    sheet.oddFooter.center.text = "第&P页"
    sheet.column_dimensions["D"].width = 33
    sheet.column_dimensions["K"].hidden = True
    sheet.column_dimensions.group("M", "N", outline_level=1)
    sheet.row_dimensions[4].height = 60
    sheet.row_dimensions[20].hidden = True
    sheet.protection.sheet = True
    sheet.protection.password = "1"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=3, max_row=9), titles_from_data=True)
    sheet.add_chart(chart, "A15")
    hidden = book.create_sheet("旧表")
    hidden["A1"] = "隐藏"
    hidden["A1"].comment = Comment("隐藏表的批注", "王老师")
    hidden.sheet_state = "veryHidden"
    other = book.create_sheet("审核意见")
    other["A1"] = "单位自己的表"
    other["B2"] = "='目标 ''24'!C10"
    book.defined_names["合计"] = DefinedName("合计", attr_text="'目标 ''24'!$C$10")
    other.defined_names["本表"] = DefinedName("本表", attr_text="审核意见!$A$1")
    book.active = 0
    book.properties.creator = "单位"
    book.properties.created = book.properties.modified = datetime(2024, 1, 2)
    book.save(path)


def by_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    book.set_properties({"author": "单位", "created": datetime(2024, 1, 2)})
    book.set_custom_property("文号", "〔2024〕1号")
    sheet = book.add_worksheet("申报表")
    wrapped = book.add_format({"text_wrap": True, "border": 1, "valign": "top"})
    merged = book.add_format({"bold": True, "border": 2, "bg_color": "#E2EFDA", "align": "center"})
    sheet.merge_range("A1:I1", "项目支出绩效目标申报表（2024年度）", merged)
    sheet.write("A2", "金额单位：万元")
    for column, name in enumerate(HEAD):
        sheet.write_string(2, column, name, merged)
    for row, values in enumerate(ROWS, 3):
        for column, value in enumerate(values):
            if value == "":
                sheet.write_blank(row, column, None, wrapped)
            elif isinstance(value, str):
                sheet.write_string(row, column, value, wrapped)
            else:
                sheet.write_number(row, column, value, wrapped)
    for area, row in zip(AREAS, [3] * 4 + [7] * 4):
        value = ROWS[row - 3][AREAS.index(area) % 4]
        sheet.merge_range(area, "", wrapped)
        first = area.split(":")[0]
        sheet.write_string(first, value, wrapped) if isinstance(value, str) else sheet.write_number(first, value, wrapped)
    bold = book.add_format({"bold": True})
    sheet.write_rich_string("G7", "借", bold, "阅", "量", wrapped)
    sheet.write_formula("C11", "=SUM(C4:C9)", None, 42.5)
    sheet.write_array_formula("D11:D12", "{=C4:C5*2}", None, 25)
    sheet.write_dynamic_array_formula("E11", "=_xlfn.SEQUENCE(3)", None, 1)
    sheet.write_comment("H6", "以前的批注", {"author": "王老师", "x_scale": 2, "visible": True})
    sheet.write_comment("I3", "表头的批注")
    sheet.data_validation("E4:E9", {"validate": "list", "source": ["产出指标", "效益指标"]})
    sheet.conditional_format("C4:C9", {"type": "data_bar", "data_bar_2010": True})
    sheet.conditional_format("C4:C9", {"type": "icon_set", "icon_style": "3_traffic_lights"})
    sheet.add_sparkline("J4", {"range": "申报表!C4:C9"})
    sheet.insert_image("A20", "picture.png", {"image_data": io.BytesIO(picture())})
    sheet.set_header("&L&G", {"image_left": "picture.png", "image_data_left": io.BytesIO(picture())})
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=申报表!$C$4:$C$9"})
    sheet.insert_chart("F20", chart)
    sheet.insert_textbox("L3", "说明")
    sheet.insert_button("L9", {"macro": "x", "caption": "按钮"})
    sheet.insert_checkbox("J5", True)
    sheet.protect("1")
    sheet.repeat_rows(2)
    sheet.set_landscape()
    sheet.set_column("D:D", 30, wrapped)
    sheet.set_row(6, 45, wrapped)
    sheet.set_background(io.BytesIO(picture()))
    listing = book.add_worksheet("清单")
    listing.add_table("A1:B3", {"data": [["甲", 1], ["乙", 2]], "columns": [{"header": "名称"}, {"header": "数"}]})
    page = book.add_chartsheet("图")
    pie = book.add_chart({"type": "pie"})
    pie.add_series({"values": "=清单!$B$2:$B$3"})
    page.set_chart(pie)
    book.define_name("比率", "=0.95")
    book.define_name("清单!本表", "=清单!$A$1")
    book.close()


def rewritten(source, target, change):
    """The same workbook with some parts written in another way."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            name, data = change(entry.filename, old.read(entry))
            new.writestr(zipfile.ZipInfo(name, (2024, 1, 2, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)


def prefixed(name, data):
    """Elements with a prefix, cells and rows without places, one part in UTF-16."""
    if name.endswith("workbook.xml"):
        return name, data.decode().replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")
    if not re.search(r"(worksheets/sheet1|styles|comments1?/?comment1|comments1)\.xml$", name):
        return name, data
    text = re.sub(r"<(/?)(?=[A-Za-z])(?![a-z0-9]+:)", r"<\1x:", data.decode())
    text = text.replace(' xmlns="http', ' xmlns:x="http', 1)
    if "sheet1" in name:
        text = re.sub(r'(<x:row) r="\d+"', r"\1", re.sub(r'(<x:c) r="[A-I]\d+"', r"\1", text)) if is_dense(text) else text
    return name, text.encode()


def is_dense(text):
    """Whether no cell is left out, so that places need not be told."""
    rows = re.findall(r"<x:row [^>]*>(.*?)</x:row>", text, re.S)
    return all(len(re.findall(r"<x:c[ >/]", row)) == 9 for row in rows)


def signed(name, data):
    """With what a signature leaves in a package; it signs nothing."""
    if name == "_rels/.rels":
        text = data.decode()
        kind = "http://schemas.openxmlformats.org/package/2006/relationships/digital-signature/origin"
        text = text.replace("</Relationships>", f'<Relationship Id="rIdS" Type="{kind}" Target="_xmlsignatures/origin.sigs"/></Relationships>')
        return name, text.encode()
    return name, data


def conversation(name, data):
    """A comment that stands in for a conversation."""
    if "comment" in name and name.endswith(".xml") and "王老师".encode() in data:
        return name, data.replace("王老师".encode(), b"tc={9B0C6DB8-6A0C-4B1C-8E63-3D8D8B6A1D11}")
    return name, data


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    by_openpyxl(folder / "openpyxl.xlsx")
    by_xlsxwriter(folder / "xlsxwriter.xlsx")
    rewritten(folder / "xlsxwriter.xlsx", folder / "prefixed.xlsx", prefixed)
    rewritten(folder / "openpyxl.xlsx", folder / "conversation.xlsx", conversation)
    rewritten(folder / "openpyxl.xlsx", folder / "signed.xlsx", signed)
    with zipfile.ZipFile(folder / "signed.xlsx", "a") as book:
        book.writestr(zipfile.ZipInfo("_xmlsignatures/origin.sigs", (2024, 1, 2, 0, 0, 0)), b"")


if __name__ == "__main__":
    main()
