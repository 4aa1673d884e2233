"""Makes the binary workbooks beside it: one table written by XlsxWriter (`table.xlsx`, to compare with) and xlwt,
and saved from the former by LibreOffice and SheetJS.

Needs XlsxWriter, openpyxl and xlwt, `soffice`, and `node` with SheetJS (`xlsx`) where NODE_PATH finds it.
"""

import datetime
import pathlib
import subprocess
import tempfile

import openpyxl
import xlsxwriter
import xlwt

HERE = pathlib.Path(__file__).parent
GENERAL = "General"
PERCENT, MONEY, PEOPLE, DATE = "0.0%", "#,##0.00", '0"人"', 'yyyy"年"m"月"d"日"'

TITLE = "部门预算项目绩效目标申报表（2024年度）"
HEADER = "单位名称 项目名称 预算数 年度目标 一级指标 二级指标 三级指标 指标性质 指标值 度量单位 权重".split()
# Texts; (number, format); (formula, its result); None where nothing is written.
FIRST = ["某县图书馆", "购书经费", (50000.5, MONEY), "购置图书2000册，办好读者活动"]
SECOND = ["某县图书馆", "馆舍维修", (1234567.89, MONEY), "维修馆舍3处"]
REST = [None] * 4
ROWS = [
    FIRST + ["产出指标", "数量指标", "购书册数", "≥", (2000, GENERAL), "册", (10, GENERAL)],
    REST + ["产出指标", "数量指标", "培训人数", "≥", (58, PEOPLE), None, ("5+5", 10)],
    REST + ["产出指标", "质量指标", "验收合格率", "=", (0.985, PERCENT), None, (12.5, GENERAL)],
    REST + ["产出指标", "时效指标", "完成时间", None, (datetime.date(2024, 6, 30), DATE), None, (5, GENERAL)],
    REST + ["效益指标", "社会效益指标", "借阅量增长", "≥", ('"≥"&5&"%"', "≥5%"), None, ("1/0", "#DIV/0!")],
    SECOND + ["产出指标", "数量指标", "维修处数", "=", (3, GENERAL), "处", (0.1 + 0.2, GENERAL)],
    REST + ["满意度指标", "服务对象满意度指标", "读者满意度", "≥", (0.9, "0%"), None, (1e10, GENERAL)],
]
FIRST_ROW = 2
# Title, and the cells that stand for all rows of a project: first row, first column, last row, last column.
MERGES = [(0, 0, 0, 10)]
MERGES += [(first, column, last, column) for first, last in [(3, 7), (8, 9)] for column in range(4)]
# The cells with values, by place.
CELLS = {(0, 0): TITLE, (1, 10): "金额单位：元"}
CELLS |= {
    (FIRST_ROW + row, column): cell
    for row, cells in enumerate([HEADER, *ROWS])
    for column, cell in enumerate(cells)
    if cell is not None
}
# Longer than a record of an .xls can be.
LONG = "".join(f"第{number}条　严格执行经费管理规定，" for number in range(1, 500))
MARKS = ("购书", "经费（", "重点", "）")


def with_xlsxwriter(path):
    book = xlsxwriter.Workbook(path)
    formats = {}

    def format_of(code):
        return formats.setdefault(code, None if code == GENERAL else book.add_format({"num_format": code}))

    sheet = book.add_worksheet("申报表")
    for area in MERGES:
        sheet.merge_range(*area, "")
    for place, cell in CELLS.items():
        match cell:
            case (str(formula), result):
                sheet.write_formula(*place, "=" + formula, None, result)
            case (datetime.date() as date, code):
                sheet.write_datetime(*place, date, format_of(code))
            case (number, code):
                sheet.write_number(*place, number, format_of(code))
            case text:
                sheet.write_string(*place, text)
    notes = book.add_worksheet("说明")
    bold = book.add_format({"bold": True})
    notes.write_rich_string(0, 0, MARKS[0], bold, MARKS[1], MARKS[2], bold, MARKS[3])
    notes.write_string(1, 0, LONG)
    notes.write_boolean(2, 0, True)
    notes.write_number(3, 0, 0.5, format_of("h:mm"))
    notes.write_number(4, 0, -7)
    # Far away, which costs nothing.
    notes.write_string(65535, 255, "远")
    hidden = book.add_worksheet("旧表")
    hidden.write_string(0, 0, "去年的数")
    hidden.hide()
    book.close()


def with_xlwt(path, with_formulas):
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("申报表")
    for first_row, first_column, last_row, last_column in MERGES:
        sheet.merge(first_row, last_row, first_column, last_column)
    for place, cell in CELLS.items():
        match cell:
            # xlwt does not calculate.
            case (str(formula), _) if with_formulas:
                sheet.write(*place, xlwt.Formula(formula))
            case (str(), result):
                sheet.write(*place, result)
            case (value, code):
                sheet.write(*place, value, xlwt.easyxf(num_format_str=code))
            case text:
                sheet.write(*place, text)
    notes = book.add_sheet("说明")
    notes.write_rich_text(0, 0, [MARKS[0], (MARKS[1], xlwt.easyfont("bold on")), "".join(MARKS[2:])])
    notes.write(1, 0, LONG)
    notes.write(2, 0, True)
    notes.write(3, 0, 0.5, xlwt.easyxf(num_format_str="h:mm"))
    notes.write(4, 0, -7)
    notes.write(65535, 255, "远")
    hidden = book.add_sheet("旧表")
    hidden.write(0, 0, "去年的数")
    hidden.visibility = 1
    book.save(path)


def main():
    with_xlsxwriter(HERE / "table.xlsx")
    with_xlwt(HERE / "xlwt.xls", with_formulas=False)
    with_xlwt(HERE / "xlwt-formulas.xls", with_formulas=True)
    with tempfile.TemporaryDirectory() as folder:
        # Without the results of formulas, so that LibreOffice calculates them.
        source = pathlib.Path(folder, "table.xlsx")
        openpyxl.load_workbook(HERE / "table.xlsx", rich_text=True).save(source)
        convert = ["soffice", "--headless", "--convert-to", "xls", "--outdir", folder, source]
        subprocess.run(convert, check=True, stdout=subprocess.DEVNULL)
        (HERE / "libreoffice.xls").write_bytes(pathlib.Path(folder, "table.xls").read_bytes())
    subprocess.run(["node", "-e", SHEETJS], check=True, cwd=HERE)
    excel_5 = HERE / "sheetjs-5.xls"
    western, chinese = b"\x42\0\2\0\xe4\x04", b"\x42\0\2\0\xa8\x03"
    excel_5.write_bytes(excel_5.read_bytes().replace(western, chinese))


# SheetJS writes the files of Excel 5 with ASCII alone: it is given the bytes of GBK as characters, and kept from
# replacing them.
SHEETJS = r"""
const XLSX = require("xlsx"), { utils } = require("xlsx/dist/cpexcel.js");
const book = XLSX.readFile("table.xlsx", { cellNF: true, cellStyles: true, cellFormula: false });
XLSX.writeFile(book, "sheetjs.xlsb", { bookType: "xlsb", bookSST: true, compression: true });
XLSX.writeFile(book, "sheetjs.xls", { bookType: "biff8" });
const gbk = (text) => Buffer.from(utils.encode(936, text)).toString("latin1");
for (const sheet of Object.values(book.Sheets)) {
  delete sheet["IV65536"];
  for (const cell of Object.values(sheet)) {
    if (cell.t == "s") cell.v = gbk(cell.v);
    if (cell.z) cell.z = gbk(cell.z);
  }
}
for (const [index, name] of book.SheetNames.entries()) {
  book.SheetNames[index] = book.Workbook.Sheets[index].name = gbk(name);
  book.Sheets[gbk(name)] = book.Sheets[name];
}
const replace = String.prototype.replace;
String.prototype.replace = function (pattern, by) {
  return pattern.source == "[^\\x00-\\x7F]" ? String(this) : replace.call(this, pattern, by);
};
XLSX.writeFile(book, "sheetjs-5.xls", { bookType: "biff5" });
"""

main()
